//! ESEARCH (RFC 4731, RFC 9051 7.3.4): what SEARCH found, as ranges. IMAP4rev2 servers send nothing else.

use alloc::boxed::Box;
use alloc::vec::Vec;

use bytes::Bytes;

use super::{ExtFound, Extension};
use crate::parse::{Cursor, Fail};
use crate::response::{SearchResult, Value};
use crate::types::{Atom, MailboxName, NameForm, SeqSet, Tag, UidSet};

mod command;
mod options;

pub use command::{SearchReturn, UidSearchReturn};
pub use options::ReturnOptions;

/// One ESEARCH response (RFC 9051 7.3.4). Ranges are kept: a server may well say `ALL 1:4294967295`.
///
/// Only what the server said is there. Without `ALL`, and without `COUNT`, nothing was found.
///
/// ```
/// use imap_proto_core::ext::esearch::EsearchData;
/// let found = EsearchData::from_wire(b"* ESEARCH (TAG \"A282\") UID MIN 2 COUNT 3 ALL 2,10:11").unwrap();
/// assert_eq!((found.min(), found.count()), (Some(2), Some(3)));
/// assert_eq!(found.uids().unwrap().to_string(), "2,10:11");
/// ```
#[derive(Clone, Debug, Default, PartialEq)]
pub struct EsearchData {
    tag: Option<Bytes>,
    min: Option<u32>,
    max: Option<u32>,
    count: Option<u32>,
    modseq: Option<u64>,
    all: Option<Messages>,
    uid: bool,
    rich: Option<Box<Rich>>,
}

/// What is rare in an ESEARCH response.
#[derive(Clone, Debug, Default, PartialEq)]
struct Rich {
    mailbox: Option<MailboxName>,
    uid_validity: Option<u32>,
    ext: Vec<ExtFound>,
    other: Vec<(Atom, Value)>,
}

/// Messages, by number or by UID as the command asked.
#[derive(Clone, Debug, PartialEq)]
#[allow(clippy::exhaustive_enums, reason = "there is no third way to name a message")]
pub enum Messages {
    /// Message numbers.
    Numbers(SeqSet),
    /// UIDs.
    Uids(UidSet),
}

impl Messages {
    /// The set, if it is one of message numbers.
    pub fn numbers(&self) -> Option<&SeqSet> {
        if let Self::Numbers(set) = self { Some(set) } else { None }
    }

    /// The set, if it is one of UIDs.
    pub fn uids(&self) -> Option<&UidSet> {
        if let Self::Uids(set) = self { Some(set) } else { None }
    }
}

impl EsearchData {
    /// The tag of the command it answers; None for news of the server's own.
    pub fn tag(&self) -> Option<&[u8]> {
        self.tag.as_deref()
    }

    /// MAILBOX: the mailbox that was searched; None for the selected one (RFC 7377 2.1).
    pub fn mailbox(&self) -> Option<&MailboxName> {
        self.rich.as_ref().and_then(|rich| rich.mailbox.as_ref())
    }

    /// UIDVALIDITY of that mailbox (RFC 7377 2.1), never 0.
    pub fn uid_validity(&self) -> Option<u32> {
        self.rich.as_ref().and_then(|rich| rich.uid_validity)
    }

    /// True when all numbers in it are UIDs.
    pub fn is_uid(&self) -> bool {
        self.uid
    }

    /// MIN: the lowest message.
    pub fn min(&self) -> Option<u32> {
        self.min
    }

    /// MAX: the highest message.
    pub fn max(&self) -> Option<u32> {
        self.max
    }

    /// COUNT: how many messages.
    pub fn count(&self) -> Option<u32> {
        self.count
    }

    /// MODSEQ: the highest of the messages found (RFC 7162 3.1.5).
    pub fn modseq(&self) -> Option<u64> {
        self.modseq
    }

    /// ALL, if it names messages by number.
    pub fn numbers(&self) -> Option<&SeqSet> {
        self.all.as_ref().and_then(Messages::numbers)
    }

    /// ALL, if it names messages by UID.
    pub fn uids(&self) -> Option<&UidSet> {
        self.all.as_ref().and_then(Messages::uids)
    }

    /// A set in a datum of an extension, whose reader cannot know what the numbers are.
    pub(crate) fn messages(&self, set: &SeqSet) -> Messages {
        if self.uid { Messages::Uids(set.as_uids()) } else { Messages::Numbers(set.clone()) }
    }

    /// Data of extensions.
    pub fn ext(&self) -> &[ExtFound] {
        self.rich.as_ref().map_or(&[], |rich| &rich.ext)
    }

    /// Data that nobody registered (RFC 4466 2.6.2).
    pub fn other(&self) -> &[(Atom, Value)] {
        self.rich.as_ref().map_or(&[], |rich| &rich.other)
    }

    /// True when it has the datum of this keyword.
    fn has(&self, keyword: &str) -> bool {
        match keyword {
            "MIN" => self.min.is_some(),
            "MAX" => self.max.is_some(),
            "COUNT" => self.count.is_some(),
            "MODSEQ" => self.modseq.is_some(),
            "ALL" => self.all.is_some(),
            _ => {
                self.ext().iter().any(|found| found.keyword().eq_ignore_ascii_case(keyword))
                    || self.other().iter().any(|(name, _)| name.eq_ignore_ascii_case(keyword))
            }
        }
    }

    /// True when something in it is a message number or a UID, or may be. RFC 5267 4.3 has examples with neither
    /// and without `UID`.
    fn names_messages(&self) -> bool {
        self.min.is_some() || self.max.is_some() || self.all.is_some() || !self.ext().is_empty()
    }

