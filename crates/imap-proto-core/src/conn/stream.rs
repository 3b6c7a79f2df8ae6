//! Literals on their way: which command they are for, and the pieces of those that are streamed.

use core::num::NonZeroU64;

use bytes::Bytes;

use super::Connection;
use super::hazard::Crowd;
use super::inflight::{Entry, RowContext};
use super::route::keep;
use super::view::State;
use crate::command::{LiteralPiece, LiteralPlan};
use crate::error::ProtocolError;
use crate::frame::{Behind, Framed, Phase};

impl Connection {
    /// Sets the limits of the next response.
    #[inline]
    pub(super) fn choose_phase(&mut self) {
        self.framer.set_phase(match self.view.state {
            State::Authenticated | State::Selected | State::Logout => Phase::Authenticated,
            State::Greeting => Phase::Greeting,
            State::NotAuthenticated if self.authenticating() => Phase::Sasl,
            State::NotAuthenticated => Phase::BeforeAuth,
        });
    }

    /// The next response, or piece of a literal in it.
    pub(super) fn next_framed(&mut self) -> Result<Option<Framed>, ProtocolError> {
        // A listener hears of what streams as of what is buffered.
        self.framer.set_streams(self.flying.streams() && !self.tap.listens());
        let streams = self.framer.streams();
        self.framer.next_framed(&mut |prefix, len| {
            let flying = &mut self.flying;
            if !flying.streams() {
                return LiteralPlan::Buffer;
            }
            let (written, exists, crowd) = (self.out.written(), self.view.exists(), Crowd::of(flying));
            let head = self.parser.literal_head(prefix, len, streams);
            let asked =
                |entry: &&mut Entry| entry.traits.streams && entry.tag.is_some() && entry.line_end <= written;
            for entry in flying.iter_mut().filter(asked) {
                match entry.slot.on_literal(&head) {
                    LiteralPlan::Buffer => {}
                    LiteralPlan::Stream if !entry.is_muted() => {
                        self.streaming = NonZeroU64::new(entry.id);
                        entry.slot.on_streamed(LiteralPiece::Start(head), context(entry, exists, crowd));
                        let pull = (self.waited, self.pulled);
                        let progress = keep(entry, 0, 0, pull, &self.config.limits);
                        count(&mut self.unclaimed, progress);
                        return LiteralPlan::Stream;
                    }
                    // Nobody wants the pieces any more.
                    LiteralPlan::Stream | LiteralPlan::Discard => return LiteralPlan::Discard,
                }
            }
            LiteralPlan::Buffer
        })
    }

    /// Passes on what came, if it is the middle of a literal that is streamed, and more is due. Then nothing else can have
    /// changed: no command is done or may go, and the same deadlines run.
    #[inline]
    pub(super) fn more_of_literal(&mut self) -> bool {
        let may = self.wants_input() && !self.ended;
        may && self.pass_on() == Some(Behind::Nothing) && self.wants_input()
    }

    /// Passes on octets of a literal that is streamed, if any are here. That it begins the command knows already: it has
    /// chosen to get it.
    #[inline]
    pub(super) fn pass_on(&mut self) -> Option<Behind> {
        let (chunk, behind) = self.framer.next_chunk()?;
        if !chunk.is_empty() {
            self.on_chunk(chunk, behind == Behind::End);
        }
        Some(behind)
    }

    /// Hands octets to the command they are for, and the end behind them; if that was given up meanwhile, they are dropped.
    fn on_chunk(&mut self, chunk: Bytes, whole: bool) {
        let Some(id) = self.streaming else { return };
        let (exists, crowd) = (self.view.exists(), Crowd::of(&self.flying));
        let Some(entry) = self.flying.find_mut(id.get()).filter(|entry| !entry.is_muted()) else { return };
        let (cx, octets) = (context(entry, exists, crowd), chunk.len());
        entry.slot.on_streamed(LiteralPiece::Chunk(chunk), cx);
        if whole {
            entry.slot.on_streamed(LiteralPiece::End, cx);
        }
        let progress = keep(entry, 0, octets, (self.waited, self.pulled), &self.config.limits);
        count(&mut self.unclaimed, progress);
    }
}

fn context(entry: &Entry, exists: Option<u32>, crowd: Crowd) -> RowContext {
    RowContext { exists, alone: crowd.alone(&entry.traits.answers), streamed: true }
}

fn count(unclaimed: &mut u32, progress: bool) {
    *unclaimed = if progress { 0 } else { unclaimed.saturating_add(1) };
}
