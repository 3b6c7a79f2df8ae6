use alloc::string::ToString as _;

use super::{Change, Resync, UidFetchChanges};
use crate::command::testing::{Fate, Running, refused, wire};
use crate::command::{Command as _, Noop, Select, UidFetch};
use crate::conn::{Config, Connection};
use crate::error::EncodeError;
use crate::parse::data;
use crate::types::{Capability, SeqSet, UidSet};

fn resync() -> Resync {
    Resync::select("INBOX", 67_890_007, 90_060_115_194_045_000)
}

fn uids(text: &str) -> UidSet {
    text.parse().unwrap()
}

#[test]
fn the_examples_of_rfc_7162() {
    assert_eq!(wire(resync()), "SELECT INBOX (QRESYNC (67890007 90060115194045000))");
    let known = resync().known_uids(uids("41,43:211"));
    assert_eq!(wire(known), "SELECT INBOX (QRESYNC (67890007 90060115194045000 41,43:211))");
    let numbers: SeqSet = "5000,7500,9000".parse().unwrap();
    let pairs = Resync::examine("x", 1, 2)
        .known_uids(uids("1:29997"))
        .known_pairs(numbers, uids("15000,22500,27000"));
    assert_eq!(wire(pairs), "EXAMINE x (QRESYNC (1 2 1:29997 (5000,7500,9000 15000,22500,27000)))");
    let fetch = UidFetchChanges::new(UidFetch::new(uids("300:500")).flags(), 12345);
    assert_eq!(wire(fetch), "UID FETCH 300:500 (FLAGS) (CHANGEDSINCE 12345 VANISHED)");
}

#[test]
fn arguments_that_no_server_takes_are_refused() {
    let why = |command| assert!(matches!(refused(command), EncodeError::Invalid { .. }));
    why(Resync::select("INBOX", 0, 5));
    why(Resync::select("INBOX", 5, 0));
    why(Resync::select("INBOX", 5, 1 << 63));
    why(resync().known_uids(UidSet::all()));
    why(resync().known_pairs(SeqSet::range(1..=2).unwrap(), uids("7")));
    why(resync().known_pairs(SeqSet::all(), uids("7")));
}

#[test]
fn both_need_it_enabled() {
    let fetch = UidFetchChanges::new(UidFetch::new(UidSet::all()), 1);
    assert_eq!(fetch.traits().enabled, Some(Capability::of("QRESYNC")));
    assert_eq!(resync().traits().enabled, Some(Capability::of("QRESYNC")));
}

#[test]
fn rows_and_what_vanished_are_told_apart() {
    let mut running = Running::new(UidFetchChanges::new(UidFetch::new(uids("300:500")).flags(), 12345));
    assert_eq!(running.data(data(b"* VANISHED (EARLIER) 300:310,405,411").unwrap()), Fate::Taken);
    assert_eq!(running.data(data(b"* VANISHED 312").unwrap()), Fate::Passed);
    let row = data(b"* 1 FETCH (UID 404 MODSEQ (65402) FLAGS (\\Seen))").unwrap();
    assert_eq!(running.data(row), Fate::Taken);
    assert!(matches!(running.queue.front(), Some(Change::Vanished(_))));
    let changes = running.output();
    assert_eq!(changes.vanished[0].to_string(), "300:310,405,411");
    assert_eq!(changes.changed[0].modseq(), Some(65402));
}

#[test]
fn a_refused_select_is_no_empty_change() {
    Running::new(resync()).cannot_be_refused_into_success();
}

/// RFC 7162 section 5: whichever OK has it, that is the value to go on with.
#[test]
fn highestmodseq_counts_in_any_ok() {
    let mut conn = Connection::new(Config::default().allow_preauth());
    conn.handle_input(b"* PREAUTH [CAPABILITY IMAP4rev1 CONDSTORE] hi\r\n");
    let seen = |conn: &Connection| conn.selected().and_then(|mailbox| mailbox.highest_modseq);
    let answered = |conn: &mut Connection, rows: &str, code: &str| {
        let noop = conn.submit(Noop::new());
        let tag = conn.tag_of(noop.id()).unwrap();
        conn.output_written(conn.output().len());
        conn.handle_input(alloc::format!("{rows}{} OK [{code}] done\r\n", tag.as_str()).as_bytes());
    };
    let select = conn.submit(Select::new("INBOX"));
    let tag = conn.tag_of(select.id()).unwrap();
    conn.output_written(conn.output().len());
    let told = "* 9 EXISTS\r\n* OK [HIGHESTMODSEQ 97] Highest\r\n";
    conn.handle_input(alloc::format!("{told}{} OK done\r\n", tag.as_str()).as_bytes());
    assert_eq!(seen(&conn), Some(97));
    answered(&mut conn, "", "HIGHESTMODSEQ 99");
    assert_eq!(seen(&conn), Some(99));
    answered(&mut conn, "* OK [HIGHESTMODSEQ 104] x\r\n", "PARSE");
    assert_eq!(seen(&conn), Some(104));
    answered(&mut conn, "* OK [NOMODSEQ] x\r\n", "PARSE");
    assert_eq!(seen(&conn), None);
}
