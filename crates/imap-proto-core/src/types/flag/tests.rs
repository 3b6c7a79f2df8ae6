use alloc::string::ToString;
use alloc::vec::Vec;

use bytes::Bytes;

use super::{Bits, Flag, FlagSet, Members, Tokens};

fn set(text: &'static str) -> FlagSet {
    let mut bits = Bits::default();
    Tokens(text.as_bytes()).for_each(|flag| bits.add(flag));
    FlagSet::from_parts(bits, Bytes::from_static(text.as_bytes()))
}

#[test]
fn flags_read_and_write() {
    for text in
        ["\\Answered", "\\Flagged", "\\Deleted", "\\Seen", "\\Draft", "\\Recent", "\\*", "$Junk", "\\Foo"]
    {
        assert_eq!(Flag::try_from(text).unwrap().to_string(), text);
    }
    assert_eq!(Flag::try_from("\\sEEN").unwrap(), Flag::Seen);
    for bad in ["", "\\", "a b", "\\a b", "a]", "*", "a\r\n", "\\\\a"] {
        assert!(Flag::try_from(bad).is_err(), "{bad:?}");
    }
    assert!(Flag::keyword("\\Seen").is_err());
}

#[test]
fn well_known_flags_hold_no_memory() {
    let flags = set("\\Seen $Forwarded \\Answered NonJunk");
    assert!(flags.keywords.is_empty());
    assert_eq!(flags.len(), 4);
    assert!(flags.contains(&Flag::keyword("$forwarded").unwrap()));
    assert!(flags.is_seen() && flags.is_answered() && !flags.is_draft());
    assert_eq!(flags.to_string(), "(\\Answered \\Seen $Forwarded NonJunk)");
}

#[test]
fn order_and_spelling_of_keywords_are_kept() {
    let flags = set("zeta \\Seen Alpha $forwarded");
    assert_eq!(flags.to_string(), "(zeta \\Seen Alpha $forwarded)");
    let names: Vec<_> = flags.keywords().map(|k| k.to_string()).collect();
    assert_eq!(names, ["zeta", "Alpha", "$forwarded"]);
    assert!(flags.contains(&Flag::keyword("ALPHA").unwrap()));
    assert!(flags.contains(&Flag::keyword("$Forwarded").unwrap()));
    assert!(!flags.contains(&Flag::keyword("Alph").unwrap()));
    assert!(!flags.contains(&Flag::Answered));
}

#[test]
fn odd_flags_are_kept() {
    // imaplib's ParseFlags vector: brackets are welcome.
    let flags = set("\\Seen [test] foo] \\Foo");
    assert_eq!(flags.len(), 4);
    assert_eq!(flags.to_string(), "(\\Seen [test] foo] \\Foo)");
    assert!(flags.iter().any(|flag| matches!(flag, Flag::Other(name) if name == "Foo")));
    assert!(set("\\*").allows_new_keywords());
    // home.pl
    assert_eq!(set("\\Sent\\HasNoChildren").len(), 2);
    assert_eq!(set("  a   b ").len(), 2);
    assert_eq!(set("\\").to_string(), "(\\)");
}

#[test]
fn sets_compare_by_contents() {
    assert_eq!(set("\\Seen \\Deleted"), set("\\Deleted \\Seen"));
    assert_eq!(set("$forwarded"), set("$Forwarded"));
    assert_ne!(set("a b"), set("b a"));
    assert_eq!(set("a \\Seen"), [Flag::keyword("a").unwrap(), Flag::Seen].into_iter().collect());
    assert_eq!(set(""), FlagSet::new());
    assert!(FlagSet::new().is_empty());
    let compact = set("a \\Seen").compact();
    assert_eq!(compact, set("a \\Seen"));
}
