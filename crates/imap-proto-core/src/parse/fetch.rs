//! `n FETCH (...)` (RFC 9051 7.5.2).
//!
//! The row is read while the text can still be changed: its strings are spans. What needs a handle of its own waits
//! in [`Pending`] until the text is frozen, and a row of scalars never freezes it.

use super::cursor::{Cursor, Fail, Mark};
use super::flags::ListText;
use super::section::{ItemName, Pick};
use crate::error::ParseError;
use crate::response::{FetchRow, Items, Payload, SectionData};
use crate::types::{Bits, FlagSet, Packed, SectionPath, Span, Words, parse_internal_date, swar};

/// What is finished once the text is frozen.
#[derive(Debug)]
pub(super) enum Pending {
    /// The octets of the row's next section.
    Section(Pick),
    Other {
        name: Span,
        raw: Span,
        big: usize,
    },
    Damaged {
        name: Span,
        raw: Span,
        error: ParseError,
    },
}

/// What an item is read as.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Item {
    Scalar(Scalar),
    Section,
    Whole,
    Header,
    Text,
    Binary,
    Unknown,
}

/// An item without a section.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Scalar {
    Uid,
    Flags,
    Size,
    Date,
    Envelope,
    BodyStructure,
    ModSeq,
}

static NAMES: Words<11> = Words::new([
    "UID",
    "FLAGS",
    "RFC822.SIZE",
    "INTERNALDATE",
    "ENVELOPE",
    "BODYSTRUCTURE",
    "BODY",
    "MODSEQ",
    "RFC822",
    "RFC822.HEADER",
    "RFC822.TEXT",
]);
const ITEMS: [Item; 11] = [
    Item::Scalar(Scalar::Uid),
    Item::Scalar(Scalar::Flags),
    Item::Scalar(Scalar::Size),
    Item::Scalar(Scalar::Date),
    Item::Scalar(Scalar::Envelope),
    Item::Scalar(Scalar::BodyStructure),
    Item::Scalar(Scalar::BodyStructure),
    Item::Scalar(Scalar::ModSeq),
    Item::Whole,
    Item::Header,
    Item::Text,
];

#[inline]
fn named(word: Packed) -> Option<Item> {
    ITEMS.get(NAMES.position(word)?).copied()
}

fn item_of(name: &ItemName<'_>) -> Item {
    let sectioned = name.section.is_some();
    let is = |word: &str| name.word.eq_ignore_ascii_case(word.as_bytes());
    match Packed::of(name.word).and_then(named) {
        _ if sectioned && (is("BODY") || is("BODY.PEEK")) => Item::Section,
        _ if sectioned && is("BINARY") => Item::Binary,
        _ if is("BODY.PEEK") => Item::Scalar(Scalar::BodyStructure),
        // `RFC822[]` is RFC822 (Yahoo, QUIRKS 65); brackets behind anything else make another name of it.
        Some(item) if !sectioned || item == Item::Whole => item,
        _ => Item::Unknown,
    }
}

impl<'a> Cursor<'a> {
    /// Reads the list of items into the row. An item that cannot be read costs itself alone.
    #[inline]
    pub(super) fn fetch(&mut self, row: &mut FetchRow) -> Result<(), Fail> {
        self.open("FETCH items")?;
        let mut left = self.state.limits.list;
        if !self.state.has_lf {
            left -= self.plain_items(row, left);
        }
        match self.rest {
            b")" => Ok(()),
            _ => self.items(row, left),
        }
    }

