//! SPECIAL-USE and CREATE-SPECIAL-USE (RFC 6154, RFC 8457, RFC 9051 7.3.1): what a mailbox is for.

use super::ListExtended;
use crate::command::Param;
use crate::response::ListEntry;
use crate::types::Atom;

/// What a mailbox is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum SpecialUse {
    /// `\All`: all messages, as a virtual mailbox.
    All,
    /// `\Archive`
    Archive,
    /// `\Drafts`
    Drafts,
    /// `\Flagged`: what is flagged, as a virtual mailbox.
    Flagged,
    /// `\Important` (RFC 8457)
    Important,
    /// `\Junk`
    Junk,
    /// `\Sent`
    Sent,
    /// `\Trash`
    Trash,
}

impl SpecialUse {
    /// Every one of them.
    pub const ALL: [Self; 8] = [
        Self::All,
        Self::Archive,
        Self::Drafts,
        Self::Flagged,
        Self::Important,
        Self::Junk,
        Self::Sent,
        Self::Trash,
    ];

    /// The attribute of LIST, with its backslash.
    pub fn attribute(self) -> &'static str {
        match self {
            Self::All => "\\All",
            Self::Archive => "\\Archive",
            Self::Drafts => "\\Drafts",
            Self::Flagged => "\\Flagged",
            Self::Important => "\\Important",
            Self::Junk => "\\Junk",
            Self::Sent => "\\Sent",
            Self::Trash => "\\Trash",
        }
    }

    fn name(self) -> Atom {
        Atom::from_static(self.attribute().trim_start_matches('\\'))
    }
}

/// The CREATE argument `USE` (RFC 6154 section 3): makes the mailbox for these purposes. Where the server cannot, NO
/// `[USEATTR]`. Needs `CREATE-SPECIAL-USE`.
///
/// ```
/// use imap_proto_core::{command::Create, ext::special_use::{self, SpecialUse}};
/// let create = Create::new("Entwürfe").param(special_use::for_use([SpecialUse::Drafts]));
/// # let _ = create;
/// ```
pub fn for_use(uses: impl IntoIterator<Item = SpecialUse>) -> Param {
    let param = Param::of("USE", &["CREATE-SPECIAL-USE"]);
    param.list(|list| uses.into_iter().fold(list, |list, one| list.attribute(one.name())))
}

impl ListExtended {
    /// Only mailboxes with a special use (RFC 6154 section 2). Needs `SPECIAL-USE`.
    #[must_use]
    pub fn special_use(self) -> Self {
        self.select(Param::of("SPECIAL-USE", &["SPECIAL-USE"]))
    }

    /// Asks for the special use of each (RFC 6154 section 2). A server may tell it unasked. Needs `SPECIAL-USE`.
    #[must_use]
    pub fn return_special_use(self) -> Self {
        self.returning(Param::of("SPECIAL-USE", &["SPECIAL-USE"]))
    }
}

impl ListEntry {
    /// What the mailbox is for (RFC 6154 section 2); several uses are possible. Gmail's `\Spam` and `\AllMail` of XLIST
    /// are attributes as any other.
    pub fn special_uses(&self) -> impl Iterator<Item = SpecialUse> + '_ {
        SpecialUse::ALL.into_iter().filter(|one| self.has(one.attribute()))
    }
}

#[cfg(test)]
mod tests {
    use alloc::vec::Vec;

    use super::{SpecialUse, for_use};
    use crate::command::testing::wire;
    use crate::command::{Command as _, Create, Need};
    use crate::ext::ListExtended;
    use crate::response::ListEntry;

    #[test]
    fn the_examples_of_rfc_6154() {
        let entry = ListEntry::from_wire(b"* LIST (\\drafts \\Marked \\Sent) \"/\" x").unwrap();
        assert_eq!(entry.special_uses().collect::<Vec<_>>(), [SpecialUse::Drafts, SpecialUse::Sent]);
        assert_eq!(wire(ListExtended::new("", ["*"]).special_use()), r#"LIST (SPECIAL-USE) "" *"#);
        let list = ListExtended::new("", ["%"]).return_special_use();
        assert_eq!(wire(list), r#"LIST "" % RETURN (SPECIAL-USE)"#);
        let create = Create::new("MySpecial").param(for_use([SpecialUse::Drafts, SpecialUse::Sent]));
        assert_eq!(create.traits().needs, [Need::named(&["CREATE-SPECIAL-USE"])]);
        assert_eq!(wire(create), r"CREATE MySpecial (USE (\Drafts \Sent))");
    }

    #[test]
    fn every_use_has_an_attribute_that_is_known() {
        for one in SpecialUse::ALL {
            let entry = ListEntry::builder("x").attribute(one.attribute()).build();
            assert_eq!(entry.special_uses().collect::<Vec<_>>(), [one]);
        }
    }
}
