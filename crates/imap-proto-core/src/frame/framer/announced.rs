//! What becomes of a literal that was announced: it stays in place, gets a buffer of its own, or is read past.

use core::mem;

use bytes::BytesMut;

use super::super::Large;
use super::super::class::Class;
use super::super::large::Growing;
use super::super::literal::{Announcement, Payload};
use super::{Framer, Mode, Phase, over};
use crate::command::LiteralPlan;
use crate::error::ProtocolError;

/// Octets of a line that are shown to whoever plans for a large literal. Behind a longer one the default plan
/// applies, or many literals behind a long line would be quadratic.
const PREFIX: usize = 4 << 10;

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
        let (limits, response) = (&self.limits, &self.response);
        let at = response.segment.saturating_add(found.at);
        let before = self.input.octets().get(response.segment..at).unwrap_or_default();
        let payload = Payload::of(response.class.unwrap_or(Class::Other), before);
        let (which, limit) = payload.limit(limits);
        if found.len > limit {
            return Err(over(which, limit, Some(found.len)));
        }
        let size = ((response.head.len() + lf + 1) as u64 + response.apart).saturating_add(found.len);
        let fits = size <= limits.response;
        if found.len <= self.inline || payload != Payload::Body {
            if !fits {
                return Err(over("response", limits.response, Some(size)));
            }
            if found.len <= self.inline {
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
            response.head = BytesMut::with_capacity(lf + 64);
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
        let response = &mut self.response;
        response.beside += len;
        let planned = match payload {
            Payload::Body if response.head.len() <= PREFIX => plan(&response.head, len),
            _ => LiteralPlan::Buffer,
        };
        let wanted = planned == LiteralPlan::Buffer && fits;
        match usize::try_from(len) {
            Ok(octets) if wanted && (payload != Payload::Body || len <= self.limits.literal) => {
                response.apart += len;
                Mode::Large(Growing::new(octets, self.limits.slot))
            }
            _ => Mode::Discard { len, left: len },
        }
    }

    /// Goes on with a large literal; true when none is under way any more.
    pub(super) fn pass_large(&mut self) -> bool {
        if matches!(self.mode, Mode::Line) {
            return true;
        }
        match mem::replace(&mut self.mode, Mode::Line) {
            Mode::Line => true,
            Mode::Large(mut literal) => {
                literal.take_from(&mut self.input);
                if !literal.is_complete() {
                    self.mode = Mode::Large(literal);
                    return false;
                }
                self.response.kept += literal.received();
                self.response.large.push(Large::Data(literal.finish()));
                true
            }
            Mode::Discard { len, left } => {
                let ready = self.input.octets().len();
                if (ready as u64) < left {
                    if ready > 0 {
                        self.input.recycle();
                    }
                    self.mode = Mode::Discard { len, left: left - ready as u64 };
                    return false;
                }
                self.input.skip(usize::try_from(left).unwrap_or(ready));
                self.response.large.push(Large::Omitted { len });
                true
            }
        }
    }
}
