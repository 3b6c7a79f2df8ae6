//! Eight octets at a time in a plain integer, for the three things responses are made of: numbers, quoted strings
//! and short words.
//!
//! An octet is looked for in all eight at once: where `x` is the octets xored with it, `(x - LOW) & !x & HIGH` has
//! the top bit of the first zero octet set, and nothing below. What stands behind the first may be wrong, for a
//! borrow runs upwards; only the first is used.

use core::num::NonZeroU64;

use super::Packed;

const LOW: u64 = u64::from_le_bytes([1; 8]);
const HIGH: u64 = u64::from_le_bytes([0x80; 8]);
const ZEROS: u64 = u64::from_le_bytes([b'0'; 8]);
/// Added to an octet that is no digit, less `0`, it sets the top bit.
const ABOVE_NINE: u64 = u64::from_le_bytes([0x76; 8]);
const SPACES: u64 = u64::from_le_bytes([b' '; 8]);
const CLOSES: u64 = u64::from_le_bytes([b')'; 8]);
const QUOTES: u64 = u64::from_le_bytes([b'"'; 8]);
const AMPERSANDS: u64 = u64::from_le_bytes([b'&'; 8]);
const BRACES: u64 = u64::from_le_bytes([b'{'; 8]);
const LETTERS: u64 = u64::from_le_bytes([b'a'; 8]);
const BACKSLASHES: u64 = u64::from_le_bytes([b'\\'; 8]);

/// The word of 1 to 15 octets that a space or `)` ends, and its length; None for any other, or near the end of the text.
#[inline]
pub(crate) fn short_word(text: &[u8]) -> Option<(Packed, usize)> {
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
pub(crate) fn quote_or_backslash(text: &[u8]) -> Option<usize> {
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
pub(crate) fn number(text: &[u8]) -> (Option<u64>, usize) {
    let Some(chunk) = text.first_chunk() else { return slow_number(text) };
    let (value, digits) = eight(u64::from_le_bytes(*chunk));
    if digits < 8 {
        return (Some(value), digits);
    }
    let more = text.get(8..).and_then(|rest| rest.first_chunk());
    match more.and_then(|more| go_on(value, u64::from_le_bytes(*more))) {
        Some((value, more)) => (Some(value), 8 + more),
        None => long_number(text, value),
    }
}

/// Up to eight digits: their value and how many.
#[inline]
pub(crate) fn eight(octets: u64) -> (u64, usize) {
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
pub(crate) fn join(values: u64) -> u64 {
    let pairs = (values.wrapping_mul(0xa01) >> 8) & 0x00ff_00ff_00ff_00ff;
    let fours = (pairs.wrapping_mul(0x64_0001) >> 16) & 0x0000_ffff_0000_ffff;
    fours.wrapping_mul(0x2710_0000_0001) >> 32
}

/// A known number of digits, to be checked and read at once.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Digits {
    expected: u64,
    mask: u64,
    /// Added to the difference from what is expected, it sets the top bit of each octet that cannot be.
    above: u64,
    shift: usize,
}

impl Digits {
    /// 1 to 8 digits.
    pub(crate) fn new(digits: usize) -> Self {
        let shift = 64 - 8 * digits.clamp(1, 8);
        let mask = u64::MAX >> shift;
        Self { expected: ZEROS & mask, mask, above: ABOVE_NINE & mask, shift }
    }

    /// 1 to 7 digits and a space.
    pub(crate) fn with_space(digits: usize) -> Self {
        let Self { expected, mask, above, shift } = Self::new(digits.min(7));
        let space = (mask + 1).wrapping_mul(u64::from(b' '));
        Self {
            expected: expected | space,
            mask: mask | (mask + 1).wrapping_mul(0xff),
            above: above | (mask + 1).wrapping_mul(0x7f),
            shift,
        }
    }

    /// The number, if that is what stands at the front.
    #[inline]
    pub(crate) fn value(self, octets: [u8; 8]) -> Option<u64> {
        let values = (u64::from_le_bytes(octets) ^ self.expected) & self.mask;
        if (values.wrapping_add(self.above) | values) & HIGH != 0 {
            return None;
        }
        Some(join(values << self.shift))
    }
}

/// True when there is a `"` or a `\`.
#[inline]
pub(crate) fn has_quote_or_backslash(text: &[u8]) -> bool {
    any_octets(text, |octets| first_of(octets, QUOTES, BACKSLASHES) < 8)
}

/// True for octets that end no word and mean nothing else: printable ASCII from `&` on without `( ) { \`.
#[inline]
pub(crate) fn is_plain_word(text: &[u8]) -> bool {
    !any_octets(text, |octets| {
        let low = octets.wrapping_sub(AMPERSANDS) & !octets;
        let lists = ((octets | LOW) ^ CLOSES).wrapping_sub(LOW);
        let rest = (octets ^ BRACES).wrapping_sub(LOW) | (octets ^ BACKSLASHES).wrapping_sub(LOW);
        ((low | (lists | rest) & !octets) | octets) & HIGH != 0
    })
}

/// True when `odd` is true of some eight octets; letters fill up what is less than eight.
#[inline]
fn any_octets(text: &[u8], odd: impl Fn(u64) -> bool) -> bool {
    let (chunks, rest) = text.as_chunks();
    if chunks.iter().any(|chunk| odd(u64::from_le_bytes(*chunk))) {
        return true;
    }
    let last = match text.last_chunk() {
        Some(last) => u64::from_le_bytes(*last),
        None => rest.iter().fold(LETTERS, |octets, c| octets << 8 | u64::from(*c)),
    };
    odd(last)
}

/// A number of at most 7 digits, not 0, with a space behind it, and the octets of both.
#[inline]
pub(crate) fn number_and_space(octets: [u8; 8]) -> Option<(u32, usize)> {
    const SPACE: u8 = b' ' ^ b'0';
    let values = u64::from_le_bytes(octets) ^ ZEROS;
    let other = NonZeroU64::new((values.wrapping_add(ABOVE_NINE) | values) & HIGH)?;
    let top = other.trailing_zeros() & 63;
    // In two steps, for without a digit all has to go.
    let number = join((values << (70 - top.clamp(7, 63))) << 1);
    let spaced = (values >> (top - (top & 7))) as u8 == SPACE;
    (spaced && number > 0).then_some((number as u32, (top / 8 + 1) as usize))
}

/// A number of at most 15 digits whose first eight have been read, and how many of the next eight octets are digits.
#[inline]
pub(crate) fn go_on(first: u64, octets: u64) -> Option<(u64, usize)> {
    const POWERS: [u64; 8] = [1, 10, 100, 1_000, 10_000, 100_000, 1_000_000, 10_000_000];
    let (rest, digits) = eight(octets);
    POWERS.get(digits).map(|power| (first * power + rest, digits))
}

/// A number whose first eight digits have been read.
#[inline(never)]
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
