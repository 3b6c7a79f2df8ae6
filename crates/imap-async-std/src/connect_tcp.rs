//! From an address to a session that was greeted.

use std::io;
use std::time::{Duration, Instant};

use async_std::net::{TcpStream, ToSocketAddrs};
use imap_proto_core::conn::{Config, Path};
use imap_proto_core::layer::Layer;

use crate::{Clock, Error, Session};

/// Where to connect to, and how.
///
/// ```no_run
/// use imap_async_std::Connector;
/// use std::time::Duration;
/// # async fn example() -> Result<(), imap_async_std::Error> {
/// let session = Connector::new("localhost", 143).connect_timeout(Duration::from_secs(5)).tcp().await?;
/// # Ok(()) }
/// ```
#[derive(Clone, Debug)]
pub struct Connector {
    pub(crate) host: String,
    port: u16,
    timeout: Duration,
    config: Config,
}

impl Connector {
    /// A host name or address, and a port: 993 for TLS, 143 for STARTTLS and plain text.
    pub fn new(host: impl Into<String>, port: u16) -> Self {
        Self { host: host.into(), port, timeout: Duration::from_secs(30), config: Config::default() }
    }

    /// How long connecting may take, the name's resolution and all the host's addresses together. Default 30 s.
    /// Greeting and handshake have deadlines of their own.
    #[must_use]
    pub fn connect_timeout(mut self, after: Duration) -> Self {
        self.timeout = after;
        self
    }

    /// Limits, deadlines and the rest. The path and the seed are set by the driver.
    #[must_use]
    pub fn config(mut self, config: Config) -> Self {
        self.config = config;
        self
    }

    /// Connects without TLS. A password goes out only on a loopback address, or where the config says so.
    ///
    /// # Errors
    /// When no address answers, or no greeting comes.
    pub async fn tcp(self) -> Result<Session, Error> {
        let (io, config) = self.dial().await?;
        Session::open(io, Clock::new(), config).await
    }

    /// Connects with a layer from the first octet: implicit TLS (RFC 8314 3.2).
    ///
    /// # Errors
    /// As [`tcp`](Self::tcp), and when the handshake fails.
    pub async fn tcp_with(self, layer: Box<dyn Layer>) -> Result<Session, Error> {
        let (io, config) = self.dial().await?;
        Session::open_with(io, Clock::new(), config, layer).await
    }

    /// Connects, then STARTTLS. Without TLS there is no session: nothing falls back to plain text.
    ///
    /// # Errors
    /// As [`tcp_with`](Self::tcp_with), and when the server does not offer STARTTLS.
    pub async fn starttls_with(self, layer: Box<dyn Layer>) -> Result<Session, Error> {
        let (io, config) = self.dial().await?;
        Session::open_starttls(io, Clock::new(), config, layer).await
    }

    async fn dial(self) -> Result<(TcpStream, Config), Error> {
        let end = Instant::now() + self.timeout;
        let io = connect(&self.host, self.port, end).await?;
        // A command is one write; waiting for more to come only costs time.
        io.set_nodelay(true)?;
        let local = io.peer_addr().is_ok_and(|peer| peer.ip().to_canonical().is_loopback());
        Ok((io, self.config.path(if local { Path::Loopback } else { Path::Network })))
    }
}

async fn connect(host: &str, port: u16, end: Instant) -> io::Result<TcpStream> {
    let left = || end.saturating_duration_since(Instant::now());
    let addresses: Vec<_> = async_std::io::timeout(left(), (host, port).to_socket_addrs()).await?.collect();
    let mut failure = io::Error::new(io::ErrorKind::NotFound, "the host has no address");
    for (tried, address) in addresses.iter().enumerate() {
        // A dead first address must not use up the time of the others.
        let untried = u32::try_from(addresses.len() - tried).unwrap_or(u32::MAX);
        match async_std::io::timeout(left() / untried, TcpStream::connect(address)).await {
            Ok(io) => return Ok(io),
            Err(error) => failure = error,
        }
    }
    Err(failure)
}

/// Connects without TLS. See [`Connector::tcp`].
///
/// # Errors
/// As there.
pub async fn connect_tcp(host: &str, port: u16) -> Result<Session, Error> {
    Connector::new(host, port).tcp().await
}
