//! FETCH rows with a body.

use super::{fetch, put};
use crate::rng::Rng;

/// A message of about 20 KB.
pub(super) fn message(number: usize, rng: &mut Rng, out: &mut Vec<u8>) {
    let octets = 19_000 + rng.below(3_000) as usize;
    body(number, octets, rng, out);
}

/// A body of `octets`: lines of text, with what would mislead a reader that looks into it.
pub(super) fn body(number: usize, octets: usize, rng: &mut Rng, out: &mut Vec<u8>) {
    put!(out, "* {number} FETCH (UID {} BODY[] {{{octets}}}\r\n", fetch::uid(number, rng));
    let end = out.len() + octets;
    let page = page(rng);
    while out.len() < end {
        let n = page.len().min(end - out.len());
        out.extend_from_slice(&page[..n]);
    }
    out.extend_from_slice(b")\r\n");
}

/// About 4 KiB of message.
fn page(rng: &mut Rng) -> Vec<u8> {
    let mut page = Vec::new();
    while page.len() < 4_000 {
        let line = rng.pick(&[
            "The quick brown fox jumps over the lazy dog; the minutes of the last meeting follow below.",
            "* 1 FETCH (BODY[] {99999999}",
            "> On Monday, somebody wrote: \"that is (not) so\"",
            "YWJjZGVmZ2hpamtsbW5vcHFyc3R1dnd4eXpBQkNERUZHSElKS0xNTk9QUVJTVFVWV1hZWjAxMjM0NTY3ODk=",
            "",
        ]);
        put!(&mut page, "{line}\r\n");
    }
    page
}
