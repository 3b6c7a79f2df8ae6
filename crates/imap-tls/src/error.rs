//! What can be wrong before the first octet.

use imap_proto_core::layer::{LayerError, LayerKind};

/// A TLS configuration cannot be used. Failures of a handshake are
/// [`LayerError`]s instead.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum TlsError {
    /// The host is neither a DNS name nor an IP address.
    #[error("\"{0}\" is neither a DNS name nor an IP address")]
    Host(String),
    /// A certificate authority could not be read.
    #[error("certificate authority: {0}")]
    Authority(String),
    /// No certificate was in what was given.
    #[error("no certificate authority was given")]
    NoAuthority,
    /// The settings contradict each other, or the platform's trust could not be had.
    #[error("TLS settings: {0}")]
    Settings(String),
    /// The crate was built without a cryptography provider (feature `ring`).
    #[error("imap-tls was built without a cryptography provider; turn on the feature \"ring\"")]
    NoProvider,
}

impl From<TlsError> for LayerError {
    fn from(error: TlsError) -> Self {
        Self::new(LayerKind::Tls, error.to_string())
    }
}
