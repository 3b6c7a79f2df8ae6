//! [`TlsLayer`]: rustls as a [`Layer`]. The only file that names rustls.

use std::fmt;
use std::io::{ErrorKind, Read as _, Write as _};
use std::sync::Arc;

use imap_proto_core::layer::{BindingKind, Layer, LayerError, LayerKind, Pulled};
use rustls::client::ClientConnection;
use rustls::crypto::CryptoProvider;
use rustls::pki_types::pem::PemObject as _;
use rustls::pki_types::{CertificateDer, ServerName};
use rustls::{ClientConfig, ProtocolVersion, RootCertStore};

use crate::config::Trust;
use crate::error::TlsError;

/// Certificate authorities that were read without complaint.
#[derive(Clone)]
pub(crate) struct Authorities(Arc<RootCertStore>);

impl Authorities {
    pub(crate) fn from_pem(pem: &[u8]) -> Result<Self, TlsError> {
        let certificates = CertificateDer::pem_slice_iter(pem)
            .collect::<Result<Vec<_>, _>>()
            .map_err(|error| TlsError::Authority(error.to_string()))?;
        Self::new(certificates)
    }

    pub(crate) fn from_der(der: &[u8]) -> Result<Self, TlsError> {
        Self::new(vec![CertificateDer::from(der.to_vec())])
    }

    fn new(certificates: Vec<CertificateDer<'static>>) -> Result<Self, TlsError> {
        let mut roots = RootCertStore::empty();
        for certificate in certificates {
            roots.add(certificate).map_err(|error| TlsError::Authority(error.to_string()))?;
        }
        if roots.is_empty() { Err(TlsError::NoAuthority) } else { Ok(Self(Arc::new(roots))) }
    }
}

/// What all connections of one configuration share.
pub(crate) struct Client(Arc<ClientConfig>);

impl Client {
    pub(crate) fn new(trust: &Trust, alpn: bool) -> Result<Self, TlsError> {
        let settings = |error: rustls::Error| TlsError::Settings(error.to_string());
        // Never `ClientConfig::builder()`: it panics when a program turns on two providers.
        let builder = ClientConfig::builder_with_provider(Arc::new(provider()?))
            .with_protocol_versions(&[&rustls::version::TLS13, &rustls::version::TLS12])
            .map_err(settings)?;
        let builder = match trust {
            #[cfg(feature = "platform-verifier")]
            Trust::Platform => {
                use rustls_platform_verifier::BuilderVerifierExt as _;
                builder.with_platform_verifier().map_err(settings)?
            }
            Trust::These(Authorities(roots)) => builder.with_root_certificates(Arc::clone(roots)),
        };
        let mut config = builder.with_no_client_auth();
        // Octets sent early could be replayed (RFC 8446 8); IMAP has nothing that may be.
        config.enable_early_data = false;
        if alpn {
            config.alpn_protocols = vec![b"imap".to_vec()];
        }
        Ok(Self(Arc::new(config)))
    }
}

#[cfg(feature = "ring")]
#[allow(clippy::unnecessary_wraps, reason = "without a provider it fails")]
fn provider() -> Result<CryptoProvider, TlsError> {
    Ok(rustls::crypto::ring::default_provider())
}

#[cfg(not(feature = "ring"))]
fn provider() -> Result<CryptoProvider, TlsError> {
    Err(TlsError::NoProvider)
}

/// The client's end of one TLS connection.
///
/// Records are decrypted as they come, at most one read ahead of what was pulled: [`Layer::take_wire`] accepts
/// nothing while plain octets wait. An error shows in [`Layer::pull_plain`], behind the octets that were
/// authentic.
pub(crate) struct TlsLayer {
    tls: ClientConnection,
    /// Plain octets that rustls holds.
    waiting: usize,
    peer_closed: bool,
    failed: Option<LayerError>,
    out: Vec<u8>,
    written: usize,
}

impl fmt::Debug for TlsLayer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("TlsLayer")
            .field("handshaking", &self.tls.is_handshaking())
            .field("failed", &self.failed)
            .finish_non_exhaustive()
    }
}

impl TlsLayer {
    pub(crate) fn new(client: &Client, host: &str) -> Result<Self, TlsError> {
        let name = ServerName::try_from(host.to_owned()).map_err(|_| TlsError::Host(host.to_owned()))?;
        let tls = ClientConnection::new(Arc::clone(&client.0), name)
            .map_err(|error| TlsError::Settings(error.to_string()))?;
        Ok(Self { tls, waiting: 0, peer_closed: false, failed: None, out: Vec::new(), written: 0 })
    }

