//! An async IMAP client for any runtime.
//!
//! A [`Session`] runs over anything that implements `futures-io`'s `AsyncRead` and `AsyncWrite`, and takes the time
//! from a two-method [`Timer`]. It spawns no task and holds no lock: octets move while one of its futures is polled.
//! `imap-async-std` adds connecting; on smol, this crate with a `TcpStream` of its own is all it
//! takes.
//!
//! ```no_run
//! use imap_async::prelude::*;
//! use imap_async::core::command::Fetch;
//! use imap_async::core::conn::Config;
//! use imap_async::core::types::SeqSet;
//! # async fn example(
//! #     stream: impl imap_async::Transport, timer: impl imap_async::Timer + 'static, fetch: Fetch,
//! # ) -> Result<(), imap_async::Error> {
//!
//! let mut session = Session::open(stream, timer, Config::default()).await?;
//! session.login("ann", "wonderland").await?;
//! session.select("INBOX").await?;
//!
//! // Rows as they come; other commands may be submitted in between.
//! let ticket = session.submit(fetch);
//! while let Some(row) = session.next_row(&ticket).await? {
//!     println!("{:?}", row.flags());
//! }
//! session.close().await?;
//! # Ok(()) }
//! ```
//!
//! # Cancellation
//! Any future of this crate may be dropped at any time. A command that was not polled is not sent; one that was sent
//! completes on the wire, and what comes after it is not affected. Two exceptions are forced, and close the
//! connection with a reason of their own: an upload dropped after its length was announced, and STARTTLS dropped half
//! way.
#![warn(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

mod close;
mod connect;
mod error;
mod idle;
mod rows;
mod run;
mod session;
mod stream;
mod timer;
mod upload;

pub use error::Error;
pub use imap_proto_core as core;
pub use imap_proto_core::Execute;
pub use imap_proto_core::drive::{ErrorKind, Progress, Streamed, Wake};
pub use rows::Items;
pub use run::Run;
pub use session::{Session, Transport};
pub use stream::{Body, Streaming};
pub use timer::Timer;

/// What most programs use: the trait with the command methods, the session, its error.
pub mod prelude {
    pub use crate::{Error, Execute, Session};
}
