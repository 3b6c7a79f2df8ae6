//! What there is: LIST in all its forms, STATUS, NAMESPACE, ID, ENABLE.

use imap_blocking::core::command::{Enable, Status};
use imap_blocking::core::ext::special_use::SpecialUse;
use imap_blocking::core::ext::{Id, ListExtended, Namespace};
use imap_blocking::core::types::{Atom, Capability};
use imap_blocking::core::{Raw, StatusItem};
use imap_blocking::prelude::*;

use super::{S, bad, done, filled};
use crate::server;

#[test]
pub(crate) fn extended() {
    let Some(mut s) = filled("Tree") else { return };
    s.unselect().unwrap();
    s.create("Tree/Leaf").unwrap();
    s.subscribe("Tree/Leaf").unwrap();
    let names = |rows: &[imap_blocking::core::ext::list_extended::Listed]| {
        rows.iter().map(|row| row.entry.name().to_string()).collect::<Vec<_>>()
    };
    let rows =
        s.run(ListExtended::new("", ["Tree", "Tree/%"]).return_children().return_subscribed()).unwrap();
    assert_eq!(names(&rows), ["Tree", "Tree/Leaf"]);
    assert!(rows[0].entry.has("\\HasChildren") && rows[1].entry.has("\\HasNoChildren"));
    assert!(!rows[0].entry.has("\\Subscribed") && rows[1].entry.has("\\Subscribed"));
    let rows = s.run(ListExtended::new("", ["Tree*"]).subscribed()).unwrap();
    assert_eq!(names(&rows), ["Tree/Leaf"]);
    let rows = s.run(ListExtended::new("", ["Tree%"]).subscribed().recursive_match()).unwrap();
    assert_eq!(names(&rows), ["Tree"]);
    assert!(rows[0].entry.child_info().unwrap().has("SUBSCRIBED"));
    let rows = s.run(ListExtended::new("Tree/", ["%"]).remote()).unwrap();
    assert_eq!(names(&rows), ["Tree/Leaf"]);
    bad(&mut s, ListExtended::new("", ["*"]).returning(Atom::from_static("NONSENSE").into()));
    done(s);
}

#[test]
pub(crate) fn with_status() {
    let Some(mut s) = filled("Counted") else { return };
    s.unselect().unwrap();
    s.create("Counted/Empty").unwrap();
    let items = || [StatusItem::Messages, StatusItem::Unseen, StatusItem::UidNext, StatusItem::Size];
    let rows = s.run(ListExtended::new("", ["Counted*"]).status(items())).unwrap();
    assert_eq!(rows.len(), 2);
    let status = |at: usize| rows[at].status.as_ref().unwrap();
    assert_eq!((status(0).messages(), status(0).unseen()), (Some(4), Some(4)));
    let size: usize = (1..=4).map(|number| super::message(number).len()).sum();
    assert_eq!(status(0).size(), Some(size as u64));
    assert_eq!((status(1).messages(), status(1).uid_next(), status(1).size()), (Some(0), Some(1), Some(0)));
    assert_eq!(s.status("Counted", [StatusItem::Size]).unwrap().size(), Some(size as u64));
    bad(&mut s, Status::new("Counted", [StatusItem::Ext(Atom::from_static("NONSENSE"))]));
    done(s);
}

#[test]
pub(crate) fn special_use() {
    let Some(mut s) = server::login() else { return };
    let rows = s.run(ListExtended::new("", ["*"]).special_use().return_special_use()).unwrap();
    for (name, one) in
        [("Drafts", SpecialUse::Drafts), ("Sent", SpecialUse::Sent), ("Trash", SpecialUse::Trash)]
    {
        let row = rows.iter().find(|row| row.entry.name() == &name.into()).unwrap();
        assert_eq!(row.entry.special_uses().collect::<Vec<_>>(), [one]);
    }
    assert!(rows.iter().all(|row| row.entry.name() != &"INBOX".into()));
    let row = &s.list("", "Sent").unwrap()[0];
    assert_eq!(row.special_uses().collect::<Vec<_>>(), [SpecialUse::Sent]);
    bad(&mut s, ListExtended::new("", ["*"]).special_use().select(Atom::from_static("NONSENSE").into()));
    done(s);
}

/// An argument that does not belong there, over which Dovecot reads.
fn surplus(s: &mut S, command: &str) {
    let command = Raw::new(command).unwrap().arg("nonsense");
    if server::CYRUS {
        bad(s, command);
    } else {
        s.run(command).unwrap();
    }
}

#[test]
pub(crate) fn namespaces() {
    let Some(mut s) = server::login() else { return };
    let found = s.run(Namespace::new()).unwrap();
    let all = |list: &[imap_blocking::core::ext::namespace::NamespaceDescr]| {
        list.iter().map(|one| (one.prefix.to_string(), one.delimiter)).collect::<Vec<_>>()
    };
    assert_eq!(all(&found.personal), [(String::new(), Some('/'))]);
    let (others, shared) = server::NAMESPACES;
    assert_eq!(all(&found.other_users), [(others.to_owned(), Some('/'))]);
    assert_eq!(all(&found.shared), [(shared.to_owned(), Some('/'))]);
    surplus(&mut s, "NAMESPACE");
    done(s);
}

#[test]
pub(crate) fn identity() {
    let Some(mut s) = server::login() else { return };
    let id = Id::new().field("name", "imap-blocking");
    // Cyrus 3.6.1 crashes over a NIL in it.
    let id = if server::CYRUS { id } else { id.nil("os") };
    let id = s.run(id).unwrap().unwrap();
    assert!(id.name().unwrap().contains(server::NAME), "{id:?}");
    surplus(&mut s, "ID");
    done(s);
}

#[test]
pub(crate) fn enabling() {
    let Some(mut s) = server::login() else { return };
    let enabled = s.run(Enable::new([Capability::ext("CONDSTORE").unwrap()])).unwrap();
    assert!(enabled.has(&Capability::ext("CONDSTORE").unwrap()));
    // What a server does not know it leaves out.
    assert!(s.run(Enable::new([Capability::ext("X-NONE").unwrap()]).unchecked()).unwrap().is_empty());
    done(s);
}
