//! ENVELOPE (RFC 9051 7.5.2).

use alloc::boxed::Box;
use core::fmt;

use bytes::Bytes;

use super::FetchRow;
use crate::error::ParseError;
use crate::types::{Span, Str};

mod builder;

pub use builder::EnvelopeBuilder;

/// The header of a message as the server read it (RFC 9051 7.5.2). Everything is raw: dates are not parsed, RFC 2047 words
/// not decoded.
///
/// ```
/// use imap_proto_core::response::Envelope;
/// let env = Envelope::builder().subject("hi").from("Ann", "ann", "example.org").build();
/// assert_eq!(env.subject().unwrap(), "hi");
/// assert_eq!(env.from().next().unwrap().host().unwrap(), "example.org");
/// ```
#[derive(Clone)]
pub struct Envelope {
    pub(crate) text: Bytes,
    pub(crate) date: Span,
    pub(crate) subject: Span,
    pub(crate) in_reply_to: Span,
    pub(crate) message_id: Span,
    /// Where from, sender, reply-to, to, cc and bcc end in the one list of addresses.
    pub(crate) ends: [u16; 6],
    pub(crate) addresses: Box<[AddressSpans]>,
}

#[derive(Clone, Copy, Debug)]
pub(crate) struct AddressSpans {
    pub(crate) name: Span,
    pub(crate) route: Span,
    pub(crate) mailbox: Span,
    pub(crate) host: Span,
}

impl Default for Envelope {
    fn default() -> Self {
        Self {
            text: Bytes::new(),
            date: Span::NIL,
            subject: Span::NIL,
            in_reply_to: Span::NIL,
            message_id: Span::NIL,
            ends: [0; 6],
            addresses: Box::default(),
        }
    }
}

impl Envelope {
    /// A builder, for tests and for servers.
    pub fn builder() -> EnvelopeBuilder {
        EnvelopeBuilder::default()
    }

    /// Reads one envelope, for tests: `(NIL "subject" ...)`.
    ///
    /// # Errors
    /// [`ParseError`] when it is none.
    pub fn from_wire(octets: &[u8]) -> Result<Self, ParseError> {
        crate::parse::item_from_wire("ENVELOPE", octets, FetchRow::take_envelope)
    }

    /// The Date header, as it was written.
    pub fn date(&self) -> Option<Str<'_>> {
        Str::new(&self.text, self.date)
    }

    /// The Subject header, as it was written.
    pub fn subject(&self) -> Option<Str<'_>> {
        Str::new(&self.text, self.subject)
    }

    /// The In-Reply-To header.
    pub fn in_reply_to(&self) -> Option<Str<'_>> {
        Str::new(&self.text, self.in_reply_to)
    }

    /// The Message-ID header.
    pub fn message_id(&self) -> Option<Str<'_>> {
        Str::new(&self.text, self.message_id)
    }

    /// The addresses of From.
    pub fn from(&self) -> impl ExactSizeIterator<Item = Address<'_>> {
        self.list(0)
    }

    /// The addresses of Sender.
    pub fn sender(&self) -> impl ExactSizeIterator<Item = Address<'_>> {
        self.list(1)
    }

    /// The addresses of Reply-To.
    pub fn reply_to(&self) -> impl ExactSizeIterator<Item = Address<'_>> {
        self.list(2)
    }

    /// The addresses of To.
    pub fn to(&self) -> impl ExactSizeIterator<Item = Address<'_>> {
        self.list(3)
    }

    /// The addresses of Cc.
    pub fn cc(&self) -> impl ExactSizeIterator<Item = Address<'_>> {
        self.list(4)
    }

    /// The addresses of Bcc.
    pub fn bcc(&self) -> impl ExactSizeIterator<Item = Address<'_>> {
        self.list(5)
    }

    fn list(&self, which: usize) -> impl ExactSizeIterator<Item = Address<'_>> {
        let end = |n: usize| self.ends.get(n).map_or(0, |end| usize::from(*end));
        let start = which.checked_sub(1).map_or(0, end);
        let spans = self.addresses.get(start..end(which)).unwrap_or_default();
        spans.iter().map(|spans| Address { text: &self.text, spans })
    }

    /// The same with a text of its own that holds these strings and nothing else.
    #[must_use]
    pub fn compact(mut self) -> Self {
        let len = self.spans().map(|span| span.len()).sum();
        let mut text = alloc::vec::Vec::with_capacity(len);
        let from = core::mem::take(&mut self.text);
        for span in self.spans_mut() {
            *span = span.moved(&from, &mut text);
        }
        self.text = text.into();
        self
    }

    /// Octets held, about; the text may be shared.
    pub(crate) fn octets(&self) -> usize {
        size_of::<Self>() + self.addresses.len() * size_of::<AddressSpans>() + self.text.len()
    }

    fn spans(&self) -> impl Iterator<Item = Span> {
        let own = [self.date, self.subject, self.in_reply_to, self.message_id];
        own.into_iter().chain(self.addresses.iter().flat_map(|a| [a.name, a.route, a.mailbox, a.host]))
    }

    fn spans_mut(&mut self) -> impl Iterator<Item = &mut Span> {
        let own = [&mut self.date, &mut self.subject, &mut self.in_reply_to, &mut self.message_id];
        let lists = self.addresses.iter_mut();
        own.into_iter().chain(lists.flat_map(|a| [&mut a.name, &mut a.route, &mut a.mailbox, &mut a.host]))
    }
}

