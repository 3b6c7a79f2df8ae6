//! Describes a server before it runs.

use std::sync::Arc;

use super::Server;
use super::config::Config;
use super::handle::draft;
use super::names;
use super::store::{Shared, Store};

/// Describes a [`Server`]: users, mailboxes, messages, capabilities, limits.
///
/// Mailboxes and messages belong to the user named last; one that is named first of all is the user of
/// [`Session::preauth`](super::Session::preauth) and of [`Server::handle`]. Without any, there is a user `demo` with the password `demo`.
#[derive(Debug)]
#[must_use]
pub struct Builder {
    config: Config,
    store: Store,
}

impl Builder {
    pub(super) fn new() -> Self {
        Self { config: Config::default(), store: Store::default() }
    }

    /// Adds a user, with an empty INBOX.
    pub fn user(mut self, name: &str, password: &str) -> Self {
        self.store.add_account(name, password);
        self
    }

    fn account(&mut self) -> usize {
        match self.store.accounts.len().checked_sub(1) {
            Some(last) => last,
            None => self.store.add_account("demo", "demo"),
        }
    }

    /// Adds a mailbox, and those above it; `/` is the delimiter.
    pub fn mailbox(mut self, name: &str) -> Self {
        let account = self.account();
        self.store.create(account, &names::from_human(name));
        self
    }

    /// Adds a mailbox with a role such as `\Sent` (RFC 6154).
    pub fn special(mut self, name: &str, role: &str) -> Self {
        self = self.mailbox(name).subscribed(name);
        let account = self.account();
        let mailboxes = self.store.account(account).map(|a| &mut a.mailboxes);
        if let Some(mailbox) = mailboxes.and_then(|m| m.get_mut(&names::from_human(name))) {
            mailbox.role = Some(role.to_owned());
        }
        self
    }

    /// Subscribes the user to a name.
    pub fn subscribed(mut self, name: &str) -> Self {
        let account = self.account();
        if let Some(account) = self.store.account(account) {
            account.subscribed.insert(names::from_human(name));
        }
        self
    }

    /// Adds a message; its line ends become CRLF, its mailbox is made if need be.
    pub fn message(self, mailbox: &str, octets: impl AsRef<[u8]>) -> Self {
        self.message_with(mailbox, octets, &[], None)
    }

    /// Adds a message with flags such as `\Seen`, and an INTERNALDATE such as `01-Jul-2003 10:52:37 +0200`.
    ///
    /// Flags that cannot be set are left out; a date that is none is now.
    pub fn message_with(
        mut self,
        mailbox: &str,
        octets: impl AsRef<[u8]>,
        flags: &[&str],
        internal_date: Option<&str>,
    ) -> Self {
        self = self.mailbox(mailbox);
        let account = self.account();
        let now = self.store.tick();
        let mailboxes = self.store.account(account).map(|a| &mut a.mailboxes);
        if let Some(mailbox) = mailboxes.and_then(|m| m.get_mut(&names::from_human(mailbox))) {
            mailbox.add(draft(octets.as_ref(), flags, internal_date), now);
        }
        self
    }

    /// Announces a capability the server knows nothing of.
    pub fn capability(mut self, name: &str) -> Self {
        self.config.extra.push(name.to_owned());
        self
    }

    /// Leaves out a capability: `LITERAL+`, `SASL-IR`, `UIDPLUS`, `MULTIAPPEND` and `IDLE` are then refused or not done;
    /// others are only not announced.
    pub fn without(mut self, name: &str) -> Self {
        self.config.hidden.push(name.to_owned());
        self
    }

    /// LOGIN and AUTHENTICATE PLAIN only under TLS; LOGINDISABLED until then.
    pub fn login_needs_tls(mut self) -> Self {
        self.config.login_needs_tls = true;
        self
    }

    /// The longest command line in octets, its literals apart; 64 KiB if not set. A longer one ends the session.
    pub fn line_limit(mut self, octets: usize) -> Self {
        self.config.line_limit = octets;
        self
    }

    /// The most octets the literals of one command may have together; 64 MiB if not set.
    pub fn literal_limit(mut self, octets: u64) -> Self {
        self.config.literal_limit = octets;
        self
    }

    /// How many connections a listening server serves at the same time; 64 if not set.
    pub fn connections(mut self, most: usize) -> Self {
        self.config.connections = most;
        self
    }

    /// Offers STARTTLS in [`Server::listen_tcp`] and the like, and TLS in [`Server::listen_tls`].
    #[cfg(feature = "tls")]
    pub fn tls(mut self, config: Arc<rustls::ServerConfig>) -> Self {
        self.config.tls = Some(config);
        self
    }

    /// The server.
    #[must_use]
    pub fn build(mut self) -> Server {
        self.account();
        Server { shared: Arc::new(Shared::new(self.config, self.store)) }
    }
}
