//! The search key and the sort key ANNOTATION of ANNOTATE (RFC 5257 4.8 and 4.9).

use alloc::string::String;

use crate::command::{Param, SearchKey};
use crate::ext::SortKey;
use crate::ext::metadata::EntryName;
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

impl AnnotationValue {
    fn attribute(self) -> &'static str {
        match self {
            Self::Any => "value",
            Self::Private => "value.priv",
            Self::Shared => "value.shared",
        }
    }
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
    let key = Param::of("ANNOTATION", &["ANNOTATE-EXPERIMENT-1"]).text(entry);
    key.atom(Atom::from_static(value.attribute())).text(text).into()
}

/// The sort key `ANNOTATION` (RFC 5257 4.9): by the user's own value of an entry, or by that of everybody. Needs
/// `ANNOTATE-EXPERIMENT-1`, beside what SORT needs. [`AnnotationValue::Any`] is an
/// [`EncodeError::Invalid`](crate::EncodeError::Invalid): nobody could say which comes first.
///
/// ```
/// use imap_proto_core::{SearchKey, ext::{Sort, annotation_key::{AnnotationValue, by_annotation}}};
/// let sort = Sort::new([by_annotation("/altsubject", AnnotationValue::Shared)], SearchKey::all());
/// # let _ = sort;
/// ```
pub fn by_annotation(entry: impl Into<EntryName>, value: AnnotationValue) -> SortKey {
    let (entry, key) = (entry.into(), Param::of("ANNOTATION", &["ANNOTATE-EXPERIMENT-1"]));
    let key = match entry.sendable() {
        Ok(_) => key.text(entry.as_str().unwrap_or_default()),
        Err(error) => key.fail(error),
    };
    SortKey::ext(match value {
        AnnotationValue::Any => key.invalid("sort key", "value.priv or value.shared (RFC 5257 4.9)"),
        one => key.atom(Atom::from_static(one.attribute())),
    })
}

#[cfg(test)]
mod tests {
    use super::{AnnotationValue, annotation, by_annotation};
    use crate::command::testing::{refused, wire};
    use crate::command::{Command, Need, Search, SearchKey};
    use crate::error::EncodeError;
    use crate::ext::Sort;

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
    fn sorts_by_it() {
        let sort = |value| Sort::new([by_annotation("/altsubject", value).reversed()], SearchKey::all());
        let shared = sort(AnnotationValue::Shared);
        assert_eq!(shared.traits().needs, [Need::named(&["ANNOTATE-EXPERIMENT-1"]), Need::named(&["SORT"])]);
        assert_eq!(wire(shared), r#"SORT (REVERSE ANNOTATION "/altsubject" value.shared) US-ASCII ALL"#);
        assert!(matches!(refused(sort(AnnotationValue::Any)), EncodeError::Invalid { what: "sort key", .. }));
    }

    #[test]
    fn nul_is_not_sent() {
        let search = |entry, text| Search::new(annotation(entry, AnnotationValue::Any, text));
        assert!(matches!(refused(search("a\0", "")), EncodeError::BadOctet { .. }));
        assert!(matches!(refused(search("a", "\0")), EncodeError::BadOctet { .. }));
    }
}
