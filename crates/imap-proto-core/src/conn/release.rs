//! From held to sent: which command goes next, in what form, and how a refused one ends without an octet.

use alloc::boxed::Box;
use alloc::collections::VecDeque;
use alloc::vec::Vec;

use super::hazard::{self, Bound};
use super::inflight::{Entry, Stage};
use super::view::State;
use super::{Connection, Event};
use crate::command::{CommandWriter, Effect, Flow, Interrupt, Segment, Traits};
use crate::conn::{CommandId, Path};
use crate::error::{CloseReason, CommandError};
use crate::layer::LayerKind;

/// What to do with the first held command.
enum Verdict {
    Send,
    Wait,
    Probe,
    Fail(CommandError),
}

impl Connection {
    /// Sends every held command that may go now, in order.
    pub(super) fn release(&mut self) {
        while self.closed.is_none() && self.paused.is_none() && self.view.state != State::Greeting {
            let Some(next) = self.held.front() else { break };
            match self.judge(next) {
                Verdict::Send => self.send_first(),
                Verdict::Probe => self.probe(),
                Verdict::Fail(error) => {
                    if let Some(entry) = self.held.pop_front() {
                        self.finish(entry, Some(error));
                    }
                }
                Verdict::Wait => {
                    self.interrupt_holder();
                    break;
                }
            }
        }
        self.refresh_timers();
    }

    fn judge(&self, next: &Entry) -> Verdict {
        if self.flying.len() >= self.config.limits.in_flight
            || self.window() == 0
            || hazard::must_wait(next, &self.flying, self.config.ambiguous)
            || (!self.flying.is_empty() && size(&next.rest) > self.window())
        {
            return Verdict::Wait;
        }
        let traits = &next.traits;
        let state = self.flying.expected_state(self.view.state);
        if !state.allows(traits.states) {
            return Verdict::Fail(CommandError::State(state.name()));
        }
        if let Some(error) = self.judge_numbers(next) {
            return Verdict::Fail(error);
        }
        if next.unsaved {
            return Verdict::Fail(CommandError::State("that a failed SAVE left"));
        }
        if traits.reveals_secret && !self.secret_may_go() {
            return Verdict::Fail(CommandError::Cleartext);
        }
        if let Some(error) = self.judge_layers(traits) {
            return Verdict::Fail(error);
        }
        if let Some(missing) = traits.enabled.as_ref().filter(|needed| !self.view.enabled().has(needed)) {
            return Verdict::Fail(CommandError::NotEnabled(missing.clone()));
        }
        self.judge_capabilities(next)
    }

    /// What is wrong with its message numbers.
    fn judge_numbers(&self, next: &Entry) -> Option<CommandError> {
        match next.bound {
            Some(Bound::To(numbers)) if numbers != self.view.numbers => Some(CommandError::Renumbered),
            Some(Bound::Refused) => Some(CommandError::State("that a failed SELECT left")),
            Some(Bound::Opening(_) | Bound::To(_)) | None => {
                self.view.refuses(&next.traits).map(CommandError::State)
            }
        }
    }

    /// Why a command that puts a layer on, or would take one off, cannot go.
    fn judge_layers(&self, traits: &Traits) -> Option<CommandError> {
        let (secure, compressed) = (self.view.secure, self.view.compressed);
        Some(match traits.flow {
            Flow::Push(LayerKind::Tls) if secure => CommandError::State("inside TLS"),
            Flow::Push(LayerKind::Deflate) if compressed => CommandError::State("compressed already"),
            Flow::Push(LayerKind::Deflate) if !self.config.deflates => {
                CommandError::NoLayer(LayerKind::Deflate)
            }
            // The layer would end behind the OK (RFC 8437 4.1), and none is ever taken off here.
            _ if compressed && traits.effect == Effect::Unauthenticates => {
                CommandError::State("compressed, which this would end")
            }
            Flow::Pipelined | Flow::Exclusive | Flow::Push(_) => return None,
        })
    }

    /// Where TLS was demanded nothing else will do.
    fn secret_may_go(&self) -> bool {
        let clear = !self.config.demand_tls && (self.config.path != Path::Network || self.config.cleartext);
        self.view.secure || clear
    }

