//! Frames to responses: a recursive descent over one complete frame, in one pass (RFC 9051 section 9).
//!
//! A frame is whole, but for the numbers of a very long line, which are read while it arrives (`ahead`). So whatever is
//! wrong in it stays in it. Unknown is data, malformed is an event, and a bad item of a FETCH or STATUS row costs itself
//! alone.

use bytes::{Buf as _, Bytes, BytesMut};

use crate::error::ParseError;
use crate::frame::{Frame, Line, Row};
use crate::limits::{Leniency, Limits, SharedLimits};
use crate::response::{Data, FetchRow, MailboxStatus, Malformed, Response, SectionData, Violation};
use crate::types::{MailboxName, SectionPath, Span, swar};

mod ahead;
mod body;
mod code;
mod cursor;
mod decoder;
mod envelope;
mod fetch;
mod finish;
mod flags;
mod head;
mod join;
mod line;
mod literal;
mod mailbox;
mod plain;
mod quoted;
mod section;
mod state;
mod token;
mod value;

pub(crate) use ahead::read_ahead;
pub use cursor::{Cursor, Fail};
pub use decoder::Decoder;
pub use head::literal_head;

use line::Start;
use plain::{PlainList, Whole, plain_status};
use section::Pick;
use state::State;

/// Turns frames into responses. It keeps nothing of one frame for the next but counts and scratch memory.
///
/// ```
/// use imap_proto_core::frame::Frame;
/// use imap_proto_core::parse::{Parsed, Parser};
/// use imap_proto_core::response::{Data, Response};
/// use imap_proto_core::{Leniency, Limits};
///
/// let mut parser = Parser::new(&Limits::default(), &Leniency::default());
/// let parsed = parser.parse(Frame::from_wire(b"* 5 EXISTS\r\n"));
/// assert_eq!(parsed, Parsed::Response(Response::Data(Data::Exists(5))));
/// ```
#[derive(Debug)]
pub struct Parser {
    state: State,
}

/// What became of a frame.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub enum Parsed {
    /// A response.
    Response(Response),
    /// None that can be read. The connection goes on, unless it was a tagged one.
    Malformed(Malformed),
}

impl Parser {
    /// A parser with these limits on nesting and lists.
    pub fn new(limits: &Limits, leniency: &Leniency) -> Self {
        Self { state: State::new(limits, leniency) }
    }

    pub(crate) fn sharing(limits: SharedLimits, leniency: &Leniency) -> Self {
        Self { state: State::sharing(limits, leniency) }
    }

    /// Reads a frame. Whatever is in it, this gives an answer, and in linear time.
    pub fn parse(&mut self, mut frame: Frame) -> Parsed {
        self.state.begin(frame.take_large(), frame.streams);
        self.state.has_lf = frame.lf;
        let parsed = match frame.take_ahead() {
            Some(ahead) => self.with_ahead(frame, ahead),
            None => self.framed(frame),
        };
        if self.state.dirty {
            self.state.end();
        }
        parsed
    }

    #[inline]
    fn framed(&mut self, frame: Frame) -> Parsed {
        let nul = frame.nul;
        let text = frame.into_text();
        if nul { self.with_nul(text) } else { self.text(text) }
    }

    /// Reads a line where it lies, and cuts it off only if something refers to it. The answer takes the place of
    /// [`BLANK`]: it is built where it stays, for what was just written piece by piece is slow to copy.
    #[inline]
    pub(crate) fn parse_line(&mut self, line: Line<'_>, to: &mut Parsed) {
        self.state.begin_line();
        self.text_to(line, to);
        if self.state.dirty {
            self.state.end();
        }
    }

    /// As [`parse_line`](Self::parse_line), for a row with large literals.
    pub(crate) fn parse_row(&mut self, mut row: Row<'_>, to: &mut Parsed) {
        self.state.begin(row.take_large(), row.streams());
        self.state.has_lf = true;
        if let Some(whole) = Whole::read(row.text())
            && let Some(pick) = self.state.pick(&whole, row.text())
        {
            self.whole(row, &whole, pick, to);
        } else {
            *to = self.text(row.take());
        }
        if self.state.dirty {
            self.state.end();
        }
    }

