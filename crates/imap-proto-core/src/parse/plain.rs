//! Items of a FETCH row as nearly all servers write them: names in capitals, one space, nothing odd.
//!
//! This reads what it can and stops in front of the first item that is anything else, which the tolerant readers
//! of `fetch.rs` then read from its start. Whatever is read here, they would have read the same.

use core::mem;

mod body;
mod envelope;
mod list;
mod numbers;
mod status;
mod text;
mod whole;

pub(super) use body::Plainness;
pub(super) use list::PlainList;
pub(super) use numbers::{about, run};
pub(super) use status::plain_status;
pub(super) use whole::{Whole, announcement};

use super::cursor::Cursor;
use crate::response::{FetchRow, Items};
use crate::types::{Bits, Members, Span, swar};

impl<'a> Cursor<'a> {
    /// Reads plain items, at most `left` of them; gives how many it read. It stops at the end of a value or of the
    /// opening parenthesis.
    pub(super) fn plain_items(&mut self, row: &mut FetchRow, left: usize) -> usize {
        let (mut count, mut at) = (0, self.rest);
        while count < left {
            let Some(rest) = self.plain_item(at, row) else { break };
            count += 1;
            self.rest = rest;
            match rest {
                [b' ', next @ ..] => at = next,
                _ => break,
            }
        }
        count
    }

    /// One item and what stands behind it, a space or a parenthesis; the row is changed only if all of it is plain.
    #[inline]
    fn plain_item(&mut self, at: &'a [u8], row: &mut FetchRow) -> Option<&'a [u8]> {
        let start = u64::from_le_bytes(*at.first_chunk()?);
        if start & (u64::MAX >> 32) == UID {
            let (uid, rest) = number(at.get(4..)?)?;
            if uid == 0 || row.has.has(Items::UID) {
                return None;
            }
            row.uid = u32::try_from(uid).ok()?;
            row.has.add(Items::UID);
            return Some(rest);
        }
        if start & (u64::MAX >> 8) == FLAGS {
            return self.plain_flags(at.get(7..)?, row);
        }
        if start == ENVELOPE {
            return self.envelope_item(at.get(8..)?.strip_prefix(b" ")?, row);
        }
        if start == MODSEQ {
            let (modseq, rest) = number(at.get(8..)?)?;
            let rest = rest.strip_prefix(b")").filter(|rest| modseq > 0 && ends(rest))?;
            row.modseq = modseq;
            row.has.add(Items::MODSEQ);
            return Some(rest);
        }
        if start == BODYSTRUCTURE {
            return self.structure_item(at.get(8..)?.strip_prefix(b"CTURE ")?, row);
        }
        if start == SIZE {
            let (size, rest) = number(at.get(8..)?.strip_prefix(b"IZE ")?)?;
            row.size = size;
            row.has.add(Items::SIZE);
            return Some(rest);
        }
        None
    }

    /// A structure, also one that is not plain. One that cannot be read counts as not read.
    #[inline(never)]
    fn structure_item(&mut self, at: &'a [u8], row: &mut FetchRow) -> Option<&'a [u8]> {
        let (mark, before, tolerated) = (self.mark(), self.rest, self.state.tolerated);
        self.rest = at;
        let Ok(body) = self.body_structure() else {
            self.back(mark);
            self.state.tolerated = tolerated;
            self.state.addresses.clear();
            return None;
        };
        row.rich_mut().body = Some(body);
        Some(mem::replace(&mut self.rest, before))
    }

    #[inline(never)]
    fn envelope_item(&mut self, at: &'a [u8], row: &mut FetchRow) -> Option<&'a [u8]> {
        let before = mem::replace(&mut self.rest, at);
        let envelope = self.plain_envelope();
        let rest = mem::replace(&mut self.rest, before);
        row.rich_mut().envelope = Some(envelope?);
        Some(rest)
    }

    /// Flags that have a bit, and keywords made of ordinary octets.
    #[inline]
    fn plain_flags(&mut self, list: &'a [u8], row: &mut FetchRow) -> Option<&'a [u8]> {
        let mut bits = Bits::default();
        let rest = members(list, self.state.limits.list, |at| plain_flag(at, &mut bits))?;
        let behind = rest.get(1..).filter(|behind| ends(behind))?;
        self.state.flags = bits.text_needed().then(|| {
            let start = self.text.len() - list.len();
            Span::within(start, list.len() - rest.len())
        });
        row.flags.set_bits(bits);
        row.has.add(Items::FLAGS);
        Some(behind)
    }
}

/// Reads at most `most` members with one space between them, each by `member`, which gives its length; then the
/// closing parenthesis and what follows are left.
#[inline]
fn members(list: &[u8], mut most: usize, mut member: impl FnMut(&[u8]) -> Option<usize>) -> Option<&[u8]> {
    let mut rest = list;
    while !matches!(rest, [b')', ..]) {
        let len = member(rest)?;
        most = most.checked_sub(1)?;
        rest = match rest.get(len..)? {
            [b' ', next @ ..] if !matches!(next, [b' ' | b')', ..]) => next,
            closed @ [b')', ..] => closed,
            _ => return None,
        };
    }
    Some(rest)
}

/// Notes the flag at the front and gives its length.
#[inline]
fn plain_flag(at: &[u8], bits: &mut Bits) -> Option<usize> {
    const SEEN: u64 = u64::from_le_bytes(*b"\\Seen\0\0\0");
    let start = u64::from_le_bytes(*at.first_chunk()?);
    if start & (u64::MAX >> 24) == SEEN && matches!((start >> 40) as u8, b' ' | b')') {
        bits.add_seen();
        return Some(5);
    }
    let (word, len) = swar::short_word(at)?;
    if !bits.add_word(word) {
        other_flag(at.get(..len)?)?;
        bits.add_other();
    }
    Some(len)
}

/// A keyword of ordinary octets.
#[inline(never)]
fn other_flag(word: &[u8]) -> Option<()> {
    let odd = |c: &u8| !c.is_ascii_alphanumeric() && !matches!(c, b'$' | b'_' | b'-');
    (!word.iter().any(odd) && !word.eq_ignore_ascii_case(b"NIL")).then_some(())
}

const BODYSTRUCTURE: u64 = u64::from_le_bytes(*b"BODYSTRU");
const ENVELOPE: u64 = u64::from_le_bytes(*b"ENVELOPE");
const UID: u64 = u64::from_le_bytes(*b"UID \0\0\0\0");
const FLAGS: u64 = u64::from_le_bytes(*b"FLAGS (\0");
const MODSEQ: u64 = u64::from_le_bytes(*b"MODSEQ (");
const SIZE: u64 = u64::from_le_bytes(*b"RFC822.S");

/// A number, and the space or parenthesis behind it with all that follows.
#[inline]
fn number(at: &[u8]) -> Option<(u64, &[u8])> {
    let (value, digits) = swar::number(at);
    let rest = at.get(digits..)?;
    (digits > 0 && value != swar::TOO_LARGE && ends(rest)).then_some((value, rest))
}

/// True when a value can end here.
#[inline]
fn ends(rest: &[u8]) -> bool {
    matches!(rest, [b' ' | b')', ..])
}
