use super::Partial1730;
use crate::command::testing::{Fate, Running, refused, wire};
use crate::command::{Answers, Command as _, Numbering};
use crate::error::EncodeError;
use crate::ext::shared::testing::needs;
use crate::response::{Data, FetchRow};
use crate::types::{SectionPath, SeqSet, SetError};

fn row(wire: &str) -> Data {
    Data::Fetch(FetchRow::from_wire(wire.as_bytes()).unwrap())
}

#[test]
fn wire_forms() {
    let first = |command: Result<Partial1730, SetError>| command.unwrap().octets(1, 1024);
    assert_eq!(wire(first(Partial1730::message(4))), "PARTIAL 4 RFC822 1 1024");
    assert_eq!(wire(first(Partial1730::message(4)).peek()), "PARTIAL 4 RFC822.PEEK 1 1024");
    assert_eq!(wire(first(Partial1730::header(4)).peek()), "PARTIAL 4 RFC822.HEADER 1 1024");
    assert_eq!(wire(first(Partial1730::text(4)).peek()), "PARTIAL 4 RFC822.TEXT.PEEK 1 1024");
    let part = || Partial1730::section(4, SectionPath::part(&[1, 2]).unwrap());
    assert_eq!(wire(first(part())), "PARTIAL 4 BODY[1.2] 1 1024");
    assert_eq!(wire(part().unwrap().peek()), "PARTIAL 4 BODY.PEEK[1.2] 1 4294967295");
    assert_eq!(Partial1730::text(0), Err(SetError::Zero));
    let zero = refused(Partial1730::text(1).unwrap().octets(0, 5));
    assert!(matches!(zero, EncodeError::Invalid { what: "first octet", .. }));
}

#[test]
fn the_row_of_this_message() {
    let mut running = Running::new(Partial1730::text(4).unwrap()).not_alone();
    assert_eq!(running.data(row("* 5 FETCH (RFC822.TEXT \"x\")")), Fate::Passed);
    assert_eq!(running.data(row("* 4 FETCH (FLAGS (\\Seen))")), Fate::Passed);
    assert_eq!(running.data(row("* 4 FETCH (RFC822.TEXT \"abc\" FLAGS (\\Seen))")), Fate::Taken);
    let rows = running.output();
    assert_eq!(rows[0].body().map(|body| body.as_ref()), Some(b"abc".as_slice()));
    Running::new(Partial1730::text(4).unwrap()).cannot_be_refused_into_success();
}

#[test]
fn what_the_connection_has_to_know() {
    let command = || Partial1730::message(4).unwrap();
    needs(&command(), &command().unchecked(), &["IMAP4"]);
    let traits = command().traits();
    assert_eq!(traits.numbering, Numbering::Frozen { carries: true });
    assert_eq!(traits.answers, Answers::FetchSeq(SeqSet::one(4).unwrap()));
}
