//! FETCH and UID FETCH.

use alloc::collections::VecDeque;
use alloc::vec::Vec;

use super::{
    Answers, Claim, Command, CommandWriter, Items, Numbering, Outcome, Param, States, Traits, common, copy,
    param,
};
use crate::error::EncodeError;
use crate::response::{Data, FetchRow, Tagged};
use crate::types::{SectionPath, SeqSet, UidSet};

pub(crate) mod claim;
mod item;

pub use item::FetchItem;

/// FETCH (RFC 9051 6.4.5): data of messages named by number. Valid when selected.
///
/// Without an item it asks for UID and FLAGS. A row goes to the FETCH that named its message and asked for
/// something it holds; others are events. Rows can be pulled while they arrive. A message that is gone has no
/// row; rows that came before a NO are in [`Refused::rows`](crate::Refused::rows).
///
/// A body above `Limits::literal` is read past, and the row says so ([`Payload`](crate::response::Payload)):
/// [`FetchStream`] has no such limit. An
/// EXPUNGE that comes before the command is sent ends it in
/// [`CommandError::Renumbered`](crate::CommandError::Renumbered); [`UidFetch`] has no such trouble.
///
/// ```
/// use imap_proto_core::{Execute, Fetch, SectionPath, SeqSet};
/// # let server = imap_testkit::Server::demo().listen_tcp()?;
/// # let mut session = imap_blocking::connect_tcp("localhost", server.port())?;
/// # session.login("demo", "demo")?;
/// # session.select("INBOX")?;
/// let fetch = Fetch::new(SeqSet::range(1..=2)?).envelope().body_peek(SectionPath::header());
/// for row in session.run(fetch)? {
///     let subject = row.envelope().and_then(|envelope| envelope.subject());
///     let header = row.section(&SectionPath::header());
///     println!("{}: {subject:?}, {header:?}", row.seq());
/// #   assert!(subject.is_some() && header.is_some());
/// }
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fetch {
    set: SeqSet,
    items: Vec<FetchItem>,
    modifiers: Vec<Param>,
}

/// UID FETCH (RFC 9051 6.4.9): as [`Fetch`], the messages named by UID, which every row then holds.
///
/// A row without UID is taken only if no other FETCH or STORE runs, and says so in
/// [`FetchRow::unmatched`].
///
/// ```
/// use imap_proto_core::{Execute, SectionPath, UidFetch, UidSet};
/// # let server = imap_testkit::Server::demo().listen_tcp()?;
/// # let mut session = imap_blocking::connect_tcp("localhost", server.port())?;
/// # session.login("demo", "demo")?;
/// # session.select("INBOX")?;
/// let rows = session.run(UidFetch::new(UidSet::all()).size().body_peek(SectionPath::all()))?;
/// assert!(rows.iter().all(|row| row.uid().is_some() && row.body().is_some()));
/// # Ok::<(), imap_blocking::Error>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct UidFetch {
    set: UidSet,
    items: Vec<FetchItem>,
    modifiers: Vec<Param>,
}

