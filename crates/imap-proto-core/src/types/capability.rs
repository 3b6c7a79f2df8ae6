//! What servers announce (CAPABILITY, RFC 9051 7.2.2).

use core::cmp::Ordering;
use core::fmt;
use core::hash::{Hash, Hasher};

use alloc::string::String;

use bytes::Bytes;

use super::packed::{Packed, Words};
use super::str::{Atom, is_atom_char};
use crate::error::EncodeError;

mod set;

pub use set::CapabilitySet;

/// One capability. Case does not count.
///
/// ```
/// use imap_proto_core::types::Capability;
/// assert_eq!(Capability::ext("x-foo")?, Capability::ext("X-FOO")?);
/// assert_eq!(Capability::ext("idle")?, Capability::Idle);
/// # Ok::<(), imap_proto_core::EncodeError>(())
/// ```
#[derive(Clone, Debug)]
#[non_exhaustive]
pub enum Capability {
    /// `IMAP4rev1` (RFC 3501).
    Imap4Rev1,
    /// `IMAP4rev2` (RFC 9051).
    Imap4Rev2,
    /// `STARTTLS` (RFC 9051 6.2.1).
    StartTls,
    /// `LOGINDISABLED` (RFC 9051 6.2.3).
    LoginDisabled,
    /// `SASL-IR` (RFC 4959).
    SaslIr,
    /// `LITERAL+` (RFC 7888).
    LiteralPlus,
    /// `LITERAL-` (RFC 7888).
    LiteralMinus,
    /// `ENABLE` (RFC 5161).
    Enable,
    /// `IDLE` (RFC 2177).
    Idle,
    /// `ID` (RFC 2971).
    Id,
    /// `NAMESPACE` (RFC 2342).
    Namespace,
    /// `UNSELECT` (RFC 3691).
    Unselect,
    /// `MOVE` (RFC 6851).
    Move,
    /// `UIDPLUS` (RFC 4315).
    UidPlus,
    /// `BINARY` (RFC 3516).
    Binary,
    /// `UTF8=ACCEPT` (RFC 6855).
    Utf8Accept,
    /// `UTF8=ONLY` (RFC 6855).
    Utf8Only,
    /// `AUTH=` and a SASL mechanism.
    Auth(Atom),
    /// Anything else.
    Ext(Atom),
}

/// The capabilities that have a variant of their own, and their names to be found by.
macro_rules! known {
    ($(($name:literal, $capability:expr)),+ $(,)?) => {
        static KNOWN: [(&str, Capability); 17] = [$(($name, $capability)),+];
        static NAMES: Words<17> = Words::new([$($name),+]);
    };
}

known![
    ("IMAP4rev1", Capability::Imap4Rev1),
    ("IMAP4rev2", Capability::Imap4Rev2),
    ("STARTTLS", Capability::StartTls),
    ("LOGINDISABLED", Capability::LoginDisabled),
    ("SASL-IR", Capability::SaslIr),
    ("LITERAL+", Capability::LiteralPlus),
    ("LITERAL-", Capability::LiteralMinus),
    ("ENABLE", Capability::Enable),
    ("IDLE", Capability::Idle),
    ("ID", Capability::Id),
    ("NAMESPACE", Capability::Namespace),
    ("UNSELECT", Capability::Unselect),
    ("MOVE", Capability::Move),
    ("UIDPLUS", Capability::UidPlus),
    ("BINARY", Capability::Binary),
    ("UTF8=ACCEPT", Capability::Utf8Accept),
    ("UTF8=ONLY", Capability::Utf8Only),
];

const AUTH: &str = "AUTH=";

impl Capability {
    /// Any capability by its name.
    ///
    /// # Errors
    /// [`EncodeError`] when the name is no atom.
    pub fn ext(name: &str) -> Result<Self, EncodeError> {
        let atom = Atom::new(name)?;
        Ok(Self::known(name.as_bytes()).unwrap_or(Self::Ext(atom)))
    }

