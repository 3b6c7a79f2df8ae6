//! SEARCH and UID SEARCH.

use alloc::vec::Vec;

use super::{
    Answers, Claim, Command, CommandWriter, Items, Never, Numbering, Outcome, SearchKey, States, Traits,
};
use crate::error::{CommandError, EncodeError};
use crate::ext::ExtData;
use crate::ext::esearch::EsearchData;
use crate::limits::LimitExceeded;
use crate::response::{Data, SearchResult, Tagged};
use crate::types::Tag;

mod numbers;

/// SEARCH (RFC 9051 6.4.4): the numbers of the messages that a key matches. Valid when selected.
///
/// The numbers come ascending and each once, also where a server sends them otherwise or on several lines. No
/// line at all, with an OK, is an empty result; an ESEARCH response is expanded, as IMAP4rev2 servers send it. A text beyond ASCII is sent with `CHARSET UTF-8`; a server
/// that cannot do that says `NO [BADCHARSET]`.
///
/// ```
/// use imap_proto_core::{Execute, Search, SearchKey};
/// # let server = imap_testkit::Server::demo().listen_tcp()?;
/// # let mut session = imap_blocking::connect_tcp("localhost", server.port())?;
/// # session.login("demo", "demo")?;
/// # session.select("INBOX")?;
/// let key = SearchKey::seen().and(SearchKey::subject("welcome").or(SearchKey::flagged()));
/// let found = session.run(Search::new(key))?; // or session.search(key)?
/// assert_eq!(found.numbers, [1]);
/// # Ok::<(), imap_blocking::Error>(())
/// ```
#[derive(Clone, Debug)]
pub struct Search {
    key: SearchKey,
    found: Found,
}

impl Search {
    /// What to look for.
    pub fn new(key: impl Into<SearchKey>) -> Self {
        Self { key: key.into(), found: Found::default() }
    }
}

/// UID SEARCH (RFC 9051 6.4.9): as [`Search`], and finds UIDs.
///
/// ```
/// use imap_proto_core::{Execute, SearchKey, UidSearch};
/// # let server = imap_testkit::Server::demo().listen_tcp()?;
/// # let mut session = imap_blocking::connect_tcp("localhost", server.port())?;
/// # session.login("demo", "demo")?;
/// # session.select("INBOX")?;
/// let deleted = session.run(UidSearch::new(SearchKey::deleted()))?;
/// assert!(deleted.numbers.is_empty());
/// # Ok::<(), imap_blocking::Error>(())
/// ```
#[derive(Clone, Debug)]
pub struct UidSearch {
    key: SearchKey,
    found: Found,
}

impl UidSearch {
    /// What to look for.
    pub fn new(key: impl Into<SearchKey>) -> Self {
        Self { key: key.into(), found: Found::default() }
    }
}

/// The lines that came, joined. ESEARCH is expanded: the caller asked for numbers.
#[derive(Clone, Debug, Default)]
struct Found {
    tag: Option<Tag>,
    lines: Option<SearchResult>,
    short: Option<Short>,
}

/// Why an ESEARCH response does not give the numbers.
#[derive(Clone, Debug)]
enum Short {
    TooMany(LimitExceeded),
    /// It leaves this out.
    Lacks(&'static str),
}

impl From<Short> for CommandError {
    fn from(short: Short) -> Self {
        match short {
            Short::TooMany(limit) => Self::Limit(limit),
            Short::Lacks(what) => Self::Incomplete(what),
        }
    }
}

impl Found {
    fn note(&mut self, data: Data, uid: bool, exists: Option<u32>) -> Claim {
        match data {
            Data::Search(more) => self.add(more),
            Data::Ext(ExtData::Esearch(more)) if more.answers(self.tag.as_ref()) => {
                match expanded(&more, uid, exists) {
                    Ok(numbers) => self.add(SearchResult { numbers, modseq: more.modseq() }),
                    Err(short) => self.short = Some(short),
                }
            }
            other => return Claim::Pass(other),
        }
        Claim::Take
    }

    fn add(&mut self, more: SearchResult) {
        match &mut self.lines {
            Some(found) => {
                found.numbers.extend_from_slice(&more.numbers);
                found.modseq = found.modseq.max(more.modseq);
            }
            none => *none = Some(more),
        }
    }