    fn judge_capabilities(&self, next: &Entry) -> Verdict {
        let traits = &next.traits;
        let dialect = &self.view.dialect;
        let asks = traits.asks_capabilities || !traits.needs.is_empty() || traits.forbidden_by.is_some();
        if asks && self.view.capabilities().is_none() && !next.probe {
            if self.flying.iter().any(|entry| entry.probe) {
                return Verdict::Wait;
            }
            if !self.view.probed {
                return Verdict::Probe;
            }
        }
        let missing = traits.needs.iter().find_map(|need| need.missing(dialect));
        match (missing, &traits.forbidden_by) {
            (Some(missing), _) => Verdict::Fail(CommandError::Unsupported(missing)),
            (_, Some(forbidding)) if dialect.has(forbidding) => {
                Verdict::Fail(CommandError::State("the server announces that it forbids this now"))
            }
            _ => Verdict::Send,
        }
    }

    /// Asks for capabilities, once for each time they become unknown.
    fn probe(&mut self) {
        self.view.probed = true;
        let id = self.next_id;
        self.next_id += 1;
        let mut entry = Entry::new(id, (self.config.probe)(), false);
        entry.probe = true;
        entry.abandoned = true;
        self.held.push_front(Box::new(entry));
    }

    /// Octets that may still be sent before a tagged reply confirms some.
    fn window(&self) -> usize {
        if self.flying.is_empty() {
            // A command is released when nothing is in flight, whatever its size.
            return self.config.limits.unacknowledged.max(1);
        }
        self.config.limits.unacknowledged.saturating_sub(self.flying.octets())
    }

    fn send_first(&mut self) {
        let window = self.window();
        let Some(mut entry) = self.held.pop_front() else { return };
        if entry.rest.is_empty() {
            let serial = entry.id;
            if let Err(error) = self.encode(&mut entry, serial, window) {
                return self.finish(entry, Some(error));
            }
        }
        let size = size(&entry.rest);
        if size > window && !self.flying.is_empty() {
            // Encoded already, for a mechanism may have stepped; it goes when the window opens.
            return self.held.push_front(entry);
        }
        entry.octets = size;
        self.unclaimed = 0;
        self.view.released(&entry.traits.effect);
        // Judged, and not asked again: an IDLE may fly for hours.
        entry.traits.needs = Vec::new();
        self.flying.push_back(entry);
        let last = self.flying.len() - 1;
        self.continue_sending(last);
    }

    fn encode(&mut self, entry: &mut Entry, serial: u64, window: usize) -> Result<(), CommandError> {
        let tag = self.tags.tag(serial);
        self.view.dialect.window = window;
        let mut writer = CommandWriter::new(&self.view.dialect, tag, entry.upload);
        writer.tag_itself().sp();
        entry.slot.encode(&mut writer)?;
        entry.rest = writer.into_line();
        entry.tag = Some(tag);
        Ok(())
    }

    /// Queues the segments of a command up to the point where somebody else has to act.
    pub(super) fn continue_sending(&mut self, index: usize) {
        let Some(entry) = self.flying.get_mut(index) else { return };
        let id = CommandId { connection: self.nonce, serial: entry.id };
        entry.stage = Stage::Sent;
        while let Some(segment) = entry.rest.pop_front() {
            self.tap.sent(&segment);
            if entry.line_end == 0 && !matches!(segment, Segment::Line(_) | Segment::Secret(_)) {
                // From here on the server knows the command, and may refuse it before it has all of it.
                entry.line_end = self.out.queued();
            }
            match segment {
                Segment::Line(text) => self.out.push(&text, false),
                Segment::Secret(text) => self.out.push(&text, true),
                Segment::Literal(octets) => self.out.push_bytes(octets),
                Segment::Sync => entry.stage = Stage::AwaitSync,
                Segment::External(left) => {
                    let part = entry.parts;
                    entry.parts += 1;
                    if left > 0 {
                        entry.stage = Stage::AwaitOctets { left };
                        self.events.push(Event::WantLiteral { id, part, remaining: left });
                    }
                }
            }
            if entry.negotiating() {
                break;
            }
        }
        if entry.rest.is_empty() {
            entry.rest = VecDeque::new();
        }
        entry.end = self.out.queued();
        if entry.line_end == 0 {
            entry.line_end = entry.end;
        }
    }

    /// Ends IDLE because something waits behind it.
    fn interrupt_holder(&mut self) {
        if self.flying.negotiating().is_none() && !self.flying.any_renewing() {
            return;
        }
        let holder = self.flying.iter().find(|entry| {
            entry.stage == Stage::Holding || (entry.traits.renew_after.is_some() && !entry.interrupt_wanted)
        });
        if let Some(id) = holder.map(|entry| entry.id) {
            self.interrupt_entry(id);
        }
    }

