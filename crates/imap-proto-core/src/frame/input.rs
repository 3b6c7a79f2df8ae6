//! The buffer that received octets land in, and the slot that is lent for them.

use bytes::{Buf as _, Bytes, BytesMut};

/// Octets of the first slot.
const FIRST: usize = 1 << 10;
/// Octets of the slot that a connection at rest reads into: news is short, and more of it makes it grow.
const REST: usize = 1 << 8;

/// Memory is made ready in pieces of this size, each while it is in the nearest cache.
pub(super) const PIECE: usize = 1 << 10;
/// From here on the allocator has fresh pages, which are zero already.
const PAGES: usize = 128 << 10;
/// Octets that are made ready at a time at least: it is not worth while for each small read.
const LEAST: usize = 4 << 10;

/// Octets for the lines between bodies, and small bodies, where the large ones are received elsewhere.
const LINES: usize = 32 << 10;

/// What is cut off as a piece of its own has at least one part in so many of the memory that it keeps.
pub(super) const SHARE: usize = 16;

/// Received octets, with initialised memory behind them.
///
/// Memory is zeroed once, shortly before it is lent, and lent until it is full: work is linear however small the reads,
/// and what a long line has in reserve is not touched. Octets that were read and left no handle behind make room for
/// others without a new block.
pub(super) struct Input {
    /// Octets that are done with, received octets, then memory that is ready; there may be more behind it.
    memory: BytesMut,
    /// Octets at the front that are done with.
    start: usize,
    /// Behind the last octet received.
    end: usize,
    /// Octets that this memory had when something was first cut off; 0 while it is whole.
    cut: usize,
    /// Octets of the next slot.
    step: usize,
    /// `Limits::slot`.
    most: u32,
    /// The last read has filled the slot.
    full: bool,
    /// Since that read the front of the memory was asked for.
    asked: bool,
    /// The memory is of a size to be read into.
    lent: bool,
}

impl Input {
    pub(super) fn new(most: usize) -> Self {
        let most = most.max(1);
        Self {
            memory: BytesMut::new(),
            start: 0,
            end: 0,
            cut: 0,
            step: FIRST.min(most),
            most: u32::try_from(most).unwrap_or(u32::MAX),
            full: false,
            asked: false,
            lent: false,
        }
    }

    fn most(&self) -> usize {
        self.most as usize
    }

    /// Received octets that were not cut off.
    #[inline]
    pub(super) fn octets(&self) -> &[u8] {
        match self.memory.get(self.start..self.end) {
            Some(octets) => octets,
            None => nothing(),
        }
    }

    /// Octets that a read is expected to bring at most.
    pub(super) fn step(&self) -> usize {
        self.step
    }

    /// Where the next octets go; never empty.
    pub(super) fn slot(&mut self) -> &mut [u8] {
        self.lent = true;
        if self.memory.len() - self.end < self.step {
            self.make_room();
        }
        let most = self.end.saturating_add(self.most()).min(self.memory.len());
        self.memory.get_mut(self.end..most).unwrap_or_default()
    }

    /// Takes note of `n` octets put into the slot; the answer is how many it had room for.
    pub(super) fn filled(&mut self, n: usize) -> usize {
        let lent = self.most().min(self.memory.len().saturating_sub(self.end));
        let n = n.min(lent);
        self.end += n;
        self.full = n == lent;
        self.asked = false;
        // A remnant of a slot says nothing about how fast the peer sends.
        if self.full && n > self.step / 2 {
            self.step = self.step.saturating_mul(2).min(self.most());
        }
        n
    }

    /// True when `len` octets from the front on have room in the memory that is here, so that nothing is got on the
    /// peer's word, and are [enough of it](Self::is_share).
    pub(super) fn has_room(&self, len: usize) -> bool {
        // The last few octets are not lent.
        let room = self.memory.capacity().saturating_sub(self.start.saturating_add(self.step / 16));
        len < room && self.is_share(len)
    }

    /// True when `len` octets are enough of the memory that whoever keeps them keeps.
    pub(super) fn is_share(&self, len: usize) -> bool {
        len >= self.memory.capacity().max(self.cut) / SHARE
    }

