//! Sets of message numbers (`sequence-set`, RFC 9051 section 9).
//!
//! [`SeqSet`] and [`UidSet`] are two types with one body, so that a UID is never taken for a message number.

use core::fmt;
use core::num::NonZeroU32;
use core::ops::RangeBounds;

use alloc::vec::Vec;

use self::ranges::{Builder, Ranges};
use crate::error::EncodeError;
use crate::limits::LimitExceeded;

mod iter;
mod ranges;

use iter::Chunks;
pub use iter::Numbers;

/// Why something is no set.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum SetError {
    /// There is no number in it.
    #[error("the set is empty")]
    Empty,
    /// Message numbers and UIDs begin with 1 (RFC 9051 2.3.1).
    #[error("0 is no message number")]
    Zero,
    /// The text is no `sequence-set`.
    #[error("no sequence-set at octet {0}")]
    Syntax(usize),
    /// More ranges than are read from text.
    #[error("the set has more than {0} ranges")]
    TooMany(usize),
}

impl From<SetError> for EncodeError {
    fn from(error: SetError) -> Self {
        let why = match error {
            SetError::Empty => "it is empty",
            SetError::Zero => "0 is no message number",
            SetError::Syntax(_) => "it does not read as one",
            SetError::TooMany(_) => "it has too many ranges",
        };
        Self::Invalid { what: "set of messages", why }
    }
}

macro_rules! number_set {
    ($(#[$doc:meta])* $name:ident) => {
        $(#[$doc])*
        #[derive(Clone, PartialEq, Eq, Hash)]
        pub struct $name(Ranges);

        impl $name {
            /// Most ranges that are read from text; a set that a program makes has no limit.
            pub const MAX_PARSED: usize = ranges::MAX_PARSED;

            /// `1:*`.
            #[must_use]
            pub fn all() -> Self {
                Self(Ranges::ALL)
            }

            /// `$`: what the last SEARCH with `RETURN (SAVE)` found (RFC 5182, RFC 9051 6.4.4.1).
            #[must_use]
            pub fn saved() -> Self {
                Self(Ranges::SAVED)
            }

            /// One number.
            ///
            /// # Errors
            /// [`SetError::Zero`] for 0.
            pub fn one(number: u32) -> Result<Self, SetError> {
                Self::range(number..=number)
            }

            /// `a..=b` is `a:b`, `a..` is `a:*`, `..` is `1:*`.
            ///
            /// # Errors
            /// [`SetError::Zero`] when it begins with 0, [`SetError::Empty`] when nothing is in it.
            pub fn range(range: impl RangeBounds<u32>) -> Result<Self, SetError> {
                Ranges::from_bounds(&range).map(Self)
            }

            /// Numbers in the order given; neighbours in it that follow each other become a range.
            ///
            /// # Errors
            /// [`SetError::Zero`] when one is 0, [`SetError::Empty`] when there is none.
            pub fn from_numbers(numbers: impl IntoIterator<Item = u32>) -> Result<Self, SetError> {
                let mut builder = Builder::default();
                for number in numbers {
                    builder.push_number(number)?;
                }
                builder.finish().map(Self)
            }

            /// Ranges in the order given, each as for [`range`](Self::range); one that follows the one before it at
            /// once becomes one with it.
            ///
            /// # Errors
            /// As those of [`range`](Self::range), and [`SetError::Empty`] when there is none.
            pub fn from_ranges<R: RangeBounds<u32>>(
                ranges: impl IntoIterator<Item = R>,
            ) -> Result<Self, SetError> {
                let mut builder = Builder::default();
                for range in ranges {
                    builder.push_bounds(&range)?;
                }
                builder.finish().map(Self)
            }

            /// Reads wire text. A range that runs backwards is turned round; order is kept otherwise.
            ///
            /// # Errors
            /// [`SetError`]; numbers above 32 bits are [`SetError::Syntax`].
            pub fn parse(wire: &[u8]) -> Result<Self, SetError> {
                Ranges::parse(wire).map(Self)
            }

            /// Reads a set of at most `most` ranges at the front of a text, and gives its length there.
            pub(crate) fn parse_front(wire: &[u8], most: usize) -> Result<(Self, usize), SetError> {
                Ranges::parse_front(wire, most).map(|(ranges, len)| (Self(ranges), len))
            }

            /// The ranges in order; no end means `*`. A lone `*` is `(u32::MAX, None)`, which means the same.
            pub fn ranges(&self) -> impl Iterator<Item = (u32, Option<u32>)> + '_ {
                self.0.ranges()
            }

            /// The first `max` numbers, in order. Ranges with `*` and `$` have none and are left out.
            pub fn iter(&self, max: usize) -> Numbers<'_> {
                self.0.numbers(max)
            }

            /// All numbers.
            ///
            /// # Errors
            /// [`LimitExceeded`] when there are more than `max`, or when `*` or `$` leaves that open. Nothing is
            /// allocated then.
            pub fn expand(&self, max: usize) -> Result<Vec<u32>, LimitExceeded> {
                self.0.expand(max)
            }

            /// True when `number` is in it. `last` is what `*` stands for.
            ///
            /// Without `last`, a range with `*` holds every number not below its other end, and a lone `*` every
            /// number. What is in `$` only the server knows, so every number may be. The time is logarithmic.
            pub fn contains(&self, number: u32, last: Option<u32>) -> bool {
                self.0.contains(number, last)
            }

            /// True for exactly `1:*`.
            pub fn is_all(&self) -> bool {
                self.0 == Ranges::ALL
            }

            /// True for `$`.
            pub fn is_saved(&self) -> bool {
                self.0 == Ranges::SAVED
            }

            /// True when `*` occurs.
            pub fn has_star(&self) -> bool {
                self.0.has_star()
            }

            /// True when no number is in both, whatever `*` and `$` stand for. Linear.
            pub fn disjoint(&self, other: &Self) -> bool {
                self.0.disjoint(&other.0)
            }

            /// First and last number of each range, ascending; `None` when `*` or `$` leaves that open.
            pub(crate) fn spans(&self) -> Option<impl Iterator<Item = (u32, u32)> + '_> {
                self.0.spans().map(|ranges| ranges.iter().map(|range| (range.start, range.end)))
            }

            /// How many numbers, a repeated one counted again; `None` with `*` or `$`.
            pub fn len_numbers(&self) -> Option<u64> {
                self.0.len_numbers()
            }

            /// Octets on the wire.
            pub fn wire_len(&self) -> usize {
                self.0.wire_len()
            }

            /// The set in pieces of at most `max_octets` on the wire, in order.
            ///
            /// A range is never cut, so a piece of one range may be longer when `max_octets` is below 21. Servers
            /// take command lines of about 8192 octets (RFC 7162 section 4), some only of 1000.
            pub fn chunks(&self, max_octets: usize) -> impl Iterator<Item = Self> + '_ {
                Chunks::new(&self.0, max_octets).map(Self)
            }
        }

        impl fmt::Display for $name {
            /// The wire form.
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                fmt::Display::fmt(&self.0, f)
            }
        }

        impl fmt::Debug for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                write!(f, "{}({})", stringify!($name), self.0)
            }
        }

        impl From<NonZeroU32> for $name {
            fn from(number: NonZeroU32) -> Self {
                Self(Ranges::from_number(number))
            }
        }

        impl TryFrom<u32> for $name {
            type Error = SetError;

            fn try_from(number: u32) -> Result<Self, SetError> {
                Self::one(number)
            }
        }

        impl core::str::FromStr for $name {
            type Err = SetError;

            fn from_str(text: &str) -> Result<Self, SetError> {
                Self::parse(text.as_bytes())
            }
        }
    };
}

