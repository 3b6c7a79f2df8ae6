//! MOVE (RFC 6851): into another mailbox and out of this one, in one step.

use super::uidplus::CopyUid;
use crate::command::common::{Unchecked, unchecked};
use crate::command::copy::{self, CopyUids};
use crate::command::{Claim, Command, CommandWriter, Items, Never, Numbering, Outcome, States, Traits};
use crate::error::EncodeError;
use crate::response::{Data, Tagged};
use crate::types::{Capability, MailboxName, SeqSet, UidSet};

/// MOVE (RFC 6851 3.1; RFC 9051 6.4.8): moves messages, named by number, into another mailbox.
///
/// Valid when selected, where the server announces `MOVE`. There is no fallback to COPY and EXPUNGE, which
/// could remove the wrong mail. The output is where the messages are, if the server has UIDPLUS; that they
/// are gone from here comes as EXPUNGE events. `NO [TRYCREATE]` means that the mailbox does not exist.
///
/// ```
/// use imap_proto_core::{Execute, SeqSet, ext::Move};
/// # let server = imap_testkit::Server::demo().listen_tcp()?;
/// # let mut session = imap_blocking::connect_tcp("localhost", server.port())?;
/// # session.login("demo", "demo")?;
/// # session.select("INBOX")?;
/// session.run(Move::new(SeqSet::range(2..=4)?, "Archive"))?; // or session.move_messages(set, "Archive")?
/// assert_eq!(session.selected().map(|mailbox| mailbox.exists), Some(3));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Debug)]
pub struct Move {
    set: SeqSet,
    mailbox: MailboxName,
    unchecked: Unchecked,
    uids: CopyUids,
}

impl Move {
    /// The messages and where they go.
    pub fn new(set: impl Into<SeqSet>, mailbox: impl Into<MailboxName>) -> Self {
        let (unchecked, uids) = (Unchecked::default(), CopyUids::default());
        Self { set: set.into(), mailbox: mailbox.into(), unchecked, uids }
    }
}

unchecked!(Move);

impl Command for Move {
    type Item = Never;
    type Output = Option<CopyUid>;
    const NAME: &'static str = "MOVE";

    fn traits(&self) -> Traits {
        let traits = Traits::pipelined(States::Selected).with_saved(self.set.is_saved()).with(|t| {
            t.numbering = Numbering::Free { carries: copy::carries(&self.set) };
            t.by_number = true;
            t.destructive = true;
        });
        self.unchecked.needs(traits, Capability::Move)
    }

    fn encode(&mut self, w: &mut CommandWriter<'_>) -> Result<(), EncodeError> {
        w.word("MOVE").sp().display(&self.set).sp().mailbox(&self.mailbox).finish()
    }

    fn on_data(&mut self, data: Data, _: &mut Items<'_, Never>) -> Claim {
        self.uids.note(data)
    }

    fn on_tagged(&mut self, tagged: Tagged, _: &mut Items<'_, Never>) -> Outcome<Option<CopyUid>> {
        self.uids.finish(tagged)
    }
}

/// UID MOVE (RFC 6851 3.2; RFC 9051 6.4.9): as [`Move`], the messages named by UID.
///
/// ```
/// use imap_proto_core::{Execute, UidSet, ext::UidMove};
/// # let server = imap_testkit::Server::demo().listen_tcp()?;
/// # let mut session = imap_blocking::connect_tcp("localhost", server.port())?;
/// # session.login("demo", "demo")?;
/// # session.select("INBOX")?;
/// session.run(UidMove::new(UidSet::one(2)?, "Archive"))?;
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Debug)]
pub struct UidMove {
    set: UidSet,
    mailbox: MailboxName,
    unchecked: Unchecked,
    uids: CopyUids,
}

impl UidMove {
    /// The messages and where they go.
    pub fn new(set: impl Into<UidSet>, mailbox: impl Into<MailboxName>) -> Self {
        let (unchecked, uids) = (Unchecked::default(), CopyUids::default());
        Self { set: set.into(), mailbox: mailbox.into(), unchecked, uids }
    }
}

unchecked!(UidMove);

impl Command for UidMove {
    type Item = Never;
    type Output = Option<CopyUid>;
    const NAME: &'static str = "UID MOVE";

    fn traits(&self) -> Traits {
        let traits = Traits::pipelined(States::Selected).with_saved(self.set.is_saved());
        let traits = traits.with(|t| t.destructive = true);
        self.unchecked.needs(traits, Capability::Move)
    }

    fn encode(&mut self, w: &mut CommandWriter<'_>) -> Result<(), EncodeError> {
        w.word("UID MOVE").sp().display(&self.set).sp().mailbox(&self.mailbox).finish()
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
