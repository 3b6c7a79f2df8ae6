//! STATUS (RFC 9051 7.3.4) and SEARCH (RFC 3501 7.2.5).

use alloc::boxed::Box;
use alloc::vec::Vec;
use core::fmt;

use super::{Damaged, Data, Value};
use crate::command::Need;
use crate::error::ParseError;
use crate::ext::ExtStatus;
use crate::types::{Atom, MailboxName, NameForm, Packed, Words};

/// What STATUS says of a mailbox (RFC 9051 7.3.4). Only what it said is there.
///
/// ```
/// use imap_proto_core::response::MailboxStatus;
/// let status = MailboxStatus::from_wire(b"* STATUS INBOX (MESSAGES 3 UIDNEXT 9)").unwrap();
/// assert_eq!((status.messages(), status.uid_next(), status.unseen()), (Some(3), Some(9), None));
/// ```
#[derive(Clone, PartialEq)]
pub struct MailboxStatus {
    pub(crate) name: MailboxName,
    pub(crate) has: u16,
    pub(crate) messages: u32,
    pub(crate) recent: u32,
    pub(crate) uid_next: u32,
    pub(crate) uid_validity: u32,
    pub(crate) unseen: u32,
    pub(crate) deleted: u32,
    pub(crate) highest_modseq: u64,
    pub(crate) size: u64,
    pub(crate) rich: Option<Box<StatusExt>>,
}

/// What is rare in a STATUS row.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct StatusExt {
    pub(crate) ext: Vec<ExtStatus>,
    pub(crate) other: Vec<(Atom, Value)>,
    pub(crate) damaged: Vec<Damaged>,
}

/// An item that STATUS can ask for (RFC 9051 6.3.11).
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum StatusItem {
    /// MESSAGES
    Messages,
    /// RECENT (RFC 3501)
    Recent,
    /// UIDNEXT
    UidNext,
    /// UIDVALIDITY
    UidValidity,
    /// UNSEEN
    Unseen,
    /// DELETED (RFC 9051)
    Deleted,
    /// SIZE (RFC 8438, RFC 9051)
    Size,
    /// HIGHESTMODSEQ (RFC 7162)
    HighestModSeq,
    /// An item of an extension.
    Ext(Atom),
}

impl StatusItem {
    /// The items that have a field, in the order of [`number`](Self::number).
    const NAMES: [&'static str; 8] =
        ["MESSAGES", "UIDNEXT", "UIDVALIDITY", "UNSEEN", "RECENT", "HIGHESTMODSEQ", "SIZE", "DELETED"];

    #[inline]
    fn number(&self) -> Option<usize> {
        Some(match self {
            Self::Messages => 0,
            Self::UidNext => 1,
            Self::UidValidity => 2,
            Self::Unseen => 3,
            Self::Recent => 4,
            Self::HighestModSeq => 5,
            Self::Size => 6,
            Self::Deleted => 7,
            Self::Ext(_) => return None,
        })
    }

    /// None for a name of an extension.
    pub(crate) fn known(name: Packed) -> Option<Self> {
        static WORDS: Words<8> = Words::new(StatusItem::NAMES);
        const ITEMS: [StatusItem; 8] = [
            StatusItem::Messages,
            StatusItem::UidNext,
            StatusItem::UidValidity,
            StatusItem::Unseen,
            StatusItem::Recent,
            StatusItem::HighestModSeq,
            StatusItem::Size,
            StatusItem::Deleted,
        ];
        ITEMS.into_iter().nth(WORDS.position(name)?)
    }

    /// The name on the wire.
    pub fn name(&self) -> Atom {
        match self {
            Self::Ext(name) => name.clone(),
            known => Atom::from_wire(known.fixed_name().unwrap_or_default().into()),
        }
    }

    /// The name of one that has a field.
    #[inline]
    pub(crate) fn fixed_name(&self) -> Option<&'static str> {
        self.number().and_then(|number| Self::NAMES.get(number)).copied()
    }

    /// What the server must announce before it is asked for the item.
    pub(crate) fn need(&self) -> Need {
        Need::named(match self {
            Self::Size => &["STATUS=SIZE"],
            Self::HighestModSeq => &["CONDSTORE", "QRESYNC"],
            Self::Deleted => &["IMAP4rev2", "QUOTA=RES-MESSAGE"],
            Self::Ext(name) => ExtStatus::needs(name.as_bytes()),
            _ => &[],
        })
    }

    #[inline]
    fn bit(&self) -> u16 {
        self.number().map_or(0, |number| 1 << number)
    }
}

impl fmt::Display for StatusItem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match (self, self.fixed_name()) {
            (_, Some(name)) => f.write_str(name),
            (Self::Ext(name), _) => name.fmt(f),
            _ => Ok(()),
        }
    }
}

impl MailboxStatus {
    pub(crate) fn new(name: MailboxName) -> Self {
        Self {
            name,
            has: 0,
            messages: 0,
            recent: 0,
            uid_next: 0,
            uid_validity: 0,
            unseen: 0,
            deleted: 0,
            highest_modseq: 0,
            size: 0,
            rich: None,
        }
    }

    /// A builder, for tests and for servers.
    pub fn builder(name: impl Into<MailboxName>) -> MailboxStatusBuilder {
        MailboxStatusBuilder(Self::new(name.into()))
    }

