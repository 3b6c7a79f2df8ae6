//! The commands that convert.

use alloc::collections::VecDeque;
use alloc::string::String;
use alloc::vec::Vec;

use super::{ConvertItem, ConvertedRow};
use crate::command::common::{self, Unchecked, unchecked};
use crate::command::{Claim, Command, CommandWriter, Items, Need, Numbering, Outcome, States, Traits, copy};
use crate::error::{CommandError, EncodeError};
use crate::ext::ExtData;
use crate::response::{Data, Tagged};
use crate::types::{SeqSet, Tag, UidSet};

/// CONVERT (RFC 5259 section 6): parts of messages named by number, converted into another media type. Valid when
/// selected, where the server announces `CONVERT`. `\Seen` stays as it is.
///
/// An item that cannot be converted is a [`Converted::Error`](super::Converted::Error) in its row; an OK says nothing
/// of that. [`CommandError::Incomplete`] if a row of the answer could not be read. Rows are told apart by the tag, so several of these fly together. A converted part above `Limits::literal`
/// leaves a malformed row: ask for pieces of it. No item at all, and what is no media type, are an
/// [`EncodeError::Invalid`].
///
/// ```
/// use imap_proto_core::{SectionPath, SeqSet, ext::{Convert, convert::ConvertItem}};
/// let part = SectionPath::part(&[3])?;
/// let convert = Convert::new(SeqSet::one(2)?, "text/plain")
///     .param("charset", "utf-8")
///     .item(ConvertItem::binary(part));
/// # let _ = convert;
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Debug)]
pub struct Convert {
    set: SeqSet,
    what: What,
    unchecked: Unchecked,
}

/// UID CONVERT (RFC 5259 section 6): as [`Convert`], the messages named by UID.
///
/// ```
/// use imap_proto_core::{SectionPath, UidSet, ext::{UidConvert, convert::ConvertItem}};
/// let convert = UidConvert::to_default(UidSet::one(100)?).item(ConvertItem::binary(SectionPath::part(&[2])?));
/// # let _ = convert;
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Debug)]
pub struct UidConvert {
    set: UidSet,
    what: What,
    unchecked: Unchecked,
}

/// What is to be converted, and into what.
#[derive(Clone, Debug, Default)]
struct What {
    into: Option<String>,
    params: Vec<(String, String)>,
    items: Vec<ConvertItem>,
    /// Of the command in flight.
    tag: Option<Tag>,
    /// A row of the answer could not be read.
    short: bool,
}

impl What {
    /// ` ("text/plain" ("charset" "utf-8")) (UID BINARY[3])`
    fn write(&mut self, w: &mut CommandWriter<'_>) -> Result<(), EncodeError> {
        self.tag = Some(*w.tag());
        w.word(" (");
        match &self.into {
            None => _ = w.word("NIL"),
            Some(kind) if is_media_type(kind) => _ = w.string(kind.as_bytes(), "media type"),
            Some(_) => return Err(EncodeError::Invalid { what: "media type", why: "it is no type/subtype" }),
        }
        for (index, (name, value)) in self.params.iter().enumerate() {
            w.word(if index == 0 { " (" } else { " " }).string(name.as_bytes(), "parameter");
            w.sp().string(value.as_bytes(), "parameter");
        }
        w.word(if self.params.is_empty() { ") (" } else { ")) (" });
        if self.items.is_empty() {
            return Err(EncodeError::Invalid { what: "list of items", why: "there is none" });
        }
        for (index, item) in self.items.iter().enumerate() {
            w.word(if index > 0 { " " } else { "" });
            item.write(w);
        }
        w.word(")").finish()
    }

    fn take(&mut self, data: Data, items: &mut Items<'_, ConvertedRow>) -> Claim {
        match (data, &self.tag) {
            (Data::Ext(ExtData::Converted(row)), Some(tag)) if row.is_of(tag) => {
                if !row.odd.is_empty() {
                    // It goes where it can be seen.
                    self.short = true;
                    return Claim::Pass(Data::Ext(ExtData::Converted(row)));
                }
                items.push(row);
                Claim::Take
            }
            (other, _) => Claim::Pass(other),
        }
    }

