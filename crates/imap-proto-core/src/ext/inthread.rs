//! SEARCH=INTHREAD (draft-ietf-morg-inthread): searches for the threads that a message is in.

use super::ThreadAlgorithm;
use crate::command::{Param, SearchKey};
use crate::types::Atom;

/// `INTHREAD`: every message of a thread in which some message matches the key; the algorithm says what a thread is.
/// Needs `SEARCH=INTHREAD`.
///
/// The draft has not become an RFC. Dovecot does it and does not announce it: [`in_thread_unchecked`] sends it there.
///
/// ```
/// use imap_proto_core::ext::{ThreadAlgorithm, inthread::in_thread};
/// use imap_proto_core::{Search, SearchKey};
/// let with_answers = Search::new(in_thread(ThreadAlgorithm::Refs, SearchKey::from("user@example.com")));
/// # let _ = with_answers;
/// ```
pub fn in_thread(algorithm: ThreadAlgorithm, key: impl Into<SearchKey>) -> SearchKey {
    param(algorithm, key.into()).into()
}

/// [`in_thread`] whatever the server announces: one that does not know it says BAD.
pub fn in_thread_unchecked(algorithm: ThreadAlgorithm, key: impl Into<SearchKey>) -> SearchKey {
    param(algorithm, key.into()).unchecked().into()
}

fn param(algorithm: ThreadAlgorithm, key: SearchKey) -> Param {
    let algorithm = match algorithm {
        ThreadAlgorithm::OrderedSubject => Atom::from_static("ORDEREDSUBJECT"),
        ThreadAlgorithm::References => Atom::from_static("REFERENCES"),
        ThreadAlgorithm::Refs => Atom::from_static("REFS"),
        ThreadAlgorithm::Ext(name) => name,
    };
    Param::of("INTHREAD", &["SEARCH=INTHREAD"]).atom(algorithm).key(key)
}

#[cfg(test)]
mod tests {
    use super::{in_thread, in_thread_unchecked};
    use crate::command::testing::wire;
    use crate::command::{Command, Need, Search, SearchKey};
    use crate::ext::ThreadAlgorithm;
    use crate::types::Atom;

    #[test]
    fn one_key_in_parentheses_where_it_is_several() {
        let key = SearchKey::from("a b").or(SearchKey::to("c")).and(SearchKey::unseen());
        let search = Search::new(in_thread(ThreadAlgorithm::Refs, key));
        assert_eq!(wire(search), r#"SEARCH INTHREAD REFS (OR FROM "a b" TO "c" UNSEEN)"#);
        for (algorithm, name) in [
            (ThreadAlgorithm::OrderedSubject, "ORDEREDSUBJECT"),
            (ThreadAlgorithm::References, "REFERENCES"),
            (ThreadAlgorithm::Ext(Atom::new("X-LUNAR").unwrap()), "X-LUNAR"),
        ] {
            let search = Search::new(in_thread(algorithm, SearchKey::flagged()).not());
            assert_eq!(wire(search), alloc::format!("SEARCH NOT INTHREAD {name} FLAGGED"));
        }
    }

    #[test]
    fn texts_in_it_need_a_charset() {
        let search = Search::new(in_thread(ThreadAlgorithm::Refs, SearchKey::subject("ü")));
        assert_eq!(wire(search), "SEARCH CHARSET UTF-8 INTHREAD REFS SUBJECT {2}\r\n<sync>ü");
    }

    #[test]
    fn what_it_needs() {
        let key = in_thread(ThreadAlgorithm::Refs, SearchKey::all());
        assert_eq!(Search::new(key).traits().needs, [Need::named(&["SEARCH=INTHREAD"])]);
        let key = in_thread_unchecked(ThreadAlgorithm::Refs, SearchKey::all());
        assert_eq!(Search::new(key).traits().needs, []);
    }
}
