//! FETCH rows out of plain values.

use bytes::Bytes;
use time::OffsetDateTime;

use super::{FetchRow, Items, Payload, SectionData};
use crate::response::{BodyStructure, Envelope, Value};
use crate::types::{Atom, Flag, SectionPath};

/// Builds a [`FetchRow`].
#[derive(Clone, Debug)]
#[must_use]
pub struct FetchRowBuilder(FetchRow);

impl FetchRowBuilder {
    pub(super) fn new(seq: u32) -> Self {
        Self(FetchRow::new(seq))
    }

    /// UID; 0 is left out, as from a server.
    pub fn uid(mut self, uid: u32) -> Self {
        self.0.uid = uid;
        if uid == 0 {
            self.0.has.remove(Items::UID)
        } else {
            self.0.has.add(Items::UID)
        }
        self
    }

    /// FLAGS.
    pub fn flags(mut self, flags: impl IntoIterator<Item = Flag>) -> Self {
        self.0.flags = flags.into_iter().collect();
        self.0.has.add(Items::FLAGS);
        self
    }

    /// RFC822.SIZE.
    pub fn size(mut self, octets: u64) -> Self {
        self.0.size = octets;
        self.0.has.add(Items::SIZE);
        self
    }

    /// MODSEQ.
    pub fn modseq(mut self, modseq: u64) -> Self {
        self.0.modseq = modseq;
        self.0.has.add(Items::MODSEQ);
        self
    }

    /// INTERNALDATE, to the second.
    pub fn internal_date(mut self, date: OffsetDateTime) -> Self {
        self.0.set_internal_date(date);
        self
    }

    /// ENVELOPE.
    pub fn envelope(mut self, envelope: Envelope) -> Self {
        self.0.rich_mut().envelope = Some(envelope);
        self
    }

    /// BODYSTRUCTURE.
    pub fn body_structure(mut self, body: BodyStructure) -> Self {
        self.0.rich_mut().body = Some(body);
        self
    }

    /// `BODY[path]`.
    pub fn section(mut self, path: SectionPath, data: impl Into<Bytes>) -> Self {
        let data = Payload::Data(data.into());
        self.0.rich_mut().sections.push(SectionData { path, origin: None, binary: false, data });
        self
    }

    /// An item of another name.
    pub fn other(mut self, name: Atom, value: Value) -> Self {
        self.0.odd_mut().other.push((name, value));
        self
    }

    /// The row.
    pub fn build(self) -> FetchRow {
        self.0
    }
}
