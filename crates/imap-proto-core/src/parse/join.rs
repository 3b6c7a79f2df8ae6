//! Repairs before or between readings: NULs, and large literals where a short string is due.

use bytes::{BufMut, BytesMut};

use super::literal::{Piece, Pieces};
use super::state::{Big, State};

/// The text without the NULs of its lines; literals keep theirs.
pub(super) fn without_nul(text: &[u8], inline: u64) -> BytesMut {
    let mut out = BytesMut::with_capacity(text.len());
    for piece in Pieces::new(text, inline) {
        match piece {
            Piece::Line(line) => out.extend(line.iter().filter(|c| **c != 0)),
            Piece::Literal(octets) => out.put_slice(octets),
            Piece::Gap => {}
        }
    }
    out
}

/// Puts large literals back into the text, so that strings in them can be spans: a subject of 20 KB. Bodies above
/// `Limits::literal_other` stay where they are. Done at most once for a response.
pub(super) fn join(text: &[u8], state: &mut State) -> BytesMut {
    let mut out = BytesMut::with_capacity(text.len());
    let mut big = state.big.iter_mut();
    for piece in Pieces::new(text, state.inline) {
        match piece {
            Piece::Line(octets) | Piece::Literal(octets) => out.put_slice(octets),
            Piece::Gap => {
                let Some(slot) = big.next() else { continue };
                if let Big::Apart(octets) = slot
                    && octets.len() as u64 <= state.limits.literal_other
                {
                    out.put_slice(octets);
                    *slot = Big::Joined;
                }
            }
        }
    }
    state.joined = true;
    out
}