    /// Reads one word; `None` if it is no atom. Copies: a capability outlives the frame it came in.
    pub(crate) fn from_wire(word: &[u8]) -> Option<Self> {
        if word.is_empty() || !word.iter().copied().all(is_atom_char) {
            return None;
        }
        Some(Self::known(word).unwrap_or_else(|| Self::Ext(Atom::from_wire(Bytes::copy_from_slice(word)))))
    }

    /// One of the program text, without allocation.
    pub(crate) fn of(name: &'static str) -> Self {
        Self::named(Bytes::from_static(name.as_bytes()))
    }

    /// The one of this name, which shares its memory.
    fn named(word: Bytes) -> Self {
        match Self::known(&word) {
            Some(Self::Auth(_)) => Self::Auth(Atom::from_wire(word.slice(AUTH.len()..))),
            Some(known) => known,
            None => Self::Ext(Atom::from_wire(word)),
        }
    }

    fn is_called(&self, word: &[u8]) -> bool {
        let (fixed, rest) = self.name();
        word.split_at_checked(fixed.len()).is_some_and(|(front, back)| {
            front.eq_ignore_ascii_case(fixed.as_bytes()) && back.eq_ignore_ascii_case(rest)
        })
    }

    fn known(word: &[u8]) -> Option<Self> {
        if let Some((prefix, mechanism)) = word.split_at_checked(AUTH.len())
            && prefix.eq_ignore_ascii_case(AUTH.as_bytes())
            && !mechanism.is_empty()
        {
            return Some(Self::Auth(Atom::from_wire(Bytes::copy_from_slice(mechanism))));
        }
        let (_, capability) = KNOWN.get(NAMES.position(Packed::of(word)?)?)?;
        Some(capability.clone())
    }

    /// The name in two pieces: what the specification fixes, and the rest.
    fn name(&self) -> (&'static str, &[u8]) {
        match self {
            Self::Imap4Rev1 => ("IMAP4rev1", b""),
            Self::Imap4Rev2 => ("IMAP4rev2", b""),
            Self::StartTls => ("STARTTLS", b""),
            Self::LoginDisabled => ("LOGINDISABLED", b""),
            Self::SaslIr => ("SASL-IR", b""),
            Self::LiteralPlus => ("LITERAL+", b""),
            Self::LiteralMinus => ("LITERAL-", b""),
            Self::Enable => ("ENABLE", b""),
            Self::Idle => ("IDLE", b""),
            Self::Id => ("ID", b""),
            Self::Namespace => ("NAMESPACE", b""),
            Self::Unselect => ("UNSELECT", b""),
            Self::Move => ("MOVE", b""),
            Self::UidPlus => ("UIDPLUS", b""),
            Self::Binary => ("BINARY", b""),
            Self::Utf8Accept => ("UTF8=ACCEPT", b""),
            Self::Utf8Only => ("UTF8=ONLY", b""),
            Self::Auth(mechanism) => (AUTH, mechanism.as_bytes()),
            Self::Ext(name) => ("", name.as_bytes()),
        }
    }

    /// The name in upper case, for comparison.
    fn folded(&self) -> impl Iterator<Item = u8> + '_ {
        let (fixed, rest) = self.name();
        fixed.bytes().chain(rest.iter().copied()).map(|octet| octet.to_ascii_uppercase())
    }
}

impl fmt::Display for Capability {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (fixed, rest) = self.name();
        write!(f, "{fixed}{}", String::from_utf8_lossy(rest))
    }
}

impl PartialEq for Capability {
    fn eq(&self, other: &Self) -> bool {
        self.folded().eq(other.folded())
    }
}

impl Eq for Capability {}

impl PartialOrd for Capability {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Capability {
    fn cmp(&self, other: &Self) -> Ordering {
        self.folded().cmp(other.folded())
    }
}

impl Hash for Capability {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.folded().for_each(|octet| state.write_u8(octet));
        state.write_u8(b' ');
    }
}

#[cfg(test)]
mod tests;
