//! CONTEXT=SEARCH and CONTEXT=SORT (RFC 5267): searches whose results the server keeps up to date.

use alloc::vec::Vec;

use bytes::Bytes;

use super::esearch::{EsearchData, Messages, ReturnOptions};
use super::{ExtFound, Extension};
use crate::command::common::{self, Unchecked, unchecked};
use crate::command::{Command, CommandWriter, Items, Need, Never, Outcome, Param, States, Traits};
use crate::error::EncodeError;
use crate::parse::{Cursor, Fail};
use crate::response::Tagged;
use crate::types::SeqSet;

const NEEDS: &[&str] = &["CONTEXT=SEARCH"];

impl ReturnOptions {
    /// `CONTEXT` (RFC 5267 4.2): a hint that the search will come again, in parts or in other forms. Needs
    /// `CONTEXT=SEARCH`, with SORT `CONTEXT=SORT`.
    #[must_use]
    pub fn context(self) -> Self {
        self.option(Param::of("CONTEXT", NEEDS))
    }

    /// `UPDATE` (RFC 5267 4.3): the server tells of every message that comes to match, or no longer does, until another
    /// mailbox is selected or [`CancelUpdate`] is sent. Needs `CONTEXT=SEARCH`, with SORT `CONTEXT=SORT`.
    ///
    /// The updates are events, at any time: [`EsearchData::updates`], under the tag that the output of the search has.
    /// So ask for COUNT or ALL beside it: without a response the tag is not known. An untagged `NO [NOUPDATE tag]`,
    /// [`NoUpdate`], is an event as well, and says that none will come.
    ///
    /// ```
    /// use imap_proto_core::command::SearchKey;
    /// use imap_proto_core::ext::{ReturnOptions, UidSearchReturn};
    /// let search = UidSearchReturn::new(SearchKey::deleted(), ReturnOptions::new().update().count());
    /// # let _ = search;
    /// ```
    #[must_use]
    pub fn update(self) -> Self {
        self.option(Param::of("UPDATE", NEEDS))
    }
}

/// `ADDTO` or `REMOVEFROM` (RFC 5267 4.3.2): [`EsearchData::updates`] says what the numbers are.
#[derive(Clone, Debug, PartialEq)]
pub struct Changes(Vec<(u32, SeqSet)>);

impl Extension for Changes {
    fn parse(c: &mut Cursor<'_>) -> Result<Self, Fail> {
        let mut changes = Vec::new();
        c.list_or_nil("context-position", |c| {
            let position = c.number()?;
            c.space();
            changes.push((position, c.seq_set()?));
            Ok(())
        })?;
        Ok(Self(changes))
    }
}

/// A change of a result (RFC 5267 4.3). Position 1 is the first; at 0 a set belongs where mailbox order puts it.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub enum Update {
    /// `ADDTO`: put these in, so that the first of them is then at the position.
    Add {
        /// Where.
        position: u32,
        /// What, in this order.
        messages: Messages,
    },
    /// `REMOVEFROM`: take these out, of which the first is at the position.
    Remove {
        /// Where.
        position: u32,
        /// What.
        messages: Messages,
    },
}

impl EsearchData {
    /// ADDTO and REMOVEFROM, to be carried out in this order (RFC 5267 4.3.2). [`tag`](Self::tag) is that of the
    /// search. Message numbers are those that hold when the event comes, before an EXPUNGE behind it.
    pub fn updates(&self) -> impl Iterator<Item = Update> + '_ {
        self.ext().iter().map(changes).flat_map(move |(adds, changes)| {
            changes.iter().map(move |(position, set)| {
                let (position, messages) = (*position, self.messages(set));
                if adds { Update::Add { position, messages } } else { Update::Remove { position, messages } }
            })
        })
    }

    /// True for news of a search that went before, which are nobody's answer.
    pub(crate) fn is_update(&self) -> bool {
        self.ext().iter().any(|found| matches!(found, ExtFound::AddTo(_) | ExtFound::RemoveFrom(_)))
    }
}

/// What a datum changes, and true if it adds.
fn changes(found: &ExtFound) -> (bool, &[(u32, SeqSet)]) {
    match found {
        ExtFound::AddTo(changes) => (true, &changes.0),
        ExtFound::RemoveFrom(changes) => (false, &changes.0),
        _ => (false, &[]),
    }
}

/// `[NOUPDATE tag]` (RFC 5267 4.3.1): the search is answered, and will not be kept up to date.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct NoUpdate {
    /// The tag of the search.
    pub tag: Bytes,
}

impl Extension for NoUpdate {
    fn parse(c: &mut Cursor<'_>) -> Result<Self, Fail> {
        Ok(Self { tag: c.astring()? })
    }
}

/// CANCELUPDATE (RFC 5267 4.3.5): no more updates of these searches. Valid when selected, where the server announces
/// `CONTEXT=SEARCH` or `CONTEXT=SORT`.
///
/// No tag at all, and one that no command can have, are an [`EncodeError::Invalid`].
///
/// ```
/// use imap_proto_core::ext::CancelUpdate;
/// use imap_proto_core::ext::esearch::EsearchData;
/// let found = EsearchData::from_wire(b"* ESEARCH (TAG \"B01\") COUNT 74").unwrap();
/// let command = CancelUpdate::new(found.tag().map(Vec::from));
/// # let _ = command;
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CancelUpdate {
    tags: Vec<Bytes>,
    unchecked: Unchecked,
}

impl CancelUpdate {
    /// The tags of the searches, as their outputs have them.
    pub fn new<T: Into<Bytes>>(tags: impl IntoIterator<Item = T>) -> Self {
        Self { tags: tags.into_iter().map(Into::into).collect(), unchecked: Unchecked::default() }
    }
}

unchecked!(CancelUpdate);

impl Command for CancelUpdate {
    type Item = Never;
    type Output = ();
    const NAME: &'static str = "CANCELUPDATE";

    fn traits(&self) -> Traits {
        self.unchecked
            .needs(Traits::pipelined(States::Selected), Need::named(&["CONTEXT=SEARCH", "CONTEXT=SORT"]))
    }

    fn encode(&mut self, w: &mut CommandWriter<'_>) -> Result<(), EncodeError> {
        if self.tags.is_empty() {
            return Err(EncodeError::Invalid { what: "tags", why: "there is none" });
        }
        w.word("CANCELUPDATE");
        for tag in &self.tags {
            if tag.is_empty() || !tag.iter().all(u8::is_ascii_graphic) {
                return Err(EncodeError::Invalid { what: "tag", why: "no command has it" });
            }
            w.sp().string(tag, "tag");
        }
        w.finish()
    }

    fn on_tagged(&mut self, tagged: Tagged, _: &mut Items<'_, Never>) -> Outcome<()> {
        common::done(tagged)
    }
}

#[cfg(test)]
mod tests;
