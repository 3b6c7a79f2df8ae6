//! ANNOTATE (RFC 5257, experimental): annotations of messages.

use alloc::string::String;
use alloc::vec::Vec;

use super::{ExtItem, Extension};
use crate::command::{FetchItem, Param};
use crate::parse::{Cursor, Fail};
use crate::response::FetchRow;

mod append;
mod store;

pub use super::annotatemore::{AnnotationEntry, Attribute};
pub use super::metadata::EntryName;
pub use append::NewAnnotations;
pub use store::{StoreAnnotations, UidStoreAnnotations};

/// What a server of this draft's last form announces.
pub(super) const CAPABILITY: &[&str] = &["ANNOTATE-EXPERIMENT-1"];

/// The FETCH item ANNOTATION (RFC 5257 4.3): entries and attributes of messages, where the server announces
/// `ANNOTATE-EXPERIMENT-1`.
///
/// In entries `*` stands for anything and `%` for anything but a slash. An attribute without `.priv` or `.shared`
/// asks for both.
///
/// ```
/// use imap_proto_core::{Fetch, SeqSet, ext::annotate::Annotations};
/// let fetch = Fetch::new(SeqSet::one(1)?).item(Annotations::new("/comment", "value").entry("/altsubject").into());
/// # let _ = fetch;
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Annotations {
    entries: Vec<String>,
    attributes: Vec<String>,
}

impl Annotations {
    /// An entry and an attribute of it.
    pub fn new(entry: impl Into<String>, attribute: impl Into<String>) -> Self {
        Self { entries: Vec::from([entry.into()]), attributes: Vec::from([attribute.into()]) }
    }

    /// Another entry.
    #[must_use]
    pub fn entry(mut self, entry: impl Into<String>) -> Self {
        self.entries.push(entry.into());
        self
    }

    /// Another attribute.
    #[must_use]
    pub fn attribute(mut self, attribute: impl Into<String>) -> Self {
        self.attributes.push(attribute.into());
        self
    }
}

/// Strings: an entry may hold wildcards, and an attribute anything.
fn strings(param: Param, list: Vec<String>) -> Param {
    let texts = |param: Param, list: Vec<String>| list.into_iter().fold(param, Param::text);
    if list.len() == 1 { texts(param, list) } else { param.list(|param| texts(param, list)) }
}

impl From<Annotations> for FetchItem {
    fn from(asked: Annotations) -> Self {
        let Annotations { entries, attributes } = asked;
        let item = Param::of("ANNOTATION", CAPABILITY);
        item.list(|list| strings(strings(list, entries), attributes)).into()
    }
}

/// The parameter ANNOTATE of SELECT and EXAMINE (RFC 5257 4.2): as long as the mailbox is selected, what others change
/// comes as FETCH rows with [`FetchRow::annotations`]. Some servers choke on it (QUIRKS 57), so nobody sends it
/// unasked.
///
/// ```
/// use imap_proto_core::{command::Select, ext::annotate};
/// let select = Select::new("INBOX").param(annotate::notify());
/// # let _ = select;
/// ```
#[must_use]
pub fn notify() -> Param {
    Param::of("ANNOTATE", CAPABILITY)
}

/// ANNOTATION: annotations of a message (RFC 5257 4.4).
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct MessageAnnotations {
    /// The entries; without attributes, if they only changed.
    pub entries: Vec<AnnotationEntry>,
}

impl Extension for MessageAnnotations {
    const NEEDS: &'static [&'static str] = CAPABILITY;

    fn parse(c: &mut Cursor<'_>) -> Result<Self, Fail> {
        let mut entries = Vec::new();
        c.list_or_nil("ANNOTATION", |c| super::annotatemore::member(c, &mut entries))?;
        Ok(Self { entries })
    }
}

impl FetchRow {
    /// ANNOTATION (RFC 5257 4.4): annotations of the message; only their names, if the server says unasked that
    /// they changed.
    ///
    /// ```
    /// use imap_proto_core::response::FetchRow;
    /// let row = FetchRow::from_wire(b"* 1 FETCH (ANNOTATION (/comment (value.priv \"mine\")))").unwrap();
    /// assert_eq!(row.annotations().unwrap()[0].get("value.priv"), Some(b"mine".as_slice()));
    /// ```
    pub fn annotations(&self) -> Option<&[AnnotationEntry]> {
        self.ext().iter().find_map(|item| match item {
            ExtItem::Annotation(found) => Some(found.entries.as_slice()),
            #[allow(unreachable_patterns, reason = "the registry may hold other items")]
            _ => None,
        })
    }
}

/// `[ANNOTATE ...]`: why annotations were not stored (RFC 5257 4.5).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum AnnotateCode {
    /// A value is too large; `[ANNOTATIONS]` said how large it may be.
    TooBig,
    /// There are as many annotations as there may be.
    TooMany,
}

impl Extension for AnnotateCode {
    fn parse(c: &mut Cursor<'_>) -> Result<Self, Fail> {
        let word = c.atom()?;
        let codes = [("TOOBIG", Self::TooBig), ("TOOMANY", Self::TooMany)];
        let found = codes.into_iter().find(|(name, _)| word.eq_ignore_ascii_case(name));
        found.map(|(_, code)| code).ok_or(Fail::Rule("ANNOTATE code"))
    }
}

/// `[ANNOTATIONS ...]`, in the answer to SELECT: what annotations the mailbox can have (RFC 5257 4.1).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct AnnotationsCode {
    /// Whether they can be read and written.
    pub level: AnnotationLevel,
    /// `NOPRIVATE`: there are only shared ones.
    pub no_private: bool,
}

/// Whether annotations can be read and written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum AnnotationLevel {
    /// There are none.
    None,
    /// They can be read.
    ReadOnly,
    /// They can be written; a value has at most so many octets.
    Writable(u32),
}

impl Extension for AnnotationsCode {
    fn parse(c: &mut Cursor<'_>) -> Result<Self, Fail> {
        let level = match c.number() {
            Ok(0) => return Err(c.impossible("ANNOTATIONS 0", Some(0))),
            Ok(octets) => AnnotationLevel::Writable(octets),
            Err(fail) => match c.atom()? {
                word if word.eq_ignore_ascii_case("NONE") => AnnotationLevel::None,
                word if word.eq_ignore_ascii_case("READ-ONLY") => AnnotationLevel::ReadOnly,
                _ => return Err(fail),
            },
        };
        let mut no_private = false;
        c.members(|c| {
            no_private |= c.atom()?.eq_ignore_ascii_case("NOPRIVATE");
            Ok(())
        })?;
        Ok(Self { level, no_private })
    }
}

#[cfg(test)]
mod tests;
