use alloc::string::ToString;

use super::Status;
use crate::command::testing::{Fate, Running, no, ok, refused, wire};
use crate::error::{CommandError, EncodeError};
use crate::response::{Data, MailboxStatus, StatusItem};

fn row(name: &str, messages: u64) -> Data {
    Data::MailboxStatus(MailboxStatus::builder(name).item(StatusItem::Messages, messages).build())
}

fn status(name: &str) -> Status {
    Status::new(name, [StatusItem::Messages])
}

#[test]
fn the_row_of_the_mailbox_is_taken() {
    let mut running = Running::new(status("inbox"));
    assert_eq!(running.data(row("other", 1)), Fate::Observed);
    assert_eq!(running.data(row("INBOX", 2)), Fate::Taken);
    assert_eq!(running.data(row("INBOX", 3)), Fate::Observed, "a second one is news");
    assert_eq!(running.output().messages(), Some(2));
}

#[test]
fn beside_another_status_only_the_name_counts() {
    let mut running = Running::new(status("a")).not_alone();
    assert_eq!(running.data(row("b", 1)), Fate::Passed);
    assert!(matches!(running.answer(ok()), Some(Err(CommandError::Incomplete("STATUS")))));
}

#[test]
fn a_single_row_under_another_name_is_the_answer() {
    let mut running = Running::new(status("Café"));
    assert_eq!(running.data(row("Cafe\u{301}", 4)), Fate::Observed);
    let output = running.output();
    assert_eq!(output.messages(), Some(4));
    assert_eq!(output.name().to_string(), "Cafe\u{301}");
    let mut running = Running::new(status("a"));
    running.data(row("b", 1));
    running.data(row("c", 2));
    assert!(matches!(running.answer(ok()), Some(Err(CommandError::Incomplete(_)))));
}

#[test]
fn no_row_is_no_success() {
    assert!(matches!(Running::new(status("a")).answer(ok()), Some(Err(CommandError::Incomplete(_)))));
    let mut running = Running::new(status("a"));
    running.data(row("a", 1));
    assert!(matches!(running.answer(no()), Some(Err(CommandError::No(_)))));
}

#[test]
fn items_are_a_list_without_repetition() {
    let items = [StatusItem::Messages, StatusItem::UidNext, StatusItem::Messages];
    assert_eq!(wire(Status::new("a b", items)), "STATUS \"a b\" (MESSAGES UIDNEXT)");
    assert!(matches!(refused(Status::new("a", [])), EncodeError::Invalid { .. }));
}
