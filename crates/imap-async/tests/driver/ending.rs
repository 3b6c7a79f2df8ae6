//! How sessions end, well and badly.

use std::sync::Arc;
use std::time::Duration;

use imap_async::ErrorKind;
use imap_async::core::CloseReason;
use imap_async::core::command::{Fetch, Noop};
use imap_async::core::conn::{Config, Deadline, Event, Path, State};
use imap_async::core::layer::{Layer, LayerError, LayerKind, Pulled};
use imap_async::core::types::SeqSet;
use imap_async::prelude::*;

use crate::stage::{Stage, demo, open, script};
use crate::world::Clock;

#[test]
fn the_end_in_the_middle_of_a_fetch() {
    let clock = Clock::default();
    let mut s = script(
        &clock,
        r"
        S: * PREAUTH hi
        C: $1 SELECT INBOX
        S: * 2 EXISTS
        S: $1 OK done
        C: $2 FETCH 1:* (BODY[])
        S: * 1 FETCH (BODY[] {3}
        S~ abc
        S: )
        S: * 2 FETCH (BODY[] {100000}
        S~ half of
        !close
    ",
    );
    clock.block_on(async {
        s.select("INBOX").await.unwrap();
        let ticket = s.submit(Fetch::new(SeqSet::all()).body());
        let behind = s.submit(Noop::new());
        assert_eq!(s.next_row(&ticket).await.unwrap().unwrap().body().unwrap().as_ref(), b"abc");
        let error = s.next_row(&ticket).await.unwrap_err();
        assert!(matches!(error, Error::Closed(CloseReason::Eof(true))), "{error}");
        assert_eq!(std::io::Error::from(error).kind(), std::io::ErrorKind::UnexpectedEof);
        assert_eq!(s.wait(behind).await.unwrap_err().kind(), ErrorKind::Closed);
        assert_eq!(s.noop().await.unwrap_err().kind(), ErrorKind::Closed);
        assert!(s.idle(None).await.is_err());
        assert!(s.append_from("INBOX", 1, &b"x"[..]).await.is_err());
        assert!(s.flush().await.is_err());
    });
    assert_eq!(s.state(), State::Logout);
    assert_eq!(s.events().last(), Some(Event::Closed(CloseReason::Eof(true))));
}

#[test]
fn logout_waits_for_its_answer_and_not_for_ever() {
    let clock = Clock::default();
    clock.block_on(demo(&clock).close()).unwrap();
    let start = clock.now();
    let s = script(
        &clock,
        r"
        S: * PREAUTH hi
        C: $1 LOGOUT
        !eof
    ",
    );
    let error = clock.block_on(s.close()).unwrap_err();
    assert!(matches!(error, Error::Closed(CloseReason::TimedOut(Deadline::Logout))), "{error}");
    assert!(clock.now() - start <= Duration::from_secs(10));
}

#[test]
fn a_silent_server_is_given_up() {
    let clock = Clock::default();
    let mut s = script(
        &clock,
        r"
        S: * PREAUTH hi
        C: $1 NOOP
        S: * 1 EXISTS
        !eof
    ",
    );
    let error = clock.block_on(s.noop()).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::TimedOut);
    assert!(matches!(error, Error::Closed(CloseReason::TimedOut(Deadline::Silence))), "{error}");
    assert_eq!(clock.now(), Duration::from_secs(300));
}

#[test]
fn a_greeting_that_never_comes_or_refuses() {
    let config = Config::default().path(Path::Pipe);
    let clock = Clock::default();
    let stage = Stage::script(&clock, "!eof");
    let error = clock.block_on(Session::open(stage, clock.clone(), config.clone())).unwrap_err();
    assert!(matches!(error, Error::Closed(CloseReason::TimedOut(Deadline::Greeting))), "{error}");
    let stage = Stage::script(&clock, "S: * BYE too busy");
    let error = clock.block_on(Session::open(stage, clock.clone(), config)).unwrap_err();
    assert!(matches!(error, Error::Closed(CloseReason::Bye(_))), "{error}");
}