    /// Something well-formed and impossible in the last frame; to be asked until there is none.
    pub fn next_violation(&mut self) -> Option<Violation> {
        self.state.violations.pop_front()
    }

    /// How many deviations were forgiven so far.
    pub fn tolerated(&self) -> u64 {
        self.state.tolerated
    }

    #[cold]
    fn with_nul(&mut self, text: BytesMut) -> Parsed {
        if !self.state.leniency.nul {
            let at = memchr::memchr(0, &text).unwrap_or(0);
            return self.malformed(text.freeze(), at, Fail::Rule("line without NUL"));
        }
        self.state.tolerated += 1;
        self.text(join::without_nul(&text, self.state.inline))
    }

    /// Chooses a reader: first the one for what servers send by the thousand.
    #[inline]
    fn text(&mut self, text: impl Source) -> Parsed {
        let mut parsed = BLANK;
        self.text_to(text, &mut parsed);
        parsed
    }

    /// The same, where it will stay.
    #[inline(always)]
    fn text_to(&mut self, text: impl Source, to: &mut Parsed) {
        let octets = text.octets();
        if u32::try_from(octets.len()).is_err() {
            return put(to, self.malformed(text.take().freeze(), 0, Fail::Rule("response below 4 GiB")));
        }
        match octets {
            [b'*', b' ', b'0'..=b'9', ..] => {
                let (number, digits) = swar::number(octets.get(2..).unwrap_or_default());
                let behind = octets.get(2 + digits..).unwrap_or_default();
                let word = behind.first_chunk().map_or(0, |word| u64::from_le_bytes(*word));
                if word == FETCH && number != swar::TOO_LARGE {
                    self.row(text, number, digits + 9, to);
                } else if let Some(data) = line::counted(number, behind) {
                    self.state.untouched();
                    text.skip();
                    put(to, Parsed::Response(Response::Data(data)));
                } else {
                    self.any(text.take(), to);
                }
            }
            [b'*', b' ', b'L' | b'S', ..] if !self.state.has_lf => self.of_mailboxes(text, to),
            // No FETCH.
            [b'*', b' ', b'A'..=b'Z', ..] => put(to, self.frozen(&text.take().freeze())),
            _ => self.any(text.take(), to),
        }
    }

    /// LIST, STATUS and SEARCH in a text without LF, if they are plain.
    #[inline]
    fn of_mailboxes(&mut self, text: impl Source, to: &mut Parsed) {
        let (octets, most) = (text.octets(), self.state.limits.list);
        if octets.starts_with(b"* LIST (") {
            if let Some(list) = PlainList::read(octets, 8, most) {
                self.state.untouched();
                let entry = list.entry(only(text, list.name));
                return put(to, Parsed::Response(Response::Data(Data::List(entry))));
            }
        } else if octets.starts_with(b"* STATUS ") {
            // It is read where it will stay.
            let status = MailboxStatus::new(MailboxName::from_wire(Bytes::new()));
            put(to, Parsed::Response(Response::Data(Data::MailboxStatus(status))));
            if let Parsed::Response(Response::Data(Data::MailboxStatus(status))) = to
                && let Some(span) = plain_status(octets, 9, most, status)
            {
                self.state.untouched();
                status.name = MailboxName::from_wire(only(text, span));
                return;
            }
        } else if octets.starts_with(b"* SEARCH ") {
            let mut cursor = Cursor::new(octets, None, &mut self.state).at(8);
            cursor.gap();
            if let Ok(found) = cursor.search() {
                self.state.untouched();
                text.skip();
                return put(to, Parsed::Response(Response::Data(Data::Search(found))));
            }
            self.state.restart();
        }
        *to = BLANK;
        self.any(text.take(), to);
    }

