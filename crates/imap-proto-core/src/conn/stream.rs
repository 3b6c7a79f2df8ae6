//! Literals on their way: which command they are for, and the pieces of those that are streamed.

use core::num::NonZeroU64;

use super::Connection;
use super::hazard::Crowd;
use super::inflight::{Entry, RowContext};
use super::route::keep;
use super::view::State;
use crate::command::{LiteralPiece, LiteralPlan};
use crate::error::ProtocolError;
use crate::frame::{Framed, Phase};

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
        self.framer.next_framed(&mut |prefix, len| {
            let flying = &mut self.flying;
            if !flying.streams() {
                return LiteralPlan::Buffer;
            }
            let (written, exists, crowd) = (self.out.written(), self.view.exists(), Crowd::of(flying));
            let head = self.parser.literal_head(prefix, len);
            let asked =
                |entry: &&mut Entry| entry.traits.streams && entry.tag.is_some() && entry.line_end <= written;
            for entry in flying.iter_mut().filter(asked) {
                match entry.slot.on_literal(&head) {
                    LiteralPlan::Buffer => {}
                    LiteralPlan::Stream if !entry.is_muted() => {
                        self.streaming = NonZeroU64::new(entry.id);
                        let before = entry.slot.rows();
                        entry.slot.on_streamed(LiteralPiece::Start(head), context(entry, exists, crowd));
                        let pull = (self.waited, self.pulled);
                        let progress = keep(entry, before, 0, pull, &self.config.limits);
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
        if !self.wants_input() || self.ended {
            return false;
        }
        let Some(chunk) = self.framer.next_chunk() else { return false };
        self.on_piece(Framed::Chunk(chunk));
        self.wants_input()
    }

    /// Hands a piece to the command it is for; if that was given up meanwhile, the piece is dropped. That a literal
    /// begins the command knows already: it has chosen to get it.
    #[inline]
    pub(super) fn on_piece(&mut self, piece: Framed) {
        let (piece, octets) = match piece {
            Framed::Chunk(chunk) => {
                let octets = chunk.len();
                (LiteralPiece::Chunk(chunk), octets)
            }
            Framed::End => (LiteralPiece::End, 0),
            Framed::Begin { .. } | Framed::Frame(_) => return,
        };
        let Some(id) = self.streaming else { return };
        let (exists, crowd) = (self.view.exists(), Crowd::of(&self.flying));
        let Some(entry) = self.flying.find_mut(id.get()).filter(|entry| !entry.is_muted()) else { return };
        let before = entry.slot.rows();
        entry.slot.on_streamed(piece, context(entry, exists, crowd));
        let progress = keep(entry, before, octets, (self.waited, self.pulled), &self.config.limits);
        count(&mut self.unclaimed, progress);
    }
}

fn context(entry: &Entry, exists: Option<u32>, crowd: Crowd) -> RowContext {
    RowContext { exists, alone: crowd.alone(&entry.traits.answers), streamed: true }
}

fn count(unclaimed: &mut u32, progress: bool) {
    *unclaimed = if progress { 0 } else { unclaimed.saturating_add(1) };
}
