use alloc::string::ToString;
use alloc::{format, vec};

use bytes::Bytes;

use super::{Atom, Span, Str, Text};

#[test]
fn a_span_of_nil_is_not_the_empty_string() {
    let text = Bytes::from_static(b"abc");
    assert_eq!(Span::NIL.of(&text), None);
    assert_eq!(Span::new(1, 0).of(&text), Some(b"".as_slice()));
    assert_eq!(Span::new(1, 2).of(&text), Some(b"bc".as_slice()));
    assert_eq!(Span::new(1, 3).of(&text), None, "beyond the text there is nothing");
    assert!(Str::new(&text, Span::NIL).is_none());
    assert!(Str::new(&text, Span::new(3, 0)).unwrap().is_empty());
}

#[test]
fn a_span_moves_into_another_text() {
    let mut out = vec![b'x'];
    let span = Span::new(1, 2).moved(b"abc", &mut out);
    assert_eq!((out.as_slice(), span.of(&out)), (b"xbc".as_slice(), Some(b"bc".as_slice())));
    assert!(Span::NIL.moved(b"abc", &mut out).is_nil());
}

#[test]
fn a_str_is_octets_first() {
    let text = Bytes::from_static(b"caf\xe9 caf\xc3\xa9");
    let latin1 = Str::new(&text, Span::new(0, 4)).unwrap();
    assert_eq!(latin1.as_str(), None);
    assert_eq!(latin1.to_string(), "caf\u{fffd}");
    assert_eq!(format!("{latin1:?}"), "\"caf\\xe9\"");
    let utf8 = Str::new(&text, Span::new(5, 5)).unwrap();
    assert_eq!(utf8, "caf\u{e9}");
    assert!(utf8.eq_ignore_ascii_case("CAF\u{e9}"));
    assert_eq!(utf8.to_shared(), utf8.to_compact());
}

#[test]
fn atoms_follow_the_grammar() {
    for good in ["A", "$Forwarded", "a.b-c_d[1", "+1", "2024:Q1"] {
        assert_eq!(Atom::new(good).unwrap().to_string(), good);
    }
    for bad in
        ["", "a b", "a(b", "a)b", "a{b", "a%b", "a*b", "a\"b", "a\\b", "a]b", "a\r", "\0", "\u{e9}", "\x7f"]
    {
        assert!(Atom::new(bad).is_err(), "{bad:?}");
    }
    assert!(Atom::new("inbox").unwrap().eq_ignore_ascii_case("INBOX"));
}

#[test]
fn text_may_be_anything() {
    let text = Text::from_wire(Bytes::from_static(b"\xff\xfe\xc0\x80"));
    assert_eq!(text.as_str(), None);
    assert_eq!(text.as_bytes(), b"\xff\xfe\xc0\x80");
    assert_eq!(Text::from("done").as_str(), Some("done"));
    assert!(Text::default().is_empty());
}