/// The methods of everything that takes the arguments of a FETCH.
macro_rules! items {
    ($command:ty, $set:ty $(, $own:ident)?) => {
        impl $command {
            /// Names the messages.
            pub fn new(set: impl Into<$set>) -> Self {
                Self { set: set.into(), items: Vec::new(), modifiers: Vec::new() $(, $own: Default::default())? }
            }

            /// Asks for any item; one that was asked for already is not repeated.
            #[must_use]
            pub fn item(mut self, item: FetchItem) -> Self {
                common::push_new(&mut self.items, item);
                self
            }

            /// Asks for several items.
            #[must_use]
            pub fn items(self, items: impl IntoIterator<Item = FetchItem>) -> Self {
                items.into_iter().fold(self, Self::item)
            }

            /// Asks for the UID.
            #[must_use]
            pub fn uid(self) -> Self {
                self.item(FetchItem::Uid)
            }

            /// Asks for the flags.
            #[must_use]
            pub fn flags(self) -> Self {
                self.item(FetchItem::Flags)
            }

            /// Asks for INTERNALDATE, the time of arrival.
            #[must_use]
            pub fn internal_date(self) -> Self {
                self.item(FetchItem::InternalDate)
            }

            /// Asks for RFC822.SIZE, the octets of the message.
            #[must_use]
            pub fn size(self) -> Self {
                self.item(FetchItem::Size)
            }

            /// Asks for the ENVELOPE.
            #[must_use]
            pub fn envelope(self) -> Self {
                self.item(FetchItem::Envelope)
            }

            /// Asks for the BODYSTRUCTURE.
            #[must_use]
            pub fn body_structure(self) -> Self {
                self.item(FetchItem::BodyStructure)
            }

            /// Asks for the whole message, `BODY[]`. That sets `\Seen`; `body_peek(SectionPath::all())` does
            /// not.
            #[must_use]
            pub fn body(self) -> Self {
                self.item(FetchItem::section(SectionPath::all()))
            }

            /// Asks for `BODY[section]`. That sets `\Seen`.
            #[must_use]
            pub fn body_section(self, section: SectionPath) -> Self {
                self.item(FetchItem::section(section))
            }

            /// Asks for `BODY.PEEK[section]`, which leaves `\Seen` alone.
            #[must_use]
            pub fn body_peek(self, section: SectionPath) -> Self {
                self.item(FetchItem::peek(section))
            }

            /// Adds a modifier of an extension (RFC 4466 2.3), such as CHANGEDSINCE.
            #[must_use]
            pub fn modifier(mut self, modifier: Param) -> Self {
                self.modifiers.push(modifier);
                self
            }

            /// The traits of a FETCH, and what its items and modifiers need.
            fn plain_traits(&self) -> Traits {
                let traits = Traits::pipelined(States::Selected).with_params(&self.modifiers);
                let traits = traits.with_saved(self.set.is_saved());
                traits.with(|t| self.items.iter().filter_map(FetchItem::need).for_each(|need| t.add_need(need)))
            }

            fn write_rest(&self, w: &mut CommandWriter<'_>) -> Result<(), EncodeError> {
                w.sp().display(&self.set).sp();
                item::write(self.wanted(), w)?;
                param::list(&self.modifiers, w)?;
                w.finish()
            }

            /// The messages.
            #[allow(dead_code, reason = "not of every form")]
            pub(crate) fn set(&self) -> &$set {
                &self.set
            }

            fn wanted(&self) -> &[FetchItem] {
                if self.items.is_empty() { &[FetchItem::Uid, FetchItem::Flags] } else { &self.items }
            }
        }
    };
}

items!(Fetch, SeqSet);
items!(UidFetch, UidSet);

mod stream;

pub use stream::{FetchPiece, FetchStream, StreamDone, UidFetchStream};

impl Command for Fetch {
    type Item = FetchRow;
    type Output = Vec<FetchRow>;
    const NAME: &'static str = "FETCH";

    fn traits(&self) -> Traits {
        self.plain_traits().with(|t| {
            t.numbering = Numbering::Frozen { carries: copy::carries(&self.set) };
            t.answers = Answers::FetchSeq(self.set.clone());
        })
    }

    fn encode(&mut self, w: &mut CommandWriter<'_>) -> Result<(), EncodeError> {
        self.write_rest(w.word("FETCH"))
    }

    fn on_data(&mut self, data: Data, items: &mut Items<'_, FetchRow>) -> Claim {
        claim::by_number(
            &self.set,
            data,
            items.cx,
            |row, alone| claim::wants(self.wanted(), row, alone),
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

impl Command for UidFetch {
    type Item = FetchRow;
    type Output = Vec<FetchRow>;
    const NAME: &'static str = "UID FETCH";

    fn traits(&self) -> Traits {
        self.plain_traits().with(|t| t.answers = Answers::FetchUid(self.set.clone()))
    }

    fn encode(&mut self, w: &mut CommandWriter<'_>) -> Result<(), EncodeError> {
        self.write_rest(w.word("UID FETCH"))
    }

    fn on_data(&mut self, data: Data, items: &mut Items<'_, FetchRow>) -> Claim {
        claim::by_uid(
            &self.set,
            data,
            items.cx,
            |row, alone| claim::wants(self.wanted(), row, alone),
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
