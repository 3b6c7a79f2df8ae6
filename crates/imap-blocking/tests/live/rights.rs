//! What else a mailbox has: ACL, quota, metadata.

use imap_blocking::core::ext::acl::Rights;
use imap_blocking::core::ext::metadata::Depth;
use imap_blocking::core::ext::quota::Resource;
use imap_blocking::core::ext::{
    DeleteAcl, GetAcl, GetMetadata, GetQuota, GetQuotaRoot, ListRights, MyRights, SetAcl, SetMetadata,
    SetQuota,
};
use imap_blocking::prelude::*;

use super::{done, filled, no};
use crate::server;

#[test]
pub(crate) fn acl() {
    let Some(mut s) = filled("Granted") else { return };
    let own = s.run(MyRights::new("Granted")).unwrap().rights;
    assert!(own.contains(Rights::new("lrswiteka").unwrap()), "{own}");
    let announced = Rights::announced(s.capabilities().unwrap()).unwrap();
    assert!(announced.contains(Rights::new("texk").unwrap()));
    s.run(SetAcl::replace("Granted", "bob", Rights::new("lrs").unwrap())).unwrap();
    s.run(SetAcl::add("Granted", "bob", Rights::WRITE)).unwrap();
    s.run(SetAcl::remove("Granted", "bob", Rights::SEEN)).unwrap();
    let acl = s.run(GetAcl::new("Granted")).unwrap();
    assert_eq!(acl.mailbox, "Granted".into());
    assert_eq!(acl.rights_of("bob"), Some(Rights::new("lrw").unwrap()));
    let rights = s.run(ListRights::new("Granted", "bob")).unwrap();
    assert!(rights.optional.iter().any(|one| one.contains(Rights::LOOKUP)), "{rights:?}");
    let mut bob = server::login_as("bob", "bobpw").unwrap();
    let name = format!("{}alice/Granted", server::NAMESPACES.0);
    assert_eq!(bob.run(MyRights::new(&name)).unwrap().rights, Rights::new("lrw").unwrap());
    assert_eq!(bob.examine(&name).unwrap().exists, 4);
    no(&mut bob, SetAcl::add(&name, "bob", Rights::ADMIN));
    done(bob);
    s.run(DeleteAcl::new("Granted", "bob")).unwrap();
    assert_eq!(s.run(GetAcl::new("Granted")).unwrap().rights_of("bob"), None);
    no(&mut s, GetAcl::new("Not there"));
    done(s);
}

#[test]
pub(crate) fn quota() {
    let Some(mut s) = filled("Measured") else { return };
    let found = s.run(GetQuotaRoot::new("Measured")).unwrap();
    assert_eq!((found.mailbox, found.roots.len(), found.quotas.len()), ("Measured".into(), 1, 1));
    let storage = found.quotas[0].get(Resource::Storage).unwrap();
    assert_eq!(storage.limit, 1 << 20);
    let get = GetQuota::new(found.roots[0].clone());
    if server::CYRUS {
        // It lets only administrators ask for a root.
        no(&mut s, get);
    } else {
        assert_eq!(s.run(get).unwrap().get(Resource::Storage).unwrap().limit, 1 << 20);
    }
    no(&mut s, SetQuota::new(found.roots[0].clone()).limit(Resource::Storage, 5));
    no(&mut s, GetQuota::new("no such root"));
    done(s);
}

#[test]
pub(crate) fn metadata() {
    let Some(mut s) = filled("Annotated") else { return };
    let set = SetMetadata::new("Annotated")
        .set("/private/comment", "mine\r\nand long")
        .set("/shared/comment", "ours");
    s.run(set).unwrap();
    let get = GetMetadata::new("Annotated", ["/private/comment", "/shared/comment"]);
    let found = s.run(get).unwrap();
    assert_eq!(found.value("/private/comment"), Some(b"mine\r\nand long".as_slice()));
    assert_eq!(found.value("/shared/comment"), Some(b"ours".as_slice()));
    let found = s.run(GetMetadata::new("Annotated", ["/shared"]).depth(Depth::Infinity)).unwrap();
    assert_eq!(found.value("/shared/comment"), Some(b"ours".as_slice()));
    let get = GetMetadata::new("Annotated", ["/private/comment"]).max_size(5);
    assert!(s.run(get).unwrap().long_entries.is_some());
    s.run(SetMetadata::new("Annotated").remove("/private/comment")).unwrap();
    let found = s.run(GetMetadata::new("Annotated", ["/private/comment"])).unwrap();
    assert_eq!(found.value("/private/comment"), None);
    s.run(GetMetadata::server(["/shared/comment"])).unwrap();
    no(&mut s, SetMetadata::server().set("/shared/comment", "not for me"));
    no(&mut s, GetMetadata::new("Not there", ["/shared/comment"]));
    done(s);
}
