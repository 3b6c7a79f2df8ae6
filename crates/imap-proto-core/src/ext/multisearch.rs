//! MULTISEARCH (RFC 7377): one search in several mailboxes.

use alloc::collections::VecDeque;
use alloc::vec::Vec;

use super::ExtData;
use super::esearch::{EsearchData, ReturnOptions};
use crate::command::common::{Unchecked, unchecked};
use crate::command::{
    Claim, Command, CommandWriter, Items, Need, Numbering, Outcome, SearchKey, States, Traits, search,
};
use crate::error::{CommandError, EncodeError};
use crate::response::{Code, Data, Status, Tagged};
use crate::types::{MailboxName, Tag};

/// Where to search (RFC 7377 2.2, RFC 5465 section 6).
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Scope {
    /// The selected mailbox.
    Selected,
    /// All selectable mailboxes of the user's own.
    Personal,
    /// Those of the user's own into which mail is delivered; a server may search all of them.
    Inboxes,
    /// The subscribed mailboxes.
    Subscribed,
    /// These mailboxes. Wildcards are letters as others.
    Mailboxes(Vec<MailboxName>),
    /// These mailboxes, and all below them.
    Subtree(Vec<MailboxName>),
    /// These mailboxes, and those one level below them.
    SubtreeOne(Vec<MailboxName>),
}

impl Scope {
    fn write(&self, w: &mut CommandWriter<'_>) -> Result<(), EncodeError> {
        let (word, names) = match self {
            Self::Selected => ("selected", None),
            Self::Personal => ("personal", None),
            Self::Inboxes => ("inboxes", None),
            Self::Subscribed => ("subscribed", None),
            Self::Mailboxes(names) => ("mailboxes", Some(names)),
            Self::Subtree(names) => ("subtree", Some(names)),
            Self::SubtreeOne(names) => ("subtree-one", Some(names)),
        };
        w.word(word);
        match names.map(Vec::as_slice) {
            None => {}
            Some([]) => return Err(EncodeError::Invalid { what: "mailboxes", why: "there is none" }),
            Some([one]) => _ = w.sp().mailbox(one),
            Some([first, others @ ..]) => {
                w.sp().word("(").mailbox(first);
                for name in others {
                    w.sp().mailbox(name);
                }
                w.word(")");
            }
        }
        Ok(())
    }
}

/// ESEARCH (RFC 7377 section 2): what a search finds, by UID, in any mailboxes. Valid when authenticated, or selected
/// if the selected mailbox is searched, where the server announces `MULTISEARCH`.
///
/// Without [`within`](Self::within) the selected mailbox is searched. There is one row for each mailbox in which
/// something was found, with [`EsearchData::mailbox`] and [`EsearchData::uid_validity`]; rows can be pulled while they
/// arrive. One that lacks these, or what was asked for, or has no UIDs, makes the command a [`CommandError::Incomplete`].
/// Several may be in flight, for each row has its tag.
///
/// A server that gives up half way says `OK [LIMIT]`: that is a [`CommandError::Partial`], with the rows.
/// [`ReturnOptions::save`] with other mailboxes, and a scope without a name, are an [`EncodeError::Invalid`].
///
/// ```
/// use imap_proto_core::command::SearchKey;
/// use imap_proto_core::ext::multisearch::{MultiSearch, Scope};
/// let folders = Scope::SubtreeOne(vec!["folder2".into()]);
/// let command = MultiSearch::new(SearchKey::subject("chad")).within(Scope::Inboxes).within(folders);
/// # let _ = command;
/// ```
#[derive(Clone, Debug)]
pub struct MultiSearch {
    key: SearchKey,
    scopes: Vec<Scope>,
    options: ReturnOptions,
    unchecked: Unchecked,
    tag: Option<Tag>,
    /// What a row lacked.
    short: Option<&'static str>,
}

impl MultiSearch {
    /// What to look for.
    pub fn new(key: impl Into<SearchKey>) -> Self {
        let (options, unchecked) = (ReturnOptions::new(), Unchecked::default());
        Self { key: key.into(), scopes: Vec::new(), options, unchecked, tag: None, short: None }
    }

    /// Searches here; several add up.
    #[must_use]
    pub fn within(mut self, scope: Scope) -> Self {
        self.scopes.push(scope);
        self
    }

    /// What to return for each mailbox.
    #[must_use]
    pub fn returning(mut self, options: ReturnOptions) -> Self {
        self.options = options;
        self
    }

    fn write_scopes(&self, w: &mut CommandWriter<'_>) -> Result<(), EncodeError> {
        for (index, scope) in self.scopes.iter().enumerate() {
            w.word(if index == 0 { " IN (" } else { " " });
            scope.write(w)?;
        }
        if !self.scopes.is_empty() {
            w.word(")");
        }
        Ok(())
    }

    fn missing(&self, row: &EsearchData) -> Option<&'static str> {
        match (row.mailbox(), row.uid_validity()) {
            (None, _) => Some("MAILBOX"),
            (_, None) => Some("UIDVALIDITY"),
            _ => self.options.missing(row, true),
        }
    }
}

unchecked!(MultiSearch);

impl Command for MultiSearch {
    type Item = EsearchData;
    type Output = Vec<EsearchData>;
    const NAME: &'static str = "ESEARCH";

    fn traits(&self) -> Traits {
        let selected = self.scopes.is_empty() || self.scopes.contains(&Scope::Selected);
        let states = if selected { States::Selected } else { States::Authenticated };
        let traits = Traits::pipelined(states).with_params(self.options.params());
        let traits = traits.with_key(&self.key).with(|t| {
            t.numbering = Numbering::Free { carries: self.key.carries_numbers() };
            t.saves = self.options.asks("SAVE");
        });
        self.unchecked.needs(traits, Need::named(&["MULTISEARCH"]))
    }

    fn encode(&mut self, w: &mut CommandWriter<'_>) -> Result<(), EncodeError> {
        if self.options.asks("SAVE") && self.scopes.iter().any(|scope| *scope != Scope::Selected) {
            let why = "only a search of the selected mailbox can be saved (RFC 7377 2.2)";
            return Err(EncodeError::Invalid { what: "SAVE", why });
        }
        self.tag = Some(*w.tag());
        w.word("ESEARCH");
        self.write_scopes(w)?;
        self.options.write(w)?;
        search::criteria(&self.key, w)?;
        w.finish()
    }

    fn on_data(&mut self, data: Data, items: &mut Items<'_, EsearchData>) -> Claim {
        match data {
            Data::Ext(ExtData::Esearch(row)) if row.answers(self.tag.as_ref()) => {
                match self.missing(&row) {
                    Some(what) => self.short = self.short.or(Some(what)),
                    None => items.push(row),
                }
                Claim::Take
            }
            other => Claim::Pass(other),
        }
    }

    fn on_tagged(&mut self, tagged: Tagged, _: &mut Items<'_, EsearchData>) -> Outcome<Vec<EsearchData>> {
        Outcome::Done(tagged.refusal().and_then(|_| match self.short {
            Some(what) => Err(CommandError::Incomplete(what)),
            None => Ok(Vec::new()),
        }))
    }

    fn is_partial(&self, status: &Status) -> bool {
        // RFC 7377 2.4.
        status.code == Some(Code::Limit) || status.message_limit().is_some()
    }

    fn collect(output: &mut Vec<EsearchData>, rows: VecDeque<EsearchData>) {
        output.extend(rows);
    }
}

#[cfg(test)]
mod tests;
