//! Eight octets at a time in a plain integer, for the three things responses are made of: numbers, quoted strings
//! and short words.
//!
//! An octet is looked for in all eight at once: where `x` is the octets xored with it, `(x - LOW) & !x & HIGH` has
//! the top bit of the first zero octet set, and nothing below. What stands behind the first may be wrong, for a
//! borrow runs upwards; only the first is used.

use crate::types::Packed;

const LOW: u64 = u64::from_le_bytes([1; 8]);
const HIGH: u64 = u64::from_le_bytes([0x80; 8]);
const ZEROS: u64 = u64::from_le_bytes([b'0'; 8]);
/// Added to an octet that is no digit, less `0`, it sets the top bit.
const ABOVE_NINE: u64 = u64::from_le_bytes([0x76; 8]);
const SPACES: u64 = u64::from_le_bytes([b' '; 8]);
const CLOSES: u64 = u64::from_le_bytes([b')'; 8]);
const QUOTES: u64 = u64::from_le_bytes([b'"'; 8]);
const BACKSLASHES: u64 = u64::from_le_bytes([b'\\'; 8]);

/// The word of 1 to 15 octets that a space or `)` ends, and its length; None for any other, or near the end of the text.
#[inline]
pub(super) fn short_word(text: &[u8]) -> Option<(Packed, usize)> {
    let low = u64::from_le_bytes(*text.first_chunk()?);
    let end = first_of(low, SPACES, CLOSES);
    if end < 8 {
        let mask = (1_u64 << (8 * end)) - 1;
        return (end > 0).then_some((Packed { low: low & mask, high: 0 }, end));
    }
    let high = u64::from_le_bytes(*text.get(8..)?.first_chunk()?);
    let end = first_of(high, SPACES, CLOSES);
    let mask = (1_u64 << (8 * (end & 7))) - 1;
    (end < 8).then_some((Packed { low, high: high & mask }, 8 + end))
}

/// Where the first `"` or `\` is; None also when it is among the last seven octets.
#[inline(always)]
pub(super) fn quote_or_backslash(text: &[u8]) -> Option<usize> {
    let mut at = 0;
    loop {
        let octets = u64::from_le_bytes(*text.get(at..)?.first_chunk()?);
        let n = first_of(octets, QUOTES, BACKSLASHES);
        at += n;
        if n < 8 {
            return Some(at);
        }
    }
}

/// The index of the first octet that is one of two ASCII characters, 8 without any.
#[inline]
fn first_of(octets: u64, one: u64, other: u64) -> usize {
    let hit = ((octets ^ one).wrapping_sub(LOW) | (octets ^ other).wrapping_sub(LOW)) & !octets & HIGH;
    (hit.trailing_zeros() / 8) as usize
}

/// The decimal number at the front and how many digits it has. The number is none above 63 bits.
#[inline]
pub(super) fn number(text: &[u8]) -> (Option<u64>, usize) {
    let Some(chunk) = text.first_chunk() else { return slow_number(text) };
    let (value, digits) = eight(u64::from_le_bytes(*chunk));
    if digits < 8 { (Some(value), digits) } else { long_number(text, value) }
}

/// Up to eight digits: their value and how many.
#[inline]
fn eight(octets: u64) -> (u64, usize) {
    let values = octets ^ ZEROS;
    let other = (values.wrapping_add(ABOVE_NINE) | values) & HIGH;
    let digits = (other.trailing_zeros() / 8) as usize;
    if digits == 0 {
        return (0, 0);
    }
    // What is no digit goes out at the top; zeros come in where leading zeros are.
    (join(values << (64 - 8 * digits)), digits)
}

/// Eight digits, the first lowest, to their value: pairs, then fours, then all.
#[inline]
pub(super) fn join(values: u64) -> u64 {
    let pairs = (values.wrapping_mul(0xa01) >> 8) & 0x00ff_00ff_00ff_00ff;
    let fours = (pairs.wrapping_mul(0x64_0001) >> 16) & 0x0000_ffff_0000_ffff;
    fours.wrapping_mul(0x2710_0000_0001) >> 32
}

/// A number whose first eight digits have been read.
fn long_number(text: &[u8], first: u64) -> (Option<u64>, usize) {
    let (mut value, mut digits) = (Some(first), 8);
    for c in text.iter().skip(8).take_while(|c| c.is_ascii_digit()) {
        value = value.and_then(|n| n.checked_mul(10)?.checked_add(u64::from(c - b'0')));
        digits += 1;
    }
    (value.filter(|n| i64::try_from(*n).is_ok()), digits)
}

/// A number too near to the end of the text for eight octets.
fn slow_number(text: &[u8]) -> (Option<u64>, usize) {
    let (mut value, mut digits) = (0, 0);
    for c in text.iter().take_while(|c| c.is_ascii_digit()) {
        value = value * 10 + u64::from(c - b'0');
        digits += 1;
    }
    (Some(value), digits)
}

#[cfg(test)]
mod tests;
