//! Literals inside a response (RFC 9051 4.3, RFC 3516 for `~`).

use super::cursor::{Cursor, Fail};
use super::plain::announcement;
use super::state::Big;

const RULE: Fail = Fail::Rule("literal");

/// Where the octets of a literal are.
#[derive(Clone, Copy, Debug)]
pub(super) enum Literal<'a> {
    /// In the text.
    Here(&'a [u8]),
    /// Beside the text, with this index.
    Apart(usize),
}

impl<'a> Cursor<'a> {
    pub(super) fn at_literal(&self) -> bool {
        matches!(self.rest, [b'{', ..] | [b'~', b'{', ..])
    }

    /// Reads `{n}`, the line end, and the octets.
    pub(super) fn literal(&mut self) -> Result<Literal<'a>, Fail> {
        let mark = self.mark();
        let announced = self.plain_announcement().or_else(|| self.any_announcement());
        let found = announced.and_then(|n| self.literal_octets(n));
        if found.is_none() {
            self.back(mark);
        }
        found.ok_or(RULE)
    }

    #[inline]
    fn plain_announcement(&mut self) -> Option<u64> {
        let (n, rest) = announcement(self.rest)?;
        self.rest = rest;
        Some(n)
    }

    fn any_announcement(&mut self) -> Option<u64> {
        self.eat(b'~');
        if !self.eat(b'{') {
            return None;
        }
        let n = decimal(self.take_while(|c| c.is_ascii_digit()))?;
        if !self.eat(b'}') {
            return None;
        }
        // Domino puts spaces behind the brace (QUIRKS 6); the framer has seen to it that this is a line end.
        self.spaces();
        self.eat(b'\r');
        self.eat(b'\n').then_some(n)
    }

    #[inline]
    fn literal_octets(&mut self, n: u64) -> Option<Literal<'a>> {
        if n <= self.state.inline {
            return Some(Literal::Here(self.take(usize::try_from(n).ok()?)?));
        }
        let index = self.state.next_big;
        self.state.next_big += 1;
        match self.state.big.get(index) {
            Some(Big::Joined) => Some(Literal::Here(self.take(usize::try_from(n).ok()?)?)),
            Some(Big::Apart(_) | Big::Omitted(_) | Big::Streamed(_)) => Some(Literal::Apart(index)),
            None => self.state.head.then_some(Literal::Apart(index)),
        }
    }
}

/// A number of at most 63 bits, leading zeros allowed.
pub(super) fn decimal(digits: &[u8]) -> Option<u64> {
    if digits.is_empty() {
        return None;
    }
    let add = |n: u64, c: &u8| n.checked_mul(10)?.checked_add(u64::from(c.wrapping_sub(b'0')));
    digits.iter().try_fold(0, add).filter(|n| i64::try_from(*n).is_ok())
}

/// The length that a line, without its LF, announces at its end.
fn announced(line: &[u8]) -> Option<u64> {
    let line = line.strip_suffix(b"\r").unwrap_or(line);
    let spaces = line.iter().rev().take_while(|c| **c == b' ').count();
    let line = line.get(..line.len() - spaces)?.strip_suffix(b"}")?;
    let digits = line.iter().rev().take_while(|c| c.is_ascii_digit()).count();
    let (line, digits) = line.split_at_checked(line.len() - digits)?;
    line.ends_with(b"{").then_some(())?;
    decimal(digits)
}

/// A stretch of a response's text.
#[derive(Clone, Copy, Debug)]
pub(super) enum Piece<'a> {
    /// Text of the line itself, an announcement with its line end included.
    Line(&'a [u8]),
    /// A literal in place.
    Literal(&'a [u8]),
    /// Here a large literal was taken out.
    Gap,
}

/// Cuts a text at its literals, as the framer does.
#[derive(Debug)]
pub(super) struct Pieces<'a> {
    rest: &'a [u8],
    inline: u64,
    next: Option<Piece<'a>>,
}

impl<'a> Pieces<'a> {
    pub(super) fn new(text: &'a [u8], inline: u64) -> Self {
        Self { rest: text, inline, next: None }
    }
}

impl<'a> Iterator for Pieces<'a> {
    type Item = Piece<'a>;

    fn next(&mut self) -> Option<Piece<'a>> {
        if let Some(piece) = self.next.take() {
            return Some(piece);
        }
        if self.rest.is_empty() {
            return None;
        }
        let mut end = 0;
        while let Some(n) = memchr::memchr(b'\n', self.rest.get(end..)?) {
            let line = self.rest.get(..end + n)?;
            end += n + 1;
            let Some(n) = announced(line) else { continue };
            let (line, rest) = self.rest.split_at_checked(end)?;
            self.rest = rest;
            self.next = Some(Piece::Gap);
            if let (true, Ok(n)) = (n <= self.inline, usize::try_from(n)) {
                let (literal, rest) = self.rest.split_at_checked(n.min(self.rest.len()))?;
                self.rest = rest;
                self.next = Some(Piece::Literal(literal));
            }
            return Some(Piece::Line(line));
        }
        Some(Piece::Line(core::mem::take(&mut self.rest)))
    }
}
