//! LIST-EXTENDED (RFC 5258, RFC 9051 6.3.9): which mailboxes to list, and what to tell of them.

use alloc::collections::{BTreeMap, BTreeSet, VecDeque};
use alloc::string::String;
use alloc::vec::Vec;

use bytes::Bytes;

use super::{ExtData, Extension};
use crate::command::common::{Unchecked, unchecked};
use crate::command::{
    Answers, Claim, Command, CommandWriter, Flow, Items, Need, Outcome, Param, States, Traits, param,
};
use crate::error::EncodeError;
use crate::parse::{Cursor, Fail};
use crate::response::{Code, Data, ListEntry, MailboxStatus, StatusItem, Tagged};
use crate::types::{MailboxName, NameForm};

mod listing;

pub use listing::{Listed, Listing};

/// `CHILDINFO` (RFC 5258 section 6): the selection options that mailboxes below this one meet.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ChildInfo(Vec<Bytes>);

impl ChildInfo {
    /// True when a mailbox below meets this option, for example `SUBSCRIBED`.
    pub fn has(&self, option: &str) -> bool {
        self.0.iter().any(|one| one.eq_ignore_ascii_case(option.as_bytes()))
    }
}

impl Extension for ChildInfo {
    fn parse(c: &mut Cursor<'_>) -> Result<Self, Fail> {
        let mut options = Vec::new();
        c.list_or_nil("childinfo", |c| {
            options.push(c.astring()?);
            Ok(())
        })?;
        Ok(Self(options))
    }
}

/// `OLDNAME` (RFC 9051 6.3.9.7): what the mailbox was called, or as what it was asked for.
#[derive(Clone, Debug, PartialEq)]
pub struct OldName(MailboxName);

impl OldName {
    /// The earlier name.
    pub fn name(&self) -> &MailboxName {
        &self.0
    }
}

impl Extension for OldName {
    fn parse(c: &mut Cursor<'_>) -> Result<Self, Fail> {
        c.open("oldname")?;
        let name = MailboxName::from_wire(c.astring()?);
        if c.close() { Ok(Self(name)) } else { Err(Fail::Rule("oldname")) }
    }

    fn resolve(&mut self, form: NameForm) {
        self.0.resolve(form);
    }
}

impl ListEntry {
    /// `CHILDINFO`: what mailboxes below meet, where RECURSIVEMATCH was asked for.
    pub fn child_info(&self) -> Option<&ChildInfo> {
        self.ext().iter().find_map(|item| match item {
            super::ExtList::ChildInfo(found) => Some(found),
            super::ExtList::OldName(_) => None,
        })
    }

    /// `OLDNAME`: the name it had before (RFC 9051 6.3.9.7).
    pub fn old_name(&self) -> Option<&MailboxName> {
        self.ext().iter().find_map(|item| match item {
            super::ExtList::OldName(found) => Some(found.name()),
            super::ExtList::ChildInfo(_) => None,
        })
    }
}

/// One row of the answer to [`ListExtended`], as it arrives.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub enum ListedRow {
    /// A mailbox.
    Mailbox(ListEntry),
    /// What STATUS says of a mailbox; its LIST row came before.
    Status(MailboxStatus),
    /// What an extension says of a mailbox.
    Ext(ExtData),
}

/// LIST with options (RFC 5258 section 3, RFC 9051 6.3.9). Valid when authenticated, where the server announces
/// `LIST-EXTENDED` or IMAP4rev2; several patterns need the former (RFC 9051 appendix C).
///
/// With [`status`](Self::status) one command gives what LIST and a STATUS for each mailbox would (RFC 5819); a
/// mailbox that cannot be selected has none. Such a command flies alone. Rows can be pulled while they arrive: then pull
/// all of them, for in the output what is said of a mailbox stands with its row, and is lost if that was pulled.
///
/// [`recursive_match`](Self::recursive_match) without another selection option is an
/// [`EncodeError::Invalid`], as is no pattern at all.
///
/// ```
/// use imap_proto_core::ext::ListExtended;
/// use imap_proto_core::StatusItem;
/// let command = ListExtended::new("", ["*"]).subscribed().return_children().status([StatusItem::Unseen]);
/// # let _ = command;
/// ```
#[derive(Clone, Debug, PartialEq)]
pub struct ListExtended {
    selection: Vec<Param>,
    recursive: bool,
    reference: MailboxName,
    patterns: Vec<String>,
    returns: Vec<Param>,
    status: Vec<StatusItem>,
    rows: Vec<&'static str>,
    /// The mailboxes listed so far, if anything is asked about them.
    seen: BTreeSet<Vec<u8>>,
    unchecked: Unchecked,
}

