//! Test support for the workspace; unpublished, and ignorant of its other crates.
//!
//! [`Dovecot`] is a real IMAP server of one's own on loopback, [`seed`] makes messages to put into it.
//!
//! ```no_run
//! # use imap_harness::Dovecot;
//! let Some(server) = Dovecot::start() else { return Ok(()) };
//! let stream = std::net::TcpStream::connect((Dovecot::HOST, server.imap_port))?;
//! # Ok::<(), std::io::Error>(())
//! ```

mod certs;
mod config;
mod dovecot;
mod ports;
mod preauth;
pub mod seed;
mod state;

pub use config::{TOKEN_ALICE, TOKEN_EXPIRED, USERS};
pub use dovecot::Dovecot;
pub use preauth::PipeCommand;
