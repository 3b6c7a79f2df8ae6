//! How sessions end, well and badly.

use std::time::Duration;

use imap_blocking::ErrorKind;
use imap_blocking::core::CloseReason;
use imap_blocking::core::command::{Fetch, Noop, StartTls};
use imap_blocking::core::conn::{Config, Deadline, Event, State};
use imap_blocking::core::types::SeqSet;
use imap_blocking::prelude::*;
use imap_testkit::Script;

use crate::support::{Probe, demo, script, script_with};

const SHORT: Option<Duration> = Some(Duration::from_millis(30));

#[test]
fn the_end_in_the_middle_of_a_fetch() {
    let (mut s, peer) = script(
        r"
        S: * PREAUTH hi
        C: $1 SELECT INBOX
        S: * 2 EXISTS
        S: $1 OK done
        C: $2 FETCH 1:* ...
        C: $3 NOOP
        S: * 1 FETCH (BODY[] {3}
        S~ abc
        S: )
        S: * 2 FETCH (BODY[] {100000}
        S~ half of
        !close
    ",
    );
    s.select("INBOX").unwrap();
    let ticket = s.submit(Fetch::new(SeqSet::all()).body());
    let behind = s.submit(Noop::new());
    assert_eq!(s.next_row(&ticket).unwrap().unwrap().body().unwrap().as_ref(), b"abc");
    let error = s.next_row(&ticket).unwrap_err();
    assert!(matches!(error, Error::Closed(CloseReason::Eof(true))), "{error}");
    assert_eq!(std::io::Error::from(error).kind(), std::io::ErrorKind::UnexpectedEof);
    assert_eq!(s.wait(behind).unwrap_err().kind(), ErrorKind::Closed);
    assert_eq!(s.noop().unwrap_err().kind(), ErrorKind::Closed);
    assert_eq!(s.state(), State::Logout);
    assert!(matches!(s.events().last(), Some(Event::Closed(CloseReason::Eof(true)))));
    peer.join().unwrap();
}

#[test]
fn a_goodbye_explains_more_than_a_broken_pipe() {
    let text = "S: * PREAUTH hi\nS: * BYE too many connections\n!close";
    let (client, peer) = Script::parse(text).unwrap().connect().unwrap();
    let mut s = Session::open(Probe::new(client).most(14), Config::default()).unwrap();
    peer.join().unwrap();
    // The write fails now, and the BYE has not been read yet.
    let error = s.noop().unwrap_err();
    let Error::Closed(CloseReason::Bye(status)) = &error else { panic!("{error}") };
    assert_eq!(status.text.as_bytes(), b"too many connections");
}

#[test]
fn a_refusal_that_lies_in_the_buffer_is_the_result() {
    let (mut s, peer) = script(
        r"
        S: * PREAUTH [CAPABILITY IMAP4rev1] hi
        C: $1 APPEND INBOX {3}
        S: $1 NO [OVERQUOTA] full
        !close
    ",
    );
    let error = s.append("INBOX", "abc").unwrap_err();
    assert!(error.refused().unwrap().status.is_over_quota(), "{error}");
    peer.join().unwrap();
    assert_eq!(s.noop().unwrap_err().kind(), ErrorKind::Closed);
}

#[test]
fn silence_has_a_deadline() {
    let config = Config::default().deadline(Deadline::Silence, SHORT);
    let (mut s, peer) = script_with("S: * PREAUTH hi\nC: $1 NOOP\n!eof", config);
    let error = s.noop().unwrap_err();
    assert!(matches!(error, Error::Closed(CloseReason::TimedOut(Deadline::Silence))), "{error}");
    assert_eq!(error.kind(), ErrorKind::TimedOut);
    drop(s);
    peer.join().unwrap();
}

#[test]
fn the_greeting_has_a_deadline() {
    let (client, peer) = Script::parse("!eof").unwrap().connect().unwrap();
    let config = Config::default().deadline(Deadline::Greeting, SHORT);
    let error = Session::open(Probe::new(client), config).unwrap_err();
    assert!(matches!(error, Error::Closed(CloseReason::TimedOut(Deadline::Greeting))), "{error}");
    peer.join().unwrap();
}

#[test]
fn a_slow_drip_has_a_deadline() {
    let config = Config::default().deadline(Deadline::Stall, SHORT);
    let text = "S: * PREAUTH hi\nC: $1 NOOP\n!split 1\nS~ * OK never\n!eof";
    let (mut s, peer) = script_with(text, config);
    let error = s.noop().unwrap_err();
    assert!(matches!(error, Error::Closed(CloseReason::TimedOut(Deadline::Stall))), "{error}");
    drop(s);
    peer.join().unwrap();
}

#[test]
fn a_peer_that_takes_nothing_has_a_deadline() {
    let (client, _stuck) = imap_testkit::pair_with_capacity(64);
    let greeted =
        Greeted { greeting: b"* PREAUTH [CAPABILITY IMAP4rev1 LITERAL+] hi\r\n", io: Probe::new(client) };
    let config = Config::default().deadline(Deadline::Silence, SHORT);
    let mut s = Session::open(greeted, config).unwrap();
    let error = s.append("INBOX", vec![b'x'; 30_000]).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::TimedOut, "{error}");
}

