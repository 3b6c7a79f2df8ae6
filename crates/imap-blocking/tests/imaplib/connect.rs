//! Construction, greeting, tags, states, the transport.

use std::collections::VecDeque;
use std::io::{self, Read, Write};
use std::net::TcpStream;
use std::process::Command;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use imap_blocking::core::command::Noop;
use imap_blocking::core::conn::{Config, Path, State, TapLine};
use imap_blocking::core::types::Capability;
use imap_blocking::prelude::*;
use imap_blocking::tls::TlsConfig;
use imap_blocking::{Connector, ErrorKind, Pipe, Transport, connect_starttls, connect_tcp, connect_tls};
use imap_testkit::tls::{CertKind, TestCa};
use imap_testkit::{Script, Server};

use crate::{Result, demo, ended, scripted};

#[test]
fn over_tcp() -> Result {
    let server = Server::demo().listen_tcp()?;
    let port = server.port();
    let mut s = connect_tcp("localhost", port)?;
    assert!(s.greeted().is_some_and(|greeting| greeting.text.as_str().is_some()));
    assert_eq!(s.state(), State::NotAuthenticated);
    assert!(s.capability()?.has(&Capability::Imap4Rev1));
    s.login("demo", "demo")?;
    // Whatever was known before counts no more.
    assert!(s.capabilities().is_none_or(|known| known.has(&Capability::Imap4Rev1)));
    s.close()?;
    let timeout = Duration::from_secs(5);
    let s = Connector::new("localhost", port).connect_timeout(timeout).tcp()?;
    drop(s);
    Ok(())
}

#[test]
fn over_tls() -> Result {
    let ca = TestCa::new()?;
    let server = Server::demo_builder().tls(ca.server_config(CertKind::Good)?).login_needs_tls().build();
    let tls = TlsConfig::with_ca_pem(ca.pem().as_bytes())?;
    let listening = server.listen_tls()?;
    let s = connect_tls("localhost", listening.port(), &tls)?;
    assert!(s.is_secure());
    s.close()?;
    // Nobody in the system's store has signed it.
    let error = connect_tls("localhost", listening.port(), &TlsConfig::platform()).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Tls, "{error}");
    let clear = server.listen_tcp()?;
    let mut s = connect_starttls("localhost", clear.port(), &tls)?;
    s.login("demo", "demo")?;
    s.close()?;
    let mut s = connect_tcp("localhost", clear.port())?;
    s.start_tls(tls.layer("localhost")?)?;
    s.login("demo", "demo")?;
    Ok(s.close()?)
}

const SERVER: &str = "printf '* PREAUTH hi\\r\\n'; read tag rest; printf '* BYE\\r\\n%s OK\\r\\n' \"$tag\"";

#[test]
fn over_a_pipe() -> Result {
    let s = Session::open(Pipe::spawn("sh", &["-c", SERVER])?, Config::default())?;
    assert_eq!(s.state(), State::Authenticated);
    s.close()?;
    let mut command = Command::new("sh");
    command.args(["-c", SERVER]).env_clear().env("PATH", "/usr/bin:/bin");
    Ok(Session::open(Pipe::from_command(&mut command)?, Config::default())?.close()?)
}

#[test]
fn tags() -> Result {
    let (_server, mut s) = demo()?;
    let ticket = s.submit(Noop::new());
    s.flush()?;
    let tag = s.connection().tag_of(ticket.id()).ok_or("a tag")?.to_string();
    assert!(tag.len() > 4 && tag[..4].bytes().all(|letter| (b'A'..=b'P').contains(&letter)), "{tag}");
    s.wait(ticket)?;
    Ok(())
}

#[test]
fn what_is_no_server() -> Result {
    for (script, kind) in [
        ("S: * BYE busy\n!eof", ErrorKind::Closed),
        ("S: + hi\n!eof", ErrorKind::Protocol),
        ("!close", ErrorKind::Closed),
    ] {
        let peer = Script::parse(script)?.listen()?;
        let port = peer.port();
        let error = connect_tcp("localhost", port).unwrap_err();
        assert_eq!(error.kind(), kind, "{script}: {error}");
        peer.join()?;
    }
    Ok(())
}

#[test]
fn the_end() -> Result {
    let (peer, s) = scripted("S: * PREAUTH hi\nC: $1 LOGOUT\nS: * BYE\nS: $1 OK\n!eof")?;
    s.close()?;
    peer.join()?;
    let (peer, s) = scripted("S: * PREAUTH hi\n!eof")?;
    ended(peer, s)
}

/// The last ten lines, as imaplib's `print_log` has them.
fn keep(lines: &Mutex<VecDeque<String>>, line: TapLine<'_>) {
    let mut lines = lines.lock().unwrap();
    lines.push_back(line.to_string());
    if lines.len() > 10 {
        lines.pop_front();
    }
}

#[test]
fn a_tap_with_the_last_lines() -> Result {
    let (_server, mut s) = demo()?;
    let ring = Arc::new(Mutex::new(VecDeque::new()));
    let lines = Arc::clone(&ring);
    s.set_tap(Some(Box::new(move |line: TapLine<'_>| keep(&lines, line))));
    for _ in 0..20 {
        s.noop()?;
    }
    s.set_tap(None);
    s.list("", "*")?;
    let lines = ring.lock().unwrap();
    assert!(lines.iter().any(|line| line.contains("NOOP")) && lines.len() == 10, "{lines:?}");
    assert!(!lines.iter().any(|line| line.contains("LIST")), "{lines:?}");
    Ok(())
}

/// A transport of one's own.
struct Counted {
    stream: TcpStream,
    read: Arc<AtomicUsize>,
    sent: Arc<AtomicUsize>,
    shut: Arc<AtomicBool>,
}

impl Read for Counted {
    fn read(&mut self, out: &mut [u8]) -> io::Result<usize> {
        let octets = self.stream.read(out)?;
        self.read.fetch_add(octets, Ordering::Relaxed);
        Ok(octets)
    }
}

impl Write for Counted {
    fn write(&mut self, octets: &[u8]) -> io::Result<usize> {
        let octets = self.stream.write(octets)?;
        self.sent.fetch_add(octets, Ordering::Relaxed);
        Ok(octets)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.stream.flush()
    }
}

impl Transport for Counted {
    fn set_deadline(&mut self, after: Option<Duration>) -> io::Result<()> {
        self.stream.set_deadline(after)
    }

    fn path(&self) -> Path {
        self.stream.path()
    }
}

impl Drop for Counted {
    fn drop(&mut self) {
        self.shut.store(true, Ordering::Relaxed);
    }
}

#[test]
fn a_transport_of_ones_own() -> Result {
    let server = Server::demo().listen_tcp()?;
    let stream = TcpStream::connect(("localhost", server.port()))?;
    let (read, sent, shut) = (Arc::default(), Arc::default(), Arc::default());
    let transport = Counted {
        stream: stream.try_clone()?,
        read: Arc::clone(&read),
        sent: Arc::clone(&sent),
        shut: Arc::clone(&shut),
    };
    let mut s = Session::open(transport, Config::default())?;
    s.noop()?;
    assert!(read.load(Ordering::Relaxed) > 10 && sent.load(Ordering::Relaxed) > 10);
    drop(s);
    assert!(shut.load(Ordering::Relaxed));
    // The socket is the caller's, to look at and to set.
    let stream = TcpStream::connect(("localhost", server.port()))?;
    let mut s = Session::open(stream.try_clone()?, Config::default())?;
    stream.set_nodelay(true)?;
    assert_eq!(stream.peer_addr()?.port(), server.port());
    Ok(s.noop()?)
}
