//! The body of both sets.

use alloc::sync::Arc;
use alloc::vec::Vec;
use core::fmt::{self, Write as _};
use core::hash::{Hash, Hasher};
use core::hint::select_unpredictable;
use core::num::NonZeroU32;
use core::ops::{Bound, RangeBounds};

use super::SetError;
use super::iter::Numbers;
use crate::limits::LimitExceeded;
use crate::types::swar::{self, Digits};

/// Most ranges that are read from text.
pub(super) const MAX_PARSED: usize = 65_536;

/// Ranges from which on their octets tell how many there may be.
const MANY: usize = 64;

/// Stands for `*` in a range. No message has the number 0.
pub(super) const STAR: u32 = 0;

/// `start:end`, both included. `end` may be [`STAR`]; `start` only in a lone `*`.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub(super) struct Range {
    pub(super) start: u32,
    pub(super) end: u32,
}

impl Range {
    fn from_bounds(range: &impl RangeBounds<u32>) -> Result<Self, SetError> {
        let start = match range.start_bound() {
            Bound::Included(start) => *start,
            Bound::Excluded(start) => start.checked_add(1).ok_or(SetError::Empty)?,
            Bound::Unbounded => 1,
        };
        let end = match range.end_bound() {
            Bound::Included(end) => Some(*end),
            Bound::Excluded(end) => Some(end.checked_sub(1).ok_or(SetError::Empty)?),
            Bound::Unbounded => None,
        };
        match (start, end) {
            (start, Some(end)) if end < start => Err(SetError::Empty),
            (0, _) => Err(SetError::Zero),
            (start, end) => Ok(Self { start, end: end.unwrap_or(STAR) }),
        }
    }

    pub(super) fn has_star(self) -> bool {
        self.end == STAR
    }

    pub(super) fn wire_len(self) -> usize {
        let digits = |number: u32| number.checked_ilog10().map_or(1, |log| log as usize + 1);
        if self.start == self.end { digits(self.start) } else { digits(self.start) + 1 + digits(self.end) }
    }
}

impl fmt::Display for Range {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match (self.start, self.end) {
            (STAR, STAR) => f.write_char('*'),
            (start, STAR) => write!(f, "{start}:*"),
            (start, end) if start == end => write!(f, "{start}"),
            (start, end) => write!(f, "{start}:{end}"),
        }
    }
}

#[derive(Clone)]
pub(super) enum Ranges {
    /// `$`.
    Saved,
    /// Nearly every set; no allocation.
    One(Range),
    /// Two or more ranges.
    Many(Arc<Many>),
}

pub(super) struct Many {
    /// As given: the order counts in COPYUID (RFC 4315 section 3).
    given: Vec<Range>,
    /// Those without `*`, sorted and merged, if `given` is not so already.
    sorted: Option<Vec<Range>>,
    star: Option<Star>,
}

/// All ranges with `*` together. Each of them reaches from its other end to the last message.
#[derive(Clone, Copy)]
struct Star {
    /// There is a lone `*`.
    lone: bool,
    /// The least and the greatest other end.
    ends: Option<(u32, u32)>,
}

impl Star {
    fn of(ranges: &[Range]) -> Option<Self> {
        let mut star = None;
        for range in ranges.iter().filter(|range| range.has_star()) {
            let Self { lone, ends } = star.get_or_insert(Self { lone: false, ends: None });
            if range.start == STAR {
                *lone = true;
            } else {
                let (least, greatest) = ends.unwrap_or((range.start, range.start));
                *ends = Some((least.min(range.start), greatest.max(range.start)));
            }
        }
        star
    }

    fn contains(self, number: u32, last: Option<u32>) -> bool {
        match (last, self.ends) {
            (Some(last), None) => number == last,
            // All of them hold `last`, so together they are one range.
            (Some(last), Some((least, greatest))) => (least.min(last)..=greatest.max(last)).contains(&number),
            (None, ends) => self.lone || ends.is_some_and(|(least, _)| number >= least),
        }
    }
}

impl Ranges {
    pub(super) const SAVED: Self = Self::Saved;
    pub(super) const ALL: Self = Self::One(Range { start: 1, end: STAR });

    pub(super) fn from_number(number: NonZeroU32) -> Self {
        Self::One(Range { start: number.get(), end: number.get() })
    }

