//! FETCH and UID FETCH whose sections come in pieces.

use alloc::vec::Vec;

use bytes::Bytes;

use super::{FetchItem, claim, item};
use crate::command::{
    Answers, Claim, Command, CommandWriter, Items, LiteralHead, LiteralPiece, LiteralPlan, Numbering,
    Outcome, Param, States, Tagged, Traits, common, copy, param,
};
use crate::error::EncodeError;
use crate::response::{Data, FetchRow, Payload};
use crate::types::{SectionPath, SeqSet, UidSet};

/// What a [`FetchStream`] gives, in this order for each row: its sections, then the row.
///
/// A section is a `BodyStart`, any number of chunks, and a `BodyEnd`, whatever its size; the row then shows it as
/// [`Payload::Streamed`]. Sections above 1 KiB come as they arrive, smaller ones right before the row; where
/// `Limits::inline_literal` is less, or a listener hears the connection, above that limit. NIL is no section: it stays in
/// the row. A body that is cut short has no end: the command fails instead.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub enum FetchPiece {
    /// A section begins. Its UID is known if the server sent it first.
    BodyStart(LiteralHead),
    /// Its next octets, not a copy: let go of them, and the memory takes the next read.
    BodyChunk(Bytes),
    /// The section is complete.
    BodyEnd,
    /// The row, without the octets of its sections.
    Row(FetchRow),
}

/// What was streamed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct StreamDone {
    /// Rows.
    pub rows: u64,
    /// Octets of their sections.
    pub octets: u64,
}

/// FETCH (RFC 9051 6.4.5) as [`Fetch`](super::Fetch), the sections in pieces as they arrive: in constant memory,
/// whatever their size. Valid when selected.
///
/// Its items are [`FetchPiece`]s, to be pulled: a driver's `stream` makes readers of them. Pulled slowly they hold the
/// server up. Not pulled at all, more than `Limits::queued_octets` of them end the command in
/// [`CommandError::Limit`](crate::CommandError::Limit). A section may have up to `Limits::discard` octets; more ends the
/// connection. No other FETCH or STORE flies beside it, since a row may bring its body before its UID.
///
/// ```
/// use imap_proto_core::command::{FetchPiece, FetchStream};
/// use imap_proto_core::SeqSet;
/// # use imap_proto_core::Execute;
/// # let server = imap_testkit::Server::demo().listen_tcp()?;
/// # let mut session = imap_blocking::connect_tcp("localhost", server.port())?;
/// # session.login("demo", "demo")?;
/// # session.select("INBOX")?;
/// let mut octets = 0;
/// for piece in session.rows(FetchStream::new(SeqSet::all()).size().body()) {
///     match piece? {
///         FetchPiece::BodyChunk(chunk) => octets += chunk.len() as u64,
///         FetchPiece::Row(row) => assert_eq!(row.size(), Some(std::mem::take(&mut octets))),
///         _ => {}
///     }
/// }
/// # Ok::<(), imap_blocking::Error>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FetchStream {
    set: SeqSet,
    items: Vec<FetchItem>,
    modifiers: Vec<Param>,
    done: StreamDone,
}

/// UID FETCH (RFC 9051 6.4.9) as [`FetchStream`], the messages named by UID.
///
/// ```
/// use imap_proto_core::command::{FetchPiece, UidFetchStream};
/// use imap_proto_core::{SectionPath, UidSet};
/// # use imap_proto_core::Execute;
/// # let server = imap_testkit::Server::demo().listen_tcp()?;
/// # let mut session = imap_blocking::connect_tcp("localhost", server.port())?;
/// # session.login("demo", "demo")?;
/// # session.select("INBOX")?;
/// let ticket = session.submit(UidFetchStream::new(UidSet::all()).body_peek(SectionPath::header()));
/// while let Some(piece) = session.next_row(&ticket)? {
///     if let FetchPiece::BodyStart(head) = piece {
///         assert_eq!(head.section, Some(SectionPath::header()));
///     }
/// }
/// # Ok::<(), imap_blocking::Error>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct UidFetchStream {
    set: UidSet,
    items: Vec<FetchItem>,
    modifiers: Vec<Param>,
    done: StreamDone,
}

items!(FetchStream, SeqSet, done);
items!(UidFetchStream, UidSet, done);

