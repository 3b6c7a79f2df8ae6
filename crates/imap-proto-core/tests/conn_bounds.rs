//! What a server that never stops can cost: rows of commands given up, results that grow, progress that is none.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use imap_proto_core::command::{
    Answers, Capability, Claim, Command, CommandWriter, Fetch, Items, Login, Never, Noop, Outcome, Search,
    SearchKey, Select, States, Traits, UidFetch,
};
use imap_proto_core::conn::{Config, Connection, Deadline, Event, Path, Tick};
use imap_proto_core::response::{Data, Tagged};
use imap_proto_core::types::{SeqSet, UidSet};
use imap_proto_core::{CloseReason, CommandError, EncodeError, Limits, ProtocolError};

fn open(change: impl FnOnce(&mut Limits)) -> Connection {
    let limits = Limits::default().with(change);
    let mut conn = Connection::new(Config::default().path(Path::Loopback).allow_preauth().limits(limits));
    conn.handle_input(b"* PREAUTH [CAPABILITY IMAP4rev1] hi\r\n");
    let select = conn.submit(Select::new("INBOX"));
    let tag = sent(&mut conn);
    conn.handle_input(format!("* 100000 EXISTS\r\n{tag} OK done\r\n").as_bytes());
    conn.take(&select).unwrap().unwrap();
    while conn.poll_event().is_some() {}
    conn
}

/// Writes the output and returns the tag of its last line.
fn sent(conn: &mut Connection) -> String {
    let mut all = Vec::new();
    while !conn.output().is_empty() {
        let octets = conn.output().to_vec();
        conn.output_written(octets.len());
        all.extend_from_slice(&octets);
    }
    let text = String::from_utf8(all).unwrap();
    text.lines().last().unwrap_or_default().split(' ').next().unwrap_or_default().to_owned()
}

fn at(seconds: u64) -> Tick {
    Tick::new(Duration::from_secs(seconds))
}

#[test]
fn a_pulled_command_without_rows_never_stops_the_input() {
    let mut conn = open(|l| l.queued_octets = 40);
    let ticket = conn.submit(Search::new(SearchKey::all()));
    let tag = sent(&mut conn);
    assert!(conn.next_item(&ticket).is_none());
    for _ in 0..10 {
        conn.handle_input(b"* SEARCH 1 2 3 4 5 6 7 8 9\r\n");
        assert!(conn.wants_input(), "nothing could be pulled that would let it go on");
    }
    conn.handle_input(format!("{tag} OK done\r\n").as_bytes());
    assert_eq!(conn.take(&ticket).unwrap().unwrap().numbers.len(), 9);
}

#[test]
fn a_neglected_search_is_bounded() {
    for (lines, fails) in [(1, false), (2, false), (3, true), (1000, true)] {
        // The first line may be of any size; 26 octets each.
        let mut conn = open(|l| l.queued_octets = 60);
        let ticket = conn.submit(Search::new(SearchKey::all()));
        let tag = sent(&mut conn);
        for _ in 0..lines {
            conn.handle_input(b"* SEARCH 1 2 3 4 5 6 7 8 9\r\n");
        }
        conn.handle_input(format!("{tag} OK done\r\n").as_bytes());
        match conn.take(&ticket).unwrap() {
            Err(CommandError::Limit(limit)) => assert!(fails && limit.which == "queued_octets", "{lines}"),
            other => assert!(!fails && other.is_ok(), "{lines}"),
        }
    }
}

/// A command of an application, which gathers what it finds in itself.
struct Gather(Arc<AtomicUsize>);

impl Command for Gather {
    type Item = Never;
    type Output = ();
    const NAME: &'static str = "XGATHER";

    fn traits(&self) -> Traits {
        Traits::pipelined(States::Any).with(|t| t.answers = Answers::Sole("SEARCH"))
    }

    fn encode(&mut self, w: &mut CommandWriter<'_>) -> Result<(), EncodeError> {
        w.word("XGATHER").finish()
    }

    fn on_data(&mut self, data: Data, _: &mut Items<'_, Never>) -> Claim {
        match data {
            Data::Search(_) => {
                self.0.fetch_add(1, Ordering::Relaxed);
                Claim::Take
            }
            other => Claim::Pass(other),
        }
    }

