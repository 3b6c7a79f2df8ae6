//! The resumable splitter.

use core::fmt;

use alloc::boxed::Box;
use bytes::{Bytes, BytesMut};

use self::announced::Passed;
use self::line::Found;
use super::class::Class;
use super::copies::{Place, received};
use super::input::Input;
use super::large::Growing;
use super::passing::Passing;
use super::{Frame, Framed, Large};
use crate::command::LiteralPlan;
use crate::error::ProtocolError;
use crate::few::Few;
use crate::limits::{Leniency, LimitExceeded, Limits, SharedLimits};

mod ahead;
mod announced;
mod line;

pub(crate) use ahead::Ahead;
pub(crate) use announced::Behind;
pub(crate) use line::Row;

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
/// Octets come in through [`slot`](Self::slot) and [`filled`](Self::filled), or if they are at hand through
/// [`put`](Self::put) or [`feed`](Self::feed); frames come out of [`next_frame`](Self::next_frame), or
/// [`next_framed`](Self::next_framed) for whoever streams literals. Either is to be called until it says `None`.
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
    limits: SharedLimits,
    leniency: Leniency,
    phase: Phase,
    /// No limit of this phase is below it.
    short: usize,
    /// A command streams.
    streams: bool,
    /// The last call has cut off a plain line, so the next response begins at the front of the input.
    fresh: bool,
    input: Input,
    /// There was a large literal, and nothing but FETCH rows came since: reads go to `passing`.
    in_blocks: bool,
    /// There once was a large literal.
    passing: Option<Box<Passing>>,
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
    /// A large literal that is cut out of the memory that it comes in, be it the input's or a block's.
    Here(usize),
    Large(Growing),
    Discard {
        len: u64,
        left: u64,
    },
    Stream {
        len: u64,
        left: u64,
        begun: bool,
    },
}

/// Octets of the backlog that are looked at, at a time, for the line that follows a literal.
const WINDOW: usize = 1 << 10;

/// The end of a row. No literal fits into as many octets, whatever they are.
const ROW_END: &[u8] = b")\r\n";

/// The response that is being put together. Offsets are into the input.
#[derive(Default)]
struct Response {
    /// First octet not searched; beyond the end while an inline literal arrives.
    scan: usize,
    /// First octet behind the last literal.
    segment: usize,
    /// The last octet searched is an LF that was not looked at, or waits for the octet behind it.
    held: bool,
    class: Option<Class>,
    /// Whether a command streamed when its first literal was announced.
    streams: Option<bool>,
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
    large: Few<Large>,
    /// What was read of the line before it was complete, and is no longer in the input.
    ahead: Option<Box<Ahead>>,
}

impl Response {
    /// Octets that were taken out of the line.
    fn taken_out(&self) -> usize {
        self.ahead.as_ref().map_or(0, |ahead| ahead.octets())
    }
}

impl Framer {
    /// A framer in [`Phase::Greeting`].
    pub fn new(limits: &Limits, leniency: &Leniency) -> Self {
        Self::sharing(limits.clone().into(), leniency)
    }

