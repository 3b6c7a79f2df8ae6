use super::{Move, UidMove};
use crate::command::testing::{Fate, Running, ok_with, untagged, wire};
use crate::command::{Command, Numbering};
use crate::ext::ExtCode;
use crate::ext::uidplus::CopyUid;
use crate::response::{Code, Data};
use crate::types::{Capability, SeqSet, UidSet};

fn code() -> (CopyUid, Code) {
    let (source, target) = (UidSet::one(4).unwrap(), UidSet::one(7).unwrap());
    let uids = CopyUid { uid_validity: 9, source, target };
    (uids.clone(), Code::Ext(ExtCode::CopyUid(uids)))
}

#[test]
fn copyuid_comes_before_the_expunges() {
    // RFC 6851 4.3
    let (uids, code) = code();
    let mut running = Running::new(UidMove::new(UidSet::one(4).unwrap(), "foo"));
    assert_eq!(running.data(untagged(code.clone())), Fate::Taken);
    assert_eq!(running.data(Data::Expunge(3)), Fate::Passed);
    assert_eq!(running.output(), Some(uids.clone()));
    let mut running = Running::new(Move::new(SeqSet::all(), "foo"));
    assert_eq!(running.answer(ok_with(code)).unwrap().unwrap(), Some(uids));
    Running::new(Move::new(SeqSet::all(), "foo")).cannot_be_refused_into_success();
}

#[test]
fn wire_forms() {
    assert_eq!(wire(Move::new(SeqSet::range(2..=4).unwrap(), "a b")), "MOVE 2:4 \"a b\"");
    assert_eq!(wire(UidMove::new(UidSet::one(42).unwrap(), "foo")), "UID MOVE 42 foo");
}

#[test]
fn it_needs_the_capability_and_waits_for_a_select() {
    let traits = Move::new(SeqSet::one(2).unwrap(), "x").traits();
    assert_eq!(traits.needs, [Capability::Move.into()]);
    assert!(traits.destructive);
    assert_eq!(traits.numbering, Numbering::Free { carries: true });
    let traits = UidMove::new(UidSet::all(), "x").unchecked().traits();
    assert!(traits.needs.is_empty() && traits.destructive);
    assert_eq!(traits.numbering, Numbering::Free { carries: false });
}
