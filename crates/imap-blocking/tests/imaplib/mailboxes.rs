//! Methods about mailboxes.

use imap_blocking::core::StatusItem;
use imap_blocking::core::conn::State;
use imap_blocking::core::types::Capability;
use imap_blocking::prelude::*;

use crate::{Result, demo, ended, preauth};

#[test]
fn names() -> Result {
    let (_server, mut s) = demo()?;
    s.create("Grüße & more")?;
    s.rename("Grüße & more", "Old")?;
    s.subscribe("Old")?;
    assert!(s.lsub("", "*")?.iter().any(|entry| *entry.name() == "Old".into()));
    s.unsubscribe("Old")?;
    let list = s.list("", "*")?;
    assert!(list.iter().any(|entry| entry.name().to_string() == "Entwürfe" && entry.has("\\Drafts")));
    s.delete("Old")?;
    Ok(())
}

#[test]
fn selected() -> Result {
    let (_server, mut s) = demo()?;
    let status = s.status("INBOX", [StatusItem::Messages, StatusItem::UidNext])?;
    assert_eq!((status.messages(), status.uid_next()), (Some(6), Some(7)));
    let inbox = s.select("INBOX")?;
    assert!(inbox.exists == 6 && !inbox.read_only && inbox.uid_validity.is_some());
    s.check()?;
    s.unselect()?;
    assert_eq!(s.state(), State::Authenticated);
    assert!(s.examine("INBOX")?.read_only);
    s.close_mailbox()?;
    assert!(s.selected().is_none());
    Ok(())
}

#[test]
fn recent_and_response() -> Result {
    let (peer, mut s) = preauth(
        "",
        "C: $1 SELECT INBOX\nS: * 3 EXISTS\nS: * 1 RECENT\nS: * OK [UIDVALIDITY 7] ]\nS: $1 OK [READ-WRITE] done
        C: $2 NOOP\nS: * 5 EXISTS\nS: * 2 RECENT\nS: $2 OK done\n!eof",
    )?;
    assert_eq!(s.select("INBOX")?.uid_validity, Some(7));
    s.events().for_each(drop);
    s.noop()?;
    assert_eq!(s.selected().map(|mailbox| mailbox.recent), Some(2));
    assert_eq!(s.events().count(), 2);
    assert_eq!(s.events().count(), 0);
    ended(peer, s)
}

#[test]
fn what_a_server_is() -> Result {
    let (_server, mut s) = demo()?;
    assert_eq!(s.namespace()?.personal[0].delimiter, Some('/'));
    assert!(s.id()?.is_some_and(|id| id.name().is_some()));
    // This one has no UTF8=ACCEPT.
    assert!(!s.enable([Capability::Utf8Accept])?.has(&Capability::Utf8Accept));
    assert!(s.capability()?.has(&Capability::Idle));
    Ok(())
}
