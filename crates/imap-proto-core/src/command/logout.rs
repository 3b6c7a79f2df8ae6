//! LOGOUT.

use super::{Command, CommandWriter, Effect, Items, Never, Outcome, States, Traits, common};
use crate::error::EncodeError;
use crate::response::Tagged;

/// LOGOUT (RFC 9051 6.1.3): ends the session. Valid in any state; the connection closes behind it.
///
/// The server's BYE alone also counts, since some close without the tagged OK.
///
/// ```
/// use imap_proto_core::command::{Command, Logout};
/// assert_eq!(Logout::NAME, "LOGOUT");
/// ```
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[allow(clippy::exhaustive_structs, reason = "LOGOUT has no argument and never will")]
pub struct Logout;

impl Logout {
    /// Ends the session.
    pub fn new() -> Self {
        Self
    }
}

impl Command for Logout {
    type Item = Never;
    type Output = ();
    const NAME: &'static str = "LOGOUT";

    fn traits(&self) -> Traits {
        Traits::exclusive(States::Any).with(|t| t.effect = Effect::LogsOut)
    }

    fn encode(&mut self, w: &mut CommandWriter<'_>) -> Result<(), EncodeError> {
        w.word("LOGOUT").finish()
    }

    fn on_tagged(&mut self, tagged: Tagged, _: &mut Items<'_, Never>) -> Outcome<()> {
        common::done(tagged)
    }
}
