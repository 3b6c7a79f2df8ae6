//! Uploads: commands whose octets come from readers.

use std::future::poll_fn;
use std::io::ErrorKind;
use std::iter;
use std::pin::Pin;
use std::task::{Context, Poll, ready};

use futures_io::AsyncRead;
use imap_proto_core::command::{AppendStream, Command, Upload};
use imap_proto_core::drive::{Feed, Progress};
use imap_proto_core::types::MailboxName;

use crate::{Error, Session, Transport};

impl<T: Transport> Session<T> {
    /// APPENDs a message of `len` octets from a reader (RFC 9051 6.3.12), in constant memory. For flags and the rest
    /// give an [`AppendStream`] to [`upload`](Self::upload), whose errors these are.
    pub async fn append_from(
        &mut self,
        mailbox: impl Into<MailboxName>,
        len: u64,
        reader: impl AsyncRead + Unpin,
    ) -> Result<<AppendStream as Command>::Output, Error> {
        self.upload(AppendStream::new(mailbox, len), reader).await
    }

    /// [`upload_parts`](Self::upload_parts) of a command with one literal.
    pub async fn upload<C: Upload>(
        &mut self,
        command: C,
        reader: impl AsyncRead + Unpin,
    ) -> Result<C::Output, Error> {
        self.upload_parts(command, iter::once(reader), |_| ()).await
    }

    /// Runs a command whose literals come from readers, one each, in constant memory. Exactly as many octets as the
    /// command announced are read, and none before the server is ready for them; a reader is taken when its part is
    /// due. `progress` is told after every 64 KiB or less, and at the end of every part.
    ///
    /// A refusal leaves the session usable. A reader that is missing, runs short, or fails ([`Error::Io`]) closes the
    /// connection, and so does dropping the future after the announcement: what was announced cannot be taken back,
    /// and padding would be a message that nobody wrote.
    pub async fn upload_parts<C: Upload, R: AsyncRead + Unpin>(
        &mut self,
        command: C,
        readers: impl IntoIterator<Item = R>,
        mut progress: impl FnMut(Progress),
    ) -> Result<C::Output, Error> {
        let ticket = self.submit_upload(command);
        let mut feed = Feed::new(ticket.id(), readers);
        let mut run = self.wait(ticket);
        poll_fn(|cx| {
            loop {
                if let Some(done) = run.finished() {
                    return Poll::Ready(done);
                }
                match poll_supply(run.session, &mut feed, cx) {
                    Poll::Ready(Ok(supplied)) => supplied.into_iter().for_each(&mut progress),
                    Poll::Ready(Err(error)) => return Poll::Ready(Err(error)),
                    // The reader wakes this task; until then the server may have something to say.
                    Poll::Pending => ready!(run.session.poll_pump(cx, None)),
                }
            }
        })
        .await
    }
}

/// Reads once, and hands the chunk to the core when it is full, or the reader has no more for now. Pending while no
/// octets are due, or none are there.
fn poll_supply<T: Transport, R: AsyncRead + Unpin>(
    session: &mut Session<T>,
    feed: &mut Feed<impl Iterator<Item = R>>,
    cx: &mut Context<'_>,
) -> Poll<Result<Option<Progress>, Error>> {
    let wire = session.wire();
    let Some((reader, room)) = feed.room(wire)? else { return Poll::Pending };
    Poll::Ready(match Pin::new(reader).poll_read(cx, room) {
        Poll::Ready(Ok(n)) => feed.filled(n, wire).map_err(Error::from),
        Poll::Ready(Err(error)) if error.kind() == ErrorKind::Interrupted => Ok(None),
        Poll::Ready(Err(error)) => Err(Error::Io(error)),
        Poll::Pending => return feed.supply(wire).map_or(Poll::Pending, |done| Poll::Ready(Ok(Some(done)))),
    })
}
