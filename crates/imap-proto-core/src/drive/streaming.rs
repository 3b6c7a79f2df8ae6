//! Bodies on their way to a reader, the same in every driver.

use bytes::{Buf as _, Bytes};

use super::{Client, Pull, Row};
use crate::command::{Command, FetchPiece, LiteralHead};
use crate::conn::{Rows, Ticket};
use crate::error::{CloseReason, CommandError};
use crate::response::FetchRow;

/// What a stream of FETCH rows gives next.
#[derive(Debug)]
#[allow(clippy::exhaustive_enums, reason = "a row is its bodies and the row, and nothing will join them")]
pub enum Streamed<B> {
    /// A section of the row that follows: to be read, or not. What is left of it is read past with the next item.
    Body(B),
    /// The row, behind its sections.
    Row(FetchRow),
}

impl<B> Streamed<B> {
    /// Makes something else of the body.
    pub fn map<D>(self, make: impl FnOnce(B) -> D) -> Streamed<D> {
        match self {
            Self::Body(body) => Streamed::Body(make(body)),
            Self::Row(row) => Streamed::Row(row),
        }
    }
}

/// Makes bodies and rows of the pieces of a streaming command, for a driver. Its answers end with [`Row::Done`]: at the
/// command's end, or at the body's.
#[derive(Debug)]
pub struct BodyReader<C> {
    /// `None` once the command has ended.
    ticket: Option<Ticket<C>>,
    /// A body has begun and not ended.
    open: bool,
    /// Octets of it that were not read yet.
    chunk: Bytes,
}

impl<C: Command<Item = FetchPiece>> BodyReader<C> {
    /// A reader of what this command brings.
    pub fn new(ticket: Ticket<C>) -> Self {
        Self { ticket: Some(ticket), open: false, chunk: Bytes::new() }
    }

    /// The next row, or that a body begins. What is left of the last body is read past.
    #[inline]
    pub fn poll_item(&mut self, client: &mut Client) -> Row<Streamed<LiteralHead>> {
        if !self.chunk.is_empty() {
            self.chunk = Bytes::new();
        }
        let Some(ticket) = &self.ticket else { return Row::Done(Ok(())) };
        let mut pieces = match client.wire.rows(ticket) {
            Pull::Item(pieces) => pieces,
            Pull::Nothing => return Row::Pending,
            Pull::Unsure => return self.poll_later_item(client),
        };
        match pieces.pop() {
            Some(FetchPiece::BodyStart(head)) => {
                self.open = true;
                // All of it is here: one round less for each piece.
                if matches!(pieces.get(1), Some(FetchPiece::BodyEnd)) {
                    self.chunk = next_chunk(&mut pieces, &mut self.open).unwrap_or_default();
                }
                Row::Item(Streamed::Body(head))
            }
            Some(FetchPiece::Row(row)) => Row::Item(Streamed::Row(row)),
            rest => {
                self.open &= rest != Some(FetchPiece::BodyEnd);
                self.poll_later_item(client)
            }
        }
    }

    #[inline(never)]
    fn poll_later_item(&mut self, client: &mut Client) -> Row<Streamed<LiteralHead>> {
        loop {
            return match self.poll_piece(client) {
                Row::Item(FetchPiece::BodyStart(head)) => {
                    self.open = true;
                    Row::Item(Streamed::Body(head))
                }
                Row::Item(FetchPiece::Row(row)) => Row::Item(Streamed::Row(row)),
                Row::Item(FetchPiece::BodyChunk(_)) => continue,
                Row::Item(FetchPiece::BodyEnd) => {
                    self.open = false;
                    continue;
                }
                Row::Pending => Row::Pending,
                Row::Done(done) => Row::Done(done),
            };
        }
    }

    /// The next octets of the body. [`Row::Done`] says that it is complete, or with an error that it is cut short.
    #[inline]
    pub fn poll_chunk(&mut self, client: &mut Client) -> Row<Bytes> {
        if !self.chunk.is_empty() {
            // What is taken here is not held on to: its memory is to take the next read.
            return Row::Item(core::mem::take(&mut self.chunk));
        }
        if !self.open {
            return Row::Done(Ok(()));
        }
        let Some(ticket) = &self.ticket else { return self.poll_later_chunk(client) };
        match client.wire.rows(ticket) {
            Pull::Item(mut pieces) => {
                next_chunk(&mut pieces, &mut self.open).map_or(Row::Done(Ok(())), Row::Item)
            }
            Pull::Nothing => Row::Pending,
            Pull::Unsure => self.poll_later_chunk(client),
        }
    }

    #[inline(never)]
    fn poll_later_chunk(&mut self, client: &mut Client) -> Row<Bytes> {
        match self.poll_piece(client) {
            Row::Item(FetchPiece::BodyChunk(octets)) => Row::Item(octets),
            Row::Item(_) => {
                self.open = false;
                Row::Done(Ok(()))
            }
            Row::Pending => Row::Pending,
            Row::Done(Ok(())) => Row::Done(Err(CommandError::Closed(CloseReason::Eof(true)))),
            Row::Done(Err(error)) => Row::Done(Err(error)),
        }
    }

    /// As [`poll_chunk`](Self::poll_chunk), copied; says how many octets there were.
    pub fn poll_read(&mut self, client: &mut Client, out: &mut [u8]) -> Row<usize> {
        match self.poll_chunk(client) {
            Row::Item(mut octets) => {
                let n = octets.len().min(out.len());
                octets.copy_to_slice(out.get_mut(..n).unwrap_or_default());
                // An empty handle would still hold on to the memory that is to take the next read.
                self.chunk = if octets.is_empty() { Bytes::new() } else { octets };
                Row::Item(n)
            }
            Row::Pending => Row::Pending,
            Row::Done(done) => Row::Done(done),
        }
    }

    fn poll_piece(&mut self, client: &mut Client) -> Row<FetchPiece> {
        let Some(ticket) = &self.ticket else { return Row::Done(Ok(())) };
        let piece = client.poll_row(ticket);
        if let Row::Done(done) = &piece {
            // After an error the ticket is kept: it is unknown from now on, which is an error as often as it is asked.
            self.ticket = self.ticket.take().filter(|_| done.is_err());
        }
        piece
    }
}

/// A chunk, and the end if it is behind it.
#[inline(always)]
fn next_chunk(pieces: &mut Rows<'_, FetchPiece>, open: &mut bool) -> Option<Bytes> {
    let Some(FetchPiece::BodyChunk(chunk)) = pieces.pop() else {
        *open = false;
        return None;
    };
    if matches!(pieces.get(0), Some(FetchPiece::BodyEnd)) {
        pieces.pop();
        *open = false;
    }
    Some(chunk)
}

impl<C> BodyReader<C> {
    /// The ticket, if there is anything to give up.
    pub fn take_ticket(&mut self) -> Option<Ticket<C>> {
        self.ticket.take()
    }
}
