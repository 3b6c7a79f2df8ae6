//! Literals on their way: which command they are for, and the pieces of those that are streamed.

use alloc::boxed::Box;

use super::Connection;
use super::hazard::Crowd;
use super::inflight::{Entry, RowContext};
use super::route::keep;
use super::view::State;
use crate::command::{LiteralHead, LiteralPiece, LiteralPlan};
use crate::error::ProtocolError;
use crate::frame::{Framed, Phase};

/// The command that a literal of the response under way is streamed to.
pub(super) struct Streaming {
    id: u64,
    /// Of the literal that is about to begin.
    head: Option<LiteralHead>,
}

impl Streaming {
    pub(super) fn id(&self) -> u64 {
        self.id
    }
}

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
        let (flying, streaming, written) = (&mut self.flying, &mut self.streaming, self.out.written());
        let parser = &mut self.parser;
        self.framer.next_framed(&mut |prefix, len| {
            if !flying.streams() {
                return LiteralPlan::Buffer;
            }
            let head = parser.literal_head(prefix, len);
            let asked =
                |entry: &&mut Entry| entry.traits.streams && entry.tag.is_some() && entry.line_end <= written;
            for entry in flying.iter_mut().filter(asked) {
                match entry.slot.on_literal(&head) {
                    LiteralPlan::Buffer => {}
                    LiteralPlan::Stream if !entry.is_muted() => {
                        *streaming = Some(Box::new(Streaming { id: entry.id, head: Some(head) }));
                        return LiteralPlan::Stream;
                    }
                    // Nobody wants the pieces any more.
                    LiteralPlan::Stream | LiteralPlan::Discard => return LiteralPlan::Discard,
                }
            }
            LiteralPlan::Buffer
        })
    }

    /// Hands a piece to the command it is for; if that was given up meanwhile, the piece is dropped.
    pub(super) fn on_piece(&mut self, piece: Framed) {
        let Some(streaming) = &mut self.streaming else { return };
        let octets = if let Framed::Chunk(chunk) = &piece { chunk.len() } else { 0 };
        let piece = match piece {
            Framed::Begin { .. } => match streaming.head.take() {
                Some(head) => LiteralPiece::Start(head),
                None => return,
            },
            Framed::Chunk(chunk) => LiteralPiece::Chunk(chunk),
            Framed::End => LiteralPiece::End,
            Framed::Frame(_) => return,
        };
        let (exists, crowd) = (self.view.exists(), Crowd::of(&self.flying));
        let Some(entry) = self.flying.find_mut(streaming.id).filter(|entry| !entry.is_muted()) else {
            return;
        };
        let before = entry.slot.rows();
        let cx = RowContext { exists, alone: crowd.alone(&entry.traits.answers), streamed: true };
        entry.slot.on_streamed(piece, cx);
        let progress = keep(entry, before, octets, (self.waited, self.pulled), &self.config.limits);
        self.unclaimed = if progress { 0 } else { self.unclaimed.saturating_add(1) };
    }
}
