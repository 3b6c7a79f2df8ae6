use alloc::format;
use alloc::string::String;
use alloc::vec::Vec;

use super::{
    AnnotateCode, AnnotationLevel, Annotations, AnnotationsCode, StoreAnnotations, UidStoreAnnotations,
};
use crate::command::testing::{Fate, Running, refused, wire, wire_with};
use crate::command::{Command as _, Fetch, Need, Numbering, Param, Select, UidFetch};
use crate::error::EncodeError;
use crate::ext::ExtCode;
use crate::ext::shared::testing::{is_one_argument, needs, takes_no_nul};
use crate::parse::status;
use crate::response::{Code, Data, FetchRow};
use crate::types::{Atom, Capability, NameForm, SeqSet, UidSet};

fn row(wire: &str) -> FetchRow {
    FetchRow::from_wire(wire.as_bytes()).unwrap()
}

fn seq() -> SeqSet {
    SeqSet::one(1).unwrap()
}

#[test]
fn rows_of_rfc_5257() {
    let found =
        row("* 12 FETCH (UID 1123 ANNOTATION (/comment (value.priv \"My comment\" size.priv \"10\") \
         /vendor/foobar/label.priv (value.priv NIL)) FLAGS (\\Seen))");
    let entries = found.annotations().unwrap();
    assert_eq!(entries[0].get("size.priv"), Some(b"10".as_slice()));
    assert!(entries[1].name.is("/vendor/foobar/label.priv"));
    assert_eq!((entries[1].get("value.priv"), found.uid()), (None, Some(1123)));
    assert!(found.flags().is_some() && found.damaged().is_empty());
    // Names alone, unasked.
    let news = row("* 1 FETCH (ANNOTATION (/comment /altsubject))");
    assert!(news.annotations().unwrap().iter().all(|entry| entry.attributes.is_empty()));
    let odd = row("* 1 FETCH (annotation (\"/a b\" (\"value.priv\" {3}\r\na)\n)) UID 5)");
    assert_eq!(odd.annotations().unwrap()[0].get("VALUE.PRIV"), Some(b"a)\n".as_slice()));
    assert!(row("* 1 FETCH (ANNOTATION NIL)").annotations().unwrap().is_empty());
    assert!(row("* 1 FETCH (UID 1)").annotations().is_none());
}

#[test]
fn damage_costs_the_item_alone() {
    for value in ["(/a (value.priv))", "((value.priv x))", "/a", "(/a (value.priv (x)))", "(/a (b c) (d e))"]
    {
        let row = row(&format!("* 1 FETCH (ANNOTATION {value} UID 7)"));
        assert_eq!((row.damaged().len(), row.uid()), (1, Some(7)), "{value}");
        assert!(row.annotations().is_none());
    }
}

#[test]
fn codes() {
    let code = |wire: &str| status(wire.as_bytes());
    for (wire, expected) in [("TOOBIG", AnnotateCode::TooBig), ("toomany", AnnotateCode::TooMany)] {
        let (status, _) = code(&format!("a NO [ANNOTATE {wire}] x"));
        assert_eq!(status.code, Some(Code::Ext(ExtCode::Annotate(expected))));
    }
    for (wire, level, no_private) in [
        ("20480 NOPRIVATE", AnnotationLevel::Writable(20_480), true),
        ("1024", AnnotationLevel::Writable(1024), false),
        ("NONE", AnnotationLevel::None, false),
        ("read-only noprivate", AnnotationLevel::ReadOnly, true),
        ("READ-ONLY X-NEW", AnnotationLevel::ReadOnly, false),
    ] {
        let (status, _) = code(&format!("* OK [ANNOTATIONS {wire}]"));
        let expected = AnnotationsCode { level, no_private };
        assert_eq!(status.code, Some(Code::Ext(ExtCode::Annotations(expected))), "{wire}");
    }
    for wire in ["ANNOTATIONS", "ANNOTATIONS -1", "ANNOTATIONS SOME", "ANNOTATE", "ANNOTATE X"] {
        let (status, _) = code(&format!("* OK [{wire}]"));
        assert!(matches!(status.code, Some(Code::Other { .. })), "{wire}");
    }
    let (status, violations) = code("* OK [ANNOTATIONS 0] x");
    assert_eq!((status.code, violations), (None, 1));
}

