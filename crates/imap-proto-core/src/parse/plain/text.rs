//! A cursor for text that is plain: it lives in registers, and gives up at the first thing that is not.
//!
//! The caller keeps his place, so giving up costs one more reading of what was read here. Therefore nothing that
//! nests is read through it.

use alloc::vec::Vec;

use crate::parse::cursor::Cursor;
use crate::types::Span;
use crate::types::swar;

/// The rest of a text that holds no LF.
#[derive(Clone, Copy)]
pub(super) struct Plain<'a> {
    /// Octets of the whole text.
    len: usize,
    rest: &'a [u8],
}

impl<'a> Plain<'a> {
    /// From where the cursor is. None in a text with LF, or if three more lists would be nested too deep.
    #[inline]
    pub(super) fn at(cursor: &Cursor<'a>) -> Option<Self> {
        let fits = !cursor.state.has_lf && cursor.depth + 3 <= cursor.state.nesting();
        fits.then_some(Self { len: cursor.text.len(), rest: cursor.rest })
    }

    /// What is left.
    #[inline]
    pub(super) fn rest(self) -> &'a [u8] {
        self.rest
    }

    /// Takes this octet.
    #[inline(always)]
    pub(super) fn octet(&mut self, octet: u8) -> Option<()> {
        self.rest = self.rest.strip_prefix(&[octet])?;
        Some(())
    }

    /// Takes these octets if they stand here.
    #[inline(always)]
    pub(super) fn eat(&mut self, octets: &[u8]) -> bool {
        let rest = self.rest.strip_prefix(octets);
        self.rest = rest.unwrap_or(self.rest);
        rest.is_some()
    }

    /// Takes `NIL` if it stands here. What stands behind it is for the next step to check.
    #[inline(always)]
    pub(super) fn nil(&mut self) -> bool {
        const NIL: u32 = u32::from_le_bytes(*b"NIL\0");
        let nil =
            self.rest.first_chunk().is_some_and(|word| u32::from_le_bytes(*word) & (u32::MAX >> 8) == NIL);
        if nil {
            self.rest = self.rest.get(3..).unwrap_or_default();
        }
        nil
    }

    /// A quoted string. What stands behind it is for the next step to check.
    #[inline(always)]
    pub(super) fn quoted(&mut self, fixes: &mut Vec<Span>) -> Option<Span> {
        let body = self.rest.strip_prefix(b"\"")?;
        match swar::from_quote_or_backslash(body)? {
            [b'"', rest @ ..] => {
                self.rest = rest;
                Some(Span::within(self.len - body.len(), body.len() - rest.len() - 1))
            }
            _ => self.escaped(body, fixes),
        }
    }

    /// A quoted string or `NIL`.
    #[inline(always)]
    pub(super) fn nstring(&mut self, fixes: &mut Vec<Span>) -> Option<Span> {
        if self.nil() { Some(Span::NIL) } else { self.quoted(fixes) }
    }

    /// A quoted string with escapes.
    #[inline(never)]
    fn escaped(&mut self, body: &'a [u8], fixes: &mut Vec<Span>) -> Option<Span> {
        let (mut at, mut escapes) = (0, 0);
        loop {
            at += swar::quote_or_backslash(body.get(at..)?)?;
            match body.get(at..) {
                Some([b'\\', b'"' | b'\\', ..]) => {
                    escapes += 1;
                    at += 2;
                }
                Some([b'"', rest @ ..]) => {
                    self.rest = rest;
                    break;
                }
                _ => return None,
            }
        }
        let start = self.len - body.len();
        fixes.push(Span::within(start, at));
        Some(Span::within(start, at - escapes))
    }

    /// A number with a space or a parenthesis behind it.
    #[inline]
    pub(super) fn number(&mut self) -> Option<u64> {
        let (number, rest) = super::number(self.rest)?;
        self.rest = rest;
        Some(number)
    }
}
