//! What the tests of commands share: a connection's part, played by hand, and a reader of what was written.

mod injection;

pub(crate) use injection::HOSTILE;

use alloc::collections::VecDeque;
use alloc::string::String;
use alloc::vec::Vec;

use bytes::Bytes;

use super::{Claim, Command, CommandWriter, Dialect, Items, Outcome, Segment};
use crate::conn::RowContext;
use crate::error::{CommandError, EncodeError};
use crate::limits::Limits;
use crate::response::{Code, Data, Status, StatusKind, Tagged};
use crate::types::{Capability, NameForm, Tag, TagPrefix, Text};

pub(crate) fn dialect(capabilities: &[Capability], form: NameForm) -> Dialect {
    let mut dialect = Dialect::new(&Limits::default());
    dialect.capabilities = capabilities.iter().cloned().collect();
    dialect.form = form;
    dialect.utf8_messages = form == NameForm::Utf8;
    dialect
}

pub(crate) fn tag() -> Tag {
    Tag::new(&TagPrefix::new("a").unwrap(), 1)
}

/// Pieces of the command line, or why there are none. Uploads are allowed.
pub(crate) fn segments<C: Command>(command: &mut C, dialect: &Dialect) -> Result<Vec<Segment>, EncodeError> {
    let mut writer = CommandWriter::new(dialect, tag(), true);
    command.encode(&mut writer)?;
    writer.finish()?;
    Ok(writer.into_segments())
}

/// The octets on the wire to a plain IMAP4rev1 server; `<sync>` is where we wait for `+`.
pub(crate) fn wire<C: Command>(mut command: C) -> String {
    show(segments(&mut command, &dialect(&[], NameForm::ModifiedUtf7)).unwrap())
}

/// The same to a server with capabilities.
pub(crate) fn wire_with<C: Command>(mut command: C, capabilities: &[Capability], form: NameForm) -> String {
    show(segments(&mut command, &dialect(capabilities, form)).unwrap())
}

/// Why it cannot be sent.
pub(crate) fn refused<C: Command>(mut command: C) -> EncodeError {
    match segments(&mut command, &dialect(&[], NameForm::ModifiedUtf7)) {
        Ok(segments) => panic!("it was encoded: {}", show(segments)),
        Err(error) => error,
    }
}

pub(crate) fn show(segments: Vec<Segment>) -> String {
    let mut out = Vec::new();
    for segment in segments {
        match segment {
            Segment::Line(text) => out.extend_from_slice(&text),
            Segment::Secret(text) => out.extend_from_slice(&text),
            Segment::Sync => out.extend_from_slice(b"<sync>"),
            Segment::Literal(octets) => out.extend_from_slice(&octets),
            Segment::External(len) => out.extend_from_slice(std::format!("<external {len}>").as_bytes()),
        }
    }
    String::from_utf8_lossy(&out).into_owned()
}

/// A token of a command line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Token {
    /// Anything bare.
    Word(Vec<u8>),
    /// A quoted string or a literal, decoded.
    Text(Vec<u8>),
}

impl Token {
    pub(crate) fn octets(&self) -> &[u8] {
        match self {
            Self::Word(octets) | Self::Text(octets) => octets,
        }
    }
}

/// Reads one command as a server would, and panics where a server could read two, or none.
pub(crate) fn read(segments: Vec<Segment>) -> Vec<Token> {
    let mut tokens = Vec::new();
    let mut word = Vec::new();
    let mut announced = None;
    for segment in segments {
        match segment {
            Segment::Sync => assert!(announced.is_some(), "a pause without a literal"),
            Segment::Literal(octets) => {
                assert_eq!(announced.take(), Some(octets.len() as u64), "a literal of another length");
                tokens.push(Token::Text(octets.to_vec()));
            }
            Segment::External(len) => {
                assert_eq!(announced.take(), Some(len));
                tokens.push(Token::Text(Vec::new()));
            }
            Segment::Secret(octets) if announced.is_some() => {
                assert_eq!(announced.take(), Some(octets.len() as u64));
                tokens.push(Token::Text(octets.to_vec()));
            }
            Segment::Secret(octets) => announced = line(&octets, &mut word, &mut tokens),
            Segment::Line(octets) => {
                assert_eq!(announced, None, "text where a literal is due");
                announced = line(&octets, &mut word, &mut tokens);
            }
        }
    }
    assert_eq!(announced, None, "a literal was announced and never came");
    end(&mut word, &mut tokens);
    tokens
}

fn end(word: &mut Vec<u8>, tokens: &mut Vec<Token>) {
    if !word.is_empty() {
        tokens.push(Token::Word(core::mem::take(word)));
    }
}

