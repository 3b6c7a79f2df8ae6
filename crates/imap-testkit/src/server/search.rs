//! SEARCH keys (RFC 3501 6.4.4).

use super::args::{Args, Parse};
use super::date;
use super::mailbox::Message;
use super::message::{encoded_word, header};
use super::sequence::{Resolved, SequenceSet};

const DEPTH: usize = 32;
const KEYS: usize = 1000;
/// Substring search takes text times needle in the worst case, so the needle is short.
const NEEDLE: usize = 1000;

/// A condition on a message.
#[derive(Clone, Debug)]
pub(crate) enum Key {
    All,
    /// Has the flag, or has it not.
    Flag(String, bool),
    Recent(bool),
    /// `\Recent` and not `\Seen`.
    New,
    Numbers(Resolved),
    Uids(Resolved),
    /// INTERNALDATE, or the Date field, against a day.
    Day {
        sent: bool,
        when: When,
        day: i64,
    },
    Field(String, Vec<u8>),
    Body(Vec<u8>),
    Text(Vec<u8>),
    Larger(u32),
    Smaller(u32),
    Not(Box<Self>),
    Or(Box<Self>, Box<Self>),
    And(Vec<Self>),
}

#[derive(Clone, Copy, Debug)]
pub(crate) enum When {
    Before,
    On,
    Since,
}

/// A message as SEARCH sees it.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Candidate<'a> {
    pub(crate) number: u32,
    pub(crate) message: &'a Message,
    pub(crate) recent: bool,
}

/// What `*` means in the sets among the keys.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Highest {
    pub(crate) number: u32,
    pub(crate) uid: u32,
}

/// Reads keys up to the end of the command.
pub(crate) fn parse(args: &mut Args<'_>, highest: Highest) -> Parse<Key> {
    let mut reader = KeyReader { highest, left: KEYS };
    let mut keys = vec![reader.key(args, DEPTH)?];
    while !args.is_end() {
        args.sp()?;
        keys.push(reader.key(args, DEPTH)?);
    }
    Ok(Key::And(keys))
}

struct KeyReader {
    highest: Highest,
    left: usize,
}

impl KeyReader {
    fn key(&mut self, args: &mut Args<'_>, depth: usize) -> Parse<Key> {
        self.left = self.left.checked_sub(1).ok_or("Too many search keys")?;
        let depth = depth.checked_sub(1).ok_or("Search keys nested too deep")?;
        if args.at_sequence_set() {
            return self.numbers(&args.sequence_set()?);
        }
        if args.eat(b'(') {
            let mut keys = vec![self.key(args, depth)?];
            while !args.eat(b')') {
                args.sp()?;
                keys.push(self.key(args, depth)?);
            }
            return Ok(Key::And(keys));
        }
        let word = args.word()?;
        if let Some(key) = without_argument(&word) {
            return Ok(key);
        }
        args.sp()?;
        match word.as_str() {
            "NOT" => Ok(Key::Not(Box::new(self.key(args, depth)?))),
            "OR" => {
                let first = self.key(args, depth)?;
                args.sp()?;
                Ok(Key::Or(Box::new(first), Box::new(self.key(args, depth)?)))
            }
            "UID" => Ok(Key::Uids(args.sequence_set()?.resolve(self.highest.uid))),
            _ => with_argument(&word, args),
        }
    }

    fn numbers(&self, set: &SequenceSet) -> Parse<Key> {
        if set.highest_written() > self.highest.number {
            return Err("Invalid message sequence number");
        }
        Ok(Key::Numbers(set.resolve(self.highest.number)))
    }
}

fn without_argument(word: &str) -> Option<Key> {
    let flag = |name: &str, has| Some(Key::Flag(name.to_owned(), has));
    match word {
        "ALL" => Some(Key::All),
        "ANSWERED" => flag("\\Answered", true),
        "UNANSWERED" => flag("\\Answered", false),
        "DELETED" => flag("\\Deleted", true),
        "UNDELETED" => flag("\\Deleted", false),
        "DRAFT" => flag("\\Draft", true),
        "UNDRAFT" => flag("\\Draft", false),
        "FLAGGED" => flag("\\Flagged", true),
        "UNFLAGGED" => flag("\\Flagged", false),
        "SEEN" => flag("\\Seen", true),
        "UNSEEN" => flag("\\Seen", false),
        "RECENT" => Some(Key::Recent(true)),
        "OLD" => Some(Key::Recent(false)),
        "NEW" => Some(Key::New),
        _ => None,
    }
}

