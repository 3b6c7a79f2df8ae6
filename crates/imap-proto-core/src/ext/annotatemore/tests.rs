use alloc::format;
use alloc::string::{String, ToString as _};

use super::{AnnotateMoreCode, AnnotationData, GetAnnotation, SetAnnotation};
use crate::command::testing::{Fate, Running, refused, wire};
use crate::error::EncodeError;
use crate::ext::shared::testing::{is_one_argument, needs, takes_no_nul};
use crate::ext::{ExtCode, ExtData};
use crate::parse::{data, status};
use crate::response::{Code, Data};

fn found(wire: &str) -> AnnotationData {
    AnnotationData::from_wire(wire.as_bytes()).unwrap()
}

fn row(wire: &str) -> Data {
    Data::Ext(ExtData::Annotation(found(wire)))
}

#[test]
fn answers_of_one_and_of_several_entries() {
    let one = found(
        "* ANNOTATION \"INBOX\" \"/comment\" (\"value.priv\" \"My \\\"comment\\\"\" \"size.priv\" \"12\" \"value.shared\" NIL)",
    );
    assert_eq!(one.entries[0].get("VALUE.priv"), Some(b"My \"comment\"".as_slice()));
    assert_eq!((one.entries[0].get("value.shared"), one.entries[0].attributes.len()), (None, 3));
    let two = found("* annotation \"\" \"/comment\" (\"value\" {3}\r\na\nb) \"/motd\" (\"value\" \"x\" )");
    assert_eq!(two.mailbox.to_string(), "");
    assert_eq!(two.entries[0].get("value"), Some(b"a\nb".as_slice()));
    assert!(two.entries[1].name.is("/MOTD"));
    // Words where strings are due, and brackets in the name.
    let odd = found("* ANNOTATION [Gmail]/x /comment (value.priv x) ");
    assert_eq!(odd.entries[0].get("value.priv"), Some(b"x".as_slice()));
}

#[test]
fn news_without_attributes() {
    let news = found("* ANNOTATION INBOX \"/comment\" \"/motd\"");
    assert_eq!(news.entries.len(), 2);
    assert!(!news.has_attributes());
    assert!(!found("* ANNOTATION INBOX \"/comment\" ()").has_attributes());
}

#[test]
fn what_is_none_is_malformed() {
    for wire in [
        "* ANNOTATION",
        "* ANNOTATION INBOX",
        "* ANNOTATION INBOX (\"value\" \"x\")",
        "* ANNOTATION INBOX \"/a\" (\"value\")",
        "* ANNOTATION INBOX \"/a\" (\"value\" (x))",
        "* ANNOTATION INBOX \"/a\" (\"value\" \"x\"",
        "* ANNOTATION INBOX \"/a\" (\"value\" \"x\") (\"value\" \"y\")",
    ] {
        assert!(data(wire.as_bytes()).is_err(), "{wire}");
    }
}

#[test]
fn codes() {
    let code = |wire: &str| status(wire.as_bytes()).0.code;
    for (wire, expected) in [
        ("a NO [ANNOTATEMORE TOOBIG 1024] x", AnnotateMoreCode::TooBig(Some(1024))),
        ("a NO [annotatemore toobig] x", AnnotateMoreCode::TooBig(None)),
        ("a NO [ANNOTATEMORE TOOMANY] x", AnnotateMoreCode::TooMany),
    ] {
        assert_eq!(code(wire), Some(Code::Ext(ExtCode::AnnotateMore(expected))), "{wire}");
    }
    for wire in ["a NO [ANNOTATEMORE] x", "a NO [ANNOTATEMORE TOOBIG x] x", "a NO [ANNOTATEMORE FOO] x"] {
        assert!(matches!(code(wire), Some(Code::Other { .. })), "{wire}");
    }
}

