//! Flags of messages (RFC 9051 2.3.2).

use alloc::string::String;
use alloc::vec::Vec;
use core::fmt;

use bytes::Bytes;

use super::str::{compact, is_atom_char};
use super::{Atom, Packed, Words};
use crate::error::EncodeError;

/// One flag.
///
/// ```
/// use imap_proto_core::types::Flag;
/// assert_eq!(Flag::try_from("\\Seen").unwrap(), Flag::Seen);
/// assert_eq!(Flag::keyword("$Forwarded").unwrap().to_string(), "$Forwarded");
/// assert!(Flag::keyword("two words").is_err());
/// ```
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
#[non_exhaustive]
pub enum Flag {
    /// `\Answered`
    Answered,
    /// `\Flagged`
    Flagged,
    /// `\Deleted`
    Deleted,
    /// `\Seen`
    Seen,
    /// `\Draft`
    Draft,
    /// `\Recent` (RFC 3501; a client cannot set it)
    Recent,
    /// `\*` in PERMANENTFLAGS: new keywords can be made.
    Any,
    /// A keyword, such as `$Forwarded` or `Junk`.
    Keyword(Atom),
    /// Any other flag with a backslash; the atom is what follows it.
    Other(Atom),
}

/// The flags that have a bit, in the order in which a set without text lists them.
const KNOWN: [&str; 16] = [
    "\\Answered",
    "\\Flagged",
    "\\Deleted",
    "\\Seen",
    "\\Draft",
    "\\Recent",
    "\\*",
    "$Forwarded",
    "$MDNSent",
    "$Junk",
    "$NotJunk",
    "$Phishing",
    "$Important",
    "Junk",
    "NonJunk",
    "NotJunk",
];

impl Flag {
    /// A keyword, checked against the grammar of an atom.
    ///
    /// # Errors
    /// [`EncodeError::Invalid`] when it is no atom.
    pub fn keyword(name: &str) -> Result<Self, EncodeError> {
        Atom::new(name).map(Self::Keyword)
    }

    /// Reads one flag as a server sent it, whatever it is made of.
    pub(crate) fn from_wire(octets: Bytes) -> Self {
        match bit_of(&octets) {
            Some((bit, _)) if bit <= Self::LAST_SYSTEM => Self::system(bit),
            _ if octets.first() == Some(&b'\\') => Self::Other(Atom::from_wire(octets.slice(1..))),
            _ => Self::Keyword(Atom::from_wire(octets)),
        }
    }

    const LAST_SYSTEM: usize = 6;

    fn system(bit: usize) -> Self {
        match bit {
            0 => Self::Answered,
            1 => Self::Flagged,
            2 => Self::Deleted,
            3 => Self::Seen,
            4 => Self::Draft,
            5 => Self::Recent,
            _ => Self::Any,
        }
    }

    fn known(bit: usize) -> Self {
        match KNOWN.get(bit) {
            Some(name) if bit > Self::LAST_SYSTEM => Self::Keyword(Atom::from_static(name)),
            _ => Self::system(bit),
        }
    }

    fn parts(&self) -> (&'static str, &[u8]) {
        match self {
            Self::Answered => ("\\Answered", b""),
            Self::Flagged => ("\\Flagged", b""),
            Self::Deleted => ("\\Deleted", b""),
            Self::Seen => ("\\Seen", b""),
            Self::Draft => ("\\Draft", b""),
            Self::Recent => ("\\Recent", b""),
            Self::Any => ("\\*", b""),
            Self::Keyword(name) => ("", name.as_bytes()),
            Self::Other(name) => ("\\", name.as_bytes()),
        }
    }

    fn is(&self, octets: &[u8]) -> bool {
        let (start, rest) = self.parts();
        octets
            .split_at_checked(start.len())
            .is_some_and(|(a, b)| a.eq_ignore_ascii_case(start.as_bytes()) && b.eq_ignore_ascii_case(rest))
    }
}

/// The bit of a flag, and whether it is spelled as we would spell it.
fn bit_of(octets: &[u8]) -> Option<(usize, bool)> {
    Packed::of(octets).and_then(bit_of_word)
}

static WORDS: Words<{ KNOWN.len() }> = Words::new(KNOWN);

