//! Uploads: commands whose octets come from a reader.

use std::io::Read;

use imap_proto_core::CloseReason;
use imap_proto_core::command::{AppendStream, Command, Upload};
use imap_proto_core::types::MailboxName;

use crate::pipe::CHUNK;
use crate::rows::Items;
use crate::{Error, Session, Transport};

impl<T: Transport> Session<T> {
    /// APPENDs `len` octets from a reader (RFC 9051 6.3.12). For flags [`upload`](Self::upload) an [`AppendStream`].
    pub fn append_from(
        &mut self,
        mailbox: impl Into<MailboxName>,
        len: u64,
        reader: impl Read,
    ) -> Result<<AppendStream as Command>::Output, Error> {
        self.upload(AppendStream::new(mailbox, len), reader)
    }

    /// Runs a command whose octets come from `reader`: exactly as many as the command announced are read, and none
    /// before the server is ready for them.
    ///
    /// A refusal leaves the session usable. A reader that runs short, or fails ([`Error::Io`]), closes the connection:
    /// what was announced cannot be taken back, and padding would be a message that nobody wrote.
    pub fn upload<C: Upload>(&mut self, command: C, mut reader: impl Read) -> Result<C::Output, Error> {
        let ticket = self.submit_upload(command);
        let id = ticket.id();
        // Dropped it gives the upload up, which ends the connection: also when the reader panics.
        let run = Items { session: self, ticket: Some(ticket) };
        loop {
            if let Some(done) = run.ticket.as_ref().and_then(|ticket| run.session.poll(ticket)) {
                return done;
            }
            let Some(owed) = run.session.wire().owed(id).map(|owed| owed.left) else {
                run.session.pump(None);
                continue;
            };
            let mut chunk = Vec::new();
            if reader.by_ref().take(owed.min(CHUNK as u64)).read_to_end(&mut chunk)? == 0 && owed > 0 {
                return Err(Error::Closed(CloseReason::UploadAbandoned));
            }
            run.session.wire().supply(id, chunk.into());
            run.session.drain();
        }
    }
}