/// A greeting before what the stream itself brings.
#[derive(Debug)]
struct Greeted {
    greeting: &'static [u8],
    io: Probe,
}

impl std::io::Read for Greeted {
    fn read(&mut self, out: &mut [u8]) -> std::io::Result<usize> {
        if self.greeting.is_empty() { self.io.read(out) } else { self.greeting.read(out) }
    }
}

impl std::io::Write for Greeted {
    fn write(&mut self, octets: &[u8]) -> std::io::Result<usize> {
        self.io.write(octets)
    }

    fn flush(&mut self) -> std::io::Result<()> {
        self.io.flush()
    }
}

impl imap_blocking::Transport for Greeted {
    fn set_deadline(&mut self, after: Option<Duration>) -> std::io::Result<()> {
        self.io.set_deadline(after)
    }

    fn path(&self) -> imap_blocking::core::conn::Path {
        self.io.path()
    }
}

#[test]
fn logout_is_answered() {
    let (s, peer) = script("S: * PREAUTH hi\nC: $1 LOGOUT\nS: * BYE see you\nS: $1 OK done\n!eof");
    s.close().unwrap();
    peer.join().unwrap();
    // Some servers close behind the BYE.
    let (s, peer) = script("S: * PREAUTH hi\nC: $1 LOGOUT\nS: * BYE see you\n!close");
    s.close().unwrap();
    peer.join().unwrap();
}

#[test]
fn logout_is_not_waited_for_for_ever() {
    let config = Config::default().deadline(Deadline::Logout, SHORT);
    let (s, peer) = script_with("S: * PREAUTH hi\nC: $1 LOGOUT\n!eof", config);
    let error = s.close().unwrap_err();
    assert!(matches!(error, Error::Closed(CloseReason::TimedOut(Deadline::Logout))), "{error}");
    peer.join().unwrap();
}

#[test]
fn a_drop_waits_for_nobody() {
    let (mut s, peer) = script("S: * PREAUTH hi\nC: $1 NOOP\n!eof");
    let _asked = s.submit(Noop::new());
    s.flush().unwrap();
    // Held behind IDLE, or rather: never written.
    let _unsent = s.submit(Noop::new());
    drop(s);
    peer.join().unwrap();
}

#[test]
fn a_layer_that_nobody_has() {
    let (mut s, peer) =
        script("S: * OK [CAPABILITY IMAP4rev1 STARTTLS] hi\nC: $1 STARTTLS\nS: $1 OK go\n!eof");
    // The result is an OK, yet nothing may follow in clear text.
    s.run(StartTls::new()).unwrap();
    let error = s.noop().unwrap_err();
    assert!(matches!(error, Error::Closed(CloseReason::Abandoned(_))), "{error}");
    drop(s);
    peer.join().unwrap();
}

#[test]
fn a_greeting_that_is_none() {
    for (line, kind) in [("* BYE full", "BYE"), ("220 smtp.example.com", "greeting"), ("* NO", "greeting")] {
        let (client, peer) = Script::parse(&format!("S: {line}\n!eof")).unwrap().connect().unwrap();
        let error = Session::open(Probe::new(client), Config::default()).unwrap_err();
        assert!(error.to_string().contains(kind), "{error}");
        peer.join().unwrap();
    }
}

#[test]
fn a_session_outlives_a_bad_command() {
    let mut s = demo();
    assert_eq!(s.status("a\nb", []).unwrap_err().kind(), ErrorKind::Usage);
    s.noop().unwrap();
    s.close().unwrap();
}
