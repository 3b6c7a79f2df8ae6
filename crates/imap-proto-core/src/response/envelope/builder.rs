//! Envelopes out of plain strings.

use alloc::vec::Vec;

use super::{AddressSpans, Envelope};
use crate::types::Span;

/// Builds an [`Envelope`]. Addresses may be added in any order.
#[derive(Clone, Debug, Default)]
pub struct EnvelopeBuilder {
    text: Vec<u8>,
    strings: [Option<Span>; 4],
    lists: [Vec<AddressSpans>; 6],
}

impl EnvelopeBuilder {
    fn put(&mut self, octets: &[u8]) -> Span {
        let start = self.text.len();
        self.text.extend_from_slice(octets);
        Span::new(start, octets.len())
    }

    fn string(mut self, which: usize, octets: &[u8]) -> Self {
        let span = self.put(octets);
        if let Some(slot) = self.strings.get_mut(which) {
            *slot = Some(span);
        }
        self
    }

    /// The Date header.
    #[must_use]
    pub fn date(self, text: impl AsRef<[u8]>) -> Self {
        self.string(0, text.as_ref())
    }

    /// The Subject header.
    #[must_use]
    pub fn subject(self, text: impl AsRef<[u8]>) -> Self {
        self.string(1, text.as_ref())
    }

    /// The In-Reply-To header.
    #[must_use]
    pub fn in_reply_to(self, text: impl AsRef<[u8]>) -> Self {
        self.string(2, text.as_ref())
    }

    /// The Message-ID header.
    #[must_use]
    pub fn message_id(self, text: impl AsRef<[u8]>) -> Self {
        self.string(3, text.as_ref())
    }

    fn address(mut self, list: usize, parts: [&[u8]; 3]) -> Self {
        let [name, mailbox, host] = parts;
        // An empty name is no name; the two others are there even when empty.
        let name = if name.is_empty() { Span::NIL } else { self.put(name) };
        let (mailbox, host) = (self.put(mailbox), self.put(host));
        if let Some(list) = self.lists.get_mut(list) {
            list.push(AddressSpans { name, route: Span::NIL, mailbox, host });
        }
        self
    }

    /// An address of From; an empty name is left out.
    #[must_use]
    pub fn from(self, name: &str, mailbox: &str, host: &str) -> Self {
        self.address(0, [name.as_bytes(), mailbox.as_bytes(), host.as_bytes()])
    }

    /// An address of Sender.
    #[must_use]
    pub fn sender(self, name: &str, mailbox: &str, host: &str) -> Self {
        self.address(1, [name.as_bytes(), mailbox.as_bytes(), host.as_bytes()])
    }

    /// An address of Reply-To.
    #[must_use]
    pub fn reply_to(self, name: &str, mailbox: &str, host: &str) -> Self {
        self.address(2, [name.as_bytes(), mailbox.as_bytes(), host.as_bytes()])
    }

    /// An address of To.
    #[must_use]
    pub fn to(self, name: &str, mailbox: &str, host: &str) -> Self {
        self.address(3, [name.as_bytes(), mailbox.as_bytes(), host.as_bytes()])
    }

    /// An address of Cc.
    #[must_use]
    pub fn cc(self, name: &str, mailbox: &str, host: &str) -> Self {
        self.address(4, [name.as_bytes(), mailbox.as_bytes(), host.as_bytes()])
    }

    /// An address of Bcc.
    #[must_use]
    pub fn bcc(self, name: &str, mailbox: &str, host: &str) -> Self {
        self.address(5, [name.as_bytes(), mailbox.as_bytes(), host.as_bytes()])
    }

    /// The envelope. More than 65,535 addresses are cut off at the end.
    pub fn build(self) -> Envelope {
        let mut ends = [0; 6];
        let mut addresses = Vec::new();
        for (end, list) in ends.iter_mut().zip(self.lists) {
            addresses.extend(list);
            addresses.truncate(usize::from(u16::MAX));
            *end = u16::try_from(addresses.len()).unwrap_or(u16::MAX);
        }
        let [date, subject, in_reply_to, message_id] = self.strings.map(|s| s.unwrap_or(Span::NIL));
        let addresses = addresses.into_boxed_slice();
        Envelope { text: self.text.into(), date, subject, in_reply_to, message_id, ends, addresses }
    }
}