    /// True when it answers the command of this tag.
    pub(crate) fn answers(&self, tag: Option<&Tag>) -> bool {
        self.tag().is_some() && self.tag() == tag.map(Tag::as_bytes) && !self.is_update()
    }

    /// What SEARCH responses say, if they can say what was asked (QUIRKS 60).
    fn of_lines(lines: Vec<SearchResult>, options: &ReturnOptions, uid: bool) -> Option<Self> {
        if lines.is_empty() || !options.are_of_rfc_4731() {
            return None;
        }
        let modseq = lines.iter().filter_map(|line| line.modseq).max();
        let mut numbers: Vec<u32> = lines.into_iter().flat_map(|line| line.numbers).collect();
        numbers.sort_unstable();
        numbers.dedup();
        let asked = |option, number: Option<u32>| number.filter(|_| options.asks(option));
        let mut found = Self { uid, ..Self::default() };
        found.min = asked("MIN", numbers.first().copied());
        found.max = asked("MAX", numbers.last().copied());
        found.count = asked("COUNT", Some(u32::try_from(numbers.len()).unwrap_or(u32::MAX)));
        // With MIN or MAX alone it would be that of the message returned (RFC 4731 3.2), which a line does not tell.
        found.modseq = modseq.filter(|_| options.asks("ALL") || options.asks("COUNT"));
        if options.asks("ALL") {
            found.all = match uid {
                true => UidSet::from_numbers(numbers).ok().map(Messages::Uids),
                false => SeqSet::from_numbers(numbers).ok().map(Messages::Numbers),
            };
        }
        Some(found)
    }

    fn rich_mut(&mut self) -> &mut Rich {
        self.rich.get_or_insert_default()
    }

    /// Reads one ESEARCH response, for tests.
    ///
    /// # Errors
    /// [`ParseError`](crate::ParseError) when it is none.
    pub fn from_wire(octets: &[u8]) -> Result<Self, crate::ParseError> {
        crate::parse::from_wire(octets, "ESEARCH response", |data| match data {
            crate::response::Data::Ext(super::ExtData::Esearch(found)) => Some(found),
            _ => None,
        })
    }

    /// `(TAG "A1" MAILBOX "x" UIDVALIDITY 1)`; other members are kept as they are.
    fn correlator(&mut self, c: &mut Cursor<'_>) -> Result<(), Fail> {
        c.list_or_nil("search-correlator", |c| {
            let name = c.atom()?;
            c.space();
            if name.eq_ignore_ascii_case("TAG") {
                self.tag = Some(c.astring()?);
            } else if name.eq_ignore_ascii_case("MAILBOX") {
                self.rich_mut().mailbox = Some(MailboxName::from_wire(c.astring()?));
            } else if name.eq_ignore_ascii_case("UIDVALIDITY") {
                self.rich_mut().uid_validity = not_zero(c, "ESEARCH UIDVALIDITY 0")?;
            } else {
                self.rich_mut().other.push((name, c.value()?));
            }
            Ok(())
        })
    }

    fn data(&mut self, name: Atom, c: &mut Cursor<'_>) -> Result<(), Fail> {
        let is = |word| name.eq_ignore_ascii_case(word);
        if is("MIN") {
            self.min = not_zero(c, "ESEARCH MIN 0")?;
        } else if is("MAX") {
            self.max = not_zero(c, "ESEARCH MAX 0")?;
        } else if is("COUNT") {
            self.count = Some(c.number()?);
        } else if is("MODSEQ") {
            self.modseq = Some(c.number64()?);
        } else if is("ALL") {
            self.all = Some(self.set(c)?);
        } else if let Some(read) = ExtFound::parse(name.as_bytes(), c) {
            match read {
                Ok(read) => self.rich_mut().ext.push(read),
                Err(Fail::Dropped) => {}
                Err(fail) => return Err(fail),
            }
        } else {
            self.rich_mut().other.push((name, c.value()?));
        }
        Ok(())
    }

    fn set(&self, c: &mut Cursor<'_>) -> Result<Messages, Fail> {
        // Some put the set into parentheses (QUIRKS 60).
        let listed = c.at_list();
        if listed {
            c.tolerate();
            c.open("sequence-set")?;
        }
        let set = if self.uid { Messages::Uids(c.uid_set()?) } else { Messages::Numbers(c.seq_set()?) };
        if listed && !c.close() {
            return Err(Fail::Rule("sequence-set"));
        }
        Ok(set)
    }
}

/// A message has no number 0: the field is left out.
fn not_zero(c: &mut Cursor<'_>, what: &'static str) -> Result<Option<u32>, Fail> {
    match c.number()? {
        0 => {
            c.violation(what, Some(0));
            Ok(None)
        }
        number => Ok(Some(number)),
    }
}

impl Extension for EsearchData {
    fn parse(c: &mut Cursor<'_>) -> Result<Self, Fail> {
        let mut found = Self::default();
        while !c.at_list_end() {
            if c.at_list() {
                found.correlator(c)?;
            } else {
                let name = c.atom()?;
                if name.eq_ignore_ascii_case("UID") {
                    found.uid = true;
                } else {
                    c.space();
                    found.data(name, c)?;
                }
            }
            if !c.at_list_end() {
                c.space();
            }
        }
        Ok(found)
    }

    fn resolve(&mut self, form: NameForm) {
        if let Some(name) = self.rich.as_mut().and_then(|rich| rich.mailbox.as_mut()) {
            name.resolve(form);
        }
    }

    fn mailbox(&self) -> Option<&MailboxName> {
        Self::mailbox(self)
    }
}

#[cfg(test)]
mod tests;