    fn any(&mut self, text: BytesMut, to: &mut Parsed) {
        let mut cursor = Cursor::new(&text, None, &mut self.state);
        let start = cursor.start();
        let position = cursor.position();
        match start {
            Ok(Start::Untagged { number: Some(number), keyword })
                if keyword.eq_ignore_ascii_case(b"FETCH") =>
            {
                self.fetch::<_, false>(text, number, position, to);
            }
            Ok(Start::Untagged { number: Some(uid), keyword })
                if keyword.eq_ignore_ascii_case(b"UIDFETCH") =>
            {
                self.fetch::<_, true>(text, uid, position, to);
            }
            Err(fail) => put(to, self.malformed(text.freeze(), position, fail)),
            Ok(_) => put(to, self.frozen(&text.freeze())),
        }
    }

    /// Any line but FETCH and UIDFETCH. Its strings are few, so each gets its own handle at once.
    fn frozen(&mut self, text: &Bytes) -> Parsed {
        let mut cursor = Cursor::new(text, Some(text), &mut self.state);
        let result = cursor.start().and_then(|start| cursor.response(start));
        let stopped = cursor.position();
        match result {
            Ok(response) => Parsed::Response(response),
            Err(fail) => self.malformed(text.clone(), stopped, fail),
        }
    }

    /// A row, of the message of this number, or of this UID (UIDFETCH, RFC 9586).
    fn fetch<T: Source, const UID: bool>(&mut self, text: T, number: u64, position: usize, to: &mut Parsed) {
        let Ok(message @ 1..) = u32::try_from(number) else {
            // Courier 2004 sends 0 (QUIRKS 63).
            self.state.violation("FETCH of no message", Some(number));
            return put(to, self.malformed(text.take().freeze(), 2, Fail::Rule("message number")));
        };
        // The row is read where it will stay, for it is large.
        put(to, ROW);
        let Parsed::Response(Response::Data(Data::Fetch(row))) = to else { return };
        if UID {
            row.set_uid(message);
        } else {
            row.seq = message;
        }
        let mut cursor = Cursor::new(text.octets(), None, &mut self.state).at(position);
        cursor.gap();
        let result = cursor.fetch(row);
        let stopped = cursor.position();
        match result {
            Ok(()) => {
                if finish::needs_text(row, &self.state) {
                    finish::finish(text.take(), row, &mut self.state);
                } else {
                    self.state.untouched();
                    text.skip();
                }
            }
            Err(Fail::Join) if !self.state.joined => {
                let joined = join::join(text.octets(), &mut self.state);
                self.state.restart();
                let position = position.min(joined.len());
                *to = BLANK;
                self.fetch::<BytesMut, UID>(joined, number, position, to);
            }
            Err(fail) => *to = self.malformed(text.take().freeze(), stopped, fail),
        }
    }

    /// A row of a message: first what a fetch of bodies brings, a whole message and perhaps its UID.
    #[inline]
    fn row<T: Source>(&mut self, text: T, number: u64, position: usize, to: &mut Parsed) {
        if T::LITERALS
            && self.state.has_lf
            && let Some(whole) = Whole::of_message(text.octets(), number, position)
            && let Some(pick) = self.state.pick(&whole, text.octets())
        {
            return self.whole(text, &whole, pick, to);
        }
        self.fetch::<_, false>(text, number, position, to);
    }

    #[inline(always)]
    fn whole(&mut self, text: impl Source, whole: &Whole, pick: Pick, to: &mut Parsed) {
        put(to, ROW);
        let Parsed::Response(Response::Data(Data::Fetch(row))) = to else { return };
        row.seq = whole.message;
        if let Some(uid) = whole.uid {
            row.set_uid(uid);
        }
        let data = finish::only_section(text, pick, &mut self.state);
        let section = SectionData { path: SectionPath::all(), origin: None, binary: false, data };
        row.rich_mut().sections.push(section);
        self.state.big.clear();
        self.state.untouched();
    }

