//! ACL (RFC 4314, RFC 2086): who may do what in a mailbox.

use alloc::vec::Vec;

use super::Extension;
use super::shared::{from_wire, octets};
use crate::parse::{Cursor, Fail};
use crate::types::{MailboxName, NameForm};

mod change;
mod query;
mod rights;

pub use change::{DeleteAcl, SetAcl};
pub use query::{GetAcl, ListRights, MyRights};
pub use rights::Rights;

octets! {
    /// Who has rights: a user, a group, `anyone` (RFC 4314 section 2).
    ///
    /// One that begins with `-` takes rights away from the rest of the name. Servers may answer with another form of
    /// the name than was given (RFC 4314 3.3).
    ///
    /// ```
    /// use imap_proto_core::ext::acl::Identifier;
    /// assert!(Identifier::from("-fred").is_negative());
    /// ```
    Identifier
}

impl Identifier {
    /// Everybody, logged in or not.
    #[must_use]
    pub fn anyone() -> Self {
        Self(bytes::Bytes::from_static(b"anyone"))
    }

    /// True when its rights are taken away rather than given.
    pub fn is_negative(&self) -> bool {
        self.0.starts_with(b"-")
    }

    fn parse(c: &mut Cursor<'_>) -> Result<Self, Fail> {
        c.astring().map(Self)
    }
}

/// ACL: the access control list of a mailbox (RFC 4314 3.6).
///
/// As an event it says what became of a list beside the one that [`SetAcl`] named (RFC 4314 5.1.1).
///
/// ```
/// use imap_proto_core::ext::acl::{AclData, Rights};
/// let acl = AclData::from_wire(b"* ACL INBOX Fred rwipslxetad -Fred wetd $team w").unwrap();
/// assert_eq!(acl.rights_of("$team"), Some(Rights::WRITE));
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct AclData {
    /// The mailbox.
    pub mailbox: MailboxName,
    /// Identifiers and their rights, in the order they came.
    pub entries: Vec<(Identifier, Rights)>,
}

/// LISTRIGHTS: what an identifier can be granted (RFC 4314 3.7).
///
/// ```
/// use imap_proto_core::ext::acl::{ListRightsData, Rights};
/// let found = ListRightsData::from_wire(b"* LISTRIGHTS ~/Mail/saved smith la r swicdkxte").unwrap();
/// assert!(found.required.contains(Rights::LOOKUP | Rights::ADMIN));
/// assert_eq!(found.optional.len(), 2);
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct ListRightsData {
    /// The mailbox.
    pub mailbox: MailboxName,
    /// The identifier.
    pub identifier: Identifier,
    /// What it always has.
    pub required: Rights,
    /// What it can be granted: of each set all or none.
    pub optional: Vec<Rights>,
}

/// MYRIGHTS: what the user may do in a mailbox (RFC 4314 3.8).
///
/// ```
/// use imap_proto_core::ext::acl::{MyRightsData, Rights};
/// let mine = MyRightsData::from_wire(b"* MYRIGHTS INBOX rwiptsldaex").unwrap();
/// assert!(mine.rights.contains(Rights::EXPUNGE));
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct MyRightsData {
    /// The mailbox.
    pub mailbox: MailboxName,
    /// The rights.
    pub rights: Rights,
}

from_wire! {
    AclData, Acl, "ACL response";
    ListRightsData, ListRights, "LISTRIGHTS response";
    MyRightsData, MyRights, "MYRIGHTS response";
}

impl AclData {
    /// The rights in the entry of this identifier; what it may do also depends on groups and on negative entries.
    pub fn rights_of(&self, identifier: &str) -> Option<Rights> {
        self.entries.iter().find(|(name, _)| *name == identifier).map(|(_, rights)| *rights)
    }
}

fn mailbox(c: &mut Cursor<'_>) -> Result<MailboxName, Fail> {
    c.astring().map(MailboxName::from_wire)
}

impl Extension for AclData {
    fn parse(c: &mut Cursor<'_>) -> Result<Self, Fail> {
        let mailbox = mailbox(c)?;
        let mut entries = Vec::new();
        c.members(|c| {
            let identifier = Identifier::parse(c)?;
            c.space();
            entries.push((identifier, Rights::parse(c)?));
            Ok(())
        })?;
        Ok(Self { mailbox, entries })
    }

    fn resolve(&mut self, form: NameForm) {
        self.mailbox.resolve(form);
    }

    fn mailbox(&self) -> Option<&MailboxName> {
        Some(&self.mailbox)
    }
}

impl Extension for ListRightsData {
    fn parse(c: &mut Cursor<'_>) -> Result<Self, Fail> {
        let mailbox = mailbox(c)?;
        c.space();
        let identifier = Identifier::parse(c)?;
        c.space();
        let required = Rights::parse(c)?;
        let mut optional = Vec::new();
        c.members(|c| {
            optional.push(Rights::parse(c)?);
            Ok(())
        })?;
        Ok(Self { mailbox, identifier, required, optional })
    }

    fn resolve(&mut self, form: NameForm) {
        self.mailbox.resolve(form);
    }

    fn mailbox(&self) -> Option<&MailboxName> {
        Some(&self.mailbox)
    }
}

impl Extension for MyRightsData {
    fn parse(c: &mut Cursor<'_>) -> Result<Self, Fail> {
        let mailbox = mailbox(c)?;
        c.space();
        Ok(Self { mailbox, rights: Rights::parse(c)? })
    }

    fn resolve(&mut self, form: NameForm) {
        self.mailbox.resolve(form);
    }

    fn mailbox(&self) -> Option<&MailboxName> {
        Some(&self.mailbox)
    }
}

#[cfg(test)]
mod tests;
