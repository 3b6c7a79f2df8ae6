//! The closing example of Python's imaplib: prints every message of a mailbox with its number.
//!
//! ```text
//! cargo run -p imap-blocking --example fetch_all -- --host imap.example.com --user ann
//! ```

use std::error::Error as StdError;
use std::io::{self, Write};
use std::path::PathBuf;
use std::process::ExitCode;

use clap::Parser;
use imap_blocking::core::command::{Fetch, SearchKey};
use imap_blocking::core::types::{Secret, SectionPath, SeqSet};
use imap_blocking::prelude::*;
use imap_blocking::tls::TlsConfig;
use imap_blocking::{Connector, Transport};

/// Prints every message of a mailbox with its number.
///
/// The password is taken from the environment variable IMAP_PASSWORD, or asked for.
#[derive(Parser)]
#[command(name = "fetch_all")]
struct Args {
    /// Name or address of the server.
    #[arg(long)]
    host: String,
    /// Default: 993 with --tls, else 143.
    #[arg(long)]
    port: Option<u16>,
    /// Who logs in.
    #[arg(long)]
    user: String,
    /// What to print.
    #[arg(long, default_value = "INBOX")]
    mailbox: String,
    /// TLS from the first octet (the default).
    #[arg(long, group = "security")]
    tls: bool,
    /// STARTTLS.
    #[arg(long, group = "security")]
    starttls: bool,
    /// No TLS; the password then goes out only to a loopback address.
    #[arg(long, group = "security")]
    plain: bool,
    /// Trust this certificate authority (PEM) instead of the system's.
    #[arg(long)]
    ca: Option<PathBuf>,
}

fn main() -> ExitCode {
    match run(&Args::parse()) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("fetch_all: {error}");
            ExitCode::FAILURE
        }
    }
}

fn run(args: &Args) -> Result<(), Box<dyn StdError>> {
    let password = match std::env::var("IMAP_PASSWORD") {
        Ok(password) => password,
        Err(_) => rpassword::prompt_password(format!("Password of {}: ", args.user))?,
    };
    let tls = match &args.ca {
        Some(file) => TlsConfig::with_ca_pem(&std::fs::read(file)?)?,
        None => TlsConfig::platform(),
    };
    let port = args.port.unwrap_or(if args.plain || args.starttls { 143 } else { 993 });
    let connector = Connector::new(&args.host, port);
    let session = match (args.plain, args.starttls) {
        (true, _) => connector.tcp()?,
        (_, true) => connector.starttls(&tls)?,
        _ => connector.tls(&tls)?,
    };
    print_all(session, args, password.into())
}

fn print_all<T: Transport>(
    mut s: Session<T>,
    args: &Args,
    password: Secret,
) -> Result<(), Box<dyn StdError>> {
    s.login(&args.user, password)?;
    s.select(args.mailbox.as_str())?;
    let found = s.search(SearchKey::All)?;
    let mut out = io::stdout().lock();
    for number in found.numbers {
        let fetch = Fetch::new(SeqSet::one(number)?).body_peek(SectionPath::all());
        for row in s.rows(fetch) {
            writeln!(out, "Message {number}")?;
            match row?.body() {
                Some(message) => out.write_all(message)?,
                None => writeln!(out, "(larger than the limit)")?,
            }
            writeln!(out)?;
        }
    }
    s.close_mailbox()?;
    s.close()?;
    Ok(())
}
