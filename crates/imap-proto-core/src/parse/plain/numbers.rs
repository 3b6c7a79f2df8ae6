//! The numbers of a SEARCH response: the longest lines there are.
//!
//! Neighbours mostly have the same number of digits, so the width is found once and then only checked.

use alloc::vec::Vec;

use crate::parse::cursor::Cursor;
use crate::types::swar::{self, Digits};

/// Numbers that are gathered before they go into the vector: that is less than to ask for room for every one.
const BLOCK: usize = 64;

/// Numbers of another width in a block, above which each is better read for itself. Where the width was guessed wrong
/// the processor has to begin anew, which takes as long as to find the width of some numbers.
const ODD: usize = BLOCK / 4;

impl Cursor<'_> {
    /// Reads numbers with one space behind each. It stops in front of the first that is too large or begins with 0, of
    /// the last, and of the space in front of anything else.
    pub(in crate::parse) fn plain_numbers(&mut self, numbers: &mut Vec<u32>) {
        numbers.reserve(about(self.rest));
        let mut rest = run(self.rest, numbers);
        if !matches!(rest, [b'0'..=b'9', ..]) {
            // Whether that space is one of several is for others to say.
            let at = (self.text.len() - rest.len()).saturating_sub(1);
            rest = self.text.get(at..).unwrap_or_default();
        }
        self.rest = rest;
    }
}

/// Reads the numbers at the front, as many as have one space behind them and are written as nothing else would be: `05`
/// is left to others, and so are the last octets. Gives what is behind them.
pub(in crate::parse) fn run<'a>(mut rest: &'a [u8], numbers: &mut Vec<u32>) -> &'a [u8] {
    while let Some((number, width)) = swar::number_and_space(rest) {
        numbers.push(number);
        rest = rest.get(width..).unwrap_or_default();
        rest = if width <= 8 { narrow(rest, width, numbers) } else { wide(rest, width - 1, numbers) };
        rest = mixed(rest, numbers);
    }
    rest
}

/// About how many numbers there are, rather too many than too few: counted in samples if they are many.
pub(in crate::parse) fn about(rest: &[u8]) -> usize {
    const SAMPLES: usize = 64;
    let spaces = |octets: &[u8]| octets.iter().filter(|octet| **octet == b' ').count();
    let every = rest.len() / SAMPLES;
    if every <= SAMPLES {
        return spaces(rest) + 1;
    }
    let samples = rest.chunks_exact(every).filter_map(|part| part.first_chunk::<SAMPLES>());
    let found = samples.map(|sample| spaces(sample)).sum::<usize>();
    // No line is as long as half the numbers that there are, but on 16 bits.
    let guess =
        (rest.len() as u64).saturating_mul((found + found / 32 + 1) as u64) / (SAMPLES * SAMPLES) as u64;
    usize::try_from(guess).unwrap_or(usize::MAX).min(rest.len() / 2)
}

/// Goes on until most of a block of neighbours have the same width.
#[inline]
fn mixed<'a>(mut rest: &'a [u8], numbers: &mut Vec<u32>) -> &'a [u8] {
    loop {
        let (mut block, mut count, mut last, mut same) = ([0; BLOCK], 0, 0, 0);
        for place in &mut block {
            let Some((number, width)) = swar::number_and_space(rest) else { break };
            let Some(behind) = rest.get(width..) else { break };
            *place = number;
            same += usize::from(width == last);
            (rest, count, last) = (behind, count + 1, width);
        }
        numbers.extend_from_slice(block.get(..count).unwrap_or_default());
        if count < BLOCK || same >= BLOCK - ODD {
            return rest;
        }
    }
}

/// Goes on while nearly all numbers have `width` octets, at most 8, with the space.
#[inline]
fn narrow<'a>(mut rest: &'a [u8], width: usize, numbers: &mut Vec<u32>) -> &'a [u8] {
    loop {
        rest = match width {
            2 => eights::<2>(rest, numbers),
            3 => eights::<3>(rest, numbers),
            4 => eights::<4>(rest, numbers),
            5 => eights::<5>(rest, numbers),
            6 => eights::<6>(rest, numbers),
            7 => eights::<7>(rest, numbers),
            _ => eights::<8>(rest, numbers),
        };
        let odd;
        (rest, odd) = guessed(rest, width, numbers);
        if odd > ODD {
            return rest;
        }
    }
}

/// Goes on while eight numbers have `WIDTH` octets with the space and no leading zero. They are checked together, and
/// nothing in between depends on what was read.
#[inline]
fn eights<'a, const WIDTH: usize>(mut rest: &'a [u8], numbers: &mut Vec<u32>) -> &'a [u8] {
    let expected = Digits::with_space(WIDTH - 1);
    // Eight octets are there from the beginning of each on.
    while let Some(octets) = rest.get(..7 * WIDTH + 8) {
        let (mut block, mut odd) = ([0; 8], 0);
        for (n, place) in block.iter_mut().enumerate() {
            let Some(octets) = octets.get(n * WIDTH..).and_then(|octets| octets.first_chunk()) else { break };
            *place = expected.gather(*octets, &mut odd);
        }
        if Digits::any(odd) {
            break;
        }
        numbers.extend_from_slice(&block);
        rest = rest.get(8 * WIDTH..).unwrap_or_default();
    }
    rest
}

/// A block of numbers that are expected to have `width` octets with the space; says how many had not. There are as many
/// as can be when the block was not filled.
#[inline]
fn guessed<'a>(mut rest: &'a [u8], width: usize, numbers: &mut Vec<u32>) -> (&'a [u8], usize) {
    let width = width.clamp(2, 8);
    let expected = Digits::with_space(width - 1);
    let (mut block, mut count, mut odd) = ([0; BLOCK], 0, 0);
    for place in &mut block {
        let Some(octets) = rest.first_chunk() else { break };
        let begins = octets[0] > b'0';
        if let (true, Some(number), Some(behind)) = (begins, expected.value(*octets), rest.get(width..)) {
            *place = number as u32;
            (rest, count) = (behind, count + 1);
            continue;
        }
        let Some((number, width)) = swar::number_and_space(rest) else { break };
        let Some(behind) = rest.get(width..) else { break };
        *place = number;
        (rest, count, odd) = (behind, count + 1, odd + 1);
    }
    numbers.extend_from_slice(block.get(..count).unwrap_or_default());
    (rest, if count < BLOCK { BLOCK } else { odd })
}

/// Goes on while numbers have 8 to 10 digits: the last seven and the space are one load, what is in front of them
/// another.
#[inline]
fn wide<'a>(mut rest: &'a [u8], digits: usize, numbers: &mut Vec<u32>) -> &'a [u8] {
    let front = digits - 7;
    let (head, tail) = (Digits::new(front), Digits::with_space(7));
    while let (Some(octets), Some(last), Some(behind)) =
        (rest.first_chunk(), rest.get(front..).and_then(|last| last.first_chunk()), rest.get(digits + 1..))
    {
        let (Some(head), Some(tail)) = (head.value(*octets), tail.value(*last)) else { break };
        match u32::try_from(head * 10_000_000 + tail) {
            Ok(number) if !octets.starts_with(b"0") => numbers.push(number),
            _ => break,
        }
        rest = behind;
    }
    rest
}

#[cfg(test)]
mod tests;
