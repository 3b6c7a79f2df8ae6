//! LIST and LSUB (RFC 9051 7.3.1, RFC 3501 7.2.3).

use alloc::borrow::Cow;
use alloc::boxed::Box;
use alloc::string::String;
use alloc::vec::Vec;
use core::fmt;

use bytes::Bytes;

use super::{Data, Value};
use crate::error::ParseError;
use crate::ext::ExtList;
use crate::types::{Atom, MailboxName, Members, NameForm, Packed, Tokens, Words, compact};

/// The attributes that have a bit.
const KNOWN: [&str; 18] = [
    "\\Noselect",
    "\\NonExistent",
    "\\Noinferiors",
    "\\Marked",
    "\\Unmarked",
    "\\HasChildren",
    "\\HasNoChildren",
    "\\Subscribed",
    "\\Remote",
    "\\All",
    "\\Archive",
    "\\Drafts",
    "\\Flagged",
    "\\Junk",
    "\\Sent",
    "\\Trash",
    "\\Important",
    "\\Inbox",
];

/// One mailbox of a LIST or LSUB answer (RFC 9051 7.3.1).
///
/// ```
/// use imap_proto_core::response::ListEntry;
/// let entry = ListEntry::from_wire(b"* LIST (\\HasNoChildren \\Sent) \"/\" \"Sent items\"").unwrap();
/// assert!(entry.has("\\sent") && !entry.is_noselect());
/// assert_eq!(entry.delimiter(), Some('/'));
/// assert_eq!(entry.name().to_string(), "Sent items");
/// ```
#[derive(Clone)]
pub struct ListEntry {
    pub(crate) attrs: Attrs,
    pub(crate) delimiter: Option<u8>,
    /// The text of the list of attributes; empty if the bits say all.
    pub(crate) other: Bytes,
    pub(crate) name: MailboxName,
    pub(crate) rich: Option<Box<ListExt>>,
}

/// What is rare in a LIST row.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct ListExt {
    pub(crate) ext: Vec<ExtList>,
    pub(crate) other: Vec<(Bytes, Value)>,
    pub(crate) raw_delimiter: Option<Bytes>,
}

/// Attributes seen while a list is read.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Attrs {
    bits: u32,
    odd: bool,
}

impl Members for Attrs {
    #[inline]
    fn add_word(&mut self, attribute: Packed) -> bool {
        let Some(bit) = bit_of_word(attribute) else { return false };
        self.bits |= 1 << bit;
        true
    }

    fn add_other(&mut self) {
        self.odd = true;
    }
}

impl Attrs {
    /// True when the bits do not say all.
    pub(crate) fn text_needed(self) -> bool {
        self.odd
    }
}

fn bit_of(attribute: &[u8]) -> Option<usize> {
    Packed::of(attribute).and_then(bit_of_word)
}

#[inline]
fn bit_of_word(word: Packed) -> Option<usize> {
    static WORDS: Words<{ KNOWN.len() }> = Words::new(KNOWN);
    WORDS.position(word)
}

impl ListEntry {
    pub(crate) fn new(name: MailboxName) -> Self {
        Self { attrs: Attrs::default(), delimiter: None, other: Bytes::new(), name, rich: None }
    }

    /// A builder, for tests and for servers.
    pub fn builder(name: impl Into<MailboxName>) -> ListEntryBuilder {
        ListEntryBuilder { entry: Self::new(name.into()), text: Vec::new() }
    }

    /// True with this attribute, for example `\Sent`; ASCII case does not count.
    pub fn has(&self, attribute: &str) -> bool {
        match bit_of(attribute.as_bytes()) {
            Some(bit) => self.attrs.bits & (1 << bit) != 0,
            None => Tokens(&self.other).any(|octets| octets.eq_ignore_ascii_case(attribute.as_bytes())),
        }
    }

