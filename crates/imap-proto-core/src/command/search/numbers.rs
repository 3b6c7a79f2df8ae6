//! Numbers in ascending order, each once.

use alloc::vec;
use alloc::vec::Vec;

/// Numbers in one word of a map.
const WORD: usize = u64::BITS as usize;

/// Numbers from which on it is worth while to count digits.
const MANY: usize = 1 << 12;

/// Bits of a digit, in so many passes for all of a number: the counts of a pass stay in the nearest cache.
const BITS: u32 = 11;
const PASSES: usize = 3;
const PLACES: usize = 1 << BITS;

/// Sorts what is not sorted, and drops what comes again.
pub(super) fn ascend(numbers: &mut Vec<u32>) {
    if numbers.is_sorted_by(|one, next| one < next) {
        return;
    }
    let words = numbers.iter().max().map_or(0, |last| *last as usize / WORD + 1);
    // The numbers of messages lie close together. A map that takes no more room than they do is written and read in
    // linear time; a number that the server made up gets no map.
    if words <= numbers.len() / 2 {
        by_map(numbers, words);
    } else {
        if numbers.len() < MANY {
            numbers.sort_unstable();
        } else {
            by_digits(numbers);
        }
        numbers.dedup();
    }
}

/// Sorts by the lowest bits first, in three passes that keep the order of equals: linear, and with no more memory than
/// the numbers have once more.
fn by_digits(numbers: &mut Vec<u32>) {
    let digit = |number: u32, pass: usize| (number >> (BITS * pass as u32)) as usize & (PLACES - 1);
    let mut places = vec![[0_usize; PLACES]; PASSES];
    for number in numbers.iter() {
        for (pass, counts) in places.iter_mut().enumerate() {
            if let Some(count) = counts.get_mut(digit(*number, pass)) {
                *count += 1;
            }
        }
    }
    let mut other = vec![0; numbers.len()];
    for (pass, places) in places.iter_mut().enumerate() {
        let mut before = 0;
        for place in places.iter_mut() {
            before += core::mem::replace(place, before);
        }
        for number in numbers.iter() {
            let Some(place) = places.get_mut(digit(*number, pass)) else { continue };
            if let Some(free) = other.get_mut(*place) {
                *free = *number;
            }
            *place += 1;
        }
        core::mem::swap(numbers, &mut other);
    }
}

/// One bit for each number that may be among them.
fn by_map(numbers: &mut Vec<u32>, words: usize) {
    let mut map = vec![0_u64; words];
    for number in numbers.iter() {
        if let Some(word) = map.get_mut(*number as usize / WORD) {
            *word |= 1 << (*number as usize % WORD);
        }
    }
    numbers.clear();
    for (place, word) in map.into_iter().enumerate() {
        let (first, mut left) = ((place * WORD) as u32, word);
        while left != 0 {
            numbers.push(first + left.trailing_zeros());
            left &= left - 1;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn ascended(mut numbers: Vec<u32>) -> Vec<u32> {
        ascend(&mut numbers);
        numbers
    }

    #[test]
    fn few_and_far_apart() {
        assert_eq!(ascended(vec![]), []);
        assert_eq!(ascended(vec![7]), [7]);
        assert_eq!(ascended(vec![u32::MAX, 1, u32::MAX, 64]), [1, 64, u32::MAX]);
        assert_eq!(ascended(vec![3, 3]), [3]);
    }

    #[test]
    fn all_messages_in_reverse() {
        let all: Vec<u32> = (1..=1_000).collect();
        assert_eq!(ascended(all.iter().rev().copied().collect()), all);
        assert_eq!(ascended(all.clone()), all);
    }

    #[test]
    fn many_and_far_apart() {
        let mut seed = 1_u32;
        let mut next = || {
            seed = seed.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
            (seed >> (seed >> 27)).max(1)
        };
        let mut numbers: Vec<u32> = (0..MANY).map(|_| next()).collect();
        numbers.extend([u32::MAX, 1, 1 << 11, 1 << 22, u32::MAX]);
        let set: alloc::collections::BTreeSet<u32> = numbers.iter().copied().collect();
        assert_eq!(ascended(numbers), set.into_iter().collect::<Vec<_>>());
    }

    proptest! {
        #[test]
        fn as_by_sorting(numbers in prop_oneof![
            proptest::collection::vec(1..300_u32, 0..200),
            proptest::collection::vec(any::<u32>(), 0..40),
        ]) {
            let set: alloc::collections::BTreeSet<u32> = numbers.iter().copied().collect();
            prop_assert_eq!(ascended(numbers), set.into_iter().collect::<Vec<_>>());
        }
    }
}
