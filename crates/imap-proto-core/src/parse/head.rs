//! What is known of a row when one of its literals is announced.

use super::Parser;
use super::cursor::Cursor;
use super::line::Start;
use super::plain::Whole;
use super::section::ItemName;
use super::state::State;
use crate::command::LiteralHead;
use crate::few::Few;
use crate::limits::{Leniency, Limits};
use crate::types::SectionPath;

/// Octets at either end of a long line that are read. More would be quadratic with many literals behind it.
const WINDOW: usize = 4 << 10;

/// Reads the beginning of a response up to the announcement of a literal of `len` octets.
///
/// `prefix` is the line so far, as a framer with these limits shows it: with its literals in place, and without the
/// large ones, which have left no octets in it.
/// Of a line above 4 KiB the first 4 KiB are read, and the name of the item at its end; a UID between them is not seen.
/// For what is no FETCH and no UIDFETCH (RFC 9586) the head stays empty.
pub fn literal_head(prefix: &[u8], len: u64, limits: &Limits) -> LiteralHead {
    let state = || State::new(limits, &Leniency::default());
    plain(prefix).map_or_else(|| read(prefix, len, &mut state()), |begun| begun.head(len))
}

impl Parser {
    /// As [`literal_head`], between two responses, with the memory that is here. It counts nothing: the row is yet to come.
    pub(crate) fn literal_head(&mut self, prefix: &[u8], len: u64, streams: bool) -> LiteralHead {
        if let Some(begun) = plain(prefix) {
            return begun.head(len);
        }
        let state = &mut self.state;
        state.begin(Few::default(), streams);
        state.has_lf = true;
        let head = read(prefix, len, state);
        state.restart();
        state.tolerated = state.tolerated_before;
        state.end();
        head
    }
}

/// The form that nearly every server has for the body of a message.
fn plain(prefix: &[u8]) -> Option<Whole> {
    Whole::read(prefix).filter(|whole| whole.at == prefix.len())
}

impl Whole {
    fn head(&self, len: u64) -> LiteralHead {
        let section = Some(SectionPath::all());
        LiteralHead { message: self.message, uid: self.uid, section, ..LiteralHead::new(len) }
    }
}

fn read(prefix: &[u8], len: u64, state: &mut State) -> LiteralHead {
    let mut head = LiteralHead::new(len);
    state.head = true;
    beginning(prefix, state, &mut head);
    state.head = false;
    head
}

fn beginning(prefix: &[u8], state: &mut State, head: &mut LiteralHead) {
    let mut cursor = Cursor::new(prefix.get(..WINDOW).unwrap_or(prefix), None, state);
    let Ok(Start::Untagged { number: Some(number), keyword }) = cursor.start() else { return };
    if keyword.eq_ignore_ascii_case(b"FETCH") {
        head.message = u32::try_from(number).unwrap_or(0);
    } else if keyword.eq_ignore_ascii_case(b"UIDFETCH") {
        head.uid = u32::try_from(number).ok().filter(|uid| *uid > 0);
    } else {
        return;
    }
    cursor.gap();
    if cursor.open("FETCH items").is_ok() {
        items(&mut cursor, head);
    }
    if prefix.len() > WINDOW {
        state.restart();
        state.head = false;
        last_item(prefix.get(prefix.len() - WINDOW..).unwrap_or_default(), state, head);
    }
}

fn items(cursor: &mut Cursor<'_>, head: &mut LiteralHead) {
    while !cursor.close() {
        let Ok(name) = cursor.item_name() else { return };
        cursor.gap();
        let uid = name.section.is_none() && name.word.eq_ignore_ascii_case(b"UID");
        let mark = cursor.mark();
        if let (true, Ok(uid @ 1..)) = (uid, cursor.number()) {
            head.uid = Some(if head.message > 0 { uid } else { head.uid.unwrap_or(uid) });
            continue;
        }
        cursor.back(mark);
        if !announcement(cursor.rest) {
            if cursor.skip_value().is_err() {
                return;
            }
            continue;
        }
        item(&name, head);
        return;
    }
}

/// Takes the name of the item that the literal belongs to.
fn item(name: &ItemName<'_>, head: &mut LiteralHead) {
    head.origin = name.origin;
    head.binary = name.section.is_some() && name.word.eq_ignore_ascii_case(b"BINARY");
    head.section = match name.section {
        Some(_) => name.path().ok(),
        None if name.word.eq_ignore_ascii_case(b"RFC822.HEADER") => Some(SectionPath::header()),
        None if name.word.eq_ignore_ascii_case(b"RFC822.TEXT") => Some(SectionPath::text()),
        None if name.word.eq_ignore_ascii_case(b"RFC822") => Some(SectionPath::all()),
        None => None,
    };
}

/// Reads the item at the end of `tail`, from the last word in it that can be one.
fn last_item(tail: &[u8], state: &mut State, head: &mut LiteralHead) {
    const WORDS: [&[u8]; 3] = [b"BODY[", b"BINARY[", b"RFC822"];
    (head.section, head.origin, head.binary) = (None, None, false);
    let word = |at: &usize| {
        let begins = tail.get(..*at).and_then(<[u8]>::last).is_none_or(|c| matches!(c, b' ' | b'('));
        let rest = tail.get(*at..).unwrap_or_default();
        begins && WORDS.iter().any(|w| rest.get(..w.len()).is_some_and(|is| is.eq_ignore_ascii_case(w)))
    };
    let Some(at) = (0..tail.len()).rev().find(word) else { return };
    let mut cursor = Cursor::new(tail, None, state).at(at);
    let Ok(name) = cursor.item_name() else { return };
    cursor.gap();
    if announcement(cursor.rest) {
        item(&name, head);
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
