use alloc::string::ToString as _;

use super::{StoreUnchanged, changed_since, enable, modseq};
use crate::command::testing::{Fate, Running, ok, ok_with, refused, wire};
use crate::command::{Command as _, Fetch, Need, Select, Store, UidFetch, UidStore};
use crate::error::EncodeError;
use crate::ext::ExtCode;
use crate::parse::status;
use crate::response::{Code, Data, FetchRow};
use crate::types::{Flag, SeqSet, UidSet};

fn numbers(text: &str) -> SeqSet {
    text.parse().unwrap()
}

fn modified(text: &[u8]) -> Code {
    status(text).0.code.unwrap()
}

#[test]
fn the_examples_of_rfc_7162() {
    assert_eq!(wire(Select::new("INBOX").param(enable())), "SELECT INBOX (CONDSTORE)");
    let fetch = Fetch::new(SeqSet::all()).flags().modifier(changed_since(12345));
    assert_eq!(wire(fetch), "FETCH 1:* (FLAGS) (CHANGEDSINCE 12345)");
    let fetch = UidFetch::new(UidSet::all()).item(modseq());
    assert_eq!(wire(fetch), "UID FETCH 1:* (MODSEQ)");
    let store = UidStore::add("6,4,8".parse::<UidSet>().unwrap(), [Flag::Deleted]).silent();
    let store = StoreUnchanged::new(store, 12_121_230_045);
    assert_eq!(wire(store), "UID STORE 6,4,8 (UNCHANGEDSINCE 12121230045) +FLAGS.SILENT (\\Deleted)");
}

#[test]
fn an_ok_may_say_that_not_all_was_stored() {
    let store = || StoreUnchanged::new(Store::add(numbers("7,5,9"), [Flag::Deleted]).silent(), 320_162_338);
    let mut running = Running::new(store());
    let row = FetchRow::from_wire(b"* 5 FETCH (MODSEQ (320162350))").unwrap();
    assert_eq!(running.data(Data::Fetch(row)), Fate::Taken);
    let done =
        running.answer(ok_with(modified(b"a OK [MODIFIED 7,9] Conditional STORE failed"))).unwrap().unwrap();
    assert_eq!(done.modified.unwrap().numbers().to_string(), "7,9");
    let done = Running::new(store()).answer(ok()).unwrap().unwrap();
    assert_eq!(done.modified, None);
    Running::new(store()).cannot_be_refused_into_success();
}

#[test]
fn the_code_names_uids_for_uid_store() {
    let Code::Ext(ExtCode::Modified(set)) = modified(b"a OK [MODIFIED 101,104:105] x") else { panic!() };
    assert_eq!(set.uids().to_string(), "101,104:105");
    assert!(matches!(modified(b"a OK [MODIFIED] x"), Code::Other { .. }));
    assert!(matches!(modified(b"a OK [MODIFIED 0] x"), Code::Other { .. }));
}

#[test]
fn what_is_needed_and_what_is_too_large() {
    let traits = StoreUnchanged::new(Store::add(numbers("1"), [Flag::Seen]), 1).traits();
    assert_eq!(traits.needs, [Need::named(&["CONDSTORE", "QRESYNC"])]);
    assert!(traits.destructive);
    let large = Fetch::new(numbers("1")).modifier(changed_since(1 << 63));
    assert!(matches!(refused(large), EncodeError::Invalid { what: "mod-sequence", .. }));
}
