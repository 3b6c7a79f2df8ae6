//! Items of a FETCH row as nearly all servers write them: names in capitals, one space, nothing odd.
//!
//! This reads what it can and stops in front of the first item that is anything else, which the tolerant readers
//! of `fetch.rs` then read from its start. Whatever is read here, they would have read the same.

use super::cursor::Cursor;
use super::swar;
use crate::response::{FetchRow, Items};
use crate::types::{Bits, FlagSet, Span};

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
        match at {
            [b'U', b'I', b'D', b' ', value @ ..] => {
                let (uid, rest) = number(value)?;
                if row.has.has(Items::UID) {
                    return None;
                }
                let (uid @ 1.., rest) = (u32::try_from(uid).ok()?, ends(rest)?) else { return None };
                row.uid = uid;
                row.has.add(Items::UID);
                Some(rest)
            }
            [b'F', b'L', b'A', b'G', b'S', b' ', b'(', value @ ..] => self.plain_flags(value, row),
            [b'M', b'O', b'D', b'S', b'E', b'Q', b' ', b'(', value @ ..] => {
                let (modseq, rest) = number(value)?;
                let rest = ends(rest.strip_prefix(b")")?)?;
                if modseq == 0 {
                    return None;
                }
                row.modseq = modseq;
                row.has.add(Items::MODSEQ);
                Some(rest)
            }
            [b'R', b'F', b'C', b'8', b'2', b'2', b'.', b'S', b'I', b'Z', b'E', b' ', value @ ..] => {
                let (size, rest) = number(value)?;
                let rest = ends(rest)?;
                row.size = size;
                row.has.add(Items::SIZE);
                Some(rest)
            }
            _ => None,
        }
    }

    /// Flags that have a bit, and keywords made of ordinary octets.
    #[inline]
    fn plain_flags(&mut self, list: &'a [u8], row: &mut FetchRow) -> Option<&'a [u8]> {
        let (mut bits, mut rest, mut left) = (Bits::default(), list, self.state.limits.list);
        while !matches!(rest, [b')', ..]) {
            let (word, len) = swar::short_word(rest)?;
            if !bits.add_word(word) {
                let word = rest.get(..len)?;
                let odd = |c: &u8| !c.is_ascii_alphanumeric() && !matches!(c, b'$' | b'_' | b'-');
                if word.iter().any(odd) || word.eq_ignore_ascii_case(b"NIL") {
                    return None;
                }
                bits.add_other();
            }
            left = left.checked_sub(1)?;
            rest = match rest.get(len..)? {
                [b' ', next @ ..] if !matches!(next, [b' ' | b')', ..]) => next,
                closed @ [b')', ..] => closed,
                _ => return None,
            };
        }
        let behind = ends(rest.get(1..)?)?;
        self.state.flags = bits.text_needed().then(|| {
            let start = self.text.len() - list.len();
            Span::within(start, list.len() - rest.len())
        });
        row.flags = FlagSet::from_parts(bits, bytes::Bytes::new());
        row.has.add(Items::FLAGS);
        Some(behind)
    }
}

#[inline]
fn number(at: &[u8]) -> Option<(u64, &[u8])> {
    let (value, digits) = swar::number(at);
    if digits == 0 {
        return None;
    }
    Some((value?, at.get(digits..)?))
}

/// What stands behind a value, if it can.
#[inline]
fn ends(rest: &[u8]) -> Option<&[u8]> {
    matches!(rest, [b' ' | b')', ..]).then_some(rest)
}
