//! The end of a session.

use std::time::Duration;

use imap_proto_core::{CloseReason, command::Logout, conn::Deadline};

use crate::{Error, Session, Transport};

impl<T: Transport> Session<T> {
    /// LOGOUT (RFC 9051 6.1.3), within 10 seconds. After an error the connection is closed all the same.
    pub fn close(mut self) -> Result<(), Error> {
        // For the commands before it too; from its sending on the core's own deadline holds.
        let until = self.now() + Duration::from_secs(10);
        let ticket = self.submit(Logout);
        loop {
            if let Some(done) = self.poll(&ticket) {
                return done;
            }
            if self.now() >= until {
                self.wire().close(CloseReason::TimedOut(Deadline::Logout));
            }
            self.pump(Some(until));
        }
    }
}
