//! The end of a session.

use std::time::Duration;

use imap_proto_core::CloseReason;
use imap_proto_core::command::Logout;
use imap_proto_core::conn::Deadline;

use crate::{Error, Session, Transport};

/// LOGOUT waits for the commands before it, this long at most. From its sending on the core's own deadline holds.
const LIMIT: Duration = Duration::from_secs(10);

impl<T: Transport> Session<T> {
    /// LOGOUT (RFC 9051 6.1.3), then the end of the transport, within 10 seconds. After an error it is closed all the
    /// same.
    pub async fn close(mut self) -> Result<(), Error> {
        let until = self.now() + LIMIT;
        let ticket = self.submit(Logout::new());
        let mut run = self.wait(ticket);
        let done = loop {
            if let Some(done) = run.finished() {
                break done;
            }
            if run.session.now() >= until {
                run.session.wire().close(CloseReason::TimedOut(Deadline::Logout));
            }
            run.session.pump(Some(until)).await;
        };
        // A close_notify follows the last word.
        run.session.wire().close(CloseReason::LoggedOut);
        run.session.hang_up();
        done
    }
}
