//! The one list of convenience methods in the workspace.

use crate::command::{
    Append, Authenticate, Capability, Check, Close, Command, Copy, Create, Delete, Enable, Examine, Expunge,
    Fetch, FetchItem, List, Login, Lsub, Noop, Rename, Search, SearchKey, Select, Status, Store, Subscribe,
    UidCopy, UidFetch, UidSearch, UidStore, Unselect, Unsubscribe,
};
use crate::ext::{Id, Move, Namespace, UidExpunge, UidMove};
use crate::response::StatusItem;
use crate::sasl::Mechanism;
use crate::types::{self, Flag, MailboxName, Secret, SeqSet, UidSet};
use bytes::Bytes;

/// Runs commands. A driver implements [`run`](Self::run); everything else is written once, here.
///
/// The page of each command has its RFC section, its states and its output. In a blocking driver
/// `session.select("INBOX")?` gives the output, in an async one `session.select("INBOX").await?` does.
/// Extensions without a method here are used through `run`. One function that serves any driver takes
/// `impl Execute` and a command; see the drivers' `Session`.
///
/// ```
/// use imap_proto_core::{Execute, SearchKey, Store, Flag, SeqSet};
/// # let server = imap_testkit::Server::demo().listen_tcp()?;
/// # let mut session = imap_blocking::connect_tcp("localhost", server.port())?;
/// # session.login("demo", "demo")?;
/// session.select("INBOX")?;
/// let unseen = session.search(SearchKey::unseen())?.numbers;
/// session.run(Store::add(SeqSet::from_numbers(unseen)?, [Flag::Seen]))?;
/// assert!(session.search(SearchKey::unseen())?.numbers.is_empty());
/// session.create("Archive/2027")?;
/// session.copy(SeqSet::all(), "Archive/2027")?;
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub trait Execute {
    /// What `run` gives: the result itself in a blocking driver, a future in an async one.
    type Run<'a, C: Command>
    where
        Self: 'a;

    /// Runs one command to its end.
    fn run<C: Command>(&mut self, command: C) -> Self::Run<'_, C>;

    /// [`Capability`]: asks what the server can do.
    fn capability(&mut self) -> Self::Run<'_, Capability> {
        self.run(Capability::new())
    }

    /// [`Noop`]: asks for news.
    fn noop(&mut self) -> Self::Run<'_, Noop> {
        self.run(Noop::new())
    }

    /// [`Login`]: user and password.
    fn login(&mut self, user: &str, password: impl Into<Secret>) -> Self::Run<'_, Login> {
        self.run(Login::new(user, password))
    }

    /// [`Authenticate`]: any SASL mechanism.
    fn authenticate<M: Mechanism + 'static>(&mut self, mechanism: M) -> Self::Run<'_, Authenticate<M>> {
        self.run(Authenticate::new(mechanism))
    }

    /// [`Enable`]: switches extensions on.
    fn enable(&mut self, capabilities: impl IntoIterator<Item = types::Capability>) -> Self::Run<'_, Enable> {
        self.run(Enable::new(capabilities))
    }

    /// [`Select`]: opens a mailbox.
    fn select(&mut self, mailbox: impl Into<MailboxName>) -> Self::Run<'_, Select> {
        self.run(Select::new(mailbox))
    }

    /// [`Examine`]: opens a mailbox read-only.
    fn examine(&mut self, mailbox: impl Into<MailboxName>) -> Self::Run<'_, Examine> {
        self.run(Examine::new(mailbox))
    }

    /// [`Create`]: makes a mailbox.
    fn create(&mut self, mailbox: impl Into<MailboxName>) -> Self::Run<'_, Create> {
        self.run(Create::new(mailbox))
    }

    /// [`Delete`]: removes a mailbox.
    fn delete(&mut self, mailbox: impl Into<MailboxName>) -> Self::Run<'_, Delete> {
        self.run(Delete::new(mailbox))
    }

    /// [`Rename`]: renames a mailbox.
    fn rename(&mut self, from: impl Into<MailboxName>, to: impl Into<MailboxName>) -> Self::Run<'_, Rename> {
        self.run(Rename::new(from, to))
    }

    /// [`Subscribe`].
    fn subscribe(&mut self, mailbox: impl Into<MailboxName>) -> Self::Run<'_, Subscribe> {
        self.run(Subscribe::new(mailbox))
    }

    /// [`Unsubscribe`].
    fn unsubscribe(&mut self, mailbox: impl Into<MailboxName>) -> Self::Run<'_, Unsubscribe> {
        self.run(Unsubscribe::new(mailbox))
    }

    /// [`List`]: `reference` is mostly empty; `*` and `%` in the pattern are wildcards.
    fn list(&mut self, reference: &str, pattern: &str) -> Self::Run<'_, List> {
        self.run(List::new(reference, pattern))
    }

    /// [`Lsub`]: as `list`, of the subscribed mailboxes.
    fn lsub(&mut self, reference: &str, pattern: &str) -> Self::Run<'_, Lsub> {
        self.run(Lsub::new(reference, pattern))
    }

    /// [`Status`]: asks about a mailbox without opening it.
    fn status(
        &mut self,
        mailbox: impl Into<MailboxName>,
        items: impl IntoIterator<Item = StatusItem>,
    ) -> Self::Run<'_, Status> {
        self.run(Status::new(mailbox, items))
    }

    /// [`Append`]: stores a message that is in memory. The drivers' `append_from` streams one in.
    fn append(
        &mut self,
        mailbox: impl Into<MailboxName>,
        message: impl Into<Bytes>,
    ) -> Self::Run<'_, Append> {
        self.run(Append::new(mailbox, message))
    }

    /// [`Check`]: asks for a checkpoint (RFC 3501 only).
    fn check(&mut self) -> Self::Run<'_, Check> {
        self.run(Check::new())
    }

    /// [`Close`]: expunges and closes the mailbox.
    fn close_mailbox(&mut self) -> Self::Run<'_, Close> {
        self.run(Close::new())
    }

    /// [`Unselect`]: closes the mailbox without expunging.
    fn unselect(&mut self) -> Self::Run<'_, Unselect> {
        self.run(Unselect::new())
    }

    /// [`Expunge`]: removes the messages that are flagged `\Deleted`.
    fn expunge(&mut self) -> Self::Run<'_, Expunge> {
        self.run(Expunge::new())
    }

    /// [`UidExpunge`]: the same, of these UIDs alone.
    fn uid_expunge(&mut self, set: impl Into<UidSet>) -> Self::Run<'_, UidExpunge> {
        self.run(UidExpunge::new(set))
    }

    /// [`Search`]: message numbers.
    fn search(&mut self, key: impl Into<SearchKey>) -> Self::Run<'_, Search> {
        self.run(Search::new(key))
    }

    /// [`UidSearch`]: UIDs.
    fn uid_search(&mut self, key: impl Into<SearchKey>) -> Self::Run<'_, UidSearch> {
        self.run(UidSearch::new(key))
    }

    /// [`Fetch`]: by message number.
    fn fetch(
        &mut self,
        set: impl Into<SeqSet>,
        items: impl IntoIterator<Item = FetchItem>,
    ) -> Self::Run<'_, Fetch> {
        self.run(Fetch::new(set).items(items))
    }

    /// [`UidFetch`]: by UID.
    fn uid_fetch(
        &mut self,
        set: impl Into<UidSet>,
        items: impl IntoIterator<Item = FetchItem>,
    ) -> Self::Run<'_, UidFetch> {
        self.run(UidFetch::new(set).items(items))
    }

    /// [`Store`]: removes flags.
    fn remove_flags(
        &mut self,
        set: impl Into<SeqSet>,
        flags: impl IntoIterator<Item = Flag>,
    ) -> Self::Run<'_, Store> {
        self.run(Store::remove(set, flags))
    }

    /// [`Store`]: adds flags. `run(Store::replace(..))` sets exactly these.
    fn add_flags(
        &mut self,
        set: impl Into<SeqSet>,
        flags: impl IntoIterator<Item = Flag>,
    ) -> Self::Run<'_, Store> {
        self.run(Store::add(set, flags))
    }

    /// [`UidStore`]: removes flags.
    fn uid_remove_flags(
        &mut self,
        set: impl Into<UidSet>,
        flags: impl IntoIterator<Item = Flag>,
    ) -> Self::Run<'_, UidStore> {
        self.run(UidStore::remove(set, flags))
    }

    /// [`UidStore`]: adds flags.
    fn uid_add_flags(
        &mut self,
        set: impl Into<UidSet>,
        flags: impl IntoIterator<Item = Flag>,
    ) -> Self::Run<'_, UidStore> {
        self.run(UidStore::add(set, flags))
    }

    /// [`Copy`](struct@Copy): into another mailbox.
    fn copy(&mut self, set: impl Into<SeqSet>, mailbox: impl Into<MailboxName>) -> Self::Run<'_, Copy> {
        self.run(Copy::new(set, mailbox))
    }

    /// [`UidCopy`]: into another mailbox.
    fn uid_copy(
        &mut self,
        set: impl Into<UidSet>,
        mailbox: impl Into<MailboxName>,
    ) -> Self::Run<'_, UidCopy> {
        self.run(UidCopy::new(set, mailbox))
    }

    /// [`Move`]: into another mailbox.
    fn move_messages(
        &mut self,
        set: impl Into<SeqSet>,
        mailbox: impl Into<MailboxName>,
    ) -> Self::Run<'_, Move> {
        self.run(Move::new(set, mailbox))
    }

    /// [`UidMove`]: into another mailbox.
    fn uid_move(
        &mut self,
        set: impl Into<UidSet>,
        mailbox: impl Into<MailboxName>,
    ) -> Self::Run<'_, UidMove> {
        self.run(UidMove::new(set, mailbox))
    }

    /// [`Namespace`]: where mailboxes live.
    fn namespace(&mut self) -> Self::Run<'_, Namespace> {
        self.run(Namespace::new())
    }

    /// [`Id`]: who the server is.
    fn id(&mut self) -> Self::Run<'_, Id> {
        self.run(Id::new())
    }
}
