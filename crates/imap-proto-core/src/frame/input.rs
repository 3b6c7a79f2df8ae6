//! The buffer that received octets land in, and the slot that is lent for them.

use bytes::{Buf as _, Bytes, BytesMut};

/// Octets of the first slot.
const FIRST: usize = 1 << 10;

/// Received octets, with initialised memory behind them.
///
/// Memory is zeroed once, when it is got, and lent until it is full: work is linear however small the reads.
pub(super) struct Input {
    /// Received octets, then memory that is still free.
    memory: BytesMut,
    /// Octets received and not yet cut off.
    end: usize,
    /// Octets of the next slot.
    step: usize,
    /// `Limits::slot`.
    most: usize,
}

impl Input {
    pub(super) fn new(most: usize) -> Self {
        let most = most.max(1);
        Self { memory: BytesMut::new(), end: 0, step: FIRST.min(most), most }
    }

    /// Received octets that were not cut off.
    pub(super) fn octets(&self) -> &[u8] {
        self.memory.get(..self.end).unwrap_or_default()
    }

    /// Where the next octets go; never empty.
    pub(super) fn slot(&mut self) -> &mut [u8] {
        if self.end >= self.memory.len() {
            self.grow();
        }
        let most = self.end.saturating_add(self.most).min(self.memory.len());
        self.memory.get_mut(self.end..most).unwrap_or_default()
    }

    /// Takes note of `n` octets put into the slot; the answer is how many it had room for.
    pub(super) fn filled(&mut self, n: usize) -> usize {
        let lent = self.most.min(self.memory.len().saturating_sub(self.end));
        let n = n.min(lent);
        self.end += n;
        // A remnant of a slot says nothing about how fast the peer sends.
        if n == lent && n >= self.step / 2 {
            self.step = self.step.saturating_mul(2).min(self.most);
        }
        n
    }

    /// Copies octets in that were received elsewhere.
    pub(super) fn append(&mut self, octets: &[u8]) {
        if !octets.is_empty() {
            self.memory.truncate(self.end);
            self.memory.extend_from_slice(octets);
            self.end += octets.len();
        }
    }

    /// At least doubles while nothing can be cut off, so that the copying of a long line stays linear.
    fn grow(&mut self) {
        let more = self.step.max(self.end);
        self.memory.truncate(self.end);
        if self.memory.try_reclaim(more) {
            self.memory.resize(self.end.saturating_add(more), 0);
            return;
        }
        let mut fresh = BytesMut::zeroed(self.end.saturating_add(more));
        if let Some(front) = fresh.get_mut(..self.end) {
            front.copy_from_slice(&self.memory);
        }
        self.memory = fresh;
    }

    /// Cuts the first `n` octets off, without a copy.
    pub(super) fn cut(&mut self, n: usize) -> BytesMut {
        let n = n.min(self.end);
        let front = self.memory.split_to(n);
        self.end -= n;
        self.shed();
        front
    }

    /// Drops the first `n` octets.
    pub(super) fn skip(&mut self, n: usize) {
        let n = n.min(self.end);
        self.memory.advance(n);
        self.end -= n;
        self.shed();
    }

    /// Drops all octets and lends their memory again.
    pub(super) fn recycle(&mut self) {
        self.end = 0;
        if self.memory.len() < self.step {
            self.memory = BytesMut::new();
        }
    }

    /// Leaves the memory of a very long line to that line, instead of letting later frames share it.
    fn shed(&mut self) {
        let free = self.memory.len().saturating_sub(self.end);
        if free > self.most && self.end <= self.most {
            self.memory = BytesMut::from(self.octets());
        }
    }

    /// Overwrites octets with spaces.
    pub(super) fn blank(&mut self, range: core::ops::Range<usize>) {
        self.memory.get_mut(range).unwrap_or_default().fill(b' ');
    }

    /// Gives all memory back.
    pub(super) fn release(&mut self) {
        *self = Self::new(self.most);
    }

    /// Takes all octets out and gives the rest of the memory back.
    pub(super) fn take(&mut self) -> Bytes {
        let all = self.cut(self.end).freeze();
        self.release();
        all
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
        assert_eq!(input.slot().len(), 1024);
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
        assert!(input.memory.len() <= 2048);
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
