//! Test support for the workspace; unpublished, and ignorant of its other crates.
//!
//! [`Dovecot`] and [`Cyrus`] are real IMAP servers of one's own on loopback, [`seed`] makes messages to put into them.
//!
//! ```no_run
//! # use imap_harness::Dovecot;
//! let Some(server) = Dovecot::start() else { return Ok(()) };
//! let stream = std::net::TcpStream::connect((Dovecot::HOST, server.imap_port))?;
//! # Ok::<(), std::io::Error>(())
//! ```

mod certs;
mod config;
mod cyrus;
mod dovecot;
mod keeper;
mod ports;
mod preauth;
pub mod seed;
mod state;

pub use config::{TOKEN_ALICE, TOKEN_EXPIRED, USERS};
pub use cyrus::Cyrus;
pub use dovecot::Dovecot;
pub use preauth::PipeCommand;