    /// Copies octets in that were received elsewhere.
    pub(super) fn append(&mut self, octets: &[u8]) {
        if !octets.is_empty() {
            if self.start > 0 {
                // The front stays part of what is kept.
                self.cut = self.cut.max(self.memory.capacity());
            }
            self.drop_front();
            self.memory.truncate(self.end);
            if self.memory.capacity() - self.end < octets.len() {
                // Twice as much, if it was used up by what was cut off.
                self.memory.reserve(self.cut.saturating_mul(2).min(LINES).max(octets.len()));
                self.cut = 0;
            }
            self.memory.extend_from_slice(octets);
            self.end += octets.len();
        }
    }

    /// Makes more of the memory ready, and gets some if there is none.
    fn make_room(&mut self) {
        let (capacity, empty) = (self.memory.capacity(), self.end == 0);
        let outgrown = empty && capacity.max(self.cut) < self.step;
        // What was cut off may be done with, and the front of the memory free. All that is ready was received before, so
        // making it ready once more is paid for: once. To ask again costs nothing, and moves it where the answer is yes.
        if empty && !outgrown && self.full && self.cut > 0 && capacity < self.step / 2 {
            if !core::mem::replace(&mut self.asked, true) {
                self.memory.clear();
            }
            if self.memory.try_reclaim(self.step.saturating_sub(self.memory.len())) {
                self.cut = 0;
            }
        }
        let free = self.memory.capacity() - self.end;
        // The last few octets are not worth a read.
        if outgrown || free <= self.step / 16 {
            return self.grow();
        }
        zeros(&mut self.memory, self.end.saturating_add(self.step.max(LEAST).min(free)));
    }

    /// At least doubles while nothing can be cut off, so that the copying of a long line stays linear.
    fn grow(&mut self) {
        let held = self.end - self.start;
        let (more, ready) = (self.step.max(held), held.saturating_add(self.step));
        // What is short by a remnant is near enough.
        if self.start >= held && self.memory.len() - held >= more - self.step / 16 {
            // No more is moved than was read before.
            self.memory.copy_within(self.start..self.end, 0);
            (self.start, self.end) = (0, held);
            return;
        }
        let front = self.start > 0;
        self.drop_front();
        self.memory.truncate(held);
        if core::mem::take(&mut self.cut) == 0 && !front {
            // Nobody else refers to it, so it may grow where it is. It would take a front that is done with along.
            self.memory.reserve(more);
            return zeros(&mut self.memory, ready);
        }
        if self.memory.try_reclaim(more) {
            return zeros(&mut self.memory, ready);
        }
        let mut fresh = fresh(held.saturating_add(more));
        if fresh.is_empty() {
            fresh.extend_from_slice(&self.memory);
            zeros(&mut fresh, ready);
        } else if let Some(front) = fresh.get_mut(..held) {
            front.copy_from_slice(&self.memory);
        }
        self.memory = fresh;
    }

    /// Lets go of the octets that are done with.
    #[inline]
    fn drop_front(&mut self) {
        if self.start > 0 {
            self.memory.advance(self.start);
            self.end -= self.start;
            self.start = 0;
        }
    }

    /// Cuts the first `n` octets off, without a copy.
    pub(super) fn cut(&mut self, n: usize) -> BytesMut {
        if self.cut == 0 {
            self.cut = self.memory.capacity().max(1);
        }
        self.drop_front();
        let n = n.min(self.end);
        let front = self.memory.split_to(n);
        self.end -= n;
        self.shed();
        front
    }

    /// Drops the first `n` octets.
    #[inline]
    pub(super) fn skip(&mut self, n: usize) {
        self.start = self.start.saturating_add(n).min(self.end);
        if self.start == self.end {
            (self.start, self.end) = (0, 0);
            self.shed();
        }
    }

    /// Drops all octets and lends their memory again.
    pub(super) fn recycle(&mut self) {
        (self.start, self.end) = (0, 0);
        if self.memory.capacity() < self.step {
            self.memory = BytesMut::new();
        }
    }

