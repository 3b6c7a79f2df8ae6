//! What a line end means: text, an announcement, the end of the response.

use alloc::boxed::Box;
use core::mem;

use bytes::BytesMut;
use memchr::memchr2;

use super::super::class::{Class, WINDOW};
use super::super::literal::{self, Announcement};
use super::super::passing::Passing;
use super::super::{Frame, Large, Line};
use super::{Framer, Mode, Phase, ROW_END, Response, over};
use crate::error::ProtocolError;
use crate::few::Few;

/// What an LF turned out to be.
pub(super) enum Found {
    /// Part of the text.
    Text,
    /// Undecided until the next octet is there.
    Wait,
    /// The end of a line that announces a literal.
    Literal(Announcement),
    /// The end of the response, whose text ends at `text`.
    End { text: usize, bare: bool },
}

/// A row whose text is complete, and still where it was put together.
pub(crate) struct Row<'a> {
    response: &'a mut Response,
}

/// Octets of memory for texts that are kept for the next row.
const KEPT: usize = 1 << 10;

impl Row<'_> {
    pub(crate) fn text(&self) -> &[u8] {
        &self.response.head
    }

    /// Octets that are kept of it.
    pub(crate) fn kept(&self) -> usize {
        self.response.kept.saturating_add(self.response.head.len())
    }

    pub(crate) fn take_large(&mut self) -> Few<Large> {
        mem::take(&mut self.response.large)
    }

    pub(crate) fn streams(&self) -> bool {
        self.response.streams == Some(true)
    }

    pub(crate) fn take(self) -> BytesMut {
        mem::take(self.response).head
    }

    /// Drops it: it was read, and nothing refers to it.
    pub(crate) fn skip(self) {
        let mut head = mem::take(self.response).head;
        if head.capacity() <= KEPT {
            head.clear();
            self.response.head = head;
        }
    }
}

impl Response {
    /// Searches the octets at `scan`, up to and with the first LF; says how many were passed, and whether there is one.
    #[inline]
    pub(super) fn search_in(&mut self, fresh: &[u8]) -> (usize, bool) {
        let (mut passed, mut found) = (0, false);
        while let Some(rest @ [_, ..]) = fresh.get(passed..).filter(|_| !found) {
            let at = memchr2(b'\n', 0, rest);
            found = at.is_some_and(|at| rest.get(at) == Some(&b'\n'));
            self.nul |= at.is_some() && !found;
            passed += at.map_or(rest.len(), |at| at + 1);
        }
        self.scan += passed;
        (passed, found)
    }
}