    pub(crate) fn sharing(limits: SharedLimits, leniency: &Leniency) -> Self {
        Self {
            leniency: leniency.clone(),
            phase: Phase::Greeting,
            short: Class::least_limit(Phase::Greeting, &limits),
            streams: false,
            fresh: false,
            input: Input::new(limits.slot),
            in_blocks: false,
            passing: None,
            limits,
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
    /// arrives that has no room there it is that literal's own buffer, which may be that of an earlier one; from the first
    /// large literal on, up to the next response that is no FETCH, a block that is used again and again.
    pub fn slot(&mut self) -> &mut [u8] {
        self.keep_order();
        match &mut self.mode {
            Mode::Large(literal) if !literal.is_complete() => literal.slot(),
            _ => match &mut self.passing {
                Some(passing) if self.in_blocks => passing.slot(),
                _ => self.input.slot(),
            },
        }
    }

    /// Nothing may come in ahead of the backlog: if nobody worked it off, it moves to the input. The beginning of a literal
    /// stays where the rest of it will follow.
    fn keep_order(&mut self) {
        let here = matches!(self.mode, Mode::Here(_)) && self.in_blocks;
        if !here || self.passing.as_ref().is_some_and(|passing| passing.is_full()) {
            self.refill(usize::MAX);
        }
    }

    /// Copies the front of the backlog behind the input; false when there is none.
    fn refill(&mut self, most: usize) -> bool {
        let Some(passing) = &mut self.passing else { return false };
        let backlog = passing.backlog();
        let front = backlog.get(..most).unwrap_or(backlog);
        let n = front.len();
        self.input.append(front);
        passing.skip(n);
        n > 0
    }

    /// As [`refill`](Self::refill): what is missing of a literal in place and the end of a row, else the line up to its
    /// LF, which is found here. So nothing is copied that is passed on afterwards.
    fn look_further(&mut self) -> bool {
        let missing = self.response.scan.saturating_sub(self.input.octets().len());
        let Some(passing) = self.passing.as_mut().filter(|_| missing == 0 && !self.response.held) else {
            return self.refill(missing.saturating_add(ROW_END.len()));
        };
        let ahead = passing.backlog();
        let ahead = ahead.get(..WINDOW).unwrap_or(ahead);
        let (passed, found) = self.response.search_in(ahead);
        self.searched += passed as u64;
        self.response.held = found;
        self.refill(passed)
    }

    /// Takes `n` octets from the front of the slot as received, at most as many as it had.
    pub fn filled(&mut self, n: usize) {
        let n = match &mut self.mode {
            Mode::Large(literal) if !literal.is_complete() => literal.filled(n),
            _ => match &mut self.passing {
                Some(passing) if self.in_blocks => passing.filled(n),
                _ => self.input.filled(n),
            },
        };
        self.received += n as u64;
        if self.failed.is_some() {
            self.input.recycle();
        }
    }

    /// Copies the front of `bytes` in, at most [`Limits::slot`] octets, and says how many: 0 only if there are none. To a
    /// large literal they are appended, which spares its memory the zeroing that a [slot](Self::slot) needs.
    pub fn put(&mut self, bytes: &[u8]) -> usize {
        if let Mode::Large(literal) = &mut self.mode
            && !literal.is_complete()
        {
            let n = literal.put(bytes);
            self.received += n as u64;
            return n;
        }
        let slot = self.slot();
        let n = slot.len().min(bytes.len());
        if let (Some(room), Some(octets)) = (slot.get_mut(..n), bytes.get(..n)) {
            received(Place::Slot(room), octets);
        }
        self.filled(n);
        n
    }

    /// Copies all of `bytes` in.
    pub fn feed(&mut self, mut bytes: &[u8]) {
        while !bytes.is_empty() {
            let n = self.put(bytes);
            bytes = bytes.get(n..).unwrap_or_default();
        }
    }

    /// Chooses the limits for what is framed from now on.
    pub fn set_phase(&mut self, phase: Phase) {
        if self.phase != phase {
            self.phase = phase;
            self.short = Class::least_limit(phase, &self.limits);
        }
    }

    /// Says whether a command streams: then small literals of rows are passed on too.
    #[inline]
    pub(crate) fn set_streams(&mut self, streams: bool) {
        self.streams = streams;
    }

    /// The same, as it counts for the response under way.
    pub(crate) fn streams(&self) -> bool {
        self.response.streams.unwrap_or(self.streams)
    }

    /// The next complete response, or `None` when more octets are needed. Pieces of literals that `plan` wants
    /// streamed are dropped; otherwise as [`next_framed`](Self::next_framed).
    ///
    /// # Errors
    /// As [`next_framed`](Self::next_framed).
    pub fn next_frame(
        &mut self,
        plan: &mut dyn FnMut(&[u8], u64) -> LiteralPlan,
    ) -> Result<Option<Frame>, ProtocolError> {
        loop {
            match self.next_framed(plan)? {
                Some(Framed::Frame(frame)) => return Ok(Some(frame)),
                Some(_) => {}
                None => return Ok(None),
            }
        }
    }

    /// The next complete response, or the next piece of a literal in it that is streamed; `None` when more octets
    /// are needed.
    ///
    /// `plan` is asked what to do with a literal of the body class above [`Limits::inline_literal`]. It is
    /// given the line so far, up to and with the line end behind the announcement, and the length.
    ///
    /// # Errors
    /// [`ProtocolError`] when framing is lost or a limit is exceeded; from then on always the same.
    pub fn next_framed(
        &mut self,
        plan: &mut dyn FnMut(&[u8], u64) -> LiteralPlan,
    ) -> Result<Option<Framed>, ProtocolError> {
        if let Some(error) = &self.failed {
            return Err(error.clone());
        }
        self.fresh = false;
        let next = match self.short() {
            Some(checked) => checked.map(|()| None),
            None => self.advance(plan),
        };
        if let Err(error) = &next {
            self.failed = Some(error.clone());
            self.response = Response::default();
            self.mode = Mode::Line;
            self.release();
        }
        next
    }

    fn release(&mut self) {
        self.input.release();
        self.passing = None;
        self.in_blocks = false;
    }

    /// Whether limits are kept, if nothing else can be done with what is here: so it is after most of the reads that a
    /// long line or literal takes.
    #[inline]
    fn short(&mut self) -> Option<Result<(), ProtocolError>> {
        if self.backlog() > 0 {
            return None;
        }
        let ready = self.input.octets().len();
        match &self.mode {
            Mode::Line if self.response.scan >= ready && !self.response.held => Some(self.check_unfinished()),
            Mode::Large(literal) if ready == 0 && !literal.is_complete() => Some(Ok(())),
            _ => None,
        }
    }

    fn advance(
        &mut self,
        plan: &mut dyn FnMut(&[u8], u64) -> LiteralPlan,
    ) -> Result<Option<Framed>, ProtocolError> {
        loop {
            match self.pass_large() {
                Passed::Done => {}
                Passed::Short => return Ok(None),
                Passed::Piece(piece) => return Ok(Some(piece)),
            }
            let Some(lf) = self.search() else {
                // What waits in a block is looked at first: the end may be there, and is no longer than a read.
                if self.look_further() {
                    continue;
                }
                return self.check_unfinished().map(|()| None);
            };
            match self.examine(lf)? {
                Found::Text => self.response.lf = true,
                Found::Wait => {
                    self.response.held = true;
                    if !self.look_further() {
                        return Ok(None);
                    }
                }
                Found::Literal(found) => {
                    self.response.lf = true;
                    self.announced(lf, found, plan)?;
                }
                Found::End { text, bare } => {
                    if let Some(frame) = self.end(lf, text, bare)? {
                        return Ok(Some(Framed::Frame(frame)));
                    }
                }
            }
        }
    }

    /// A response ended that is no FETCH.
    pub(super) fn leave_blocks(&mut self) {
        if core::mem::take(&mut self.in_blocks)
            && let Some(passing) = &mut self.passing
        {
            passing.drop_spare();
        }
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
        self.input.octets().is_empty() && self.backlog() == 0 && self.response.head.is_empty()
    }

    /// Octets that are here and belong to no frame yet, as text or as what was read of it.
    pub fn buffered(&self) -> usize {
        let arriving = match &self.mode {
            Mode::Large(literal) => literal.received(),
            // What came of one in the input is counted there.
            Mode::Line | Mode::Here(_) | Mode::Discard { .. } | Mode::Stream { .. } => 0,
        };
        let response = &self.response;
        let line = self.input.octets().len() + response.head.len() + response.taken_out();
        line + self.backlog() + response.kept + arriving
    }

    /// Octets in a block that were not taken yet; they are behind those in `input`.
    fn backlog(&self) -> usize {
        self.passing.as_ref().map_or(0, |passing| passing.backlog().len())
    }

    /// True while the octets of a large literal are due, whatever becomes of them.
    pub fn in_literal(&self) -> bool {
        !matches!(self.mode, Mode::Line)
    }

    /// Octets received in total.
    pub fn received(&self) -> u64 {
        self.received
    }

    /// Takes out the octets that no frame was cut from, for another layer to read (RFC 4978).
    ///
    /// That makes sense between two responses; the state of an unfinished one is dropped.
    pub fn take_buffered(&mut self) -> Bytes {
        let response = core::mem::take(&mut self.response);
        self.mode = Mode::Line;
        self.keep_order();
        let octets = self.input.take();
        match response.ahead.filter(|_| response.head.is_empty()) {
            Some(ahead) => ahead.restore(&octets).freeze(),
            None => octets,
        }
    }

    /// Gives the buffer back when nothing is in it; the next slot has 256 octets, for a connection at rest gets news.
    pub fn rest(&mut self) {
        if self.at_boundary() {
            self.release();
            self.response.head = BytesMut::new();
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
