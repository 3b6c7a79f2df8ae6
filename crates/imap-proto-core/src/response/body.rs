//! BODY and BODYSTRUCTURE (RFC 9051 7.5.2): flat, in preorder, so that neither walk nor drop recurses.

use alloc::boxed::Box;
use alloc::vec::Vec;
use core::fmt;

use bytes::Bytes;

use super::{Envelope, FetchRow};
use crate::error::ParseError;
use crate::types::Span;

mod part;

pub use part::Part;

/// The structure of a message (RFC 9051 7.5.2).
///
/// ```
/// use imap_proto_core::response::BodyStructure;
/// let body = BodyStructure::from_wire(
///     b"((\"TEXT\" \"PLAIN\" (\"CHARSET\" \"utf-8\") NIL NIL \"7BIT\" 11 1)\
///        (\"IMAGE\" \"PNG\" NIL NIL NIL \"BASE64\" 900) \"MIXED\")",
/// ).unwrap();
/// let text = body.parts().find(|p| p.is("text", "plain")).unwrap();
/// assert_eq!(text.param("charset").unwrap(), "utf-8");
/// assert_eq!(text.path(), [1]);
/// ```
#[derive(Clone)]
pub struct BodyStructure {
    pub(crate) text: Bytes,
    pub(crate) nodes: Box<[Node]>,
    /// Parameters as pairs, languages.
    pub(crate) strings: Box<[Span]>,
    /// Of message/rfc822 parts.
    pub(crate) envelopes: Box<[Envelope]>,
}

/// What kind of part it is, which says what else it has.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum BodyKind {
    /// Anything else.
    Basic,
    /// `text/*`: has lines.
    Text,
    /// `message/rfc822` or `message/global`: has lines, an envelope, and one child.
    Message,
    /// `multipart/*`: has children, none with some servers (QUIRKS: Gmail, Dovecot).
    Multipart,
}

#[derive(Clone, Copy, Debug)]
pub(crate) struct Node {
    pub(crate) media: Span,
    pub(crate) subtype: Span,
    pub(crate) id: Span,
    pub(crate) description: Span,
    pub(crate) encoding: Span,
    pub(crate) md5: Span,
    pub(crate) disposition: Span,
    pub(crate) location: Span,
    pub(crate) octets: u64,
    pub(crate) lines: u32,
    pub(crate) params: (u16, u16),
    pub(crate) disposition_params: (u16, u16),
    pub(crate) language: (u16, u16),
    /// Index behind the last descendant.
    pub(crate) end: u16,
    /// `u16::MAX`: none.
    pub(crate) envelope: u16,
    pub(crate) kind: BodyKind,
}

impl Node {
    pub(crate) const EMPTY: Self = Self {
        media: Span::NIL,
        subtype: Span::NIL,
        id: Span::NIL,
        description: Span::NIL,
        encoding: Span::NIL,
        md5: Span::NIL,
        disposition: Span::NIL,
        location: Span::NIL,
        octets: 0,
        lines: 0,
        params: (0, 0),
        disposition_params: (0, 0),
        language: (0, 0),
        end: 0,
        envelope: u16::MAX,
        kind: BodyKind::Basic,
    };

    fn spans_mut(&mut self) -> [&mut Span; 8] {
        [
            &mut self.media,
            &mut self.subtype,
            &mut self.id,
            &mut self.description,
            &mut self.encoding,
            &mut self.md5,
            &mut self.disposition,
            &mut self.location,
        ]
    }
}

impl BodyStructure {
    /// Reads one structure, for tests: `("TEXT" "PLAIN" ...)`.
    ///
    /// # Errors
    /// [`ParseError`] when it is none.
    pub fn from_wire(octets: &[u8]) -> Result<Self, ParseError> {
        crate::parse::item_from_wire("BODYSTRUCTURE", octets, FetchRow::take_body_structure)
    }

    /// The outermost part. None only for a structure without any.
    pub fn root(&self) -> Option<Part<'_>> {
        self.part_at(0)
    }

    /// All parts, outermost first, each before its children.
    pub fn parts(&self) -> impl Iterator<Item = Part<'_>> {
        (0..self.nodes.len()).filter_map(|index| self.part_at(index))
    }

    /// The part that `BODY[1.2]` names (RFC 9051 6.4.5); the empty path is the root.
    pub fn part(&self, path: &[u32]) -> Option<Part<'_>> {
        let mut at = self.root()?;
        // A message that is no multipart is its own part 1.
        let mut numbers = match (at.kind(), path) {
            (BodyKind::Multipart, _) | (_, []) => path,
            (_, [1, rest @ ..]) => rest,
            _ => return None,
        };
        while let [number, rest @ ..] = numbers {
            if at.kind() == BodyKind::Message {
                at = at.children().next()?;
                if at.kind() != BodyKind::Multipart {
                    numbers = if *number == 1 { rest } else { return None };
                    continue;
                }
            }
            at = at.children().nth(usize::try_from(*number).ok()?.checked_sub(1)?)?;
            numbers = rest;
        }
        Some(at)
    }

    pub(crate) fn part_at(&self, index: usize) -> Option<Part<'_>> {
        self.nodes.get(index)?;
        Some(Part::new(self, u16::try_from(index).ok()?))
    }

    /// The same with a text of its own that holds these strings and nothing else.
    #[must_use]
    pub fn compact(mut self) -> Self {
        let from = core::mem::take(&mut self.text);
        let mut text = Vec::new();
        let nodes = self.nodes.iter_mut().flat_map(Node::spans_mut);
        for span in nodes.chain(self.strings.iter_mut()) {
            *span = span.moved(&from, &mut text);
        }
        text.shrink_to_fit();
        self.text = text.into();
        for envelope in &mut self.envelopes {
            *envelope = core::mem::take(envelope).compact();
        }
        self
    }

    /// Gives the value, and the envelopes in it, their text.
    pub(crate) fn attach(&mut self, text: &Bytes) {
        self.text = text.clone();
        for envelope in &mut self.envelopes {
            envelope.text = text.clone();
        }
    }

    /// Octets held, about; the text may be shared.
    pub(crate) fn octets(&self) -> usize {
        let nodes = self.nodes.len() * size_of::<Node>() + self.strings.len() * size_of::<Span>();
        let envelopes: usize = self.envelopes.iter().map(|e| e.octets() - e.text.len()).sum();
        size_of::<Self>() + nodes + envelopes + self.text.len()
    }
}

impl PartialEq for BodyStructure {
    fn eq(&self, other: &Self) -> bool {
        self.nodes.len() == other.nodes.len() && self.parts().zip(other.parts()).all(|(a, b)| a.same(&b))
    }
}

impl fmt::Debug for BodyStructure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_list().entries(self.parts()).finish()
    }
}
