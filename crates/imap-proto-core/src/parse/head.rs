//! What is known of a row when one of its literals is announced.

use super::cursor::Cursor;
use super::line::Start;
use super::state::State;
use crate::command::LiteralHead;
use crate::limits::{Leniency, Limits};
use crate::types::SectionPath;

/// Reads the beginning of a response up to the announcement of a literal of `len` octets.
///
/// `prefix` is at most the first 4 KiB of the line; beyond that, and for what is no FETCH, the head stays empty and
/// the default plan applies. Large literals before this one have left no octets in it.
pub fn literal_head(prefix: &[u8], len: u64) -> LiteralHead {
    let mut head = LiteralHead { message: 0, uid: None, section: None, len };
    let mut state = State::new(&Limits::default(), &Leniency::default());
    state.head = true;
    let mut cursor = Cursor::new(prefix, None, &mut state);
    let Ok(Start::Untagged { number: Some(number), keyword }) = cursor.start() else { return head };
    if !keyword.eq_ignore_ascii_case(b"FETCH") {
        return head;
    }
    head.message = u32::try_from(number).unwrap_or(0);
    cursor.gap();
    if cursor.open("FETCH items").is_ok() {
        items(&mut cursor, &mut head);
    }
    head
}

fn items(cursor: &mut Cursor<'_>, head: &mut LiteralHead) {
    while !cursor.close() {
        let Ok(name) = cursor.item_name() else { return };
        cursor.gap();
        let uid = name.section.is_none() && name.word.eq_ignore_ascii_case(b"UID");
        let mark = cursor.mark();
        if let (true, Ok(uid @ 1..)) = (uid, cursor.number()) {
            head.uid = Some(uid);
            continue;
        }
        cursor.back(mark);
        if !announcement(cursor.rest) {
            if cursor.skip_value().is_err() {
                return;
            }
            continue;
        }
        let path = match name.section {
            Some(_) => name.path().ok(),
            None if name.word.eq_ignore_ascii_case(b"RFC822.HEADER") => Some(SectionPath::header()),
            None if name.word.eq_ignore_ascii_case(b"RFC822.TEXT") => Some(SectionPath::text()),
            None if name.word.eq_ignore_ascii_case(b"RFC822") => Some(SectionPath::all()),
            None => None,
        };
        head.section = path;
        return;
    }
}

/// True when the announcement that was asked about is all that is left, or nothing is.
fn announcement(rest: &[u8]) -> bool {
    let rest = rest.strip_prefix(b"~").unwrap_or(rest);
    match rest.strip_prefix(b"{") {
        Some(inside) => memchr::memchr(b'\n', inside).is_none_or(|end| end + 1 == inside.len()),
        None => rest.is_empty(),
    }
}

#[cfg(test)]
mod tests;
