use alloc::format;
use alloc::string::{String, ToString};
use std::collections::HashSet;

use super::{Capability, CapabilitySet, KNOWN};
use crate::limits::Limits;
use crate::types::Atom;

fn read(words: &str) -> CapabilitySet {
    CapabilitySet::from_wire(words.as_bytes(), &Limits::default()).unwrap().0
}

#[test]
fn table_and_names_agree() {
    for (name, capability) in &KNOWN {
        assert_eq!(capability.to_string(), *name);
        let lower = Capability::from_wire(name.to_ascii_lowercase().as_bytes()).unwrap();
        assert_eq!(lower.to_string(), *name);
        assert_eq!(lower, *capability);
        assert!(!matches!(lower, Capability::Ext(_)), "{name}");
    }
}

#[test]
fn case_does_not_count_and_spelling_is_kept() {
    let set = read("imap4REV1 auth=plain Rights=kxTEn AUTH=XOAUTH2 Auth=");
    assert!(set.has(&Capability::Imap4Rev1));
    assert!(set.auth("PLAIN") && set.auth("xoauth2"));
    assert!(!set.auth("LOGIN") && !set.auth("") && !set.auth("A B"));
    assert!(set.has(&Capability::ext("RIGHTS=KXTEN").unwrap()));
    assert_eq!(set.to_string(), "Auth= AUTH=plain AUTH=XOAUTH2 IMAP4rev1 Rights=kxTEn");
    assert_eq!(set.mechanisms().map(|name| name.to_string()).collect::<String>(), "plainXOAUTH2");
    assert_eq!((set.len(), set.is_empty()), (5, false));
}

#[test]
fn equal_ones_hash_alike() {
    let all = [
        Capability::Idle,
        Capability::Ext(Atom::new("idle").unwrap()),
        Capability::Auth(Atom::new("PLAIN").unwrap()),
        Capability::Ext(Atom::new("auth=Plain").unwrap()),
    ];
    assert_eq!(all[2], all[3]);
    assert_eq!(HashSet::from(all).len(), 2);
}

#[test]
fn literal_plus_in_two_words() {
    assert_eq!(read("IMAP4rev1 LITERAL + IDLE"), read("IMAP4rev1 LITERAL LITERAL+ IDLE"));
    assert!(read("LITERAL -").has(&Capability::LiteralMinus));
    assert!(!read("+ IDLE LITERAL IDLE +").has(&Capability::LiteralPlus));
}

#[test]
fn what_is_forgiven_is_counted() {
    let odd = |words: &[u8]| CapabilitySet::from_wire(words, &Limits::default()).unwrap().1;
    assert_eq!(odd(b"IMAP4rev1 LITERAL+ X"), 0);
    assert_eq!(odd(b"LITERAL + LITERAL - LITERAL X"), 2);
    assert_eq!(odd(b"* CAPABILITY IMAP4 a(b"), 3);
}

#[test]
fn bogus_words_are_left_out() {
    // Netscape Messaging Server 4.03.
    let set = read("* CAPABILITY IMAP4 IMAP4rev1  \"x\" a(b \u{fc} ");
    assert_eq!(set.to_string(), "IMAP4 IMAP4rev1");
    assert!(read("").is_empty());
}

#[test]
fn too_many_are_refused() {
    let limits = Limits::default().with(|limits| limits.capabilities = 2);
    assert!(CapabilitySet::from_wire(b"a b", &limits).is_ok());
    // Repetition does not get around it.
    let refused = CapabilitySet::from_wire(b"a a a", &limits).unwrap_err();
    assert_eq!((refused.which, refused.limit, refused.seen), ("capabilities", 2, 3));
}

#[test]
fn set_of_the_program() {
    let mut set: CapabilitySet = [Capability::Idle, Capability::Idle].into_iter().collect();
    assert!(!set.insert(Capability::Idle));
    assert!(set.insert(Capability::ext("X-FOO").unwrap()));
    set.extend([Capability::Move]);
    assert_eq!(set.to_string(), "IDLE MOVE X-FOO");
    assert!(Capability::ext("a b").is_err() && Capability::ext("X\r\nY").is_err());
    assert_eq!(format!("{:?}", Capability::ext("auth=PLAIN").unwrap()), "Auth(\"PLAIN\")");
}
