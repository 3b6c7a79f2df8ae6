use alloc::string::ToString as _;
use alloc::vec::Vec;

use bytes::Bytes;

use super::{Depth, EntryName, GetMetadata, MetadataChange, MetadataCode, MetadataData, SetMetadata};
use crate::command::testing::{Fate, Running, ok, ok_with, refused, wire, wire_with};
use crate::error::EncodeError;
use crate::ext::shared::testing::{is_one_argument, needs, takes_no_nul};
use crate::ext::{ExtCode, ExtData};
use crate::parse::{data, status};
use crate::response::{Code, Data};
use crate::types::{Capability, NameForm};

fn values(wire: &str) -> Vec<(alloc::string::String, Option<Bytes>)> {
    match MetadataData::from_wire(wire.as_bytes()).unwrap().change {
        MetadataChange::Values(entries) => {
            entries.into_iter().map(|entry| (entry.name.to_string(), entry.value)).collect()
        }
        MetadataChange::Changed(names) => panic!("{names:?}"),
    }
}

fn row(wire: &str) -> Data {
    Data::Ext(ExtData::Metadata(MetadataData::from_wire(wire.as_bytes()).unwrap()))
}

fn code(wire: &str) -> Option<Code> {
    status(wire.as_bytes()).0.code
}

#[test]
fn values_of_rfc_5464() {
    let some = |text: &'static str| Some(Bytes::from_static(text.as_bytes()));
    let found = values("* METADATA \"\" (/shared/comment \"Shared comment\")");
    assert_eq!(found, [("/shared/comment".into(), some("Shared comment"))]);
    let found = values(
        "* METADATA \"INBOX\" (/private/filters/values/small \"SMALLER 5000\" /private/filters/values/boss \"FROM \\\"boss@example.com\\\"\")",
    );
    assert_eq!(found[1].1, some("FROM \"boss@example.com\""));
    // Cyrus says NIL for what is not there; a value may be a literal, or a literal8 with a NUL.
    let found = values("* metadata INBOX (/private/comment NIL \"/a b\" {3}\r\nx\ny /c ~{2}\r\na) )");
    assert_eq!(found[0].1, None);
    assert_eq!((found[1].0.as_str(), &found[1].1), ("/a b", &some("x\ny")));
    assert_eq!(found[2].1, some("a)"));
    assert!(values("* METADATA [Gmail]/x ()").is_empty());
}

#[test]
fn news_of_rfc_5464() {
    let found = MetadataData::from_wire(b"* METADATA \"INBOX\" /shared/comment \"/private/a b\" ").unwrap();
    let MetadataChange::Changed(names) = found.change else { panic!("values") };
    assert_eq!(names, [EntryName::from("/shared/comment"), EntryName::from("/private/a b")]);
}

#[test]
fn what_is_none_is_malformed() {
    for wire in [
        "* METADATA",
        "* METADATA INBOX",
        "* METADATA INBOX (/a)",
        "* METADATA INBOX (/a (x))",
        "* METADATA INBOX (/a \"x\"",
        "* METADATA INBOX (/a \"x\") /b",
        "* METADATA INBOX /a (x)",
    ] {
        assert!(data(wire.as_bytes()).is_err(), "{wire}");
    }
}

#[test]
fn codes() {
    for (wire, expected) in [
        ("a OK [METADATA LONGENTRIES 2199] x", MetadataCode::LongEntries(2199)),
        ("a NO [metadata maxsize 1024] x", MetadataCode::MaxSize(1024)),
        ("a NO [METADATA TOOMANY] x", MetadataCode::TooMany),
        ("a NO [METADATA NOPRIVATE ] x", MetadataCode::NoPrivate),
    ] {
        assert_eq!(code(wire), Some(Code::Ext(ExtCode::Metadata(expected))), "{wire}");
    }
    for wire in ["a NO [METADATA] x", "a NO [METADATA MAXSIZE] x", "a NO [METADATA X 1] x"] {
        assert!(matches!(code(wire), Some(Code::Other { .. })), "{wire}");
    }
}

