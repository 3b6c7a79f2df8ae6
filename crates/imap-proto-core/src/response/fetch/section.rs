//! Sections of a message, and items that could not be read.

use bytes::Bytes;
use core::fmt;

use crate::error::ParseError;
use crate::types::{Atom, SectionPath, compact};

/// The octets of a section.
#[derive(Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum Payload {
    /// NIL: the message has no such part; also where a server left the value out (Yandex).
    Nil,
    /// The octets, without a copy. While they are kept, so is the block that they were received in, which is at most
    /// 16 times as large; `Bytes::copy_from_slice` lets it go. Dropped before the next row they mostly leave their memory
    /// to it.
    Data(Bytes),
    /// There were octets and they were read past: the literal was above a limit, or the command wanted it so.
    Omitted {
        /// How many.
        len: u64,
    },
    /// There were octets and the command got them as they came: [`FetchStream`](crate::command::FetchStream).
    Streamed {
        /// How many.
        len: u64,
    },
}

impl Payload {
    /// The octets, if they are here.
    pub fn bytes(&self) -> Option<&Bytes> {
        match self {
            Self::Data(octets) => Some(octets),
            _ => None,
        }
    }

    /// Moves the octets out and leaves NIL.
    pub fn take(&mut self) -> Option<Bytes> {
        match core::mem::replace(self, Self::Nil) {
            Self::Data(octets) => Some(octets),
            other => {
                *self = other;
                None
            }
        }
    }
}

impl fmt::Debug for Payload {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Nil => f.write_str("NIL"),
            Self::Data(octets) if octets.len() <= 64 => write!(f, "\"{}\"", octets.escape_ascii()),
            Self::Data(octets) => write!(f, "Data({} octets)", octets.len()),
            Self::Omitted { len } => write!(f, "Omitted({len} octets)"),
            Self::Streamed { len } => write!(f, "Streamed({len} octets)"),
        }
    }
}

/// One `BODY[..]`, `BINARY[..]` or RFC822 item.
#[derive(Clone, PartialEq)]
pub struct SectionData {
    pub(crate) path: SectionPath,
    pub(crate) origin: Option<u64>,
    pub(crate) binary: bool,
    pub(crate) data: Payload,
}

impl SectionData {
    /// What was in the brackets. RFC822 is the whole message, RFC822.HEADER `HEADER`, RFC822.TEXT `TEXT`.
    pub fn path(&self) -> &SectionPath {
        &self.path
    }

    /// The `n` of `<n>`: where a partial fetch begins. Some servers leave it out.
    pub fn origin(&self) -> Option<u64> {
        self.origin
    }

    /// True for BINARY (RFC 3516): the transfer encoding was taken off.
    pub fn is_binary(&self) -> bool {
        self.binary
    }

    /// The octets.
    pub fn data(&self) -> &Payload {
        &self.data
    }

    /// Moves the octets out.
    pub fn into_data(self) -> Payload {
        self.data
    }

    pub(crate) fn octets(&self) -> usize {
        size_of::<Self>() + self.data.bytes().map_or(0, Bytes::len)
    }

    pub(crate) fn compact(mut self) -> Self {
        if let Payload::Data(octets) = self.data {
            self.data = Payload::Data(compact(octets));
        }
        self
    }
}

impl fmt::Debug for SectionData {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let name = if self.binary { "BINARY" } else { "BODY" };
        write!(f, "{name}[{}]", self.path)?;
        if let Some(origin) = self.origin {
            write!(f, "<{origin}>")?;
        }
        write!(f, " {:?}", self.data)
    }
}

/// An item that could not be read. What stands around it was.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Damaged {
    /// The item's name.
    pub name: Atom,
    /// The value as it came, without literals above `Limits::inline_literal`.
    pub raw: Bytes,
    /// What stopped the reader.
    pub error: ParseError,
}

impl Damaged {
    pub(crate) fn octets(&self) -> usize {
        size_of::<Self>() + self.name.as_bytes().len() + self.raw.len() + self.error.snippet.len()
    }

    pub(crate) fn compact(self) -> Self {
        Self { name: self.name.compact(), raw: compact(self.raw), error: self.error }
    }
}
