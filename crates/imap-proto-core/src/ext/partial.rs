//! PARTIAL (RFC 9394; RFC 5267 4.4): a search, or a UID FETCH, of which only a part is returned.

use alloc::format;
use core::fmt;
use core::ops::RangeInclusive;

use super::esearch::{EsearchData, Messages, ReturnOptions};
use super::{ExtFound, Extension};
use crate::command::Param;
use crate::parse::{Cursor, Fail};
use crate::types::{Atom, SeqSet, SetError};

/// Which of the results (RFC 9394 `partial-range`), counted from 1 at either end.
///
/// ```
/// use imap_proto_core::ext::PartialRange;
/// assert_eq!(PartialRange::first(1..=500)?.to_string(), "1:500");
/// assert_eq!(PartialRange::last(1..=100)?.to_string(), "-1:-100");
/// # Ok::<(), imap_proto_core::types::SetError>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PartialRange {
    near: u32,
    far: u32,
    from_end: bool,
}

impl PartialRange {
    /// Counted from the first message, the one of the lowest UID.
    ///
    /// # Errors
    /// [`SetError::Zero`] when it begins with 0, [`SetError::Empty`] when nothing is in it.
    pub fn first(range: RangeInclusive<u32>) -> Result<Self, SetError> {
        Self::new(range, false)
    }

    /// Counted from the last message, the one of the highest UID.
    ///
    /// # Errors
    /// As [`first`](Self::first).
    pub fn last(range: RangeInclusive<u32>) -> Result<Self, SetError> {
        Self::new(range, true)
    }

    fn new(range: RangeInclusive<u32>, from_end: bool) -> Result<Self, SetError> {
        match (*range.start(), *range.end()) {
            (near, far) if near > far => Err(SetError::Empty),
            (0, _) => Err(SetError::Zero),
            (near, far) => Ok(Self { near, far, from_end }),
        }
    }

    /// The range, counted from the end that [`is_from_end`](Self::is_from_end) tells.
    pub fn range(&self) -> RangeInclusive<u32> {
        self.near..=self.far
    }

    /// True when it counts from the last message backwards.
    pub fn is_from_end(&self) -> bool {
        self.from_end
    }

    fn parse(word: &[u8]) -> Option<Self> {
        let (one, other) = core::str::from_utf8(word).ok()?.split_once(':')?;
        let number = |text: &str| {
            let digits = text.strip_prefix('-').unwrap_or(text);
            let plain = digits.bytes().all(|octet| octet.is_ascii_digit());
            Some((digits.parse::<u32>().ok().filter(|_| plain)?, digits.len() < text.len()))
        };
        let ((one, from_end), (other, same)) = (number(one)?, number(other)?);
        // 500:400 is the same as 400:500.
        let range = one.min(other)..=one.max(other);
        Self::new(range, from_end).ok().filter(|_| from_end == same)
    }

    fn param(self, needs: &'static [&'static str]) -> Param {
        let param = Param::of("PARTIAL", needs);
        match Atom::new(&format!("{self}")) {
            Ok(range) => param.atom(range),
            Err(error) => param.fail(error),
        }
    }
}

impl fmt::Display for PartialRange {
    /// The wire form.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let minus = if self.from_end { "-" } else { "" };
        write!(f, "{minus}{}:{minus}{}", self.near, self.far)
    }
}

impl ReturnOptions {
    /// `PARTIAL` (RFC 9394 3.1): only these of the messages found, in mailbox order; [`EsearchData::partial`] has them.
    /// Needs `PARTIAL`; counted from the first, `CONTEXT=SEARCH` will do (RFC 5267 4.4). With SORT it needs
    /// `CONTEXT=SORT`, and the messages come in the order of that.
    ///
    /// An answer without it is a [`CommandError::Incomplete`](crate::CommandError::Incomplete). `ALL` beside it is an
    /// [`EncodeError::Invalid`](crate::EncodeError::Invalid).
    ///
    /// ```
    /// use imap_proto_core::command::SearchKey;
    /// use imap_proto_core::ext::{PartialRange, ReturnOptions, UidSearchReturn};
    /// let newest = ReturnOptions::new().partial(PartialRange::last(1..=100)?).count();
    /// let search = UidSearchReturn::new(SearchKey::unseen(), newest);
    /// # let _ = search;
    /// # Ok::<(), imap_proto_core::types::SetError>(())
    /// ```
    #[must_use]
    pub fn partial(self, range: PartialRange) -> Self {
        let needs: &[_] = if range.from_end { &["PARTIAL"] } else { &["PARTIAL", "CONTEXT=SEARCH"] };
        self.option_with_data(range.param(needs), "PARTIAL")
    }
}

/// The modifier `PARTIAL` of UID FETCH (RFC 9394 3.3): rows of only these of the messages that its set names. Servers
/// refuse it with a FETCH by numbers. Needs `PARTIAL`.
///
/// ```
/// use imap_proto_core::ext::partial::{PartialRange, partial};
/// use imap_proto_core::{UidFetch, UidSet};
/// let newest = UidFetch::new(UidSet::all()).flags().modifier(partial(PartialRange::last(1..=30)?));
/// # let _ = newest;
/// # Ok::<(), imap_proto_core::types::SetError>(())
/// ```
pub fn partial(range: PartialRange) -> Param {
    range.param(&["PARTIAL"])
}

/// `PARTIAL` in an ESEARCH response (RFC 9394 `ret-data-partial`); [`EsearchData::partial`] says what the numbers are.
#[derive(Clone, Debug, PartialEq)]
pub struct Partial {
    range: PartialRange,
    set: Option<SeqSet>,
}

impl Extension for Partial {
    fn parse(c: &mut Cursor<'_>) -> Result<Self, Fail> {
        c.open("ret-data-partial")?;
        let range = PartialRange::parse(c.atom()?.as_bytes()).ok_or(Fail::Rule("partial-range"))?;
        c.space();
        let set = if c.nil() { None } else { Some(c.seq_set()?) };
        if c.close() { Ok(Self { range, set }) } else { Err(Fail::Rule("ret-data-partial")) }
    }
}

impl EsearchData {
    /// PARTIAL: the range that was asked for, and which messages those are; none where there are fewer results
    /// (RFC 9394 3.1).
    pub fn partial(&self) -> Option<(PartialRange, Option<Messages>)> {
        self.ext().iter().find_map(|found| match found {
            ExtFound::Partial(found) => Some((found.range, found.set.as_ref().map(|set| self.messages(set)))),
            _ => None,
        })
    }
}

#[cfg(test)]
mod tests;
