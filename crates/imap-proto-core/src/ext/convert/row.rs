//! `n CONVERTED (TAG "x") (...)` (RFC 5259 section 10).

use alloc::format;
use alloc::vec::Vec;

use bytes::Bytes;

use crate::ext::Extension;
use crate::ext::shared::from_wire;
use crate::parse::{Cursor, Fail};
use crate::response::Value;
use crate::types::{Atom, SectionPath, Tag};

/// CONVERTED: what a server converted of one message (RFC 5259 section 10 `convert-msg-attrs`).
///
/// ```
/// use imap_proto_core::{SectionPath, ext::convert::ConvertedRow};
/// let row = ConvertedRow::from_wire(b"* 2 CONVERTED (TAG \"A1\") (UID 9 BINARY[3] \"text\")").unwrap();
/// assert_eq!(row.data(&SectionPath::part(&[3])?), Some(b"text".as_slice()));
/// # Ok::<(), imap_proto_core::EncodeError>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct ConvertedRow {
    /// The message number, never 0.
    pub seq: u32,
    /// UID, if it was asked for.
    pub uid: Option<u32>,
    /// Items by their names, such as `BINARY[2]<0>`, in the order they came.
    pub items: Vec<(Atom, Converted)>,
    /// The tag of the command that it answers.
    pub tag: Bytes,
    /// What stood where the name of an item was due, and all behind it: such a row is an event, and the command's OK is
    /// not believed.
    pub odd: Vec<Value>,
}

/// What became of an item.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Converted {
    /// The value. Media types stand in two lists, a structure in one.
    Value(Value),
    /// It cannot be converted (RFC 5259 `converterror-phrase`).
    #[non_exhaustive]
    Error {
        /// Text for people.
        text: Bytes,
        /// `TEMPFAIL`, `BADPARAMETERS`, `MISSINGPARAMETERS` or another word.
        code: Atom,
        /// What follows the code.
        details: Vec<Value>,
    },
}

impl ConvertedRow {
    /// The octets of `BINARY[path]` or of `BODY[path]`, whatever their origin.
    pub fn data(&self, path: &SectionPath) -> Option<&[u8]> {
        let names = [format!("BINARY[{path}]"), format!("BODY[{path}]")];
        let is_named = |name: &Atom| {
            let name = name.as_bytes();
            let end = name.iter().position(|octet| *octet == b'<').unwrap_or(name.len());
            let name = name.get(..end).unwrap_or_default();
            names.iter().any(|wanted| name.eq_ignore_ascii_case(wanted.as_bytes()))
        };
        self.items.iter().find_map(|(name, item)| match item {
            Converted::Value(Value::String(octets)) if is_named(name) => Some(&**octets),
            _ => None,
        })
    }

    /// True when it is of the command with this tag; the RFC's own examples change the case of theirs.
    pub(super) fn is_of(&self, tag: &Tag) -> bool {
        self.tag.eq_ignore_ascii_case(tag.as_str().as_bytes())
    }

    fn read(number: u64, c: &mut Cursor<'_>) -> Result<Self, Fail> {
        let Ok(seq @ 1..) = u32::try_from(number) else {
            return Err(c.impossible("CONVERTED 0", Some(number)));
        };
        let tag = correlator(c)?;
        c.space();
        let mut values = Vec::new();
        c.list_or_nil("CONVERTED items", |c| {
            values.push(c.value()?);
            Ok(())
        })?;
        let mut row = Self { seq, uid: None, items: Vec::new(), tag, odd: Vec::new() };
        let mut values = values.into_iter();
        while let Some(name) = values.next() {
            match (name, values.next()) {
                (Value::Atom(name), Some(value)) if name.eq_ignore_ascii_case("UID") => {
                    match value.as_number() {
                        Some(uid) => row.uid = u32::try_from(uid).ok().filter(|uid| *uid > 0),
                        None => row.odd.extend([Value::Atom(name), value]),
                    }
                }
                (Value::Atom(name), Some(value)) => row.items.push((name, Converted::of(value))),
                (name, value) => {
                    row.odd.extend(core::iter::once(name).chain(value).chain(values));
                    break;
                }
            }
        }
        Ok(row)
    }
}

/// ` (TAG "A1")`
fn correlator(c: &mut Cursor<'_>) -> Result<Bytes, Fail> {
    const RULE: &str = "CONVERTED correlator";
    c.space();
    c.open(RULE)?;
    let word = c.atom()?;
    c.space();
    let tag = c.astring()?;
    if c.close() && word.eq_ignore_ascii_case("TAG") { Ok(tag) } else { Err(Fail::Rule(RULE)) }
}

impl Extension for ConvertedRow {
    fn parse(_: &mut Cursor<'_>) -> Result<Self, Fail> {
        Err(Fail::Rule("message number"))
    }

    fn parse_numbered(number: u64, c: &mut Cursor<'_>) -> Option<Result<Self, Fail>> {
        Some(Self::read(number, c))
    }
}

from_wire! {
    ConvertedRow, Converted, "CONVERTED response";
}

impl Converted {
    fn of(value: Value) -> Self {
        match value.as_list() {
            Some([Value::Atom(word), text, Value::Atom(code), details @ ..])
                if word.eq_ignore_ascii_case("ERROR") =>
            {
                let text = Bytes::copy_from_slice(text.as_bytes().unwrap_or_default());
                Self::Error { text, code: code.clone(), details: details.to_vec() }
            }
            _ => Self::Value(value),
        }
    }
}
