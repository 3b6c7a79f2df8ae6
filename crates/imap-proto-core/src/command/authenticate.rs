//! AUTHENTICATE: the SASL exchange (RFC 9051 6.2.2, RFC 4959, RFC 4422).

use alloc::vec;
use alloc::vec::Vec;
use core::fmt;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use zeroize::Zeroizing;

use super::common::Unchecked;
use super::{
    Authenticated, Claim, Command, CommandWriter, Continue, Effect, Interrupt, Items, Never, Outcome, States,
    Traits, capability,
};
use crate::error::{CommandError, EncodeError, SaslError};
use crate::limits::LimitExceeded;
use crate::response::{Data, Tagged};
use crate::sasl::{Mechanism, Step};
use crate::types::{Atom, Capability, CapabilitySet, Text};

/// Octets of a challenge, decoded: what fits the line that `Limits::line_sasl` allows.
const CHALLENGE: usize = 12 << 10;

/// Octets of base64 that are still sent with the command. A longer first response waits for the `+`, since
/// the command line has a limit (RFC 4959 3).
const INITIAL: usize = 4 << 10;

/// AUTHENTICATE (RFC 9051 6.2.2): proves who we are by a SASL mechanism.
///
/// Valid before authentication, where the server announces `AUTH=` with the mechanism's name. A mechanism
/// that reveals its secret is not sent in clear over a network. The exchange is cancelled, and ends in
/// [`CommandError::Sasl`], on a challenge that is not base64, longer than 12 KiB, beyond `Limits::sasl_challenges`,
/// or that the mechanism rejects; then the server's OK is an error as well.
///
/// Any [`Mechanism`] will do; [`FromFn`](crate::sasl::FromFn) makes one of a closure. The first response goes with
/// the command where the server has SASL-IR (RFC 4959).
///
/// ```
/// use imap_proto_core::{Execute, command::Authenticate, sasl::Plain};
/// # let server = imap_testkit::Server::demo().listen_tcp()?;
/// # let mut session = imap_blocking::connect_tcp("localhost", server.port())?;
/// session.run(Authenticate::new(Plain::new("demo", "demo")))?; // or session.authenticate(mechanism)?
/// # Ok::<(), imap_blocking::Error>(())
/// ```
pub struct Authenticate<M> {
    mechanism: M,
    unchecked: Unchecked,
    /// The mechanism was asked for its first response.
    started: bool,
    /// Its first response, in base64, if that could not go with the command.
    waiting: Option<Zeroizing<Vec<u8>>>,
    challenges: u32,
    failed: Option<SaslError>,
    untagged: Option<CapabilitySet>,
}

impl<M: Mechanism + 'static> Authenticate<M> {
    /// Uses this mechanism.
    pub fn new(mechanism: M) -> Self {
        Self {
            mechanism,
            unchecked: Unchecked::default(),
            started: false,
            waiting: None,
            challenges: 0,
            failed: None,
            untagged: None,
        }
    }

    /// Tries it even if the server does not announce the mechanism.
    #[must_use]
    pub fn unchecked(mut self) -> Self {
        self.unchecked = Unchecked(true);
        self
    }

    /// The first response in base64; `None` if the server speaks first.
    fn first(&mut self) -> Result<Option<Zeroizing<Vec<u8>>>, SaslError> {
        self.started = true;
        match self.mechanism.step(None)? {
            Step::Send(response) => encode(response.as_bytes()).map(Some),
            Step::Nothing => Ok(None),
            Step::Cancel => Err(SaslError::Cancelled),
        }
    }

    /// The answer to a challenge, in base64.
    fn answer(&mut self, text: &[u8], most: u32) -> Result<Zeroizing<Vec<u8>>, SaslError> {
        self.challenges = self.challenges.saturating_add(1);
        if self.challenges > most {
            let seen = self.challenges.into();
            return Err(LimitExceeded::new("sasl_challenges", most.into(), seen).into());
        }
        let challenge = decode(text)?;
        if let Some(response) = self.waiting.take() {
            return Ok(response);
        }
        if !self.started
            && let Some(response) = self.first()?
        {
            return Ok(response);
        }
        match self.mechanism.step(Some(&challenge))? {
            Step::Send(response) => encode(response.as_bytes()),
            Step::Nothing => Err(SaslError::Challenge("the mechanism has no answer")),
            Step::Cancel => Err(SaslError::Cancelled),
        }
    }
}

