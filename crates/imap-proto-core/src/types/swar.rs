//! Eight octets at a time in a plain integer, for the three things responses are made of: numbers, quoted strings
//! and short words.
//!
//! An octet is looked for in all eight at once: where `x` is the octets xored with it, `(x - LOW) & !x & HIGH` has
//! the top bit of the first zero octet set, and nothing below. What stands behind the first may be wrong, for a
//! borrow runs upwards; only the first is used.
//!
//! Quoted strings are searched sixteen octets at a time where the target has SSE2, so that no processor has to be asked:
//! most end within the first sixteen, so the loop is one step and foreseen.

#[cfg(all(target_arch = "x86_64", target_feature = "sse2"))]
use core::num::NonZeroU32;
use core::num::NonZeroU64;

#[cfg(all(target_arch = "x86_64", target_feature = "sse2"))]
use wide::u8x16;

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
    if let Some(hit) = one_of(low, SPACES, CLOSES) {
        let end = place(hit);
        return (end > 0).then_some((Packed { low: low & below(hit), high: 0 }, end));
    }
    let high = u64::from_le_bytes(*text.get(8..)?.first_chunk()?);
    let hit = one_of(high, SPACES, CLOSES)?;
    Some((Packed { low, high: high & below(hit) }, 8 + place(hit)))
}

/// The text from the first `"`, `\` or octet above 127 on, or from one of the last seven octets on. Which of them it
/// is, the caller has to see: that is the octet at the front.
#[inline(always)]
pub(crate) fn until_quote(text: &[u8]) -> &[u8] {
    // An octet above 127 is taken for a hit: it is rare, and to tell it apart costs as much as one comparison.
    #[allow(unused_mut, reason = "sixteen at a time are not for all targets")]
    let mut rest = text;
    #[cfg(all(target_arch = "x86_64", target_feature = "sse2"))]
    while let Some((octets, behind)) = rest.split_first_chunk() {
        let octets = u8x16::new(*octets);
        let hit = octets.simd_eq(u8x16::new([b'"'; 16])) | octets.simd_eq(u8x16::new([b'\\'; 16])) | octets;
        // The top bit of each.
        if let Some(hit) = NonZeroU32::new(hit.to_bitmask()) {
            return rest.get(hit.trailing_zeros() as usize..).unwrap_or_default();
        }
        rest = behind;
    }
    by_eight(rest)
}

/// The same, for what is shorter, and where there are no sixteen at a time.
#[inline(always)]
fn by_eight(text: &[u8]) -> &[u8] {
    let mut rest = text;
    while let Some((octets, behind)) = rest.split_first_chunk() {
        let octets = u64::from_le_bytes(*octets);
        let hit = (octets ^ QUOTES).wrapping_sub(LOW) | (octets ^ BACKSLASHES).wrapping_sub(LOW);
        if let Some(hit) = NonZeroU64::new(hit & HIGH) {
            return rest.get(place(hit)..).unwrap_or_default();
        }
        rest = behind;
    }
    rest
}

/// Where the first `"` or `\` is.
#[inline]
pub(crate) fn quote_or_backslash(text: &[u8]) -> Option<usize> {
    let (chunks, rest) = text.as_chunks();
    let mut at = 0;
    for chunk in chunks {
        if let Some(hit) = one_of(u64::from_le_bytes(*chunk), QUOTES, BACKSLASHES) {
            return Some(at + place(hit));
        }
        at += 8;
    }
    rest.iter().position(|c| matches!(c, b'"' | b'\\')).map(|place| at + place)
}

/// The top bits of octets that are one of two ASCII characters; what stands above the lowest may be wrong.
#[inline(always)]
fn one_of(octets: u64, one: u64, other: u64) -> Option<NonZeroU64> {
    let hit = (octets ^ one).wrapping_sub(LOW) | (octets ^ other).wrapping_sub(LOW);
    NonZeroU64::new(hit & !octets & HIGH)
}

/// The index of the lowest octet of a hit.
#[inline(always)]
fn place(hit: NonZeroU64) -> usize {
    (hit.trailing_zeros() / 8) as usize
}

/// All bits of the octets below that.
#[inline(always)]
fn below(hit: NonZeroU64) -> u64 {
    let lowest = hit.get() & hit.get().wrapping_neg();
    (lowest >> 7).wrapping_sub(1)
}

/// What [`number`] gives for a number above 63 bits. No such number is read anywhere.
pub(crate) const TOO_LARGE: u64 = u64::MAX;

