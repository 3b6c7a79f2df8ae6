//! The search keys EMAILID and THREADID of OBJECTID (RFC 8474 section 6).

use super::objectid::ObjectId;
use crate::command::{Param, SearchKey};
use crate::error::EncodeError;
use crate::types::Atom;

/// `EMAILID` (RFC 8474 section 6): messages of this content, by the server's name for it. Needs `OBJECTID`.
///
/// What is no `objectid`, 1 to 255 letters, digits, `_` and `-`, is an [`EncodeError::Invalid`] of the command.
///
/// ```
/// use imap_proto_core::{Search, ext::objectid_key::email_id};
/// let search = Search::new(email_id("M6d99ac3275bb4e"));
/// # let _ = search;
/// ```
pub fn email_id(id: &str) -> SearchKey {
    key("EMAILID", id)
}

/// `THREADID` (RFC 8474 section 6): the messages of a thread. Needs `OBJECTID`; a server that has no threads finds
/// nothing.
///
/// What is no `objectid` is an [`EncodeError::Invalid`] of the command.
pub fn thread_id(id: &str) -> SearchKey {
    key("THREADID", id)
}

fn key(name: &'static str, id: &str) -> SearchKey {
    let key = Param::of(name, &["OBJECTID"]);
    let key = match Atom::new(id) {
        Ok(atom) if ObjectId::fits(id.as_bytes()) => key.atom(atom),
        _ => key.fail(EncodeError::Invalid { what: "objectid", why: "not one of RFC 8474 7" }),
    };
    key.into()
}

#[cfg(test)]
mod tests {
    use super::{email_id, thread_id};
    use crate::command::testing::{refused, wire};
    use crate::command::{Command, Need, Search};
    use crate::error::EncodeError;

    #[test]
    fn the_examples_of_rfc_8474() {
        assert_eq!(wire(Search::new(email_id("M6d99ac3275bb4e"))), "SEARCH EMAILID M6d99ac3275bb4e");
        assert_eq!(wire(Search::new(thread_id("T64b478a75b7ea9"))), "SEARCH THREADID T64b478a75b7ea9");
        assert_eq!(Search::new(thread_id("T")).traits().needs, [Need::named(&["OBJECTID"])]);
    }

    #[test]
    fn what_is_no_objectid_is_not_sent() {
        for id in ["", "a b", "a.b", "ü", "a\r\n", &"x".repeat(256)] {
            assert!(matches!(refused(Search::new(email_id(id))), EncodeError::Invalid { .. }), "{id}");
        }
        assert_eq!(wire(Search::new(email_id(&"x".repeat(255)))).len(), 270);
    }
}
