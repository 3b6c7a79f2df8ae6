//! From typed arguments to wire segments (RFC 9051 sections 4 and 9), safe by construction.
//!
//! No method takes free text from a caller: strings become atom, quoted or literal by what they hold, so no
//! argument can end the line it stands in.

use alloc::collections::VecDeque;
use alloc::vec::Vec;
use core::fmt::{self, Write as _};

use bytes::Bytes;
use zeroize::Zeroizing;

use crate::error::EncodeError;
use crate::limits::LimitExceeded;
use crate::types::{Atom, MailboxName, Secret, Tag, swar};

mod dialect;

pub use dialect::Dialect;

/// A piece of an encoded command, in wire order.
pub(crate) enum Segment {
    /// Protocol text.
    Line(Vec<u8>),
    /// Protocol text with a secret in it: redacted in the tap, wiped after sending.
    Secret(Zeroizing<Vec<u8>>),
    /// Nothing behind it may be sent before the server's `+`.
    Sync,
    /// Octets of a literal.
    Literal(Bytes),
    /// Octets that the caller supplies.
    External(u64),
}

pub(crate) type Segments = Vec<Segment>;

/// Octets that most lines fit into.
const USUAL: usize = 128;
/// The longest argument sent as a quoted string; servers are known to stop there.
const QUOTED: usize = 4096;

/// Writes one command. The first error is kept and returned by [`finish`](Self::finish).
pub struct CommandWriter<'a> {
    dialect: &'a Dialect,
    tag: Tag,
    segments: Segments,
    /// The line text being written; becomes a segment when another kind follows.
    text: Vec<u8>,
    /// Octets of line text since the last message, for the limit.
    line: usize,
    limit: usize,
    upload: bool,
    error: Option<EncodeError>,
}

impl fmt::Debug for CommandWriter<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("CommandWriter").field("tag", &self.tag).finish_non_exhaustive()
    }
}

impl<'a> CommandWriter<'a> {
    pub(crate) fn new(dialect: &'a Dialect, tag: Tag, upload: bool) -> Self {
        let limit = dialect.command_line;
        let text = Vec::with_capacity(USUAL);
        Self { dialect, tag, segments: Vec::new(), text, line: 0, limit, upload, error: None }
    }

    /// For what follows a continuation: SASL responses have a limit of their own.
    pub(crate) fn for_response(dialect: &'a Dialect, tag: Tag) -> Self {
        Self { limit: dialect.sasl_response, ..Self::new(dialect, tag, false) }
    }

    #[cfg(test)]
    pub(crate) fn into_segments(mut self) -> Segments {
        self.flush();
        self.segments
    }

    /// Nothing was written.
    pub(crate) fn is_empty(&self) -> bool {
        self.text.is_empty() && self.segments.is_empty()
    }

    /// What was written, with CRLF behind it.
    pub(crate) fn into_line(mut self) -> VecDeque<Segment> {
        self.text.extend_from_slice(b"\r\n");
        self.flush();
        self.segments.into()
    }

    /// What the server speaks.
    pub fn dialect(&self) -> &Dialect {
        self.dialect
    }

    /// The tag of this command.
    pub fn tag(&self) -> &Tag {
        &self.tag
    }

    /// Protocol text of our own: a name, a parenthesis.
    pub fn word(&mut self, word: &'static str) -> &mut Self {
        self.push(word.as_bytes())
    }

    /// The tag in front of it all.
    pub(crate) fn tag_itself(&mut self) -> &mut Self {
        let tag = self.tag;
        self.push(tag.as_bytes())
    }

    /// One space.
    pub fn sp(&mut self) -> &mut Self {
        self.push(b" ")
    }

    /// A number.
    pub fn number(&mut self, number: u64) -> &mut Self {
        self.display(&number)
    }

    /// An atom. One that a server sent is checked again: servers send what is none (QUIRKS 24, 45).
    pub fn atom(&mut self, atom: &Atom) -> &mut Self {
        let octets = atom.as_bytes();
        if octets.is_empty() || !octets.iter().all(|&b| is_astring_char(b)) {
            return self
                .fail(EncodeError::Invalid { what: "atom", why: "it holds an octet no atom can hold" });
        }
        self.push(octets)
    }

    /// A typed value that displays itself in its wire form: a set, a section, a flag.
    pub fn display(&mut self, value: &dyn fmt::Display) -> &mut Self {
        let mut sink = Checked { out: &mut self.text, octets: 0, bad: false };
        let failed = write!(sink, "{value}").is_err();
        let (octets, bad) = (sink.octets, sink.bad);
        self.line += octets;
        if failed || bad {
            self.fail(EncodeError::BadOctet { what: "argument" });
        }
        self.check_length()
    }

