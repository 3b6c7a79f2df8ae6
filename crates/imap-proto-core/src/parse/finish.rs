//! The end of a FETCH row: escapes are taken out, the text is frozen, and what waited gets its handle.

use bytes::{Bytes, BytesMut};

use super::cursor::{Cursor, Fail};
use super::fetch::Pending;
use super::quoted::unescape;
use super::section::Pick;
use super::state::{Big, State};
use crate::error::ParseError;
use crate::ext::ExtItem;
use crate::response::{Damaged, FetchRow, Payload, SectionData};
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
    let frame = text.freeze();
    if let Some(span) = state.flags.take() {
        row.flags.set_text(span.share(&frame));
    }
    if let Some(rich) = &mut row.rich {
        if let Some(envelope) = &mut rich.envelope {
            envelope.text = frame.clone();
        }
        if let Some(body) = &mut rich.body {
            body.attach(&frame);
        }
    }
    let mut pending = core::mem::take(&mut state.pending);
    for item in pending.drain(..) {
        settle(item, &frame, row, state);
    }
    state.pending = pending;
}

fn settle(item: Pending, frame: &Bytes, row: &mut FetchRow, state: &mut State) {
    let rich = row.rich_mut();
    match item {
        Pending::Section { path, origin, binary, data } => {
            let data = payload(data, frame, state);
            rich.sections.push(SectionData { path, origin, binary, data });
        }
        Pending::Damaged { name, raw, error } => {
            let name = Atom::from_wire(name.share(frame));
            rich.damaged.push(Damaged { name, raw: raw.share(frame), error });
        }
        Pending::Other { name, raw, big } => {
            state.next_big = big;
            if let Err(error) = other(name, raw, frame, row, state) {
                let name = Atom::from_wire(name.share(frame));
                row.rich_mut().damaged.push(Damaged { name, raw: raw.share(frame), error });
            }
        }
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
        Some(Ok(item)) => cursor.end().map(|()| row.rich_mut().ext.push(item)),
        Some(Err(fail)) => Err(fail),
        None => cursor.value().map(|value| {
            row.rich_mut().other.push((Atom::from_wire(name.share(frame)), value));
        }),
    };
    match result {
        Ok(()) | Err(Fail::Dropped) => Ok(()),
        Err(fail) => Err(ParseError::at(frame, cursor.position(), fail.rule())),
    }
}
