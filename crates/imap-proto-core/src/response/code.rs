//! Response codes (RFC 9051 7.1, RFC 5530).

use alloc::vec::Vec;
use core::fmt;

use bytes::Bytes;

use crate::ext::ExtCode;
use crate::types::{Atom, CapabilitySet, FlagSet, Text};

/// What stands in brackets before a status text (RFC 9051 7.1, RFC 5530).
///
/// ```
/// use imap_proto_core::{Execute, response::Code};
/// # let server = imap_testkit::Server::demo().listen_tcp()?;
/// # let mut session = imap_blocking::connect_tcp("localhost", server.port())?;
/// # session.login("demo", "demo")?;
/// let error = session.select("Nowhere").unwrap_err();
/// let status = &error.refused().ok_or("something else")?.status;
/// assert_eq!(status.code, Some(Code::NonExistent));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Code {
    /// ALERT
    Alert,
    /// BADCHARSET, with the charsets that are understood
    BadCharset(Vec<Bytes>),
    /// CAPABILITY
    Capability(CapabilitySet),
    /// PARSE
    Parse,
    /// PERMANENTFLAGS
    PermanentFlags(FlagSet),
    /// READ-ONLY
    ReadOnly,
    /// READ-WRITE
    ReadWrite,
    /// TRYCREATE
    TryCreate,
    /// UIDNEXT, never 0
    UidNext(u32),
    /// UIDVALIDITY, never 0
    UidValidity(u32),
    /// UNSEEN, never 0 (RFC 3501)
    Unseen(u32),
    /// HIGHESTMODSEQ (RFC 7162)
    HighestModSeq(u64),
    /// NOMODSEQ (RFC 7162)
    NoModSeq,
    /// CLOSED
    Closed,
    /// UIDNOTSTICKY
    UidNotSticky,
    /// UNAVAILABLE
    Unavailable,
    /// AUTHENTICATIONFAILED
    AuthenticationFailed,
    /// AUTHORIZATIONFAILED
    AuthorizationFailed,
    /// EXPIRED
    Expired,
    /// PRIVACYREQUIRED
    PrivacyRequired,
    /// CONTACTADMIN
    ContactAdmin,
    /// NOPERM
    NoPerm,
    /// INUSE
    InUse,
    /// EXPUNGEISSUED
    ExpungeIssued,
    /// CORRUPTION
    Corruption,
    /// SERVERBUG
    ServerBug,
    /// CLIENTBUG
    ClientBug,
    /// CANNOT
    Cannot,
    /// LIMIT
    Limit,
    /// OVERQUOTA
    OverQuota,
    /// ALREADYEXISTS
    AlreadyExists,
    /// NONEXISTENT
    NonExistent,
    /// HASCHILDREN
    HasChildren,
    /// UNKNOWN-CTE
    UnknownCte,
    /// NOTSAVED
    NotSaved,
    /// What an extension reads.
    Ext(ExtCode),
    /// Any other code, or a known one whose arguments make no sense.
    Other {
        /// The first word.
        name: Atom,
        /// What follows, as it came.
        value: Text,
    },
}

/// The codes that are one word. A constant would be built, and dropped, wherever it is used.
static WORDS: [(&str, Code); 28] = [
    ("ALERT", Code::Alert),
    ("PARSE", Code::Parse),
    ("READ-ONLY", Code::ReadOnly),
    ("READ-WRITE", Code::ReadWrite),
    ("TRYCREATE", Code::TryCreate),
    ("NOMODSEQ", Code::NoModSeq),
    ("CLOSED", Code::Closed),
    ("UIDNOTSTICKY", Code::UidNotSticky),
    ("UNAVAILABLE", Code::Unavailable),
    ("AUTHENTICATIONFAILED", Code::AuthenticationFailed),
    ("AUTHORIZATIONFAILED", Code::AuthorizationFailed),
    ("EXPIRED", Code::Expired),
    ("PRIVACYREQUIRED", Code::PrivacyRequired),
    ("CONTACTADMIN", Code::ContactAdmin),
    ("NOPERM", Code::NoPerm),
    ("INUSE", Code::InUse),
    ("EXPUNGEISSUED", Code::ExpungeIssued),
    ("CORRUPTION", Code::Corruption),
    ("SERVERBUG", Code::ServerBug),
    ("CLIENTBUG", Code::ClientBug),
    ("CANNOT", Code::Cannot),
    ("LIMIT", Code::Limit),
    ("OVERQUOTA", Code::OverQuota),
    ("ALREADYEXISTS", Code::AlreadyExists),
    ("NONEXISTENT", Code::NonExistent),
    ("HASCHILDREN", Code::HasChildren),
    ("UNKNOWN-CTE", Code::UnknownCte),
    ("NOTSAVED", Code::NotSaved),
];

impl Code {
    /// In an OK it is a remark of the server's, and of no command's result.
    pub(crate) fn is_remark(&self) -> bool {
        matches!(
            self,
            Self::UidNotSticky
                | Self::Expired
                | Self::PrivacyRequired
                | Self::ContactAdmin
                | Self::InUse
                | Self::ExpungeIssued
                | Self::Corruption
                | Self::ServerBug
                | Self::ClientBug
                | Self::Cannot
                | Self::Limit
                | Self::OverQuota
                | Self::NotSaved
                | Self::Other { .. }
        )
    }

    /// The same with buffers of its own, but for lists that no server sends often.
    pub(crate) fn compact(self) -> Self {
        match self {
            Self::PermanentFlags(flags) => Self::PermanentFlags(flags.compact()),
            Self::Other { name, value } => Self::Other { name: name.compact(), value: value.compact() },
            other => other,
        }
    }

    /// The codes that are one word.
    pub(crate) fn words() -> &'static [(&'static str, Self)] {
        &WORDS
    }

    /// The first word of the code, in upper case where we know it.
    pub fn name(&self) -> &str {
        match self {
            Self::BadCharset(_) => "BADCHARSET",
            Self::Capability(_) => "CAPABILITY",
            Self::PermanentFlags(_) => "PERMANENTFLAGS",
            Self::UidNext(_) => "UIDNEXT",
            Self::UidValidity(_) => "UIDVALIDITY",
            Self::Unseen(_) => "UNSEEN",
            Self::HighestModSeq(_) => "HIGHESTMODSEQ",
            Self::Ext(code) => code.keyword(),
            Self::Other { name, .. } => name.as_str().unwrap_or("?"),
            word => WORDS.iter().find(|(_, code)| code == word).map_or("?", |(name, _)| name),
        }
    }
}

impl fmt::Display for Code {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())?;
        match self {
            Self::UidNext(n) | Self::UidValidity(n) | Self::Unseen(n) => write!(f, " {n}"),
            Self::HighestModSeq(n) => write!(f, " {n}"),
            Self::PermanentFlags(flags) => write!(f, " {flags}"),
            Self::Other { value, .. } if !value.is_empty() => write!(f, " {value}"),
            _ => Ok(()),
        }
    }
}