fn bit_of_word(word: Packed) -> Option<(usize, bool)> {
    let bit = WORDS.position(word)?;
    Some((bit, bit <= Flag::LAST_SYSTEM || WORDS.is_spelled(bit, word)))
}

impl TryFrom<&str> for Flag {
    type Error = EncodeError;

    fn try_from(text: &str) -> Result<Self, EncodeError> {
        let name = text.strip_prefix('\\').unwrap_or(text);
        if text == "\\*" || (!name.is_empty() && name.bytes().all(is_atom_char)) {
            Ok(Self::from_wire(Bytes::copy_from_slice(text.as_bytes())))
        } else {
            Err(EncodeError::Invalid { what: "flag", why: "not an atom (RFC 9051 section 9)" })
        }
    }
}

impl fmt::Display for Flag {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (start, rest) = self.parts();
        write!(f, "{start}{}", String::from_utf8_lossy(rest))
    }
}

/// The flags of a message, or of a mailbox. Names compare without case; order and spelling are kept.
///
/// A set of well-known flags is a few bits and holds no memory.
///
/// ```
/// use imap_proto_core::types::{Flag, FlagSet};
/// let set: FlagSet = [Flag::Seen, Flag::keyword("Work").unwrap()].into_iter().collect();
/// assert!(set.is_seen() && !set.is_deleted());
/// assert!(set.contains(&Flag::keyword("WORK").unwrap()));
/// assert_eq!(set.to_string(), "(\\Seen Work)");
/// ```
#[derive(Clone, Default)]
pub struct FlagSet {
    bits: u32,
    /// The text of the list between its parentheses; empty if the bits say it all.
    keywords: Bytes,
}

impl FlagSet {
    /// No flag at all.
    pub const fn new() -> Self {
        Self { bits: 0, keywords: Bytes::new() }
    }

    /// `text` as [`Bits::text_needed`] wants it, else empty.
    pub(crate) fn from_parts(bits: Bits, text: Bytes) -> Self {
        Self { bits: bits.bits, keywords: if bits.odd { text } else { Bytes::new() } }
    }

    /// The flags of these bits, in place of all there were.
    #[inline]
    pub(crate) fn set_bits(&mut self, bits: Bits) {
        self.bits = bits.bits;
        if !self.keywords.is_empty() {
            self.keywords = Bytes::new();
        }
    }

    /// Adds the text of the list, without its parentheses, for the bits do not say all.
    pub(crate) fn set_text(&mut self, text: Bytes) {
        self.keywords = text;
    }

    /// True when the flag is in the set; keywords compare without case.
    pub fn contains(&self, flag: &Flag) -> bool {
        let (start, rest) = flag.parts();
        let bit = if rest.is_empty() { bit_of(start.as_bytes()) } else { None };
        match bit.or_else(|| bit_of(rest).filter(|_| start.is_empty())) {
            Some((bit, _)) => self.bits & (1 << bit) != 0,
            None => Tokens(&self.keywords).any(|octets| flag.is(octets)),
        }
    }

    /// `\Answered`
    pub fn is_answered(&self) -> bool {
        self.bits & 1 != 0
    }

    /// `\Flagged`
    pub fn is_flagged(&self) -> bool {
        self.bits & 2 != 0
    }

    /// `\Deleted`
    pub fn is_deleted(&self) -> bool {
        self.bits & 4 != 0
    }

    /// `\Seen`
    pub fn is_seen(&self) -> bool {
        self.bits & 8 != 0
    }

    /// `\Draft`
    pub fn is_draft(&self) -> bool {
        self.bits & 16 != 0
    }

    /// `\Recent`
    pub fn is_recent(&self) -> bool {
        self.bits & 32 != 0
    }

    /// `\*`: keywords that are not listed can be set as well.
    pub fn allows_new_keywords(&self) -> bool {
        self.bits & 64 != 0
    }

