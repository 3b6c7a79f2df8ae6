//! LIST, LSUB (RFC 9051 7.3.1), STATUS (7.3.4), SEARCH (RFC 3501 7.2.5) and VANISHED (RFC 7162 3.2.10).

use bytes::Bytes;

use super::cursor::{Cursor, Fail};
use super::flags::ListText;
use crate::error::ParseError;
use crate::ext::{ExtList, ExtStatus};
use crate::response::{Attrs, Damaged, Data, ListEntry, MailboxStatus, SearchResult, StatusItem, Value};
use crate::types::{Atom, MailboxName, Packed};

impl<'a> Cursor<'a> {
    pub(crate) fn list_entry(&mut self) -> Result<ListEntry, Fail> {
        let mut attrs = Attrs::default();
        let text = self.flag_list(&mut attrs)?;
        let other = match text {
            _ if !attrs.text_needed() => Bytes::new(),
            ListText::Span(span) => self.handle(span.of(self.text).unwrap_or_default()),
            ListText::Own(text) => text,
        };
        self.space();
        let mut entry = ListEntry::new(MailboxName::from_wire(Bytes::new()));
        (entry.attrs, entry.other) = (attrs, other);
        self.delimiter(&mut entry)?;
        self.space();
        self.list_name(&mut entry)?;
        Ok(entry)
    }

    /// One ASCII character or NIL. Anything else is kept raw (P48).
    fn delimiter(&mut self, entry: &mut ListEntry) -> Result<(), Fail> {
        if self.nil() {
            return Ok(());
        }
        match self.string()? {
            raw if raw.is_empty() => self.tolerate(),
            raw => match *raw {
                [one] if one.is_ascii() => entry.delimiter = Some(one),
                _ => {
                    self.violation("delimiter that is no single ASCII character", None);
                    entry.rich_mut().raw_delimiter = Some(raw);
                }
            },
        }
        Ok(())
    }

    /// The name, and extended data behind it. A bare name that is none takes the rest of the line (Exchange sends
    /// spaces and tabs unquoted, QUIRKS 44).
    fn list_name(&mut self, entry: &mut ListEntry) -> Result<(), Fail> {
        let (mark, bare) = (self.mark(), self.peek() != Some(b'"') && !self.at_literal());
        let whole = self.rest;
        let read = self.astring().and_then(|name| {
            entry.name = MailboxName::from_wire(name);
            self.list_ext(entry)?;
            self.end()
        });
        if read.is_ok() || !bare || whole.is_empty() || whole.contains(&b'\n') {
            return read;
        }
        self.back(mark);
        if self.word_then_open_list() {
            return read;
        }
        self.tolerate();
        self.rest = &[];
        entry.rich = entry.rich.take().filter(|rich| rich.raw_delimiter.is_some());
        if let Some(rich) = &mut entry.rich {
            (rich.ext, rich.other) = Default::default();
        }
        entry.name = MailboxName::from_wire(self.handle(whole.trim_ascii_end()));
        Ok(())
    }

    /// True for a name with a list behind it that never ends: that is no name with spaces, it is damage.
    fn word_then_open_list(&mut self) -> bool {
        let mark = self.mark();
        self.word();
        self.spaces();
        let open = self.peek() == Some(b'(') && self.skip_value().is_err();
        if !open {
            self.back(mark);
        }
        open
    }

    /// `("CHILDINFO" ("SUBSCRIBED"))` (RFC 5258 section 6).
    fn list_ext(&mut self, entry: &mut ListEntry) -> Result<(), Fail> {
        if self.at_list_end() {
            return Ok(());
        }
        self.gap();
        self.list_or_nil("mbox-list-extended", |c| {
            let name = c.astring()?;
            c.space();
            match ExtList::parse(&name, c) {
                Some(read) => entry.rich_mut().ext.push(read?),
                None => {
                    let value = c.value()?;
                    entry.rich_mut().other.push((name, value));
                }
            }
            Ok(())
        })
    }

    pub(super) fn mailbox_status(&mut self) -> Result<MailboxStatus, Fail> {
        let (mark, bare) = (self.mark(), self.peek() != Some(b'"') && !self.at_literal());
        let name = self.astring()?;
        let read = self.status_row(name);
        if read.is_ok() || !bare {
            return read;
        }
        // A name with spaces and without quotes goes up to the last parenthesis (QUIRKS 45).
        self.back(mark);
        self.tolerate();
        let end = memchr::memmem::rfind(self.rest, b" (").ok_or(Fail::Rule("STATUS items"))?;
        let name = self.take(end).unwrap_or_default();
        self.status_row(self.handle(name))
    }

    fn status_row(&mut self, name: Bytes) -> Result<MailboxStatus, Fail> {
        let mut status = MailboxStatus::new(MailboxName::from_wire(name));
        if self.at_list_end() {
            // No list at all; 163.com sends an empty one (QUIRKS 51).
            self.tolerate();
            return Ok(status);
        }
        self.space();
        self.list_or_nil("STATUS items", |c| c.status_item(&mut status))?;
        self.end()?;
        Ok(status)
    }

