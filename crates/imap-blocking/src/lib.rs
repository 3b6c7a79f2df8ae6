#![doc = include_str!("guide.md")]
#![cfg_attr(all(doctest, feature = "tls"), doc = include_str!("../../../README.md"))]
#![warn(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

mod close;
mod connect;
#[cfg(feature = "tls")]
mod connect_tls;
mod error;
mod idle;
mod pipe;
mod rows;
mod session;
mod stream;
mod transport;
mod upload;

pub use connect::{Connector, connect_tcp};
#[cfg(feature = "tls")]
pub use connect_tls::{connect_starttls, connect_tls, tls};
pub use error::Error;
pub use imap_proto_core::drive::{ErrorKind, Progress, Streamed, Wake};
pub use imap_proto_core::{self as core, Execute};
pub use pipe::Pipe;
pub use session::Session;
pub use stream::{Body, Streaming};
pub use transport::{NoTimeouts, Transport};

#[doc = include_str!("imaplib.md")]
pub mod imaplib {}

/// What most programs use: the trait with the command methods, the session, its error.
pub mod prelude {
    pub use crate::{Error, Execute, Session};
}
