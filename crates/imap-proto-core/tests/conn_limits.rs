//! The limits of queues and noise, each at limit - 1, limit and limit + 1.

use imap_proto_core::command::{Fetch, Noop};
use imap_proto_core::conn::{Config, Connection, Event, Path, Ticket, Unsolicited};
use imap_proto_core::types::SeqSet;
use imap_proto_core::{CommandError, Limits};

fn open(change: impl FnOnce(&mut Limits)) -> Connection {
    let limits = Limits::default().with(change);
    let mut conn = Connection::new(Config::default().path(Path::Loopback).allow_preauth().limits(limits));
    conn.handle_input(b"* PREAUTH [CAPABILITY IMAP4rev1] hi\r\n");
    assert!(matches!(conn.poll_event(), Some(Event::Greeting(_))));
    conn
}

fn written(conn: &mut Connection) -> String {
    let mut all = Vec::new();
    while !conn.output().is_empty() {
        let octets = conn.output().to_vec();
        conn.output_written(octets.len());
        all.extend_from_slice(&octets);
    }
    String::from_utf8(all).unwrap()
}

fn tag_of_last(lines: &str) -> String {
    lines.lines().last().unwrap().split(' ').next().unwrap().to_owned()
}

fn select(conn: &mut Connection) {
    let ticket = conn.submit(imap_proto_core::command::Select::new("INBOX"));
    let tag = tag_of_last(&written(conn));
    conn.handle_input(format!("* 100000 EXISTS\r\n{tag} OK done\r\n").as_bytes());
    conn.take(&ticket).unwrap().unwrap();
    while conn.poll_event().is_some() {}
}

fn fetch(conn: &mut Connection) -> (Ticket<Fetch>, String) {
    select(conn);
    let ticket = conn.submit(Fetch::new(SeqSet::all()).flags());
    let tag = tag_of_last(&written(conn));
    (ticket, tag)
}

fn rows(from: u32, count: u32) -> Vec<u8> {
    (from..from + count).flat_map(|n| format!("* {n} FETCH (FLAGS (\\Seen))\r\n").into_bytes()).collect()
}

#[test]
fn rows_of_a_neglected_ticket() {
    for (count, fails) in [(9, false), (10, false), (11, true)] {
        let mut conn = open(|l| l.queued_rows = 10);
        let (ticket, tag) = fetch(&mut conn);
        let noop = conn.submit(Noop::new());
        let noop_tag = tag_of_last(&written(&mut conn));
        assert!(conn.take(&noop).is_none(), "the caller waits for another command");
        conn.handle_input(&rows(1, count));
        conn.handle_input(format!("{tag} OK done\r\n{noop_tag} OK done\r\n").as_bytes());
        assert!(conn.take(&noop).unwrap().is_ok(), "the other command always gets its answer");
        match conn.take(&ticket).unwrap() {
            Err(CommandError::Limit(limit)) => {
                assert!(fails);
                assert_eq!((limit.which, limit.limit, limit.seen), ("queued_rows", 10, 11));
            }
            other => assert_eq!(other.unwrap().len(), count as usize),
        }
    }
}

#[test]
fn a_pulled_ticket_stops_input_and_loses_nothing() {
    let mut conn = open(|l| l.queued_rows = 10);
    let (ticket, tag) = fetch(&mut conn);
    assert!(conn.next_item(&ticket).is_none());
    conn.handle_input(&rows(1, 100));
    assert!(!conn.wants_input(), "ten rows wait");
    conn.handle_input(format!("{tag} OK done\r\n").as_bytes());
    let mut seen = 0;
    while let Some(row) = conn.next_item(&ticket) {
        seen += 1;
        assert_eq!(row.seq(), seen);
    }
    assert_eq!(seen, 100);
    assert!(conn.wants_input());
    assert!(conn.take(&ticket).unwrap().unwrap().is_empty(), "every row was pulled");
}

#[test]
fn a_waited_ticket_collects_up_to_its_own_limit() {
    for (limit, fails) in [(1 << 20, false), (100, true)] {
        let mut conn = open(|l| {
            l.queued_rows = 10;
            l.collected = limit;
        });
        let (ticket, tag) = fetch(&mut conn);
        assert!(conn.take(&ticket).is_none());
        conn.handle_input(&rows(1, 1000));
        conn.handle_input(format!("{tag} OK done\r\n").as_bytes());
        match conn.take(&ticket).unwrap() {
            Err(CommandError::Limit(limit)) => assert!(fails && limit.which == "collected"),
            other => assert_eq!(other.unwrap().len(), 1000),
        }
    }
}

