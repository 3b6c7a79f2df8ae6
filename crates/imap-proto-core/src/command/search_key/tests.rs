use alloc::string::String;
use alloc::vec::Vec;

use time::{Date, Month};

use super::SearchKey;
use crate::command::Param;
use crate::command::Search;
use crate::command::testing::{refused, wire};
use crate::error::EncodeError;
use crate::types::{Atom, Flag, SeqSet, UidSet};

fn key(key: SearchKey) -> String {
    wire(Search::new(key)).split_once(' ').unwrap().1.into()
}

fn day() -> Date {
    Date::from_calendar_date(1994, Month::February, 1).unwrap()
}

#[test]
fn words() {
    let words = [
        (SearchKey::all(), "ALL"),
        (SearchKey::answered(), "ANSWERED"),
        (SearchKey::deleted(), "DELETED"),
        (SearchKey::draft(), "DRAFT"),
        (SearchKey::flagged(), "FLAGGED"),
        (SearchKey::new(), "NEW"),
        (SearchKey::old(), "OLD"),
        (SearchKey::recent(), "RECENT"),
        (SearchKey::seen(), "SEEN"),
        (SearchKey::unanswered(), "UNANSWERED"),
        (SearchKey::undeleted(), "UNDELETED"),
        (SearchKey::undraft(), "UNDRAFT"),
        (SearchKey::unflagged(), "UNFLAGGED"),
        (SearchKey::unseen(), "UNSEEN"),
    ];
    for (built, expected) in words {
        assert_eq!(key(built), expected);
    }
}