    fn finish(&self, tagged: Tagged) -> Outcome<Vec<ConvertedRow>> {
        let rows = || if self.short { Err(CommandError::Incomplete("CONVERTED")) } else { Ok(Vec::new()) };
        Outcome::Done(tagged.refusal().and_then(|_| rows()))
    }
}

/// `type-name "/" subtype-name` (RFC 4288 4.2).
fn is_media_type(text: &str) -> bool {
    let is_name = |name: &str| {
        !name.is_empty() && name.bytes().all(|c| c.is_ascii_alphanumeric() || b"!#$&.+-^_".contains(&c))
    };
    text.split_once('/').is_some_and(|(kind, subtype)| is_name(kind) && is_name(subtype))
}

macro_rules! what {
    ($command:ident, $set:ty) => {
        impl $command {
            /// The messages, and the media type to convert into.
            pub fn new(set: impl Into<$set>, into: impl Into<String>) -> Self {
                let what = What { into: Some(into.into()), ..What::default() };
                Self { set: set.into(), what, unchecked: Unchecked::default() }
            }

            /// The messages, in the media type that the server thinks best (RFC 5259 6.2).
            pub fn to_default(set: impl Into<$set>) -> Self {
                Self { set: set.into(), what: What::default(), unchecked: Unchecked::default() }
            }

            /// Says how, as with `charset`, `pix-x` (RFC 5259 section 6).
            #[must_use]
            pub fn param(mut self, name: impl Into<String>, value: impl Into<String>) -> Self {
                self.what.params.push((name.into(), value.into()));
                self
            }

            /// Asks for an item; one that was asked for already is not repeated.
            #[must_use]
            pub fn item(mut self, item: ConvertItem) -> Self {
                common::push_new(&mut self.what.items, item);
                self
            }
        }

        unchecked!($command);
    };
}

what!(Convert, SeqSet);
what!(UidConvert, UidSet);

impl Command for Convert {
    type Item = ConvertedRow;
    type Output = Vec<ConvertedRow>;
    const NAME: &'static str = "CONVERT";

    fn traits(&self) -> Traits {
        // RFC 5259 section 6: no EXPUNGE while it runs, as with FETCH.
        let numbering = Numbering::Frozen { carries: copy::carries(&self.set) };
        let traits = Traits::pipelined(States::Selected).with_saved(self.set.is_saved());
        let traits = traits.with(|t| t.numbering = numbering);
        self.unchecked.needs(traits, Need::named(&["CONVERT"]))
    }

    fn encode(&mut self, w: &mut CommandWriter<'_>) -> Result<(), EncodeError> {
        w.word("CONVERT").sp().display(&self.set);
        self.what.write(w)
    }

    fn on_data(&mut self, data: Data, items: &mut Items<'_, ConvertedRow>) -> Claim {
        self.what.take(data, items)
    }

    fn on_tagged(&mut self, tagged: Tagged, _: &mut Items<'_, ConvertedRow>) -> Outcome<Self::Output> {
        self.what.finish(tagged)
    }

    fn collect(output: &mut Vec<ConvertedRow>, rows: VecDeque<ConvertedRow>) {
        output.extend(rows);
    }
}

impl Command for UidConvert {
    type Item = ConvertedRow;
    type Output = Vec<ConvertedRow>;
    const NAME: &'static str = "UID CONVERT";

    fn traits(&self) -> Traits {
        let traits = Traits::pipelined(States::Selected).with_saved(self.set.is_saved());
        self.unchecked.needs(traits, Need::named(&["CONVERT"]))
    }

    fn encode(&mut self, w: &mut CommandWriter<'_>) -> Result<(), EncodeError> {
        w.word("UID CONVERT").sp().display(&self.set);
        self.what.write(w)
    }

    fn on_data(&mut self, data: Data, items: &mut Items<'_, ConvertedRow>) -> Claim {
        self.what.take(data, items)
    }

    fn on_tagged(&mut self, tagged: Tagged, _: &mut Items<'_, ConvertedRow>) -> Outcome<Self::Output> {
        self.what.finish(tagged)
    }

    fn collect(output: &mut Vec<ConvertedRow>, rows: VecDeque<ConvertedRow>) {
        output.extend(rows);
    }
}
