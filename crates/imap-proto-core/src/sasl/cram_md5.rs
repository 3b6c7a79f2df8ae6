//! CRAM-MD5 (RFC 2195): a keyed digest of the server's challenge, instead of the password.

use alloc::string::String;
use alloc::vec::Vec;
use core::fmt;

use hmac::{Hmac, KeyInit, Mac};
use md5::Md5;

use super::{Mechanism, Step};
use crate::error::SaslError;
use crate::types::Secret;

/// Hexadecimal digits of an MD5.
const DIGITS: usize = 32;

/// CRAM-MD5 (RFC 2195), for servers that have nothing better. With the feature `cram-md5`.
///
/// It is weak. Whoever hears an exchange, or poses as the server and so chooses the challenge, can try passwords against
/// the answer for as long as he likes without asking anybody. (RFC 6151 section 2.3 finds HMAC-MD5 itself sound; what
/// fails is a password that can be guessed.) The server does not prove that it knows the password, and has to keep what
/// is as good as it. So CRAM-MD5 counts as a mechanism that [reveals its secret](Mechanism::reveals_secret), and is
/// refused on a network without TLS; inside TLS, where all mail belongs (RFC 8314 section 3), [`Plain`](super::Plain) is
/// no worse.
///
/// User and password go in as they are, without SASLprep, as RFC 2195 has it. A user may hold spaces, but no NUL.
///
/// ```
/// use imap_proto_core::sasl::{CramMd5, Mechanism, Step};
/// let mut mechanism = CramMd5::new("tim", "tanstaaftanstaaf");
/// let challenge = b"<1896.697170952@postoffice.reston.mci.net>"; // RFC 2195 section 3
/// let Step::Send(answer) = mechanism.step(Some(challenge))? else { unreachable!() };
/// assert_eq!(answer.as_bytes(), b"tim b913a602c7eda7a495b4e6e7334d3890");
/// # Ok::<(), imap_proto_core::SaslError>(())
/// ```
pub struct CramMd5 {
    user: String,
    password: Secret,
    sent: bool,
}

impl CramMd5 {
    /// Logs `user` in.
    pub fn new(user: impl Into<String>, password: impl Into<Secret>) -> Self {
        Self { user: user.into(), password: password.into(), sent: false }
    }

    fn check(&self) -> Result<(), SaslError> {
        if memchr::memchr(0, self.user.as_bytes()).is_some() {
            return Err(SaslError::Credentials("CRAM-MD5 cannot carry a NUL"));
        }
        if self.user.is_empty() || self.password.is_empty() {
            return Err(SaslError::Credentials("CRAM-MD5 needs a user and a password"));
        }
        Ok(())
    }

    /// `user SP digest`, the digest in lower case (RFC 2195 section 2).
    fn answer(&self, challenge: &[u8]) -> Result<Secret, SaslError> {
        let mut hmac = Hmac::<Md5>::new_from_slice(self.password.as_bytes())
            .map_err(|_| SaslError::Credentials("CRAM-MD5 cannot use this password"))?;
        hmac.update(challenge);
        let mut answer = Vec::with_capacity(self.user.len() + 1 + DIGITS);
        answer.extend_from_slice(self.user.as_bytes());
        answer.push(b' ');
        let digits = hmac.finalize().into_bytes();
        answer.extend(digits.iter().flat_map(|octet| [octet >> 4, octet & 15]).map(hex));
        Ok(Secret::from(answer))
    }
}

/// The digit of a number below 16.
fn hex(number: u8) -> u8 {
    if number < 10 { b'0' + number } else { b'a' + number - 10 }
}

impl Mechanism for CramMd5 {
    fn name(&self) -> &str {
        "CRAM-MD5"
    }

    /// True: what is sent lets a listener search for the password.
    fn reveals_secret(&self) -> bool {
        true
    }

    fn step(&mut self, challenge: Option<&[u8]>) -> Result<Step, SaslError> {
        self.check()?;
        match challenge {
            None => Ok(Step::Nothing),
            Some(_) if self.sent => Err(SaslError::Challenge("CRAM-MD5 has only one")),
            // An answer to nothing would be the same each time.
            Some([]) => Err(SaslError::Challenge("CRAM-MD5 has one that is not empty")),
            Some(challenge) => {
                self.sent = true;
                self.answer(challenge).map(Step::Send)
            }
        }
    }
}

impl fmt::Debug for CramMd5 {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("CramMd5").field("user", &self.user).finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use alloc::format;
    use alloc::string::String;
    use alloc::vec;

    use super::{CramMd5, Mechanism, Secret, Step};
    use crate::error::SaslError;

    fn sent(user: &str, password: impl Into<Secret>, challenge: &[u8]) -> String {
        let mut mechanism = CramMd5::new(user, password);
        assert!(matches!(mechanism.step(None), Ok(Step::Nothing)));
        match mechanism.step(Some(challenge)).unwrap() {
            Step::Send(answer) => String::from_utf8(answer.as_bytes().to_vec()).unwrap(),
            other => panic!("{other:?}"),
        }
    }

    #[test]
    fn example_of_rfc_2195() {
        let challenge = b"<1896.697170952@postoffice.reston.mci.net>";
        let answer = "tim b913a602c7eda7a495b4e6e7334d3890";
        assert_eq!(sent("tim", "tanstaaftanstaaf", challenge), answer);
        assert_eq!(sent("tim", b"tanstaaftanstaaf".as_slice(), challenge), answer);
    }

    /// RFC 2202 section 2, with a user in front: keys of a digest's length, of octets, and above a block.
    #[test]
    fn digests_of_rfc_2202() {
        for (key, text, digest) in [
            (vec![0x0b; 16], &b"Hi There"[..], "9294727a3638bb1c13f48ef8158bfc9d"),
            (b"Jefe".to_vec(), b"what do ya want for nothing?", "750c783e6ab0b503eaa86e310a5db738"),
            (
                vec![0xaa; 80],
                b"Test Using Larger Than Block-Size Key - Hash Key First",
                "6b1ab7fe4bd7bf8f0b62e6ce61b9d0cd",
            ),
        ] {
            assert_eq!(sent("a b", key, text), format!("a b {digest}"));
        }
    }

    #[test]
    fn one_challenge_and_not_an_empty_one() {
        let mut mechanism = CramMd5::new("a", "b");
        assert!(matches!(mechanism.step(Some(b"")), Err(SaslError::Challenge(_))));
        assert!(mechanism.step(Some(b"<1@x>")).is_ok());
        assert!(matches!(mechanism.step(Some(b"<2@x>")), Err(SaslError::Challenge(_))));
    }

    #[test]
    fn what_it_cannot_carry() {
        for (user, password) in [("a\0b", "p"), ("", "p"), ("a", "")] {
            for challenge in [None, Some(&b"<1@x>"[..])] {
                let error = CramMd5::new(user, password).step(challenge).unwrap_err();
                assert!(matches!(error, SaslError::Credentials(_)), "{error}");
            }
        }
    }

    #[test]
    fn no_output_shows_the_password() {
        let mut mechanism = CramMd5::new("anna", "hunter2");
        let step = mechanism.step(Some(b"<1@x>")).unwrap();
        let shown = format!("{mechanism:?} {step:?}");
        assert_eq!(shown, "CramMd5 { user: \"anna\", .. } Send(..)");
        assert!(mechanism.reveals_secret());
    }
}
