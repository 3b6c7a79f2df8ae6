//! ENVELOPE as nearly all servers write it.

use super::text::Plain;
use crate::parse::cursor::Cursor;
use crate::parse::state::State;
use crate::response::{AddressSpans, Envelope};

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
    at.octet(b'(')?;
    envelope.date = at.nstring(&mut state.fixes)?;
    at.octet(b' ')?;
    envelope.subject = at.nstring(&mut state.fixes)?;
    at.octet(b' ')?;
    for end in &mut envelope.ends {
        if !at.nil() {
            *at = addresses(*at, state)?;
        }
        at.octet(b' ')?;
        *end = u16::try_from(state.addresses.len() - start).ok()?;
    }
    envelope.in_reply_to = at.nstring(&mut state.fixes)?;
    at.octet(b' ')?;
    envelope.message_id = at.nstring(&mut state.fixes)?;
    at.octet(b')')?;
    envelope.addresses = state.addresses.get(start..)?.into();
    Some(envelope)
}

/// A list of one address or more.
fn addresses<'a>(mut at: Plain<'a>, state: &mut State) -> Option<Plain<'a>> {
    at.octet(b'(')?;
    let most = state.addresses.len().saturating_add(state.limits.list);
    loop {
        let address = address(&mut at, state)?;
        if state.addresses.len() >= most {
            return None;
        }
        state.addresses.push(address);
        if at.octet(b')').is_some() {
            return Some(at);
        }
    }
}

#[inline]
fn address(at: &mut Plain<'_>, state: &mut State) -> Option<AddressSpans> {
    at.octet(b'(')?;
    let name = at.nstring(&mut state.fixes)?;
    at.octet(b' ')?;
    let route = at.nstring(&mut state.fixes)?;
    at.octet(b' ')?;
    let mailbox = at.nstring(&mut state.fixes)?;
    at.octet(b' ')?;
    let host = at.nstring(&mut state.fixes)?;
    at.octet(b')')?;
    Some(AddressSpans { name, route, mailbox, host })
}
