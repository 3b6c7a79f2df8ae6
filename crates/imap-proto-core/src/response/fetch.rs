//! `n FETCH (...)` (RFC 9051 7.5.2) and `uid UIDFETCH (...)` (RFC 9586): scalars in place, everything rare or large
//! behind one box.

use alloc::boxed::Box;
use alloc::vec::Vec;
use core::fmt;

use bytes::Bytes;
use time::{Duration, OffsetDateTime, UtcOffset};

use super::{BodyStructure, Envelope, Value};
use crate::error::ParseError;
use crate::ext::ExtItem;
use crate::few::Few;
use crate::types::{Atom, FlagSet, NameForm, SectionPath};

mod builder;
mod section;

pub use builder::FetchRowBuilder;
pub use section::{Damaged, Payload, SectionData};

/// What a server says of one message (RFC 9051 7.5.2). Only what it said is there: every accessor but [`seq`](Self::seq) may
/// give nothing.
///
/// ```
/// use imap_proto_core::response::FetchRow;
/// let row = FetchRow::from_wire(b"* 1 FETCH (UID 7 FLAGS (\\Seen))\r\n").unwrap();
/// assert_eq!((row.seq(), row.uid()), (1, Some(7)));
/// assert!(row.flags().unwrap().is_seen());
/// ```
#[derive(Clone, PartialEq)]
pub struct FetchRow {
    pub(crate) seq: u32,
    pub(crate) uid: u32,
    pub(crate) has: Items,
    /// Minutes east of UTC, of INTERNALDATE.
    pub(crate) zone: i16,
    pub(crate) flags: FlagSet,
    pub(crate) size: u64,
    pub(crate) modseq: u64,
    /// Seconds since 1970, UTC.
    pub(crate) date: i64,
    pub(crate) rich: Option<Box<Rich>>,
}

/// Which scalars are there.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Items(u16);

impl Items {
    pub(crate) const UID: Self = Self(1);
    pub(crate) const FLAGS: Self = Self(2);
    pub(crate) const SIZE: Self = Self(4);
    pub(crate) const MODSEQ: Self = Self(8);
    pub(crate) const DATE: Self = Self(16);
    pub(crate) const UNMATCHED: Self = Self(32);

    pub(crate) fn has(self, item: Self) -> bool {
        self.0 & item.0 != 0
    }

    pub(crate) fn add(&mut self, item: Self) {
        self.0 |= item.0;
    }

    pub(crate) fn remove(&mut self, item: Self) {
        self.0 &= !item.0;
    }
}

#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct Rich {
    pub(crate) envelope: Option<Envelope>,
    pub(crate) body: Option<BodyStructure>,
    pub(crate) sections: Few<SectionData>,
    pub(crate) odd: Option<Box<Odd>>,
}

/// What few rows have.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct Odd {
    pub(crate) other: Vec<(Atom, Value)>,
    pub(crate) ext: Vec<ExtItem>,
    pub(crate) damaged: Vec<Damaged>,
}

impl FetchRow {
    pub(crate) const fn new(seq: u32) -> Self {
        Self {
            seq,
            uid: 0,
            has: Items(0),
            zone: 0,
            flags: FlagSet::new(),
            size: 0,
            modseq: 0,
            date: 0,
            rich: None,
        }
    }

    /// A builder, for tests and for servers.
    pub fn builder(seq: u32) -> FetchRowBuilder {
        FetchRowBuilder::new(seq)
    }

    /// The message number; 0 where the row came as UIDFETCH (RFC 9586), which names a message by its UID alone.
    pub fn seq(&self) -> u32 {
        self.seq
    }

    /// UID, never 0.
    pub fn uid(&self) -> Option<u32> {
        self.has.has(Items::UID).then_some(self.uid)
    }

    pub(crate) fn set_uid(&mut self, uid: u32) {
        self.uid = uid;
        self.has.add(Items::UID);
    }

    /// FLAGS. A message without flags has an empty set; None means the server did not say.
    pub fn flags(&self) -> Option<&FlagSet> {
        self.has.has(Items::FLAGS).then_some(&self.flags)
    }

