use alloc::string::String;
use alloc::vec;
use alloc::vec::Vec;

use proptest::prelude::*;

use super::{is_all_direct, is_direct, utf7_decode, utf7_encode};

/// (text, wire): RFC 3501 5.1.3 and RFC 2152's ideas, in the modified form.
const BOTH_WAYS: &[(&str, &str)] = &[
    ("", ""),
    ("INBOX", "INBOX"),
    ("&", "&-"),
    ("a&b", "a&-b"),
    ("&&", "&-&-"),
    ("~peter/mail/台北/日本語", "~peter/mail/&U,BTFw-/&ZeVnLIqe-"),
    ("☺!", "&Jjo-!"),
    ("Hi Mom -☺-!", "Hi Mom -&Jjo--!"),
    ("☺☺", "&JjomOg-"),
    ("☺&☺", "&Jjo-&-&Jjo-"),
    ("Entwürfe", "Entw&APw-rfe"),
    ("Отправленные", "&BB4EQgQ,BEAEMAQyBDsENQQ9BD0ESwQ1-"),
    ("😀", "&2D3eAA-"),
    ("a\tb", "a&AAk-b"),
    ("\u{7f}", "&AH8-"),
    ("\0", "&AAA-"),
    ("\r\n", "&AA0ACg-"),
    ("\u{feff}", "&,v8-"),
];

/// What looks encoded and is not what the encoder would have written.
const NOT_OURS: &[&[u8]] = &[
    b"&",
    b"a&",
    b"&Jjo",               // never closed
    b"&Jjo!",              // closed by something else (RFC 3501 5.1.3 forbids it)
    b"&AGE-",              // `a`, coded
    b"&ACY-",              // `&`, coded
    b"&U,BTFw-&ZeVnLIqe-", // superfluous shift, the example of RFC 3501 5.1.3
    b"&Jjo-&Jjo-",
    b"&2AA-",    // lone high surrogate
    b"&3AA-",    // lone low surrogate
    b"&2AAAQQ-", // high surrogate, then no low one
    b"&J-",      // half a unit
    b"&Jj-",
    b"&Jjp-",  // bits left over
    b"&JjoA-", // a whole digit left over
    b"&Jjo=-",
    b"&U/BTFw-", // the alphabet of plain base64
    b"&\xff-",
    b"\xfc",
    b"a\tb",
    b"a\x7fb",
    b"a\0b",
];

#[test]
fn known_names_both_ways() {
    for (text, wire) in BOTH_WAYS {
        assert_eq!(utf7_encode(text), *wire);
        assert_eq!(utf7_decode(wire.as_bytes()).as_deref(), Some(*text), "{wire}");
    }
}

#[test]
fn what_the_encoder_would_not_write_is_refused() {
    for wire in NOT_OURS {
        assert_eq!(utf7_decode(wire), None, "{}", wire.escape_ascii());
    }
}

/// Octets that often are, or nearly are, modified UTF-7.
fn nearly() -> impl Strategy<Value = Vec<u8>> {
    let piece = prop_oneof![
        "[a-zA-Z&-]{0,4}".prop_map(String::into_bytes),
        "&[A-Za-z0-9+,]{1,9}-".prop_map(String::into_bytes),
        any::<String>().prop_map(|text| utf7_encode(&text).into_bytes()),
        proptest::collection::vec(any::<u8>(), 0..4),
    ];
    proptest::collection::vec(piece, 0..5).prop_map(|pieces| pieces.concat())
}

#[test]
fn one_odd_octet_among_many_is_seen() {
    for len in 1..=20 {
        for at in 0..len {
            for octet in 0..=u8::MAX {
                // What is below and above must not hide it.
                for others in [b' ', b'~'] {
                    let mut octets = vec![others; len];
                    octets[at] = octet;
                    assert_eq!(is_all_direct(&octets), is_direct(octet), "{octet} at {at} of {len}");
                }
            }
        }
    }
    assert!(is_all_direct(b""));
}

proptest! {
    #[test]
    fn every_text_comes_back(text in any::<String>()) {
        let wire = utf7_encode(&text);
        prop_assert!(wire.bytes().all(|octet| matches!(octet, 0x20..=0x7e)));
        prop_assert_eq!(utf7_decode(wire.as_bytes()), Some(text));
    }

    #[test]
    fn what_decodes_encodes_to_the_same_octets(wire in nearly()) {
        if let Some(text) = utf7_decode(&wire) {
            prop_assert_eq!(utf7_encode(&text).into_bytes(), wire);
        }
    }
}
