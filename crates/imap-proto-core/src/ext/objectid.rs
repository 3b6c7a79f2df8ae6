//! OBJECTID (RFC 8474): names of mailboxes, messages and threads that last.

use core::fmt;

use bytes::Bytes;

use super::{ExtCode, ExtItem, ExtStatus, Extension};
use crate::command::{Created, FetchItem, Param, Selected};
use crate::parse::{Cursor, Fail};
use crate::response::{FetchRow, MailboxStatus, StatusItem};
use crate::types::{Atom, compact};

/// The longest identifier (RFC 8474 section 7).
const MOST: usize = 255;

/// An object identifier: letters, digits, `_` and `-`; case counts (RFC 8474 section 7).
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ObjectId(Bytes);

impl ObjectId {
    /// Its octets, all of them ASCII.
    pub fn as_bytes(&self) -> &[u8] {
        &self.0
    }

    /// As text.
    pub fn as_str(&self) -> &str {
        core::str::from_utf8(&self.0).unwrap_or_default()
    }

    /// The same with memory of its own.
    #[must_use]
    pub fn compact(self) -> Self {
        Self(compact(self.0))
    }

    /// Whether these octets are an identifier.
    pub(super) fn fits(octets: &[u8]) -> bool {
        let valid = |octet: &u8| octet.is_ascii_alphanumeric() || matches!(octet, b'_' | b'-');
        (1..=MOST).contains(&octets.len()) && octets.iter().all(valid)
    }

    /// `(F2212ea87-6097-4256-9d51-71338625)`. Cyrus 3.6 has sent raw memory here (`LIST .. RETURN (STATUS ..)`).
    fn listed(c: &mut Cursor<'_>) -> Result<Self, Fail> {
        // Some leave the parentheses out (QUIRKS 53).
        let listed = c.at_list();
        if listed {
            c.open("objectid")?;
        } else {
            c.tolerate();
        }
        let octets = c.astring()?;
        if !Self::fits(&octets) || (listed && !c.close()) {
            return Err(Fail::Rule("objectid"));
        }
        Ok(Self(octets))
    }
}

impl fmt::Display for ObjectId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl fmt::Debug for ObjectId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// `MAILBOXID (..)`, as STATUS item and as code of CREATE, SELECT and EXAMINE (RFC 8474 section 4).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MailboxId(ObjectId);

/// `EMAILID (..)`: the same for all copies of a message (RFC 8474 5.1).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct EmailId(ObjectId);

/// `THREADID (..)`, or NIL where the server has none (RFC 8474 5.2).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ThreadId(Option<ObjectId>);

impl Extension for MailboxId {
    const NEEDS: &'static [&'static str] = &["OBJECTID"];

    fn parse(c: &mut Cursor<'_>) -> Result<Self, Fail> {
        ObjectId::listed(c).map(Self)
    }
}

impl Extension for EmailId {
    const NEEDS: &'static [&'static str] = &["OBJECTID"];

    fn parse(c: &mut Cursor<'_>) -> Result<Self, Fail> {
        ObjectId::listed(c).map(Self)
    }
}

impl Extension for ThreadId {
    const NEEDS: &'static [&'static str] = &["OBJECTID"];

    fn parse(c: &mut Cursor<'_>) -> Result<Self, Fail> {
        if c.nil() { Ok(Self(None)) } else { ObjectId::listed(c).map(|id| Self(Some(id))) }
    }
}

/// The FETCH item `EMAILID`; the row has it as [`FetchRow::email_id`].
///
/// ```
/// use imap_proto_core::{UidFetch, UidSet, ext::objectid};
/// let fetch = UidFetch::new(UidSet::all()).item(objectid::email_id()).item(objectid::thread_id());
/// # let _ = fetch;
/// ```
pub fn email_id() -> FetchItem {
    Param::of("EMAILID", EmailId::NEEDS).into()
}

/// The FETCH item `THREADID`; the row has it as [`FetchRow::thread_id`].
pub fn thread_id() -> FetchItem {
    Param::of("THREADID", ThreadId::NEEDS).into()
}

