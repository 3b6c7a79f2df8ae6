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
#[derive(Clone, Debug)]
pub struct Need {
    any: Names,
    /// One that begins so will do as well; empty for none.
    family: &'static str,
    /// Needed only where one is announced that begins so; empty for everywhere.
    within: &'static str,
}

#[derive(Clone, Debug)]
enum Names {
    /// Of a command of ours: every one that is submitted has them, so nothing is allocated.
    Ours(&'static [&'static str]),
    Given(Vec<Capability>),
}

impl Need {
    /// Any of these. An error names the first.
    pub fn any(capabilities: impl IntoIterator<Item = Capability>) -> Self {
        Self::of(Names::Given(capabilities.into_iter().collect()))
    }

    /// Any of these, by their names.
    pub(crate) const fn named(names: &'static [&'static str]) -> Self {
        Self::of(Names::Ours(names))
    }

    const fn of(any: Names) -> Self {
        Self { any, family: "", within: "" }
    }

    fn iter(&self) -> impl Iterator<Item = Capability> {
        let (ours, given) = match &self.any {
            Names::Ours(names) => (*names, [].as_slice()),
            Names::Given(capabilities) => ([].as_slice(), capabilities.as_slice()),
        };
        ours.iter().map(|name| Capability::of(name)).chain(given.iter().cloned())
    }

    /// True when nothing is needed.
    pub(crate) fn is_none(&self) -> bool {
        match &self.any {
            Names::Ours(names) => names.is_empty(),
            Names::Given(capabilities) => capabilities.is_empty(),
        }
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
        self.iter().any(|capability| capability == Capability::of(name))
    }

    /// The capability that is missing, if none of them is there.
    pub(crate) fn missing(&self, dialect: &Dialect) -> Option<Capability> {
        let has = |start: &str| !start.is_empty() && dialect.has_family(start);
        // To have IMAP4rev2 is no help before it is enabled (RFC 9051 appendix A).
        let rev2 = |one: &Capability| *one == Capability::Imap4Rev2;
        let met = |one: Capability| if rev2(&one) { dialect.is_rev2() } else { dialect.has(&one) };
        if self.iter().any(met) || has(self.family) {
            return None;
        }
        let asked = self.within.is_empty() || has(self.within);
        self.iter().next().filter(|_| asked)
    }
}

impl Default for Need {
    /// Nothing.
    fn default() -> Self {
        Self::named(&[])
    }
}

impl PartialEq for Need {
    fn eq(&self, other: &Self) -> bool {
        self.iter().eq(other.iter()) && (self.family, self.within) == (other.family, other.within)
    }
}

impl Eq for Need {}

impl From<Capability> for Need {
    fn from(capability: Capability) -> Self {
        Self::any([capability])
    }
}
