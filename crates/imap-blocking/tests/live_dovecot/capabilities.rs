//! Everything that Dovecot announces is covered.

use imap_blocking::Error;
use imap_blocking::core::CommandError;
use imap_blocking::core::ext::{RList, Unauthenticate};
use imap_blocking::prelude::*;

use crate::live::Cover::{By, Nothing};
use crate::live::{Cover, appends, base, changes, covers, done, lists, order, rights, searches, sent};
use crate::{notices, saved, server};

const BASE: Cover = By(&[
    base::mailboxes,
    base::selecting,
    base::fetching,
    base::storing,
    base::copying_and_expunging,
    searches::base,
]);

const COVERED: &[(&str, Cover)] = &[
    ("IMAP4rev1", BASE),
    ("LITERAL+", By(&[appends::one_by_one])),
    ("ID", By(&[lists::identity])),
    ("ENABLE", By(&[lists::enabling])),
    ("IDLE", By(&[base::idling])),
    ("SORT", By(&[order::sorted])),
    ("SORT=DISPLAY", By(&[order::sorted_as_shown])),
    ("THREAD=REFERENCES", By(&[order::threaded])),
    ("THREAD=REFS", By(&[order::threaded])),
    ("THREAD=ORDEREDSUBJECT", By(&[order::threaded])),
    ("MULTIAPPEND", By(&[appends::several])),
    ("URL-PARTIAL", By(&[appends::catenate])),
    ("CATENATE", By(&[appends::catenate])),
    ("UNSELECT", By(&[base::unselect])),
    ("CHILDREN", By(&[lists::extended])),
    ("NAMESPACE", By(&[lists::namespaces])),
    ("UIDPLUS", By(&[appends::uidplus])),
    ("LIST-EXTENDED", By(&[lists::extended])),
    ("I18NLEVEL=1", By(&[saved::comparators])),
    ("CONDSTORE", By(&[changes::condstore])),
    ("QRESYNC", By(&[changes::qresync])),
    ("ESEARCH", By(&[searches::esearch])),
    ("SEARCHRES", By(&[saved::saved_result])),
    ("WITHIN", By(&[searches::within])),
    ("CONTEXT=SEARCH", By(&[saved::updates])),
    ("LIST-STATUS", By(&[lists::with_status])),
    ("BINARY", By(&[appends::binary_parts])),
    ("MOVE", By(&[changes::moving])),
    ("PREVIEW", By(&[searches::previews])),
    ("STATUS=SIZE", By(&[lists::with_status])),
    ("SAVEDATE", By(&[searches::save_date])),
    ("NOTIFY", By(&[notices::notify])),
    ("URLAUTH", By(&[sent::urls])),
    ("URLAUTH=BINARY", By(&[sent::urls])),
    ("METADATA", By(&[rights::metadata])),
    ("SPECIAL-USE", By(&[lists::special_use])),
    ("COMPRESS=DEFLATE", By(&[sent::compress_without_a_layer_is_not_sent])),
    ("QUOTA", By(&[rights::quota])),
    ("ACL", By(&[rights::acl])),
    ("RIGHTS=texk", By(&[rights::acl])),
    ("SASL-IR", Nothing("after login there is nothing to authenticate")),
    (
        "LOGIN-REFERRALS",
        Nothing("says what a refused login may bring; this server knows no other to refer to"),
    ),
    ("ESORT", Nothing("the library has no RETURN options for SORT")),
    ("SNIPPET=FUZZY", Nothing("the draft that became PREVIEW (RFC 8970)")),
    ("PREVIEW=FUZZY", Nothing("the algorithm of a draft of RFC 8970, which has none")),
];

#[test]
fn all_are_covered() {
    let Some(s) = server::login() else { return };
    covers(&s, COVERED);
    done(s);
}

#[test]
fn what_is_not_announced_is_not_sent() {
    let Some(mut s) = server::login() else { return };
    let error = s.run(RList::new("", "*")).unwrap_err();
    assert!(matches!(error, Error::Command(CommandError::Unsupported(_))), "{error}");
    let error = s.run(Unauthenticate::new()).unwrap_err();
    assert!(matches!(error, Error::Command(CommandError::Unsupported(_))), "{error}");
    done(s);
}
