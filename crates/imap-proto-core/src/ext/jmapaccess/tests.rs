use super::{GetJmapAccess, JmapAccessData};
use crate::command::testing::{Fate, Running, wire};
use crate::ext::ExtData;
use crate::ext::shared::testing::{is_incomplete_without, needs};
use crate::parse::data;
use crate::response::Data;

#[test]
fn urls() {
    let found = |wire: &[u8]| JmapAccessData::from_wire(wire).unwrap();
    assert_eq!(found(b"* JMAPACCESS \"https://h/s?a=b\"").url(), Some("https://h/s?a=b"));
    // Bare, in a literal, with a space behind it, in no charset we know.
    assert_eq!(found(b"* jmapaccess https://h/s ").url(), Some("https://h/s"));
    assert_eq!(found(b"* JMAPACCESS {9}\r\nhttps://h").url(), Some("https://h"));
    let odd = found(b"* JMAPACCESS \"https://\xe9\"");
    assert_eq!((odd.url(), odd.as_bytes()), (None, b"https://\xe9".as_slice()));
    for wire in ["* JMAPACCESS", "* JMAPACCESS (x)", "* JMAPACCESS \"a\" \"b\"", "* JMAPACCESS \"a"] {
        assert!(data(wire.as_bytes()).is_err(), "{wire}");
    }
}

#[test]
fn the_command() {
    assert_eq!(wire(GetJmapAccess::new()), "GETJMAPACCESS");
    let row = || Data::Ext(ExtData::JmapAccess(JmapAccessData::from_wire(b"* JMAPACCESS \"u\"").unwrap()));
    let mut running = Running::new(GetJmapAccess::new());
    assert_eq!(running.data(Data::Exists(1)), Fate::Passed);
    assert_eq!(running.data(row()), Fate::Taken);
    assert_eq!(running.data(row()), Fate::Passed);
    assert_eq!(running.output().url(), Some("u"));
    is_incomplete_without(GetJmapAccess::new(), "JMAPACCESS");
    Running::new(GetJmapAccess::new()).cannot_be_refused_into_success();
    needs(&GetJmapAccess::new(), &GetJmapAccess::new().unchecked(), &["JMAPACCESS"]);
}
