//! URLFETCH: what a URL stands for.

use alloc::collections::{BTreeSet, VecDeque};
use alloc::vec::Vec;

use super::AuthUrl;
use crate::command::common::{Unchecked, unchecked};
use crate::command::{Answers, Claim, Command, CommandWriter, Items, Outcome, States, Traits};
use crate::error::{CommandError, EncodeError};
use crate::ext::{ExtData, Extension};
use crate::parse::{Cursor, Fail};
use crate::response::{BodyStructure, Data, Payload, Tagged, Value};
use crate::types::{Atom, Capability};

/// What URLFETCH can ask of a URL (RFC 5524 section 3).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum UrlItem {
    /// BODY: the octets as they are in the message.
    Body,
    /// BINARY: the octets without their transfer encoding.
    Binary,
    /// BODYPARTSTRUCTURE: the structure of the part.
    Structure,
}

/// What a URL stands for.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct FetchedUrl {
    /// The URL as the server repeated it.
    pub url: AuthUrl,
    /// The octets: NIL if the URL is of no use, and None if something else was asked for.
    pub body: Option<Payload>,
    /// The octets without their transfer encoding: NIL if that cannot be taken off.
    pub binary: Option<Payload>,
    /// The structure of the part.
    pub structure: Option<BodyStructure>,
    /// Anything else.
    pub other: Vec<(Atom, Value)>,
}

impl FetchedUrl {
    fn new(url: AuthUrl) -> Self {
        Self { url, body: None, binary: None, structure: None, other: Vec::new() }
    }

    /// `(BINARY ~{28} ...)` (RFC 5524 section 5, `url-metadata-el`).
    fn element(&mut self, c: &mut Cursor<'_>) -> Result<(), Fail> {
        c.open("url-metadata-el")?;
        while !c.close() {
            let name = c.atom()?;
            c.space();
            let is = |word| name.eq_ignore_ascii_case(word);
            if is("BODY") {
                self.body = Some(c.payload()?);
            } else if is("BINARY") {
                self.binary = Some(c.payload()?);
            } else if is("BODYPARTSTRUCTURE") && !c.nil() {
                let structure = BodyStructure::from_wire(&c.raw_value()?);
                self.structure = Some(structure.map_err(|error| Fail::Rule(error.rule))?);
            } else if !is("BODYPARTSTRUCTURE") {
                self.other.push((name, c.value()?));
            }
        }
        Ok(())
    }
}

/// URLFETCH: one or more URLs and what they stand for (RFC 4467 section 7, RFC 5524 section 3).
#[derive(Clone, Debug, Default, PartialEq)]
#[non_exhaustive]
pub struct UrlFetchData {
    /// One for each URL.
    pub urls: Vec<FetchedUrl>,
}

impl Extension for UrlFetchData {
    fn parse(c: &mut Cursor<'_>) -> Result<Self, Fail> {
        let mut urls = Vec::new();
        loop {
            let mut row = FetchedUrl::new(AuthUrl::new(c.astring()?));
            c.space();
            if c.at_list() {
                while c.at_list() {
                    row.element(c)?;
                    if !c.at_list_end() {
                        c.space();
                    }
                }
            } else {
                row.body = Some(c.payload()?);
                if !c.at_list_end() {
                    c.space();
                }
            }
            urls.push(row);
            if c.at_list_end() {
                return Ok(Self { urls });
            }
        }
    }
}

/// URLFETCH (RFC 4467 section 7, RFC 5524 section 3): what URLs stand for. Valid when authenticated, where the server
/// announces `URLAUTH`, and `URLAUTH=BINARY` if items are asked for; inside TLS or on a local path, for a URL is a secret.
///
/// Rows can be pulled while they arrive. A URL that is of no use gives NIL. A body above
/// [`Limits::literal`](crate::Limits::literal) is left out, and its row says so. [`CommandError::Incomplete`] if the server
/// says OK and left one of the URLs out. To ask for nothing is an [`EncodeError::Invalid`].
///
/// ```
/// use imap_proto_core::ext::urlauth::{AuthUrl, UrlFetch, UrlItem};
/// let url = AuthUrl::new("imap://joe@example.com/INBOX/;uid=20;urlauth=anonymous:internal:91354a473744909de610");
/// let command = UrlFetch::new([url.clone()]).items(url, [UrlItem::Structure, UrlItem::Binary]);
/// # let _ = command;
/// ```
#[derive(Clone, Debug)]
pub struct UrlFetch {
    urls: Vec<(AuthUrl, Vec<UrlItem>)>,
    unchecked: Unchecked,
    /// Which of them were answered.
    answered: Vec<bool>,
    /// Rows under a name of the server's own making.
    strays: usize,
}

