//! LOGIN, and what LOGIN and AUTHENTICATE give back.

use alloc::string::String;
use core::fmt;

use super::{Claim, Command, CommandWriter, Effect, Items, Never, Outcome, States, Traits, capability};
use crate::error::EncodeError;
use crate::ext::ExtCode;
use crate::ext::referrals::Referral;
use crate::response::{Code, Data, Tagged};
use crate::types::{Capability, CapabilitySet, Secret};

/// What the server said on letting us in.
#[derive(Clone, Debug, Default)]
#[non_exhaustive]
pub struct Authenticated {
    /// The capabilities of an authenticated session, if they came along (RFC 9051 6.2.3). The connection has
    /// noted them; else it asks when it has to know.
    pub capabilities: Option<CapabilitySet>,
    /// The server that it says to be better for this user (RFC 2221 4.1). Nobody goes there.
    pub referral: Option<Referral>,
}

impl Authenticated {
    /// From the tagged OK and what came untagged before it; the code is newer.
    pub(super) fn new(tagged: Tagged, untagged: Option<CapabilitySet>) -> Self {
        let (capabilities, referral) = match tagged.status.code {
            Some(Code::Ext(ExtCode::Referral(referral))) => (None, Some(referral)),
            code => (capability::from_code(code), None),
        };
        Self { capabilities: capabilities.or(untagged), referral }
    }
}

/// LOGIN (RFC 9051 6.2.3): user name and password in clear.
///
/// Valid before authentication, inside TLS or on a local path, and never where `LOGINDISABLED` is announced.
/// It carries ASCII alone (RFC 6855 5): anything else is an [`EncodeError`], and AUTHENTICATE is the way. In
/// clear over a network it ends in [`CommandError::Cleartext`](crate::CommandError::Cleartext). The password is
/// in no log and no `Debug`, and is wiped after use.
///
/// ```
/// use imap_proto_core::{Execute, command::Login};
/// # let server = imap_testkit::Server::demo().listen_tcp()?;
/// # let mut session = imap_blocking::connect_tcp("localhost", server.port())?;
/// let error = session.run(Login::new("demo", "wrong")).unwrap_err();
/// assert!(error.refused().is_some_and(|refused| refused.status.is_auth_failed()));
/// session.login("demo", "demo")?; // the short form
/// # Ok::<(), imap_blocking::Error>(())
/// ```
pub struct Login {
    user: String,
    password: Secret,
    untagged: Option<CapabilitySet>,
}

impl Login {
    /// Logs in.
    pub fn new(user: impl Into<String>, password: impl Into<Secret>) -> Self {
        Self { user: user.into(), password: password.into(), untagged: None }
    }
}

impl fmt::Debug for Login {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Login").finish_non_exhaustive()
    }
}

impl Command for Login {
    type Item = Never;
    type Output = Authenticated;
    const NAME: &'static str = "LOGIN";

    fn traits(&self) -> Traits {
        Traits::exclusive(States::NotAuthenticated).with(|t| {
            t.effect = Effect::Authenticates;
            t.asks_capabilities = true;
            t.reveals_secret = true;
            t.forbidden_by = Some(Capability::LoginDisabled);
        })
    }

    fn encode(&mut self, w: &mut CommandWriter<'_>) -> Result<(), EncodeError> {
        if !(self.user.is_ascii() && self.password.as_bytes().is_ascii()) {
            let why = "LOGIN carries ASCII alone (RFC 6855 5); use AUTHENTICATE";
            return Err(EncodeError::Invalid { what: "user name or password", why });
        }
        w.word("LOGIN").sp().astring(self.user.as_bytes(), "user name");
        w.sp().secret(&self.password, "password").finish()
    }

    fn on_data(&mut self, data: Data, _: &mut Items<'_, Never>) -> Claim {
        if let Data::Capability(set) = &data {
            capability::merge(&mut self.untagged, set.clone());
            return Claim::Observe(data);
        }
        Claim::Pass(data)
    }

    fn on_tagged(&mut self, tagged: Tagged, _: &mut Items<'_, Never>) -> Outcome<Authenticated> {
        let untagged = self.untagged.take();
        Outcome::Done(tagged.refusal().map(|tagged| Authenticated::new(tagged, untagged)))
    }
}

#[cfg(test)]
mod tests;
