//! The commands in flight, in order, with sums over them: a thousand of them are not looked through for each that is
//! sent or answered.

use alloc::boxed::Box;
use alloc::collections::{BTreeMap, VecDeque};
use alloc::vec::Vec;
use core::fmt;
use core::hash::{Hash, Hasher};

mod spans;

use super::inflight::Entry;
use super::view::State;
use crate::command::{Answers, Effect, Flow, Numbering};
use spans::Spans;

/// Commands in flight. Their traits and their octets do not change while they are.
#[derive(Default)]
pub(crate) struct Flight {
    entries: VecDeque<Box<Entry>>,
    sums: Sums,
    /// Entries looked at, for the tests of scaling.
    #[cfg(test)]
    pub(crate) looked: core::sync::atomic::AtomicU64,
}

/// What is known of all of them together.
#[derive(Default)]
struct Sums {
    /// Octets that count against the window. A lone upload may be of any size.
    octets: u128,
    /// Not `Flow::Pipelined`.
    exclusive: usize,
    /// EXPUNGE may come while they run.
    free: usize,
    selecting: u32,
    renewing: u32,
    /// What they find becomes `$`.
    saving: u32,
    /// The state to which the last one leads that changes it.
    leads_to: Option<State>,
    /// Whose rows are awaited, if any are.
    rows: Option<Box<Rows>>,
}

/// Commands by the rows that they await.
#[derive(Default)]
struct Rows {
    sole: Vec<&'static str>,
    /// Commands that stream literals of FETCH rows.
    streaming: usize,
    numbers: Spans,
    uids: Spans,
    statuses: usize,
    /// STATUS commands by a hash of their mailbox.
    mailboxes: BTreeMap<u64, usize>,
}

impl fmt::Debug for Flight {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.entries.fmt(f)
    }
}

impl Flight {
    pub(crate) fn len(&self) -> usize {
        self.entries.len()
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.entries.is_empty()
    }

    pub(crate) fn front(&self) -> Option<&Entry> {
        self.entries.front().map(Box::as_ref)
    }

    pub(crate) fn get(&self, index: usize) -> Option<&Entry> {
        self.look();
        self.entries.get(index).map(Box::as_ref)
    }

    pub(crate) fn get_mut(&mut self, index: usize) -> Option<&mut Entry> {
        self.look();
        self.entries.get_mut(index).map(Box::as_mut)
    }

    pub(crate) fn iter(&self) -> impl Iterator<Item = &Entry> {
        self.entries.iter().map(Box::as_ref).inspect(|_| self.look())
    }

    pub(crate) fn iter_mut(&mut self) -> impl Iterator<Item = &mut Entry> {
        #[cfg(test)]
        let looked = &self.looked;
        self.entries.iter_mut().map(Box::as_mut).inspect(move |_| {
            #[cfg(test)]
            looked.fetch_add(1, core::sync::atomic::Ordering::Relaxed);
        })
    }

    fn look(&self) {
        #[cfg(test)]
        self.looked.fetch_add(1, core::sync::atomic::Ordering::Relaxed);
    }

    /// True when a command is to be asked about large literals.
    pub(crate) fn streams(&self) -> bool {
        self.sums.rows.as_ref().is_some_and(|rows| rows.streaming > 0)
    }

    /// Where a command is. Its serial number tells, but for a command that was sent anew.
    pub(crate) fn position(&self, id: u64) -> Option<usize> {
        let found = self.entries.binary_search_by_key(&id, |entry| {
            self.look();
            entry.id
        });
        found.ok().or_else(|| self.iter().position(|entry| entry.id == id))
    }

    /// Nearly always it is the first.
    #[inline]
    pub(crate) fn find(&self, id: u64) -> Option<&Entry> {
        let first = self.front().filter(|entry| entry.id == id);
        first.or_else(|| self.entries.get(self.position(id)?).map(Box::as_ref))
    }

