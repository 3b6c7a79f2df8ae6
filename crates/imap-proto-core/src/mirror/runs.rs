//! Messages in the order of their numbers: those with a known UID one by one, the others as runs.
//!
//! In blocks, so that neither a look-up nor a removal passes over all of them: with n entries both cost about the root
//! of n. An unknown message is never an entry of its own, so the number that EXISTS announces sizes nothing.

use alloc::vec::Vec;

use super::Message;

/// Entries of a block, at most.
const BLOCK: usize = 512;

#[derive(Clone, Debug, PartialEq)]
pub(super) enum Entry {
    Known(Message),
    Unknown(u32),
}

impl Entry {
    fn messages(&self) -> u32 {
        match self {
            Self::Known(_) => 1,
            Self::Unknown(count) => *count,
        }
    }

    pub(super) fn known(&self) -> Option<&Message> {
        if let Self::Known(message) = self { Some(message) } else { None }
    }
}

#[derive(Clone, Debug, Default)]
struct Block {
    entries: Vec<Entry>,
    messages: u32,
    /// The highest UID known in it.
    last_uid: Option<u32>,
}

impl Block {
    fn new(entries: Vec<Entry>) -> Self {
        let mut block = Self { entries, ..Self::default() };
        block.recount();
        block
    }

    fn recount(&mut self) {
        self.messages = self.entries.iter().map(Entry::messages).sum();
        self.last_uid = self.entries.iter().rev().find_map(|entry| entry.known().map(|known| known.uid));
    }
}

/// Where a message is: the entry, and its place in a run.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Place {
    block: usize,
    entry: usize,
    offset: u32,
}

#[derive(Clone, Debug, Default)]
pub(super) struct Runs {
    blocks: Vec<Block>,
    messages: u32,
    known: usize,
}

impl Runs {
    pub(super) fn unknown(count: u32) -> Self {
        let mut runs = Self::default();
        runs.append(count);
        runs
    }

    /// How many messages there are.
    pub(super) fn messages(&self) -> u32 {
        self.messages
    }

    /// How many of them have a known UID.
    pub(super) fn known(&self) -> usize {
        self.known
    }

    pub(super) fn entries(&self) -> impl DoubleEndedIterator<Item = &Entry> {
        self.blocks.iter().flat_map(|block| &block.entries)
    }

    /// Adds messages that nothing is known of at the end.
    pub(super) fn append(&mut self, count: u32) {
        let count = count.min(u32::MAX - self.messages);
        self.messages += count;
        match self.blocks.last_mut().map(|block| (block.entries.last_mut(), &mut block.messages)) {
            _ if count == 0 => {}
            Some((Some(Entry::Unknown(run)), messages)) => {
                *run += count;
                *messages += count;
            }
            _ => self.blocks.push(Block::new(Vec::from([Entry::Unknown(count)]))),
        }
    }

    /// The message with this number, from 1.
    pub(super) fn place(&self, number: u32) -> Option<Place> {
        let mut left = number.checked_sub(1)?;
        let step = |left: &mut u32, count: u32| {
            let inside = *left < count;
            if !inside {
                *left -= count;
            }
            inside
        };
        let block = self.blocks.iter().position(|block| step(&mut left, block.messages))?;
        let entries = &self.blocks.get(block)?.entries;
        let entry = entries.iter().position(|entry| step(&mut left, entry.messages()))?;
        Some(Place { block, entry, offset: left })
    }

    pub(super) fn entry(&self, place: Place) -> Option<&Entry> {
        self.blocks.get(place.block)?.entries.get(place.entry)
    }

    pub(super) fn entry_mut(&mut self, place: Place) -> Option<&mut Entry> {
        self.blocks.get_mut(place.block)?.entries.get_mut(place.entry)
    }

    /// The first message whose UID is not below `uid`: its number, and its place.
    pub(super) fn first_from(&self, uid: u32) -> Option<(u32, Place)> {
        let block = self.blocks.iter().position(|block| block.last_uid.is_some_and(|last| last >= uid))?;
        let before: u32 = self.blocks.get(..block)?.iter().map(|block| block.messages).sum();
        let entries = &self.blocks.get(block)?.entries;
        let entry = entries.iter().position(|entry| entry.known().is_some_and(|known| known.uid >= uid))?;
        let number = before + entries.get(..entry)?.iter().map(Entry::messages).sum::<u32>() + 1;
        Some((number, Place { block, entry, offset: 0 }))
    }

    /// The UIDs known next to a place, below and above.
    pub(super) fn neighbours(&self, place: Place) -> (Option<u32>, Option<u32>) {
        let uid = |entry: &Entry| entry.known().map(|known| known.uid);
        let here = self.blocks.get(place.block).map(|block| block.entries.split_at(place.entry));
        let (front, back) = here.unwrap_or_default();
        let below = front
            .iter()
            .rev()
            .find_map(uid)
            .or_else(|| self.blocks.get(..place.block)?.iter().rev().find_map(|block| block.last_uid));
        let above = back.iter().skip(1).find_map(uid).or_else(|| {
            let behind = self.blocks.get(place.block + 1..)?;
            behind.iter().find(|block| block.last_uid.is_some())?.entries.iter().find_map(uid)
        });
        (below, above)
    }

