//! IDLE, in simulated time.

use std::time::Duration;

use imap_async::Wake;
use imap_async::core::CommandError;
use imap_async::core::conn::{Event, Unsolicited};
use imap_async::prelude::*;
use imap_testkit::Server;

use crate::stage::{Stage, open, script};
use crate::world::Clock;

const MINUTE: Duration = Duration::from_secs(60);

#[test]
fn news_ends_it() {
    let clock = Clock::default();
    let mut s = script(
        &clock,
        r"
        S: * PREAUTH [CAPABILITY IMAP4rev1 IDLE] hi
        C: $1 IDLE
        S: + idling
        !pause 120000
        S: * OK Still here
        !pause 120000
        S: * 5 EXISTS
        C: DONE
        S: * 6 EXISTS
        S: $1 OK done
        C: $2 NOOP
        S: $2 OK done
        !eof
    ",
    );
    assert_eq!(clock.block_on(s.idle(None)).unwrap(), Wake::Woken);
    assert_eq!(clock.now(), 4 * MINUTE);
    assert_eq!(s.events().last(), Some(Event::Unsolicited(Unsolicited::Exists(6))));
    clock.block_on(s.noop()).unwrap();
}

#[test]
fn time_ends_it_and_done_waits_for_the_continuation() {
    let clock = Clock::default();
    let mut s = script(
        &clock,
        r"
        S: * PREAUTH [CAPABILITY IMAP4rev1 IDLE] hi
        C: $1 IDLE
        S: + idling
        S: * OK Still here
        C: DONE
        S: $1 OK done
        C: $2 IDLE
        !pause 180000
        S: + idling at last
        C: DONE
        S: $2 OK done
        !eof
    ",
    );
    assert_eq!(clock.block_on(s.idle(Some(2 * MINUTE))).unwrap(), Wake::TimedOut);
    assert_eq!(clock.now(), 2 * MINUTE);
    assert_eq!(clock.block_on(s.idle(Some(2 * MINUTE))).unwrap(), Wake::TimedOut);
    assert_eq!(clock.now(), 5 * MINUTE);
}

#[test]
fn it_is_renewed_unseen() {
    let clock = Clock::default();
    let mut s = script(
        &clock,
        r"
        S: * PREAUTH [CAPABILITY IMAP4rev1 IDLE] hi
        C: $1 IDLE
        S: + idling
        C: DONE
        S: $1 OK done
        C: $2 IDLE
        S: + idling
        C: DONE
        S: $2 OK done
        !eof
    ",
    );
    assert_eq!(clock.block_on(s.idle(Some(29 * MINUTE))).unwrap(), Wake::TimedOut);
    assert_eq!(clock.now(), 29 * MINUTE);
}

#[test]
fn the_server_may_end_it() {
    let clock = Clock::default();
    let mut s = script(
        &clock,
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
    assert_eq!(clock.block_on(s.idle(None)).unwrap(), Wake::EndedByServer);
    assert!(clock.block_on(s.idle(None)).unwrap_err().refused().is_some());
}

#[test]
fn dropped_it_says_done_and_keeps_the_news() {
    let clock = Clock::default();
    let mut s = script(
        &clock,
        r"
        S: * PREAUTH [CAPABILITY IMAP4rev1 IDLE] hi
        C: $1 IDLE
        S: + idling
        C: DONE
        S: * 5 EXISTS
        S: $1 OK done
        C: $2 NOOP
        S: $2 OK done
        !eof
    ",
    );
    assert!(clock.poll_times(s.idle(None), 1).is_none());
    clock.block_on(s.noop()).unwrap();
    assert_eq!(s.events().last(), Some(Event::Unsolicited(Unsolicited::Exists(5))));
}

#[test]
fn news_from_another_client() {
    let clock = Clock::default();
    let server = Server::demo();
    let mut s = open(&clock, Stage::server(&clock, &server));
    clock.block_on(s.select("INBOX")).unwrap();
    server.handle().append("INBOX", "Subject: news\n\n").unwrap();
    assert_eq!(clock.block_on(s.idle(None)).unwrap(), Wake::Woken);
    assert!(s.events().any(|event| matches!(event, Event::Unsolicited(Unsolicited::Exists(_)))));
}

#[test]
fn a_server_without_it() {
    let clock = Clock::default();
    let mut s = open(&clock, Stage::server(&clock, &Server::demo_builder().without("IDLE").build()));
    let error = clock.block_on(s.idle(None)).unwrap_err();
    assert!(matches!(error, Error::Command(CommandError::Unsupported(_))), "{error}");
    clock.block_on(s.noop()).unwrap();
}
