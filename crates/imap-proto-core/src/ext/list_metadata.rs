//! LIST-METADATA (RFC 9590): LIST that tells annotations of each mailbox.

use alloc::format;
use alloc::vec::Vec;

use super::list_extended::{Listed, Listing};
use super::metadata::{Depth, EntryName, MetadataChange, MetadataCode, MetadataEntry};
use super::{ExtCode, ExtData, ListExtended};
use crate::command::Param;
use crate::types::Atom;

/// Which annotations LIST shall return (RFC 9590), with the options of GETMETADATA (RFC 5464 4.2).
///
/// ```
/// use imap_proto_core::ext::{ListExtended, ListMetadata};
/// let comments = ListMetadata::new(["/private/comment", "/shared/comment"]).max_size(1024);
/// let list = ListExtended::new("", ["%"]).return_metadata(comments);
/// # let _ = list;
/// ```
#[derive(Clone, Debug, PartialEq)]
pub struct ListMetadata {
    entries: Vec<EntryName>,
    max_size: Option<u32>,
    depth: Option<Depth>,
}

impl ListMetadata {
    /// The entries.
    pub fn new<E: Into<EntryName>>(entries: impl IntoIterator<Item = E>) -> Self {
        Self { entries: entries.into_iter().map(Into::into).collect(), max_size: None, depth: None }
    }

    /// Leaves values of more octets out (RFC 5464 4.2.1): [`Listing::long_entries`] says so.
    #[must_use]
    pub fn max_size(mut self, octets: u32) -> Self {
        self.max_size = Some(octets);
        self
    }

    /// Asks for entries below those named as well (RFC 5464 4.2.2).
    #[must_use]
    pub fn depth(mut self, depth: Depth) -> Self {
        self.depth = Some(depth);
        self
    }

    /// `METADATA (MAXSIZE 1024) (/private/comment)`.
    fn param(self) -> Param {
        let param = self.options(Param::of("METADATA", &["LIST-METADATA"]));
        if self.entries.is_empty() {
            return param.invalid("list of entries", "there is none");
        }
        param.list(|list| {
            self.entries.into_iter().fold(list, |list, entry| match entry.sendable() {
                Ok(_) => list.astring(entry.0),
                Err(error) => list.fail(error),
            })
        })
    }

    fn options(&self, param: Param) -> Param {
        if self.max_size.is_none() && self.depth.is_none() {
            return param;
        }
        param.list(|mut list| {
            if let Some(octets) = self.max_size {
                list = list.atom(Atom::from_static("MAXSIZE")).number(octets.into());
            }
            match self.depth.map(|depth| Atom::new(&format!("{depth}"))) {
                Some(Ok(depth)) => list.atom(Atom::from_static("DEPTH")).atom(depth),
                Some(Err(error)) => list.fail(error),
                None => list,
            }
        })
    }
}

impl ListExtended {
    /// Asks for annotations of each mailbox (RFC 9590): [`Listed::metadata`]. Needs `LIST-METADATA`.
    ///
    /// No entry at all, and a name that RFC 5464 3.2 does not allow, are an
    /// [`EncodeError::Invalid`](crate::EncodeError::Invalid).
    ///
    /// ```
    /// use imap_proto_core::{Execute, ext::{ListExtended, ListMetadata}};
    /// # let script = imap_testkit::Script::parse("S: * PREAUTH [CAPABILITY IMAP4rev1 LIST-EXTENDED LIST-METADATA] hi
    /// # C: $1 LIST \"\" % RETURN (METADATA (/private/comment))\nS: * LIST () \".\" INBOX
    /// # S: * METADATA INBOX (/private/comment \"My own\")\nS: $1 OK done")?;
    /// # let server = script.listen()?;
    /// # let config = imap_proto_core::conn::Config::default().allow_preauth();
    /// # let mut session = imap_blocking::Connector::new("localhost", server.port()).config(config).tcp()?;
    /// let comments = ListMetadata::new(["/private/comment"]);
    /// let listed = session.run(ListExtended::new("", ["%"]).return_metadata(comments))?;
    /// let comment = listed[0].metadata().find(|entry| entry.name.is("/private/comment"));
    /// assert_eq!(comment.and_then(|entry| entry.value.as_deref()), Some(b"My own".as_slice()));
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    #[must_use]
    pub fn return_metadata(self, wanted: ListMetadata) -> Self {
        self.returning_rows(wanted.param(), "METADATA")
    }
}

impl Listed {
    /// Its annotations, where [`ListExtended::return_metadata`] asked, in the order they came. One without a value is
    /// missing, or is there without one.
    pub fn metadata(&self) -> impl Iterator<Item = &MetadataEntry> {
        self.more.iter().flat_map(|row| match row {
            ExtData::Metadata(row) => match &row.change {
                MetadataChange::Values(entries) => entries.as_slice(),
                MetadataChange::Changed(_) => &[],
            },
            _ => &[],
        })
    }
}

impl Listing {
    /// Octets of the largest value that [`ListMetadata::max_size`] left out (RFC 5464 4.2.1).
    pub fn long_entries(&self) -> Option<u32> {
        match self.code {
            Some(ExtCode::Metadata(MetadataCode::LongEntries(octets))) => Some(octets),
            _ => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::ListMetadata;
    use crate::command::testing::{refused, wire};
    use crate::error::EncodeError;
    use crate::ext::ListExtended;
    use crate::ext::metadata::Depth;

    fn list(wanted: ListMetadata) -> ListExtended {
        ListExtended::new("", ["%"]).return_metadata(wanted)
    }

    #[test]
    fn the_forms_of_rfc_9590() {
        let one = ListMetadata::new(["/shared/comment"]);
        assert_eq!(wire(list(one.clone())), r#"LIST "" % RETURN (METADATA (/shared/comment))"#);
        let deep = one.depth(Depth::Infinity);
        assert_eq!(wire(list(deep)), r#"LIST "" % RETURN (METADATA (DEPTH infinity) (/shared/comment))"#);
        let both = ListMetadata::new(["/private/a b", "/shared/c"]).depth(Depth::One).max_size(9);
        assert_eq!(
            wire(list(both)),
            r#"LIST "" % RETURN (METADATA (MAXSIZE 9 DEPTH 1) ("/private/a b" /shared/c))"#
        );
    }

    #[test]
    fn what_cannot_be_asked_for() {
        for wrong in [&[][..], &["comment"], &["/shared/*"]] {
            let error = refused(list(ListMetadata::new(wrong.iter().copied())));
            assert!(matches!(error, EncodeError::Invalid { .. }), "{wrong:?}: {error:?}");
        }
    }
}
