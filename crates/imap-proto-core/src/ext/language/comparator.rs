//! COMPARATOR (RFC 5255 section 4): how SEARCH, SORT and THREAD compare strings.

use alloc::string::String;
use alloc::vec::Vec;

use bytes::Bytes;

use crate::command::common::{Unchecked, unchecked};
use crate::command::{Answers, Claim, Command, CommandWriter, Items, Need, Never, Outcome, States, Traits};
use crate::error::EncodeError;
use crate::ext::shared::{Answer, from_wire};
use crate::ext::{ExtData, Extension};
use crate::parse::{Cursor, Fail};
use crate::response::{Data, Tagged};

/// COMPARATOR: the comparator in use (RFC 5255 4.8).
///
/// ```
/// use imap_proto_core::ext::language::ComparatorData;
/// let found = ComparatorData::from_wire(b"* COMPARATOR i;basic").unwrap();
/// assert_eq!(found.active(), Some("i;basic"));
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ComparatorData {
    active: Bytes,
    matching: Vec<Bytes>,
}

impl ComparatorData {
    /// The comparator in use, such as `i;unicode-casemap`, if it is UTF-8.
    pub fn active(&self) -> Option<&str> {
        core::str::from_utf8(&self.active).ok()
    }

    /// All that match what was asked for, if there are several.
    pub fn matching(&self) -> impl Iterator<Item = &[u8]> {
        self.matching.iter().map(Bytes::as_ref)
    }
}

from_wire! {
    ComparatorData, Comparator, "COMPARATOR response";
}

impl Extension for ComparatorData {
    fn parse(c: &mut Cursor<'_>) -> Result<Self, Fail> {
        let active = c.astring()?;
        let mut matching = Vec::new();
        if !c.at_list_end() {
            c.space();
            c.list_or_nil("comparators", |c| {
                matching.push(c.astring()?);
                Ok(())
            })?;
        }
        Ok(Self { active, matching })
    }
}

/// COMPARATOR (RFC 5255 4.7): chooses how strings are compared, or asks how they are. Valid when authenticated, where
/// the server announces `I18NLEVEL=2`; with `I18NLEVEL=1` there is nothing to choose (RFC 5255 4.3).
///
/// `NO [BADCOMPARATOR]` (RFC 5255 4.9) means that it has none of them.
/// [`CommandError::Incomplete`](crate::CommandError::Incomplete) if the server says OK and not which is in use.
///
/// ```
/// use imap_proto_core::{Execute, ext::Comparator};
/// # let script = imap_testkit::Script::parse("S: * PREAUTH [CAPABILITY IMAP4rev1 I18NLEVEL=2] hi
/// # C: $1 COMPARATOR \"cz;*\" i;basic\nS: * COMPARATOR i;basic\nS: $1 OK Will use i;basic")?;
/// # let server = script.listen()?;
/// # let config = imap_proto_core::conn::Config::default().allow_preauth();
/// # let mut session = imap_blocking::Connector::new("localhost", server.port()).config(config).tcp()?;
/// let chosen = session.run(Comparator::choose(["cz;*", "i;basic"]))?;
/// assert_eq!(chosen.active(), Some("i;basic"));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Debug)]
pub struct Comparator {
    orders: Vec<String>,
    unchecked: Unchecked,
    answer: Answer<ComparatorData>,
}

impl Comparator {
    /// Asks which comparator is in use.
    pub fn active() -> Self {
        Self::choose::<String>([])
    }

    /// Chooses the first of these that the server has (RFC 4790); of none it says which is in use.
    pub fn choose<T: Into<String>>(orders: impl IntoIterator<Item = T>) -> Self {
        let orders = orders.into_iter().map(Into::into).collect();
        Self { orders, unchecked: Unchecked::default(), answer: Answer::default() }
    }
}

unchecked!(Comparator);

impl Command for Comparator {
    type Item = Never;
    type Output = ComparatorData;
    const NAME: &'static str = "COMPARATOR";

    fn traits(&self) -> Traits {
        let traits =
            Traits::pipelined(States::Authenticated).with(|t| t.answers = Answers::Sole("COMPARATOR"));
        self.unchecked.needs(traits, Need::named(&["I18NLEVEL=2"]))
    }

    fn encode(&mut self, w: &mut CommandWriter<'_>) -> Result<(), EncodeError> {
        w.word("COMPARATOR");
        for order in &self.orders {
            w.sp().astring(order.as_bytes(), "comparator");
        }
        w.finish()
    }

    fn on_data(&mut self, data: Data, _: &mut Items<'_, Never>) -> Claim {
        match data {
            Data::Ext(ExtData::Comparator(row)) => self.answer.offer(row, true, ExtData::Comparator),
            other => Claim::Pass(other),
        }
    }

    fn on_tagged(&mut self, tagged: Tagged, _: &mut Items<'_, Never>) -> Outcome<ComparatorData> {
        self.answer.finish(tagged, "COMPARATOR")
    }
}
