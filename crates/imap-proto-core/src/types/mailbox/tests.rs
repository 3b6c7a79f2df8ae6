use alloc::format;
use alloc::string::String;
use alloc::vec::Vec;
use std::collections::HashSet;

use bytes::Bytes;
use proptest::prelude::*;

use super::{MailboxName, NameForm};
use crate::error::EncodeError;

use NameForm::{ModifiedUtf7, Utf8};

fn listed(octets: &'static [u8], form: NameForm) -> MailboxName {
    let mut name = MailboxName::from_wire(Bytes::from_static(octets));
    name.resolve(form);
    name
}

#[test]
fn names_of_security_p21_stay_usable() {
    for raw in [
        &b"&"[..],
        b"&Jjo",
        b"&AGE-",
        b"&Jjo-&Jjo-",
        b"&2AA-",
        b"&AAA-",
        b"&AA0ACg-",
        b"&AA0-",
        b"&AAo-",
        b"R\xe9sum\xe9",
        b"Entw\xc3\xbcrfe",
        b"a\tb",
        b"a\x7f",
        b"a\x01b",
    ] {
        let name = MailboxName::from_octets(raw, ModifiedUtf7);
        assert!(name.is_raw(), "{name:?}");
        assert_eq!(name.decoded(), None);
        assert_eq!(name.to_wire(ModifiedUtf7).unwrap(), raw);
        assert_eq!(name.to_wire(Utf8), Err(EncodeError::NameForm));
    }
}

#[test]
fn ampersand_is_itself_after_utf8_was_enabled() {
    for text in ["&", "&Jjo", "&AGE-", "&AA0ACg-", "a\tb", "a\u{7f}", "Entwürfe"] {
        let name = MailboxName::from_octets(text.as_bytes(), Utf8);
        assert_eq!(name.decoded().as_deref(), Some(text));
        assert_eq!(name, MailboxName::new(text));
        assert_eq!(name.to_wire(Utf8).unwrap(), text.as_bytes());
    }
    assert_eq!(listed(b"&Jjo", Utf8).to_wire(ModifiedUtf7).unwrap(), "&-Jjo");
    assert!(listed(b"\xff", Utf8).is_raw());
    assert!(listed(b"a\r\nb", Utf8).is_raw());
}

#[test]
fn the_other_form_is_encoded_anew() {
    assert_eq!(listed(b"Entw&APw-rfe", ModifiedUtf7).to_wire(Utf8).unwrap(), "Entwürfe");
    assert_eq!(listed("Entwürfe".as_bytes(), Utf8).to_wire(ModifiedUtf7).unwrap(), "Entw&APw-rfe");
    assert_eq!(MailboxName::new("a&b").to_wire(ModifiedUtf7).unwrap(), "a&-b");
    assert_eq!(MailboxName::new("a&b").to_wire(Utf8).unwrap(), "a&b");
}

#[test]
fn nul_cr_lf_of_the_program_are_refused() {
    for text in ["a\0b", "x\r\nEVIL1 X-EVIL", "\n", "\r"] {
        for form in [ModifiedUtf7, Utf8] {
            let refused = MailboxName::new(text).to_wire(form);
            assert_eq!(refused, Err(EncodeError::BadOctet { what: "mailbox" }), "{text:?}");
        }
    }
}

#[test]
fn other_controls_of_the_program_can_be_sent() {
    assert_eq!(MailboxName::new("a\tb\u{7f}\u{1}").to_wire(Utf8).unwrap(), "a\tb\u{7f}\u{1}");
    assert_eq!(MailboxName::new("a\tb").to_wire(ModifiedUtf7).unwrap(), "a&AAk-b");
}

#[test]
fn inbox_has_no_case_and_keeps_its_octets() {
    let spelled = listed(b"Inbox", ModifiedUtf7);
    assert!(spelled.is_inbox());
    assert_eq!(spelled, MailboxName::inbox());
    assert_eq!(spelled.to_wire(ModifiedUtf7).unwrap(), "Inbox");
    assert_eq!(format!("{spelled}"), "Inbox");
    assert_ne!(MailboxName::new("inbox/a"), MailboxName::new("INBOX/a"));
    assert!(!MailboxName::new("INBOX/a").is_inbox());
    let set: HashSet<_> = [spelled, MailboxName::inbox(), MailboxName::new("inbox")].into();
    assert_eq!(set.len(), 1);
}

