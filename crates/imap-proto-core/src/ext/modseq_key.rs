//! The search key MODSEQ of CONDSTORE (RFC 7162 3.1.5): what was changed since.

use alloc::string::ToString as _;

use crate::command::{Param, SearchKey};
use crate::error::EncodeError;
use crate::types::Flag;

/// Whose changes of a flag count (RFC 7162 3.1.5).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[allow(clippy::exhaustive_enums, reason = "RFC 7162 has these and no way to add others")]
pub enum FlagOwner {
    /// `priv`: the user's own.
    Private,
    /// `shared`: those of everybody.
    Shared,
    /// `all`: both.
    All,
}

/// `MODSEQ` (RFC 7162 3.1.5): a mod-sequence of this or higher. Needs `CONDSTORE` or `QRESYNC`.
///
/// The result then says the highest mod-sequence found: `SearchResult::modseq`, `EsearchData::modseq`. More than 63
/// bits are an [`EncodeError::Invalid`] of the command.
///
/// ```
/// use imap_proto_core::{Search, ext::modseq_key::modseq};
/// let changed = Search::new(modseq(620_162_338));
/// # let _ = changed;
/// ```
pub fn modseq(at_least: u64) -> SearchKey {
    number(key(), at_least)
}

/// `MODSEQ` with an entry (RFC 7162 3.1.5): only changes of this flag count, where the server tells flags apart. Needs
/// `CONDSTORE` or `QRESYNC`.
///
/// A flag that no message can have, and more than 63 bits, are an [`EncodeError::Invalid`] of the command.
pub fn modseq_of_flag(flag: &Flag, owner: FlagOwner, at_least: u64) -> SearchKey {
    let name = flag.to_string();
    let key = key();
    if matches!(flag, Flag::Any) || !name.bytes().all(|octet| octet.is_ascii_graphic()) {
        return key.fail(EncodeError::Invalid { what: "flag", why: "no message can have it" }).into();
    }
    let owner = match owner {
        FlagOwner::Private => "priv",
        FlagOwner::Shared => "shared",
        FlagOwner::All => "all",
    };
    let key = key.text("/flags/".to_string() + &name);
    number(key.atom(crate::types::Atom::from_static(owner)), at_least)
}

fn key() -> Param {
    Param::of("MODSEQ", &["CONDSTORE", "QRESYNC"])
}

fn number(key: Param, at_least: u64) -> SearchKey {
    key.modseq(at_least).into()
}

#[cfg(test)]
mod tests {
    use super::{FlagOwner, modseq, modseq_of_flag};
    use crate::command::testing::{refused, wire};
    use crate::command::{Command, Need, Search, SearchKey};
    use crate::error::EncodeError;
    use crate::types::{Atom, Flag};

    #[test]
    fn the_examples_of_rfc_7162() {
        let draft = modseq_of_flag(&Flag::Draft, FlagOwner::All, 620_162_338);
        assert_eq!(wire(Search::new(draft)), r#"SEARCH MODSEQ "/flags/\\Draft" all 620162338"#);
        let key = modseq(720_162_338).not().or(SearchKey::larger(50_000_u64));
        assert_eq!(wire(Search::new(key)), "SEARCH OR NOT MODSEQ 720162338 LARGER 50000");
        let sent = modseq_of_flag(&Flag::keyword("$MDNSent").unwrap(), FlagOwner::Private, 0);
        assert_eq!(wire(Search::new(sent)), r#"SEARCH MODSEQ "/flags/$MDNSent" priv 0"#);
        assert_eq!(Search::new(modseq(1)).traits().needs, [Need::named(&["CONDSTORE", "QRESYNC"])]);
    }

    #[test]
    fn what_it_cannot_say() {
        assert_eq!(wire(Search::new(modseq(u64::MAX >> 1))), "SEARCH MODSEQ 9223372036854775807");
        let of = |flag: Flag| Search::new(modseq_of_flag(&flag, FlagOwner::Shared, 1));
        let odd = Atom::from_wire(bytes::Bytes::from_static(b"a\r\nb"));
        for search in [Search::new(modseq(1 << 63)), of(Flag::Any), of(Flag::Keyword(odd))] {
            assert!(matches!(refused(search), EncodeError::Invalid { .. }));
        }
    }
}
