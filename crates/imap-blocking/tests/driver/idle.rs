//! IDLE.

use std::thread;
use std::time::Duration;

use imap_blocking::core::CommandError;
use imap_blocking::core::conn::{Config, Event, Path, Unsolicited};
use imap_blocking::prelude::*;
use imap_blocking::{NoTimeouts, Wake};
use imap_testkit::{Script, Server};

use crate::support::{script, session};

const SHORT: Option<Duration> = Some(Duration::from_millis(30));

#[test]
fn news_ends_it() {
    let (mut s, peer) = script(
        r"
        S: * PREAUTH [CAPABILITY IMAP4rev1 IDLE] hi
        C: $1 IDLE
        S: + idling
        S: * OK Still here
        S: * 5 EXISTS
        C: DONE
        S: * 6 EXISTS
        S: $1 OK done
        C: $2 NOOP
        S: $2 OK done
        !eof
    ",
    );
    assert_eq!(s.idle(None).unwrap(), Wake::Woken);
    let last = s.events().last();
    assert_eq!(last, Some(Event::Unsolicited(Unsolicited::Exists(6))));
    s.noop().unwrap();
    drop(s);
    peer.join().unwrap();
}

#[test]
fn time_ends_it_and_a_sign_of_life_is_no_news() {
    let (mut s, peer) = script(
        r"
        S: * PREAUTH [CAPABILITY IMAP4rev1 IDLE] hi
        C: $1 IDLE
        S: + idling
        S: * OK Still here
        C: DONE
        S: $1 OK done
        C: $2 IDLE
        !pause 60
        S: + idling at last
        C: DONE
        S: $2 OK done
        !eof
    ",
    );
    assert_eq!(s.idle(SHORT).unwrap(), Wake::TimedOut);
    // No DONE goes before the `+`, however late it is.
    assert_eq!(s.idle(SHORT).unwrap(), Wake::TimedOut);
    drop(s);
    peer.join().unwrap();
}

#[test]
fn the_server_may_end_it() {
    let (mut s, peer) = script(
        r"
        S: * PREAUTH [CAPABILITY IMAP4rev1 IDLE] hi
        C: $1 IDLE
        S: + idling
        S: $1 OK enough
        C: $2 IDLE
        S: $2 BAD not now
        !eof
    ",
    );
    assert_eq!(s.idle(None).unwrap(), Wake::EndedByServer);
    assert!(s.idle(None).unwrap_err().refused().is_some());
    drop(s);
    peer.join().unwrap();
}

#[test]
fn news_from_another_client() {
    let server = Server::demo();
    let mut s = session(&server);
    s.select("INBOX").unwrap();
    let handle = server.handle();
    let other = thread::spawn(move || handle.append("INBOX", "Subject: news\n\n"));
    // The message may come before IDLE does: then the server tells at once.
    assert_eq!(s.idle(None).unwrap(), Wake::Woken);
    other.join().unwrap().unwrap();
    assert!(s.events().any(|e| matches!(e, Event::Unsolicited(Unsolicited::Exists(_)))));
    s.close().unwrap();
}

#[test]
fn a_server_without_it() {
    let mut s = session(&Server::demo_builder().without("IDLE").build());
    let error = s.idle(None).unwrap_err();
    assert!(matches!(error, Error::Command(CommandError::Unsupported(_))), "{error}");
    s.noop().unwrap();
}

#[test]
fn a_transport_without_timeouts() {
    let text = r"
        S: * PREAUTH [CAPABILITY IMAP4rev1 IDLE] hi
        C: $1 IDLE
        S: + idling
        S: * 5 EXISTS
        C: DONE
        S: $1 OK done
        !eof
    ";
    let (client, peer) = Script::parse(text).unwrap().connect().unwrap();
    let mut s = Session::open(NoTimeouts(client, Path::Pipe), Config::default()).unwrap();
    let error = s.idle(SHORT).unwrap_err();
    assert!(matches!(&error, Error::Io(e) if e.kind() == std::io::ErrorKind::Unsupported), "{error}");
    assert_eq!(s.idle(None).unwrap(), Wake::Woken);
    drop(s);
    peer.join().unwrap();
}
