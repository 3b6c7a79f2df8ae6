//! For the tests, examples and demonstrations of an IMAP client, with nothing to install:
//!
//! - [`Server`]: a small in-memory IMAP4rev1 server, over TCP, over standard input and output, over streams in
//!   memory, or without any transport as a [`Session`].
//! - [`Script`]: a peer that says what a script says and checks what the client says, for what no real server does.
//! - [`pair`]: two connected streams in memory, which block and time out like sockets.
//! - `Link` (feature `runner`): a link with latency, in simulated time.
//! - `runner` (feature `runner`): plays `S:`/`C:` transcripts against the core.
//! - `tls` (feature `tls`): a throw-away certificate authority, with certificates good and bad.
//!
//! The server and the scripted peer share no code with the client they test.

#![warn(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]

mod duplex;
mod escape;
#[cfg(feature = "runner")]
mod link;
#[cfg(feature = "runner")]
pub mod runner;
mod script;
mod server;
#[cfg(feature = "tls")]
pub mod tls;

pub use duplex::{Duplex, pair, pair_with_capacity};
#[cfg(feature = "runner")]
pub use link::Link;
pub use script::{Listener, Mismatch, Next, Player, Running, Script, ScriptError};
pub use server::{Builder, Handle, Listening, Local, Server, Session};
