//! What a server says, as owned, typed values (RFC 9051 section 7).

use alloc::boxed::Box;

use bytes::Bytes;

mod body;
mod code;
mod envelope;
mod fetch;
mod list;
mod mailbox;
mod status;
mod value;

pub(crate) use body::Node;
pub use body::{BodyKind, BodyStructure, Part};
pub use code::Code;
pub(crate) use envelope::AddressSpans;
pub use envelope::{Address, Envelope, EnvelopeBuilder, OwnedAddress};
pub(crate) use fetch::Items;
pub use fetch::{Damaged, FetchRow, FetchRowBuilder, Payload, SectionData};
pub(crate) use list::Attrs;
pub use list::{ListEntry, ListEntryBuilder};
pub use mailbox::{MailboxStatus, MailboxStatusBuilder, SearchResult, StatusItem};
pub use status::{Status, StatusKind, Tagged};
pub use value::Value;

use crate::error::ParseError;
use crate::ext::ExtData;
use crate::types::{Atom, CapabilitySet, FlagSet, Text, UidSet};

/// One complete response (RFC 9051 2.2.2).
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub enum Response {
    /// The completion of a command: `tag OK|NO|BAD ...`.
    Tagged(Box<Tagged>),
    /// A command continuation request: `+ ...`.
    Continue(Text),
    /// Untagged data: `* ...`.
    Data(Data),
}

/// One untagged response.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub enum Data {
    /// OK, NO, BAD, BYE or PREAUTH (RFC 9051 7.1). `Status::kind` says which.
    Status(Status),
    /// CAPABILITY (RFC 9051 7.2.2).
    Capability(CapabilitySet),
    /// ENABLED (RFC 9051 7.2.1).
    Enabled(CapabilitySet),
    /// `n EXISTS` (RFC 9051 7.4.1).
    Exists(u32),
    /// `n RECENT` (RFC 3501 7.3.2).
    Recent(u32),
    /// `n EXPUNGE` (RFC 9051 7.5.1).
    Expunge(u32),
    /// VANISHED (RFC 7162 3.2.10).
    Vanished {
        /// True for `VANISHED (EARLIER)`, which changes no message number.
        earlier: bool,
        /// The UIDs.
        uids: UidSet,
    },
    /// FLAGS (RFC 9051 7.3.5).
    Flags(FlagSet),
    /// `n FETCH (...)` (RFC 9051 7.5.2).
    Fetch(FetchRow),
    /// LIST (RFC 9051 7.3.1).
    List(ListEntry),
    /// LSUB (RFC 3501 7.2.3).
    Lsub(ListEntry),
    /// STATUS (RFC 9051 7.3.4).
    MailboxStatus(MailboxStatus),
    /// SEARCH (RFC 3501 7.2.5).
    Search(SearchResult),
    /// What a registered extension reads.
    Ext(ExtData),
    /// A keyword that nobody registered: `number` is the one before the keyword, if there was one.
    Unknown {
        /// The number in front, as in `* 5 XFOO`.
        number: Option<u64>,
        /// The keyword.
        keyword: Atom,
        /// What follows, as generic values.
        values: alloc::vec::Vec<Value>,
    },
}

impl Data {
    /// The data itself; what stays behind says nothing.
    #[inline]
    pub(crate) fn take(&mut self) -> Self {
        core::mem::replace(self, Self::Exists(0))
    }

    /// The response's keyword on the wire; `None` for a status, which is no answer by itself.
    pub fn keyword(&self) -> Option<&str> {
        Some(match self {
            Self::Status(_) => return None,
            Self::Capability(_) => "CAPABILITY",
            Self::Enabled(_) => "ENABLED",
            Self::Exists(_) => "EXISTS",
            Self::Recent(_) => "RECENT",
            Self::Expunge(_) => "EXPUNGE",
            Self::Vanished { .. } => "VANISHED",
            Self::Flags(_) => "FLAGS",
            Self::Fetch(_) => "FETCH",
            Self::List(_) => "LIST",
            Self::Lsub(_) => "LSUB",
            Self::MailboxStatus(_) => "STATUS",
            Self::Search(_) => "SEARCH",
            Self::Ext(data) => data.keyword(),
            Self::Unknown { keyword, .. } => return keyword.as_str(),
        })
    }
}

/// A response that could not be read. The frame is whole, so the connection goes on.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct Malformed {
    /// The line as it came; literals above `Limits::inline_literal` are left out.
    pub raw: Bytes,
    /// What stopped the reader.
    pub error: ParseError,
    /// The tag, when the line begins with one that looks like ours.
    pub tag: Option<Bytes>,
}

/// Something well-formed that cannot be: the field is left out, and this says so.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct Violation {
    /// What is impossible, for example `UIDVALIDITY 0`.
    pub what: &'static str,
    /// The number in question, if there is one.
    pub number: Option<u64>,
}

impl Violation {
    pub(crate) fn new(what: &'static str, number: Option<u64>) -> Self {
        Self { what, number }
    }
}
