//! Iterators over a set.

use super::ranges::{Range, Ranges};

/// The numbers of a set, at most as many as were asked for.
#[derive(Clone)]
pub struct Numbers<'a> {
    rest: &'a [Range],
    /// The next number and the last one of the range at hand.
    at: Option<(u32, u32)>,
    left: usize,
}

impl core::fmt::Debug for Numbers<'_> {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        f.debug_struct("Numbers").field("left", &self.left).finish_non_exhaustive()
    }
}

impl<'a> Numbers<'a> {
    pub(super) fn new(ranges: &'a [Range], max: usize) -> Self {
        Self { rest: ranges, at: None, left: max }
    }
}

impl Iterator for Numbers<'_> {
    type Item = u32;

    fn next(&mut self) -> Option<u32> {
        self.left = self.left.checked_sub(1)?;
        while self.at.is_none() {
            let (range, behind) = self.rest.split_first()?;
            self.rest = behind;
            self.at = (!range.has_star()).then_some((range.start, range.end));
        }
        let (number, end) = self.at?;
        self.at = (number < end).then(|| (number + 1, end));
        Some(number)
    }
}

/// Pieces of a set that fit a command line.
pub(super) struct Chunks<'a> {
    saved: bool,
    rest: &'a [Range],
    max_octets: usize,
}

impl<'a> Chunks<'a> {
    pub(super) fn new(set: &'a Ranges, max_octets: usize) -> Self {
        Self { saved: matches!(set, Ranges::Saved), rest: set.given(), max_octets }
    }
}

impl Iterator for Chunks<'_> {
    type Item = Ranges;

    fn next(&mut self) -> Option<Ranges> {
        if core::mem::take(&mut self.saved) {
            return Some(Ranges::SAVED);
        }
        let mut octets = 0;
        let mut count = 0;
        for range in self.rest {
            octets += range.wire_len() + usize::from(count > 0);
            if count > 0 && octets > self.max_octets {
                break;
            }
            count += 1;
        }
        let (piece, rest) = self.rest.split_at_checked(count)?;
        self.rest = rest;
        Ranges::from_slice(piece).ok()
    }
}
