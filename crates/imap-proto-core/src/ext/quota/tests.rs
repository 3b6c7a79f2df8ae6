use alloc::format;
use alloc::string::ToString as _;
use alloc::vec::Vec;

use super::{GetQuota, GetQuotaRoot, QuotaData, QuotaRootData, Resource, SetQuota};
use crate::command::testing::{Fate, Running, dialect, ok, refused, wire};
use crate::command::{Command as _, Traits};
use crate::error::EncodeError;
use crate::ext::ExtData;
use crate::ext::shared::testing::{is_incomplete_without, is_one_argument, takes_no_nul};
use crate::parse::{data, status};
use crate::response::{Code, Data};
use crate::types::{Atom, Capability, NameForm};

fn quota(wire: &str) -> QuotaData {
    QuotaData::from_wire(wire.as_bytes()).unwrap()
}

fn roots(wire: &str) -> QuotaRootData {
    QuotaRootData::from_wire(wire.as_bytes()).unwrap()
}

fn quota_row(wire: &str) -> Data {
    Data::Ext(ExtData::Quota(quota(wire)))
}

fn roots_row(wire: &str) -> Data {
    Data::Ext(ExtData::QuotaRoot(roots(wire)))
}

#[test]
fn the_examples_of_rfc_9208() {
    let found = quota("* QUOTA \"!partition/sda4\" (STORAGE 104 10923847)");
    assert_eq!(found.root, "!partition/sda4");
    assert_eq!(found.get(Resource::Storage).map(|quota| quota.limit), Some(10_923_847));
    let found = quota("* QUOTA \"#user/alice\" (STORAGE 54 111 MESSAGE 42 1000)");
    assert_eq!(found.resources.len(), 2);
    assert_eq!(found.get(Resource::Message).map(|quota| quota.usage), Some(42));
    assert_eq!(found.get(Resource::Mailbox), None);
    let found = roots("* QUOTAROOT INBOX \"\"");
    assert_eq!((found.mailbox.to_string().as_str(), found.roots.len()), ("INBOX", 1));
    assert_eq!(found.roots[0], "");
    assert!(roots("* QUOTAROOT comp.mail.mime").roots.is_empty());
}

#[test]
fn resources() {
    let found = quota("* quota x (storage 1 2 Mailbox 3 4 ANNOTATION-STORAGE 5 6 X-NUM-FOLDERS 7 8)");
    let names: Vec<_> = found.resources.iter().map(|q| q.resource.to_string()).collect();
    assert_eq!(names, ["STORAGE", "MAILBOX", "ANNOTATION-STORAGE", "X-NUM-FOLDERS"]);
    let other = Resource::Ext(Atom::new("X-NUM-FOLDERS").unwrap());
    assert_eq!(found.get(other).map(|quota| quota.usage), Some(7));
}

#[test]
fn large_numbers_empty_lists_and_odd_names() {
    // Gmail's limits do not fit into 32 bits (QUIRKS 58).
    let found = quota("* QUOTA \"\" (STORAGE 4294967296 9223372036854775807 )");
    assert_eq!(found.resources[0].limit, u64::MAX >> 1);
    assert!(quota("* QUOTA x ()").resources.is_empty());
    assert!(quota("* QUOTA x NIL").resources.is_empty());
    assert_eq!(quota("* QUOTA {4}\r\na(b) (MESSAGE 1 0)").root, "a(b)");
    assert_eq!(roots("* QUOTAROOT [Gmail]/Drafts user.[x] NIL ").roots[0], "user.[x]");
}

#[test]
fn what_is_none_is_malformed() {
    for wire in [
        "* QUOTA",
        "* QUOTA x",
        "* QUOTA x STORAGE 1 2",
        "* QUOTA x (STORAGE 1)",
        "* QUOTA x (STORAGE -1 2)",
        "* QUOTA x (STORAGE 1 9223372036854775808)",
        "* QUOTA x (STORAGE 1 2) y",
        "* QUOTA x (STORAGE 1 2",
        "* QUOTAROOT",
        "* QUOTAROOT INBOX (x)",
    ] {
        assert!(data(wire.as_bytes()).is_err(), "{wire}");
    }
}

#[test]
fn too_many_roots_are_malformed() {
    let wire = |n: usize| format!("* QUOTAROOT x{}", " r".repeat(n));
    assert!(data(wire(10_000).as_bytes()).is_ok());
    assert!(data(wire(10_001).as_bytes()).is_err());
}

#[test]
fn wire_forms() {
    assert_eq!(wire(GetQuota::new("!partition/sda4")), "GETQUOTA !partition/sda4");
    assert_eq!(wire(GetQuota::new("")), "GETQUOTA \"\"");
    assert_eq!(wire(GetQuotaRoot::new("Entwürfe")), "GETQUOTAROOT Entw&APw-rfe");
    let own = Resource::Ext(Atom::new("X-A").unwrap());
    let set = SetQuota::new("#user/alice").limit(Resource::Storage, 510).limit(own, 0);
    assert_eq!(wire(set), "SETQUOTA #user/alice (STORAGE 510 X-A 0)");
    assert_eq!(wire(SetQuota::new("a b")), "SETQUOTA \"a b\" ()");
}

#[test]
fn limits_that_cannot_be_set() {
    let large = SetQuota::new("").limit(Resource::Storage, 1 << 63);
    let twice = SetQuota::new("").limit(Resource::Message, 1).limit(Resource::Message, 2);
    for command in [large, twice] {
        assert!(matches!(refused(command), EncodeError::Invalid { what: "quota limit", .. }));
    }
    // A name that a server sent may be no atom.
    let odd = quota("* QUOTA x (A\"B 1 2)").resources[0].resource.clone();
    assert!(matches!(refused(SetQuota::new("").limit(odd, 1)), EncodeError::Invalid { .. }));
}

