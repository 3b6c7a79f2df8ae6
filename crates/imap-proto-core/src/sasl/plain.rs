//! PLAIN (RFC 4616): identity and password in one message.

use alloc::string::String;
use alloc::vec::Vec;
use core::fmt;

use super::{Mechanism, Step};
use crate::error::SaslError;
use crate::types::Secret;

/// PLAIN (RFC 4616). It reveals the password, so it needs TLS.
///
/// The texts go out as they are: the server prepares them (RFC 4616 section 2).
///
/// ```
/// use imap_proto_core::sasl::{Mechanism, Plain, Step};
/// let mut plain = Plain::new("anna", "secret");
/// let Step::Send(message) = plain.step(None)? else { unreachable!() };
/// assert_eq!(message.as_bytes(), b"\0anna\0secret");
/// # Ok::<(), imap_proto_core::SaslError>(())
/// ```
pub struct Plain {
    authzid: String,
    user: String,
    password: Secret,
    sent: bool,
}

impl Plain {
    /// Logs `user` in.
    pub fn new(user: impl Into<String>, password: impl Into<Secret>) -> Self {
        Self { authzid: String::new(), user: user.into(), password: password.into(), sent: false }
    }

    /// Acts as `authzid` with the credentials of `user` (a proxy or an administrator).
    #[must_use]
    pub fn with_authzid(mut self, authzid: impl Into<String>) -> Self {
        self.authzid = authzid.into();
        self
    }

    /// `[authzid] NUL authcid NUL passwd`, in memory that never moves.
    fn message(&self) -> Result<Secret, SaslError> {
        let parts = [self.authzid.as_bytes(), self.user.as_bytes(), self.password.as_bytes()];
        if parts.iter().any(|part| memchr::memchr(0, part).is_some()) {
            return Err(SaslError::Credentials("PLAIN cannot carry a NUL"));
        }
        if self.user.is_empty() || self.password.is_empty() {
            return Err(SaslError::Credentials("PLAIN needs a user and a password"));
        }
        let mut message = Vec::with_capacity(parts.iter().map(|part| part.len()).sum::<usize>() + 2);
        for (index, part) in parts.into_iter().enumerate() {
            if index > 0 {
                message.push(0);
            }
            message.extend_from_slice(part);
        }
        Ok(Secret::from(message))
    }
}

impl Mechanism for Plain {
    fn name(&self) -> &str {
        "PLAIN"
    }

    fn step(&mut self, challenge: Option<&[u8]>) -> Result<Step, SaslError> {
        if self.sent || challenge.is_some_and(|challenge| !challenge.is_empty()) {
            return Err(SaslError::Challenge("PLAIN has none"));
        }
        let message = self.message()?;
        self.sent = true;
        Ok(Step::Send(message))
    }
}

impl fmt::Debug for Plain {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Plain")
            .field("authzid", &self.authzid)
            .field("user", &self.user)
            .finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use alloc::format;
    use alloc::vec::Vec;

    use super::{Mechanism, Plain, Step};
    use crate::error::SaslError;

    fn sent(mut plain: Plain, challenge: Option<&[u8]>) -> Vec<u8> {
        match plain.step(challenge).unwrap() {
            Step::Send(secret) => secret.as_bytes().to_vec(),
            other => panic!("{other:?}"),
        }
    }

    #[test]
    fn messages_of_rfc_4616() {
        // RFC 4616 section 4.
        assert_eq!(sent(Plain::new("tim", "tanstaaftanstaaf"), None), b"\0tim\0tanstaaftanstaaf");
        let proxied = Plain::new("Kurt", "xipj3plmq").with_authzid("Ursel");
        assert_eq!(sent(proxied, Some(b"")), b"Ursel\0Kurt\0xipj3plmq");
    }

    #[test]
    fn one_message_and_no_challenge() {
        let mut plain = Plain::new("a", "b");
        assert!(plain.step(None).is_ok());
        assert!(matches!(plain.step(Some(b"")), Err(SaslError::Challenge(_))));
        assert!(matches!(Plain::new("a", "b").step(Some(b"x")), Err(SaslError::Challenge(_))));
    }

    #[test]
    fn what_plain_cannot_carry() {
        for mut plain in [
            Plain::new("a\0b", "p"),
            Plain::new("a", "p\0"),
            Plain::new("a", "p").with_authzid("\0"),
            Plain::new("", "p"),
            Plain::new("a", ""),
        ] {
            assert!(matches!(plain.step(None), Err(SaslError::Credentials(_))), "{plain:?}");
        }
    }

    #[test]
    fn no_output_shows_the_password() {
        let mut plain = Plain::new("anna", "hunter2");
        let message = plain.step(None).unwrap();
        assert!(!format!("{plain:?} {message:?}").contains("hunter2"));
        let mut bad = Plain::new("anna", "hunter2\0");
        let error = bad.step(None).unwrap_err();
        assert!(!format!("{error} {error:?}").contains("hunter2"));
        assert!(plain.reveals_secret());
    }
}
