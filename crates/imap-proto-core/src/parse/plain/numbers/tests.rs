use alloc::format;
use alloc::string::{String, ToString};
use alloc::vec;
use alloc::vec::Vec;

use proptest::prelude::*;

use super::about;
use crate::response::SearchResult;

/// Numbers of about one width, of neighbouring widths, or of any.
fn words() -> impl Strategy<Value = Vec<String>> {
    let width = prop_oneof![
        Just((10_u32, 99)),
        Just((100_000, 999_999)),
        Just((1, 999)),
        Just((90_000, 1_100_000)),
        Just((5_000_000, 20_000_000)),
        Just((1, u32::MAX)),
        Just((4_000_000_000, u32::MAX))
    ];
    let run = width.prop_flat_map(|(least, most)| prop::collection::vec(least..=most, 1..150));
    let odd = (
        any::<prop::sample::Index>(),
        prop::sample::select(vec!["007", "0000012", "1", "12345", "4294967295", "99999999"]),
    );
    (prop::collection::vec(run, 1..4), prop::collection::vec(odd, 0..4)).prop_map(|(runs, odd)| {
        let mut words: Vec<String> = runs.concat().iter().map(ToString::to_string).collect();
        for (at, word) in odd {
            words.insert(at.index(words.len() + 1), word.into());
        }
        words
    })
}

proptest! {
    #[test]
    fn as_by_splitting(words in words()) {
        let found = SearchResult::from_wire(format!("* SEARCH {}\r\n", words.join(" ")).as_bytes()).unwrap();
        let expected: Vec<u32> = words.iter().map(|word| word.parse().unwrap()).collect();
        prop_assert_eq!(found.numbers, expected);
    }

    #[test]
    fn what_is_no_number_is_found_wherever_it_stands(words in words(), at in any::<prop::sample::Index>(), bad in prop::sample::select(vec![b'/', b':', b'!', b'(', 0x80, 0xb0, 0xff, b'a', 1])) {
        let mut line = format!("* SEARCH {}\r\n", words.join(" ")).into_bytes();
        let at = 9 + at.index(line.len() - 11);
        line[at] = bad;
        prop_assert!(SearchResult::from_wire(&line).is_err());
    }

    #[test]
    fn room_is_not_far_off(words in words(), times in 1..80_usize) {
        let line = words.join(" ").repeat(times);
        let (count, guess) = (line.matches(' ').count() + 1, about(line.as_bytes()));
        prop_assert!(guess <= line.len() / 2 + 1);
        prop_assert!(line.len() > 4096 || guess == count);
    }
}

/// Just below a whole number of samples, too.
#[test]
fn room_is_never_much_too_little() {
    for width in 1..10 {
        let number = format!(" {}", "1".repeat(width));
        for octets in [4_097, 8_191, 8_192, 12_287, 50_000, 65_535, 1_000_003] {
            let (line, count) = (number.repeat(octets / number.len()), octets / number.len());
            let guess = about(line.as_bytes());
            assert!(
                guess >= count * 9 / 10 && guess <= count * 5 / 4 + 2,
                "{width} {octets}: {guess} of {count}"
            );
        }
    }
}

#[test]
fn room_for_a_million_is_enough_and_hardly_more() {
    let growing: String = (1..1_000_000).map(|n| format!(" {n}")).collect();
    let guess = about(growing.as_bytes());
    assert!((1_000_000..1_060_000).contains(&guess), "{guess}");
    assert_eq!(about(&[b' '; 1 << 20]), 1 << 19);
    assert_eq!(about(b""), 1);
}

#[test]
fn zeros_among_neighbours() {
    let line = format!("* SEARCH {}0 {}\r\n", "7 ".repeat(100), "8 ".repeat(99).trim_end());
    let found = SearchResult::from_wire(line.as_bytes()).unwrap();
    assert_eq!(found.numbers.len(), 199);
}
