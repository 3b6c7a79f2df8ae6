//! Deterministic messages: the same number and seed give the same octets, on every machine.

mod body;
mod header;
#[cfg(test)]
mod tests;

/// A reproducible source of choices (SplitMix64).
pub(crate) struct Dice(u64);

impl Dice {
    fn new(i: usize, seed: u64) -> Self {
        Self(mix(seed).wrapping_add(mix(i as u64 ^ 0x5bd1_e995)))
    }

    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        mix(self.0)
    }

    /// A number below `end`.
    fn below(&mut self, end: usize) -> usize {
        (self.next() % end as u64) as usize
    }

    fn pick<T: Copy>(&mut self, from: &[T]) -> T {
        from[self.below(from.len())]
    }
}

/// The finishing function of SplitMix64.
pub(crate) fn mix(mut x: u64) -> u64 {
    x = (x ^ (x >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    x = (x ^ (x >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    x ^ (x >> 31)
}

/// The kinds of message. A message's kind is `i % Kind::ALL.len()`, so any 8 in a row show all of them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    Plain,
    Alternative,
    Attachment,
    Utf8,
    LongLines,
    Dots,
    LooksLikeImap,
    Nested,
}

impl Kind {
    const ALL: [Self; 8] = [
        Self::Plain,
        Self::Alternative,
        Self::Attachment,
        Self::Utf8,
        Self::LongLines,
        Self::Dots,
        Self::LooksLikeImap,
        Self::Nested,
    ];
}

/// The `i`-th message of a mailbox: a whole RFC 5322 message with CRLF line ends and no NUL.
///
/// Sizes go from 0.7 KB to a few hundred KB, most are a few KB. Among the kinds are multiparts, base64 attachments,
/// 8-bit UTF-8 in header and body, lines of 20,000 octets, lines that begin with dots, and text that looks like
/// IMAP: `A001 OK`, `)`, `{5}` at the end of a line.
///
/// ```
/// let message = imap_harness::seed::message(3, 42);
/// assert_eq!(message, imap_harness::seed::message(3, 42));
/// assert!(message.windows(4).any(|end| end == b"\r\n\r\n"));
/// ```
pub fn message(i: usize, seed: u64) -> Vec<u8> {
    let mut dice = Dice::new(i, seed);
    let kind = Kind::ALL[i % Kind::ALL.len()];
    let size = wanted_size(&mut dice);
    let mut text = header::common(i, seed, kind, &mut dice);
    text.push_str(&body::of(kind, size, &mut dice));
    text.into_bytes()
}

/// Octets of body: half of them below 4 KB, one in twenty above 64 KB.
fn wanted_size(dice: &mut Dice) -> usize {
    let (from, to) = match dice.below(20) {
        0..=9 => (600, 4_000),
        10..=15 => (4_000, 16_000),
        16..=18 => (16_000, 64_000),
        _ => (64_000, 300_000),
    };
    from + dice.below(to - from)
}