    /// RFC822.SIZE, in octets.
    pub fn size(&self) -> Option<u64> {
        self.has.has(Items::SIZE).then_some(self.size)
    }

    /// MODSEQ (RFC 7162), never 0.
    pub fn modseq(&self) -> Option<u64> {
        self.has.has(Items::MODSEQ).then_some(self.modseq)
    }

    /// INTERNALDATE, in the zone the server gave.
    pub fn internal_date(&self) -> Option<OffsetDateTime> {
        if !self.has.has(Items::DATE) {
            return None;
        }
        let zone = UtcOffset::from_whole_seconds(i32::from(self.zone).checked_mul(60)?).ok()?;
        OffsetDateTime::UNIX_EPOCH.checked_add(Duration::seconds(self.date))?.checked_to_offset(zone)
    }

    /// The same, without making one.
    pub(crate) fn has_internal_date(&self) -> bool {
        self.has.has(Items::DATE)
    }

    pub(crate) fn set_internal_date(&mut self, date: OffsetDateTime) {
        self.date = date.unix_timestamp();
        self.zone = date.offset().whole_minutes();
        self.has.add(Items::DATE);
    }

    /// ENVELOPE.
    pub fn envelope(&self) -> Option<&Envelope> {
        self.rich.as_ref()?.envelope.as_ref()
    }

    /// Moves ENVELOPE out.
    pub fn take_envelope(&mut self) -> Option<Envelope> {
        self.rich.as_mut()?.envelope.take()
    }

    /// BODYSTRUCTURE, or BODY without a section.
    pub fn body_structure(&self) -> Option<&BodyStructure> {
        self.rich.as_ref()?.body.as_ref()
    }

    /// Moves BODYSTRUCTURE out.
    pub fn take_body_structure(&mut self) -> Option<BodyStructure> {
        self.rich.as_mut()?.body.take()
    }

    /// `BODY[..]`, `BINARY[..]`, RFC822, RFC822.HEADER and RFC822.TEXT, in the order they came.
    pub fn sections(&self) -> &[SectionData] {
        self.rich.as_ref().map_or(&[], |rich| &rich.sections)
    }

    /// Moves the sections out.
    pub fn take_sections(&mut self) -> Vec<SectionData> {
        self.rich.as_mut().map_or_else(Vec::new, |rich| core::mem::take(&mut rich.sections).into_vec())
    }

    /// The octets of the first section that has any.
    pub fn body(&self) -> Option<&Bytes> {
        self.sections().iter().find_map(|section| section.data().bytes())
    }

    /// Moves the octets of the first section that has any out.
    pub fn take_body(&mut self) -> Option<Bytes> {
        self.rich.as_mut()?.sections.iter_mut().find_map(|section| section.data.take())
    }

    /// The data of a section, whatever its origin.
    pub fn section(&self, path: &SectionPath) -> Option<&Payload> {
        self.sections().iter().find(|section| section.path() == path).map(SectionData::data)
    }

    /// Items that nobody registered.
    pub fn other(&self) -> &[(Atom, Value)] {
        self.odd().map_or(&[], |odd| &odd.other)
    }

    /// Items of extensions.
    pub fn ext(&self) -> &[ExtItem] {
        self.odd().map_or(&[], |odd| &odd.ext)
    }

    /// Items that could not be read; the rest of the row is whole.
    pub fn damaged(&self) -> &[Damaged] {
        self.odd().map_or(&[], |odd| &odd.damaged)
    }

    /// True when the row was given to a command though nothing proves that it is meant for it: it has no UID
    /// and the command named its messages by UID.
    pub fn unmatched(&self) -> bool {
        self.has.has(Items::UNMATCHED)
    }

    pub(crate) fn set_unmatched(&mut self) {
        self.has.add(Items::UNMATCHED);
    }

    /// True for a row of FLAGS and perhaps UID and MODSEQ: what servers send unasked.
    pub fn is_flags_only(&self) -> bool {
        self.has.has(Items::FLAGS)
            && !self.has.has(Items::SIZE)
            && !self.has.has(Items::DATE)
            && self.rich.is_none()
    }