    /// Gives the memory back if it is empty, for octets are received elsewhere now.
    #[inline]
    pub(super) fn let_go(&mut self) {
        if self.lent && self.start == self.end {
            // No more is made ready when it is wanted again than reads will fill.
            *self = Self::new(self.most());
        }
    }

    /// Leaves the memory of a very long line to that line, instead of letting later frames share it.
    #[inline]
    fn shed(&mut self) {
        if self.memory.capacity() > self.most().saturating_mul(2) {
            self.shed_memory();
        }
    }

    #[inline(never)]
    fn shed_memory(&mut self) {
        let held = self.end - self.start;
        if held <= self.most() && self.memory.capacity() - held > self.most().saturating_mul(2) {
            let mut fresh = BytesMut::with_capacity(held);
            fresh.extend_from_slice(self.octets());
            (self.memory, self.start, self.end, self.cut) = (fresh, 0, held, held.max(1));
        }
    }

    /// Drops `n` octets behind the first `front`, which are moved.
    pub(super) fn take_out(&mut self, front: usize, n: usize) {
        let place = self.start.saturating_add(n);
        let whole = place.checked_add(front).is_some_and(|end| end <= self.end);
        if whole && let Some(memory) = self.memory.get_mut(self.start..self.end) {
            memory.copy_within(..front, n);
            self.start = place;
        }
    }

    /// Overwrites octets with spaces.
    pub(super) fn blank(&mut self, range: core::ops::Range<usize>) {
        let range = self.start.saturating_add(range.start)..self.start.saturating_add(range.end);
        self.memory.get_mut(range).unwrap_or_default().fill(b' ');
    }

    /// Gives all memory back.
    pub(super) fn release(&mut self) {
        *self = Self { step: REST.min(self.most()), ..Self::new(self.most()) };
    }

    /// Takes all octets out and gives the rest of the memory back.
    pub(super) fn take(&mut self) -> Bytes {
        let all = self.cut(self.end - self.start).freeze();
        self.release();
        all
    }
}

/// For what cannot be: told apart from what is, so that the usual way is straight.
#[cold]
fn nothing() -> &'static [u8] {
    &[]
}

/// Memory of its own, all of it ready or nothing.
fn fresh(len: usize) -> BytesMut {
    if len >= PAGES { BytesMut::zeroed(len) } else { BytesMut::with_capacity(len) }
}

