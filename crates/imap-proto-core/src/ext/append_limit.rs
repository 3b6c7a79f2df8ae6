//! APPENDLIMIT (RFC 7889): how large a message may be.

use super::{ExtStatus, Extension};
use crate::parse::{Cursor, Fail};
use crate::response::{MailboxStatus, StatusItem};
use crate::types::{Atom, CapabilitySet};

/// `APPENDLIMIT`, an item of STATUS: None where the mailbox has no limit of its own.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct AppendLimit(Option<u64>);

impl Extension for AppendLimit {
    // A server with one limit for all mailboxes announces `APPENDLIMIT=n` alone, and need not know the item.
    const NEEDS: &'static [&'static str] = &["APPENDLIMIT"];

    fn parse(c: &mut Cursor<'_>) -> Result<Self, Fail> {
        if c.nil() { Ok(Self(None)) } else { c.number64().map(|octets| Self(Some(octets))) }
    }
}

/// The STATUS item `APPENDLIMIT` (RFC 7889 section 4); the row has it as [`MailboxStatus::append_limit`].
///
/// ```
/// use imap_proto_core::{command::Status, ext::append_limit};
/// let status = Status::new("INBOX", [append_limit::append_limit()]);
/// # let _ = status;
/// ```
pub fn append_limit() -> StatusItem {
    StatusItem::Ext(Atom::from_static("APPENDLIMIT"))
}

impl MailboxStatus {
    /// APPENDLIMIT (RFC 7889): the octets of the largest message that the mailbox takes, if it has a limit.
    pub fn append_limit(&self) -> Option<u64> {
        let find = |item| if let &ExtStatus::AppendLimit(AppendLimit(limit)) = item { limit } else { None };
        self.ext().iter().find_map(find)
    }
}

impl CapabilitySet {
    /// `APPENDLIMIT=n` (RFC 7889 section 3): the octets of the largest message that any mailbox takes.
    pub fn append_limit(&self) -> Option<u64> {
        self.value_of("APPENDLIMIT=")?.parse().ok()
    }
}

#[cfg(test)]
mod tests {
    use crate::parse::status;
    use crate::response::{Code, MailboxStatus};

    #[test]
    fn limits_of_a_mailbox_and_of_all() {
        let limit = |wire: &[u8]| MailboxStatus::from_wire(wire).unwrap().append_limit();
        assert_eq!(limit(b"* STATUS test1 (APPENDLIMIT 257890)"), Some(257_890));
        assert_eq!(limit(b"* STATUS test1 (APPENDLIMIT NIL)"), None);
        let capabilities = |wire: &[u8]| match status(wire).0.code {
            Some(Code::Capability(set)) => set,
            other => panic!("{other:?}"),
        };
        assert_eq!(
            capabilities(b"* OK [CAPABILITY IMAP4rev1 APPENDLIMIT=257890] x").append_limit(),
            Some(257_890)
        );
        assert_eq!(capabilities(b"* OK [CAPABILITY IMAP4rev1 APPENDLIMIT] x").append_limit(), None);
    }
}
