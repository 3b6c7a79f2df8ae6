//! SEARCH and UID SEARCH with RETURN options (RFC 4731, RFC 9051 6.4.4).

use alloc::vec::Vec;

use super::{EsearchData, ReturnOptions};
use crate::command::common::Unchecked;
use crate::command::{
    Answers, Claim, Command, CommandWriter, Items, Need, Never, Numbering, Outcome, SearchKey, States,
    Traits, search,
};
use crate::error::EncodeError;
use crate::ext::ExtData;
use crate::response::{Data, SearchResult, Tagged};
use crate::types::Tag;

/// SEARCH with RETURN options (RFC 4731 3.1, RFC 9051 6.4.4): what a search found, in the form that was asked for.
/// Valid when selected, where the server announces `ESEARCH` or IMAP4rev2.
///
/// The answer is the ESEARCH response with the command's tag; ranges are kept. One that is missing, or lacks what it
/// must hold, or speaks of UIDs, is a [`CommandError::Incomplete`](crate::CommandError::Incomplete). A server that
/// answers with a plain SEARCH response instead (Cyrus 2.4) is understood where MIN, MAX, ALL and COUNT are all that
/// was asked: the result is computed from it. A second response of one tag is an event.
///
/// ```
/// use imap_proto_core::command::SearchKey;
/// use imap_proto_core::ext::esearch::{ReturnOptions, SearchReturn};
/// let how_many_unseen = SearchReturn::new(SearchKey::unseen(), ReturnOptions::new().min().count());
/// # let _ = how_many_unseen;
/// ```
#[derive(Clone, Debug)]
pub struct SearchReturn(Returning);

/// UID SEARCH with RETURN options (RFC 4731 3.1, RFC 9051 6.4.9): as [`SearchReturn`], and finds UIDs.
///
/// ```
/// use imap_proto_core::command::SearchKey;
/// use imap_proto_core::ext::esearch::{ReturnOptions, UidSearchReturn};
/// let deleted = UidSearchReturn::new(SearchKey::deleted(), ReturnOptions::new().all());
/// # let _ = deleted;
/// ```
#[derive(Clone, Debug)]
pub struct UidSearchReturn(Returning);

macro_rules! constructors {
    ($command:ident) => {
        impl $command {
            /// What to look for, and what to return.
            pub fn new(key: impl Into<SearchKey>, options: ReturnOptions) -> Self {
                Self(Returning::new(key.into(), options))
            }

            /// Sends it even if the server does not announce `ESEARCH`. What the options need is theirs.
            #[must_use]
            pub fn unchecked(mut self) -> Self {
                self.0.unchecked = Unchecked(true);
                self
            }
        }
    };
}

constructors!(SearchReturn);
constructors!(UidSearchReturn);

#[derive(Clone, Debug)]
struct Returning {
    key: SearchKey,
    options: ReturnOptions,
    unchecked: Unchecked,
    tag: Option<Tag>,
    found: Option<EsearchData>,
    lines: Vec<SearchResult>,
}

impl Returning {
    fn new(key: SearchKey, options: ReturnOptions) -> Self {
        let unchecked = Unchecked::default();
        Self { key, options, unchecked, tag: None, found: None, lines: Vec::new() }
    }

    fn traits(&self, numbering: impl FnOnce(bool) -> Numbering) -> Traits {
        let traits = Traits::pipelined(States::Selected).with_params(self.options.params());
        let traits = traits.with_key(&self.key).with(|t| {
            // Its own answer is known by the tag; a SEARCH response instead of it is not.
            t.answers = Answers::Sole("SEARCH");
            t.numbering = numbering(self.key.carries_numbers());
            t.saves = self.options.asks("SAVE");
        });
        self.unchecked.needs(traits, Need::named(&["ESEARCH"]))
    }

    fn encode(&mut self, name: &'static str, w: &mut CommandWriter<'_>) -> Result<(), EncodeError> {
        self.tag = Some(*w.tag());
        w.word(name);
        self.options.write(w)?;
        search::criteria(&self.key, w)?;
        w.finish()
    }

    fn note(&mut self, data: Data) -> Claim {
        match data {
            Data::Search(line) => self.lines.push(line),
            Data::Ext(ExtData::Esearch(found))
                if self.found.is_none() && found.answers(self.tag.as_ref()) =>
            {
                self.found = Some(found);
            }
            other => return Claim::Pass(other),
        }
        Claim::Take
    }

    fn finish(&mut self, tagged: Tagged, uid: bool) -> Outcome<EsearchData> {
        let lines = core::mem::take(&mut self.lines);
        let found = self.found.take().or_else(|| EsearchData::of_lines(lines, &self.options, uid));
        Outcome::Done(tagged.refusal().and_then(|_| self.options.check(found, uid)))
    }
}

impl Command for SearchReturn {
    type Item = Never;
    type Output = EsearchData;
    const NAME: &'static str = "SEARCH";

    fn traits(&self) -> Traits {
        self.0.traits(|carries| Numbering::Frozen { carries })
    }

    fn encode(&mut self, w: &mut CommandWriter<'_>) -> Result<(), EncodeError> {
        self.0.encode("SEARCH", w)
    }

    fn on_data(&mut self, data: Data, _: &mut Items<'_, Never>) -> Claim {
        self.0.note(data)
    }

    fn on_tagged(&mut self, tagged: Tagged, _: &mut Items<'_, Never>) -> Outcome<EsearchData> {
        self.0.finish(tagged, false)
    }
}

impl Command for UidSearchReturn {
    type Item = Never;
    type Output = EsearchData;
    const NAME: &'static str = "UID SEARCH";

    fn traits(&self) -> Traits {
        self.0.traits(|carries| Numbering::Free { carries })
    }

    fn encode(&mut self, w: &mut CommandWriter<'_>) -> Result<(), EncodeError> {
        self.0.encode("UID SEARCH", w)
    }

    fn on_data(&mut self, data: Data, _: &mut Items<'_, Never>) -> Claim {
        self.0.note(data)
    }

    fn on_tagged(&mut self, tagged: Tagged, _: &mut Items<'_, Never>) -> Outcome<EsearchData> {
        self.0.finish(tagged, true)
    }
}

#[cfg(test)]
mod tests;
