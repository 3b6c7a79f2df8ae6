//! The numbers of a SEARCH response: the longest lines there are.
//!
//! Neighbours mostly have the same number of digits, so the width is found once and then only checked.

use alloc::vec::Vec;

use crate::parse::cursor::Cursor;
use crate::types::swar::{self, Digits};

impl Cursor<'_> {
    /// Reads numbers with one space behind each. It stops in front of the first that is 0 or too large, of the
    /// last, and of the space in front of anything else.
    pub(in crate::parse) fn plain_numbers(&mut self, numbers: &mut Vec<u32>) {
        numbers.reserve(self.rest.len() / 8);
        let mut rest = self.rest;
        loop {
            rest = mixed(rest, numbers);
            let (number, digits) = swar::number(rest);
            let Some([b' ', behind @ ..]) = rest.get(digits..) else { break };
            let Some(number @ 1..) = number.and_then(|number| u32::try_from(number).ok()) else { break };
            numbers.push(number);
            rest = match digits {
                1..=7 => narrow(behind, digits, numbers),
                8..=10 => wide(behind, digits, numbers),
                _ => behind,
            };
        }
        if !matches!(rest, [b'0'..=b'9', ..]) {
            // Whether that space is one of several is for others to say.
            let at = (self.text.len() - rest.len()).saturating_sub(1);
            rest = self.text.get(at..).unwrap_or_default();
        }
        self.rest = rest;
    }
}

/// Goes on while numbers have at most 7 digits, until two neighbours have the same width.
#[inline]
fn mixed<'a>(mut rest: &'a [u8], numbers: &mut Vec<u32>) -> &'a [u8] {
    let mut before = 0;
    while let Some(octets) = rest.first_chunk() {
        let Some((number, width)) = swar::number_and_space(*octets) else { break };
        if width == before {
            break;
        }
        numbers.push(number);
        rest = rest.get(width..).unwrap_or_default();
        before = width;
    }
    rest
}

/// Goes on while numbers have this many digits, at most 7: digits and space are in one load.
#[inline]
fn narrow<'a>(mut rest: &'a [u8], digits: usize, numbers: &mut Vec<u32>) -> &'a [u8] {
    let width = Digits::with_space(digits);
    while let (Some(octets), Some(behind)) = (rest.first_chunk(), rest.get(digits + 1..)) {
        match width.value(*octets) {
            Some(number @ 1..) => numbers.push(number as u32),
            _ => break,
        }
        rest = behind;
    }
    rest
}

/// The same for 8 to 10 digits: the last seven and the space are one load, what is in front of them another.
#[inline]
fn wide<'a>(mut rest: &'a [u8], digits: usize, numbers: &mut Vec<u32>) -> &'a [u8] {
    let front = digits - 7;
    let (head, tail) = (Digits::new(front), Digits::with_space(7));
    while let (Some(octets), Some(last), Some(behind)) =
        (rest.first_chunk(), rest.get(front..).and_then(|last| last.first_chunk()), rest.get(digits + 1..))
    {
        let (Some(head), Some(tail)) = (head.value(*octets), tail.value(*last)) else { break };
        match u32::try_from(head * 10_000_000 + tail) {
            Ok(number @ 1..) => numbers.push(number),
            _ => break,
        }
        rest = behind;
    }
    rest
}