#[test]
fn events_are_counted_when_they_are_lost() {
    for (count, lost) in [(9, 0), (10, 0), (11, 1), (1000, 990)] {
        let mut conn = open(|l| l.queued_events = 10);
        for n in 0..count {
            conn.handle_input(format!("* OK notice {n}\r\n").as_bytes());
        }
        let (mut kept, mut missing) = (0, 0);
        while let Some(event) = conn.poll_event() {
            match event {
                Event::Unsolicited(Unsolicited::Status(_)) => kept += 1,
                Event::Lost { count } => missing += count,
                other => panic!("{other:?}"),
            }
        }
        assert_eq!((kept, missing), (count - lost, lost));
        assert!(conn.wants_input());
    }
}

#[test]
fn a_lost_event_never_hides_a_completion() {
    let mut conn = open(|l| l.queued_events = 2);
    let ticket = conn.submit(Noop::new());
    let tag = tag_of_last(&written(&mut conn));
    for n in 0..50 {
        conn.handle_input(format!("* OK notice {n}\r\n").as_bytes());
    }
    conn.handle_input(format!("{tag} OK done\r\n").as_bytes());
    let mut completed = false;
    while let Some(event) = conn.poll_event() {
        completed |= event == Event::Completed(ticket.id());
    }
    assert!(completed);
}

#[test]
fn exists_coalesces() {
    let mut conn = open(|l| l.queued_events = 3);
    for n in 1..=1000 {
        conn.handle_input(format!("* {n} EXISTS\r\n").as_bytes());
    }
    assert_eq!(conn.poll_event(), Some(Event::Unsolicited(Unsolicited::Exists(1000))));
    assert_eq!(conn.poll_event(), None);
}

#[test]
fn commands_in_flight() {
    let mut conn = open(|l| l.in_flight = 3);
    for _ in 0..5 {
        conn.submit(Noop::new());
    }
    let lines = written(&mut conn);
    assert_eq!(lines.lines().count(), 3);
    conn.handle_input(format!("{} OK done\r\n", tag_of_last(&lines)).as_bytes());
    assert_eq!(written(&mut conn).lines().count(), 1);
}

#[test]
fn held_commands() {
    let mut conn = open(|l| {
        l.in_flight = 1;
        l.held = 2;
    });
    let tickets: Vec<_> = (0..4).map(|_| conn.submit(Noop::new())).collect();
    assert!(tickets[..3].iter().all(|ticket| conn.take(ticket).is_none()));
    assert!(matches!(conn.take(&tickets[3]), Some(Err(CommandError::Limit(l))) if l.which == "held"));
}

#[test]
fn the_window_bounds_what_is_unacknowledged() {
    let mut conn = open(|l| l.unacknowledged = 100);
    for _ in 0..50 {
        conn.submit(Noop::new());
    }
    let lines = written(&mut conn);
    assert!(lines.len() <= 100 && lines.len() > 80, "{}", lines.len());
}

#[test]
fn a_command_larger_than_the_window_goes_out_alone() {
    let mut conn = open(|l| l.unacknowledged = 16);
    let name = "x".repeat(200);
    conn.submit(imap_proto_core::command::Create::new(name.as_str()));
    conn.submit(Noop::new());
    let lines = written(&mut conn);
    assert_eq!(lines.lines().count(), 1);
    assert!(lines.contains(&name));
}

#[test]
fn stray_continuations() {
    for (count, dead) in [(15, false), (16, false), (17, true)] {
        let mut conn = open(|_| {});
        for _ in 0..count {
            conn.handle_input(b"+ what\r\n");
        }
        assert_eq!(conn.closed().is_some(), dead, "{count}");
    }
}

#[test]
fn untagged_lines_before_authentication() {
    for (count, dead) in [(63, false), (64, false), (65, true)] {
        let mut conn = Connection::new(Config::default());
        conn.handle_input(b"* OK hi\r\n");
        for _ in 0..count {
            conn.handle_input(b"* OK tamper\r\n");
        }
        assert_eq!(conn.closed().is_some(), dead, "{count}");
    }
}

#[test]
fn a_command_line_has_a_limit() {
    for (octets, fails) in [(4_000, false), (20_000, true)] {
        let mut conn = open(|_| {});
        select(&mut conn);
        let numbers = SeqSet::from_numbers((1..).step_by(2).take(octets / 5)).unwrap();
        let ticket = conn.submit(Fetch::new(numbers).flags());
        let out = written(&mut conn);
        match conn.take(&ticket) {
            Some(Err(CommandError::Encode(error))) => {
                assert!(fails && out.is_empty(), "nothing is sent");
                assert!(error.to_string().contains("chunks"), "{error}");
            }
            None => assert!(!fails),
            other => panic!("{other:?}"),
        }
    }
}
