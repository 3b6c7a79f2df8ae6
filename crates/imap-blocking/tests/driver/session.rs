//! Logging in, refusals, pipelining, what the session shows.

use std::sync::{Arc, Mutex};
use std::time::Duration;

use imap_blocking::core::CommandError;
use imap_blocking::core::command::{Noop, SearchKey, Status};
use imap_blocking::core::conn::{Config, Deadline, Path, State};
use imap_blocking::core::response::StatusItem;
use imap_blocking::prelude::*;
use imap_blocking::{Connector, ErrorKind, NoTimeouts, connect_tcp};
use imap_testkit::{Script, Server};

use crate::support::demo;

#[test]
fn a_wrong_password_is_a_refusal_and_the_session_goes_on() {
    let listening = Server::demo().listen_tcp().unwrap();
    let mut s = connect_tcp("127.0.0.1", listening.port()).unwrap();
    let error = s.login("demo", "wrong").unwrap_err();
    assert_eq!(error.kind(), ErrorKind::No);
    assert!(error.refused().unwrap().status.is_auth_failed(), "{error}");
    assert_eq!(s.state(), State::NotAuthenticated);
    s.login("demo", "demo").unwrap();
    assert_eq!(s.state(), State::Authenticated);
    s.close().unwrap();
}

#[test]
fn a_refused_select_leaves_nothing_selected() {
    let mut s = demo();
    assert!(s.select("INBOX").unwrap().exists > 0);
    assert!(s.selected().is_some());
    assert_eq!(s.select("Nowhere").unwrap_err().kind(), ErrorKind::No);
    assert!(s.selected().is_none());
    assert_eq!(s.state(), State::Authenticated);
    let error = s.search(SearchKey::All).unwrap_err();
    assert!(matches!(error, Error::Command(CommandError::State(_))), "{error}");
    s.select("INBOX").unwrap();
    s.close().unwrap();
}

#[test]
fn results_are_taken_in_any_order() {
    let mut s = demo();
    let first = s.submit(Noop::new());
    let second = s.submit(Status::new("INBOX", [StatusItem::Messages]));
    let third = s.submit(Status::new("Sent", [StatusItem::Messages]));
    assert_eq!(s.wait(third).unwrap().messages(), Some(1));
    s.wait(first).unwrap();
    assert_eq!(s.wait(second).unwrap().messages(), Some(6));
}

#[test]
fn a_password_crosses_no_network_in_clear() {
    let mut s = Session::open(NoTimeouts(Server::demo().local(), Path::Network), Config::default()).unwrap();
    let error = s.login("demo", "demo").unwrap_err();
    assert!(matches!(error, Error::Command(CommandError::Cleartext)), "{error}");
    assert_eq!(error.kind(), ErrorKind::Usage);
}

#[test]
fn the_tap_sees_everything_but_the_password() {
    let listening = Server::demo().listen_tcp().unwrap();
    let mut s = connect_tcp("localhost", listening.port()).unwrap();
    let seen = Arc::new(Mutex::new(String::new()));
    let log = Arc::clone(&seen);
    s.set_tap(Some(Box::new(move |line| {
        *log.lock().unwrap() += &format!("{line}\n");
    })));
    let error = s.login("demo", "open-sesame").unwrap_err();
    s.login("demo", "demo").unwrap();
    s.select("INBOX").unwrap();
    let seen = seen.lock().unwrap().clone();
    assert!(seen.contains("LOGIN") && seen.contains("SELECT") && seen.contains("EXISTS"), "{seen}");
    for text in [seen, format!("{error} {error:?} {s:?}")] {
        assert!(!text.contains("sesame"), "{text}");
    }
}

#[test]
fn deadlines_hold_on_a_socket() {
    let listener = Script::parse("S: * OK hi\nC: $1 NOOP\n!eof").unwrap().listen().unwrap();
    let config = Config::default().deadline(Deadline::Silence, Some(Duration::from_millis(30)));
    let mut s = Connector::new("localhost", listener.port()).config(config).tcp().unwrap();
    assert_eq!(s.noop().unwrap_err().kind(), ErrorKind::TimedOut);
    // The socket is closed by now: the peer sees the end although the session is still there.
    listener.join().unwrap();
    assert_eq!(s.noop().unwrap_err().kind(), ErrorKind::TimedOut);
}

#[test]
fn nobody_listens() {
    let port = std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
    let error = Connector::new("127.0.0.1", port).tcp().unwrap_err();
    assert!(matches!(&error, Error::Io(e) if e.kind() == std::io::ErrorKind::ConnectionRefused), "{error}");
    assert_eq!(std::io::Error::from(error).kind(), std::io::ErrorKind::ConnectionRefused);
}
