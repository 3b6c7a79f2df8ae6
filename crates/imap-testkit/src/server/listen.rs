//! The server on a loopback port.

use std::collections::HashMap;
use std::io::{self, Write};
use std::net::{Ipv4Addr, Shutdown, SocketAddr, TcpListener, TcpStream};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::thread::{self, JoinHandle};
use std::time::Duration;

use super::connection;
use super::secure::Secure;
use super::session::Session;
use super::{Handle, Server};
use crate::script::hang_up;

/// A client that takes nothing for so long is given up.
const WRITE_TIMEOUT: Duration = Duration::from_secs(60);

/// A server on a port of 127.0.0.1. Dropping it ends all its connections.
#[derive(Debug)]
pub struct Listening {
    server: Server,
    addr: SocketAddr,
    door: Arc<Door>,
    accepting: Option<JoinHandle<()>>,
}

/// What the accepting thread shares with the owner.
#[derive(Debug, Default)]
struct Door {
    closing: AtomicBool,
    clients: Mutex<HashMap<u64, TcpStream>>,
}

impl Door {
    fn clients(&self) -> MutexGuard<'_, HashMap<u64, TcpStream>> {
        self.clients.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Server {
    /// Serves a free port of 127.0.0.1 in threads, with STARTTLS where TLS is set up.
    ///
    /// # Errors
    /// When no port can be had.
    pub fn listen_tcp(&self) -> io::Result<Listening> {
        self.listen(0, false)
    }

    /// Serves this port of 127.0.0.1.
    ///
    /// # Errors
    /// When the port cannot be had.
    pub fn listen_tcp_on(&self, port: u16) -> io::Result<Listening> {
        self.listen(port, false)
    }

    /// Serves a free port of 127.0.0.1 under TLS from the first octet.
    ///
    /// # Errors
    /// When no port can be had, or no TLS was set up in the builder.
    #[cfg(feature = "tls")]
    pub fn listen_tls(&self) -> io::Result<Listening> {
        self.listen_tls_on(0)
    }

    /// Serves this port of 127.0.0.1 under TLS from the first octet.
    ///
    /// # Errors
    /// When the port cannot be had, or no TLS was set up in the builder.
    #[cfg(feature = "tls")]
    pub fn listen_tls_on(&self, port: u16) -> io::Result<Listening> {
        if self.shared.config.tls.is_none() {
            return Err(io::Error::new(io::ErrorKind::InvalidInput, "the server has no TLS configuration"));
        }
        self.listen(port, true)
    }

    fn listen(&self, port: u16, tls: bool) -> io::Result<Listening> {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, port))?;
        let addr = listener.local_addr()?;
        let door = Arc::new(Door::default());
        let (server, shared_door) = (self.clone(), Arc::clone(&door));
        let accepting = thread::Builder::new()
            .name("imap-testkit accept".into())
            .spawn(move || accept(&server, &listener, &shared_door, tls))?;
        Ok(Listening { server: self.clone(), addr, door, accepting: Some(accepting) })
    }
}

impl Listening {
    /// The address to connect to.
    #[must_use]
    pub fn addr(&self) -> SocketAddr {
        self.addr
    }

    /// The port of 127.0.0.1.
    #[must_use]
    pub fn port(&self) -> u16 {
        self.addr.port()
    }

    /// A handle on the first user's mail.
    #[must_use]
    pub fn handle(&self) -> Handle {
        self.server.handle()
    }

    /// Cuts all connections without a word; new ones are served.
    pub fn cut(&self) {
        for client in self.door.clients().values() {
            let _ = client.shutdown(Shutdown::Both);
        }
    }

    /// Serves until the process ends.
    pub fn serve_forever(mut self) {
        if let Some(accepting) = self.accepting.take() {
            let _ = accepting.join();
        }
    }
}

impl Drop for Listening {
    fn drop(&mut self) {
        self.door.closing.store(true, Ordering::SeqCst);
        // Wakes the accepting thread.
        let woken = TcpStream::connect_timeout(&self.addr, Duration::from_secs(1)).is_ok();
        if let Some(accepting) = self.accepting.take().filter(|_| woken) {
            let _ = accepting.join();
        }
        self.cut();
    }
}

fn accept(server: &Server, listener: &TcpListener, door: &Arc<Door>, tls: bool) {
    let mut number = 0;
    loop {
        let accepted = listener.accept();
        if door.closing.load(Ordering::SeqCst) {
            return;
        }
        let Ok((stream, _)) = accepted else {
            // Out of descriptors, most likely.
            thread::sleep(Duration::from_millis(10));
            continue;
        };
        number += 1;
        if admit(server, stream, door, number, tls).is_err() {
            door.clients().remove(&number);
        }
    }
}

/// Starts the thread of a client.
fn admit(server: &Server, mut stream: TcpStream, door: &Arc<Door>, number: u64, tls: bool) -> io::Result<()> {
    if door.clients().len() >= server.shared.config.connections {
        return stream.write_all(b"* BYE Too many connections\r\n");
    }
    stream.set_nodelay(true)?;
    stream.set_write_timeout(Some(WRITE_TIMEOUT))?;
    let writer = stream.try_clone()?;
    door.clients().insert(number, stream.try_clone()?);
    let (server, door) = (server.clone(), Arc::clone(door));
    thread::Builder::new().name(format!("imap-testkit client {number}")).spawn(move || {
        // An error here is the client going away.
        let _ = serve_client(&server, stream, writer, tls);
        let client = door.clients().remove(&number);
        if let Some(client) = client {
            hang_up(&client);
        }
    })?;
    Ok(())
}

fn serve_client(server: &Server, reader: TcpStream, writer: TcpStream, tls: bool) -> io::Result<()> {
    #[cfg(feature = "tls")]
    let secure = match server.shared.config.tls.as_ref().filter(|_| tls) {
        Some(config) => Secure::tls(config)?,
        None => Secure::Clear,
    };
    #[cfg(not(feature = "tls"))]
    let secure = Secure::Clear;
    let session = Session::open(&server.shared, tls, false);
    connection::serve(&server.shared, session, secure, reader, writer)
}
