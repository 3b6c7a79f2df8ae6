//! Bytes to frames: where one response ends and the next begins (RFC 9051 2.2.2, 4.3).
//!
//! The [`Framer`] knows lines and literals, and nothing of what they mean. No octet is searched twice, and the
//! payload of a literal never, whatever the sizes of the reads.

use alloc::boxed::Box;
use alloc::vec::Vec;
use core::fmt;

use bytes::{Bytes, BytesMut};

use crate::command::LiteralPlan;
use crate::few::Few;
use crate::limits::{Leniency, Limits};

mod class;
mod copies;
mod framer;
mod input;
mod large;
mod literal;
mod passing;

pub(crate) use framer::{Ahead, Behind, Row};
pub use framer::{Framer, Phase};
use input::Input;
pub use literal::inline_limit;
pub(crate) use literal::row_limit;

/// One complete response: its text in one piece, and its large literals beside it.
///
/// The text holds literals of at most [`Limits::inline_literal`] octets in place, as in `{5}` CRLF `hello`, and
/// ends without the final line end. A larger one leaves only its announcement; its octets are the next of
/// [`Frame::large`].
pub struct Frame {
    text: BytesMut,
    large: Few<Large>,
    /// Taken out of the text.
    ahead: Option<Box<Ahead>>,
    bare_lf: bool,
    octets: u64,
    /// Outside of its literals there is a NUL.
    pub(crate) nul: bool,
    /// There is an LF in its text.
    pub(crate) lf: bool,
    /// It began while a command streamed, see [`row_limit`].
    pub(crate) streams: bool,
}

/// A whole response in one line without literals, still in the input.
pub(crate) struct Line<'a> {
    input: &'a mut Input,
    text: usize,
}

impl Line<'_> {
    /// The line without its end.
    #[inline]
    pub(crate) fn text(&self) -> &[u8] {
        self.input.octets().get(..self.text).unwrap_or_default()
    }

    /// Cuts it off, for something refers to it.
    #[inline]
    pub(crate) fn take(self) -> BytesMut {
        let mut text = self.input.cut(self.text + 2);
        text.truncate(self.text);
        text
    }

    /// Drops it: it was read, and nothing refers to it.
    #[inline]
    pub(crate) fn skip(self) {
        self.input.skip(self.text + 2);
    }
}

/// A literal above [`Limits::inline_literal`].
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Large {
    /// Its octets: in memory of their own, or a part of the memory they were read into, of which they are not less than
    /// one in 16. Whoever stores them for long may copy them.
    Data(Bytes),
    /// It was read past: above [`Limits::literal`], beyond [`Limits::response`], or nobody wanted it.
    Omitted {
        /// Octets it had.
        len: u64,
    },
    /// It was passed on in pieces, see [`Framed`].
    Streamed {
        /// Octets it had.
        len: u64,
    },
}

/// What a framer gives: responses, and before one the pieces of those of its literals that are passed on.
///
/// Each such literal is a `Begin`, chunks as they arrive, and an `End` behind its last octet. The frame comes behind
/// the last of them and shows each as [`Large::Streamed`].
#[derive(Debug)]
#[non_exhaustive]
pub enum Framed {
    /// A complete response.
    Frame(Frame),
    /// A literal of so many octets begins.
    Begin {
        /// Octets announced.
        len: u64,
    },
    /// Its next octets, not a copy. Whoever lets go of them before the next read has the memory used again.
    Chunk(Bytes),
    /// The literal is complete.
    End,
}

impl Frame {
    /// A frame of anything, framed by nobody.
    pub(crate) fn of_parts(text: BytesMut, large: Vec<Large>) -> Self {
        let (octets, nul) = (text.len() as u64 + 2, text.contains(&0));
        Self {
            text,
            large: Few::Many(large),
            ahead: None,
            bare_lf: false,
            octets,
            nul,
            lf: true,
            streams: false,
        }
    }

    /// The response without its large literals and without the line end.
    pub fn text(&self) -> &[u8] {
        &self.text
    }

    /// The large literals, in order.
    pub fn large(&self) -> &[Large] {
        &self.large
    }

    /// Octets on the wire, line ends and literals included.
    pub fn octets(&self) -> u64 {
        self.octets
    }

    /// True when a bare LF ended it, which only a status line may.
    pub fn bare_lf(&self) -> bool {
        self.bare_lf
    }

    /// Makes a frame of one whole response, with or without its final CRLF; default limits.
    ///
    /// Octets that are not exactly one response stay as they are, and the parser says what is wrong.
    ///
    /// ```
    /// use imap_proto_core::frame::Frame;
    /// assert_eq!(Frame::from_wire(b"* 5 EXISTS\r\n").text(), b"* 5 EXISTS");
    /// ```
    pub fn from_wire(wire: &[u8]) -> Self {
        let text = wire.strip_suffix(b"\r\n").unwrap_or(wire);
        let mut framer = Framer::new(&Limits::default(), &Leniency::default());
        framer.set_phase(Phase::Authenticated);
        framer.feed(text);
        framer.feed(b"\r\n");
        match framer.next_frame(&mut |_, _| LiteralPlan::Buffer) {
            Ok(Some(frame)) if framer.at_boundary() => frame,
            _ => Self::of_parts(BytesMut::from(text), Vec::new()),
        }
    }

    /// Octets that are kept of it.
    pub(crate) fn kept(&self) -> usize {
        let kept = |large: &Large| match large {
            Large::Data(octets) => octets.len(),
            Large::Omitted { .. } | Large::Streamed { .. } => 0,
        };
        let ahead = self.ahead.as_ref().map_or(0, |ahead| ahead.octets());
        self.large.iter().map(kept).fold(self.text.len() + ahead, usize::saturating_add)
    }

    /// Takes the numbers out that were read before the line was complete. They belong where they stood in the text.
    pub(crate) fn take_ahead(&mut self) -> Option<Box<Ahead>> {
        self.ahead.take()
    }

    pub(crate) fn put_back(&mut self, ahead: &Ahead) {
        self.text = ahead.restore(&self.text);
    }

    /// Takes the large literals out.
    pub(crate) fn take_large(&mut self) -> Few<Large> {
        core::mem::take(&mut self.large)
    }

    pub(crate) fn into_text(self) -> BytesMut {
        self.text
    }
}

impl fmt::Debug for Frame {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Frame(\"{}\", {} large)", self.text.escape_ascii(), self.large.len())
    }
}

#[cfg(test)]
mod tests;
