//! A large literal while it arrives, in a buffer of its own or in that of an earlier one.

use alloc::vec::Vec;
use bytes::{Bytes, BytesMut};

use super::copies::{Place, moved, received};
use super::input::PIECE;
use super::passing::shared;

/// Octets of the first buffer, if so many are announced: most mail then needs no second one.
const FIRST: usize = 32 << 10;
/// Up to here the buffer doubles; from here it grows by an eighth, so that a kept body wastes little.
const DOUBLING: usize = 1 << 20;

/// A buffer of its own grows with what was received, never with what was announced.
pub(super) struct Growing {
    memory: Memory,
    end: usize,
    len: usize,
    first: usize,
    most: usize,
}

enum Memory {
    /// Its own: room is got and made ready as octets arrive.
    Own(Vec<u8>),
    /// That of a literal before it, which nobody kept: all of it is ready.
    Again(BytesMut),
}

impl Memory {
    /// What is ready, received or not.
    fn ready(&mut self) -> &mut [u8] {
        match self {
            Self::Own(memory) => memory,
            Self::Again(memory) => memory,
        }
    }
}

impl Growing {
    /// Expects `len` octets, and lends slots of at most `most`. The first may have `step` octets: that is what the reads
    /// before have shown to be of use.
    pub(super) fn new(len: usize, step: usize, most: usize) -> Self {
        Self { memory: Memory::Own(Vec::new()), end: 0, len, first: step.max(FIRST), most: most.max(1) }
    }

    /// In memory that is at hand and has room for all of it.
    pub(super) fn again(mut self, memory: BytesMut) -> Self {
        self.memory = Memory::Again(memory);
        self
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
        self.append(ready, moved)
    }

    /// Copies the front of octets that the caller has at hand, at most as many as a slot may have, and says how many.
    /// Nothing is zeroed for them, and memory grows where a slot would have it grow: when it is full.
    pub(super) fn put(&mut self, octets: &[u8]) -> usize {
        let room = match &self.memory {
            Memory::Own(memory) => memory.capacity().saturating_sub(self.end),
            Memory::Again(_) => self.most,
        };
        let most = if room == 0 { self.most } else { room.min(self.most) };
        self.append(octets.get(..most).unwrap_or(octets), received)
    }

    fn append(&mut self, octets: &[u8], copy: fn(Place<'_>, &[u8])) -> usize {
        let left = self.len - self.end;
        let octets = octets.get(..left).unwrap_or(octets);
        let end = self.end + octets.len();
        let place = match &mut self.memory {
            Memory::Own(memory) => {
                memory.truncate(self.end);
                if memory.capacity() < end {
                    // Room for more comes with it, and saves moving it.
                    let more = growth(self.end, self.first).max(octets.len());
                    memory.reserve_exact(more.min(left));
                }
                Place::End(memory)
            }
            Memory::Again(memory) => Place::Slot(memory.get_mut(self.end..end).unwrap_or_default()),
        };
        copy(place, octets);
        self.end = end;
        octets.len()
    }

    /// Where the next octets go; empty once complete.
    pub(super) fn slot(&mut self) -> &mut [u8] {
        self.grow();
        let range = self.end..self.lent_to();
        self.memory.ready().get_mut(range).unwrap_or_default()
    }

    /// Behind the last octet that is lent.
    fn lent_to(&mut self) -> usize {
        self.end.saturating_add(self.most).min(self.len).min(self.memory.ready().len())
    }

    pub(super) fn filled(&mut self, n: usize) -> usize {
        let n = n.min(self.lent_to().saturating_sub(self.end));
        self.end += n;
        n
    }

    /// Gets memory if there is none, and zeroes what the next read may fill: a little at a time, while it is in the
    /// cache.
    fn grow(&mut self) {
        let (left, Memory::Own(memory)) = (self.len - self.end, &mut self.memory) else { return };
        if self.end < memory.len() || left == 0 {
            return;
        }
        if memory.capacity() <= self.end {
            memory.reserve_exact(growth(self.end, self.first).min(left));
        }
        let more = (memory.capacity() - self.end).min(left).min(self.most);
        while memory.len() < self.end + more {
            memory.resize((memory.len() + PIECE).min(self.end + more), 0);
        }
    }

    /// Its octets, and a second handle on their memory unless that is very large.
    pub(super) fn finish(self) -> (Bytes, Bytes) {
        match self.memory {
            Memory::Own(mut memory) => {
                memory.truncate(self.end);
                shared(Bytes::from(memory), self.most)
            }
            Memory::Again(memory) => {
                let whole = memory.freeze();
                (whole.slice(..self.end.min(whole.len())), whole)
            }
        }
    }
}

/// Octets that memory grows by once `received` octets fill it.
fn growth(received: usize, first: usize) -> usize {
    if received < DOUBLING { received.max(first) } else { received / 8 }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn capacity(literal: &Growing) -> usize {
        match &literal.memory {
            Memory::Own(memory) => memory.capacity(),
            Memory::Again(memory) => memory.capacity(),
        }
    }

    #[test]
    fn grows_with_arrival() {
        let mut literal = Growing::new(30 << 20, 0, 256 << 10);
        assert_eq!(capacity(&literal), 0, "an announcement allocates nothing");
        let mut allocations = 0;
        while !literal.is_complete() {
            let before = capacity(&literal);
            let lent = literal.slot().len();
            assert!((1..=256 << 10).contains(&lent));
            allocations += usize::from(capacity(&literal) != before);
            assert!(capacity(&literal) <= (literal.end * 2).max(FIRST));
            if literal.end > 2 << 20 {
                assert!(capacity(&literal) <= literal.end + literal.end / 8 + (256 << 10));
            }
            literal.filled(lent);
        }
        assert!(allocations < 50, "{allocations}");
        assert!(literal.slot().is_empty());
        assert_eq!(capacity(&literal), 30 << 20);
        assert_eq!(literal.finish().0.len(), 30 << 20);
    }

    #[test]
    fn what_is_at_hand_goes_behind_what_was_read() {
        let mut literal = Growing::new(3 << 20, 0, 256 << 10);
        assert_eq!(literal.put(&[1; 10]), 10);
        assert_eq!(capacity(&literal), FIRST);
        // A slot was lent, and some of it used.
        literal.slot()[..5].fill(2);
        literal.filled(5);
        assert_eq!(literal.put(&[3; 100_000]), FIRST - 15, "what there is room for");
        assert_eq!(literal.put(&[3; 100_000]), 100_000);
        assert_eq!(Growing::new(3 << 20, 0, 7).put(&[3; 100_000]), 7, "as a slot");
        assert_eq!(capacity(&literal), FIRST + 100_000, "no more than has come, if that is more than half");
        while !literal.is_complete() {
            let before = literal.end;
            let n = literal.put(&[4; 5000]);
            assert_eq!(literal.end, before + n);
            assert!(capacity(&literal) <= (literal.end * 2).max(FIRST));
        }
        assert_eq!(literal.put(b"more"), 0);
        let octets = literal.finish().0;
        let runs: Vec<usize> = octets.chunk_by(|a, b| a == b).map(<[u8]>::len).collect();
        assert_eq!(runs, [10, 5, FIRST - 15 + 100_000, (3 << 20) - FIRST - 100_000]);
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
