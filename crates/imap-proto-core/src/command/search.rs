//! SEARCH and UID SEARCH.

use super::{
    Answers, Claim, Command, CommandWriter, Items, Never, Numbering, Outcome, SearchKey, States, Traits,
};
use crate::error::EncodeError;
use crate::response::{Data, SearchResult, Tagged};

/// SEARCH (RFC 9051 6.4.4): the numbers of the messages that a key matches. Valid when selected.
///
/// The numbers come ascending and each once, also where a server sends them otherwise or on several lines. No
/// line at all, with an OK, is an empty result. A text beyond ASCII is sent with `CHARSET UTF-8`; a server
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

/// The lines that came, joined.
#[derive(Clone, Debug, Default)]
struct Found(Option<SearchResult>);

impl Found {
    fn note(&mut self, data: Data) -> Claim {
        match data {
            Data::Search(more) => {
                match &mut self.0 {
                    Some(found) => {
                        found.numbers.extend_from_slice(&more.numbers);
                        found.modseq = found.modseq.max(more.modseq);
                    }
                    none => *none = Some(more),
                }
                Claim::Take
            }
            other => Claim::Pass(other),
        }
    }

    fn finish(&mut self, tagged: Tagged) -> Outcome<SearchResult> {
        let found = self.0.take();
        Outcome::ok_or_refused(tagged, || {
            let mut found = found.unwrap_or_default();
            if !found.numbers.is_sorted() {
                found.numbers.sort_unstable();
            }
            found.numbers.dedup();
            found
        })
    }
}

fn encode(name: &'static str, key: &SearchKey, w: &mut CommandWriter<'_>) -> Result<(), EncodeError> {
    w.word(name);
    // RFC 6855 3: no CHARSET once UTF8=ACCEPT is on. Some servers refuse it at all, so ASCII goes without.
    if !w.dialect().utf8() && key.needs_charset() {
        w.sp().word("CHARSET UTF-8");
    }
    w.sp();
    key.encode(w)?;
    w.finish()
}

impl Command for Search {
    type Item = Never;
    type Output = SearchResult;
    const NAME: &'static str = "SEARCH";

    fn traits(&self) -> Traits {
        Traits::pipelined(States::Selected).with(|t| {
            t.answers = Answers::Sole("SEARCH");
            t.numbering = Numbering::Frozen { carries: self.key.carries_numbers() };
        })
    }

    fn encode(&mut self, w: &mut CommandWriter<'_>) -> Result<(), EncodeError> {
        encode("SEARCH", &self.key, w)
    }

    fn on_data(&mut self, data: Data, _: &mut Items<'_, Never>) -> Claim {
        self.found.note(data)
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
        Traits::pipelined(States::Selected).with(|t| {
            t.answers = Answers::Sole("SEARCH");
            t.numbering = Numbering::Free { carries: self.key.carries_numbers() };
        })
    }

    fn encode(&mut self, w: &mut CommandWriter<'_>) -> Result<(), EncodeError> {
        encode("UID SEARCH", &self.key, w)
    }

    fn on_data(&mut self, data: Data, _: &mut Items<'_, Never>) -> Claim {
        self.found.note(data)
    }

    fn on_tagged(&mut self, tagged: Tagged, _: &mut Items<'_, Never>) -> Outcome<SearchResult> {
        self.found.finish(tagged)
    }
}

#[cfg(test)]
mod tests;
