//! QRESYNC (RFC 7162 3.2): what changed while the client was away, in one round trip.

use alloc::collections::VecDeque;
use alloc::vec::Vec;

use super::condstore::changed_since;
use crate::command::select::{self, Found, Selected};
use crate::command::{Claim, Command, CommandWriter, Items, Outcome, Param, Traits, UidFetch, param};
use crate::error::EncodeError;
use crate::response::{Data, FetchRow, Tagged};
use crate::types::{Capability, MailboxName, SeqSet, UidSet};

/// What a mailbox has to tell of the time since a mod-sequence.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub enum Change {
    /// These messages are gone. The server may name UIDs that the client never knew.
    Vanished(UidSet),
    /// This message is new, or has other flags than before; it holds UID, FLAGS and MODSEQ.
    Changed(FetchRow),
}

/// Changes, gathered.
#[derive(Clone, Debug, Default, PartialEq)]
#[non_exhaustive]
pub struct Changes {
    /// What is gone, in the order it came: one set a response.
    pub vanished: Vec<UidSet>,
    /// What is new or changed.
    pub changed: Vec<FetchRow>,
}

impl Changes {
    fn add(&mut self, change: Change) {
        match change {
            Change::Vanished(uids) => self.vanished.push(uids),
            Change::Changed(row) => self.changed.push(row),
        }
    }
}

/// What [`Resync`] found.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Resynced {
    /// What SELECT tells of the mailbox.
    pub selected: Selected,
    /// What changed, apart from changes that were pulled as they came.
    pub changes: Changes,
}

/// SELECT or EXAMINE with `QRESYNC` (RFC 7162 3.2.5): opens a mailbox and tells what changed since it was last seen.
///
/// Valid when authenticated, where the server announces `QRESYNC` and it was enabled
/// ([`CommandError::NotEnabled`](crate::CommandError::NotEnabled) otherwise: [`Enable`](crate::command::Enable) it
/// first). Changes can be pulled while they arrive. If [`Selected::uid_validity`] is not the one given, the server
/// sent none: forget everything and read the mailbox anew.
///
/// ```
/// use imap_proto_core::{UidSet, ext::Resync};
/// let resync = Resync::select("INBOX", 67890007, 20050715194045000).known_uids(UidSet::range(41..=211)?);
/// # let _ = resync;
/// # Ok::<(), imap_proto_core::types::SetError>(())
/// ```
#[derive(Clone, Debug)]
pub struct Resync {
    mailbox: MailboxName,
    read_only: bool,
    uid_validity: u32,
    modseq: u64,
    known: Option<UidSet>,
    pairs: Option<(SeqSet, UidSet)>,
    found: Found,
}

impl Resync {
    /// Opens the mailbox for reading and writing. `uid_validity` and `modseq` are those of the last time.
    pub fn select(mailbox: impl Into<MailboxName>, uid_validity: u32, modseq: u64) -> Self {
        Self {
            mailbox: mailbox.into(),
            read_only: false,
            uid_validity,
            modseq,
            known: None,
            pairs: None,
            found: Found::default(),
        }
    }

    /// Opens the mailbox for reading alone.
    pub fn examine(mailbox: impl Into<MailboxName>, uid_validity: u32, modseq: u64) -> Self {
        Self { read_only: true, ..Self::select(mailbox, uid_validity, modseq) }
    }

    /// The UIDs that the client knows; without them the server takes it that all were known.
    #[must_use]
    pub fn known_uids(mut self, uids: impl Into<UidSet>) -> Self {
        self.known = Some(uids.into());
        self
    }

    /// Some message numbers and the UIDs they had (RFC 7162 3.2.5.2), so that the server can leave out what vanished
    /// long ago. Both sets have the same number of members, in ascending order.
    #[must_use]
    pub fn known_pairs(mut self, numbers: impl Into<SeqSet>, uids: impl Into<UidSet>) -> Self {
        self.pairs = Some((numbers.into(), uids.into()));
        self
    }

    fn param(&self) -> Param {
        let qresync = Param::of("QRESYNC", &["QRESYNC"]);
        let odd = |why| qresync.clone().invalid("QRESYNC argument", why);
        if self.uid_validity == 0 || self.modseq == 0 {
            return odd("UIDVALIDITY and mod-sequence begin with 1");
        }
        if self.known.as_ref().is_some_and(|set| set.has_star() || set.is_saved()) {
            return odd("known UIDs are numbers (RFC 7162 section 7)");
        }
        if let Some((numbers, uids)) = &self.pairs
            && (numbers.len_numbers().is_none() || numbers.len_numbers() != uids.len_numbers())
        {
            return odd("as many message numbers as UIDs, without *");
        }
        qresync.clone().list(|mut list| {
            list = list.number(self.uid_validity.into()).modseq(self.modseq);
            if let Some(known) = &self.known {
                list = list.uids(known.clone());
            }
            match &self.pairs {
                Some((numbers, uids)) => list.list(|list| list.numbers(numbers.clone()).uids(uids.clone())),
                None => list,
            }
        })
    }
}

