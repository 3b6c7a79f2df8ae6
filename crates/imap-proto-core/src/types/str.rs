//! Text as it is on the wire: octets, mostly UTF-8, never trusted to be.

use alloc::string::String;
use core::fmt;
use core::hash::{Hash, Hasher};

use bytes::Bytes;

use crate::error::EncodeError;

/// Where a string lies in a frame: 8 octets instead of a counted handle of 32.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Span {
    start: u32,
    len: u32,
}

impl Span {
    /// NIL, which is not the empty string.
    pub(crate) const NIL: Self = Self { start: u32::MAX, len: 0 };

    /// A frame is below 4 GiB, which the parser checks first; beyond that this is NIL.
    pub(crate) fn new(start: usize, len: usize) -> Self {
        match (u32::try_from(start), u32::try_from(len)) {
            (Ok(start), Ok(len)) if start != u32::MAX => Self { start, len },
            _ => Self::NIL,
        }
    }

    /// In a text that is known to be below 4 GiB.
    #[inline]
    pub(crate) fn within(start: usize, len: usize) -> Self {
        Self { start: start as u32, len: len as u32 }
    }

    pub(crate) fn is_nil(self) -> bool {
        self.start == u32::MAX
    }

    pub(crate) fn start(self) -> usize {
        self.start as usize
    }

    pub(crate) fn len(self) -> usize {
        self.len as usize
    }

    /// The octets, none for NIL.
    pub(crate) fn of(self, text: &[u8]) -> Option<&[u8]> {
        let start = self.start();
        if self.is_nil() { None } else { text.get(start..start.checked_add(self.len())?) }
    }

    /// A handle of the octets, empty for NIL.
    pub(crate) fn share(self, text: &Bytes) -> Bytes {
        match self.of(text) {
            Some(octets) if !octets.is_empty() => text.slice_ref(octets),
            _ => Bytes::new(),
        }
    }

    /// The same octets at the end of another text.
    pub(crate) fn moved(self, from: &[u8], to: &mut alloc::vec::Vec<u8>) -> Self {
        let Some(octets) = self.of(from) else { return Self::NIL };
        let start = to.len();
        to.extend_from_slice(octets);
        Self::new(start, octets.len())
    }
}

/// A view of a string inside a value. It borrows the value, never the connection.
///
/// Servers send raw Latin-1 too, so octets come first: [`as_str`](Self::as_str) checks on each call, and
/// `Display` replaces what is no UTF-8.
#[derive(Clone, Copy)]
pub struct Str<'a> {
    text: &'a Bytes,
    span: Span,
}

impl<'a> Str<'a> {
    /// NIL gives nothing.
    pub(crate) fn new(text: &'a Bytes, span: Span) -> Option<Self> {
        if span.is_nil() { None } else { Some(Self { text, span }) }
    }

    /// The octets.
    pub fn as_bytes(&self) -> &'a [u8] {
        self.span.of(self.text).unwrap_or_default()
    }

    /// The text, if it is UTF-8.
    pub fn as_str(&self) -> Option<&'a str> {
        core::str::from_utf8(self.as_bytes()).ok()
    }

    /// True for the empty string.
    pub fn is_empty(&self) -> bool {
        self.as_bytes().is_empty()
    }

    /// A copy of these octets alone.
    pub fn to_compact(&self) -> Bytes {
        Bytes::copy_from_slice(self.as_bytes())
    }

    /// A counted handle: no copy, but it keeps the whole read buffer alive. Use
    /// [`to_compact`](Self::to_compact) for what is stored.
    pub fn to_shared(&self) -> Bytes {
        self.span.share(self.text)
    }

    /// Compares without ASCII case.
    pub fn eq_ignore_ascii_case(&self, other: impl AsRef<[u8]>) -> bool {
        self.as_bytes().eq_ignore_ascii_case(other.as_ref())
    }
}

impl AsRef<[u8]> for Str<'_> {
    fn as_ref(&self) -> &[u8] {
        self.as_bytes()
    }
}

impl fmt::Display for Str<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&String::from_utf8_lossy(self.as_bytes()))
    }
}

impl fmt::Debug for Str<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        debug_octets(self.as_bytes(), f)
    }
}

impl PartialEq for Str<'_> {
    fn eq(&self, other: &Self) -> bool {
        self.as_bytes() == other.as_bytes()
    }
}

impl Eq for Str<'_> {}

impl Hash for Str<'_> {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.as_bytes().hash(state);
    }
}

impl PartialEq<[u8]> for Str<'_> {
    fn eq(&self, other: &[u8]) -> bool {
        self.as_bytes() == other
    }
}

impl PartialEq<&[u8]> for Str<'_> {
    fn eq(&self, other: &&[u8]) -> bool {
        self.as_bytes() == *other
    }
}

impl PartialEq<str> for Str<'_> {
    fn eq(&self, other: &str) -> bool {
        self.as_bytes() == other.as_bytes()
    }
}

impl PartialEq<&str> for Str<'_> {
    fn eq(&self, other: &&str) -> bool {
        self.as_bytes() == other.as_bytes()
    }
}

/// Octets as an escaped string in double quotes.
pub(crate) fn debug_octets(octets: &[u8], f: &mut fmt::Formatter<'_>) -> fmt::Result {
    write!(f, "\"{}\"", octets.escape_ascii())
}

