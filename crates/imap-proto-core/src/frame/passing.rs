//! The read buffer while message after message arrives: one read, one block, and the block comes back.

use bytes::{Buf as _, Bytes, BytesMut};

use super::input::SHARE;

/// Octets that a block has at least when a literal begins that is passed on.
pub(super) const FIRST: usize = 16 << 10;
/// Octets of the smallest block, for a caller who keeps what a slow peer sends.
const LEAST: usize = 1 << 10;
/// Slots that the memory of a literal may have to be used again.
const SPARE: usize = 4;

/// Lends one block at a time; what a read has put into it leaves as [`Bytes`].
///
/// A second handle stays here. When it is the last one the block is lent again as it is: its memory was initialised
/// once and needs no zeroing. A block that somebody keeps is his, and another one is got. It is the same with the memory
/// of the last literals that were buffered.
pub(super) struct Passing {
    /// The block that is lent or was filled, while nobody else refers to it; empty when none is.
    memory: BytesMut,
    /// Octets at its front that are done with.
    start: usize,
    /// Behind the last octet received into it.
    end: usize,
    /// The block that somebody else refers to, or did, whole.
    left: Bytes,
    /// What of it was not taken yet.
    backlog: Bytes,
    /// Octets of it that were filled.
    filled: usize,
    /// The memory of the last two literals that were buffered, whole: the row of the last one may not be taken yet.
    spare: [Bytes; 2],
    /// Somebody keeps what he is given: blocks should hold little else.
    kept: bool,
    /// Octets of the next block.
    step: usize,
    /// `Limits::slot`.
    most: usize,
}

impl Passing {
    /// Blocks of `step` octets at first, and of at most `most`.
    pub(super) fn new(step: usize, most: usize) -> Self {
        let most = most.max(1);
        Self {
            memory: BytesMut::new(),
            start: 0,
            end: 0,
            left: Bytes::new(),
            backlog: Bytes::new(),
            filled: 0,
            spare: [Bytes::new(), Bytes::new()],
            kept: false,
            step: step.clamp(1, most),
            most,
        }
    }

    /// Where the next octets go; never empty unless [`is_full`](Self::is_full).
    pub(super) fn slot(&mut self) -> &mut [u8] {
        if self.start == self.end {
            (self.start, self.end) = (0, 0);
            if self.memory.len() < self.step {
                self.get_block();
            }
        }
        self.memory.get_mut(self.end..).unwrap_or_default()
    }

    fn get_block(&mut self) {
        self.memory = match core::mem::take(&mut self.left).try_into_mut() {
            Ok(block) if block.len() >= self.step => block,
            outgrown_or_kept => {
                if outgrown_or_kept.is_err_and(|block| !block.is_empty()) {
                    self.kept = true;
                    // Kept: small reads should not pin large blocks.
                    let fit = self.filled.saturating_mul(2).max(LEAST);
                    self.step = self.step.min(fit);
                }
                // What was outgrown is given back before, and may be part of the new one.
                self.memory = BytesMut::new();
                counted(self.step)
            }
        };
    }

    /// Takes note of `n` octets put into the slot, and says how many it had room for.
    pub(super) fn filled(&mut self, n: usize) -> usize {
        let lent = self.memory.len() - self.end;
        let n = n.min(lent);
        self.end += n;
        // The rest of a block says nothing about how fast the peer sends.
        if n == lent && n > self.step / 2 {
            self.step = self.step.saturating_mul(2).min(self.most);
        }
        n
    }

    /// Makes the next blocks no smaller than that.
    pub(super) fn raise_step(&mut self, least: usize) {
        self.step = self.step.max(least.min(self.most));
    }

    /// Octets that a read is expected to bring at most.
    pub(super) fn step(&self) -> usize {
        self.step
    }

    /// True when `len` octets from the first on that was not taken are in one block, or will be once they are received,
    /// and are enough of it: whoever keeps them keeps all of it.
    pub(super) fn has_room(&self, len: usize) -> bool {
        let (room, block) = match self.backlog.len() {
            0 => (self.memory.len() - self.start, self.memory.len()),
            rest => (rest, self.left.len()),
        };
        // What came whole needs no copy, and others like it may share the block.
        let least = if self.kept && self.backlog().len() < len { block - block / 8 } else { block / SHARE };
        len <= room && len >= least
    }

