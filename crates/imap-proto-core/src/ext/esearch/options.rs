//! RETURN options of searching commands (RFC 4466 2.6.1, RFC 9051 `search-return-opts`).

use alloc::vec::Vec;

use super::EsearchData;
use crate::command::{CommandWriter, Param, param};
use crate::error::{CommandError, EncodeError};

/// What a search shall return (RFC 4731 3.1, RFC 9051 6.4.4). None is the same as [`all`](Self::all).
///
/// Extensions add methods of their own; one that is not here is put together as a [`Param`]. `ALL` and `PARTIAL`
/// together, or two of `PARTIAL`, are an [`EncodeError::Invalid`] (RFC 9394 3.1).
///
/// ```
/// use imap_proto_core::ext::esearch::ReturnOptions;
/// let options = ReturnOptions::new().min().count();
/// assert_ne!(options, ReturnOptions::new().all());
/// ```
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ReturnOptions {
    options: Vec<Param>,
    /// Data that every answer has to have.
    due: Vec<&'static str>,
}

impl ReturnOptions {
    /// None yet.
    pub fn new() -> Self {
        Self::default()
    }

    /// `MIN`: the lowest message.
    #[must_use]
    pub fn min(self) -> Self {
        self.option(Param::of("MIN", &[]))
    }

    /// `MAX`: the highest message.
    #[must_use]
    pub fn max(self) -> Self {
        self.option(Param::of("MAX", &[]))
    }

    /// `ALL`: all messages, as a set.
    #[must_use]
    pub fn all(self) -> Self {
        self.option(Param::of("ALL", &[]))
    }

    /// `COUNT`: how many messages.
    #[must_use]
    pub fn count(self) -> Self {
        self.option_with_data(Param::of("COUNT", &[]), "COUNT")
    }

    /// An option of an extension; one that was given already is not repeated.
    #[must_use]
    pub fn option(mut self, option: Param) -> Self {
        crate::command::common::push_new(&mut self.options, option);
        self
    }

    /// An option of which the answer must hold this datum, found or not:
    /// [`CommandError::Incomplete`] otherwise.
    #[must_use]
    pub fn option_with_data(mut self, option: Param, keyword: &'static str) -> Self {
        crate::command::common::push_new(&mut self.due, keyword);
        self.option(option)
    }

    pub(crate) fn params(&self) -> &[Param] {
        &self.options
    }

    pub(crate) fn asks(&self, option: &str) -> bool {
        self.options.iter().any(|one| one.name().eq_ignore_ascii_case(option))
            || (self.options.is_empty() && option == "ALL")
    }

    /// An option of RFC 4731.
    pub(crate) fn asks_base(&self) -> bool {
        BASE.iter().any(|option| self.asks(option))
    }

    /// Nothing but what a plain SEARCH can tell as well.
    pub(super) fn are_of_rfc_4731(&self) -> bool {
        self.options.iter().all(|option| BASE.iter().any(|base| option.name().eq_ignore_ascii_case(base)))
    }

    /// ` RETURN (MIN COUNT)`.
    ///
    /// # Errors
    /// [`EncodeError::Invalid`] for options that exclude each other.
    pub(crate) fn write(&self, w: &mut CommandWriter<'_>) -> Result<(), EncodeError> {
        let whole =
            |option: &&Param| ["ALL", "PARTIAL"].iter().any(|name| option.name().eq_ignore_ascii_case(name));
        if self.options.iter().filter(whole).count() > 1 {
            let why = "only one of ALL and PARTIAL, and once (RFC 9394 3.1)";
            return Err(EncodeError::Invalid { what: "RETURN options", why });
        }
        w.sp().word("RETURN ");
        if self.options.is_empty() {
            // The same as `()`, which some servers do not understand (QUIRKS 60).
            w.word("(ALL)");
            return Ok(());
        }
        param::bare_list(&self.options, w)
    }

    /// The answer, if it has what had to come. No ESEARCH at all will do only where no option brings data.
    ///
    /// # Errors
    /// [`CommandError::Incomplete`] with what is missing.
    pub(crate) fn check(&self, found: Option<EsearchData>, uid: bool) -> Result<EsearchData, CommandError> {
        let needed = !self.due.is_empty() || self.asks_base();
        let found = match found {
            Some(found) => found,
            None if needed => return Err(CommandError::Incomplete("ESEARCH")),
            None => return Ok(EsearchData::default()),
        };
        match self.missing(&found, uid) {
            Some(missing) => Err(CommandError::Incomplete(missing)),
            None => Ok(found),
        }
    }

    /// A UID is never taken for a message number, nor the other way round: whoever acts on it would hit other mail.
    pub(crate) fn missing(&self, found: &EsearchData, uid: bool) -> Option<&'static str> {
        if found.names_messages() && found.is_uid() != uid {
            return Some(if uid { "UID" } else { "message numbers" });
        }
        let due = self.due.iter().find(|keyword| !found.has(keyword));
        // Without a match these are left out (RFC 4731 3.1). Strato leaves ALL out always (QUIRKS 34).
        let some = found.count() > Some(0) || ["MIN", "MAX", "ALL"].iter().any(|keyword| found.has(keyword));
        let mut left_out = BASE.iter().filter(|option| some && self.asks(option) && !found.has(option));
        due.or_else(|| left_out.next()).copied()
    }
}

/// The options of RFC 4731.
const BASE: [&str; 4] = ["MIN", "MAX", "ALL", "COUNT"];
