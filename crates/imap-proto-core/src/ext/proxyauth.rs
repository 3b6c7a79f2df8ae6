//! PROXYAUTH (Netscape, Sun, Oracle; in no RFC): an administrator becomes a user.

use alloc::string::String;

use crate::command::common;
use crate::command::{Command, CommandWriter, Items, Never, Outcome, States, Traits};
use crate::error::EncodeError;
use crate::response::Tagged;

/// PROXYAUTH: from here on the session of an administrator is that of a user. Valid when authenticated with nothing
/// selected. Servers announce it nowhere, so nothing is checked before it is sent; a NO means that the user may not.
///
/// It waits for all earlier commands and holds all later ones, for these are meant for the user. An empty name is an
/// [`EncodeError::Invalid`].
///
/// ```
/// use imap_proto_core::ext::ProxyAuth;
/// let command = ProxyAuth::new("fred");
/// # let _ = command;
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ProxyAuth {
    user: String,
}

impl ProxyAuth {
    /// The user to become.
    pub fn new(user: impl Into<String>) -> Self {
        Self { user: user.into() }
    }
}

impl Command for ProxyAuth {
    type Item = Never;
    type Output = ();
    const NAME: &'static str = "PROXYAUTH";

    fn traits(&self) -> Traits {
        Traits::exclusive(States::AuthenticatedOnly)
    }

    fn encode(&mut self, w: &mut CommandWriter<'_>) -> Result<(), EncodeError> {
        if self.user.is_empty() {
            return Err(EncodeError::Invalid { what: "user", why: "it is empty" });
        }
        w.word("PROXYAUTH").sp().astring(self.user.as_bytes(), "user").finish()
    }

    fn on_tagged(&mut self, tagged: Tagged, _: &mut Items<'_, Never>) -> Outcome<()> {
        common::done(tagged)
    }
}

#[cfg(test)]
mod tests {
    use super::ProxyAuth;
    use crate::command::testing::{Running, refused, wire};
    use crate::command::{Command as _, Flow, States};
    use crate::error::EncodeError;
    use crate::ext::shared::testing::{is_one_argument, takes_no_nul};

    #[test]
    fn the_command() {
        assert_eq!(wire(ProxyAuth::new("fred")), "PROXYAUTH fred");
        assert_eq!(wire(ProxyAuth::new("a b")), "PROXYAUTH \"a b\"");
        assert!(matches!(refused(ProxyAuth::new("")), EncodeError::Invalid { what: "user", .. }));
        is_one_argument(|t| ProxyAuth::new(t));
        takes_no_nul(|t| ProxyAuth::new(t));
        Running::new(ProxyAuth::new("x")).output();
        Running::new(ProxyAuth::new("x")).cannot_be_refused_into_success();
        let traits = ProxyAuth::new("x").traits();
        assert_eq!((traits.flow, traits.states), (Flow::Exclusive, States::AuthenticatedOnly));
    }
}