    fn on_tagged(&mut self, tagged: Tagged, _: &mut Items<'_, Never>) -> Outcome<()> {
        Outcome::ok_or_refused(tagged, || ())
    }
}

#[test]
fn what_is_too_much_is_not_even_offered() {
    for abandon in [false, true] {
        let seen = Arc::new(AtomicUsize::new(0));
        let mut conn = open(|l| l.queued_octets = 60);
        let ticket = conn.submit(Gather(Arc::clone(&seen)));
        sent(&mut conn);
        if abandon {
            conn.abandon(ticket.id());
        }
        for _ in 0..1000 {
            conn.handle_input(b"* SEARCH 1 2 3 4 5 6 7 8 9\r\n");
        }
        assert_eq!(seen.load(Ordering::Relaxed), if abandon { 0 } else { 3 });
        assert_eq!(conn.poll_event(), None, "it is no news either");
    }
}

#[test]
fn capabilities_of_many_lines_are_bounded() {
    let mut conn = open(|_| {});
    let ticket = conn.submit(Capability::new());
    let tag = sent(&mut conn);
    for n in 0..2000 {
        conn.handle_input(format!("* CAPABILITY IMAP4rev1 X{n}\r\n").as_bytes());
    }
    conn.handle_input(format!("{tag} OK done\r\n").as_bytes());
    assert!(conn.take(&ticket).unwrap().unwrap().len() <= Limits::default().capabilities);
}

#[test]
fn responses_that_answer_nothing_are_no_progress_for_ever() {
    let mut conn = open(|_| {});
    let ticket = conn.submit(Noop::new());
    sent(&mut conn);
    assert_eq!(conn.poll_timeout(at(0)), Some(at(300)));
    for _ in 0..100_001 {
        conn.handle_input(b"* 5 EXISTS\r\n");
    }
    // From here on nothing puts the deadline off.
    let end = conn.poll_timeout(at(200)).unwrap();
    for second in (200..500).step_by(10) {
        conn.handle_input(b"* 5 EXISTS\r\n");
        assert_eq!(conn.poll_timeout(at(second)), Some(end));
    }
    conn.handle_timeout(end);
    let closed = conn.take(&ticket).unwrap();
    assert!(matches!(closed, Err(CommandError::Closed(CloseReason::TimedOut(Deadline::Silence)))));
}

#[test]
fn rows_are_progress() {
    let mut conn = open(|_| {});
    let ticket = conn.submit(Fetch::new(SeqSet::all()).flags());
    let tag = sent(&mut conn);
    assert!(conn.take(&ticket).is_none());
    for n in 1..=100_000 {
        conn.handle_input(format!("* {n} FETCH (FLAGS ())\r\n").as_bytes());
    }
    conn.poll_timeout(at(0));
    conn.handle_input(b"* 1 FETCH (FLAGS ())\r\n");
    assert_eq!(conn.poll_timeout(at(100)), Some(at(400)));
    conn.handle_input(format!("{tag} OK done\r\n").as_bytes());
    assert_eq!(conn.take(&ticket).unwrap().unwrap().len(), 100_001);
}

#[test]
fn octets_before_authentication() {
    let line = format!("* OK {}\r\n", "x".repeat(7000));
    for (count, dead) in [(9, false), (10, true)] {
        let mut conn = Connection::new(Config::default());
        conn.handle_input(b"* OK hi\r\n");
        (0..count).for_each(|_| conn.handle_input(line.as_bytes()));
        assert_eq!(conn.closed().is_some(), dead, "{count}");
    }
}

#[test]
fn literals_before_authentication_count_together() {
    for (last, dead) in [(96, false), (97, true)] {
        let mut conn = Connection::new(Config::default());
        conn.handle_input(b"* OK hi\r\n* X {4000}\r\n");
        conn.handle_input(&[b'x'; 4000]);
        conn.handle_input(format!(" {{{last}}}\r\n").as_bytes());
        let limit = matches!(conn.closed(), Some(CloseReason::Protocol(ProtocolError::Limit(_))));
        assert_eq!(limit, dead, "{last}");
    }
}

