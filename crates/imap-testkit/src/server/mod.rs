//! A small IMAP4rev1 server that keeps its mail in memory.

mod args;
mod builder;
mod config;
mod connection;
mod date;
mod demo;
mod fetch;
mod flags;
mod handle;
mod listen;
mod local;
mod mailbox;
mod message;
mod names;
mod quote;
mod reader;
mod search;
mod secure;
mod sequence;
mod session;
mod stdio;
mod store;

use std::sync::Arc;

pub use builder::Builder;
pub use handle::Handle;
pub use listen::Listening;
pub use local::Local;
pub use session::Session;

/// A small IMAP4rev1 server that keeps its mail in memory.
///
/// It speaks RFC 3501 with LITERAL+, SASL-IR, ID, ENABLE, IDLE, NAMESPACE, UNSELECT, UIDPLUS, MULTIAPPEND, MOVE,
/// CHILDREN and SPECIAL-USE: enough for a demonstration, for examples and for the tests of a client. It is no
/// production server.
/// Sessions of one server share its mail. A clone is the same server.
///
/// ```
/// use std::io::{Read, Write};
/// use imap_testkit::Server;
///
/// let server = Server::builder().user("alice", "secret").message("INBOX", "Subject: Hi\n\nHello!\n").build();
/// let listening = server.listen_tcp()?;
/// let mut client = std::net::TcpStream::connect(listening.addr())?;
/// client.write_all(b"a LOGIN alice secret\r\nb STATUS INBOX (MESSAGES)\r\nc LOGOUT\r\n")?;
/// let mut said = String::new();
/// client.read_to_string(&mut said)?;
/// assert!(said.contains("* STATUS INBOX (MESSAGES 1)"));
/// # Ok::<(), std::io::Error>(())
/// ```
#[derive(Clone, Debug)]
pub struct Server {
    shared: Arc<store::Shared>,
}

impl Server {
    /// Starts to describe a server.
    pub fn builder() -> Builder {
        Builder::new()
    }

    /// A server with some mail in it; the user is `demo`, the password `demo`.
    #[must_use]
    pub fn demo() -> Self {
        demo::builder().build()
    }

    /// Like [`Server::demo`], to be changed before it is built.
    pub fn demo_builder() -> Builder {
        demo::builder()
    }

    /// A handle on the first user's mail, to make news while sessions run.
    #[must_use]
    pub fn handle(&self) -> Handle {
        Handle::new(Arc::clone(&self.shared), 0)
    }
}
