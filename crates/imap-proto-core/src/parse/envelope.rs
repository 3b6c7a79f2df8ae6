//! ENVELOPE (RFC 9051 7.5.2), into one flat list of addresses.

use super::cursor::{Cursor, Fail};
use crate::response::{AddressSpans, Envelope};
use crate::types::Span;

impl Cursor<'_> {
    /// A field of a list that may end too early: the rest is then NIL (QQ, QUIRKS 82).
    pub(super) fn field(&mut self) -> Result<Span, Fail> {
        if self.at_list_end() {
            self.tolerate();
            return Ok(Span::NIL);
        }
        let span = self.nstring_span()?;
        self.gap();
        Ok(span)
    }

    /// The space behind a field, if there is one: it is the list's end that decides, not the space.
    #[inline]
    pub(super) fn gap(&mut self) {
        if self.peek() == Some(b' ') && !self.one_space() && self.spaces() > 1 {
            self.tolerate();
        }
    }

    /// Skips what a list has more than it should, and its end.
    pub(super) fn surplus(&mut self) -> Result<(), Fail> {
        while !self.close() {
            self.tolerate();
            self.skip_value()?;
        }
        Ok(())
    }

    pub(super) fn envelope(&mut self) -> Result<Envelope, Fail> {
        match self.plain_envelope() {
            Some(envelope) => Ok(envelope),
            None => self.odd_envelope(),
        }
    }

    fn odd_envelope(&mut self) -> Result<Envelope, Fail> {
        self.open("envelope")?;
        // Domino wraps it once more (MailKit 943).
        let wrapped = self.peek() == Some(b'(') && self.rest.get(1) != Some(&b')');
        if wrapped {
            self.tolerate();
            self.open("envelope")?;
        }
        let envelope = self.envelope_fields()?;
        self.surplus()?;
        if wrapped {
            self.surplus()?;
        }
        Ok(envelope)
    }

    fn envelope_fields(&mut self) -> Result<Envelope, Fail> {
        let mut envelope = Envelope { date: self.field()?, subject: self.field()?, ..Envelope::default() };
        let start = self.state.addresses.len();
        for end in &mut envelope.ends {
            if self.at_list_end() {
                self.tolerate();
            } else {
                self.addresses()?;
                self.gap();
            }
            let len = self.state.addresses.len() - start;
            *end = u16::try_from(len).map_err(|_| Fail::Rule("addresses within the limit"))?;
        }
        envelope.in_reply_to = self.field()?;
        envelope.message_id = self.field()?;
        envelope.addresses = self.state.addresses.get(start..).unwrap_or_default().into();
        self.state.addresses.truncate(start);
        Ok(envelope)
    }

    /// `NIL` or a list of addresses. Forgiven: `()`, `""`, NIL among them, spaces between them.
    fn addresses(&mut self) -> Result<(), Fail> {
        if matches!(self.rest, [b'"', b'"', ..]) {
            self.tolerate();
            return self.quoted().map(drop);
        }
        self.list_or_nil("address list", |c| {
            if c.nil() {
                c.tolerate();
                return Ok(());
            }
            let address = c.address()?;
            c.state.addresses.push(address);
            Ok(())
        })
    }

    fn address(&mut self) -> Result<AddressSpans, Fail> {
        self.open("address")?;
        let address = AddressSpans {
            name: self.field()?,
            route: self.field()?,
            mailbox: self.field()?,
            host: self.field()?,
        };
        self.surplus()?;
        Ok(address)
    }
}
