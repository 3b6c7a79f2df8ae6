//! The main job in all its forms: connect, log in, select, search, fetch every message, print it with its number,
//! close, log out. The server is embedded: nothing has to be installed and nothing leaves the machine.

mod asynchronous;
mod blocking;
mod report;

use std::error::Error;
use std::process::Command;

use clap::Parser;
use imap_blocking::core::conn::Config;
use imap_blocking::tls::TlsConfig;
use imap_blocking::{Connector, Pipe, Session, connect_tcp};
use imap_testkit::Server;
use imap_testkit::tls::{CertKind, TestCa};

use crate::report::Report;

const HOST: &str = "localhost";
const USER: &str = "demo";
const PASSWORD: &str = "demo";
const MAILBOX: &str = "INBOX";

/// Fetches every message of a small embedded IMAP server and prints it with its number. Without an option it does so
/// over plain TCP on loopback.
#[derive(Parser)]
#[command(name = "imap-demo")]
struct Args {
    /// The server is a child process, on a pipe.
    #[arg(long, group = "mode")]
    pipe: bool,
    /// TLS from the first octet, with a throw-away certificate authority.
    #[arg(long, group = "mode")]
    tls: bool,
    /// STARTTLS, with a throw-away certificate authority.
    #[arg(long, group = "mode")]
    starttls: bool,
    /// The same program on async-std, over TCP.
    #[arg(long = "async", group = "mode")]
    asynchronous: bool,
    /// Be the server of `--pipe`.
    #[arg(long, group = "mode", hide = true)]
    serve_stdio: bool,
}

fn main() -> Result<(), Box<dyn Error>> {
    let args = Args::parse();
    if args.serve_stdio {
        return Ok(Server::demo().serve_stdio(true)?);
    }
    let report = if args.pipe {
        let pipe = Pipe::from_command(Command::new(std::env::current_exe()?).arg("--serve-stdio"))?;
        blocking::run(Session::open(pipe, Config::default())?, Report::new("a pipe"))?
    } else if args.tls || args.starttls {
        over_tls(args.starttls)?
    } else {
        let listening = Server::demo().listen_tcp()?;
        if args.asynchronous {
            async_std::task::block_on(async {
                let session = imap_async_std::connect_tcp(HOST, listening.port()).await?;
                asynchronous::run(session, Report::new("TCP on async-std")).await
            })?
        } else {
            blocking::run(connect_tcp(HOST, listening.port())?, Report::new("TCP"))?
        }
    };
    report.finish(&Server::demo())
}

fn over_tls(starttls: bool) -> Result<Report, Box<dyn Error>> {
    let ca = TestCa::new()?;
    let server = Server::demo_builder().tls(ca.server_config(CertKind::Good)?).login_needs_tls().build();
    let trust = TlsConfig::with_ca_pem(ca.pem().as_bytes())?;
    if starttls {
        let listening = server.listen_tcp()?;
        let session = Connector::new(HOST, listening.port()).starttls(&trust)?;
        return blocking::run(session, Report::new("STARTTLS"));
    }
    let listening = server.listen_tls()?;
    let session = Connector::new(HOST, listening.port()).tls(&trust)?;
    blocking::run(session, Report::new("TLS"))
}