/// The STATUS item `MAILBOXID`; the row has it as [`MailboxStatus::mailbox_id`].
pub fn mailbox_id() -> StatusItem {
    StatusItem::Ext(Atom::from_static("MAILBOXID"))
}

impl FetchRow {
    /// EMAILID (RFC 8474 5.1): the same for all copies of the message.
    pub fn email_id(&self) -> Option<&ObjectId> {
        self.ext()
            .iter()
            .find_map(|item| if let ExtItem::EmailId(EmailId(id)) = item { Some(id) } else { None })
    }

    /// THREADID (RFC 8474 5.2): the same for all messages of a thread.
    pub fn thread_id(&self) -> Option<&ObjectId> {
        let find = |item| if let &ExtItem::ThreadId(ThreadId(ref id)) = item { id.as_ref() } else { None };
        self.ext().iter().find_map(find)
    }
}

impl MailboxStatus {
    /// MAILBOXID (RFC 8474 4.3): what the mailbox keeps when it is renamed.
    pub fn mailbox_id(&self) -> Option<&ObjectId> {
        let find = |item| if let &ExtStatus::MailboxId(MailboxId(ref id)) = item { Some(id) } else { None };
        self.ext().iter().find_map(find)
    }
}

impl Selected {
    /// MAILBOXID (RFC 8474 4.2): what the mailbox keeps when it is renamed.
    pub fn mailbox_id(&self) -> Option<&ObjectId> {
        self.codes.iter().find_map(id_of)
    }
}

impl Created {
    /// MAILBOXID (RFC 8474 4.1) of the new mailbox.
    pub fn mailbox_id(&self) -> Option<&ObjectId> {
        self.code.as_ref().and_then(id_of)
    }
}

fn id_of(code: &ExtCode) -> Option<&ObjectId> {
    if let ExtCode::MailboxId(MailboxId(id)) = code { Some(id) } else { None }
}

#[cfg(test)]
mod tests {
    use crate::parse::status;
    use crate::response::{Code, FetchRow, MailboxStatus};

    #[test]
    fn the_examples_of_rfc_8474() {
        let row =
            FetchRow::from_wire(b"* 1 FETCH (EMAILID (M6d99ac3275bb4e) THREADID (T64b478a75b7ea9))").unwrap();
        assert_eq!(row.email_id().unwrap().as_str(), "M6d99ac3275bb4e");
        assert_eq!(row.thread_id().unwrap().as_str(), "T64b478a75b7ea9");
        let row = FetchRow::from_wire(b"* 2 FETCH (EMAILID (M288836c4c7a762) THREADID NIL)").unwrap();
        assert!(row.thread_id().is_none() && row.email_id().is_some());
        let row = MailboxStatus::from_wire(b"* STATUS foo (MAILBOXID (F2212ea87-6097-4256-9d51-71338625))")
            .unwrap();
        assert_eq!(row.mailbox_id().unwrap().as_str(), "F2212ea87-6097-4256-9d51-71338625");
        let code = status(b"* OK [MAILBOXID (F2212ea87-6097-4256-9d51-71338625)] Ok").0.code.unwrap();
        assert!(matches!(&code, Code::Ext(code) if super::id_of(code).is_some()), "{code:?}");
    }

    #[test]
    fn what_is_no_identifier_costs_itself_alone() {
        // Cyrus 3.6 with LIST-STATUS: raw memory.
        let row =
            MailboxStatus::from_wire(b"* STATUS x (MESSAGES 3 MAILBOXID (i\xf0\xa0\x8aU) UNSEEN 1)").unwrap();
        assert_eq!((row.messages(), row.unseen(), row.damaged().len()), (Some(3), Some(1), 1));
        assert!(row.mailbox_id().is_none());
        let row = FetchRow::from_wire(b"* 1 FETCH (EMAILID (a b) UID 3 THREADID ())").unwrap();
        assert_eq!((row.uid(), row.damaged().len()), (Some(3), 2));
    }
}
