use alloc::string::ToString as _;
use alloc::vec::Vec;

use super::{ListExtended, ListedRow};
use crate::command::testing::{Fate, Running, refused, wire};
use crate::command::{Command as _, Need, Param};
use crate::error::EncodeError;
use crate::response::{Data, ListEntry, MailboxStatus, StatusItem};
use crate::types::Atom;

#[test]
fn the_examples_of_rfc_5258() {
    assert_eq!(wire(ListExtended::new("", ["*"]).subscribed()), r#"LIST (SUBSCRIBED) "" *"#);
    let children = ListExtended::new("", ["%"]).return_children();
    assert_eq!(wire(children), r#"LIST "" % RETURN (CHILDREN)"#);
    let remote = ListExtended::new("", ["%"]).subscribed().recursive_match();
    assert_eq!(wire(remote), r#"LIST (SUBSCRIBED RECURSIVEMATCH) "" %"#);
    let several = ListExtended::new("", ["INBOX", "Drafts", "Sent/%"]).remote().return_subscribed();
    assert_eq!(wire(several), r#"LIST (REMOTE) "" (INBOX Drafts Sent/%) RETURN (SUBSCRIBED)"#);
    let status = ListExtended::new("", ["%"]).status([StatusItem::Messages, StatusItem::Unseen]);
    assert_eq!(wire(status), r#"LIST "" % RETURN (STATUS (MESSAGES UNSEEN))"#);
}

#[test]
fn what_makes_no_sense_is_refused() {
    assert!(matches!(refused(ListExtended::new("", ["*"]).recursive_match()), EncodeError::Invalid { .. }));
    let remote = ListExtended::new("", ["*"]).remote().recursive_match();
    assert!(matches!(refused(remote), EncodeError::Invalid { .. }));
    let none: [&str; 0] = [];
    assert!(matches!(refused(ListExtended::new("", none)), EncodeError::Invalid { .. }));
}

#[test]
fn options_bring_their_needs() {
    let special = Param::new(Atom::from_static("SPECIAL-USE")).needs(Need::named(&["SPECIAL-USE"]));
    let traits = ListExtended::new("", ["*"]).select(special).status([StatusItem::Size]).traits();
    let names: [&[&str]; 4] =
        [&["SPECIAL-USE"], &["STATUS=SIZE"], &["LIST-EXTENDED", "IMAP4rev2"], &["LIST-STATUS"]];
    assert_eq!(traits.needs, names.map(Need::named));
    assert_eq!(ListExtended::new("", ["a", "b"]).traits().needs, [Need::named(&["LIST-EXTENDED"])]);
    assert!(ListExtended::new("", ["*"]).unchecked().traits().needs.is_empty());
}

#[test]
fn extended_data_is_typed() {
    let entry = ListEntry::from_wire(br#"* LIST () "/" Foo ("CHILDINFO" ("SUBSCRIBED" "X"))"#).unwrap();
    let info = entry.child_info().unwrap();
    assert!(info.has("subscribed") && info.has("X") && !info.has("REMOTE"));
    let entry =
        ListEntry::from_wire(br#"* LIST () "/" "New &- name" (OLDNAME ("Old &- name") X 5)"#).unwrap();
    assert_eq!(entry.old_name().unwrap().to_string(), "Old & name");
    assert_eq!(entry.other().len(), 1);
    assert!(ListEntry::from_wire(br#"* LIST () "/" "Foo" (CHILDINFO "x")"#).is_err());
}

#[test]
fn statuses_find_their_mailboxes_in_any_order() {
    let mut running = Running::new(ListExtended::new("", ["*"]).status([StatusItem::Messages]));
    let status = |text: &[u8]| Data::MailboxStatus(MailboxStatus::from_wire(text).unwrap());
    let list = |text: &[u8]| Data::List(ListEntry::from_wire(text).unwrap());
    for row in [
        list(b"* LIST () \"/\" inbox"),
        list(b"* LIST (\\Noselect) \"/\" a"),
        list(b"* LIST () \"/\" \"b c\""),
        status(b"* STATUS \"b c\" (MESSAGES 2)"),
        status(b"* STATUS INBOX (MESSAGES 1)"),
    ] {
        assert_eq!(running.data(row), Fate::Taken);
    }
    assert_eq!(running.data(status(b"* STATUS foreign (MESSAGES 9)")), Fate::Passed);
    assert!(matches!(running.queue.front(), Some(ListedRow::Mailbox(_))));
    let counts: Vec<_> =
        running.output().iter().map(|row| row.status.as_ref().and_then(MailboxStatus::messages)).collect();
    assert_eq!(counts, [Some(1), None, Some(2)]);
}

#[test]
fn no_is_no_empty_list() {
    Running::new(ListExtended::new("", ["*"])).cannot_be_refused_into_success();
}
