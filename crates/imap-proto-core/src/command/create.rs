//! CREATE, DELETE and RENAME.

use alloc::vec::Vec;

use super::{Command, CommandWriter, Items, Never, Outcome, Param, States, Traits, common, param};
use crate::error::EncodeError;
use crate::ext::ExtCode;
use crate::response::{Code, Tagged};
use crate::types::MailboxName;

/// CREATE (RFC 9051 6.3.4): makes a mailbox. Valid when authenticated.
///
/// A name that ends in the hierarchy delimiter only declares that mailboxes below it will follow.
///
/// ```
/// use imap_proto_core::{Execute, command::Create};
/// # let server = imap_testkit::Server::demo().listen_tcp()?;
/// # let mut session = imap_blocking::connect_tcp("localhost", server.port())?;
/// # session.login("demo", "demo")?;
/// session.run(Create::new("Archive/2027"))?; // or session.create("Archive/2027")?
/// let error = session.create("Archive/2027").unwrap_err();
/// assert!(error.refused().is_some_and(|refused| refused.status.is_already_exists()));
/// # Ok::<(), imap_blocking::Error>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Create {
    mailbox: MailboxName,
    params: Vec<Param>,
}

impl Create {
    /// Names the mailbox.
    pub fn new(mailbox: impl Into<MailboxName>) -> Self {
        Self { mailbox: mailbox.into(), params: Vec::new() }
    }

    /// Adds an argument of an extension (RFC 4466 2.2), such as a special use.
    #[must_use]
    pub fn param(mut self, param: Param) -> Self {
        self.params.push(param);
        self
    }
}

impl Command for Create {
    type Item = Never;
    type Output = Created;
    const NAME: &'static str = "CREATE";

    fn traits(&self) -> Traits {
        Traits::pipelined(States::Authenticated).with_params(&self.params)
    }

    fn encode(&mut self, w: &mut CommandWriter<'_>) -> Result<(), EncodeError> {
        w.word("CREATE").sp().mailbox(&self.mailbox);
        param::list(&self.params, w)?;
        w.finish()
    }

    fn on_tagged(&mut self, tagged: Tagged, _: &mut Items<'_, Never>) -> Outcome<Created> {
        Outcome::Done(tagged.refusal().map(|tagged| match tagged.status.code {
            Some(Code::Ext(code)) => Created { code: Some(code) },
            _ => Created::default(),
        }))
    }
}

/// What a server tells of a mailbox that it has made.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct Created {
    /// The code of its OK, if it is one of an extension, such as MAILBOXID.
    pub code: Option<ExtCode>,
}

/// DELETE (RFC 9051 6.3.5): removes a mailbox and its messages. Valid when authenticated.
///
/// ```
/// use imap_proto_core::{Execute, command::Delete};
/// # let server = imap_testkit::Server::demo().listen_tcp()?;
/// # let mut session = imap_blocking::connect_tcp("localhost", server.port())?;
/// # session.login("demo", "demo")?;
/// session.run(Delete::new("Archive/2026"))?; // or session.delete("Archive/2026")?
/// # Ok::<(), imap_blocking::Error>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Delete {
    mailbox: MailboxName,
}

impl Delete {
    /// Names the mailbox.
    pub fn new(mailbox: impl Into<MailboxName>) -> Self {
        Self { mailbox: mailbox.into() }
    }
}

impl Command for Delete {
    type Item = Never;
    type Output = ();
    const NAME: &'static str = "DELETE";

    fn traits(&self) -> Traits {
        Traits::pipelined(States::Authenticated)
    }

    fn encode(&mut self, w: &mut CommandWriter<'_>) -> Result<(), EncodeError> {
        w.word("DELETE").sp().mailbox(&self.mailbox).finish()
    }

    fn on_tagged(&mut self, tagged: Tagged, _: &mut Items<'_, Never>) -> Outcome<()> {
        common::done(tagged)
    }
}

/// RENAME (RFC 9051 6.3.6): changes a mailbox's name, and those below it. Valid when authenticated.
///
/// Renaming INBOX moves its messages and leaves it empty.
///
/// ```
/// use imap_proto_core::{Execute, command::Rename};
/// # let server = imap_testkit::Server::demo().listen_tcp()?;
/// # let mut session = imap_blocking::connect_tcp("localhost", server.port())?;
/// # session.login("demo", "demo")?;
/// session.run(Rename::new("Entwürfe", "Drafts"))?; // or session.rename("Entwürfe", "Drafts")?
/// # Ok::<(), imap_blocking::Error>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Rename {
    from: MailboxName,
    to: MailboxName,
}

impl Rename {
    /// The present name and the new one.
    pub fn new(from: impl Into<MailboxName>, to: impl Into<MailboxName>) -> Self {
        Self { from: from.into(), to: to.into() }
    }
}

impl Command for Rename {
    type Item = Never;
    type Output = ();
    const NAME: &'static str = "RENAME";

    fn traits(&self) -> Traits {
        Traits::pipelined(States::Authenticated)
    }

    fn encode(&mut self, w: &mut CommandWriter<'_>) -> Result<(), EncodeError> {
        w.word("RENAME").sp().mailbox(&self.from).sp().mailbox(&self.to).finish()
    }

    fn on_tagged(&mut self, tagged: Tagged, _: &mut Items<'_, Never>) -> Outcome<()> {
        common::done(tagged)
    }
}