    fn process(&mut self) {
        match self.tls.process_new_packets() {
            Ok(state) => {
                self.waiting = state.plaintext_bytes_to_read();
                self.peer_closed = state.peer_has_closed();
            }
            Err(error) => self.failed = Some(failure(&error)),
        }
    }
}

/// The error in rustls's words, with a hint for the one mistake that everybody makes.
fn failure(error: &rustls::Error) -> LayerError {
    let hint = match error {
        rustls::Error::InvalidMessage(rustls::InvalidMessage::InvalidContentType) => {
            "; this is no TLS, perhaps a port for STARTTLS or without TLS"
        }
        _ => "",
    };
    LayerError::new(LayerKind::Tls, format!("{error}{hint}"))
}

impl Layer for TlsLayer {
    fn kind(&self) -> LayerKind {
        LayerKind::Tls
    }

    fn handshaking(&self) -> bool {
        self.failed.is_none() && self.tls.is_handshaking()
    }

    fn take_wire(&mut self, wire: &[u8]) -> Result<usize, LayerError> {
        let mut rest = wire;
        while !rest.is_empty() {
            if self.failed.is_some() || self.peer_closed {
                // Behind a close_notify or a broken record nothing counts (RFC 8446 6.1).
                return Ok(wire.len());
            }
            if self.waiting > 0 {
                break;
            }
            match self.tls.read_tls(&mut rest) {
                Ok(0) => break,
                Ok(_) => self.process(),
                Err(error) => self.failed = Some(LayerError::new(LayerKind::Tls, error.to_string())),
            }
        }
        Ok(wire.len() - rest.len())
    }

    fn pull_plain(&mut self, out: &mut [u8]) -> Result<Pulled, LayerError> {
        if out.is_empty() {
            return Ok(Pulled::Bytes(0));
        }
        match self.tls.reader().read(out) {
            Ok(n) if n > 0 => {
                self.waiting = self.waiting.saturating_sub(n);
                return Ok(Pulled::Bytes(n));
            }
            Err(error) if error.kind() != ErrorKind::WouldBlock => {
                self.failed.get_or_insert_with(|| LayerError::new(LayerKind::Tls, error.to_string()));
            }
            Ok(_) | Err(_) => {}
        }
        self.waiting = 0;
        match &self.failed {
            Some(error) => Err(error.clone()),
            None if self.peer_closed => Ok(Pulled::PeerClosed),
            None => Ok(Pulled::NeedWire),
        }
    }

    fn push_plain(&mut self, plain: &[u8]) -> Result<usize, LayerError> {
        match &self.failed {
            Some(error) => Err(error.clone()),
            // One batch of records at a time, so that what a slow transport leaves is bounded.
            None if self.written < self.out.len() => Ok(0),
            None => self
                .tls
                .writer()
                .write(plain)
                .map_err(|error| LayerError::new(LayerKind::Tls, error.to_string())),
        }
    }

    fn wire_out(&mut self) -> &[u8] {
        if self.written >= self.out.len() {
            self.out.clear();
            self.written = 0;
            while self.tls.wants_write() {
                // Writing to a Vec cannot fail, and what rustls holds is bounded by its own 64 KiB.
                if !matches!(self.tls.write_tls(&mut self.out), Ok(1..)) {
                    break;
                }
            }
        }
        self.out.get(self.written..).unwrap_or_default()
    }

    fn wire_written(&mut self, n: usize) {
        self.written = self.written.saturating_add(n).min(self.out.len());
    }

    fn close(&mut self) {
        self.tls.send_close_notify();
    }

    /// `tls-exporter` under TLS 1.3 only: in 1.2 it needs the extended master secret (RFC 9266 4.2), and rustls
    /// does not say whether the server used it.
    fn channel_binding(&self, kind: BindingKind) -> Option<Vec<u8>> {
        if kind != BindingKind::TlsExporter || self.tls.protocol_version() != Some(ProtocolVersion::TLSv1_3) {
            return None;
        }
        self.tls.export_keying_material(vec![0; 32], b"EXPORTER-Channel-Binding", Some(&[])).ok()
    }
}