#[test]
fn what_the_server_said_last_beats_a_broken_pipe() {
    let clock = Clock::default();
    for (last, bye) in [("S: * BYE shutting down", true), ("!pause 5000", false)] {
        let text = format!("S: * PREAUTH hi\n!pause 100\n{last}");
        let mut s = open(&clock, Stage::script(&clock, &text).deaf());
        let start = clock.now();
        let error = clock.block_on(s.noop()).unwrap_err();
        match error {
            Error::Closed(CloseReason::Bye(_)) => assert!(bye),
            Error::Io(error) => {
                assert!(!bye && error.kind() == std::io::ErrorKind::BrokenPipe);
                assert_eq!(clock.now() - start, Duration::from_secs(1));
            }
            error => panic!("{error}"),
        }
    }
}

#[test]
fn a_server_that_takes_nothing_is_given_up() {
    let clock = Clock::default();
    let config = Config::default().path(Path::Pipe).deadline(Deadline::Silence, None);
    let stage = Stage::script(&clock, "S: * PREAUTH hi").stuck();
    let mut s = clock.block_on(Session::open(stage, clock.clone(), config)).unwrap();
    let error = clock.block_on(s.noop()).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::TimedOut, "{error}");
    assert_eq!(clock.now(), Duration::from_secs(300));
}

/// No TLS, only its name.
struct Fake;

impl Layer for Fake {
    fn kind(&self) -> LayerKind {
        LayerKind::Tls
    }
    fn handshaking(&self) -> bool {
        true
    }
    fn take_wire(&mut self, wire: &[u8]) -> Result<usize, LayerError> {
        Ok(wire.len())
    }
    fn pull_plain(&mut self, _: &mut [u8]) -> Result<Pulled, LayerError> {
        Ok(Pulled::NeedWire)
    }
    fn push_plain(&mut self, _: &[u8]) -> Result<usize, LayerError> {
        Ok(0)
    }
    fn wire_out(&mut self) -> &[u8] {
        &[]
    }
    fn wire_written(&mut self, _: usize) {}
    fn close(&mut self) {}
}

const STARTTLS: &str = r"
    S: * OK [CAPABILITY IMAP4rev1 STARTTLS] hi
    C: $1 STARTTLS
    S: $1 OK go on
    !eof
";

#[test]
fn a_handshake_has_a_deadline() {
    let clock = Clock::default();
    let mut s = script(&clock, STARTTLS);
    let error = clock.block_on(s.start_tls(Box::new(Fake))).unwrap_err();
    assert!(matches!(error, Error::Closed(CloseReason::TimedOut(Deadline::Handshake))), "{error}");
}

#[test]
fn starttls_dropped_half_way_closes_the_connection() {
    let mut sent = [0; 2];
    for polls in 1..30 {
        let clock = Clock::default();
        let stage = Stage::script(&clock, STARTTLS).stuttering(5).may_end_early();
        let said = Arc::clone(&stage.said);
        let mut s = open(&clock, stage);
        if clock.poll_times(s.start_tls(Box::new(Fake)), polls).is_some() {
            break;
        }
        let error = clock.block_on(s.login("ann", "secret")).unwrap_err();
        assert!(matches!(error, Error::Closed(CloseReason::Abandoned(_))), "{error}");
        sent[usize::from(said.lock().unwrap().ends_with(b"STARTTLS\r\n"))] += 1;
    }
    assert!(sent[0] > 0 && sent[1] > 0, "{sent:?}");
}

#[test]
fn a_refused_starttls_leaves_the_session_as_it_was() {
    let clock = Clock::default();
    let mut s = script(
        &clock,
        r"
        S: * OK [CAPABILITY IMAP4rev1 STARTTLS] hi
        C: $1 STARTTLS
        S: $1 NO not today
        C: $2 NOOP
        S: $2 OK done
        !eof
    ",
    );
    assert!(clock.block_on(s.start_tls(Box::new(Fake))).unwrap_err().refused().is_some());
    assert!(!s.is_secure());
    clock.block_on(s.noop()).unwrap();
}
