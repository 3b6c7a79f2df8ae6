//! An IMAP client that does no I/O, for IMAP4rev1 (RFC 3501) and IMAP4rev2 (RFC 9051).
//!
//! Octets go in, octets, typed values and events come out. The crate is `no_std + alloc`, has no unsafe code, reads
//! no clock and draws no randomness. Most programs want a driver, which moves the octets: `imap-blocking`, or
//! `imap-async` and `imap-async-std`. They show this crate as their module `core`, and everything said here holds
//! in them.
//!
//! # Overview
//!
//! Three strata, each ignorant of the one above:
//!
//! | module | from | to |
//! |---|---|---|
//! | [`frame`] | octets | frames: whole responses, each octet searched once, literals never |
//! | [`parse`] | a frame | a [`response`]; an error stays within its frame |
//! | [`conn`] | responses | completed commands, and [events](Event) for what nobody asked for |
//!
//! A [`Connection`] has these verbs; none of them blocks, and after the end all of them still answer:
//!
//! | for | verbs |
//! |---|---|
//! | octets out | [`output`](Connection::output), [`output_written`](Connection::output_written) |
//! | octets in | [`wants_input`](Connection::wants_input), [`input_slot`](Connection::input_slot), [`input_filled`](Connection::input_filled), or [`handle_input`](Connection::handle_input); [`handle_eof`](Connection::handle_eof) |
//! | commands | [`submit`](Connection::submit) gives a [`Ticket`]; [`next_item`](Connection::next_item), [`take`](Connection::take), [`interrupt`](Connection::interrupt), [`abandon`](Connection::abandon) |
//! | news | [`poll_event`](Connection::poll_event) |
//! | time | [`poll_timeout`](Connection::poll_timeout), [`handle_timeout`](Connection::handle_timeout) |
//!
//! A [`Wire`](layer::Wire) has the same verbs with TLS below them. A whole session, its peer in memory:
//!
//! ```
//! use imap_proto_core::conn::Path;
//! use imap_proto_core::{Config, Connection, Fetch, Select, SeqSet};
//!
//! let mut server = imap_testkit::Session::preauth(&imap_testkit::Server::demo());
//! let mut conn = Connection::new(Config::default().path(Path::Pipe));
//! let select = conn.submit(Select::new("INBOX"));
//! let fetch = conn.submit(Fetch::new(SeqSet::range(1..=2)?).flags().envelope());
//! let rows = loop {
//!     server.receive(conn.output()); // here a program writes to its socket ...
//!     conn.output_written(conn.output().len());
//!     conn.handle_input(&server.take_output()); // ... and reads from it
//!     if let Some(rows) = conn.take(&fetch) {
//!         break rows?;
//!     }
//! };
//! assert_eq!(conn.take(&select).ok_or("no answer")??.exists, 6);
//! let subject = rows[0].envelope().and_then(|envelope| envelope.subject()).ok_or("no subject")?;
//! assert_eq!(subject, "Welcome");
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! # Where to find what
//!
//! - **Commands**: [`command`] has those of the base protocol, [`ext`] those of extensions; [`Execute`] lists them as
//!   methods. What has no type yet is sent with [`Raw`], or by implementing [`Command`].
//! - **What comes back**: [`response`]. Values are owned; most hold a piece of the buffer that was read, so
//!   `compact()` what you keep for long.
//! - **Names, flags, sets, dates, sections**: [`types`]. Mailbox names are Unicode; modified UTF-7 is our business.
//! - **Errors**, by who is at fault: [`EncodeError`] the caller, [`ParseError`] and [`ProtocolError`] the peer.
//!   A command ends in [`CommandError`], a connection in [`CloseReason`]; [`CommandError::kind`] says what to do.
//! - **Limits** on what a peer may send: [`Limits`]; what is forgiven: [`Leniency`]; deadlines: [`conn::Deadline`].
//! - **Authentication**: [`sasl`]. **TLS and the like**: [`layer`]. **Writing a driver**: [`drive`].
//!
//! # Rules that surprise
//!
//! - A command is written when it is *released*; the form of literals and names depends on capabilities known only
//!   then. Message numbers are bound when it is *submitted*: if an EXPUNGE overtakes it, it ends in
//!   [`CommandError::Renumbered`] and is not sent. UIDs avoid that.
//! - A NO or BAD is an error, never an empty result. Rows that came before it are in [`Refused::rows`].
//! - LOGIN and mechanisms that reveal their secret are refused on a network path without TLS.
//! - What cannot be parsed is an event that holds the octets. Only loss of framing ends the connection.
//!
//! # Features
//!
//! - `std` (default): it only turns on `std` in the dependencies.
//! - `cram-md5`: the mechanism of that name, which is weak, and with it the crates hmac and md-5.
//!
//! Leniency and limits are settings at run time, never features.
//!
//! # What it is not
//!
//! No MIME parser, no message cache, no address book semantics, no server. It never splits a long command, and never
//! runs several commands where one was asked for.
#![no_std]
#![warn(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]
#![warn(clippy::std_instead_of_core, clippy::std_instead_of_alloc, clippy::alloc_instead_of_core)]

extern crate alloc;
#[cfg(any(feature = "std", test))]
extern crate std;

pub mod command;
pub mod conn;
pub mod drive;
mod error;
mod execute;
pub mod ext;
mod few;
pub mod frame;
pub mod layer;
mod limits;
pub mod mirror;
pub mod parse;
pub mod response;
pub mod sasl;
pub mod types;

pub use command::{
    Append, Command, Fetch, FetchItem, Idle, Raw, Search, SearchKey, Select, Store, UidFetch, UidSearch,
    UidStore,
};
pub use conn::{Config, Connection, Event, Ticket, Unsolicited};
pub use error::{
    CloseReason, CommandError, EncodeError, ParseError, PartialOutput, ProtocolError, Refused, SaslError,
};
pub use execute::Execute;
pub use limits::{Leniency, LimitExceeded, Limits};
pub use response::{Envelope, FetchRow, ListEntry, StatusItem};
pub use types::{Flag, MailboxName, Secret, SectionPath, SeqSet, UidSet};
