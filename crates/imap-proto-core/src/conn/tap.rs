//! The wire tap: every line both ways, with secrets and literals left out.

use alloc::boxed::Box;
use core::fmt;

use super::Connection;
use super::flight::Flight;
use super::recv::authenticating;
use super::view::State;
use crate::command::{Answers, Segment};
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
    /// An untagged answer to a command that reveals a secret, such as GENURLAUTH.
    ReceivedSecret,
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
            Self::ReceivedSecret => f.write_str("S: * ***"),
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

    /// `hidden` is what the listener sees in place of the text, if it must not see that.
    pub(crate) fn received(&mut self, frame: &Frame, hidden: Option<TapLine<'static>>) {
        let Some(listener) = &mut self.0 else { return };
        for large in frame.large() {
            listener(TapLine::ReceivedLiteral(match large {
                Large::Data(octets) => octets.len() as u64,
                Large::Omitted { len } | Large::Streamed { len } => *len,
            }));
        }
        self.received_text(frame.text(), hidden);
    }

    /// A response without its large literals.
    pub(crate) fn received_text(&mut self, text: &[u8], hidden: Option<TapLine<'static>>) {
        let Some(listener) = &mut self.0 else { return };
        listener(hidden.unwrap_or(TapLine::Received(text)));
    }
}

/// What stands for this response where nobody may see it: a challenge of SASL, the answer that is a secret.
pub(super) fn hidden(text: &[u8], state: State, flying: &Flight) -> Option<TapLine<'static>> {
    if text.starts_with(b"+") {
        return authenticating(state, flying).then_some(TapLine::ReceivedChallenge);
    }
    is_secret_answer(text, flying).then_some(TapLine::ReceivedSecret)
}

/// A row that only a command can have asked for that reveals a secret.
pub(super) fn is_secret_answer(text: &[u8], flying: &Flight) -> bool {
    flying.iter().filter(|entry| entry.traits.reveals_secret).any(|entry| {
        let Answers::Sole(keyword) = entry.traits.answers else { return false };
        let mut words = text.split(|octet| matches!(octet, b' ' | 0)).filter(|word| !word.is_empty());
        words.next() == Some(b"*")
            && words.next().is_some_and(|word| word.eq_ignore_ascii_case(keyword.as_bytes()))
    })
}

impl Connection {
    /// Lets a listener see the conversation, at any time; `None` ends it. Secrets never reach it.
    pub fn set_tap(&mut self, listener: Option<Listener>) {
        self.tap = Tap(listener);
    }
}