/// Base64 in memory that is wiped, and never moves while it grows.
fn encode(response: &[u8]) -> Result<Zeroizing<Vec<u8>>, SaslError> {
    let len = base64::encoded_len(response.len(), true).ok_or(SaslError::Credentials("too long"))?;
    let mut text = Zeroizing::new(vec![0; len]);
    let written = STANDARD.encode_slice(response, &mut text).map_err(|_| SaslError::Base64)?;
    text.truncate(written);
    Ok(text)
}

fn decode(text: &[u8]) -> Result<Vec<u8>, SaslError> {
    let text = text.trim_ascii();
    let len = base64::decoded_len_estimate(text.len());
    if len > CHALLENGE {
        return Err(LimitExceeded::new("line_sasl", CHALLENGE as u64, len as u64).into());
    }
    STANDARD.decode(text).map_err(|_| SaslError::Base64)
}

impl<M: Mechanism> fmt::Debug for Authenticate<M> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Authenticate").field("mechanism", &self.mechanism.name()).finish_non_exhaustive()
    }
}

impl<M: Mechanism + 'static> Command for Authenticate<M> {
    type Item = Never;
    type Output = Authenticated;
    const NAME: &'static str = "AUTHENTICATE";

    fn traits(&self) -> Traits {
        let traits = Traits::exclusive(States::NotAuthenticated).with(|t| {
            t.effect = Effect::Authenticates;
            t.asks_capabilities = true;
            t.reveals_secret = self.mechanism.reveals_secret();
        });
        match Atom::new(self.mechanism.name()) {
            Ok(name) => self.unchecked.needs(traits, Capability::Auth(name)),
            // `encode` says what is wrong with the name.
            Err(_) => traits,
        }
    }

    fn encode(&mut self, w: &mut CommandWriter<'_>) -> Result<(), EncodeError> {
        let name = Atom::new(self.mechanism.name())?;
        w.word("AUTHENTICATE").sp().atom(&name);
        if w.dialect().has(&Capability::SaslIr) {
            match self.first()? {
                Some(response) if response.is_empty() => _ = w.sp().word("="),
                Some(response) if response.len() <= INITIAL => _ = w.sp().secret_line(response),
                long_or_none => self.waiting = long_or_none,
            }
        }
        w.finish()
    }

    fn on_data(&mut self, data: Data, _: &mut Items<'_, Never>) -> Claim {
        if let Data::Capability(set) = &data {
            capability::merge(&mut self.untagged, set.clone());
            return Claim::Observe(data);
        }
        Claim::Pass(data)
    }

    fn on_continue(&mut self, text: &Text, w: &mut CommandWriter<'_>) -> Continue {
        if self.failed.is_some() {
            return Continue::Unexpected;
        }
        match self.answer(text.as_bytes(), w.dialect().sasl_challenges) {
            Ok(response) => _ = w.secret_line(response),
            Err(why) => {
                self.failed = Some(why);
                w.word("*");
            }
        }
        Continue::Respond
    }

    fn on_interrupt(&mut self, _: Interrupt, w: &mut CommandWriter<'_>) {
        if self.failed.is_none() {
            self.failed = Some(SaslError::Cancelled);
            w.word("*");
        }
    }

    fn on_tagged(&mut self, tagged: Tagged, _: &mut Items<'_, Never>) -> Outcome<Authenticated> {
        // A server that says OK to what we cancelled did not prove what it had to, or never asked.
        if let Some(why) = self.failed.take() {
            return Outcome::Done(Err(CommandError::Sasl(why)));
        }
        let untagged = self.untagged.take();
        Outcome::Done(tagged.refusal().map(|tagged| Authenticated::new(tagged, untagged)))
    }
}

#[cfg(test)]
mod tests;