    fn status_item(&mut self, status: &mut MailboxStatus) -> Result<(), Fail> {
        let name = self.atom()?;
        self.gap();
        let mark = self.mark();
        let read = match Packed::of(name.as_bytes()).and_then(StatusItem::known) {
            Some(item) => self.known_status_item(&item, status),
            None => self.other_status_item(&name, status),
        };
        match read {
            Ok(()) | Err(Fail::Dropped) => {}
            Err(fail) => {
                let error = ParseError::at(self.text, self.position(), fail.rule());
                self.back(mark);
                self.skip_value()?;
                let raw = self.since(mark).of(self.text).unwrap_or_default();
                let raw = self.handle(raw);
                status.rich_mut().damaged.push(Damaged { name, raw, error });
            }
        }
        Ok(())
    }

    fn other_status_item(&mut self, name: &Atom, status: &mut MailboxStatus) -> Result<(), Fail> {
        match ExtStatus::parse(name.as_bytes(), self) {
            Some(read) => read.map(|item| status.rich_mut().ext.push(item)),
            None => self.value().map(|value| status.rich_mut().other.push((name.clone(), value))),
        }
    }

    fn known_status_item(&mut self, item: &StatusItem, status: &mut MailboxStatus) -> Result<(), Fail> {
        let mark = self.mark();
        let value = match item {
            StatusItem::HighestModSeq => self.modseq_value()?.ok_or(Fail::Dropped)?,
            StatusItem::Size => self.size()?,
            _ => self.number64()?,
        };
        match (item, value) {
            (StatusItem::UidNext, 0) => Err(self.impossible("UIDNEXT 0", Some(0))),
            (StatusItem::UidValidity, 0) => Err(self.impossible("UIDVALIDITY 0", Some(0))),
            _ if status.set(item, value) => Ok(()),
            _ => {
                self.back(mark);
                Err(Fail::Rule("number"))
            }
        }
    }

    pub(super) fn search(&mut self) -> Result<SearchResult, Fail> {
        self.found("SEARCH 0")
    }

    /// Numbers and perhaps a mod-sequence, up to the end (RFC 7162 3.1.5 `search-sort-mod-seq`). `zero` names what is
    /// wrong with a message number 0.
    pub(crate) fn found(&mut self, zero: &'static str) -> Result<SearchResult, Fail> {
        let mut result = SearchResult::default();
        let Some(mut ahead) = self.state.ahead.take() else {
            return self.found_behind(zero, &mut result).map(|()| result);
        };
        let count = ahead.numbers.len();
        result.numbers = core::mem::take(&mut ahead.numbers);
        let read = self.found_behind(zero, &mut result);
        if let Err(fail) = read {
            result.numbers.truncate(count);
            ahead.numbers = result.numbers;
            self.state.ahead = Some(ahead);
            return Err(fail);
        }
        // How many there would be was not known.
        result.numbers.shrink_to_fit();
        Ok(result)
    }

    fn found_behind(&mut self, zero: &'static str, result: &mut SearchResult) -> Result<(), Fail> {
        let mut plain = true;
        loop {
            match self.peek() {
                None => return Ok(()),
                Some(b' ') => {
                    if self.spaces() > 1 || self.at_end() {
                        self.tolerate();
                    }
                }
                Some(b'(') => {
                    result.modseq = self.search_modseq()?;
                    return self.end();
                }
                Some(c) if c.is_ascii_digit() && plain => {
                    plain = false;
                    self.plain_numbers(&mut result.numbers);
                }
                _ => match self.number()? {
                    0 => self.violation(zero, Some(0)),
                    n => result.numbers.push(n),
                },
            }
        }
    }

    /// `(MODSEQ n)` (RFC 7162 3.1.5).
    fn search_modseq(&mut self) -> Result<Option<u64>, Fail> {
        self.open("search-sort-mod-seq")?;
        if !self.word().eq_ignore_ascii_case(b"MODSEQ") {
            return Err(Fail::Rule("search-sort-mod-seq"));
        }
        self.space();
        let value = self.modseq_value()?;
        if self.close() { Ok(value) } else { Err(Fail::Rule("search-sort-mod-seq")) }
    }

    pub(super) fn vanished(&mut self) -> Result<Data, Fail> {
        let earlier = self.peek() == Some(b'(');
        if earlier {
            self.open("VANISHED")?;
            if !self.word().eq_ignore_ascii_case(b"EARLIER") || !self.close() {
                return Err(Fail::Rule("EARLIER"));
            }
            self.space();
        }
        let uids = self.uid_set()?;
        self.end()?;
        Ok(Data::Vanished { earlier, uids })
    }

    /// What nobody knows.
    pub(super) fn unknown(&mut self, number: Option<u64>, keyword: &'a [u8]) -> Result<Data, Fail> {
        let keyword = Atom::from_wire(self.handle(keyword));
        let values: alloc::vec::Vec<Value> = self.values()?;
        Ok(Data::Unknown { number, keyword, values })
    }
}
