//! A session.

use super::{Asked, Load, fetch, literal, mailbox, put, search};
use crate::rng::Rng;

/// Rows of each kind, of all 35,267; the rest is news.
const LIST: usize = 5_000;
const STATUS: usize = 3_000;
const FLAGS: usize = 10_000;
const ENVELOPES: usize = 9_000;
const BODIES: usize = 1_565;
const SEARCHES: usize = 10;
const ALL: usize = 35_267;

/// `size` responses: mailboxes and their counters, a resynchronisation, a listing, searches, bodies, and news.
pub(super) fn session(size: usize, rng: &mut Rng, load: &mut Load) {
    let part = |of: usize| (of * size / ALL).max(1);
    load.rows(part(LIST), Asked::List, |n, out| mailbox::list(n, rng, out));
    load.rows(part(STATUS), Asked::Status, |n, out| mailbox::status(n, rng, out));
    load.rows(part(FLAGS), Asked::Fetch, |n, out| fetch::flags(n, rng, out));
    load.rows(part(ENVELOPES), Asked::Fetch, |n, out| fetch::envelope(n, rng, out));
    for _ in 0..part(SEARCHES) {
        load.rows(1, Asked::Search, |_, out| search::growing(2_000, rng, out));
    }
    load.rows(part(BODIES), Asked::Fetch, |n, out| literal::message(n, rng, out));
    let left = size.saturating_sub(load.responses);
    load.rows(left, Asked::Nothing, |n, out| news(n, rng, out));
}

/// What comes unasked. EXPUNGE always stands behind an EXISTS that makes up for it.
fn news(number: usize, rng: &mut Rng, out: &mut Vec<u8>) {
    match number % 4 {
        0 => fetch::flags(1 + rng.below(10_000) as usize, rng, out),
        1 => put!(out, "* {} EXISTS\r\n", 20_001),
        2 => put!(out, "* {} EXPUNGE\r\n", 1 + rng.below(20_000)),
        _ => put!(out, "* OK [HIGHESTMODSEQ {}] Highest\r\n", 1_000_000 + rng.next() / 2),
    }
}
