//! Users and their mailboxes, shared by all sessions of a server.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Condvar, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use super::config::Config;
use super::mailbox::Mailbox;
use super::names;

/// One user.
#[derive(Default)]
pub(crate) struct Account {
    pub(crate) user: String,
    pub(crate) password: String,
    /// By their name on the wire.
    pub(crate) mailboxes: BTreeMap<String, Mailbox>,
    pub(crate) subscribed: BTreeSet<String>,
}

/// Without the password.
impl fmt::Debug for Account {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Account")
            .field("user", &self.user)
            .field("mailboxes", &self.mailboxes)
            .finish_non_exhaustive()
    }
}

impl Account {
    pub(crate) fn has_children(&self, name: &str) -> bool {
        let prefix = format!("{name}{}", names::DELIMITER);
        self.mailboxes.range(prefix.clone()..).next().is_some_and(|(n, _)| n.starts_with(&prefix))
    }
}

/// Everything a server holds.
#[derive(Debug, Default)]
pub(crate) struct Store {
    pub(crate) accounts: Vec<Account>,
    /// Lines every session shows to its client.
    pub(crate) announced: Vec<Vec<u8>>,
    /// Counts changes; sessions compare it to know whether there is news.
    now: u64,
    uid_validity: u32,
}

impl Store {
    /// A new moment, at which something changes.
    pub(crate) fn tick(&mut self) -> u64 {
        self.now += 1;
        self.now
    }

    pub(crate) fn account(&mut self, index: usize) -> Option<&mut Account> {
        self.accounts.get_mut(index)
    }

    /// A mailbox that can be selected.
    pub(crate) fn mailbox(&mut self, account: Option<usize>, name: &str) -> Option<&mut Mailbox> {
        self.accounts.get_mut(account?)?.mailboxes.get_mut(name).filter(|m| m.selectable)
    }

    /// The mailbox with this UIDVALIDITY, however it is called now.
    pub(crate) fn by_id(&mut self, account: Option<usize>, uid_validity: u32) -> Option<&mut Mailbox> {
        self.accounts.get_mut(account?)?.mailboxes.values_mut().find(|m| m.uid_validity == uid_validity)
    }

    /// The index of the account with this name and password.
    pub(crate) fn login(&self, user: &[u8], password: &[u8]) -> Option<usize> {
        let same = |a: &Account| a.user.as_bytes() == user && a.password.as_bytes() == password;
        self.accounts.iter().position(same)
    }

    pub(crate) fn add_account(&mut self, user: &str, password: &str) -> usize {
        let account = Account { user: user.to_owned(), password: password.to_owned(), ..Account::default() };
        self.accounts.push(account);
        let index = self.accounts.len() - 1;
        self.create(index, names::INBOX);
        index
    }

    /// Creates a mailbox and those above it (RFC 3501 6.3.3); false if it exists already.
    pub(crate) fn create(&mut self, account: usize, name: &str) -> bool {
        let mut fresh = false;
        for level in names::superiors(name).into_iter().chain([name]) {
            let uid_validity = self.uid_validity.saturating_add(1);
            let Some(account) = self.accounts.get_mut(account) else { return false };
            match account.mailboxes.get_mut(level) {
                Some(mailbox) => fresh = level == name && !std::mem::replace(&mut mailbox.selectable, true),
                None => {
                    account.mailboxes.insert(level.to_owned(), Mailbox::new(uid_validity));
                    self.uid_validity = uid_validity;
                    fresh = true;
                }
            }
        }
        fresh
    }
}

/// The store behind its lock, with the news that it changed.
#[derive(Debug)]
pub(crate) struct Shared {
    pub(crate) config: Config,
    store: Mutex<Store>,
    changed: Condvar,
    sessions: AtomicU64,
}

impl Shared {
    pub(crate) fn new(config: Config, store: Store) -> Self {
        Self { config, store: Mutex::new(store), changed: Condvar::new(), sessions: AtomicU64::new(1) }
    }

    fn lock(&self) -> MutexGuard<'_, Store> {
        self.store.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Works on the store; whoever waits for a change is woken if there was one.
    pub(crate) fn with<T>(&self, work: impl FnOnce(&mut Store) -> T) -> T {
        let mut store = self.lock();
        let before = store.now;
        let result = work(&mut store);
        if store.now != before {
            self.changed.notify_all();
        }
        result
    }

    /// Waits until the store is no longer as it was at `seen`, or for so long; returns the moment.
    pub(crate) fn wait(&self, seen: u64, longest: Duration) -> u64 {
        let waited = self.changed.wait_timeout_while(self.lock(), longest, |store| store.now == seen);
        waited.unwrap_or_else(PoisonError::into_inner).0.now
    }

    /// A number for a session; 0 is the application's own.
    pub(crate) fn session_number(&self) -> u64 {
        self.sessions.fetch_add(1, Ordering::Relaxed)
    }
}
