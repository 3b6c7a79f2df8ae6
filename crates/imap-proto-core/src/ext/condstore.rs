//! CONDSTORE (RFC 7162 3.1): mod-sequences, and flags that are stored only where nobody else changed them.

use alloc::collections::VecDeque;
use alloc::vec::Vec;

use super::{ExtCode, Extension};
use crate::command::{
    Claim, Command, CommandWriter, FetchItem, Items, Outcome, Param, Store, Traits, UidStore,
};
use crate::error::EncodeError;
use crate::parse::{Cursor, Fail};
use crate::response::{Code, Data, FetchRow, Tagged};
use crate::types::{SeqSet, UidSet};

/// QRESYNC includes CONDSTORE (RFC 7162 3.2.3).
const NEEDS: &[&str] = &["CONDSTORE", "QRESYNC"];

/// The highest mod-sequence there is: 63 bits (RFC 7162 section 7).
const MOST: u64 = i64::MAX as u64;

/// The SELECT argument `CONDSTORE` (RFC 7162 3.1.8): tell mod-sequences of the mailbox from now on.
///
/// ```
/// use imap_proto_core::{Select, ext::condstore};
/// let select = Select::new("INBOX").param(condstore::enable());
/// # let _ = select;
/// ```
pub fn enable() -> Param {
    Param::of("CONDSTORE", NEEDS)
}

/// The FETCH item `MODSEQ` (RFC 7162 3.1.4); the row has it as [`FetchRow::modseq`].
pub fn modseq() -> FetchItem {
    Param::of("MODSEQ", NEEDS).into()
}

/// The FETCH modifier `CHANGEDSINCE` (RFC 7162 3.1.4.1): only messages with a higher mod-sequence than this.
///
/// Every row then holds its MODSEQ. Above 63 bits the command ends in an [`EncodeError`].
///
/// ```
/// use imap_proto_core::{UidFetch, UidSet, ext::condstore};
/// let fetch = UidFetch::new(UidSet::all()).flags().modifier(condstore::changed_since(12345));
/// # let _ = fetch;
/// ```
pub fn changed_since(modseq: u64) -> Param {
    Param::of("CHANGEDSINCE", NEEDS).modseq(modseq)
}

/// The STORE modifier: changes only messages whose mod-sequence is not higher than this.
fn unchanged_since(modseq: u64) -> Param {
    Param::of("UNCHANGEDSINCE", NEEDS).modseq(modseq)
}

impl Param {
    /// Adds a mod-sequence, which has 63 bits at most.
    pub(crate) fn modseq(self, modseq: u64) -> Self {
        if modseq > MOST {
            self.invalid("mod-sequence", "it has more than 63 bits")
        } else {
            self.number(modseq)
        }
    }
}

/// `[MODIFIED set]` (RFC 7162 3.1.3): the messages that a conditional STORE left as they were.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Modified(SeqSet);

impl Modified {
    /// The messages by number, in answer to STORE.
    pub fn numbers(&self) -> &SeqSet {
        &self.0
    }

    /// The messages by UID, in answer to UID STORE.
    pub fn uids(&self) -> UidSet {
        self.0.as_uids()
    }
}

impl Extension for Modified {
    fn parse(c: &mut Cursor<'_>) -> Result<Self, Fail> {
        c.seq_set().map(Self)
    }
}

/// A STORE of flags that takes a modifier: [`Store`] and [`UidStore`].
pub trait Storing: Command<Item = FetchRow, Output = Vec<FetchRow>> {
    /// The same with a modifier.
    #[must_use]
    fn modified_by(self, modifier: Param) -> Self;
}

impl Storing for Store {
    fn modified_by(self, modifier: Param) -> Self {
        self.modifier(modifier)
    }
}

impl Storing for UidStore {
    fn modified_by(self, modifier: Param) -> Self {
        self.modifier(modifier)
    }
}

/// What became of a conditional STORE.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct StoredUnchanged {
    /// The rows, with MODSEQ, also of a silent STORE.
    pub rows: Vec<FetchRow>,
    /// The messages that were left as they were, since somebody else had changed them. None: all were changed.
    pub modified: Option<Modified>,
}

/// STORE or UID STORE with `UNCHANGEDSINCE` (RFC 7162 3.1.3): changes flags only of messages whose mod-sequence is
/// not higher than the one given. Valid when selected, where the server announces `CONDSTORE` or `QRESYNC`.
///
/// The OK of a server may mean that nothing was changed: [`StoredUnchanged::modified`] says what was not. A NO with
/// `[MODIFIED ..]` says the same for a store that failed for other reasons too. A mod-sequence of 0 changes only
/// messages that have no flag of that kind yet.
///
/// ```
/// use imap_proto_core::{Flag, Store, SeqSet, ext::StoreUnchanged};
/// let store = StoreUnchanged::new(Store::add(SeqSet::range(1..=9)?, [Flag::Seen]).silent(), 320162338);
/// # let _ = store;
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StoreUnchanged<S: Storing> {
    store: S,
}

impl<S: Storing> StoreUnchanged<S> {
    /// What to store, and the mod-sequence up to which messages count as unchanged.
    pub fn new(store: S, since: u64) -> Self {
        Self { store: store.modified_by(unchanged_since(since)) }
    }
}

impl<S: Storing> Command for StoreUnchanged<S> {
    type Item = FetchRow;
    type Output = StoredUnchanged;
    const NAME: &'static str = S::NAME;

    fn traits(&self) -> Traits {
        self.store.traits()
    }

    fn encode(&mut self, w: &mut CommandWriter<'_>) -> Result<(), EncodeError> {
        self.store.encode(w)
    }

    fn on_data(&mut self, data: Data, items: &mut Items<'_, FetchRow>) -> Claim {
        self.store.on_data(data, items)
    }

    fn on_tagged(&mut self, tagged: Tagged, _: &mut Items<'_, FetchRow>) -> Outcome<StoredUnchanged> {
        Outcome::Done(tagged.refusal().map(|tagged| {
            let modified = match tagged.status.code {
                Some(Code::Ext(ExtCode::Modified(modified))) => Some(modified),
                _ => None,
            };
            StoredUnchanged { rows: Vec::new(), modified }
        }))
    }

    fn collect(output: &mut StoredUnchanged, rows: VecDeque<FetchRow>) {
        output.rows.extend(rows);
    }
}

#[cfg(test)]
mod tests;