    fn finish(&mut self, tagged: Tagged) -> Outcome<SearchResult> {
        let (found, short) = (self.lines.take(), self.short.take());
        Outcome::Done(tagged.refusal().and_then(|_| {
            if let Some(short) = short {
                return Err(short.into());
            }
            let mut found = found.unwrap_or_default();
            numbers::ascend(&mut found.numbers);
            Ok(found)
        }))
    }
}

/// What SEARCH would have listed. There cannot be more than the mailbox has messages, whatever the ranges say.
///
/// A UID is never taken for a message number, nor the other way round: whoever acts on it would hit other mail.
fn expanded(found: &EsearchData, uid: bool, exists: Option<u32>) -> Result<Vec<u32>, Short> {
    let most = exists.and_then(|exists| usize::try_from(exists).ok()).unwrap_or(UNKNOWN_EXISTS);
    let some = found.count() > Some(0) || found.min().is_some() || found.max().is_some();
    match (found.numbers(), found.uids()) {
        (Some(set), _) if !uid => set.expand(most).map_err(Short::TooMany),
        (_, Some(set)) if uid => set.expand(most).map_err(Short::TooMany),
        (Some(_), _) => Err(Short::Lacks("UID")),
        (_, Some(_)) => Err(Short::Lacks("message numbers")),
        // In IMAP4rev2 mode Strato leaves ALL out, found or not (QUIRKS 34).
        (None, None) if some => Err(Short::Lacks("ALL")),
        (None, None) => Ok(Vec::new()),
    }
}

/// Messages that a mailbox of unknown size may have.
const UNKNOWN_EXISTS: usize = 100_000;

fn encode(name: &'static str, key: &SearchKey, w: &mut CommandWriter<'_>) -> Result<(), EncodeError> {
    w.word(name);
    criteria(key, w)?;
    w.finish()
}

/// ` CHARSET UTF-8 SUBJECT ...`, as every searching command ends.
pub(crate) fn criteria(key: &SearchKey, w: &mut CommandWriter<'_>) -> Result<(), EncodeError> {
    // RFC 6855 3: no CHARSET once UTF8=ACCEPT is on. Some servers refuse it at all, so ASCII goes without.
    if !w.dialect().utf8() && key.needs_charset() {
        w.sp().word("CHARSET UTF-8");
    }
    w.sp();
    key.encode(w)
}

impl Command for Search {
    type Item = Never;
    type Output = SearchResult;
    const NAME: &'static str = "SEARCH";

    fn traits(&self) -> Traits {
        Traits::pipelined(States::Selected).with_key(&self.key).with(|t| {
            t.answers = Answers::Sole("SEARCH");
            t.numbering = Numbering::Frozen { carries: self.key.carries_numbers() };
        })
    }

    fn encode(&mut self, w: &mut CommandWriter<'_>) -> Result<(), EncodeError> {
        self.found.tag = Some(*w.tag());
        encode("SEARCH", &self.key, w)
    }

    fn on_data(&mut self, data: Data, items: &mut Items<'_, Never>) -> Claim {
        self.found.note(data, false, items.exists())
    }

    fn on_tagged(&mut self, tagged: Tagged, _: &mut Items<'_, Never>) -> Outcome<SearchResult> {
        self.found.finish(tagged)
    }
}

impl Command for UidSearch {
    type Item = Never;
    type Output = SearchResult;
    const NAME: &'static str = "UID SEARCH";

    fn traits(&self) -> Traits {
        Traits::pipelined(States::Selected).with_key(&self.key).with(|t| {
            t.answers = Answers::Sole("SEARCH");
            t.numbering = Numbering::Free { carries: self.key.carries_numbers() };
        })
    }

    fn encode(&mut self, w: &mut CommandWriter<'_>) -> Result<(), EncodeError> {
        self.found.tag = Some(*w.tag());
        encode("UID SEARCH", &self.key, w)
    }

    fn on_data(&mut self, data: Data, items: &mut Items<'_, Never>) -> Claim {
        self.found.note(data, true, items.exists())
    }

    fn on_tagged(&mut self, tagged: Tagged, _: &mut Items<'_, Never>) -> Outcome<SearchResult> {
        self.found.finish(tagged)
    }
}

#[cfg(test)]
mod tests;
