//! Transports that do things by halves.

use std::io::{self, Read, Write};
use std::time::Duration;

use imap_blocking::core::command::Fetch;
use imap_blocking::core::conn::{Config, Path};
use imap_blocking::core::types::{SectionPath, SeqSet};
use imap_blocking::prelude::*;
use imap_blocking::{NoTimeouts, Transport};
use imap_testkit::Server;

use crate::support::Probe;

fn everything<T: Transport>(io: T) -> Vec<Vec<u8>> {
    let mut s = Session::open(io, Config::default()).unwrap();
    s.select("INBOX").unwrap();
    s.append("Archive", "x".repeat(40_000)).unwrap();
    let rows = s.rows(Fetch::new(SeqSet::all()).body_peek(SectionPath::all()));
    let bodies = rows.map(|row| row.unwrap().body().unwrap().to_vec()).collect();
    s.close().unwrap();
    bodies
}

#[test]
fn short_calls_and_signals_change_nothing() {
    let server = Server::demo();
    let whole = everything(Probe::new(server.connect_preauth().unwrap()));
    assert_eq!(whole.len(), 6);
    for most in [1, 7, 1460] {
        let probe = Probe::new(server.connect_preauth().unwrap()).most(most).interrupted();
        assert_eq!(everything(probe), whole, "{most}");
    }
    let plain = NoTimeouts(server.connect_preauth().unwrap(), Path::Pipe);
    assert_eq!(everything(plain), whole);
    let buffered = NoTimeouts(Buffered::new(server.connect_preauth().unwrap()), Path::Pipe);
    assert_eq!(everything(buffered), whole);
}

/// Writes nothing before it is flushed.
#[derive(Debug)]
struct Buffered<T>(T, Vec<u8>);

impl<T> Buffered<T> {
    fn new(io: T) -> Self {
        Self(io, Vec::new())
    }
}

impl<T: Read> Read for Buffered<T> {
    fn read(&mut self, out: &mut [u8]) -> io::Result<usize> {
        assert!(self.1.is_empty(), "read before the flush");
        self.0.read(out)
    }
}

impl<T: Write> Write for Buffered<T> {
    fn write(&mut self, octets: &[u8]) -> io::Result<usize> {
        self.1.extend_from_slice(octets);
        Ok(octets.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        self.0.write_all(&std::mem::take(&mut self.1))
    }
}

/// Greets, and takes nothing.
#[derive(Debug)]
struct Full(&'static [u8]);

impl Read for Full {
    fn read(&mut self, out: &mut [u8]) -> io::Result<usize> {
        self.0.read(out)
    }
}

impl Write for Full {
    fn write(&mut self, _: &[u8]) -> io::Result<usize> {
        Ok(0)
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

impl Transport for Full {
    fn set_deadline(&mut self, _: Option<Duration>) -> io::Result<()> {
        Ok(())
    }

    fn path(&self) -> Path {
        Path::Pipe
    }
}

#[test]
fn a_write_of_nothing_is_an_error() {
    let mut s = Session::open(Full(b"* PREAUTH hi\r\n"), Config::default()).unwrap();
    let error = s.noop().unwrap_err();
    assert!(matches!(&error, Error::Io(e) if e.kind() == io::ErrorKind::WriteZero), "{error}");
    let error = s.flush().unwrap_err();
    assert!(matches!(&error, Error::Io(e) if e.kind() == io::ErrorKind::WriteZero), "{error}");
}
