//! LIST and LSUB.

use alloc::collections::VecDeque;
use alloc::string::String;
use alloc::vec::Vec;

use super::{Answers, Claim, Command, CommandWriter, Items, Outcome, States, Traits};
use crate::error::EncodeError;
use crate::response::{Data, ListEntry, Tagged};
use crate::types::MailboxName;

/// LIST (RFC 9051 6.3.9): the mailboxes that match a pattern. Valid when authenticated.
///
/// In the pattern `*` stands for anything and `%` for anything but the hierarchy delimiter. The pattern is
/// Unicode text; its wire form is chosen when it is sent. Rows can be pulled while they arrive.
///
/// ```
/// use imap_proto_core::{Execute, command::List};
/// # let server = imap_testkit::Server::demo().listen_tcp()?;
/// # let mut session = imap_blocking::connect_tcp("localhost", server.port())?;
/// # session.login("demo", "demo")?;
/// for mailbox in session.run(List::new("", "*"))? { // or session.list("", "*")?
///     println!("{} {}", mailbox.name(), if mailbox.is_noselect() { "(no mailbox)" } else { "" });
/// }
/// let top_level = session.run(List::new("", "%"))?;
/// assert!(top_level.iter().any(|mailbox| mailbox.has("\\Drafts") && *mailbox.name() == "Entwürfe".into()));
/// # Ok::<(), imap_blocking::Error>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct List {
    reference: MailboxName,
    pattern: String,
}

impl List {
    /// The reference name, most often empty, and the pattern.
    pub fn new(reference: impl Into<MailboxName>, pattern: impl Into<String>) -> Self {
        Self { reference: reference.into(), pattern: pattern.into() }
    }

    /// Asks for the hierarchy delimiter and root of the reference alone (RFC 9051 6.3.9: an empty pattern).
    pub fn delimiter(reference: impl Into<MailboxName>) -> Self {
        Self::new(reference, "")
    }
}

impl Command for List {
    type Item = ListEntry;
    type Output = Vec<ListEntry>;
    const NAME: &'static str = "LIST";

    fn traits(&self) -> Traits {
        Traits::pipelined(States::Authenticated).with(|t| t.answers = Answers::Sole("LIST"))
    }

    fn encode(&mut self, w: &mut CommandWriter<'_>) -> Result<(), EncodeError> {
        w.word("LIST").sp().mailbox(&self.reference).sp().list_pattern(&self.pattern).finish()
    }

    fn on_data(&mut self, data: Data, items: &mut Items<'_, ListEntry>) -> Claim {
        match data {
            Data::List(entry) => {
                items.push(entry);
                Claim::Take
            }
            other => Claim::Pass(other),
        }
    }

    fn on_tagged(&mut self, tagged: Tagged, _: &mut Items<'_, ListEntry>) -> Outcome<Vec<ListEntry>> {
        Outcome::ok_or_refused(tagged, Vec::new)
    }

    fn collect(output: &mut Vec<ListEntry>, rows: VecDeque<ListEntry>) {
        output.extend(rows);
    }
}

/// LSUB (RFC 3501 6.3.9): the subscribed mailboxes that match a pattern. Valid when authenticated.
///
/// IMAP4rev2 dropped it in favour of LIST with `SUBSCRIBED`. An entry may be `\Noselect`, standing for
/// subscribed mailboxes below it, and need not exist.
///
/// ```
/// use imap_proto_core::command::Lsub;
/// let command = Lsub::new("", "*");
/// # let _ = command;
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Lsub {
    reference: MailboxName,
    pattern: String,
}

impl Lsub {
    /// The reference name, most often empty, and the pattern.
    pub fn new(reference: impl Into<MailboxName>, pattern: impl Into<String>) -> Self {
        Self { reference: reference.into(), pattern: pattern.into() }
    }
}

impl Command for Lsub {
    type Item = ListEntry;
    type Output = Vec<ListEntry>;
    const NAME: &'static str = "LSUB";

    fn traits(&self) -> Traits {
        Traits::pipelined(States::Authenticated).with(|t| t.answers = Answers::Sole("LSUB"))
    }

    fn encode(&mut self, w: &mut CommandWriter<'_>) -> Result<(), EncodeError> {
        w.word("LSUB").sp().mailbox(&self.reference).sp().list_pattern(&self.pattern).finish()
    }

    fn on_data(&mut self, data: Data, items: &mut Items<'_, ListEntry>) -> Claim {
        match data {
            Data::Lsub(entry) => {
                items.push(entry);
                Claim::Take
            }
            other => Claim::Pass(other),
        }
    }

    fn on_tagged(&mut self, tagged: Tagged, _: &mut Items<'_, ListEntry>) -> Outcome<Vec<ListEntry>> {
        Outcome::ok_or_refused(tagged, Vec::new)
    }

    fn collect(output: &mut Vec<ListEntry>, rows: VecDeque<ListEntry>) {
        output.extend(rows);
    }
}

#[cfg(test)]
mod tests;
