//! QUOTA (RFC 9208, RFC 2087): how much may be stored, and how much is.

use alloc::vec::Vec;
use core::fmt;

use super::Extension;
use super::shared::{from_wire, octets};
use crate::parse::{Cursor, Fail};
use crate::types::{Atom, MailboxName, NameForm};

mod get;
mod set;
mod status;

pub use get::{GetQuota, GetQuotaRoot, MailboxQuota};
pub use set::SetQuota;
pub use status::{DeletedStorage, deleted_storage};

octets! {
    /// The name of what mailboxes share a quota (RFC 9208 3.2). It is no mailbox name, may be empty, and means nothing
    /// to a client.
    ///
    /// ```
    /// use imap_proto_core::ext::quota::QuotaRoot;
    /// assert_eq!(QuotaRoot::from("#user/alice").as_str(), Some("#user/alice"));
    /// ```
    QuotaRoot
}

/// What is limited (RFC 9208 section 5).
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Resource {
    /// `STORAGE`: the space that mailboxes take, in units of 1,024 octets, as an estimate.
    Storage,
    /// `MESSAGE`: messages.
    Message,
    /// `MAILBOX`: mailboxes.
    Mailbox,
    /// `ANNOTATION-STORAGE`: annotations of messages (RFC 5257), in units of 1,024 octets.
    AnnotationStorage,
    /// Any other.
    Ext(Atom),
}

impl Resource {
    const KNOWN: [(&'static str, Self); 4] = [
        ("STORAGE", Self::Storage),
        ("MESSAGE", Self::Message),
        ("MAILBOX", Self::Mailbox),
        ("ANNOTATION-STORAGE", Self::AnnotationStorage),
    ];

    fn named(name: Atom) -> Self {
        let known = Self::KNOWN.into_iter().find(|(known, _)| name.eq_ignore_ascii_case(known));
        known.map_or_else(|| Self::Ext(name), |(_, known)| known)
    }
}

impl fmt::Display for Resource {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Ext(name) => name.fmt(f),
            known => {
                let name = Self::KNOWN.iter().find(|(_, other)| other == known);
                f.pad(name.map_or("", |(name, _)| name))
            }
        }
    }
}

/// Usage and limit of one resource, in its units.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Quota {
    /// The resource.
    pub resource: Resource,
    /// How much there is; it may be above the limit.
    pub usage: u64,
    /// How much there may be.
    pub limit: u64,
}

/// QUOTA: the limits of a quota root (RFC 9208 4.2.1). As an event it says that they changed.
///
/// ```
/// use imap_proto_core::ext::quota::{QuotaData, Resource};
/// let found = QuotaData::from_wire(b"* QUOTA \"\" (STORAGE 10 512)").unwrap();
/// assert_eq!(found.get(Resource::Storage).map(|quota| (quota.usage, quota.limit)), Some((10, 512)));
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct QuotaData {
    /// The quota root.
    pub root: QuotaRoot,
    /// What is limited; nothing else is.
    pub resources: Vec<Quota>,
}

impl QuotaData {
    /// The quota of a resource, if it is limited.
    pub fn get(&self, resource: Resource) -> Option<&Quota> {
        self.resources.iter().find(|quota| quota.resource == resource)
    }
}

/// QUOTAROOT: the quota roots of a mailbox (RFC 9208 4.2.2).
///
/// ```
/// use imap_proto_core::ext::quota::QuotaRootData;
/// let found = QuotaRootData::from_wire(b"* QUOTAROOT INBOX \"#user/alice\" \"!partition/sda4\"").unwrap();
/// assert_eq!(found.roots.len(), 2);
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct QuotaRootData {
    /// The mailbox.
    pub mailbox: MailboxName,
    /// Its quota roots; one may be named "".
    pub roots: Vec<QuotaRoot>,
}

from_wire! {
    QuotaData, Quota, "QUOTA response";
    QuotaRootData, QuotaRoot, "QUOTAROOT response";
}

impl Extension for QuotaData {
    fn parse(c: &mut Cursor<'_>) -> Result<Self, Fail> {
        let root = QuotaRoot(c.astring()?);
        c.space();
        let mut resources = Vec::new();
        c.list_or_nil("quota-list", |c| {
            let resource = Resource::named(c.atom()?);
            c.space();
            let usage = c.number64()?;
            c.space();
            resources.push(Quota { resource, usage, limit: c.number64()? });
            Ok(())
        })?;
        Ok(Self { root, resources })
    }
}

impl Extension for QuotaRootData {
    fn parse(c: &mut Cursor<'_>) -> Result<Self, Fail> {
        let mailbox = MailboxName::from_wire(c.astring()?);
        let mut roots = Vec::new();
        c.members(|c| {
            roots.push(QuotaRoot(c.astring()?));
            Ok(())
        })?;
        Ok(Self { mailbox, roots })
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
