//! `* LIST (\HasNoChildren) "/" name`, with attributes that have a bit.

use bytes::Bytes;

use crate::response::{Attrs, ListEntry};
use crate::types::{MailboxName, Members, Span, swar};

/// A plain LIST or LSUB response.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::parse) struct PlainList {
    pub(in crate::parse) attrs: Attrs,
    pub(in crate::parse) delimiter: Option<u8>,
    pub(in crate::parse) name: Span,
}

impl PlainList {
    /// The value, with its name cut out of the text.
    #[inline]
    pub(in crate::parse) fn entry(self, name: Bytes) -> ListEntry {
        let mut entry = ListEntry::new(MailboxName::from_wire(name));
        (entry.attrs, entry.delimiter) = (self.attrs, self.delimiter);
        entry
    }

    /// Reads what stands behind the parenthesis at `start`, if all of it is plain.
    #[inline]
    pub(in crate::parse) fn read(text: &[u8], start: usize, most: usize) -> Option<Self> {
        let mut attrs = Attrs::default();
        let rest = super::members(text.get(start..)?, most, |at| attribute(at, &mut attrs))?;
        let (delimiter, name) = match rest {
            [b')', b' ', b'"', one, b'"', b' ', name @ ..] if is_plain_delimiter(*one) => (Some(*one), name),
            [b')', b' ', b'N', b'I', b'L', b' ', name @ ..] => (None, name),
            _ => return None,
        };
        let (from, len) = plain_name(name)?;
        Some(Self { attrs, delimiter, name: Span::within(text.len() - name.len() + from, len) })
    }
}

/// Reads an attribute that has a bit, and gives its length.
#[inline]
fn attribute(at: &[u8], attrs: &mut Attrs) -> Option<usize> {
    let (word, len) = swar::short_word(at)?;
    attrs.add_word(word).then_some(len)
}

fn is_plain_delimiter(one: u8) -> bool {
    one.is_ascii() && !matches!(one, b'"' | b'\\')
}

/// A name that ends the line, quoted without escapes or made of octets that no reader would stop at.
#[inline]
fn plain_name(name: &[u8]) -> Option<(usize, usize)> {
    match name {
        [b'"', inside @ .., b'"'] => (!swar::has_quote_or_backslash(inside)).then_some((1, inside.len())),
        [] | [b'~', ..] => None,
        _ => swar::is_plain_word(name).then_some((0, name.len())),
    }
}
