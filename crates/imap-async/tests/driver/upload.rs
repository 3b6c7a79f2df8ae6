//! APPEND from a reader.

use std::io;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};

use futures_io::AsyncRead;
use imap_async::core::CloseReason;
use imap_async::core::command::{AppendMessage, AppendStream, Noop};
use imap_async::core::ext::MultiAppend;
use imap_async::core::types::Flag;
use imap_async::prelude::*;
use imap_testkit::Server;

use crate::stage::{Stage, open, script};
use crate::world::Clock;

/// Gives so many octets, `step` at a time, and then `end`.
struct Source {
    left: usize,
    step: usize,
    end: End,
    /// Two reads of three find nothing, and wake the task at once.
    stutters: bool,
    reads: usize,
}

enum End {
    Short,
    Broken,
    Never,
}

impl AsyncRead for Source {
    fn poll_read(mut self: Pin<&mut Self>, cx: &mut Context<'_>, out: &mut [u8]) -> Poll<io::Result<usize>> {
        self.reads += 1;
        if self.stutters && self.reads % 3 != 1 {
            cx.waker().wake_by_ref();
            return Poll::Pending;
        }
        let n = self.left.min(self.step).min(out.len());
        self.left -= n;
        out[..n].fill(b'x');
        match self.end {
            _ if n > 0 => Poll::Ready(Ok(n)),
            End::Short => Poll::Ready(Ok(0)),
            End::Broken => Poll::Ready(Err(io::Error::other("the disk is gone"))),
            End::Never => Poll::Pending,
        }
    }
}

fn source(left: usize, end: End) -> Source {
    Source { left, step: 1000, end, stutters: false, reads: 0 }
}

fn stuttering(left: usize, end: End) -> Source {
    Source { stutters: true, step: 50, ..source(left, end) }
}

fn stored(server: &Server) -> Vec<u8> {
    let handle = server.handle();
    let uid = *handle.uids("Archive").unwrap().last().unwrap();
    handle.octets("Archive", uid).unwrap().to_vec()
}

fn abandoned<T>(result: Result<T, Error>) -> bool {
    matches!(result, Err(Error::Closed(CloseReason::UploadAbandoned)))
}

#[test]
fn octets_arrive_as_they_are() {
    let (clock, server) = (Clock::default(), Server::demo());
    let mut s = open(&clock, Stage::server(&clock, &server).stuttering(5000));
    clock.block_on(async {
        for len in [1, 100, 4096, 4097, 65_536, 300_000] {
            let message: Vec<u8> = (0..len).map(|i| b"abc\r\n"[i % 5]).collect();
            let uid = s.append_from("Archive", len as u64, message.as_slice()).await.unwrap();
            assert!(uid.is_some());
            assert_eq!(stored(&server), message);
        }
        let command = AppendStream::new("Archive", 5).flags([Flag::Flagged]);
        s.upload(command, source(usize::MAX, End::Never)).await.unwrap();
        assert_eq!(stored(&server), b"xxxxx");
        s.close().await.unwrap();
    });
}

#[test]
fn a_refusal_reads_nothing_and_the_session_goes_on() {
    let clock = Clock::default();
    let server = Server::demo_builder().without("LITERAL+").build();
    let mut s = open(&clock, Stage::server(&clock, &server));
    let error = clock.block_on(s.append_from("Nowhere", 100, source(0, End::Never))).unwrap_err();
    assert!(error.refused().unwrap().status.is_try_create(), "{error}");
    clock.block_on(s.append_from("Archive", 3, &b"abc"[..])).unwrap();
    assert_eq!(stored(&server), b"abc");
}

#[test]
fn a_reader_that_runs_short_or_fails_closes_the_connection() {
    for (end, text) in [(End::Short, "abandoned"), (End::Broken, "the disk is gone")] {
        let (clock, server) = (Clock::default(), Server::demo());
        let mut s = open(&clock, Stage::server(&clock, &server));
        let error = clock.block_on(s.append_from("Archive", 200_000, source(70_000, end))).unwrap_err();
        assert!(error.to_string().contains(text), "{error}");
        assert!(abandoned(clock.block_on(s.noop())));
        assert_eq!(server.handle().uids("Archive").unwrap(), []);
    }
}