impl UrlFetch {
    /// Asks for the octets that these URLs stand for.
    pub fn new(urls: impl IntoIterator<Item = AuthUrl>) -> Self {
        let urls = urls.into_iter().map(|url| (url, Vec::new())).collect();
        Self { urls, unchecked: Unchecked::default(), answered: Vec::new(), strays: 0 }
    }

    /// Asks for these items of another URL.
    #[must_use]
    pub fn items(mut self, url: AuthUrl, items: impl IntoIterator<Item = UrlItem>) -> Self {
        self.urls.push((url, items.into_iter().collect()));
        self
    }

    fn is_complete(&self) -> bool {
        let answered = self.answered.iter().copied().chain(core::iter::repeat(false));
        let due = self.urls.iter().zip(answered).filter(|(_, answered)| !answered);
        let due: BTreeSet<&[u8]> = due.map(|((url, _), _)| url.as_bytes()).collect();
        due.len() <= self.strays
    }

    fn note(&mut self, row: &FetchedUrl) {
        self.answered.resize(self.urls.len(), false);
        let mut known = false;
        for ((url, _), answered) in self.urls.iter().zip(&mut self.answered) {
            if url.as_bytes() == row.url.as_bytes() {
                (*answered, known) = (true, true);
            }
        }
        self.strays += usize::from(!known);
    }
}

unchecked!(UrlFetch);

impl Command for UrlFetch {
    type Item = FetchedUrl;
    type Output = Vec<FetchedUrl>;
    const NAME: &'static str = "URLFETCH";

    fn traits(&self) -> Traits {
        let traits = Traits::pipelined(States::Authenticated).with(|t| {
            t.answers = Answers::Sole("URLFETCH");
            t.reveals_secret = true;
        });
        let extended = self.urls.iter().any(|(_, items)| !items.is_empty());
        self.unchecked.needs(traits, Capability::of(if extended { "URLAUTH=BINARY" } else { "URLAUTH" }))
    }

    fn encode(&mut self, w: &mut CommandWriter<'_>) -> Result<(), EncodeError> {
        if self.urls.is_empty() {
            return Err(EncodeError::Invalid { what: "list of URLs", why: "there is none" });
        }
        w.word("URLFETCH");
        for (url, items) in &self.urls {
            w.sp();
            if items.is_empty() {
                w.secret(url.secret(), "URL");
                continue;
            }
            w.word("(").secret(url.secret(), "URL");
            for item in items {
                w.sp().word(match item {
                    UrlItem::Body => "BODY",
                    UrlItem::Binary => "BINARY",
                    UrlItem::Structure => "BODYPARTSTRUCTURE",
                });
            }
            w.word(")");
        }
        w.finish()
    }

    fn on_data(&mut self, data: Data, items: &mut Items<'_, FetchedUrl>) -> Claim {
        match data {
            Data::Ext(ExtData::UrlFetch(more)) => {
                for row in more.urls {
                    self.note(&row);
                    items.push(row);
                }
                Claim::Take
            }
            other => Claim::Pass(other),
        }
    }

    fn on_tagged(&mut self, tagged: Tagged, _: &mut Items<'_, FetchedUrl>) -> Outcome<Vec<FetchedUrl>> {
        let complete = self.is_complete();
        let rows = || if complete { Ok(Vec::new()) } else { Err(CommandError::Incomplete("URLFETCH")) };
        Outcome::Done(tagged.refusal().and_then(|_| rows()))
    }

    fn collect(output: &mut Vec<FetchedUrl>, rows: VecDeque<FetchedUrl>) {
        output.extend(rows);
    }
}
