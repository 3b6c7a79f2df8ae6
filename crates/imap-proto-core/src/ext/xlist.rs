//! XLIST: what Gmail had before SPECIAL-USE (RFC 6154). It is obsolete; some old servers have nothing else.

use alloc::collections::VecDeque;
use alloc::string::String;
use alloc::vec::Vec;

use super::{ExtData, Extension};
use crate::command::common::{Unchecked, unchecked};
use crate::command::{Answers, Claim, Command, CommandWriter, Items, Outcome, States, Traits};
use crate::error::EncodeError;
use crate::parse::{Cursor, Fail};
use crate::response::{Data, ListEntry, Tagged};
use crate::types::{Capability, MailboxName, NameForm};

/// XLIST: a row as LIST has it, with attributes such as `\Inbox`, `\AllMail` and `\Spam`.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct XListData {
    /// The mailbox.
    pub entry: ListEntry,
}

impl Extension for XListData {
    fn parse(c: &mut Cursor<'_>) -> Result<Self, Fail> {
        Ok(Self { entry: c.list_entry()? })
    }

    fn resolve(&mut self, form: NameForm) {
        self.entry.resolve(form);
    }
}

/// XLIST, which no RFC specifies: as [`List`](crate::command::List), and tells what the mailboxes are for. Valid when
/// authenticated, where the server announces `XLIST`.
///
/// Gmail names INBOX in the user's language here, with the attribute `\Inbox`; it is selected as `INBOX`. Where
/// `SPECIAL-USE` is announced, LIST says the same and more.
///
/// ```
/// use imap_proto_core::ext::XList;
/// let command = XList::new("", "*");
/// # let _ = command;
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct XList {
    reference: MailboxName,
    pattern: String,
    unchecked: Unchecked,
}

impl XList {
    /// The reference name, most often empty, and the pattern.
    pub fn new(reference: impl Into<MailboxName>, pattern: impl Into<String>) -> Self {
        Self { reference: reference.into(), pattern: pattern.into(), unchecked: Unchecked::default() }
    }
}

unchecked!(XList);

impl Command for XList {
    type Item = ListEntry;
    type Output = Vec<ListEntry>;
    const NAME: &'static str = "XLIST";

    fn traits(&self) -> Traits {
        let traits = Traits::pipelined(States::Authenticated).with(|t| t.answers = Answers::Sole("XLIST"));
        self.unchecked.needs(traits, Capability::of("XLIST"))
    }

    fn encode(&mut self, w: &mut CommandWriter<'_>) -> Result<(), EncodeError> {
        w.word("XLIST").sp().mailbox(&self.reference).sp().list_pattern(&self.pattern).finish()
    }

    fn on_data(&mut self, data: Data, items: &mut Items<'_, ListEntry>) -> Claim {
        match data {
            Data::Ext(ExtData::XList(row)) => {
                items.push(row.entry);
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
mod tests {
    use super::*;
    use crate::command::testing::{Fate, Running, wire};
    use crate::parse::data;
    use crate::types::Capability;

    fn row(wire: &str) -> Option<Data> {
        data(wire.as_bytes()).ok().filter(|data| matches!(data, Data::Ext(ExtData::XList(_))))
    }

    #[test]
    fn rows_are_those_of_list() {
        let Some(Data::Ext(ExtData::XList(found))) =
            row("* XLIST (\\HasNoChildren \\Inbox) \"/\" \"Posteingang\"")
        else {
            panic!("no row")
        };
        assert!(found.entry.has("\\Inbox") && *found.entry.name() == "Posteingang".into());
        assert!(row("* xlist (\\Noselect) NIL {7}\r\n[Gmail]").is_some());
        for wire in ["* XLIST", "* XLIST (\\Inbox) \"/\"", "* XLIST 5"] {
            assert_eq!(row(wire), None, "{wire}");
        }
    }

    #[test]
    fn the_command() {
        assert_eq!(wire(XList::new("", "*")), "XLIST \"\" *");
        assert_eq!(XList::new("", "%").traits().needs, [Capability::ext("XLIST").unwrap().into()]);
        assert!(XList::new("", "%").unchecked().traits().needs.is_empty());
        let mut running = Running::new(XList::new("", "*"));
        assert_eq!(running.data(row("* XLIST (\\Sent) \"/\" a").unwrap()), Fate::Taken);
        assert_eq!(running.data(data(b"* LIST (\\Sent) \"/\" b").unwrap()), Fate::Passed);
        assert_eq!(running.output().len(), 1);
        Running::new(XList::new("", "*")).cannot_be_refused_into_success();
    }
}
