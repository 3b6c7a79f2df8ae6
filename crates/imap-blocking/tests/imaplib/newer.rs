//! What imaplib got after 3.12.

use std::net::TcpStream;
use std::sync::{Arc, Mutex};

use imap_blocking::connect_starttls;
use imap_blocking::core::command::{Append, FetchItem, SearchKey};
use imap_blocking::core::conn::{Config, TapLine};
use imap_blocking::core::ext::Id;
use imap_blocking::core::sasl::Plain;
use imap_blocking::core::types::Capability;
use imap_blocking::core::{Flag, SeqSet, StatusItem, UidSet};
use imap_blocking::prelude::*;
use imap_testkit::Script;

use crate::{Result, demo, ended, preauth, scripted, selected};

#[test]
fn moved() -> Result {
    let (_server, mut s) = demo()?;
    s.select("INBOX")?;
    let moved = s.move_messages(SeqSet::one(1)?, "Archive")?.ok_or("UIDPLUS")?;
    assert_eq!(moved.source.to_string(), "1");
    s.uid_move(UidSet::one(3)?, "Archive")?;
    assert_eq!(s.selected().map(|mailbox| mailbox.exists), Some(4));
    let uids = UidSet::one(4)?;
    s.uid_add_flags(uids.clone(), [Flag::Deleted])?;
    assert_eq!(s.uid_expunge(uids)?, [2]);
    // Nothing is copied, and then expunged, behind one's back.
    let (peer, mut s) = selected("", "!eof")?;
    assert!(s.move_messages(SeqSet::one(1)?, "Archive").is_err());
    ended(peer, s)
}

#[test]
fn id() -> Result {
    let script =
        "C: $1 ID (\"name\" \"x\" \"vendor\" NIL)\nS: * ID NIL\nS: $1 OK\nC: $2 ID NIL\nS: * ID NIL\nS: $2 OK
        !eof";
    let (peer, mut s) = preauth("ID", script)?;
    s.run(Id::new().field("name", "x").nil("vendor"))?;
    s.id()?;
    ended(peer, s)
}

#[test]
fn login_plain() -> Result {
    let (peer, mut s) = scripted(
        "S: * OK [CAPABILITY IMAP4rev1 AUTH=PLAIN SASL-IR] hi
        C: $1 AUTHENTICATE PLAIN AGpvZQBzZWNyZXQ=\nS: * CAPABILITY IMAP4rev1 MOVE\nS: $1 OK in\n!eof",
    )?;
    let (user, password) = ("joe", "secret");
    s.authenticate(Plain::new(user, password))?;
    // The new capabilities came along.
    assert!(s.capabilities().is_some_and(|known| known.has(&Capability::Move)));
    assert!(s.authenticate(Plain::new("a\0b", "secret")).is_err());
    ended(peer, s)
}

#[test]
fn utf8_append() -> Result {
    let (peer, mut s) = preauth(
        "ENABLE UTF8=ACCEPT",
        "C: $1 ENABLE UTF8=ACCEPT\nS: * ENABLED UTF8=ACCEPT\nS: $1 OK
        C: $2 APPEND Sent UTF8 (~{15}\nS: + go\nC~ Subject: \\xc3\\xbc\\r\\n\\r\\n\nC: )\nS: $2 OK\n!eof",
    )?;
    s.enable([Capability::Utf8Accept])?;
    s.run(Append::new("Sent", "Subject: ü\r\n\r\n"))?;
    ended(peer, s)
}

#[test]
fn sets() -> Result {
    assert_eq!(SeqSet::from_numbers([1, 2, 3, 7])?.to_string(), "1:3,7");
    assert_eq!(SeqSet::range(5..)?.to_string(), "5:*");
    assert_eq!(SeqSet::from_numbers((1..=9).step_by(4))?.to_string(), "1,5,9");
    assert_eq!("1:4,9".parse::<UidSet>()?.to_string(), "1:4,9");
    assert!(SeqSet::one(0).is_err() && SeqSet::from_numbers([]).is_err());
    Ok(())
}

#[test]
fn sequences() -> Result {
    let (_server, mut s) = demo()?;
    s.select("INBOX")?;
    s.fetch(SeqSet::all(), [FetchItem::Flags, FetchItem::Size])?;
    s.add_flags(SeqSet::one(1)?, [Flag::Flagged, Flag::keyword("$Todo")?])?;
    let status = s.status("Sent", [StatusItem::Messages, StatusItem::UidValidity])?;
    assert_eq!(status.messages(), Some(1));
    // Keys instead of `?`.
    let key = SearchKey::from("ann").or(SearchKey::header("Subject", "it's \"quoted\"")).not();
    assert!(!s.search(key)?.numbers.is_empty());
    Ok(())
}

#[test]
fn charsets() -> Result {
    let (peer, mut s) = selected(
        "LITERAL+",
        "C: $1 SEARCH CHARSET UTF-8 SUBJECT {7+}\nC~ Gr\\xc3\\xbc\\xc3\\x9fe\nC:\nS: * SEARCH 2\nS: $1 OK\n!eof",
    )?;
    assert_eq!(s.search(SearchKey::subject("Grüße"))?.numbers, [2]);
    ended(peer, s)
}

#[test]
fn a_strange_greeting() -> Result {
    let peer = Script::parse("S: + hi there\n!eof")?.listen()?;
    let seen = Arc::new(Mutex::new(String::new()));
    let log = Arc::clone(&seen);
    let mut s = Session::new(TcpStream::connect(("localhost", peer.port()))?, Config::default())?;
    s.set_tap(Some(Box::new(move |line: TapLine<'_>| *log.lock().unwrap() += &line.to_string())));
    assert!(s.greeting().is_err());
    assert_eq!(*seen.lock().unwrap(), "S: + hi there");
    Ok(peer.join()?)
}

/// imaplib 3.14 takes what came in clear behind the OK for what TLS brought.
#[test]
fn nothing_is_smuggled_into_tls() -> Result {
    let peer = Script::parse(
        "S: * OK [CAPABILITY IMAP4rev1 STARTTLS] hi\nC: $1 STARTTLS
        S~ $1 OK go\\r\\n* CAPABILITY IMAP4rev1 X-EVIL\\r\\n\n!close",
    )?;
    let peer = peer.listen()?;
    let tls = imap_blocking::tls::TlsConfig::platform();
    assert!(connect_starttls("localhost", peer.port(), &tls).is_err());
    drop(peer);
    Ok(())
}
