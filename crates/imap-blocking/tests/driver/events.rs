//! What comes unasked.

use std::sync::mpsc::channel;

use imap_blocking::core::conn::{Event, Unsolicited};
use imap_blocking::prelude::*;
use imap_testkit::Server;

use crate::support::{script, session};

#[test]
fn news_waits_in_order() {
    let server = Server::demo();
    let mut s = session(&server);
    let exists = s.select("INBOX").unwrap().exists;
    s.events().for_each(drop);
    let uid = server.handle().append("INBOX", "Subject: news\n\n").unwrap();
    s.noop().unwrap();
    assert!(s.events().any(|e| e == Event::Unsolicited(Unsolicited::Exists(exists + 1))));
    assert_eq!(s.selected().unwrap().exists, exists + 1);
    server.handle().expunge("INBOX", uid);
    s.noop().unwrap();
    assert!(s.events().any(|e| e == Event::Unsolicited(Unsolicited::Expunge(exists + 1))));
    assert_eq!(s.events().count(), 0);
}

#[test]
fn a_listener_gets_it_instead() {
    let server = Server::demo();
    let mut s = session(&server);
    s.select("INBOX").unwrap();
    s.events().for_each(drop);
    let (sender, receiver) = channel();
    s.on_event(move |event| sender.send(event).unwrap());
    server.handle().announce("* OK [ALERT] Going down");
    s.noop().unwrap();
    let alert = |e: Event| matches!(e, Event::Unsolicited(Unsolicited::Alert { text, .. }) if text.as_bytes() == b"Going down");
    assert!(receiver.try_iter().any(alert));
    assert_eq!(s.events().count(), 0);
}

#[test]
fn what_nobody_reads_is_counted_not_kept() {
    let (mut s, peer) = script(
        r"
        S: * PREAUTH hi
        C: $1 NOOP
        !repeat 25000
        S: * 1 RECENT
        S: $1 OK done
        C: $2 NOOP
        S: * 2 RECENT
        S: $2 OK done
        !eof
    ",
    );
    s.noop().unwrap();
    s.noop().unwrap();
    let (mut kept, mut lost) = (0, 0);
    for event in s.events() {
        match event {
            Event::Lost { count } => lost += count,
            _ => kept += 1,
        }
    }
    assert!(kept <= 10_000, "{kept}");
    assert_eq!(kept + lost, 25_001);
    drop(s);
    peer.join().unwrap();
}
