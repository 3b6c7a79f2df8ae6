//! The commands that store annotations.

use alloc::collections::VecDeque;
use alloc::vec::Vec;

use bytes::Bytes;

use super::{Attribute, CAPABILITY, EntryName};
use crate::command::common::{self, Unchecked, unchecked};
use crate::command::fetch::claim;
use crate::command::{
    Answers, Claim, Command, CommandWriter, Items, Need, Numbering, Outcome, Param, States, Traits, copy,
    param,
};
use crate::error::EncodeError;
use crate::ext::annotatemore::set::Changes;
use crate::response::{Data, FetchRow, Tagged};
use crate::types::{SeqSet, UidSet};

/// STORE of annotations (RFC 5257 4.5), of messages named by number. Valid when selected, where the server announces
/// `ANNOTATE-EXPERIMENT-1`.
///
/// The server tells nothing but, with CONDSTORE, rows with MODSEQ: they are the output. A NO with
/// [`AnnotateCode`](super::AnnotateCode) says what is too much. No attribute at all, and an entry that is no path or
/// holds a wildcard, are an [`EncodeError::Invalid`]; a value with a NUL goes as literal8 and is an
/// [`EncodeError::NeedsBinary`] where the server takes none (RFC 3516).
///
/// ```
/// use imap_proto_core::{SeqSet, ext::StoreAnnotations};
/// let store = StoreAnnotations::new(SeqSet::one(1)?)
///     .set("/comment", "value.priv", "Get tix Tuesday")
///     .remove("/comment", "value.shared");
/// # let _ = store;
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StoreAnnotations {
    set: SeqSet,
    store: Store,
    unchecked: Unchecked,
}

/// UID STORE of annotations (RFC 5257 4.5): as [`StoreAnnotations`], the messages named by UID.
///
/// ```
/// use imap_proto_core::{UidSet, ext::UidStoreAnnotations};
/// let store = UidStoreAnnotations::new(UidSet::one(1123)?).set("/altsubject", "value.priv", "Wots On");
/// # let _ = store;
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct UidStoreAnnotations {
    set: UidSet,
    store: Store,
    unchecked: Unchecked,
}

/// What both have in common.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
struct Store {
    changes: Changes,
    modifiers: Vec<Param>,
}

impl Store {
    fn write(&self, w: &mut CommandWriter<'_>) -> Result<(), EncodeError> {
        if !self.modifiers.is_empty() {
            param::bare_list(&self.modifiers, w.sp())?;
        }
        w.word(" ANNOTATION (");
        self.changes.write(w, common::nstring8)?;
        w.word(")").finish()
    }

    fn traits(&self, unchecked: Unchecked, own: Traits) -> Traits {
        let traits = own.with_params(&self.modifiers).with(|t| t.destructive = true);
        unchecked.needs(traits, Need::named(CAPABILITY))
    }
}

/// The STORE of annotations is silent: MODSEQ alone is its answer (RFC 7162 3.1.3), flags are news.
fn wants(row: &FetchRow) -> bool {
    row.flags().is_none() && row.modseq().is_some()
}

macro_rules! changes {
    ($command:ident, $set:ty) => {
        impl $command {
            /// Names the messages, with nothing to change yet.
            pub fn new(set: impl Into<$set>) -> Self {
                Self { set: set.into(), store: Store::default(), unchecked: Unchecked::default() }
            }

            /// Gives an attribute of an entry a value.
            #[must_use]
            pub fn set(
                mut self,
                entry: impl Into<EntryName>,
                attribute: impl Into<Attribute>,
                value: impl Into<Bytes>,
            ) -> Self {
                self.store.changes.push(entry.into(), attribute.into(), Some(value.into()));
                self
            }

            /// Removes an attribute of an entry.
            #[must_use]
            pub fn remove(mut self, entry: impl Into<EntryName>, attribute: impl Into<Attribute>) -> Self {
                self.store.changes.push(entry.into(), attribute.into(), None);
                self
            }

            /// Adds a modifier of an extension (RFC 4466 2.4), such as UNCHANGEDSINCE.
            #[must_use]
            pub fn modifier(mut self, modifier: Param) -> Self {
                self.store.modifiers.push(modifier);
                self
            }
        }

        unchecked!($command);
    };
}

changes!(StoreAnnotations, SeqSet);
changes!(UidStoreAnnotations, UidSet);

impl Command for StoreAnnotations {
    type Item = FetchRow;
    type Output = Vec<FetchRow>;
    const NAME: &'static str = "STORE";

    fn traits(&self) -> Traits {
        let own = Traits::pipelined(States::Selected).with_saved(self.set.is_saved()).with(|t| {
            t.numbering = Numbering::Frozen { carries: copy::carries(&self.set) };
            t.answers = Answers::FetchSeq(self.set.clone());
        });
        self.store.traits(self.unchecked, own)
    }

    fn encode(&mut self, w: &mut CommandWriter<'_>) -> Result<(), EncodeError> {
        w.word("STORE").sp().display(&self.set);
        self.store.write(w)
    }

    fn on_data(&mut self, data: Data, items: &mut Items<'_, FetchRow>) -> Claim {
        claim::by_number(&self.set, data, items.cx, |row, _| wants(row), |row| items.push(row))
    }

    fn on_tagged(&mut self, tagged: Tagged, _: &mut Items<'_, FetchRow>) -> Outcome<Vec<FetchRow>> {
        Outcome::ok_or_refused(tagged, Vec::new)
    }

    fn collect(output: &mut Vec<FetchRow>, rows: VecDeque<FetchRow>) {
        output.extend(rows);
    }
}

impl Command for UidStoreAnnotations {
    type Item = FetchRow;
    type Output = Vec<FetchRow>;
    const NAME: &'static str = "UID STORE";

    fn traits(&self) -> Traits {
        let answers = Answers::FetchUid(self.set.clone());
        let own = Traits::pipelined(States::Selected).with_saved(self.set.is_saved());
        self.store.traits(self.unchecked, own.with(|t| t.answers = answers))
    }

    fn encode(&mut self, w: &mut CommandWriter<'_>) -> Result<(), EncodeError> {
        w.word("UID STORE").sp().display(&self.set);
        self.store.write(w)
    }

    fn on_data(&mut self, data: Data, items: &mut Items<'_, FetchRow>) -> Claim {
        claim::by_uid(&self.set, data, items.cx, |row, _| wants(row), |row| items.push(row))
    }

    fn on_tagged(&mut self, tagged: Tagged, _: &mut Items<'_, FetchRow>) -> Outcome<Vec<FetchRow>> {
        Outcome::ok_or_refused(tagged, Vec::new)
    }

    fn collect(output: &mut Vec<FetchRow>, rows: VecDeque<FetchRow>) {
        output.extend(rows);
    }
}