#[test]
fn no_argument_ends_its_line() {
    is_one_argument(|t| GetQuota::new(t));
    is_one_argument(|t| GetQuotaRoot::new(t));
    is_one_argument(|t| SetQuota::new(t).limit(Resource::Storage, 1));
    takes_no_nul(|t| GetQuota::new(t));
    takes_no_nul(|t| GetQuotaRoot::new(t));
}

#[test]
fn the_quota_of_this_root() {
    let mut running = Running::new(GetQuota::new("a"));
    assert_eq!(running.data(quota_row("* QUOTA A (STORAGE 1 2)")), Fate::Passed);
    assert_eq!(running.data(quota_row("* QUOTA a (STORAGE 3 4)")), Fate::Taken);
    assert_eq!(running.data(roots_row("* QUOTAROOT a a")), Fate::Passed);
    assert_eq!(running.output().resources[0].usage, 3);
    let mut running = Running::new(SetQuota::new("a"));
    assert_eq!(running.data(quota_row("* QUOTA b ()")), Fate::Passed);
    assert_eq!(running.data(quota_row("* QUOTA a ()")), Fate::Taken);
    assert!(running.output().is_some());
    assert!(Running::new(SetQuota::new("a")).output().is_none());
}

#[test]
fn the_quotas_of_a_mailbox() {
    let mut running = Running::new(GetQuotaRoot::new("INBOX"));
    assert_eq!(running.data(quota_row("* QUOTA c ()")), Fate::Observed);
    assert_eq!(running.data(quota_row("* QUOTA b (MESSAGE 1 2)")), Fate::Observed);
    assert_eq!(running.data(roots_row("* QUOTAROOT inbox a b")), Fate::Taken);
    assert_eq!(running.data(quota_row("* QUOTA a ()")), Fate::Taken);
    assert_eq!(running.data(quota_row("* QUOTA a ()")), Fate::Passed);
    assert_eq!(running.data(quota_row("* QUOTA d ()")), Fate::Passed);
    let found = running.output();
    let names: Vec<_> = found.quotas.iter().map(|q| q.root.to_string()).collect();
    assert_eq!((names, found.roots.len()), (alloc::vec!["b".into(), "a".into()], 2));
}

#[test]
fn a_mailbox_under_another_name() {
    let mut running = Running::new(GetQuotaRoot::new("shared/x"));
    assert_eq!(running.data(roots_row("* QUOTAROOT shared.x a")), Fate::Observed);
    assert_eq!(running.data(quota_row("* QUOTA a (MESSAGE 1 2)")), Fate::Observed);
    let found = running.output();
    assert_eq!((found.mailbox.to_string().as_str(), found.quotas.len()), ("shared.x", 1));
}

#[test]
fn a_flood_of_quotas_is_events() {
    let mut running = Running::new(GetQuotaRoot::new("x"));
    for n in 0..300 {
        let fate = if n < 256 { Fate::Observed } else { Fate::Passed };
        assert_eq!(running.data(quota_row(&format!("* QUOTA r{n} ()"))), fate);
    }
    assert!(running.answer(ok()).unwrap().is_err());
}

#[test]
fn no_answer_is_no_success() {
    is_incomplete_without(GetQuota::new("x"), "QUOTA");
    is_incomplete_without(GetQuotaRoot::new("x"), "QUOTAROOT");
    Running::new(GetQuota::new("x")).cannot_be_refused_into_success();
    Running::new(GetQuotaRoot::new("x")).cannot_be_refused_into_success();
    Running::new(SetQuota::new("x")).cannot_be_refused_into_success();
    let (status, _) = status(b"A003 NO [OVERQUOTA] APPEND Failed");
    assert_eq!(status.code, Some(Code::OverQuota));
}

#[test]
fn the_capability() {
    let missing = |traits: Traits, announced: &[&str]| {
        let announced: Vec<_> = announced.iter().map(|name| Capability::ext(name).unwrap()).collect();
        let dialect = dialect(&announced, NameForm::Utf8);
        traits.needs.iter().find_map(|need| need.missing(&dialect)).map(|name| name.to_string())
    };
    let (get, root, set) = (GetQuota::new("x"), GetQuotaRoot::new("x"), SetQuota::new("x"));
    for traits in [get.traits(), root.traits(), set.traits()] {
        assert!(traits.asks_capabilities);
        assert_eq!(missing(traits, &["IDLE", "QUOTASET", "QUOTA="]).as_deref(), Some("QUOTA"));
    }
    // RFC 2087 has no capability of its own for SETQUOTA, RFC 9208 has (section 4.1.3), and needs no `QUOTA`.
    let old = ["QUOTA"];
    assert_eq!((missing(get.traits(), &old), missing(set.traits(), &old)), (None, None));
    for new in [&["QUOTA=RES-STORAGE"][..], &["QUOTA", "quota=res-x"]] {
        assert_eq!((missing(get.traits(), new), missing(root.traits(), new)), (None, None));
        assert_eq!(missing(set.traits(), new).as_deref(), Some("QUOTASET"));
        assert_eq!(missing(set.traits(), &[new, &["QUOTASET"]].concat()), None);
    }
    for traits in [get.unchecked().traits(), root.unchecked().traits(), set.unchecked().traits()] {
        assert!(traits.needs.is_empty());
    }
}
