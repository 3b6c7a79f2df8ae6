//! TLS of the server's side, octets in and octets out.

use std::io;

/// What lies between the session and the wire.
#[derive(Debug)]
pub(crate) enum Secure {
    /// Nothing.
    Clear,
    #[cfg(feature = "tls")]
    Tls(Box<rustls::ServerConnection>),
}

#[cfg(feature = "tls")]
impl Secure {
    pub(crate) fn tls(config: &std::sync::Arc<rustls::ServerConfig>) -> io::Result<Self> {
        let connection =
            rustls::ServerConnection::new(std::sync::Arc::clone(config)).map_err(io::Error::other)?;
        Ok(Self::Tls(Box::new(connection)))
    }
}

/// Octets of the client, as far as they could be read.
#[derive(Debug)]
pub(crate) struct Opened {
    pub(crate) plain: Vec<u8>,
    /// The client said that nothing follows (close_notify).
    pub(crate) ended: bool,
}

impl Secure {
    /// From the wire to the session. After an error, `wire` still has an alert to send.
    pub(crate) fn open(&mut self, wire: &[u8]) -> io::Result<Opened> {
        match self {
            Self::Clear => Ok(Opened { plain: wire.to_vec(), ended: false }),
            #[cfg(feature = "tls")]
            Self::Tls(tls) => open_tls(tls, wire),
        }
    }

    /// From the session towards the wire.
    pub(crate) fn seal(&mut self, plain: Vec<u8>) -> io::Result<Vec<u8>> {
        match self {
            Self::Clear => Ok(plain),
            #[cfg(feature = "tls")]
            Self::Tls(tls) => {
                use std::io::Write;
                tls.set_buffer_limit(None);
                tls.writer().write_all(&plain)?;
                self.wire()
            }
        }
    }

    /// What the layer itself has to say: handshake, alerts.
    pub(crate) fn wire(&mut self) -> io::Result<Vec<u8>> {
        match self {
            Self::Clear => Ok(Vec::new()),
            #[cfg(feature = "tls")]
            Self::Tls(tls) => {
                let mut out = Vec::new();
                while tls.wants_write() {
                    tls.write_tls(&mut out)?;
                }
                Ok(out)
            }
        }
    }

    /// Tells the client that nothing follows.
    pub(crate) fn close(&mut self) {
        match self {
            Self::Clear => {}
            #[cfg(feature = "tls")]
            Self::Tls(tls) => tls.send_close_notify(),
        }
    }
}

#[cfg(feature = "tls")]
fn open_tls(tls: &mut rustls::ServerConnection, mut wire: &[u8]) -> io::Result<Opened> {
    use std::io::Read;

    let mut plain = Vec::new();
    let mut ended = false;
    while !wire.is_empty() && !ended {
        if tls.read_tls(&mut wire)? == 0 {
            break;
        }
        tls.process_new_packets().map_err(io::Error::other)?;
        match tls.reader().read_to_end(&mut plain) {
            Ok(_) => ended = true,
            Err(e) if e.kind() == io::ErrorKind::WouldBlock => {}
            Err(e) => return Err(e),
        }
    }
    Ok(Opened { plain, ended })
}