    /// An astring: atom, quoted string or literal, by what it holds (RFC 9051 `astring`).
    pub fn astring(&mut self, value: &[u8], what: &'static str) -> &mut Self {
        if !value.is_empty() && value.iter().all(|&b| is_astring_char(b)) && !is_nil(value) {
            return self.push(value);
        }
        self.string(value, what)
    }

    /// A quoted string, or a literal where it must be one. NUL cannot be said (RFC 9051 `CHAR8`).
    pub fn string(&mut self, value: &[u8], what: &'static str) -> &mut Self {
        if value.contains(&0) {
            return self.fail(EncodeError::BadOctet { what });
        }
        if self.quotable(value) {
            let before = self.text.len();
            quote(value, &mut self.text);
            self.line += self.text.len() - before;
            return self.check_length();
        }
        self.literal_segment(Bytes::copy_from_slice(value), false)
    }

    /// A string, or NIL.
    pub fn nstring(&mut self, value: Option<&[u8]>, what: &'static str) -> &mut Self {
        match value {
            Some(value) => self.string(value, what),
            None => self.word("NIL"),
        }
    }

    /// A mailbox name in the form now in force (RFC 3501 5.1.3, RFC 6855 section 3).
    pub fn mailbox(&mut self, name: &MailboxName) -> &mut Self {
        match name.to_wire(self.dialect.form) {
            Ok(wire) => self.astring(&wire, "mailbox name"),
            Err(error) => self.fail(error),
        }
    }

    /// A LIST pattern: a mailbox name in which `*` and `%` are wildcards (RFC 9051 `list-mailbox`).
    pub fn list_pattern(&mut self, pattern: &str) -> &mut Self {
        match MailboxName::new(pattern).to_wire(self.dialect.form) {
            Ok(wire)
                if !wire.is_empty()
                    && wire.iter().all(|&b| is_astring_char(b) || matches!(b, b'*' | b'%'))
                    && !is_nil(&wire) =>
            {
                self.push(&wire)
            }
            Ok(wire) => self.string(&wire, "mailbox pattern"),
            Err(error) => self.fail(error),
        }
    }

    /// A list in parentheses: `write` writes each member, the spaces between them are put here.
    ///
    /// # Errors
    /// The first error of `write`.
    pub fn list<T>(
        &mut self,
        members: impl IntoIterator<Item = T>,
        write: impl FnMut(&mut Self, T) -> Result<(), EncodeError>,
    ) -> Result<&mut Self, EncodeError> {
        Ok(self.word("(").row(members, write)?.word(")"))
    }

    /// The members of a list with a space between two, without parentheses.
    ///
    /// # Errors
    /// The first error of `write`.
    pub fn row<T>(
        &mut self,
        members: impl IntoIterator<Item = T>,
        mut write: impl FnMut(&mut Self, T) -> Result<(), EncodeError>,
    ) -> Result<&mut Self, EncodeError> {
        for (index, member) in members.into_iter().enumerate() {
            if index > 0 {
                self.sp();
            }
            write(self, member)?;
        }
        Ok(self)
    }

    /// A secret as a string: redacted in every tap, wiped after it was sent.
    pub fn secret(&mut self, secret: &Secret, what: &'static str) -> &mut Self {
        let value = secret.as_bytes();
        if value.contains(&0) {
            return self.fail(EncodeError::BadOctet { what });
        }
        let quotable = self.quotable(value);
        let mut octets = Zeroizing::new(Vec::with_capacity(2 * value.len() + 2));
        if quotable {
            quote(value, &mut octets);
            self.line += octets.len();
        } else {
            self.announce(value.len() as u64, false);
            octets.extend_from_slice(value);
        }
        self.segment(Segment::Secret(octets));
        self.check_length()
    }

    /// A secret that is a word of its own, such as a base64 response.
    pub fn secret_line(&mut self, octets: Zeroizing<Vec<u8>>) -> &mut Self {
        if breaks_line(&octets) {
            return self.fail(EncodeError::BadOctet { what: "SASL response" });
        }
        self.limit = self.limit.max(self.dialect.sasl_response);
        self.line += octets.len();
        self.segment(Segment::Secret(octets));
        self.check_length()
    }

    /// The octets of a message. `binary` announces a literal8, which may hold NUL (RFC 3516).
    ///
    /// What follows counts as a line of its own against `Limits::command_line`: MULTIAPPEND has a piece of line
    /// text for each of any number of messages.
    pub fn literal(&mut self, octets: Bytes, binary: bool) -> &mut Self {
        if binary && !self.dialect.takes_literal8() {
            return self.fail(EncodeError::NeedsBinary);
        }
        self.literal_segment(octets, binary);
        self.line = 0;
        self
    }

