use alloc::string::{String, ToString as _};
use alloc::{format, vec};

use super::MultiAppend;
use crate::command::testing::{Running, dialect, no, ok_with, read, refused, segments, wire, wire_with};
use crate::command::{AppendMessage, Command as _, CommandWriter};
use crate::error::{CommandError, EncodeError};
use crate::ext::ExtCode;
use crate::ext::uidplus::AppendUid;
use crate::response::Code;
use crate::types::{Capability, Flag, NameForm};

fn two() -> MultiAppend {
    MultiAppend::new("saved").message(AppendMessage::new("a\r\n").flags([Flag::Seen])).message("bc")
}

#[test]
fn wire_forms() {
    assert_eq!(wire(two()), "APPEND saved (\\Seen) {3}\r\n<sync>a\r\n {2}\r\n<sync>bc");
    let plus = [Capability::LiteralPlus];
    let sent = wire_with(two(), &plus, NameForm::ModifiedUtf7);
    assert_eq!(sent, "APPEND saved (\\Seen) {3+}\r\na\r\n {2+}\r\nbc");
    let mixed = MultiAppend::new("s")
        .message(AppendMessage::stream(7))
        .message("x")
        .message(AppendMessage::stream(8));
    let sent = wire_with(mixed, &plus, NameForm::ModifiedUtf7);
    assert_eq!(sent, "APPEND s {7+}\r\n<external 7> {1+}\r\nx {8+}\r\n<external 8>");
}

#[test]
fn each_message_has_its_own_form() {
    let command = MultiAppend::new("s").messages(["Subject: ü\r\n\r\n", "a\0b", "c"]);
    let capabilities = [Capability::Binary, Capability::Utf8Accept];
    let sent = wire_with(command, &capabilities, NameForm::Utf8);
    let first = "UTF8 (~{15}\r\n<sync>Subject: ü\r\n\r\n)";
    assert_eq!(sent, format!("APPEND s {first} ~{{3}}\r\n<sync>a\0b {{1}}\r\n<sync>c"));
    assert_eq!(refused(MultiAppend::new("s").messages(["c", "a\0b"])), EncodeError::NeedsBinary);
}

#[test]
fn nothing_and_empty_messages_are_refused() {
    assert!(matches!(refused(MultiAppend::new("s")), EncodeError::Invalid { .. }));
    assert!(matches!(refused(MultiAppend::new("s").messages(["a", ""])), EncodeError::Invalid { .. }));
    let stream = MultiAppend::new("s").message(AppendMessage::stream(0));
    assert!(matches!(refused(stream), EncodeError::Invalid { .. }));
}

#[test]
fn a_stream_is_refused_outside_an_upload() {
    let dialect = dialect(&[], NameForm::ModifiedUtf7);
    let mut writer = CommandWriter::new(&dialect, crate::command::testing::tag(), false);
    let mut command = MultiAppend::new("x").message("a").message(AppendMessage::stream(3));
    assert_eq!(command.encode(&mut writer), Err(EncodeError::NeedsUpload));
}

#[test]
fn the_line_limit_counts_from_message_to_message() {
    let flags = [Flag::keyword(&"k".repeat(100)).unwrap()];
    let message = || AppendMessage::new("x").flags(flags.clone());
    let mut many = MultiAppend::new("s").messages((0..1000).map(|_| message()));
    let pieces = segments(&mut many, &dialect(&[], NameForm::ModifiedUtf7)).unwrap();
    assert_eq!(read(pieces).iter().filter(|token| token.octets() == b"x").count(), 1000);
    let flags = (0..100).map(|n| Flag::keyword(&format!("{n:0100}")).unwrap());
    let long = MultiAppend::new("s").message("x").message(AppendMessage::new("x").flags(flags));
    assert!(matches!(refused(long), EncodeError::TooLong(_)));
}

#[test]
fn the_output_names_every_message() {
    let uids = "3955:3956".parse().unwrap();
    let code = Code::Ext(ExtCode::AppendUid(AppendUid { uid_validity: 38505, uids }));
    let found = Running::new(two()).answer(ok_with(code)).unwrap().unwrap().unwrap();
    assert_eq!((found.uid_validity, found.uids.to_string()), (38505, String::from("3955:3956")));
    assert_eq!(Running::new(two()).output(), None);
    assert!(matches!(Running::new(two()).answer(no()), Some(Err(CommandError::No(_)))));
    Running::new(two()).cannot_be_refused_into_success();
}

#[test]
fn debug_shows_no_mail() {
    let shown = format!("{:?}", MultiAppend::new("x").messages(vec!["private words"]));
    assert!(!shown.contains("private"), "{shown}");
}
