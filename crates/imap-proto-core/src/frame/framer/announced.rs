//! What becomes of a literal that was announced: it stays in place, is cut out of the memory it came in, gets a buffer of
//! its own, is passed on, or is read past.

use alloc::boxed::Box;
use core::mem;

use bytes::Bytes;

use super::super::class::Class;
use super::super::large::Growing;
use super::super::literal::{Announcement, Payload, row_limit};
use super::super::passing::{FIRST, Passing};
use super::super::{Framed, Large};
use super::{Framer, Mode, Phase, over};
use crate::command::LiteralPlan;
use crate::error::ProtocolError;

/// How far a large literal is.
pub(super) enum Passed {
    /// None is under way.
    Done,
    /// Octets are missing.
    Short,
    /// A piece of one that is passed on.
    Piece(Framed),
}

/// What is behind octets that were passed on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Behind {
    /// The end of the literal.
    End,
    /// More of its octets.
    More,
    /// Nothing that was received.
    Nothing,
}

impl Framer {
    /// Takes note of a literal that `found` announces in the line that ends at `lf`.
    pub(super) fn announced(
        &mut self,
        lf: usize,
        found: Announcement,
        plan: &mut dyn FnMut(&[u8], u64) -> LiteralPlan,
    ) -> Result<(), ProtocolError> {
        self.tolerated += u64::from(found.odd);
        self.count(found.len)?;
        let streams = *self.response.streams.insert(self.streams());
        let (limits, response) = (&self.limits, &self.response);
        let most = row_limit(limits, streams && response.class == Some(Class::Fetch));
        let at = response.segment.saturating_add(found.at);
        let before = self.input.octets().get(response.segment..at).unwrap_or_default();
        let payload = Payload::of(response.class.unwrap_or(Class::Other), before);
        let (which, limit) = payload.limit(limits);
        if found.len > limit {
            return Err(over(which, limit, Some(found.len)));
        }
        let line = response.head.len() + response.taken_out() + lf + 1;
        let size = (line as u64).saturating_add(response.apart).saturating_add(found.len);
        let fits = size <= limits.response;
        let in_place = found.len <= most;
        if in_place || payload != Payload::Body {
            if !fits {
                return Err(over("response", limits.response, Some(size)));
            }
            if in_place {
                self.keep_in_place(lf, found.len);
                return Ok(());
            }
        }
        self.set_apart(lf);
        self.mode = self.large(found.len, payload, fits, plan);
        Ok(())
    }

    /// Counts a literal of `len` octets against the limits that do not depend on its class.
    fn count(&mut self, len: u64) -> Result<(), ProtocolError> {
        let (limits, response) = (&self.limits, &mut self.response);
        response.literals += 1;
        if response.literals > limits.literals {
            return Err(over("literals", limits.literals as u64, None));
        }
        // All literals of a response together: many small ones are no better than a large one.
        let before_auth = len.saturating_add(response.inline).saturating_add(response.beside);
        if self.phase != Phase::Authenticated && before_auth > limits.literal_before_auth {
            return Err(over("literal_before_auth", limits.literal_before_auth, Some(before_auth)));
        }
        Ok(())
    }

    fn keep_in_place(&mut self, lf: usize, len: u64) {
        self.response.inline += len;
        let end = (lf + 1).saturating_add(usize::try_from(len).unwrap_or(usize::MAX));
        self.response.segment = end;
        self.response.scan = end;
    }

    /// Moves the line up to and with `lf` out of the input, so that what follows the literal can join it.
    fn set_apart(&mut self, lf: usize) {
        let response = &mut self.response;
        if response.head.is_empty() {
            response.head.reserve(lf + 64);
        }
        response.head.extend_from_slice(self.input.octets().get(..=lf).unwrap_or_default());
        self.input.skip(lf + 1);
        response.segment = 0;
        response.scan = 0;
    }

    /// Decides what becomes of a large literal.
    fn large(
        &mut self,
        len: u64,
        payload: Payload,
        fits: bool,
        plan: &mut dyn FnMut(&[u8], u64) -> LiteralPlan,
    ) -> Mode {
        if self.in_blocks {
            // The second in a row, so reads will go on to go elsewhere.
            self.input.let_go();
        }
        let response = &mut self.response;
        response.beside += len;
        let planned = match payload {
            Payload::Body => plan(&response.head, len),
            _ => LiteralPlan::Buffer,
        };
        if planned == LiteralPlan::Stream {
            self.go_on_in_blocks(FIRST);
            return Mode::Stream { len, left: len, begun: false };
        }
        let wanted = planned == LiteralPlan::Buffer && fits;
        match usize::try_from(len) {
            Ok(octets) if wanted && (payload != Payload::Body || len <= self.limits.literal) => {
                response.apart += len;
                self.buffered_in(octets)
            }
            _ => Mode::Discard { len, left: len },
        }
    }

    /// Where a literal of `len` octets is gathered: in the memory that it was read into, in that of one before it, or in
    /// its own.
    fn buffered_in(&mut self, len: usize) -> Mode {
        let (input, slot) = (&self.input, self.limits.slot);
        match &mut self.passing {
            Some(passing) if self.in_blocks || !passing.backlog().is_empty() => {
                self.in_blocks = true;
                let here = match input.octets().len() {
                    0 => passing.has_room(len),
                    ready => ready >= len && input.has_room(len),
                };
                if here {
                    return Mode::Here(len);
                }
            }
            _ if input.has_room(len) => return Mode::Here(len),
            _ => {}
        }
        let passing = self.passing.as_mut();
        let step = passing.as_ref().map_or(0, |passing| passing.step()).max(input.step());
        let own = Growing::new(len, step, slot);
        Mode::Large(match passing.and_then(|passing| passing.take_spare(len)) {
            Some(memory) => own.again(memory),
            None => own,
        })
    }

