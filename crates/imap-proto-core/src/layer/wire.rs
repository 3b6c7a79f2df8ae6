//! A connection with its stack of layers, behind the same verbs.

use alloc::boxed::Box;
use alloc::vec::Vec;
use core::fmt;

use bytes::Bytes;

use super::{BindingKind, Layer, LayerError, LayerKind, Pulled};
use crate::command::{Command, Upload};
use crate::conn::{CommandId, Config, Connection, Event, Owed, Pull, Rows, Tick, Ticket};
use crate::error::{CloseReason, CommandError};

/// Octets of a layer's input that are read or passed on at a time, at least: one TLS record and its frame.
const STEP: usize = 18 << 10;
/// Octets of the largest read: it doubles up to here while reads fill it, and shrinks when they bring little. Larger
/// ones leave the nearest caches before they are decrypted, which costs more than the reads that they save.
const MOST: usize = 2 * STEP;

/// A [`Connection`] and the layers below it.
///
/// Without a layer every call goes straight to the connection and nothing is copied.
///
/// ```
/// use imap_proto_core::conn::{Config, Event};
/// use imap_proto_core::layer::Wire;
/// let mut wire = Wire::new(Config::default());
/// wire.input_slot()[..9].copy_from_slice(b"* OK hi\r\n");
/// wire.input_filled(9);
/// assert!(matches!(wire.poll_event(), Some(Event::Greeting(_))));
/// ```
pub struct Wire {
    conn: Connection,
    /// From the transport upwards: TLS first, COMPRESS above it.
    levels: Vec<Level>,
    /// Octets of the next read.
    step: usize,
    /// How the layers ended, which came behind octets.
    late: Option<Box<Result<Pulled, LayerError>>>,
    /// The layers have given all, and nothing came since.
    dry: bool,
    /// A layer failed, or ended: nothing more is read.
    ended: bool,
    /// The transport ended: what the layers still hold is read, then it counts.
    eof: bool,
}

struct Level {
    layer: Box<dyn Layer>,
    /// Octets from below, of which the layer has taken some; then memory that was initialised once and is free.
    memory: Vec<u8>,
    taken: usize,
    end: usize,
}

impl Level {
    fn new(layer: Box<dyn Layer>, pending: Vec<u8>) -> Self {
        Self { layer, end: pending.len(), memory: pending, taken: 0 }
    }

    /// What the layer has not taken yet.
    fn pending(&self) -> &[u8] {
        self.memory.get(self.taken..self.end).unwrap_or_default()
    }

    /// `size` octets for what comes next, behind what is pending.
    fn slot(&mut self, size: usize) -> &mut [u8] {
        if self.pending().is_empty() {
            (self.taken, self.end) = (0, 0);
        }
        let whole = self.end.saturating_add(size);
        self.memory.truncate(whole);
        self.memory.shrink_to(whole);
        self.memory.resize(whole, 0);
        self.memory.get_mut(self.end..).unwrap_or_default()
    }

    /// The first `n` octets of the slot were filled.
    fn filled(&mut self, n: usize) {
        self.end = self.end.saturating_add(n).min(self.memory.len());
    }

    fn append(&mut self, octets: &[u8]) {
        self.memory.truncate(self.end);
        self.memory.extend_from_slice(octets);
        self.end = self.memory.len();
    }

    /// Gives the layer what waits for it; true when it took something.
    fn feed(&mut self) -> Result<bool, LayerError> {
        let rest = self.memory.get(self.taken..self.end).unwrap_or_default();
        if rest.is_empty() {
            return Ok(false);
        }
        let n = self.layer.take_wire(rest)?;
        self.taken += n;
        Ok(n > 0)
    }
}

impl fmt::Debug for Wire {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let kinds: Vec<LayerKind> = self.levels.iter().map(|level| level.layer.kind()).collect();
        f.debug_struct("Wire").field("conn", &self.conn).field("layers", &kinds).finish_non_exhaustive()
    }
}

