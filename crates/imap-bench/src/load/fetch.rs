//! FETCH rows without bodies.

use super::{bodystructure, envelope, put};
use crate::rng::Rng;

const SYSTEM: [&str; 4] = ["\\Answered", "\\Flagged", "\\Draft", "\\Deleted"];
const KEYWORDS: [&str; 7] =
    ["$Forwarded", "NonJunk", "$MDNSent", "$Phishing", "Junk", "$NotJunk", "receipt-handled"];

/// `* n FETCH (UID .. FLAGS (..) MODSEQ (..))`, about 71 octets: Dovecot's answer to a CONDSTORE resynchronisation.
pub(super) fn flags(number: usize, rng: &mut Rng, out: &mut Vec<u8>) {
    put!(out, "* {number} FETCH (UID {} FLAGS (", uid(number, rng));
    let mut sep = "";
    let mut add = |flag: &str, out: &mut Vec<u8>| {
        put!(out, "{sep}{flag}");
        sep = " ";
    };
    if !rng.one_in(20) {
        add("\\Seen", out);
    }
    if rng.one_in(2) {
        add(rng.pick(&SYSTEM), out);
    }
    if rng.one_in(2) {
        add(rng.pick(&KEYWORDS), out);
    }
    put!(out, ") MODSEQ ({}))\r\n", 1_000_000 + rng.next() / 2);
}

/// UIDs grow with gaps.
pub(super) fn uid(number: usize, rng: &mut Rng) -> usize {
    number * 3 + rng.below(3) as usize
}

/// `* n FETCH (UID .. ENVELOPE (..) BODYSTRUCTURE (..))`, about 1440 octets.
pub(super) fn envelope(number: usize, rng: &mut Rng, out: &mut Vec<u8>) {
    put!(out, "* {number} FETCH (UID {} ENVELOPE ", uid(number, rng));
    envelope::put(rng, out);
    out.extend_from_slice(b" BODYSTRUCTURE ");
    bodystructure::put(rng, out);
    out.extend_from_slice(b")\r\n");
}
