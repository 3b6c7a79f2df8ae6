//! Octets on their way out: coalesced, in submission order, secrets wiped once they are gone.

use alloc::collections::VecDeque;
use alloc::vec::Vec;

use bytes::Bytes;
use zeroize::Zeroize;

/// Pieces up to this size are copied together, so that a command with its literal is one write.
const COALESCE: usize = 16 << 10;

enum Piece {
    Small { octets: Vec<u8>, secret: bool },
    Large(Bytes),
}

impl Piece {
    fn octets(&self) -> &[u8] {
        match self {
            Self::Small { octets, .. } => octets,
            Self::Large(octets) => octets,
        }
    }
}

/// The output queue. It may hold a secret, so there is no `Debug`.
#[derive(Default)]
pub(crate) struct Output {
    pieces: VecDeque<Piece>,
    /// Octets of the first piece that are gone.
    sent: usize,
    queued: u64,
    written: u64,
}

impl Output {
    /// Octets queued since the start of the connection.
    pub(crate) fn queued(&self) -> u64 {
        self.queued
    }

    /// Octets that the transport took since the start of the connection.
    pub(crate) fn written(&self) -> u64 {
        self.written
    }

    pub(crate) fn push(&mut self, octets: &[u8], secret: bool) {
        self.queued += octets.len() as u64;
        match self.pieces.back_mut() {
            Some(Piece::Small { octets: small, secret: hidden })
                if small.len() + octets.len() <= COALESCE =>
            {
                extend_wiping(small, octets, *hidden);
                *hidden |= secret;
            }
            _ => self.pieces.push_back(Piece::Small { octets: octets.to_vec(), secret }),
        }
    }

    pub(crate) fn push_bytes(&mut self, octets: Bytes) {
        if octets.len() <= COALESCE {
            return self.push(&octets, false);
        }
        self.queued += octets.len() as u64;
        self.pieces.push_back(Piece::Large(octets));
    }

    /// What to write next; empty when there is nothing.
    pub(crate) fn front(&self) -> &[u8] {
        self.pieces.front().and_then(|piece| piece.octets().get(self.sent..)).unwrap_or_default()
    }

    /// The next pieces, for a vectored write.
    pub(crate) fn slices<'a>(&'a self, out: &mut [&'a [u8]]) -> usize {
        let mut count = 0;
        for (slot, piece) in out.iter_mut().zip(&self.pieces) {
            *slot = if count == 0 { self.front() } else { piece.octets() };
            count += 1;
        }
        count
    }

    /// The transport took `n` octets.
    pub(crate) fn wrote(&mut self, mut n: usize) {
        while n > 0 {
            let Some(piece) = self.pieces.front_mut() else { return };
            let left = piece.octets().len().saturating_sub(self.sent);
            let step = n.min(left);
            self.written += step as u64;
            n -= step;
            if step < left {
                self.sent += step;
                return;
            }
            if let Piece::Small { octets, secret: true } = piece {
                octets.zeroize();
            }
            self.pieces.pop_front();
            self.sent = 0;
        }
        if self.pieces.is_empty() {
            // A connection that idles keeps nothing.
            self.pieces = VecDeque::new();
        }
    }

    /// Drops what was not sent: the connection is dead.
    pub(crate) fn clear(&mut self) {
        for piece in &mut self.pieces {
            if let Piece::Small { octets, secret: true } = piece {
                octets.zeroize();
            }
        }
        self.pieces.clear();
        self.sent = 0;
        self.queued = self.written;
    }
}

impl Drop for Output {
    fn drop(&mut self) {
        self.clear();
    }
}

/// Grows by hand when the vector holds a secret, so that no copy of it stays behind.
fn extend_wiping(out: &mut Vec<u8>, octets: &[u8], secret: bool) {
    if secret && out.capacity() - out.len() < octets.len() {
        let mut bigger = Vec::with_capacity((out.len() + octets.len()).next_power_of_two());
        bigger.extend_from_slice(out);
        out.zeroize();
        *out = bigger;
    }
    out.extend_from_slice(octets);
}
