use super::{Copy, UidCopy, carries};
use crate::command::testing::{Fate, Running, no, ok_with, untagged, wire};
use crate::command::{Command, Numbering};
use crate::error::CommandError;
use crate::ext::ExtCode;
use crate::ext::uidplus::CopyUid;
use crate::response::Code;
use crate::types::{SeqSet, UidSet};

fn copy_uid(uid_validity: u32) -> CopyUid {
    let (source, target) = (UidSet::one(304).unwrap(), UidSet::one(3956).unwrap());
    CopyUid { uid_validity, source, target }
}

fn code(uid_validity: u32) -> Code {
    Code::Ext(ExtCode::CopyUid(copy_uid(uid_validity)))
}

fn copy() -> Copy {
    Copy::new(SeqSet::range(2..=4).unwrap(), "Archive")
}

#[test]
fn where_the_copies_are_is_in_the_tagged_ok_or_before_it() {
    assert_eq!(Running::new(copy()).answer(ok_with(code(1))).unwrap().unwrap(), Some(copy_uid(1)));
    let mut running = Running::new(copy());
    assert_eq!(running.data(untagged(code(2))), Fate::Taken);
    assert_eq!(running.data(untagged(code(3))), Fate::Passed, "a second one is for the events");
    assert_eq!(running.data(untagged(Code::Alert)), Fate::Passed);
    assert_eq!(running.output(), Some(copy_uid(2)));
    assert_eq!(Running::new(copy()).output(), None);
}

#[test]
fn no_stays_no_whatever_came_before() {
    let mut running = Running::new(copy());
    running.data(untagged(code(2)));
    assert!(matches!(running.answer(no()), Some(Err(CommandError::No(_)))));
    Running::new(UidCopy::new(UidSet::all(), "x")).cannot_be_refused_into_success();
}

#[test]
fn wire_forms() {
    assert_eq!(wire(copy()), "COPY 2:4 Archive");
    assert_eq!(wire(UidCopy::new(UidSet::all(), "a b")), "UID COPY 1:* \"a b\"");
}

#[test]
fn all_and_saved_survive_an_expunge() {
    assert!(!carries(&SeqSet::all()) && !carries(&SeqSet::saved()));
    assert!(carries(&SeqSet::one(1).unwrap()) && carries(&SeqSet::range(2..).unwrap()));
    assert_eq!(copy().traits().numbering, Numbering::Free { carries: true });
    let by_uid = UidCopy::new(UidSet::one(1).unwrap(), "x").traits().numbering;
    assert_eq!(by_uid, Numbering::Free { carries: false });
}
