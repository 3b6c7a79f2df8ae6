//! Command tags (RFC 9051 2.2.1).

use alloc::string::String;
use alloc::vec::Vec;
use core::fmt;

use crate::error::EncodeError;

/// Most octets of a prefix.
const PREFIX: usize = 8;
/// A prefix and the digits of a `u64`.
const TAG: usize = PREFIX + 20;

/// The letters in front of every tag of one connection.
///
/// It begins with a letter, because some servers (Coremail) refuse tags that are numbers.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct TagPrefix {
    octets: [u8; PREFIX],
    len: u8,
}

impl TagPrefix {
    /// Checks a prefix: 1 to 8 ASCII letters or digits, a letter first.
    ///
    /// # Errors
    /// [`EncodeError::Invalid`] for anything else.
    ///
    /// ```
    /// use imap_proto_core::types::TagPrefix;
    /// assert!(TagPrefix::new("LPAB").is_ok());
    /// assert!(TagPrefix::new("A\r\n").is_err());
    /// ```
    pub fn new(text: &str) -> Result<Self, EncodeError> {
        let refuse = |why| Err(EncodeError::Invalid { what: "tag prefix", why });
        if !text.starts_with(|c: char| c.is_ascii_alphabetic()) {
            return refuse("it does not begin with a letter");
        }
        if !text.bytes().all(|octet| octet.is_ascii_alphanumeric()) {
            return refuse("it holds something other than ASCII letters and digits");
        }
        let mut octets = [0; PREFIX];
        let Some(place) = octets.get_mut(..text.len()) else {
            return refuse("it is longer than 8 octets");
        };
        place.copy_from_slice(text.as_bytes());
        Ok(Self { octets, len: text.len() as u8 })
    }

    /// Four letters `A` to `P` out of a random number, as imaplib makes them.
    #[must_use]
    pub fn from_random(number: u16) -> Self {
        let mut octets = [0; PREFIX];
        for (place, shift) in octets.iter_mut().zip([12, 8, 4, 0]) {
            *place = letter(u64::from(number) >> shift);
        }
        Self { octets, len: 4 }
    }

    fn as_bytes(&self) -> &[u8] {
        self.octets.get(..usize::from(self.len)).unwrap_or_default()
    }
}

impl fmt::Display for TagPrefix {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&String::from_utf8_lossy(self.as_bytes()))
    }
}

impl fmt::Debug for TagPrefix {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "TagPrefix({self})")
    }
}

/// The tag of one command, as it is on the wire.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct Tag {
    octets: [u8; TAG],
    len: u8,
}

impl Tag {
    /// The tag number `serial` of a connection.
    pub(crate) fn new(prefix: &TagPrefix, serial: u64) -> Self {
        let mut digits = [0; 20];
        let mut count = 0;
        let mut left = serial;
        for place in digits.iter_mut().rev() {
            *place = b'0' + (left % 10) as u8;
            left /= 10;
            count += 1;
            if left == 0 {
                break;
            }
        }
        let digits = digits.get(digits.len() - count..).unwrap_or_default();
        let mut octets = [0; TAG];
        let (prefix, mut len) = (prefix.as_bytes(), 0);
        for piece in [prefix, digits] {
            if let Some(place) = octets.get_mut(len..len + piece.len()) {
                place.copy_from_slice(piece);
                len += piece.len();
            }
        }
        Self { octets, len: len as u8 }
    }

    /// The octets.
    pub fn as_bytes(&self) -> &[u8] {
        self.octets.get(..usize::from(self.len)).unwrap_or_default()
    }

    /// The text; a tag is ASCII.
    pub fn as_str(&self) -> &str {
        core::str::from_utf8(self.as_bytes()).unwrap_or_default()
    }
}

impl fmt::Display for Tag {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.as_str())
    }
}

impl fmt::Debug for Tag {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Tag({self})")
    }
}

impl PartialEq<[u8]> for Tag {
    fn eq(&self, other: &[u8]) -> bool {
        self.as_bytes() == other
    }
}

/// A number in base 16 with the digits `A` to `P`, the most significant first: imaplib's `Int2AP`.
///
/// The sign is dropped, and 0 is the empty text.
///
/// ```
/// use imap_proto_core::types::int_to_ap;
/// assert_eq!(int_to_ap(4096), "BAAA");
/// ```
#[must_use]
pub fn int_to_ap(number: i64) -> String {
    let mut left = number.unsigned_abs();
    let mut letters = Vec::new();
    while left > 0 {
        letters.push(letter(left));
        left >>= 4;
    }
    letters.iter().rev().map(|octet| char::from(*octet)).collect()
}

fn letter(number: u64) -> u8 {
    b'A' + (number & 15) as u8
}

#[cfg(test)]
mod tests {
    use alloc::string::ToString;

    use super::{Tag, TagPrefix, int_to_ap};

    #[test]
    fn letters_as_imaplib_makes_them() {
        // Measured with CPython's imaplib.Int2AP.
        for (number, letters) in
            [(0, ""), (1, "B"), (15, "P"), (16, "BA"), (4096, "BAAA"), (65535, "PPPP"), (-255, "PP")]
        {
            assert_eq!(int_to_ap(number), letters);
        }
        assert_eq!(int_to_ap(i64::MIN), "IAAAAAAAAAAAAAAA");
        assert_eq!(TagPrefix::from_random(4096).to_string(), "BAAA");
        assert_eq!(TagPrefix::from_random(7).to_string(), "AAAH");
    }

    #[test]
    fn tags_count_up() {
        let prefix = TagPrefix::new("LPAB").unwrap();
        assert_eq!(Tag::new(&prefix, 0).as_str(), "LPAB0");
        assert_eq!(Tag::new(&prefix, 1234).to_string(), "LPAB1234");
        let longest = TagPrefix::new("ABCDEFGH").unwrap();
        assert_eq!(Tag::new(&longest, u64::MAX).as_str(), "ABCDEFGH18446744073709551615");
        assert!(Tag::new(&prefix, 10) == b"LPAB10"[..]);
        assert_ne!(Tag::new(&prefix, 1), Tag::new(&prefix, 11));
    }

    #[test]
    fn prefixes_that_would_break_the_line_are_refused() {
        for bad in ["", "A\r\n", "+", "*", "A+", "1A", "A B", "A(", "ABCDEFGHI", "Ä"] {
            assert!(TagPrefix::new(bad).is_err(), "{bad:?}");
        }
    }
}
