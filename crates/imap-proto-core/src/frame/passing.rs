//! The read buffer while literals are passed on: one read, one block, and the block comes back.

use bytes::{Buf as _, Bytes, BytesMut};

/// Octets of the first block.
const FIRST: usize = 16 << 10;
/// Octets of the smallest block, for a caller who keeps what a slow peer sends.
const LEAST: usize = 1 << 10;

/// Lends one block at a time; what a read has put into it leaves as [`Bytes`].
///
/// A second handle stays here. When it is the last one the block is lent again as it is: its memory was initialised
/// once and needs no zeroing. A block that somebody keeps is his, and another one is got.
pub(super) struct Passing {
    /// The block that is lent; empty when none is.
    memory: BytesMut,
    /// The block that was filled last, whole.
    left: Bytes,
    /// What of it was not taken yet.
    backlog: Bytes,
    /// Octets of it that were filled.
    filled: usize,
    /// Octets of the next block.
    step: usize,
    /// `Limits::slot`.
    most: usize,
}

impl Passing {
    pub(super) fn new(most: usize) -> Self {
        let most = most.max(1);
        Self {
            memory: BytesMut::new(),
            left: Bytes::new(),
            backlog: Bytes::new(),
            filled: 0,
            step: FIRST.min(most),
            most,
        }
    }

    /// Where the next octets go; never empty.
    pub(super) fn slot(&mut self) -> &mut [u8] {
        if self.memory.is_empty() {
            self.memory = match core::mem::take(&mut self.left).try_into_mut() {
                Ok(block) if block.len() >= self.step => block,
                outgrown_or_kept => {
                    if outgrown_or_kept.is_err_and(|block| !block.is_empty()) {
                        // Kept: small reads should not pin large blocks.
                        let fit = self.filled.saturating_mul(2).max(LEAST);
                        self.step = self.step.min(fit);
                    }
                    // What was outgrown is given back before, and may be part of the new one.
                    counted(self.step)
                }
            };
        }
        &mut self.memory
    }

    /// Takes note of `n` octets put into the slot, and says how many it had room for. Nothing may wait from before.
    pub(super) fn filled(&mut self, n: usize) -> usize {
        let n = n.min(self.memory.len());
        if n == 0 {
            return 0;
        }
        if n == self.memory.len() {
            self.step = self.step.saturating_mul(2).min(self.most);
        }
        let block = core::mem::take(&mut self.memory).freeze();
        self.left = block.clone();
        self.filled = n;
        self.backlog = block.slice(..n);
        n
    }

    /// Octets that were not taken yet.
    pub(super) fn backlog(&self) -> &[u8] {
        &self.backlog
    }

    /// Takes at most `most` of them off the front. Once there are none, nothing here holds on to the block but `left`.
    pub(super) fn take(&mut self, most: u64) -> Bytes {
        let n = self.backlog.len();
        match usize::try_from(most) {
            Ok(most) if most < n => self.backlog.split_to(most),
            _ => core::mem::take(&mut self.backlog),
        }
    }

    /// As [`take`](Self::take) for octets that were copied: no handle is made, which would be counted up and down.
    pub(super) fn skip(&mut self, n: usize) {
        if n < self.backlog.len() {
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

#[cfg(test)]
mod tests {
    use super::*;
    use alloc::vec::Vec;

    #[test]
    fn a_block_comes_back_without_being_zeroed() {
        let mut passing = Passing::new(256 << 10);
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
        let mut passing = Passing::new(256 << 10);
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
        let mut passing = Passing::new(0);
        assert_eq!(passing.filled(5), 0);
        assert_eq!(passing.slot().len(), 1);
        assert_eq!((passing.filled(5), passing.backlog().len()), (1, 1));
        assert_eq!((passing.take(0).len(), passing.take(9).len()), (0, 1));
        assert_eq!(passing.slot().len(), 1);
    }

    #[test]
    fn what_was_copied_leaves_no_handle() {
        let mut passing = Passing::new(16 << 10);
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
}
