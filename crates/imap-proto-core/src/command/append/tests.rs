use alloc::format;

use time::{Date, Month, OffsetDateTime, Time, UtcOffset};

use super::message::has_8bit_headers;
use super::{Append, AppendStream};
use crate::command::testing::{Running, dialect, no, ok_with, refused, segments, tag, wire, wire_with};
use crate::command::{Command, CommandWriter};
use crate::error::{CommandError, EncodeError};
use crate::ext::ExtCode;
use crate::ext::uidplus::AppendUid;
use crate::response::Code;
use crate::types::{Capability, Flag, NameForm, UidSet};

fn some_day() -> OffsetDateTime {
    let date = Date::from_calendar_date(2026, Month::November, 2).unwrap();
    let offset = UtcOffset::from_hms(1, 0, 0).unwrap();
    OffsetDateTime::new_in_offset(date, Time::from_hms(21, 52, 25).unwrap(), offset)
}

#[test]
fn wire_forms() {
    assert_eq!(wire(Append::new("saved", "a\r\n")), "APPEND saved {3}\r\n<sync>a\r\n");
    let full = Append::new("a b", "x")
        .flags([Flag::Seen, Flag::keyword("$Sent").unwrap(), Flag::Seen])
        .date(some_day());
    let expected = "APPEND \"a b\" (\\Seen $Sent) \" 2-Nov-2026 21:52:25 +0100\" {1}\r\n<sync>x";
    assert_eq!(wire(full), expected);
    let plus = wire_with(Append::new("s", "abc"), &[Capability::LiteralPlus], NameForm::ModifiedUtf7);
    assert_eq!(plus, "APPEND s {3+}\r\nabc");
    assert_eq!(wire(AppendStream::new("s", 310)), "APPEND s {310}\r\n<sync><external 310>");
}

#[test]
fn a_message_may_look_like_commands() {
    let message = "A1 OK\r\n{5}\r\nA2 LOGOUT\r\n";
    let pieces = segments(&mut Append::new("x", message), &dialect(&[], NameForm::ModifiedUtf7)).unwrap();
    let tokens = crate::command::testing::read(pieces);
    assert_eq!(tokens.len(), 3);
    assert_eq!(tokens[2].octets(), message.as_bytes());
}

#[test]
fn nul_needs_binary() {
    assert_eq!(refused(Append::new("x", "a\0b")), EncodeError::NeedsBinary);
    let binary = [Capability::Binary];
    let sent = wire_with(Append::new("x", "a\0b"), &binary, NameForm::ModifiedUtf7);
    assert_eq!(sent, "APPEND x ~{3}\r\n<sync>a\0b");
    assert_eq!(refused(AppendStream::new("x", 3).binary()), EncodeError::NeedsBinary);
    let sent = wire_with(AppendStream::new("x", 3).binary(), &binary, NameForm::ModifiedUtf7);
    assert_eq!(sent, "APPEND x ~{3}\r\n<sync><external 3>");
}

#[test]
fn eight_bit_headers_go_as_utf8_where_that_is_on() {
    let message = "Subject: ü\r\n\r\nx";
    let capabilities = [Capability::Binary, Capability::Utf8Accept];
    let sent = wire_with(Append::new("x", message), &capabilities, NameForm::Utf8);
    assert_eq!(sent, format!("APPEND x UTF8 (~{{16}}\r\n<sync>{message})"));
    let sent = wire_with(Append::new("x", message), &capabilities, NameForm::ModifiedUtf7);
    assert_eq!(sent, format!("APPEND x {{16}}\r\n<sync>{message}"), "not enabled");
    let body = "Subject: u\r\n\r\nü";
    let sent = wire_with(Append::new("x", body), &capabilities, NameForm::Utf8);
    assert_eq!(sent, format!("APPEND x {{16}}\r\n<sync>{body}"), "only header fields count");
    let sent = wire_with(AppendStream::new("x", 9).utf8(), &capabilities, NameForm::Utf8);
    assert_eq!(sent, "APPEND x UTF8 (~{9}\r\n<sync><external 9>)");
}

#[test]
fn where_the_header_ends() {
    for message in ["ü", "A: ü\r\n", "A: b\r\nC: ü\r\n\r\n", "A: b\nC: ü\n\n"] {
        assert!(has_8bit_headers(message.as_bytes()), "{message:?}");
    }
    for message in ["", "A: b\r\n\r\nü", "A: b\n\nü", "\r\nü", "\nü", "A: b"] {
        assert!(!has_8bit_headers(message.as_bytes()), "{message:?}");
    }
}

#[test]
fn a_stream_is_refused_outside_an_upload() {
    let dialect = dialect(&[], NameForm::ModifiedUtf7);
    let mut writer = CommandWriter::new(&dialect, tag(), false);
    assert_eq!(AppendStream::new("x", 3).encode(&mut writer), Err(EncodeError::NeedsUpload));
}

#[test]
fn flags_that_no_client_sets_are_errors() {
    assert!(matches!(refused(Append::new("x", "m").flags([Flag::Recent])), EncodeError::Invalid { .. }));
    assert!(matches!(refused(AppendStream::new("x", 1).flags([Flag::Any])), EncodeError::Invalid { .. }));
}

#[test]
fn the_output_is_where_it_is() {
    let uid = AppendUid { uid_validity: 38505, uids: UidSet::one(3955).unwrap() };
    let code = Code::Ext(ExtCode::AppendUid(uid.clone()));
    let answer = Running::new(Append::new("x", "m")).answer(ok_with(code)).unwrap();
    assert_eq!(answer.unwrap(), Some(uid));
    assert_eq!(Running::new(AppendStream::new("x", 1)).output(), None);
    assert!(matches!(Running::new(Append::new("x", "m")).answer(no()), Some(Err(CommandError::No(_)))));
}

#[test]
fn debug_shows_no_mail() {
    let shown = format!("{:?}", Append::new("x", "private words"));
    assert!(!shown.contains("private"), "{shown}");
}
