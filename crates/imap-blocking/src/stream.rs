//! Bodies of any size, read as they arrive.

use std::io::{self, Read};

use bytes::Bytes;
use imap_proto_core::command::{Command, FetchPiece, LiteralHead};
use imap_proto_core::drive::{BodyReader, Row, Streamed};

use crate::{Error, Session, Transport};

impl<T: Transport> Session<T> {
    /// Runs a command that streams, such as [`FetchStream`](imap_proto_core::command::FetchStream). The server is read
    /// no faster than the bodies are. Dropped half way it abandons the command: later ones read past what still comes.
    pub fn stream<C: Command<Item = FetchPiece>>(&mut self, command: C) -> Streaming<'_, T, C> {
        Streaming { reader: BodyReader::new(self.submit(command)), session: self }
    }
}

/// Rows and their bodies while they arrive.
#[derive(Debug)]
pub struct Streaming<'a, T: Transport, C: Command> {
    session: &'a mut Session<T>,
    reader: BodyReader<C>,
}

impl<T: Transport, C: Command<Item = FetchPiece>> Streaming<'_, T, C> {
    /// The next row, or before it a section of it; `None` when the command ended with OK. What was not read of a section
    /// is read past.
    pub fn next_item(&mut self) -> Result<Option<Streamed<Body<'_, T, C>>>, Error> {
        let Self { session, reader } = self;
        // As `pull`, with the item where it is to go: it is large.
        loop {
            match reader.poll_item(session) {
                Row::Item(item) => return Ok(Some(item.map(|head| Body { session, reader, head }))),
                Row::Done(done) => return done.map(|()| None).map_err(|error| session.explain(error)),
                _ => session.pump(None),
            }
        }
    }
}

impl<T: Transport, C: Command> Drop for Streaming<'_, T, C> {
    fn drop(&mut self) {
        self.session.give_up(self.reader.take_ticket());
    }
}

/// A section of a message while it arrives, in constant memory. One that is cut short ends in an error.
#[derive(Debug)]
pub struct Body<'a, T: Transport, C> {
    session: &'a mut Session<T>,
    reader: &'a mut BodyReader<C>,
    head: LiteralHead,
}

impl<T: Transport, C: Command<Item = FetchPiece>> Body<'_, T, C> {
    /// Which section of which message it is, and how long.
    pub fn head(&self) -> &LiteralHead {
        &self.head
    }

    /// The next octets without a copy; `None` behind the last. Let go of, their memory takes the next read.
    pub fn next_chunk(&mut self) -> Result<Option<Bytes>, Error> {
        self.session.pull(|client| self.reader.poll_chunk(client))
    }
}

impl<T: Transport, C: Command<Item = FetchPiece>> Read for Body<'_, T, C> {
    fn read(&mut self, out: &mut [u8]) -> io::Result<usize> {
        Ok(self.session.pull(|client| self.reader.poll_read(client, out))?.unwrap_or(0))
    }
}
