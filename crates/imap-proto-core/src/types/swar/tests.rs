use alloc::format;
use alloc::string::ToString;

use proptest::prelude::*;

use super::*;

#[test]
fn numbers() {
    for n in [0, 1, 9, 10, 12_345_678, 123_456_789, u64::from(u32::MAX), i64::MAX.unsigned_abs()] {
        for behind in ["", " ", ")", ") 12345678", "x99999999", "\u{b2}", "/", ":"] {
            let text = format!("{n}{behind}");
            assert_eq!(number(text.as_bytes()), (n, n.to_string().len()), "{text}");
        }
    }
    assert_eq!(number(b"9223372036854775808 "), (TOO_LARGE, 19));
    assert_eq!(number(b"99999999999999999999999999 "), (TOO_LARGE, 26));
    assert_eq!(number(b"00000000000000000000000007 "), (7, 26));
    assert_eq!(number(b""), (0, 0));
    assert_eq!(number(b"x1234567"), (0, 0));
}

#[test]
fn words() {
    let word = |text: &[u8]| short_word(text);
    assert_eq!(word(b"\\Seen) 12345"), Some((Packed::constant("\\Seen"), 5)));
    assert_eq!(word(b"12345678 (345678"), Some((Packed::constant("12345678"), 8)));
    assert_eq!(word(b"HIGHESTMODSEQ 12"), Some((Packed::constant("HIGHESTMODSEQ"), 13)));
    assert_eq!(word(b"123456789012345)"), Some((Packed::constant("123456789012345"), 15)));
    assert_eq!(word(b"1234567890123456 "), None, "too long");
    assert_eq!(word(b" x2345678"), None, "none");
    assert_eq!(word(b"\\Seen)"), None, "too near the end");
    assert_eq!(Packed::of(b"HIGHESTMODSEQ"), Some(Packed::constant("HIGHESTMODSEQ")));
    assert_eq!(Packed::of(b"12345678901234567"), None);
}

#[test]
fn an_end_is_found_at_every_place() {
    for len in 0..50 {
        let last = len - len % 8;
        for other in *b"a!#[]\x7f\0" {
            let mut text = alloc::vec![other; len];
            assert_eq!((until_quote(&text), by_eight(&text)), (&text[last..], &text[last..]));
            for at in 0..len {
                for end in *b"\"\\\x80\xa2\xdc\xff" {
                    text[at..].fill(end);
                    let expected = at.min(last);
                    assert_eq!(until_quote(&text), &text[expected..], "{end} at {at} of {len}");
                    assert_eq!(by_eight(&text), &text[expected..], "{end} at {at} of {len}");
                    text[at + 1..].fill(other);
                    assert_eq!(until_quote(&text), &text[expected..], "one {end} at {at} of {len}");
                }
                text[at] = other;
            }
        }
    }
}

proptest! {
    #[test]
    fn quotes_are_found_as_by_a_loop(text in proptest::collection::vec(prop_oneof![Just(b'"'), Just(b'\\'), any::<u8>(), Just(b'#'), Just(0xa2)], 0..80)) {
        let found = text.iter().position(|c| matches!(c, b'"' | b'\\'));
        prop_assert_eq!(quote_or_backslash(&text), found);
        let last = text.len() - text.len() % 8;
        let until = text.iter().position(|c| matches!(c, b'"' | b'\\') || !c.is_ascii());
        let until = until.filter(|at| *at < last).unwrap_or(last);
        prop_assert_eq!(until_quote(&text), &text[until..]);
        prop_assert_eq!(by_eight(&text), &text[until..]);
    }

    #[test]
    fn a_plain_string_ends_as_by_a_loop(text in "[ -~]{0,40}\"?[ -~]{0,20}") {
        let last = text.len() - text.len() % 8;
        let found = text.find(['"', '\\']).filter(|at| *at < last);
        prop_assert_eq!(until_quote(text.as_bytes()), &text.as_bytes()[found.unwrap_or(last)..]);
        prop_assert_eq!(by_eight(text.as_bytes()), until_quote(text.as_bytes()));
    }

    #[test]
    fn words_end_as_by_a_loop(text in proptest::collection::vec(prop_oneof![Just(b' '), 1..=u8::MAX, Just(b')'), Just(b'!')], 16..40)) {
        let end = text.iter().position(|c| matches!(c, b' ' | b')')).unwrap_or(text.len());
        let found = short_word(&text);
        if (1..16).contains(&end) {
            prop_assert_eq!(found, Some((Packed::of(&text[..end]).unwrap(), end)));
        } else {
            prop_assert_eq!(found, None);
        }
    }

    #[test]
    fn any_number(n in any::<u64>(), behind in "[^0-9]{0,10}") {
        let text = format!("{n}{behind}");
        let fits = if i64::try_from(n).is_ok() { n } else { TOO_LARGE };
        prop_assert_eq!(number(text.as_bytes()), (fits, n.to_string().len()));
    }

    #[test]
    fn gathered_numbers_are_those_that_are_plain(
        digits in 1..=7_usize,
        mut octets in any::<[u8; 8]>(),
        plain in any::<[u8; 8]>(),
        odd in prop::collection::vec(0..8_usize, 0..2),
    ) {
        // All but the odd places are as they are to be.
        for (at, octet) in octets.iter_mut().enumerate().filter(|(at, _)| *at <= digits && !odd.contains(at)) {
            *octet = if at == digits { b' ' } else { b'0' + plain[at] % 10 };
        }
        let mut found = 0;
        let number = Digits::with_space(digits).gather(octets, &mut found);
        let fits = octets[..digits].iter().all(u8::is_ascii_digit) && octets[0] != b'0' && octets[digits] == b' ';
        prop_assert_eq!(Digits::any(found), !fits);
        if fits {
            let text = core::str::from_utf8(&octets[..digits]).unwrap();
            prop_assert_eq!(number, text.parse::<u32>().unwrap());
        }
    }
}
