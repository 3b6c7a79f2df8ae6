//! What a server must announce before a command may be sent.

use alloc::vec::Vec;

use super::Dialect;
use crate::types::Capability;

/// Capabilities of which the server must announce one (RFC 9051 6.1.1); of none, nothing is needed.
///
/// ```
/// use imap_proto_core::command::Need;
/// use imap_proto_core::types::Capability;
/// let either = Need::any([Capability::ext("METADATA")?, Capability::ext("METADATA-SERVER")?]);
/// assert_ne!(either, Need::from(Capability::Idle));
/// # Ok::<(), imap_proto_core::EncodeError>(())
/// ```
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Need {
    any: Vec<Capability>,
    /// One that begins so will do as well; empty for none.
    family: &'static str,
    /// Needed only where one is announced that begins so; empty for everywhere.
    within: &'static str,
}

impl Need {
    /// Any of these. An error names the first.
    pub fn any(capabilities: impl IntoIterator<Item = Capability>) -> Self {
        Self { any: capabilities.into_iter().collect(), ..Self::default() }
    }

    /// Any of these, by their names.
    pub(crate) fn named(names: &[&'static str]) -> Self {
        Self::any(names.iter().map(|name| Capability::of(name)))
    }

    /// The same, and any whose name begins so will do as well, as with `QUOTA=RES-`.
    pub(crate) fn or_family(self, start: &'static str) -> Self {
        Self { family: start, ..self }
    }

    /// The same, but only of servers that announce one whose name begins so.
    pub(crate) fn within(self, start: &'static str) -> Self {
        Self { within: start, ..self }
    }

    /// True when this one is among them.
    pub(crate) fn names(&self, name: &'static str) -> bool {
        self.any.contains(&Capability::of(name))
    }

    /// The capability that is missing, if none of them is there.
    pub(crate) fn missing(&self, dialect: &Dialect) -> Option<&Capability> {
        let has = |start: &str| !start.is_empty() && dialect.has_family(start);
        let met = self.any.iter().any(|capability| dialect.has(capability)) || has(self.family);
        let asked = self.within.is_empty() || has(self.within);
        self.any.first().filter(|_| asked && !met)
    }
}

impl From<Capability> for Need {
    fn from(capability: Capability) -> Self {
        Self::any([capability])
    }
}
