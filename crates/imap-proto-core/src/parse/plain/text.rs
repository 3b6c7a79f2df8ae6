//! A cursor for text that is plain: it lives in registers, and gives up at the first thing that is not.
//!
//! The caller keeps his place, so giving up costs one more reading of what was read here. Therefore nothing that
//! nests is read through it.

use crate::parse::cursor::Cursor;
use crate::parse::state::State;
use crate::types::Span;
use crate::types::swar;

/// The rest of a text that holds no LF, and no more: two words are handed on in registers. How long the text is, is
/// in the state.
#[derive(Clone, Copy)]
pub(super) struct Plain<'a> {
    rest: &'a [u8],
}

impl<'a> Plain<'a> {
    /// From where the cursor is. None in a text with LF, or if three more lists would be nested too deep.
    #[inline]
    pub(super) fn at(cursor: &mut Cursor<'a>) -> Option<Self> {
        let fits = !cursor.state.has_lf && cursor.depth + 3 <= cursor.state.nesting();
        cursor.state.plain_len = cursor.text.len();
        fits.then_some(Self { rest: cursor.rest })
    }

    /// What is left.
    #[inline]
    pub(super) fn rest(self) -> &'a [u8] {
        self.rest
    }

    /// Takes these octets if they stand here.
    #[inline(always)]
    pub(super) fn eat(&mut self, octets: &[u8]) -> bool {
        let rest = self.rest.strip_prefix(octets);
        self.rest = rest.unwrap_or(self.rest);
        rest.is_some()
    }

    /// Takes these octets, which have to stand here.
    #[inline(always)]
    pub(super) fn take(&mut self, octets: &[u8]) -> Option<()> {
        self.rest = self.rest.strip_prefix(octets)?;
        Some(())
    }

    /// A quoted string whose opening quote was taken, with `then` behind it, which begins with the closing one.
    /// To check what follows as a whole is cheaper than one octet at a time.
    #[inline(always)]
    pub(super) fn string(&mut self, then: &[u8], state: &mut State) -> Option<Span> {
        let (body, end) = (self.rest, swar::until_quote(self.rest));
        match end.strip_prefix(then) {
            Some(rest) => {
                self.rest = rest;
                Some(Span::within(state.plain_len - body.len(), body.len() - end.len()))
            }
            None => {
                let (at, span) = self.odd_string(state)?;
                *self = at;
                self.take(then)?;
                Some(span)
            }
        }
    }

    /// The next `len` octets as a string, and `all` octets taken; the caller has seen what they are.
    #[inline(always)]
    pub(super) fn seen(&mut self, len: usize, all: usize, state: &State) -> Option<Span> {
        let start = state.plain_len - self.rest.len();
        self.rest = self.rest.get(all..)?;
        Some(Span::within(start, len))
    }

    /// A quoted string or `NIL`, and the octet behind it.
    #[inline(always)]
    pub(super) fn nstring(&mut self, then: u8, state: &mut State) -> Option<Span> {
        if self.eat(b"NIL") {
            self.take(&[then])?;
            return Some(Span::NIL);
        }
        self.take(b"\"")?;
        self.string(&[b'"', then], state)
    }

    /// A quoted string with escapes, with octets above 127, or near the end of the text, up to its closing quote.
    #[inline(never)]
    fn odd_string(mut self, state: &mut State) -> Option<(Self, Span)> {
        let (body, start) = (self.rest, state.plain_len - self.rest.len());
        let (mut at, mut escapes) = (0, 0);
        loop {
            at += swar::quote_or_backslash(body.get(at..)?)?;
            match body.get(at..) {
                Some([b'\\', b'"' | b'\\', ..]) => {
                    escapes += 1;
                    at += 2;
                }
                Some(rest @ [b'"', ..]) => {
                    self.rest = rest;
                    break;
                }
                _ => return None,
            }
        }
        if escapes > 0 {
            state.fixes.push(Span::within(start, at));
        }
        Some((self, Span::within(start, at - escapes)))
    }

    /// A number with a space or a parenthesis behind it.
    #[inline]
    pub(super) fn number(&mut self) -> Option<u64> {
        let (number, rest) = super::number(self.rest)?;
        self.rest = rest;
        Some(number)
    }
}