    /// From now on reads go to blocks that come back, the next ones of at least so many octets.
    fn go_on_in_blocks(&mut self, least: usize) -> &mut Passing {
        self.in_blocks = true;
        let (step, most) = (self.input.step(), self.limits.slot);
        let passing = self.passing.get_or_insert_with(|| Box::new(Passing::new(step, most)));
        passing.raise_step(least);
        passing
    }

    /// Goes on with a large literal.
    #[inline]
    pub(super) fn pass_large(&mut self) -> Passed {
        if matches!(self.mode, Mode::Line) { Passed::Done } else { self.pass_on() }
    }

    fn pass_on(&mut self) -> Passed {
        match mem::replace(&mut self.mode, Mode::Line) {
            Mode::Line => Passed::Done,
            Mode::Here(len) => self.cut(len),
            Mode::Large(literal) => self.gather(literal),
            Mode::Discard { len, left } => self.discard(len, left),
            Mode::Stream { len, left, begun } => self.stream(len, left, begun),
        }
    }

    fn cut(&mut self, len: usize) -> Passed {
        let octets = match &mut self.passing {
            Some(passing) if self.input.octets().is_empty() && passing.backlog().len() >= len => {
                passing.take(len as u64)
            }
            _ if self.input.octets().len() < len => {
                self.mode = Mode::Here(len);
                return Passed::Short;
            }
            _ if self.input.is_share(len) => self.input.cut(len).freeze(),
            // More was fed than anybody asked for, and all of it lies in the input.
            _ => {
                let octets = Bytes::copy_from_slice(self.input.octets().get(..len).unwrap_or_default());
                self.input.skip(len);
                octets
            }
        };
        self.go_on_in_blocks(0);
        self.response.kept += len;
        self.response.large.push(Large::Data(octets));
        Passed::Done
    }

    fn gather(&mut self, mut literal: Growing) -> Passed {
        let n = literal.take_from(self.input.octets());
        self.input.skip(n);
        if let Some(passing) = &mut self.passing {
            let n = literal.take_from(passing.backlog());
            passing.skip(n);
        }
        if !literal.is_complete() {
            self.mode = Mode::Large(literal);
            return Passed::Short;
        }
        self.response.kept += literal.received();
        let (octets, memory) = literal.finish();
        self.go_on_in_blocks(0).note_spare(memory);
        self.response.large.push(Large::Data(octets));
        Passed::Done
    }

    fn discard(&mut self, len: u64, mut left: u64) -> Passed {
        let ready = self.input.octets().len();
        if ready as u64 >= left {
            self.input.skip(usize::try_from(left).unwrap_or(ready));
            left = 0;
        } else if ready > 0 {
            self.input.recycle();
            left -= ready as u64;
        }
        if let Some(passing) = &mut self.passing {
            let ready = passing.backlog().len();
            let n = usize::try_from(left).map_or(ready, |left| left.min(ready));
            passing.skip(n);
            left -= n as u64;
        }
        if left > 0 {
            self.mode = Mode::Discard { len, left };
            return Passed::Short;
        }
        self.response.large.push(Large::Omitted { len });
        Passed::Done
    }

    /// The next octets of a literal that is passed on, if any are here, and what is behind them; `None` if no such literal
    /// is under way. Who takes them this way is told no `Framed::Chunk` and no `Framed::End`.
    #[inline]
    pub(crate) fn next_chunk(&mut self) -> Option<(Bytes, Behind)> {
        let Mode::Stream { len, left, begun: true } = self.mode else { return None };
        let chunk = self.take_piece(left);
        let left = left - chunk.len() as u64;
        if left == 0 {
            self.mode = Mode::Line;
            self.response.large.push(Large::Streamed { len });
            return Some((chunk, Behind::End));
        }
        self.mode = Mode::Stream { len, left, begun: true };
        // What was fed blindly may lie in the input, and more of it in a block.
        Some((chunk, if self.backlog() > 0 { Behind::More } else { Behind::Nothing }))
    }

    /// What is here of the next `left` octets.
    fn take_piece(&mut self, left: u64) -> Bytes {
        let ready = self.input.octets().len();
        if ready > 0 {
            return self.input.cut(usize::try_from(left).unwrap_or(ready)).freeze();
        }
        self.passing.as_mut().map_or_else(Bytes::new, |passing| passing.take(left))
    }

    fn stream(&mut self, len: u64, left: u64, begun: bool) -> Passed {
        if !begun {
            self.mode = Mode::Stream { len, left, begun: true };
            return Passed::Piece(Framed::Begin { len });
        }
        if left == 0 {
            self.response.large.push(Large::Streamed { len });
            return Passed::Piece(Framed::End);
        }
        let chunk = self.take_piece(left);
        self.mode = Mode::Stream { len, left: left - chunk.len() as u64, begun };
        if chunk.is_empty() { Passed::Short } else { Passed::Piece(Framed::Chunk(chunk)) }
    }
}