#[test]
fn the_item_of_fetch() {
    let fetch = |item: Annotations| Fetch::new(seq()).item(item.into());
    let one = Annotations::new("/comment", "value");
    assert_eq!(wire(fetch(one.clone())), "FETCH 1 (ANNOTATION (\"/comment\" \"value\"))");
    let several = Annotations::new("/*", "value.priv").attribute("size.priv").entry("/%");
    assert_eq!(wire(fetch(several)), "FETCH 1 (ANNOTATION ((\"/*\" \"/%\") (\"value.priv\" \"size.priv\")))");
    assert_eq!(fetch(one.clone()).traits().needs, [Need::named(&["ANNOTATE-EXPERIMENT-1"])]);
    is_one_argument(|t| Fetch::new(seq()).item(Annotations::new(t, "a").into()));
    is_one_argument(|t| Fetch::new(seq()).item(Annotations::new("/a", t).into()));
    takes_no_nul(|t| Fetch::new(seq()).item(Annotations::new(t, "a").into()));
    // The row is the one that was asked for.
    let mut running = Running::new(UidFetch::new(UidSet::one(7).unwrap()).item(one.into()));
    let answer = row("* 1 FETCH (UID 7 ANNOTATION (/comment (value.priv NIL)))");
    assert_eq!(running.data(Data::Fetch(row("* 1 FETCH (UID 7 FLAGS ())"))), Fate::Passed);
    assert_eq!(running.data(Data::Fetch(answer)), Fate::Taken);
}

#[test]
fn the_parameter_of_select() {
    assert_eq!(wire(Select::new("x").param(super::notify())), "SELECT x (ANNOTATE)");
}

#[test]
fn wire_forms() {
    let store =
        StoreAnnotations::new(seq()).set("/comment", "value.priv", "x").remove("/comment", "value.shared");
    let expected = "(\"/comment\" (\"value.priv\" \"x\" \"value.shared\" NIL)";
    assert_eq!(wire(store.clone()), format!("STORE 1 ANNOTATION {expected})"));
    let unchanged = Param::new(Atom::new("UNCHANGEDSINCE").unwrap()).number(9);
    assert_eq!(
        wire(store.modifier(unchanged).set("/b", "value.priv", "\n")),
        format!(
            "STORE 1 (UNCHANGEDSINCE 9) ANNOTATION {expected} \"/b\" (\"value.priv\" {{1}}\r\n<sync>\n))"
        )
    );
    let nul = || UidStoreAnnotations::new(UidSet::all()).set("/a", "value.priv", "\0");
    assert_eq!(refused(nul()), EncodeError::NeedsBinary);
    let sent = wire_with(nul(), &[Capability::Binary], NameForm::Utf8);
    assert_eq!(sent, "UID STORE 1:* ANNOTATION (\"/a\" (\"value.priv\" ~{1}\r\n<sync>\0))");
    let invalid = |error| matches!(error, EncodeError::Invalid { .. });
    assert!(invalid(refused(StoreAnnotations::new(seq()))));
    assert!(invalid(refused(StoreAnnotations::new(seq()).remove("/a*", "b"))));
    is_one_argument(|t| StoreAnnotations::new(seq()).remove(format!("/{t}"), "b"));
    is_one_argument(|t| StoreAnnotations::new(seq()).remove("/a", t));
    is_one_argument(|t| StoreAnnotations::new(seq()).set("/a", "b", String::from(t)));
}

#[test]
fn rows_of_a_silent_store() {
    let modseq = |seq: u32| Data::Fetch(row(&format!("* {seq} FETCH (UID 7 MODSEQ (12))")));
    let flags = || Data::Fetch(row("* 1 FETCH (UID 7 MODSEQ (12) FLAGS (\\Seen))"));
    let mut running = Running::new(StoreAnnotations::new(seq()).remove("/a", "b"));
    assert_eq!(running.data(modseq(2)), Fate::Passed);
    assert_eq!(running.data(flags()), Fate::Passed);
    assert_eq!(running.data(modseq(1)), Fate::Taken);
    assert_eq!(running.output().len(), 1);
    let mut running = Running::new(UidStoreAnnotations::new(UidSet::one(7).unwrap()).remove("/a", "b"));
    assert_eq!(running.data(modseq(2)), Fate::Taken);
    assert_eq!(running.data(flags()), Fate::Passed);
    assert_eq!(running.output().len(), 1);
    Running::new(StoreAnnotations::new(seq()).remove("/a", "b")).cannot_be_refused_into_success();
    Running::new(UidStoreAnnotations::new(UidSet::all()).remove("/a", "b")).cannot_be_refused_into_success();
}

#[test]
fn what_the_connection_has_to_know() {
    let store = || StoreAnnotations::new(seq()).remove("/a", "b");
    needs(&store(), &store().unchecked(), &["ANNOTATE-EXPERIMENT-1"]);
    let uid = || UidStoreAnnotations::new(UidSet::all()).remove("/a", "b");
    needs(&uid(), &uid().unchecked(), &["ANNOTATE-EXPERIMENT-1"]);
    assert_eq!(store().traits().numbering, Numbering::Frozen { carries: true });
    let all: Vec<bool> = [store().traits(), uid().traits()].iter().map(|t| t.destructive).collect();
    assert_eq!(all, [true, true]);
}