fn with_argument(word: &str, args: &mut Args<'_>) -> Parse<Key> {
    let day = |args: &mut Args<'_>, sent, when| {
        let text = args.astring()?;
        let day = date::parse_day(&text).ok_or("Invalid date")?;
        Ok(Key::Day { sent, when, day })
    };
    match word {
        "KEYWORD" | "UNKEYWORD" => Ok(Key::Flag(args.flag()?, word == "KEYWORD")),
        "BEFORE" => day(args, false, When::Before),
        "ON" => day(args, false, When::On),
        "SINCE" => day(args, false, When::Since),
        "SENTBEFORE" => day(args, true, When::Before),
        "SENTON" => day(args, true, When::On),
        "SENTSINCE" => day(args, true, When::Since),
        "FROM" | "TO" | "CC" | "BCC" | "SUBJECT" => Ok(Key::Field(word.to_owned(), needle(args)?)),
        "HEADER" => {
            let name = String::from_utf8_lossy(&args.astring()?).into_owned();
            args.sp()?;
            Ok(Key::Field(name, needle(args)?))
        }
        "BODY" => needle(args).map(Key::Body),
        "TEXT" => needle(args).map(Key::Text),
        "LARGER" => args.number().map(Key::Larger),
        "SMALLER" => args.number().map(Key::Smaller),
        _ => Err("Unknown search key"),
    }
}

fn needle(args: &mut Args<'_>) -> Parse<Vec<u8>> {
    let text = args.astring()?;
    if text.len() > NEEDLE {
        return Err("Search text too long");
    }
    Ok(folded(&text))
}

/// Case is disregarded, for UTF-8 too.
fn folded(text: &[u8]) -> Vec<u8> {
    match std::str::from_utf8(text) {
        Ok(text) => text.to_lowercase().into_bytes(),
        Err(_) => text.to_ascii_lowercase(),
    }
}

fn contains(text: &[u8], needle: &[u8]) -> bool {
    needle.is_empty() || folded(text).windows(needle.len()).any(|window| window == needle)
}

impl Key {
    /// Does the message meet the condition?
    pub(crate) fn matches(&self, candidate: Candidate<'_>) -> bool {
        let message = candidate.message;
        let octets: &[u8] = &message.octets;
        match self {
            Self::All => true,
            Self::Flag(name, wanted) => message.flags.has(name) == *wanted,
            Self::Recent(wanted) => candidate.recent == *wanted,
            Self::New => candidate.recent && !message.flags.has("\\Seen"),
            Self::Numbers(set) => set.contains(candidate.number),
            Self::Uids(set) => set.contains(message.uid),
            Self::Day { sent, when, day } => day_matches(message, *sent, *when, *day),
            Self::Field(name, needle) => field_matches(octets, name, needle),
            Self::Body(needle) => contains(header::split(octets).1, needle),
            Self::Text(needle) => contains(octets, needle),
            Self::Larger(size) => octets.len() as u64 > u64::from(*size),
            Self::Smaller(size) => (octets.len() as u64) < u64::from(*size),
            Self::Not(key) => !key.matches(candidate),
            Self::Or(a, b) => a.matches(candidate) || b.matches(candidate),
            Self::And(keys) => keys.iter().all(|key| key.matches(candidate)),
        }
    }
}

fn day_matches(message: &Message, sent: bool, when: When, day: i64) -> bool {
    let own = if sent {
        let field = header::value(header::split(&message.octets).0, "Date");
        let Some(own) = field.as_deref().and_then(date::parse_date_field) else { return false };
        own
    } else {
        message.date.day()
    };
    match when {
        When::Before => own < day,
        When::On => own == day,
        When::Since => own >= day,
    }
}

fn field_matches(octets: &[u8], name: &str, needle: &[u8]) -> bool {
    let mut fields = header::fields(header::split(octets).0).filter(|field| field.is(name));
    fields.any(|field| {
        let value = field.unfolded();
        contains(&value, needle) || contains(encoded_word::decode(&value).as_bytes(), needle)
    })
}

#[cfg(test)]
mod tests;
