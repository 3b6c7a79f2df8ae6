use alloc::format;
use alloc::string::{String, ToString};
use alloc::vec;
use alloc::vec::Vec;

use proptest::prelude::*;

use super::{SeqSet, SetError, UidSet};

fn set(text: &str) -> UidSet {
    text.parse().unwrap()
}

#[test]
fn written_as_read_or_better() {
    for (given, written) in [
        ("1", "1"),
        ("1:*", "1:*"),
        ("*", "*"),
        ("*:*", "*"),
        ("*:5", "5:*"),
        ("5:3", "3:5"),
        ("7:7", "7"),
        ("007", "7"),
        ("1,2,3,7", "1:3,7"),
        ("4,3,2", "4,3,2"),
        ("1:3,4:6", "1:6"),
        ("1:3,3:6", "1:3,3:6"),
        ("1,1", "1,1"),
        ("4294967294,4294967295", "4294967294:4294967295"),
        ("5:*,6", "5:*,6"),
        ("$", "$"),
    ] {
        let set = set(given);
        assert_eq!(set.to_string(), written);
        assert_eq!(set.wire_len(), written.len(), "{written}");
        assert_eq!(written.parse::<UidSet>(), Ok(set));
    }
}

#[test]
fn what_is_no_set() {
    for (text, error) in [
        ("", SetError::Empty),
        ("0", SetError::Zero),
        ("1:0", SetError::Zero),
        ("000", SetError::Zero),
        ("4294967296", SetError::Syntax(0)),
        ("1:4294967296", SetError::Syntax(0)),
        ("1,", SetError::Syntax(2)),
        (",1", SetError::Syntax(0)),
        ("1,,2", SetError::Syntax(2)),
        ("1:", SetError::Syntax(0)),
        (":1", SetError::Syntax(0)),
        ("1:2:3", SetError::Syntax(0)),
        ("1 ", SetError::Syntax(0)),
        ("12,1:*\r\nX", SetError::Syntax(3)),
        ("-1", SetError::Syntax(0)),
        ("+1", SetError::Syntax(0)),
        ("**", SetError::Syntax(0)),
        ("$,1", SetError::Syntax(0)),
    ] {
        assert_eq!(text.parse::<SeqSet>(), Err(error), "{text:?}");
    }
}

#[test]
fn number_of_ranges_from_the_wire_is_bounded() {
    let text = |count: u32| (1..=count).map(|n| format!("{},", n * 2)).collect::<String>();
    let most = text(65_536);
    assert_eq!(UidSet::parse(most.trim_end_matches(',').as_bytes()).unwrap().ranges().count(), 65_536);
    let more = text(65_537);
    let refused = UidSet::parse(more.trim_end_matches(',').as_bytes());
    assert_eq!(refused, Err(SetError::TooMany(UidSet::MAX_PARSED)));
    // A run counts once, however long.
    let run: String = (1..=70_000).map(|n| format!("{n},")).collect();
    assert_eq!(UidSet::parse(run.trim_end_matches(',').as_bytes()).unwrap().to_string(), "1:70000");
}

#[test]
fn made_by_the_program() {
    assert_eq!(SeqSet::all().to_string(), "1:*");
    assert!(SeqSet::all().is_all() && SeqSet::range(..).unwrap().is_all() && set("*:1").is_all());
    assert!(!set("1:*,5").is_all() && !set("2:*").is_all());
    assert_eq!(SeqSet::range(1..=5).unwrap().to_string(), "1:5");
    assert_eq!(SeqSet::range(1..5).unwrap().to_string(), "1:4");
    assert_eq!(SeqSet::range(7..).unwrap().to_string(), "7:*");
    assert_eq!(SeqSet::range(..=7).unwrap().to_string(), "1:7");
    assert_eq!(SeqSet::one(7), SeqSet::try_from(7));
    assert_eq!(SeqSet::from(core::num::NonZeroU32::MAX).to_string(), "4294967295");
    assert_eq!(SeqSet::one(0), Err(SetError::Zero));
    assert_eq!(SeqSet::range(0..), Err(SetError::Zero));
    assert_eq!(SeqSet::range(0..0), Err(SetError::Empty));
    assert_eq!(SeqSet::range(..1), Err(SetError::Empty));
    #[allow(clippy::reversed_empty_ranges, reason = "it is what is tested")]
    let reversed = SeqSet::range(5..=4);
    assert_eq!(reversed, Err(SetError::Empty));
    assert_eq!(SeqSet::from_numbers([5, 6, 7, 7, 1]).unwrap().to_string(), "5:7,1");
    assert_eq!(SeqSet::from_numbers([]), Err(SetError::Empty));
    assert_eq!(SeqSet::from_numbers([1, 0]), Err(SetError::Zero));
    assert_eq!(format!("{:?} {:?}", SeqSet::all(), UidSet::saved()), "SeqSet(1:*) UidSet($)");
}

