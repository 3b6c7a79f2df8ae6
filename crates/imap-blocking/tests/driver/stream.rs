//! Bodies as readers.

use std::io::{self, Read as _};
use std::sync::atomic::Ordering;

use imap_blocking::core::command::{FetchStream, UidFetchStream};
use imap_blocking::core::conn::Config;
use imap_blocking::core::response::Payload;
use imap_blocking::core::types::{SectionPath, SeqSet, UidSet};
use imap_blocking::core::{CommandError, Limits};
use imap_blocking::prelude::*;
use imap_blocking::{ErrorKind, Streamed};
use imap_testkit::Server;

use crate::support::{Probe, script, session};

/// A server with a large message behind a small one.
fn server() -> (Server, Vec<Vec<u8>>) {
    let server = Server::demo();
    let large: String = (0..30_000).map(|n| format!("line {n} {{5}}\r\n")).collect();
    server.handle().append("INBOX", format!("Subject: large\r\n\r\n{large}")).unwrap();
    server.handle().append("INBOX", "Subject: small\r\n\r\nx\r\n").unwrap();
    let handle = server.handle();
    let uids = handle.uids("INBOX").unwrap();
    let messages = uids.iter().map(|uid| handle.octets("INBOX", *uid).unwrap().to_vec()).collect();
    (server, messages)
}

fn all() -> FetchStream {
    FetchStream::new(SeqSet::all()).size().body_peek(SectionPath::all())
}

#[test]
fn bodies_are_readers_and_rows_follow_them() {
    let (server, messages) = server();
    for most in [1000, 4096, usize::MAX] {
        let probe = Probe::new(server.connect_preauth().unwrap()).most(most).interrupted();
        let mut s = Session::open(probe, Config::default()).unwrap();
        s.select("INBOX").unwrap();
        let (mut bodies, mut rows) = (Vec::new(), 0);
        let mut stream = s.stream(all());
        while let Some(item) = stream.next_item().unwrap() {
            match item {
                Streamed::Body(mut body) => {
                    let mut octets = Vec::new();
                    assert_eq!(body.read(&mut []).unwrap(), 0);
                    body.read_to_end(&mut octets).unwrap();
                    assert_eq!(octets.len() as u64, body.head().len);
                    assert_eq!(body.head().section, Some(SectionPath::all()));
                    assert_eq!(body.read(&mut [0; 9]).unwrap(), 0, "the end is the end");
                    assert!(body.next_chunk().unwrap().is_none());
                    bodies.push(octets);
                }
                Streamed::Row(row) => {
                    rows += 1;
                    assert_eq!((row.seq() as usize, bodies.len()), (rows, rows));
                    let len = row.size().unwrap();
                    assert_eq!(row.section(&SectionPath::all()), Some(&Payload::Streamed { len }));
                }
            }
        }
        assert!(stream.next_item().unwrap().is_none());
        drop(stream);
        assert_eq!(bodies, messages);
        s.close().unwrap();
    }
}

#[test]
fn what_is_not_read_is_skipped() {
    let (server, messages) = server();
    let mut s = session(&server);
    s.select("INBOX").unwrap();
    for read in [0, 1, 5000, 20_000] {
        let (mut rows, mut first) = (0, Vec::new());
        let mut stream = s.stream(UidFetchStream::new(UidSet::all()).body_peek(SectionPath::all()));
        while let Some(item) = stream.next_item().unwrap() {
            match item {
                Streamed::Body(body) => {
                    body.take(read).read_to_end(&mut first).unwrap();
                }
                Streamed::Row(_) => rows += 1,
            }
        }
        drop(stream);
        let wanted: Vec<u8> =
            messages.iter().flat_map(|octets| octets.iter().take(read as usize).copied()).collect();
        assert_eq!((rows, first), (messages.len(), wanted));
    }
    s.noop().unwrap();
}

#[test]
fn a_stream_dropped_half_way_disturbs_nothing() {
    let (server, messages) = server();
    for items in 0..2 * messages.len() {
        let mut s = session(&server);
        s.select("INBOX").unwrap();
        let mut stream = s.stream(all());
        for _ in 0..items {
            if let Some(Streamed::Body(mut body)) = stream.next_item().unwrap() {
                body.next_chunk().unwrap().unwrap();
            }
        }
        drop(stream);
        let found = s.search(imap_blocking::core::SearchKey::All).unwrap();
        assert_eq!(found.numbers.len(), messages.len());
        s.close().unwrap();
    }
}

