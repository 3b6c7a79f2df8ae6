//! Rows while they arrive.

use std::fmt;
use std::future::poll_fn;
use std::pin::Pin;
use std::task::{Context, Poll, ready};

use futures_core::Stream;
use imap_proto_core::command::Command;
use imap_proto_core::conn::Ticket;
use imap_proto_core::drive::{Client, Row};

use crate::{Error, Session, Transport};

impl<T: Transport> Session<T> {
    /// The next row of a command; `None` when it ended with OK. Other commands may be submitted between rows.
    ///
    /// While rows are pulled the server is read no faster than they are taken. Rows of a ticket that nobody pulls
    /// queue up to `Limits::queued_rows`, then that command fails. An error and `None` use the ticket up. Dropping the
    /// future loses no row.
    pub async fn next_row<C: Command>(&mut self, ticket: &Ticket<C>) -> Result<Option<C::Item>, Error> {
        poll_fn(|cx| self.poll_pull(cx, |client| client.poll_row(ticket))).await
    }

    /// The rows of a command as a stream, which ends at its OK or its first error. Dropped half way it abandons the
    /// command.
    pub fn items<C: Command>(&mut self, ticket: Ticket<C>) -> Items<'_, T, C> {
        Items { session: self, ticket: Some(ticket) }
    }

    /// Runs a command and streams its rows, as [`items`](Self::items) does. It is submitted at once.
    pub fn rows<C: Command>(&mut self, command: C) -> Items<'_, T, C> {
        let ticket = self.submit(command);
        self.items(ticket)
    }

    pub(crate) fn poll_pull<I>(
        &mut self,
        cx: &mut Context<'_>,
        mut poll: impl FnMut(&mut Client) -> Row<I>,
    ) -> Poll<Result<Option<I>, Error>> {
        loop {
            match poll(self) {
                Row::Item(item) => return Poll::Ready(Ok(Some(item))),
                Row::Done(done) => {
                    return Poll::Ready(done.map(|()| None).map_err(|error| self.explain(error)));
                }
                _ => ready!(self.poll_pump(cx, None)),
            }
        }
    }
}

/// The rows of one command. See [`Session::items`].
#[must_use = "a stream does nothing unless it is polled"]
pub struct Items<'a, T, C: Command> {
    session: &'a mut Session<T>,
    /// `None` after the end.
    ticket: Option<Ticket<C>>,
}

impl<T: Transport, C: Command> Stream for Items<'_, T, C> {
    type Item = Result<C::Item, Error>;

    fn poll_next(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        let this = &mut *self;
        let Some(ticket) = &this.ticket else { return Poll::Ready(None) };
        let row = ready!(this.session.poll_pull(cx, |client| client.poll_row(ticket))).transpose();
        this.ticket = this.ticket.take().filter(|_| matches!(row, Some(Ok(_))));
        Poll::Ready(row)
    }
}

impl<T, C: Command> Drop for Items<'_, T, C> {
    fn drop(&mut self) {
        if let Some(ticket) = self.ticket.take() {
            self.session.abandon(ticket);
        }
    }
}

impl<T, C: Command> fmt::Debug for Items<'_, T, C> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Items").field("ticket", &self.ticket).finish_non_exhaustive()
    }
}
