//! Bodies in pieces: the same octets as buffered, in bounded memory, whatever the reads.

use imap_proto_core::command::{Fetch, FetchItem, FetchPiece, FetchStream, Noop, Select, StreamDone};
use std::sync::{Arc, Mutex};

use imap_proto_core::conn::{Config, Connection, Event, Path, TapLine, Ticket};
use imap_proto_core::response::{FetchRow, Payload};
use imap_proto_core::types::{SectionPath, SeqSet};
use imap_proto_core::{Command, CommandError, Limits};
use proptest::prelude::*;

fn written(conn: &mut Connection) -> String {
    let mut all = Vec::new();
    while !conn.output().is_empty() {
        let octets = conn.output().to_vec();
        conn.output_written(octets.len());
        all.extend_from_slice(&octets);
    }
    String::from_utf8(all).unwrap()
}

fn tag(conn: &mut Connection) -> String {
    written(conn).lines().last().unwrap().split(' ').next().unwrap().to_owned()
}

fn selected(limits: Limits) -> Connection {
    let mut conn = Connection::new(Config::default().path(Path::Loopback).allow_preauth().limits(limits));
    conn.handle_input(b"* PREAUTH [CAPABILITY IMAP4rev1] hi\r\n");
    let ticket = conn.submit(Select::new("INBOX"));
    let tag = tag(&mut conn);
    conn.handle_input(format!("* 100 EXISTS\r\n{tag} OK done\r\n").as_bytes());
    conn.take(&ticket).unwrap().unwrap();
    conn
}

fn start<C: Command>(conn: &mut Connection, command: C) -> (Ticket<C>, String) {
    let ticket = conn.submit(command);
    let tag = tag(conn);
    assert!(conn.next_item(&ticket).is_none());
    (ticket, tag)
}

/// Brings octets in as a driver does, a slot at a time and at most `most` octets.
fn read(conn: &mut Connection, octets: &[u8], most: usize) -> usize {
    let slot = conn.input_slot();
    let n = slot.len().min(octets.len()).min(most);
    slot[..n].copy_from_slice(&octets[..n]);
    conn.input_filled(n);
    n
}

#[derive(Debug, Default, PartialEq)]
struct Seen {
    /// Message, section, octets, in the order of their ends.
    bodies: Vec<(u32, Option<SectionPath>, Vec<u8>)>,
    rows: Vec<FetchRow>,
    open: bool,
}

impl Seen {
    fn piece(&mut self, piece: FetchPiece) {
        match piece {
            FetchPiece::BodyStart(head) => {
                assert!(!std::mem::replace(&mut self.open, true));
                self.bodies.push((head.message, head.section, Vec::new()));
            }
            FetchPiece::BodyChunk(octets) => {
                assert!(self.open && !octets.is_empty());
                self.bodies.last_mut().unwrap().2.extend_from_slice(&octets);
            }
            FetchPiece::BodyEnd => assert!(std::mem::replace(&mut self.open, false)),
            FetchPiece::Row(row) => {
                assert!(!self.open);
                self.rows.push(row);
            }
            other => panic!("{other:?}"),
        }
    }
}

/// Streams what a server says, in reads of these sizes, pulled as it comes.
fn stream(
    conn: &mut Connection,
    said: &[u8],
    sizes: &[usize],
) -> (Seen, Option<Result<StreamDone, CommandError>>) {
    let (ticket, tag) = start(conn, FetchStream::new(SeqSet::all()).body());
    let said = [said, format!("{tag} OK done\r\n").as_bytes()].concat();
    let (mut seen, mut rest, mut sizes) = (Seen::default(), said.as_slice(), sizes.iter().cycle());
    while !rest.is_empty() && conn.closed().is_none() {
        if conn.wants_input() {
            rest = &rest[read(conn, rest, *sizes.next().unwrap())..];
        }
        while let Some(piece) = conn.next_item(&ticket) {
            seen.piece(piece);
        }
    }
    (seen, conn.take(&ticket))
}

fn buffer(conn: &mut Connection, said: &[u8]) -> Vec<FetchRow> {
    let ticket = conn.submit(Fetch::new(SeqSet::all()).item(FetchItem::section(SectionPath::all())));
    let tag = tag(conn);
    assert!(conn.take(&ticket).is_none(), "it collects while it is waited for");
    conn.handle_input(said);
    conn.handle_input(format!("{tag} OK done\r\n").as_bytes());
    conn.take(&ticket).unwrap().unwrap()
}

/// As nearly all servers send a message: nothing else, or its UID in front.
fn plain_row(seq: u32, len: usize) -> Vec<u8> {
    let uid = if seq.is_multiple_of(2) { format!("UID {} ", seq + 100) } else { String::new() };
    let mut out = format!("* {seq} FETCH ({uid}BODY[] {{{len}}}\r\n").into_bytes();
    out.extend(b")\r\n* 1 EXISTS\r\n".iter().cycle().take(len));
    out.extend_from_slice(b")\r\n");
    out
}

