//! What of a message is meant: `BODY[section]<partial>` (RFC 9051 6.4.5).

use alloc::vec::Vec;
use core::fmt;
use core::num::{NonZeroU32, NonZeroU64};

use crate::error::EncodeError;

mod field;
mod parse;

pub use field::FieldName;

/// A section: the part, and what of it. `BODY[]` holds no allocation.
///
/// ```
/// use imap_proto_core::types::SectionPath;
/// let section = SectionPath::header_fields(&["From", "To"])?.within(&[1, 2])?;
/// assert_eq!(section.to_string(), "1.2.HEADER.FIELDS (From To)");
/// assert_eq!(SectionPath::parse(b"1.2.header.fields (FROM TO)"), Some(section));
/// # Ok::<(), imap_proto_core::EncodeError>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq, Hash, Default)]
pub struct SectionPath {
    part: Vec<NonZeroU32>,
    text: SectionText,
}

/// What of a part (`section-msgtext` and `section-text`, RFC 9051 section 9).
#[derive(Clone, Debug, PartialEq, Eq, Hash, Default)]
#[non_exhaustive]
pub enum SectionText {
    /// All of it: `[]`, `[1.2]`.
    #[default]
    All,
    /// The header of a message.
    Header,
    /// These fields of the header.
    HeaderFields(Vec<FieldName>),
    /// All fields of the header but these.
    HeaderFieldsNot(Vec<FieldName>),
    /// The body of a message, without its header.
    Text,
    /// The MIME header of a part.
    Mime,
}

impl SectionPath {
    /// The whole message: `[]`.
    #[must_use]
    pub const fn all() -> Self {
        Self { part: Vec::new(), text: SectionText::All }
    }

    /// `[HEADER]`.
    #[must_use]
    pub const fn header() -> Self {
        Self { part: Vec::new(), text: SectionText::Header }
    }

    /// `[TEXT]`.
    #[must_use]
    pub const fn text() -> Self {
        Self { part: Vec::new(), text: SectionText::Text }
    }

    /// `[1.2]`: the part with these numbers.
    ///
    /// # Errors
    /// [`EncodeError::Invalid`] when there is no number, or one is 0.
    pub fn part(numbers: &[u32]) -> Result<Self, EncodeError> {
        Self::all().within(numbers)
    }

    /// `[1.2.MIME]`: the MIME header of the part.
    ///
    /// # Errors
    /// As [`SectionPath::part`].
    pub fn mime(numbers: &[u32]) -> Result<Self, EncodeError> {
        Self { part: Vec::new(), text: SectionText::Mime }.within(numbers)
    }

    /// `[HEADER.FIELDS (From To)]`.
    ///
    /// # Errors
    /// [`EncodeError::Invalid`] for an empty list or for what is no field name (RFC 5322 3.6.8).
    pub fn header_fields(names: &[&str]) -> Result<Self, EncodeError> {
        Ok(Self { part: Vec::new(), text: SectionText::HeaderFields(fields(names)?) })
    }

    /// `[HEADER.FIELDS.NOT (Received)]`.
    ///
    /// # Errors
    /// As [`SectionPath::header_fields`].
    pub fn header_fields_not(names: &[&str]) -> Result<Self, EncodeError> {
        Ok(Self { part: Vec::new(), text: SectionText::HeaderFieldsNot(fields(names)?) })
    }

    /// The same inside a part: `SectionPath::header().within(&[2])` is `[2.HEADER]`.
    ///
    /// # Errors
    /// As [`SectionPath::part`].
    pub fn within(mut self, numbers: &[u32]) -> Result<Self, EncodeError> {
        let part: Option<Vec<_>> = numbers.iter().map(|number| NonZeroU32::new(*number)).collect();
        let Some(mut part) = part.filter(|part| !part.is_empty()) else {
            let why = "there is no part number, or one is 0";
            return Err(EncodeError::Invalid { what: "section", why });
        };
        part.append(&mut self.part);
        Ok(Self { part, text: self.text })
    }

    /// The numbers of the part; empty for the message itself.
    pub fn numbers(&self) -> &[NonZeroU32] {
        &self.part
    }

    /// What of it.
    pub fn what(&self) -> &SectionText {
        &self.text
    }

    /// True for `[]`.
    pub fn is_all(&self) -> bool {
        self.part.is_empty() && self.text == SectionText::All
    }

    /// Reads what stands between the brackets. Case does not matter, field names may be quoted.
    #[must_use]
    pub fn parse(wire: &[u8]) -> Option<Self> {
        parse::section(wire)
    }
}

fn fields(names: &[&str]) -> Result<Vec<FieldName>, EncodeError> {
    if names.is_empty() {
        return Err(EncodeError::Invalid { what: "header fields", why: "there is none" });
    }
    names.iter().map(|name| FieldName::new(name)).collect()
}

impl fmt::Display for SectionPath {
    /// What stands between the brackets.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (index, number) in self.part.iter().enumerate() {
            let dot = if index > 0 { "." } else { "" };
            write!(f, "{dot}{number}")?;
        }
        if !self.part.is_empty() && self.text != SectionText::All {
            f.write_str(".")?;
        }
        match &self.text {
            SectionText::All => Ok(()),
            SectionText::Header => f.write_str("HEADER"),
            SectionText::HeaderFields(names) => write_fields(f, "HEADER.FIELDS", names),
            SectionText::HeaderFieldsNot(names) => write_fields(f, "HEADER.FIELDS.NOT", names),
            SectionText::Text => f.write_str("TEXT"),
            SectionText::Mime => f.write_str("MIME"),
        }
    }
}

fn write_fields(f: &mut fmt::Formatter<'_>, word: &str, names: &[FieldName]) -> fmt::Result {
    f.write_str(word)?;
    for (index, name) in names.iter().enumerate() {
        let before = if index > 0 { " " } else { " (" };
        write!(f, "{before}{name}")?;
    }
    f.write_str(")")
}

/// A range of octets of a section: `<offset.len>`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Partial {
    offset: u64,
    len: NonZeroU64,
}

impl Partial {
    /// `len` octets from `offset` on.
    ///
    /// Servers of RFC 3501 take numbers of 32 bits only.
    ///
    /// # Errors
    /// [`EncodeError::Invalid`] when `len` is 0 or a number takes more than 63 bits (RFC 9051 section 9,
    /// `number64`).
    pub fn new(offset: u64, len: u64) -> Result<Self, EncodeError> {
        const MAX: u64 = i64::MAX as u64;
        match NonZeroU64::new(len) {
            Some(nonzero) if offset <= MAX && len <= MAX => Ok(Self { offset, len: nonzero }),
            _ => {
                Err(EncodeError::Invalid { what: "partial", why: "its length is 0 or a number is too large" })
            }
        }
    }

    /// The first octet.
    pub fn offset(&self) -> u64 {
        self.offset
    }

    /// How many octets.
    #[allow(clippy::len_without_is_empty, reason = "it is never empty")]
    pub fn len(&self) -> NonZeroU64 {
        self.len
    }
}

impl fmt::Display for Partial {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "<{}.{}>", self.offset, self.len)
    }
}

#[cfg(test)]
mod tests;
