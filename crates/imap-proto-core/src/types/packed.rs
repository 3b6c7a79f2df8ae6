//! Short words as integers, so that they compare at once.

/// Up to 16 octets of a word in two integers, the first octet lowest, the rest zero.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Packed {
    pub(crate) low: u64,
    pub(crate) high: u64,
}

impl Packed {
    /// None for a longer word.
    pub(crate) fn of(word: &[u8]) -> Option<Self> {
        let mut octets = [0; 16];
        octets.get_mut(..word.len())?.copy_from_slice(word);
        let all = u128::from_le_bytes(octets);
        Some(Self { low: all as u64, high: (all >> 64) as u64 })
    }

    /// The word as a constant; at most 16 octets.
    pub(crate) const fn constant(word: &str) -> Self {
        let (mut all, mut shift, mut rest) = (0_u128, 0, word.as_bytes());
        while let Some((first, behind)) = rest.split_first() {
            all |= (*first as u128) << shift;
            shift += 8;
            rest = behind;
        }
        Self { low: all as u64, high: (all >> 64) as u64 }
    }

    /// Words as constants.
    #[allow(clippy::indexing_slicing, reason = "at compile time, where get cannot be used")]
    pub(crate) const fn constants<const N: usize>(words: [&str; N]) -> [Self; N] {
        let (mut all, mut n) = ([Self { low: 0, high: 0 }; N], 0);
        while n < N {
            all[n] = Self::constant(words[n]);
            n += 1;
        }
        all
    }

    /// Which of these words it is; the case of letters does not count.
    #[inline]
    pub(crate) fn position(self, words: &[Self]) -> Option<usize> {
        words.iter().position(|word| self.eq_ignore_case(*word))
    }

    /// Words that differ in nothing but bit 5 are compared once more, by octet: they may differ in more than case.
    #[inline]
    fn eq_ignore_case(self, word: Self) -> bool {
        const CASE: u64 = u64::from_le_bytes([b' '; 8]);
        let (low, high) = (self.low ^ word.low, self.high ^ word.high);
        if (low | high) & !CASE != 0 {
            return false;
        }
        low | high == 0 || self.octets().eq_ignore_ascii_case(&word.octets())
    }

    fn octets(self) -> [u8; 16] {
        (u128::from(self.low) | u128::from(self.high) << 64).to_le_bytes()
    }
}