impl StreamDone {
    fn piece(&mut self, piece: LiteralPiece, items: &mut Items<'_, FetchPiece>) {
        items.push(match piece {
            LiteralPiece::Start(head) => FetchPiece::BodyStart(head),
            LiteralPiece::Chunk(octets) => {
                self.octets += octets.len() as u64;
                FetchPiece::BodyChunk(octets)
            }
            LiteralPiece::End => FetchPiece::BodyEnd,
        });
    }

    /// Takes a row, and the octets that stand in it out.
    fn row(&mut self, mut row: FetchRow, items: &mut Items<'_, FetchPiece>) {
        let (message, uid) = (row.seq(), row.uid());
        for section in row.rich.as_mut().map_or(&mut [][..], |rich| &mut rich.sections) {
            let Payload::Data(octets) = &mut section.data else { continue };
            let len = octets.len() as u64;
            let octets = core::mem::take(octets);
            section.data = Payload::Streamed { len };
            let (section_path, origin, binary) = (section.path.clone(), section.origin, section.binary);
            let head = LiteralHead { message, uid, section: Some(section_path), origin, binary, len };
            items.push(FetchPiece::BodyStart(head));
            if len > 0 {
                self.octets += len;
                items.push(FetchPiece::BodyChunk(octets));
            }
            items.push(FetchPiece::BodyEnd);
        }
        self.rows += 1;
        items.push(FetchPiece::Row(row));
    }
}

impl Command for FetchStream {
    type Item = FetchPiece;
    type Output = StreamDone;
    const NAME: &'static str = "FETCH";

    fn traits(&self) -> Traits {
        self.plain_traits().with(|t| {
            t.numbering = Numbering::Frozen { carries: copy::carries(&self.set) };
            t.answers = Answers::FetchSeq(self.set.clone());
            t.streams = true;
        })
    }

    fn encode(&mut self, w: &mut CommandWriter<'_>) -> Result<(), EncodeError> {
        self.write_rest(w.word("FETCH"))
    }

    fn on_literal(&mut self, head: &LiteralHead) -> LiteralPlan {
        let mine = self.set.is_saved() || self.set.contains(head.message, None);
        if mine && head.message > 0 { LiteralPlan::Stream } else { LiteralPlan::Buffer }
    }

    fn on_streamed(&mut self, piece: LiteralPiece, items: &mut Items<'_, FetchPiece>) {
        self.done.piece(piece, items);
    }

    fn on_data(&mut self, data: Data, items: &mut Items<'_, FetchPiece>) -> Claim {
        let mut done = self.done;
        let wants = |row: &FetchRow, alone| claim::wants(self.wanted(), row, alone);
        let claim = claim::by_number(&self.set, data, items.cx, wants, |row| done.row(row, items));
        self.done = done;
        claim
    }

    fn on_tagged(&mut self, tagged: Tagged, _: &mut Items<'_, FetchPiece>) -> Outcome<StreamDone> {
        Outcome::ok_or_refused(tagged, || self.done)
    }
}

impl Command for UidFetchStream {
    type Item = FetchPiece;
    type Output = StreamDone;
    const NAME: &'static str = "UID FETCH";

    fn traits(&self) -> Traits {
        self.plain_traits().with(|t| {
            t.answers = Answers::FetchUid(self.set.clone());
            t.streams = true;
        })
    }

    fn encode(&mut self, w: &mut CommandWriter<'_>) -> Result<(), EncodeError> {
        self.write_rest(w.word("UID FETCH"))
    }

    fn on_literal(&mut self, head: &LiteralHead) -> LiteralPlan {
        let mine = head.uid.is_none_or(|uid| self.set.contains(uid, None));
        if mine && (head.message > 0 || head.uid.is_some()) {
            LiteralPlan::Stream
        } else {
            LiteralPlan::Buffer
        }
    }

    fn on_streamed(&mut self, piece: LiteralPiece, items: &mut Items<'_, FetchPiece>) {
        self.done.piece(piece, items);
    }

    fn on_data(&mut self, data: Data, items: &mut Items<'_, FetchPiece>) -> Claim {
        let mut done = self.done;
        let wants = |row: &FetchRow, alone| claim::wants(self.wanted(), row, alone);
        let claim = claim::by_uid(&self.set, data, items.cx, wants, |row| done.row(row, items));
        self.done = done;
        claim
    }

    fn on_tagged(&mut self, tagged: Tagged, _: &mut Items<'_, FetchPiece>) -> Outcome<StreamDone> {
        Outcome::ok_or_refused(tagged, || self.done)
    }
}

#[cfg(test)]
mod tests;
