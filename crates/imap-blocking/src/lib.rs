//! A blocking IMAP client: the sans-I/O core on a TCP stream, inside TLS, or on a pipe to a child process.
//!
//! ```
//! use imap_blocking::core::{Fetch, SearchKey, SectionPath, SeqSet};
//! use imap_blocking::prelude::*;
//!
//! # let server = imap_testkit::Server::demo().listen_tcp()?;
//! # let (host, port) = ("localhost", server.port());
//! // Across a network: connect_tls(host, 993, &TlsConfig::platform())
//! let mut s = imap_blocking::connect_tcp(host, port)?;
//! s.login("demo", "demo")?;
//! s.select("INBOX")?;
//! for number in s.search(SearchKey::All)?.numbers {
//!     for row in s.rows(Fetch::new(SeqSet::one(number)?).body_peek(SectionPath::all())) {
//!         let row = row?;
//!         let message: &[u8] = row.body().ok_or("no body")?;
//!         # assert!(message.starts_with(b"Date:"));
//!     }
//! }
//! s.close_mailbox()?;
//! s.close()?;
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! - **Connect**: [`connect_tls`], [`connect_starttls`], [`connect_tcp`]; [`Connector`] has the settings;
//!   [`Session::open`] takes any [`Transport`], for example a [`Pipe`].
//! - **Commands** are structs of [`core::command`] and [`core::ext`], run with [`Execute::run`]. The base protocol's
//!   are methods too: `s.select("INBOX")` is `s.run(Select::new("INBOX"))`.
//! - **Rows** as they arrive: [`Session::next_row`], [`Session::rows`]. `run` collects them.
//! - **News** that nobody asked for: [`events`](core::drive::Client::events); [`Session::idle`] waits for it.
//! - **Uploads** from a reader, in constant memory: [`Session::append_from`], [`Session::upload`].
//! - **Errors**: [`Error::kind`] says what to do. A NO or BAD leaves the session usable.
//! - **Waits** are bounded by the [`Deadline`](core::conn::Deadline)s of [`Connector::config`]; a write of which the
//!   server takes nothing by five minutes; a drop by four seconds, and only where a child process has to be ended.
//! - **Pipelining**: [`submit`](core::drive::Client::submit) several, then [`Session::wait`] for each, in any order.
//!
//! ```
//! # use imap_blocking::{prelude::*, core::command::{Status, Noop}, core::response::StatusItem};
//! # let server = imap_testkit::Server::demo().listen_tcp()?;
//! # let mut s = imap_blocking::connect_tcp("localhost", server.port())?;
//! # s.login("demo", "demo")?;
//! let inbox = s.submit(Status::new("INBOX", [StatusItem::Messages]));
//! let sent = s.submit(Status::new("Sent", [StatusItem::Messages]));
//! assert_eq!(s.wait(sent)?.messages(), Some(1)); // one round trip for both
//! assert_eq!(s.wait(inbox)?.messages(), Some(6));
//! # Ok::<(), imap_blocking::Error>(())
//! ```
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
mod transport;
mod upload;

pub use connect::{Connector, connect_tcp};
#[cfg(feature = "tls")]
pub use connect_tls::{connect_starttls, connect_tls, tls};
pub use error::Error;
pub use imap_proto_core::drive::{ErrorKind, Wake};
pub use imap_proto_core::{self as core, Execute};
pub use pipe::Pipe;
pub use session::Session;
pub use transport::{NoTimeouts, Transport};

#[cfg(all(doctest, feature = "tls"))]
#[doc = include_str!("../../../README.md")]
struct Readme;

/// What most programs use: the trait with the command methods, the session, its error.
pub mod prelude {
    pub use crate::{Error, Execute, Session};
}
