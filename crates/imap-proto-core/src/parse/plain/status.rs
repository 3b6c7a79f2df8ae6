//! `* STATUS name (MESSAGES 3 UIDNEXT 9)`, with items of the base protocol.

use bytes::Bytes;

use crate::parse::swar;
use crate::response::{MailboxStatus, StatusItem};
use crate::types::{MailboxName, Span};

/// Reads what stands behind `* STATUS ` at `start`, if all of it is plain; the name is to be put in.
#[inline]
pub(in crate::parse) fn plain_status(
    text: &[u8],
    start: usize,
    mut most: usize,
) -> Option<(MailboxStatus, Span)> {
    let rest = text.get(start..)?;
    let (name, mut rest) = match rest {
        [b'"', body @ ..] => {
            let end = swar::quote_or_backslash(body)?;
            (Span::within(start + 1, end), body.get(end..)?.strip_prefix(b"\" (")?)
        }
        _ => {
            let end = rest.iter().position(|c| *c == b' ')?;
            let (word, behind) = rest.split_at_checked(end)?;
            if !swar::is_plain_word(word) || matches!(word, [] | [b'~', ..]) {
                return None;
            }
            (Span::within(start, end), behind.strip_prefix(b" (")?)
        }
    };
    let mut status = MailboxStatus::new(MailboxName::from_wire(Bytes::new()));
    loop {
        let (word, len) = swar::short_word(rest)?;
        most = most.checked_sub(1)?;
        let item = StatusItem::number_of(word)?;
        let value = rest.get(len..)?.strip_prefix(b" ")?;
        let (number, digits) = swar::number(value);
        if digits == 0 || !status.set_plain(item, number?) {
            return None;
        }
        match value.get(digits..)? {
            b")" => return Some((status, name)),
            [b' ', next @ ..] => rest = next,
            _ => return None,
        }
    }
}
