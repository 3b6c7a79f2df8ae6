//! Uploads: commands whose octets come from a reader.

use std::future::poll_fn;
use std::io::ErrorKind;
use std::pin::Pin;
use std::task::{Context, Poll, ready};

use bytes::BytesMut;
use futures_io::AsyncRead;
use imap_proto_core::CloseReason;
use imap_proto_core::command::{AppendStream, Command, Upload};
use imap_proto_core::conn::CommandId;
use imap_proto_core::types::MailboxName;

use crate::{Error, Session, Transport};

/// Octets that are read at a time.
const CHUNK: usize = 64 << 10;

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

    /// Runs a command whose octets come from `reader`: exactly as many as the command announced are read, and none
    /// before the server is ready for them.
    ///
    /// A refusal leaves the session usable. A reader that runs short, or fails ([`Error::Io`]), closes the connection,
    /// and so does dropping the future after the announcement: what was announced cannot be taken back, and padding
    /// would be a message that nobody wrote.
    pub async fn upload<C: Upload>(
        &mut self,
        command: C,
        mut reader: impl AsyncRead + Unpin,
    ) -> Result<C::Output, Error> {
        let ticket = self.submit_upload(command);
        let id = ticket.id();
        let mut run = self.wait(ticket);
        let mut chunk = BytesMut::new();
        poll_fn(|cx| {
            loop {
                if let Some(done) = run.finished() {
                    return Poll::Ready(done);
                }
                match poll_supply(run.session, id, &mut reader, &mut chunk, cx) {
                    Poll::Ready(Ok(())) => {}
                    Poll::Ready(Err(error)) => return Poll::Ready(Err(error)),
                    // The reader wakes this task; until then the server may have something to say.
                    Poll::Pending => ready!(run.session.poll_pump(cx, None)),
                }
            }
        })
        .await
    }
}

/// Hands one chunk from the reader to the core. Pending while no octets are due, or none are there.
fn poll_supply<T: Transport>(
    session: &mut Session<T>,
    id: CommandId,
    reader: &mut (impl AsyncRead + Unpin),
    chunk: &mut BytesMut,
    cx: &mut Context<'_>,
) -> Poll<Result<(), Error>> {
    let Some(owed) = session.wire().owed(id).map(|owed| owed.left) else { return Poll::Pending };
    // What was read and not written yet is at most one chunk.
    if !session.wire().output().is_empty() {
        return Poll::Pending;
    }
    let mut read = 0;
    if owed > 0 {
        chunk.resize(usize::try_from(owed).map_or(CHUNK, |owed| owed.min(CHUNK)), 0);
        read = match ready!(Pin::new(reader).poll_read(cx, chunk)) {
            Ok(0) => return Poll::Ready(Err(Error::Closed(CloseReason::UploadAbandoned))),
            Ok(n) => n.min(chunk.len()),
            Err(error) if error.kind() == ErrorKind::Interrupted => return Poll::Ready(Ok(())),
            Err(error) => return Poll::Ready(Err(Error::Io(error))),
        };
    }
    session.wire().supply(id, chunk.split_to(read).freeze());
    Poll::Ready(Ok(()))
}
