//! The connection of those that bring none of their own: in clear text, or through rustls's own stream.

use std::any::Any;
use std::io::{self, IoSlice, Read, Write};
use std::net::TcpStream;
use std::sync::Arc;
use std::time::Duration;

use imap_harness::Dovecot;
use io_imap::client::ImapStream;
use rustls::pki_types::pem::PemObject as _;
use rustls::pki_types::{CertificateDer, ServerName};
use rustls::{ClientConfig, ClientConnection, RootCertStore, StreamOwned};

use super::{Place, text};
use crate::counted::Counted;
use crate::work::Work;

/// A stream.
#[derive(Debug)]
pub(super) enum Io {
    Plain(Counted<TcpStream>),
    Tls(Box<StreamOwned<ClientConnection, Counted<TcpStream>>>),
}

/// Connects as the workload wants it.
pub(super) fn connect(place: &Place, work: Work) -> Result<Io, String> {
    if !work.is_tls() {
        return Ok(Io::Plain(dial(place.port)?));
    }
    let mut roots = RootCertStore::empty();
    roots.add(CertificateDer::from_pem_file(&place.ca).map_err(text)?).map_err(text)?;
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let config = ClientConfig::builder_with_provider(provider).with_safe_default_protocol_versions();
    let config = config.map_err(text)?.with_root_certificates(roots).with_no_client_auth();
    let name = ServerName::try_from(Dovecot::HOST).map_err(text)?;
    let tls = ClientConnection::new(Arc::new(config), name).map_err(text)?;
    Ok(Io::Tls(Box::new(StreamOwned::new(tls, dial(place.tls_port)?))))
}

/// A connection in clear text, or to lay TLS over.
pub(super) fn dial(port: u16) -> Result<Counted<TcpStream>, String> {
    let stream = TcpStream::connect((Dovecot::HOST, port)).map_err(text)?;
    stream.set_nodelay(true).map_err(text)?;
    Ok(Counted(stream))
}

impl Read for Io {
    fn read(&mut self, slot: &mut [u8]) -> io::Result<usize> {
        match self {
            Self::Plain(io) => io.read(slot),
            Self::Tls(io) => io.read(slot),
        }
    }
}

impl Write for Io {
    fn write(&mut self, octets: &[u8]) -> io::Result<usize> {
        match self {
            Self::Plain(io) => io.write(octets),
            Self::Tls(io) => io.write(octets),
        }
    }

    fn write_vectored(&mut self, pieces: &[IoSlice<'_>]) -> io::Result<usize> {
        match self {
            Self::Plain(io) => io.write_vectored(pieces),
            Self::Tls(io) => io.write_vectored(pieces),
        }
    }

    fn flush(&mut self) -> io::Result<()> {
        match self {
            Self::Plain(io) => io.flush(),
            Self::Tls(io) => io.flush(),
        }
    }
}

impl ImapStream for Io {
    fn as_any_mut(&mut self) -> &mut dyn Any {
        self
    }

    fn set_read_timeout(&self, timeout: Option<Duration>) -> io::Result<()> {
        match self {
            Self::Plain(io) => io.0.set_read_timeout(timeout),
            Self::Tls(io) => io.sock.0.set_read_timeout(timeout),
        }
    }
}
