//! A server's capabilities as one text: a connection that idles keeps no more of them than their octets.

use alloc::string::String;
use alloc::vec::Vec;
use core::fmt;

use bytes::Bytes;

use super::{Atom, Capability};
use crate::limits::{LimitExceeded, Limits};

/// The capabilities of a server, in alphabetical order.
///
/// They are kept as text, and clones share it: looking one up takes as long as the text.
#[derive(Clone, Default)]
pub struct CapabilitySet {
    /// Each name once, in order, with one space between two.
    names: Bytes,
}

impl CapabilitySet {
    /// True when it is announced.
    pub fn has(&self, capability: &Capability) -> bool {
        self.words().any(|word| capability.is_called(word))
    }

    /// True when `AUTH=` this SASL mechanism is announced.
    pub fn auth(&self, mechanism: &str) -> bool {
        Atom::new(mechanism).is_ok_and(|name| self.has(&Capability::Auth(name)))
    }

    /// The SASL mechanisms that are announced.
    pub fn mechanisms(&self) -> impl Iterator<Item = Atom> {
        self.iter().filter_map(|capability| match capability {
            Capability::Auth(mechanism) => Some(mechanism),
            _ => None,
        })
    }

    /// What stands behind this word, as in `APPENDLIMIT=n`.
    pub(crate) fn value_of(&self, start: &str) -> Option<&str> {
        let value = |word| {
            let (front, value): (&[u8], &[u8]) = <[u8]>::split_at_checked(word, start.len())?;
            front.eq_ignore_ascii_case(start.as_bytes()).then_some(value)
        };
        self.words().find_map(value).and_then(|value| core::str::from_utf8(value).ok())
    }

    /// All of them.
    pub fn iter(&self) -> impl Iterator<Item = Capability> {
        self.words().map(|word| Capability::named(self.names.slice_ref(word)))
    }

    /// Adds one; false if it was there.
    pub fn insert(&mut self, capability: Capability) -> bool {
        let new = !self.has(&capability);
        if new {
            self.extend([capability]);
        }
        new
    }

    /// How many.
    pub fn len(&self) -> usize {
        self.words().count()
    }

    /// True when there is none.
    pub fn is_empty(&self) -> bool {
        self.names.is_empty()
    }

    fn words(&self) -> impl Iterator<Item = &[u8]> {
        self.names.split(|octet| *octet == b' ').filter(|word| !word.is_empty())
    }

    /// Reads the words behind `CAPABILITY` or `ENABLED`.
    ///
    /// `LITERAL +` with a space is `LITERAL+`; words that are none (`*`, and `CAPABILITY` itself, of
    /// `* CAPABILITY * CAPABILITY IMAP4`) are left out. With it comes how many of both there were.
    pub(crate) fn from_wire(words: &[u8], limits: &Limits) -> Result<(Self, u64), LimitExceeded> {
        let mut found = Vec::new();
        let (mut after_literal, mut odd) = (false, 0);
        let mut seen = 0_u64;
        for word in words.split(|octet| *octet == b' ').filter(|word| !word.is_empty()) {
            seen += 1;
            if seen > limits.capabilities as u64 {
                return Err(LimitExceeded::new("capabilities", limits.capabilities as u64, seen));
            }
            let split = core::mem::take(&mut after_literal);
            let known = match word {
                b"+" if split => Some(Capability::LiteralPlus),
                b"-" if split => Some(Capability::LiteralMinus),
                word if word.eq_ignore_ascii_case(b"CAPABILITY") => None,
                word => Capability::from_wire(word),
            };
            after_literal = word.eq_ignore_ascii_case(b"LITERAL");
            odd += u64::from(known.is_none() || split && matches!(word, b"+" | b"-"));
            found.extend(known);
        }
        Ok((found.into_iter().collect(), odd))
    }
}

impl FromIterator<Capability> for CapabilitySet {
    fn from_iter<I: IntoIterator<Item = Capability>>(capabilities: I) -> Self {
        let mut all: Vec<Capability> = capabilities.into_iter().collect();
        all.sort();
        all.dedup();
        let mut names = Vec::new();
        for capability in &all {
            let (fixed, rest) = capability.name();
            let space: &[u8] = if names.is_empty() { b"" } else { b" " };
            [space, fixed.as_bytes(), rest].into_iter().for_each(|piece| names.extend_from_slice(piece));
        }
        names.shrink_to_fit();
        Self { names: names.into() }
    }
}

impl Extend<Capability> for CapabilitySet {
    fn extend<I: IntoIterator<Item = Capability>>(&mut self, capabilities: I) {
        *self = self.iter().chain(capabilities).collect();
    }
}

impl PartialEq for CapabilitySet {
    fn eq(&self, other: &Self) -> bool {
        self.names.eq_ignore_ascii_case(&other.names)
    }
}

impl Eq for CapabilitySet {}

impl fmt::Debug for CapabilitySet {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_set().entries(self.iter()).finish()
    }
}

impl fmt::Display for CapabilitySet {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&String::from_utf8_lossy(&self.names))
    }
}
