//! One line: whose it is, and which response.

use alloc::boxed::Box;

use bytes::Bytes;

use super::cursor::{Cursor, Fail};
use super::literal::decimal;
use crate::ext::ExtData;
use crate::response::{Data, Response, StatusKind, Tagged};
use crate::types::Text;

/// What a line begins with.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Start<'a> {
    /// `+`
    Continue,
    /// `* [CODE ...]`, or the brackets alone (home.pl, Exchange, QUIRKS 14).
    Code,
    /// `* n KEYWORD` or `* KEYWORD`
    Untagged { number: Option<u64>, keyword: &'a [u8] },
    /// Anything else: a tag.
    Tagged,
}

/// A keyword in upper case; one that does not fit is none we know.
fn upper<'b>(keyword: &[u8], buffer: &'b mut [u8; 16]) -> &'b [u8] {
    let Some(slot) = buffer.get_mut(..keyword.len()) else { return b"" };
    slot.copy_from_slice(keyword);
    slot.make_ascii_uppercase();
    slot
}

/// The counts of messages, from what stands behind the number, if that is plain.
pub(super) fn counted(number: u64, behind: &[u8]) -> Option<Data> {
    let number = u32::try_from(number).ok()?;
    match behind {
        b" EXISTS" => Some(Data::Exists(number)),
        b" RECENT" => Some(Data::Recent(number)),
        b" EXPUNGE" if number > 0 => Some(Data::Expunge(number)),
        _ => None,
    }
}

impl<'a> Cursor<'a> {
    /// Reads up to the data of a response.
    pub(super) fn start(&mut self) -> Result<Start<'a>, Fail> {
        match self.rest {
            [b'+', ..] => {
                self.take(1);
                return Ok(Start::Continue);
            }
            [b'*', b' ', ..] => {}
            [b'[', ..] => return Ok(Start::Code),
            _ => return Ok(Start::Tagged),
        }
        self.take(1);
        self.gap();
        if self.peek() == Some(b'[') {
            return Ok(Start::Code);
        }
        let number = self.leading_number()?;
        let keyword = self.take_while(|c| !matches!(c, b' ' | b'(' | b'[' | b'{' | b'"' | b'\r' | b'\n'));
        if matches!(keyword, [] | [b'0'..=b'9' | b'-', ..]) {
            return Err(Fail::Rule("response keyword"));
        }
        Ok(Start::Untagged { number, keyword })
    }

    /// The number of `* n KEYWORD`. Too large a number is an error, not a keyword (P14).
    fn leading_number(&mut self) -> Result<Option<u64>, Fail> {
        let mark = self.mark();
        let digits = self.take_while(|c| c.is_ascii_digit());
        if digits.is_empty() || self.peek() != Some(b' ') {
            self.back(mark);
            return Ok(None);
        }
        let number = decimal(digits).ok_or(Fail::Rule("number"))?;
        self.gap();
        Ok(Some(number))
    }

    /// Reads the rest of any line but FETCH.
    pub(super) fn response(&mut self, start: Start<'a>) -> Result<Response, Fail> {
        match start {
            Start::Continue => {
                if !self.eat(b' ') {
                    self.tolerate();
                }
                let text = core::mem::take(&mut self.rest);
                Ok(Response::Continue(Text::from_wire(self.handle(text))))
            }
            Start::Code => {
                self.tolerate();
                let status = self.status(StatusKind::Ok);
                if status.code.is_none() {
                    return Err(Fail::Rule("response code"));
                }
                Ok(Response::Data(Data::Status(status)))
            }
            Start::Tagged => self.tagged().map(|tagged| Response::Tagged(Box::new(tagged))),
            Start::Untagged { number: Some(number), keyword } => {
                self.numbered(number, keyword).map(Response::Data)
            }
            Start::Untagged { number: None, keyword } => self.data(keyword).map(Response::Data),
        }
    }

    /// `tag SP OK|NO|BAD ...`. A tagged BYE is none (QUIRKS 17).
    fn tagged(&mut self) -> Result<Tagged, Fail> {
        let tag = self.take_while(|c| c != b' ');
        self.gap();
        let word = self.take_while(|c| c.is_ascii_alphabetic());
        let kind = StatusKind::from_wire(word);
        let kind = kind.filter(|kind| matches!(kind, StatusKind::Ok | StatusKind::No | StatusKind::Bad));
        let kind = kind.filter(|_| matches!(self.peek(), None | Some(b' ' | b'[')));
        // `NO` or `BAD` in place of a tag is for the connection to understand (QUIRKS 1 and 2).
        let (Some(kind), None) = (kind, StatusKind::from_wire(tag)) else {
            return Err(Fail::Rule("tagged response"));
        };
        Ok(Tagged::new(self.handle(tag), self.status(kind)))
    }

    fn numbered(&mut self, number: u64, keyword: &'a [u8]) -> Result<Data, Fail> {
        let small = |rule| u32::try_from(number).map_err(|_| Fail::Rule(rule));
        let mut buffer = [0; 16];
        let data = match upper(keyword, &mut buffer) {
            b"EXISTS" => Data::Exists(small("number of messages")?),
            b"RECENT" => Data::Recent(small("number of messages")?),
            b"EXPUNGE" => match small("message number")? {
                0 => {
                    self.violation("EXPUNGE 0", Some(0));
                    return Err(Fail::Rule("message number"));
                }
                n => Data::Expunge(n),
            },
            _ => match ExtData::parse_numbered(number, keyword, self) {
                Some(data) => Data::Ext(data?),
                None => return self.unknown(Some(number), keyword),
            },
        };
        self.end()?;
        Ok(data)
    }

    fn data(&mut self, keyword: &'a [u8]) -> Result<Data, Fail> {
        if let Some(kind) = StatusKind::from_wire(keyword) {
            return Ok(Data::Status(self.status(kind)));
        }
        self.gap();
        let mut buffer = [0; 16];
        let data = match upper(keyword, &mut buffer) {
            b"LIST" => Data::List(self.list_entry()?),
            b"LSUB" => Data::Lsub(self.list_entry()?),
            b"STATUS" => Data::MailboxStatus(self.mailbox_status()?),
            b"SEARCH" => Data::Search(self.search()?),
            b"FLAGS" => Data::Flags(self.flags()?),
            b"CAPABILITY" => Data::Capability(self.capabilities()?),
            b"ENABLED" => Data::Enabled(self.capabilities()?),
            b"VANISHED" => self.vanished()?,
            _ => match ExtData::parse(keyword, self) {
                Some(data) => Data::Ext(data?),
                None => self.unknown(None, keyword)?,
            },
        };
        self.end()?;
        Ok(data)
    }
}

/// The first word of a line that is neither untagged nor a continuation, if it looks like a tag.
pub(super) fn tag_of(line: &Bytes) -> Option<Bytes> {
    let end = line.iter().position(|c| *c == b' ').unwrap_or(line.len());
    let word = line.get(..end)?;
    let plausible = !word.is_empty() && word.len() <= 64 && word.iter().all(u8::is_ascii_alphanumeric);
    plausible.then(|| line.slice_ref(word))
}
