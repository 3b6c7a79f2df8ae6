use alloc::vec::Vec;

use super::{CancelUpdate, Update};
use crate::command::testing::{Fate, Running, dialect, refused, segments, wire};
use crate::command::{Command, Need, SearchKey};
use crate::error::EncodeError;
use crate::ext::esearch::{EsearchData, Messages, ReturnOptions, UidSearchReturn};
use crate::ext::{ExtCode, ExtData};
use crate::parse::status;
use crate::response::{Code, Data};
use crate::types::{NameForm, SeqSet, UidSet};

fn read(wire: &str) -> EsearchData {
    EsearchData::from_wire(wire.as_bytes()).unwrap_or_else(|error| panic!("{wire}: {error}"))
}

fn uids(set: &str) -> Messages {
    Messages::Uids(set.parse::<UidSet>().unwrap())
}

#[test]
fn the_commands_of_rfc_5267() {
    let options = ReturnOptions::new().update().count().context();
    let search = UidSearchReturn::new(SearchKey::deleted(), options);
    assert_eq!(search.traits().needs, [Need::named(&["CONTEXT=SEARCH"]), Need::named(&["ESEARCH"])]);
    assert_eq!(wire(search), "UID SEARCH RETURN (UPDATE COUNT CONTEXT) DELETED");
    assert_eq!(wire(CancelUpdate::new(["B01", "B02"])), r#"CANCELUPDATE "B01" "B02""#);
    let needs = CancelUpdate::new(["B01"]).traits().needs;
    assert_eq!(needs, [Need::named(&["CONTEXT=SEARCH", "CONTEXT=SORT"])]);
    assert!(CancelUpdate::new(["B01"]).unchecked().traits().needs.is_empty());
}

#[test]
fn tags_that_nobody_has_are_not_sent() {
    assert!(matches!(refused(CancelUpdate::new(Vec::<&str>::new())), EncodeError::Invalid { .. }));
    for tag in ["", "a b", "a\r\nb", "ü", "a\0"] {
        assert!(matches!(refused(CancelUpdate::new([tag])), EncodeError::Invalid { .. }), "{tag}");
    }
    Running::new(CancelUpdate::new(["B01"])).cannot_be_refused_into_success();
}

#[test]
fn updates_come_in_order() {
    let found = read("* ESEARCH (TAG \"B01\") UID ADDTO (0 32768:32769)");
    let add = |position, set| Update::Add { position, messages: uids(set) };
    assert_eq!(found.updates().collect::<Vec<_>>(), [add(0, "32768:32769")]);
    let one = read("* ESEARCH (TAG \"C01\") UID ADDTO (1 2733 1 2732 1 2731)");
    assert_eq!(one.updates().collect::<Vec<_>>(), [add(1, "2733"), add(1, "2732"), add(1, "2731")]);
    let two = read("* ESEARCH (TAG \"C01\") UID ADDTO (1 2733) REMOVEFROM (2 9) ADDTO (1 2731:2732)");
    let remove = Update::Remove { position: 2, messages: uids("9") };
    assert_eq!(two.updates().collect::<Vec<_>>(), [add(1, "2733"), remove, add(1, "2731:2732")]);
    let numbers = Messages::Numbers(SeqSet::one(4).unwrap());
    let found = read("* ESEARCH (TAG \"C01\") REMOVEFROM (0 4)");
    assert_eq!(found.updates().collect::<Vec<_>>(), [Update::Remove { position: 0, messages: numbers }]);
    assert_eq!(read("* ESEARCH (TAG \"C01\") COUNT 3").updates().count(), 0);
}

#[test]
fn damage() {
    for damage in ["(0)", "(0 )", "(1 2 3)", "1 2", "(x 1)", "(0 0)", "(0 1", "(-1 1)", "(0 (1))"] {
        let wire = alloc::format!("* ESEARCH (TAG \"a\") ADDTO {damage}");
        assert!(EsearchData::from_wire(wire.as_bytes()).is_err(), "{damage}");
    }
    assert!(read("* ESEARCH (TAG \"a\") ADDTO ()").is_update());
}

#[test]
fn an_update_is_nobodys_answer() {
    let mut search = UidSearchReturn::new(SearchKey::all(), ReturnOptions::new().update().count());
    segments(&mut search, &dialect(&[], NameForm::ModifiedUtf7)).unwrap();
    let mut running = Running::new(search);
    let mut data = |wire| running.data(Data::Ext(ExtData::Esearch(read(wire))));
    assert_eq!(data("* ESEARCH (TAG \"a1\") UID ADDTO (0 5)"), Fate::Passed);
    assert_eq!(data("* ESEARCH (TAG \"a1\") COUNT 74"), Fate::Taken);
    assert_eq!(data("* ESEARCH (TAG \"a1\") UID REMOVEFROM (0 5)"), Fate::Passed);
    assert_eq!(running.output().count(), Some(74));
}

#[test]
fn the_code() {
    for wire in ["* NO [NOUPDATE \"B02\"] Too many contexts", "* NO [noupdate B02] x"] {
        let (status, violations) = status(wire.replacen('*', "a", 1).as_bytes());
        let Some(Code::Ext(ExtCode::NoUpdate(found))) = status.code else { panic!("{status:?}") };
        assert_eq!((&found.tag[..], violations), (&b"B02"[..], 0));
    }
}