impl ListExtended {
    /// The reference name, most often empty, and the patterns.
    pub fn new<P: Into<String>>(
        reference: impl Into<MailboxName>,
        patterns: impl IntoIterator<Item = P>,
    ) -> Self {
        Self {
            selection: Vec::new(),
            recursive: false,
            reference: reference.into(),
            patterns: patterns.into_iter().map(Into::into).collect(),
            returns: Vec::new(),
            status: Vec::new(),
            rows: Vec::new(),
            seen: BTreeSet::new(),
            unchecked: Unchecked::default(),
        }
    }

    /// Only mailboxes that meet this selection option; several must all be met.
    #[must_use]
    pub fn select(mut self, option: Param) -> Self {
        self.selection.push(option);
        self
    }

    /// Only subscribed names, whether or not there is such a mailbox.
    #[must_use]
    pub fn subscribed(self) -> Self {
        self.select(Param::of("SUBSCRIBED", &[]))
    }

    /// Mailboxes of other servers as well (RFC 5258 3.1).
    #[must_use]
    pub fn remote(self) -> Self {
        self.select(Param::of("REMOTE", &[]))
    }

    /// Also mailboxes of which one below meets the selection: [`ListEntry::child_info`] says so.
    #[must_use]
    pub fn recursive_match(mut self) -> Self {
        self.recursive = true;
        self
    }

    /// Asks for something about each mailbox.
    #[must_use]
    pub fn returning(mut self, option: Param) -> Self {
        self.returns.push(option);
        self
    }

    /// As [`returning`](Self::returning), for an option that is answered by rows of an extension's own, which begin
    /// with this keyword.
    #[must_use]
    pub fn returning_rows(mut self, option: Param, keyword: &'static str) -> Self {
        self.rows.push(keyword);
        self.returning(option)
    }

    /// Asks whether each is subscribed: `\Subscribed`.
    #[must_use]
    pub fn return_subscribed(self) -> Self {
        self.returning(Param::of("SUBSCRIBED", &[]))
    }

    /// Asks whether each has mailboxes below it: `\HasChildren`, `\HasNoChildren` (RFC 3348, RFC 5258 section 4).
    #[must_use]
    pub fn return_children(self) -> Self {
        self.returning(Param::of("CHILDREN", &[]))
    }

    /// Asks for the STATUS of each (RFC 5819).
    #[must_use]
    pub fn status(mut self, items: impl IntoIterator<Item = StatusItem>) -> Self {
        self.status.extend(items);
        self
    }

    fn is_wanted(&self, data: &ExtData) -> bool {
        self.rows.contains(&data.keyword())
            && !data.is_news()
            && data.mailbox().is_some_and(|name| self.seen.contains(&key(name)))
    }

    fn write_selection(&self, w: &mut CommandWriter<'_>) -> Result<(), EncodeError> {
        let mut options = self.selection.clone();
        if self.recursive {
            if options.iter().all(|option| option.name().eq_ignore_ascii_case("REMOTE")) {
                let why = "RECURSIVEMATCH needs another one to match (RFC 5258 3.1)";
                return Err(EncodeError::Invalid { what: "selection options", why });
            }
            options.push(Param::of("RECURSIVEMATCH", &[]));
        }
        if !options.is_empty() {
            param::bare_list(&options, w)?;
            w.sp();
        }
        Ok(())
    }

    fn write_patterns(&self, w: &mut CommandWriter<'_>) -> Result<(), EncodeError> {
        match self.patterns.as_slice() {
            [] => return Err(EncodeError::Invalid { what: "mailbox patterns", why: "there is none" }),
            [one] => _ = w.list_pattern(one),
            many => {
                w.list(many, |w, pattern| {
                    w.list_pattern(pattern);
                    Ok(())
                })?;
            }
        }
        Ok(())
    }

