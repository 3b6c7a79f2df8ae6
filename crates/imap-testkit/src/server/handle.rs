//! Makes news while sessions run.

use std::collections::BTreeSet;
use std::sync::Arc;

use super::date::DateTime;
use super::flags::Flags;
use super::mailbox::{Draft, Mailbox};
use super::names;
use super::store::Shared;

/// A hand on a user's mail: what it changes, sessions show as EXISTS, EXPUNGE and FETCH.
///
/// Mailboxes go by the names people use; `None` and `false` say that there is no such mailbox or message.
///
/// ```
/// use imap_testkit::{Server, Session};
///
/// let server = Server::demo();
/// let mut session = Session::preauth(&server);
/// session.receive(b"a SELECT Archive\r\n");
/// session.take_output();
/// server.handle().append("Archive", "Subject: news\n\n").unwrap();
/// session.receive(b"b NOOP\r\n");
/// assert_eq!(session.take_output(), b"* 1 EXISTS\r\n* 1 RECENT\r\nb OK NOOP completed\r\n");
/// ```
#[derive(Clone, Debug)]
pub struct Handle {
    shared: Arc<Shared>,
    account: usize,
}

/// The session number of whatever a handle does.
const APPLICATION: u64 = 0;

impl Handle {
    pub(super) fn new(shared: Arc<Shared>, account: usize) -> Self {
        Self { shared, account }
    }

    /// The same for another user.
    #[must_use]
    pub fn user(&self, name: &str) -> Option<Self> {
        let account = self.shared.with(|store| store.accounts.iter().position(|a| a.user == name))?;
        Some(Self::new(Arc::clone(&self.shared), account))
    }

    fn with<T>(&self, mailbox: &str, work: impl FnOnce(&mut Mailbox, u64) -> T) -> Option<T> {
        let name = names::from_human(mailbox);
        self.shared.with(|store| {
            let now = store.tick();
            let mailbox = store.account(self.account)?.mailboxes.get_mut(&name)?;
            Some(work(mailbox, now))
        })
    }

    /// Adds a message, its line ends made CRLF, and returns its UID.
    pub fn append(&self, mailbox: &str, octets: impl AsRef<[u8]>) -> Option<u32> {
        self.append_with(mailbox, octets, &[])
    }

    /// Adds a message with flags.
    pub fn append_with(&self, mailbox: &str, octets: impl AsRef<[u8]>, flags: &[&str]) -> Option<u32> {
        let draft = draft(octets.as_ref(), flags, None);
        self.with(mailbox, |mailbox, now| mailbox.add(draft, now))
    }

    /// Removes a message.
    pub fn expunge(&self, mailbox: &str, uid: u32) -> bool {
        let doomed = BTreeSet::from([uid]);
        self.with(mailbox, |mailbox, now| !mailbox.remove(&doomed, now).is_empty()).unwrap_or(false)
    }

    /// Replaces the flags of a message; those that cannot be set are left out.
    pub fn set_flags(&self, mailbox: &str, uid: u32, flags: &[&str]) -> bool {
        let flags = Flags::from_names(flags);
        let set =
            self.with(mailbox, |mailbox, now| mailbox.set_flags(uid, APPLICATION, now, |old| *old = flags));
        set.flatten().is_some()
    }

    /// Makes a mailbox; false if it is there already.
    pub fn create(&self, mailbox: &str) -> bool {
        self.shared.with(|store| store.create(self.account, &names::from_human(mailbox)))
    }

    /// The names of the mailboxes as they are on the wire.
    #[must_use]
    pub fn mailboxes(&self) -> Vec<String> {
        let names = |a: &mut super::store::Account| a.mailboxes.keys().cloned().collect();
        self.shared.with(|store| store.account(self.account).map(names)).unwrap_or_default()
    }

    /// The UIDs in a mailbox.
    #[must_use]
    pub fn uids(&self, mailbox: &str) -> Option<Vec<u32>> {
        self.with(mailbox, |mailbox, _| mailbox.messages.iter().map(|m| m.uid).collect())
    }

    /// The flags of a message, without `\Recent`.
    #[must_use]
    pub fn flags(&self, mailbox: &str, uid: u32) -> Option<Vec<String>> {
        self.with(mailbox, |mailbox, _| Some(mailbox.find(uid)?.flags.iter().map(str::to_owned).collect()))?
    }

    /// The octets of a message.
    #[must_use]
    pub fn octets(&self, mailbox: &str, uid: u32) -> Option<Arc<[u8]>> {
        self.with(mailbox, |mailbox, _| Some(Arc::clone(&mailbox.find(uid)?.octets)))?
    }

    /// Shows a line to the clients of all users, as it is: `* OK [ALERT] Going down`. Line ends in it are left out.
    pub fn announce(&self, line: &str) {
        let mut octets: Vec<u8> = line.bytes().filter(|b| !matches!(b, b'\r' | b'\n')).collect();
        octets.extend_from_slice(b"\r\n");
        self.shared.with(|store| {
            store.tick();
            store.announced.push(octets);
        });
    }
}

/// A message to be added by the application.
pub(super) fn draft(octets: &[u8], flags: &[&str], internal_date: Option<&str>) -> Draft {
    let date = internal_date.and_then(|text| DateTime::parse(text.as_bytes()));
    Draft {
        flags: Flags::from_names(flags),
        date: date.unwrap_or_else(DateTime::now),
        octets: Arc::from(with_crlf(octets)),
    }
}

/// Bare LF becomes CRLF, so that messages can be written as string literals.
fn with_crlf(octets: &[u8]) -> Vec<u8> {
    let mut out = Vec::with_capacity(octets.len());
    for line in octets.split_inclusive(|&b| b == b'\n') {
        match line.strip_suffix(b"\n") {
            Some(text) => {
                out.extend_from_slice(text.strip_suffix(b"\r").unwrap_or(text));
                out.extend_from_slice(b"\r\n");
            }
            None => out.extend_from_slice(line),
        }
    }
    out
}