#[test]
fn raw_names_are_never_the_text_they_look_like() {
    assert_ne!(listed(b"&AGE-", ModifiedUtf7), MailboxName::new("a"));
    assert_ne!(listed(b"&AGE-", ModifiedUtf7), MailboxName::new("&AGE-"));
    assert_eq!(listed(b"&AGE-", ModifiedUtf7), listed(b"&AGE-", ModifiedUtf7));
    assert_ne!(listed(b"&Jjo", ModifiedUtf7), listed(b"&Jjo", Utf8));
}

#[test]
fn shown_and_compacted() {
    assert_eq!(format!("{}", listed(b"Entw&APw-rfe", ModifiedUtf7)), "Entwürfe");
    assert_eq!(format!("{}", listed(b"\xff", ModifiedUtf7)), "\u{fffd}");
    assert_eq!(format!("{:?}", listed(b"\xff\r", ModifiedUtf7)), "MailboxName(raw \"\\xff\\r\")");
    assert_eq!(format!("{:?}", MailboxName::new("a\r")), "MailboxName(\"a\\r\")");
    let name = listed(b"&AGE-", ModifiedUtf7).compact();
    assert_eq!(name.as_wire(), Some(&b"&AGE-"[..]));
    assert_eq!(MailboxName::new("a").compact().as_wire(), None);
}

fn hash(name: &MailboxName) -> u64 {
    use core::hash::{BuildHasher, BuildHasherDefault};
    BuildHasherDefault::<std::collections::hash_map::DefaultHasher>::default().hash_one(name)
}

fn octets() -> impl Strategy<Value = Vec<u8>> {
    prop_oneof![
        proptest::collection::vec(any::<u8>(), 0..12),
        "[a&A-]{0,8}".prop_map(String::into_bytes),
        "(?i)inbox".prop_map(String::into_bytes),
        any::<String>().prop_map(String::into_bytes),
        any::<String>().prop_map(|text| super::utf7_encode(&text).into_bytes()),
    ]
}

/// The names that these octets are: as received, and as a program writes them.
fn forms(octets: &[u8]) -> Vec<MailboxName> {
    let received = [ModifiedUtf7, Utf8].map(|form| MailboxName::from_octets(octets, form));
    received.into_iter().chain(core::str::from_utf8(octets).ok().map(MailboxName::from)).collect()
}

proptest! {
    #[test]
    fn every_listed_name_goes_back_as_it_came(octets in octets(), utf8 in any::<bool>()) {
        let form = if utf8 { Utf8 } else { ModifiedUtf7 };
        let name = MailboxName::from_octets(&octets, form);
        prop_assert_eq!(&name.to_wire(form).unwrap(), &octets);
        // A decoded name survives the way through its text.
        if let Some(text) = name.decoded() {
            let again = MailboxName::new(text.into_owned());
            prop_assert_eq!(again.to_wire(form).unwrap(), octets);
            prop_assert_eq!(&again, &name);
            prop_assert_eq!(hash(&again), hash(&name));
        }
        let _ = format!("{name} {name:?}");
    }

    #[test]
    fn names_are_equal_as_their_texts_are(a in octets(), b in octets()) {
        for a in forms(&a) {
            for b in forms(&b).into_iter().chain(forms(a.octets())) {
                let same = match (a.decoded(), b.decoded()) {
                    (Some(x), Some(y)) => x == y || [x, y].iter().all(|name| name.eq_ignore_ascii_case("inbox")),
                    (None, None) => a.as_wire() == b.as_wire(),
                    _ => false,
                };
                prop_assert_eq!(a == b, same, "{:?} {:?}", a, b);
                prop_assert!(!same || hash(&a) == hash(&b), "{:?} {:?}", a, b);
            }
        }
    }
}
