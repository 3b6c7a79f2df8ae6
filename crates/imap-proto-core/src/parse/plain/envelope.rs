//! ENVELOPE as nearly all servers write it.

use super::text::Plain;
use crate::parse::cursor::Cursor;
use crate::parse::state::State;
use crate::response::{AddressSpans, Envelope};
use crate::types::Span;

impl Cursor<'_> {
    /// Reads an envelope if all of it is plain; otherwise nothing is taken.
    pub(in crate::parse) fn plain_envelope(&mut self) -> Option<Envelope> {
        let mut at = Plain::at(self)?;
        let (fixes, start) = (self.state.fixes.len(), self.state.addresses.len());
        let envelope = envelope(&mut at, self.state, start);
        self.state.addresses.truncate(start);
        match envelope {
            Some(_) => self.rest = at.rest(),
            None => self.state.fixes.truncate(fixes),
        }
        envelope
    }
}

#[inline]
fn envelope(at: &mut Plain<'_>, state: &mut State, start: usize) -> Option<Envelope> {
    let mut envelope = Envelope::default();
    at.take(b"(")?;
    envelope.date = at.nstring(b' ', state)?;
    envelope.subject = at.nstring(b' ', state)?;
    let (mut from, mut from_end): (&[u8], _) = (b"NIL ", start);
    for (which, end) in envelope.ends.iter_mut().enumerate() {
        let list = at.rest();
        if at.eat(b"NIL ") {
        } else if matches!(which, SENDER | REPLY_TO) && at.eat(from) {
            state.addresses.extend_from_within(start..from_end);
        } else {
            *at = addresses(*at, state)?;
        }
        if which == FROM {
            (from, from_end) = (list.get(..list.len() - at.rest().len())?, state.addresses.len());
        }
        *end = u16::try_from(state.addresses.len() - start).ok()?;
    }
    envelope.in_reply_to = at.nstring(b' ', state)?;
    envelope.message_id = at.nstring(b')', state)?;
    envelope.addresses = state.addresses.get(start..)?.into();
    Some(envelope)
}

/// Lists of addresses. Where a message has no Sender or Reply-To the server puts From again (RFC 9051 7.5.2), and the
/// spans of From will do.
const FROM: usize = 0;
const SENDER: usize = 1;
const REPLY_TO: usize = 2;

/// A list of one address or more, and a space. On its own it has registers enough.
#[inline(never)]
fn addresses<'a>(mut at: Plain<'a>, state: &mut State) -> Option<Plain<'a>> {
    at.take(b"(")?;
    let most = state.addresses.len().saturating_add(state.limits.list);
    loop {
        let address = address(&mut at, state)?;
        if state.addresses.len() >= most {
            return None;
        }
        state.addresses.push(address);
        if at.eat(b") ") {
            return Some(at);
        }
    }
}

/// `("Ann" NIL "ann" "example.org")`, or what begins or ends a group. Routes are obsolete.
#[inline]
fn address(at: &mut Plain<'_>, state: &mut State) -> Option<AddressSpans> {
    let name = if at.eat(b"(NIL NIL ") {
        Span::NIL
    } else {
        at.take(b"(\"")?;
        at.string(b"\" NIL ", state)?
    };
    let (mut mailbox, mut host) = (Span::NIL, Span::NIL);
    if at.eat(b"\"") {
        mailbox = at.string(b"\" ", state)?;
        if at.eat(b"\"") {
            host = at.string(b"\")", state)?;
        } else {
            at.take(b"NIL)")?;
        }
    } else {
        at.take(b"NIL NIL)")?;
    }
    Some(AddressSpans { name, route: Span::NIL, mailbox, host })
}
