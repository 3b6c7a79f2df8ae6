//! The numbers of a SEARCH response: the longest lines there are.
//!
//! Neighbours mostly have the same number of digits, so the width is found once and then only checked.

use alloc::vec::Vec;

use crate::parse::cursor::Cursor;
use crate::types::swar::{self, Digits};

/// Numbers that are gathered before they go into the vector: that is less than to ask for room for every one.
const BLOCK: usize = 64;

impl Cursor<'_> {
    /// Reads numbers with one space behind each. It stops in front of the first that is 0 or too large, of the
    /// last, and of the space in front of anything else.
    pub(in crate::parse) fn plain_numbers(&mut self, numbers: &mut Vec<u32>) {
        numbers.reserve(self.rest.len() / 8);
        let mut rest = self.rest;
        loop {
            rest = mixed(rest, numbers);
            let Some((number, width)) = swar::number_and_space(rest) else { break };
            numbers.push(number);
            rest = rest.get(width..).unwrap_or_default();
            rest = if width <= 8 { narrow(rest, width, numbers) } else { wide(rest, width - 1, numbers) };
        }
        if !matches!(rest, [b'0'..=b'9', ..]) {
            // Whether that space is one of several is for others to say.
            let at = (self.text.len() - rest.len()).saturating_sub(1);
            rest = self.text.get(at..).unwrap_or_default();
        }
        self.rest = rest;
    }
}

/// Goes on until it looks as if a whole block of neighbours had the same width.
#[inline]
fn mixed<'a>(mut rest: &'a [u8], numbers: &mut Vec<u32>) -> &'a [u8] {
    loop {
        let (mut block, mut count, mut last, before) = ([0; BLOCK], 0, 0, rest.len());
        for place in &mut block {
            let Some((number, width)) = swar::number_and_space(rest) else { break };
            let Some(behind) = rest.get(width..) else { break };
            *place = number;
            (rest, count, last) = (behind, count + 1, width);
        }
        numbers.extend_from_slice(block.get(..count).unwrap_or_default());
        if count < BLOCK || before - rest.len() == BLOCK * last {
            return rest;
        }
    }
}

/// Goes on while numbers have `width` octets, at most 8, with the space: it is in one load with the digits.
#[inline]
fn narrow<'a>(mut rest: &'a [u8], width: usize, numbers: &mut Vec<u32>) -> &'a [u8] {
    let width = width.clamp(2, 8);
    let expected = Digits::with_space(width - 1);
    loop {
        let (mut block, mut count) = ([0; BLOCK], 0);
        for place in &mut block {
            let Some(octets) = rest.first_chunk() else { break };
            let (Some(number @ 1..), Some(behind)) = (expected.value(*octets), rest.get(width..)) else {
                break;
            };
            *place = number as u32;
            (rest, count) = (behind, count + 1);
        }
        numbers.extend_from_slice(block.get(..count).unwrap_or_default());
        if count < block.len() {
            return rest;
        }
    }
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