/// One piece of line text; the length of the literal that it announces.
fn line(octets: &[u8], word: &mut Vec<u8>, tokens: &mut Vec<Token>) -> Option<u64> {
    let text = octets.strip_suffix(b"\r\n").unwrap_or(octets);
    let (text, announced) = if text.len() < octets.len() {
        let brace = text.iter().rposition(|octet| *octet == b'{').expect("CRLF and no literal");
        let digits = core::str::from_utf8(&text[brace + 1..text.len() - 1]).unwrap();
        assert_eq!(text.last(), Some(&b'}'));
        let number = digits.strip_suffix('+').unwrap_or(digits).parse().unwrap();
        (text[..brace].strip_suffix(b"~").unwrap_or(&text[..brace]), Some(number))
    } else {
        assert!(!ends_in_announcement(text), "the line ends in what a server takes for a literal");
        (text, None)
    };
    assert!(!text.iter().any(|octet| b"\0\r\n".contains(octet)), "a line within the line");
    let mut octets = text.iter();
    while let Some(octet) = octets.next() {
        match octet {
            b' ' => end(word, tokens),
            b'(' | b')' => {
                end(word, tokens);
                tokens.push(Token::Word(Vec::from([*octet])));
            }
            b'"' => {
                end(word, tokens);
                tokens.push(Token::Text(quoted(&mut octets)));
            }
            octet => word.push(*octet),
        }
    }
    announced
}

fn quoted<'a>(octets: &mut impl Iterator<Item = &'a u8>) -> Vec<u8> {
    let mut text = Vec::new();
    loop {
        match octets.next().expect("the quoted string is closed") {
            b'"' => return text,
            b'\\' => {
                let escaped = *octets.next().unwrap();
                assert!(matches!(escaped, b'"' | b'\\'), "RFC 9051 quoted-specials");
                text.push(escaped);
            }
            octet => text.push(*octet),
        }
    }
}

fn ends_in_announcement(text: &[u8]) -> bool {
    let Some(text) = text.strip_suffix(b"}") else { return false };
    let text = text.strip_suffix(b"+").unwrap_or(text);
    text.iter().rev().find(|octet| !octet.is_ascii_digit()) == Some(&b'{')
}

/// A tagged reply.
pub(crate) fn tagged(kind: StatusKind, code: Option<Code>) -> Tagged {
    Tagged::new(Bytes::from_static(b"a1"), Status::new(kind, code, Text::from("text")))
}

pub(crate) fn ok() -> Tagged {
    tagged(StatusKind::Ok, None)
}

pub(crate) fn ok_with(code: Code) -> Tagged {
    tagged(StatusKind::Ok, Some(code))
}

pub(crate) fn no() -> Tagged {
    tagged(StatusKind::No, None)
}

/// An untagged OK with a code.
pub(crate) fn untagged(code: Code) -> Data {
    Data::Status(Status::new(StatusKind::Ok, Some(code), Text::from("text")))
}

/// What became of data.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Fate {
    Passed,
    Observed,
    Taken,
}

/// A command in flight.
pub(crate) struct Running<C: Command> {
    pub(crate) command: C,
    pub(crate) queue: VecDeque<C::Item>,
    pub(crate) cx: RowContext,
}

impl<C: Command> Running<C> {
    pub(crate) fn new(command: C) -> Self {
        let cx = RowContext { exists: Some(10), alone: true, streamed: false };
        Self { command, queue: VecDeque::new(), cx }
    }

    /// Another command that takes rows of the same kind is in flight.
    pub(crate) fn not_alone(mut self) -> Self {
        self.cx.alone = false;
        self
    }

    pub(crate) fn data(&mut self, data: Data) -> Fate {
        let given = data.clone();
        let mut items = Items { queue: &mut self.queue, cx: self.cx };
        match self.command.on_data(data, &mut items) {
            Claim::Pass(back) => {
                assert_eq!(back, given, "what is passed on is unchanged");
                Fate::Passed
            }
            Claim::Observe(back) => {
                assert_eq!(back, given);
                Fate::Observed
            }
            Claim::Take => Fate::Taken,
        }
    }

    /// The result, rows included; `None` if the command goes on.
    pub(crate) fn answer(&mut self, tagged: Tagged) -> Option<Result<C::Output, CommandError>> {
        let mut items = Items { queue: &mut self.queue, cx: self.cx };
        match self.command.on_tagged(tagged, &mut items) {
            Outcome::Again => None,
            Outcome::Done(Ok(mut output)) => {
                C::collect(&mut output, core::mem::take(&mut self.queue));
                Some(Ok(output))
            }
            Outcome::Done(Err(error)) => Some(Err(error)),
        }
    }

    /// The output after an OK.
    pub(crate) fn output(&mut self) -> C::Output {
        self.answer(ok()).unwrap().unwrap_or_else(|error| panic!("{error}"))
    }

    /// Asserts that neither NO nor BAD is a success.
    pub(crate) fn cannot_be_refused_into_success(mut self) {
        match self.answer(no()) {
            Some(Err(CommandError::No(refused))) => assert_eq!(refused.status.kind, StatusKind::No),
            Some(Err(error)) => panic!("{error}"),
            _ => panic!("NO was a success"),
        }
    }
}
