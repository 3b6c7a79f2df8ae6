use super::{List, Lsub};
use crate::command::testing::{Fate, Running, refused, wire, wire_with};
use crate::error::EncodeError;
use crate::response::{Data, ListEntry};
use crate::types::NameForm;

#[test]
fn rows_are_taken_in_order() {
    let mut running = Running::new(List::new("", "*"));
    let (one, two) = (ListEntry::builder("a").build(), ListEntry::builder("b").build());
    assert_eq!(running.data(Data::List(one.clone())), Fate::Taken);
    assert_eq!(running.data(Data::Lsub(one.clone())), Fate::Passed);
    assert_eq!(running.data(Data::List(two.clone())), Fate::Taken);
    assert_eq!(running.output(), [one.clone(), two]);
    let mut running = Running::new(Lsub::new("", "*"));
    assert_eq!(running.data(Data::List(one.clone())), Fate::Passed);
    assert_eq!(running.data(Data::Lsub(one.clone())), Fate::Taken);
    assert_eq!(running.output(), [one]);
}

#[test]
fn no_rows_and_ok_is_an_empty_list_and_no_is_not() {
    assert!(Running::new(List::new("", "x")).output().is_empty());
    Running::new(List::new("", "x")).cannot_be_refused_into_success();
    Running::new(Lsub::new("", "x")).cannot_be_refused_into_success();
}

#[test]
fn wildcards_stay_bare() {
    assert_eq!(wire(List::new("", "*")), "LIST \"\" *");
    assert_eq!(wire(Lsub::new("", "%/%")), "LSUB \"\" %/%");
    assert_eq!(wire(List::delimiter("")), "LIST \"\" \"\"");
    assert_eq!(wire(List::new("~/Mail/", "fo*")), "LIST ~/Mail/ fo*");
    assert_eq!(wire(List::new("", "a b*")), "LIST \"\" \"a b*\"");
}

#[test]
fn patterns_are_text() {
    assert_eq!(wire(List::new("", "Entwürf%")), "LIST \"\" Entw&APw-rf%");
    assert_eq!(wire_with(List::new("", "ü*"), &[], NameForm::Utf8), "LIST \"\" \"ü*\"");
    assert!(matches!(refused(List::new("", "a\0")), EncodeError::BadOctet { .. }));
    assert!(matches!(refused(List::new("a\0", "")), EncodeError::BadOctet { .. }));
}
