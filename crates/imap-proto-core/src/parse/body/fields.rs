//! The fields that all body parts may have.

use crate::parse::cursor::{Cursor, Fail};
use crate::response::Node;
use crate::types::Span;

/// The subtypes of multipart. MIME has no top-level type of any of these names.
const MULTIPARTS: [&[u8]; 10] = [
    b"ALTERNATIVE",
    b"MIXED",
    b"RELATED",
    b"SIGNED",
    b"REPORT",
    b"PARALLEL",
    b"DIGEST",
    b"ENCRYPTED",
    b"FORM-DATA",
    b"APPLEDOUBLE",
];

impl Cursor<'_> {
    pub(super) fn is(&self, span: Span, word: &str) -> bool {
        span.of(self.text).is_some_and(|octets| octets.eq_ignore_ascii_case(word.as_bytes()))
    }

    pub(super) fn names_multipart(&self, span: Span) -> bool {
        let Some(octets) = span.of(self.text) else { return false };
        MULTIPARTS.iter().any(|word| octets.eq_ignore_ascii_case(word))
    }

    /// Remembers a string of a list.
    fn push_string(&mut self, span: Span) -> Result<(), Fail> {
        if self.state.strings.len() >= usize::from(u16::MAX) - 1 {
            return Err(Fail::Rule("body strings within the limit"));
        }
        self.state.strings.push(span);
        Ok(())
    }

    fn strings_end(&self) -> u16 {
        u16::try_from(self.state.strings.len()).unwrap_or(u16::MAX)
    }

    /// Parameters as pairs. Forgiven: missing, `()`, a string instead of a list, NIL or a list as a value, a name
    /// without a value (QUIRKS 88).
    pub(super) fn params(&mut self) -> Result<(u16, u16), Fail> {
        let start = self.strings_end();
        if self.at_list_end() {
            self.tolerate();
        } else if matches!(self.peek(), Some(b'"' | b'{')) {
            self.tolerate();
            self.skip_value()?;
        } else {
            self.list_or_nil("body parameters", Self::param)?;
        }
        if (self.strings_end() - start) % 2 == 1 {
            self.tolerate();
            self.push_string(Span::NIL)?;
        }
        self.gap();
        Ok((start, self.strings_end()))
    }

    fn param(&mut self) -> Result<(), Fail> {
        let span = if self.peek() == Some(b'(') {
            self.tolerate();
            self.skip_value()?;
            Span::NIL
        } else {
            self.nstring_span()?
        };
        self.push_string(span)
    }

    /// Disposition, language, location; each may be missing with all that follow.
    pub(super) fn tail(&mut self, node: &mut Node) -> Result<(), Fail> {
        if !self.at_list_end() {
            self.disposition(node)?;
            self.gap();
        }
        if !self.at_list_end() {
            node.language = self.languages()?;
            self.gap();
        }
        if !self.at_list_end() {
            node.location = self.location()?;
            self.gap();
        }
        Ok(())
    }

    /// `("inline" (...))`, or a bare string (Exchange, QUIRKS 89).
    fn disposition(&mut self, node: &mut Node) -> Result<(), Fail> {
        if self.peek() != Some(b'(') {
            node.disposition = self.nstring_span()?;
            if !node.disposition.is_nil() {
                self.tolerate();
            }
            return Ok(());
        }
        self.open("body disposition")?;
        node.disposition = self.field()?;
        node.disposition_params = self.params()?;
        self.surplus()
    }

    /// A string, or a list in which NIL counts as nothing (QUIRKS 90).
    fn languages(&mut self) -> Result<(u16, u16), Fail> {
        let start = self.strings_end();
        if self.peek() == Some(b'(') {
            self.list_or_nil("body language", Self::language)?;
        } else {
            self.language()?;
        }
        Ok((start, self.strings_end()))
    }

    fn language(&mut self) -> Result<(), Fail> {
        match self.nstring_span()? {
            span if span.is_nil() => Ok(()),
            span => self.push_string(span),
        }
    }

    /// A string; a list there says nothing (QUIRKS 90).
    fn location(&mut self) -> Result<Span, Fail> {
        if self.peek() == Some(b'(') {
            self.tolerate();
            return self.skip_value().map(|()| Span::NIL);
        }
        self.nstring_span()
    }
}
