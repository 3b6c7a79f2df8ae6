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
pub struct Need(Vec<Capability>);

impl Need {
    /// Any of these. An error names the first.
    pub fn any(capabilities: impl IntoIterator<Item = Capability>) -> Self {
        Self(capabilities.into_iter().collect())
    }

    /// Any of these, by their names.
    pub(crate) fn named(names: &[&'static str]) -> Self {
        Self::any(names.iter().map(|name| Capability::of(name)))
    }

    /// True when this one is among them.
    pub(crate) fn names(&self, name: &'static str) -> bool {
        self.0.contains(&Capability::of(name))
    }

    /// The capability that is missing, if none of them is there.
    pub(crate) fn missing(&self, dialect: &Dialect) -> Option<&Capability> {
        self.0.first().filter(|_| !self.0.iter().any(|capability| dialect.has(capability)))
    }
}

impl From<Capability> for Need {
    fn from(capability: Capability) -> Self {
        Self(Vec::from([capability]))
    }
}
