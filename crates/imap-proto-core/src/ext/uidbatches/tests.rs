use alloc::string::{String, ToString as _};

use super::*;
use crate::command::testing::{Fate, Running, dialect, ok, refused, segments, wire};
use crate::ext::{Bare, ExtCode};
use crate::parse::status;
use crate::response::Code;
use crate::types::{Capability, NameForm};

fn read(wire: &str) -> Option<UidBatchesData> {
    UidBatchesData::from_wire(wire.as_bytes()).ok()
}

fn sets(batches: &[UidSet]) -> Vec<String> {
    batches.iter().map(|set| set.to_string()).collect()
}

#[test]
fn responses() {
    let found = read("* UIDBATCHES (TAG \"A143\") 215295:99696,99695:20351,20350:7830,7829:1").unwrap();
    assert_eq!(found.tag.as_deref(), Some(&b"A143"[..]));
    assert_eq!(sets(&found.batches), ["99696:215295", "20351:99695", "7830:20350", "1:7829"]);
    assert_eq!(read("* UIDBATCHES (TAG \"A302\")").unwrap().batches, []);
    // Bare and as a literal, batches of one UID, another word beside the tag.
    let found = read("* uidbatches (X 1 TAG {1}\r\na)  4294967295,7:5,1").unwrap();
    assert_eq!(sets(&found.batches), ["4294967295", "5:7", "1"]);
    assert_eq!(read("* UIDBATCHES (TAG a1)").unwrap().tag.as_deref(), Some(&b"a1"[..]));
    assert_eq!(read("* UIDBATCHES NIL 1").unwrap().tag, None);
}

#[test]
fn damage_is_malformed() {
    for wire in [
        "* UIDBATCHES",
        "* UIDBATCHES (TAG \"a\") 0:5",
        "* UIDBATCHES (TAG \"a\") 9:5,5:1",
        "* UIDBATCHES (TAG \"a\") 1:5,6:9,3:2",
        "* UIDBATCHES (TAG \"a\") 5:1,9:6",
        "* UIDBATCHES (TAG \"a\") 9:*",
        "* UIDBATCHES (TAG \"a\") $",
        "* UIDBATCHES (TAG \"a\") 9:5,",
        "* UIDBATCHES (TAG \"a\" 9:5",
        "* UIDBATCHES (TAG \"a\") 4294967296:1",
    ] {
        assert_eq!(read(wire), None, "{wire}");
    }
}

#[test]
fn codes() {
    let code = |line: &[u8]| status(line).0.code;
    assert_eq!(code(b"a NO [TOOFEW] x"), Some(Code::Ext(ExtCode::TooFew(Bare))));
    assert_eq!(code(b"a NO [toomany] x"), Some(Code::Ext(ExtCode::TooMany(Bare))));
    assert!(matches!(code(b"a NO [TOOMANY 5] x"), Some(Code::Other { .. })));
}

#[test]
fn the_command() {
    assert_eq!(wire(UidBatches::new(2000)), "UIDBATCHES 2000");
    assert_eq!(wire(UidBatches::new(500).only(10..=20)), "UIDBATCHES 500 10:20");
    assert_eq!(wire(UidBatches::new(500).only(3..=3)), "UIDBATCHES 500 3:3");
    for command in [UidBatches::new(0), UidBatches::new(5).only(0..=3), {
        let (first, last) = (4, 3);
        UidBatches::new(5).only(first..=last)
    }] {
        assert!(matches!(refused(command), EncodeError::Invalid { .. }));
    }
    assert_eq!(UidBatches::new(1).traits().needs, [Capability::ext("UIDBATCHES").unwrap().into()]);
    assert!(UidBatches::new(1).unchecked().traits().needs.is_empty());
}

#[test]
fn only_its_own_response_counts() {
    let mut running = Running::new(UidBatches::new(5));
    let row = |wire: &str| Data::Ext(ExtData::UidBatches(read(wire).unwrap()));
    assert_eq!(running.data(row("* UIDBATCHES NIL 7:1")), Fate::Passed, "it was not sent yet");
    let sent = segments(&mut running.command, &dialect(&[], NameForm::ModifiedUtf7)).unwrap();
    assert_eq!(sent.len(), 1);
    let tag = running.command.tag.unwrap().to_string();
    assert_eq!(running.data(row("* UIDBATCHES (TAG \"other\") 7:1")), Fate::Passed);
    assert_eq!(running.data(row("* UIDBATCHES NIL 7:1")), Fate::Passed);
    assert_eq!(running.data(row(&alloc::format!("* UIDBATCHES (TAG \"{tag}\") 7:1"))), Fate::Taken);
    assert_eq!(sets(&running.output()), ["1:7"]);
    let answer = Running::new(UidBatches::new(5)).answer(ok());
    assert!(matches!(answer, Some(Err(CommandError::Incomplete("UIDBATCHES")))));
    Running::new(UidBatches::new(5)).cannot_be_refused_into_success();
}