impl Wire {
    /// A connection without layers.
    pub fn new(config: Config) -> Self {
        Self {
            conn: Connection::new(config),
            levels: Vec::new(),
            step: STEP,
            late: None,
            dry: false,
            ended: false,
            eof: false,
        }
    }

    /// The connection, to look at.
    pub fn connection(&self) -> &Connection {
        &self.conn
    }

    /// Puts a layer on top: before the first octet for implicit TLS, or when `Event::SwitchLayer` asks for it
    /// (then say [`layer_ready`](Self::layer_ready)).
    pub fn push_layer(&mut self, layer: Box<dyn Layer>) {
        self.conn.layer_pushed(layer.kind());
        // Octets behind the OK of COMPRESS are already deflated; those behind STARTTLS were fatal before.
        let pending = self.conn.take_buffered().to_vec();
        self.levels.push(Level::new(layer, pending));
        self.dry = false;
        self.settle();
    }

    pub(crate) fn set_deflates(&mut self, deflates: bool) {
        self.conn.set_deflates(deflates);
    }

    /// The layer that `Event::SwitchLayer` asked for is in place.
    pub fn layer_ready(&mut self) {
        self.conn.layer_ready();
        self.settle();
    }

    /// True when a confidential layer is in place.
    pub fn is_secure(&self) -> bool {
        self.levels.iter().any(|level| level.layer.kind() == LayerKind::Tls)
    }

    /// Channel binding data of the TLS layer.
    pub fn channel_binding(&self, kind: BindingKind) -> Option<Vec<u8>> {
        self.levels.iter().find_map(|level| level.layer.channel_binding(kind))
    }

    /// True when octets may be brought in; the slot is then never empty.
    pub fn wants_input(&self) -> bool {
        if self.levels.is_empty() {
            return self.conn.wants_input();
        }
        // What is read while the connection wants nothing would be kept here, and an end of the transport be
        // noticed before what came ahead of it.
        let room = self.levels.first().is_some_and(|level| level.pending().is_empty());
        !self.ended && !self.eof && self.conn.wants_input() && room
    }

    /// Where to read to.
    pub fn input_slot(&mut self) -> &mut [u8] {
        match self.levels.first_mut() {
            None => self.conn.input_slot(),
            Some(level) => level.slot(self.step),
        }
    }

    /// The first `n` octets of the slot were filled.
    pub fn input_filled(&mut self, n: usize) {
        match self.levels.first_mut() {
            None => self.conn.input_filled(n),
            Some(level) => {
                level.filled(n);
                self.dry = false;
                if n >= self.step {
                    self.step = self.step.saturating_mul(2).min(MOST);
                } else if n < self.step / 4 {
                    self.step = (self.step / 2).max(STEP);
                }
                self.settle();
            }
        }
    }

    /// Octets from elsewhere than the slot: copies them.
    pub fn handle_input(&mut self, bytes: &[u8]) {
        match self.levels.first_mut() {
            None => self.conn.handle_input(bytes),
            Some(level) => {
                level.append(bytes);
                self.dry = false;
                self.settle();
            }
        }
    }

    /// The transport ended. What the layers still hold is read first.
    pub fn handle_eof(&mut self) {
        self.eof = true;
        self.dry = false;
        if self.levels.is_empty() {
            return self.conn.handle_eof();
        }
        self.settle();
        // While rows hold the input up, `settle` will say it, behind the last octet.
        if !self.conn.blocked() {
            self.conn.handle_eof();
        }
    }

    /// What to write to the transport.
    pub fn output(&mut self) -> &[u8] {
        if self.levels.is_empty() {
            return self.conn.output();
        }
        self.push_down();
        self.levels.first_mut().map_or(&[], |level| level.layer.wire_out())
    }

