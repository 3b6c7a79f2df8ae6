//! Bodies of any size, read as they arrive.

use std::future::poll_fn;
use std::io;
use std::pin::Pin;
use std::task::{Context, Poll, ready};

use bytes::Bytes;
use futures_io::AsyncRead;
use imap_proto_core::command::{Command, FetchPiece, LiteralHead};
use imap_proto_core::drive::{BodyReader, Streamed};

use crate::{Error, Session, Transport};

impl<T: Transport> Session<T> {
    /// Runs a command that streams, such as `FetchStream`: its sections are readers, in constant memory whatever their
    /// size. The server is read no faster than they are. It is submitted at once. Dropped half way it abandons the
    /// command: what still comes is read past by the commands that follow.
    ///
    /// ```
    /// # use imap_async::{core::{SeqSet, command::FetchStream}, Error, Session, Streamed, Transport};
    /// # async fn example<T: Transport>(session: &mut Session<T>) -> Result<(), Error> {
    /// let mut stream = session.stream(FetchStream::new(SeqSet::all()).body());
    /// while let Some(item) = stream.next_item().await? {
    ///     match item {
    ///         Streamed::Body(mut body) => {
    ///             while let Some(octets) = body.next_chunk().await? {
    ///                 println!("{} octets", octets.len());
    ///             }
    ///         }
    ///         Streamed::Row(row) => println!("{row:?}"),
    ///     }
    /// }
    /// # Ok(()) }
    /// ```
    pub fn stream<C: Command<Item = FetchPiece>>(&mut self, command: C) -> Streaming<'_, T, C> {
        let reader = BodyReader::new(self.submit(command));
        Streaming { session: self, reader }
    }
}

/// Rows and their bodies while they arrive. See [`Session::stream`].
#[derive(Debug)]
pub struct Streaming<'a, T, C: Command> {
    session: &'a mut Session<T>,
    reader: BodyReader<C>,
}

impl<T: Transport, C: Command<Item = FetchPiece>> Streaming<'_, T, C> {
    /// The next row, or before it a section of it; `None` when the command ended with OK. What was not read of a section
    /// is read past. Dropping the future loses nothing else.
    pub async fn next_item(&mut self) -> Result<Option<Streamed<Body<'_, T, C>>>, Error> {
        let Self { session, reader } = self;
        let item = poll_fn(|cx| session.poll_pull(cx, |client| reader.poll_item(client))).await?;
        Ok(item.map(|item| item.map(|head| Body { session, reader, head })))
    }
}

impl<T, C: Command> Drop for Streaming<'_, T, C> {
    fn drop(&mut self) {
        if let Some(ticket) = self.reader.take_ticket() {
            self.session.abandon(ticket);
        }
    }
}

/// A section of a message while it arrives, in constant memory. One that is cut short ends in an error.
#[derive(Debug)]
pub struct Body<'a, T, C> {
    session: &'a mut Session<T>,
    reader: &'a mut BodyReader<C>,
    head: LiteralHead,
}

impl<T: Transport, C: Command<Item = FetchPiece>> Body<'_, T, C> {
    /// Which section of which message it is, and how long.
    pub fn head(&self) -> &LiteralHead {
        &self.head
    }

    /// The next octets without a copy; `None` behind the last. Let go of, their memory takes the next read. Dropping
    /// the future loses none.
    pub async fn next_chunk(&mut self) -> Result<Option<Bytes>, Error> {
        let Self { session, reader, .. } = self;
        poll_fn(|cx| session.poll_pull(cx, |client| reader.poll_chunk(client))).await
    }
}

impl<T: Transport, C: Command<Item = FetchPiece>> AsyncRead for Body<'_, T, C> {
    fn poll_read(self: Pin<&mut Self>, cx: &mut Context<'_>, out: &mut [u8]) -> Poll<io::Result<usize>> {
        let Self { session, reader, .. } = self.get_mut();
        Poll::Ready(Ok(ready!(session.poll_pull(cx, |client| reader.poll_read(client, out)))?.unwrap_or(0)))
    }
}