/// A row with sections of these sizes, other items between them; one of a single literal is plain.
fn row(seq: u32, sections: &[(usize, bool)]) -> Vec<u8> {
    if let [(len, false)] = sections {
        return plain_row(seq, *len);
    }
    let mut out = format!("* {seq} FETCH (FLAGS (\\Seen)").into_bytes();
    for (index, (len, quoted)) in sections.iter().enumerate() {
        let name = format!(" BODY[{}] ", index + 1);
        out.extend_from_slice(name.as_bytes());
        if *quoted {
            out.extend_from_slice(format!("\"{}\"", "q".repeat(len % 50)).as_bytes());
            continue;
        }
        out.extend_from_slice(format!("{{{len}}}\r\n").as_bytes());
        out.extend(b")\r\ntext {3}\r\n* 1 EXISTS\r\n)\r\n\0".iter().cycle().take(*len));
        out.extend_from_slice(format!(" X-{index} (\"a\" {{2}}\r\nb))").as_bytes());
    }
    out.extend_from_slice(format!(" UID {}) \r\n", seq + 100).as_bytes());
    out
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn streamed_is_what_buffered_would_be(
        rows in prop::collection::vec(prop::collection::vec((0..3000_usize, any::<bool>()), 0..5), 1..8),
        sizes in prop::collection::vec(1..4000_usize, 1..6),
        inline in prop_oneof![0..600_usize, Just(16 << 10)],
        queued in 1..5000_usize,
    ) {
        let limits = || Limits::default().with(|l| (l.inline_literal, l.queued_octets) = (inline, queued));
        let said: Vec<u8> = (1..).zip(&rows).flat_map(|(seq, sections)| row(seq, sections)).collect();
        let kept = buffer(&mut selected(limits()), &said);
        let (seen, done) = stream(&mut selected(limits()), &said, &sizes);
        let done = done.unwrap().unwrap();
        prop_assert!(!seen.open);
        prop_assert_eq!((done.rows, seen.rows.len()), (kept.len() as u64, kept.len()));
        let mut octets = 0;
        for (streamed, kept) in seen.rows.iter().zip(&kept) {
            prop_assert_eq!((streamed.seq(), streamed.uid(), streamed.flags()), (kept.seq(), kept.uid(), kept.flags()));
            prop_assert_eq!(streamed.other(), kept.other());
            prop_assert_eq!(streamed.sections().len(), kept.sections().len());
            for (streamed, kept) in streamed.sections().iter().zip(kept.sections()) {
                let data = kept.data().bytes().unwrap();
                octets += data.len() as u64;
                prop_assert_eq!(streamed.data(), &Payload::Streamed { len: data.len() as u64 });
            }
            for section in kept.sections() {
                let of = |body: &&(u32, Option<SectionPath>, Vec<u8>)| {
                    body.0 == kept.seq() && body.1.as_ref() == Some(section.path())
                };
                let bodies: Vec<_> = seen.bodies.iter().filter(of).collect();
                prop_assert_eq!(bodies.len(), 1);
                prop_assert_eq!(&bodies[0].2, section.data().bytes().unwrap());
            }
        }
        prop_assert_eq!(done.octets, octets);
    }
}

/// 2 GiB and one octet through a connection, from a generator; what is held never exceeds a read.
#[test]
fn a_body_of_two_gibibytes() {
    const LEN: u64 = (2 << 30) + 1;
    let mut conn = selected(Limits::default());
    let (ticket, tag) = start(&mut conn, FetchStream::new(SeqSet::all()).body());
    conn.handle_input(format!("* 1 FETCH (BODY[] {{{LEN}}}\r\n").as_bytes());
    assert!(matches!(conn.next_item(&ticket), Some(FetchPiece::BodyStart(head)) if head.len == LEN));
    let (mut left, mut seen, mut reads) = (LEN, 0, 0);
    while left > 0 {
        assert!(conn.wants_input());
        let slot = conn.input_slot();
        assert!(!slot.is_empty() && slot.len() <= 256 << 10);
        let n = slot.len().min(usize::try_from(left).unwrap());
        slot[0] = b'\n';
        conn.input_filled(n);
        (left, reads) = (left - n as u64, reads + 1);
        while seen < LEN - left {
            let Some(FetchPiece::BodyChunk(octets)) = conn.next_item(&ticket) else {
                panic!("octets are there")
            };
            seen += octets.len() as u64;
        }
    }
    assert_eq!(seen, LEN);
    assert!(reads < 8300, "{reads} reads");
    conn.handle_input(format!(")\r\n{tag} OK done\r\n").as_bytes());
    assert_eq!(conn.next_item(&ticket), Some(FetchPiece::BodyEnd));
    assert!(matches!(conn.next_item(&ticket), Some(FetchPiece::Row(_))));
    let done = conn.take(&ticket).unwrap().unwrap();
    assert_eq!((done.rows, done.octets), (1, LEN));
}

