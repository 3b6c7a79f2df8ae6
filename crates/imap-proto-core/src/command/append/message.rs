//! A message on its way into a mailbox, as APPEND, MULTIAPPEND and their like send it.

use alloc::vec::Vec;
use core::fmt;

use bytes::Bytes;
use time::OffsetDateTime;

use crate::command::{CommandWriter, Need, Param, Traits, common, param};
use crate::error::EncodeError;
use crate::ext::catenate::CatPart;
use crate::types::{Capability, Flag, format_internal_date};

/// A message to store, with its flags and its date (RFC 3502 `append-message`).
///
/// Its octets go untouched; [`crlf`](crate::types::crlf) brings line ends in order beforehand. They are in memory
/// ([`new`](Self::new)), or the caller supplies them in pieces and only their number is known
/// ([`stream`](Self::stream)): such a command is started through the driver's upload functions.
///
/// ```
/// use imap_proto_core::{Flag, command::AppendMessage};
/// let draft = AppendMessage::new("Subject: hi\r\n\r\nhello\r\n").flags([Flag::Draft]);
/// let large = AppendMessage::stream(40 << 20).flags([Flag::Seen]);
/// assert_eq!((draft.octets(), large.octets()), (22, 40 << 20));
/// ```
#[derive(Clone)]
pub struct AppendMessage {
    flags: Vec<Flag>,
    date: Option<OffsetDateTime>,
    params: Vec<Param>,
    body: Body,
}

/// Where the octets come from.
#[derive(Clone)]
enum Body {
    Memory(Bytes),
    Stream { len: u64, binary: bool, utf8: bool },
    Parts { parts: Vec<CatPart>, utf8: bool },
}

impl AppendMessage {
    /// A message that is in memory. A NUL among its octets needs BINARY, else it is an
    /// [`EncodeError::NeedsBinary`].
    pub fn new(octets: impl Into<Bytes>) -> Self {
        Self::of(Body::Memory(octets.into()))
    }

    /// A message of `len` octets to come. They are not looked at: see [`binary`](Self::binary) and
    /// [`utf8`](Self::utf8).
    pub fn stream(len: u64) -> Self {
        Self::of(Body::Stream { len, binary: false, utf8: false })
    }

    /// A message that the server puts together; [`catenate`](Self::catenate) is its public name.
    pub(crate) fn of_parts(parts: Vec<CatPart>) -> Self {
        Self::of(Body::Parts { parts, utf8: false })
    }

    /// What a command that sends it needs.
    pub(crate) fn bring(&self, traits: &mut Traits) {
        traits.add_params(&self.params);
        if let Body::Parts { parts, .. } = &self.body {
            traits.add_need(Need::named(&["CATENATE"]));
            traits.reveals_secret |= parts.iter().any(CatPart::reveals_secret);
        }
    }

    fn of(body: Body) -> Self {
        Self { flags: Vec::new(), date: None, params: Vec::new(), body }
    }

    /// Sets these flags. `\Recent` and `\*` are an [`EncodeError`].
    #[must_use]
    pub fn flags(mut self, flags: impl IntoIterator<Item = Flag>) -> Self {
        flags.into_iter().for_each(|flag| common::push_new(&mut self.flags, flag));
        self
    }

    /// Sets INTERNALDATE; without it the server takes the time of arrival. A year that has not four digits is
    /// an [`EncodeError`].
    #[must_use]
    pub fn date(mut self, date: OffsetDateTime) -> Self {
        self.date = Some(date);
        self
    }

    /// Adds a data item of an extension (RFC 4466 2.7), such as
    /// [`NewAnnotations`](crate::ext::annotate::NewAnnotations).
    #[must_use]
    pub fn param(mut self, param: impl Into<Param>) -> Self {
        self.params.push(param.into());
        self
    }

    /// Sends a stream as `literal8`, which may hold NUL. [`EncodeError::NeedsBinary`] where the server has no
    /// BINARY.
    #[must_use]
    pub fn binary(mut self) -> Self {
        if let Body::Stream { binary, .. } = &mut self.body {
            *binary = true;
        }
        self
    }

    /// Sends a stream as a message with 8-bit header fields (RFC 6855 4), if UTF8=ACCEPT is on; else as any other. Of a
    /// message that is put together it is the first stream.
    #[must_use]
    pub fn utf8(mut self) -> Self {
        if let Body::Stream { utf8, .. } | Body::Parts { utf8, .. } = &mut self.body {
            *utf8 = true;
        }
        self
    }