/// The decimal number at the front and how many digits it has; [`TOO_LARGE`] above 63 bits.
#[inline(always)]
pub(crate) fn number(text: &[u8]) -> (u64, usize) {
    match text.first_chunk().map(|chunk| up_to_seven(u64::from_le_bytes(*chunk))) {
        Some(Some(read)) => read,
        _ => long_or_late_number(text),
    }
}

/// A number of at most seven digits in eight octets, and how many it has; None for eight digits.
#[inline(always)]
fn up_to_seven(octets: u64) -> Option<(u64, usize)> {
    let values = octets ^ ZEROS;
    let other = NonZeroU64::new((values.wrapping_add(ABOVE_NINE) | values) & HIGH)?;
    // 7 more than eight for each digit.
    let top = other.trailing_zeros().clamp(7, 63);
    // What is no digit goes out at the top, zeros come in where leading zeros are. In two steps, for without a digit
    // all has to go.
    Some((join((values << (70 - top)) << 1), (top / 8) as usize))
}

/// The first eight octets of `rest`, which is `text` without its first eight; zeros where it ends earlier.
#[inline]
fn padded(text: &[u8], rest: &[u8]) -> u64 {
    match (rest.first_chunk(), text.last_chunk()) {
        (Some(chunk), _) => u64::from_le_bytes(*chunk),
        // In two steps, for all may have to go.
        (None, Some(last)) => {
            let half = 4 * (8 - rest.len());
            u64::from_le_bytes(*last) >> half >> half
        }
        (None, None) => 0,
    }
}

/// A number of eight digits or more, or one near to the end of the text.
#[inline(never)]
fn long_or_late_number(text: &[u8]) -> (u64, usize) {
    const POWERS: [u64; 8] = [1, 10, 100, 1_000, 10_000, 100_000, 1_000_000, 10_000_000];
    // The caller has seen eight digits, if there are so many octets.
    if let Some((first, rest)) = text.split_first_chunk()
        && let Some((value, digits)) = up_to_seven(padded(text, rest))
        && let Some(power) = POWERS.get(digits)
    {
        return (join(u64::from_le_bytes(*first) ^ ZEROS) * power + value, 8 + digits);
    }
    any_number(text)
}

/// Octet by octet.
#[inline(never)]
fn any_number(text: &[u8]) -> (u64, usize) {
    let (mut value, mut digits) = (Some(0_u64), 0);
    for c in text.iter().take_while(|c| c.is_ascii_digit()) {
        value = value.and_then(|n| n.checked_mul(10)?.checked_add(u64::from(c - b'0')));
        digits += 1;
    }
    (value.filter(|n| i64::try_from(*n).is_ok()).unwrap_or(TOO_LARGE), digits)
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

    /// The number, if that is what stands at the front and its first digit is no zero. Else it is none, and a bit is
    /// set in `odd`, which [`any`](Self::any) finds: so several are checked at once.
    #[inline(always)]
    pub(crate) fn gather(self, octets: [u8; 8], odd: &mut u64) -> u32 {
        let values = (u64::from_le_bytes(octets) ^ self.expected) & self.mask;
        // Below a first digit that is 0 there is nothing to borrow from.
        *odd |= values.wrapping_add(self.above) | values.wrapping_sub(1);
        join(values << self.shift) as u32
    }

    /// True when something was odd.
    #[inline(always)]
    pub(crate) fn any(odd: u64) -> bool {
        odd & HIGH != 0
    }
}

/// True when there is a `"` or a `\`.
#[inline]
pub(crate) fn has_quote_or_backslash(text: &[u8]) -> bool {
    any_octets(text, |octets| one_of(octets, QUOTES, BACKSLASHES).is_some())
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

/// A number of at most 32 bits with a space behind it, and the octets of both. None for 0 or leading zeros, and among the
/// last octets.
#[inline(always)]
pub(crate) fn number_and_space(text: &[u8]) -> Option<(u32, usize)> {
    let octets = u64::from_le_bytes(*text.first_chunk()?);
    if octets as u8 <= b'0' {
        return None;
    }
    match up_to_seven(octets) {
        Some((number, digits)) => {
            let spaced = (octets >> (8 * digits)) as u8 == b' ';
            spaced.then_some((number as u32, digits + 1))
        }
        None => {
            let more = u64::from_le_bytes(*text.get(8..)?.first_chunk()?);
            let (low, digits) = up_to_seven(more)?;
            let number = join(octets ^ ZEROS) * [1, 10, 100].get(digits)? + low;
            let spaced = (more >> (8 * digits)) as u8 == b' ';
            let number = u32::try_from(number).ok().filter(|_| spaced)?;
            Some((number, 9 + digits))
        }
    }
}

#[cfg(test)]
mod tests;
