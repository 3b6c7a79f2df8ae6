//! What a session knows of its mailbox, and how it learns the rest (RFC 3501 5.2).

use std::collections::BTreeSet;

use super::super::fetch;
use super::super::flags::Flags;
use super::super::mailbox::Mailbox;
use super::super::sequence::SequenceSet;
use super::Session;
use super::reply::Refusal;

/// The selected mailbox as the client has seen it: the message numbers are the places in `uids`.
#[derive(Debug)]
pub(super) struct View {
    pub(super) uid_validity: u32,
    pub(super) read_only: bool,
    pub(super) uids: Vec<u32>,
    pub(super) recent: BTreeSet<u32>,
    /// Up to which moment flags were shown.
    seen: u64,
    /// Messages are gone of which the client was not told yet.
    stale: bool,
}

impl View {
    /// Opens a mailbox; only a session that may write takes the `\Recent` flags away.
    pub(super) fn open(mailbox: &mut Mailbox, read_only: bool) -> Self {
        let uids: Vec<u32> = mailbox.messages.iter().map(|m| m.uid).collect();
        let mut view = Self {
            uid_validity: mailbox.uid_validity,
            read_only,
            uids,
            recent: BTreeSet::new(),
            seen: mailbox.changed,
            stale: false,
        };
        view.take_recent(mailbox);
        view
    }

    fn take_recent(&mut self, mailbox: &mut Mailbox) {
        let fresh = mailbox.messages.iter().map(|m| m.uid).filter(|&uid| uid >= mailbox.recent_from);
        self.recent.extend(fresh);
        if !self.read_only {
            mailbox.recent_from = mailbox.uid_next;
        }
    }

    /// The message number of a UID.
    pub(super) fn number_of(&self, uid: u32) -> Option<usize> {
        self.uids.binary_search(&uid).ok().map(|at| at + 1)
    }

    /// The highest message number.
    pub(super) fn count(&self) -> u32 {
        u32::try_from(self.uids.len()).unwrap_or(u32::MAX)
    }

    pub(super) fn last_uid(&self) -> u32 {
        self.uids.last().copied().unwrap_or(0)
    }

    /// The messages of a set, as number and UID. Numbers beyond the mailbox are an error, UIDs are not.
    pub(super) fn choose(&self, set: &SequenceSet, uid: bool) -> Result<Vec<(usize, u32)>, Refusal> {
        if !uid && set.highest_written() > self.count() {
            return Err("Invalid message sequence number".into());
        }
        let set = set.resolve(if uid { self.last_uid() } else { self.count() });
        let numbered = (1_u32..).zip(self.uids.iter().copied());
        let chosen = numbered.filter(|&(number, own)| set.contains(if uid { own } else { number }));
        Ok(chosen.map(|(number, own)| (usize::try_from(number).unwrap_or(usize::MAX), own)).collect())
    }

    /// Writes EXPUNGE, EXISTS, RECENT and FETCH FLAGS for what changed since the last time.
    pub(super) fn update(&mut self, mailbox: &mut Mailbox, me: u64, expunge: bool, out: &mut Vec<u8>) {
        if mailbox.changed == self.seen && !self.stale {
            return;
        }
        self.stale = !expunge;
        if expunge {
            self.write_expunges(mailbox, out);
        }
        // UIDs only grow: what is above the last one known is new.
        let last = self.last_uid();
        let fresh = mailbox.messages.iter().map(|m| m.uid).filter(|&uid| uid > last);
        let before = self.uids.len();
        self.uids.extend(fresh);
        if self.uids.len() > before {
            self.take_recent(mailbox);
            let line = format!("* {} EXISTS\r\n* {} RECENT\r\n", self.uids.len(), self.recent.len());
            out.extend_from_slice(line.as_bytes());
        }
        let seen = std::mem::replace(&mut self.seen, mailbox.changed);
        let changed = mailbox.messages.iter().filter(|m| m.changed > seen && m.changed_by != me);
        for message in changed {
            if let Some(number) = self.number_of(message.uid).filter(|&n| n <= before) {
                self.write_flags(out, number, message.uid, &message.flags, false);
            }
        }
    }

    fn write_expunges(&mut self, mailbox: &Mailbox, out: &mut Vec<u8>) {
        let mut gone = 0;
        let mut number = 0;
        let recent = &mut self.recent;
        self.uids.retain(|&uid| {
            number += 1;
            let there = mailbox.find(uid).is_some();
            if !there {
                out.extend_from_slice(format!("* {} EXPUNGE\r\n", number - gone).as_bytes());
                recent.remove(&uid);
                gone += 1;
            }
            there
        });
    }

    /// `* n FETCH (FLAGS (..))`, with the UID where the client works with UIDs.
    pub(super) fn write_flags(
        &self,
        out: &mut Vec<u8>,
        number: usize,
        uid: u32,
        flags: &Flags,
        with_uid: bool,
    ) {
        out.extend_from_slice(format!("* {number} FETCH (").as_bytes());
        if with_uid {
            out.extend_from_slice(format!("UID {uid} ").as_bytes());
        }
        fetch::write_flags(out, flags, self.recent.contains(&uid));
        out.extend_from_slice(b")\r\n");
    }
}

impl Session {
    /// Tells the client what happened since it was told last.
    pub(super) fn show_news(&mut self, expunge: bool) {
        let (me, account, out) = (self.number, self.account, &mut self.out);
        let (view, heard) = (&mut self.view, &mut self.heard);
        self.shared.with(|store| {
            for line in store.announced.iter().skip(*heard) {
                out.extend_from_slice(line);
            }
            *heard = store.announced.len();
            let Some(view) = view else { return };
            if let Some(mailbox) = store.by_id(account, view.uid_validity) {
                view.update(mailbox, me, expunge, out);
            }
        });
    }
}
