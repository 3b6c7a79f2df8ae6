//! CAPABILITY.

use alloc::boxed::Box;

use super::{Answers, Claim, Command, CommandWriter, Items, Never, Outcome, States, Traits};
use crate::conn::{Slot, Typed};
use crate::error::{CommandError, EncodeError};
use crate::limits::Limits;
use crate::response::{Code, Data, Tagged};
use crate::types::CapabilitySet;

/// CAPABILITY (RFC 9051 6.1.1): what the server can do. Valid in any state.
///
/// Several lines are merged (Netscape sends them so); without a line the code of the tagged OK counts.
/// [`CommandError::Incomplete`] when neither came.
///
/// ```
/// use imap_proto_core::command::{Capability, Command};
/// assert_eq!(Capability::NAME, "CAPABILITY");
/// let probe: fn() -> Capability = Capability::new;
/// # let _ = probe;
/// ```
#[derive(Clone, Debug, Default)]
pub struct Capability {
    found: Option<CapabilitySet>,
}

impl Capability {
    /// Asks for the capabilities.
    pub fn new() -> Self {
        Self::default()
    }
}

impl Command for Capability {
    type Item = Never;
    type Output = CapabilitySet;
    const NAME: &'static str = "CAPABILITY";

    fn traits(&self) -> Traits {
        Traits::pipelined(States::Any).with(|t| t.answers = Answers::Sole("CAPABILITY"))
    }

    fn encode(&mut self, w: &mut CommandWriter<'_>) -> Result<(), EncodeError> {
        w.word("CAPABILITY").finish()
    }

    fn on_data(&mut self, data: Data, _: &mut Items<'_, Never>) -> Claim {
        match data {
            Data::Capability(more) => {
                merge(&mut self.found, more);
                Claim::Take
            }
            other => Claim::Pass(other),
        }
    }

    fn on_tagged(&mut self, tagged: Tagged, _: &mut Items<'_, Never>) -> Outcome<CapabilitySet> {
        let found = self.found.take();
        Outcome::Done(tagged.refusal().and_then(|tagged| {
            found.or_else(|| from_code(tagged.status.code)).ok_or(CommandError::Incomplete("CAPABILITY"))
        }))
    }
}

/// What asks for capabilities when a command has to know them and nobody asked: `conn` names no command.
pub(crate) fn default_probe() -> Box<dyn Slot> {
    Typed::boxed(Capability::new())
}

/// Adds a further list to what was found.
pub(super) fn merge(found: &mut Option<CapabilitySet>, more: CapabilitySet) {
    match found {
        Some(set) => {
            // A server that never stops listing does not fill the memory.
            let room = Limits::default().capabilities.saturating_sub(set.len());
            set.extend(more.iter().take(room));
        }
        None => *found = Some(more),
    }
}

/// The list in `[CAPABILITY ..]`.
pub(super) fn from_code(code: Option<Code>) -> Option<CapabilitySet> {
    match code {
        Some(Code::Capability(set)) => Some(set),
        _ => None,
    }
}

#[cfg(test)]
mod tests;