    /// Makes a message of a run known.
    pub(super) fn learn(&mut self, place: Place, message: Message) {
        let Some(block) = self.blocks.get_mut(place.block) else { return };
        let Some(Entry::Unknown(count)) = block.entries.get(place.entry) else { return };
        let (before, behind) = (place.offset, count - place.offset - 1);
        let run = |count: u32| (count > 0).then_some(Entry::Unknown(count));
        let pieces = run(before).into_iter().chain([Entry::Known(message)]).chain(run(behind));
        block.entries.splice(place.entry..=place.entry, pieces);
        block.recount();
        self.known += 1;
        self.split(place.block);
    }

    /// Removes the message with this number.
    pub(super) fn remove(&mut self, number: u32) -> bool {
        let Some(place) = self.place(number) else { return false };
        let Some(block) = self.blocks.get_mut(place.block) else { return false };
        match block.entries.get_mut(place.entry) {
            Some(Entry::Unknown(count @ 2..)) => *count -= 1,
            Some(Entry::Known(_)) => {
                block.entries.remove(place.entry);
                self.known -= 1;
            }
            _ => drop(block.entries.remove(place.entry)),
        }
        block.recount();
        self.messages -= 1;
        self.tidy(place.block);
        true
    }

    /// Removes so many messages that nothing is known of, from this number on.
    pub(super) fn remove_run(&mut self, first: u32, mut count: u32) {
        while count > 0 {
            let Some(place) = self.place(first) else { return };
            let Some(block) = self.blocks.get_mut(place.block) else { return };
            let Some(Entry::Unknown(run)) = block.entries.get_mut(place.entry) else { return };
            let gone = count.min(*run - place.offset);
            *run -= gone;
            if *run == 0 {
                block.entries.remove(place.entry);
            }
            block.recount();
            self.messages -= gone;
            count -= gone;
            self.tidy(place.block);
        }
    }

    /// The number of the last known message up to this number, or 0.
    pub(super) fn last_known_up_to(&self, end: u32) -> u32 {
        let Some(place) = self.place(end) else { return 0 };
        let mut number = end - place.offset;
        let here = self.blocks.get(place.block).and_then(|block| block.entries.get(..=place.entry));
        let before = self.blocks.get(..place.block).unwrap_or_default();
        // The number of the first message of each entry, from the last entry to the first.
        let mut first = true;
        let earlier = before.iter().rev().flat_map(|block| block.entries.iter().rev());
        for entry in here.unwrap_or_default().iter().rev().chain(earlier) {
            if !core::mem::take(&mut first) {
                number -= entry.messages();
            }
            if entry.known().is_some() {
                return number;
            }
        }
        0
    }

    /// Joins runs that touch, and takes out a block that is empty.
    fn tidy(&mut self, index: usize) {
        let Some(block) = self.blocks.get_mut(index) else { return };
        block.entries.dedup_by(|later, earlier| match (later, earlier) {
            (Entry::Unknown(more), Entry::Unknown(count)) => {
                *count += *more;
                true
            }
            _ => false,
        });
        if block.entries.is_empty() {
            self.blocks.remove(index);
        } else {
            self.join(index);
        }
    }

    /// Puts two neighbours into one block where both are small, and gives memory back: a peer that fills and empties
    /// blocks makes neither many of them nor large ones.
    fn join(&mut self, index: usize) {
        let entries = |at: usize| self.blocks.get(at).map_or(BLOCK, |block| block.entries.len());
        let first = if entries(index) + entries(index + 1) <= BLOCK / 2 {
            index
        } else if index > 0 && entries(index - 1) + entries(index) <= BLOCK / 2 {
            index - 1
        } else {
            if let Some(block) = self.blocks.get_mut(index) {
                block.entries.shrink_to(2 * block.entries.len());
            }
            return;
        };
        let second = self.blocks.remove(first + 1);
        if let Some(block) = self.blocks.get_mut(first) {
            block.entries.extend(second.entries);
            block.recount();
        }
    }

    fn split(&mut self, index: usize) {
        let Some(block) = self.blocks.get_mut(index) else { return };
        if block.entries.len() > BLOCK {
            let half = block.entries.split_off(BLOCK / 2);
            block.entries.shrink_to_fit();
            block.recount();
            self.blocks.insert(index + 1, Block::new(half));
        }
    }
}

#[cfg(test)]
impl Runs {
    /// Blocks, and the entries that their memory has room for.
    pub(super) fn held(&self) -> (usize, usize) {
        (self.blocks.len(), self.blocks.iter().map(|block| block.entries.capacity()).sum())
    }
}
