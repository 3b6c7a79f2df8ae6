//! What every driver keeps beside its transport, so that a driver is little more than reads and writes.
//!
//! An event loop of one's own needs none of this: [`Connection`] and [`Wire`] are enough.

use alloc::boxed::Box;
use core::fmt;
use core::time::Duration;

mod error;
mod fault;
mod news;
mod streaming;
mod upload;
mod waiting;
mod wake;

pub use fault::ErrorKind;
pub use streaming::{BodyReader, Streamed};
pub use upload::{Feed, Progress, Room, UPLOAD_CHUNK};
pub use wake::{Wake, bound_fits};

use crate::command::{Command, Upload};
use crate::conn::{CommandId, Config, Connection, Event, Listener, Mailbox, Pull, State, Ticket};
use crate::error::{CloseReason, CommandError};
use crate::layer::{Layer, LayerKind, Wire};
use crate::mirror::Mirror;
use crate::response::Status;
use crate::types::CapabilitySet;
use news::News;

/// How long a driver lets a server take no octet while some wait, before it gives it up.
pub const WRITE_STALL: Duration = Duration::from_secs(300);
/// How long a driver waits for what a server said last, once writing has failed, and for its own last octets to leave.
pub const LAST_WORDS: Duration = Duration::from_secs(1);
/// Pieces of output that a driver gives to one vectored write. A literal above 16 KiB is a piece of its own.
pub const PIECES: usize = 64;

/// The transport-free part of a session. A driver's session dereferences to it.
///
/// ```
/// use imap_proto_core::conn::TapLine;
/// use imap_proto_core::{Execute, SearchKey, Fetch, SeqSet};
/// # let server = imap_testkit::Server::demo().listen_tcp()?;
/// # let mut session = imap_blocking::connect_tcp("localhost", server.port())?;
/// # session.login("demo", "demo")?;
/// session.set_tap(Some(Box::new(|line: TapLine<'_>| eprintln!("{line}")))); // without secrets
/// session.select("INBOX")?;
/// let rows = session.submit(Fetch::new(SeqSet::all()).size());
/// let found = session.submit(imap_proto_core::Search::new(SearchKey::flagged())); // one round trip for both
/// assert_eq!(session.wait(found)?.numbers, [3]);
/// assert_eq!(session.wait(rows)?.len(), 6);
/// assert_eq!(session.selected().map(|mailbox| mailbox.exists), Some(6));
/// # Ok::<(), imap_blocking::Error>(())
/// ```
pub struct Client {
    wire: Wire,
    news: News,
    /// What the next `Event::SwitchLayer` pushes.
    layer: Option<Box<dyn Layer>>,
    greeting: Option<Status>,
    /// The connection has ended, and the driver has not shut its transport down yet.
    ended: Option<CloseReason>,
}

/// What [`Client::poll_row`] found.
#[derive(Debug)]
#[non_exhaustive]
pub enum Row<I> {
    /// The next row.
    Item(I),
    /// None yet: move octets.
    Pending,
    /// The command has ended, and the ticket is used up.
    Done(Result<(), CommandError>),
}

impl fmt::Debug for Client {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Client").field("wire", &self.wire).field("news", &self.news).finish_non_exhaustive()
    }
}

impl Client {
    /// A client that waits for the greeting.
    pub fn new(config: Config) -> Self {
        let news = News::new(config.limits_ref());
        let mut this = Self { news, wire: Wire::new(config), layer: None, greeting: None, ended: None };
        this.expect_layer(None);
        this
    }

    /// Sends a command with the next octets that are moved. Any number may be under way.
    pub fn submit<C: Command>(&mut self, command: C) -> Ticket<C> {
        self.wire.submit(command)
    }

    /// As [`submit`](Self::submit), for a command whose octets the driver supplies.
    pub fn submit_upload<C: Upload>(&mut self, command: C) -> Ticket<C> {
        self.wire.submit_upload(command)
    }

    /// Gives a command up. If it was sent it completes all the same, and its data is dropped. An upload whose octets
    /// were announced closes the connection.
    pub fn abandon<C: Command>(&mut self, ticket: Ticket<C>) {
        self.abandon_id(ticket.id());
    }

    /// As [`abandon`](Self::abandon), by name.
    pub fn abandon_id(&mut self, id: CommandId) {
        self.wire.abandon(id);
    }

