//! What of the newer extensions only Cyrus has, and TLS.

use imap_blocking::core::CommandError;
use imap_blocking::core::command::{Create, Param, Search, SearchKey, Status, UidFetch};
use imap_blocking::core::ext::acl::Rights;
use imap_blocking::core::ext::metadata::MetadataChange;
use imap_blocking::core::ext::quota::Resource;
use imap_blocking::core::ext::special_use::{self, SpecialUse};
use imap_blocking::core::ext::{
    ExtData, GetMetadata, GetQuota, ListExtended, SetMetadata, SetQuota, SortKey, UidSort, append_limit,
    fuzzy, objectid, objectid_key,
};
use imap_blocking::core::types::{Atom, UidSet};
use imap_blocking::prelude::*;
use imap_blocking::tls::TlsConfig;
use imap_blocking::{Error, connect_starttls, connect_tls};
use imap_harness::Cyrus;

use crate::live::{bad, done, filled, is, message, no};
use crate::server;

#[test]
pub(crate) fn object_ids() {
    let Some(mut s) = filled("Objects") else { return };
    let opened = s.select("Objects").unwrap();
    let mailbox = opened.mailbox_id().unwrap().clone();
    let status = s.status("Objects", [objectid::mailbox_id()]).unwrap();
    assert_eq!(status.mailbox_id(), Some(&mailbox));
    let created = s.run(Create::new("Objects/Sub")).unwrap();
    assert!(created.mailbox_id().is_some_and(|id| id != &mailbox));
    let rows =
        s.run(UidFetch::new(UidSet::all()).item(objectid::email_id()).item(objectid::thread_id())).unwrap();
    assert_eq!(rows.len(), 4);
    let thread = |at: usize| rows[at].thread_id().unwrap();
    assert!(thread(0) == thread(1) && thread(0) == thread(2) && thread(0) != thread(3));
    let email = rows[2].email_id().unwrap().as_str().to_owned();
    assert_eq!(s.search(objectid_key::email_id(&email)).unwrap().numbers, [3]);
    assert_eq!(s.search(objectid_key::thread_id(thread(3).as_str())).unwrap().numbers, [4]);
    // A copy is the same message.
    s.copy(crate::live::numbers("3"), "Objects/Sub").unwrap();
    s.select("Objects/Sub").unwrap();
    let rows = s.run(UidFetch::new(UidSet::all()).item(objectid::email_id())).unwrap();
    assert_eq!(rows[0].email_id().unwrap().as_str(), email);
    no(&mut s, Status::new("Objects/None", [objectid::mailbox_id()]));
    done(s);
}

#[test]
pub(crate) fn create_special_use() {
    let Some(mut s) = server::login() else { return };
    s.run(Create::new("Kept").param(special_use::for_use([SpecialUse::Archive]))).unwrap();
    let rows = s.run(ListExtended::new("", ["Kept"]).return_special_use()).unwrap();
    assert_eq!(rows[0].entry.special_uses().collect::<Vec<_>>(), [SpecialUse::Archive]);
    let refused = no(&mut s, Create::new("Never").param(special_use::for_use([SpecialUse::All])));
    assert!(is(refused.code.as_ref(), "USEATTR"), "{refused}");
    done(s);
}

#[test]
pub(crate) fn fuzzy_search() {
    let Some(mut s) = filled("Vague") else { return };
    assert_eq!(s.search(fuzzy::fuzzy(SearchKey::unseen())).unwrap().numbers, [1, 2, 3, 4]);
    // Texts are looked up in an index, which this server is started without.
    assert!(s.search(fuzzy::fuzzy(SearchKey::subject("two"))).unwrap().numbers.is_empty());
    let nonsense = SearchKey::ext(Atom::from_static("NONSENSE")).into();
    bad(&mut s, Search::new(fuzzy::fuzzy(SearchKey::And(vec![nonsense]))));
    done(s);
}

#[test]
pub(crate) fn sorted_by_its_own_keys() {
    let Some(mut s) = filled("Odd order") else { return };
    for (key, expected) in [("UID", [1, 2, 3, 4]), ("MODSEQ", [1, 2, 3, 4])] {
        let key = SortKey::ext(Atom::from_static(key));
        assert_eq!(s.run(UidSort::new([key], SearchKey::all())).unwrap().numbers, expected);
    }
    done(s);
}

const OWN_RESOURCES: [&str; 2] = ["X-ANNOTATION-STORAGE", "X-NUM-FOLDERS"];

