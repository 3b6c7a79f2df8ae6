//! What the parser keeps from one response to the next: limits, counts, and scratch memory.

use alloc::boxed::Box;
use alloc::collections::VecDeque;
use alloc::vec::Vec;
use core::mem;

use bytes::Bytes;

use super::fetch::Pending;
use super::plain::Whole;
use super::section::Pick;
use crate::few::Few;
use crate::frame::{Ahead, Large, inline_limit, row_limit};
use crate::limits::{Leniency, Limits, SharedLimits};
use crate::response::{AddressSpans, Envelope, Node, Violation};
use crate::types::Span;

/// Deeper nesting than this is not read, whatever `Limits::nesting` says: the readers of lists call themselves.
const DEEPEST: u8 = 128;

/// Violations that are kept until somebody asks. A line of a million zeros says nothing that a few do not.
const VIOLATIONS: usize = 64;

/// Where the octets of a literal above the limit for inline ones are.
#[derive(Debug)]
pub(super) enum Big {
    Apart(Bytes),
    Omitted(u64),
    Streamed(u64),
    /// Put back into the text, because a short string was due.
    Joined,
}

#[derive(Debug)]
pub(super) struct State {
    pub(super) limits: SharedLimits,
    pub(super) leniency: Leniency,
    pub(super) inline: u64,
    nesting: u8,
    /// Something of this response may be left here.
    pub(super) dirty: bool,
    /// There is an LF in the text: it holds a literal, or a line end of its own.
    pub(super) has_lf: bool,
    /// The text is the beginning of a response: a literal that does not fit is one that was taken out.
    pub(super) head: bool,
    pub(super) big: Vec<Big>,
    pub(super) next_big: usize,
    /// True when the second reading is under way, see [`Big::Joined`].
    pub(super) joined: bool,
    /// Quoted strings with escapes, to be compacted in place once the whole response is read.
    pub(super) fixes: Vec<Span>,
    pub(super) violations: VecDeque<Violation>,
    /// How many of them are of earlier responses.
    noted: u8,
    pub(super) tolerated: u64,
    /// The same when this response began.
    pub(super) tolerated_before: u64,
    /// Generic values this response may still have.
    pub(super) values: usize,
    pub(super) addresses: Vec<AddressSpans>,
    pub(super) nodes: Vec<Node>,
    pub(super) strings: Vec<Span>,
    pub(super) envelopes: Vec<Envelope>,
    pub(super) pending: Vec<Pending>,
    /// Octets of the text that is read as plain.
    pub(super) plain_len: usize,
    /// What was read of the line before it was complete, until it is in what it belongs to.
    pub(super) ahead: Option<Box<Ahead>>,
    /// The text of FLAGS, if the bits do not say all.
    pub(super) flags: Option<Span>,
}

impl State {
    /// How deep lists may be nested.
    #[inline]
    pub(super) fn nesting(&self) -> usize {
        usize::from(self.nesting)
    }

    pub(super) fn new(limits: &Limits, leniency: &Leniency) -> Self {
        Self::sharing(limits.clone().into(), leniency)
    }

    pub(super) fn sharing(limits: SharedLimits, leniency: &Leniency) -> Self {
        Self {
            inline: inline_limit(&limits),
            nesting: u8::try_from(limits.nesting).unwrap_or(DEEPEST).min(DEEPEST),
            limits,
            leniency: leniency.clone(),
            dirty: false,
            has_lf: true,
            head: false,
            big: Vec::new(),
            next_big: 0,
            joined: false,
            fixes: Vec::new(),
            violations: VecDeque::new(),
            noted: 0,
            tolerated: 0,
            tolerated_before: 0,
            values: 0,
            addresses: Vec::new(),
            nodes: Vec::new(),
            strings: Vec::new(),
            envelopes: Vec::new(),
            pending: Vec::new(),
            plain_len: 0,
            ahead: None,
            flags: None,
        }
    }

    /// Gets ready for a response with these large literals, which began while a command streamed or not.
    pub(super) fn begin(&mut self, large: Few<Large>, streams: bool) {
        self.inline = row_limit(&self.limits, streams);
        self.big.clear();
        large.for_each(|large| {
            self.big.push(match large {
                Large::Data(octets) => Big::Apart(octets),
                Large::Omitted { len } => Big::Omitted(len),
                Large::Streamed { len } => Big::Streamed(len),
            });
        });
        self.begin_line();
    }

    /// Where the octets of a whole message are, if the row ends behind them.
    #[inline]
    pub(super) fn pick(&self, whole: &Whole, text: &[u8]) -> Option<Pick> {
        // Two items have to be within the limit.
        if self.joined || self.limits.list < 2 {
            return None;
        }
        let (pick, end) = if whole.len <= self.inline {
            let len = usize::try_from(whole.len).ok()?;
            (Pick::Span(Span::new(whole.at, len)), whole.at.checked_add(len)?)
        } else {
            (Pick::Big(self.big.len().checked_sub(1).filter(|last| *last == 0)?), whole.at)
        };
        (text.get(end..)? == b")").then_some(pick)
    }

    /// Gets ready for a line; literals and an LF are for the caller to say. What the last response left is gone already.
    #[inline]
    pub(super) fn begin_line(&mut self) {
        self.dirty = true;
        self.has_lf = false;
        self.joined = false;
        self.noted = u8::try_from(self.violations.len()).unwrap_or(u8::MAX);
        self.tolerated_before = self.tolerated;
        self.values = self.limits.list;
    }

    /// Forgets what a reading of this response has collected.
    pub(super) fn restart(&mut self) {
        self.next_big = 0;
        self.violations.truncate(usize::from(self.noted));
        self.fixes.clear();
        self.values = self.limits.list;
        self.addresses.clear();
        self.pending.clear();
        self.flags = None;
    }

    /// A value that refers to nothing has touched nothing but the counts, and at most noted strings to be mended.
    #[inline]
    pub(super) fn untouched(&mut self) {
        self.dirty = !self.fixes.is_empty() || !self.big.is_empty();
    }

    /// Lets go of what the last response left, also of scratch memory that an unusual one has blown up.
    pub(super) fn end(&mut self) {
        self.dirty = false;
        self.big.clear();
        trim(&mut self.fixes);
        trim(&mut self.addresses);
        trim(&mut self.nodes);
        trim(&mut self.strings);
        trim(&mut self.envelopes);
        trim(&mut self.pending);
        self.next_big = 0;
        self.flags = None;
    }

    pub(super) fn violation(&mut self, what: &'static str, number: Option<u64>) {
        if self.violations.len() < VIOLATIONS {
            self.violations.push_back(Violation::new(what, number));
        }
    }

    /// Moves the octets of a large literal out.
    pub(super) fn take_big(&mut self, index: usize) -> Option<Big> {
        self.big.get_mut(index).map(|big| mem::replace(big, Big::Joined))
    }
}

fn trim<T>(scratch: &mut Vec<T>) {
    scratch.clear();
    scratch.shrink_to(1024);
}
