//! `n CONVERTED (TAG "x") (...)` (RFC 5259 section 10).

use alloc::format;
use alloc::vec::Vec;

use bytes::Bytes;

use crate::response::{Data, Value};
use crate::types::{Atom, SectionPath};

/// What a server converted of one message (RFC 5259 section 10 `convert-msg-attrs`).
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct ConvertedRow {
    /// The message number, never 0.
    pub seq: u32,
    /// UID, if it was asked for.
    pub uid: Option<u32>,
    /// Items by their names, such as `BINARY[2]<0>`, in the order they came.
    pub items: Vec<(Atom, Converted)>,
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

    /// Reads the row that answers the command of this tag; the RFC's own examples change the case of theirs.
    /// None for what is no answer to it; an answer that cannot be read is one all the same.
    pub(super) fn read(data: &Data, tag: &[u8]) -> Option<Option<Self>> {
        let Data::Unknown { number: Some(number), keyword, values } = data else { return None };
        let seq = u32::try_from(*number).ok().filter(|seq| *seq > 0)?;
        match values.as_slice() {
            [Value::List(correlator), Value::List(items)]
                if keyword.eq_ignore_ascii_case("CONVERTED") && is_of(correlator, tag) =>
            {
                Some(Self::of(seq, items))
            }
            _ => None,
        }
    }

    fn of(seq: u32, values: &[Value]) -> Option<Self> {
        let mut row = Self { seq, uid: None, items: Vec::new() };
        let mut values = values.iter();
        while let Some(name) = values.next() {
            let (Value::Atom(name), value) = (name, values.next()?) else { return None };
            if name.eq_ignore_ascii_case("UID") {
                row.uid = u32::try_from(value.as_number()?).ok().filter(|uid| *uid > 0);
            } else {
                row.items.push((name.clone(), Converted::of(value)));
            }
        }
        Some(row)
    }
}

fn is_of(correlator: &[Value], tag: &[u8]) -> bool {
    matches!(correlator, [Value::Atom(word), value] if word.eq_ignore_ascii_case("TAG")
        && value.as_bytes().is_some_and(|found| found.eq_ignore_ascii_case(tag)))
}

impl Converted {
    fn of(value: &Value) -> Self {
        match value.as_list() {
            Some([Value::Atom(word), text, Value::Atom(code), details @ ..])
                if word.eq_ignore_ascii_case("ERROR") =>
            {
                let text = Bytes::copy_from_slice(text.as_bytes().unwrap_or_default());
                Self::Error { text, code: code.clone(), details: details.to_vec() }
            }
            _ => Self::Value(value.clone()),
        }
    }
}
