//! MULTIAPPEND (RFC 3502): several messages with one APPEND, all of them or none.

use alloc::vec::Vec;
use core::fmt;

use bytes::Bytes;

use super::uidplus::AppendUid;
use crate::command::append::appended;
use crate::command::common::{Unchecked, unchecked};
use crate::command::{AppendMessage, Command, CommandWriter, Items, Never, Outcome, States, Traits, Upload};
use crate::error::EncodeError;
use crate::response::Tagged;
use crate::types::{Capability, MailboxName};

/// APPEND of several messages (RFC 3502 6.3.11), in order. Valid when authenticated, where the server announces
/// `MULTIAPPEND`; a single message is a plain APPEND and needs nothing.
///
/// All or nothing: after a NO, and when the connection ends before the OK, the server must have restored the
/// mailbox, so the whole command may be tried again. `NO [TRYCREATE]` means that the mailbox does not exist. A
/// server may refuse before it has all messages; the rest of them is then not sent. The output is where they are, one
/// UID a message in order, if the server has UIDPLUS (RFC 4315 3).
///
/// No message, or one of no octets, which would cancel the command, is an [`EncodeError::Invalid`]. With LITERAL+
/// everything goes out in one round trip; without it, one a message.
///
/// Messages of [`AppendMessage::stream`] are the parts of an upload, in order: start the command through the driver's
/// upload functions then, with a reader for each of them.
///
/// ```
/// use imap_proto_core::{Execute, Flag, command::AppendMessage, ext::MultiAppend};
/// # let server = imap_testkit::Server::demo().listen_tcp()?;
/// # let mut session = imap_blocking::connect_tcp("localhost", server.port())?;
/// # session.login("demo", "demo")?;
/// let drafts = ["Subject: one\r\n\r\n1\r\n", "Subject: two\r\n\r\n2\r\n"];
/// let command = MultiAppend::new("Archive").messages(drafts)
///     .message(AppendMessage::new("Subject: three\r\n\r\n3\r\n").flags([Flag::Seen]));
/// let stored = session.run(command)?;
/// println!("stored as UIDs {:?}", stored.map(|at| at.uids));
/// # Ok::<(), imap_blocking::Error>(())
/// ```
#[derive(Clone)]
pub struct MultiAppend {
    mailbox: MailboxName,
    messages: Vec<AppendMessage>,
    unchecked: Unchecked,
}

impl MultiAppend {
    /// The mailbox; the messages follow.
    pub fn new(mailbox: impl Into<MailboxName>) -> Self {
        Self { mailbox: mailbox.into(), messages: Vec::new(), unchecked: Unchecked::default() }
    }

    /// Adds a message.
    #[must_use]
    pub fn message(mut self, message: impl Into<AppendMessage>) -> Self {
        self.messages.push(message.into());
        self
    }

    /// Adds messages.
    #[must_use]
    pub fn messages<M: Into<AppendMessage>>(mut self, messages: impl IntoIterator<Item = M>) -> Self {
        self.messages.extend(messages.into_iter().map(Into::into));
        self
    }
}

unchecked!(MultiAppend);

impl<O: Into<Bytes>> From<O> for AppendMessage {
    fn from(octets: O) -> Self {
        Self::new(octets)
    }
}

impl fmt::Debug for MultiAppend {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("MultiAppend")
            .field("mailbox", &self.mailbox)
            .field("messages", &self.messages)
            .finish_non_exhaustive()
    }
}

impl Command for MultiAppend {
    type Item = Never;
    type Output = Option<AppendUid>;
    const NAME: &'static str = "APPEND";

    fn traits(&self) -> Traits {
        let mut traits = Traits::pipelined(States::Authenticated);
        if self.messages.len() != 1 {
            traits = self.unchecked.needs(traits, Capability::of("MULTIAPPEND"));
        }
        traits.with(|t| self.messages.iter().for_each(|message| message.bring(t)))
    }

    fn encode(&mut self, w: &mut CommandWriter<'_>) -> Result<(), EncodeError> {
        let invalid = |why| Err(EncodeError::Invalid { what: "list of messages", why });
        if self.messages.is_empty() {
            return invalid("there is none");
        }
        if self.messages.iter().any(|message| message.octets() == 0) {
            // It is how a client cancels all of them.
            return invalid("one has no octets");
        }
        w.word("APPEND").sp().mailbox(&self.mailbox);
        for message in &self.messages {
            message.write(w.sp())?;
        }
        w.finish()
    }

    fn on_tagged(&mut self, tagged: Tagged, _: &mut Items<'_, Never>) -> Outcome<Option<AppendUid>> {
        appended(tagged)
    }
}

impl Upload for MultiAppend {}

#[cfg(test)]
mod tests;
