//! STARTTLS.

use super::common::{Unchecked, unchecked};
use super::{Command, CommandWriter, Effect, Flow, Items, Never, Outcome, States, Traits, common};
use crate::error::EncodeError;
use crate::layer::LayerKind;
use crate::response::Tagged;
use crate::types::Capability;

/// STARTTLS (RFC 9051 6.2.1): after the OK the connection pauses until the driver has put TLS on it.
///
/// Valid before authentication, where the server announces `STARTTLS`. An octet behind the OK line is fatal,
/// and the capabilities are asked for anew inside TLS. Use a driver's connect function: it does the handshake
/// too.
///
/// ```
/// use imap_proto_core::command::{Command, Flow, StartTls};
/// use imap_proto_core::layer::LayerKind;
/// assert_eq!(StartTls::new().traits().flow, Flow::Push(LayerKind::Tls));
/// ```
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct StartTls {
    unchecked: Unchecked,
}

impl StartTls {
    /// Asks for TLS.
    pub fn new() -> Self {
        Self::default()
    }
}

unchecked!(StartTls);

impl Command for StartTls {
    type Item = Never;
    type Output = ();
    const NAME: &'static str = "STARTTLS";

    fn traits(&self) -> Traits {
        let traits = Traits::exclusive(States::NotAuthenticated).with(|t| {
            t.flow = Flow::Push(LayerKind::Tls);
            t.effect = Effect::ForgetsCapabilities;
        });
        self.unchecked.needs(traits, Capability::StartTls)
    }

    fn encode(&mut self, w: &mut CommandWriter<'_>) -> Result<(), EncodeError> {
        w.word("STARTTLS").finish()
    }

    fn on_tagged(&mut self, tagged: Tagged, _: &mut Items<'_, Never>) -> Outcome<()> {
        common::done(tagged)
    }
}
