//! A large literal while it arrives, in a buffer of its own.

use alloc::vec::Vec;
use bytes::Bytes;

use super::input::PIECE;

/// Octets of the first buffer, if so many are announced: most mail then needs no second one.
const FIRST: usize = 32 << 10;
/// Up to here the buffer doubles; from here it grows by an eighth, so that a kept body wastes little.
const DOUBLING: usize = 1 << 20;

/// Grows with what was received, never with what was announced.
pub(super) struct Growing {
    memory: Vec<u8>,
    end: usize,
    len: usize,
    first: usize,
    most: usize,
}

impl Growing {
    /// Expects `len` octets, and lends slots of at most `most`. The first may have `step` octets: that is what the reads
    /// before have shown to be of use.
    pub(super) fn new(len: usize, step: usize, most: usize) -> Self {
        Self { memory: Vec::new(), end: 0, len, first: step.max(FIRST), most: most.max(1) }
    }

    pub(super) fn is_complete(&self) -> bool {
        self.end >= self.len
    }

    /// Octets received.
    pub(super) fn received(&self) -> usize {
        self.end
    }

    /// Copies octets that were received together with the announcement, and says how many.
    pub(super) fn take_from(&mut self, ready: &[u8]) -> usize {
        let ready = ready.get(..self.len - self.end).unwrap_or(ready);
        if !ready.is_empty() {
            self.memory.truncate(self.end);
            // Room for the rest comes with it, and saves moving it.
            let more = ready.len().max(self.first).min(self.len - self.end);
            self.memory.reserve_exact(more);
            self.memory.extend_from_slice(ready);
            self.end += ready.len();
        }
        ready.len()
    }

    /// Where the next octets go; empty once complete.
    pub(super) fn slot(&mut self) -> &mut [u8] {
        if self.end == self.memory.len() && !self.is_complete() {
            self.grow();
        }
        let most = self.end.saturating_add(self.most).min(self.memory.len());
        self.memory.get_mut(self.end..most).unwrap_or_default()
    }

    pub(super) fn filled(&mut self, n: usize) -> usize {
        let lent = self.most.min(self.memory.len().saturating_sub(self.end));
        let n = n.min(lent);
        self.end += n;
        n
    }

    /// Gets memory if there is none, and zeroes what the next read may fill: a little at a time, while it is in the
    /// cache.
    fn grow(&mut self) {
        let left = self.len - self.end;
        if self.memory.capacity() <= self.end {
            let more = if self.end < DOUBLING { self.end.max(self.first) } else { self.end / 8 };
            self.memory.reserve_exact(more.min(left));
        }
        let more = (self.memory.capacity() - self.end).min(left).min(self.most);
        while self.memory.len() < self.end + more {
            self.memory.resize((self.memory.len() + PIECE).min(self.end + more), 0);
        }
    }

    pub(super) fn finish(mut self) -> Bytes {
        self.memory.truncate(self.end);
        Bytes::from(self.memory)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn grows_with_arrival() {
        let mut literal = Growing::new(30 << 20, 0, 256 << 10);
        assert_eq!(literal.memory.capacity(), 0, "an announcement allocates nothing");
        let mut allocations = 0;
        while !literal.is_complete() {
            let before = literal.memory.capacity();
            let lent = literal.slot().len();
            assert!((1..=256 << 10).contains(&lent));
            allocations += usize::from(literal.memory.capacity() != before);
            assert!(literal.memory.capacity() <= (literal.end * 2).max(FIRST));
            if literal.end > 2 << 20 {
                assert!(literal.memory.capacity() <= literal.end + literal.end / 8 + (256 << 10));
            }
            literal.filled(lent);
        }
        assert!(allocations < 50, "{allocations}");
        assert!(literal.slot().is_empty());
        assert_eq!(literal.memory.capacity(), 30 << 20);
        assert_eq!(literal.finish().len(), 30 << 20);
    }

    #[test]
    fn never_past_the_announced_length() {
        let mut literal = Growing::new(33_384, 0, 1 << 20);
        assert_eq!(literal.slot().len(), 32_768);
        literal.filled(32_768);
        assert_eq!(literal.slot().len(), 616);
        literal.filled(9_999);
        assert!(literal.is_complete());
        assert_eq!(literal.received(), 33_384);
    }
}
