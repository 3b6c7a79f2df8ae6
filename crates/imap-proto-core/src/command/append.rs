//! APPEND, from memory or as a stream.

use core::fmt;

use bytes::Bytes;
use time::OffsetDateTime;

use super::{Command, CommandWriter, Items, Never, Outcome, Param, States, Traits, Upload};
use crate::error::EncodeError;
use crate::ext::ExtCode;
use crate::ext::uidplus::AppendUid;
use crate::response::{Code, Tagged};
use crate::types::{Flag, MailboxName};

mod message;

pub use message::AppendMessage;

/// APPEND (RFC 9051 6.3.12): puts a message into a mailbox. Valid when authenticated.
///
/// The octets go untouched; [`crlf`](crate::types::crlf) brings line ends in order beforehand. A NUL among
/// them needs BINARY, else it is an [`EncodeError::NeedsBinary`]. `NO [TRYCREATE]` means that the mailbox
/// does not exist. The output is where the message is, if the server has UIDPLUS.
///
/// ```
/// use imap_proto_core::{Append, Execute, Flag};
/// # let server = imap_testkit::Server::demo().listen_tcp()?;
/// # let mut session = imap_blocking::connect_tcp("localhost", server.port())?;
/// # session.login("demo", "demo")?;
/// let message = "Subject: hi\r\n\r\nhello\r\n";
/// let stored = session.run(Append::new("Entwürfe", message).flags([Flag::Draft, Flag::Seen]))?;
/// println!("stored as UID {:?}", stored.map(|at| at.uids));
/// let error = session.append("Nowhere", message).unwrap_err();
/// assert!(error.refused().is_some_and(|refused| refused.status.is_try_create()));
/// # Ok::<(), imap_blocking::Error>(())
/// ```
#[derive(Clone)]
pub struct Append {
    mailbox: MailboxName,
    message: AppendMessage,
}

/// APPEND of a message that the caller supplies in pieces, its length known beforehand (RFC 9051 6.3.12).
///
/// Start it through the driver's upload functions. Once it is under way it has to bring exactly that many
/// octets, else the connection is closed. The octets are not looked at: say [`binary`](AppendStream::binary)
/// when there may be a NUL among them, and [`utf8`](AppendStream::utf8) when UTF8=ACCEPT is on and header
/// fields are not ASCII.
///
/// ```
/// use imap_proto_core::{Execute, Flag, command::AppendStream};
/// # let server = imap_testkit::Server::demo().listen_tcp()?;
/// # let mut session = imap_blocking::connect_tcp("localhost", server.port())?;
/// # session.login("demo", "demo")?;
/// let file: &[u8] = b"Subject: from a file\r\n\r\nlarge\r\n"; // anything that implements Read
/// let command = AppendStream::new("Archive", file.len() as u64).flags([Flag::Seen]);
/// session.upload(command, file)?;
/// # Ok::<(), imap_blocking::Error>(())
/// ```
#[derive(Clone)]
pub struct AppendStream {
    mailbox: MailboxName,
    message: AppendMessage,
}

macro_rules! settings {
    ($command:ty) => {
        impl $command {
            /// Sets these flags. `\Recent` and `\*` are an [`EncodeError`].
            #[must_use]
            pub fn flags(mut self, flags: impl IntoIterator<Item = Flag>) -> Self {
                self.message = self.message.flags(flags);
                self
            }

            /// Sets INTERNALDATE; without it the server takes the time of arrival. A year that has not four
            /// digits is an [`EncodeError`].
            #[must_use]
            pub fn date(mut self, date: OffsetDateTime) -> Self {
                self.message = self.message.date(date);
                self
            }

            /// Adds a data item of an extension (RFC 4466 2.7), such as
            /// [`NewAnnotations`](crate::ext::annotate::NewAnnotations).
            #[must_use]
            pub fn param(mut self, param: impl Into<Param>) -> Self {
                self.message = self.message.param(param);
                self
            }
        }

        impl fmt::Debug for $command {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.debug_struct(stringify!($command))
                    .field("mailbox", &self.mailbox)
                    .field("octets", &self.message.octets())
                    .finish_non_exhaustive()
            }
        }
    };
}

settings!(Append);
settings!(AppendStream);

impl Append {
    /// The mailbox and the message.
    pub fn new(mailbox: impl Into<MailboxName>, message: impl Into<Bytes>) -> Self {
        Self::message(mailbox, AppendMessage::new(message))
    }

    /// The mailbox and a message of any kind; one that is streamed makes the command an upload.
    pub fn message(mailbox: impl Into<MailboxName>, message: impl Into<AppendMessage>) -> Self {
        Self { mailbox: mailbox.into(), message: message.into() }
    }
}

impl AppendStream {
    /// The mailbox and the octets of the message to come.
    pub fn new(mailbox: impl Into<MailboxName>, len: u64) -> Self {
        Self { mailbox: mailbox.into(), message: AppendMessage::stream(len) }
    }

    /// Sends it as `literal8`, which may hold NUL. [`EncodeError::NeedsBinary`] where the server has no
    /// BINARY.
    #[must_use]
    pub fn binary(mut self) -> Self {
        self.message = self.message.binary();
        self
    }

    /// Sends it as a message with 8-bit header fields (RFC 6855 4), if UTF8=ACCEPT is on; else as any other.
    #[must_use]
    pub fn utf8(mut self) -> Self {
        self.message = self.message.utf8();
        self
    }
}

/// Where the messages are, if the server told.
pub(crate) fn appended(tagged: Tagged) -> Outcome<Option<AppendUid>> {
    Outcome::Done(tagged.refusal().map(|tagged| match tagged.status.code {
        Some(Code::Ext(ExtCode::AppendUid(uid))) => Some(uid),
        _ => None,
    }))
}

fn append(
    w: &mut CommandWriter<'_>,
    mailbox: &MailboxName,
    message: &AppendMessage,
) -> Result<(), EncodeError> {
    w.word("APPEND").sp().mailbox(mailbox).sp();
    message.write(w)?;
    w.finish()
}

impl Command for Append {
    type Item = Never;
    type Output = Option<AppendUid>;
    const NAME: &'static str = "APPEND";

    fn traits(&self) -> Traits {
        let traits = Traits::pipelined(States::Authenticated);
        traits.with(|t| self.message.bring(t))
    }

    fn encode(&mut self, w: &mut CommandWriter<'_>) -> Result<(), EncodeError> {
        append(w, &self.mailbox, &self.message)
    }

    fn on_tagged(&mut self, tagged: Tagged, _: &mut Items<'_, Never>) -> Outcome<Option<AppendUid>> {
        appended(tagged)
    }
}

impl Command for AppendStream {
    type Item = Never;
    type Output = Option<AppendUid>;
    const NAME: &'static str = "APPEND";

    fn traits(&self) -> Traits {
        let traits = Traits::pipelined(States::Authenticated);
        traits.with(|t| self.message.bring(t))
    }

    fn encode(&mut self, w: &mut CommandWriter<'_>) -> Result<(), EncodeError> {
        append(w, &self.mailbox, &self.message)
    }

    fn on_tagged(&mut self, tagged: Tagged, _: &mut Items<'_, Never>) -> Outcome<Option<AppendUid>> {
        appended(tagged)
    }
}

impl Upload for Append {}
impl Upload for AppendStream {}

#[cfg(test)]
mod tests;
