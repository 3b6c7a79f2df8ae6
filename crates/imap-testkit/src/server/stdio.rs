//! The server on other streams: standard input and output, and pipes in memory.

use std::io;
use std::sync::Arc;
use std::thread;

use super::Server;
use super::connection;
use super::secure::Secure;
use super::session::Session;
use crate::duplex::{Duplex, pair};

impl Server {
    /// Serves one client on standard input and output, until it logs out or hangs up.
    ///
    /// With `preauth` the session starts authenticated as the first user, as servers started through a pipe do.
    ///
    /// # Errors
    /// When reading or writing fails.
    pub fn serve_stdio(&self, preauth: bool) -> io::Result<()> {
        let session = Session::open(&self.shared, false, preauth);
        connection::serve(&self.shared, session, Secure::Clear, io::stdin().lock(), io::stdout())
    }

    /// Serves one client on a stream in memory, in a thread of its own; the client's end is returned.
    ///
    /// # Errors
    /// When no thread can be had.
    pub fn connect(&self) -> io::Result<Duplex> {
        self.serve_pair(false)
    }

    /// The same, authenticated from the start.
    ///
    /// # Errors
    /// When no thread can be had.
    pub fn connect_preauth(&self) -> io::Result<Duplex> {
        self.serve_pair(true)
    }

    fn serve_pair(&self, preauth: bool) -> io::Result<Duplex> {
        let (client, served) = pair();
        let shared = Arc::clone(&self.shared);
        let session = Session::open(&shared, false, preauth);
        thread::Builder::new().name("imap-testkit pair".into()).spawn(move || {
            let over = connection::serve(&shared, session, Secure::Clear, served.clone(), served.clone());
            served.close();
            over
        })?;
        Ok(client)
    }
}
