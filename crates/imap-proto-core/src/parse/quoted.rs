//! Quoted strings (RFC 9051 4.3), as servers write them.

use alloc::vec::Vec;

use memchr::{memchr, memchr3};

use super::cursor::{Cursor, Fail};
use crate::types::swar;

const RULE: Fail = Fail::Rule("quoted string");

/// A quoted string: what is between the quotes, and how many of its backslashes are escapes.
#[derive(Clone, Copy, Debug)]
pub(super) struct Quoted<'a> {
    pub(super) raw: &'a [u8],
    pub(super) escapes: usize,
}

impl<'a> Cursor<'a> {
    /// Reads a quoted string.
    ///
    /// A quote ends it only before a space, `)`, `]` or the end: servers send unescaped quotes in subjects and
    /// parameters (QUIRKS 25, 88). A line end of its own cannot be inside, but a lone LF can (P18).
    #[inline]
    pub(super) fn quoted(&mut self) -> Result<Quoted<'a>, Fail> {
        match self.rest {
            [b'"', ..] => match self.plain_quoted() {
                Some(raw) => Ok(Quoted { raw, escapes: 0 }),
                None => self.odd_quoted(),
            },
            _ => Err(RULE),
        }
    }

    /// A quoted string of ASCII in a text without LF, without a backslash, with a space or parenthesis behind it.
    /// Nothing is taken when it is another, or too near the end.
    #[inline(always)]
    pub(super) fn plain_quoted(&mut self) -> Option<&'a [u8]> {
        let body = self.rest.get(1..)?;
        match swar::until_quote(body) {
            [b'"', rest @ ..] if !self.state.has_lf && matches!(rest, [b' ' | b')', ..]) => {
                self.rest = rest;
                body.get(..body.len() - rest.len() - 1)
            }
            _ => None,
        }
    }

    /// Escapes, quotes inside, line ends inside.
    #[inline(never)]
    fn odd_quoted(&mut self) -> Result<Quoted<'a>, Fail> {
        let Some((b'"', body)) = self.rest.split_first() else { return Err(RULE) };
        let (mut at, mut escapes) = (0, 0);
        loop {
            let tail = body.get(at..).ok_or(RULE)?;
            let n = memchr3(b'"', b'\\', b'\n', tail).ok_or(RULE)?;
            let next = tail.get(n + 1).copied();
            at += n + 1;
            match tail.get(n) {
                Some(b'"') if closes(next) => break,
                Some(b'\\') if matches!(next, Some(b'"' | b'\\')) => {
                    escapes += 1;
                    at += 1;
                }
                Some(b'\n') if body.get(at.wrapping_sub(2)) == Some(&b'\r') => return Err(RULE),
                _ => self.tolerate(),
            }
        }
        let (with_quote, rest) = body.split_at_checked(at).ok_or(RULE)?;
        self.rest = rest;
        Ok(Quoted { raw: with_quote.split_last().map_or(&[], |(_, raw)| raw), escapes })
    }
}

fn closes(next: Option<u8>) -> bool {
    matches!(next, None | Some(b' ' | b')' | b']' | b'\r' | b'\n'))
}

/// Takes the escapes out and gives the new length. What only looks like an escape stays.
pub(super) fn unescape(octets: &mut [u8]) -> usize {
    let (mut from, mut to) = (0, 0);
    // Where the next backslash is looked for: what an escape stands for is none.
    let mut search = 0;
    while let Some(n) = octets.get(search..).and_then(|tail| memchr(b'\\', tail)) {
        let at = search + n;
        search = at + 1;
        if matches!(octets.get(at + 1), Some(b'"' | b'\\')) {
            octets.copy_within(from..at, to);
            to += at - from;
            from = at + 1;
            search += 1;
        }
    }
    octets.copy_within(from.., to);
    to + octets.len() - from
}

/// The octets without escapes, in memory of their own.
pub(super) fn unescaped(raw: &[u8]) -> Vec<u8> {
    let mut octets = raw.to_vec();
    let len = unescape(&mut octets);
    octets.truncate(len);
    octets
}