    /// Octets of the message; of one that the server puts together, about.
    pub fn octets(&self) -> u64 {
        match &self.body {
            Body::Parts { parts, .. } => parts.iter().map(CatPart::octets).sum(),
            Body::Memory(octets) => octets.len() as u64,
            Body::Stream { len, .. } => *len,
        }
    }

    /// Flags, date and literal, without a space in front.
    pub(crate) fn write(&self, w: &mut CommandWriter<'_>) -> Result<(), EncodeError> {
        let form = self.form(w)?;
        if !self.flags.is_empty() {
            common::flag_list(w, &self.flags)?;
            w.sp();
        }
        if let Some(date) = self.date {
            w.string(format_internal_date(date)?.as_bytes(), "date").sp();
        }
        param::in_front(&self.params, w)?;
        match form {
            Form::Parts => self.parts(w)?,
            Form::Literal => self.literal(w, false),
            Form::Literal8 => self.literal(w, true),
            Form::Utf8 => {
                w.word("UTF8 (");
                self.literal(w, true);
                w.word(")");
            }
        }
        Ok(())
    }

    fn parts(&self, w: &mut CommandWriter<'_>) -> Result<(), EncodeError> {
        let Body::Parts { parts, utf8 } = &self.body else { return Ok(()) };
        if self.octets() == 0 {
            return Err(EncodeError::Invalid { what: "message", why: "none of its parts has an octet" });
        }
        let (mut header, mut stream) = (Header::new(), *utf8);
        let write = |w: &mut CommandWriter<'_>, part: &CatPart| {
            let utf8 = w.dialect().takes_utf8_messages();
            // RFC 6855 section 4, `cat-part`.
            match part {
                CatPart::Text(octets) if header.has_8bit(octets) && utf8 => {
                    w.word("UTF8 (").literal(octets.clone(), true).word(")");
                }
                CatPart::Stream(len) if core::mem::take(&mut stream) && utf8 => {
                    w.word("UTF8 (").external(*len, true).word(")");
                }
                part => part.write(w),
            }
            // Nobody here knows where a stream or a URL ends.
            header.open &= matches!(part, CatPart::Text(_));
            Ok(())
        };
        w.word("CATENATE ").list(parts, write).map(drop)
    }

    fn literal(&self, w: &mut CommandWriter<'_>, binary: bool) {
        match &self.body {
            Body::Memory(octets) => w.literal(octets.clone(), binary),
            Body::Stream { len, .. } => w.external(*len, binary),
            Body::Parts { .. } => w,
        };
    }

    fn form(&self, w: &CommandWriter<'_>) -> Result<Form, EncodeError> {
        let (nul, eight_bit) = match &self.body {
            Body::Memory(octets) => (memchr::memchr(0, octets).is_some(), has_8bit_headers(octets)),
            Body::Stream { binary, utf8, .. } => (*binary, *utf8),
            Body::Parts { .. } => return Ok(Form::Parts),
        };
        match nul {
            _ if eight_bit && w.dialect().takes_utf8_messages() => Ok(Form::Utf8),
            false => Ok(Form::Literal),
            true if w.dialect().has(&Capability::Binary) => Ok(Form::Literal8),
            true => Err(EncodeError::NeedsBinary),
        }
    }
}

impl fmt::Debug for AppendMessage {
    /// Without the mail itself.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("AppendMessage").field("octets", &self.octets()).finish_non_exhaustive()
    }
}

/// How the message goes out.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Form {
    Literal,
    Literal8,
    Utf8,
    Parts,
}

/// The header section of a message that comes in pieces.
struct Header {
    open: bool,
    /// Nothing stands in this line yet.
    blank: bool,
}

impl Header {
    const fn new() -> Self {
        Self { open: true, blank: true }
    }

    /// Whether it holds an octet in this piece that is not ASCII.
    fn has_8bit(&mut self, piece: &[u8]) -> bool {
        let mut found = false;
        for octet in piece {
            match octet {
                _ if !self.open => break,
                b'\n' if self.blank => self.open = false,
                b'\n' => self.blank = true,
                b'\r' => {}
                octet => (self.blank, found) = (false, found || !octet.is_ascii()),
            }
        }
        found
    }
}

/// Whether the header section holds an octet that is not ASCII.
pub(super) fn has_8bit_headers(message: &[u8]) -> bool {
    Header::new().has_8bit(message)
}
