use alloc::vec::Vec;

use super::{MultiSearch, Scope};
use crate::command::testing::{Fate, Running, dialect, ok, refused, segments, wire};
use crate::command::{Answers, Command, Need, Numbering, SearchKey, States};
use crate::error::{CommandError, EncodeError};
use crate::ext::ExtData;
use crate::ext::esearch::{EsearchData, ReturnOptions};
use crate::response::Data;
use crate::types::{MailboxName, NameForm, SeqSet};

fn names(names: &[&str]) -> Vec<MailboxName> {
    names.iter().map(|name| MailboxName::new(*name)).collect()
}

fn row(wire: &str) -> Data {
    let mut data = ExtData::Esearch(EsearchData::from_wire(wire.as_bytes()).unwrap());
    data.resolve(NameForm::ModifiedUtf7);
    Data::Ext(data)
}

fn running(options: ReturnOptions) -> Running<MultiSearch> {
    let mut command = MultiSearch::new(SearchKey::unseen()).within(Scope::Personal).returning(options);
    segments(&mut command, &dialect(&[], NameForm::ModifiedUtf7)).unwrap();
    Running::new(command)
}

#[test]
fn the_commands_of_rfc_7377() {
    let command = MultiSearch::new(SearchKey::unseen())
        .within(Scope::Mailboxes(names(&["folder1"])))
        .within(Scope::Subtree(names(&["folder2", "Entwürfe", "a b"])));
    assert_eq!(
        wire(command),
        r#"ESEARCH IN (mailboxes folder1 subtree (folder2 Entw&APw-rfe "a b")) RETURN (ALL) UNSEEN"#
    );
    let command = MultiSearch::new(SearchKey::subject("ü"))
        .within(Scope::SubtreeOne(names(&["folder2"])))
        .within(Scope::Inboxes)
        .within(Scope::Subscribed)
        .returning(ReturnOptions::new().count());
    assert_eq!(
        wire(command),
        "ESEARCH IN (subtree-one folder2 inboxes subscribed) RETURN (COUNT) CHARSET UTF-8 SUBJECT {2}\r\n<sync>ü"
    );
    let save = ReturnOptions::new().save();
    let command = MultiSearch::new(SearchKey::all()).within(Scope::Selected).returning(save);
    assert_eq!(wire(command), "ESEARCH IN (selected) RETURN (SAVE) ALL");
    assert_eq!(wire(MultiSearch::new(SearchKey::all())), "ESEARCH RETURN (ALL) ALL");
}

#[test]
fn what_makes_no_sense_is_refused() {
    let empty = MultiSearch::new(SearchKey::all()).within(Scope::Mailboxes(Vec::new()));
    assert!(matches!(refused(empty), EncodeError::Invalid { .. }));
    let save = MultiSearch::new(SearchKey::all()).within(Scope::Selected).within(Scope::Personal);
    assert!(matches!(refused(save.returning(ReturnOptions::new().save())), EncodeError::Invalid { .. }));
    let nul = MultiSearch::new(SearchKey::all()).within(Scope::Subtree(names(&["a\0b"])));
    refused(nul);
}

#[test]
fn traits() {
    let traits = MultiSearch::new(SearchKey::seq(SeqSet::one(3).unwrap())).traits();
    assert_eq!((traits.states, traits.answers), (States::Selected, Answers::Nothing));
    assert_eq!(traits.numbering, Numbering::Free { carries: true });
    assert_eq!(traits.needs, [Need::named(&["MULTISEARCH"])]);
    let command = MultiSearch::new(SearchKey::all()).within(Scope::Personal);
    assert_eq!(command.traits().states, States::Authenticated);
    assert!(command.clone().unchecked().traits().needs.is_empty());
    assert_eq!(command.within(Scope::Selected).traits().states, States::Selected);
}

#[test]
fn each_mailbox_has_its_row() {
    let mut running = running(ReturnOptions::new());
    let first = "* ESEARCH (TAG \"a1\" MAILBOX \"folder1\" UIDVALIDITY 1) UID ALL 4001,4003";
    assert_eq!(running.data(row(first)), Fate::Taken);
    let other = "* ESEARCH (TAG \"a2\" MAILBOX \"folder1\" UIDVALIDITY 1) UID ALL 3001:3004";
    assert_eq!(running.data(row(other)), Fate::Passed);
    let second = "* ESEARCH (UIDVALIDITY 503 MAILBOX Entw&APw-rfe TAG a1) UID ALL 3002";
    assert_eq!(running.data(row(second)), Fate::Taken);
    let rows = running.output();
    assert_eq!(rows.len(), 2);
    assert_eq!(rows[1].mailbox(), Some(&MailboxName::new("Entwürfe")));
    assert_eq!(rows[1].uid_validity(), Some(503));
}

#[test]
fn nothing_found_is_no_row_and_a_refusal_no_success() {
    assert!(running(ReturnOptions::new()).output().is_empty());
    running(ReturnOptions::new().count()).cannot_be_refused_into_success();
}

#[test]
fn a_row_that_lacks_something_is_incomplete() {
    for (wire, missing) in [
        ("(TAG \"a1\" UIDVALIDITY 1) UID COUNT 1", "MAILBOX"),
        ("(TAG \"a1\" MAILBOX x) UID COUNT 1", "UIDVALIDITY"),
        ("(TAG \"a1\" MAILBOX x UIDVALIDITY 0) UID COUNT 1", "UIDVALIDITY"),
        ("(TAG \"a1\" MAILBOX x UIDVALIDITY 1) MIN 1 COUNT 1", "UID"),
        ("(TAG \"a1\" MAILBOX x UIDVALIDITY 1) UID MIN 1", "COUNT"),
    ] {
        let mut running = running(ReturnOptions::new().count());
        assert_eq!(running.data(row(&alloc::format!("* ESEARCH {wire}"))), Fate::Taken);
        match running.answer(ok()) {
            Some(Err(CommandError::Incomplete(what))) => assert_eq!(what, missing),
            other => panic!("{other:?}"),
        }
    }
}
