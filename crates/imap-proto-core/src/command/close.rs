//! CLOSE and UNSELECT.

use super::common::{Unchecked, unchecked};
use super::{Command, CommandWriter, Effect, Items, Never, Outcome, States, Traits, common};
use crate::error::EncodeError;
use crate::response::Tagged;
use crate::types::Capability;

/// CLOSE (RFC 9051 6.4.1): expunges silently what is `\Deleted`, unless read-only, and deselects the mailbox.
///
/// Valid when selected. [`Unselect`] leaves the messages alone.
///
/// ```
/// use imap_proto_core::command::{Close, Command};
/// assert!(Close.traits().destructive);
/// ```
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[allow(clippy::exhaustive_structs, reason = "CLOSE has no argument and never will")]
pub struct Close;

impl Close {
    /// Closes the selected mailbox.
    pub fn new() -> Self {
        Self
    }
}

impl Command for Close {
    type Item = Never;
    type Output = ();
    const NAME: &'static str = "CLOSE";

    fn traits(&self) -> Traits {
        Traits::exclusive(States::Selected).with(|t| {
            t.effect = Effect::Deselects;
            t.destructive = true;
        })
    }

    fn encode(&mut self, w: &mut CommandWriter<'_>) -> Result<(), EncodeError> {
        w.word("CLOSE").finish()
    }

    fn on_tagged(&mut self, tagged: Tagged, _: &mut Items<'_, Never>) -> Outcome<()> {
        common::done(tagged)
    }
}

/// UNSELECT (RFC 3691; RFC 9051 6.4.2): deselects the mailbox and expunges nothing.
///
/// Valid when selected, where the server announces `UNSELECT`.
///
/// ```
/// use imap_proto_core::command::{Command, Unselect};
/// assert!(!Unselect::new().traits().destructive);
/// ```
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Unselect {
    unchecked: Unchecked,
}

impl Unselect {
    /// Deselects the mailbox.
    pub fn new() -> Self {
        Self::default()
    }
}

unchecked!(Unselect);

impl Command for Unselect {
    type Item = Never;
    type Output = ();
    const NAME: &'static str = "UNSELECT";

    fn traits(&self) -> Traits {
        let traits = Traits::exclusive(States::Selected).with(|t| t.effect = Effect::Deselects);
        self.unchecked.needs(traits, Capability::Unselect)
    }

    fn encode(&mut self, w: &mut CommandWriter<'_>) -> Result<(), EncodeError> {
        w.word("UNSELECT").finish()
    }

    fn on_tagged(&mut self, tagged: Tagged, _: &mut Items<'_, Never>) -> Outcome<()> {
        common::done(tagged)
    }
}
