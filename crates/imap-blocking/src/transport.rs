//! What octets travel on.

use std::io::{self, Read, Write};
use std::net::TcpStream;
use std::time::Duration;

use imap_proto_core::conn::Path;

/// A two-way stream of octets, which can bound how long it blocks: [`TcpStream`], [`Pipe`](crate::Pipe), or through
/// [`NoTimeouts`] any `Read + Write`. TLS is a layer of the core and works over all of them. A session drops its
/// transport when the connection has ended; the drop must not block for ever.
pub trait Transport: Read + Write {
    /// Each read and each write from now on fails after this long with [`io::ErrorKind::TimedOut`] or `WouldBlock`;
    /// `None` lets them block. The duration is never zero. [`io::ErrorKind::Unsupported`] says that this transport
    /// cannot; deadlines then hold only as far as its reads return by themselves.
    ///
    /// A write that can take nothing should fail sooner, as those of the transports here do: the session then reads,
    /// and a peer that waits to be heard before it listens blocks nobody.
    fn set_deadline(&mut self, after: Option<Duration>) -> io::Result<()>;

    /// What lies between the two ends. Secrets go over [`Path::Network`] only inside TLS.
    fn path(&self) -> Path {
        Path::Network
    }
}

/// How long a write waits for room before the session reads. A timeout ends the connection on Windows.
pub(crate) const TURN: Duration = Duration::from_millis(if cfg!(windows) { 300_000 } else { 50 });

impl Transport for TcpStream {
    fn set_deadline(&mut self, after: Option<Duration>) -> io::Result<()> {
        self.set_read_timeout(after)?;
        self.set_write_timeout(Some(after.unwrap_or(TURN).min(TURN)))
    }

    fn path(&self) -> Path {
        match self.peer_addr() {
            Ok(peer) if peer.ip().to_canonical().is_loopback() => Path::Loopback,
            _ => Path::Network,
        }
    }
}

/// Any `Read + Write` as a transport without timeouts, and what it is: when in doubt a [`Path::Network`].
#[derive(Debug)]
#[allow(clippy::exhaustive_structs, reason = "a stream and its nature; nothing will join them")]
pub struct NoTimeouts<T>(pub T, pub Path);

impl<T: Read> Read for NoTimeouts<T> {
    fn read(&mut self, out: &mut [u8]) -> io::Result<usize> {
        self.0.read(out)
    }
}

impl<T: Write> Write for NoTimeouts<T> {
    fn write(&mut self, octets: &[u8]) -> io::Result<usize> {
        self.0.write(octets)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.0.flush()
    }
}

impl<T: Read + Write> Transport for NoTimeouts<T> {
    fn set_deadline(&mut self, _: Option<Duration>) -> io::Result<()> {
        Err(io::ErrorKind::Unsupported.into())
    }

    fn path(&self) -> Path {
        self.1
    }
}
