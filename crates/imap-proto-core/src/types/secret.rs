//! Octets that must not leak: passwords, tokens, messages that hold them.

use alloc::boxed::Box;
use alloc::string::String;
use alloc::vec::Vec;

use zeroize::{Zeroize, Zeroizing};

/// A secret. It is wiped on drop, has neither `Debug` nor `Display`, and is copied only on demand.
///
/// ```
/// use imap_proto_core::types::Secret;
/// let password = Secret::from("correct horse");
/// assert_eq!(password.as_bytes(), b"correct horse");
/// ```
///
/// ```compile_fail
/// let password = imap_proto_core::types::Secret::from("correct horse");
/// println!("{password:?}");
/// ```
///
/// ```compile_fail
/// let password = imap_proto_core::types::Secret::from("correct horse");
/// let another = password.clone();
/// ```
#[allow(missing_debug_implementations, reason = "a secret must not reach a log by accident")]
pub struct Secret(Zeroizing<Box<[u8]>>);

impl Secret {
    /// The octets.
    pub fn as_bytes(&self) -> &[u8] {
        &self.0
    }

    /// True for the empty secret.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// A second copy, which is wiped in its turn.
    #[must_use]
    pub fn duplicate(&self) -> Self {
        Self::from(self.as_bytes())
    }
}

impl From<&[u8]> for Secret {
    fn from(octets: &[u8]) -> Self {
        Self(Zeroizing::new(octets.into()))
    }
}

impl From<&str> for Secret {
    fn from(text: &str) -> Self {
        Self::from(text.as_bytes())
    }
}

impl From<Vec<u8>> for Secret {
    /// Takes the octets over, or wipes the vector if they have to move.
    fn from(mut octets: Vec<u8>) -> Self {
        if octets.len() == octets.capacity() {
            return Self(Zeroizing::new(octets.into_boxed_slice()));
        }
        // `into_boxed_slice` would shrink, and may leave the octets behind in freed memory.
        let secret = Self::from(octets.as_slice());
        octets.zeroize();
        secret
    }
}

impl From<String> for Secret {
    fn from(text: String) -> Self {
        Self::from(text.into_bytes())
    }
}

impl From<Zeroizing<Vec<u8>>> for Secret {
    fn from(mut octets: Zeroizing<Vec<u8>>) -> Self {
        Self::from(core::mem::take(&mut *octets))
    }
}

#[cfg(test)]
mod tests {
    use alloc::string::String;
    use alloc::vec::Vec;

    use zeroize::Zeroizing;

    use super::Secret;

    #[test]
    fn octets_survive_every_way_in() {
        let mut roomy = Vec::with_capacity(64);
        roomy.extend_from_slice(b"p\0w");
        assert_eq!(Secret::from(roomy.clone()).as_bytes(), b"p\0w");
        assert_eq!(Secret::from(Zeroizing::new(roomy)).as_bytes(), b"p\0w");
        assert_eq!(Secret::from(b"p\0w".to_vec()).as_bytes(), b"p\0w");
        assert_eq!(Secret::from(String::from("pw")).as_bytes(), b"pw");
        assert_eq!(Secret::from("pw").duplicate().as_bytes(), b"pw");
        assert!(Secret::from("").is_empty());
    }
}
