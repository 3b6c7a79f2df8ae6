//! NOOP and CHECK.

use super::{Command, CommandWriter, Items, Never, Outcome, States, Traits, common};
use crate::error::EncodeError;
use crate::response::Tagged;

/// NOOP (RFC 9051 6.1.2): does nothing, and gives the server an occasion to tell news. Valid in any state.
///
/// ```
/// use imap_proto_core::{Execute, command::Noop};
/// # let server = imap_testkit::Server::demo().listen_tcp()?;
/// # let mut session = imap_blocking::connect_tcp("localhost", server.port())?;
/// # session.login("demo", "demo")?;
/// session.run(Noop::new())?; // or session.noop()?
/// let news = session.events().count();
/// # let _ = news;
/// # Ok::<(), imap_blocking::Error>(())
/// ```
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[allow(clippy::exhaustive_structs, reason = "NOOP has no argument and never will")]
pub struct Noop;

impl Noop {
    /// Asks for news.
    pub fn new() -> Self {
        Self
    }
}

impl Command for Noop {
    type Item = Never;
    type Output = ();
    const NAME: &'static str = "NOOP";

    fn traits(&self) -> Traits {
        Traits::pipelined(States::Any)
    }

    fn encode(&mut self, w: &mut CommandWriter<'_>) -> Result<(), EncodeError> {
        w.word("NOOP").finish()
    }

    fn on_tagged(&mut self, tagged: Tagged, _: &mut Items<'_, Never>) -> Outcome<()> {
        common::done(tagged)
    }
}

/// CHECK (RFC 3501 6.4.1): asks for a checkpoint of the selected mailbox. IMAP4rev2 dropped it; NOOP serves
/// there.
///
/// ```
/// use imap_proto_core::command::{Check, Command};
/// assert_eq!(Check::NAME, "CHECK");
/// ```
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[allow(clippy::exhaustive_structs, reason = "CHECK has no argument and never will")]
pub struct Check;

impl Check {
    /// Asks for a checkpoint.
    pub fn new() -> Self {
        Self
    }
}

impl Command for Check {
    type Item = Never;
    type Output = ();
    const NAME: &'static str = "CHECK";

    fn traits(&self) -> Traits {
        Traits::pipelined(States::Selected)
    }

    fn encode(&mut self, w: &mut CommandWriter<'_>) -> Result<(), EncodeError> {
        w.word("CHECK").finish()
    }

    fn on_tagged(&mut self, tagged: Tagged, _: &mut Items<'_, Never>) -> Outcome<()> {
        common::done(tagged)
    }
}
