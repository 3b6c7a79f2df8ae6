//! IDLE.

use core::time::Duration;

use super::common::{Unchecked, unchecked};
use super::{Command, CommandWriter, Continue, Interrupt, Items, Never, Outcome, States, Traits};
use crate::error::EncodeError;
use crate::response::Tagged;
use crate::types::{Capability, Text};

/// How an [`Idle`] ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Idled {
    /// We ended it with DONE.
    Interrupted,
    /// The server ended it unasked.
    EndedByServer,
}

/// IDLE (RFC 2177; RFC 9051 6.3.13): the server tells news as it happens, until the command is interrupted.
///
/// Valid when authenticated, where the server announces `IDLE`; news comes as events. Submitting another
/// command, or `interrupt`, ends it with DONE. After 25 minutes it is renewed, since RFC 2177 asks for less
/// than 29. The drivers' `idle` does the interrupting:
///
/// ```
/// use imap_proto_core::{Event, Execute, Unsolicited};
/// use std::time::Duration;
/// # let server = imap_testkit::Server::demo().listen_tcp()?;
/// # let mut session = imap_blocking::connect_tcp("localhost", server.port())?;
/// # session.login("demo", "demo")?;
/// # session.select("INBOX")?;
/// session.events().for_each(drop); // what came before
/// # server.handle().append("INBOX", "Subject: news\n\nhere\n");
/// session.idle(Some(Duration::from_secs(60)))?; // until something comes, or a minute has passed
/// for event in session.events() {
///     if let Event::Unsolicited(Unsolicited::Exists(messages)) = event {
///         println!("{messages} messages now");
/// #       assert_eq!(messages, 7);
///     }
/// }
/// # Ok::<(), imap_blocking::Error>(())
/// ```
///
/// By hand it is one command among others:
///
/// ```
/// use imap_proto_core::{Execute, Idle};
/// use imap_proto_core::command::Idled;
/// use core::time::Duration;
/// # let server = imap_testkit::Server::demo().listen_tcp()?;
/// # let mut session = imap_blocking::connect_tcp("localhost", server.port())?;
/// # session.login("demo", "demo")?;
/// let idle = session.submit(Idle::new().renew_after(Duration::from_secs(9 * 60)));
/// session.noop()?; // submitting another command ends it with DONE
/// assert_eq!(session.wait(idle)?, Idled::Interrupted);
/// # Ok::<(), imap_blocking::Error>(())
/// ```
#[derive(Clone, Debug)]
pub struct Idle {
    renew_after: Duration,
    unchecked: Unchecked,
    held: bool,
    asked: Option<Interrupt>,
}

impl Default for Idle {
    fn default() -> Self {
        Self::new()
    }
}

impl Idle {
    /// Waits for news.
    pub fn new() -> Self {
        let renew_after = Duration::from_secs(25 * 60);
        Self { renew_after, unchecked: Unchecked::default(), held: false, asked: None }
    }

    /// Renews it more often, for a path that forgets quiet connections.
    #[must_use]
    pub fn renew_after(mut self, period: Duration) -> Self {
        self.renew_after = period;
        self
    }
}

unchecked!(Idle);

impl Command for Idle {
    type Item = Never;
    type Output = Idled;
    const NAME: &'static str = "IDLE";

    fn traits(&self) -> Traits {
        let traits =
            Traits::exclusive(States::Authenticated).with(|t| t.renew_after = Some(self.renew_after));
        self.unchecked.needs(traits, Capability::Idle)
    }

    fn encode(&mut self, w: &mut CommandWriter<'_>) -> Result<(), EncodeError> {
        self.held = false;
        self.asked = None;
        w.word("IDLE").finish()
    }

    fn on_continue(&mut self, _: &Text, _: &mut CommandWriter<'_>) -> Continue {
        if self.held || self.asked.is_some() {
            return Continue::Unexpected;
        }
        self.held = true;
        Continue::Hold
    }

    fn on_interrupt(&mut self, why: Interrupt, w: &mut CommandWriter<'_>) {
        match self.asked {
            None => {
                w.word("DONE");
                self.asked = Some(why);
            }
            // DONE is out already, for a renewal: now it is to be the end.
            Some(_) if why == Interrupt::Caller => self.asked = Some(why),
            Some(_) => {}
        }
    }

    fn on_tagged(&mut self, tagged: Tagged, _: &mut Items<'_, Never>) -> Outcome<Idled> {
        let asked = self.asked.take();
        match (tagged.refusal(), asked) {
            (Err(refused), _) => Outcome::Done(Err(refused)),
            (Ok(_), Some(Interrupt::Renew)) => Outcome::Again,
            (Ok(_), Some(Interrupt::Caller)) => Outcome::Done(Ok(Idled::Interrupted)),
            (Ok(_), None) => Outcome::Done(Ok(Idled::EndedByServer)),
        }
    }
}

#[cfg(test)]
mod tests;
