//! Uploads: commands whose octets come from readers.

use std::io::{ErrorKind, Read};
use std::iter;

use imap_proto_core::command::{AppendStream, Command, Upload};
use imap_proto_core::drive::{Feed, Progress};
use imap_proto_core::types::MailboxName;

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

    /// [`upload_parts`](Self::upload_parts) of a command with one literal.
    pub fn upload<C: Upload>(&mut self, command: C, reader: impl Read) -> Result<C::Output, Error> {
        self.upload_parts(command, iter::once(reader), |_| ())
    }

    /// Runs a command whose literals come from readers, one each, in constant memory. Exactly as many octets as the
    /// command announced are read, and none before the server is ready for them; a reader is taken when its part is
    /// due. `progress` is told after every 64 KiB, and at the end of every part.
    ///
    /// A refusal leaves the session usable. A reader that is missing, runs short, or fails ([`Error::Io`]) closes the
    /// connection: what was announced cannot be taken back, and padding would be a message that nobody wrote.
    pub fn upload_parts<C: Upload, R: Read>(
        &mut self,
        command: C,
        readers: impl IntoIterator<Item = R>,
        mut progress: impl FnMut(Progress),
    ) -> Result<C::Output, Error> {
        let ticket = self.submit_upload(command);
        let mut feed = Feed::new(ticket.id(), readers);
        // Dropped it gives the upload up, which ends the connection: also when a reader panics.
        let run = Items { session: self, ticket: Some(ticket) };
        loop {
            if let Some(done) = run.ticket.as_ref().and_then(|ticket| run.session.poll(ticket)) {
                return done;
            }
            match feed.room(run.session.wire())? {
                None if run.session.has_output() => run.session.drain(),
                None => run.session.pump(None),
                Some((reader, room)) => match reader.read(room) {
                    Err(error) if error.kind() == ErrorKind::Interrupted => {}
                    read => feed.filled(read?, run.session.wire())?.into_iter().for_each(&mut progress),
                },
            }
        }
    }
}
