//! That a thousand commands under way cost a thousand times what one costs.

use alloc::format;
use alloc::string::String;
use alloc::vec::Vec;
use core::sync::atomic::Ordering;

use crate::command::{Command, Noop, Select, Status, Store, UidFetch};
use crate::conn::{Config, Connection, Pull, Ticket};
use crate::limits::Limits;
use crate::response::StatusItem;
use crate::types::{Flag, SeqSet, UidSet};

const MANY: usize = 1000;

fn open() -> Connection {
    let limits = Limits::default().with(|l| l.unacknowledged = 1 << 20);
    let mut conn = Connection::new(Config::default().allow_preauth().limits(limits));
    conn.handle_input(b"* PREAUTH [CAPABILITY IMAP4rev1] hi\r\n");
    let select = conn.submit(Select::new("INBOX"));
    let lines = written(&mut conn);
    conn.handle_input(format!("* 5000 EXISTS\r\n{} OK done\r\n", tag(&lines)).as_bytes());
    conn.take(&select).unwrap().unwrap();
    conn
}

fn written(conn: &mut Connection) -> String {
    let mut all = Vec::new();
    while !conn.output().is_empty() {
        let n = conn.output().len();
        all.extend_from_slice(conn.output());
        conn.output_written(n);
    }
    String::from_utf8(all).unwrap()
}

fn tag(line: &str) -> &str {
    line.split(' ').next().unwrap_or_default()
}

/// Runs a thousand commands, each answered with its row, and says how often an entry was looked at.
fn run<C: Command>(command: impl Fn(usize) -> C, row: impl Fn(usize) -> String) -> u64 {
    let mut conn = open();
    let before = conn.flying.looked.load(Ordering::Relaxed);
    let tickets: Vec<Ticket<C>> = (0..MANY).map(|n| conn.submit(command(n))).collect();
    // Asked for the last one, as a caller who waits for it would.
    assert!(conn.take(&tickets[MANY - 1]).is_none());
    let lines = written(&mut conn);
    assert_eq!(lines.lines().count(), MANY, "all are in flight");
    for (n, line) in lines.lines().enumerate() {
        conn.handle_input(format!("{}{} OK done\r\n", row(n), tag(line)).as_bytes());
    }
    for ticket in &tickets {
        conn.take(ticket).unwrap().unwrap();
    }
    assert!(conn.flying.is_empty() && conn.flying.octets() == 0);
    conn.flying.looked.load(Ordering::Relaxed) - before
}

fn status(n: usize) -> Status {
    Status::new(format!("box{n}"), [StatusItem::Messages])
}

#[test]
fn entries_are_looked_at_a_few_times_each() {
    let looked = [
        run(|_| Noop::new(), |_| String::new()),
        run(status, |n| format!("* STATUS box{n} (MESSAGES {n})\r\n")),
        run(
            |n| UidFetch::new(UidSet::one(n as u32 + 1).unwrap()).flags(),
            |n| format!("* {} FETCH (UID {} FLAGS ())\r\n", n + 1, n + 1),
        ),
        run(
            |n| Store::add(SeqSet::one(n as u32 + 1).unwrap(), [Flag::Seen]),
            |n| format!("* {} FETCH (FLAGS (\\Seen))\r\n", n + 1),
        ),
    ];
    assert!(looked.iter().all(|looked| *looked < 20 * MANY as u64), "{looked:?}");
}

#[test]
fn held_commands_are_not_looked_through_either() {
    let mut conn = open();
    conn.submit(Select::new("other"));
    let before = conn.flying.looked.load(Ordering::Relaxed);
    for _ in 0..MANY {
        conn.submit(Store::add(SeqSet::all(), [Flag::Seen]));
    }
    assert_eq!(conn.held.len(), MANY);
    assert!(conn.flying.looked.load(Ordering::Relaxed) - before < 20 * MANY as u64);
}

#[test]
fn a_mailbox_is_asked_about_once_at_a_time() {
    let mut conn = open();
    let names = ["inbox", "INBOX", "a", "b", "a"];
    let tickets = names.map(|name| conn.submit(Status::new(name, [StatusItem::Messages])));
    let lines = written(&mut conn);
    assert_eq!(lines.lines().count(), 1, "{lines}");
    conn.handle_input(format!("* STATUS INBOX (MESSAGES 1)\r\n{} OK done\r\n", tag(&lines)).as_bytes());
    assert!(conn.take(&tickets[0]).unwrap().is_ok());
    let lines = written(&mut conn);
    assert_eq!(lines.lines().count(), 3, "{lines}");
}

#[test]
#[cfg(target_pointer_width = "64")]
fn a_connection_is_small() {
    use core::mem::size_of;
    // What an idle connection takes in all is measured with the blocking driver: 4 KiB.
    assert!(size_of::<Connection>() <= 1808, "{}", size_of::<Connection>());
    assert!(size_of::<crate::drive::Client>() <= 2128, "{}", size_of::<crate::drive::Client>());
}

#[test]
fn an_idle_connection_keeps_no_queue() {
    let mut conn = open();
    let ticket = conn.submit(Noop::new());
    let lines = written(&mut conn);
    conn.handle_input(format!("* 5001 EXISTS\r\n{} OK done\r\n", tag(&lines)).as_bytes());
    conn.take(&ticket).unwrap().unwrap();
    while conn.poll_event().is_some() {}
    assert!(conn.flying.entries.capacity() == 0 && conn.flying.sums.rows.is_none());
    assert_eq!(conn.input_slot().len(), 256, "the read buffer was given back");
}

#[test]
fn rows_are_pulled_at_once_also_after_a_command_that_was_waited_for() {
    let mut conn = open();
    let noop = conn.submit(Noop::new());
    let line = written(&mut conn);
    assert!(conn.take(&noop).is_none(), "waited for");
    conn.handle_input(format!("{} OK done\r\n", tag(&line)).as_bytes());
    conn.take(&noop).unwrap().unwrap();
    let rows = conn.submit(UidFetch::new(UidSet::all()).size());
    let line = written(&mut conn);
    assert!(matches!(conn.pull(&rows), Pull::Unsure), "nobody has pulled it yet");
    assert!(conn.next_item(&rows).is_none());
    assert!(matches!(conn.pull(&rows), Pull::Nothing));
    conn.handle_input(b"* 1 FETCH (UID 7 RFC822.SIZE 9)\r\n* 2 FETCH (UID 8 RFC822.SIZE 9)\r\n");
    assert!(matches!(conn.pull(&rows), Pull::Item(row) if row.uid() == Some(7)));
    conn.handle_input(format!("{} OK done\r\n", tag(&line)).as_bytes());
    assert!(matches!(conn.pull(&rows), Pull::Unsure), "it has ended");
    assert!(conn.next_item(&rows).is_some_and(|row| row.uid() == Some(8)));
}
