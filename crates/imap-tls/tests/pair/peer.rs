//! A certificate authority made on the spot, a TLS server without sockets, and the wire between.

use std::io::{ErrorKind, Read as _, Write as _};
use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};

use imap_proto_core::layer::{Layer, LayerError, Pulled};
use imap_tls::TlsConfig;
use rcgen::{BasicConstraints, CertificateParams, CertifiedIssuer, DnType, IsCa, KeyPair};
use rustls::pki_types::{CertificateDer, PrivateKeyDer};
use rustls::server::ServerConnection;
use rustls::{HandshakeKind, ServerConfig};

pub(crate) struct Ca(CertifiedIssuer<'static, KeyPair>);

pub(crate) struct Leaf {
    chain: Vec<CertificateDer<'static>>,
    key: Vec<u8>,
}

impl Ca {
    pub(crate) fn new() -> Self {
        static SERIAL: AtomicU32 = AtomicU32::new(0);
        let mut params = CertificateParams::new(Vec::new()).unwrap();
        let name = format!("authority {}", SERIAL.fetch_add(1, Ordering::Relaxed));
        params.distinguished_name.push(DnType::CommonName, name);
        params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
        Self(CertifiedIssuer::self_signed(params, KeyPair::generate().unwrap()).unwrap())
    }

    pub(crate) fn der(&self) -> &[u8] {
        self.0.der()
    }

    pub(crate) fn config(&self) -> TlsConfig {
        TlsConfig::with_ca_pem(self.0.pem().as_bytes()).unwrap()
    }

    pub(crate) fn leaf(&self, host: &str) -> Leaf {
        self.sign(CertificateParams::new([host.to_owned()]).unwrap())
    }

    pub(crate) fn expired_leaf(&self, host: &str) -> Leaf {
        let mut params = CertificateParams::new([host.to_owned()]).unwrap();
        params.not_before = rcgen::date_time_ymd(2020, 1, 1);
        params.not_after = rcgen::date_time_ymd(2020, 2, 1);
        self.sign(params)
    }

    fn sign(&self, params: CertificateParams) -> Leaf {
        let key = KeyPair::generate().unwrap();
        let certificate = params.signed_by(&key, &self.0).unwrap();
        Leaf { chain: vec![certificate.der().clone()], key: key.serialize_der() }
    }
}

pub(crate) fn client(ca: &Ca, host: &str) -> Box<dyn Layer> {
    ca.config().layer(host).unwrap()
}

/// The server's end.
pub(crate) struct Server {
    config: Arc<ServerConfig>,
    tls: ServerConnection,
    /// On its way to the client.
    pub(crate) wire: Vec<u8>,
    pub(crate) heard: Vec<u8>,
    pub(crate) peer_closed: bool,
    pub(crate) alerted: Option<String>,
}

impl Server {
    pub(crate) fn new(leaf: &Leaf) -> Self {
        Self::build(leaf, rustls::ALL_VERSIONS, &[])
    }

    pub(crate) fn tls_1_2(leaf: &Leaf) -> Self {
        Self::build(leaf, &[&rustls::version::TLS12], &[])
    }

    pub(crate) fn with_alpn(leaf: &Leaf, names: &[&str]) -> Self {
        Self::build(leaf, rustls::ALL_VERSIONS, names)
    }

    /// Another connection to the same server.
    pub(crate) fn again(&self) -> Self {
        Self::of(Arc::clone(&self.config))
    }

    fn build(leaf: &Leaf, versions: &[&'static rustls::SupportedProtocolVersion], alpn: &[&str]) -> Self {
        let key = PrivateKeyDer::Pkcs8(leaf.key.clone().into());
        let provider = Arc::new(rustls::crypto::ring::default_provider());
        let mut config = ServerConfig::builder_with_provider(provider)
            .with_protocol_versions(versions)
            .unwrap()
            .with_no_client_auth()
            .with_single_cert(leaf.chain.clone(), key)
            .unwrap();
        config.alpn_protocols = alpn.iter().map(|name| name.as_bytes().to_vec()).collect();
        // A server that would take early data, so that a client which sends some is caught.
        config.max_early_data_size = u32::MAX;
        Self::of(Arc::new(config))
    }

    fn of(config: Arc<ServerConfig>) -> Self {
        let tls = ServerConnection::new(Arc::clone(&config)).unwrap();
        Self { config, tls, wire: Vec::new(), heard: Vec::new(), peer_closed: false, alerted: None }
    }

    pub(crate) fn say(&mut self, plain: &[u8]) {
        self.tls.set_buffer_limit(None);
        self.tls.writer().write_all(plain).unwrap();
    }

    pub(crate) fn close(&mut self) {
        self.tls.send_close_notify();
        self.flush();
    }

    pub(crate) fn flush(&mut self) {
        while self.tls.wants_write() {
            self.tls.write_tls(&mut self.wire).unwrap();
        }
    }

    pub(crate) fn name(&self) -> Option<&str> {
        self.tls.server_name()
    }

    pub(crate) fn alpn(&self) -> Option<&str> {
        self.tls.alpn_protocol().map(|name| std::str::from_utf8(name).unwrap())
    }

    pub(crate) fn resumed(&self) -> bool {
        self.tls.handshake_kind() == Some(HandshakeKind::Resumed)
    }

    pub(crate) fn exporter(&self) -> Vec<u8> {
        self.tls.export_keying_material(vec![0; 32], b"EXPORTER-Channel-Binding", None).unwrap()
    }

    pub(crate) fn take(&mut self, mut wire: &[u8]) {
        assert!(self.tls.early_data().is_none(), "early data");
        while !wire.is_empty() && self.alerted.is_none() {
            self.tls.read_tls(&mut wire).unwrap();
            match self.tls.process_new_packets() {
                Ok(state) => self.peer_closed = state.peer_has_closed(),
                Err(error) => self.alerted = Some(error.to_string()),
            }
            self.read();
        }
        self.flush();
    }

    fn read(&mut self) {
        match self.tls.reader().read_to_end(&mut self.heard) {
            Ok(_) => {}
            Err(error) => assert_eq!(error.kind(), ErrorKind::WouldBlock),
        }
    }
}

/// A client's layer, a server, and a wire that delivers `cut` octets at a time.
pub(crate) struct Link {
    pub(crate) layer: Box<dyn Layer>,
    pub(crate) server: Server,
    pub(crate) heard: Vec<u8>,
    pub(crate) peer_closed: bool,
    cut: usize,
}

impl Link {
    pub(crate) fn new(layer: Box<dyn Layer>, server: Server, cut: usize) -> Self {
        Self { layer, server, heard: Vec::new(), peer_closed: false, cut }
    }

    /// Moves octets until none move any more.
    pub(crate) fn run(&mut self) -> Result<(), LayerError> {
        loop {
            let up = self.up();
            let down = self.down();
            if !down? && !up {
                return Ok(());
            }
        }
    }

    pub(crate) fn up(&mut self) -> bool {
        let out = self.layer.wire_out();
        let piece = out[..self.cut.min(out.len())].to_vec();
        self.layer.wire_written(piece.len());
        self.server.take(&piece);
        !piece.is_empty()
    }

    fn down(&mut self) -> Result<bool, LayerError> {
        self.server.flush();
        let wire = std::mem::take(&mut self.server.wire);
        let mut moved = self.pull()?;
        for mut piece in wire.chunks(self.cut) {
            while !piece.is_empty() {
                let n = self.layer.take_wire(piece)?;
                piece = &piece[n..];
                moved = true;
                let pulled = self.pull()?;
                assert!(n > 0 || pulled, "stuck");
            }
        }
        Ok(moved)
    }

    fn pull(&mut self) -> Result<bool, LayerError> {
        let mut moved = false;
        loop {
            let mut plain = [0; 1000];
            match self.layer.pull_plain(&mut plain)? {
                Pulled::Bytes(n) => self.heard.extend_from_slice(&plain[..n]),
                Pulled::PeerClosed => {
                    self.peer_closed = true;
                    return Ok(moved);
                }
                _ => return Ok(moved),
            }
            moved = true;
        }
    }
}