    pub(super) fn from_bounds(range: &impl RangeBounds<u32>) -> Result<Self, SetError> {
        Range::from_bounds(range).map(Self::One)
    }

    pub(super) fn from_slice(ranges: &[Range]) -> Result<Self, SetError> {
        Self::from_vec(ranges.to_vec())
    }

    fn from_vec(given: Vec<Range>) -> Result<Self, SetError> {
        match given.as_slice() {
            [] => Err(SetError::Empty),
            [one] => Ok(Self::One(*one)),
            many => {
                let (star, sorted) = (Star::of(many), sorted(many));
                Ok(Self::Many(Arc::new(Many { given, sorted, star })))
            }
        }
    }

    /// Of ranges that ascend, none with `*`.
    fn from_ascending(given: Vec<Range>) -> Result<Self, SetError> {
        match given.as_slice() {
            [] => Err(SetError::Empty),
            [one] => Ok(Self::One(*one)),
            _ => Ok(Self::Many(Arc::new(Many { given, sorted: None, star: None }))),
        }
    }

    pub(super) fn parse(wire: &[u8]) -> Result<Self, SetError> {
        let at = match Self::parse_front(wire, MAX_PARSED) {
            Ok((set, len)) if len == wire.len() => return Ok(set),
            Ok((_, len)) => len,
            Err(SetError::Syntax(at)) => at,
            Err(error) => return Err(error),
        };
        // Where the range begins that is none.
        let before = wire.get(..at).and_then(|front| memchr::memrchr(b',', front));
        Err(SetError::Syntax(before.map_or(0, |comma| comma + 1)))
    }

    /// Reads a set of at most `most` ranges at the front of `wire`, and gives its length there.
    pub(super) fn parse_front(wire: &[u8], most: usize) -> Result<(Self, usize), SetError> {
        match wire {
            [] => return Err(SetError::Empty),
            [b'$', ..] => return Ok((Self::Saved, 1)),
            _ => {}
        }
        let (mut builder, mut at) = (Builder::default(), 0);
        loop {
            at = plain(wire, at, most, &mut builder);
            let start;
            (start, at) = number(wire, at)?;
            let end = match wire.get(at) {
                Some(b':') => {
                    let end;
                    (end, at) = number(wire, at + 1)?;
                    end
                }
                _ => start,
            };
            builder.push_turned(start, end);
            if builder.ranges.len() > most {
                return Err(SetError::TooMany(most));
            }
            match wire.get(at) {
                Some(b',') => at += 1,
                _ => return builder.finish().map(|set| (set, at)),
            }
        }
    }

    /// The ranges in order; none for `$`.
    pub(super) fn given(&self) -> &[Range] {
        match self {
            Self::Saved => &[],
            Self::One(range) => core::slice::from_ref(range),
            Self::Many(many) => &many.given,
        }
    }

    /// Ranges without `*`, ascending, none touching another. A lone one may have `*`.
    fn sorted(&self) -> &[Range] {
        match self {
            Self::Many(many) => many.sorted.as_ref().unwrap_or(&many.given),
            _ => self.given(),
        }
    }

    fn star(&self) -> Option<Star> {
        match self {
            Self::Many(many) => many.star,
            _ => Star::of(self.given()),
        }
    }

