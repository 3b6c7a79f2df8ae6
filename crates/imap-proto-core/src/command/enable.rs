//! ENABLE.

use alloc::vec::Vec;

use super::common::{Unchecked, unchecked};
use super::{
    Answers, Claim, Command, CommandWriter, Effect, Items, Never, Outcome, States, Traits, capability, common,
};
use crate::error::EncodeError;
use crate::response::{Data, Tagged};
use crate::types::{Capability, CapabilitySet};

/// ENABLE (RFC 5161; RFC 9051 6.3.1): turns extensions on for the rest of the session.
///
/// Valid when authenticated and before a mailbox is selected, where the server announces `ENABLE`. The output
/// is what the server lists as enabled, which may be less than was asked for, or nothing.
///
/// Once `UIDONLY` (RFC 9586) is enabled, rows of FETCH have a UID and no message number, and commands that name messages
/// by number end in [`CommandError::State`](crate::CommandError::State).
///
/// ```
/// use imap_proto_core::{Execute, command::Enable, types::Capability};
/// # let server = imap_testkit::Server::demo().listen_tcp()?;
/// # let mut session = imap_blocking::connect_tcp("localhost", server.port())?;
/// # session.login("demo", "demo")?;
/// let enabled = session.run(Enable::new([Capability::Utf8Accept]))?;
/// if enabled.has(&Capability::Utf8Accept) {
///     println!("names and headers are UTF-8 from now on"); // this library sends them so by itself
/// }
/// # Ok::<(), imap_blocking::Error>(())
/// ```
#[derive(Clone, Debug)]
pub struct Enable {
    wanted: Vec<Capability>,
    unchecked: Unchecked,
    found: Option<CapabilitySet>,
}

impl Enable {
    /// What to turn on. Nothing at all is an [`EncodeError`], and so is UTF8=ONLY: where that is announced, ask for
    /// UTF8=ACCEPT (RFC 6855 6).
    pub fn new(capabilities: impl IntoIterator<Item = Capability>) -> Self {
        let mut wanted = Vec::new();
        capabilities.into_iter().for_each(|one| common::push_new(&mut wanted, one));
        Self { wanted, unchecked: Unchecked::default(), found: None }
    }
}

unchecked!(Enable);

impl Command for Enable {
    type Item = Never;
    type Output = CapabilitySet;
    const NAME: &'static str = "ENABLE";

    fn traits(&self) -> Traits {
        let traits = Traits::exclusive(States::AuthenticatedOnly).with(|t| {
            t.answers = Answers::Sole("ENABLED");
            t.effect = Effect::Enables { asked: self.wanted.iter().cloned().collect() };
        });
        self.unchecked.needs(traits, Capability::Enable)
    }

    fn encode(&mut self, w: &mut CommandWriter<'_>) -> Result<(), EncodeError> {
        if self.wanted.is_empty() {
            return Err(EncodeError::Invalid { what: "ENABLE", why: "nothing to enable" });
        }
        if self.wanted.contains(&Capability::Utf8Only) {
            let why = "UTF8=ONLY is enabled by UTF8=ACCEPT (RFC 6855 6)";
            return Err(EncodeError::Invalid { what: "ENABLE", why });
        }
        w.word("ENABLE");
        for capability in &self.wanted {
            if let Capability::Ext(name) | Capability::Auth(name) = capability {
                common::sendable(name, "capability")?;
            }
            w.sp().display(capability);
        }
        w.finish()
    }

    fn on_data(&mut self, data: Data, _: &mut Items<'_, Never>) -> Claim {
        match data {
            Data::Enabled(more) => {
                capability::merge(&mut self.found, more);
                Claim::Take
            }
            other => Claim::Pass(other),
        }
    }

    fn on_tagged(&mut self, tagged: Tagged, _: &mut Items<'_, Never>) -> Outcome<CapabilitySet> {
        let found = self.found.take().unwrap_or_default();
        Outcome::ok_or_refused(tagged, || found)
    }
}

#[cfg(test)]
mod tests;
