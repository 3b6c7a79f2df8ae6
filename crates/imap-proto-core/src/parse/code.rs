//! Response codes (RFC 9051 7.1): what stands in brackets.

use alloc::vec::Vec;

use bytes::Bytes;

use super::cursor::{Cursor, Fail};
use crate::ext::ExtCode;
use crate::response::{Code, Status, StatusKind};
use crate::types::{Atom, CapabilitySet, Text, is_atom_char};

impl<'a> Cursor<'a> {
    /// The code and text behind OK, NO, BAD, BYE or PREAUTH. Both may be missing (QUIRKS 12).
    pub(super) fn status(&mut self, kind: StatusKind) -> Status {
        if self.at_end() {
            self.tolerate();
        } else if self.peek() != Some(b'[') {
            self.gap();
        }
        let code = if self.peek() == Some(b'[') { self.code() } else { None };
        let text = core::mem::take(&mut self.rest);
        Status::new(kind, code, Text::from_wire(self.handle(text)))
    }

    /// Reads `[...]` and the space behind it. What is no code stays text (Exchange: `[Error="..." Proxy=...]`).
    fn code(&mut self) -> Option<Code> {
        let inside = self.rest.get(1..)?;
        let end = code_end(inside)?;
        let inside = inside.get(..end)?;
        let word = inside.iter().position(|c| *c == b' ').unwrap_or(inside.len());
        let (word, arguments) = inside.split_at_checked(word)?;
        if word.is_empty() || !word.iter().all(|c| is_atom_char(*c) || *c >= 0x80) {
            self.tolerate();
            return None;
        }
        let start = self.position() + 1 + word.len();
        self.take(end + 2);
        if !self.at_end() {
            self.gap();
        }
        self.known_code(word, arguments, start)
    }

    fn known_code(&mut self, word: &'a [u8], arguments: &'a [u8], start: usize) -> Option<Code> {
        let mut known = Code::words().iter();
        if let Some((_, code)) = known.find(|(name, _)| word.eq_ignore_ascii_case(name.as_bytes())) {
            return Some(code.clone());
        }
        let text = self.text.get(..start + arguments.len()).unwrap_or_default();
        let mut inner =
            Cursor { text, rest: arguments, frame: self.frame, depth: 0, state: &mut *self.state };
        inner.spaces();
        let code = inner.code_arguments(word).and_then(|code| inner.end().map(|()| code));
        match code {
            Ok(code) => Some(code),
            Err(Fail::Dropped) => None,
            Err(_) => {
                let value = arguments.strip_prefix(b" ").unwrap_or(arguments);
                Some(Code::Other {
                    name: Atom::from_wire(self.handle(word)),
                    value: Text::from_wire(self.handle(value)),
                })
            }
        }
    }

    fn code_arguments(&mut self, word: &[u8]) -> Result<Code, Fail> {
        match word.to_ascii_uppercase().as_slice() {
            b"CAPABILITY" => self.capabilities().map(Code::Capability),
            b"PERMANENTFLAGS" => self.flags().map(Code::PermanentFlags),
            b"UIDVALIDITY" => self.not_zero("UIDVALIDITY 0").map(Code::UidValidity),
            b"UIDNEXT" => self.not_zero("UIDNEXT 0").map(Code::UidNext),
            b"UNSEEN" => match self.number()? {
                // MailKit 34: it means that there is none.
                0 => {
                    self.tolerate();
                    Err(Fail::Dropped)
                }
                n => Ok(Code::Unseen(n)),
            },
            b"HIGHESTMODSEQ" => self.modseq_value()?.map(Code::HighestModSeq).ok_or(Fail::Dropped),
            b"BADCHARSET" => self.charsets().map(Code::BadCharset),
            _ => ExtCode::parse(word, self).unwrap_or(Err(Fail::Rule("response code"))).map(Code::Ext),
        }
    }

    fn not_zero(&mut self, what: &'static str) -> Result<u32, Fail> {
        match self.number()? {
            0 => Err(self.impossible(what, Some(0))),
            n => Ok(n),
        }
    }

    fn charsets(&mut self) -> Result<Vec<Bytes>, Fail> {
        let mut charsets = Vec::new();
        if self.at_end() {
            return Ok(charsets);
        }
        self.list_or_nil("charsets", |c| {
            charsets.push(c.astring()?);
            Ok(())
        })?;
        Ok(charsets)
    }

    /// Capabilities up to the end of the text.
    pub(super) fn capabilities(&mut self) -> Result<CapabilitySet, Fail> {
        let words = self.rest;
        let set = CapabilitySet::from_wire(words, &self.state.limits);
        let (set, odd) = set.map_err(|_| Fail::Rule("capabilities within the limit"))?;
        self.state.tolerated += odd;
        self.rest = &[];
        Ok(set)
    }
}

/// Where a code ends: at the `]` that is in no bracket, parenthesis or quotes of its own, else at the last one.
fn code_end(inside: &[u8]) -> Option<usize> {
    let first = memchr::memchr(b']', inside)?;
    if memchr::memchr3(b'"', b'(', b'[', inside.get(..first)?).is_none() {
        return Some(first);
    }
    let (mut brackets, mut lists, mut quoted, mut escaped) = (0_usize, 0_usize, false, false);
    for (at, c) in inside.iter().enumerate() {
        match c {
            _ if escaped => escaped = false,
            b'\\' if quoted => escaped = true,
            b'"' => quoted = !quoted,
            _ if quoted => {}
            b'(' => lists += 1,
            b')' => lists = lists.saturating_sub(1),
            b'[' if lists == 0 => brackets += 1,
            b']' if lists == 0 && brackets > 0 => brackets -= 1,
            b']' if lists == 0 => return Some(at),
            _ => {}
        }
    }
    memchr::memrchr(b']', inside)
}

#[cfg(test)]
mod tests;
