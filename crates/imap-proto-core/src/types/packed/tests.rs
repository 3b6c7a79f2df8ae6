use super::*;

const WORDS: Words<5> = Words::new(["\\Seen", "\\*", "$Forwarded", "HIGHESTMODSEQ", "x"]);

fn find(word: &str) -> Option<usize> {
    Packed::of(word.as_bytes()).and_then(|word| WORDS.position(word))
}

#[test]
fn words_are_found_in_any_case() {
    assert_eq!(find("\\Seen"), Some(0));
    assert_eq!(find("\\sEEN"), Some(0));
    assert_eq!(find("$FORWARDED"), Some(2));
    assert_eq!(find("highestmodseq"), Some(3));
    assert_eq!(find("X"), Some(4));
    assert!(WORDS.is_spelled(0, Packed::constant("\\Seen")));
    assert!(!WORDS.is_spelled(0, Packed::constant("\\seen")));
}

#[test]
fn bit_five_is_case_only_in_letters() {
    for odd in ["|Seen", "\\\n", "\u{4}Forwarded", "", "\\Seen2", "\\See", "HIGHESTMODSEQ\0", "y", "X "] {
        assert_eq!(find(odd), None, "{odd:?}");
    }
    assert_eq!(Packed::of(b"12345678901234567"), None);
}