/// A word of the protocol (RFC 9051 section 9, `atom`).
///
/// One that was received may hold octets the grammar forbids; one made with [`Atom::new`] does not.
#[derive(Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Atom(Bytes);

impl Atom {
    /// Checks the grammar: printable ASCII without `( ) { % * " \ ]` and space.
    ///
    /// # Errors
    /// [`EncodeError`] for anything else, the empty string included.
    ///
    /// ```
    /// use imap_proto_core::types::Atom;
    /// assert!(Atom::new("$Forwarded").is_ok());
    /// assert!(Atom::new("two words").is_err());
    /// ```
    pub fn new(text: &str) -> Result<Self, EncodeError> {
        if text.is_empty() {
            return Err(EncodeError::Invalid { what: "atom", why: "it is empty" });
        }
        if text.bytes().any(|octet| matches!(octet, 0 | b'\r' | b'\n')) {
            return Err(EncodeError::BadOctet { what: "atom" });
        }
        if !text.bytes().all(is_atom_char) {
            return Err(EncodeError::Invalid {
                what: "atom",
                why: "it holds an octet that no atom may hold",
            });
        }
        Ok(Self(Bytes::copy_from_slice(text.as_bytes())))
    }

    /// An atom of the program text, without allocation.
    ///
    /// # Panics
    /// When the text is no atom; in a `const` that is a compile error.
    #[must_use]
    pub const fn from_static(text: &'static str) -> Self {
        let mut rest = text.as_bytes();
        assert!(!rest.is_empty(), "an atom is never empty");
        while let Some((first, behind)) = rest.split_first() {
            assert!(is_atom_char(*first), "an octet that no atom may hold");
            rest = behind;
        }
        Self(Bytes::from_static(text.as_bytes()))
    }

    pub(crate) fn from_wire(octets: Bytes) -> Self {
        Self(octets)
    }

    pub(crate) fn into_bytes(self) -> Bytes {
        self.0
    }

    /// The octets.
    pub fn as_bytes(&self) -> &[u8] {
        &self.0
    }

    /// The text, if it is UTF-8.
    pub fn as_str(&self) -> Option<&str> {
        core::str::from_utf8(&self.0).ok()
    }

    /// Compares without ASCII case, as the protocol does.
    pub fn eq_ignore_ascii_case(&self, other: &str) -> bool {
        self.0.eq_ignore_ascii_case(other.as_bytes())
    }

    /// The same with a buffer of its own.
    #[must_use]
    pub fn compact(self) -> Self {
        Self(compact(self.0))
    }
}

/// `ATOM-CHAR` of RFC 9051.
pub(crate) const fn is_atom_char(c: u8) -> bool {
    c.is_ascii_graphic() && !matches!(c, b'(' | b')' | b'{' | b'%' | b'*' | b'"' | b'\\' | b']')
}

/// A handle that shares its buffer with nobody else keeps it.
pub(crate) fn compact(octets: Bytes) -> Bytes {
    if octets.is_unique() { octets } else { Bytes::copy_from_slice(&octets) }
}

impl fmt::Display for Atom {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&String::from_utf8_lossy(&self.0))
    }
}

impl fmt::Debug for Atom {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        debug_octets(&self.0, f)
    }
}

impl PartialEq<str> for Atom {
    fn eq(&self, other: &str) -> bool {
        self.0 == other.as_bytes()
    }
}

impl PartialEq<&str> for Atom {
    fn eq(&self, other: &&str) -> bool {
        self.0 == other.as_bytes()
    }
}

impl AsRef<[u8]> for Atom {
    fn as_ref(&self) -> &[u8] {
        &self.0
    }
}

/// Text for people: what follows an OK, NO or BAD (RFC 9051 section 9, `text`).
#[derive(Clone, Default, PartialEq, Eq, Hash)]
pub struct Text(Bytes);

impl Text {
    pub(crate) fn from_wire(octets: Bytes) -> Self {
        Self(octets)
    }

    /// The octets.
    pub fn as_bytes(&self) -> &[u8] {
        &self.0
    }

    /// The text, if it is UTF-8.
    pub fn as_str(&self) -> Option<&str> {
        core::str::from_utf8(&self.0).ok()
    }

    /// True when the server said nothing.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// The octets as a counted handle; it may keep a read buffer alive.
    pub fn to_shared(&self) -> Bytes {
        self.0.clone()
    }

    /// The same with a buffer of its own.
    #[must_use]
    pub fn compact(self) -> Self {
        Self(Bytes::copy_from_slice(&self.0))
    }
}

impl From<&'static str> for Text {
    fn from(text: &'static str) -> Self {
        Self(Bytes::from_static(text.as_bytes()))
    }
}

impl PartialEq<str> for Text {
    fn eq(&self, other: &str) -> bool {
        self.0 == other.as_bytes()
    }
}

impl PartialEq<&str> for Text {
    fn eq(&self, other: &&str) -> bool {
        self.0 == other.as_bytes()
    }
}

impl AsRef<[u8]> for Text {
    fn as_ref(&self) -> &[u8] {
        &self.0
    }
}

impl fmt::Display for Text {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&String::from_utf8_lossy(&self.0))
    }
}

impl fmt::Debug for Text {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        debug_octets(&self.0, f)
    }
}

#[cfg(test)]
mod tests;
