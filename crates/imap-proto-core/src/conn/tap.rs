//! The wire tap: every line both ways, with secrets and literals left out.

use alloc::boxed::Box;
use core::fmt;

use super::Connection;
use crate::command::Segment;
use crate::frame::{Frame, Large};

/// A piece of the conversation, as the tap sees it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum TapLine<'a> {
    /// Protocol text that we queued; it may be a part of a line.
    Sent(&'a [u8]),
    /// A secret that we queued.
    SentSecret,
    /// Octets of a literal that we queued.
    SentLiteral(u64),
    /// A response, without its CRLF; literals up to `Limits::inline_literal` stand in it.
    Received(&'a [u8]),
    /// A challenge of a SASL exchange.
    ReceivedChallenge,
    /// A literal that stands beside the response that follows.
    ReceivedLiteral(u64),
}

impl fmt::Display for TapLine<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Sent(text) => write!(f, "C: {}", text.escape_ascii()),
            Self::SentSecret => f.write_str("C: ***"),
            Self::SentLiteral(len) => write!(f, "C: [literal of {len} octets]"),
            Self::Received(text) => write!(f, "S: {}", text.escape_ascii()),
            Self::ReceivedChallenge => f.write_str("S: + ***"),
            Self::ReceivedLiteral(len) => write!(f, "S: [literal of {len} octets]"),
        }
    }
}

/// Who listens to a tap.
pub type Listener = Box<dyn FnMut(TapLine<'_>) + Send>;

#[derive(Default)]
pub(crate) struct Tap(Option<Listener>);

impl Tap {
    pub(crate) fn sent(&mut self, segment: &Segment) {
        let Some(listener) = &mut self.0 else { return };
        match segment {
            Segment::Line(text) => listener(TapLine::Sent(text)),
            Segment::Secret(_) => listener(TapLine::SentSecret),
            Segment::Literal(octets) => listener(TapLine::SentLiteral(octets.len() as u64)),
            Segment::External(len) => listener(TapLine::SentLiteral(*len)),
            Segment::Sync => {}
        }
    }

    pub(crate) fn listens(&self) -> bool {
        self.0.is_some()
    }

    pub(crate) fn received(&mut self, frame: &Frame, sasl: bool) {
        let Some(listener) = &mut self.0 else { return };
        for large in frame.large() {
            listener(TapLine::ReceivedLiteral(match large {
                Large::Data(octets) => octets.len() as u64,
                Large::Omitted { len } | Large::Streamed { len } => *len,
            }));
        }
        self.received_text(frame.text(), sasl);
    }

    /// A response without its large literals.
    pub(crate) fn received_text(&mut self, text: &[u8], sasl: bool) {
        let Some(listener) = &mut self.0 else { return };
        if sasl && text.starts_with(b"+") {
            listener(TapLine::ReceivedChallenge);
        } else {
            listener(TapLine::Received(text));
        }
    }
}

impl Connection {
    /// Lets a listener see the conversation, at any time; `None` ends it. Secrets never reach it.
    pub fn set_tap(&mut self, listener: Option<Listener>) {
        self.tap = Tap(listener);
    }
}