    fn write_returns(&self, w: &mut CommandWriter<'_>) -> Result<(), EncodeError> {
        let mut options = self.returns.clone();
        if !self.status.is_empty() {
            let status = Param::of("STATUS", &[]);
            options
                .push(status.list(|list| self.status.iter().fold(list, |list, item| list.atom(item.name()))));
        }
        if !options.is_empty() {
            w.sp().word("RETURN ");
            param::bare_list(&options, w)?;
        }
        Ok(())
    }
}

unchecked!(ListExtended);

impl Command for ListExtended {
    type Item = ListedRow;
    type Output = Listing;
    const NAME: &'static str = "LIST";

    fn traits(&self) -> Traits {
        let traits = Traits::pipelined(States::Authenticated)
            .with(|t| t.answers = Answers::Sole("LIST"))
            .with_params(&self.selection)
            .with_params(&self.returns)
            .with(|t| self.status.iter().for_each(|item| t.add_need(item.need())));
        let status: &[&'static str] = if self.status.is_empty() { &[] } else { &["LIST-STATUS"] };
        // Rows of STATUS and of extensions could not be told from those of a STATUS or GETMETADATA beside it.
        let mixes = !self.status.is_empty() || !self.rows.is_empty();
        let traits = traits.with(|t| t.flow = if mixes { Flow::Exclusive } else { Flow::Pipelined });
        // IMAP4rev2 has no list of patterns (RFC 9051 appendix C).
        let several = self.patterns.len() > 1;
        let syntax: &[&str] = if several { &["LIST-EXTENDED"] } else { &["LIST-EXTENDED", "IMAP4rev2"] };
        let traits = self.unchecked.needs(traits, Need::named(syntax));
        self.unchecked.needs(traits, Need::named(status))
    }

    fn encode(&mut self, w: &mut CommandWriter<'_>) -> Result<(), EncodeError> {
        w.word("LIST").sp();
        self.write_selection(w)?;
        w.mailbox(&self.reference).sp();
        self.write_patterns(w)?;
        self.write_returns(w)?;
        w.finish()
    }

    fn on_data(&mut self, data: Data, items: &mut Items<'_, ListedRow>) -> Claim {
        // What is said of a mailbox that was not listed is news, not our answer (RFC 5819 section 2).
        items.push(match data {
            Data::List(entry) => {
                if !self.status.is_empty() || !self.rows.is_empty() {
                    self.seen.insert(key(entry.name()));
                }
                ListedRow::Mailbox(entry)
            }
            Data::MailboxStatus(row) if !self.status.is_empty() && self.seen.contains(&key(row.name())) => {
                ListedRow::Status(row)
            }
            Data::Ext(data) if self.is_wanted(&data) => ListedRow::Ext(data),
            other => return Claim::Pass(other),
        });
        Claim::Take
    }

    fn on_tagged(&mut self, tagged: Tagged, _: &mut Items<'_, ListedRow>) -> Outcome<Listing> {
        Outcome::Done(tagged.refusal().map(|tagged| match tagged.status.code {
            Some(Code::Ext(code)) => Listing { mailboxes: Vec::new(), code: Some(code) },
            _ => Listing::default(),
        }))
    }

    fn collect(Listing { mailboxes: output, .. }: &mut Listing, rows: VecDeque<ListedRow>) {
        let mut places = BTreeMap::new();
        for row in rows {
            match row {
                ListedRow::Mailbox(entry) => {
                    places.insert(key(entry.name()), output.len());
                    output.push(Listed::new(entry));
                }
                ListedRow::Status(status) => {
                    if let Some(listed) = place(&places, status.name(), output) {
                        listed.status = Some(status);
                    }
                }
                ListedRow::Ext(data) => {
                    let listed = data.mailbox().and_then(|name| place(&places, name, output));
                    if let Some(listed) = listed {
                        listed.more.push(data);
                    }
                }
            }
        }
    }
}

/// What tells mailboxes apart. `INBOX` is the same in any case (RFC 9051 5.1).
fn key(name: &MailboxName) -> Vec<u8> {
    if name.is_inbox() { b"INBOX".to_vec() } else { name.as_wire().unwrap_or_default().to_vec() }
}

fn place<'a>(
    places: &BTreeMap<Vec<u8>, usize>,
    name: &MailboxName,
    output: &'a mut [Listed],
) -> Option<&'a mut Listed> {
    output.get_mut(*places.get(&key(name))?)
}

#[cfg(test)]
mod tests;
