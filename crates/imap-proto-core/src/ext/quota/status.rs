//! What STATUS tells of quotas.

use crate::ext::{ExtStatus, Extension};
use crate::parse::{Cursor, Fail};
use crate::response::{MailboxStatus, StatusItem};
use crate::types::Atom;

/// `DELETED-STORAGE`, an item of STATUS: octets.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct DeletedStorage(u64);

impl Extension for DeletedStorage {
    const NEEDS: &'static [&'static str] = &["QUOTA=RES-STORAGE"];

    fn parse(c: &mut Cursor<'_>) -> Result<Self, Fail> {
        c.number64().map(Self)
    }
}

/// The STATUS item `DELETED-STORAGE` (RFC 9208 4.1.4); the row has it as [`MailboxStatus::deleted_storage`]. Needs
/// `QUOTA=RES-STORAGE`. [`StatusItem::Deleted`] counts messages.
///
/// ```
/// use imap_proto_core::{command::Status, ext::quota};
/// let status = Status::new("INBOX", [quota::deleted_storage()]);
/// # let _ = status;
/// ```
pub fn deleted_storage() -> StatusItem {
    StatusItem::Ext(Atom::from_static("DELETED-STORAGE"))
}

impl MailboxStatus {
    /// DELETED-STORAGE (RFC 9208 4.1.4): octets that an EXPUNGE would free, as an estimate.
    pub fn deleted_storage(&self) -> Option<u64> {
        self.ext().iter().find_map(|item| match item {
            &ExtStatus::DeletedStorage(DeletedStorage(octets)) => Some(octets),
            _ => None,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::deleted_storage;
    use crate::command::Need;
    use crate::response::MailboxStatus;

    #[test]
    fn the_example_of_rfc_9208() {
        let row =
            MailboxStatus::from_wire(b"* STATUS INBOX (MESSAGES 12 DELETED 4 DELETED-STORAGE 8)").unwrap();
        assert_eq!((row.deleted(), row.deleted_storage()), (Some(4), Some(8)));
        let none = MailboxStatus::from_wire(b"* STATUS INBOX (DELETED-STORAGE -1)").unwrap();
        assert_eq!((none.deleted_storage(), none.damaged().len()), (None, 1));
        assert_eq!(deleted_storage().need(), Need::named(&["QUOTA=RES-STORAGE"]));
    }
}