    #[inline]
    pub(crate) fn find_mut(&mut self, id: u64) -> Option<&mut Entry> {
        if self.front().is_some_and(|entry| entry.id == id) {
            return self.entries.front_mut().map(Box::as_mut);
        }
        let index = self.position(id)?;
        self.entries.get_mut(index).map(Box::as_mut)
    }

    pub(crate) fn push_back(&mut self, entry: Box<Entry>) {
        self.sums.add(&entry);
        self.entries.push_back(entry);
    }

    /// Puts a command where it was, for it goes on.
    pub(crate) fn push_front(&mut self, entry: Box<Entry>) {
        self.sums.add(&entry);
        self.entries.push_front(entry);
    }

    pub(crate) fn remove(&mut self, index: usize) -> Option<Box<Entry>> {
        let entry = self.entries.remove(index)?;
        self.sums.subtract(&entry);
        if self.entries.is_empty() {
            // A connection that idles keeps nothing.
            self.entries = VecDeque::new();
            self.sums.rows = None;
        }
        if leads_to(&entry.traits.effect).is_some() {
            self.sums.leads_to = self.iter().filter_map(|entry| leads_to(&entry.traits.effect)).last();
        }
        Some(entry)
    }

    pub(crate) fn into_entries(self) -> VecDeque<Box<Entry>> {
        self.entries
    }

    /// The command that negotiates a continuation: it holds all later ones, so it is the last.
    pub(crate) fn negotiating(&self) -> Option<&Entry> {
        self.entries.back().map(Box::as_ref).filter(|entry| entry.negotiating())
    }

    /// Octets that no tagged reply has confirmed.
    pub(crate) fn octets(&self) -> usize {
        usize::try_from(self.sums.octets).unwrap_or(usize::MAX)
    }

    pub(crate) fn any_exclusive(&self) -> bool {
        self.sums.exclusive > 0
    }

    pub(crate) fn any_free(&self) -> bool {
        self.sums.free > 0
    }

    pub(crate) fn any_selecting(&self) -> bool {
        self.sums.selecting > 0
    }

    pub(crate) fn any_saving(&self) -> bool {
        self.sums.saving > 0
    }

    pub(crate) fn any_renewing(&self) -> bool {
        self.sums.renewing > 0
    }

    /// The state in which the server will meet a command sent now, if what is in flight goes well.
    pub(crate) fn expected_state(&self, now: State) -> State {
        self.sums.leads_to.unwrap_or(now)
    }

    /// How many take FETCH rows, and how many STATUS rows.
    pub(crate) fn takers(&self) -> (usize, usize) {
        let rows = self.sums.rows.as_deref();
        rows.map_or((0, 0), |rows| (rows.numbers.sets() + rows.uids.sets(), rows.statuses))
    }

    /// Rows of one of them could be taken for rows of a command that answers `next`.
    pub(crate) fn confusable(&self, entry: &Entry) -> bool {
        let (Some(rows), next) = (&self.sums.rows, &entry.traits) else { return false };
        let takes_fetch = matches!(next.answers, Answers::FetchSeq(_) | Answers::FetchUid(_));
        if takes_fetch && (rows.streaming > 0 || (next.streams && self.takers().0 > 0)) {
            // A row may bring its literals before its UID, and then nothing says whose they are.
            return true;
        }
        match &next.answers {
            Answers::Nothing => false,
            Answers::Sole(keyword) => rows.sole.contains(keyword),
            // A row answers either by number or by UID, and nothing in it says which was asked.
            Answers::FetchSeq(set) => rows.uids.sets() > 0 || rows.numbers.meets(set.spans()),
            Answers::FetchUid(set) => rows.numbers.sets() > 0 || rows.uids.meets(set.spans()),
            Answers::Status(_) => {
                rows.mailboxes.contains_key(&entry.mailbox)
                    && self.iter().any(|other| other.traits.answers == next.answers)
            }
        }
    }
}

