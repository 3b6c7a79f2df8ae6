//! A FETCH whose sections come in pieces. Where one chunk ends and the next begins depends on the reads, so chunks that
//! follow one another are shown as one.

use imap_proto_core::command::{Command, FetchPiece};
use imap_proto_core::conn::{CommandId, Connection, Ticket};

use super::commands::Running;

pub(super) struct Streamed<C: Command> {
    ticket: Ticket<C>,
    /// What came behind the last chunk.
    next: Option<FetchPiece>,
    result: Option<String>,
}

impl<C: Command> Streamed<C> {
    pub(super) fn new(ticket: Ticket<C>) -> Self {
        Self { ticket, next: None, result: None }
    }
}

impl<C: Command<Item = FetchPiece>> Running for Streamed<C>
where
    C::Output: std::fmt::Debug,
{
    fn id(&self) -> CommandId {
        self.ticket.id()
    }

    fn take(&mut self, conn: &mut Connection) -> Option<String> {
        if self.result.is_none() {
            self.result = Some(match conn.take(&self.ticket)? {
                Ok(output) => format!("Ok({output:?})"),
                Err(error) => format!("{error:?}"),
            });
        }
        self.result.clone()
    }

    fn row(&mut self, conn: &mut Connection) -> Option<String> {
        let first = self.next.take().or_else(|| conn.next_item(&self.ticket))?;
        let FetchPiece::BodyChunk(octets) = first else { return Some(format!("{first:?}")) };
        let mut octets = octets.to_vec();
        while self.next.is_none() {
            match conn.next_item(&self.ticket) {
                Some(FetchPiece::BodyChunk(more)) => octets.extend_from_slice(&more),
                Some(other) => self.next = Some(other),
                None => break,
            }
        }
        Some(format!("BodyChunk {}", octets.escape_ascii()))
    }
}
