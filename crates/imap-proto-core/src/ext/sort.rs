//! SORT (RFC 5256; RFC 5957 SORT=DISPLAY): SEARCH whose answer comes in an order.

use alloc::vec::Vec;

use super::{ExtData, Extension};
use crate::command::common::Unchecked;
use crate::command::{
    Answers, Claim, Command, CommandWriter, Items, Never, Numbering, Outcome, SearchKey, States, Traits,
};
use crate::error::{CommandError, EncodeError};
use crate::parse::{Cursor, Fail};
use crate::response::{Data, Tagged};
use crate::types::Capability;

mod key;

pub use key::SortKey;

/// SORT: the numbers that match (RFC 5256 section 4), message numbers or UIDs as the command asked.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct SortData {
    /// Message numbers or UIDs, in the server's order.
    pub numbers: Vec<u32>,
    /// The highest mod-sequence among them, if a key asked for one (RFC 7162 3.1.6).
    pub modseq: Option<u64>,
}

impl Extension for SortData {
    fn parse(c: &mut Cursor<'_>) -> Result<Self, Fail> {
        let found = c.found("SORT 0")?;
        Ok(Self { numbers: found.numbers, modseq: found.modseq })
    }
}

/// SORT (RFC 5256 section 3): the numbers of the messages that a key matches, in an order. Valid when selected, where
/// the server announces `SORT`, and `SORT=DISPLAY` for the keys of RFC 5957.
///
/// The numbers come in the server's order, which is never touched; several responses are joined. The charset is
/// `US-ASCII` unless a text needs `UTF-8`; a server that cannot do that says `NO [BADCHARSET]`. A list without any
/// sort key is an [`EncodeError::Invalid`]. [`CommandError::Incomplete`] if the server says OK and sent no response.
///
/// The server must not report an EXPUNGE while it sorts, so the numbers are those of the mailbox as it is then.
///
/// ```
/// use imap_proto_core::SearchKey;
/// use imap_proto_core::ext::{Sort, SortKey};
/// let newest_first = Sort::new([SortKey::date().reversed()], SearchKey::unseen());
/// # let _ = newest_first;
/// ```
#[derive(Clone, Debug)]
pub struct Sort(Work);

impl Sort {
    /// The order, by one key and then the next, and what to look for.
    pub fn new(order: impl IntoIterator<Item = SortKey>, key: impl Into<SearchKey>) -> Self {
        Self(Work::new(order, key))
    }

    /// Sends it even if the server does not announce it.
    #[must_use]
    pub fn unchecked(mut self) -> Self {
        self.0.unchecked = Unchecked(true);
        self
    }
}

/// UID SORT (RFC 5256 section 3): as [`Sort`], and finds UIDs.
///
/// ```
/// use imap_proto_core::SearchKey;
/// use imap_proto_core::ext::{SortKey, UidSort};
/// let command = UidSort::new([SortKey::subject(), SortKey::date()], SearchKey::all());
/// # let _ = command;
/// ```
#[derive(Clone, Debug)]
pub struct UidSort(Work);

impl UidSort {
    /// The order, by one key and then the next, and what to look for.
    pub fn new(order: impl IntoIterator<Item = SortKey>, key: impl Into<SearchKey>) -> Self {
        Self(Work::new(order, key))
    }

    /// Sends it even if the server does not announce it.
    #[must_use]
    pub fn unchecked(mut self) -> Self {
        self.0.unchecked = Unchecked(true);
        self
    }
}

/// What both forms share.
#[derive(Clone, Debug)]
struct Work {
    order: Vec<SortKey>,
    key: SearchKey,
    unchecked: Unchecked,
    found: Option<SortData>,
}

impl Work {
    fn new(order: impl IntoIterator<Item = SortKey>, key: impl Into<SearchKey>) -> Self {
        let order = order.into_iter().collect();
        Self { order, key: key.into(), unchecked: Unchecked::default(), found: None }
    }

    fn traits(&self, numbering: impl FnOnce(bool) -> Numbering) -> Traits {
        let traits = Traits::pipelined(States::Selected).with_key(&self.key).with(|t| {
            t.answers = Answers::Sole("SORT");
            t.numbering = numbering(self.key.carries_numbers());
            t.add_params(self.order.iter().filter_map(SortKey::param));
        });
        // RFC 5957 section 1: who announces SORT=DISPLAY can do all of SORT.
        let display = self.order.iter().any(SortKey::is_display);
        self.unchecked.needs(traits, Capability::of(if display { "SORT=DISPLAY" } else { "SORT" }))
    }

    fn encode(&self, name: &'static str, w: &mut CommandWriter<'_>) -> Result<(), EncodeError> {
        w.word(name);
        program(&self.order, &self.key, w)?;
        w.finish()
    }

    fn note(&mut self, data: Data) -> Claim {
        match data {
            Data::Ext(ExtData::Sort(more)) => {
                match &mut self.found {
                    Some(found) => {
                        found.numbers.extend_from_slice(&more.numbers);
                        found.modseq = found.modseq.max(more.modseq);
                    }
                    none => *none = Some(more),
                }
                Claim::Take
            }
            other => Claim::Pass(other),
        }
    }

    fn finish(&mut self, tagged: Tagged) -> Outcome<SortData> {
        let found = self.found.take();
        Outcome::Done(tagged.refusal().and_then(|_| found.ok_or(CommandError::Incomplete("SORT"))))
    }
}

/// ` (REVERSE DATE) US-ASCII ALL`.
pub(super) fn program(
    order: &[SortKey],
    key: &SearchKey,
    w: &mut CommandWriter<'_>,
) -> Result<(), EncodeError> {
    if order.is_empty() {
        return Err(EncodeError::Invalid { what: "list of sort keys", why: "there is none" });
    }
    w.sp().list(order, |w, key| key.write(w))?.sp();
    key.encode_criteria(w)
}

impl Command for Sort {
    type Item = Never;
    type Output = SortData;
    const NAME: &'static str = "SORT";

    fn traits(&self) -> Traits {
        self.0.traits(|carries| Numbering::Frozen { carries })
    }

    fn encode(&mut self, w: &mut CommandWriter<'_>) -> Result<(), EncodeError> {
        self.0.encode("SORT", w)
    }

    fn on_data(&mut self, data: Data, _: &mut Items<'_, Never>) -> Claim {
        self.0.note(data)
    }

    fn on_tagged(&mut self, tagged: Tagged, _: &mut Items<'_, Never>) -> Outcome<SortData> {
        self.0.finish(tagged)
    }
}

impl Command for UidSort {
    type Item = Never;
    type Output = SortData;
    const NAME: &'static str = "UID SORT";

    fn traits(&self) -> Traits {
        self.0.traits(|carries| Numbering::Free { carries })
    }

    fn encode(&mut self, w: &mut CommandWriter<'_>) -> Result<(), EncodeError> {
        self.0.encode("UID SORT", w)
    }

    fn on_data(&mut self, data: Data, _: &mut Items<'_, Never>) -> Claim {
        self.0.note(data)
    }

    fn on_tagged(&mut self, tagged: Tagged, _: &mut Items<'_, Never>) -> Outcome<SortData> {
        self.0.finish(tagged)
    }
}

#[cfg(test)]
mod tests;
