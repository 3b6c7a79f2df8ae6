//! One-line connects through `imap-tls`.

use std::net::TcpStream;

use imap_proto_core::layer::LayerError;
pub use imap_tls as tls;
use imap_tls::TlsConfig;

use crate::{Connector, Error, Session};

impl Connector {
    /// Connects with TLS from the first octet (RFC 8314 3.2). The certificate has to be good for the host.
    pub fn tls(self, tls: &TlsConfig) -> Result<Session<TcpStream>, Error> {
        let layer = tls.layer(&self.host).map_err(LayerError::from)?;
        self.tcp_with(layer)
    }

    /// Connects, then STARTTLS. The certificate has to be good for the host.
    pub fn starttls(self, tls: &TlsConfig) -> Result<Session<TcpStream>, Error> {
        let layer = tls.layer(&self.host).map_err(LayerError::from)?;
        self.starttls_with(layer)
    }
}

/// Connects with TLS from the first octet, as a rule to port 993. See [`Connector::tls`].
pub fn connect_tls(host: &str, port: u16, tls: &TlsConfig) -> Result<Session<TcpStream>, Error> {
    Connector::new(host, port).tls(tls)
}

/// Connects, as a rule to port 143, then STARTTLS. See [`Connector::starttls`].
pub fn connect_starttls(host: &str, port: u16, tls: &TlsConfig) -> Result<Session<TcpStream>, Error> {
    Connector::new(host, port).starttls(tls)
}
