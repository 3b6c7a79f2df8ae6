//! What extensions share: the row that answers a question about one thing, names that are octets.

#[cfg(test)]
pub(crate) mod testing;

use super::ExtData;
use crate::command::{Claim, Outcome};
use crate::error::CommandError;
use crate::response::{Data, Tagged};

/// The one row that a command waits for, which names what was asked about.
///
/// Some servers answer under a name of their own making (RFC 4314 3.4 has an example). It may as well be news, so
/// everybody hears it, and it is the answer only if nothing better came and it was the only one.
#[derive(Clone, Debug)]
pub(super) struct Answer<T> {
    row: Option<T>,
    stray: Option<T>,
    strays: bool,
}

impl<T> Default for Answer<T> {
    fn default() -> Self {
        Self { row: None, stray: None, strays: false }
    }
}

impl<T: Clone> Answer<T> {
    /// Offers a row; `named` if it is about what was asked, `data` gives it back.
    pub(super) fn offer(&mut self, row: T, named: bool, data: fn(T) -> ExtData) -> Claim {
        let back = |row| Data::Ext(data(row));
        if self.row.is_some() {
            return Claim::Pass(back(row));
        }
        if named {
            self.row = Some(row);
            return Claim::Take;
        }
        self.stray = if self.strays { None } else { Some(row.clone()) };
        self.strays = true;
        Claim::Observe(back(row))
    }

    /// The row that was asked for, if it came.
    pub(super) fn row(&self) -> Option<&T> {
        self.row.as_ref()
    }

    /// The row on OK, which needs one.
    pub(super) fn finish(&mut self, tagged: Tagged, what: &'static str) -> Outcome<T> {
        Outcome::Done(self.end(tagged, what))
    }

    /// The same, to be made something else of.
    pub(super) fn end(&mut self, tagged: Tagged, what: &'static str) -> Result<T, CommandError> {
        let row = self.row.take().or_else(|| self.stray.take());
        tagged.refusal().and_then(|_| row.ok_or(CommandError::Incomplete(what)))
    }
}

/// A name that is octets, mostly text: made from text or as it was received.
macro_rules! octets {
    ($(#[$doc:meta])* $name:ident) => {
        $(#[$doc])*
        #[derive(Clone, PartialEq, Eq, Hash)]
        pub struct $name(pub(super) bytes::Bytes);

        impl $name {
            /// The octets.
            pub fn as_bytes(&self) -> &[u8] {
                &self.0
            }

            /// The text, if it is UTF-8.
            pub fn as_str(&self) -> Option<&str> {
                core::str::from_utf8(&self.0).ok()
            }
        }

        impl From<&str> for $name {
            fn from(text: &str) -> Self {
                Self(bytes::Bytes::copy_from_slice(text.as_bytes()))
            }
        }

        impl From<alloc::string::String> for $name {
            fn from(text: alloc::string::String) -> Self {
                Self(text.into())
            }
        }

        impl From<&Self> for $name {
            fn from(name: &Self) -> Self {
                name.clone()
            }
        }

        impl PartialEq<str> for $name {
            fn eq(&self, other: &str) -> bool {
                self.0 == other.as_bytes()
            }
        }

        impl PartialEq<&str> for $name {
            fn eq(&self, other: &&str) -> bool {
                self.0 == other.as_bytes()
            }
        }

        impl core::fmt::Display for $name {
            fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
                f.pad(&alloc::string::String::from_utf8_lossy(&self.0))
            }
        }

        impl core::fmt::Debug for $name {
            fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
                write!(f, "\"{}\"", self.0.escape_ascii())
            }
        }
    };
}

/// `from_wire` of data types: type, variant of `ExtData`, what it is.
macro_rules! from_wire {
    ($($kind:ident, $variant:ident, $rule:literal;)+) => {
        $(
            impl $kind {
                /// Reads one such response, for tests.
                ///
                /// # Errors
                /// [`ParseError`](crate::ParseError) when it is none.
                pub fn from_wire(octets: &[u8]) -> Result<Self, crate::ParseError> {
                    crate::parse::from_wire(octets, $rule, |data| match data {
                        crate::response::Data::Ext(crate::ext::ExtData::$variant(found)) => Some(found),
                        _ => None,
                    })
                }
            }
        )+
    };
}

pub(super) use {from_wire, octets};
