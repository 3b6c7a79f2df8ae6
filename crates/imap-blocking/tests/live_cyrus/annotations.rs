//! ANNOTATE-EXPERIMENT-1 and ANNOTATEMORE.

use imap_blocking::core::Fetch;
use imap_blocking::core::command::{Append, Select};
use imap_blocking::core::ext::annotate::{self, AnnotationLevel, Annotations, AnnotationsCode};
use imap_blocking::core::ext::{
    ExtCode, GetAnnotation, SetAnnotation, StoreAnnotations, UidStoreAnnotations,
};
use imap_blocking::core::types::UidSet;
use imap_blocking::prelude::*;

use crate::live::{done, filled, message, no, numbers, uids};

#[test]
pub(crate) fn of_messages() {
    let Some(mut s) = filled("Noted") else { return };
    let opened = s.select("Noted").unwrap();
    let level = opened.codes.iter().find_map(|code| match code {
        ExtCode::Annotations(AnnotationsCode { level, .. }) => Some(*level),
        _ => None,
    });
    assert_eq!(level, Some(AnnotationLevel::Writable(65536)));
    let store = StoreAnnotations::new(numbers("1:2")).set("/comment", "value.priv", "mine");
    s.run(store).unwrap();
    let store = UidStoreAnnotations::new(uids("1")).set("/comment", "value.shared", "ours\r\nall");
    s.run(store).unwrap();
    let item = || Annotations::new("/comment", "value.priv").attribute("value.shared");
    let rows = s.run(Fetch::new(numbers("1")).item(item().into())).unwrap();
    let entry = &rows[0].annotations().unwrap()[0];
    assert_eq!(entry.get("value.priv"), Some(b"mine".as_slice()));
    assert_eq!(entry.get("value.shared"), Some(b"ours\r\nall".as_slice()));
    s.run(UidStoreAnnotations::new(UidSet::all()).remove("/comment", "value.priv")).unwrap();
    let rows = s.run(Fetch::new(numbers("2")).item(item().into())).unwrap();
    assert_eq!(rows[0].annotations().unwrap()[0].get("value.priv"), None);
    s.run(Append::new("Noted", message(1))).unwrap();
    s.run(Select::new("Noted").param(annotate::notify())).unwrap();
    no(&mut s, StoreAnnotations::new(numbers("1")).set("/comment", "value.nonsense", "x"));
    done(s);
}

/// The draft that became METADATA (draft-daboo-imap-annotatemore-05).
#[test]
pub(crate) fn of_mailboxes() {
    let Some(mut s) = filled("Described") else { return };
    let set = SetAnnotation::new("Described").set("/comment", "value.priv", "mine").set(
        "/comment",
        "value.shared",
        "ours",
    );
    s.run(set).unwrap();
    let found = s.run(GetAnnotation::new("Described", ["/comment"], ["value.priv", "value.shared"])).unwrap();
    let values: Vec<_> = found.iter().flat_map(|row| &row.entries).collect();
    let value = |name| values.iter().find_map(|entry| entry.get(name));
    assert_eq!(value("value.priv"), Some(b"mine".as_slice()));
    assert_eq!(value("value.shared"), Some(b"ours".as_slice()));
    assert!(found.iter().all(|row| row.mailbox == "Described".into()));
    let found = s.run(GetAnnotation::matching("Describ%", ["/comment"], ["value.shared"])).unwrap();
    assert_eq!(found[0].entries[0].get("value.shared"), Some(b"ours".as_slice()));
    s.run(SetAnnotation::new("Described").remove("/comment", "value.priv")).unwrap();
    let found = s.run(GetAnnotation::new("Described", ["/comment"], ["value.priv"])).unwrap();
    assert_eq!(found.first().and_then(|row| row.entries[0].get("value.priv")), None);
    no(&mut s, SetAnnotation::new("Not there").set("/comment", "value.priv", "x"));
    no(&mut s, SetAnnotation::new("Described").set("/comment", "nonsense", "x"));
    done(s);
}
