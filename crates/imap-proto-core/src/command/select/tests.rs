use alloc::string::ToString;

use super::{Examine, Select, Selected};
use crate::command::testing::{Fate, Running, no, ok, ok_with, untagged, wire, wire_with};
use crate::command::{Answers, Command, Effect};
use crate::error::CommandError;
use crate::response::{Code, Data};
use crate::types::{Flag, FlagSet, NameForm};

fn flags(flags: &[Flag]) -> FlagSet {
    flags.iter().cloned().collect()
}

fn all_of_it<C: Command>(running: &mut Running<C>) {
    for data in [
        Data::Exists(172),
        Data::Recent(1),
        Data::Flags(flags(&[Flag::Seen, Flag::Deleted])),
        untagged(Code::Unseen(12)),
        untagged(Code::UidValidity(3_857_529_045)),
        untagged(Code::UidNext(4392)),
        untagged(Code::HighestModSeq(90_060_115_205_545_359)),
        untagged(Code::PermanentFlags(flags(&[Flag::Deleted, Flag::Any]))),
    ] {
        assert_eq!(running.data(data), Fate::Observed);
    }
}

#[test]
fn the_example_of_rfc_3501() {
    let mut running = Running::new(Select::new("INBOX"));
    all_of_it(&mut running);
    let selected: Selected = running.answer(ok_with(Code::ReadWrite)).unwrap().unwrap();
    assert_eq!(selected.mailbox().to_string(), "INBOX");
    assert_eq!((selected.exists, selected.recent, selected.unseen), (172, Some(1), Some(12)));
    assert_eq!((selected.uid_validity, selected.uid_next), (Some(3_857_529_045), Some(4392)));
    assert_eq!(selected.highest_modseq, Some(90_060_115_205_545_359));
    assert!(selected.flags.contains(&Flag::Seen));
    assert!(selected.permanent_flags.unwrap().contains(&Flag::Any));
    assert!(!selected.read_only);
}

#[test]
fn what_comes_before_closed_is_of_the_old_mailbox() {
    let mut running = Running::new(Select::new("new"));
    all_of_it(&mut running);
    assert_eq!(running.data(untagged(Code::Closed)), Fate::Observed);
    assert_eq!(running.data(Data::Exists(3)), Fate::Observed);
    let selected = running.output();
    assert_eq!((selected.exists, selected.recent, selected.uid_next), (3, None, None));
    assert_eq!((selected.uid_validity, selected.permanent_flags), (None, None));
    assert!(selected.flags.is_empty());
}

#[test]
fn read_only_is_told() {
    let mut running = Running::new(Select::new("INBOX"));
    running.data(Data::Exists(0));
    assert!(running.answer(ok_with(Code::ReadOnly)).unwrap().unwrap().read_only);
    let mut running = Running::new(Examine::new("INBOX"));
    running.data(Data::Exists(0));
    assert!(running.answer(ok()).unwrap().unwrap().read_only);
}

#[test]
fn an_ok_without_exists_is_no_empty_mailbox() {
    let answer = Running::new(Select::new("INBOX")).answer(ok()).unwrap();
    assert!(matches!(answer, Err(CommandError::Incomplete("EXISTS"))));
    let mut running = Running::new(Examine::new("INBOX"));
    running.data(Data::Exists(1));
    assert!(matches!(running.answer(no()), Some(Err(CommandError::No(_)))));
}

#[test]
fn other_data_is_left_alone() {
    let mut running = Running::new(Select::new("INBOX"));
    assert_eq!(running.data(Data::Expunge(3)), Fate::Passed);
    assert_eq!(running.data(Data::Search(Default::default())), Fate::Passed);
}

#[test]
fn names_go_out_in_the_form_in_force() {
    assert_eq!(wire(Select::new("INBOX")), "SELECT INBOX");
    assert_eq!(wire(Examine::new("Entwürfe")), "EXAMINE Entw&APw-rfe");
    assert_eq!(wire(Select::new("a b")), "SELECT \"a b\"");
    assert_eq!(wire(Select::new("NIL")), "SELECT \"NIL\"");
    assert_eq!(wire_with(Select::new("Entwürfe"), &[], NameForm::Utf8), "SELECT \"Entwürfe\"");
}

#[test]
fn traits_name_the_mailbox() {
    let traits = Examine::new("x").traits();
    assert_eq!(traits.effect, Effect::Selects { mailbox: "x".into(), read_only: true });
    assert_eq!(traits.answers, Answers::Sole("SELECT"));
}
