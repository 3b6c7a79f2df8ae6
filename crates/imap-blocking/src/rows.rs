//! Rows while they arrive.

use imap_proto_core::drive::{Client, Row};
use imap_proto_core::{command::Command, conn::Ticket};

use crate::{Error, Session, Transport};

impl<T: Transport> Session<T> {
    /// The next row of a command; `None` when it ended with OK. Other commands may be submitted between rows.
    ///
    /// While rows are pulled the server is read no faster than they are taken. Rows of a ticket that nobody pulls
    /// queue up to `Limits::queued_rows`, then that command fails. An error and `None` use the ticket up.
    pub fn next_row<C: Command>(&mut self, ticket: &Ticket<C>) -> Result<Option<C::Item>, Error> {
        self.pull(|client| client.poll_row(ticket))
    }

    pub(crate) fn pull<I>(
        &mut self,
        mut poll: impl FnMut(&mut Client) -> Row<I>,
    ) -> Result<Option<I>, Error> {
        loop {
            match poll(self) {
                Row::Item(item) => return Ok(Some(item)),
                Row::Done(done) => return done.map(|()| None).map_err(|error| self.explain(error)),
                _ => self.pump(None),
            }
        }
    }

    /// Abandons a command that is still running.
    pub(crate) fn give_up<C: Command>(&mut self, ticket: Option<Ticket<C>>) {
        let Some(ticket) = ticket else { return };
        self.abandon(ticket);
        self.guarded(|_| Ok(true));
    }

    /// The rows of a command, up to its OK or an error. An iterator dropped half way abandons the command.
    pub fn items<C: Command>(&mut self, ticket: Ticket<C>) -> impl Iterator<Item = Result<C::Item, Error>> {
        Items { session: self, ticket: Some(ticket) }
    }

    /// Runs a command and gives its rows as [`items`](Self::items) does.
    pub fn rows<C: Command>(&mut self, command: C) -> impl Iterator<Item = Result<C::Item, Error>> {
        let ticket = self.submit(command);
        self.items(ticket)
    }
}

pub(crate) struct Items<'a, T: Transport, C: Command> {
    pub(crate) session: &'a mut Session<T>,
    pub(crate) ticket: Option<Ticket<C>>,
}

impl<T: Transport, C: Command> Iterator for Items<'_, T, C> {
    type Item = Result<C::Item, Error>;

    fn next(&mut self) -> Option<Self::Item> {
        let row = self.session.next_row(self.ticket.as_ref()?).transpose();
        self.ticket = self.ticket.take().filter(|_| matches!(row, Some(Ok(_))));
        row
    }
}

impl<T: Transport, C: Command> Drop for Items<'_, T, C> {
    fn drop(&mut self) {
        self.session.give_up(self.ticket.take());
    }
}
