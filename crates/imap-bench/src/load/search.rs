//! SEARCH and ESEARCH.

use super::{put, tag};
use crate::rng::Rng;

/// One SEARCH of `count` numbers that grow by small steps, as UIDs do.
pub(super) fn growing(count: usize, rng: &mut Rng, out: &mut Vec<u8>) {
    out.extend_from_slice(b"* SEARCH");
    let mut number = 0;
    for _ in 0..count {
        number += 1 + rng.below(5);
        put!(out, " {number}");
    }
    out.extend_from_slice(b"\r\n");
}

/// One SEARCH of the numbers from 1 to `count` in no order, as SORT answers: mostly of one width, and always some
/// of another.
pub(super) fn shuffled(count: usize, rng: &mut Rng, out: &mut Vec<u8>) {
    let mut numbers: Vec<usize> = (1..=count).collect();
    for last in (1..count).rev() {
        numbers.swap(last, rng.below(last as u32 + 1) as usize);
    }
    out.extend_from_slice(b"* SEARCH");
    for number in numbers {
        put!(out, " {number}");
    }
    out.extend_from_slice(b"\r\n");
}

/// One SEARCH of `count` numbers of 1 to 10 digits in no order: nearly every one has another width than the last.
pub(super) fn mixed(count: usize, rng: &mut Rng, out: &mut Vec<u8>) {
    out.extend_from_slice(b"* SEARCH");
    for _ in 0..count {
        let digits = rng.below(10);
        let least = 10_u32.pow(digits);
        let above = if digits == 9 { u32::MAX - least } else { least * 9 };
        put!(out, " {}", least + rng.below(above));
    }
    out.extend_from_slice(b"\r\n");
}

/// `* ESEARCH (TAG "..") UID MIN .. MAX .. COUNT .. ALL ..` (RFC 9051 7.3.4): a set of about 11 KB, or one above
/// 1 MB. It answers the command of that number.
pub(super) fn extended(number: usize, large: bool, rng: &mut Rng, out: &mut Vec<u8>) {
    let ranges = if large { 60_000 } else { 1_500 };
    let mut set = Vec::new();
    let (mut at, mut count, first) = (0, 0, 1 + rng.below(1_000));
    at += first;
    for n in 0..ranges {
        if n > 0 {
            set.push(b',');
            at += 2 + rng.below(9);
        }
        put!(&mut set, "{at}");
        count += 1;
        if !rng.one_in(3) {
            let more = 1 + rng.below(20);
            at += more;
            count += more;
            put!(&mut set, ":{at}");
        }
    }
    put!(out, "* ESEARCH (TAG \"{}\") UID MIN {first} MAX {at} COUNT {count} ALL ", tag(number));
    out.extend_from_slice(&set);
    out.extend_from_slice(b"\r\n");
}
