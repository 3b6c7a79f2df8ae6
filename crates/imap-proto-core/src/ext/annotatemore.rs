//! ANNOTATEMORE, the draft that became METADATA (RFC 5464): annotations of mailboxes and of the server, as Cyrus has
//! them.

use alloc::vec::Vec;

use bytes::Bytes;

use super::Extension;
use super::shared::{from_wire, octets};
use crate::parse::{Cursor, Fail};
use crate::types::{MailboxName, NameForm};

mod get;
pub(super) mod set;

pub use super::metadata::EntryName;
pub use get::GetAnnotation;
pub use set::SetAnnotation;

octets! {
    /// An attribute of an entry: `value.priv`, `value.shared`, `size.priv`, `content-type.shared` and so on.
    ///
    /// ```
    /// use imap_proto_core::ext::annotatemore::Attribute;
    /// assert_eq!(Attribute::from("value.priv").as_str(), Some("value.priv"));
    /// ```
    Attribute
}

impl Attribute {
    /// Compares without ASCII case.
    pub fn is(&self, name: &str) -> bool {
        self.0.eq_ignore_ascii_case(name.as_bytes())
    }
}

/// An entry and its attributes.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct AnnotationEntry {
    /// The entry.
    pub name: EntryName,
    /// Its attributes, in the order they came; none if it only changed.
    pub attributes: Vec<(Attribute, Option<Bytes>)>,
}

impl AnnotationEntry {
    /// The value of an attribute, by its name without ASCII case; None for NIL.
    pub fn get(&self, attribute: &str) -> Option<&[u8]> {
        self.attributes.iter().find(|(name, _)| name.is(attribute))?.1.as_deref()
    }
}

/// ANNOTATION: entries of a mailbox, or of the server if its name is "".
///
/// As an event it names what others changed, without attributes.
///
/// ```
/// use imap_proto_core::ext::annotatemore::AnnotationData;
/// let wire = b"* ANNOTATION INBOX \"/comment\" (\"value.priv\" \"mine\" \"value.shared\" NIL)";
/// let found = AnnotationData::from_wire(wire).unwrap();
/// assert_eq!(found.entries[0].get("value.priv"), Some(b"mine".as_slice()));
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct AnnotationData {
    /// The mailbox; "" stands for the server.
    pub mailbox: MailboxName,
    /// The entries.
    pub entries: Vec<AnnotationEntry>,
}

from_wire! {
    AnnotationData, Annotation, "ANNOTATION response";
}

impl AnnotationData {
    /// True when it brings attributes: only an answer does.
    fn has_attributes(&self) -> bool {
        self.entries.iter().any(|entry| !entry.attributes.is_empty())
    }
}

/// An entry, or the attributes of the last one: `("value.priv" "x" "value.shared" NIL)`.
pub(super) fn member(c: &mut Cursor<'_>, entries: &mut Vec<AnnotationEntry>) -> Result<(), Fail> {
    match entries.last_mut() {
        Some(entry) if c.at_list() && entry.attributes.is_empty() => c.list_or_nil("attributes", |c| {
            let name = Attribute(c.astring()?);
            c.space();
            entry.attributes.push((name, c.nstring()?));
            Ok(())
        }),
        _ => {
            let name = EntryName(c.astring()?);
            entries.push(AnnotationEntry { name, attributes: Vec::new() });
            Ok(())
        }
    }
}

impl Extension for AnnotationData {
    fn parse(c: &mut Cursor<'_>) -> Result<Self, Fail> {
        let mailbox = MailboxName::from_wire(c.astring()?);
        let mut entries = Vec::new();
        c.members(|c| member(c, &mut entries))?;
        if entries.is_empty() { Err(Fail::Rule("annotation entry")) } else { Ok(Self { mailbox, entries }) }
    }

    fn resolve(&mut self, form: NameForm) {
        self.mailbox.resolve(form);
    }

    fn mailbox(&self) -> Option<&MailboxName> {
        Some(&self.mailbox)
    }
}

/// `[ANNOTATEMORE ...]`: why annotations were not set.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum AnnotateMoreCode {
    /// A value is too large; so many octets are not, if the server says.
    TooBig(Option<u32>),
    /// There are as many annotations as there may be.
    TooMany,
}

impl Extension for AnnotateMoreCode {
    fn parse(c: &mut Cursor<'_>) -> Result<Self, Fail> {
        let word = c.atom()?;
        if word.eq_ignore_ascii_case("TOOMANY") {
            return Ok(Self::TooMany);
        }
        if !word.eq_ignore_ascii_case("TOOBIG") {
            return Err(Fail::Rule("ANNOTATEMORE code"));
        }
        if c.at_end() {
            return Ok(Self::TooBig(None));
        }
        c.space();
        c.number().map(|octets| Self::TooBig(Some(octets)))
    }
}

#[cfg(test)]
mod tests;