#[test]
fn chunks_are_what_the_reads_brought() {
    let server = Server::demo();
    server.handle().append("Archive", vec![b'x'; 3 << 20]).unwrap();
    let probe = Probe::new(server.connect_preauth().unwrap());
    let reads = probe.reads.clone();
    let mut s = Session::open(probe, Config::default()).unwrap();
    s.select("Archive").unwrap();
    let before = reads.load(Ordering::Relaxed);
    let mut stream = s.stream(all());
    let Some(Streamed::Body(mut body)) = stream.next_item().unwrap() else { panic!("no body") };
    let (mut octets, mut chunks) = (0, 0);
    while let Some(chunk) = body.next_chunk().unwrap() {
        octets += chunk.len();
        chunks += 1;
    }
    assert_eq!(octets, 3 << 20);
    let reads = reads.load(Ordering::Relaxed) - before;
    assert!(chunks <= reads, "{chunks} chunks of {reads} reads");
}

const CUT: &str = r"
    S: * PREAUTH hi
    C: $1 SELECT INBOX
    S: * 2 EXISTS
    S: $1 OK done
    C: $2 FETCH 1:* ...
    S: * 1 FETCH (BODY[] {20000}
    S~ 0123456789
";

#[test]
fn a_body_that_is_cut_short_is_an_error_and_stays_one() {
    let (mut s, peer) = script(&format!("{CUT}!close"));
    s.select("INBOX").unwrap();
    let mut stream = s.stream(FetchStream::new(SeqSet::all()).body());
    let Some(Streamed::Body(mut body)) = stream.next_item().unwrap() else { panic!("no body") };
    let mut octets = Vec::new();
    let error = body.read_to_end(&mut octets).unwrap_err();
    assert_eq!((octets.as_slice(), error.kind()), (&b"0123456789"[..], io::ErrorKind::UnexpectedEof));
    assert!(body.read(&mut [0; 9]).is_err(), "an error is no end");
    assert!(body.next_chunk().is_err());
    assert!(stream.next_item().is_err());
    drop(stream);
    assert_eq!(s.noop().unwrap_err().kind(), ErrorKind::Closed);
    peer.join().unwrap();
}

#[test]
fn a_body_that_is_skipped_and_cut_short_is_an_error_too() {
    let (mut s, peer) = script(&format!("{CUT}!close"));
    s.select("INBOX").unwrap();
    let mut stream = s.stream(FetchStream::new(SeqSet::all()).body());
    assert!(matches!(stream.next_item(), Ok(Some(Streamed::Body(_)))));
    assert_eq!(stream.next_item().unwrap_err().kind(), ErrorKind::Closed);
    drop(stream);
    peer.join().unwrap();
}

#[test]
fn a_refusal_behind_bodies_is_an_error_of_the_stream() {
    let (mut s, peer) = script(
        r"
        S: * PREAUTH hi
        C: $1 SELECT INBOX
        S: * 2 EXISTS
        S: $1 OK done
        C: $2 FETCH 1:* ...
        S: * 1 FETCH (BODY[] {5}
        S: 01234 UID 7)
        S: $2 NO half of it
        C: $3 NOOP
        S: $3 OK done
        !eof
    ",
    );
    s.select("INBOX").unwrap();
    let mut stream = s.stream(FetchStream::new(SeqSet::all()).body());
    assert!(matches!(stream.next_item(), Ok(Some(Streamed::Body(_)))));
    assert!(matches!(stream.next_item(), Ok(Some(Streamed::Row(row))) if row.uid() == Some(7)));
    assert!(stream.next_item().unwrap_err().refused().is_some());
    drop(stream);
    s.noop().unwrap();
    drop(s);
    peer.join().unwrap();
}

#[test]
fn a_stream_that_is_run_and_not_read_has_its_limit() {
    let (server, messages) = server();
    let probe = Probe::new(server.connect_preauth().unwrap());
    let limits = Limits::default().with(|l| l.queued_octets = 100_000);
    let mut s = Session::open(probe, Config::default().limits(limits)).unwrap();
    s.select("INBOX").unwrap();
    let error = s.run(all()).unwrap_err();
    assert!(matches!(&error, Error::Command(CommandError::Limit(limit)) if limit.which == "queued_octets"));
    let done = s.run(FetchStream::new(SeqSet::one(1).unwrap()).body()).unwrap();
    assert_eq!((done.rows, done.octets), (1, messages[0].len() as u64));
}