    #[cold]
    fn malformed(&mut self, raw: Bytes, position: usize, fail: Fail) -> Parsed {
        // It is reported as a whole; nothing in it was forgiven.
        self.state.tolerated = self.state.tolerated_before;
        let error = ParseError::at(&raw, position, fail.rule());
        let tag = if matches!(raw.first(), Some(b'*' | b'+')) { None } else { line::tag_of(&raw) };
        Parsed::Malformed(Malformed { raw, error, tag })
    }
}

/// What stands in the place of a response before it is read there: nothing that would have to be dropped.
pub(crate) const BLANK: Parsed = Parsed::Response(Response::Data(Data::Exists(0)));

/// A row before its first item.
const ROW: Parsed = Parsed::Response(Response::Data(Data::Fetch(FetchRow::new(0))));

/// Puts it in the place of [`BLANK`], which is forgotten: else it would be asked whether it has to be dropped. Over
/// anything else it would leak; that is to be assigned.
#[inline(always)]
fn put(to: &mut Parsed, parsed: Parsed) {
    debug_assert!(matches!(to, Parsed::Response(Response::Data(Data::Exists(0)))), "it would leak");
    core::mem::forget(core::mem::replace(to, parsed));
}

const FETCH: u64 = u64::from_le_bytes(*b" FETCH (");

/// Where the text of a response is: in a frame, or still in the input.
trait Source {
    /// There may be some in it.
    const LITERALS: bool;
    fn octets(&self) -> &[u8];
    /// Cuts it off.
    fn take(self) -> BytesMut;
    /// Lets go of it.
    fn skip(self);
}

impl Source for BytesMut {
    const LITERALS: bool = true;

    fn octets(&self) -> &[u8] {
        self
    }

    fn take(self) -> BytesMut {
        self
    }

    fn skip(self) {}
}

impl Source for Row<'_> {
    const LITERALS: bool = true;

    fn octets(&self) -> &[u8] {
        self.text()
    }

    fn take(self) -> BytesMut {
        Row::take(self)
    }

    fn skip(self) {
        Row::skip(self);
    }
}

impl Source for Line<'_> {
    const LITERALS: bool = false;

    #[inline]
    fn octets(&self) -> &[u8] {
        self.text()
    }

    #[inline]
    fn take(self) -> BytesMut {
        Line::take(self)
    }

    #[inline]
    fn skip(self) {
        Line::skip(self);
    }
}

/// The only string of a response: it takes the handle of the text over.
#[inline(always)]
fn only(text: impl Source, span: Span) -> Bytes {
    let mut text = text.take();
    text.advance(span.start().min(text.len()));
    text.truncate(span.len());
    text.freeze()
}

/// Reads one response and picks what is wanted from it.
pub(crate) fn from_wire<T>(
    octets: &[u8],
    rule: &'static str,
    pick: impl FnOnce(Data) -> Option<T>,
) -> Result<T, ParseError> {
    let mut parser = Parser::new(&Limits::default(), &Leniency::default());
    match parser.parse(Frame::from_wire(octets)) {
        Parsed::Response(Response::Data(data)) => pick(data).ok_or_else(|| ParseError::at(octets, 0, rule)),
        Parsed::Response(_) => Err(ParseError::at(octets, 0, rule)),
        Parsed::Malformed(malformed) => Err(malformed.error),
    }
}

/// Reads one FETCH item that stands alone.
pub(crate) fn item_from_wire<T>(
    name: &str,
    octets: &[u8],
    pick: impl FnOnce(&mut FetchRow) -> Option<T>,
) -> Result<T, ParseError> {
    let wire = [b"* 1 FETCH (", name.as_bytes(), b" ", octets.trim_ascii(), b")"].concat();
    let mut row = FetchRow::from_wire(&wire)?;
    let damage = row.damaged().first().map(|damaged| damaged.error.clone());
    pick(&mut row).ok_or_else(|| damage.unwrap_or_else(|| ParseError::at(octets, 0, "value")))
}

#[cfg(test)]
mod tests;

#[cfg(test)]
pub(crate) use tests::{data, status};
