use alloc::format;

use super::{Authenticated, Login};
use crate::command::testing::{Fate, Running, ok_with, read, refused, segments, tagged, wire, wire_with};
use crate::command::{Command, Segment};
use crate::error::{CommandError, EncodeError};
use crate::response::{Code, Data, StatusKind};
use crate::types::{Capability, CapabilitySet, NameForm};

fn set(name: &str) -> CapabilitySet {
    [Capability::ext(name).unwrap()].into_iter().collect()
}

#[test]
fn the_password_is_a_segment_of_its_own() {
    let dialect = crate::command::testing::dialect(&[], NameForm::ModifiedUtf7);
    let pieces = segments(&mut Login::new("ann", "pass word"), &dialect).unwrap();
    let secrets = pieces.iter().filter(|piece| matches!(piece, Segment::Secret(_))).count();
    assert_eq!(secrets, 1);
    for piece in &pieces {
        if let Segment::Line(text) = piece {
            assert!(!text.windows(4).any(|window| window == b"pass"));
        }
    }
    assert_eq!(wire(Login::new("ann", "pass word")), "LOGIN ann \"pass word\"");
}

#[test]
fn hostile_arguments_stay_arguments() {
    assert_eq!(wire(Login::new("a\"b\\c", "d\"")), r#"LOGIN "a\"b\\c" "d\"""#);
    let wire = wire(Login::new("x\r\nEVIL1 X-EVIL", "p"));
    assert_eq!(wire, "LOGIN {15}\r\n<sync>x\r\nEVIL1 X-EVIL \"p\"");
    let dialect = crate::command::testing::dialect(&[], NameForm::ModifiedUtf7);
    let tokens = read(segments(&mut Login::new("", "x\r\nEVIL"), &dialect).unwrap());
    assert_eq!(tokens.len(), 3);
    assert_eq!(tokens[2].octets(), b"x\r\nEVIL");
}

#[test]
fn nul_and_8bit_are_errors() {
    assert_eq!(refused(Login::new("a\0", "p")), EncodeError::BadOctet { what: "user name" });
    assert_eq!(refused(Login::new("a", "p\0")), EncodeError::BadOctet { what: "password" });
    for (user, password) in [("ä", "p"), ("a", "pä")] {
        let error = refused(Login::new(user, password));
        assert!(format!("{error}").contains("AUTHENTICATE"), "{error}");
    }
}

#[test]
fn a_literal_is_not_waited_for_under_literal_plus() {
    let wire = wire_with(Login::new("a", "b\r"), &[Capability::LiteralPlus], NameForm::ModifiedUtf7);
    assert_eq!(wire, "LOGIN a {2+}\r\nb\r");
}

#[test]
fn debug_shows_neither_user_nor_password() {
    let shown = format!("{:?}", Login::new("ann@example.org", "wonderland"));
    assert!(!shown.contains("ann") && !shown.contains("wonder"), "{shown}");
}

#[test]
fn capabilities_come_from_the_code_or_a_line() {
    let mut running = Running::new(Login::new("a", "b"));
    assert_eq!(running.data(Data::Capability(set("X-LINE"))), Fate::Observed);
    let Authenticated { capabilities, .. } = running.output();
    assert_eq!(capabilities, Some(set("X-LINE")));
    let mut running = Running::new(Login::new("a", "b"));
    assert_eq!(running.data(Data::Capability(set("X-LINE"))), Fate::Observed);
    let output = running.answer(ok_with(Code::Capability(set("X-CODE")))).unwrap().unwrap();
    assert_eq!(output.capabilities, Some(set("X-CODE")));
    assert_eq!(Running::new(Login::new("a", "b")).output().capabilities, None);
}

#[test]
fn no_and_bad_are_errors() {
    Running::new(Login::new("a", "b")).cannot_be_refused_into_success();
    let bad = Running::new(Login::new("a", "b")).answer(tagged(StatusKind::Bad, None)).unwrap();
    assert!(matches!(bad, Err(CommandError::Bad(_))));
}

#[test]
fn it_is_held_back_where_the_server_or_the_path_forbids_it() {
    let traits = Login::new("a", "b").traits();
    assert!(traits.reveals_secret && traits.asks_capabilities);
    assert_eq!(traits.forbidden_by, Some(Capability::LoginDisabled));
}
