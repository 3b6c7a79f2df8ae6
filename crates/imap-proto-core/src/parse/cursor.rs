//! The cursor: one pass over the text of a response.
//!
//! It is the rest of the text; a position is computed only where a span is made. Nothing here copies: strings are
//! spans, or handles of the frame.

use bytes::Bytes;

use super::state::State;
use crate::types::Span;

/// Why reading stopped. Where it stopped is where the cursor is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Fail {
    /// The text does not follow this rule of the grammar.
    Rule(&'static str),
    /// Well-formed and impossible; a violation was noted, and the value is to be left out.
    Dropped,
    /// A large literal stands where a short string is due: it has to be put into the text first.
    Join,
}

/// Reads the text of one response from its beginning to its end.
///
/// Extensions get one in [`Extension::parse`](crate::ext::Extension::parse).
#[derive(Debug)]
pub struct Cursor<'a> {
    pub(super) text: &'a [u8],
    pub(super) rest: &'a [u8],
    /// The text as a counted handle; none while it can still be changed.
    pub(super) frame: Option<&'a Bytes>,
    pub(super) depth: usize,
    pub(super) state: &'a mut State,
}

/// A place to go back to.
#[derive(Clone, Copy, Debug)]
pub(super) struct Mark<'a> {
    rest: &'a [u8],
    depth: usize,
    next_big: usize,
    fixes: usize,
}

impl<'a> Cursor<'a> {
    pub(super) fn new(text: &'a [u8], frame: Option<&'a Bytes>, state: &'a mut State) -> Self {
        Self { text, rest: text, frame, depth: 0, state }
    }

    /// A cursor on a part of the text, at its start.
    pub(super) fn within(frame: &'a Bytes, part: Span, state: &'a mut State) -> Self {
        let text = frame.get(..part.start() + part.len()).unwrap_or_default();
        let rest = text.get(part.start()..).unwrap_or_default();
        Self { text, rest, frame: Some(frame), depth: 0, state }
    }

    /// Goes to a position that this or another cursor on the same text had.
    pub(super) fn at(mut self, position: usize) -> Self {
        self.rest = self.text.get(position..).unwrap_or_default();
        self
    }

    pub(super) fn position(&self) -> usize {
        self.text.len() - self.rest.len()
    }

