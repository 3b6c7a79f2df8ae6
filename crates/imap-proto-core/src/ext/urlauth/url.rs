//! A URL that is a secret.

use core::fmt;

use crate::types::Secret;

/// A URL with an access token (RFC 4467 section 3, `authimapurlfull`). Its `Debug` shows nothing of it, it is wiped on
/// drop, and it is sent as a secret.
///
/// ```
/// use imap_proto_core::ext::urlauth::AuthUrl;
/// let url = AuthUrl::new("imap://joe@example.com/INBOX/;uid=20;urlauth=anonymous:internal:91354a473744909de610");
/// assert_eq!(format!("{url:?}"), "AuthUrl(***)");
/// assert!(url.as_bytes().ends_with(b"de610"));
/// ```
pub struct AuthUrl(Secret);

impl AuthUrl {
    /// A URL as GENURLAUTH, or somebody else, gave it.
    pub fn new(url: impl AsRef<[u8]>) -> Self {
        Self(Secret::from(url.as_ref()))
    }

    /// The URL itself.
    pub fn as_bytes(&self) -> &[u8] {
        self.0.as_bytes()
    }

    pub(in crate::ext) fn secret(&self) -> &Secret {
        &self.0
    }
}

impl Clone for AuthUrl {
    fn clone(&self) -> Self {
        Self(self.0.duplicate())
    }
}

impl PartialEq for AuthUrl {
    fn eq(&self, other: &Self) -> bool {
        self.as_bytes() == other.as_bytes()
    }
}

impl Eq for AuthUrl {}

impl fmt::Debug for AuthUrl {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("AuthUrl(***)")
    }
}