    /// What came unasked so far, in order. Reads nothing: run a command, or idle, to learn more.
    ///
    /// At most `Limits::queued_events`, or `Limits::queued_octets` of them, wait; [`Event::Lost`] stands for those
    /// that did not fit.
    pub fn events(&mut self) -> impl Iterator<Item = Event> + '_ {
        self.settle();
        core::iter::from_fn(|| self.news.pop())
    }

    /// Hands events to `listener` as they come, instead of queueing them for [`events`](Self::events).
    pub fn on_event(&mut self, listener: impl FnMut(Event) + Send + 'static) {
        self.news.listen(Box::new(listener));
    }

    /// Lets `listener` see the conversation, without secrets and literals; `None` ends it.
    pub fn set_tap(&mut self, listener: Option<Listener>) {
        self.wire.set_tap(listener);
    }

    /// Where the session stands (RFC 9051 section 3).
    pub fn state(&self) -> State {
        self.connection().state()
    }

    /// What the server announced, if it is known by now.
    pub fn capabilities(&self) -> Option<&CapabilitySet> {
        self.connection().capabilities()
    }

    /// The selected mailbox, as the news left it.
    pub fn selected(&self) -> Option<&Mailbox> {
        self.connection().selected()
    }

    /// Message numbers, UIDs and flags of the selected mailbox, where [`Config::mirror`] wants them kept.
    pub fn mirror(&self) -> Option<&Mirror> {
        self.connection().mirror()
    }

    /// True inside TLS.
    pub fn is_secure(&self) -> bool {
        self.wire.is_secure()
    }

    /// The server's first word, once it has come.
    pub fn greeted(&self) -> Option<&Status> {
        self.greeting.as_ref()
    }

    /// The connection, to look at.
    pub fn connection(&self) -> &Connection {
        self.wire.connection()
    }

    /// The octets and the time, for the driver to move.
    pub fn wire(&mut self) -> &mut Wire {
        &mut self.wire
    }

    /// The result of a command, if it is there.
    pub fn take<C: Command>(&mut self, ticket: &Ticket<C>) -> Option<Result<C::Output, CommandError>> {
        let done = self.wire.take(ticket)?;
        self.settle();
        Some(done)
    }

    /// The next row of a command, or its end.
    #[inline]
    pub fn poll_row<C: Command>(&mut self, ticket: &Ticket<C>) -> Row<C::Item> {
        match self.wire.pull(ticket) {
            Pull::Item(item) => Row::Item(item),
            Pull::Nothing => Row::Pending,
            Pull::Unsure => self.poll_unsure(ticket),
        }
    }

    /// The first row, the last one, and those that hold the input up.
    #[inline(never)]
    fn poll_unsure<C: Command>(&mut self, ticket: &Ticket<C>) -> Row<C::Item> {
        if !self.connection().is_open(ticket.id()) {
            return Row::Done(Err(CommandError::UnknownTicket));
        }
        // Asked before the row: octets that wait behind a full queue may bring both more rows and the end.
        let completed = self.connection().is_completed(ticket.id());
        if let Some(item) = self.wire.next_item(ticket) {
            return Row::Item(item);
        }
        if !completed {
            let later = self.connection().is_completed(ticket.id());
            return if later { self.poll_row(ticket) } else { Row::Pending };
        }
        self.take(ticket).map_or(Row::Pending, |done| Row::Done(done.map(|_| ())))
    }

    /// The layer that the next switch pushes; `None` withdraws it. COMPRESS needs one that deflates.
    pub fn expect_layer(&mut self, layer: Option<Box<dyn Layer>>) {
        let deflates = layer.as_ref().is_some_and(|layer| layer.kind() == LayerKind::Deflate);
        self.wire.set_deflates(deflates);
        self.layer = layer;
    }

    /// News that came so far, dropped ones included: when it rises, IDLE has something to tell.
    pub fn news_count(&self) -> u64 {
        self.news.arrived()
    }

    /// Why the connection ended, once; the driver then lets last octets out and shuts its transport down.
    pub fn take_end(&mut self) -> Option<CloseReason> {
        self.settle();
        self.ended.take()
    }

    /// Works off the events: layers are switched, news is queued, an end is noted.
    pub fn settle(&mut self) {
        while let Some((event, octets)) = self.wire.poll_sized_event() {
            match event {
                Event::Greeting(mut status) => {
                    // It is kept for good, which the buffer it came in should not be.
                    status.text = status.text.compact();
                    self.greeting = Some(status);
                }
                Event::SwitchLayer { push, .. } => self.switch_layer(push),
                Event::Completed(_) | Event::WantLiteral { .. } | Event::Idling(_) => {}
                Event::Closed(reason) => {
                    // The layers say goodbye (close_notify), whatever the reason.
                    self.wire.close(reason.clone());
                    self.ended = Some(reason.clone());
                    self.news.push(Event::Closed(reason), octets);
                }
                event => self.news.push(event, octets),
            }
        }
    }

    fn switch_layer(&mut self, push: LayerKind) {
        match self.layer.take() {
            Some(layer) if layer.kind() == push => {
                if push == LayerKind::Tls {
                    self.news.distrust();
                }
                self.wire.push_layer(layer);
                self.wire.layer_ready();
            }
            _ => self.wire.close(CloseReason::Abandoned("a layer was asked for, and none was at hand")),
        }
    }
}