#[test]
fn wire_forms_of_the_question() {
    assert_eq!(wire(GetMetadata::server(["/shared/comment"])), "GETMETADATA \"\" /shared/comment");
    let two = || GetMetadata::new("INBOX", ["/shared/comment", "/private/a b"]);
    assert_eq!(wire(two()), "GETMETADATA INBOX (/shared/comment \"/private/a b\")");
    let sent = wire(two().depth(Depth::Infinity).max_size(0));
    assert_eq!(sent, "GETMETADATA (MAXSIZE 0 DEPTH infinity) INBOX (/shared/comment \"/private/a b\")");
    assert_eq!(wire(GetMetadata::new("x", ["/a"]).depth(Depth::One)), "GETMETADATA (DEPTH 1) x /a");
    assert_eq!(wire(GetMetadata::new("x", ["/a"]).depth(Depth::Zero)), "GETMETADATA (DEPTH 0) x /a");
    assert_eq!(wire(GetMetadata::new("x", ["/a"]).max_size(9)), "GETMETADATA (MAXSIZE 9) x /a");
}

#[test]
fn wire_forms_of_the_change() {
    let set = SetMetadata::new("INBOX").set("/private/comment", "a\r\nb").remove("/b").set("/c", "");
    assert_eq!(wire(set), "SETMETADATA INBOX (/private/comment {4}\r\n<sync>a\r\nb /b NIL /c \"\")");
    let binary = || SetMetadata::server().set("/a", "x\0");
    assert_eq!(refused(binary()), EncodeError::NeedsBinary);
    let sent = wire_with(binary(), &[Capability::Binary], NameForm::ModifiedUtf7);
    assert_eq!(sent, "SETMETADATA \"\" (/a ~{2}\r\n<sync>x\0)");
    assert_eq!(wire(SetMetadata::new("x").set("/a", "NIL")), "SETMETADATA x (/a \"NIL\")");
}

#[test]
fn names_that_rfc_5464_forbids() {
    for name in ["", "a", "/", "/a/", "/a//b", "/a*", "/%", "/ü", "/a\tb", "NIL"] {
        let get = refused(GetMetadata::new("x", [name]));
        assert!(matches!(get, EncodeError::Invalid { what: "entry name", .. }), "{name}");
        assert_eq!(refused(SetMetadata::new("x").remove(name)), get, "{name}");
    }
    let none: [&str; 0] = [];
    assert!(matches!(refused(GetMetadata::new("x", none)), EncodeError::Invalid { .. }));
    assert!(matches!(refused(SetMetadata::new("x")), EncodeError::Invalid { .. }));
}

#[test]
fn no_argument_ends_its_line() {
    is_one_argument(|t| GetMetadata::new(t, ["/a", "/b"]));
    is_one_argument(|t| GetMetadata::new("x", [std::format!("/{t}")]));
    is_one_argument(|t| SetMetadata::new(t).remove("/a"));
    is_one_argument(|t| SetMetadata::new("x").remove(std::format!("/{t}")));
    is_one_argument(|t| SetMetadata::new("x").set("/a", alloc::string::String::from(t)));
    takes_no_nul(|t| GetMetadata::new("x", [std::format!("/{t}")]));
    takes_no_nul(|t| SetMetadata::new(t).remove("/a"));
}

#[test]
fn rows_with_values_of_this_mailbox_are_the_answer() {
    let mut running = Running::new(GetMetadata::new("INBOX", ["/a", "/b"]));
    assert_eq!(running.data(row("* METADATA other (/a \"1\")")), Fate::Passed);
    assert_eq!(running.data(row("* METADATA INBOX /a")), Fate::Passed);
    assert_eq!(running.data(row("* METADATA INBOX (/a \"1\")")), Fate::Taken);
    assert_eq!(running.data(row("* METADATA inbox (/B NIL)")), Fate::Taken);
    let found = running.output();
    assert_eq!((found.value("/A"), found.value("/b")), (Some(b"1".as_slice()), None));
    assert_eq!((found.entries.len(), found.long_entries), (2, None));
    let long = ok_with(Code::Ext(ExtCode::Metadata(MetadataCode::LongEntries(9))));
    let found = Running::new(GetMetadata::new("x", ["/a"])).answer(long).unwrap().unwrap();
    assert_eq!((found.entries.len(), found.long_entries), (0, Some(9)));
    Running::new(GetMetadata::new("x", ["/a"])).cannot_be_refused_into_success();
    Running::new(SetMetadata::new("x").remove("/a")).cannot_be_refused_into_success();
    assert!(Running::new(SetMetadata::new("x").remove("/a")).answer(ok()).unwrap().is_ok());
}

#[test]
fn the_capability() {
    let get = |mailbox: &str| GetMetadata::new(mailbox, ["/a"]);
    needs(&get("x"), &get("x").unchecked(), &["METADATA"]);
    needs(&get(""), &get("").unchecked(), &["METADATA", "METADATA-SERVER"]);
    let set = || SetMetadata::server().remove("/a");
    needs(&set(), &set().unchecked(), &["METADATA", "METADATA-SERVER"]);
}
