//! Plays scripts on streams.

use std::io::{self, Read, Write};
use std::net::{Ipv4Addr, Shutdown, SocketAddr, TcpListener, TcpStream};
use std::thread::{self, JoinHandle};
use std::time::{Duration, Instant};

use super::{Mismatch, Next, Player, Script};
use crate::duplex::{Duplex, pair};

/// A client that is silent for so long does not follow the script.
const PATIENCE: Duration = Duration::from_secs(10);

impl Script {
    /// Plays the script on a stream, up to its end. To hang up is the caller's, except for `!close`, which ends the run.
    ///
    /// # Errors
    /// When the client does not do what the script says, or the stream fails.
    pub fn run(&self, stream: &mut (impl Read + Write)) -> Result<(), Mismatch> {
        let mut player = self.player();
        let mut buffer = vec![0; 16 * 1024];
        loop {
            match player.advance()? {
                Next::Done | Next::Close => return Ok(()),
                Next::Pause(time) => thread::sleep(time),
                Next::Send(octets) => {
                    let sent = stream.write_all(&octets).and_then(|()| stream.flush());
                    sent.map_err(|e| player.interrupted(&format!("cannot write: {e}")))?;
                }
                Next::Receive => receive(&mut player, stream, &mut buffer)?,
            }
        }
    }

    /// Plays the script in a thread, on a stream the caller made.
    ///
    /// # Errors
    /// When no thread can be had.
    pub fn spawn(&self, mut stream: impl Read + Write + Send + 'static) -> io::Result<Running> {
        let script = self.clone();
        let name = "imap-testkit script".to_owned();
        Ok(Running { thread: thread::Builder::new().name(name).spawn(move || script.run(&mut stream))? })
    }

    /// Plays the script in a thread, on a stream in memory; the client's end is returned.
    ///
    /// # Errors
    /// When no thread can be had.
    pub fn connect(&self) -> io::Result<(Duplex, Running)> {
        let (client, played) = pair();
        played.set_read_timeout(Some(PATIENCE));
        Ok((client, self.spawn(played)?))
    }

    /// Plays the script for the first client of a free port of 127.0.0.1.
    ///
    /// # Errors
    /// When no port can be had.
    pub fn listen(&self) -> io::Result<Listener> {
        Self::listen_in_turn(vec![self.clone()])
    }

    /// Plays a script for each client in turn: one after the other, for clients that connect again.
    ///
    /// # Errors
    /// When no port can be had.
    pub fn listen_in_turn(scripts: Vec<Self>) -> io::Result<Listener> {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0))?;
        let addr = listener.local_addr()?;
        let thread = thread::Builder::new().name("imap-testkit scripts".into()).spawn(move || {
            scripts.iter().try_for_each(|script| {
                let client = wait_for_client(&listener).map_err(|e| no_client(&e))?;
                let result = script.run(&mut &client);
                hang_up(&client);
                result
            })
        })?;
        Ok(Listener { addr, running: Running { thread } })
    }
}

fn receive(player: &mut Player, stream: &mut impl Read, buffer: &mut [u8]) -> Result<(), Mismatch> {
    match stream.read(buffer) {
        Ok(0) => player.receive_eof(),
        Ok(count) => player.receive(buffer.get(..count).unwrap_or_default()),
        Err(e) if e.kind() == io::ErrorKind::Interrupted => {}
        Err(e) if e.kind() == io::ErrorKind::ConnectionReset => player.receive_eof(),
        Err(e) if matches!(e.kind(), io::ErrorKind::TimedOut | io::ErrorKind::WouldBlock) => {
            return Err(player.interrupted("the client said nothing more"));
        }
        Err(e) => return Err(player.interrupted(&format!("cannot read: {e}"))),
    }
    Ok(())
}

fn no_client(error: &io::Error) -> Mismatch {
    Mismatch { line: 0, why: format!("no client came: {error}"), expected: Vec::new(), received: Vec::new() }
}

fn wait_for_client(listener: &TcpListener) -> io::Result<TcpStream> {
    listener.set_nonblocking(true)?;
    let until = Instant::now() + PATIENCE;
    loop {
        match listener.accept() {
            Ok((client, _)) => {
                client.set_nonblocking(false)?;
                client.set_nodelay(true)?;
                client.set_read_timeout(Some(PATIENCE))?;
                client.set_write_timeout(Some(PATIENCE))?;
                return Ok(client);
            }
            Err(e) if e.kind() == io::ErrorKind::WouldBlock && Instant::now() < until => {
                thread::sleep(Duration::from_millis(2));
            }
            Err(e) => return Err(e),
        }
    }
}

/// Closes so that the client gets to read what was said: a socket closed with octets unread resets the connection.
pub(crate) fn hang_up(mut stream: &TcpStream) {
    let _ = stream.shutdown(Shutdown::Write);
    let _ = stream.set_read_timeout(Some(Duration::from_millis(500)));
    let mut sink = [0; 4096];
    let mut left = 1000;
    while left > 0 && stream.read(&mut sink).is_ok_and(|count| count > 0) {
        left -= 1;
    }
    let _ = stream.shutdown(Shutdown::Both);
}

/// A script that is being played in a thread.
#[derive(Debug)]
#[must_use = "join it to learn whether the client followed the script"]
pub struct Running {
    thread: JoinHandle<Result<(), Mismatch>>,
}

impl Running {
    /// Waits for the end of the script.
    ///
    /// # Errors
    /// When the client did not do what the script says.
    pub fn join(self) -> Result<(), Mismatch> {
        self.thread
            .join()
            .unwrap_or_else(|_| Err(no_client(&io::Error::other("the thread of the script panicked"))))
    }
}

/// Scripts that are played on a port of 127.0.0.1.
#[derive(Debug)]
#[must_use = "join it to learn whether the clients followed the scripts"]
pub struct Listener {
    addr: SocketAddr,
    running: Running,
}

impl Listener {
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

    /// Waits for the end of the last script; at most ten seconds for each client to come and to say something.
    ///
    /// # Errors
    /// When a client did not come or did not do what its script says.
    pub fn join(self) -> Result<(), Mismatch> {
        self.running.join()
    }
}
