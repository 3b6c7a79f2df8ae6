//! Rows one by one.

use futures_lite::StreamExt as _;
use imap_async::core::CommandError;
use imap_async::core::command::{Fetch, Noop, UidFetch};
use imap_async::core::types::{SectionPath, SeqSet, UidSet};
use imap_async::prelude::*;

use crate::stage::{demo, script};
use crate::world::Clock;

fn bodies() -> Fetch {
    Fetch::new(SeqSet::all()).body_peek(SectionPath::all())
}

#[test]
fn other_commands_run_between_rows() {
    let clock = Clock::default();
    let mut s = demo(&clock);
    clock.block_on(async {
        let exists = s.select("INBOX").await.unwrap().exists;
        let ticket = s.submit(UidFetch::new(UidSet::all()).body_peek(SectionPath::all()));
        let (mut rows, mut others) = (0, Vec::new());
        while let Some(row) = s.next_row(&ticket).await.unwrap() {
            assert!(row.body().is_some());
            rows += 1;
            others.push(s.submit(Noop::new()));
            if rows == 2 {
                s.noop().await.unwrap();
            }
        }
        assert_eq!(rows, exists);
        for other in others {
            s.wait(other).await.unwrap();
        }
    });
}

#[test]
fn a_ticket_is_used_up_by_its_end() {
    let clock = Clock::default();
    let mut s = demo(&clock);
    clock.block_on(async {
        s.select("INBOX").await.unwrap();
        let ticket = s.submit(bodies());
        while s.next_row(&ticket).await.unwrap().is_some() {}
        let error = s.next_row(&ticket).await.unwrap_err();
        assert!(matches!(error, Error::Command(CommandError::UnknownTicket)), "{error}");
        s.noop().await.unwrap();
    });
    let ticket = s.submit(bodies());
    let error = clock.block_on(demo(&clock).next_row(&ticket)).unwrap_err();
    assert!(matches!(error, Error::Command(CommandError::UnknownTicket)), "{error}");
}

#[test]
fn a_stream_ends_with_its_command_and_may_be_dropped_half_way() {
    let clock = Clock::default();
    let mut s = demo(&clock);
    clock.block_on(async {
        let exists = s.select("INBOX").await.unwrap().exists as usize;
        let first = s.rows(bodies()).next().await.unwrap().unwrap();
        assert_eq!(first.seq(), 1);
        let all: Vec<_> = s.rows(bodies()).try_collect().await.unwrap();
        assert_eq!(all.len(), exists);
        assert_eq!(all[0].body(), first.body());
        let mut rows = s.rows(Noop::new());
        assert!(rows.next().await.is_none() && rows.next().await.is_none());
        drop(rows);
        s.close().await.unwrap();
    });
}

#[test]
fn rows_before_a_no_are_read_and_the_no_is_an_error() {
    let clock = Clock::default();
    let mut s = script(
        &clock,
        r"
        S: * PREAUTH hi
        C: $1 SELECT INBOX
        S: * 2 EXISTS
        S: $1 OK done
        C: $2 FETCH 1:* ...
        S: * 1 FETCH (FLAGS (\\Seen) UID 7)
        S: $2 NO half of it
        !eof
    ",
    );
    clock.block_on(async {
        s.select("INBOX").await.unwrap();
        let mut rows = s.rows(Fetch::new(SeqSet::all()).uid().flags());
        assert_eq!(rows.next().await.unwrap().unwrap().uid(), Some(7));
        assert!(rows.next().await.unwrap().unwrap_err().refused().is_some());
        assert!(rows.next().await.is_none());
    });
}