    /// Octets held, about. Text that is shared with other values counts in full.
    pub fn approx_octets(&self) -> usize {
        size_of::<Self>() + self.flags.octets() + self.rich.as_ref().map_or(0, |rich| rich.octets())
    }

    /// The same with memory of its own, exactly as much as it needs. For rows that are stored: a row as it came
    /// keeps the whole read buffer alive through any string in it.
    #[must_use]
    pub fn compact(mut self) -> Self {
        self.flags = self.flags.compact();
        self.rich = self.rich.map(|rich| Box::new(rich.compact()));
        self
    }

    pub(crate) fn rich_mut(&mut self) -> &mut Rich {
        self.rich.get_or_insert_default()
    }

    fn odd(&self) -> Option<&Odd> {
        self.rich.as_ref()?.odd.as_deref()
    }

    pub(crate) fn odd_mut(&mut self) -> &mut Odd {
        self.rich_mut().odd.get_or_insert_default()
    }
}

impl Rich {
    fn octets(&self) -> usize {
        let sections: usize = self.sections.iter().map(SectionData::octets).sum();
        let envelope = self.envelope.as_ref().map_or(0, Envelope::octets);
        let body = self.body.as_ref().map_or(0, BodyStructure::octets);
        let odd = self.odd.as_ref().map_or(0, |odd| odd.octets());
        size_of::<Self>() + sections + envelope + body + odd
    }

    fn compact(self) -> Self {
        Self {
            envelope: self.envelope.map(Envelope::compact),
            body: self.body.map(BodyStructure::compact),
            sections: self.sections.map(SectionData::compact),
            odd: self.odd.map(|odd| Box::new(odd.compact())),
        }
    }
}

impl Odd {
    fn octets(&self) -> usize {
        let other: usize =
            self.other.iter().map(|(name, value)| name.as_bytes().len() + value.octets()).sum();
        let damaged: usize = self.damaged.iter().map(Damaged::octets).sum();
        size_of::<Self>() + other + damaged + self.ext.len() * size_of::<ExtItem>()
    }

    fn compact(self) -> Self {
        Self {
            other: self.other.into_iter().map(|(name, value)| (name.compact(), value.compact())).collect(),
            ext: self.ext,
            damaged: self.damaged.into_iter().map(Damaged::compact).collect(),
        }
    }
}

impl fmt::Debug for FetchRow {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut out = f.debug_struct("FetchRow");
        out.field("seq", &self.seq);
        if self.unmatched() {
            out.field("unmatched", &true);
        }
        self.uid().map(|uid| out.field("uid", &uid));
        self.flags().map(|flags| out.field("flags", flags));
        self.size().map(|size| out.field("size", &size));
        self.modseq().map(|modseq| out.field("modseq", &modseq));
        self.internal_date().map(|date| out.field("internal_date", &date));
        self.envelope().map(|envelope| out.field("envelope", envelope));
        self.body_structure().map(|body| out.field("body_structure", body));
        for (name, list) in [
            ("sections", &self.sections() as &dyn fmt::Debug),
            ("other", &self.other()),
            ("ext", &self.ext()),
            ("damaged", &self.damaged()),
        ] {
            out.field(name, list);
        }
        out.finish()
    }
}

impl FetchRow {
    /// Decodes the names in items of extensions with the form in force.
    #[inline]
    pub(crate) fn resolve(&mut self, form: NameForm) {
        if let Some(odd) = self.rich.as_mut().and_then(|rich| rich.odd.as_mut()) {
            odd.ext.iter_mut().for_each(|item| item.resolve(form));
        }
    }

    /// Reads one FETCH or UIDFETCH response, for tests: `* 1 FETCH (UID 7)`, with or without CRLF.
    ///
    /// # Errors
    /// [`ParseError`] when it is none.
    pub fn from_wire(octets: &[u8]) -> Result<Self, ParseError> {
        crate::parse::from_wire(octets, "FETCH response", |data| match data {
            super::Data::Fetch(row) => Some(row),
            _ => None,
        })
    }
}
