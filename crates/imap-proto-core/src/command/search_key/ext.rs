//! Search keys of extensions.

use alloc::string::String;
use alloc::vec::Vec;

use super::SearchKey;
use crate::types::Atom;

/// A key that the base protocol does not know, with its arguments (RFC 9051 `search-key`, RFC 4466 2.6).
///
/// ```
/// use imap_proto_core::command::{ExtKey, SearchKey};
/// use imap_proto_core::types::Atom;
/// let last_hour: SearchKey = ExtKey::new(Atom::new("YOUNGER")?).number(3600).into();
/// # let _ = last_hour;
/// # Ok::<(), imap_proto_core::EncodeError>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ExtKey {
    pub(super) name: Atom,
    pub(super) args: Vec<Arg>,
    keys: Vec<SearchKey>,
}

/// One argument. `Key` takes the next of the keys.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Arg {
    Number(u64),
    Atom(Atom),
    Text(String),
    Key,
}

impl ExtKey {
    /// A key without arguments yet.
    pub fn new(name: Atom) -> Self {
        Self { name, args: Vec::new(), keys: Vec::new() }
    }

    /// Adds a number.
    #[must_use]
    pub fn number(self, number: u64) -> Self {
        self.arg(Arg::Number(number))
    }

    /// Adds an atom.
    #[must_use]
    pub fn atom(self, atom: Atom) -> Self {
        self.arg(Arg::Atom(atom))
    }

    /// Adds a string.
    #[must_use]
    pub fn text(self, text: impl Into<String>) -> Self {
        self.arg(Arg::Text(text.into()))
    }

    /// Adds a search key, as FUZZY takes one (RFC 6203).
    #[must_use]
    pub fn key(mut self, key: SearchKey) -> Self {
        self.keys.push(key);
        self.arg(Arg::Key)
    }

    fn arg(mut self, arg: Arg) -> Self {
        self.args.push(arg);
        self
    }

    pub(super) fn keys(&self) -> &[SearchKey] {
        &self.keys
    }

    pub(super) fn needs_charset(&self) -> bool {
        self.args.iter().any(|arg| matches!(arg, Arg::Text(text) if !text.is_ascii()))
    }
}

impl From<ExtKey> for SearchKey {
    fn from(key: ExtKey) -> Self {
        Self::Ext(key)
    }
}
