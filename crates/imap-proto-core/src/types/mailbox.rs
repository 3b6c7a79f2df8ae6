//! Mailbox names (RFC 9051 5.1): what humans read, what went over the wire, and the way between the two.

use alloc::borrow::Cow;
use alloc::boxed::Box;
use alloc::string::String;
use core::fmt;
use core::hash::{Hash, Hasher};

use bytes::Bytes;

use super::utf7::{is_all_direct, utf7_decode, utf7_encode};
use crate::error::EncodeError;

/// How names are written on the wire.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Default)]
#[non_exhaustive]
pub enum NameForm {
    /// RFC 3501 5.1.3: the form of every other connection.
    #[default]
    ModifiedUtf7,
    /// UTF-8 as it is: after ENABLE of IMAP4rev2 (RFC 9051 5.1) or UTF8=ACCEPT (RFC 6855), and of servers that announce
    /// IMAP4rev2 without IMAP4rev1.
    Utf8,
}

/// The name of a mailbox.
///
/// A name the program makes is its text. A name the server sent keeps its octets, so that it can always be
/// sent back: it is decoded only if encoding gives the same octets again, and it is *raw* otherwise. `INBOX` is
/// the same mailbox in any case (RFC 9051 5.1). Nothing here makes a name safe as a file name.
///
/// ```
/// use imap_proto_core::types::{MailboxName, NameForm};
/// let listed = MailboxName::from_octets(b"Entw&APw-rfe", NameForm::ModifiedUtf7);
/// assert_eq!(listed, MailboxName::new("Entwürfe"));
/// assert_eq!(listed.to_wire(NameForm::ModifiedUtf7)?, "Entw&APw-rfe");
/// assert_eq!(listed.to_wire(NameForm::Utf8)?, "Entwürfe");
/// # Ok::<(), imap_proto_core::EncodeError>(())
/// ```
#[derive(Clone)]
pub struct MailboxName(Repr);

#[derive(Clone)]
enum Repr {
    Text(Box<str>),
    Wire { octets: Bytes, form: NameForm },
}

impl MailboxName {
    /// A name as a human writes it.
    pub fn new(text: impl Into<String>) -> Self {
        Self(Repr::Text(text.into().into_boxed_str()))
    }

    /// The mailbox every account has.
    #[must_use]
    pub fn inbox() -> Self {
        Self::new("INBOX")
    }

    /// A name that was received earlier, from the octets of [`MailboxName::as_wire`].
    ///
    /// For programs that keep raw names on disk.
    #[must_use]
    pub fn from_octets(octets: &[u8], form: NameForm) -> Self {
        Self(Repr::Wire { octets: Bytes::copy_from_slice(octets), form })
    }

    /// A name as the parser found it; [`resolve`](Self::resolve) says later in which form.
    pub(crate) fn from_wire(octets: Bytes) -> Self {
        Self(Repr::Wire { octets, form: NameForm::ModifiedUtf7 })
    }

    /// Says in which form the name was received. The parser does not know what was enabled.
    pub(crate) fn resolve(&mut self, now: NameForm) {
        if let Repr::Wire { form, .. } = &mut self.0 {
            *form = now;
        }
    }