    /// True when octets wait, and there is no room behind them.
    pub(super) fn is_full(&self) -> bool {
        !self.backlog().is_empty() && self.end == self.memory.len()
    }

    /// Takes note of the memory of a literal that is complete.
    pub(super) fn note_spare(&mut self, memory: Bytes) {
        let [last, before] = &mut self.spare;
        *before = core::mem::replace(last, memory);
    }

    /// Such memory for a literal of `len` octets, initialised, if nobody keeps it and it is neither too small nor far too
    /// large.
    pub(super) fn take_spare(&mut self, len: usize) -> Option<BytesMut> {
        // What is too small is given back before more is got.
        for small in self.spare.iter_mut().filter(|memory| memory.len() < len) {
            *small = Bytes::new();
        }
        let fits = |memory: &Bytes| memory.len() / SHARE <= len && memory.is_unique();
        let free = self.spare.iter_mut().find(|memory| fits(memory))?;
        self.kept = false;
        core::mem::take(free).try_into_mut().ok()
    }

    /// Large literals are over for now.
    pub(super) fn drop_spare(&mut self) {
        self.spare = [Bytes::new(), Bytes::new()];
    }

    /// Octets that were not taken yet.
    pub(super) fn backlog(&self) -> &[u8] {
        if self.start < self.end {
            return self.memory.get(self.start..self.end).unwrap_or_default();
        }
        &self.backlog
    }

    /// Takes at most `most` of them off the front. Once there are none, nothing here holds on to the block but `left`.
    pub(super) fn take(&mut self, most: u64) -> Bytes {
        self.share();
        let n = self.backlog.len();
        match usize::try_from(most) {
            Ok(most) if most < n => self.backlog.split_to(most),
            _ => core::mem::take(&mut self.backlog),
        }
    }

    /// Makes handles on the block, which is not written to from now on.
    fn share(&mut self) {
        if self.start < self.end {
            self.filled = self.end;
            self.left = core::mem::take(&mut self.memory).freeze();
            self.backlog = self.left.slice(self.start..self.end);
            (self.start, self.end) = (0, 0);
        }
    }

    /// As [`take`](Self::take) for octets that were copied: no handle is made, which would be counted up and down.
    pub(super) fn skip(&mut self, n: usize) {
        if self.start < self.end {
            self.start = self.start.saturating_add(n).min(self.end);
        } else if n < self.backlog.len() {
            self.backlog.advance(n);
        } else {
            self.backlog = Bytes::new();
        }
    }
}

/// A block that counts its handles from the first on, so that one for each read costs no allocation.
fn counted(len: usize) -> BytesMut {
    let mut block = BytesMut::zeroed(len);
    drop(block.split_off(len));
    block
}

/// The octets of a literal, and a second handle on them for [`Passing::note_spare`]; nothing if there are more than four
/// times `slot`.
pub(super) fn shared(octets: Bytes, slot: usize) -> (Bytes, Bytes) {
    if octets.len() > slot.saturating_mul(SPARE) {
        return (octets, Bytes::new());
    }
    let octets = match octets.try_into_mut() {
        Ok(mut memory) => {
            drop(memory.split_off(memory.len()));
            memory.freeze()
        }
        Err(octets) => octets,
    };
    (octets.clone(), octets)
}

#[cfg(test)]
mod tests {
    use super::*;
    use alloc::vec;
    use alloc::vec::Vec;

    #[test]
    fn a_block_comes_back_without_being_zeroed() {
        let mut passing = Passing::new(FIRST, 256 << 10);
        for expected in [16, 32, 64, 128, 256, 256, 256] {
            let lent = passing.slot();
            assert_eq!(lent.len(), expected << 10);
            lent.fill(b'x');
            assert_eq!(passing.filled(usize::MAX), expected << 10);
            assert_eq!(passing.take(u64::MAX).len(), expected << 10);
        }
        let place = passing.slot().as_ptr();
        assert!(passing.slot().iter().all(|octet| *octet == b'x'), "as it was left");
        passing.filled(100);
        let chunk = passing.take(1000);
        assert_eq!(chunk.as_ptr(), place);
        drop(chunk);
        assert_eq!(passing.slot().as_ptr(), place);
    }

