//! The connection: octets in, events and results out; commands in, octets out. It performs no I/O.
//!
//! A driver moves octets and time, nothing else:
//!
//! 1. write [`output`](Connection::output), say [`output_written`](Connection::output_written);
//! 2. if [`wants_input`](Connection::wants_input), read into [`input_slot`](Connection::input_slot), say
//!    [`input_filled`](Connection::input_filled), or [`handle_eof`](Connection::handle_eof);
//! 3. pull [`poll_event`](Connection::poll_event), [`next_item`](Connection::next_item) and
//!    [`take`](Connection::take);
//! 4. sleep until [`poll_timeout`](Connection::poll_timeout), then say
//!    [`handle_timeout`](Connection::handle_timeout).
//!
//! Nothing blocks, and nothing returns "would block" as an error. After a fatal error every ticket yields
//! [`CommandError::Closed`], and one [`Event::Closed`] says why.

use alloc::boxed::Box;
use alloc::collections::{BTreeMap, VecDeque};
use core::fmt;
use core::num::NonZeroU64;

use bytes::Bytes;

mod config;
mod ending;
mod event;
mod flight;
mod hazard;
mod inflight;
mod pull;
mod recv;
mod release;
mod route;
mod send;
mod shown;
mod stream;
mod tag;
mod tap;
mod timer;
mod timing;
mod unseen;
mod upload;
mod view;

pub use config::{Config, Path};
pub use event::{Event, Unsolicited};
pub use inflight::{CommandId, Ticket};
pub use tap::{Listener, TapLine};
pub use timer::{Deadline, Tick};
use unseen::Last;
pub use upload::Owed;
pub use view::{Mailbox, State};

pub(crate) use inflight::{RowContext, Slot, Typed};
pub(crate) use pull::{Pull, Rows};

use crate::command::{Command, Effect, Upload};
use crate::error::{CloseReason, CommandError};
use crate::frame::Framer;
use crate::layer::LayerKind;
use crate::limits::LimitExceeded;
use crate::parse::Parser;
use crate::types::Tag;
use event::Events;
use flight::Flight;
use inflight::Entry;
use send::Output;
use tag::Tags;
use tap::Tap;
use timer::Timers;
use view::View;

/// An IMAP connection without a transport (RFC 9051).
///
/// ```
/// use imap_proto_core::command::Noop;
/// use imap_proto_core::conn::{Config, Connection, Path};
///
/// let mut conn = Connection::new(Config::default().path(Path::Loopback));
/// let ticket = conn.submit(Noop::new());
/// conn.handle_input(b"* OK hello\r\n");
/// let line = conn.output().to_vec();
/// assert!(line.ends_with(b" NOOP\r\n"));
/// conn.output_written(line.len());
/// let tag = line.split(|b| *b == b' ').next().unwrap_or_default();
/// conn.handle_input(&[tag, b" OK done\r\n"].concat());
/// assert!(conn.take(&ticket).is_some_and(|done| done.is_ok()));
/// ```
pub struct Connection {
    config: Config,
    framer: Framer,
    parser: Parser,
    tags: Tags,
    view: View,
    /// Submitted and not yet released, in order.
    held: VecDeque<Box<Entry>>,
    /// Released and not yet completed, in order.
    flying: Flight,
    /// The SELECT submitted last, while it is under way.
    opening: Option<u64>,
    /// The search submitted last whose result becomes `$`.
    saving: Last,
    /// The SELECT submitted last.
    selecting: Last,
    /// Completed and not yet taken.
    done: BTreeMap<u64, Box<dyn Slot>>,
    out: Output,
    events: Events,
    timers: Timers,
    tap: Tap,
    nonce: u64,
    next_id: u64,
    /// This command asked for a switch to this layer, which is under way: nothing moves.
    paused: Option<(u64, LayerKind)>,
    handshaking: bool,
    closed: Option<CloseReason>,
    bye: Option<crate::response::Status>,
    pulled: Option<u64>,
    waited: Option<u64>,
    /// The command that a literal of the response under way is streamed to.
    streaming: Option<NonZeroU64>,
    /// Continuations that nothing waited for.
    stray: u32,
    /// Lines that were no responses.
    strange: u32,
    /// Untagged responses before authentication, and their octets.
    untagged: u32,
    untagged_octets: usize,
    /// Responses since one was an answer.
    unclaimed: u32,
    /// The transport has ended, and rows that wait hold up the news.
    ended: bool,
    /// Octets received when nothing was last in flight.
    quiet_since: u64,
}

impl fmt::Debug for Connection {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Connection")
            .field("state", &self.view.state)
            .field("held", &self.held)
            .field("flying", &self.flying)
            .field("closed", &self.closed)
            .finish_non_exhaustive()
    }
}