impl Sums {
    fn add(&mut self, entry: &Entry) {
        let traits = &entry.traits;
        self.octets += entry.octets as u128;
        self.exclusive += usize::from(traits.flow != Flow::Pipelined);
        self.free += usize::from(matches!(traits.numbering, Numbering::Free { .. }));
        self.selecting += u32::from(matches!(traits.effect, Effect::Selects { .. }));
        self.renewing += u32::from(traits.renew_after.is_some());
        self.saving += u32::from(traits.saves);
        self.leads_to = leads_to(&traits.effect).or(self.leads_to);
        if traits.answers != Answers::Nothing {
            self.rows.get_or_insert_default().add(entry);
        }
    }

    fn subtract(&mut self, entry: &Entry) {
        let traits = &entry.traits;
        self.octets = self.octets.saturating_sub(entry.octets as u128);
        self.exclusive -= usize::from(traits.flow != Flow::Pipelined);
        self.free -= usize::from(matches!(traits.numbering, Numbering::Free { .. }));
        self.selecting -= u32::from(matches!(traits.effect, Effect::Selects { .. }));
        self.renewing -= u32::from(traits.renew_after.is_some());
        self.saving -= u32::from(traits.saves);
        if let Some(rows) = &mut self.rows {
            rows.subtract(entry);
        }
    }
}

impl Rows {
    fn add(&mut self, entry: &Entry) {
        let traits = &entry.traits;
        self.streaming += usize::from(traits.streams);
        match &traits.answers {
            Answers::Nothing => {}
            Answers::Sole(keyword) => self.sole.push(keyword),
            Answers::FetchSeq(set) => self.numbers.add(set.spans()),
            Answers::FetchUid(set) => self.uids.add(set.spans()),
            Answers::Status(_) => {
                self.statuses += 1;
                *self.mailboxes.entry(entry.mailbox).or_default() += 1;
            }
        }
    }

    fn subtract(&mut self, entry: &Entry) {
        let traits = &entry.traits;
        self.streaming -= usize::from(traits.streams);
        match &traits.answers {
            Answers::Nothing => {}
            Answers::Sole(keyword) => {
                if let Some(at) = self.sole.iter().position(|other| other == keyword) {
                    self.sole.swap_remove(at);
                }
            }
            Answers::FetchSeq(set) => self.numbers.remove(set.spans()),
            Answers::FetchUid(set) => self.uids.remove(set.spans()),
            Answers::Status(_) => {
                self.statuses -= 1;
                if let Some(count @ 2..) = self.mailboxes.get_mut(&entry.mailbox) {
                    *count -= 1;
                } else {
                    self.mailboxes.remove(&entry.mailbox);
                }
            }
        }
    }
}

fn leads_to(effect: &Effect) -> Option<State> {
    match effect {
        Effect::Selects { .. } => Some(State::Selected),
        Effect::Deselects | Effect::Authenticates => Some(State::Authenticated),
        Effect::Unauthenticates => Some(State::NotAuthenticated),
        Effect::LogsOut => Some(State::Logout),
        Effect::None | Effect::ForgetsCapabilities | Effect::Enables { .. } | Effect::Notifies { .. } => None,
    }
}

/// A hash of the mailbox whose STATUS row is awaited. Two names with one hash are compared, so a collision costs time,
/// and nothing else.
pub(super) fn mailbox(answers: &Answers) -> u64 {
    let Answers::Status(name) = answers else { return 0 };
    let mut hasher = Fnv(0xcbf2_9ce4_8422_2325);
    name.hash(&mut hasher);
    hasher.finish()
}

/// FNV-1a, eight octets at a time.
struct Fnv(u64);

impl Fnv {
    fn add(&mut self, octets: u64) {
        self.0 = (self.0 ^ octets).wrapping_mul(0x0100_0000_01b3).rotate_left(23);
    }
}

impl Hasher for Fnv {
    fn finish(&self) -> u64 {
        self.0
    }

    fn write(&mut self, octets: &[u8]) {
        let (chunks, rest) = octets.as_chunks();
        chunks.iter().for_each(|chunk| self.add(u64::from_le_bytes(*chunk)));
        rest.iter().for_each(|octet| self.add(u64::from(*octet)));
    }
}

#[cfg(test)]
mod tests;
