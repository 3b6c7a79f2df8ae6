//! Copies of octets to where they belong.

use alloc::vec::Vec;

/// Octets that are appended at a time. For more, many a `memcpy` has the processor repeat one instruction, which is slow
/// where memory is touched for the first time: 64 MiB took a sixth longer.
const PIECE: usize = 2 << 10;

/// Where they go.
pub(super) enum Place<'a> {
    /// A slot that is as long as they are.
    Slot(&'a mut [u8]),
    /// The end of this, which has room.
    End(&'a mut Vec<u8>),
}

/// Copies octets that were received already.
pub(super) fn moved(place: Place<'_>, octets: &[u8]) {
    match place {
        Place::Slot(slot) if slot.len() == octets.len() => slot.copy_from_slice(octets),
        Place::Slot(_) => {}
        Place::End(memory) => octets.chunks(PIECE).for_each(|piece| memory.extend_from_slice(piece)),
    }
}

/// As [`moved`], for octets that the caller has at hand. The bench knows it by name: it puts this copy at 1 an octet for
/// all, whichever `memcpy` the machine has.
#[inline(never)]
pub(super) fn received(place: Place<'_>, octets: &[u8]) {
    moved(place, octets);
}