#[test]
fn what_waits_is_about_one_read_beyond_the_limit() {
    let mut conn = selected(Limits::default().with(|l| l.queued_octets = 1 << 20));
    let (ticket, _) = start(&mut conn, FetchStream::new(SeqSet::all()).body());
    conn.handle_input(b"* 1 FETCH (BODY[] {1000000000}\r\n");
    let mut waiting = 0;
    while conn.wants_input() {
        let n = conn.input_slot().len();
        conn.input_filled(n);
        waiting += n;
        assert!(waiting <= (1 << 20) + (256 << 10));
    }
    let mut pulled = 0;
    while let Some(piece) = conn.next_item(&ticket) {
        if let FetchPiece::BodyChunk(octets) = piece {
            pulled += octets.len();
        }
    }
    assert_eq!(pulled, waiting);
    assert!(conn.wants_input());
}

/// What is above 1 KiB comes as it arrives, though it would stay in the text of a row that nobody streams.
#[test]
fn small_bodies_are_passed_on_too() {
    for (len, passed_on) in [(1024, false), (1025, true), (16 << 10, true)] {
        let mut conn = selected(Limits::default());
        let (ticket, tag) = start(&mut conn, FetchStream::new(SeqSet::all()).body());
        let row = plain_row(2, len);
        conn.handle_input(&row[..500]);
        let first = conn.next_item(&ticket);
        assert_eq!(matches!(first, Some(FetchPiece::BodyStart(_))), passed_on, "{len}");
        conn.handle_input(&row[500..]);
        // The next one does not stream, and finds nothing of what went before.
        conn.handle_input(format!("{tag} OK done\r\n").as_bytes());
        let mut seen = Seen::default();
        first.into_iter().for_each(|piece| seen.piece(piece));
        while let Some(piece) = conn.next_item(&ticket) {
            seen.piece(piece);
        }
        assert_eq!((seen.bodies.len(), seen.bodies[0].2.len(), seen.rows[0].uid()), (1, len, Some(102)));
        let kept = buffer(&mut conn, &plain_row(3, 5000));
        assert_eq!((kept[0].seq(), kept[0].uid(), kept[0].body().unwrap().len()), (3, None, 5000));
    }
}

/// What a listener hears of does not depend on who is to have the bodies.
#[test]
fn a_listener_hears_the_same() {
    let said: Vec<u8> =
        [plain_row(1, 2000), plain_row(2, 20_000), row(3, &[(1500, false), (3, true)]), plain_row(4, 9)]
            .concat();
    let mut heard = Vec::new();
    for streams in [true, false] {
        let mut conn = selected(Limits::default());
        let lines = Arc::new(Mutex::new(Vec::new()));
        let log = Arc::clone(&lines);
        conn.set_tap(Some(Box::new(move |line| match line {
            TapLine::Received(text) if text.starts_with(b"* ") => {
                log.lock().unwrap().push(text.escape_ascii().to_string());
            }
            TapLine::ReceivedLiteral(len) => log.lock().unwrap().push(len.to_string()),
            _ => {}
        })));
        if streams {
            let (seen, done) = stream(&mut conn, &said, &[700]);
            assert_eq!((seen.rows.len(), done.unwrap().unwrap().rows), (4, 4));
        } else {
            assert_eq!(buffer(&mut conn, &said).len(), 4);
        }
        heard.push(std::mem::take(&mut *lines.lock().unwrap()));
    }
    assert_eq!(heard[0], heard[1]);
    assert_eq!((heard[0].len(), heard[0][1].as_str()), (5, "20000"));
    assert!(heard[0][0].len() > 2000, "it stands in the text");
}

/// A NUL in a line makes it malformed, also one that was whole when its body had passed.
#[test]
fn a_nul_ahead_of_a_body() {
    let said = [b"* 2 FETCH (X-A a\0b BODY[] {2000}\r\n", &[b'x'; 2000][..], b")\r\n"].concat();
    let mut conn = selected(Limits::default());
    let (seen, done) = stream(&mut conn, &[plain_row(1, 3000), said].concat(), &[8000]);
    assert_eq!((seen.bodies.len(), seen.rows.len(), done.unwrap().unwrap().rows), (2, 1, 1));
    let events: Vec<_> = std::iter::from_fn(|| conn.poll_event()).collect();
    assert!(events.iter().any(|event| matches!(event, Event::Malformed(_))), "{events:?}");
}