#[test]
fn star_is_the_last_message() {
    let open = set("5:*");
    assert!(open.has_star() && !set("5").has_star());
    // 5:* with 3 messages is 3:5 (RFC 9051 section 9, seq-range).
    for (last, inside) in [(Some(9), 5..=9), (Some(3), 3..=5), (Some(5), 5..=5), (None, 5..=u32::MAX)] {
        for number in [1, 2, 3, 4, 5, 6, 9, 10, u32::MAX] {
            assert_eq!(open.contains(number, last), inside.contains(&number), "{number} {last:?}");
        }
    }
    let lone = set("*");
    assert!(lone.contains(7, None) && lone.contains(7, Some(7)) && !lone.contains(7, Some(8)));
    assert_eq!(lone.ranges().collect::<Vec<_>>(), [(u32::MAX, None)]);
    assert!(
        set("1,*").contains(9, None) && !set("1,*").contains(9, Some(10)) && set("1,*").contains(1, Some(10))
    );
    let two = set("4:*,8:*");
    assert!(two.contains(6, Some(5)) && !two.contains(9, Some(5)) && !two.contains(3, None));
}

#[test]
fn saved_is_unknown() {
    let saved = UidSet::saved();
    assert!(saved.is_saved() && !saved.has_star() && !saved.is_all());
    assert!(saved.contains(1, None) && !saved.contains(0, None));
    assert!(!saved.disjoint(&set("1")) && !set("1").disjoint(&saved));
    assert_eq!((saved.len_numbers(), saved.ranges().count(), saved.wire_len()), (None, 0, 1));
    assert_eq!(saved.chunks(0).collect::<Vec<_>>(), core::slice::from_ref(&saved));
    assert!(saved.expand(9).is_err());
    assert_ne!(saved, UidSet::all());
}

#[test]
fn expansion_is_asked_for_and_bounded() {
    assert_eq!(set("3:5,1").expand(4).unwrap(), [3, 4, 5, 1]);
    let refused = set("3:5,1").expand(3).unwrap_err();
    assert_eq!((refused.limit, refused.seen), (3, 4));
    let giant = set("1:4294967295,1:4294967295");
    assert_eq!(giant.len_numbers(), Some(2 * 4_294_967_295));
    assert!(giant.expand(100_000).is_err());
    assert_eq!(giant.iter(3).collect::<Vec<_>>(), [1, 2, 3]);
    assert_eq!(set("4294967295,2").iter(9).collect::<Vec<_>>(), [u32::MAX, 2]);
    assert!(set("5:*").expand(100).is_err());
    assert_eq!(set("5:*,9,*").iter(9).collect::<Vec<_>>(), [9]);
}

#[test]
fn disjoint_when_it_is_sure() {
    assert!(set("1:3,9").disjoint(&set("4:8,10:12")));
    assert!(!set("9,1:3").disjoint(&set("3")));
    assert!(!set("5:*").disjoint(&set("1")));
    assert!(!set("1,2:*").disjoint(&set("1")));
}

#[test]
fn chunks_fit() {
    let set = UidSet::from_numbers((1..=3_000).map(|n| n * 3)).unwrap();
    let chunks: Vec<_> = set.chunks(1_000).collect();
    assert!(chunks.iter().all(|chunk| chunk.wire_len() <= 1_000));
    assert!(chunks.len() <= set.wire_len() / 990 + 1);
    assert_eq!(
        chunks.iter().flat_map(|chunk| chunk.iter(9_999)).collect::<Vec<_>>(),
        set.expand(9_999).unwrap()
    );
    assert_eq!(UidSet::all().chunks(1).collect::<Vec<_>>(), [UidSet::all()]);
}

/// Pairs of ends; none is `*`.
type Model = Vec<(Option<u32>, Option<u32>)>;

/// A set over the numbers 1 to 63 as text, and its bits. Bit `last` stands for `*`.
fn sets() -> impl Strategy<Value = (String, Model)> {
    let end = prop_oneof![8 => (1_u32..64).prop_map(Some), 1 => Just(None)];
    let range = (end.clone(), end);
    proptest::collection::vec(range, 1..12).prop_map(|ranges| {
        let name = |end: &Option<u32>| end.map_or("*".to_string(), |number| number.to_string());
        let piece = |(a, b): &(_, _)| if a == b { name(a) } else { format!("{}:{}", name(a), name(b)) };
        let text: Vec<_> = ranges.iter().map(piece).collect();
        (text.join(","), ranges)
    })
}

fn bits(ranges: &[(Option<u32>, Option<u32>)], last: u32) -> u64 {
    let mut bits = 0;
    for (a, b) in ranges {
        let (a, b) = (a.unwrap_or(last), b.unwrap_or(last));
        (a.min(b)..=a.max(b)).for_each(|number| bits |= 1 << number);
    }
    bits
}

#[test]
fn ranges_in_a_row() {
    let set = SeqSet::from_ranges([1..=3, 7..=7, 8..=9, 2..=2]).unwrap();
    assert_eq!(set.to_string(), "1:3,7:9,2");
    assert_eq!(UidSet::from_ranges([5..]).unwrap().to_string(), "5:*");
    assert_eq!(UidSet::from_ranges([1..3, 3..5]).unwrap().to_string(), "1:4");
    assert_eq!(SeqSet::from_ranges([1..=2, 0..=2]), Err(SetError::Zero));
    assert_eq!(SeqSet::from_ranges([1..1, 2..3]), Err(SetError::Empty));
    assert_eq!(SeqSet::from_ranges(core::iter::empty::<core::ops::RangeFrom<u32>>()), Err(SetError::Empty));
}

