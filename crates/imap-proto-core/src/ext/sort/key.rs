//! What SORT sorts by.

use crate::command::{CommandWriter, Param, SearchKey};
use crate::error::EncodeError;

/// A sort criterion (RFC 5256 section 3 `sort-criterion`). Ascending, unless [`reversed`](Self::reversed).
///
/// Messages that are alike to all keys stay in the order of the mailbox, also where keys are reversed.
///
/// ```
/// use imap_proto_core::ext::SortKey;
/// let order = [SortKey::subject(), SortKey::date().reversed()];
/// # let _ = order;
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SortKey {
    by: By,
    reverse: bool,
}

#[derive(Clone, Debug, PartialEq, Eq)]
enum By {
    Word(&'static str),
    Display(&'static str),
    Ext(Param),
}

impl SortKey {
    const fn word(word: &'static str) -> Self {
        Self { by: By::Word(word), reverse: false }
    }

    const fn display(word: &'static str) -> Self {
        Self { by: By::Display(word), reverse: false }
    }

    /// ARRIVAL: date and time of arrival.
    #[must_use]
    pub fn arrival() -> Self {
        Self::word("ARRIVAL")
    }

    /// CC: the local part of the first address there.
    #[must_use]
    pub fn cc() -> Self {
        Self::word("CC")
    }

    /// DATE: when it was sent, in UTC; when it arrived, if that cannot be read.
    #[must_use]
    pub fn date() -> Self {
        Self::word("DATE")
    }

    /// FROM: the local part of the first address there.
    #[must_use]
    pub fn from() -> Self {
        Self::word("FROM")
    }

    /// SIZE in octets.
    #[must_use]
    pub fn size() -> Self {
        Self::word("SIZE")
    }

    /// SUBJECT: its base text, without `Re:` and the like (RFC 5256 2.1).
    #[must_use]
    pub fn subject() -> Self {
        Self::word("SUBJECT")
    }

    /// TO: the local part of the first address there.
    #[must_use]
    pub fn to() -> Self {
        Self::word("TO")
    }

    /// DISPLAYFROM: the name of the first sender, else the address (RFC 5957). Needs `SORT=DISPLAY`.
    #[must_use]
    pub fn display_from() -> Self {
        Self::display("DISPLAYFROM")
    }

    /// DISPLAYTO: the name of the first recipient, else the address (RFC 5957). Needs `SORT=DISPLAY`.
    #[must_use]
    pub fn display_to() -> Self {
        Self::display("DISPLAYTO")
    }

    /// A key of an extension, with what it needs.
    #[must_use]
    pub fn ext(key: impl Into<Param>) -> Self {
        Self { by: By::Ext(key.into()), reverse: false }
    }

    /// REVERSE: descending.
    #[must_use]
    pub fn reversed(mut self) -> Self {
        self.reverse = !self.reverse;
        self
    }

    /// A key of an extension.
    pub(in crate::ext) fn param(&self) -> Option<&Param> {
        if let By::Ext(key) = &self.by { Some(key) } else { None }
    }

    pub(in crate::ext) fn is_display(&self) -> bool {
        matches!(self.by, By::Display(_))
    }

    pub(super) fn write(&self, w: &mut CommandWriter<'_>) -> Result<(), EncodeError> {
        if self.reverse {
            w.word("REVERSE").sp();
        }
        match &self.by {
            By::Word(word) | By::Display(word) => w.word(word),
            By::Ext(key) => return key.write(w, SearchKey::encode),
        };
        Ok(())
    }
}
