use alloc::format;

use super::Raw;
use crate::command::testing::{Fate, Running, refused, wire, wire_with};
use crate::command::{Command, Flow, Numbering, States};
use crate::error::EncodeError;
use crate::response::{Data, SearchResult};
use crate::types::{Atom, NameForm, SeqSet, UidSet};

fn raw() -> Raw {
    Raw::new("XFOO").unwrap()
}

fn unknown(keyword: &str) -> Data {
    Data::Unknown { number: None, keyword: Atom::new(keyword).unwrap(), values: Default::default() }
}

#[test]
fn wire_forms() {
    assert_eq!(wire(raw()), "XFOO");
    let every = raw()
        .atom("A")
        .astring("b c")
        .string("d")
        .nil()
        .number(5)
        .mailbox("Entwürfe")
        .seq_set(SeqSet::all())
        .uid_set(UidSet::one(7).unwrap())
        .literal("x\r\n")
        .secret("s")
        .arg("(e \"f\")");
    let expected = "XFOO A \"b c\" \"d\" NIL 5 Entw&APw-rfe 1:* 7 {3}\r\n<sync>x\r\n \"s\" (e \"f\")";
    assert_eq!(wire(every), expected);
    let lists = raw().list(|list| list.atom("A").list(|list| list).list(|list| list.number(1).number(2)));
    assert_eq!(wire(lists.atom("B")), "XFOO (A () (1 2)) B");
}

#[test]
fn names_are_atoms_and_none_that_the_connection_has_to_know() {
    for name in
        ["", "X Y", "X\r\nY", "X\0", "X{3}", "x(", "SELECT", "starttls", "Idle", "AUTHENTICATE", "COMPRESS"]
    {
        assert!(Raw::new(name).is_err(), "{name:?}");
    }
}

#[test]
fn arguments_in_wire_form_end_where_they_end() {
    for arg in ["X {4}", "{4+}", "a\r\nb", "a\0", "(", ")", "\"", "a\nb", "", "ü", "\"a\\\""] {
        let error = refused(raw().arg(arg));
        assert!(matches!(error, EncodeError::Invalid { .. } | EncodeError::BadOctet { .. }), "{arg:?}");
    }
    assert_eq!(wire(raw().arg("{4} x")), "XFOO {4} x");
    assert_eq!(wire_with(raw().arg("\"ü\""), &[], NameForm::Utf8), "XFOO \"ü\"");
}

#[test]
fn a_wrong_token_shows_when_it_is_sent() {
    for atom in ["", "a b", "a)", "a\r\n", "{3}", "\\Seen"] {
        assert!(matches!(
            refused(raw().atom(atom)),
            EncodeError::Invalid { .. } | EncodeError::BadOctet { .. }
        ));
    }
    assert!(matches!(refused(raw().astring("a\0")), EncodeError::BadOctet { .. }));
    assert!(matches!(refused(raw().literal("a\0")), EncodeError::BadOctet { .. }));
}

#[test]
fn it_takes_what_it_was_told_to_take() {
    let mut running = Running::new(raw().answer("XBAR").answer("search").answer("EXISTS"));
    assert_eq!(running.data(unknown("xbar")), Fate::Taken);
    assert_eq!(running.data(unknown("XOTHER")), Fate::Passed);
    assert_eq!(running.data(Data::Search(SearchResult::default())), Fate::Taken);
    assert_eq!(running.data(Data::Exists(4)), Fate::Observed, "everybody has to hear of it");
    assert_eq!(running.data(Data::Recent(4)), Fate::Passed);
    let done = running.output();
    assert_eq!(done.responses.len(), 3);
    assert_eq!(done.responses[2], Data::Exists(4));
    assert_eq!(done.status.text.as_str(), Some("text"));
    Running::new(raw()).cannot_be_refused_into_success();
}

#[test]
fn nothing_is_taken_by_default() {
    let mut running = Running::new(raw());
    assert_eq!(running.data(unknown("XFOO")), Fate::Passed);
    assert!(running.output().responses.is_empty());
}

#[test]
fn it_stands_alone_unless_told_otherwise() {
    let traits = raw().traits();
    assert_eq!((traits.flow, traits.states), (Flow::Exclusive, States::Any));
    assert_eq!(traits.numbering, Numbering::Free { carries: false });
    let numbers = raw().seq_set(SeqSet::one(4).unwrap()).traits();
    assert_eq!(numbers.numbering, Numbering::Free { carries: true });
    assert!(raw().secret("x").traits().reveals_secret);
    let changed = raw().with_traits(|traits| traits.states = States::Selected).traits();
    assert_eq!(changed.states, States::Selected);
}

#[test]
fn debug_shows_no_argument() {
    let shown = format!("{:?}", raw().secret("hidden").astring("private"));
    assert!(!shown.contains("hidden") && !shown.contains("private"), "{shown}");
}