#[test]
fn texts_are_strings() {
    type Make = fn(&'static str) -> SearchKey;
    let texts: [(Make, &str); 7] = [
        (SearchKey::bcc, "BCC"),
        (SearchKey::body, "BODY"),
        (SearchKey::cc, "CC"),
        (SearchKey::from, "FROM"),
        (SearchKey::subject, "SUBJECT"),
        (SearchKey::text, "TEXT"),
        (SearchKey::to, "TO"),
    ];
    for (build, word) in texts {
        assert_eq!(key(build("NIL")), std::format!("{word} \"NIL\""));
        assert_eq!(key(build("a\"b\\c")), std::format!("{word} \"a\\\"b\\\\c\""));
        assert_eq!(key(build("a\r\nX")), std::format!("{word} {{4}}\r\n<sync>a\r\nX"));
        assert_eq!(key(build("{4}")), std::format!("{word} \"{{4}}\""));
        assert!(matches!(refused(Search::new(build("\0"))), EncodeError::BadOctet { .. }));
    }
}

#[test]
fn header_fields() {
    assert_eq!(key(SearchKey::header("Message-ID", "<a@b>")), "HEADER Message-ID \"<a@b>\"");
    assert_eq!(key(SearchKey::header("X-Spam", "")), "HEADER X-Spam \"\"");
    for field in ["", "a b", "a:", "a\r\nX", "ä", "a\0"] {
        let error = refused(Search::new(SearchKey::header(field, "x")));
        assert!(matches!(error, EncodeError::Invalid { what: "header field name", .. }), "{field:?}");
    }
}

#[test]
fn dates_and_sizes() {
    assert_eq!(key(SearchKey::before(day())), "BEFORE 1-Feb-1994");
    assert_eq!(key(SearchKey::on(day())), "ON 1-Feb-1994");
    assert_eq!(key(SearchKey::since(day())), "SINCE 1-Feb-1994");
    assert_eq!(key(SearchKey::sent_before(day())), "SENTBEFORE 1-Feb-1994");
    assert_eq!(key(SearchKey::sent_on(day())), "SENTON 1-Feb-1994");
    assert_eq!(key(SearchKey::sent_since(day())), "SENTSINCE 1-Feb-1994");
    assert_eq!(key(SearchKey::larger(4096)), "LARGER 4096");
    assert_eq!(key(SearchKey::smaller(0)), "SMALLER 0");
    let ancient = Date::from_calendar_date(-3, Month::January, 1).unwrap();
    assert!(matches!(refused(Search::new(SearchKey::on(ancient))), EncodeError::Invalid { .. }));
}

#[test]
fn keywords_and_system_flags() {
    assert_eq!(key(SearchKey::keyword(Flag::keyword("$Junk").unwrap())), "KEYWORD $Junk");
    assert_eq!(key(SearchKey::unkeyword(Flag::keyword("$Junk").unwrap())), "UNKEYWORD $Junk");
    assert_eq!(key(SearchKey::keyword(Flag::Seen)), "SEEN");
    assert_eq!(key(SearchKey::unkeyword(Flag::Deleted)), "UNDELETED");
    let other = Flag::try_from("\\XFoo").unwrap();
    assert!(matches!(refused(Search::new(SearchKey::keyword(other))), EncodeError::Invalid { .. }));
}

#[test]
fn sets() {
    let numbers = SeqSet::from_numbers([2, 3, 9]).unwrap();
    assert_eq!(key(SearchKey::seq(numbers)), "2:3,9");
    assert_eq!(key(SearchKey::seq(SeqSet::saved())), "$");
    assert_eq!(key(SearchKey::uid(UidSet::all())), "UID 1:*");
}

#[test]
fn combinations() {
    let both = SearchKey::seen().and(SearchKey::flagged()).and(SearchKey::draft());
    assert_eq!(key(both.clone()), "SEEN FLAGGED DRAFT");
    assert_eq!(key(both.clone().not()), "NOT (SEEN FLAGGED DRAFT)");
    assert_eq!(key(both.clone().or(SearchKey::old())), "OR (SEEN FLAGGED DRAFT) OLD");
    assert_eq!(key(SearchKey::old().and(both)), "OLD (SEEN FLAGGED DRAFT)");
    let or = SearchKey::seen().or(SearchKey::draft().or(SearchKey::old().not()));
    assert_eq!(key(or), "OR SEEN OR DRAFT NOT OLD");
    assert_eq!(key(SearchKey::And(Vec::new())), "ALL");
    assert_eq!(key(SearchKey::And(Vec::new()).not()), "NOT ALL");
}

#[test]
fn keys_of_extensions() {
    let fuzzy = Param::new(Atom::new("FUZZY").unwrap()).key(SearchKey::subject("x"));
    assert_eq!(key(fuzzy.into()), "FUZZY SUBJECT \"x\"");
    let raw = SearchKey::ext(Atom::new("X-GM-RAW").unwrap()).text("has:attachment \"a\"");
    assert_eq!(key(raw.into()), r#"X-GM-RAW "has:attachment \"a\"""#);
    let modseq =
        Param::new(Atom::new("MODSEQ").unwrap()).text("/flags/\\draft").atom(Atom::new("all").unwrap());
    assert_eq!(key(modseq.number(620_162_338).into()), r#"MODSEQ "/flags/\\draft" all 620162338"#);
}

#[test]
fn what_is_nested_too_deeply_is_an_error_and_no_overflow() {
    let deep = |levels| (0..levels).fold(SearchKey::seen(), |key, _| key.not());
    assert!(key(deep(127)).ends_with("NOT SEEN"));
    assert!(matches!(refused(Search::new(deep(128))), EncodeError::Invalid { what: "search key", .. }));
}

#[test]
fn any_of_many_is_a_flat_tree() {
    let uid = |n| SearchKey::uid(UidSet::one(n).unwrap());
    assert_eq!(key(SearchKey::any_of((1..=3).map(uid))), "OR OR UID 1 UID 2 UID 3");
    assert_eq!(key(SearchKey::any_of([SearchKey::seen()])), "SEEN");
    assert_eq!(key(SearchKey::any_of([])), "NOT ALL");
    let many = key(SearchKey::any_of((1..=500).map(uid)));
    assert_eq!((many.matches("OR ").count(), many.matches("UID ").count()), (499, 500));
}

#[test]
fn numbers_are_found_wherever_they_are() {
    let set = || SearchKey::seq(SeqSet::one(4).unwrap());
    let fuzzy = Param::new(Atom::new("FUZZY").unwrap()).key(set());
    let keys = [
        set(),
        set().not(),
        SearchKey::seen().or(set()),
        set().or(SearchKey::seen()),
        SearchKey::seen().and(SearchKey::old().and(set())),
        fuzzy.into(),
    ];
    for key in keys {
        assert!(key.carries_numbers(), "{key:?}");
    }
    for key in [SearchKey::all(), SearchKey::seq(SeqSet::all()), SearchKey::uid(UidSet::one(4).unwrap())] {
        assert!(!key.carries_numbers(), "{key:?}");
    }
}
