//! Bodies on their way to a reader, the same in every driver.

use alloc::collections::VecDeque;

use bytes::{Buf as _, Bytes};

use super::{Client, Pull, Row};
use crate::command::{Command, FetchPiece, LiteralHead};
use crate::conn::Ticket;
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
        let Self { ticket: Some(ticket), open, chunk } = self else { return Row::Done(Ok(())) };
        match client.wire.pull_with(ticket, |pieces| next_item(pieces, open, chunk)) {
            Pull::Item(Some(item)) => Row::Item(item),
            Pull::Nothing => Row::Pending,
            Pull::Item(None) | Pull::Unsure => self.poll_later_item(client),
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
        let Self { ticket: Some(ticket), open, .. } = self else { return Row::Done(Ok(())) };
        match client.wire.pull_with(ticket, |pieces| next_chunk(pieces, open)) {
            Pull::Item(Some(octets)) => Row::Item(octets),
            Pull::Item(None) => Row::Done(Ok(())),
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
                self.chunk = octets;
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

/// A row, or the head of a body: the body as well, if all of it is here. None if it was a piece of the last one.
#[inline]
fn next_item(
    pieces: &mut VecDeque<FetchPiece>,
    open: &mut bool,
    chunk: &mut Bytes,
) -> Option<Streamed<LiteralHead>> {
    match pieces.pop_front()? {
        FetchPiece::BodyStart(head) => {
            *open = true;
            if matches!(pieces.get(1), Some(FetchPiece::BodyEnd)) {
                *chunk = next_chunk(pieces, open).unwrap_or_default();
            }
            Some(Streamed::Body(head))
        }
        FetchPiece::Row(row) => Some(Streamed::Row(row)),
        FetchPiece::BodyChunk(_) => None,
        FetchPiece::BodyEnd => {
            *open = false;
            None
        }
    }
}

/// A chunk, and the end if it is behind it.
#[inline]
fn next_chunk(pieces: &mut VecDeque<FetchPiece>, open: &mut bool) -> Option<Bytes> {
    let Some(FetchPiece::BodyChunk(chunk)) = pieces.pop_front() else {
        *open = false;
        return None;
    };
    if matches!(pieces.front(), Some(FetchPiece::BodyEnd)) {
        pieces.pop_front();
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
