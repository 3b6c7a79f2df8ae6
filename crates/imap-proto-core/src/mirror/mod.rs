//! The selected mailbox as a client sees it: message numbers, UIDs and flags, kept in step with what the server says.

use crate::response::{Code, Data, FetchRow};
use crate::types::{FlagSet, UidSet};

mod runs;

use runs::{Entry, Runs};

/// What is known of a message.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct Message {
    /// Its UID.
    pub uid: u32,
    /// Its flags, if the server told.
    pub flags: Option<FlagSet>,
    /// Its mod-sequence, if the server told (RFC 7162).
    pub modseq: Option<u64>,
}

/// What became of the mirror.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Applied {
    /// Nothing changed.
    Unchanged,
    /// It is up to date.
    Changed,
    /// What the server said contradicts what it said before, so that nothing is known of any message any more, but how
    /// many there are: fetch UIDs anew.
    Reset(&'static str),
    /// So many messages are known that no further one is kept.
    Full,
}

/// Message number <-> UID <-> flags of the selected mailbox (RFC 9051 2.3.1, 5.2).
///
/// It has to see every untagged response, in the order in which they came, those that answer commands too: a number
/// means another message after an EXPUNGE. A connection with [`Config::mirror`](crate::Config::mirror) feeds one itself
/// and shows it as [`Connection::mirror`](crate::Connection::mirror); whoever has all responses may do it by hand.
///
/// Messages become known by FETCH rows with their UID. Memory is a few words for each message that is known, and
/// nothing for the others, whatever EXISTS says. Finding a message, and removing one, takes about as long as the square
/// root of their number.
///
/// ```
/// use imap_proto_core::mirror::Mirror;
/// use imap_proto_core::response::{Data, FetchRow};
/// let mut mirror = Mirror::new(100_000);
/// mirror.apply(&Data::Exists(3));
/// mirror.apply(&Data::Fetch(FetchRow::from_wire(b"* 3 FETCH (UID 9 FLAGS (\\Seen))").unwrap()));
/// mirror.apply(&Data::Expunge(1));
/// assert_eq!((mirror.number_of(9), mirror.len()), (Some(2), 2));
/// assert!(mirror.message(2).unwrap().flags.as_ref().unwrap().is_seen());
/// ```
#[derive(Clone, Debug)]
pub struct Mirror {
    runs: Runs,
    uid_validity: Option<u32>,
    most: usize,
}

impl Mirror {
    /// An empty mailbox. At most `most` messages are kept.
    pub fn new(most: usize) -> Self {
        Self { runs: Runs::default(), uid_validity: None, most }
    }

    /// Forgets everything: another mailbox is being selected.
    pub fn clear(&mut self) {
        *self = Self::new(self.most);
    }

    /// Messages in the mailbox.
    pub fn len(&self) -> u32 {
        self.runs.messages()
    }

    /// True when there is none.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Messages whose UID is known.
    pub fn known(&self) -> usize {
        self.runs.known()
    }

    /// The message with this number, if it is known.
    pub fn message(&self, number: u32) -> Option<&Message> {
        self.runs.entry(self.runs.place(number)?)?.known()
    }

    /// The number of the message with this UID, if it is known.
    pub fn number_of(&self, uid: u32) -> Option<u32> {
        let (number, place) = self.runs.first_from(uid)?;
        (self.runs.entry(place)?.known()?.uid == uid).then_some(number)
    }

    /// The messages that are known, with their numbers, ascending.
    pub fn messages(&self) -> impl Iterator<Item = (u32, &Message)> {
        let mut number = 0_u32;
        self.runs.entries().filter_map(move |entry| match entry {
            Entry::Known(message) => {
                number += 1;
                Some((number, message))
            }
            Entry::Unknown(count) => {
                number += count;
                None
            }
        })
    }