proptest! {
    #[test]
    fn as_a_bitmap((text, model) in sets(), (other_text, other) in sets(), last in 1_u32..64) {
        let (one, two) = (set(&text), set(&other_text));
        let map = bits(&model, last);
        for number in 0..64 {
            prop_assert_eq!(one.contains(number, Some(last)), map >> number & 1 == 1, "{} in {}", number, one);
            if one.contains(number, Some(last)) && one.ranges().all(|(start, end)| end.is_some() || start <= last) {
                prop_assert!(one.contains(number, None), "{number} in {one}");
            }
        }
        let again = set(&one.to_string());
        prop_assert_eq!(&again, &one);
        if one.disjoint(&two) {
            prop_assert_eq!(map & bits(&other, last), 0);
        }
        if !one.has_star() && !two.has_star() {
            prop_assert_eq!(one.disjoint(&two), map & bits(&other, last) == 0);
            prop_assert_eq!(one.disjoint(&two), two.disjoint(&one));
            let numbers = one.expand(12 * 64).unwrap();
            prop_assert_eq!(Some(numbers.len() as u64), one.len_numbers());
            prop_assert_eq!(numbers.iter().fold(0_u64, |bits, number| bits | 1 << number), map);
            let rebuilt = UidSet::from_numbers(numbers).unwrap();
            prop_assert_eq!((1..64).filter(|n| rebuilt.contains(*n, None)).count(), map.count_ones() as usize);
        }
    }

    #[test]
    fn chunks_are_the_set_again((text, _) in sets(), max in 0_usize..40) {
        let whole = set(&text);
        let chunks: Vec<_> = whole.chunks(max).collect();
        for chunk in &chunks {
            prop_assert_eq!(chunk.wire_len(), chunk.to_string().len());
            prop_assert!(chunk.wire_len() <= max || chunk.ranges().count() == 1);
        }
        let joined: Vec<_> = chunks.iter().map(ToString::to_string).collect();
        prop_assert_eq!(joined.join(","), whole.to_string());
    }

    #[test]
    fn no_octets_panic(wire in "[0-9:*,$ ]{0,24}") {
        if let Ok(set) = SeqSet::parse(wire.as_bytes()) {
            prop_assert_eq!(set.to_string().parse::<SeqSet>(), Ok(set));
        }
    }
}

/// Ranges that mostly ascend and mostly have neighbours of one width, as ESEARCH has them.
fn long() -> impl Strategy<Value = Vec<(u32, u32)>> {
    let first = prop::sample::select(vec![1_u32, 90, 99_990, 99_999_900, 4_294_960_000]);
    let step = (prop_oneof![9 => 2..9_u32, 1 => 0..2_u32], prop_oneof![Just(0_u32), 1..9_u32]);
    (first, prop::collection::vec(step, 1..200), any::<prop::sample::Index>(), any::<bool>()).prop_map(
        |(first, steps, odd, turned)| {
            let mut at = first;
            let mut ranges: Vec<_> = Vec::new();
            for (gap, more) in steps {
                let start = at + gap;
                at = start + more;
                ranges.push((start, at));
            }
            let odd = odd.index(ranges.len());
            if turned {
                ranges[odd] = (ranges[odd].1, 1);
            }
            ranges
        },
    )
}

proptest! {
    #[test]
    fn long_sets_are_read_as_by_splitting(ranges in long(), at in any::<prop::sample::Index>(), bad in prop::sample::select(vec![b'/', b'0', b';', b' ', b':', 0x80, 0xb1, b'a'])) {
        let text = |(start, end): &(u32, u32)| if start == end { start.to_string() } else { format!("{start}:{end}") };
        let wire = ranges.iter().map(text).collect::<Vec<_>>().join(",");
        let mut expected: Vec<(u32, u32)> = Vec::new();
        for (a, b) in &ranges {
            let (start, end) = (*a.min(b), *a.max(b));
            match expected.last_mut() {
                Some((_, last)) if last.checked_add(1) == Some(start) => *last = end,
                _ => expected.push((start, end)),
            }
        }
        let found = UidSet::parse(wire.as_bytes()).unwrap();
        let found: Vec<_> = found.ranges().map(|(start, end)| (start, end.unwrap())).collect();
        prop_assert_eq!(found, expected);

        let mut wire = wire.into_bytes();
        let at = at.index(wire.len());
        wire[at] = bad;
        let text = core::str::from_utf8(&wire).unwrap_or("?");
        let number = |text: &str| text.bytes().all(|c| c.is_ascii_digit()) && text.parse::<u32>().is_ok_and(|n| n > 0);
        let range = |text: &str| text.split_once(':').map_or_else(|| number(text), |(a, b)| number(a) && number(b));
        prop_assert_eq!(UidSet::parse(&wire).is_ok(), text.split(',').all(range));
    }
}
