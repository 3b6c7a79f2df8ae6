//! Extensions as Dovecot has them.

use imap_blocking::connect_tcp;
use imap_blocking::core::ext::acl::Rights;
use imap_blocking::core::ext::quota::Resource;
use imap_blocking::core::ext::{DeleteAcl, GetAcl, GetQuota, GetQuotaRoot, MyRights, SetAcl};
use imap_blocking::core::types::Capability;
use imap_blocking::core::{SearchKey, SeqSet};
use imap_blocking::prelude::*;
use imap_harness::Dovecot;

use crate::Result;

#[test]
fn rights_and_quota() -> Result {
    let Some(server) = Dovecot::start() else { return Ok(()) };
    let mut s = connect_tcp(Dovecot::HOST, server.imap_port)?;
    s.login(Dovecot::USER, Dovecot::PASSWORD)?;
    s.create("Team")?;
    assert!(s.run(MyRights::new("Team"))?.rights.contains(Rights::ADMIN));
    s.run(SetAcl::add("Team", "bob", Rights::LOOKUP | Rights::READ))?;
    assert_eq!(s.run(GetAcl::new("Team"))?.rights_of("bob"), Some(Rights::new("lr")?));
    s.run(DeleteAcl::new("Team", "bob"))?;
    assert_eq!(s.run(GetAcl::new("Team"))?.rights_of("bob"), None);
    let found = s.run(GetQuotaRoot::new("INBOX"))?;
    let storage = found.quotas[0].get(Resource::Storage).ok_or("STORAGE")?;
    assert_eq!(storage.limit, 1 << 20);
    let quota = s.run(GetQuota::new("User quota"))?;
    assert_eq!(quota.get(Resource::Storage).map(|storage| storage.limit), Some(storage.limit));
    Ok(s.close()?)
}

#[test]
fn namespaces_and_the_base() -> Result {
    let Some(server) = Dovecot::start() else { return Ok(()) };
    let mut s = connect_tcp(Dovecot::HOST, server.imap_port)?;
    assert!(s.capability()?.has(&Capability::Idle));
    s.login(Dovecot::USER, Dovecot::PASSWORD)?;
    assert_eq!(s.namespace()?.shared.len(), 1);
    s.append("INBOX", "Subject: hi\r\n\r\nhello\r\n")?;
    s.select("INBOX")?;
    assert_eq!(s.search(SearchKey::subject("hi"))?.numbers, [1]);
    assert!(s.move_messages(SeqSet::one(1)?, "Trash")?.is_some());
    s.close_mailbox()?;
    Ok(s.close()?)
}