impl PartialEq for Envelope {
    fn eq(&self, other: &Self) -> bool {
        self.ends == other.ends
            && self.spans().map(|s| s.of(&self.text)).eq(other.spans().map(|s| s.of(&other.text)))
    }
}

impl Eq for Envelope {}

impl fmt::Debug for Envelope {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut out = f.debug_struct("Envelope");
        out.field("date", &self.date()).field("subject", &self.subject());
        for (n, name) in ["from", "sender", "reply_to", "to", "cc", "bcc"].iter().enumerate() {
            let list: alloc::vec::Vec<_> = self.list(n).collect();
            out.field(name, &list);
        }
        out.field("in_reply_to", &self.in_reply_to()).field("message_id", &self.message_id()).finish()
    }
}

/// One address of an [`Envelope`], as a view of it (RFC 9051 7.5.2).
///
/// `host` NIL marks the start of a group, or with `mailbox` NIL its end.
#[derive(Clone, Copy)]
pub struct Address<'a> {
    text: &'a Bytes,
    spans: &'a AddressSpans,
}

impl<'a> Address<'a> {
    /// The display name, raw (RFC 2047).
    pub fn name(&self) -> Option<Str<'a>> {
        Str::new(self.text, self.spans.name)
    }

    /// The source route, obsolete.
    pub fn route(&self) -> Option<Str<'a>> {
        Str::new(self.text, self.spans.route)
    }

    /// What is before the `@`; the group's name where `host` is none.
    pub fn mailbox(&self) -> Option<Str<'a>> {
        Str::new(self.text, self.spans.mailbox)
    }

    /// What is behind the `@`.
    pub fn host(&self) -> Option<Str<'a>> {
        Str::new(self.text, self.spans.host)
    }

    /// True for a group's start.
    pub fn is_group_start(&self) -> bool {
        self.spans.host.is_nil() && !self.spans.mailbox.is_nil()
    }

    /// True for a group's end.
    pub fn is_group_end(&self) -> bool {
        self.spans.host.is_nil() && self.spans.mailbox.is_nil()
    }

    /// A copy that borrows nothing.
    pub fn to_owned_address(&self) -> OwnedAddress {
        let copy = |s: Option<Str<'_>>| s.map(|s| s.to_compact());
        OwnedAddress {
            name: copy(self.name()),
            route: copy(self.route()),
            mailbox: copy(self.mailbox()),
            host: copy(self.host()),
        }
    }
}

impl PartialEq for Address<'_> {
    fn eq(&self, other: &Self) -> bool {
        self.name() == other.name()
            && self.route() == other.route()
            && self.mailbox() == other.mailbox()
            && self.host() == other.host()
    }
}

impl fmt::Debug for Address<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut out = f.debug_struct("Address");
        out.field("name", &self.name()).field("route", &self.route());
        out.field("mailbox", &self.mailbox()).field("host", &self.host()).finish()
    }
}

/// An address with memory of its own.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub struct OwnedAddress {
    /// The display name, raw (RFC 2047).
    pub name: Option<Bytes>,
    /// The source route, obsolete.
    pub route: Option<Bytes>,
    /// What is before the `@`.
    pub mailbox: Option<Bytes>,
    /// What is behind the `@`.
    pub host: Option<Bytes>,
}
