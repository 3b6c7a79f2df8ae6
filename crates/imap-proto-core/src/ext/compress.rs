//! COMPRESS (RFC 4978): everything behind its OK is deflated, both ways.

use crate::command::common::{self, Unchecked, unchecked};
use crate::command::{Command, CommandWriter, Flow, Items, Never, Outcome, States, Traits};
use crate::error::EncodeError;
use crate::layer::LayerKind;
use crate::response::Tagged;
use crate::types::Capability;

/// COMPRESS DEFLATE (RFC 4978 section 3): after the OK the connection pauses until a layer is pushed that deflates.
///
/// Valid when authenticated, where the server announces `COMPRESS=DEFLATE`, once, and inside TLS if there is to be any.
/// The layer is the caller's. With a driver it is given before, to `expect_layer`; an event loop of one's own says
/// [`Config::can_push`](crate::conn::Config::can_push) and serves
/// [`Event::SwitchLayer`](crate::conn::Event::SwitchLayer). Elsewhere the command ends in
/// [`CommandError::NoLayer`](crate::CommandError::NoLayer), and nothing is sent. `NO [COMPRESSIONACTIVE]` means that another
/// layer, such as TLS, compresses already.
///
/// What an attacker can place beside a secret in one compressed stream tells him about the secret: mind that
/// (RFC 4978 section 6, RFC 3749).
///
/// ```
/// use imap_proto_core::command::{Command, Flow};
/// use imap_proto_core::ext::Compress;
/// use imap_proto_core::layer::LayerKind;
/// assert_eq!(Compress::new().traits().flow, Flow::Push(LayerKind::Deflate));
/// ```
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Compress {
    unchecked: Unchecked,
}

impl Compress {
    /// Asks for DEFLATE, the only mechanism there is.
    pub fn new() -> Self {
        Self::default()
    }
}

unchecked!(Compress);

impl Command for Compress {
    type Item = Never;
    type Output = ();
    const NAME: &'static str = "COMPRESS";

    fn traits(&self) -> Traits {
        let traits =
            Traits::exclusive(States::Authenticated).with(|t| t.flow = Flow::Push(LayerKind::Deflate));
        self.unchecked.needs(traits, Capability::of("COMPRESS=DEFLATE"))
    }

    fn encode(&mut self, w: &mut CommandWriter<'_>) -> Result<(), EncodeError> {
        w.word("COMPRESS DEFLATE").finish()
    }

    fn on_tagged(&mut self, tagged: Tagged, _: &mut Items<'_, Never>) -> Outcome<()> {
        common::done(tagged)
    }
}

#[cfg(test)]
mod tests;
