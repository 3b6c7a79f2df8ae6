//! ESORT and CONTEXT=SORT (RFC 5267): SORT with RETURN options.

use alloc::vec::Vec;

use super::ExtData;
use super::esearch::{EsearchData, ReturnOptions};
use super::sort::{self, SortKey};
use crate::command::common::Unchecked;
use crate::command::{
    Claim, Command, CommandWriter, Items, Need, Never, Numbering, Outcome, SearchKey, States, Traits,
};
use crate::error::EncodeError;
use crate::response::{Data, Tagged};
use crate::types::{Capability, Tag};

/// SORT with RETURN options (RFC 5267 3.1): what matches, in an order and in the form that was asked for. Valid when
/// selected, where the server announces `ESORT`; for CONTEXT, UPDATE and PARTIAL it must announce `CONTEXT=SORT`, and
/// needs no `CONTEXT=SEARCH`.
///
/// MIN and MAX are the first and the last in the order; the set of ALL is in the server's order, which is never
/// touched, and a range in it ascends (RFC 5267 3.2). The answer is the ESEARCH response with the command's tag. One
/// that is missing, or lacks what it must hold, or speaks of UIDs, is a
/// [`CommandError::Incomplete`](crate::CommandError::Incomplete). A list without any sort key is an
/// [`EncodeError::Invalid`].
///
/// ```
/// use imap_proto_core::{Execute, SearchKey, ext::{ReturnOptions, SortKey, SortReturn}};
/// # let script = imap_testkit::Script::parse("S: * PREAUTH [CAPABILITY IMAP4rev1 SORT ESORT] hi
/// # C: $1 SELECT INBOX\nS: * 9 EXISTS\nS: $1 OK done
/// # C: $2 SORT RETURN (ALL COUNT) (REVERSE DATE) US-ASCII UNSEEN
/// # S: * ESEARCH (TAG \"$2\") COUNT 4 ALL 9,2:3,1\nS: $2 OK done")?;
/// # let server = script.listen()?;
/// # let config = imap_proto_core::conn::Config::default().allow_preauth();
/// # let mut session = imap_blocking::Connector::new("localhost", server.port()).config(config).tcp()?;
/// session.select("INBOX")?;
/// let options = ReturnOptions::new().all().count();
/// let found = session.run(SortReturn::new([SortKey::date().reversed()], SearchKey::unseen(), options))?;
/// assert_eq!(found.numbers().ok_or("nothing found")?.expand(100)?, [9, 2, 3, 1]);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Debug)]
pub struct SortReturn(Returning);

/// UID SORT with RETURN options (RFC 5267 3.1): as [`SortReturn`], and finds UIDs.
///
/// ```
/// use imap_proto_core::SearchKey;
/// use imap_proto_core::ext::{PartialRange, ReturnOptions, SortKey, UidSortReturn};
/// let page = ReturnOptions::new().partial(PartialRange::first(1..=50)?).count();
/// let first_page = UidSortReturn::new([SortKey::subject()], SearchKey::all(), page);
/// # let _ = first_page;
/// # Ok::<(), imap_proto_core::types::SetError>(())
/// ```
#[derive(Clone, Debug)]
pub struct UidSortReturn(Returning);

macro_rules! constructors {
    ($command:ident) => {
        impl $command {
            /// The order, by one key and then the next, what to look for, and what to return.
            pub fn new(
                order: impl IntoIterator<Item = SortKey>,
                key: impl Into<SearchKey>,
                options: ReturnOptions,
            ) -> Self {
                let (order, key) = (order.into_iter().collect(), key.into());
                let unchecked = Unchecked::default();
                Self(Returning { order, key, options, unchecked, tag: None, found: None })
            }

            /// Sends it even if the server does not announce `ESORT`. What the options need is theirs.
            #[must_use]
            pub fn unchecked(mut self) -> Self {
                self.0.unchecked = Unchecked(true);
                self
            }
        }
    };
}

constructors!(SortReturn);
constructors!(UidSortReturn);

#[derive(Clone, Debug)]
struct Returning {
    order: Vec<SortKey>,
    key: SearchKey,
    options: ReturnOptions,
    unchecked: Unchecked,
    tag: Option<Tag>,
    found: Option<EsearchData>,
}

impl Returning {
    fn traits(&self, numbering: impl FnOnce(bool) -> Numbering) -> Traits {
        // Answers are known by the tag.
        let traits = Traits::pipelined(States::Selected).with(|t| {
            t.numbering = numbering(self.key.carries_numbers());
            t.saves = self.options.asks("SAVE");
            self.options.params().iter().for_each(|option| add_need(option.need(), t));
            t.add_params(self.order.iter().filter_map(SortKey::param));
        });
        let traits = traits.with_key(&self.key);
        // The syntax comes with CONTEXT=SORT as well, the options of RFC 4731 do not (RFC 5267 4.1).
        let syntax: &[_] = if self.options.asks_base() { &["ESORT"] } else { &["ESORT", "CONTEXT=SORT"] };
        let traits = self.unchecked.needs(traits, Need::named(syntax));
        let display = self.order.iter().any(SortKey::is_display);
        if display { self.unchecked.needs(traits, Capability::of("SORT=DISPLAY")) } else { traits }
    }

    fn encode(&mut self, name: &'static str, w: &mut CommandWriter<'_>) -> Result<(), EncodeError> {
        self.tag = Some(*w.tag());
        w.word(name);
        self.options.write(w)?;
        sort::program(&self.order, &self.key, w)?;
        w.finish()
    }

    fn note(&mut self, data: Data) -> Claim {
        match data {
            Data::Ext(ExtData::Esearch(found))
                if self.found.is_none() && found.answers(self.tag.as_ref()) =>
            {
                self.found = Some(found);
                Claim::Take
            }
            other => Claim::Pass(other),
        }
    }

    fn finish(&mut self, tagged: Tagged, uid: bool) -> Outcome<EsearchData> {
        let found = self.found.take();
        Outcome::Done(tagged.refusal().and_then(|_| self.options.check(found, uid)))
    }
}

/// What an option of SEARCH needs with SORT. RFC 9394 has PARTIAL for SEARCH alone, and RFC 5267 only from the front:
/// counted from the end it needs both.
fn add_need(need: &Need, traits: &mut Traits) {
    let context = need.names("CONTEXT=SEARCH");
    if context || need.names("PARTIAL") {
        traits.add_need(Need::named(&["CONTEXT=SORT"]));
    }
    if !context {
        traits.add_need(need.clone());
    }
}

impl Command for SortReturn {
    type Item = Never;
    type Output = EsearchData;
    const NAME: &'static str = "SORT";

    fn traits(&self) -> Traits {
        self.0.traits(|carries| Numbering::Frozen { carries })
    }

    fn encode(&mut self, w: &mut CommandWriter<'_>) -> Result<(), EncodeError> {
        self.0.encode("SORT", w)
    }

    fn on_data(&mut self, data: Data, _: &mut Items<'_, Never>) -> Claim {
        self.0.note(data)
    }

    fn on_tagged(&mut self, tagged: Tagged, _: &mut Items<'_, Never>) -> Outcome<EsearchData> {
        self.0.finish(tagged, false)
    }
}

impl Command for UidSortReturn {
    type Item = Never;
    type Output = EsearchData;
    const NAME: &'static str = "UID SORT";

    fn traits(&self) -> Traits {
        self.0.traits(|carries| Numbering::Free { carries })
    }

    fn encode(&mut self, w: &mut CommandWriter<'_>) -> Result<(), EncodeError> {
        self.0.encode("UID SORT", w)
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
