//! Short words as integers, so that they compare at once.

/// Up to 16 octets of a word in two integers, the first octet lowest, the rest zero.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Packed {
    pub(crate) low: u64,
    pub(crate) high: u64,
}

impl Packed {
    /// None for a longer word, and for one whose end would not be seen.
    pub(crate) fn of(word: &[u8]) -> Option<Self> {
        if word.last() == Some(&0) {
            return None;
        }
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

    /// Words that differ in nothing but bit 5 are compared once more, by octet: they may differ in more than case.
    #[inline]
    fn eq_ignore_case(self, word: Self) -> bool {
        let (low, high) = (self.low ^ word.low, self.high ^ word.high);
        if (low | high) & !CASE != 0 {
            return false;
        }
        low | high == 0 || self.octets().eq_ignore_ascii_case(&word.octets())
    }

    #[inline(never)]
    fn octets(self) -> [u8; 16] {
        (u128::from(self.low) | u128::from(self.high) << 64).to_le_bytes()
    }

    /// The same for words that differ only in case.
    const fn folded(self) -> u64 {
        (self.low & !CASE) ^ (self.high & !CASE).rotate_left(29)
    }
}

/// What the case of a letter is, in each octet.
const CASE: u64 = u64::from_le_bytes([b' '; 8]);
const SLOTS: usize = 128;

/// A set of words, found by one multiplication. The multiplier is searched for by the compiler.
pub(crate) struct Words<const N: usize> {
    words: [Packed; N],
    multiplier: u64,
    /// The number of the word whose hash it is, and N without any.
    slots: [u8; SLOTS],
}

impl<const N: usize> Words<N> {
    /// Words of at most 16 octets, none twice.
    pub(crate) const fn new(names: [&str; N]) -> Self {
        let mut words = [Packed { low: 0, high: 0 }; N];
        let (mut places, mut rest): (&mut [Packed], &[&str]) = (&mut words, &names);
        while let (Some((place, left)), Some((name, behind))) = (places.split_first_mut(), rest.split_first())
        {
            *place = Packed::constant(name);
            (places, rest) = (left, behind);
        }
        let mut multiplier: u64 = 0x9e37_79b9_7f4a_7c15;
        loop {
            if let Some(slots) = Self::slots(&words, multiplier) {
                return Self { words, multiplier, slots };
            }
            multiplier = multiplier.wrapping_mul(0x5851_f42d_4c95_7f2d).wrapping_add(2);
        }
    }

    /// None when two words would have the same slot.
    const fn slots(words: &[Packed; N], multiplier: u64) -> Option<[u8; SLOTS]> {
        let (mut slots, mut n) = ([N as u8; SLOTS], 0);
        let mut rest: &[Packed] = words;
        while let Some((word, behind)) = rest.split_first() {
            match slots.split_at_mut_checked(hash(*word, multiplier)) {
                Some((_, [slot, ..])) if *slot == N as u8 => *slot = n,
                _ => return None,
            }
            (n, rest) = (n + 1, behind);
        }
        Some(slots)
    }

    /// Which of the words it is, in just this spelling.
    #[inline]
    pub(crate) fn exactly(&self, word: Packed) -> Option<usize> {
        let n = usize::from(*self.slots.get(hash(word, self.multiplier))?);
        (self.words.get(n) == Some(&word)).then_some(n)
    }

    /// Which of the words it is; the case of letters does not count.
    #[inline]
    pub(crate) fn position(&self, word: Packed) -> Option<usize> {
        let n = usize::from(*self.slots.get(hash(word, self.multiplier))?);
        self.words.get(n).filter(|known| word.eq_ignore_case(**known)).map(|_| n)
    }

    /// True when it is the word of that number in just this spelling.
    #[inline]
    pub(crate) fn is_spelled(&self, n: usize, word: Packed) -> bool {
        self.words.get(n) == Some(&word)
    }
}

#[inline]
const fn hash(word: Packed, multiplier: u64) -> usize {
    (word.folded().wrapping_mul(multiplier) >> 57) as usize
}

#[cfg(test)]
mod tests;