#[test]
fn dropped_before_its_announcement_it_is_not_sent_and_after_it_the_connection_ends() {
    let server = Server::demo();
    let (mut kept, mut ended) = ([0; 2], 0);
    for polls in 0..10_000 {
        let clock = Clock::default();
        let stage = Stage::server(&clock, &server).stuttering(40);
        let said = Arc::clone(&stage.said);
        let mut s = open(&clock, stage);
        let upload = s.append_from("Archive", 3000, stuttering(usize::MAX, End::Never));
        if let Some(done) = clock.poll_times(upload, polls) {
            done.unwrap();
            break;
        }
        let result = clock.block_on(s.noop());
        let said = said.lock().unwrap();
        let mut lines = said.split(|octet| *octet == b'\n');
        let first = lines.next().unwrap_or_default();
        let literal = lines.next().unwrap_or_default();
        if abandoned(result) {
            assert!(literal.iter().all(|octet| *octet == b'x'), "only the message's octets follow");
            ended += 1;
        } else if first.ends_with(b"{3000+}\r") {
            assert!(literal.len() == 3001 && literal.starts_with(b"xxx") && literal.ends_with(b"x\r"));
            kept[1] += 1;
        } else {
            assert!(first.ends_with(b"NOOP\r"), "after {polls} polls");
            kept[0] += 1;
        }
    }
    assert!(kept[0] > 0 && kept[1] > 0 && ended > 10, "{kept:?} {ended}");
}

/// Two streams, and a message from memory between them.
fn parts(first: u64, second: u64) -> MultiAppend {
    let streams = [AppendMessage::stream(first), AppendMessage::new("mid"), AppendMessage::stream(second)];
    MultiAppend::new("Archive").messages(streams)
}

#[test]
fn each_part_has_its_reader_and_progress_is_told() {
    for plus in [true, false] {
        let builder = Server::demo_builder();
        let server = if plus { builder } else { builder.without("LITERAL+") }.build();
        let clock = Clock::default();
        let mut s = open(&clock, Stage::server(&clock, &server).stuttering(5000));
        let readers = [stuttering(150_000, End::Short), source(7, End::Short)];
        let mut told = Vec::new();
        let upload = s.upload_parts(parts(150_000, 7), readers, |at| told.push((at.part, at.done, at.left)));
        let stored = clock.block_on(upload).unwrap().unwrap();
        assert_eq!(stored.uids.to_string(), "1:3");
        assert!(told.len() > 3 && told.contains(&(0, 150_000, 0)), "{told:?}");
        assert!(told.windows(2).all(|pair| pair[0] < pair[1]), "it never goes back");
        assert_eq!(told.last(), Some(&(1, 7, 0)));
        let lengths = [1, 2, 3].map(|uid| server.handle().octets("Archive", uid).unwrap().len());
        assert_eq!(lengths, [150_000, 3, 7]);
    }
}

#[test]
fn a_part_without_its_reader_or_its_octets_closes_the_connection() {
    let readers = [vec![source(5, End::Never)], vec![source(4, End::Short), source(9, End::Never)]];
    for readers in readers {
        let (clock, server) = (Clock::default(), Server::demo());
        let mut s = open(&clock, Stage::server(&clock, &server));
        assert!(abandoned(clock.block_on(s.upload_parts(parts(5, 5), readers, |_| ()))));
        assert!(abandoned(clock.block_on(s.noop())));
        assert_eq!(server.handle().uids("Archive").unwrap(), []);
    }
}

#[test]
fn while_the_reader_is_slow_the_server_is_heard() {
    let clock = Clock::default();
    let mut s = script(
        &clock,
        r"
        S: * PREAUTH [CAPABILITY IMAP4rev1] hi
        C: $1 APPEND Archive {1000000}
        S: + go on
        !skip 100000
        S: * BYE disk full
        !close
    ",
    );
    let error = clock.block_on(s.append_from("Archive", 1_000_000, source(100_000, End::Never))).unwrap_err();
    assert!(matches!(&error, Error::Closed(CloseReason::Bye(_))), "{error}");
}

#[test]
fn no_command_goes_inside_a_literal() {
    let clock = Clock::default();
    let mut s = script(
        &clock,
        r"
        S: * PREAUTH [CAPABILITY IMAP4rev1] hi
        C: $1 NOOP
        C: $2 APPEND Archive {10}
        S: $1 OK done
        S: + go on
        C~ xxxxxxxxxx
        C~ \r\n
        S: $2 OK done
        C: $3 NOOP
        S: $3 OK done
        !eof
    ",
    );
    let before = s.submit(Noop::new());
    clock.block_on(s.append_from("Archive", 10, source(10, End::Never))).unwrap();
    clock.block_on(s.wait(before)).unwrap();
    clock.block_on(s.noop()).unwrap();
}