impl Connection {
    /// A connection that waits for the greeting.
    pub fn new(config: Config) -> Self {
        let nonce = config.seed.iter().skip(4).take(8).fold(0, |n, b| (n << 8) | u64::from(*b));
        let mut this = Self {
            framer: Framer::sharing(config.limits.clone(), &config.leniency),
            parser: Parser::sharing(config.limits.clone(), &config.leniency),
            tags: Tags::new(&config.seed),
            view: View::new(&config),
            held: VecDeque::new(),
            flying: Flight::default(),
            opening: None,
            saving: Last::default(),
            selecting: Last::default(),
            done: BTreeMap::new(),
            out: Output::default(),
            events: Events::default(),
            timers: Timers::default(),
            tap: Tap::default(),
            nonce,
            next_id: 1,
            paused: None,
            handshaking: false,
            closed: None,
            bye: None,
            pulled: None,
            waited: None,
            streaming: None,
            stray: 0,
            strange: 0,
            untagged: 0,
            untagged_octets: 0,
            unclaimed: 0,
            ended: false,
            quiet_since: 0,
            config,
        };
        this.refresh_timers();
        this
    }

    /// True when octets may be brought in; the slot is then never empty.
    ///
    /// False while a layer switch is under way, after the end, and while the rows of the ticket being pulled
    /// wait for [`next_item`](Self::next_item).
    #[inline]
    pub fn wants_input(&self) -> bool {
        self.closed.is_none() && self.paused.is_none() && !self.blocked()
    }

    /// Where to read to. Say [`input_filled`](Self::input_filled) afterwards.
    pub fn input_slot(&mut self) -> &mut [u8] {
        self.framer.slot()
    }

    /// The first `n` octets of the slot were filled.
    pub fn input_filled(&mut self, n: usize) {
        if self.closed.is_none() {
            self.framer.filled(n);
            self.arrived();
        }
    }

    /// Octets from elsewhere than the slot: copies them.
    pub fn handle_input(&mut self, bytes: &[u8]) {
        if self.closed.is_none() {
            self.framer.feed(bytes);
            self.arrived();
        }
    }

    /// What to write to the transport; empty when there is nothing.
    pub fn output(&self) -> &[u8] {
        self.out.front()
    }

    /// Several pieces at once, for a vectored write; returns how many were filled.
    pub fn output_slices<'a>(&'a self, out: &mut [&'a [u8]]) -> usize {
        self.out.slices(out)
    }

    /// The transport took `n` octets of the output.
    pub fn output_written(&mut self, n: usize) {
        self.out.wrote(n);
        // A peer that still listens owes no answer yet.
        self.something_arrived();
    }

    /// The next event.
    pub fn poll_event(&mut self) -> Option<Event> {
        self.events.pop().map(|(event, _)| event)
    }

    pub(crate) fn poll_sized_event(&mut self) -> Option<(Event, usize)> {
        self.events.pop()
    }

    /// Submits a command, at any time, also before the greeting. It goes out when it may.
    pub fn submit<C: Command>(&mut self, command: C) -> Ticket<C> {
        self.enqueue(command, false)
    }

    /// Submits a command whose octets the caller will [`supply`](Self::supply). Use the driver's uploads.
    pub fn submit_upload<C: Upload>(&mut self, command: C) -> Ticket<C> {
        self.enqueue(command, true)
    }

    /// The next row of a running command. Makes it the ticket being pulled: only its rows can stop the input.
    pub fn next_item<C: Command>(&mut self, ticket: &Ticket<C>) -> Option<C::Item> {
        match self.pull(ticket) {
            Pull::Item(item) => return Some(item),
            Pull::Nothing => return None,
            Pull::Unsure => {}
        }
        let id = self.own(ticket.id())?;
        let was_blocked = self.blocked();
        let turned = self.pulled.replace(id) != Some(id);
        self.waited = self.waited.filter(|waited| *waited != id);
        let item = self.pop_row::<C>(id);
        match (was_blocked, self.blocked()) {
            (true, false) => self.advance(),
            (false, true) => self.refresh_timers(),
            _ if turned => self.refresh_timers(),
            _ => {}
        }
        // Octets that another ticket had held up may have brought the first row.
        item.or_else(|| if was_blocked { self.pop_row::<C>(id) } else { None })
    }

    /// The result, once there is one; `None` before. Makes it the ticket being waited for.
    pub fn take<C: Command>(&mut self, ticket: &Ticket<C>) -> Option<Result<C::Output, CommandError>> {
        let Some(id) = self.own(ticket.id()) else { return Some(Err(CommandError::UnknownTicket)) };
        if let Some(slot) = self.done.remove(&id) {
            self.saving.seen(id);
            self.selecting.seen(id);
            self.waited = self.waited.filter(|waited| *waited != id);
            if self.done.is_empty() {
                // A connection that idles keeps nothing.
                self.done = BTreeMap::new();
            }
            let result = slot.into_any().downcast::<Typed<C>>();
            return Some(result.map_or(Err(CommandError::UnknownTicket), |typed| typed.finish()));
        }
        if !self.is_open(ticket.id()) {
            return Some(Err(CommandError::UnknownTicket));
        }
        let was_blocked = self.blocked();
        self.waited = Some(id);
        self.pulled = None;
        if was_blocked {
            self.advance();
            return self.done.contains_key(&id).then(|| self.take(ticket)).flatten();
        }
        None
    }

    /// True when the result of this command can be taken.
    pub fn is_completed(&self, id: CommandId) -> bool {
        self.own(id).is_some_and(|id| self.done.contains_key(&id))
    }

