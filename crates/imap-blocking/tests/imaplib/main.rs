//! Every call that `src/imaplib.md` offers instead of one of Python's imaplib, compiled and run. `document.rs` compares
//! the document with the sources here, so a call that stands in a row has to stand here as well.
#![cfg(all(unix, feature = "tls"))]

mod connect;
mod document;
mod dovecot;
mod errors;
mod extensions;
mod idle;
mod login;
mod mailboxes;
mod messages;
mod module;
mod newer;
mod wire;

use std::net::TcpStream;

use imap_blocking::core::conn::Config;
use imap_blocking::prelude::*;
use imap_blocking::{Connector, connect_tcp};
use imap_testkit::{Listening, Script, Server};

type Result<T = (), E = Box<dyn std::error::Error>> = std::result::Result<T, E>;
type Plain = Session<TcpStream>;
type Peer = imap_testkit::Listener;

/// The in-memory server, its user logged in.
fn demo() -> Result<(Listening, Plain)> {
    let server = Server::demo().listen_tcp()?;
    let mut s = connect_tcp("localhost", server.port())?;
    s.login("demo", "demo")?;
    Ok((server, s))
}

/// The script was gone through, and nothing came behind it.
fn ended(peer: Peer, s: Plain) -> Result {
    drop(s);
    Ok(peer.join()?)
}

/// A peer that goes by a script.
fn scripted(script: &str) -> Result<(Peer, Plain)> {
    let peer = Script::parse(script)?.listen()?;
    let s = Connector::new("localhost", peer.port()).config(Config::default().allow_preauth()).tcp()?;
    Ok((peer, s))
}

/// A peer that has these capabilities too, and goes on with this script once it let us in.
fn preauth(capabilities: &str, script: &str) -> Result<(Peer, Plain)> {
    scripted(&format!("S: * PREAUTH [CAPABILITY IMAP4rev1 {capabilities}] hi\n{script}"))
}

/// The same, with an INBOX of four messages selected.
fn selected(capabilities: &str, script: &str) -> Result<(Peer, Plain)> {
    let select = "C: $9 SELECT INBOX\nS: * 4 EXISTS\nS: * 1 RECENT\nS: $9 OK [READ-WRITE] done";
    let (peer, mut s) = preauth(capabilities, &format!("{select}\n{script}"))?;
    s.select("INBOX")?;
    s.events().for_each(drop);
    Ok((peer, s))
}