    /// The numbers of messages whose UID is not known, as ranges, ascending.
    pub fn unknown(&self) -> impl Iterator<Item = core::ops::RangeInclusive<u32>> + '_ {
        let mut number = 0_u32;
        self.runs.entries().filter_map(move |entry| match entry {
            Entry::Known(_) => {
                number += 1;
                None
            }
            Entry::Unknown(count) => {
                let first = number + 1;
                number += count;
                Some(first..=number)
            }
        })
    }

    /// Takes note of what the server said.
    pub fn apply(&mut self, data: &Data) -> Applied {
        match data {
            Data::Exists(count) => self.exists(*count),
            Data::Expunge(number) if self.runs.remove(*number) => Applied::Changed,
            Data::Expunge(_) => self.reset("EXPUNGE above EXISTS"),
            Data::Vanished { earlier, uids } => self.vanished(uids, *earlier),
            Data::Fetch(row) => self.row(row),
            Data::Status(status) => self.code(status.code.as_ref()),
            _ => Applied::Unchanged,
        }
    }

    /// Takes note of a response code, of an untagged or a tagged status.
    pub fn code(&mut self, code: Option<&Code>) -> Applied {
        match code {
            Some(Code::Closed) => {
                self.clear();
                Applied::Changed
            }
            Some(Code::UidValidity(now)) => match self.uid_validity.replace(*now) {
                Some(before) if before != *now => self.reset("UIDVALIDITY changed"),
                _ => Applied::Unchanged,
            },
            _ => Applied::Unchanged,
        }
    }

    fn reset(&mut self, why: &'static str) -> Applied {
        self.runs = Runs::unknown(self.runs.messages());
        Applied::Reset(why)
    }

    fn exists(&mut self, count: u32) -> Applied {
        match count.checked_sub(self.runs.messages()) {
            Some(0) => Applied::Unchanged,
            Some(more) => {
                self.runs.append(more);
                Applied::Changed
            }
            None => {
                self.runs = Runs::unknown(count);
                Applied::Reset("fewer messages without an EXPUNGE")
            }
        }
    }

    fn row(&mut self, row: &FetchRow) -> Applied {
        // UIDFETCH has no number (RFC 9586).
        let number =
            if row.seq() > 0 { Some(row.seq()) } else { row.uid().and_then(|uid| self.number_of(uid)) };
        let Some(place) = number.and_then(|number| self.runs.place(number)) else {
            return if row.seq() > 0 { self.reset("FETCH above EXISTS") } else { Applied::Unchanged };
        };
        match (self.runs.entry_mut(place), row.uid()) {
            (Some(Entry::Known(message)), uid) if uid.is_none_or(|uid| uid == message.uid) => {
                update(message, row)
            }
            (Some(Entry::Known(_)), _) => {
                let reset = self.reset("another UID for a message");
                self.row(row);
                reset
            }
            (Some(Entry::Unknown(_)), Some(uid)) => self.learn(place, uid, row),
            (Some(Entry::Unknown(_)) | None, _) => Applied::Unchanged,
        }
    }

    fn learn(&mut self, place: runs::Place, uid: u32, row: &FetchRow) -> Applied {
        if self.runs.known() >= self.most {
            return Applied::Full;
        }
        let (below, above) = self.runs.neighbours(place);
        if below.is_some_and(|below| below >= uid) || above.is_some_and(|above| above <= uid) {
            let reset = self.reset("UIDs that do not ascend");
            self.row(row);
            return reset;
        }
        let mut message = Message { uid, flags: None, modseq: None };
        update(&mut message, row);
        self.runs.learn(place, message);
        Applied::Changed
    }

    /// Each UID is one message (RFC 7162 3.2.10); those that are not known lie in the run between the known ones.
    fn vanished(&mut self, uids: &UidSet, earlier: bool) -> Applied {
        let mut applied = Applied::Unchanged;
        for (first, last) in uids.ranges() {
            let last = last.unwrap_or(u32::MAX);
            let (low, high) = (first.min(last), first.max(last));
            let known = self.remove_known(low, high);
            if known > 0 {
                applied = Applied::Changed;
            }
            // With EARLIER the server may name UIDs that the client never heard of, and no number changes by them.
            let unknown = u64::from(high - low) + 1 - u64::from(known);
            if earlier || unknown == 0 {
                continue;
            }
            if !self.remove_unknown(low, unknown) {
                return self.reset("VANISHED more than there are");
            }
            applied = Applied::Changed;
        }
        applied
    }

    fn remove_known(&mut self, low: u32, high: u32) -> u32 {
        let mut count = 0;
        while let Some((number, place)) = self.runs.first_from(low) {
            let uid = self.runs.entry(place).and_then(Entry::known).map(|known| known.uid);
            if uid.is_none_or(|uid| uid > high) || !self.runs.remove(number) {
                break;
            }
            count += 1;
        }
        count
    }

    /// Removes messages of the run that ends ahead of the first known UID from `uid` on.
    fn remove_unknown(&mut self, uid: u32, count: u64) -> bool {
        let end = self.runs.first_from(uid).map_or_else(|| self.runs.messages(), |(number, _)| number - 1);
        let start = self.runs.last_known_up_to(end);
        let Some(count) = u32::try_from(count).ok().filter(|count| *count <= end - start) else {
            return false;
        };
        self.runs.remove_run(start + 1, count);
        true
    }
}

fn update(message: &mut Message, row: &FetchRow) -> Applied {
    let before = (message.flags.clone(), message.modseq);
    if let Some(flags) = row.flags() {
        message.flags = Some(flags.clone().compact());
    }
    message.modseq = row.modseq().or(message.modseq);
    if before == (message.flags.clone(), message.modseq) { Applied::Unchanged } else { Applied::Changed }
}

#[cfg(test)]
mod tests;
