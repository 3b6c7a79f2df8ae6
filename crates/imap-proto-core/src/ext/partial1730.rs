//! PARTIAL (RFC 1730 6.4.6): octets of a message, before FETCH had `<0.100>`.

use alloc::collections::VecDeque;
use alloc::vec::Vec;

use crate::command::common::{Unchecked, unchecked};
use crate::command::fetch::claim;
use crate::command::{
    Answers, Claim, Command, CommandWriter, FetchItem, Items, Need, Numbering, Outcome, States, Traits,
};
use crate::error::EncodeError;
use crate::response::{Data, FetchRow, Tagged};
use crate::types::{SectionPath, SeqSet, SetError};

/// PARTIAL (RFC 1730 6.4.6): some octets of a message named by number. Valid when selected, where the server announces
/// `IMAP4`. IMAP4rev1 has [`FetchItem::partial`] in its place.
///
/// Nothing in the row tells which octets they are, so two of them for one message are never in flight together. Fewer
/// octets come than were asked for where the text ends. A first octet 0 is an [`EncodeError::Invalid`]. `\Seen` is
/// set unless [`peek`](Self::peek) is asked for.
///
/// ```
/// use imap_proto_core::ext::Partial1730;
/// let command = Partial1730::message(4)?.octets(1, 1024).peek();
/// # let _ = command;
/// # Ok::<(), imap_proto_core::types::SetError>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Partial1730 {
    set: SeqSet,
    item: Item,
    peek: bool,
    first: u32,
    count: u32,
    unchecked: Unchecked,
}

#[derive(Clone, Debug, PartialEq, Eq)]
enum Item {
    Message,
    Header,
    Text,
    Section(SectionPath),
}

impl Partial1730 {
    fn new(number: u32, item: Item) -> Result<Self, SetError> {
        let set = SeqSet::one(number)?;
        Ok(Self { set, item, peek: false, first: 1, count: u32::MAX, unchecked: Unchecked::default() })
    }

    /// The whole message: RFC822.
    ///
    /// # Errors
    /// [`SetError::Zero`] for the message number 0.
    pub fn message(number: u32) -> Result<Self, SetError> {
        Self::new(number, Item::Message)
    }

    /// Its header: RFC822.HEADER, which never sets `\Seen`.
    ///
    /// # Errors
    /// [`SetError::Zero`] for the message number 0.
    pub fn header(number: u32) -> Result<Self, SetError> {
        Self::new(number, Item::Header)
    }

    /// All but its header: RFC822.TEXT.
    ///
    /// # Errors
    /// [`SetError::Zero`] for the message number 0.
    pub fn text(number: u32) -> Result<Self, SetError> {
        Self::new(number, Item::Text)
    }

    /// A part of it: `BODY[1.2]`. RFC 1730 knows part numbers and no words.
    ///
    /// # Errors
    /// [`SetError::Zero`] for the message number 0.
    pub fn section(number: u32, path: SectionPath) -> Result<Self, SetError> {
        Self::new(number, Item::Section(path))
    }

    /// The first octet, from 1, and how many.
    #[must_use]
    pub fn octets(mut self, first: u32, count: u32) -> Self {
        (self.first, self.count) = (first, count);
        self
    }

    /// Leaves `\Seen` alone.
    #[must_use]
    pub fn peek(mut self) -> Self {
        self.peek = true;
        self
    }

    fn wants(&self, row: &FetchRow, alone: bool) -> bool {
        let item = match &self.item {
            Item::Message => FetchItem::Rfc822,
            Item::Header => FetchItem::Rfc822Header,
            Item::Text => FetchItem::Rfc822Text,
            Item::Section(path) => FetchItem::section(path.clone()),
        };
        claim::wants(&[item], row, alone)
    }
}

unchecked!(Partial1730);

impl Command for Partial1730 {
    type Item = FetchRow;
    type Output = Vec<FetchRow>;
    const NAME: &'static str = "PARTIAL";

    fn traits(&self) -> Traits {
        let traits = Traits::pipelined(States::Selected).with(|t| {
            t.numbering = Numbering::Frozen { carries: true };
            t.answers = Answers::FetchSeq(self.set.clone());
        });
        self.unchecked.needs(traits, Need::named(&["IMAP4"]))
    }

    fn encode(&mut self, w: &mut CommandWriter<'_>) -> Result<(), EncodeError> {
        if self.first == 0 {
            return Err(EncodeError::Invalid { what: "first octet", why: "they are counted from 1" });
        }
        let peek = if self.peek { ".PEEK" } else { "" };
        w.word("PARTIAL").sp().display(&self.set).sp();
        match &self.item {
            Item::Message => w.word("RFC822").word(peek),
            Item::Header => w.word("RFC822.HEADER"),
            Item::Text => w.word("RFC822.TEXT").word(peek),
            Item::Section(path) => w.word("BODY").word(peek).word("[").display(path).word("]"),
        };
        w.sp().number(self.first.into()).sp().number(self.count.into()).finish()
    }

    fn on_data(&mut self, data: Data, items: &mut Items<'_, FetchRow>) -> Claim {
        claim::by_number(
            &self.set,
            data,
            items.cx,
            |row, alone| self.wants(row, alone),
            |row| items.push(row),
        )
    }

    fn on_tagged(&mut self, tagged: Tagged, _: &mut Items<'_, FetchRow>) -> Outcome<Vec<FetchRow>> {
        Outcome::ok_or_refused(tagged, Vec::new)
    }

    fn collect(output: &mut Vec<FetchRow>, rows: VecDeque<FetchRow>) {
        output.extend(rows);
    }
}

#[cfg(test)]
mod tests;
