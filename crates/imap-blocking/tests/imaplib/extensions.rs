//! Methods that belong to extensions, against scripts.

use imap_blocking::core::command::SearchKey;
use imap_blocking::core::ext::acl::Rights;
use imap_blocking::core::ext::quota::Resource;
use imap_blocking::core::ext::{
    DeleteAcl, GetAcl, GetAnnotation, GetQuota, GetQuotaRoot, MyRights, Partial1730, SetAcl, SetAnnotation,
    SetQuota, Sort, SortKey, Thread, ThreadAlgorithm, UidSort, UidThread,
};
use imap_blocking::prelude::*;

use crate::{Result, ended, preauth, selected};

#[test]
fn acl() -> Result {
    let (peer, mut s) = preauth(
        "ACL RIGHTS=texk",
        "C: $1 GETACL INBOX\nS: * ACL INBOX ann lrs bob lr\nS: $1 OK done
        C: $2 SETACL INBOX ann +rs\nS: $2 OK done\nC: $3 DELETEACL INBOX ann\nS: $3 OK done
        C: $4 MYRIGHTS INBOX\nS: * MYRIGHTS INBOX lrswipkxtea\nS: $4 OK done\n!eof",
    )?;
    assert_eq!(s.run(GetAcl::new("INBOX"))?.rights_of("bob"), Some(Rights::LOOKUP | Rights::READ));
    s.run(SetAcl::add("INBOX", "ann", Rights::new("rs")?))?;
    s.run(DeleteAcl::new("INBOX", "ann"))?;
    assert!(s.run(MyRights::new("INBOX"))?.rights.contains(Rights::ADMIN));
    ended(peer, s)
}

#[test]
fn annotations() -> Result {
    let (peer, mut s) = preauth(
        "ANNOTATEMORE",
        "C: $1 SETANNOTATION INBOX \"/comment\" (\"value.priv\" \"mine\")\nS: $1 OK done
        C: $2 GETANNOTATION INBOX \"/comment\" \"value.priv\"
        S: * ANNOTATION INBOX \"/comment\" (\"value.priv\" \"mine\")\nS: $2 OK done\n!eof",
    )?;
    s.run(SetAnnotation::new("INBOX").set("/comment", "value.priv", "mine"))?;
    let rows = s.run(GetAnnotation::new("INBOX", ["/comment"], ["value.priv"]))?;
    assert_eq!(rows[0].entries[0].get("value.priv"), Some(&b"mine"[..]));
    ended(peer, s)
}

#[test]
fn quota() -> Result {
    let (peer, mut s) = preauth(
        "QUOTA QUOTASET",
        "C: $1 GETQUOTA \"\"\nS: * QUOTA \"\" (STORAGE 10 512)\nS: $1 OK done
        C: $2 GETQUOTAROOT INBOX\nS: * QUOTAROOT INBOX \"\"\nS: * QUOTA \"\" (STORAGE 10 512)\nS: $2 OK done
        C: $3 SETQUOTA \"\" (STORAGE 512)\nS: * QUOTA \"\" (STORAGE 10 512)\nS: $3 OK done\n!eof",
    )?;
    let storage = s.run(GetQuota::new(""))?.get(Resource::Storage).cloned().ok_or("STORAGE")?;
    assert_eq!((storage.usage, storage.limit), (10, 512));
    assert_eq!(s.run(GetQuotaRoot::new("INBOX"))?.quotas.len(), 1);
    assert!(s.run(SetQuota::new("").limit(Resource::Storage, 512))?.is_some());
    ended(peer, s)
}

#[test]
fn sort_and_thread() -> Result {
    let (peer, mut s) = selected(
        "SORT THREAD=REFERENCES",
        "C: $1 SORT (REVERSE DATE) US-ASCII ALL\nS: * SORT 2 1\nS: $1 OK done
        C: $2 THREAD REFERENCES US-ASCII ALL\nS: * THREAD (1 2)(3)\nS: $2 OK done
        C: $3 UID SORT (SUBJECT) US-ASCII ALL\nS: * SORT 9\nS: $3 OK done
        C: $4 UID THREAD REFERENCES US-ASCII ALL\nS: * THREAD (9)\nS: $4 OK done\n!eof",
    )?;
    assert_eq!(s.run(Sort::new([SortKey::date().reversed()], SearchKey::all()))?.numbers, [2, 1]);
    let threads = s.run(Thread::new(ThreadAlgorithm::References, SearchKey::all()))?;
    assert_eq!(threads.roots().count(), 2);
    assert_eq!(s.run(UidSort::new([SortKey::subject()], SearchKey::all()))?.numbers, [9]);
    let threads = s.run(UidThread::new(ThreadAlgorithm::References, SearchKey::all()))?;
    assert!(threads.numbers().eq([9]));
    ended(peer, s)
}

#[test]
fn partial() -> Result {
    let (peer, mut s) = selected(
        "IMAP4",
        "C: $1 PARTIAL 4 RFC822.TEXT 1 10\nS: * 4 FETCH (RFC822.TEXT \"0123456789\")\nS: $1 OK done\n!eof",
    )?;
    assert_eq!(s.run(Partial1730::text(4)?.octets(1, 10))?.len(), 1);
    ended(peer, s)
}
