//! IDLE: waiting for news.

use std::io;
use std::time::Duration;

use imap_proto_core::{command::Idle, drive::Wake};

use crate::{Error, Session, Transport};

impl<T: Transport> Session<T> {
    /// IDLE (RFC 2177): waits until the server tells something, or until `after` has passed.
    ///
    /// Only news that comes during the call ends it, so read the events before. A bare `* OK Still here` is no news.
    /// DONE is sent and answered before this returns, and every 25 minutes in between.
    ///
    /// [`Unsupported`](imap_proto_core::CommandError::Unsupported) says that the server has no IDLE: poll with NOOP
    /// then. A transport without timeouts needs `None`, which waits for as long as the connection lives.
    pub fn idle(&mut self, after: Option<Duration>) -> Result<Wake, Error> {
        if after.is_some() && self.armed.is_none() {
            return Err(io::Error::from(io::ErrorKind::Unsupported).into());
        }
        self.settle();
        let until = after.map(|after| self.now() + after);
        let (before, mut late) = (self.news_count(), false);
        let ticket = self.submit(Idle::new());
        loop {
            let done = self.poll(&ticket);
            let woken = self.news_count() > before;
            if let Some(done) = done {
                return done.map(|idled| Wake::new(idled, woken, late));
            }
            late = until.is_some_and(|until| self.now() >= until);
            if woken || late {
                self.wire().interrupt(ticket.id());
            }
            self.pump(until.filter(|_| !woken && !late));
        }
    }
}