    pub(super) fn ranges(&self) -> impl Iterator<Item = (u32, Option<u32>)> + '_ {
        self.given().iter().map(|range| match (range.start, range.end) {
            (STAR, _) => (u32::MAX, None),
            (start, STAR) => (start, None),
            (start, end) => (start, Some(end)),
        })
    }

    pub(super) fn numbers(&self, max: usize) -> Numbers<'_> {
        Numbers::new(self.given(), max)
    }

    pub(super) fn expand(&self, max: usize) -> Result<Vec<u32>, LimitExceeded> {
        match self.len_numbers() {
            Some(count) if count <= max as u64 => Ok(self.numbers(max).collect()),
            count => Err(LimitExceeded::new("expand", max as u64, count.unwrap_or(u64::MAX))),
        }
    }

    #[inline]
    pub(super) fn contains(&self, number: u32, last: Option<u32>) -> bool {
        if let Self::One(Range { start: 1, end: STAR }) = self
            && last.is_none()
        {
            return number != 0;
        }
        number != 0 && self.holds(number, last)
    }

    #[inline(never)]
    fn holds(&self, number: u32, last: Option<u32>) -> bool {
        let open = self.star().is_some_and(|star| star.contains(number, last));
        if open || matches!(self, Self::Saved) {
            return true;
        }
        let sorted = self.sorted();
        // The end of `5:*` is 0, hence never at or above the number.
        let at = sorted.partition_point(|range| range.end < number);
        sorted.get(at).is_some_and(|range| range.start <= number)
    }

    pub(super) fn has_star(&self) -> bool {
        self.star().is_some()
    }

    /// The ranges, ascending, none touching another; `None` when `*` or `$` leaves that open.
    pub(super) fn spans(&self) -> Option<&[Range]> {
        if matches!(self, Self::Saved) || self.has_star() { None } else { Some(self.sorted()) }
    }

    pub(super) fn disjoint(&self, other: &Self) -> bool {
        let (Some(mut a), Some(mut b)) = (self.spans(), other.spans()) else { return false };
        while let (Some((first, rest_a)), Some((second, rest_b))) = (a.split_first(), b.split_first()) {
            if first.end < second.start {
                a = rest_a;
            } else if second.end < first.start {
                b = rest_b;
            } else {
                return false;
            }
        }
        true
    }

    pub(super) fn len_numbers(&self) -> Option<u64> {
        if matches!(self, Self::Saved) || self.has_star() {
            return None;
        }
        let count = |range: &Range| u64::from(range.end) - u64::from(range.start) + 1;
        Some(self.given().iter().map(count).sum())
    }

    pub(super) fn wire_len(&self) -> usize {
        match self {
            Self::Saved => 1,
            _ => self.given().iter().map(|range| range.wire_len() + 1).sum::<usize>() - 1,
        }
    }
}

/// The ranges without `*`, sorted and merged, unless they are so already.
fn sorted(given: &[Range]) -> Option<Vec<Range>> {
    let ascending = |pair: &[Range]| matches!(pair, [a, b] if a.end < b.start);
    if given.windows(2).all(ascending) && !given.iter().any(|range| range.has_star()) {
        return None;
    }
    let mut ranges: Vec<_> = given.iter().copied().filter(|range| !range.has_star()).collect();
    ranges.sort_unstable_by_key(|range| range.start);
    ranges.dedup_by(|next, kept| {
        let touches = next.start <= kept.end.saturating_add(1);
        if touches {
            kept.end = kept.end.max(next.end);
        }
        touches
    });
    ranges.shrink_to_fit();
    Some(ranges)
}

/// Reads ranges while they are plain, each with a comma behind it, and says where the next one begins.
#[inline]
fn plain(wire: &[u8], at: usize, most: usize, builder: &mut Builder) -> usize {
    let mut rest = wire.get(at..).unwrap_or_default();
    // A range that ends in `*` joins with none.
    let mut last = builder.ranges.last().map_or(0, |last| u64::from(last.end));
    while builder.ranges.len() < most {
        builder.make_room(wire.len() - rest.len(), rest.len(), most);
        let (start, digits) = swar::number(rest);
        let Some((separator, mut behind)) = rest.get(digits..).and_then(|rest| rest.split_first()) else {
            break;
        };
        let mut end = start;
        if *separator == b':' {
            let digits;
            (end, digits) = swar::number(behind);
            let Some([b',', next @ ..]) = behind.get(digits..) else { break };
            behind = next;
        } else if *separator != b',' {
            break;
        }
        if start == 0 || end < start || end > u64::from(u32::MAX) || start == last + 1 {
            break;
        }
        builder.odd |= start <= last;
        builder.ranges.push(Range { start: start as u32, end: end as u32 });
        (rest, last) = (behind, end);
        if digits <= 8 {
            let room = most.min(builder.ranges.capacity());
            (rest, last) = neighbours(rest, digits, room, last, builder);
        }
    }
    wire.len() - rest.len()
}

