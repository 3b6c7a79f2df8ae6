//! From an address to a session that was greeted.

use std::io;
use std::net::{TcpStream, ToSocketAddrs};
use std::time::{Duration, Instant};

use imap_proto_core::command::{Capability, StartTls};
use imap_proto_core::{Execute, conn::Config, layer::Layer};

use crate::{Error, Session, Transport};

/// Where to connect to, and how.
#[derive(Clone, Debug)]
#[must_use]
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

    /// How long connecting may take, all the host's addresses together, their look-up apart. Default 30 s.
    pub fn connect_timeout(mut self, after: Duration) -> Self {
        self.timeout = after;
        self
    }

    /// Limits, deadlines and the rest. The path and the seed are set by the driver.
    pub fn config(mut self, config: Config) -> Self {
        self.config = config;
        self
    }

    /// Connects without TLS. A password goes out only to a loopback address, or where the config says so.
    pub fn tcp(self) -> Result<Session<TcpStream>, Error> {
        Session::open(self.dial()?, self.config)
    }

    /// Connects with a layer from the first octet: implicit TLS (RFC 8314 3.2).
    pub fn tcp_with(self, layer: Box<dyn Layer>) -> Result<Session<TcpStream>, Error> {
        let mut session = Session::new(self.dial()?, self.config.demand_tls())?;
        session.wire().push_layer(layer);
        session.greeting()?;
        Ok(session)
    }

    /// Connects, then STARTTLS. Without TLS there is no session: nothing falls back to plain text.
    pub fn starttls_with(self, layer: Box<dyn Layer>) -> Result<Session<TcpStream>, Error> {
        let mut session = Session::open(self.dial()?, self.config.demand_tls())?;
        session.start_tls(layer)?;
        Ok(session)
    }

    fn dial(&self) -> io::Result<TcpStream> {
        let end = Instant::now() + self.timeout;
        let addresses: Vec<_> = (self.host.as_str(), self.port).to_socket_addrs()?.collect();
        let mut failure = io::Error::new(io::ErrorKind::NotFound, "the host has no address");
        for (address, others) in addresses.iter().zip((1..=addresses.len() as u32).rev()) {
            // A dead first address must not use up the time of the others.
            let left = end.saturating_duration_since(Instant::now()) / others;
            match TcpStream::connect_timeout(address, left.max(Duration::from_millis(1))) {
                Ok(stream) => return stream.set_nodelay(true).map(|()| stream),
                Err(error) => failure = error,
            }
        }
        Err(failure)
    }
}

/// Connects without TLS. See [`Connector::tcp`].
pub fn connect_tcp(host: &str, port: u16) -> Result<Session<TcpStream>, Error> {
    Connector::new(host, port).tcp()
}

impl<T: Transport> Session<T> {
    /// A session over any transport, once the server has greeted in a way that the config allows.
    pub fn open(io: T, config: Config) -> Result<Self, Error> {
        let mut session = Self::new(io, config)?;
        session.greeting()?;
        Ok(session)
    }

    /// STARTTLS (RFC 9051 6.2.1), the handshake, and CAPABILITY, whose earlier answer counts no more. A refusal leaves
    /// the session as it was, in clear text; every other error ends it.
    pub fn start_tls(&mut self, layer: Box<dyn Layer>) -> Result<(), Error> {
        self.expect_layer(Some(layer));
        let answer = self.run(StartTls::new());
        self.expect_layer(None);
        answer.and_then(|_| self.run(Capability::new())).map(drop)
    }
}