    /// Reads items up to the end of the list, at most `left`.
    #[inline(never)]
    fn items(&mut self, row: &mut FetchRow, mut left: usize) -> Result<(), Fail> {
        while !self.close() {
            left = left.checked_sub(1).ok_or(Fail::Rule("FETCH items within the limit"))?;
            let (whole, value, read) = match self.whole_message() {
                Some(name) => (name, self.mark(), self.section(row, SectionPath::all(), None, false)),
                None => match self.scalar_name() {
                    Some((item, name)) => (name, self.mark(), self.scalar(item, row)),
                    None => {
                        let name = self.item_name()?;
                        self.gap();
                        (name.whole, self.mark(), self.item(&name, row))
                    }
                },
            };
            match read {
                Ok(()) | Err(Fail::Dropped) => {}
                Err(Fail::Join) if !self.state.joined => return Err(Fail::Join),
                Err(fail) => {
                    if !self.damage(whole, value, fail) {
                        return Ok(());
                    }
                }
            }
        }
        if self.at_end() {
            return Ok(());
        }
        // One parenthesis too many hurts nobody.
        while self.spaces() > 0 || self.eat(b')') {
            self.tolerate();
        }
        self.end()
    }

    /// Skips a value that could not be read and keeps it raw. False if nobody knows where it ends: it takes the rest.
    fn damage(&mut self, name: Span, value: Mark<'a>, fail: Fail) -> bool {
        let error = ParseError::at(self.text, self.position(), fail.rule());
        self.back(value);
        self.state.addresses.clear();
        let whole = self.skip_value().is_ok();
        if !whole {
            self.rest = &[];
        }
        let raw = self.since(value);
        self.state.pending.push(Pending::Damaged { name, raw, error });
        whole
    }

    /// Takes the name of an item without a section, in capitals and with one space behind it.
    #[inline]
    fn scalar_name(&mut self) -> Option<(Scalar, Span)> {
        let (word, len) = swar::short_word(self.rest)?;
        let Some(Item::Scalar(item)) = named(word) else { return None };
        match self.rest.get(len..) {
            Some([b' ', next, ..]) if *next != b' ' => {
                let name = Span::within(self.position(), len);
                self.skip(len + 1);
                Some((item, name))
            }
            _ => None,
        }
    }

    /// Takes `BODY[]` with the announcement behind it: what is asked for most of what has a section.
    #[inline]
    fn whole_message(&mut self) -> Option<Span> {
        (self.rest.first_chunk() == Some(b"BODY[] {")).then(|| {
            let name = Span::within(self.position(), 6);
            self.skip(7);
            name
        })
    }

    fn item(&mut self, name: &ItemName<'a>, row: &mut FetchRow) -> Result<(), Fail> {
        if name.is_odd() {
            self.tolerate();
        }
        match item_of(name) {
            Item::Section => self.section(row, name.path()?, name.origin, false),
            Item::Binary => self.section(row, name.path()?, name.origin, true),
            Item::Whole => self.section(row, SectionPath::all(), name.origin, false),
            Item::Header => self.section(row, SectionPath::header(), None, false),
            Item::Text => self.section(row, SectionPath::text(), None, false),
            Item::Unknown => self.other_item(name),
            Item::Scalar(scalar) => self.scalar(scalar, row),
        }
    }

    fn scalar(&mut self, item: Scalar, row: &mut FetchRow) -> Result<(), Fail> {
        match item {
            Scalar::Uid => self.uid(row),
            Scalar::Flags => self.fetch_flags(row),
            Scalar::Size => {
                row.size = self.size()?;
                row.has.add(Items::SIZE);
                Ok(())
            }
            Scalar::Date => self.internal_date(row),
            Scalar::Envelope | Scalar::BodyStructure if self.nil() => {
                self.tolerate();
                Ok(())
            }
            Scalar::Envelope => {
                row.rich_mut().envelope = Some(self.envelope()?);
                Ok(())
            }
            Scalar::BodyStructure => {
                row.rich_mut().body = Some(self.body_structure()?);
                Ok(())
            }
            Scalar::ModSeq => self.modseq(row),
        }
    }

    /// A UID that another one of the row contradicts is no UID.
    fn uid(&mut self, row: &mut FetchRow) -> Result<(), Fail> {
        let uid = self.number()?;
        if uid == 0 {
            return Err(self.impossible("UID 0", Some(0)));
        }
        if row.uid != 0 && row.uid != uid {
            row.has.remove(Items::UID);
            return Err(self.impossible("two UIDs in one row", Some(u64::from(uid))));
        }
        if row.uid != 0 {
            // UIDFETCH has it in front, and once more if it was asked for (RFC 9586).
            if row.seq != 0 {
                self.tolerate();
            }
        } else {
            row.set_uid(uid);
        }
        Ok(())
    }

