//! APPEND, from memory or as a stream.

use alloc::vec::Vec;
use core::fmt;

use bytes::Bytes;
use time::OffsetDateTime;

use super::{Command, CommandWriter, Items, Never, Outcome, States, Traits, Upload, common};
use crate::error::EncodeError;
use crate::ext::ExtCode;
use crate::ext::uidplus::AppendUid;
use crate::response::{Code, Tagged};
use crate::types::{Capability, Flag, MailboxName, format_internal_date};

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
    head: Head,
    message: Bytes,
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
    head: Head,
    len: u64,
    binary: bool,
    utf8: bool,
}

#[derive(Clone)]
struct Head {
    mailbox: MailboxName,
    flags: Vec<Flag>,
    date: Option<OffsetDateTime>,
}

impl Head {
    fn new(mailbox: MailboxName) -> Self {
        Self { mailbox, flags: Vec::new(), date: None }
    }

    /// Everything before the message, with the space behind it.
    fn write(&self, w: &mut CommandWriter<'_>) -> Result<(), EncodeError> {
        w.word("APPEND").sp().mailbox(&self.mailbox).sp();
        if !self.flags.is_empty() {
            common::flag_list(w, &self.flags)?;
            w.sp();
        }
        if let Some(date) = self.date {
            w.string(format_internal_date(date)?.as_bytes(), "date").sp();
        }
        Ok(())
    }
}

macro_rules! head {
    ($command:ty) => {
        impl $command {
            /// Sets these flags. `\Recent` and `\*` are an [`EncodeError`].
            #[must_use]
            pub fn flags(mut self, flags: impl IntoIterator<Item = Flag>) -> Self {
                flags.into_iter().for_each(|flag| common::push_new(&mut self.head.flags, flag));
                self
            }

            /// Sets INTERNALDATE; without it the server takes the time of arrival. A year that has not four
            /// digits is an [`EncodeError`].
            #[must_use]
            pub fn date(mut self, date: OffsetDateTime) -> Self {
                self.head.date = Some(date);
                self
            }
        }
    };
}

head!(Append);
head!(AppendStream);

impl Append {
    /// The mailbox and the message.
    pub fn new(mailbox: impl Into<MailboxName>, message: impl Into<Bytes>) -> Self {
        Self { head: Head::new(mailbox.into()), message: message.into() }
    }
}

impl AppendStream {
    /// The mailbox and the octets of the message to come.
    pub fn new(mailbox: impl Into<MailboxName>, len: u64) -> Self {
        Self { head: Head::new(mailbox.into()), len, binary: false, utf8: false }
    }

    /// Sends it as `literal8`, which may hold NUL. [`EncodeError::NeedsBinary`] where the server has no
    /// BINARY.
    #[must_use]
    pub fn binary(mut self) -> Self {
        self.binary = true;
        self
    }

    /// Sends it as a message with 8-bit header fields (RFC 6855 4), if UTF8=ACCEPT is on; else as any other.
    #[must_use]
    pub fn utf8(mut self) -> Self {
        self.utf8 = true;
        self
    }
}

impl fmt::Debug for Append {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Append")
            .field("mailbox", &self.head.mailbox)
            .field("octets", &self.message.len())
            .finish_non_exhaustive()
    }
}

impl fmt::Debug for AppendStream {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("AppendStream")
            .field("mailbox", &self.head.mailbox)
            .field("octets", &self.len)
            .finish_non_exhaustive()
    }
}

/// How the message goes out.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Form {
    Literal,
    Literal8,
    Utf8,
}

impl Form {
    fn choose(w: &CommandWriter<'_>, nul: bool, eight_bit_headers: bool) -> Result<Self, EncodeError> {
        if eight_bit_headers && w.dialect().utf8() {
            return Ok(Self::Utf8);
        }
        match nul {
            false => Ok(Self::Literal),
            true if w.dialect().has(&Capability::Binary) => Ok(Self::Literal8),
            true => Err(EncodeError::NeedsBinary),
        }
    }
}

/// Whether the header section holds an octet that is not ASCII.
fn has_8bit_headers(message: &[u8]) -> bool {
    let mut blank = true;
    for octet in message {
        match octet {
            b'\n' if blank => return false,
            b'\n' => blank = true,
            b'\r' => {}
            _ if !octet.is_ascii() => return true,
            _ => blank = false,
        }
    }
    false
}

fn appended(tagged: Tagged) -> Outcome<Option<AppendUid>> {
    Outcome::Done(tagged.refusal().map(|tagged| match tagged.status.code {
        Some(Code::Ext(ExtCode::AppendUid(uid))) => Some(uid),
        _ => None,
    }))
}

impl Command for Append {
    type Item = Never;
    type Output = Option<AppendUid>;
    const NAME: &'static str = "APPEND";

    fn traits(&self) -> Traits {
        Traits::pipelined(States::Authenticated)
    }

    fn encode(&mut self, w: &mut CommandWriter<'_>) -> Result<(), EncodeError> {
        let nul = memchr::memchr(0, &self.message).is_some();
        let form = Form::choose(w, nul, has_8bit_headers(&self.message))?;
        self.head.write(w)?;
        match form {
            Form::Literal => w.literal(self.message.clone(), false),
            Form::Literal8 => w.literal(self.message.clone(), true),
            Form::Utf8 => w.word("UTF8 (").literal(self.message.clone(), true).word(")"),
        };
        w.finish()
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
        Traits::pipelined(States::Authenticated)
    }

    fn encode(&mut self, w: &mut CommandWriter<'_>) -> Result<(), EncodeError> {
        let form = Form::choose(w, self.binary, self.utf8)?;
        self.head.write(w)?;
        match form {
            Form::Literal => w.external(self.len, false),
            Form::Literal8 => w.external(self.len, true),
            Form::Utf8 => w.word("UTF8 (").external(self.len, true).word(")"),
        };
        w.finish()
    }

    fn on_tagged(&mut self, tagged: Tagged, _: &mut Items<'_, Never>) -> Outcome<Option<AppendUid>> {
        appended(tagged)
    }
}

impl Upload for AppendStream {}

#[cfg(test)]
mod tests;
