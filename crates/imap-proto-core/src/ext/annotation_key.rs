//! The search key ANNOTATION of ANNOTATE (RFC 5257 4.8).

use alloc::string::String;

use crate::command::{Param, SearchKey};
use crate::types::Atom;

/// Which value of an annotation is looked through (RFC 5257 4.8).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[allow(clippy::exhaustive_enums, reason = "no other attribute can be searched")]
pub enum AnnotationValue {
    /// `value`: both.
    Any,
    /// `value.priv`: the user's own.
    Private,
    /// `value.shared`: that of everybody.
    Shared,
}

/// `ANNOTATION` (RFC 5257 4.8): messages with this text in an annotation. In the name of the entry, `*` and `%` are
/// wildcards, as in `/comment` or `/*`. Needs `ANNOTATE-EXPERIMENT-1`.
///
/// ```
/// use imap_proto_core::{Search, ext::annotation_key::{AnnotationValue, annotation}};
/// let search = Search::new(annotation("/comment", AnnotationValue::Any, "IMAP4"));
/// # let _ = search;
/// ```
pub fn annotation(entry: impl Into<String>, value: AnnotationValue, text: impl Into<String>) -> SearchKey {
    let attribute = match value {
        AnnotationValue::Any => "value",
        AnnotationValue::Private => "value.priv",
        AnnotationValue::Shared => "value.shared",
    };
    let key = Param::of("ANNOTATION", &["ANNOTATE-EXPERIMENT-1"]).text(entry);
    key.atom(Atom::from_static(attribute)).text(text).into()
}

#[cfg(test)]
mod tests {
    use super::{AnnotationValue, annotation};
    use crate::command::testing::{refused, wire};
    use crate::command::{Command, Need, Search};
    use crate::error::EncodeError;

    #[test]
    fn the_examples_of_rfc_5257() {
        let search = Search::new(annotation("/comment", AnnotationValue::Any, "IMAP4"));
        assert_eq!(search.traits().needs, [Need::named(&["ANNOTATE-EXPERIMENT-1"])]);
        assert_eq!(wire(search), r#"SEARCH ANNOTATION "/comment" value "IMAP4""#);
        let search = Search::new(annotation("*", AnnotationValue::Private, "IMAP4"));
        assert_eq!(wire(search), r#"SEARCH ANNOTATION "*" value.priv "IMAP4""#);
        let search = Search::new(annotation("/x", AnnotationValue::Shared, "ü"));
        assert!(wire(search).starts_with(r#"SEARCH CHARSET UTF-8 ANNOTATION "/x" value.shared {2}"#));
    }

    #[test]
    fn nul_is_not_sent() {
        let search = |entry, text| Search::new(annotation(entry, AnnotationValue::Any, text));
        assert!(matches!(refused(search("a\0", "")), EncodeError::BadOctet { .. }));
        assert!(matches!(refused(search("a", "\0")), EncodeError::BadOctet { .. }));
    }
}
