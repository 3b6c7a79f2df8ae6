//! CATENATE (RFC 4469): a new message out of pieces that the server has and pieces that it has not.

use alloc::string::String;
use alloc::vec::Vec;
use core::fmt;

use bytes::Bytes;

use super::Extension;
use super::urlauth::AuthUrl;
use crate::command::{AppendMessage, CommandWriter};
use crate::error::EncodeError;
use crate::parse::{Cursor, Fail};

/// A piece of a message (RFC 4469 section 3).
#[derive(Clone)]
#[non_exhaustive]
pub enum CatPart {
    /// What an IMAP URL names (RFC 5092, RFC 4469 3.1): a message or a part of one, on the same server; most often
    /// relative, `/Drafts;UIDVALIDITY=385759045/;UID=20/;section=HEADER`.
    Url(String),
    /// What an IMAP URL with an access key names (RFC 4467). It is a secret: no tap shows it, and the command is sent inside
    /// TLS or on a local path alone.
    AuthUrl(AuthUrl),
    /// Octets from memory. A NUL is an [`EncodeError::BadOctet`]: no form of CATENATE carries it, but for `UTF8`, as which
    /// it goes once UTF8=ACCEPT is on if header fields of the message in it are not ASCII (RFC 6855 4).
    Text(Bytes),
    /// Octets that the caller supplies; only their number is known.
    Stream(u64),
}

impl CatPart {
    /// What an IMAP URL names.
    pub fn url(url: impl Into<String>) -> Self {
        Self::Url(url.into())
    }

    /// Octets from memory, or a text.
    pub fn text(octets: impl Into<Bytes>) -> Self {
        Self::Text(octets.into())
    }

    pub(crate) fn write(&self, w: &mut CommandWriter<'_>) {
        match self {
            Self::Url(url) => w.word("URL ").astring(url.as_bytes(), "IMAP URL"),
            Self::AuthUrl(url) => w.word("URL ").secret(url.secret(), "IMAP URL"),
            // `text-literal` is no literal8, with BINARY neither (RFC 4469 section 5).
            Self::Text(octets) if memchr::memchr(0, octets).is_some() => {
                w.fail(EncodeError::BadOctet { what: "TEXT part of CATENATE" })
            }
            Self::Text(octets) => w.word("TEXT ").literal(octets.clone(), false),
            Self::Stream(len) => w.word("TEXT ").external(*len, false),
        };
    }

    pub(crate) fn reveals_secret(&self) -> bool {
        matches!(self, Self::AuthUrl(_))
    }

    pub(crate) fn octets(&self) -> u64 {
        match self {
            // How large it is the server alone knows; it is not nothing.
            Self::Url(_) | Self::AuthUrl(_) => 1,
            Self::Text(octets) => octets.len() as u64,
            Self::Stream(len) => *len,
        }
    }
}

impl fmt::Debug for CatPart {
    /// Without the mail itself, and without URLs: they name it.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Url(_) | Self::AuthUrl(_) => f.write_str("Url(..)"),
            Self::Text(octets) => write!(f, "Text({} octets)", octets.len()),
            Self::Stream(len) => write!(f, "Stream({len} octets)"),
        }
    }
}

impl AppendMessage {
    /// A message that the server puts together (RFC 4469), for APPEND, MULTIAPPEND and REPLACE. The command needs
    /// `CATENATE`; without a part, or with only empty ones, it ends in an [`EncodeError`](crate::EncodeError).
    ///
    /// NO `[BADURL ..]` names the URL that cannot be read ([`BadUrl`]), NO `[TOOBIG]` says that all of it is too large.
    ///
    /// ```
    /// use imap_proto_core::command::AppendMessage;
    /// use imap_proto_core::ext::{MultiAppend, catenate::CatPart};
    /// let header = CatPart::url("/Drafts;UIDVALIDITY=385759045/;UID=20/;section=HEADER");
    /// let message = AppendMessage::catenate([header, CatPart::text("new text\r\n")]);
    /// let command = MultiAppend::new("Drafts").message(message);
    /// # let _ = command;
    /// ```
    pub fn catenate(parts: impl IntoIterator<Item = CatPart>) -> Self {
        Self::of_parts(parts.into_iter().collect::<Vec<_>>())
    }
}

/// `[BADURL url]` (RFC 4469 section 4): what the server could not read.
#[derive(Clone, PartialEq, Eq)]
pub struct BadUrl(Bytes);

impl BadUrl {
    /// The URL, as the server repeats it.
    pub fn url(&self) -> &[u8] {
        &self.0
    }
}

impl fmt::Debug for BadUrl {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("BadUrl(..)")
    }
}

impl Extension for BadUrl {
    fn parse(c: &mut Cursor<'_>) -> Result<Self, Fail> {
        if c.at_end() {
            return Err(Fail::Rule("url-resp-text"));
        }
        let text = c.remainder();
        // Cyrus 3.6 puts it in quotes, which no URL holds.
        let bare = text.strip_prefix(b"\"").and_then(|text| text.strip_suffix(b"\""));
        Ok(Self(bare.map(|bare| text.slice_ref(bare)).unwrap_or(text)))
    }
}

#[cfg(test)]
mod tests;
