//! `* STATUS name (MESSAGES 3 UIDNEXT 9)`, with items of the base protocol.

use crate::response::{MailboxStatus, StatusItem};
use crate::types::{Span, swar};

/// Reads what stands behind `* STATUS ` at `start` into a new `status`, if all of it is plain, and gives the place of the
/// name, which is to be put in.
#[inline]
pub(in crate::parse) fn plain_status(
    text: &[u8],
    start: usize,
    mut most: usize,
    status: &mut MailboxStatus,
) -> Option<Span> {
    let rest = text.get(start..)?;
    let (name, mut rest) = match rest {
        [b'"', body @ ..] => {
            let end = swar::until_quote(body);
            (Span::within(start + 1, body.len() - end.len()), end.strip_prefix(b"\" (")?)
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
    loop {
        most = most.checked_sub(1)?;
        match item(rest, status)? {
            b")" => return Some(name),
            [b' ', next @ ..] => rest = next,
            _ => return None,
        }
    }
}

/// Reads the known item at the front with its value, and gives what stands behind it.
#[inline]
fn item<'a>(at: &'a [u8], status: &mut MailboxStatus) -> Option<&'a [u8]> {
    const fn word(name: &[u8; 8]) -> u64 {
        u64::from_le_bytes(*name)
    }
    const MESSAGES: u64 = word(b"MESSAGES");
    const UIDNEXT: u64 = word(b"UIDNEXT ");
    const UIDVALIDITY: u64 = word(b"UIDVALID");
    const HIGHESTMODSEQ: u64 = word(b"HIGHESTM");
    const UNSEEN: u64 = word(b"UNSEEN \0");
    const RECENT: u64 = word(b"RECENT \0");
    let start = u64::from_le_bytes(*at.first_chunk()?);
    let behind = at.get(8..)?;
    match start {
        MESSAGES => return value(&StatusItem::Messages, behind.strip_prefix(b" ")?, status),
        UIDNEXT => return value(&StatusItem::UidNext, behind, status),
        UIDVALIDITY => return value(&StatusItem::UidValidity, behind.strip_prefix(b"ITY ")?, status),
        HIGHESTMODSEQ => return value(&StatusItem::HighestModSeq, behind.strip_prefix(b"ODSEQ ")?, status),
        _ => {}
    }
    match start & (u64::MAX >> 8) {
        UNSEEN => return value(&StatusItem::Unseen, at.get(7..)?, status),
        RECENT => return value(&StatusItem::Recent, at.get(7..)?, status),
        _ => {}
    }
    other_item(at, status)
}

#[inline(never)]
fn other_item<'a>(at: &'a [u8], status: &mut MailboxStatus) -> Option<&'a [u8]> {
    let (word, len) = swar::short_word(at)?;
    value(&StatusItem::known(word)?, at.get(len..)?.strip_prefix(b" ")?, status)
}

/// Where the item is known beforehand, so is its place.
#[inline(always)]
fn value<'a>(item: &StatusItem, value: &'a [u8], status: &mut MailboxStatus) -> Option<&'a [u8]> {
    let (number, behind) = super::number(value)?;
    let impossible = number == 0 && matches!(item, StatusItem::UidNext | StatusItem::UidValidity);
    (!impossible && status.set(item, number)).then_some(behind)
}