/// Lengthens it with zeros.
fn zeros(memory: &mut BytesMut, len: usize) {
    while memory.len() < len {
        memory.resize(memory.len().saturating_add(PIECE).min(len), 0);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn doubles_when_a_read_fills_it() {
        let mut input = Input::new(4096);
        for expected in [1024, 2048, 4096, 4096] {
            let lent = input.slot().len();
            assert_eq!(lent, expected);
            input.filled(lent);
            input.skip(lent);
        }
        assert_eq!(input.slot().len(), 4096);
        input.filled(1);
        assert_eq!(input.slot().len(), 4095, "memory is lent until it is full");
        input.release();
        assert_eq!(input.slot().len(), 256, "a connection at rest");
    }

    #[test]
    fn small_reads_do_not_double() {
        let mut input = Input::new(4096);
        for _ in 0..100 {
            let _ = input.slot();
            input.filled(100);
            let all = input.octets().len();
            input.skip(all);
        }
        assert_eq!(input.step, 1024);
    }

    #[test]
    fn filled_is_clamped_and_slot_is_never_empty() {
        let mut input = Input::new(0);
        assert_eq!(input.slot().len(), 1);
        input.filled(usize::MAX);
        assert_eq!(input.octets(), [0]);
        assert_eq!(input.slot().len(), 1);
        let mut input = Input::new(16);
        input.filled(5);
        assert!(input.octets().is_empty(), "nothing was lent");
    }

    #[test]
    fn a_long_line_keeps_its_memory_for_itself() {
        let mut input = Input::new(1024);
        for _ in 0..100 {
            let lent = input.slot().len();
            assert!(lent <= 1024);
            input.slot().fill(b'x');
            input.filled(lent);
        }
        let line = input.cut(100 * 1024);
        assert_eq!(line.len(), 100 * 1024);
        assert!(input.memory.capacity() <= 3 * 1024);
    }

    #[test]
    fn what_a_long_line_has_in_reserve_is_not_touched() {
        let mut input = Input::new(256 << 10);
        let mut short = 0;
        for _ in 0..1_000 {
            short += usize::from(input.slot().len() < 1460);
            input.filled(1460);
            assert!(input.memory.len() - input.end <= 2 * LEAST);
        }
        assert!(short < 20, "only where the memory ends: {short}");
        assert!(input.memory.capacity() > input.end + 8 * LEAST, "it doubles");
    }

    #[test]
    fn what_is_cut_off_keeps_little_more_than_itself() {
        let mut input = Input::new(1 << 20);
        assert!(!input.has_room(1), "nothing is got for it");
        while input.step < 1 << 20 {
            let lent = input.slot().len();
            input.filled(lent);
            input.recycle();
        }
        let _ = input.slot();
        assert!(input.has_room((1 << 20) / SHARE) && !input.has_room((1 << 20) / SHARE - 1));
        assert!(input.has_room(900 << 10) && !input.has_room(1 << 20));
        input.filled(1 << 20);
        let kept = input.cut(700 << 10);
        assert!(input.has_room((1 << 20) / SHARE) && !input.has_room(60 << 10), "it is the same memory");
        drop(kept);
    }

    #[test]
    fn memory_that_comes_back_is_lent_from_its_front() {
        let mut input = Input::new(64 << 10);
        while input.step < 64 << 10 {
            let lent = input.slot().len();
            input.filled(lent);
            input.recycle();
        }
        let place = input.slot().as_ptr();
        input.filled(64 << 10);
        let kept = input.cut(50_000);
        input.skip(64 << 10);
        assert_eq!(input.slot().len(), (64 << 10) - 50_000, "somebody keeps the front");
        if let Some(first) = input.slot().first_mut() {
            *first = 7;
        }
        assert_eq!(input.slot().first(), Some(&7), "it is not made ready anew each time");
        drop(kept);
        assert_eq!((input.slot().len(), input.slot().as_ptr()), (64 << 10, place));
    }

    #[test]
    fn octets_are_taken_out_behind_a_front() {
        let mut input = Input::new(4096);
        input.slot()[..10].copy_from_slice(b"* X 123 45");
        input.filled(10);
        input.take_out(4, 4);
        assert_eq!(input.octets(), b"* X 45");
        input.take_out(4, 3);
        assert_eq!(input.octets(), b"* X 45", "there are not so many");
        let place = input.octets().as_ptr();
        input.slot()[..1].copy_from_slice(b"6");
        input.filled(1);
        assert_eq!((input.octets(), input.octets().as_ptr()), (b"* X 456".as_slice(), place));
    }

    #[test]
    fn memory_that_is_nearly_empty_is_enough() {
        let mut input = Input::new(32 << 10);
        let mut places = alloc::vec::Vec::new();
        for _ in 0..20 {
            let lent = input.slot().len();
            places.push((lent, input.memory.as_ptr()));
            input.filled(lent);
            input.skip(input.octets().len() - 10);
        }
        let last = places.split_off(10);
        assert!(last.iter().all(|(lent, place)| *lent >= (32 << 10) - 10 && *place == last[0].1), "{last:?}");
        input.let_go();
        assert!(input.memory.capacity() > 0, "10 octets are there");
        input.skip(10);
        input.let_go();
        assert_eq!((input.memory.capacity(), input.slot().len()), (0, FIRST));
    }

    #[test]
    fn recycled_memory_is_not_a_remnant() {
        let mut input = Input::new(4096);
        let _ = input.slot();
        input.filled(1020);
        input.skip(1020);
        let _ = input.slot();
        input.filled(4);
        input.recycle();
        assert_eq!(input.slot().len(), input.step);
    }
}
