//! Transports that misbehave as real ones may, and peers to use them with.

use std::io::{self, Read, Write};
use std::net::TcpStream;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use imap_blocking::core::conn::{Config, Path};
use imap_blocking::{Session, Transport};
use imap_testkit::{Duplex, Running, Script, Server};

/// A stream in memory that counts writes, and can be made to do things by halves.
#[derive(Debug)]
pub(crate) struct Probe<T = Duplex> {
    inner: T,
    pub(crate) writes: Arc<AtomicUsize>,
    pub(crate) reads: Arc<AtomicUsize>,
    /// Most octets in one read or write.
    most: usize,
    /// Every other call is interrupted by a signal.
    interrupted: bool,
    calls: usize,
}

impl<T> Probe<T> {
    pub(crate) fn new(inner: T) -> Self {
        Self {
            inner,
            writes: Arc::default(),
            reads: Arc::default(),
            most: usize::MAX,
            interrupted: false,
            calls: 0,
        }
    }

    pub(crate) fn most(mut self, octets: usize) -> Self {
        self.most = octets;
        self
    }

    pub(crate) fn interrupted(mut self) -> Self {
        self.interrupted = true;
        self
    }

    fn signal(&mut self) -> io::Result<()> {
        self.calls += 1;
        if self.interrupted && self.calls % 2 == 1 { Err(io::ErrorKind::Interrupted.into()) } else { Ok(()) }
    }
}

impl<T: Read> Read for Probe<T> {
    fn read(&mut self, out: &mut [u8]) -> io::Result<usize> {
        self.signal()?;
        self.reads.fetch_add(1, Ordering::Relaxed);
        let most = self.most.min(out.len());
        self.inner.read(&mut out[..most])
    }
}

impl<T: Write> Write for Probe<T> {
    fn write(&mut self, octets: &[u8]) -> io::Result<usize> {
        self.signal()?;
        self.writes.fetch_add(1, Ordering::Relaxed);
        self.inner.write(&octets[..self.most.min(octets.len())])
    }

    fn write_vectored(&mut self, octets: &[io::IoSlice<'_>]) -> io::Result<usize> {
        let mut joined = Vec::new();
        for piece in octets {
            let room = self.most.saturating_sub(joined.len()).min(piece.len());
            joined.extend_from_slice(&piece[..room]);
        }
        self.write(&joined)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.signal()?;
        self.inner.flush()
    }
}

impl<T: Bounded> Transport for Probe<T> {
    fn set_deadline(&mut self, after: Option<Duration>) -> io::Result<()> {
        self.inner.bound(after)
    }

    fn path(&self) -> Path {
        Path::Pipe
    }
}

/// A stream whose calls can be bounded in time.
pub(crate) trait Bounded: Read + Write {
    fn bound(&self, after: Option<Duration>) -> io::Result<()>;
}

impl Bounded for Duplex {
    fn bound(&self, after: Option<Duration>) -> io::Result<()> {
        self.set_read_timeout(after);
        self.set_write_timeout(after);
        Ok(())
    }
}

impl Bounded for TcpStream {
    fn bound(&self, after: Option<Duration>) -> io::Result<()> {
        self.set_read_timeout(after)?;
        self.set_write_timeout(after)
    }
}

/// A session that the demo server has authenticated.
pub(crate) fn demo() -> Session<Probe> {
    session(&Server::demo())
}

/// A session that this server has authenticated.
pub(crate) fn session(server: &Server) -> Session<Probe> {
    Session::open(Probe::new(server.connect_preauth().unwrap()), Config::default()).unwrap()
}

/// A session with a script, and the script's end: `join` it.
pub(crate) fn script(text: &str) -> (Session<Probe>, Running) {
    script_with(text, Config::default())
}

pub(crate) fn script_with(text: &str, config: Config) -> (Session<Probe>, Running) {
    let (client, running) = Script::parse(text).unwrap().connect().unwrap();
    (Session::open(Probe::new(client), config).unwrap(), running)
}
