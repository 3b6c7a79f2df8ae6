//! Lists of flags and of mailbox attributes.

use alloc::vec::Vec;

use bytes::Bytes;

use super::cursor::{Cursor, Fail};
use super::quoted::unescaped;
use crate::types::{Bits, FlagSet, Members, Span, Tokens, swar};

const LIMIT: Fail = Fail::Rule("flag-list within the limit");

/// The text of a list, without its parentheses.
#[derive(Debug)]
pub(super) enum ListText {
    /// A part of the response.
    Span(Span),
    /// Written anew, because it was too odd to be read twice.
    Own(Bytes),
}

/// A flag may hold brackets and nearly all else (Gmail: `OIB-Seen-[Google`).
fn in_flag(c: u8) -> bool {
    !matches!(c, b' ' | b'(' | b')' | b'"' | b'\r' | b'\n')
}

impl<'a> Cursor<'a> {
    /// Reads a list into `members`.
    #[inline]
    pub(super) fn flag_list(&mut self, members: &mut impl Members) -> Result<ListText, Fail> {
        if self.nil() {
            self.tolerate();
            return Ok(ListText::Own(Bytes::new()));
        }
        let mark = self.mark();
        self.open("flag-list")?;
        let start = self.position();
        let mut left = self.state.limits.list;
        loop {
            let end = self.position();
            if self.close() {
                return Ok(ListText::Span(Span::within(start, end.saturating_sub(start))));
            }
            if let Some((word, len)) = swar::short_word(self.rest)
                && members.add_word(word)
            {
                left = left.checked_sub(1).ok_or(LIMIT)?;
                self.skip(len);
                continue;
            }
            let word = self.take_while(in_flag);
            if matches!(word, b"" | b"*") || word.eq_ignore_ascii_case(b"NIL") {
                self.back(mark);
                return self.odd_flag_list(members);
            }
            for flag in Tokens(word) {
                left = left.checked_sub(1).ok_or(LIMIT)?;
                members.add(flag);
            }
        }
    }

    /// Flags as quoted strings (RockLiffe), `NIL` among them (MailKit 1042), `*` without a backslash (Binc).
    #[inline(never)]
    fn odd_flag_list(&mut self, members: &mut impl Members) -> Result<ListText, Fail> {
        let mut text = Vec::new();
        self.list_or_nil("flag-list", |c| {
            c.tolerate();
            let flags = c.odd_flag()?;
            for flag in Tokens(&flags) {
                if !text.is_empty() {
                    text.push(b' ');
                }
                text.extend_from_slice(flag);
                members.add(flag);
            }
            Ok(())
        })?;
        Ok(ListText::Own(text.into()))
    }

    fn odd_flag(&mut self) -> Result<Vec<u8>, Fail> {
        if self.nil() {
            return Ok(Vec::new());
        }
        if self.peek() == Some(b'"') {
            // The backslash is escaped or not; both give the same.
            return self.quoted().map(|quoted| unescaped(quoted.raw));
        }
        match self.take_while(in_flag) {
            [] => Err(Fail::Rule("flag")),
            b"*" => Ok(b"\\*".to_vec()),
            word => Ok(word.to_vec()),
        }
    }

    /// A list of flags.
    ///
    /// # Errors
    /// When there is none, or it has more than `Limits::list`.
    pub fn flags(&mut self) -> Result<FlagSet, Fail> {
        let mut bits = Bits::default();
        let text = self.flag_list(&mut bits)?;
        let text = match text {
            ListText::Span(span) if bits.text_needed() => self.handle(span.of(self.text).unwrap_or_default()),
            ListText::Span(_) => Bytes::new(),
            ListText::Own(text) => text,
        };
        Ok(FlagSet::from_parts(bits, text))
    }
}