    #[test]
    fn a_block_that_is_kept_stays_as_it_is() {
        let mut passing = Passing::new(FIRST, 256 << 10);
        let mut kept = Vec::new();
        for n in 0..100_u8 {
            passing.slot()[..1000].fill(n);
            passing.filled(1000);
            kept.push(passing.take(1000));
        }
        for (n, chunk) in (0..100_u8).zip(&kept) {
            assert!(chunk.len() == 1000 && chunk.iter().all(|octet| *octet == n));
        }
        assert!(passing.slot().len() <= 2048, "what is kept is not much more than what came");
    }

    #[test]
    fn never_empty_and_never_more_than_was_lent() {
        let mut passing = Passing::new(0, 0);
        assert_eq!(passing.filled(5), 0);
        assert_eq!(passing.slot().len(), 1);
        assert_eq!((passing.filled(5), passing.backlog().len()), (1, 1));
        assert_eq!((passing.take(0).len(), passing.take(9).len()), (0, 1));
        assert_eq!(passing.slot().len(), 1);
    }

    #[test]
    fn what_was_copied_leaves_no_handle() {
        let mut passing = Passing::new(FIRST, 16 << 10);
        passing.slot()[..4].copy_from_slice(b"abcd");
        let place = passing.slot().as_ptr();
        passing.filled(4);
        passing.skip(1);
        assert_eq!(passing.backlog(), b"bcd");
        assert_eq!(passing.take(1), &b"b"[..]);
        passing.skip(9);
        assert!(passing.backlog().is_empty());
        assert_eq!(passing.slot().as_ptr(), place, "the block comes back");
    }

    #[test]
    fn a_literal_goes_on_where_it_began() {
        let mut passing = Passing::new(FIRST, 16 << 10);
        passing.slot()[..3000].fill(b'a');
        passing.filled(3000);
        passing.skip(1000);
        assert!(passing.has_room(15_000 + 384) && !passing.has_room(15_000 + 385), "behind what is there");
        assert!(!passing.has_room(1023), "too little of the block");
        assert!(!passing.is_full());
        let place = passing.backlog().as_ptr();
        passing.slot()[..2000].fill(b'b');
        passing.filled(2000);
        let literal = passing.take(3000);
        assert_eq!((literal.as_ptr(), literal.len()), (place, 3000));
        assert!(literal.starts_with(b"aa") && literal.ends_with(b"bb"));
        assert_eq!(passing.backlog(), [b'b'; 1000]);
        assert!(!passing.has_room(1001) && passing.is_full(), "somebody has the block");
        passing.skip(1000);
        assert_ne!(passing.slot().as_ptr(), place.wrapping_sub(1000));
        let block = passing.slot().len();
        assert!(
            !passing.has_room(block / 2) && passing.has_room(block),
            "it would be kept, and much beside it"
        );
    }

    #[test]
    fn memory_of_a_literal_comes_back_unless_it_is_kept() {
        let mut passing = Passing::new(FIRST, 16 << 10);
        let (first, memory) = shared(Bytes::from(vec![b'1'; 5000]), 1500);
        passing.note_spare(memory);
        let (second, memory) = shared(Bytes::from(vec![b'2'; 6000]), 1500);
        passing.note_spare(memory);
        let place = second.as_ptr();
        drop(second);
        assert!(passing.take_spare(300).is_none(), "far too large");
        let memory = passing.take_spare(4000).map(|memory| (memory.as_ptr(), memory.len()));
        assert_eq!(memory, Some((place, 6000)), "the first is kept");
        assert!(first.iter().all(|octet| *octet == b'1'));
        assert!(passing.take_spare(4000).is_none(), "each once");
        let (third, memory) = shared(Bytes::from(vec![b'3'; 2000]), 1500);
        passing.note_spare(memory);
        drop(third);
        assert!(passing.take_spare(2001).is_none() && passing.take_spare(2000).is_none(), "given back");
        let (_, memory) = shared(Bytes::from(vec![0; 6001]), 1500);
        assert!(memory.is_empty(), "a large one is given back at once");
    }
}
