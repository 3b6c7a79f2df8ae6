//! Status responses (RFC 9051 7.1).

use core::fmt;

use bytes::Bytes;

use super::Code;
use crate::types::Text;

/// The word of a status response.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum StatusKind {
    /// OK
    Ok,
    /// NO
    No,
    /// BAD
    Bad,
    /// BYE, untagged only
    Bye,
    /// PREAUTH, as a greeting only
    PreAuth,
}

impl StatusKind {
    pub(crate) fn from_wire(word: &[u8]) -> Option<Self> {
        let known = [
            ("OK", Self::Ok),
            ("NO", Self::No),
            ("BAD", Self::Bad),
            ("BYE", Self::Bye),
            ("PREAUTH", Self::PreAuth),
        ];
        known.into_iter().find(|(name, _)| word.eq_ignore_ascii_case(name.as_bytes())).map(|(_, kind)| kind)
    }
}

/// A status: its word, its code, its text (RFC 9051 7.1). The `is_` methods name the common codes.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Status {
    /// OK, NO, BAD, BYE or PREAUTH.
    pub kind: StatusKind,
    /// What stood in brackets.
    pub code: Option<Code>,
    /// The text for people. Where the code could not be told from the text, it is all of it.
    pub text: Text,
}

impl Status {
    /// A status of the given parts.
    pub fn new(kind: StatusKind, code: Option<Code>, text: Text) -> Self {
        Self { kind, code, text }
    }

    /// The same with buffers of its own.
    pub(crate) fn compact(self) -> Self {
        Self { kind: self.kind, code: self.code.map(Code::compact), text: self.text.compact() }
    }

    /// `NO [AUTHENTICATIONFAILED]`: wrong name or password (RFC 5530).
    pub fn is_auth_failed(&self) -> bool {
        self.code == Some(Code::AuthenticationFailed)
    }

    /// `NO [TRYCREATE]`: the mailbox does not exist and could be made (RFC 9051 7.1).
    pub fn is_try_create(&self) -> bool {
        self.code == Some(Code::TryCreate)
    }

    /// `NO [ALREADYEXISTS]` (RFC 5530).
    pub fn is_already_exists(&self) -> bool {
        self.code == Some(Code::AlreadyExists)
    }

    /// `NO [NONEXISTENT]` (RFC 5530).
    pub fn is_non_existent(&self) -> bool {
        self.code == Some(Code::NonExistent)
    }

    /// `[OVERQUOTA]` (RFC 5530).
    pub fn is_over_quota(&self) -> bool {
        self.code == Some(Code::OverQuota)
    }

    /// `[UNAVAILABLE]` or `[INUSE]` (RFC 5530): worth another try later.
    pub fn is_temporary(&self) -> bool {
        matches!(self.code, Some(Code::Unavailable | Code::InUse))
    }

    /// `[ALERT]`: the text has to be shown to the user (RFC 9051 7.1).
    pub fn is_alert(&self) -> bool {
        self.code == Some(Code::Alert)
    }
}

impl fmt::Display for Status {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.code {
            Some(code) if self.text.is_empty() => write!(f, "[{code}]"),
            Some(code) => write!(f, "[{code}] {}", self.text),
            None => self.text.fmt(f),
        }
    }
}

/// The completion of a command (RFC 9051 7.1).
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Tagged {
    /// The tag of the command.
    pub tag: Bytes,
    /// OK, NO or BAD.
    pub status: Status,
}

impl Tagged {
    /// A completion of the given parts.
    pub fn new(tag: Bytes, status: Status) -> Self {
        Self { tag, status }
    }
}
