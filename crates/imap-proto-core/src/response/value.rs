//! Data that nobody registered, kept as it is.

use alloc::vec::Vec;
use core::fmt;

use bytes::Bytes;

use crate::types::Atom;

/// A generic value: what RFC 9051 calls `tagged-ext-val`, loosely.
#[derive(Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum Value {
    /// NIL.
    Nil,
    /// Digits that fit.
    Number(u64),
    /// Any other bare word.
    Atom(Atom),
    /// A quoted string or a literal.
    String(Bytes),
    /// A list in parentheses; its depth is bounded by `Limits::nesting`.
    List(Vec<Self>),
}

impl Value {
    /// The number, also out of a list with a single one (`MODSEQ (5)`).
    pub fn as_number(&self) -> Option<u64> {
        match self {
            Self::Number(n) => Some(*n),
            Self::List(list) => match list.as_slice() {
                [Self::Number(n)] => Some(*n),
                _ => None,
            },
            _ => None,
        }
    }

    /// The octets of a string or word.
    pub fn as_bytes(&self) -> Option<&[u8]> {
        match self {
            Self::Atom(atom) => Some(atom.as_bytes()),
            Self::String(octets) => Some(octets),
            _ => None,
        }
    }

    /// The text of a string or word, if it is UTF-8.
    pub fn as_str(&self) -> Option<&str> {
        core::str::from_utf8(self.as_bytes()?).ok()
    }

    /// The members of a list; NIL is the empty one.
    pub fn as_list(&self) -> Option<&[Self]> {
        match self {
            Self::List(list) => Some(list),
            Self::Nil => Some(&[]),
            _ => None,
        }
    }

    /// Octets held, about.
    pub(crate) fn octets(&self) -> usize {
        size_of::<Self>()
            + match self {
                Self::Nil | Self::Number(_) => 0,
                Self::Atom(atom) => atom.as_bytes().len(),
                Self::String(octets) => octets.len(),
                Self::List(list) => list.iter().map(Self::octets).sum(),
            }
    }

    #[must_use]
    pub(crate) fn compact(self) -> Self {
        match self {
            Self::Atom(atom) => Self::Atom(atom.compact()),
            Self::String(octets) => Self::String(crate::types::compact(octets)),
            Self::List(list) => Self::List(list.into_iter().map(Self::compact).collect()),
            other => other,
        }
    }
}

impl fmt::Debug for Value {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Nil => f.write_str("NIL"),
            Self::Number(n) => n.fmt(f),
            Self::Atom(atom) => write!(f, "{}", atom.as_bytes().escape_ascii()),
            Self::String(octets) => write!(f, "\"{}\"", octets.escape_ascii()),
            Self::List(list) => list.fmt(f),
        }
    }
}
