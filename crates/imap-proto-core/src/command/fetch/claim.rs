//! Whose FETCH row is it. A FETCH, a STORE and the server's own news send the same response (RFC 9051 7.5.2),
//! so a command takes a row that names one of its messages and holds something it asked for. UID proves
//! nothing: IMAP4rev2 servers send it unasked.

use super::FetchItem;
use crate::command::Claim;
use crate::conn::RowContext;
use crate::response::{Data, FetchRow};
use crate::types::{Atom, SeqSet, UidSet};

/// Takes rows by message number.
pub(crate) fn by_number(
    set: &SeqSet,
    data: Data,
    cx: RowContext,
    wants: impl FnOnce(&FetchRow, bool) -> bool,
    take: impl FnOnce(FetchRow),
) -> Claim {
    let mine = |row: &FetchRow| cx.streamed || (names(set, row.seq(), cx.exists) && wants(row, cx.alone));
    match data {
        Data::Fetch(row) if mine(&row) => {
            take(row);
            Claim::Take
        }
        data => Claim::Pass(data),
    }
}

/// Whether the set may mean this message. One above EXISTS came in the meantime, and is at or behind `*`.
fn names(set: &SeqSet, number: u32, exists: Option<u32>) -> bool {
    let newer = exists.is_some_and(|last| number > last);
    // A row of UIDFETCH has none.
    number > 0 && (set.is_saved() || set.contains(number, exists) || (newer && set.contains(number, None)))
}

/// Takes rows by UID; one without UID only if nobody else could want it, and flagged.
pub(crate) fn by_uid(
    set: &UidSet,
    mut data: Data,
    cx: RowContext,
    wants: impl FnOnce(&FetchRow, bool) -> bool,
    take: impl FnOnce(FetchRow),
) -> Claim {
    let Data::Fetch(row) = &mut data else { return Claim::Pass(data) };
    let named = row.uid().map(|uid| set.contains(uid, None));
    // What has brought its literals already is taken, whatever else it brings.
    if !cx.streamed && (!named.unwrap_or(cx.alone) || !wants(row, cx.alone)) {
        return Claim::Pass(data);
    }
    if named != Some(true) {
        row.set_unmatched();
    }
    match data {
        Data::Fetch(row) => {
            take(row);
            Claim::Take
        }
        data => Claim::Pass(data),
    }
}

/// Whether the row holds something of what was asked for. A row that holds nothing, as `ENVELOPE NIL` leaves
/// it, is no news either: it is the answer if only one command waits for any.
#[inline]
pub(crate) fn wants(asked: &[FetchItem], row: &FetchRow, alone: bool) -> bool {
    asked.iter().any(|item| has(row, item, alone)) || wants_other(asked, row, alone)
}

/// What nearly every row holds that is an answer.
#[inline]
fn has(row: &FetchRow, item: &FetchItem, alone: bool) -> bool {
    match item {
        FetchItem::Flags => row.flags().is_some(),
        FetchItem::InternalDate => row.has_internal_date(),
        FetchItem::Size => row.size().is_some(),
        FetchItem::Envelope => row.envelope().is_some(),
        FetchItem::BodyStructure | FetchItem::Body => row.body_structure().is_some(),
        // A server may spell the section otherwise than we did, which matters only where another command asks
        // for sections too.
        FetchItem::Section { .. } | FetchItem::Binary { .. } => alone && !row.sections().is_empty(),
        _ => false,
    }
}

#[inline(never)]
fn wants_other(asked: &[FetchItem], row: &FetchRow, alone: bool) -> bool {
    let asked_uid = || asked.contains(&FetchItem::Uid) && row.uid().is_some();
    asked.iter().any(|item| holds(row, item)) || ((alone || asked_uid()) && is_bare(row))
}

/// Whether it holds the item, be it damaged; beside what [`has`] sees.
fn holds(row: &FetchRow, item: &FetchItem) -> bool {
    match item {
        FetchItem::Uid => false,
        FetchItem::Flags => damaged(row, "FLAGS"),
        FetchItem::InternalDate => damaged(row, "INTERNALDATE"),
        FetchItem::Size => damaged(row, "RFC822.SIZE"),
        FetchItem::Envelope => damaged(row, "ENVELOPE"),
        FetchItem::BodyStructure | FetchItem::Body => damaged(row, "BODY") || damaged(row, "BODYSTRUCTURE"),
        FetchItem::Section { path, .. } | FetchItem::Binary { path, .. } => {
            row.section(path).is_some() || damaged_with(row, "BODY[") || damaged_with(row, "BINARY[")
        }
        FetchItem::Rfc822 | FetchItem::Rfc822Header | FetchItem::Rfc822Text => {
            !row.sections().is_empty() || damaged_with(row, "RFC822")
        }
        FetchItem::BinarySize(_) => other(row, "BINARY.SIZE"),
        // Beside FLAGS it is news: with CONDSTORE on, a server tells it with every change (RFC 7162 3.1.4.2).
        FetchItem::Ext(item) if item.name().eq_ignore_ascii_case("MODSEQ") => {
            row.modseq().is_some() && row.flags().is_none()
        }
        FetchItem::Ext(item) => {
            let name = item.name().as_str().unwrap_or_default();
            row.ext().iter().any(|found| found.keyword().eq_ignore_ascii_case(name)) || other(row, name)
        }
    }
}

/// An item that only the caller knows, or a part of it: `BINARY.SIZE[1]`.
fn other(row: &FetchRow, name: &str) -> bool {
    row.other().iter().any(|(other, _)| starts_with(other, name)) || damaged_with(row, name)
}

/// Nothing, apart from a UID.
fn is_bare(row: &FetchRow) -> bool {
    row.flags().is_none()
        && !row.has_internal_date()
        && row.size().is_none()
        && row.modseq().is_none()
        && row.envelope().is_none()
        && row.body_structure().is_none()
        && row.sections().is_empty()
        && row.other().is_empty()
        && row.ext().is_empty()
        && row.damaged().is_empty()
}

/// An item that could not be read was an answer all the same.
fn damaged(row: &FetchRow, name: &str) -> bool {
    row.damaged().iter().any(|item| item.name.eq_ignore_ascii_case(name))
}

fn damaged_with(row: &FetchRow, start: &str) -> bool {
    row.damaged().iter().any(|item| starts_with(&item.name, start))
}

fn starts_with(name: &Atom, start: &str) -> bool {
    name.as_bytes().get(..start.len()).is_some_and(|name| name.eq_ignore_ascii_case(start.as_bytes()))
}