    /// Stores a value; false when it does not fit.
    #[inline]
    pub(crate) fn set(&mut self, item: &StatusItem, value: u64) -> bool {
        let small = match item {
            StatusItem::Messages => &mut self.messages,
            StatusItem::Recent => &mut self.recent,
            StatusItem::UidNext => &mut self.uid_next,
            StatusItem::UidValidity => &mut self.uid_validity,
            StatusItem::Unseen => &mut self.unseen,
            StatusItem::Deleted => &mut self.deleted,
            StatusItem::Size | StatusItem::HighestModSeq => {
                let large = if *item == StatusItem::Size { &mut self.size } else { &mut self.highest_modseq };
                *large = value;
                self.has |= item.bit();
                return true;
            }
            StatusItem::Ext(_) => return false,
        };
        let Ok(value) = u32::try_from(value) else { return false };
        *small = value;
        self.has |= item.bit();
        true
    }

    fn get<T>(&self, item: StatusItem, value: T) -> Option<T> {
        (self.has & item.bit() != 0).then_some(value)
    }

    /// The mailbox.
    pub fn name(&self) -> &MailboxName {
        &self.name
    }

    /// MESSAGES
    pub fn messages(&self) -> Option<u32> {
        self.get(StatusItem::Messages, self.messages)
    }

    /// RECENT (RFC 3501)
    pub fn recent(&self) -> Option<u32> {
        self.get(StatusItem::Recent, self.recent)
    }

    /// UIDNEXT, never 0
    pub fn uid_next(&self) -> Option<u32> {
        self.get(StatusItem::UidNext, self.uid_next)
    }

    /// UIDVALIDITY, never 0
    pub fn uid_validity(&self) -> Option<u32> {
        self.get(StatusItem::UidValidity, self.uid_validity)
    }

    /// UNSEEN: how many messages are not seen.
    pub fn unseen(&self) -> Option<u32> {
        self.get(StatusItem::Unseen, self.unseen)
    }

    /// DELETED (RFC 9051)
    pub fn deleted(&self) -> Option<u32> {
        self.get(StatusItem::Deleted, self.deleted)
    }

    /// SIZE in octets (RFC 8438)
    pub fn size(&self) -> Option<u64> {
        self.get(StatusItem::Size, self.size)
    }

    /// HIGHESTMODSEQ (RFC 7162); 0 says that the mailbox keeps none.
    pub fn highest_modseq(&self) -> Option<u64> {
        self.get(StatusItem::HighestModSeq, self.highest_modseq)
    }

    /// Items of extensions.
    pub fn ext(&self) -> &[ExtStatus] {
        self.rich.as_ref().map_or(&[], |rich| &rich.ext)
    }

    /// Items that nobody registered.
    pub fn other(&self) -> &[(Atom, Value)] {
        self.rich.as_ref().map_or(&[], |rich| &rich.other)
    }

    /// Items that could not be read.
    pub fn damaged(&self) -> &[Damaged] {
        self.rich.as_ref().map_or(&[], |rich| &rich.damaged)
    }

    /// The same with memory of its own.
    #[must_use]
    pub fn compact(mut self) -> Self {
        self.name = self.name.compact();
        if let Some(rich) = &mut self.rich {
            let other = core::mem::take(&mut rich.other).into_iter();
            rich.other = other.map(|(name, value)| (name.compact(), value.compact())).collect();
            rich.damaged = core::mem::take(&mut rich.damaged).into_iter().map(Damaged::compact).collect();
        }
        self
    }

    pub(crate) fn resolve(&mut self, form: NameForm) {
        self.name.resolve(form);
    }

    pub(crate) fn rich_mut(&mut self) -> &mut StatusExt {
        self.rich.get_or_insert_default()
    }

    /// Reads one STATUS response, for tests.
    ///
    /// # Errors
    /// [`ParseError`] when it is none.
    pub fn from_wire(octets: &[u8]) -> Result<Self, ParseError> {
        crate::parse::from_wire(octets, "STATUS response", |data| match data {
            Data::MailboxStatus(status) => Some(status),
            _ => None,
        })
    }
}

impl fmt::Debug for MailboxStatus {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut out = f.debug_struct("MailboxStatus");
        out.field("name", &self.name);
        let small = [
            ("messages", self.messages()),
            ("recent", self.recent()),
            ("uid_next", self.uid_next()),
            ("uid_validity", self.uid_validity()),
            ("unseen", self.unseen()),
            ("deleted", self.deleted()),
        ];
        for (name, value) in small
            .map(|(name, value)| (name, value.map(u64::from)))
            .into_iter()
            .chain([("size", self.size()), ("highest_modseq", self.highest_modseq())])
        {
            value.map(|value| out.field(name, &value));
        }
        self.rich.as_ref().map(|rich| out.field("rich", rich));
        out.finish()
    }
}

/// Builds a [`MailboxStatus`].
#[derive(Clone, Debug)]
#[must_use]
pub struct MailboxStatusBuilder(MailboxStatus);

impl MailboxStatusBuilder {
    /// One item; a value too large for it, or an item of an extension, is kept under `other`.
    pub fn item(mut self, item: StatusItem, value: u64) -> Self {
        if !self.0.set(&item, value) {
            let name = Atom::from_wire(alloc::format!("{item}").into());
            self.0.rich_mut().other.push((name, Value::Number(value)));
        }
        self
    }

    /// The row.
    pub fn build(self) -> MailboxStatus {
        self.0
    }
}

/// SEARCH: the numbers that match (RFC 3501 7.2.5), message numbers or UIDs as the command asked.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct SearchResult {
    /// Message numbers or UIDs, in the order and number they came.
    pub numbers: Vec<u32>,
    /// The highest mod-sequence among them (RFC 7162 3.1.5).
    pub modseq: Option<u64>,
}

impl SearchResult {
    /// Reads one SEARCH response, for tests.
    ///
    /// # Errors
    /// [`ParseError`] when it is none.
    pub fn from_wire(octets: &[u8]) -> Result<Self, ParseError> {
        crate::parse::from_wire(octets, "SEARCH response", |data| match data {
            Data::Search(result) => Some(result),
            _ => None,
        })
    }
}
