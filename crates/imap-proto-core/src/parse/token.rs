//! The words, strings and numbers that responses are made of.

use bytes::Bytes;

use super::cursor::{Cursor, Fail};
use super::literal::Literal;
use super::quoted::unescaped;
use super::state::Big;
use crate::response::Payload;
use crate::types::{Atom, SeqSet, SetError, Span, UidSet, swar};

/// What ends a bare word. Servers send nearly anything else in one: brackets, 8-bit octets, quotes.
fn in_word(c: u8) -> bool {
    !matches!(c, b' ' | b'(' | b')' | b'{' | b'\r' | b'\n')
}

impl<'a> Cursor<'a> {
    /// A bare word, possibly empty.
    pub(super) fn word(&mut self) -> &'a [u8] {
        self.take_while(in_word)
    }

    /// A bare word.
    ///
    /// # Errors
    /// When there is none.
    pub fn atom(&mut self) -> Result<Atom, Fail> {
        match self.word() {
            [] => Err(Fail::Rule("atom")),
            word => Ok(Atom::from_wire(self.handle(word))),
        }
    }

    /// Everything up to the next space, be it a word or not.
    pub(crate) fn until_space(&mut self) -> Result<Bytes, Fail> {
        match self.take_while(|c| c != b' ') {
            [] => Err(Fail::Rule("text")),
            text => Ok(self.handle(text)),
        }
    }

    /// Takes `NIL` if it stands here.
    pub fn nil(&mut self) -> bool {
        let nil = self.rest.get(..3).is_some_and(|word| word.eq_ignore_ascii_case(b"NIL"))
            && !self.rest.get(3).is_some_and(|c| in_word(*c) && *c != b']');
        if nil {
            self.take(3);
        }
        nil
    }

    /// A quoted string or a literal. A bare word is forgiven.
    ///
    /// # Errors
    /// When there is none, or its octets were left out as too many.
    pub fn string(&mut self) -> Result<Bytes, Fail> {
        match self.peek() {
            Some(b'"') => self.quoted_bytes(),
            _ if self.at_literal() => self.literal_bytes(),
            _ => {
                self.tolerate();
                self.atom().map(Atom::into_bytes).map_err(|_| Fail::Rule("string"))
            }
        }
    }

    fn quoted_bytes(&mut self) -> Result<Bytes, Fail> {
        let quoted = self.quoted()?;
        Ok(if quoted.escapes == 0 { self.handle(quoted.raw) } else { unescaped(quoted.raw).into() })
    }

    /// A string or `NIL`, of which the octets may have been left out or streamed.
    pub(crate) fn payload(&mut self) -> Result<Payload, Fail> {
        if !self.at_literal() {
            return Ok(self.nstring()?.map_or(Payload::Nil, Payload::Data));
        }
        match self.literal()? {
            Literal::Here(octets) => Ok(Payload::Data(self.handle(octets))),
            Literal::Apart(index) => match self.state.big.get(index) {
                Some(Big::Apart(octets)) => Ok(Payload::Data(octets.clone())),
                Some(Big::Omitted(len)) => Ok(Payload::Omitted { len: *len }),
                Some(Big::Streamed(len)) => Ok(Payload::Streamed { len: *len }),
                Some(Big::Joined) | None => Err(Fail::Rule("literal that was kept")),
            },
        }
    }

    fn literal_bytes(&mut self) -> Result<Bytes, Fail> {
        match self.literal()? {
            Literal::Here(octets) => Ok(self.handle(octets)),
            Literal::Apart(index) => match self.state.big.get(index) {
                Some(Big::Apart(octets)) => Ok(octets.clone()),
                _ => Err(Fail::Rule("literal that was kept")),
            },
        }
    }

    /// A string or a bare word.
    ///
    /// # Errors
    /// When there is neither.
    pub fn astring(&mut self) -> Result<Bytes, Fail> {
        if self.peek() == Some(b'"') || self.at_literal() {
            return self.string();
        }
        self.atom().map(Atom::into_bytes).map_err(|_| Fail::Rule("astring"))
    }

    /// A string or `NIL`.
    ///
    /// # Errors
    /// When there is neither.
    pub fn nstring(&mut self) -> Result<Option<Bytes>, Fail> {
        if self.nil() { Ok(None) } else { self.string().map(Some) }
    }

    /// A string as a span of the text.
    pub(super) fn string_span(&mut self) -> Result<Span, Fail> {
        if self.peek() == Some(b'"') {
            let quoted = self.quoted()?;
            let start = self.position() - quoted.raw.len() - 1;
            if quoted.escapes > 0 {
                self.state.fixes.push(Span::new(start, quoted.raw.len()));
            }
            return Ok(Span::new(start, quoted.raw.len() - quoted.escapes));
        }
        match self.literal()? {
            Literal::Here(octets) => Ok(self.span(octets)),
            Literal::Apart(_) if self.state.head => Ok(Span::NIL),
            Literal::Apart(_) => Err(Fail::Join),
        }
    }

    /// A string or `NIL`. A bare word is forgiven (Exchange, QUIRKS 87), and so is an empty list.
    pub(super) fn nstring_span(&mut self) -> Result<Span, Fail> {
        if self.peek() == Some(b'"') || self.at_literal() {
            return self.string_span();
        }
        if self.nil() {
            return Ok(Span::NIL);
        }
        self.tolerate();
        if self.peek() == Some(b'(') {
            let empty = self.rest.iter().skip(1).find(|c| **c != b' ') == Some(&b')');
            return if empty { self.skip_value().map(|()| Span::NIL) } else { Err(Fail::Rule("nstring")) };
        }
        match self.word() {
            [] => Err(Fail::Rule("nstring")),
            word => Ok(self.span(word)),
        }
    }

    /// A number that fits, and nothing else up to the end of the word. Nothing is taken otherwise.
    #[inline]
    fn decimal<T: TryFrom<u64>>(&mut self) -> Option<T> {
        let (number, digits) = swar::number(self.rest);
        let rest = self.rest.get(digits..)?;
        let ends = match rest.first() {
            Some(b' ' | b')') => true,
            Some(c) => *c == b']' || !in_word(*c),
            None => true,
        };
        if digits == 0 || !ends || number == swar::TOO_LARGE {
            return None;
        }
        let number = T::try_from(number).ok()?;
        self.rest = rest;
        Some(number)
    }

    /// `number64`, at most 63 bits.
    ///
    /// # Errors
    /// When there is none.
    #[inline]
    pub fn number64(&mut self) -> Result<u64, Fail> {
        self.decimal().ok_or(Fail::Rule("number64"))
    }

    /// `number`, at most 32 bits.
    ///
    /// # Errors
    /// When there is none.
    #[inline]
    pub fn number(&mut self) -> Result<u32, Fail> {
        self.decimal().ok_or(Fail::Rule("number"))
    }

    /// A number of up to 64 bits, as Gmail's identifiers are.
    ///
    /// # Errors
    /// When there is none.
    pub fn unsigned64(&mut self) -> Result<u64, Fail> {
        let mark = self.mark();
        let word =
            core::str::from_utf8(self.word()).ok().filter(|word| word.bytes().all(|c| c.is_ascii_digit()));
        word.and_then(|word| word.parse().ok()).ok_or_else(|| {
            self.back(mark);
            Fail::Rule("number of 64 bits")
        })
    }

    /// A size. `NIL`, `-1` and floats count as 0 (Exchange, Zoho, mail.ru, QUIRKS 68 and 87).
    #[inline]
    pub(super) fn size(&mut self) -> Result<u64, Fail> {
        match self.decimal() {
            Some(n) => Ok(n),
            None => self.odd_size(),
        }
    }

    #[inline(never)]
    fn odd_size(&mut self) -> Result<u64, Fail> {
        let mark = self.mark();
        let word = self.word();
        let odd = |c: &u8| c.is_ascii_digit() || matches!(c, b'.' | b'e' | b'E' | b'+' | b'-');
        let number = word.iter().all(odd) && word.iter().any(|c| !c.is_ascii_digit());
        if word.eq_ignore_ascii_case(b"NIL") || (number && !word.is_empty()) {
            self.tolerate();
            return Ok(0);
        }
        self.back(mark);
        Err(Fail::Rule("number64"))
    }

    /// A set of UIDs, never expanded.
    ///
    /// # Errors
    /// When there is none, or one of more ranges than [`Limits::ranges`].
    ///
    /// [`Limits::ranges`]: crate::Limits::ranges
    pub fn uid_set(&mut self) -> Result<UidSet, Fail> {
        self.set(UidSet::parse_front).ok_or(Fail::Rule("uid-set"))
    }

    /// A set of message numbers, never expanded.
    ///
    /// # Errors
    /// When there is none, or one of more ranges than [`Limits::ranges`].
    ///
    /// [`Limits::ranges`]: crate::Limits::ranges
    pub fn seq_set(&mut self) -> Result<SeqSet, Fail> {
        self.set(SeqSet::parse_front).ok_or(Fail::Rule("sequence-set"))
    }

    /// A set that ends where a word can end; nothing is taken otherwise.
    fn set<T>(&mut self, parse: impl FnOnce(&[u8], usize) -> Result<(T, usize), SetError>) -> Option<T> {
        let (set, len) = parse(self.rest, self.state.limits.ranges).ok()?;
        let rest = self.rest.get(len..)?;
        if rest.first().is_some_and(|c| in_word(*c)) {
            return None;
        }
        self.rest = rest;
        Some(set)
    }
}
