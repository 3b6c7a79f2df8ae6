//! COPY and UID COPY.

use super::{Claim, Command, CommandWriter, Items, Never, Numbering, Outcome, States, Traits};
use crate::error::EncodeError;
use crate::ext::ExtCode;
use crate::ext::uidplus::CopyUid;
use crate::response::{Code, Data, Status, StatusKind, Tagged};
use crate::types::{MailboxName, SeqSet, UidSet};

/// COPY (RFC 9051 6.4.7): copies messages, named by number, into another mailbox. Valid when selected.
///
/// All are copied or none. `NO [TRYCREATE]` means that the mailbox does not exist. The output is where the
/// copies are, if the server has UIDPLUS.
///
/// ```
/// use imap_proto_core::{Execute, SeqSet, command::Copy};
/// # let server = imap_testkit::Server::demo().listen_tcp()?;
/// # let mut session = imap_blocking::connect_tcp("localhost", server.port())?;
/// # session.login("demo", "demo")?;
/// # session.select("INBOX")?;
/// let copied = session.run(Copy::new(SeqSet::range(2..=3)?, "Archive"))?.ok_or("no UIDPLUS")?;
/// assert_eq!((copied.source.to_string(), copied.target.to_string()), ("2:3".into(), "1:2".into()));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Debug)]
pub struct Copy {
    set: SeqSet,
    mailbox: MailboxName,
    uids: CopyUids,
}

impl Copy {
    /// The messages and where they go.
    pub fn new(set: impl Into<SeqSet>, mailbox: impl Into<MailboxName>) -> Self {
        Self { set: set.into(), mailbox: mailbox.into(), uids: CopyUids::default() }
    }
}

/// UID COPY (RFC 9051 6.4.9): as [`Copy`](struct@Copy), the messages named by UID.
///
/// ```
/// use imap_proto_core::{Execute, UidSet, command::UidCopy};
/// # let server = imap_testkit::Server::demo().listen_tcp()?;
/// # let mut session = imap_blocking::connect_tcp("localhost", server.port())?;
/// # session.login("demo", "demo")?;
/// # session.select("INBOX")?;
/// session.run(UidCopy::new(UidSet::one(2)?, "Archive"))?;
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Debug)]
pub struct UidCopy {
    set: UidSet,
    mailbox: MailboxName,
    uids: CopyUids,
}

impl UidCopy {
    /// The messages and where they go.
    pub fn new(set: impl Into<UidSet>, mailbox: impl Into<MailboxName>) -> Self {
        Self { set: set.into(), mailbox: mailbox.into(), uids: CopyUids::default() }
    }
}

/// Where the copies went: in the tagged OK, or in an untagged one before it (RFC 6851 4.3).
#[derive(Clone, Debug, Default)]
pub(crate) struct CopyUids {
    untagged: Option<CopyUid>,
}

impl CopyUids {
    pub(crate) fn note(&mut self, data: Data) -> Claim {
        match data {
            // A second one has no place in the result, so it goes where it can be seen.
            Data::Status(Status {
                kind: StatusKind::Ok,
                code: Some(Code::Ext(ExtCode::CopyUid(uids))),
                ..
            }) if self.untagged.is_none() => {
                self.untagged = Some(uids);
                Claim::Take
            }
            other => Claim::Pass(other),
        }
    }

    pub(crate) fn finish(&mut self, tagged: Tagged) -> Outcome<Option<CopyUid>> {
        let untagged = self.untagged.take();
        Outcome::Done(tagged.refusal().map(|tagged| match tagged.status.code {
            Some(Code::Ext(ExtCode::CopyUid(uids))) => Some(uids),
            _ => untagged,
        }))
    }
}

/// Whether an EXPUNGE would change what these numbers mean: all but `1:*` and `$`.
pub(crate) fn carries(set: &SeqSet) -> bool {
    !(set.is_all() || set.is_saved())
}

impl Command for Copy {
    type Item = Never;
    type Output = Option<CopyUid>;
    const NAME: &'static str = "COPY";

    fn traits(&self) -> Traits {
        Traits::pipelined(States::Selected)
            .with_saved(self.set.is_saved())
            .with(|t| (t.numbering, t.by_number) = (Numbering::Free { carries: carries(&self.set) }, true))
    }

    fn encode(&mut self, w: &mut CommandWriter<'_>) -> Result<(), EncodeError> {
        w.word("COPY").sp().display(&self.set).sp().mailbox(&self.mailbox).finish()
    }

    fn on_data(&mut self, data: Data, _: &mut Items<'_, Never>) -> Claim {
        self.uids.note(data)
    }

    fn on_tagged(&mut self, tagged: Tagged, _: &mut Items<'_, Never>) -> Outcome<Option<CopyUid>> {
        self.uids.finish(tagged)
    }
}

impl Command for UidCopy {
    type Item = Never;
    type Output = Option<CopyUid>;
    const NAME: &'static str = "UID COPY";

    fn traits(&self) -> Traits {
        Traits::pipelined(States::Selected).with_saved(self.set.is_saved())
    }

    fn encode(&mut self, w: &mut CommandWriter<'_>) -> Result<(), EncodeError> {
        w.word("UID COPY").sp().display(&self.set).sp().mailbox(&self.mailbox).finish()
    }

    fn on_data(&mut self, data: Data, _: &mut Items<'_, Never>) -> Claim {
        self.uids.note(data)
    }

    fn on_tagged(&mut self, tagged: Tagged, _: &mut Items<'_, Never>) -> Outcome<Option<CopyUid>> {
        self.uids.finish(tagged)
    }
}

#[cfg(test)]
mod tests;
