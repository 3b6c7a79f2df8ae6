use alloc::string::ToString as _;

use super::*;

fn read(wire: &str) -> EsearchData {
    EsearchData::from_wire(wire.as_bytes()).unwrap_or_else(|error| panic!("{wire}: {error}"))
}

#[test]
fn examples_of_the_rfcs() {
    // RFC 4731 3.1 and 3.2, RFC 9051 6.4.4, RFC 7162 3.1.10.
    let found = read("* ESEARCH (TAG \"A282\") MIN 2 COUNT 3");
    assert_eq!(found.tag(), Some(&b"A282"[..]));
    assert_eq!((found.min(), found.max(), found.count()), (Some(2), None, Some(3)));
    assert!(!found.is_uid() && found.numbers().is_none() && found.uids().is_none());
    let found = read("* ESEARCH (TAG \"A283\") ALL 2,10:11");
    assert_eq!(found.numbers().map(|set| alloc::format!("{set}")).as_deref(), Some("2,10:11"));
    let found = read("* ESEARCH (TAG \"A286\") UID MIN 7 MAX 3800");
    assert_eq!((found.is_uid(), found.min(), found.max()), (true, Some(7), Some(3800)));
    assert_eq!(
        read("* ESEARCH (TAG \"A301\") UID ALL 17,900,901").uids().map(|set| set.wire_len()),
        Some(10)
    );
    assert_eq!(read("* ESEARCH").count(), None);
    let found = read("* ESEARCH (TAG \"a567\") UID COUNT 17 ALL 4:18,21,28 MODSEQ 1236");
    assert_eq!((found.modseq(), found.count()), (Some(1236), Some(17)));
}

#[test]
fn ranges_are_kept() {
    let found = read("* ESEARCH (TAG \"a\") UID ALL 1:4294967295");
    assert_eq!(found.uids().and_then(UidSet::len_numbers), Some(4_294_967_295));
}

#[test]
fn oddities() {
    assert_eq!(read("* ESEARCH (TAG a1) ALL (1:3)").numbers().and_then(SeqSet::len_numbers), Some(3));
    let found = read("* esearch (tag {2}\r\na1) uid all 5 X-Y (4 99) X \"y\"");
    assert_eq!(found.tag(), Some(&b"a1"[..]));
    assert_eq!(found.other().len(), 2);
    let found = read("* ESEARCH (MAILBOX \"x\" TAG \"a\" UIDVALIDITY 7 X-Y (1 2)) UID COUNT 0");
    assert_eq!(found.mailbox().map(|name| name.to_string()).as_deref(), Some("x"));
    assert_eq!((found.tag(), found.uid_validity(), found.other().len()), (Some(&b"a"[..]), Some(7), 1));
    assert_eq!(read("* ESEARCH (TAG \"a\" UIDVALIDITY 0) UID COUNT 0").uid_validity(), None);
    assert_eq!(read("* ESEARCH (TAG \"a\") MIN 0 COUNT 0").min(), None);
}

#[test]
fn damage_is_malformed() {
    for wire in [
        "* ESEARCH (TAG \"a\") ALL 1:",
        "* ESEARCH (TAG \"a\") ALL 0",
        "* ESEARCH (TAG \"a\") ALL 1:2x",
        "* ESEARCH (TAG \"a\" ALL 1",
        "* ESEARCH (TAG \"a\") COUNT",
        "* ESEARCH (TAG \"a\") COUNT 4294967296",
    ] {
        assert!(EsearchData::from_wire(wire.as_bytes()).is_err(), "{wire}");
    }
}
