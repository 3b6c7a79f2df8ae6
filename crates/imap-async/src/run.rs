//! One command as a future.

use std::fmt;
use std::mem;
use std::pin::Pin;
use std::task::{Context, Poll, ready};

use imap_proto_core::CommandError;
use imap_proto_core::command::Command;
use imap_proto_core::conn::Ticket;

use crate::{Error, Session, Transport};

/// A command under way.
///
/// It is submitted at the first poll: a future that was never polled sends nothing. Dropped before its end it abandons
/// the command, which completes on the wire all the same; its data is dropped, and later commands are not affected. It
/// is `Send`.
///
/// [`Error::Command`] leaves the session usable, every other error has ended it.
#[must_use = "a future does nothing unless it is polled"]
pub struct Run<'a, T, C: Command> {
    pub(crate) session: &'a mut Session<T>,
    state: State<C>,
}

enum State<C> {
    Fresh(C),
    Running(Ticket<C>),
    Done,
}

impl<'a, T, C: Command> Run<'a, T, C> {
    pub(crate) fn new(session: &'a mut Session<T>, command: C) -> Self {
        Self { session, state: State::Fresh(command) }
    }

    pub(crate) fn resume(session: &'a mut Session<T>, ticket: Ticket<C>) -> Self {
        Self { session, state: State::Running(ticket) }
    }

    /// The result if it is there; afterwards the command is no longer this future's.
    pub(crate) fn finished(&mut self) -> Option<Result<C::Output, Error>> {
        let State::Running(ticket) = &self.state else {
            return Some(Err(CommandError::UnknownTicket.into()));
        };
        let done = self.session.take(ticket)?;
        self.state = State::Done;
        Some(done.map_err(|error| self.session.explain(error)))
    }
}

// The command is moved out of its place, never pinned in it.
impl<T, C: Command> Unpin for Run<'_, T, C> {}

impl<T: Transport, C: Command> Future for Run<'_, T, C> {
    type Output = Result<C::Output, Error>;

    fn poll(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Self::Output> {
        let this = &mut *self;
        this.state = match mem::replace(&mut this.state, State::Done) {
            State::Fresh(command) => State::Running(this.session.submit(command)),
            other => other,
        };
        loop {
            if let Some(done) = this.finished() {
                return Poll::Ready(done);
            }
            ready!(this.session.poll_pump(cx, None));
        }
    }
}

impl<T, C: Command> Drop for Run<'_, T, C> {
    fn drop(&mut self) {
        if let State::Running(ticket) = mem::replace(&mut self.state, State::Done) {
            self.session.abandon(ticket);
            self.session.drop_ended();
        }
    }
}

impl<T, C: Command> fmt::Debug for Run<'_, T, C> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Run").field("command", &C::NAME).finish_non_exhaustive()
    }
}
