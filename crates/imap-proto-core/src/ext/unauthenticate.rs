//! UNAUTHENTICATE (RFC 8437): back to where a login is due, on the same connection.

use crate::command::common::{self, Unchecked, unchecked};
use crate::command::{Command, CommandWriter, Effect, Items, Never, Outcome, States, Traits};
use crate::error::EncodeError;
use crate::response::Tagged;
use crate::types::Capability;

/// UNAUTHENTICATE (RFC 8437 section 3): the session is not authenticated any more, and another user may log in. Valid
/// when authenticated, where the server announces `UNAUTHENTICATE`; TLS stays.
///
/// It waits for all earlier commands and holds all later ones, so a login may be submitted at once. After the OK nothing
/// is selected and nothing enabled, message numbers chosen before are refused, and capabilities are asked for anew.
/// Inside COMPRESS, which it would end (RFC 8437 4.1), it is a [`CommandError::State`](crate::CommandError::State), and
/// nothing is sent. A server that cannot do it says BYE.
///
/// ```
/// use imap_proto_core::command::{Command, Effect};
/// use imap_proto_core::ext::Unauthenticate;
/// assert_eq!(Unauthenticate::new().traits().effect, Effect::Unauthenticates);
/// ```
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Unauthenticate {
    unchecked: Unchecked,
}

impl Unauthenticate {
    /// Undoes the login.
    pub fn new() -> Self {
        Self::default()
    }
}

unchecked!(Unauthenticate);

impl Command for Unauthenticate {
    type Item = Never;
    type Output = ();
    const NAME: &'static str = "UNAUTHENTICATE";

    fn traits(&self) -> Traits {
        let traits = Traits::exclusive(States::Authenticated).with(|t| t.effect = Effect::Unauthenticates);
        self.unchecked.needs(traits, Capability::of("UNAUTHENTICATE"))
    }

    fn encode(&mut self, w: &mut CommandWriter<'_>) -> Result<(), EncodeError> {
        w.word("UNAUTHENTICATE").finish()
    }

    fn on_tagged(&mut self, tagged: Tagged, _: &mut Items<'_, Never>) -> Outcome<()> {
        common::done(tagged)
    }
}

#[cfg(test)]
mod tests {
    use super::Unauthenticate;
    use crate::command::testing::{Running, wire};
    use crate::command::{Command as _, Flow};
    use crate::types::Capability;

    #[test]
    fn the_command() {
        assert_eq!(wire(Unauthenticate::new()), "UNAUTHENTICATE");
        let traits = Unauthenticate::new().traits();
        assert_eq!(traits.flow, Flow::Exclusive);
        assert_eq!(traits.needs, [Capability::ext("UNAUTHENTICATE").unwrap().into()]);
        assert!(Unauthenticate::new().unchecked().traits().needs.is_empty());
        Running::new(Unauthenticate::new()).output();
        Running::new(Unauthenticate::new()).cannot_be_refused_into_success();
    }
}
