//! METADATA (RFC 5464): annotations of mailboxes and of the server.

use alloc::vec::Vec;

use bytes::Bytes;

use super::Extension;
use super::shared::{from_wire, octets};
use crate::error::EncodeError;
use crate::parse::{Cursor, Fail};
use crate::types::{MailboxName, NameForm};

mod get;
mod set;

pub use get::{Depth, GetMetadata, MetadataFound};
pub use set::SetMetadata;

octets! {
    /// The name of an entry: a path such as `/private/comment` or `/shared/vendor/example/x` (RFC 5464 3.2). Case does
    /// not count; [`is`](Self::is) compares.
    ///
    /// ```
    /// use imap_proto_core::ext::metadata::EntryName;
    /// assert!(EntryName::from("/shared/Comment").is("/SHARED/comment"));
    /// ```
    EntryName
}

impl EntryName {
    /// Compares without ASCII case.
    pub fn is(&self, name: &str) -> bool {
        self.0.eq_ignore_ascii_case(name.as_bytes())
    }

    /// The octets, if RFC 5464 3.2 allows them: a path of printable ASCII without wildcards.
    pub(super) fn sendable(&self) -> Result<&[u8], EncodeError> {
        let wrong = |why| Err(EncodeError::Invalid { what: "entry name", why });
        if self.0.iter().any(|octet| b"\0\r\n".contains(octet)) {
            return Err(EncodeError::BadOctet { what: "entry name" });
        }
        match &*self.0 {
            [b'/', rest @ ..] if rest.split(|octet| *octet == b'/').any(<[u8]>::is_empty) => {
                wrong("it ends in a slash, or has two together")
            }
            [b'/', ..] if self.0.iter().any(|octet| b"*%".contains(octet)) => wrong("it holds a wildcard"),
            [b'/', ..] if !self.0.iter().all(|octet| matches!(octet, b' '..=b'~')) => {
                wrong("it holds more than printable ASCII")
            }
            [b'/', ..] => Ok(&self.0),
            _ => Err(NO_SLASH),
        }
    }

    /// Every entry begins with a slash, whatever else it may hold where wildcards are allowed.
    pub(super) fn rooted(&self) -> Result<(), EncodeError> {
        if self.0.starts_with(b"/") { Ok(()) } else { Err(NO_SLASH) }
    }
}

const NO_SLASH: EncodeError =
    EncodeError::Invalid { what: "entry name", why: "it does not begin with a slash" };

/// An entry and its value.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct MetadataEntry {
    /// The entry.
    pub name: EntryName,
    /// Its value; None if it has none.
    pub value: Option<Bytes>,
}

/// What a METADATA response says.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum MetadataChange {
    /// Entries with their values: the answer to [`GetMetadata`].
    Values(Vec<MetadataEntry>),
    /// Entries that changed: news (RFC 5464 4.4.2), where ENABLE of `METADATA` or `METADATA-SERVER` asked for it.
    Changed(Vec<EntryName>),
}

/// METADATA: annotations of a mailbox, or of the server if its name is "" (RFC 5464 4.4).
///
/// ```
/// use imap_proto_core::ext::metadata::{MetadataChange, MetadataData};
/// let news = MetadataData::from_wire(b"* METADATA \"INBOX\" /shared/comment /private/comment").unwrap();
/// assert!(matches!(news.change, MetadataChange::Changed(entries) if entries[0].is("/shared/comment")));
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct MetadataData {
    /// The mailbox; "" stands for the server.
    pub mailbox: MailboxName,
    /// What is said of it.
    pub change: MetadataChange,
}

from_wire! {
    MetadataData, Metadata, "METADATA response";
}

impl Extension for MetadataData {
    fn parse(c: &mut Cursor<'_>) -> Result<Self, Fail> {
        let mailbox = MailboxName::from_wire(c.astring()?);
        c.space();
        let change = if c.at_list() { values(c)? } else { changed(c)? };
        Ok(Self { mailbox, change })
    }

    fn resolve(&mut self, form: NameForm) {
        self.mailbox.resolve(form);
    }

    fn mailbox(&self) -> Option<&MailboxName> {
        Some(&self.mailbox)
    }

    fn is_news(&self) -> bool {
        // Entry names alone (RFC 5464 4.4.2).
        matches!(self.change, MetadataChange::Changed(_))
    }
}

fn values(c: &mut Cursor<'_>) -> Result<MetadataChange, Fail> {
    let mut entries = Vec::new();
    c.list_or_nil("entry-values", |c| {
        let name = EntryName(c.astring()?);
        c.space();
        entries.push(MetadataEntry { name, value: c.nstring()? });
        Ok(())
    })?;
    Ok(MetadataChange::Values(entries))
}

fn changed(c: &mut Cursor<'_>) -> Result<MetadataChange, Fail> {
    let mut names = Vec::from([EntryName(c.astring()?)]);
    c.members(|c| {
        names.push(EntryName(c.astring()?));
        Ok(())
    })?;
    Ok(MetadataChange::Changed(names))
}

/// `[METADATA ...]`: what became of annotations (RFC 5464 4.2.1 and 4.3).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum MetadataCode {
    /// Values above the size that GETMETADATA asked for were left out; the largest has so many octets.
    LongEntries(u32),
    /// A value is too large to be set; so many octets are not.
    MaxSize(u32),
    /// There are as many annotations as there may be.
    TooMany,
    /// There are no private annotations of this mailbox.
    NoPrivate,
}

impl Extension for MetadataCode {
    fn parse(c: &mut Cursor<'_>) -> Result<Self, Fail> {
        let word = c.atom()?;
        let is = |name| word.eq_ignore_ascii_case(name);
        if is("TOOMANY") {
            return Ok(Self::TooMany);
        }
        if is("NOPRIVATE") {
            return Ok(Self::NoPrivate);
        }
        c.space();
        if is("LONGENTRIES") {
            c.number().map(Self::LongEntries)
        } else if is("MAXSIZE") {
            c.number().map(Self::MaxSize)
        } else {
            Err(Fail::Rule("METADATA code"))
        }
    }
}

#[cfg(test)]
mod tests;
