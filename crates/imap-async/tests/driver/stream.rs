//! Bodies as readers.

use std::io::ErrorKind;

use futures_lite::AsyncReadExt as _;
use imap_async::core::command::FetchStream;
use imap_async::core::conn::{Config, Path};
use imap_async::core::types::{SectionPath, SeqSet};
use imap_async::{Session, Streamed, prelude::*};
use imap_testkit::Server;

use crate::stage::{Stage, open, script};
use crate::world::Clock;

/// A server with a large message behind a small one.
fn server() -> (Server, Vec<Vec<u8>>) {
    let server = Server::demo();
    let large: String = (0..9_000).map(|n| format!("line {n} {{5}}\r\n")).collect();
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
    for most in [1000, usize::MAX] {
        let clock = Clock::default();
        let stage = Stage::server(&clock, &server).stuttering(most);
        let config = Config::default().path(Path::Pipe);
        let mut s = clock.block_on(Session::open(stage, clock.clone(), config)).unwrap();
        clock.block_on(async {
            s.select("INBOX").await.unwrap();
            let (mut bodies, mut rows) = (Vec::new(), 0);
            let mut stream = s.stream(all());
            while let Some(item) = stream.next_item().await.unwrap() {
                match item {
                    Streamed::Body(mut body) => {
                        let mut octets = Vec::new();
                        body.read_to_end(&mut octets).await.unwrap();
                        assert_eq!(octets.len() as u64, body.head().len);
                        assert_eq!(body.read(&mut [0; 9]).await.unwrap(), 0, "the end is the end");
                        assert!(body.next_chunk().await.unwrap().is_none());
                        bodies.push(octets);
                    }
                    Streamed::Row(row) => {
                        rows += 1;
                        assert_eq!((row.seq() as usize, bodies.len()), (rows, rows));
                    }
                }
            }
            assert!(stream.next_item().await.unwrap().is_none());
            drop(stream);
            assert_eq!(bodies, messages);
            s.close().await.unwrap();
        });
    }
}

#[test]
fn what_is_not_read_is_skipped() {
    let (server, messages) = server();
    let clock = Clock::default();
    let mut s = open(&clock, Stage::server(&clock, &server));
    clock.block_on(async {
        s.select("INBOX").await.unwrap();
        for read in [0, 5000, 20_000] {
            let (mut rows, mut first) = (0, Vec::new());
            let mut stream = s.stream(all());
            while let Some(item) = stream.next_item().await.unwrap() {
                match item {
                    Streamed::Body(body) => {
                        body.take(read).read_to_end(&mut first).await.unwrap();
                    }
                    Streamed::Row(_) => rows += 1,
                }
            }
            drop(stream);
            let wanted: Vec<u8> =
                messages.iter().flat_map(|octets| octets.iter().take(read as usize).copied()).collect();
            assert_eq!((rows, first), (messages.len(), wanted));
        }
        s.noop().await.unwrap();
    });
}

/// Futures dropped at any poll lose no octet; a stream dropped at any poll disturbs nothing.
#[test]
fn dropped_at_every_poll() {
    let (server, messages) = server();
    for polls in [1, 2, 3, 5, 10, 50, 100, 200] {
        let clock = Clock::default();
        let mut s = open(&clock, Stage::server(&clock, &server).stuttering(7000));
        clock.block_on(s.select("INBOX")).unwrap();
        let mut stream = s.stream(all());
        let mut bodies = Vec::new();
        'rows: for _ in 0..3 {
            loop {
                let item = clock.poll_times(stream.next_item(), 1);
                let Some(item) = item else { continue };
                let Some(Streamed::Body(mut body)) = item.unwrap() else { break };
                let mut octets = Vec::new();
                loop {
                    match clock.poll_times(body.next_chunk(), 1) {
                        Some(chunk) => match chunk.unwrap() {
                            Some(chunk) => octets.extend_from_slice(&chunk),
                            None => break,
                        },
                        None if octets.len() > 100 * polls => break 'rows,
                        None => {}
                    }
                }
                bodies.push(octets);
            }
        }
        assert_eq!(bodies, messages[..bodies.len()]);
        drop(stream);
        clock.block_on(async {
            assert_eq!(
                s.search(imap_async::core::SearchKey::All).await.unwrap().numbers.len(),
                messages.len()
            );
            s.close().await.unwrap();
        });
    }
}

#[test]
fn a_body_that_is_cut_short_is_an_error_and_stays_one() {
    let clock = Clock::default();
    let mut s = script(
        &clock,
        r"
        S: * PREAUTH hi
        C: $1 SELECT INBOX
        S: * 2 EXISTS
        S: $1 OK done
        C: $2 FETCH 1:* ...
        S: * 1 FETCH (BODY[] {20000}
        S~ 0123456789
        !close
    ",
    );
    clock.block_on(async {
        s.select("INBOX").await.unwrap();
        let mut stream = s.stream(FetchStream::new(SeqSet::all()).body());
        let Some(Streamed::Body(mut body)) = stream.next_item().await.unwrap() else { panic!("no body") };
        let mut octets = Vec::new();
        let error = body.read_to_end(&mut octets).await.unwrap_err();
        assert_eq!((octets.as_slice(), error.kind()), (&b"0123456789"[..], ErrorKind::UnexpectedEof));
        assert!(body.read(&mut [0; 9]).await.is_err(), "an error is no end");
        assert!(body.next_chunk().await.is_err());
        assert!(stream.next_item().await.is_err());
    });
}

#[test]
fn the_futures_are_send() {
    fn is_send<T: Send>(_: &T) {}
    let clock = Clock::default();
    let mut s = open(&clock, Stage::server(&clock, &Server::demo()));
    clock.block_on(s.select("INBOX")).unwrap();
    let mut stream = s.stream(all());
    is_send(&stream);
    let next = stream.next_item();
    is_send(&next);
    let Some(Streamed::Body(mut body)) = clock.block_on(next).unwrap() else { panic!("no body") };
    is_send(&body);
    is_send(&body.next_chunk());
}
