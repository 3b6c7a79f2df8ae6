//! Annotations that a message is stored with.

use bytes::Bytes;

use super::{Attribute, CAPABILITY, EntryName};
use crate::command::Param;
use crate::ext::annotatemore::set::Changes;

/// The data item ANNOTATION of APPEND (RFC 5257 4.7): annotations of a message that is stored, with MULTIAPPEND and
/// REPLACE too. Needs `ANNOTATE-EXPERIMENT-1`.
///
/// An entry that is no path, or that holds a wildcard, is an [`EncodeError::Invalid`](crate::EncodeError::Invalid); a
/// value with a NUL goes as literal8 and is an [`EncodeError::NeedsBinary`](crate::EncodeError::NeedsBinary) where the
/// server has no BINARY (RFC 3516).
///
/// ```
/// use imap_proto_core::{Append, ext::annotate::NewAnnotations};
/// let note = NewAnnotations::new("/comment", "value.priv", "Don't send until I say so");
/// let append = Append::new("Drafts", "Subject: hi\r\n\r\nhello\r\n").param(note);
/// # let _ = append;
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewAnnotations(Changes);

impl NewAnnotations {
    /// An attribute of an entry, with its value.
    pub fn new(
        entry: impl Into<EntryName>,
        attribute: impl Into<Attribute>,
        value: impl Into<Bytes>,
    ) -> Self {
        Self(Changes::default()).set(entry, attribute, value)
    }

    /// Another one.
    #[must_use]
    pub fn set(
        mut self,
        entry: impl Into<EntryName>,
        attribute: impl Into<Attribute>,
        value: impl Into<Bytes>,
    ) -> Self {
        self.0.push(entry.into(), attribute.into(), Some(value.into()));
        self
    }
}

impl From<NewAnnotations> for Param {
    fn from(new: NewAnnotations) -> Self {
        Self::of("ANNOTATION", CAPABILITY).list(|list| new.0.arguments(list))
    }
}

#[cfg(test)]
mod tests {
    use super::NewAnnotations;
    use crate::command::testing::{refused, wire};
    use crate::command::{Append, AppendMessage, AppendStream, Command as _, Need};
    use crate::error::EncodeError;
    use crate::ext::MultiAppend;
    use crate::types::Flag;

    fn note() -> NewAnnotations {
        NewAnnotations::new("/comment", "value.priv", "Don't send until I say so")
    }

    #[test]
    fn the_example_of_rfc_5257() {
        let append = Append::new("drafts", "x").param(note()).flags([Flag::Draft]);
        assert_eq!(append.traits().needs, [Need::named(&["ANNOTATE-EXPERIMENT-1"])]);
        let head =
            r#"APPEND drafts (\Draft) ANNOTATION ("/comment" ("value.priv" "Don't send until I say so")) {1"#;
        let sent = wire(append);
        assert!(sent.starts_with(head), "{sent}");
        let stream = AppendStream::new("drafts", 9).param(note());
        assert_eq!(stream.traits().needs, [Need::named(&["ANNOTATE-EXPERIMENT-1"])]);
        let two = note().set("/comment", "value.shared", "b").set("/altsubject", "value.priv", "");
        let one = AppendMessage::new("x").param(two);
        let sent = wire(MultiAppend::new("x").message("y").message(one));
        let list = r#" ANNOTATION ("/comment" ("value.priv" "Don't send until I say so" "value.shared" "b")"#;
        assert!(sent.contains(list) && sent.contains(r#" "/altsubject" ("value.priv" "")) {1"#), "{sent}");
    }

    #[test]
    fn what_cannot_be_stored() {
        let append = |new| Append::new("x", "y").param(new);
        for entry in ["comment", "/", "/a//b", "/*"] {
            let new = NewAnnotations::new(entry, "value.priv", "x");
            assert!(matches!(refused(append(new)), EncodeError::Invalid { .. }), "{entry}");
        }
        let nul = NewAnnotations::new("/a", "value.\0", "x");
        assert!(matches!(refused(append(nul)), EncodeError::BadOctet { .. }));
        let nul = NewAnnotations::new("/a", "value.priv", "\0");
        assert_eq!(refused(append(nul)), EncodeError::NeedsBinary);
    }
}
