//! PREVIEW (RFC 8970): the first words of a message, made by the server.

use bytes::Bytes;

use super::{ExtItem, Extension};
use crate::command::{FetchItem, Param};
use crate::parse::{Cursor, Fail};
use crate::response::FetchRow;
use crate::types::Atom;

/// `PREVIEW`: UTF-8 text, 200 characters at most by RFC 8970 3.1; None where there is none, or none yet.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Preview(Option<Bytes>);

impl Extension for Preview {
    const NEEDS: &'static [&'static str] = &["PREVIEW"];

    fn parse(c: &mut Cursor<'_>) -> Result<Self, Fail> {
        c.nstring().map(Self)
    }
}

/// The FETCH item `PREVIEW` (RFC 8970 3.1); the row has it as [`FetchRow::preview`].
///
/// ```
/// use imap_proto_core::{UidFetch, UidSet, ext::preview};
/// let fetch = UidFetch::new(UidSet::all()).item(preview::lazy());
/// # let _ = fetch;
/// ```
pub fn preview() -> FetchItem {
    Param::of("PREVIEW", Preview::NEEDS).into()
}

/// The same, only where the server has it at hand (RFC 8970 3.2): `PREVIEW (LAZY)`.
pub fn lazy() -> FetchItem {
    Param::of("PREVIEW", Preview::NEEDS).list(|list| list.atom(Atom::from_static("LAZY"))).into()
}

impl FetchRow {
    /// PREVIEW (RFC 8970): the first words of the message, which are UTF-8 from any decent server. An empty text says
    /// that there is nothing to show; None, that it was not asked for or is not at hand.
    pub fn preview(&self) -> Option<&Bytes> {
        let find = |item| if let &ExtItem::Preview(Preview(ref text)) = item { text.as_ref() } else { None };
        self.ext().iter().find_map(find)
    }
}

#[cfg(test)]
mod tests {
    use crate::response::FetchRow;

    #[test]
    fn quoted_literal_nil_and_empty() {
        let preview = |wire: &str| FetchRow::from_wire(wire.as_bytes()).unwrap().preview().cloned();
        assert_eq!(preview(r#"* 1 FETCH (PREVIEW "Preview text!")"#).unwrap(), "Preview text!");
        assert_eq!(preview("* 1 FETCH (PREVIEW {5}\r\nl\u{f6}ng UID 3)").unwrap(), "löng");
        assert_eq!(preview(r#"* 1 FETCH (PREVIEW NIL)"#), None);
        assert_eq!(preview(r#"* 1 FETCH (PREVIEW "")"#).unwrap(), "");
    }
}