    fn fetch_flags(&mut self, row: &mut FetchRow) -> Result<(), Fail> {
        let mut bits = Bits::default();
        let text = self.flag_list(&mut bits)?;
        self.state.flags = None;
        row.flags = match text {
            ListText::Span(span) => {
                self.state.flags = bits.text_needed().then_some(span);
                FlagSet::from_parts(bits, bytes::Bytes::new())
            }
            ListText::Own(text) => FlagSet::from_parts(bits, text),
        };
        row.has.add(Items::FLAGS);
        Ok(())
    }

    fn internal_date(&mut self, row: &mut FetchRow) -> Result<(), Fail> {
        if self.nil() {
            self.tolerate();
            return Ok(());
        }
        let mark = self.mark();
        let date = parse_internal_date(self.quoted()?.raw);
        if date.is_none() {
            self.back(mark);
        }
        row.set_internal_date(date.ok_or(Fail::Rule("date-time"))?);
        Ok(())
    }

    /// `(n)`, or bare. 0 and -1 say nothing (Gmail, Zoho, QUIRKS 68).
    fn modseq(&mut self, row: &mut FetchRow) -> Result<(), Fail> {
        let listed = self.peek() == Some(b'(');
        if listed {
            self.open("MODSEQ")?;
        } else {
            self.tolerate();
        }
        let value = self.modseq_value()?;
        if listed && !self.close() {
            return Err(Fail::Rule("MODSEQ"));
        }
        match value {
            Some(0) => self.tolerate(),
            Some(modseq) => {
                row.modseq = modseq;
                row.has.add(Items::MODSEQ);
            }
            None => {}
        }
        Ok(())
    }

    /// None, with a violation, above 63 bits (RFC 7162 section 7).
    #[inline]
    pub(super) fn modseq_value(&mut self) -> Result<Option<u64>, Fail> {
        match self.number64() {
            Ok(modseq) => Ok(Some(modseq)),
            Err(_) => self.odd_modseq_value(),
        }
    }

    #[inline(never)]
    fn odd_modseq_value(&mut self) -> Result<Option<u64>, Fail> {
        let mark = self.mark();
        let digits = self.take_while(|c| c.is_ascii_digit());
        if digits.len() >= 19 && super::literal::decimal(digits).is_none() {
            self.violation("MODSEQ above 63 bits", None);
            return Ok(None);
        }
        self.back(mark);
        self.size().map(Some)
    }

    /// The row gets the octets once the text is frozen.
    fn section(
        &mut self,
        row: &mut FetchRow,
        path: SectionPath,
        origin: Option<u64>,
        binary: bool,
    ) -> Result<(), Fail> {
        let pick = self.section_value()?;
        self.state.pending.push(Pending::Section(pick));
        row.rich_mut().sections.push(SectionData { path, origin, binary, data: Payload::Nil });
        Ok(())
    }

    fn section_value(&mut self) -> Result<Pick, Fail> {
        if self.at_literal() {
            return Ok(match self.literal()? {
                super::literal::Literal::Here(octets) => Pick::Span(self.span(octets)),
                super::literal::Literal::Apart(index) => Pick::Big(index),
            });
        }
        if self.nil() {
            return Ok(Pick::Nil);
        }
        if self.peek() == Some(b'"') {
            return self.string_span().map(Pick::Span);
        }
        // Yandex leaves the value out: what stands here is the next item (MailKit 1708).
        match self.peek() {
            Some(b'(') => Err(Fail::Rule("nstring")),
            _ => {
                self.tolerate();
                Ok(Pick::Nil)
            }
        }
    }

    fn other_item(&mut self, name: &ItemName<'a>) -> Result<(), Fail> {
        let (mark, big) = (self.mark(), self.state.next_big);
        self.skip_value()?;
        let raw = self.since(mark);
        self.state.pending.push(Pending::Other { name: name.whole, raw, big });
        Ok(())
    }
}
