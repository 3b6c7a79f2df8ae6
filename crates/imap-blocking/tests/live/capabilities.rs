//! What every server here announces, and how all that it announces is compared with the tests.

use std::collections::BTreeMap;

use self::Cover::{By, Nothing};
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
    ("COMPRESS=DEFLATE", By(&[sent::compress_without_a_layer_is_not_sent])),
    ("IDLE", By(&[base::idling])),
    ("ESORT", By(&[order::sorted_and_counted])),
];

/// Compares the common list and the server's own with what it announces, both ways.
pub(crate) fn covers(s: &S, own: &[(&str, Cover)]) {
    let covered: BTreeMap<_, _> = COMMON.iter().chain(own).copied().collect();
    assert_eq!(covered.len(), COMMON.len() + own.len(), "a name is there twice");
    let announced: Vec<_> = s.capabilities().unwrap().iter().map(|name| name.to_string()).collect();
    for name in &announced {
        match covered.get(name.as_str()) {
            Some(By(tests)) => assert!(!tests.is_empty(), "{name}"),
            Some(Nothing(why)) => assert!(!why.is_empty(), "{name}"),
            None => panic!("the server announces {name}, and no test covers it"),
        }
    }
    for name in covered.keys() {
        assert!(announced.iter().any(|one| one == name), "{name} is covered, yet not announced");
    }
}