#[test]
fn lines_that_are_no_responses() {
    for (count, dead) in [(15, false), (16, false), (17, true)] {
        let mut conn = open(|_| {});
        (0..count).for_each(|_| conn.handle_input(b"Dear Sir,\r\n"));
        assert_eq!(conn.closed().is_some(), dead, "{count}");
    }
}

#[test]
fn a_caller_that_is_slow_to_pull_is_no_silence() {
    let mut conn = open(|l| l.queued_rows = 2);
    let ticket = conn.submit(Fetch::new(SeqSet::all()).flags());
    let tag = sent(&mut conn);
    conn.poll_timeout(at(0));
    // The rows come while nobody pulls; then somebody does, and stops the input by that.
    for n in 1..=2 {
        conn.handle_input(format!("* {n} FETCH (FLAGS ())\r\n").as_bytes());
    }
    conn.poll_timeout(at(1));
    conn.handle_input(b"* 3 FET");
    conn.poll_timeout(at(2));
    assert!(conn.next_item(&ticket).is_some());
    conn.handle_input(format!("CH (FLAGS ())\r\n* 4 FETCH (FLAGS ())\r\n{tag} OK").as_bytes());
    assert!(!conn.wants_input());
    assert_eq!(conn.poll_timeout(at(3)), None, "nothing is due from the server");
    assert_eq!((0..3).filter(|_| conn.next_item(&ticket).is_some()).count(), 3);
    assert_eq!(conn.poll_timeout(at(1000)), Some(at(1060)), "the deadlines begin anew");
}

#[test]
fn no_deadline_is_now() {
    let mut conn = Connection::new(Config::default().deadline(Deadline::Greeting, Some(Duration::ZERO)));
    let next = conn.poll_timeout(at(5)).unwrap();
    assert!(next > at(5));
    conn.handle_timeout(next);
    assert!(conn.closed().is_some());
}

#[test]
fn a_thousand_commands_in_flight_and_many_rows() {
    let mut conn = open(|l| l.unacknowledged = 1 << 20);
    let uids = |n: u32| UidSet::one(n).unwrap();
    let tickets: Vec<_> = (1..=1024).map(|n| conn.submit(UidFetch::new(uids(n)).flags())).collect();
    sent(&mut conn);
    for n in 0..20_000_u32 {
        let uid = 1 + (n * 7) % 1024;
        conn.handle_input(format!("* {uid} FETCH (UID {uid} FLAGS ())\r\n").as_bytes());
    }
    for ticket in &tickets {
        let tag = conn.tag_of(ticket.id()).unwrap();
        conn.handle_input(format!("{tag} OK done\r\n").as_bytes());
    }
    let rows: usize = tickets.iter().map(|ticket| conn.take(ticket).unwrap().unwrap().len()).sum();
    assert_eq!(rows, 20_000);
}

#[test]
fn no_secret_is_shown() {
    let mut conn = Connection::new(Config::default().path(Path::Loopback).seed([7; 32]));
    let seen = Arc::new(std::sync::Mutex::new(String::new()));
    let log = Arc::clone(&seen);
    conn.set_tap(Some(Box::new(move |line| log.lock().unwrap().push_str(&format!("{line} {line:?}\n")))));
    let ticket = conn.submit(Login::new("joe", "hunter2\r\nquoted"));
    let mut shown = format!("{conn:?}");
    conn.handle_input(b"* OK [CAPABILITY IMAP4rev1] hi\r\n");
    shown += &format!("{conn:?}");
    let tag = sent(&mut conn);
    conn.handle_input(b"+ go\r\n");
    shown += &format!("{conn:?}");
    assert!(conn.output().starts_with(b"hunter2"), "it is in the output");
    sent(&mut conn);
    conn.handle_input(format!("{tag} NO [AUTHENTICATIONFAILED] no\r\n").as_bytes());
    shown += &format!("{conn:?}{:?}", conn.take(&ticket).unwrap().unwrap_err());
    while let Some(event) = conn.poll_event() {
        shown += &format!("{event:?}");
        assert!(!matches!(event, Event::Closed(_)));
    }
    shown += &seen.lock().unwrap();
    assert!(!shown.contains("hunter2") && !shown.contains("quoted"), "{shown}");
    assert!(shown.contains("LOGIN") && shown.contains("***"));
}
