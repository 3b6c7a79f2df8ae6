//! LIST-MYRIGHTS (RFC 8440): LIST that tells what the user may do in each mailbox.

use super::acl::Rights;
use super::list_extended::Listed;
use super::{ExtData, ListExtended};
use crate::command::Param;

impl ListExtended {
    /// Asks for the user's rights in each (RFC 8440 section 3): [`Listed::my_rights`]. Needs `LIST-MYRIGHTS`.
    ///
    /// A server may find the answer costly: list no more mailboxes than needed.
    ///
    /// ```
    /// use imap_proto_core::{Execute, ext::{ListExtended, acl::Rights}};
    /// # let script = imap_testkit::Script::parse("S: * PREAUTH [CAPABILITY IMAP4rev1 LIST-EXTENDED LIST-MYRIGHTS] hi
    /// # C: $1 LIST \"\" % RETURN (MYRIGHTS)\nS: * LIST () \".\" INBOX\nS: * MYRIGHTS INBOX lrswipkxtecda
    /// # S: * LIST (\\NonExistent) \".\" bar\nS: $1 OK done")?;
    /// # let server = script.listen()?;
    /// # let config = imap_proto_core::conn::Config::default().allow_preauth();
    /// # let mut session = imap_blocking::Connector::new("localhost", server.port()).config(config).tcp()?;
    /// let listed = session.run(ListExtended::new("", ["%"]).return_my_rights())?;
    /// assert!(listed[0].my_rights().is_some_and(|mine| mine.contains(Rights::INSERT)));
    /// assert_eq!(listed[1].my_rights(), None);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    #[must_use]
    pub fn return_my_rights(self) -> Self {
        self.returning_rows(Param::of("MYRIGHTS", &["LIST-MYRIGHTS"]), "MYRIGHTS")
    }
}

impl Listed {
    /// The user's rights in it, where [`ListExtended::return_my_rights`] asked; None where the server could not look
    /// them up (RFC 8440 section 3).
    pub fn my_rights(&self) -> Option<Rights> {
        self.more.iter().find_map(|row| match row {
            ExtData::MyRights(row) => Some(row.rights),
            _ => None,
        })
    }
}