number_set! {
    /// Message sequence numbers (RFC 9051 2.3.1.2). They change with every EXPUNGE; prefer [`UidSet`].
    ///
    /// Cheap to clone.
    ///
    /// ```
    /// use imap_proto_core::types::SeqSet;
    /// let set = SeqSet::from_numbers([1, 2, 3, 7])?;
    /// assert_eq!(set.to_string(), "1:3,7");
    /// assert_eq!("5:*".parse::<SeqSet>()?, SeqSet::range(5..)?);
    /// # Ok::<(), imap_proto_core::types::SetError>(())
    /// ```
    SeqSet
}

number_set! {
    /// Unique identifiers (RFC 9051 2.3.1.1).
    ///
    /// Cheap to clone.
    ///
    /// ```
    /// use imap_proto_core::types::UidSet;
    /// let set: UidSet = "1:4294967295".parse()?; // stays one range
    /// assert_eq!(set.len_numbers(), Some(4_294_967_295));
    /// assert!(set.expand(100_000).is_err());
    /// # Ok::<(), imap_proto_core::types::SetError>(())
    /// ```
    UidSet
}

impl SeqSet {
    /// The same numbers, where a response means UIDs by them: its text does not say which they are.
    pub(crate) fn as_uids(&self) -> UidSet {
        UidSet(self.0.clone())
    }
}

#[cfg(test)]
mod tests;
