//! Deadlines in simulated time.

use std::time::Duration;

use imap_proto_core::command::{Idle, Logout, Noop};
use imap_proto_core::conn::{Config, Connection, Deadline, Event, Path, Tick};
use imap_proto_core::{CloseReason, CommandError};

fn at(seconds: u64) -> Tick {
    Tick::new(Duration::from_secs(seconds))
}

fn preauth(capabilities: &str) -> Connection {
    let mut conn = Connection::new(Config::default().path(Path::Loopback).allow_preauth());
    conn.handle_input(format!("* PREAUTH [CAPABILITY IMAP4rev1{capabilities}] hi\r\n").as_bytes());
    conn
}

fn flush(conn: &mut Connection) -> String {
    let octets = conn.output().to_vec();
    conn.output_written(octets.len());
    String::from_utf8(octets).unwrap()
}

/// Runs the timers until something ends the connection; says when and why.
fn until_closed(
    conn: &mut Connection,
    mut now: Tick,
    mut each: impl FnMut(&mut Connection, Tick),
) -> (u64, CloseReason) {
    for _ in 0..10_000 {
        let next = conn.poll_timeout(now).expect("a deadline runs");
        now = next;
        conn.handle_timeout(now);
        let after = conn.poll_timeout(now);
        assert!(after.is_none_or(|after| after > now), "the law of timers: {after:?} at {now:?}");
        if let Some(reason) = conn.closed() {
            return (now.since_origin().as_secs(), reason.clone());
        }
        each(conn, now);
    }
    panic!("never closed");
}

#[test]
fn no_greeting() {
    let mut conn = Connection::new(Config::default());
    assert_eq!(until_closed(&mut conn, at(0), |_, _| {}), (30, CloseReason::TimedOut(Deadline::Greeting)));
    assert_eq!(conn.poll_timeout(at(31)), None, "a dead connection has no timers");
}

#[test]
fn before_authentication_all_together() {
    let mut conn = Connection::new(Config::default().path(Path::Loopback));
    conn.poll_timeout(at(0));
    conn.handle_input(b"* OK hi\r\n");
    assert_eq!(until_closed(&mut conn, at(5), |_, _| {}), (90, CloseReason::TimedOut(Deadline::PreAuth)));
}

#[test]
fn silence_while_a_command_runs() {
    let mut conn = preauth("");
    let ticket = conn.submit(Noop::new());
    flush(&mut conn);
    assert_eq!(conn.poll_timeout(at(10)), Some(at(310)));
    conn.handle_input(b"* OK still working\r\n");
    assert_eq!(until_closed(&mut conn, at(200), |_, _| {}), (500, CloseReason::TimedOut(Deadline::Silence)));
    let result = conn.take(&ticket).unwrap();
    assert!(matches!(result, Err(CommandError::Closed(CloseReason::TimedOut(Deadline::Silence)))));
}

#[test]
fn nothing_runs_while_nothing_is_asked() {
    let mut conn = preauth("");
    assert_eq!(conn.poll_timeout(at(0)), None);
}

#[test]
fn a_slow_drip_is_a_stall() {
    let mut conn = preauth("");
    conn.handle_input(b"* OK ");
    conn.poll_timeout(at(0));
    let mut last = 0;
    let closed = until_closed(&mut conn, at(0), |conn, now| {
        for _ in last..now.since_origin().as_secs() {
            conn.handle_input(b"abcde");
        }
        last = now.since_origin().as_secs();
    });
    assert_eq!(closed, (60, CloseReason::TimedOut(Deadline::Stall)));
}

#[test]
fn a_literal_above_the_floor_rate_is_no_stall() {
    let mut conn = preauth("");
    conn.handle_input(b"* 1 FETCH (BODY[] {1000000}\r\n");
    for minute in 0..5 {
        let next = conn.poll_timeout(at(minute * 60)).unwrap();
        assert_eq!(next, at(minute * 60 + 60));
        conn.handle_input(&[b'x'; 128 * 60]);
        conn.handle_timeout(next);
        assert!(conn.closed().is_none(), "minute {minute}");
    }
    let next = conn.poll_timeout(at(300)).unwrap();
    conn.handle_input(&[b'x'; 128 * 60 - 1]);
    conn.handle_timeout(next);
    assert_eq!(conn.closed(), Some(&CloseReason::TimedOut(Deadline::Stall)));
}

#[test]
fn logout_is_bounded() {
    let mut conn = preauth("");
    let ticket = conn.submit(Logout::new());
    flush(&mut conn);
    assert_eq!(until_closed(&mut conn, at(0), |_, _| {}), (5, CloseReason::TimedOut(Deadline::Logout)));
    assert!(conn.take(&ticket).unwrap().is_err());
}

#[test]
fn idle_is_renewed_and_never_silent() {
    let mut conn = preauth(" IDLE");
    let ticket = conn.submit(Idle::new());
    assert_eq!(flush(&mut conn), "AAAA1 IDLE\r\n");
    conn.handle_input(b"+ idling\r\n");
    assert_eq!(conn.poll_timeout(at(0)), Some(at(25 * 60)), "no silence deadline in IDLE");
    conn.handle_timeout(at(25 * 60));
    assert_eq!(flush(&mut conn), "DONE\r\n");
    conn.handle_input(b"AAAA1 OK done\r\n");
    assert_eq!(flush(&mut conn), "AAAA2 IDLE\r\n");
    conn.handle_input(b"+ idling\r\n");
    assert_eq!(conn.poll_timeout(at(25 * 60)), Some(at(50 * 60)));
    assert!(conn.take(&ticket).is_none(), "the renewal is invisible");
    let idling = std::iter::from_fn(|| conn.poll_event()).filter(|e| matches!(e, Event::Idling(_))).count();
    assert_eq!(idling, 2);
}

#[test]
fn a_missing_plus_for_idle_is_silence() {
    let mut conn = preauth(" IDLE");
    conn.submit(Idle::new());
    flush(&mut conn);
    assert_eq!(until_closed(&mut conn, at(0), |_, _| {}), (300, CloseReason::TimedOut(Deadline::Silence)));
}

#[test]
fn a_deadline_can_be_changed_or_removed() {
    let config = Config::default()
        .deadline(Deadline::Greeting, None)
        .deadline(Deadline::PreAuth, Some(Duration::from_secs(7)));
    let mut conn = Connection::new(config);
    assert_eq!(until_closed(&mut conn, at(0), |_, _| {}), (7, CloseReason::TimedOut(Deadline::PreAuth)));
}
