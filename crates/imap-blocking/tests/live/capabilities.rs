//! What every server here announces, and how all that it announces is compared with the tests.

use std::collections::BTreeMap;

use self::Cover::{By, Nothing};
use imap_blocking::prelude::*;

use super::{S, appends, base, changes, lists, order, rights, searches, sent};

/// What stands behind a capability: the tests that use it, or why there is nothing to use.
#[derive(Clone, Copy)]
pub(crate) enum Cover {
    By(&'static [fn()]),
    Nothing(&'static str),
}

const BASE: Cover = By(&[
    base::mailboxes,
    base::selecting,
    base::fetching,
    base::storing,
    base::copying_and_expunging,
    searches::base,
]);

const COMMON: &[(&str, Cover)] = &[
    ("IMAP4rev1", BASE),
    ("LITERAL+", By(&[appends::one_by_one])),
    ("ID", By(&[lists::identity])),
    ("ENABLE", By(&[lists::enabling])),
    ("ACL", By(&[rights::acl])),
    ("BINARY", By(&[appends::binary_parts])),
    ("CATENATE", By(&[appends::catenate])),
    ("CHILDREN", By(&[lists::extended])),
    ("CONDSTORE", By(&[changes::condstore])),
    ("ESEARCH", By(&[searches::esearch])),
    ("LIST-EXTENDED", By(&[lists::extended])),
    ("LIST-STATUS", By(&[lists::with_status])),
    ("MOVE", By(&[changes::moving])),
    ("MULTIAPPEND", By(&[appends::several])),
    ("NAMESPACE", By(&[lists::namespaces])),
    ("PREVIEW", By(&[searches::previews])),
    ("QRESYNC", By(&[changes::qresync])),
    ("SAVEDATE", By(&[searches::save_date])),
    ("SORT", By(&[order::sorted])),
    ("SORT=DISPLAY", By(&[order::sorted_as_shown])),
    ("SPECIAL-USE", By(&[lists::special_use])),
    ("STATUS=SIZE", By(&[lists::with_status])),
    ("THREAD=ORDEREDSUBJECT", By(&[order::threaded])),
    ("THREAD=REFERENCES", By(&[order::threaded])),
    ("THREAD=REFS", By(&[order::threaded])),
    ("UIDPLUS", By(&[appends::uidplus])),
    ("UNSELECT", By(&[base::unselect])),
    ("URLAUTH", By(&[sent::urls])),
    ("URLAUTH=BINARY", By(&[sent::urls])),
    ("WITHIN", By(&[searches::within])),
    ("COMPRESS=DEFLATE", By(&[sent::compressed, sent::compress_without_a_layer_is_not_sent])),
    ("IDLE", By(&[base::idling])),
    ("ESORT", By(&[order::sorted_and_counted])),
];

/// AUTHENTICATE itself is covered.
pub(crate) const MECHANISM: Cover = Nothing("a mechanism that the core does not bring; a program may");

/// What both announce only before a login.
const BEFORE: &[(&str, Cover)] = &[
    ("AUTH=PLAIN", By(&[base::authenticating])),
    ("AUTH=CRAM-MD5", By(&[base::authenticating_by_digest])),
    ("AUTH=LOGIN", By(&[base::authenticating_by_a_mechanism_of_ones_own])),
    ("AUTH=DIGEST-MD5", MECHANISM),
    ("AUTH=SCRAM-SHA-1", MECHANISM),
    ("AUTH=SCRAM-SHA-256", MECHANISM),
];

/// Compares the common list and the server's own with what it announces, both ways.
pub(crate) fn covers(s: &S, own: &'static [(&str, Cover)]) {
    let (covered, announced) = (together(&[COMMON, own]), announced(s));
    all_have_cover(&covered, &announced);
    for name in covered.keys() {
        assert!(announced.iter().any(|one| one == name), "{name} is covered, yet not announced");
    }
}

/// The same for what it announces to those who have not logged in; some of that it announces to the others as well.
pub(crate) fn covers_before_login(s: &mut S, after: &'static [(&str, Cover)], own: &'static [(&str, Cover)]) {
    s.run(imap_blocking::core::command::Capability::new()).unwrap();
    let announced = announced(s);
    all_have_cover(&together(&[COMMON, after, BEFORE, own]), &announced);
    for (name, _) in BEFORE.iter().chain(own) {
        assert!(announced.iter().any(|one| one == name), "{name} is covered, yet not announced");
    }
}

fn announced(s: &S) -> Vec<String> {
    s.capabilities().unwrap().iter().map(|name| name.to_string()).collect()
}

fn together(lists: &[&'static [(&'static str, Cover)]]) -> BTreeMap<&'static str, Cover> {
    let covered: BTreeMap<_, _> = lists.iter().copied().flatten().copied().collect();
    assert_eq!(covered.len(), lists.iter().map(|list| list.len()).sum::<usize>(), "a name is there twice");
    covered
}

fn all_have_cover(covered: &BTreeMap<&str, Cover>, announced: &[String]) {
    for name in announced {
        match covered.get(name.as_str()) {
            Some(By(tests)) => assert!(!tests.is_empty(), "{name}"),
            Some(Nothing(why)) => assert!(!why.is_empty(), "{name}"),
            None => panic!("the server announces {name}, and no test covers it"),
        }
    }
}