    /// The flags in the order they came in; well-known ones alone come in a fixed order.
    pub fn iter(&self) -> impl Iterator<Item = Flag> + '_ {
        let bits = if self.keywords.is_empty() { self.bits } else { 0 };
        let known = (0..KNOWN.len()).filter(move |bit| bits & (1 << bit) != 0).map(Flag::known);
        known.chain(Tokens(&self.keywords).map(|octets| Flag::from_wire(self.keywords.slice_ref(octets))))
    }

    /// The keywords alone, without system flags.
    pub fn keywords(&self) -> impl Iterator<Item = Atom> + '_ {
        self.iter().filter_map(|flag| match flag {
            Flag::Keyword(name) => Some(name),
            _ => None,
        })
    }

    /// How many flags.
    pub fn len(&self) -> usize {
        if self.keywords.is_empty() {
            self.bits.count_ones() as usize
        } else {
            Tokens(&self.keywords).count()
        }
    }

    /// True without any flag.
    pub fn is_empty(&self) -> bool {
        self.bits == 0 && self.keywords.is_empty()
    }

    /// The same with a buffer of its own.
    #[must_use]
    pub fn compact(self) -> Self {
        Self { bits: self.bits, keywords: compact(self.keywords) }
    }

    pub(crate) fn octets(&self) -> usize {
        self.keywords.len()
    }

    fn odd_ones(&self) -> impl Iterator<Item = &[u8]> {
        Tokens(&self.keywords).filter(|octets| bit_of(octets).is_none())
    }
}

impl PartialEq for FlagSet {
    /// The same well-known flags, and the same others in the same order.
    fn eq(&self, other: &Self) -> bool {
        self.bits == other.bits && self.odd_ones().eq(other.odd_ones())
    }
}

impl Eq for FlagSet {}

impl fmt::Display for FlagSet {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("(")?;
        for (n, flag) in self.iter().enumerate() {
            write!(f, "{}{flag}", if n == 0 { "" } else { " " })?;
        }
        f.write_str(")")
    }
}

impl fmt::Debug for FlagSet {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "FlagSet{self}")
    }
}

impl FromIterator<Flag> for FlagSet {
    fn from_iter<I: IntoIterator<Item = Flag>>(flags: I) -> Self {
        let (mut text, mut bits) = (Vec::new(), Bits::default());
        for flag in flags {
            if !text.is_empty() {
                text.push(b' ');
            }
            let (start, rest) = flag.parts();
            let from = text.len();
            text.extend_from_slice(start.as_bytes());
            text.extend_from_slice(rest);
            bits.add(text.get(from..).unwrap_or_default());
        }
        Self::from_parts(bits, if bits.odd { text.into() } else { Bytes::new() })
    }
}

/// What becomes of the members of a list of flags or attributes.
pub(crate) trait Members {
    /// Notes a well-known one; false for any other.
    fn add_word(&mut self, word: Packed) -> bool;
    /// Notes one that is not well known.
    fn add_other(&mut self);

    /// Notes any.
    fn add(&mut self, member: &[u8]) {
        if !Packed::of(member).is_some_and(|word| self.add_word(word)) {
            self.add_other();
        }
    }
}

impl Members for Bits {
    #[inline]
    fn add_word(&mut self, flag: Packed) -> bool {
        if let Some(bit) = WORDS.exactly(flag) {
            self.bits |= 1 << bit;
            return true;
        }
        let Some((bit, canonical)) = bit_of_word(flag) else { return false };
        self.bits |= 1 << bit;
        self.odd |= !canonical;
        true
    }

    fn add_other(&mut self) {
        self.odd = true;
    }
}

/// What has been seen of a list while it is read.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Bits {
    bits: u32,
    odd: bool,
}

impl Bits {
    const SEEN: u32 = 3;

    /// Notes `\Seen`, which is the most frequent by far.
    #[inline]
    pub(crate) fn add_seen(&mut self) {
        self.bits |= 1 << Self::SEEN;
    }

    /// True when the bits do not say all.
    pub(crate) fn text_needed(self) -> bool {
        self.odd
    }
}

/// The flags of a list's text. A backslash starts a new one even without a space (`\Sent\HasNoChildren`,
/// home.pl).
#[derive(Clone, Debug)]
pub(crate) struct Tokens<'a>(pub(crate) &'a [u8]);

impl<'a> Iterator for Tokens<'a> {
    type Item = &'a [u8];

    fn next(&mut self) -> Option<&'a [u8]> {
        let start = self.0.iter().position(|c| *c != b' ')?;
        let rest = self.0.get(start..)?;
        let end = rest.iter().skip(1).position(|c| matches!(c, b' ' | b'\\')).map_or(rest.len(), |n| n + 1);
        let (token, rest) = rest.split_at_checked(end)?;
        self.0 = rest;
        Some(token)
    }
}

#[cfg(test)]
mod tests;
