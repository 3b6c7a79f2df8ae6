//! Everything that Cyrus announces is covered.

use crate::live::capabilities::Cover::{self, By, Nothing};
use crate::live::capabilities::{covers, covers_before_login};
use crate::live::{base, done, rights};
use crate::{annotations, older, own, server};

/// Beside what both have.
const COVERED: &[(&str, Cover)] = &[
    ("RIGHTS=kxten", By(&[rights::acl])),
    ("ANNOTATE-EXPERIMENT-1", By(&[annotations::of_messages])),
    ("ANNOTATEMORE", By(&[annotations::of_mailboxes])),
    ("CREATE-SPECIAL-USE", By(&[own::create_special_use])),
    ("MAILBOX-REFERRALS", By(&[older::referrals])),
    ("METADATA", By(&[rights::metadata, own::server_metadata])),
    ("OBJECTID", By(&[own::object_ids])),
    ("QUOTA", By(&[rights::quota, own::quota_set])),
    ("SEARCH=FUZZY", By(&[own::fuzzy_search])),
    ("SORT=MODSEQ", By(&[own::sorted_by_its_own_keys])),
    ("SORT=UID", By(&[own::sorted_by_its_own_keys])),
    ("XLIST", By(&[older::xlist])),
    ("APPENDLIMIT=104857600", By(&[own::append_limit])),
    ("X-QUOTA=STORAGE", By(&[own::quota_set])),
    ("X-QUOTA=MESSAGE", By(&[own::quota_set])),
    ("LIST-MYRIGHTS", By(&[own::list_with_more])),
    ("LIST-METADATA", By(&[own::list_with_more])),
    ("X-QUOTA=X-ANNOTATION-STORAGE", By(&[own::quota_set])),
    ("X-QUOTA=X-NUM-FOLDERS", By(&[own::quota_set])),
    ("DIGEST=SHA1", Nothing("an item of FETCH for Cyrus's own replication; no document describes it")),
    ("NO_ATOMIC_RENAME", Nothing("says how RENAME works inside")),
    ("SCAN", Nothing("a draft of 1996 that LIST-EXTENDED and ESEARCH replaced")),
    ("X-CREATEDMODSEQ", Nothing("an item of STATUS for Cyrus's own replication")),
    ("X-REPLICATION", Nothing("between two Cyrus servers, for administrators")),
    ("X-SIEVE-MAILBOX", Nothing("says where Sieve scripts lie")),
    ("XMOVE", Nothing("the draft that became MOVE")),
    ("XCONVERSATIONS", Nothing("commands of Fastmail's own client, without a document")),
    ("LOGINDISABLED", Nothing("there is nobody left to log in")),
];

/// What it announces only before a login, beside what both have.
const BEFORE: &[(&str, Cover)] =
    &[("STARTTLS", By(&[own::over_tls])), ("SASL-IR", By(&[base::authenticating]))];

#[test]
fn all_are_covered() {
    let Some(s) = server::login() else { return };
    covers(&s, COVERED);
    done(s);
    let Some(mut s) = server::connect() else { return };
    covers_before_login(&mut s, COVERED, BEFORE);
}
