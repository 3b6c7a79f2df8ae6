//! Whom to trust and what to offer.

use std::fmt;
use std::sync::{Arc, OnceLock};

use imap_proto_core::layer::Layer;

use crate::error::TlsError;
use crate::layer::{Authorities, Client, TlsLayer};

/// Settings for TLS connections: whom to trust, what to offer. Cheap to clone.
///
/// Clones share their session tickets, which are kept a host name apart; another `TlsConfig` has its own.
///
/// ```
/// # fn main() -> Result<(), imap_tls::TlsError> {
/// # let pem = b"-----BEGIN CERTIFICATE-----\n-----END CERTIFICATE-----\n";
/// use imap_tls::TlsConfig;
/// // A server with a certificate of one's own:
/// assert!(TlsConfig::with_ca_pem(b"no certificate").is_err());
/// # Ok(()) }
/// ```
#[derive(Clone)]
pub struct TlsConfig {
    trust: Trust,
    alpn: bool,
    /// Built at first use: reading the platform's certificates takes milliseconds.
    client: Arc<OnceLock<Result<Client, TlsError>>>,
}

#[derive(Clone)]
pub(crate) enum Trust {
    #[cfg(feature = "platform-verifier")]
    Platform,
    These(Authorities),
}

impl fmt::Debug for TlsConfig {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let trust = match &self.trust {
            #[cfg(feature = "platform-verifier")]
            Trust::Platform => "platform",
            Trust::These(_) => "given authorities",
        };
        f.debug_struct("TlsConfig").field("trust", &trust).field("alpn", &self.alpn).finish_non_exhaustive()
    }
}

#[cfg(feature = "platform-verifier")]
impl Default for TlsConfig {
    fn default() -> Self {
        Self::platform()
    }
}

impl TlsConfig {
    /// Trusts what the operating system trusts.
    #[cfg(feature = "platform-verifier")]
    pub fn platform() -> Self {
        Self::new(Trust::Platform)
    }

    /// Trusts these certificate authorities and no other: one or more `CERTIFICATE` sections (RFC 7468).
    /// A self-signed server certificate can be its own authority.
    ///
    /// # Errors
    /// [`TlsError::Authority`] when a section cannot be read, [`TlsError::NoAuthority`] when there is none.
    pub fn with_ca_pem(pem: &[u8]) -> Result<Self, TlsError> {
        Authorities::from_pem(pem).map(Trust::These).map(Self::new)
    }

    /// Trusts this certificate authority, in DER, and no other.
    ///
    /// # Errors
    /// [`TlsError::Authority`] when it cannot be read.
    pub fn with_ca_der(der: &[u8]) -> Result<Self, TlsError> {
        Authorities::from_der(der).map(Trust::These).map(Self::new)
    }

    /// Offers the protocol `imap` by ALPN (RFC 7301). Off by default: a server that knows ALPN and not this
    /// name refuses the handshake.
    #[must_use]
    pub fn alpn(mut self, offer: bool) -> Self {
        self.alpn = offer;
        self.client = Arc::default();
        self
    }

    /// A layer for one connection to `host`: a DNS name, sent as SNI, or an IP address, which the certificate
    /// must hold as such and which is not sent (RFC 6066 3).
    ///
    /// # Errors
    /// [`TlsError`] when the settings or the host cannot be used. Whether the server is trusted shows in the
    /// handshake.
    pub fn layer(&self, host: &str) -> Result<Box<dyn Layer>, TlsError> {
        let client = self.client.get_or_init(|| Client::new(&self.trust, self.alpn));
        Ok(Box::new(TlsLayer::new(client.as_ref().map_err(TlsError::clone)?, host)?))
    }

    fn new(trust: Trust) -> Self {
        Self { trust, alpn: false, client: Arc::default() }
    }
}
