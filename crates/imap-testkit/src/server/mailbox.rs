//! One mailbox and its messages.

use std::collections::BTreeSet;
use std::sync::Arc;

use super::date::DateTime;
use super::flags::Flags;

/// A message; copies share their octets.
#[derive(Clone, Debug)]
pub(crate) struct Message {
    pub(crate) uid: u32,
    pub(crate) flags: Flags,
    pub(crate) date: DateTime,
    pub(crate) octets: Arc<[u8]>,
    /// When the flags changed last, and which session did it: that one needs no news of it.
    pub(crate) changed: u64,
    pub(crate) changed_by: u64,
}

impl Message {
    /// What a copy of it starts from.
    pub(crate) fn into_draft(self) -> Draft {
        Draft { flags: self.flags, date: self.date, octets: self.octets }
    }
}

/// What a message is before it has a UID.
#[derive(Clone, Debug)]
pub(crate) struct Draft {
    pub(crate) flags: Flags,
    pub(crate) date: DateTime,
    pub(crate) octets: Arc<[u8]>,
}

/// A mailbox. Its UIDVALIDITY is never given to another one, so it also serves as identity.
#[derive(Clone, Debug)]
pub(crate) struct Mailbox {
    pub(crate) uid_validity: u32,
    pub(crate) uid_next: u32,
    /// Messages from here on were seen by no session yet: they are `\Recent` (RFC 3501 2.3.2).
    pub(crate) recent_from: u32,
    /// False: only there because others are below it (RFC 3501 6.3.4).
    pub(crate) selectable: bool,
    /// A role such as `\Sent` (RFC 6154).
    pub(crate) role: Option<String>,
    /// In order of UID.
    pub(crate) messages: Vec<Message>,
    pub(crate) changed: u64,
}

impl Mailbox {
    pub(crate) fn new(uid_validity: u32) -> Self {
        Self {
            uid_validity,
            uid_next: 1,
            recent_from: 1,
            selectable: true,
            role: None,
            messages: Vec::new(),
            changed: 0,
        }
    }

    pub(crate) fn find(&self, uid: u32) -> Option<&Message> {
        let at = self.messages.binary_search_by_key(&uid, |m| m.uid).ok()?;
        self.messages.get(at)
    }

    pub(crate) fn find_mut(&mut self, uid: u32) -> Option<&mut Message> {
        let at = self.messages.binary_search_by_key(&uid, |m| m.uid).ok()?;
        self.messages.get_mut(at)
    }

    /// Adds a message and returns its UID.
    pub(crate) fn add(&mut self, draft: Draft, now: u64) -> u32 {
        let uid = self.uid_next;
        self.uid_next = uid.saturating_add(1);
        let Draft { flags, date, octets } = draft;
        self.messages.push(Message { uid, flags, date, octets, changed: 0, changed_by: 0 });
        self.changed = now;
        uid
    }

    /// Removes these messages; unknown UIDs are none of them. Returns what was removed.
    pub(crate) fn remove(&mut self, uids: &BTreeSet<u32>, now: u64) -> Vec<Message> {
        let (gone, kept) =
            std::mem::take(&mut self.messages).into_iter().partition(|m| uids.contains(&m.uid));
        self.messages = kept;
        self.changed = now;
        gone
    }

    /// Changes the flags of a message for the session `by` and returns the new ones.
    pub(crate) fn set_flags(
        &mut self,
        uid: u32,
        by: u64,
        now: u64,
        change: impl FnOnce(&mut Flags),
    ) -> Option<Flags> {
        let message = self.find_mut(uid)?;
        let before = message.flags.clone();
        change(&mut message.flags);
        let flags = message.flags.clone();
        if flags != before {
            message.changed = now;
            message.changed_by = by;
            self.changed = now;
        }
        Some(flags)
    }

    pub(crate) fn unseen(&self) -> usize {
        self.messages.iter().filter(|m| !m.flags.has("\\Seen")).count()
    }

    pub(crate) fn recent(&self) -> usize {
        self.messages.iter().filter(|m| m.uid >= self.recent_from).count()
    }

    /// The keywords in use, for FLAGS.
    pub(crate) fn keywords(&self) -> BTreeSet<&str> {
        self.messages.iter().flat_map(|m| m.flags.keywords()).collect()
    }
}