    /// Several pieces at once, for a vectored write; returns how many were filled.
    pub fn output_slices<'a>(&'a mut self, out: &mut [&'a [u8]]) -> usize {
        if self.levels.is_empty() {
            return self.conn.output_slices(out);
        }
        let Some(first) = out.first_mut() else { return 0 };
        *first = self.output();
        usize::from(!first.is_empty())
    }

    /// The transport took `n` octets of the output.
    pub fn output_written(&mut self, n: usize) {
        match self.levels.first_mut() {
            None => self.conn.output_written(n),
            Some(level) => level.layer.wire_written(n),
        }
    }

    /// The next event.
    pub fn poll_event(&mut self) -> Option<Event> {
        self.conn.poll_event()
    }

    pub(crate) fn poll_sized_event(&mut self) -> Option<(Event, usize)> {
        self.conn.poll_sized_event()
    }

    /// When to call [`handle_timeout`](Self::handle_timeout), at the latest.
    pub fn poll_timeout(&mut self, now: Tick) -> Option<Tick> {
        self.conn.poll_timeout(now)
    }

    /// The time is now `now`.
    pub fn handle_timeout(&mut self, now: Tick) {
        self.conn.handle_timeout(now);
    }

    /// Submits a command.
    pub fn submit<C: Command>(&mut self, command: C) -> Ticket<C> {
        self.conn.submit(command)
    }

    /// Submits an upload.
    pub fn submit_upload<C: Upload>(&mut self, command: C) -> Ticket<C> {
        self.conn.submit_upload(command)
    }

    /// The next row of a running command.
    pub fn next_item<C: Command>(&mut self, ticket: &Ticket<C>) -> Option<C::Item> {
        let item = self.conn.next_item(ticket);
        self.settle();
        // The layers may have held the first row.
        item.or_else(|| if self.levels.is_empty() { None } else { self.conn.next_item(ticket) })
    }

    /// The next row of the ticket that is pulled already. What the layers hold is not asked for: they give it as long
    /// as the connection takes it.
    #[inline]
    pub(crate) fn pull<C: Command>(&mut self, ticket: &Ticket<C>) -> Pull<C::Item> {
        self.conn.pull(ticket)
    }

