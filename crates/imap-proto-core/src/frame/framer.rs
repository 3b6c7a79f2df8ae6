//! The resumable splitter.

use core::fmt;

use alloc::vec::Vec;
use bytes::{Bytes, BytesMut};

use self::line::Found;
use super::class::Class;
use super::input::Input;
use super::large::Growing;
use super::{Frame, Large, literal};
use crate::command::LiteralPlan;
use crate::error::ProtocolError;
use crate::limits::{Leniency, LimitExceeded, Limits};

mod announced;
mod line;

/// How far the session is, as far as it sets limits.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Phase {
    /// Nothing was received yet.
    Greeting,
    /// Not authenticated.
    BeforeAuth,
    /// AUTHENTICATE runs, so continuations may be longer.
    Sasl,
    /// Authenticated.
    Authenticated,
}

/// Splits what is received into [`Frame`]s.
///
/// Octets come in through [`slot`](Self::slot) and [`filled`](Self::filled), or [`feed`](Self::feed); frames
/// come out of [`next_frame`](Self::next_frame), which is to be called until it says `None`.
///
/// ```
/// use imap_proto_core::command::LiteralPlan;
/// use imap_proto_core::frame::{Framer, Phase};
/// use imap_proto_core::{Leniency, Limits};
///
/// let mut framer = Framer::new(&Limits::default(), &Leniency::default());
/// framer.set_phase(Phase::Authenticated);
/// framer.feed(b"* LIST () \"/\" {5}\r\nIN");
/// let mut plan = |_: &[u8], _| LiteralPlan::Buffer;
/// assert!(framer.next_frame(&mut plan)?.is_none());
/// framer.feed(b"BOX\r\n* 5 EX");
/// let frame = framer.next_frame(&mut plan)?.unwrap();
/// assert_eq!(frame.text(), b"* LIST () \"/\" {5}\r\nINBOX");
/// assert_eq!(framer.buffered(), 6);
/// # Ok::<(), imap_proto_core::ProtocolError>(())
/// ```
pub struct Framer {
    limits: Limits,
    inline: u64,
    leniency: Leniency,
    phase: Phase,
    /// No limit of this phase is below it.
    short: usize,
    input: Input,
    response: Response,
    mode: Mode,
    received: u64,
    searched: u64,
    tolerated: u64,
    blank_lines: u64,
    blank_row: u32,
    failed: Option<ProtocolError>,
}

/// What the next octets are.
enum Mode {
    Line,
    Large(Growing),
    Discard { len: u64, left: u64 },
}

/// The response that is being put together. Offsets are into the input.
#[derive(Default)]
struct Response {
    /// First octet not searched; beyond the end while an inline literal arrives.
    scan: usize,
    /// First octet behind the last literal.
    segment: usize,
    /// An LF that was found and waits for the octet behind it.
    held: Option<usize>,
    class: Option<Class>,
    literals: usize,
    /// Octets of literals in place.
    inline: u64,
    /// Octets of large literals that are buffered, announced ones included.
    apart: u64,
    /// A NUL was found outside of literals.
    nul: bool,
    /// An LF is part of it: that of an announcement, or one of its own.
    lf: bool,
    /// Octets of the large literals that are complete and kept.
    kept: usize,
    /// Octets of large literals, discarded or not.
    beside: u64,
    /// Text up to the last large literal.
    head: BytesMut,
    large: Vec<Large>,
}

impl Framer {
    /// A framer in [`Phase::Greeting`].
    pub fn new(limits: &Limits, leniency: &Leniency) -> Self {
        Self {
            limits: limits.clone(),
            inline: literal::inline_limit(limits),
            leniency: leniency.clone(),
            phase: Phase::Greeting,
            short: Class::least_limit(Phase::Greeting, limits),
            input: Input::new(limits.slot),
            response: Response::default(),
            mode: Mode::Line,
            received: 0,
            searched: 0,
            tolerated: 0,
            blank_lines: 0,
            blank_row: 0,
            failed: None,
        }
    }

    /// Lends the place for the next octets: initialised memory, never empty.
    ///
    /// It has 1 KiB at first and doubles when a read fills it, up to [`Limits::slot`]. While a large literal
    /// arrives it is that literal's own buffer.
    pub fn slot(&mut self) -> &mut [u8] {
        match &mut self.mode {
            Mode::Large(literal) if !literal.is_complete() => literal.slot(),
            _ => self.input.slot(),
        }
    }

    /// Takes `n` octets from the front of the slot as received, at most as many as it had.
    pub fn filled(&mut self, n: usize) {
        let n = match &mut self.mode {
            Mode::Large(literal) if !literal.is_complete() => literal.filled(n),
            _ => self.input.filled(n),
        };
        self.received += n as u64;
        if self.failed.is_some() {
            self.input.recycle();
        }
    }

