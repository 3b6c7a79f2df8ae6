//! The commands that change an access control list.

use alloc::format;

use super::{Identifier, Rights};
use crate::command::common::{self, Unchecked, unchecked};
use crate::command::{Command, CommandWriter, Items, Need, Never, Outcome, States, Traits};
use crate::error::EncodeError;
use crate::response::Tagged;
use crate::types::MailboxName;

/// SETACL (RFC 4314 3.1): changes the rights of an identifier. Valid when authenticated, where the server announces
/// `ACL`.
///
/// A server of RFC 2086 knows other letters; see [`Rights::announced`]. Rights that no client may send, and an empty
/// identifier, are an [`EncodeError::Invalid`]. What else changes comes as ACL events.
///
/// ```
/// use imap_proto_core::{Execute, ext::acl::{Rights, SetAcl}};
/// # let script = imap_testkit::Script::parse("S: * PREAUTH [CAPABILITY IMAP4rev1 ACL RIGHTS=texk] hi
/// # C: $1 SETACL shared fred lrs\nS: $1 OK done\nC: $2 SETACL shared fred +wi\nS: $2 OK done")?;
/// # let server = script.listen()?;
/// # let config = imap_proto_core::conn::Config::default().allow_preauth();
/// # let mut session = imap_blocking::Connector::new("localhost", server.port()).config(config).tcp()?;
/// session.run(SetAcl::replace("shared", "fred", Rights::new("lrs")?))?;
/// session.run(SetAcl::add("shared", "fred", Rights::WRITE | Rights::INSERT))?;
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SetAcl {
    mailbox: MailboxName,
    identifier: Identifier,
    sign: &'static str,
    rights: Rights,
    unchecked: Unchecked,
}

impl SetAcl {
    fn new(sign: &'static str, mailbox: MailboxName, identifier: Identifier, rights: Rights) -> Self {
        Self { mailbox, identifier, sign, rights, unchecked: Unchecked::default() }
    }

    /// Grants these rights beside what the identifier has.
    pub fn add(mailbox: impl Into<MailboxName>, who: impl Into<Identifier>, rights: Rights) -> Self {
        Self::new("+", mailbox.into(), who.into(), rights)
    }

    /// Takes these rights away.
    pub fn remove(mailbox: impl Into<MailboxName>, who: impl Into<Identifier>, rights: Rights) -> Self {
        Self::new("-", mailbox.into(), who.into(), rights)
    }

    /// Grants these rights and takes all others away.
    pub fn replace(mailbox: impl Into<MailboxName>, who: impl Into<Identifier>, rights: Rights) -> Self {
        Self::new("", mailbox.into(), who.into(), rights)
    }
}

/// DELETEACL (RFC 4314 3.2): removes the entry of an identifier. Valid when authenticated, where the server
/// announces `ACL`.
///
/// An empty identifier is an [`EncodeError::Invalid`].
///
/// ```
/// use imap_proto_core::ext::acl::DeleteAcl;
/// let command = DeleteAcl::new("shared", "fred");
/// # let _ = command;
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DeleteAcl {
    mailbox: MailboxName,
    identifier: Identifier,
    unchecked: Unchecked,
}

impl DeleteAcl {
    /// The mailbox and the identifier.
    pub fn new(mailbox: impl Into<MailboxName>, who: impl Into<Identifier>) -> Self {
        Self { mailbox: mailbox.into(), identifier: who.into(), unchecked: Unchecked::default() }
    }
}

unchecked!(SetAcl, DeleteAcl);

/// The identifier; a server must refuse an empty one (RFC 4314 section 3).
pub(super) fn write(identifier: &Identifier, w: &mut CommandWriter<'_>) -> Result<(), EncodeError> {
    if identifier.as_bytes().is_empty() {
        return Err(EncodeError::Invalid { what: "identifier", why: "it is empty" });
    }
    w.sp().astring(identifier.as_bytes(), "identifier");
    Ok(())
}

impl Command for SetAcl {
    type Item = Never;
    type Output = ();
    const NAME: &'static str = "SETACL";

    fn traits(&self) -> Traits {
        self.unchecked.needs(Traits::pipelined(States::Authenticated), Need::named(&["ACL"]))
    }

    fn encode(&mut self, w: &mut CommandWriter<'_>) -> Result<(), EncodeError> {
        let rights = format!("{}{}", self.sign, self.rights.sendable()?);
        w.word("SETACL").sp().mailbox(&self.mailbox);
        write(&self.identifier, w)?;
        w.sp().astring(rights.as_bytes(), "rights").finish()
    }

    fn on_tagged(&mut self, tagged: Tagged, _: &mut Items<'_, Never>) -> Outcome<()> {
        common::done(tagged)
    }
}

impl Command for DeleteAcl {
    type Item = Never;
    type Output = ();
    const NAME: &'static str = "DELETEACL";

    fn traits(&self) -> Traits {
        self.unchecked.needs(Traits::pipelined(States::Authenticated), Need::named(&["ACL"]))
    }

    fn encode(&mut self, w: &mut CommandWriter<'_>) -> Result<(), EncodeError> {
        w.word("DELETEACL").sp().mailbox(&self.mailbox);
        write(&self.identifier, w)?;
        w.finish()
    }

    fn on_tagged(&mut self, tagged: Tagged, _: &mut Items<'_, Never>) -> Outcome<()> {
        common::done(tagged)
    }
}
