//! Which deadlines run, and what happens when one passes.

use super::Connection;
use super::inflight::Stage;
use super::timer::{Deadline, Fired, Tick};
use super::view::State;
use crate::command::Interrupt;
use crate::error::CloseReason;

impl Connection {
    /// When to call [`handle_timeout`](Self::handle_timeout), at the latest. Starts the timers that were asked
    /// for since the last call, so ask after every call that brought octets or commands in.
    pub fn poll_timeout(&mut self, now: Tick) -> Option<Tick> {
        let received = self.framer.received();
        self.timers.poll(now, &self.config.deadlines, received)
    }

    /// The time is now `now`: passed deadlines take effect.
    pub fn handle_timeout(&mut self, now: Tick) {
        // Asked after every read, when as a rule nothing is due.
        if !self.timers.has_passed(now) {
            return;
        }
        let received = self.framer.received();
        while let Some(fired) = self.timers.fire(now, &self.config.deadlines, received) {
            match fired {
                Fired::Deadline(which) => return self.end(CloseReason::TimedOut(which)),
                Fired::Renew => self.renew(),
            }
        }
        self.refresh_timers();
    }

    fn renew(&mut self) {
        let holder = self.flying.negotiating().filter(|entry| entry.stage == Stage::Holding);
        if let Some(index) = holder.and_then(|entry| self.flying.position(entry.id)) {
            self.send_interrupt(index, Interrupt::Renew);
        }
    }

    /// Starts and stops timers by where the connection stands.
    pub(super) fn refresh_timers(&mut self) {
        let alive = self.closed.is_none();
        let state = self.view.state;
        let early = matches!(state, State::Greeting | State::NotAuthenticated);
        let negotiating = self.flying.negotiating();
        let holding = negotiating.filter(|entry| entry.stage == Stage::Holding);
        let renew_after = holding.and_then(|entry| entry.traits.renew_after);
        let waiting = !self.flying.is_empty() && holding.is_none();
        // A caller that owes octets or rows is slow by right: nothing is due from the server.
        let ours = negotiating.is_some_and(|entry| matches!(entry.stage, Stage::AwaitOctets { .. }));
        let reading = self.wants_input();
        let timers = &mut self.timers;
        timers.run(Deadline::Greeting, alive && state == State::Greeting);
        timers.run(Deadline::Handshake, alive && self.handshaking);
        timers.run(Deadline::PreAuth, alive && early);
        timers.run(Deadline::Stall, alive && reading && !self.framer.at_boundary());
        timers.run(Deadline::Silence, alive && reading && waiting && !ours);
        timers.run(Deadline::Logout, alive && state == State::Logout);
        timers.renew(renew_after.filter(|_| alive));
    }

    pub(super) fn something_arrived(&mut self) {
        self.timers.restart(Deadline::Silence);
    }

    /// A layer's handshake is under way, or over.
    pub(crate) fn set_handshaking(&mut self, handshaking: bool) {
        self.handshaking = handshaking;
        self.refresh_timers();
    }
}