    /// Copies `bytes` in, by way of the slot.
    pub fn feed(&mut self, mut bytes: &[u8]) {
        while !bytes.is_empty() {
            let slot = self.slot();
            let n = slot.len().min(bytes.len());
            let (now, later) = bytes.split_at_checked(n).unwrap_or((bytes, &[]));
            if let Some(place) = slot.get_mut(..n) {
                place.copy_from_slice(now);
            }
            self.filled(n);
            bytes = later;
        }
    }

    /// Chooses the limits for what is framed from now on.
    pub fn set_phase(&mut self, phase: Phase) {
        if self.phase != phase {
            self.phase = phase;
            self.short = Class::least_limit(phase, &self.limits);
        }
    }

    /// The next complete response, or `None` when more octets are needed.
    ///
    /// `plan` is asked what to do with a literal of the body class above [`Limits::inline_literal`]. It is
    /// given the line so far, up to and with the line end behind the announcement, and the length. Behind more
    /// than 4 KiB of line it is not asked: the literal is buffered.
    ///
    /// # Errors
    /// [`ProtocolError`] when framing is lost or a limit is exceeded; from then on always the same.
    pub fn next_frame(
        &mut self,
        plan: &mut dyn FnMut(&[u8], u64) -> LiteralPlan,
    ) -> Result<Option<Frame>, ProtocolError> {
        if let Some(error) = &self.failed {
            return Err(error.clone());
        }
        let next = self.advance(plan);
        if let Err(error) = &next {
            self.failed = Some(error.clone());
            self.response = Response::default();
            self.mode = Mode::Line;
            self.input.release();
        }
        next
    }

    fn advance(
        &mut self,
        plan: &mut dyn FnMut(&[u8], u64) -> LiteralPlan,
    ) -> Result<Option<Frame>, ProtocolError> {
        while self.pass_large() {
            let Some(lf) = self.search() else {
                self.check_unfinished()?;
                break;
            };
            match self.examine(lf)? {
                Found::Text => self.response.lf = true,
                Found::Wait => {
                    self.response.held = Some(lf);
                    break;
                }
                Found::Literal(found) => {
                    self.response.lf = true;
                    self.announced(lf, found, plan)?;
                }
                Found::End { text, bare } => {
                    if let Some(frame) = self.end(lf, text, bare)? {
                        return Ok(Some(frame));
                    }
                }
            }
        }
        Ok(None)
    }

    /// Octets searched for line ends so far: all that were received, less the payload of literals.
    pub fn searched(&self) -> u64 {
        self.searched
    }

    /// Deviations that were forgiven: bare LFs, odd announcements, a blank line behind a literal.
    pub fn tolerated(&self) -> u64 {
        self.tolerated
    }

    /// Blank lines that were skipped.
    pub fn blank_lines(&self) -> u64 {
        self.blank_lines
    }

    /// True when no response is unfinished and nothing waits to be framed.
    pub fn at_boundary(&self) -> bool {
        self.input.octets().is_empty() && self.response.head.is_empty()
    }

    /// Octets that are held and belong to no frame yet.
    pub fn buffered(&self) -> usize {
        let arriving = match &self.mode {
            Mode::Large(literal) => literal.received(),
            Mode::Line | Mode::Discard { .. } => 0,
        };
        self.input.octets().len() + self.response.head.len() + self.response.kept + arriving
    }

    /// Octets received in total.
    pub fn received(&self) -> u64 {
        self.received
    }

    /// Takes out the octets that no frame was cut from, for another layer to read (RFC 4978).
    ///
    /// That makes sense between two responses; the state of an unfinished one is dropped.
    pub fn take_buffered(&mut self) -> Bytes {
        self.response = Response::default();
        self.mode = Mode::Line;
        self.input.take()
    }

    /// Gives the buffer back when nothing is in it; the next slot has 1 KiB again.
    pub fn rest(&mut self) {
        if self.at_boundary() {
            self.input.release();
        }
    }
}

/// A limit exceeded by `seen`; without it by the octet or literal that was one too many, whatever the chunks.
fn over(which: &'static str, limit: u64, seen: Option<u64>) -> ProtocolError {
    LimitExceeded::new(which, limit, seen.unwrap_or_else(|| limit.saturating_add(1))).into()
}

impl fmt::Debug for Framer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Framer")
            .field("phase", &self.phase)
            .field("buffered", &self.buffered())
            .field("searched", &self.searched)
            .field("failed", &self.failed)
            .finish_non_exhaustive()
    }
}