    /// The attributes, well-known ones in the spelling of the RFCs.
    pub fn attributes(&self) -> impl Iterator<Item = Cow<'_, str>> {
        let bits = if self.other.is_empty() { self.attrs.bits } else { 0 };
        let known = KNOWN.iter().enumerate().filter(move |(bit, _)| bits & (1 << bit) != 0);
        let known = known.map(|(_, name)| Cow::Borrowed(*name));
        known.chain(Tokens(&self.other).map(String::from_utf8_lossy))
    }

    /// True when it cannot be selected: `\Noselect`, or `\NonExistent`, which implies it.
    pub fn is_noselect(&self) -> bool {
        self.attrs.bits & 3 != 0
    }

    /// The hierarchy delimiter. None for a flat name, or for one that is no single ASCII character.
    pub fn delimiter(&self) -> Option<char> {
        self.delimiter.map(char::from)
    }

    /// A delimiter that is no single ASCII character, as it came.
    pub fn raw_delimiter(&self) -> Option<&[u8]> {
        self.rich.as_ref()?.raw_delimiter.as_deref()
    }

    /// The mailbox. Names may look like paths (`../../etc`): never use one as a file name unchecked.
    pub fn name(&self) -> &MailboxName {
        &self.name
    }

    /// The mailbox, by value.
    pub fn into_name(self) -> MailboxName {
        self.name
    }

    /// Extended data items (RFC 5258 section 6), such as `CHILDINFO`.
    pub fn ext(&self) -> &[ExtList] {
        self.rich.as_ref().map_or(&[], |rich| &rich.ext)
    }

    /// Extended data items that nobody registered.
    pub fn other(&self) -> &[(Bytes, Value)] {
        self.rich.as_ref().map_or(&[], |rich| &rich.other)
    }

    /// The same with memory of its own.
    #[must_use]
    pub fn compact(mut self) -> Self {
        self.other = compact(self.other);
        self.name = self.name.compact();
        if let Some(rich) = &mut self.rich {
            let other = core::mem::take(&mut rich.other).into_iter();
            rich.other = other.map(|(name, value)| (compact(name), value.compact())).collect();
            rich.raw_delimiter = rich.raw_delimiter.take().map(compact);
        }
        self
    }

    pub(crate) fn resolve(&mut self, form: NameForm) {
        self.name.resolve(form);
        for item in self.rich.iter_mut().flat_map(|rich| &mut rich.ext) {
            item.resolve(form);
        }
    }

    pub(crate) fn rich_mut(&mut self) -> &mut ListExt {
        self.rich.get_or_insert_default()
    }

    /// Reads one LIST or LSUB response, for tests.
    ///
    /// # Errors
    /// [`ParseError`] when it is none.
    pub fn from_wire(octets: &[u8]) -> Result<Self, ParseError> {
        crate::parse::from_wire(octets, "LIST response", |data| match data {
            Data::List(entry) | Data::Lsub(entry) => Some(entry),
            _ => None,
        })
    }
}

impl PartialEq for ListEntry {
    fn eq(&self, other: &Self) -> bool {
        let odd = |entry: &Self| -> Vec<Bytes> {
            let text = &entry.other;
            Tokens(text).filter(|a| bit_of(a).is_none()).map(|a| text.slice_ref(a)).collect()
        };
        (self.attrs.bits, self.delimiter) == (other.attrs.bits, other.delimiter)
            && self.name == other.name
            && odd(self) == odd(other)
            && self.ext() == other.ext()
            && self.other() == other.other()
            && self.raw_delimiter() == other.raw_delimiter()
    }
}

impl fmt::Debug for ListEntry {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut out = f.debug_struct("ListEntry");
        out.field("attributes", &self.attributes().collect::<Vec<_>>());
        out.field("delimiter", &self.delimiter()).field("name", &self.name);
        if let Some(rich) = &self.rich {
            out.field("rich", rich);
        }
        out.finish()
    }
}

/// Builds a [`ListEntry`].
#[derive(Clone, Debug)]
#[must_use]
pub struct ListEntryBuilder {
    entry: ListEntry,
    text: Vec<u8>,
}

impl ListEntryBuilder {
    /// One more attribute, with its backslash.
    pub fn attribute(mut self, attribute: &str) -> Self {
        if !self.text.is_empty() {
            self.text.push(b' ');
        }
        self.text.extend_from_slice(attribute.as_bytes());
        self.entry.attrs.add(attribute.as_bytes());
        self
    }

    /// The hierarchy delimiter; only ASCII can be one.
    pub fn delimiter(mut self, delimiter: char) -> Self {
        self.entry.delimiter = u8::try_from(delimiter).ok().filter(u8::is_ascii);
        self
    }

    /// One extended data item, as one that nobody registered.
    pub fn ext(mut self, name: Atom, value: Value) -> Self {
        let name = Bytes::copy_from_slice(name.as_bytes());
        self.entry.rich_mut().other.push((name, value));
        self
    }

    /// The entry.
    pub fn build(mut self) -> ListEntry {
        if self.entry.attrs.text_needed() {
            self.entry.other = self.text.into();
        }
        self.entry
    }
}
