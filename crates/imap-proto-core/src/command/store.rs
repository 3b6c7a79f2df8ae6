//! STORE and UID STORE.

use alloc::collections::VecDeque;
use alloc::vec::Vec;

use super::fetch::claim;
use super::{
    Answers, Claim, Command, CommandWriter, Items, Numbering, Outcome, Param, States, Traits, common, copy,
    param,
};
use crate::error::EncodeError;
use crate::response::{Data, FetchRow, Tagged};
use crate::types::{Flag, SeqSet, UidSet};

/// STORE (RFC 9051 6.4.6): changes flags of messages named by number. Valid when selected.
///
/// The output is the rows with the flags as they are now; with [`silent`](Store::silent) none is asked for.
/// `\Recent` and `\*` are an [`EncodeError`].
///
/// ```
/// use imap_proto_core::{Execute, Flag, SeqSet, Store};
/// # let server = imap_testkit::Server::demo().listen_tcp()?;
/// # let mut session = imap_blocking::connect_tcp("localhost", server.port())?;
/// # session.login("demo", "demo")?;
/// # session.select("INBOX")?;
/// let rows = session.run(Store::add(SeqSet::one(3)?, [Flag::Seen]))?;
/// assert!(rows[0].flags().is_some_and(|flags| flags.contains(&Flag::Seen)));
/// session.run(Store::remove(SeqSet::one(3)?, [Flag::Flagged]).silent())?;
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Store {
    set: SeqSet,
    change: Change,
}

/// UID STORE (RFC 9051 6.4.9): as [`Store`], the messages named by UID.
///
/// ```
/// use imap_proto_core::{Execute, Flag, SearchKey, UidSet, UidStore};
/// # let server = imap_testkit::Server::demo().listen_tcp()?;
/// # let mut session = imap_blocking::connect_tcp("localhost", server.port())?;
/// # session.login("demo", "demo")?;
/// # session.select("INBOX")?;
/// let found = session.uid_search(SearchKey::from("log watch"))?.numbers;
/// session.run(UidStore::add(UidSet::from_numbers(found)?, [Flag::Deleted]))?;
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct UidStore {
    set: UidSet,
    change: Change,
}

/// What is to become of the flags.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Change {
    sign: &'static str,
    silent: bool,
    flags: Vec<Flag>,
    modifiers: Vec<Param>,
}

impl Change {
    fn new(sign: &'static str, flags: impl IntoIterator<Item = Flag>) -> Self {
        let mut list = Vec::new();
        flags.into_iter().for_each(|flag| common::push_new(&mut list, flag));
        Self { sign, silent: false, flags: list, modifiers: Vec::new() }
    }

    fn write(&self, w: &mut CommandWriter<'_>) -> Result<(), EncodeError> {
        param::list(&self.modifiers, w)?;
        w.sp().word(self.sign).word(if self.silent { "FLAGS.SILENT" } else { "FLAGS" }).sp();
        common::flag_list(w, &self.flags)?;
        w.finish()
    }

    /// A row of ours holds the flags. After `.SILENT` flags are news that others made, and MODSEQ alone is
    /// our answer (RFC 7162 3.1.3). QIP answers with a row that holds nothing at all.
    fn wants(&self, row: &FetchRow, alone: bool) -> bool {
        if self.silent {
            return row.flags().is_none() && row.modseq().is_some();
        }
        row.flags().is_some()
            || row.modseq().is_some()
            || claim::wants(&[super::FetchItem::Flags], row, alone)
    }
}

macro_rules! changes {
    ($command:ty, $set:ty) => {
        impl $command {
            /// Adds these flags.
            pub fn add(set: impl Into<$set>, flags: impl IntoIterator<Item = Flag>) -> Self {
                Self { set: set.into(), change: Change::new("+", flags) }
            }

            /// Takes these flags away.
            pub fn remove(set: impl Into<$set>, flags: impl IntoIterator<Item = Flag>) -> Self {
                Self { set: set.into(), change: Change::new("-", flags) }
            }

            /// Sets these flags and takes all others away.
            pub fn replace(set: impl Into<$set>, flags: impl IntoIterator<Item = Flag>) -> Self {
                Self { set: set.into(), change: Change::new("", flags) }
            }

            /// Adds a modifier of an extension (RFC 4466 2.4), such as UNCHANGEDSINCE.
            #[must_use]
            pub fn modifier(mut self, modifier: Param) -> Self {
                self.change.modifiers.push(modifier);
                self
            }

            /// Asks for no rows in answer.
            #[must_use]
            pub fn silent(mut self) -> Self {
                self.change.silent = true;
                self
            }
        }
    };
}

changes!(Store, SeqSet);
changes!(UidStore, UidSet);

impl Command for Store {
    type Item = FetchRow;
    type Output = Vec<FetchRow>;
    const NAME: &'static str = "STORE";

    fn traits(&self) -> Traits {
        let traits = Traits::pipelined(States::Selected).with_params(&self.change.modifiers);
        traits.with_saved(self.set.is_saved()).with(|t| {
            t.numbering = Numbering::Frozen { carries: copy::carries(&self.set) };
            t.answers = Answers::FetchSeq(self.set.clone());
            t.destructive = true;
        })
    }

    fn encode(&mut self, w: &mut CommandWriter<'_>) -> Result<(), EncodeError> {
        w.word("STORE").sp().display(&self.set);
        self.change.write(w)
    }

    fn on_data(&mut self, data: Data, items: &mut Items<'_, FetchRow>) -> Claim {
        claim::by_number(
            &self.set,
            data,
            items.cx,
            |row, alone| self.change.wants(row, alone),
            |row| items.push(row),
        )
    }

    fn on_tagged(&mut self, tagged: Tagged, _: &mut Items<'_, FetchRow>) -> Outcome<Vec<FetchRow>> {
        Outcome::ok_or_refused(tagged, Vec::new)
    }

    fn collect(output: &mut Vec<FetchRow>, rows: VecDeque<FetchRow>) {
        output.extend(rows);
    }
}

impl Command for UidStore {
    type Item = FetchRow;
    type Output = Vec<FetchRow>;
    const NAME: &'static str = "UID STORE";

    fn traits(&self) -> Traits {
        let traits = Traits::pipelined(States::Selected).with_params(&self.change.modifiers);
        traits.with_saved(self.set.is_saved()).with(|t| {
            t.answers = Answers::FetchUid(self.set.clone());
            t.destructive = true;
        })
    }

    fn encode(&mut self, w: &mut CommandWriter<'_>) -> Result<(), EncodeError> {
        w.word("UID STORE").sp().display(&self.set);
        self.change.write(w)
    }

    fn on_data(&mut self, data: Data, items: &mut Items<'_, FetchRow>) -> Claim {
        claim::by_uid(
            &self.set,
            data,
            items.cx,
            |row, alone| self.change.wants(row, alone),
            |row| items.push(row),
        )
    }

    fn on_tagged(&mut self, tagged: Tagged, _: &mut Items<'_, FetchRow>) -> Outcome<Vec<FetchRow>> {
        Outcome::ok_or_refused(tagged, Vec::new)
    }

    fn collect(output: &mut Vec<FetchRow>, rows: VecDeque<FetchRow>) {
        output.extend(rows);
    }
}

#[cfg(test)]
mod tests;
