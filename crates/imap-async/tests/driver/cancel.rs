//! Futures dropped at every point.

use std::sync::Arc;

use imap_async::core::Limits;
use imap_async::core::command::{Fetch, Noop};
use imap_async::core::conn::{Config, Path};
use imap_async::core::types::{SectionPath, SeqSet};
use imap_async::prelude::*;
use imap_testkit::Server;

use crate::stage::{Stage, demo, open, script};
use crate::world::Clock;

fn bodies() -> Fetch {
    Fetch::new(SeqSet::all()).uid().body_peek(SectionPath::all())
}

/// Does `act` with futures that are dropped after 0, 1, 2 ... polls, until it once came to its end.
fn at_every_poll(stutter: usize, mut act: impl AsyncFnMut(&mut Session<Stage>)) -> usize {
    let server = Server::demo();
    for polls in 0..100_000 {
        let clock = Clock::default();
        let mut s = open(&clock, Stage::server(&clock, &server).stuttering(stutter));
        clock.block_on(s.select("INBOX")).unwrap();
        let ended = clock.poll_times(act(&mut s), polls).is_some();
        clock.block_on(s.noop()).unwrap();
        let exists = s.selected().unwrap().exists;
        let rows = clock.block_on(s.run(Fetch::new(SeqSet::all()).flags())).unwrap();
        assert_eq!(rows.len() as u32, exists, "after {polls} polls");
        if ended {
            return polls;
        }
    }
    panic!("it never ended");
}

#[test]
fn a_fetch_dropped_at_any_poll_disturbs_nothing() {
    let polls = at_every_poll(700, async |s| drop(s.run(bodies()).await.unwrap()));
    assert!(polls > 20, "{polls} polls try too little");
}

#[test]
fn rows_dropped_at_any_poll_disturb_nothing() {
    let polls = at_every_poll(700, async |s| {
        let ticket = s.submit(bodies());
        while s.next_row(&ticket).await.unwrap().is_some() {}
    });
    assert!(polls > 20, "{polls} polls try too little");
}

#[test]
fn an_idle_dropped_at_any_poll_disturbs_nothing() {
    at_every_poll(5, async |s| {
        let nothing = s.idle(Some(std::time::Duration::from_secs(1))).await.unwrap();
        assert_eq!(nothing, imap_async::Wake::TimedOut);
    });
}

#[test]
fn what_was_never_polled_is_never_sent() {
    let clock = Clock::default();
    let stage = Stage::server(&clock, &Server::demo());
    let said = Arc::clone(&stage.said);
    let mut s = open(&clock, stage);
    drop(s.noop());
    drop(s.idle(None));
    drop(s.append_from("INBOX", 3, &b"abc"[..]));
    clock.block_on(s.flush()).unwrap();
    clock.block_on(s.capability()).unwrap();
    let said = String::from_utf8(said.lock().unwrap().clone()).unwrap();
    assert!(said.lines().count() == 1 && said.contains("CAPABILITY"), "{said}");
}

#[test]
fn a_wait_dropped_abandons_its_command_alone() {
    let clock = Clock::default();
    let mut s = script(
        &clock,
        r"
        S: * PREAUTH hi
        C: $1 NOOP
        C: $2 NOOP
        S: * 1 EXISTS
        S: $1 OK done
        S: $2 OK done
        !eof
    ",
    );
    let (first, second) = (s.submit(Noop::new()), s.submit(Noop::new()));
    drop(s.wait(first));
    clock.block_on(s.wait(second)).unwrap();
    assert_eq!(s.events().count(), 1);
}

#[test]
fn a_row_is_not_lost_with_the_future_that_waited_for_it() {
    let clock = Clock::default();
    let mut s = demo(&clock);
    let exists = clock.block_on(s.select("INBOX")).unwrap().exists;
    let ticket = s.submit(bodies());
    let mut rows = 0;
    loop {
        // One poll at a time, and a new future each time.
        match clock.poll_times(s.next_row(&ticket), 1) {
            None => {}
            Some(row) if row.as_ref().unwrap().is_none() => break,
            Some(_) => rows += 1,
        }
    }
    assert_eq!(rows, exists);
}

#[test]
fn a_flush_dropped_at_any_poll_disturbs_nothing() {
    at_every_poll(5, async |s| {
        let noop = s.submit(Noop::new());
        s.flush().await.unwrap();
        s.wait(noop).await.unwrap();
    });
}

#[test]
fn a_greeting_dropped_at_any_poll_is_waited_for_again() {
    for polls in 0..100 {
        let clock = Clock::default();
        let stage = Stage::server(&clock, &Server::demo()).stuttering(5);
        let mut s = Session::new(stage, clock.clone(), Config::default().path(Path::Pipe)).unwrap();
        if clock.poll_times(s.greeting(), polls).is_some() {
            return assert!(polls > 5);
        }
        clock.block_on(s.greeting()).unwrap();
        clock.block_on(s.noop()).unwrap();
    }
    panic!("it never ended");
}

#[test]
fn a_flush_ends_though_rows_hold_up_the_news_of_a_broken_pipe() {
    let clock = Clock::default();
    let mut limits = Limits::default();
    limits.queued_rows = 2;
    let config = Config::default().path(Path::Pipe).limits(limits);
    let stage = Stage::server(&clock, &Server::demo()).stuttering(100);
    let breaks = Arc::clone(&stage.breaks);
    let mut s = clock.block_on(Session::open(stage, clock.clone(), config)).unwrap();
    clock.block_on(s.select("INBOX")).unwrap();
    let ticket = s.submit(bodies());
    assert!(clock.block_on(s.next_row(&ticket)).unwrap().is_some());
    // The pipe breaks; the last words are read until the rows that may wait do.
    breaks.store(true, std::sync::atomic::Ordering::Relaxed);
    let _noop = s.submit(Noop::new());
    let ended = clock.poll_times(s.flush(), 1000).expect("it spins");
    assert!(matches!(&ended, Err(Error::Io(e)) if e.kind() == std::io::ErrorKind::BrokenPipe), "{ended:?}");
    assert!(s.connection().closed().is_none() && !s.connection().wants_input());
}
