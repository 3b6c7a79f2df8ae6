//! The command that sets annotations.

use alloc::vec::Vec;

use bytes::Bytes;

use super::get::need;
use super::{EntryName, MetadataEntry};
use crate::command::common::{self, Unchecked, unchecked};
use crate::command::{Command, CommandWriter, Items, Never, Outcome, States, Traits};
use crate::error::EncodeError;
use crate::response::Tagged;
use crate::types::MailboxName;

/// SETMETADATA (RFC 5464 4.3): sets and removes annotations of a mailbox or of the server, all of them or none. Valid
/// when authenticated, where the server announces `METADATA`, or for its own annotations `METADATA-SERVER`.
///
/// A NO with [`MetadataCode`](super::MetadataCode) says what is too much. No entry at all, and a name that RFC 5464
/// 3.2 does not allow, are an [`EncodeError::Invalid`]. A value with a NUL goes as literal8, which needs `BINARY`
/// (RFC 3516): [`EncodeError::NeedsBinary`] without it.
///
/// ```
/// use imap_proto_core::{Execute, ext::metadata::SetMetadata};
/// # let script = imap_testkit::Script::parse("S: * PREAUTH [CAPABILITY IMAP4rev1 METADATA] hi
/// # C: $1 SETMETADATA INBOX (/private/comment \"My new comment\" /shared/comment NIL)\nS: $1 OK done")?;
/// # let server = script.listen()?;
/// # let config = imap_proto_core::conn::Config::default().allow_preauth();
/// # let mut session = imap_blocking::Connector::new("localhost", server.port()).config(config).tcp()?;
/// let set = SetMetadata::new("INBOX").set("/private/comment", "My new comment").remove("/shared/comment");
/// session.run(set)?;
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Debug)]
pub struct SetMetadata {
    mailbox: MailboxName,
    entries: Vec<MetadataEntry>,
    unchecked: Unchecked,
}

impl SetMetadata {
    /// The mailbox, with nothing to change yet.
    pub fn new(mailbox: impl Into<MailboxName>) -> Self {
        Self { mailbox: mailbox.into(), entries: Vec::new(), unchecked: Unchecked::default() }
    }

    /// The server itself.
    #[must_use]
    pub fn server() -> Self {
        Self::new("")
    }

    /// Gives an entry a value.
    #[must_use]
    pub fn set(self, name: impl Into<EntryName>, value: impl Into<Bytes>) -> Self {
        self.entry(name.into(), Some(value.into()))
    }

    /// Removes an entry.
    #[must_use]
    pub fn remove(self, name: impl Into<EntryName>) -> Self {
        self.entry(name.into(), None)
    }

    fn entry(mut self, name: EntryName, value: Option<Bytes>) -> Self {
        self.entries.push(MetadataEntry { name, value });
        self
    }
}

unchecked!(SetMetadata);

impl Command for SetMetadata {
    type Item = Never;
    type Output = ();
    const NAME: &'static str = "SETMETADATA";

    fn traits(&self) -> Traits {
        self.unchecked.needs(Traits::pipelined(States::Authenticated), need(&self.mailbox))
    }

    fn encode(&mut self, w: &mut CommandWriter<'_>) -> Result<(), EncodeError> {
        if self.entries.is_empty() {
            return Err(EncodeError::Invalid { what: "list of entries", why: "there is none" });
        }
        w.word("SETMETADATA").sp().mailbox(&self.mailbox).sp();
        for (index, entry) in self.entries.iter().enumerate() {
            w.word(if index == 0 { "(" } else { " " }).astring(entry.name.sendable()?, "entry name").sp();
            common::nstring8(entry.value.as_ref(), w);
        }
        w.word(")").finish()
    }

    fn on_tagged(&mut self, tagged: Tagged, _: &mut Items<'_, Never>) -> Outcome<()> {
        common::done(tagged)
    }
}