impl Framer {
    /// The line at the front, if it is a whole response and nothing about it is special: it ends in CRLF, holds no
    /// NUL, may be as long in any class, and its end cannot be an announcement. That is nearly every response.
    #[inline(always)]
    pub(crate) fn plain_line(&mut self) -> Option<Line<'_>> {
        if !mem::take(&mut self.fresh) && !self.is_fresh() {
            return None;
        }
        let (octets, response) = (self.input.octets(), &mut self.response);
        let fresh = octets.get(response.scan..)?;
        let found = memchr2(b'\n', 0, fresh);
        let passed = found.map_or(fresh.len(), |at| at + 1);
        self.searched += passed as u64;
        response.scan += passed;
        let lf = response.scan.wrapping_sub(1);
        let (line, rest) = octets.split_at_checked(lf)?;
        let plain = match line {
            [.., b'}' | b' ', b'\r'] | [b'\r'] => false,
            [.., b'\r'] => line.len() <= self.short,
            _ => false,
        };
        match (found, rest.first()) {
            (None, _) => return None,
            (Some(_), Some(b'\n')) => {}
            (Some(_), _) => {
                response.nul = true;
                return None;
            }
        }
        if !plain {
            self.response.held = true;
            return None;
        }
        self.blank_row = 0;
        if self.in_blocks && Class::of(line) != Class::Fetch {
            self.leave_blocks();
        }
        self.response.scan = 0;
        self.response.class = None;
        self.fresh = true;
        Some(Line { input: &mut self.input, text: lf - 1 })
    }

    /// Nothing is known of the next response, but how far it was searched.
    fn is_fresh(&self) -> bool {
        let response = &self.response;
        let begun = response.segment > 0 || response.held || !response.head.is_empty();
        let odd = response.nul || response.lf || response.ahead.is_some() || self.failed.is_some();
        !begun && !odd && matches!(self.mode, Mode::Line)
    }

    /// Finds the next LF among the octets that were not searched.
    #[inline]
    pub(super) fn search(&mut self) -> Option<usize> {
        let response = &mut self.response;
        if mem::take(&mut response.held) {
            return Some(response.scan - 1);
        }
        let (passed, found) = response.search_in(self.input.octets().get(response.scan..)?);
        self.searched += passed as u64;
        found.then(|| response.scan - 1)
    }

    /// Decides what the LF at `lf` means.
    pub(super) fn examine(&mut self, lf: usize) -> Result<Found, ProtocolError> {
        let octets = self.input.octets();
        let segment = octets.get(self.response.segment..lf).unwrap_or_default();
        let line = segment.strip_suffix(b"\r").unwrap_or(segment);
        let bare = line.len() == segment.len();
        let text = self.response.segment + line.len();
        let class =
            *self.response.class.get_or_insert_with(|| Class::of(octets.get(..lf).unwrap_or_default()));
        self.check(class, text)?;
        if class.is_status() {
            let ends = !bare || self.leniency.bare_lf;
            return Ok(if ends { Found::End { text, bare } } else { Found::Text });
        }
        match literal::announcement(line)? {
            Some(_) if bare && !self.leniency.bare_lf_literal => Err(ProtocolError::LiteralLineEnd),
            Some(mut found) => {
                found.odd |= bare;
                Ok(Found::Literal(found))
            }
            None if bare => Ok(Found::Text),
            None if class == Class::Fetch && line.is_empty() => Ok(self.behind_literal(lf)),
            None => Ok(Found::End { text, bare }),
        }
    }

    /// A CRLF right behind a literal of a FETCH, which cannot end there: the list is still open.
    ///
    /// Exchange puts a blank line in. The octet behind it tells whether the list goes on; the CRLF is then read
    /// as spaces.
    fn behind_literal(&mut self, lf: usize) -> Found {
        match self.input.octets().get(lf + 1) {
            None => Found::Wait,
            Some(b' ' | b')') => {
                self.input.blank(self.response.segment..lf + 1);
                self.tolerated += 1;
                Found::Text
            }
            Some(_) => Found::End { text: self.response.segment, bare: false },
        }
    }

    /// Checks the limits of a line that is complete or not: its first `text` octets in the input, and its head.
    fn check(&self, class: Class, text: usize) -> Result<(), ProtocolError> {
        let response = &self.response;
        let octets = (response.head.len() + response.taken_out()).saturating_add(text) as u64;
        let (which, limit) = class.limit(self.phase, &self.limits);
        let line = octets.saturating_sub(response.inline);
        let whole = octets.saturating_add(response.apart);
        let left = self.limits.response.saturating_sub(response.inline.saturating_add(response.apart));
        if limit as u64 <= left && line > limit as u64 {
            return Err(over(which, limit as u64, None));
        }
        if whole > self.limits.response {
            return Err(over("response", self.limits.response, None));
        }
        Ok(())
    }

    /// Ends a line that is too long before it takes more memory.
    pub(super) fn check_unfinished(&mut self) -> Result<(), ProtocolError> {
        let octets = self.input.octets();
        let Some(segment) = octets.get(self.response.segment..) else { return Ok(()) };
        let class = match self.response.class {
            Some(class) => class,
            None if octets.len() >= WINDOW => *self.response.class.insert(Class::of(octets)),
            None => return Ok(()),
        };
        // A CR may be half of the line end, which does not count.
        let cr = usize::from(segment.last() == Some(&b'\r'));
        self.check(class, octets.len() - cr)
    }

    /// Cuts the response off that ends at `lf`, unless it is a blank line.
    pub(super) fn end(&mut self, lf: usize, text: usize, bare: bool) -> Result<Option<Frame>, ProtocolError> {
        if text == 0 && self.response.head.is_empty() {
            return self.blank_line(lf).map(|()| None);
        }
        if self.response.class != Some(Class::Fetch) {
            self.leave_blocks();
        }
        let octets = self.response.head.len() + self.response.taken_out() + lf + 1;
        if self.response.head.is_empty() {
            self.response.head = self.input.cut(lf + 1);
            self.response.head.truncate(text);
        } else {
            // A tail is short; nothing of it stays in the input, whose memory is used again.
            self.response.head.extend_from_slice(self.input.octets().get(..text).unwrap_or_default());
            self.input.skip(lf + 1);
        }
        self.tolerated += u64::from(bare);
        Ok(Some(self.take_frame(octets, bare)))
    }

    /// A row that ends right behind a large literal, as most of them do, where the block has the end.
    #[inline]
    pub(crate) fn ended_row(&mut self) -> Option<Row<'_>> {
        let response = &self.response;
        // The octets of a literal that is still under way may look the same.
        let due = !response.head.is_empty() && matches!(self.mode, Mode::Line);
        if !due || response.nul || !self.input.octets().is_empty() {
            return None;
        }
        let here = |passing: &&mut Box<Passing>| passing.backlog().starts_with(ROW_END);
        let row = response.class == Some(Class::Fetch) && self.check(Class::Fetch, 1).is_ok();
        let passing = self.passing.as_mut().filter(here).filter(|_| row)?;
        passing.skip(ROW_END.len());
        self.searched += ROW_END.len() as u64;
        self.blank_row = 0;
        self.response.head.extend_from_slice(b")");
        Some(Row { response: &mut self.response })
    }

    /// The frame of a response whose text is in `head`; it had so many octets without its large literals.
    fn take_frame(&mut self, octets: usize, bare_lf: bool) -> Frame {
        self.blank_row = 0;
        let Response { nul, lf, head: text, large, ahead, beside, class, streams, .. } =
            mem::take(&mut self.response);
        let streams = streams == Some(true) && class == Some(Class::Fetch);
        Frame { text, large, ahead, bare_lf, octets: octets as u64 + beside, nul, lf, streams }
    }

    fn blank_line(&mut self, lf: usize) -> Result<(), ProtocolError> {
        self.blank_lines += 1;
        self.blank_row += 1;
        if self.phase != Phase::Authenticated {
            return Err(ProtocolError::Noise("blank line before authentication"));
        }
        if self.blank_row > self.limits.noise {
            return Err(ProtocolError::Noise("blank lines in a row"));
        }
        self.input.skip(lf + 1);
        self.response = Response::default();
        Ok(())
    }
}