    pub(super) fn interrupt_entry(&mut self, id: u64) {
        if let Some(entry) = self.held.iter_mut().find(|entry| entry.id == id) {
            entry.interrupt_wanted = true;
        }
        let Some(index) = self.flying.position(id) else { return };
        let Some(entry) = self.flying.get_mut(index) else { return };
        if entry.stage == Stage::Holding || entry.interrupted {
            self.send_interrupt(index, Interrupt::Caller);
        } else {
            // No DONE may go before the `+` (RFC 9051 6.3.13).
            entry.interrupt_wanted = true;
        }
    }

    /// Lets the command at `index` write its DONE or `*`; false if it had nothing to write.
    pub(super) fn send_interrupt(&mut self, index: usize, why: Interrupt) -> bool {
        let Some(entry) = self.flying.get_mut(index) else { return false };
        let Some(tag) = entry.tag else { return false };
        let mut writer = CommandWriter::for_response(&self.view.dialect, tag);
        entry.slot.on_interrupt(why, &mut writer);
        if writer.finish().is_err() || writer.is_empty() {
            return false;
        }
        entry.interrupted = true;
        entry.rest = writer.into_line();
        self.continue_sending(index);
        true
    }

    pub(super) fn abandon_entry(&mut self, id: u64) {
        // What failed without being looked at is as good as unseen.
        self.done.remove(&id);
        if let Some(index) = self.held.iter().position(|entry| entry.id == id) {
            if self.held.remove(index).is_some_and(|entry| entry.traits.saves) {
                self.save_failed(id);
            }
            // Was it a SELECT, then what was meant for its mailbox must not reach another. What comes later is meant for
            // the one that is selected: who gives up a SELECT that was not sent knows.
            self.rebind(id, false);
            return self.selection_ended(id);
        }
        let Some(index) = self.flying.position(id) else { return };
        let Some(entry) = self.flying.get_mut(index) else { return };
        entry.abandoned = true;
        entry.slot.truncate_rows(0);
        entry.row_octets = 0;
        if entry.owes_octets() {
            return self.end(CloseReason::UploadAbandoned);
        }
        let holds = entry.stage == Stage::Holding || entry.traits.renew_after.is_some();
        let talks = entry.traits.effect == Effect::Authenticates;
        if holds || talks {
            self.interrupt_entry(id);
        }
    }

    /// Sends a command anew under another tag (a renewed IDLE).
    pub(super) fn send_again(&mut self, mut entry: Box<Entry>) {
        let window = self.window();
        entry.line_end = 0;
        entry.interrupted = false;
        let serial = self.next_id;
        self.next_id += 1;
        if let Err(error) = self.encode(&mut entry, serial, window) {
            return self.finish(entry, Some(error));
        }
        self.flying.push_front(entry);
        self.continue_sending(0);
    }

    /// A command is no longer under way: if later ones were meant for its mailbox, the SELECT before it counts now.
    pub(super) fn selection_ended(&mut self, id: u64) {
        if self.opening == Some(id) {
            let under_way = self.flying.iter().chain(self.held.iter().map(Box::as_ref));
            let selects = |entry: &&Entry| matches!(entry.traits.effect, Effect::Selects { .. });
            self.opening = under_way.filter(selects).last().map(|entry| entry.id);
        }
    }

    /// A SELECT was answered: the commands that wait for it know their numbering now.
    pub(super) fn rebind(&mut self, id: u64, ok: bool) {
        for entry in self.held.iter_mut().filter(|entry| entry.bound == Some(Bound::Opening(id))) {
            let carries = entry.traits.numbering.carries();
            entry.bound = match ok {
                true => carries.then_some(Bound::To(self.view.numbers)),
                false => Some(Bound::Refused),
            };
        }
    }
}

fn size(segments: &VecDeque<Segment>) -> usize {
    // What follows a synchronising literal is granted by the server's `+` and does not count.
    segments
        .iter()
        .take_while(|segment| !matches!(segment, Segment::Sync))
        .map(|segment| match segment {
            Segment::Line(text) => text.len(),
            Segment::Secret(text) => text.len(),
            Segment::Literal(octets) => octets.len(),
            Segment::External(len) => usize::try_from(*len).unwrap_or(usize::MAX),
            Segment::Sync => 0,
        })
        .fold(0, usize::saturating_add)
}
