use super::{Store, UidStore};
use crate::command::testing::{Fate, Running, refused, wire};
use crate::command::{Answers, Command, Numbering};
use crate::error::EncodeError;
use crate::response::{Data, FetchRow};
use crate::types::{Atom, Flag, SeqSet, UidSet};
use bytes::Bytes;

fn three() -> SeqSet {
    SeqSet::one(3).unwrap()
}

fn flags(seq: u32) -> Data {
    Data::Fetch(FetchRow::builder(seq).flags([Flag::Seen]).build())
}

#[test]
fn wire_forms() {
    let flags = [Flag::Deleted, Flag::Seen, Flag::Deleted];
    assert_eq!(wire(Store::add(three(), flags.clone())), "STORE 3 +FLAGS (\\Deleted \\Seen)");
    assert_eq!(wire(Store::remove(three(), flags).silent()), "STORE 3 -FLAGS.SILENT (\\Deleted \\Seen)");
    assert_eq!(wire(UidStore::replace(UidSet::all(), [])), "UID STORE 1:* FLAGS ()");
    let odd = [Flag::keyword("$Junk").unwrap(), Flag::try_from("\\XFoo").unwrap()];
    assert_eq!(wire(UidStore::add(UidSet::one(7).unwrap(), odd)), "UID STORE 7 +FLAGS ($Junk \\XFoo)");
}

#[test]
fn flags_that_no_client_sets_are_errors() {
    for flag in [Flag::Recent, Flag::Any] {
        assert!(matches!(refused(Store::add(three(), [flag])), EncodeError::Invalid { what: "flag", .. }));
    }
}

#[test]
fn a_listed_keyword_goes_back_only_if_it_can_do_no_harm() {
    // Gmail lists keywords with brackets, and with spaces (QUIRKS 73).
    let listed = |octets: &'static [u8]| Flag::Keyword(Atom::from_wire(Bytes::from_static(octets)));
    let bracket = Store::add(three(), [listed(b"OIB-Seen-[Mail]/x")]);
    assert_eq!(wire(bracket), "STORE 3 +FLAGS (OIB-Seen-[Mail]/x)");
    let hostile: [&[u8]; 9] = [b"", b"a b", b"a)", b"a\r\nX", b"a\0", b"a{3}", b"a\"b", b"\\Seen", b"\xe4"];
    for octets in hostile {
        assert!(matches!(refused(Store::add(three(), [listed(octets)])), EncodeError::Invalid { .. }));
        let other = Flag::Other(Atom::from_wire(Bytes::from_static(octets)));
        assert!(matches!(refused(Store::add(three(), [other])), EncodeError::Invalid { .. }));
    }
}

#[test]
fn rows_with_flags_of_its_messages_are_its_own() {
    let mut running = Running::new(Store::add(three(), [Flag::Seen]));
    assert_eq!(running.data(flags(3)), Fate::Taken);
    assert_eq!(running.data(flags(4)), Fate::Passed);
    let size = Data::Fetch(FetchRow::builder(3).size(5).build());
    assert_eq!(running.data(size), Fate::Passed);
    let empty = Data::Fetch(FetchRow::builder(3).build());
    assert_eq!(running.data(empty), Fate::Taken, "QIP answers so (QUIRKS 63)");
    assert_eq!(running.output().len(), 2);
    Running::new(Store::add(three(), [Flag::Seen])).cannot_be_refused_into_success();
}

#[test]
fn after_silent_flags_are_news_of_others() {
    let mut running = Running::new(Store::add(three(), [Flag::Seen]).silent());
    assert_eq!(running.data(flags(3)), Fate::Passed);
    let modseq = Data::Fetch(FetchRow::builder(3).uid(9).modseq(12).build());
    assert_eq!(running.data(modseq), Fate::Taken);
    assert_eq!(running.output()[0].modseq(), Some(12));
}

#[test]
fn by_uid_the_row_has_to_name_it() {
    let row = |uid| Data::Fetch(FetchRow::builder(8).uid(uid).flags([Flag::Seen]).build());
    let mut running = Running::new(UidStore::add(UidSet::one(7).unwrap(), [Flag::Seen])).not_alone();
    assert_eq!(running.data(row(7)), Fate::Taken);
    assert_eq!(running.data(row(8)), Fate::Passed);
    assert_eq!(running.data(flags(7)), Fate::Passed, "that is a number, not a UID");
    Running::new(UidStore::add(UidSet::all(), [Flag::Seen])).cannot_be_refused_into_success();
}

#[test]
fn traits() {
    let by_number = Store::add(three(), [Flag::Seen]).traits();
    assert!(by_number.destructive);
    assert_eq!(by_number.numbering, Numbering::Frozen { carries: true });
    assert_eq!(by_number.answers, Answers::FetchSeq(three()));
    let by_uid = UidStore::add(UidSet::all(), [Flag::Seen]).traits();
    assert!(by_uid.destructive);
    assert_eq!(by_uid.numbering, Numbering::Free { carries: false });
    let all = Store::add(SeqSet::all(), [Flag::Seen]).traits();
    assert_eq!(all.numbering, Numbering::Frozen { carries: false });
}
