//! IDLE: waiting for news.

use std::time::Duration;

use imap_proto_core::command::Idle;
use imap_proto_core::drive::Wake;

use crate::{Error, Session, Transport};

impl<T: Transport> Session<T> {
    /// IDLE (RFC 2177): waits until the server tells something, or until `after` has passed.
    ///
    /// Only news that comes during the call ends it, so read the events before. A bare `* OK Still here` is no news.
    /// DONE is sent and answered before this returns, and every 25 minutes in between; `None` waits for as long as the
    /// connection lives. Dropped, it sends DONE with the next future that is polled, and loses no event.
    ///
    /// [`Unsupported`](imap_proto_core::CommandError::Unsupported) says that the server has no IDLE: poll with NOOP
    /// then.
    pub async fn idle(&mut self, after: Option<Duration>) -> Result<Wake, Error> {
        self.settle();
        let until = after.map(|after| self.now() + after);
        let before = self.news_count();
        let ticket = self.submit(Idle::new());
        let id = ticket.id();
        let mut run = self.wait(ticket);
        let (mut late, mut interrupted) = (false, false);
        loop {
            if let Some(done) = run.finished() {
                let woken = run.session.news_count() > before;
                return done.map(|idled| Wake::new(idled, woken, late));
            }
            late = until.is_some_and(|until| run.session.now() >= until);
            if !interrupted && (late || run.session.news_count() > before) {
                interrupted = true;
                run.session.wire().interrupt(id);
            }
            run.session.pump(until.filter(|_| !interrupted)).await;
        }
    }
}
