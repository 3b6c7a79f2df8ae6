//! APPEND from a reader.

use std::io::{self, Read};

use imap_blocking::ErrorKind;
use imap_blocking::core::CloseReason;
use imap_blocking::core::command::{AppendMessage, AppendStream};
use imap_blocking::core::ext::MultiAppend;
use imap_blocking::core::types::Flag;
use imap_blocking::prelude::*;
use imap_testkit::Server;

use crate::support::{script, session};

/// Says so when it is read.
struct Never;

impl Read for Never {
    fn read(&mut self, _: &mut [u8]) -> io::Result<usize> {
        panic!("read before the server was ready")
    }
}

/// Gives some octets, then an error.
struct Broken(usize);

impl Read for Broken {
    fn read(&mut self, out: &mut [u8]) -> io::Result<usize> {
        match self.0.min(out.len()) {
            0 => Err(io::Error::other("the disk is gone")),
            n => {
                out[..n].fill(b'x');
                self.0 -= n;
                Ok(n)
            }
        }
    }
}

fn stored(server: &Server) -> Vec<u8> {
    let handle = server.handle();
    let uid = *handle.uids("Archive").unwrap().last().unwrap();
    handle.octets("Archive", uid).unwrap().to_vec()
}

#[test]
fn octets_arrive_as_they_are() {
    let server = Server::demo();
    let mut s = session(&server);
    for len in [1, 100, 4096, 4097, 65_536, 300_000] {
        let message: Vec<u8> = (0..len).map(|i| b"abc\r\n"[i % 5]).collect();
        let uid = s.append_from("Archive", len as u64, message.as_slice()).unwrap();
        assert!(uid.is_some());
        assert_eq!(stored(&server), message);
    }
    let command = AppendStream::new("Archive", 5).flags([Flag::Flagged]);
    s.upload(command, io::repeat(b'y')).unwrap();
    assert_eq!(stored(&server), b"yyyyy");
    s.close().unwrap();
}

#[test]
fn a_refusal_reads_nothing_and_the_session_goes_on() {
    let server = Server::demo_builder().without("LITERAL+").build();
    let mut s = session(&server);
    let error = s.append_from("Nowhere", 100, Never).unwrap_err();
    assert!(error.refused().unwrap().status.is_try_create(), "{error}");
    s.append_from("Archive", 3, &b"abc"[..]).unwrap();
    assert_eq!(stored(&server), b"abc");
}

#[test]
fn a_short_reader_closes_the_connection() {
    let server = Server::demo();
    let mut s = session(&server);
    let error = s.append_from("Archive", 100, &b"only this"[..]).unwrap_err();
    assert!(matches!(error, Error::Closed(CloseReason::UploadAbandoned)), "{error}");
    let error = s.noop().unwrap_err();
    assert!(matches!(error, Error::Closed(CloseReason::UploadAbandoned)), "{error}");
    assert_eq!(server.handle().uids("Archive").unwrap(), []);
}

#[test]
fn a_broken_reader_closes_the_connection() {
    let server = Server::demo();
    let mut s = session(&server);
    let error = s.append_from("Archive", 200_000, Broken(70_000)).unwrap_err();
    assert_eq!(error.to_string(), "the disk is gone");
    assert!(matches!(s.noop().unwrap_err(), Error::Closed(CloseReason::UploadAbandoned)));
    assert_eq!(server.handle().uids("Archive").unwrap(), []);
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
        let mut s = session(&server);
        let mut told = Vec::new();
        let readers = [io::repeat(b'a'), io::repeat(b'b'), io::repeat(b'c')];
        let upload = s.upload_parts(parts(150_000, 7), readers, |at| told.push((at.part, at.done, at.left)));
        assert_eq!(upload.unwrap().unwrap().uids.to_string(), "1:3");
        assert_eq!(told, [(0, 65_536, 84_464), (0, 131_072, 18_928), (0, 150_000, 0), (1, 7, 0)]);
        let stored = [1, 2, 3].map(|uid| server.handle().octets("Archive", uid).unwrap());
        assert!(stored[0].len() == 150_000 && stored[0].iter().all(|octet| *octet == b'a'));
        assert_eq!((&*stored[1], &*stored[2]), (&b"mid"[..], &b"bbbbbbb"[..]));
        s.close().unwrap();
    }
}

#[test]
fn a_part_without_its_reader_or_its_octets_closes_the_connection() {
    let readers: [Vec<&[u8]>; 2] = [vec![b"hello"], vec![b"hell", b"world and more"]];
    for readers in readers {
        let server = Server::demo();
        let mut s = session(&server);
        let error = s.upload_parts(parts(5, 5), readers, |_| ()).unwrap_err();
        assert!(matches!(error, Error::Closed(CloseReason::UploadAbandoned)), "{error}");
        assert!(s.noop().is_err());
        assert_eq!(server.handle().uids("Archive").unwrap(), []);
    }
}

#[test]
fn a_refusal_between_parts_leaves_the_session_usable() {
    let (mut s, peer) = script(
        r"
        S: * PREAUTH [CAPABILITY IMAP4rev1 MULTIAPPEND] hi
        C: $1 APPEND Archive {2}
        S: + go on
        C~ yy
        C:  {3}
        S: $1 NO [OVERQUOTA] full
        C: $2 NOOP
        S: $2 OK done
        !eof
    ",
    );
    let readers: [Box<dyn Read>; 2] = [Box::new(io::repeat(b'y')), Box::new(Never)];
    let error = s.upload_parts(parts(2, 5), readers, |_| ()).unwrap_err();
    assert!(error.refused().is_some(), "{error}");
    s.noop().unwrap();
    drop(s);
    peer.join().unwrap();
}

#[test]
fn no_command_goes_inside_a_literal() {
    let (mut s, peer) = script(
        r"
        S: * PREAUTH [CAPABILITY IMAP4rev1] hi
        C: $1 NOOP
        C: $2 APPEND Archive {10}
        S: $1 OK done
        S: + go on
        C~ yyyyyyyyyy
        C:
        S: $2 OK done
        C: $3 NOOP
        S: $3 OK done
        !eof
    ",
    );
    let before = s.submit(imap_blocking::core::command::Noop::new());
    s.append_from("Archive", 10, io::repeat(b'y')).unwrap();
    s.wait(before).unwrap();
    s.noop().unwrap();
    drop(s);
    peer.join().unwrap();
}

#[test]
fn the_server_goes_away_in_the_middle() {
    let (mut s, peer) = script(
        r"
        S: * PREAUTH [CAPABILITY IMAP4rev1] hi
        C: $1 APPEND Archive {1000000}
        S: + go on
        !skip 100000
        S: * BYE disk full
        !close
    ",
    );
    let error = s.append_from("Archive", 1_000_000, io::repeat(b'y')).unwrap_err();
    assert!(matches!(&error, Error::Closed(CloseReason::Bye(_))), "{error}");
    assert_eq!(error.kind(), ErrorKind::Closed);
    peer.join().unwrap();
}