    /// The name as text, or `None` if it is raw.
    ///
    /// It may hold control characters (TAB, DEL, ...), never NUL, CR or LF unless the program put them there.
    pub fn decoded(&self) -> Option<Cow<'_, str>> {
        match &self.0 {
            Repr::Text(text) => Some(Cow::Borrowed(text)),
            Repr::Wire { octets, form: NameForm::Utf8 } => {
                core::str::from_utf8(octets).ok().filter(|text| is_sendable(text)).map(Cow::Borrowed)
            }
            Repr::Wire { octets, form: NameForm::ModifiedUtf7 } => {
                if is_all_direct(octets) {
                    return core::str::from_utf8(octets).ok().map(Cow::Borrowed);
                }
                utf7_decode(octets).filter(|text| is_sendable(text)).map(Cow::Owned)
            }
        }
    }

    /// True for a received name that cannot be decoded and encoded again without change.
    pub fn is_raw(&self) -> bool {
        self.decoded().is_none()
    }

    /// True for INBOX in any case.
    pub fn is_inbox(&self) -> bool {
        // No coded form of these letters decodes, so the octets decide.
        self.octets().eq_ignore_ascii_case(b"INBOX")
    }

    /// The octets as received; `None` for a name the program made.
    pub fn as_wire(&self) -> Option<&[u8]> {
        match &self.0 {
            Repr::Text(_) => None,
            Repr::Wire { octets, .. } => Some(octets),
        }
    }

    /// The octets to send, without quotes, in the form now in force.
    ///
    /// # Errors
    /// [`EncodeError::BadOctet`] when the program put NUL, CR or LF into the name; [`EncodeError::NameForm`]
    /// for a raw name that was received in the other form.
    pub fn to_wire(&self, now: NameForm) -> Result<Bytes, EncodeError> {
        if let Repr::Wire { octets, form } = &self.0
            && *form == now
        {
            return Ok(octets.clone());
        }
        let text = self.decoded().ok_or(EncodeError::NameForm)?;
        if !is_sendable(&text) {
            return Err(EncodeError::BadOctet { what: "mailbox" });
        }
        Ok(match now {
            NameForm::ModifiedUtf7 => Bytes::from(utf7_encode(&text)),
            NameForm::Utf8 => Bytes::from(text.into_owned()),
        })
    }

    /// The same name in memory of its own. A received one else pins the buffer it was read into.
    #[must_use]
    pub fn compact(self) -> Self {
        match self.0 {
            Repr::Wire { octets, form } => Self::from_octets(&octets, form),
            text @ Repr::Text(_) => Self(text),
        }
    }

    /// None for a name the program made.
    fn form(&self) -> Option<NameForm> {
        match &self.0 {
            Repr::Text(_) => None,
            Repr::Wire { form, .. } => Some(*form),
        }
    }

    fn octets(&self) -> &[u8] {
        match &self.0 {
            Repr::Text(text) => text.as_bytes(),
            Repr::Wire { octets, .. } => octets,
        }
    }
}

/// NUL, CR and LF would end a line or be refused (RFC 9051 section 9, `QUOTED-CHAR` and `CHAR8`).
fn is_sendable(text: &str) -> bool {
    !text.bytes().any(|octet| matches!(octet, 0 | b'\r' | b'\n'))
}

impl PartialEq for MailboxName {
    fn eq(&self, other: &Self) -> bool {
        if self.form() == other.form() {
            // In one form a text has one spelling, and what is spelled otherwise is raw: the octets decide.
            return self.octets() == other.octets() || (self.is_inbox() && other.is_inbox());
        }
        match (self.decoded(), other.decoded()) {
            (Some(a), Some(b)) => a == b || (self.is_inbox() && other.is_inbox()),
            (None, None) => self.octets() == other.octets(),
            _ => false,
        }
    }
}

impl Eq for MailboxName {}

impl Hash for MailboxName {
    fn hash<H: Hasher>(&self, state: &mut H) {
        let octets = self.octets();
        if self.is_inbox() {
            b"INBOX".as_slice().hash(state);
        } else if is_all_direct(octets) {
            // In every form these are the text.
            octets.hash(state);
        } else {
            match self.decoded() {
                Some(text) => text.as_bytes().hash(state),
                None => octets.hash(state),
            }
        }
    }
}

impl fmt::Display for MailboxName {
    /// Lossy for a raw name; not to be parsed again.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.decoded() {
            Some(text) => f.pad(&text),
            None => f.pad(&String::from_utf8_lossy(self.octets())),
        }
    }
}

impl fmt::Debug for MailboxName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.decoded() {
            Some(text) => write!(f, "MailboxName({text:?})"),
            None => write!(f, "MailboxName(raw \"{}\")", self.octets().escape_ascii()),
        }
    }
}

impl From<&str> for MailboxName {
    fn from(text: &str) -> Self {
        Self::new(text)
    }
}

impl From<String> for MailboxName {
    fn from(text: String) -> Self {
        Self::new(text)
    }
}

impl From<&String> for MailboxName {
    fn from(text: &String) -> Self {
        Self::new(text.as_str())
    }
}

impl From<&Self> for MailboxName {
    fn from(name: &Self) -> Self {
        name.clone()
    }
}

#[cfg(test)]
mod tests;
