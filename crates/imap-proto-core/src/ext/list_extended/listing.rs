//! What LIST with options gives.

use alloc::vec::{IntoIter, Vec};
use core::ops::Deref;
use core::slice::Iter;

use crate::ext::{ExtCode, ExtData};
use crate::response::{ListEntry, MailboxStatus};

/// A mailbox, and what was asked about it.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct Listed {
    /// The row of LIST.
    pub entry: ListEntry,
    /// Its STATUS, if [`ListExtended::status`](super::ListExtended::status) asked and the server has one of it (RFC
    /// 5819).
    pub status: Option<MailboxStatus>,
    /// Rows of extensions about it, in the order they came.
    pub more: Vec<ExtData>,
}

impl Listed {
    pub(super) fn new(entry: ListEntry) -> Self {
        Self { entry, status: None, more: Vec::new() }
    }
}

/// The mailboxes that LIST with options found, in the order they came. It is a slice of them.
///
/// ```
/// use imap_proto_core::ext::list_extended::Listing;
/// fn show(listing: &Listing) {
///     for listed in listing {
///         println!("{} {:?}", listed.entry.name(), listed.status);
///     }
///     println!("{} mailboxes", listing.len());
/// }
/// # show(&Listing::default());
/// ```
#[derive(Clone, Debug, Default, PartialEq)]
#[non_exhaustive]
pub struct Listing {
    /// The mailboxes.
    pub mailboxes: Vec<Listed>,
    /// The code of the server's OK, if it is one of an extension, such as `METADATA LONGENTRIES` (RFC 9590).
    pub code: Option<ExtCode>,
}

impl Deref for Listing {
    type Target = [Listed];

    fn deref(&self) -> &[Listed] {
        &self.mailboxes
    }
}

impl IntoIterator for Listing {
    type Item = Listed;
    type IntoIter = IntoIter<Listed>;

    fn into_iter(self) -> IntoIter<Listed> {
        self.mailboxes.into_iter()
    }
}

impl<'a> IntoIterator for &'a Listing {
    type Item = &'a Listed;
    type IntoIter = Iter<'a, Listed>;

    fn into_iter(self) -> Iter<'a, Listed> {
        self.mailboxes.iter()
    }
}
