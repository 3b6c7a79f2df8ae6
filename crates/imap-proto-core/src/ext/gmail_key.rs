//! The search keys of Gmail, `X-GM-EXT-1` (<https://developers.google.com/workspace/gmail/imap/imap-extensions>).

use alloc::string::String;

use crate::command::{Param, SearchKey};
use crate::types::MailboxName;

const NEEDS: &[&str] = &["X-GM-EXT-1"];

/// `X-GM-RAW`: what Gmail's own search would find. Needs `X-GM-EXT-1`.
///
/// ```
/// use imap_proto_core::{Search, ext::gmail_key};
/// let search = Search::new(gmail_key::raw("has:attachment in:unread"));
/// # let _ = search;
/// ```
pub fn raw(query: impl Into<String>) -> SearchKey {
    Param::of("X-GM-RAW", NEEDS).text(query).into()
}

/// `X-GM-MSGID`: the message of this number, which it has in every mailbox. Needs `X-GM-EXT-1`.
pub fn message_id(id: u64) -> SearchKey {
    Param::of("X-GM-MSGID", NEEDS).number(id).into()
}

/// `X-GM-THRID`: the messages of this thread. Needs `X-GM-EXT-1`.
pub fn thread_id(id: u64) -> SearchKey {
    Param::of("X-GM-THRID", NEEDS).number(id).into()
}

/// `X-GM-LABELS`: the messages of this label; a system label has its backslash, as `\Important`. Labels are written
/// as mailbox names are. Needs `X-GM-EXT-1`.
pub fn label(name: impl Into<MailboxName>) -> SearchKey {
    Param::of("X-GM-LABELS", NEEDS).mailbox(name).into()
}

#[cfg(test)]
mod tests {
    use super::{label, message_id, raw, thread_id};
    use crate::command::testing::{wire, wire_with};
    use crate::command::{Command, Need, Search};
    use crate::types::NameForm;

    #[test]
    fn the_examples_of_gmail() {
        let search = Search::new(raw("has:attachment in:unread"));
        assert_eq!(search.traits().needs, [Need::named(&["X-GM-EXT-1"])]);
        assert_eq!(wire(search), r#"SEARCH X-GM-RAW "has:attachment in:unread""#);
        let id = 1_278_455_344_230_334_865;
        assert_eq!(wire(Search::new(message_id(id))), "SEARCH X-GM-MSGID 1278455344230334865");
        assert_eq!(wire(Search::new(thread_id(u64::MAX))), "SEARCH X-GM-THRID 18446744073709551615");
        assert_eq!(wire(Search::new(label("foo"))), "SEARCH X-GM-LABELS foo");
    }

    #[test]
    fn labels_are_written_as_mailbox_names() {
        assert_eq!(wire(Search::new(label("\\Important"))), r#"SEARCH X-GM-LABELS "\\Important""#);
        assert_eq!(wire(Search::new(label("Entwürfe").not())), "SEARCH NOT X-GM-LABELS Entw&APw-rfe");
        assert_eq!(wire_with(Search::new(label("ü")), &[], NameForm::Utf8), "SEARCH X-GM-LABELS \"ü\"");
        assert!(wire(Search::new(raw("ü"))).starts_with("SEARCH CHARSET UTF-8 X-GM-RAW {2}"));
    }
}