/// Goes on while the numbers have this many digits, at most 8, each range lies above the one before it, and there is
/// room. Whether a range has two ends nobody can foretell, so the processor is not made to guess: both are read.
#[inline]
fn neighbours<'a>(
    mut rest: &'a [u8],
    digits: usize,
    room: usize,
    mut last: u64,
    builder: &mut Builder,
) -> (&'a [u8], u64) {
    let digits = digits.clamp(1, 8);
    let expected = Digits::new(digits);
    while let Some(octets) = rest.first_chunk::<24>() {
        let (mut odd, mut odd_end) = (0, 0);
        let (Some(first), Some(second)) =
            (octets.first_chunk(), octets.get(digits + 1..).and_then(|octets| octets.first_chunk()))
        else {
            break;
        };
        let (start, end) = (expected.gather(*first, &mut odd), expected.gather(*second, &mut odd_end));
        let two = octets.get(digits) == Some(&b':');
        let end = select_unpredictable(two, end, start);
        odd |= select_unpredictable(two, odd_end, 0);
        let len = (digits + 1) << u8::from(two);
        let plain = !Digits::any(odd) && octets.get(len - 1) == Some(&b',');
        if !plain || end < start || u64::from(start) <= last + 1 || builder.ranges.len() >= room {
            break;
        }
        builder.ranges.push(Range { start, end });
        (rest, last) = (rest.get(len..).unwrap_or_default(), u64::from(end));
    }
    (rest, last)
}

/// The number at `at`, or [`STAR`], and where it ends.
#[inline]
fn number(wire: &[u8], at: usize) -> Result<(u32, usize), SetError> {
    let rest = wire.get(at..).unwrap_or_default();
    if let [b'*', ..] = rest {
        return Ok((STAR, at + 1));
    }
    let (number, digits) = swar::number(rest);
    match u32::try_from(number) {
        Ok(0) if digits > 0 => Err(SetError::Zero),
        Ok(number) if digits > 0 => Ok((number, at + digits)),
        _ => Err(SetError::Syntax(at)),
    }
}

impl fmt::Display for Ranges {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if matches!(self, Self::Saved) {
            return f.write_char('$');
        }
        for (index, range) in self.given().iter().enumerate() {
            let comma = if index > 0 { "," } else { "" };
            write!(f, "{comma}{range}")?;
        }
        Ok(())
    }
}

impl PartialEq for Ranges {
    fn eq(&self, other: &Self) -> bool {
        self.given() == other.given()
    }
}

impl Eq for Ranges {}

impl Hash for Ranges {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.given().hash(state);
    }
}

/// Makes a set out of ranges and numbers that come one by one.
#[derive(Default)]
pub(super) struct Builder {
    ranges: Vec<Range>,
    /// Some range has a `*`, or does not lie above the one before it.
    odd: bool,
}

impl Builder {
    /// Gets room when there is none: for as many as the rest of a text may hold, going by `read`, the octets of those
    /// that are here.
    #[inline]
    fn make_room(&mut self, read: usize, rest: usize, most: usize) {
        let count = self.ranges.len();
        if count == self.ranges.capacity() && count >= MANY {
            let more = (rest.saturating_mul(count) / read.max(1)).max(count / 2);
            self.ranges.reserve_exact(more.saturating_add(MANY).min(most.saturating_sub(count)));
        }
    }

    pub(super) fn push_number(&mut self, number: u32) -> Result<(), SetError> {
        if number == 0 {
            return Err(SetError::Zero);
        }
        if self.ranges.last().is_none_or(|last| last.end != number) {
            self.push(Range { start: number, end: number });
        }
        Ok(())
    }

    pub(super) fn push_bounds(&mut self, range: &impl RangeBounds<u32>) -> Result<(), SetError> {
        Range::from_bounds(range).map(|range| self.push(range))
    }

    /// Either end may be [`STAR`], and the first the greater one (RFC 9051 section 9, `seq-range`).
    fn push_turned(&mut self, a: u32, b: u32) {
        let (start, end) = if a == STAR || (b != STAR && b < a) { (b, a) } else { (a, b) };
        self.push(Range { start, end });
    }

    /// Joins what follows the last range at once; nothing else is merged.
    #[inline]
    fn push(&mut self, range: Range) {
        self.odd |= range.has_star();
        if let Some(last) = self.ranges.last_mut() {
            if !last.has_star() && !range.has_star() && last.end.checked_add(1) == Some(range.start) {
                last.end = range.end;
                return;
            }
            self.odd |= last.end >= range.start;
        }
        self.ranges.push(range);
    }

    pub(super) fn finish(mut self) -> Result<Ranges, SetError> {
        self.ranges.shrink_to_fit();
        if self.odd { Ranges::from_vec(self.ranges) } else { Ranges::from_ascending(self.ranges) }
    }
}
