//! LANGUAGE and I18NLEVEL (RFC 5255): the language of texts for people, and how strings are compared.

use alloc::vec::Vec;

use super::shared::{Answer, from_wire, octets};
use super::{ExtData, Extension};
use crate::command::common::{Unchecked, unchecked};
use crate::command::{Answers, Claim, Command, CommandWriter, Items, Need, Never, Outcome, States, Traits};
use crate::error::EncodeError;
use crate::parse::{Cursor, Fail};
use crate::response::{Data, Tagged};

mod comparator;

pub use comparator::{Comparator, ComparatorData};

octets! {
    /// A language tag such as `de-AT`, or a range of them (RFC 4647); `default` is the server's choice.
    ///
    /// ```
    /// use imap_proto_core::ext::language::LanguageTag;
    /// assert_eq!(LanguageTag::from("EN").as_str(), Some("EN"));
    /// ```
    LanguageTag
}

/// LANGUAGE: the language now in use, or the languages that there are (RFC 5255 3.3).
///
/// ```
/// use imap_proto_core::ext::language::LanguageData;
/// let found = LanguageData::from_wire(b"* LANGUAGE (EN DE IT i-default)").unwrap();
/// assert_eq!(found.tags.len(), 4);
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct LanguageData {
    /// One is in use from here on; several are to choose from.
    pub tags: Vec<LanguageTag>,
}

from_wire! {
    LanguageData, Language, "LANGUAGE response";
}

impl Extension for LanguageData {
    fn parse(c: &mut Cursor<'_>) -> Result<Self, Fail> {
        let mut tags = Vec::new();
        c.list_or_nil("language-data", |c| {
            tags.push(LanguageTag(c.astring()?));
            Ok(())
        })?;
        Ok(Self { tags })
    }
}

/// LANGUAGE (RFC 5255 3.2): chooses the language of texts for people, or asks which there are. Valid in any state,
/// where the server announces `LANGUAGE`. To be sent anew after STARTTLS and after authentication, for somebody in
/// between could have chosen (RFC 5255 3.1).
///
/// A NO means that the server has none of them, or cannot list what it has.
/// [`CommandError::Incomplete`](crate::CommandError::Incomplete) if it says OK and not which. Names of namespaces in
/// the new language come as a NAMESPACE event. What is no language range is an [`EncodeError::Invalid`].
///
/// ```
/// use imap_proto_core::{Execute, ext::Language};
/// # let script = imap_testkit::Script::parse("S: * OK [CAPABILITY IMAP4rev1 LANGUAGE] hi
/// # C: $1 LANGUAGE FR-CA EN-CA\nS: * LANGUAGE (EN)\nS: $1 OK Now speaking English")?;
/// # let server = script.listen()?;
/// # let mut session = imap_blocking::connect_tcp("localhost", server.port())?;
/// let chosen = session.run(Language::choose(["FR-CA", "EN-CA"]))?;
/// assert_eq!(chosen.tags[0], "EN");
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Debug)]
pub struct Language {
    ranges: Vec<LanguageTag>,
    unchecked: Unchecked,
    answer: Answer<LanguageData>,
}

impl Language {
    /// Asks which languages there are.
    pub fn list() -> Self {
        Self::choose::<&str>([])
    }

    /// Chooses the first of these that the server has; of none it lists what it has.
    pub fn choose<T: Into<LanguageTag>>(ranges: impl IntoIterator<Item = T>) -> Self {
        let ranges = ranges.into_iter().map(Into::into).collect();
        Self { ranges, unchecked: Unchecked::default(), answer: Answer::default() }
    }
}

unchecked!(Language);

/// `language-range` (RFC 4647 2.1), about.
fn is_range(range: &LanguageTag) -> bool {
    let subtag = |octets: &[u8]| {
        !octets.is_empty() && (octets == b"*" || octets.iter().all(u8::is_ascii_alphanumeric))
    };
    range.as_bytes().split(|octet| *octet == b'-').all(subtag)
}

impl Command for Language {
    type Item = Never;
    type Output = LanguageData;
    const NAME: &'static str = "LANGUAGE";

    fn traits(&self) -> Traits {
        let traits = Traits::pipelined(States::Any).with(|t| t.answers = Answers::Sole("LANGUAGE"));
        self.unchecked.needs(traits, Need::named(&["LANGUAGE"]))
    }

    fn encode(&mut self, w: &mut CommandWriter<'_>) -> Result<(), EncodeError> {
        w.word("LANGUAGE");
        for range in &self.ranges {
            if !is_range(range) {
                return Err(EncodeError::Invalid { what: "language range", why: "it is none of RFC 4647" });
            }
            w.sp().astring(range.as_bytes(), "language range");
        }
        w.finish()
    }

    fn on_data(&mut self, data: Data, _: &mut Items<'_, Never>) -> Claim {
        match data {
            Data::Ext(ExtData::Language(row)) => self.answer.offer(row, true, ExtData::Language),
            other => Claim::Pass(other),
        }
    }

    fn on_tagged(&mut self, tagged: Tagged, _: &mut Items<'_, Never>) -> Outcome<LanguageData> {
        self.answer.finish(tagged, "LANGUAGE")
    }
}

#[cfg(test)]
mod tests;