    pub(super) fn mark(&self) -> Mark<'a> {
        let (next_big, fixes) = (self.state.next_big, self.state.fixes.len());
        Mark { rest: self.rest, depth: self.depth, next_big, fixes }
    }

    pub(super) fn back(&mut self, mark: Mark<'a>) {
        self.rest = mark.rest;
        self.depth = mark.depth;
        self.state.next_big = mark.next_big;
        self.state.fixes.truncate(mark.fixes);
    }

    /// What lies between the mark and the cursor.
    pub(super) fn since(&self, mark: Mark<'a>) -> Span {
        let start = self.text.len() - mark.rest.len();
        Span::new(start, self.position() - start)
    }

    pub(super) fn peek(&self) -> Option<u8> {
        self.rest.first().copied()
    }

    pub(super) fn peek_digit(&self) -> bool {
        self.peek().is_some_and(|c| c.is_ascii_digit())
    }

    /// Goes on by `n` octets and gives them.
    pub(super) fn take(&mut self, n: usize) -> Option<&'a [u8]> {
        let (taken, rest) = self.rest.split_at_checked(n)?;
        self.rest = rest;
        Some(taken)
    }

    /// Goes on by `n` octets, which are there.
    #[inline]
    pub(super) fn skip(&mut self, n: usize) {
        self.rest = self.rest.get(n..).unwrap_or_default();
    }

    pub(super) fn take_while(&mut self, wanted: impl Fn(u8) -> bool) -> &'a [u8] {
        let n = self.rest.iter().position(|c| !wanted(*c)).unwrap_or(self.rest.len());
        self.take(n).unwrap_or_default()
    }

    /// Takes one octet if it is this one.
    pub(crate) fn eat(&mut self, octet: u8) -> bool {
        match self.rest.split_first() {
            Some((first, rest)) if *first == octet => {
                self.rest = rest;
                true
            }
            _ => false,
        }
    }

    /// A handle of octets of the text: no copy once the text is frozen.
    pub(super) fn handle(&self, octets: &'a [u8]) -> Bytes {
        match self.frame {
            _ if octets.is_empty() => Bytes::new(),
            Some(frame) => frame.slice_ref(octets),
            None => Bytes::copy_from_slice(octets),
        }
    }

    /// The span of octets that were just taken.
    pub(super) fn span(&self, octets: &[u8]) -> Span {
        Span::new(self.position().saturating_sub(octets.len()), octets.len())
    }

    /// Counts one deviation that was forgiven.
    pub fn tolerate(&mut self) {
        self.state.tolerated += 1;
    }

    /// Notes something well-formed and impossible. The value is to be left out.
    pub fn violation(&mut self, what: &'static str, number: Option<u64>) {
        self.state.violation(what, number);
    }

    /// Notes a violation and gives the failure that leaves the whole value out.
    pub fn impossible(&mut self, what: &'static str, number: Option<u64>) -> Fail {
        self.state.violation(what, number);
        Fail::Dropped
    }

    /// True at the end of the text.
    pub fn at_end(&self) -> bool {
        self.rest.is_empty()
    }

    /// Takes the space between two values if it is one and no more.
    #[inline]
    pub(super) fn one_space(&mut self) -> bool {
        match self.rest {
            [b' ', next, ..] if *next != b' ' => {
                self.skip(1);
                true
            }
            _ => false,
        }
    }

    /// Reads the space between two values: none and several are forgiven.
    #[inline]
    pub fn space(&mut self) {
        if !self.one_space() {
            self.odd_space();
        }
    }

    #[cold]
    fn odd_space(&mut self) {
        let spaces = self.spaces();
        if spaces != 1 {
            self.tolerate();
        }
    }

    /// Skips spaces, all of them optional.
    pub(crate) fn spaces(&mut self) -> usize {
        self.take_while(|c| c == b' ').len()
    }

    /// Reads the end of the text; spaces before it are forgiven.
    pub(super) fn end(&mut self) -> Result<(), Fail> {
        if self.spaces() > 0 {
            self.tolerate();
        }
        if self.at_end() { Ok(()) } else { Err(Fail::Rule("end of line")) }
    }

    /// Takes all that is left, of a code that holds text.
    pub fn remainder(&mut self) -> Bytes {
        let rest = core::mem::take(&mut self.rest);
        self.handle(rest)
    }

    /// True when nothing but spaces stands before the end of the list, or of the text.
    #[inline]
    pub fn at_list_end(&self) -> bool {
        !matches!(self.rest, [first, ..] if !matches!(first, b' ' | b')')) && self.only_spaces_left()
    }

    #[inline(never)]
    fn only_spaces_left(&self) -> bool {
        matches!(self.rest.iter().find(|c| **c != b' '), None | Some(b')'))
    }

    /// True when a list begins here.
    pub fn at_list(&self) -> bool {
        self.peek() == Some(b'(')
    }

    /// Opens a list.
    ///
    /// # Errors
    /// When there is no parenthesis, or lists are nested too deep.
    pub fn open(&mut self, rule: &'static str) -> Result<(), Fail> {
        if self.peek() != Some(b'(') {
            return Err(Fail::Rule(rule));
        }
        if self.depth >= self.state.nesting() {
            return Err(Fail::Rule("list nested within the limit"));
        }
        self.depth += 1;
        self.take(1);
        if self.peek() == Some(b' ') {
            self.spaces();
            self.tolerate();
        }
        Ok(())
    }

    /// Reads the space before the next member, or the end of the list, and says whether it was the end.
    #[inline]
    pub fn close(&mut self) -> bool {
        match self.rest {
            [b')', rest @ ..] => {
                self.rest = rest;
                self.depth = self.depth.saturating_sub(1);
                true
            }
            [b' ', next, ..] if !matches!(next, b' ' | b')') => {
                self.skip(1);
                false
            }
            _ => self.odd_close(),
        }
    }

    #[inline(never)]
    fn odd_close(&mut self) -> bool {
        let spaces = self.spaces();
        let closed = self.eat(b')');
        if spaces > usize::from(!closed) {
            self.tolerate();
        }
        self.depth -= usize::from(closed && self.depth > 0);
        closed
    }

    /// Reads a list, member by member. `NIL` is the empty list.
    ///
    /// # Errors
    /// What the reader of a member says, or when there is no list, or more members than [`Limits::list`].
    ///
    /// [`Limits::list`]: crate::Limits::list
    pub fn list_or_nil(
        &mut self,
        rule: &'static str,
        mut member: impl FnMut(&mut Self) -> Result<(), Fail>,
    ) -> Result<(), Fail> {
        if self.nil() {
            return Ok(());
        }
        self.open(rule)?;
        let mut left = self.state.limits.list;
        while !self.close() {
            left = left.checked_sub(1).ok_or(Fail::Rule("list within the limit"))?;
            let before = self.rest.len();
            member(self)?;
            if self.rest.len() == before {
                return Err(Fail::Rule(rule));
            }
        }
        Ok(())
    }

    /// Reads what is left of the text or list, member by member, each with a space before it.
    ///
    /// # Errors
    /// What the reader of a member says, or when there are more members than [`Limits::list`].
    ///
    /// [`Limits::list`]: crate::Limits::list
    pub fn members(&mut self, mut member: impl FnMut(&mut Self) -> Result<(), Fail>) -> Result<(), Fail> {
        let mut left = self.state.limits.list;
        while !self.at_list_end() {
            left = left.checked_sub(1).ok_or(Fail::Rule("list within the limit"))?;
            self.space();
            let before = self.rest.len();
            member(self)?;
            if self.rest.len() == before {
                return Err(Fail::Rule("list member"));
            }
        }
        Ok(())
    }
}

impl Fail {
    pub(super) fn rule(self) -> &'static str {
        match self {
            Self::Rule(rule) => rule,
            Self::Dropped => "possible value",
            Self::Join => "string within the limit",
        }
    }
}
