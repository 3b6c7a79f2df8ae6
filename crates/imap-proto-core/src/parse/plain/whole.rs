//! A row that brings a whole message and nothing else: `(UID 7 BODY[] {5}` CRLF `hello)`, or without the UID.

use crate::types::swar;

/// Such a row, up to the octets.
pub(in crate::parse) struct Whole {
    pub(in crate::parse) message: u32,
    pub(in crate::parse) uid: Option<u32>,
    /// Octets announced.
    pub(in crate::parse) len: u64,
    /// Where the line ends that announces them.
    pub(in crate::parse) at: usize,
}

/// `{5}` CRLF at the front, without anything that is forgiven: the octets announced, and what stands behind it.
#[inline]
pub(in crate::parse) fn announcement(text: &[u8]) -> Option<(u64, &[u8])> {
    let digits = text.strip_prefix(b"{")?;
    let (len, width @ 1..) = swar::number(digits) else { return None };
    let rest = digits.get(width..)?.strip_prefix(b"}\r\n")?;
    (len != swar::TOO_LARGE).then_some((len, rest))
}

impl Whole {
    /// Reads the response up to the line end behind the announcement, if it is plain.
    #[inline]
    pub(in crate::parse) fn read(text: &[u8]) -> Option<Self> {
        let (number, digits) = swar::number(text.strip_prefix(b"* ")?);
        text.get(2 + digits..)?.strip_prefix(b" FETCH ")?;
        Self::of_message(text, number, digits + 9)
    }

    /// The same of the list at `start`, in a row of the message of this number.
    #[inline]
    pub(in crate::parse) fn of_message(text: &[u8], number: u64, start: usize) -> Option<Self> {
        let message = u32::try_from(number).ok().filter(|message| *message > 0)?;
        let list = text.get(start..)?.strip_prefix(b"(")?;
        let (uid, list) = match list.strip_prefix(b"UID ") {
            None => (None, list),
            Some(list) => {
                let (uid, list) = super::number(list)?;
                (Some(u32::try_from(uid).ok().filter(|uid| *uid > 0)?), list.strip_prefix(b" ")?)
            }
        };
        let (len, rest) = announcement(list.strip_prefix(b"BODY[] ")?)?;
        Some(Self { message, uid, len, at: text.len() - rest.len() })
    }
}