    /// A literal of which the caller supplies the octets piece by piece. A command may have several; for the line
    /// limit each is as a [`literal`](Self::literal).
    pub fn external(&mut self, len: u64, binary: bool) -> &mut Self {
        if !self.upload {
            return self.fail(EncodeError::NeedsUpload);
        }
        if binary && !self.dialect.takes_literal8() {
            return self.fail(EncodeError::NeedsBinary);
        }
        self.announce(len, binary);
        self.segment(Segment::External(len));
        self.line = 0;
        self
    }

    /// Ends the encoding.
    ///
    /// # Errors
    /// The first error met.
    pub fn finish(&mut self) -> Result<(), EncodeError> {
        if announces(&self.text) {
            self.fail(EncodeError::Invalid {
                what: "command",
                why: "its end reads as the announcement of a literal",
            });
        }
        self.error.take().map_or(Ok(()), Err)
    }

    /// Records an error; nothing of the command will be sent.
    pub fn fail(&mut self, error: EncodeError) -> &mut Self {
        self.error.get_or_insert(error);
        self
    }

    fn quotable(&self, value: &[u8]) -> bool {
        let utf8 = || self.dialect.utf8() && core::str::from_utf8(value).is_ok();
        value.len() <= QUOTED && !breaks_line(value) && (value.is_ascii() || utf8())
    }

    fn literal_segment(&mut self, octets: Bytes, binary: bool) -> &mut Self {
        self.announce(octets.len() as u64, binary);
        self.segment(Segment::Literal(octets));
        self
    }

    /// Writes `{n}` or `{n+}` and, for the first, the point where we wait for the server.
    fn announce(&mut self, len: u64, binary: bool) {
        let skip = self.dialect.may_skip_sync(len, binary);
        let (tilde, plus) = (if binary { "~" } else { "" }, if skip { "+" } else { "" });
        self.display(&format_args!("{tilde}{{{len}{plus}}}"));
        self.text.extend_from_slice(b"\r\n");
        if !skip {
            self.segment(Segment::Sync);
        }
    }

    fn push(&mut self, octets: &[u8]) -> &mut Self {
        self.text.extend_from_slice(octets);
        self.line += octets.len();
        self.check_length()
    }

    fn check_length(&mut self) -> &mut Self {
        if self.line > self.limit {
            let exceeded = LimitExceeded::new("command_line", self.limit as u64, self.line as u64);
            return self.fail(EncodeError::TooLong(exceeded));
        }
        self
    }

    fn flush(&mut self) {
        if !self.text.is_empty() {
            self.segments.push(Segment::Line(core::mem::take(&mut self.text)));
        }
    }

    fn segment(&mut self, segment: Segment) {
        self.flush();
        self.segments.push(segment);
    }
}

/// `ASTRING-CHAR` of RFC 9051: an atom may also hold `]`.
fn is_astring_char(b: u8) -> bool {
    b > 0x20 && b < 0x7f && !matches!(b, b'(' | b')' | b'{' | b'%' | b'*' | b'"' | b'\\')
}

/// `{n}` or `{n+}` at the end of a line makes the server wait for octets that never come (SECURITY C09). Our own
/// announcements are followed by their literal and never stand here.
fn announces(line: &[u8]) -> bool {
    let Some(inner) = line.strip_suffix(b"}") else { return false };
    let inner = inner.strip_suffix(b"+").unwrap_or(inner);
    let digits = inner.iter().rev().take_while(|b| b.is_ascii_digit()).count();
    digits > 0 && inner.get(..inner.len() - digits).is_some_and(|head| head.ends_with(b"{"))
}

/// An atom NIL where a string is due reads as no string at all on some servers.
fn is_nil(value: &[u8]) -> bool {
    value.eq_ignore_ascii_case(b"NIL")
}

/// NUL, CR or LF.
fn breaks_line(octets: &[u8]) -> bool {
    memchr::memchr3(0, b'\r', b'\n', octets).is_some()
}

fn quote(value: &[u8], out: &mut Vec<u8>) {
    out.push(b'"');
    let mut rest = value;
    while let Some((plain, [special, behind @ ..])) =
        swar::quote_or_backslash(rest).and_then(|at| rest.split_at_checked(at))
    {
        out.extend_from_slice(plain);
        out.extend_from_slice(&[b'\\', *special]);
        rest = behind;
    }
    out.extend_from_slice(rest);
    out.push(b'"');
}

/// Refuses what would end a line, whatever a `Display` writes.
struct Checked<'v> {
    out: &'v mut Vec<u8>,
    octets: usize,
    bad: bool,
}

impl fmt::Write for Checked<'_> {
    fn write_str(&mut self, s: &str) -> fmt::Result {
        self.bad |= breaks_line(s.as_bytes());
        self.octets += s.len();
        self.out.extend_from_slice(s.as_bytes());
        Ok(())
    }
}
