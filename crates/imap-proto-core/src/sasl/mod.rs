//! SASL mechanisms (RFC 4422). They know nothing of IMAP: base64, the initial response (RFC 4959) and the `*` that
//! cancels are the business of [`Authenticate`](crate::command).

use alloc::string::String;
use alloc::vec::Vec;
use core::fmt;

use crate::error::SaslError;
use crate::types::Secret;

#[cfg(feature = "cram-md5")]
mod cram_md5;
mod plain;

#[cfg(feature = "cram-md5")]
pub use cram_md5::CramMd5;
pub use plain::Plain;

/// One side of an exchange: the client's.
///
/// ```
/// use imap_proto_core::SaslError;
/// use imap_proto_core::sasl::{Mechanism, Step};
/// use imap_proto_core::types::Secret;
///
/// /// RFC 4422 appendix A: the identity comes from TLS.
/// struct External;
///
/// impl Mechanism for External {
///     fn name(&self) -> &str {
///         "EXTERNAL"
///     }
///     fn reveals_secret(&self) -> bool {
///         false
///     }
///     fn step(&mut self, _: Option<&[u8]>) -> Result<Step, SaslError> {
///         Ok(Step::Send(Secret::from("")))
///     }
/// }
/// ```
pub trait Mechanism: Send {
    /// The name as registered, in upper case.
    fn name(&self) -> &str;

    /// True when a listener could use what is sent; it is then refused on a network without TLS.
    fn reveals_secret(&self) -> bool {
        true
    }

    /// Answers a challenge, which is decoded already. `None` asks for the initial response.
    ///
    /// # Errors
    /// [`SaslError`] ends the exchange: it is cancelled and the command fails.
    fn step(&mut self, challenge: Option<&[u8]>) -> Result<Step, SaslError>;
}

/// What a mechanism does next.
#[non_exhaustive]
pub enum Step {
    /// Send this, which may be empty.
    Send(Secret),
    /// The server speaks first: there is no initial response. In answer to a challenge it is a mistake.
    Nothing,
    /// Give up: `*` is sent, and the server answers BAD (RFC 9051 6.2.2).
    Cancel,
}

impl fmt::Debug for Step {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Send(_) => "Send(..)",
            Self::Nothing => "Nothing",
            Self::Cancel => "Cancel",
        })
    }
}

/// A mechanism that is a function from challenge to response, as imaplib's `authobject`.
///
/// `None` cancels. Without [`initial`](Self::initial) the server speaks first.
///
/// ```
/// use imap_proto_core::sasl::{FromFn, Mechanism};
/// let mut answers = ["anna", "secret"].iter();
/// let login = FromFn::new("LOGIN", move |_challenge: &[u8]| answers.next().map(|answer| answer.as_bytes().to_vec()));
/// assert_eq!(login.name(), "LOGIN");
/// ```
pub struct FromFn<F> {
    name: String,
    respond: F,
    initial: bool,
    reveals: bool,
}

impl<F: FnMut(&[u8]) -> Option<Vec<u8>> + Send> FromFn<F> {
    /// The mechanism `name`, answered by `respond`. What it returns is wiped after use.
    pub fn new(name: impl Into<String>, respond: F) -> Self {
        Self { name: name.into(), respond, initial: false, reveals: true }
    }

    /// The client speaks first: the function is called once with an empty challenge.
    #[must_use]
    pub fn initial(mut self) -> Self {
        self.initial = true;
        self
    }

    /// A listener cannot use what is sent (a proof, not a password), so it may go over a network without TLS.
    #[must_use]
    pub fn keeps_secret(mut self) -> Self {
        self.reveals = false;
        self
    }
}

impl<F: FnMut(&[u8]) -> Option<Vec<u8>> + Send> Mechanism for FromFn<F> {
    fn name(&self) -> &str {
        &self.name
    }

    fn reveals_secret(&self) -> bool {
        self.reveals
    }

    fn step(&mut self, challenge: Option<&[u8]>) -> Result<Step, SaslError> {
        let challenge = match challenge {
            None if !self.initial => return Ok(Step::Nothing),
            None => &[],
            Some(challenge) => challenge,
        };
        Ok((self.respond)(challenge).map_or(Step::Cancel, |response| Step::Send(Secret::from(response))))
    }
}

impl<F> fmt::Debug for FromFn<F> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("FromFn").field("name", &self.name).finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use alloc::format;
    use alloc::vec::Vec;

    use super::{FromFn, Mechanism, Step};

    fn sent(step: Step) -> Vec<u8> {
        match step {
            Step::Send(secret) => secret.as_bytes().to_vec(),
            other => panic!("{other:?}"),
        }
    }

    #[test]
    fn a_function_answers_challenges() {
        let mut echo =
            FromFn::new("X-ECHO", |challenge: &[u8]| (challenge != b"stop").then(|| challenge.to_vec()));
        assert!(matches!(echo.step(None).unwrap(), Step::Nothing));
        assert_eq!(sent(echo.step(Some(b"a\0b")).unwrap()), b"a\0b");
        assert_eq!(sent(echo.step(Some(b"")).unwrap()), b"");
        assert!(matches!(echo.step(Some(b"stop")).unwrap(), Step::Cancel));
        assert!(echo.reveals_secret() && !echo.keeps_secret().reveals_secret());
    }

    #[test]
    fn a_function_may_speak_first() {
        let mut first = FromFn::new("X-FIRST", |_: &[u8]| Some(b"pw".to_vec())).initial();
        assert_eq!(sent(first.step(None).unwrap()), b"pw");
        let shown = format!("{first:?} {:?}", first.step(None).unwrap());
        assert_eq!(shown, "FromFn { name: \"X-FIRST\", .. } Send(..)");
    }
}
