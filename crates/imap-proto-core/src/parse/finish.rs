//! The end of a FETCH row: escapes are taken out, the text is frozen, and what waited gets its handle.

use bytes::{Bytes, BytesMut};

use super::Source;
use super::cursor::{Cursor, Fail};
use super::fetch::Pending;
use super::quoted::unescape;
use super::section::Pick;
use super::state::{Big, State};
use crate::error::ParseError;
use crate::ext::ExtItem;
use crate::response::{Damaged, FetchRow, Payload};
use crate::types::{Atom, Span};

/// A row of scalars needs its text no more.
#[inline]
pub(super) fn needs_text(row: &FetchRow, state: &State) -> bool {
    row.rich.is_some() || !state.pending.is_empty() || state.flags.is_some()
}

/// Finishes a row whose strings lie in the text.
pub(super) fn finish(mut text: BytesMut, row: &mut FetchRow, state: &mut State) {
    for fix in state.fixes.drain(..) {
        let range = fix.start()..fix.start() + fix.len();
        if let Some(octets) = text.get_mut(range) {
            unescape(octets);
        }
    }
    let rich = row.rich.as_deref();
    let shared = state.flags.is_some() || rich.is_some_and(|r| r.envelope.is_some() || r.body.is_some());
    match state.pending.as_slice() {
        [Pending::Section(pick)] if !shared => {
            let pick = *pick;
            state.pending.clear();
            let data = only_section(text, pick, state);
            fill(row, 0, data);
        }
        _ => attach(&text.freeze(), row, state),
    }
}

/// The octets of a section with which nothing else refers to the text.
pub(super) fn only_section(text: impl Source, pick: Pick, state: &mut State) -> Payload {
    match pick {
        Pick::Span(span) if span.len() > 0 => Payload::Data(super::only(text, span)),
        pick => {
            text.skip();
            payload(pick, &Bytes::new(), state)
        }
    }
}

/// Gives the frame to all that refers to it.
fn attach(frame: &Bytes, row: &mut FetchRow, state: &mut State) {
    if let Some(span) = state.flags.take() {
        row.flags.set_text(span.share(frame));
    }
    if let Some(rich) = &mut row.rich {
        if let Some(envelope) = &mut rich.envelope {
            envelope.text = frame.clone();
        }
        if let Some(body) = &mut rich.body {
            body.attach(frame);
        }
    }
    let (mut pending, mut sections) = (core::mem::take(&mut state.pending), 0);
    for item in pending.drain(..) {
        if let Pending::Section(pick) = item {
            fill(row, sections, payload(pick, frame, state));
            sections += 1;
        } else {
            settle(item, frame, row, state);
        }
    }
    state.pending = pending;
}

fn settle(item: Pending, frame: &Bytes, row: &mut FetchRow, state: &mut State) {
    match item {
        Pending::Section(_) => {}
        Pending::Damaged { name, raw, error } => {
            let name = Atom::from_wire(name.share(frame));
            row.odd_mut().damaged.push(Damaged { name, raw: raw.share(frame), error });
        }
        Pending::Other { name, raw, big } => {
            state.next_big = big;
            if let Err(error) = other(name, raw, frame, row, state) {
                let name = Atom::from_wire(name.share(frame));
                row.odd_mut().damaged.push(Damaged { name, raw: raw.share(frame), error });
            }
        }
    }
}

/// Gives the section with this index its octets.
#[inline]
fn fill(row: &mut FetchRow, at: usize, data: Payload) {
    if let Some(section) = row.rich.as_mut().and_then(|rich| rich.sections.get_mut(at)) {
        section.data = data;
    }
}

fn payload(data: Pick, frame: &Bytes, state: &mut State) -> Payload {
    match data {
        Pick::Nil => Payload::Nil,
        Pick::Span(span) => Payload::Data(span.share(frame)),
        Pick::Big(index) => match state.take_big(index) {
            Some(Big::Apart(octets)) => Payload::Data(octets),
            Some(Big::Omitted(len)) => Payload::Omitted { len },
            Some(Big::Streamed(len)) => Payload::Streamed { len },
            Some(Big::Joined) | None => Payload::Nil,
        },
    }
}

fn other(
    name: Span,
    raw: Span,
    frame: &Bytes,
    row: &mut FetchRow,
    state: &mut State,
) -> Result<(), ParseError> {
    let mut cursor = Cursor::within(frame, raw, state);
    let keyword = name.of(frame).unwrap_or_default();
    let result = match ExtItem::parse(keyword, &mut cursor) {
        Some(Ok(item)) => cursor.end().map(|()| row.odd_mut().ext.push(item)),
        Some(Err(fail)) => Err(fail),
        None => cursor.value().map(|value| {
            row.odd_mut().other.push((Atom::from_wire(name.share(frame)), value));
        }),
    };
    match result {
        Ok(()) | Err(Fail::Dropped) => Ok(()),
        Err(fail) => Err(ParseError::at(frame, cursor.position(), fail.rule())),
    }
}