/// More is brought in than one block holds, and the server has said all.
#[test]
fn all_of_a_body_at_once() {
    for (first, end) in [(28, false), (0, false), (0, true), (28, true)] {
        let mut conn = selected(Limits::default());
        let (ticket, tag) = start(&mut conn, FetchStream::new(SeqSet::all()).body());
        let said =
            [plain_row(1, 200_000), plain_row(2, 90_000), format!("{tag} OK done\r\n").into()].concat();
        conn.handle_input(&said[..first]);
        conn.handle_input(&said[first..]);
        if end {
            conn.handle_eof();
        }
        let mut seen = Seen::default();
        while let Some(piece) = conn.next_item(&ticket) {
            seen.piece(piece);
        }
        assert_eq!((seen.bodies.len(), seen.rows.len()), (2, 2), "{first} {end}");
        assert_eq!(conn.take(&ticket).unwrap().unwrap().octets, 290_000);
    }
}

/// To look for another command's result is no octet more for the one that streams.
#[test]
fn asking_elsewhere_adds_nothing_to_a_body() {
    let mut conn = selected(Limits::default().with(|l| l.queued_octets = 1000));
    let (ticket, tag) = start(&mut conn, FetchStream::new(SeqSet::all()).body());
    let other = conn.submit(Noop::new());
    conn.handle_input(b"* 1 FETCH (BODY[] {9000}\r\n");
    conn.handle_input(&[b'x'; 2000]);
    assert!(conn.take(&other).is_none());
    assert_eq!(conn.next_item(&ticket).map(|piece| matches!(piece, FetchPiece::BodyStart(_))), Some(true));
    let mut octets = 0;
    for said in [&[b'x'; 7000][..], format!(")\r\n{tag} OK done\r\n").as_bytes()] {
        while let Some(FetchPiece::BodyChunk(chunk)) = conn.next_item(&ticket) {
            octets += chunk.len();
        }
        assert!(conn.wants_input());
        conn.handle_input(said);
    }
    while let Some(piece) = conn.next_item(&ticket) {
        if let FetchPiece::BodyChunk(chunk) = piece {
            octets += chunk.len();
        }
    }
    assert_eq!((octets, conn.take(&ticket).unwrap().unwrap().octets), (9000, 9000));
}

/// A string of the ENVELOPE that would stay in the text of a row that nobody streams.
#[test]
fn a_long_string_beside_a_body() {
    let subject = "s".repeat(2000);
    let nil = "NIL ".repeat(8);
    let said = format!(
        "* 1 FETCH (ENVELOPE (NIL {{2000}}\r\n{subject} {}) BODY[] {{3000}}\r\n{} UID 7)\r\n",
        nil.trim_end(),
        "b".repeat(3000)
    );
    for size in [1, 700, 6000] {
        let (seen, done) = stream(&mut selected(Limits::default()), said.as_bytes(), &[size]);
        let row = &seen.rows[0];
        assert_eq!(row.envelope().unwrap().subject().map(|subject| subject.as_bytes().len()), Some(2000));
        assert_eq!((row.uid(), seen.bodies[0].2.len(), done.unwrap().unwrap().octets), (Some(7), 3000, 3000));
    }
}

#[test]
fn limits_of_a_streamed_body() {
    for (len, fits) in [(99_999, true), (100_000, true), (100_001, false)] {
        let mut conn =
            selected(Limits::default().with(|l| (l.literal, l.response, l.discard) = (50, 5000, 100_000)));
        let said = row(1, &[(len, false)]);
        let (seen, done) = stream(&mut conn, &said, &[5000]);
        match done.unwrap() {
            Ok(done) => assert!(fits && done.octets == len as u64 && seen.rows.len() == 1),
            Err(error) => assert!(!fits && error.to_string().contains("`discard`"), "{error}"),
        }
    }
}

#[test]
fn a_slow_body_is_no_silence() {
    use imap_proto_core::conn::Tick;
    use std::time::Duration;
    for streams in [true, false] {
        let mut conn = selected(Limits::default());
        let ticket = if streams {
            start(&mut conn, FetchStream::new(SeqSet::all()).body()).0.id()
        } else {
            start(&mut conn, Fetch::new(SeqSet::all()).body()).0.id()
        };
        conn.handle_input(b"* 1 FETCH (BODY[] {2000000}\r\n");
        for second in 0..3600 {
            let now = Tick::new(Duration::from_secs(second));
            conn.handle_timeout(now);
            conn.poll_timeout(now);
            assert_eq!(conn.closed(), None, "after {second} s");
            conn.handle_input(&[b'x'; 200]);
        }
        conn.abandon(ticket);
    }
}
