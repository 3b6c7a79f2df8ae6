//! A session as a stream of its own, without any thread.

use std::io::{self, Read, Write};

use super::Server;
use super::session::Session;

/// A client's stream to a server that works when it is written to, in the same thread.
///
/// Reading what is not there fails at once as if a deadline had passed ([`io::ErrorKind::TimedOut`]): there is
/// nobody else who could make it come. Good for examples and for tests that want no timing at all.
///
/// ```
/// use std::io::{Read, Write};
/// use imap_testkit::Server;
///
/// let mut stream = Server::demo().local();
/// let mut line = [0; 64];
/// let n = stream.read(&mut line)?;
/// assert!(line[..n].starts_with(b"* OK "));
/// # Ok::<(), std::io::Error>(())
/// ```
#[derive(Debug)]
pub struct Local {
    session: Session,
    ready: Vec<u8>,
    read: usize,
}

impl Server {
    /// A session as a stream, without any thread.
    #[must_use]
    pub fn local(&self) -> Local {
        Local { session: Session::new(self), ready: Vec::new(), read: 0 }
    }

    /// The same, authenticated from the start.
    #[must_use]
    pub fn local_preauth(&self) -> Local {
        Local { session: Session::preauth(self), ready: Vec::new(), read: 0 }
    }
}

impl Read for Local {
    fn read(&mut self, buf: &mut [u8]) -> io::Result<usize> {
        if self.read >= self.ready.len() {
            self.session.poll_news();
            self.ready = self.session.take_output();
            self.read = 0;
        }
        let mut waiting = self.ready.get(self.read..).unwrap_or_default();
        if waiting.is_empty() && !buf.is_empty() {
            return if self.session.is_closed() { Ok(0) } else { Err(io::ErrorKind::TimedOut.into()) };
        }
        let count = waiting.read(buf)?;
        self.read += count;
        Ok(count)
    }
}

impl Write for Local {
    fn write(&mut self, buf: &[u8]) -> io::Result<usize> {
        if self.session.is_closed() && !buf.is_empty() {
            return Err(io::ErrorKind::BrokenPipe.into());
        }
        self.session.receive(buf);
        Ok(buf.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}