impl Command for Resync {
    type Item = Change;
    type Output = Resynced;
    const NAME: &'static str = "SELECT";

    fn traits(&self) -> Traits {
        let traits = select::traits(&self.mailbox, self.read_only).with_params(&[self.param()]);
        traits.with(|t| t.enabled = Some(Capability::of("QRESYNC")))
    }

    fn encode(&mut self, w: &mut CommandWriter<'_>) -> Result<(), EncodeError> {
        w.word(if self.read_only { "EXAMINE" } else { "SELECT" }).sp().mailbox(&self.mailbox).sp();
        param::bare_list(&[self.param()], w)?;
        w.finish()
    }

    fn on_data(&mut self, data: Data, items: &mut Items<'_, Change>) -> Claim {
        match data {
            // Until CLOSED the server tells of the old mailbox, and of that never EARLIER (RFC 7162 3.2.11).
            Data::Vanished { earlier: true, uids } => items.push(Change::Vanished(uids)),
            Data::Fetch(row) if self.found.is_open() => items.push(Change::Changed(row)),
            other => {
                let claim = self.found.note(&self.mailbox, other);
                if !self.found.is_open() {
                    // What came was of the old mailbox after all: it had told its EXISTS again.
                    items.discard();
                }
                return claim;
            }
        }
        Claim::Take
    }

    fn on_tagged(&mut self, tagged: Tagged, _: &mut Items<'_, Change>) -> Outcome<Resynced> {
        match self.found.finish(&self.mailbox, tagged) {
            Outcome::Done(done) => Outcome::Done(done.map(|mut selected| {
                selected.read_only |= self.read_only;
                Resynced { selected, changes: Changes::default() }
            })),
            Outcome::Again => Outcome::Again,
        }
    }

    fn collect(output: &mut Resynced, rows: VecDeque<Change>) {
        rows.into_iter().for_each(|change| output.changes.add(change));
    }
}

/// UID FETCH with `CHANGEDSINCE` and `VANISHED` (RFC 7162 3.2.6): what changed among these messages since a
/// mod-sequence, and which of them are gone. Valid when selected, where `QRESYNC` was enabled.
///
/// ```
/// use imap_proto_core::{UidFetch, UidSet, ext::UidFetchChanges};
/// let fetch = UidFetchChanges::new(UidFetch::new(UidSet::range(300..=500)?).flags(), 12345);
/// # let _ = fetch;
/// # Ok::<(), imap_proto_core::types::SetError>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct UidFetchChanges {
    fetch: UidFetch,
}

impl UidFetchChanges {
    /// What to fetch of the messages that changed since then.
    pub fn new(fetch: UidFetch, since: u64) -> Self {
        let vanished = Param::of("VANISHED", &["QRESYNC"]);
        Self { fetch: fetch.modifier(changed_since(since)).modifier(vanished) }
    }
}

impl Command for UidFetchChanges {
    type Item = Change;
    type Output = Changes;
    const NAME: &'static str = "UID FETCH";

    fn traits(&self) -> Traits {
        self.fetch.traits().with(|t| t.enabled = Some(Capability::of("QRESYNC")))
    }

    fn encode(&mut self, w: &mut CommandWriter<'_>) -> Result<(), EncodeError> {
        self.fetch.encode(w)
    }

    fn on_data(&mut self, data: Data, items: &mut Items<'_, Change>) -> Claim {
        // Of what another such command asks it says nothing here.
        if let Data::Vanished { earlier: true, uids } = &data
            && !self.fetch.set().disjoint(uids)
        {
            items.push(Change::Vanished(uids.clone()));
            return Claim::Take;
        }
        items.through(Change::Changed, |rows| self.fetch.on_data(data, rows))
    }

    fn on_tagged(&mut self, tagged: Tagged, _: &mut Items<'_, Change>) -> Outcome<Changes> {
        Outcome::ok_or_refused(tagged, Changes::default)
    }

    fn collect(output: &mut Changes, rows: VecDeque<Change>) {
        rows.into_iter().for_each(|change| output.add(change));
    }
}

#[cfg(test)]
mod tests;