    /// True until the result of this command was taken, or it was abandoned.
    pub(crate) fn is_open(&self, id: CommandId) -> bool {
        let wanted = |id| self.under_way(id).is_some_and(|entry| !entry.abandoned);
        self.own(id).is_some_and(|id| self.done.contains_key(&id) || wanted(id))
    }

    /// Ends a command that holds the connection: DONE for IDLE, `*` for AUTHENTICATE.
    pub fn interrupt(&mut self, id: CommandId) {
        if let Some(id) = self.own(id) {
            self.interrupt_entry(id);
            self.release();
        }
    }

    /// The result is no longer wanted. A command that was not sent never will be; one that was completes on
    /// the wire, and its data is dropped.
    pub fn abandon(&mut self, id: CommandId) {
        if let Some(id) = self.own(id) {
            self.abandon_entry(id);
            self.pulled = self.pulled.filter(|pulled| *pulled != id);
            self.waited = self.waited.filter(|waited| *waited != id);
            // Its rows may have held up the input.
            self.advance();
        }
    }

    /// The tag of a command, also after its completion (CANCELUPDATE names one, RFC 5267 4.5); `None` before it
    /// was sent.
    pub fn tag_of(&self, id: CommandId) -> Option<Tag> {
        let id = self.own(id).filter(|id| *id < self.next_id)?;
        if self.held.iter().any(|entry| entry.id == id) {
            return None;
        }
        let flying = self.flying.find(id);
        flying.map_or_else(|| Some(self.tags.tag(id)), |entry| entry.tag)
    }

    /// The layer that [`Event::SwitchLayer`] asked for is in place.
    pub fn layer_ready(&mut self) {
        if let Some((_, LayerKind::Deflate)) = self.paused.take() {
            self.view.compressed = true;
        }
        self.advance();
    }

    /// Whether a layer can be pushed that deflates.
    pub(crate) fn set_deflates(&mut self, deflates: bool) {
        self.config.deflates = deflates;
    }

    /// A layer of this kind is in place.
    pub(crate) fn layer_pushed(&mut self, kind: LayerKind) {
        match kind {
            LayerKind::Tls => self.view.secure = true,
            LayerKind::Deflate => self.view.compressed = true,
        }
    }

    /// Octets received and not yet read, for the layer that is pushed now.
    pub(crate) fn take_buffered(&mut self) -> Bytes {
        self.framer.take_buffered()
    }

    fn enqueue<C: Command>(&mut self, command: C, upload: bool) -> Ticket<C> {
        let id = self.next_id;
        self.next_id += 1;
        let entry = Box::new(Entry::new(id, Typed::boxed(command), upload));
        self.admit(entry);
        self.release();
        Ticket::new(CommandId { connection: self.nonce, serial: id })
    }

    fn admit(&mut self, mut entry: Box<Entry>) {
        entry.unsaved = self.lacks_saved(&entry.traits);
        if entry.traits.saves {
            self.saving.submitted(entry.id);
        }
        if let Some(reason) = self.closed.clone() {
            return self.finish(entry, Some(CommandError::Closed(reason)));
        }
        let limits = &self.config.limits;
        for (which, limit, seen) in
            [("held", limits.held, self.held.len()), ("unclaimed", limits.unclaimed, self.done.len())]
        {
            if seen >= limit {
                let error = LimitExceeded::new(which, limit as u64, seen as u64 + 1);
                return self.finish(entry, Some(CommandError::Limit(error)));
            }
        }
        entry.bound = self.bind(&entry.traits);
        if matches!(entry.traits.effect, Effect::Selects { .. }) {
            self.opening = Some(entry.id);
            self.selecting.submitted(entry.id);
        }
        self.held.push_back(entry);
    }

    fn own(&self, id: CommandId) -> Option<u64> {
        (id.connection == self.nonce).then_some(id.serial)
    }

    fn under_way(&self, id: u64) -> Option<&Entry> {
        // Both are in the order of submission, but for a probe and a command that was sent anew.
        let held = self.held.binary_search_by_key(&id, |entry| entry.id).ok();
        held.and_then(|at| self.held.get(at).map(Box::as_ref))
            .or_else(|| self.flying.find(id))
            .or_else(|| self.held.iter().map(Box::as_ref).find(|entry| entry.id == id))
    }

    fn pop_row<C: Command>(&mut self, id: u64) -> Option<C::Item> {
        if let Some(slot) = self.done.get_mut(&id) {
            return slot.as_any().downcast_mut::<Typed<C>>()?.items.pop_front();
        }
        let entry = self.flying.find_mut(id)?;
        let rows = entry.slot.rows().max(1);
        entry.row_octets -= entry.row_octets / rows;
        entry.slot.as_any().downcast_mut::<Typed<C>>()?.items.pop_front()
    }

    /// The ticket being pulled has as many rows as may wait.
    #[inline]
    pub(crate) fn blocked(&self) -> bool {
        let pulled = self.pulled.and_then(|id| self.flying.find(id));
        pulled.is_some_and(|entry| entry.is_full(entry.slot.rows(), &self.config.limits))
    }
}
