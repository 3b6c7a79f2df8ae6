//! Rows one by one.

use imap_blocking::core::CommandError;
use imap_blocking::core::command::{Fetch, Noop, UidFetch};
use imap_blocking::core::types::{SectionPath, SeqSet, UidSet};
use imap_blocking::prelude::*;

use crate::support::{demo, script};

fn bodies() -> Fetch {
    Fetch::new(SeqSet::all()).body_peek(SectionPath::all())
}

#[test]
fn other_commands_run_between_rows() {
    let mut s = demo();
    let exists = s.select("INBOX").unwrap().exists;
    let ticket = s.submit(UidFetch::new(UidSet::all()).body_peek(SectionPath::all()));
    let (mut rows, mut others) = (0, Vec::new());
    while let Some(row) = s.next_row(&ticket).unwrap() {
        assert!(row.body().is_some());
        rows += 1;
        others.push(s.submit(Noop::new()));
        if rows == 2 {
            s.noop().unwrap();
        }
    }
    assert_eq!(rows, exists);
    for other in others {
        s.wait(other).unwrap();
    }
}

#[test]
fn a_ticket_is_used_up_by_its_end() {
    let mut s = demo();
    s.select("INBOX").unwrap();
    let ticket = s.submit(bodies());
    while s.next_row(&ticket).unwrap().is_some() {}
    let error = s.next_row(&ticket).unwrap_err();
    assert!(matches!(error, Error::Command(CommandError::UnknownTicket)), "{error}");
    let error = demo().next_row(&ticket).unwrap_err();
    assert!(matches!(error, Error::Command(CommandError::UnknownTicket)), "{error}");
    s.noop().unwrap();
}

#[test]
fn an_iterator_dropped_half_way_disturbs_nothing() {
    let mut s = demo();
    let exists = s.select("INBOX").unwrap().exists as usize;
    let first = s.rows(bodies()).next().unwrap().unwrap();
    assert_eq!(first.seq(), 1);
    let all: Vec<_> = s.rows(bodies()).map(Result::unwrap).collect();
    assert_eq!(all.len(), exists);
    assert_eq!(all[0].body(), first.body());
    s.close().unwrap();
}

#[test]
fn rows_before_a_no_are_read_and_the_no_is_an_error() {
    let (mut s, peer) = script(
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
    s.select("INBOX").unwrap();
    let mut rows = s.rows(Fetch::new(SeqSet::all()).uid().flags());
    assert_eq!(rows.next().unwrap().unwrap().uid(), Some(7));
    assert!(rows.next().unwrap().unwrap_err().refused().is_some());
    assert!(rows.next().is_none());
    drop(rows);
    drop(s);
    peer.join().unwrap();
}