#[test]
fn wire_forms() {
    let get = GetAnnotation::new("INBOX", ["/comment"], ["value.priv"]);
    assert_eq!(wire(get), "GETANNOTATION INBOX \"/comment\" \"value.priv\"");
    let get = GetAnnotation::new("", ["/*", "/a/%"], ["value.priv", "size.priv"]);
    assert_eq!(wire(get), "GETANNOTATION \"\" (\"/*\" \"/a/%\") (\"value.priv\" \"size.priv\")");
    let get = GetAnnotation::matching("Entwürfe/%", ["/comment"], ["value"]);
    assert_eq!(wire(get), "GETANNOTATION Entw&APw-rfe/% \"/comment\" \"value\"");
    let set = SetAnnotation::new("a b").set("/comment", "value.priv", "x").remove("/comment", "value.shared");
    assert_eq!(
        wire(set.clone()),
        "SETANNOTATION \"a b\" \"/comment\" (\"value.priv\" \"x\" \"value.shared\" NIL)"
    );
    assert_eq!(
        wire(set.set("/motd", "value.shared", "NIL\r\n")),
        "SETANNOTATION \"a b\" (\"/comment\" (\"value.priv\" \"x\" \"value.shared\" NIL) \
         \"/motd\" (\"value.shared\" {5}\r\n<sync>NIL\r\n))"
    );
}

#[test]
fn what_cannot_be_asked() {
    let none: [&str; 0] = [];
    let invalid = |error| matches!(error, EncodeError::Invalid { .. });
    assert!(invalid(refused(GetAnnotation::new("x", none, ["value"]))));
    assert!(invalid(refused(GetAnnotation::new("x", ["/a"], none))));
    assert!(invalid(refused(GetAnnotation::new("x", ["a"], ["value"]))));
    assert!(invalid(refused(GetAnnotation::new("x%", ["/a"], ["value"]))));
    assert!(invalid(refused(SetAnnotation::new("*").remove("/a", "value"))));
    assert!(invalid(refused(SetAnnotation::new("x").remove("a", "value"))));
    assert!(invalid(refused(SetAnnotation::new("x"))));
    let nul = SetAnnotation::new("x").set("/a", "value", "a\0b");
    assert!(matches!(refused(nul), EncodeError::BadOctet { .. }));
}

#[test]
fn no_argument_ends_its_line() {
    is_one_argument(|t| GetAnnotation::new(t, ["/a"], ["b"]));
    is_one_argument(|t| GetAnnotation::matching(t, ["/a"], ["b"]));
    is_one_argument(|t| GetAnnotation::new("x", [format!("/{t}")], ["b"]));
    is_one_argument(|t| GetAnnotation::new("x", ["/a"], [t]));
    is_one_argument(|t| SetAnnotation::new(t).remove("/a", "b"));
    is_one_argument(|t| SetAnnotation::new("x").remove(format!("/{t}"), "b"));
    is_one_argument(|t| SetAnnotation::new("x").remove("/a", t));
    is_one_argument(|t| SetAnnotation::new("x").set("/a", "b", String::from(t)));
    takes_no_nul(|t| GetAnnotation::new("x", ["/a"], [t]));
    takes_no_nul(|t| SetAnnotation::new("x").remove(format!("/{t}"), "b"));
}

#[test]
fn rows_of_this_mailbox_are_the_answer() {
    let mut running = Running::new(GetAnnotation::new("INBOX", ["/a"], ["b"]));
    assert_eq!(running.data(row("* ANNOTATION x \"/a\" (\"b\" \"1\")")), Fate::Passed);
    assert_eq!(running.data(row("* ANNOTATION INBOX \"/a\"")), Fate::Passed);
    assert_eq!(running.data(row("* ANNOTATION inbox \"/a\" (\"b\" NIL)")), Fate::Taken);
    assert_eq!(running.output().len(), 1);
    let mut running = Running::new(GetAnnotation::matching("%", ["/a"], ["b"]));
    assert_eq!(running.data(row("* ANNOTATION x \"/a\" (\"b\" \"1\")")), Fate::Taken);
    assert_eq!(running.data(row("* ANNOTATION y \"/a\" (\"b\" \"1\")")), Fate::Taken);
    assert_eq!(running.output().len(), 2);
    Running::new(GetAnnotation::new("x", ["/a"], ["b"])).cannot_be_refused_into_success();
    Running::new(SetAnnotation::new("x").remove("/a", "b")).cannot_be_refused_into_success();
}

#[test]
fn the_capability() {
    let get = || GetAnnotation::new("x", ["/a"], ["b"]);
    needs(&get(), &get().unchecked(), &["ANNOTATEMORE"]);
    let set = || SetAnnotation::new("x").remove("/a", "b");
    needs(&set(), &set().unchecked(), &["ANNOTATEMORE"]);
}
