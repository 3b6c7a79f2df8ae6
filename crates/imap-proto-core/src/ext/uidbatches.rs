//! UIDBATCHES (RFC 10022): the UIDs of a mailbox in ranges of equally many messages, for work in pieces.

use alloc::vec::Vec;
use core::ops::RangeInclusive;

use bytes::Bytes;

use super::{ExtData, Extension};
use crate::command::common::{Unchecked, unchecked};
use crate::command::{Claim, Command, CommandWriter, Items, Never, Outcome, States, Traits};
use crate::error::{CommandError, EncodeError};
use crate::parse::{Cursor, Fail};
use crate::response::{Data, Tagged, Value};
use crate::types::{Atom, Capability, Tag, UidSet};

/// The UIDBATCHES response (RFC 10022).
///
/// ```
/// use imap_proto_core::ext::uidbatches::UidBatchesData;
/// let found = UidBatchesData::from_wire(b"* UIDBATCHES (TAG \"A143\") 99695:20351,20350:1").unwrap();
/// assert_eq!(found.batches[0].to_string(), "20351:99695");
/// ```
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct UidBatchesData {
    /// The tag of the command it answers.
    pub tag: Option<Bytes>,
    /// The batches, the one with the highest UIDs first; each is one range.
    pub batches: Vec<UidSet>,
    /// What else the response says of the command.
    pub other: Vec<(Atom, Value)>,
}

impl UidBatchesData {
    /// Reads one UIDBATCHES response, for tests.
    ///
    /// # Errors
    /// [`ParseError`](crate::ParseError) when it is none.
    pub fn from_wire(octets: &[u8]) -> Result<Self, crate::ParseError> {
        crate::parse::from_wire(octets, "UIDBATCHES response", |data| match data {
            Data::Ext(ExtData::UidBatches(found)) => Some(found),
            _ => None,
        })
    }
}

impl Extension for UidBatchesData {
    fn parse(c: &mut Cursor<'_>) -> Result<Self, Fail> {
        let mut found = Self::default();
        c.list_or_nil("search-correlator", |c| {
            let name = c.atom()?;
            c.space();
            if name.eq_ignore_ascii_case("TAG") {
                found.tag = Some(c.astring()?);
                return Ok(());
            }
            found.other.push((name, c.value()?));
            Ok(())
        })?;
        if !c.at_list_end() {
            c.space();
            found.batches = batches(c.atom()?.as_bytes())?;
        }
        Ok(found)
    }
}

/// Ranges from the highest UID downwards, each read by itself: as one set, neighbours in another order would be joined.
fn batches(word: &[u8]) -> Result<Vec<UidSet>, Fail> {
    let (mut batches, mut below) = (Vec::new(), None);
    for range in word.split(|octet| *octet == b',') {
        let set = UidSet::parse(range).map_err(|_| RULE)?;
        let Some((low, Some(high))) = set.ranges().next() else { return Err(RULE) };
        if below.is_some_and(|below| high >= below) {
            return Err(RULE);
        }
        below = Some(low);
        batches.push(set);
    }
    Ok(batches)
}

const RULE: Fail = Fail::Rule("uid-range below the one before");

/// UIDBATCHES (RFC 10022): ranges of UIDs with so many messages each, the highest UIDs first. Valid when selected,
/// where the server announces `UIDBATCHES`.
///
/// The output is one set a batch, each of one range, to be given to UID FETCH and the like. By RFC 10022 no UID is left out
/// between them and the last one reaches down to UID 1, unless [`only`](Self::only) asks for some; that is the server's
/// word, and is not checked. `NO [TOOFEW]` means that the server wants larger batches (one of 500 it has
/// to take), `NO [TOOMANY]` that it wants fewer of them at once: ask for some with [`only`](Self::only).
///
/// A size or batch number of 0, and batches in the wrong order, are an [`EncodeError::Invalid`].
/// [`CommandError::Incomplete`] if the server says OK and sent no response.
///
/// ```
/// use imap_proto_core::ext::UidBatches;
/// let newest_two_thousand = UidBatches::new(1000).only(1..=2);
/// # let _ = newest_two_thousand;
/// ```
#[derive(Clone, Debug)]
pub struct UidBatches {
    size: u32,
    only: Option<RangeInclusive<u32>>,
    unchecked: Unchecked,
    tag: Option<Tag>,
    found: Option<Vec<UidSet>>,
}

impl UidBatches {
    /// Messages in a batch.
    pub fn new(size: u32) -> Self {
        Self { size, only: None, unchecked: Unchecked::default(), tag: None, found: None }
    }

    /// Asks for these batches alone. They are counted from 1, which has the highest UIDs.
    #[must_use]
    pub fn only(mut self, batches: RangeInclusive<u32>) -> Self {
        self.only = Some(batches);
        self
    }
}

unchecked!(UidBatches);

impl Command for UidBatches {
    type Item = Never;
    type Output = Vec<UidSet>;
    const NAME: &'static str = "UIDBATCHES";

    fn traits(&self) -> Traits {
        self.unchecked.needs(Traits::pipelined(States::Selected), Capability::of("UIDBATCHES"))
    }

    fn encode(&mut self, w: &mut CommandWriter<'_>) -> Result<(), EncodeError> {
        if self.size == 0 {
            return Err(EncodeError::Invalid { what: "size of batches", why: "it is 0" });
        }
        self.tag = Some(*w.tag());
        w.word("UIDBATCHES").sp().number(self.size.into());
        if let Some(only) = &self.only {
            if *only.start() == 0 || only.is_empty() {
                return Err(EncodeError::Invalid {
                    what: "range of batches",
                    why: "it holds 0, or ends before it begins",
                });
            }
            w.sp().number((*only.start()).into()).word(":").number((*only.end()).into());
        }
        w.finish()
    }

    fn on_data(&mut self, data: Data, _: &mut Items<'_, Never>) -> Claim {
        match data {
            Data::Ext(ExtData::UidBatches(found))
                if self.found.is_none()
                    && found.tag.is_some()
                    && found.tag.as_deref() == self.tag.as_ref().map(Tag::as_bytes) =>
            {
                self.found = Some(found.batches);
                Claim::Take
            }
            other => Claim::Pass(other),
        }
    }

    fn on_tagged(&mut self, tagged: Tagged, _: &mut Items<'_, Never>) -> Outcome<Vec<UidSet>> {
        let found = self.found.take();
        Outcome::Done(tagged.refusal().and_then(|_| found.ok_or(CommandError::Incomplete("UIDBATCHES"))))
    }
}

#[cfg(test)]
mod tests;