/// The administrator sets a limit, and the next message is too much.
#[test]
pub(crate) fn quota_set() {
    let Some(mut bob) = server::login_as("bob", "bobpw") else { return };
    let mut admin = server::login_as("admin", "adminpw").unwrap();
    let set = SetQuota::new("user/bob").limit(Resource::Storage, 5000).limit(Resource::Message, 1);
    let set = OWN_RESOURCES
        .map(Atom::from_static)
        .into_iter()
        .fold(set, |set, name| set.limit(Resource::Ext(name), 50));
    let set_to = admin.run(set).unwrap();
    if let Some(quota) = set_to {
        assert_eq!(quota.get(Resource::Message).unwrap().limit, 1);
    }
    let found = admin.run(GetQuota::new("user/bob")).unwrap();
    assert_eq!(found.get(Resource::Message).unwrap().limit, 1);
    assert_eq!(found.get(Resource::Storage).unwrap().limit, 5000);
    for name in OWN_RESOURCES {
        assert_eq!(found.get(Resource::Ext(Atom::from_static(name))).unwrap().limit, 50);
    }
    bob.append("INBOX", message(1)).unwrap();
    let refused = no(&mut bob, imap_blocking::core::Append::new("INBOX", message(2)));
    // Without the code OVERQUOTA of RFC 9208.
    assert_eq!(refused.text.as_str(), Some("Over quota"));
    admin.run(SetQuota::new("user/bob")).unwrap();
    bob.append("INBOX", message(2)).unwrap();
    no(&mut admin, SetQuota::new("user/nobody").limit(Resource::Storage, 1));
    done(admin);
    done(bob);
}

/// One limit for all mailboxes: STATUS has no such item then (RFC 7889 section 3).
#[test]
pub(crate) fn append_limit() {
    let Some(mut s) = server::login() else { return };
    assert_eq!(s.capabilities().unwrap().append_limit(), Some(104_857_600));
    let error = s.run(Status::new("INBOX", [append_limit::append_limit()])).unwrap_err();
    assert!(matches!(error, Error::Command(CommandError::Unsupported(_))), "{error}");
    done(s);
}

/// The administrator's entries are the server's.
#[test]
pub(crate) fn server_metadata() {
    let Some(mut admin) = server::login_as("admin", "adminpw") else { return };
    admin.run(SetMetadata::server().set("/shared/comment", "a server")).unwrap();
    let found = admin.run(GetMetadata::server(["/shared/comment"])).unwrap();
    assert_eq!(found.value("/shared/comment"), Some(b"a server".as_slice()));
    done(admin);
}

#[test]
pub(crate) fn over_tls() {
    let Some(server) = server::server() else { return };
    let trust = TlsConfig::with_ca_pem(&std::fs::read(&server.ca_pem).unwrap()).unwrap();
    for s in [
        connect_tls(Cyrus::HOST, server.imaps_port, &trust),
        connect_starttls(Cyrus::HOST, server.imap_port, &trust),
    ] {
        let mut s = s.unwrap();
        s.login(Cyrus::USER, Cyrus::PASSWORD).unwrap();
        assert!(s.is_secure() && !s.select("Drafts").unwrap().read_only);
        done(s);
    }
}

/// LIST-MYRIGHTS (RFC 8440) and LIST-METADATA (RFC 9590), whose options have no method here: their rows have types.
#[test]
pub(crate) fn list_with_more() {
    let Some(mut s) = filled("Told") else { return };
    s.run(SetMetadata::new("Told").set("/shared/comment", "ours")).unwrap();
    let rights = Param::from(Atom::from_static("MYRIGHTS"));
    let comment = Param::from(Atom::from_static("METADATA")).list(|list| list.text("/shared/comment"));
    let list = || ListExtended::new("", ["Told"]);
    let rows = s.run(list().returning_rows(rights, "MYRIGHTS").returning_rows(comment, "METADATA")).unwrap();
    let [listed] = &rows[..] else { panic!("{rows:?}") };
    let rights = listed
        .more
        .iter()
        .find_map(|row| if let ExtData::MyRights(row) = row { Some(row.rights) } else { None });
    assert!(rights.unwrap().contains(Rights::READ));
    let metadata =
        listed.more.iter().find_map(|row| if let ExtData::Metadata(row) = row { Some(row) } else { None });
    let Some(MetadataChange::Values(values)) = metadata.map(|row| &row.change) else { panic!("{rows:?}") };
    assert_eq!(values[0].value.as_deref(), Some(b"ours".as_slice()));
    bad(&mut s, list().returning(Param::from(Atom::from_static("METADATA"))));
    done(s);
}
