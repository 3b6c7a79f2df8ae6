//! SUBSCRIBE and UNSUBSCRIBE.

use super::{Command, CommandWriter, Items, Never, Outcome, States, Traits, common};
use crate::error::EncodeError;
use crate::response::Tagged;
use crate::types::MailboxName;

/// SUBSCRIBE (RFC 9051 6.3.7): adds a mailbox to the subscribed ones. Valid when authenticated.
///
/// ```
/// use imap_proto_core::{Execute, command::Subscribe};
/// # let server = imap_testkit::Server::demo().listen_tcp()?;
/// # let mut session = imap_blocking::connect_tcp("localhost", server.port())?;
/// # session.login("demo", "demo")?;
/// session.run(Subscribe::new("Archive"))?; // or session.subscribe("Archive")?
/// # Ok::<(), imap_blocking::Error>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Subscribe {
    mailbox: MailboxName,
}

impl Subscribe {
    /// Names the mailbox.
    pub fn new(mailbox: impl Into<MailboxName>) -> Self {
        Self { mailbox: mailbox.into() }
    }
}

impl Command for Subscribe {
    type Item = Never;
    type Output = ();
    const NAME: &'static str = "SUBSCRIBE";

    fn traits(&self) -> Traits {
        Traits::pipelined(States::Authenticated)
    }

    fn encode(&mut self, w: &mut CommandWriter<'_>) -> Result<(), EncodeError> {
        w.word("SUBSCRIBE").sp().mailbox(&self.mailbox).finish()
    }

    fn on_tagged(&mut self, tagged: Tagged, _: &mut Items<'_, Never>) -> Outcome<()> {
        common::done(tagged)
    }
}

/// UNSUBSCRIBE (RFC 9051 6.3.8): takes a mailbox off the subscribed ones, be it there or not. Valid when
/// authenticated.
///
/// ```
/// use imap_proto_core::{Execute, command::Unsubscribe};
/// # let server = imap_testkit::Server::demo().listen_tcp()?;
/// # let mut session = imap_blocking::connect_tcp("localhost", server.port())?;
/// # session.login("demo", "demo")?;
/// session.run(Unsubscribe::new("Trash"))?; // or session.unsubscribe("Trash")?
/// # Ok::<(), imap_blocking::Error>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Unsubscribe {
    mailbox: MailboxName,
}

impl Unsubscribe {
    /// Names the mailbox.
    pub fn new(mailbox: impl Into<MailboxName>) -> Self {
        Self { mailbox: mailbox.into() }
    }
}

impl Command for Unsubscribe {
    type Item = Never;
    type Output = ();
    const NAME: &'static str = "UNSUBSCRIBE";

    fn traits(&self) -> Traits {
        Traits::pipelined(States::Authenticated)
    }

    fn encode(&mut self, w: &mut CommandWriter<'_>) -> Result<(), EncodeError> {
        w.word("UNSUBSCRIBE").sp().mailbox(&self.mailbox).finish()
    }

    fn on_tagged(&mut self, tagged: Tagged, _: &mut Items<'_, Never>) -> Outcome<()> {
        common::done(tagged)
    }
}
