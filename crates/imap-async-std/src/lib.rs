//! An async IMAP client on async-std.
//!
//! This crate connects; the session itself is [`imap_async`]'s, and its pages say what it can do.
//!
//! ```
//! # #[cfg(feature = "async-std")]
//! # fn main() -> Result<(), Box<dyn std::error::Error>> {
//! use imap_async_std::core::command::Fetch;
//! use imap_async_std::core::types::{SectionPath, SeqSet};
//! use imap_async_std::prelude::*;
//!
//! # let server = imap_testkit::Server::demo().listen_tcp()?;
//! # let (host, port) = ("localhost", server.port());
//! # async_std::task::block_on(async {
//! // Across a network: connect_tls(host, 993, &TlsConfig::platform())
//! let mut s = imap_async_std::connect_tcp(host, port).await?;
//! s.login("demo", "demo").await?;
//! s.select("INBOX").await?;
//! let ticket = s.submit(Fetch::new(SeqSet::all()).body_peek(SectionPath::all()));
//! while let Some(row) = s.next_row(&ticket).await? {
//!     let message: &[u8] = row.body().ok_or("no body")?;
//!     # assert!(!message.is_empty());
//! }
//! s.close().await?;
//! # Ok(()) }) }
//! # #[cfg(not(feature = "async-std"))]
//! # fn main() {}
//! ```
//!
//! # async-std is discontinued
//! Its authors say so, and [RUSTSEC-2025-0052](https://rustsec.org/advisories/RUSTSEC-2025-0052) with them. This
//! crate is for programs that use it all the same. The way out is short: nothing in [`imap_async`] depends on a
//! runtime, so a program on smol gives a `TcpStream` and a [`Timer`] of its own to
//! `Session::open`, and every other line stays as it is.
#![warn(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

#[cfg(feature = "async-std")]
mod adapter;
#[cfg(feature = "async-std")]
mod connect_tcp;
#[cfg(all(feature = "async-std", feature = "tls"))]
mod connect_tls;

#[cfg(feature = "async-std")]
pub use adapter::Clock;
#[cfg(feature = "async-std")]
pub use connect_tcp::{Connector, connect_tcp};
#[cfg(all(feature = "async-std", feature = "tls"))]
pub use connect_tls::{connect_starttls, connect_tls};
pub use imap_async::{
    Body, Error, ErrorKind, Execute, Items, Run, Streamed, Streaming, Timer, Transport, Wake, core,
};
#[cfg(feature = "tls")]
pub use imap_tls as tls;

/// A session over TCP. See [`imap_async::Session`].
#[cfg(feature = "async-std")]
pub type Session<T = async_std::net::TcpStream> = imap_async::Session<T>;

/// What most programs use: the trait with the command methods, the session, its error.
pub mod prelude {
    #[cfg(feature = "async-std")]
    pub use crate::Session;
    pub use crate::{Error, Execute};
}