    /// As [`pull`](Self::pull), for who takes several.
    #[inline]
    pub(crate) fn rows<C: Command>(&mut self, ticket: &Ticket<C>) -> Pull<Rows<'_, C::Item>> {
        self.conn.rows(ticket)
    }

    /// The result, once there is one.
    pub fn take<C: Command>(&mut self, ticket: &Ticket<C>) -> Option<Result<C::Output, CommandError>> {
        if let Some(done) = self.conn.take(ticket) {
            return Some(done);
        }
        self.settle();
        self.conn.is_completed(ticket.id()).then(|| self.conn.take(ticket)).flatten()
    }

    /// Octets for an upload; returns what it still owes of this literal.
    pub fn supply(&mut self, id: CommandId, chunk: Bytes) -> u64 {
        self.conn.supply(id, chunk)
    }

    /// What an upload owes now.
    pub fn owed(&self, id: CommandId) -> Option<Owed> {
        self.conn.owed(id)
    }

    /// Octets that wait above the layers to be written.
    pub fn unwritten(&self) -> u64 {
        self.conn.unwritten()
    }

    /// Ends a command that holds the connection.
    pub fn interrupt(&mut self, id: CommandId) {
        self.conn.interrupt(id);
    }

    /// The result is no longer wanted.
    pub fn abandon(&mut self, id: CommandId) {
        self.conn.abandon(id);
        self.settle();
    }

    /// Ends the connection from outside. Only layer octets (a close_notify) may still leave.
    pub fn close(&mut self, reason: CloseReason) {
        self.conn.close(reason);
        for level in &mut self.levels {
            level.layer.close();
        }
    }

    /// Lets a listener see the conversation above all layers, secrets left out.
    pub fn set_tap(&mut self, listener: Option<crate::conn::Listener>) {
        self.conn.set_tap(listener);
    }

    /// Moves octets up as far as they go.
    fn settle(&mut self) {
        if self.levels.is_empty() {
            return;
        }
        // To ask what has nothing would cost a slot each time.
        while !self.ended && !self.dry && self.conn.wants_input() {
            let pulled = self.late.take().map_or_else(|| self.fill(), |late| *late);
            match pulled {
                // A layer that gives nothing has nothing, whatever it says.
                Ok(Pulled::NeedWire | Pulled::Bytes(0)) if self.eof => {
                    self.ended = true;
                    self.conn.handle_eof();
                }
                Ok(Pulled::NeedWire | Pulled::Bytes(0)) => break,
                Ok(Pulled::Bytes(n)) => self.conn.input_filled(n),
                Ok(Pulled::PeerClosed) => {
                    self.ended = true;
                    self.conn.handle_eof();
                }
                Err(error) => {
                    self.ended = true;
                    self.conn.close(CloseReason::Layer(error));
                }
            }
        }
        let handshaking = !self.ended && self.levels.iter().any(|level| level.layer.handshaking());
        self.conn.set_handshaking(handshaking);
    }

    /// Pulls as much as there is, and there is room for: records are small, and each round of the connection costs.
    fn fill(&mut self) -> Result<Pulled, LayerError> {
        let (top, slot, mut filled) = (self.levels.len(), self.conn.input_slot(), 0);
        while let Some(room @ [_, ..]) = slot.get_mut(filled..) {
            match pull(&mut self.levels, top, room) {
                Ok(Pulled::Bytes(n @ 1..)) => filled = filled.saturating_add(n),
                Ok(Pulled::NeedWire | Pulled::Bytes(_)) => {
                    self.dry = !self.eof && self.levels.iter().all(|level| level.pending().is_empty());
                    break;
                }
                end if filled == 0 => return end,
                // The octets ahead of an end are read first.
                end => {
                    self.late = Some(Box::new(end));
                    break;
                }
            }
        }
        Ok(Pulled::Bytes(filled))
    }

    /// Moves output down through the layers.
    fn push_down(&mut self) {
        let Some((last, below)) = self.levels.split_last_mut() else { return };
        while !self.conn.output().is_empty() {
            match last.layer.push_plain(self.conn.output()) {
                Ok(0) => break,
                Ok(n) => self.conn.output_written(n),
                Err(error) => {
                    self.ended = true;
                    return self.conn.close(CloseReason::Layer(error));
                }
            }
        }
        let mut upper = last;
        for lower in below.iter_mut().rev() {
            while !upper.layer.wire_out().is_empty() {
                match lower.layer.push_plain(upper.layer.wire_out()) {
                    Ok(0) => break,
                    Ok(n) => upper.layer.wire_written(n),
                    Err(error) => {
                        self.ended = true;
                        return self.conn.close(CloseReason::Layer(error));
                    }
                }
            }
            upper = lower;
        }
    }
}

/// Pulls plain octets out of the lowest `top` levels.
///
/// The recursion is as deep as the stack of layers, two at most.
fn pull(levels: &mut [Level], top: usize, out: &mut [u8]) -> Result<Pulled, LayerError> {
    let Some((level, below)) = levels.get_mut(..top).and_then(<[Level]>::split_last_mut) else {
        return Ok(Pulled::NeedWire);
    };
    loop {
        match level.layer.pull_plain(out)? {
            Pulled::NeedWire => {}
            pulled => return Ok(pulled),
        }
        if level.feed()? {
            continue;
        }
        if below.is_empty() || !level.pending().is_empty() {
            return Ok(Pulled::NeedWire);
        }
        let from_below = pull(below, top - 1, level.slot(STEP));
        level.filled(if let Ok(Pulled::Bytes(n)) = from_below { n } else { 0 });
        match from_below? {
            Pulled::Bytes(1..) => {}
            Pulled::Bytes(0) => return Ok(Pulled::NeedWire),
            other => return Ok(other),
        }
    }
}
