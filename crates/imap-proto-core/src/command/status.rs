//! STATUS.

use alloc::vec::Vec;

use super::{Answers, Claim, Command, CommandWriter, Items, Never, Outcome, States, Traits, common};
use crate::error::{CommandError, EncodeError};
use crate::response::{Data, MailboxStatus, StatusItem, Tagged};
use crate::types::MailboxName;

/// STATUS (RFC 9051 6.3.11): counters of a mailbox that is not selected. Valid when authenticated.
///
/// [`CommandError::Incomplete`] if the server says OK and sent no row. A row under a name of the server's own
/// making is taken if it is the only one and no other STATUS runs: look at [`MailboxStatus::name`].
///
/// ```
/// use imap_proto_core::{Execute, StatusItem, command::Status};
/// # let server = imap_testkit::Server::demo().listen_tcp()?;
/// # let mut session = imap_blocking::connect_tcp("localhost", server.port())?;
/// # session.login("demo", "demo")?;
/// let inbox = session.run(Status::new("INBOX", [StatusItem::Messages, StatusItem::Unseen]))?;
/// assert_eq!((inbox.messages(), inbox.unseen()), (Some(6), Some(4)));
/// # Ok::<(), imap_blocking::Error>(())
/// ```
#[derive(Clone, Debug)]
pub struct Status {
    mailbox: MailboxName,
    items: Vec<StatusItem>,
    row: Option<MailboxStatus>,
    stray: Stray,
}

/// Rows under other names.
#[derive(Clone, Debug)]
enum Stray {
    None,
    One(MailboxStatus),
    Many,
}

impl Status {
    /// The mailbox, and what to tell of it. No item at all is an [`EncodeError`].
    pub fn new(mailbox: impl Into<MailboxName>, items: impl IntoIterator<Item = StatusItem>) -> Self {
        let items = items.into_iter();
        let mut wanted = Vec::with_capacity(items.size_hint().0);
        items.for_each(|item| common::push_new(&mut wanted, item));
        Self { mailbox: mailbox.into(), items: wanted, row: None, stray: Stray::None }
    }
}

impl Command for Status {
    type Item = Never;
    type Output = MailboxStatus;
    const NAME: &'static str = "STATUS";

    fn traits(&self) -> Traits {
        Traits::pipelined(States::Authenticated).with(|t| {
            t.answers = Answers::Status(self.mailbox.clone());
            self.items.iter().for_each(|item| t.add_need(item.need()));
        })
    }

    fn encode(&mut self, w: &mut CommandWriter<'_>) -> Result<(), EncodeError> {
        if self.items.is_empty() {
            return Err(EncodeError::Invalid { what: "STATUS items", why: "none was asked for" });
        }
        w.word("STATUS").sp().mailbox(&self.mailbox).sp();
        w.list(&self.items, |w, item| {
            match item {
                StatusItem::Ext(name) => w.atom(common::sendable(name, "STATUS item")?),
                known => w.word(known.fixed_name().unwrap_or_default()),
            };
            Ok(())
        })?;
        w.finish()
    }

    fn on_data(&mut self, data: Data, items: &mut Items<'_, Never>) -> Claim {
        match data {
            Data::MailboxStatus(row) if self.row.is_none() && *row.name() == self.mailbox => {
                self.row = Some(row);
                Claim::Take
            }
            // Some servers answer with a normalised name. It may as well be news of another mailbox (RFC
            // 5465), so everybody hears it, and it counts as the answer only if nothing better came.
            Data::MailboxStatus(row) if items.alone() => {
                self.stray = match self.stray {
                    Stray::None => Stray::One(row.clone()),
                    Stray::One(_) | Stray::Many => Stray::Many,
                };
                Claim::Observe(Data::MailboxStatus(row))
            }
            other => Claim::Pass(other),
        }
    }

    fn on_tagged(&mut self, tagged: Tagged, _: &mut Items<'_, Never>) -> Outcome<MailboxStatus> {
        let stray = core::mem::replace(&mut self.stray, Stray::None);
        let row = self.row.take().or(match stray {
            Stray::One(row) => Some(row),
            Stray::None | Stray::Many => None,
        });
        Outcome::Done(tagged.refusal().and_then(|_| row.ok_or(CommandError::Incomplete("STATUS"))))
    }
}

#[cfg(test)]
mod tests;
