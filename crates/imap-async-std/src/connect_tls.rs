//! One-line connects through `imap-tls`.

use imap_proto_core::layer::LayerError;
use imap_tls::TlsConfig;

use crate::{Connector, Error, Session};

impl Connector {
    /// Connects with TLS from the first octet (RFC 8314 3.2). The certificate has to be good for the host.
    ///
    /// # Errors
    /// As [`tcp_with`](Self::tcp_with).
    pub async fn tls(self, tls: &TlsConfig) -> Result<Session, Error> {
        let layer = tls.layer(&self.host).map_err(LayerError::from)?;
        self.tcp_with(layer).await
    }

    /// Connects, then STARTTLS. The certificate has to be good for the host.
    ///
    /// # Errors
    /// As [`starttls_with`](Self::starttls_with).
    pub async fn starttls(self, tls: &TlsConfig) -> Result<Session, Error> {
        let layer = tls.layer(&self.host).map_err(LayerError::from)?;
        self.starttls_with(layer).await
    }
}

/// Connects with TLS from the first octet, as a rule to port 993. See [`Connector::tls`].
///
/// # Errors
/// As there.
pub async fn connect_tls(host: &str, port: u16, tls: &TlsConfig) -> Result<Session, Error> {
    Connector::new(host, port).tls(tls).await
}

/// Connects, as a rule to port 143, then STARTTLS. See [`Connector::starttls`].
///
/// # Errors
/// As there.
pub async fn connect_starttls(host: &str, port: u16, tls: &TlsConfig) -> Result<Session, Error> {
    Connector::new(host, port).starttls(tls).await
}
