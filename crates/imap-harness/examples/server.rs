//! Starts a server, prints where it is, and keeps it until standard input ends.
//!
//! `cargo run -p imap-harness --example server`

use std::io::{self, Read, Write};

fn main() -> io::Result<()> {
    let Some(server) = imap_harness::Dovecot::start() else { return Ok(()) };
    writeln!(io::stdout(), "{server:#?}")?;
    io::stdin().read_to_end(&mut Vec::new()).map(drop)
}
