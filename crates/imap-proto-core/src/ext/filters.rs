//! FILTERS (RFC 5466): searches that the server keeps under a name. The filters themselves are METADATA of the server,
//! `/private/filters/values/NAME` and `/shared/filters/values/NAME`.

use bytes::Bytes;

use super::Extension;
use crate::command::{Param, SearchKey};
use crate::error::EncodeError;
use crate::parse::{Cursor, Fail};
use crate::types::Atom;

/// `FILTER` (RFC 5466 3.1): what the filter of this name matches. Needs `FILTERS`.
///
/// `NO [UNDEFINED-FILTER name]`, [`UndefinedFilter`], means that there is no such filter. A name that is no atom, or
/// has a `/` in it, is an [`EncodeError`] of the command.
///
/// ```
/// use imap_proto_core::{Search, SearchKey, ext::filters::filter};
/// let search = Search::new(SearchKey::unseen().and(filter("on-the-road")));
/// # let _ = search;
/// ```
pub fn filter(name: &str) -> SearchKey {
    let key = Param::of("FILTER", &["FILTERS"]);
    let key = match Atom::new(name) {
        Ok(atom) if !name.contains('/') => key.atom(atom),
        Ok(_) => key.fail(EncodeError::Invalid { what: "filter name", why: "it has a slash (RFC 5466 4)" }),
        Err(error) => key.fail(error),
    };
    key.into()
}

/// `[UNDEFINED-FILTER name]` (RFC 5466 3.1): there is no such filter, or it may not be read.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct UndefinedFilter {
    /// The name of the filter: one of the search, or one that another filter uses.
    pub name: Bytes,
}

impl Extension for UndefinedFilter {
    fn parse(c: &mut Cursor<'_>) -> Result<Self, Fail> {
        Ok(Self { name: c.astring()? })
    }
}

#[cfg(test)]
mod tests {
    use super::filter;
    use crate::command::testing::{refused, wire};
    use crate::command::{Command, Need, Search, SearchKey};
    use crate::ext::ExtCode;
    use crate::parse::status;
    use crate::response::Code;
    use crate::types::UidSet;

    #[test]
    fn the_example_of_rfc_5466() {
        let key = SearchKey::uid(UidSet::range(300..=900).unwrap()).and(filter("on-the-road"));
        let search = Search::new(key);
        assert_eq!(search.traits().needs, [Need::named(&["FILTERS"])]);
        assert_eq!(wire(search), "SEARCH UID 300:900 FILTER on-the-road");
    }

    #[test]
    fn names_are_atoms_without_a_slash() {
        for name in ["", "a/b", "a b", "a\r\nb", "ü", "a{4}", "a]"] {
            refused(Search::new(filter(name)));
        }
    }

    #[test]
    fn the_code() {
        for (wire, expected) in [
            ("a NO [UNDEFINED-FILTER on-the-road] no", "on-the-road"),
            ("a NO [undefined-filter \"on-the-road\"] no", "on-the-road"),
        ] {
            let (status, violations) = status(wire.as_bytes());
            let Some(Code::Ext(ExtCode::UndefinedFilter(found))) = status.code else { panic!("{status:?}") };
            assert_eq!((&found.name[..], violations), (expected.as_bytes(), 0));
        }
        let (status, _) = status(b"a NO [UNDEFINED-FILTER] no");
        assert!(matches!(status.code, Some(Code::Other { .. })), "{status:?}");
    }
}
