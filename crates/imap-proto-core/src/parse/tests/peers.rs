//! What made the published Rust crates fail, panic or lose data (PEERS.md). Each is an ordinary response here.

use alloc::format;
use alloc::string::{String, ToString};

use super::{data, row, status};
use crate::ext::ExtData;
use crate::response::{Code, Data, Value};

#[test]
fn untagged_responses_of_extensions() {
    for line in [
        &b"* UIDBATCHES (TAG \"A282\") 215295:99696"[..],
        b"* THREAD (2)(3 6 (4 23)(44 7 96))",
        b"* ACL INBOX Fred rwipslda",
        b"* MYRIGHTS INBOX rwiptsldaex",
        b"* QUOTA \"\" (STORAGE 10 512)",
        b"* QUOTAROOT INBOX \"\"",
        b"* METADATA \"INBOX\" (/private/comment \"x\")",
        b"* SORT 2 84 882",
    ] {
        assert!(matches!(data(line), Ok(Data::Ext(_))), "{}", line.escape_ascii());
    }
}

#[test]
fn untagged_responses_that_nobody_registered() {
    for line in [
        &b"* XFOO"[..],
        b"* XTHREAD (2)(3 6 (4 23)(44 7 96))",
        b"* XQUOTA \"\" (STORAGE 10 512)",
        b"* 5 XBAR (a)",
        b"* X-[odd] word",
    ] {
        assert!(matches!(data(line), Ok(Data::Unknown { .. })), "{}", line.escape_ascii());
    }
}

#[test]
fn capability_without_rev1_is_a_capability() {
    assert!(matches!(data(b"* CAPABILITY IMAP4rev2"), Ok(Data::Capability(_))));
    assert!(matches!(data(b"* CAPABILITY X"), Ok(Data::Capability(_))));
    assert!(matches!(data(b"* CAPABILITY"), Ok(Data::Capability(_))));
}

#[test]
fn enabled_is_not_capability() {
    assert!(matches!(data(b"* ENABLED CONDSTORE"), Ok(Data::Enabled(_))));
}

#[test]
fn namespace_search_modseq_and_list_extended() {
    assert!(matches!(data(b"* NAMESPACE ((\"\" \"/\")) NIL NIL"), Ok(Data::Ext(ExtData::Namespace(_)))));
    assert!(matches!(data(b"* SEARCH 2 (MODSEQ 5)"), Ok(Data::Search(s)) if s.modseq == Some(5)));
    let line = b"* LIST (\\Subscribed) \"/\" \"a\" (\"CHILDINFO\" (\"SUBSCRIBED\") \"OLDNAME\" (\"b\"))";
    assert!(matches!(data(line), Ok(Data::List(entry)) if entry.ext().len() == 2));
}

#[test]
fn status_with_size_and_unknown_items() {
    let Ok(Data::MailboxStatus(status)) =
        data(b"* STATUS a (SIZE 44421 X-FOO (1 2) MESSAGES 3 APPENDLIMIT NIL)")
    else {
        panic!()
    };
    assert_eq!((status.size(), status.messages(), status.other().len()), (Some(44421), Some(3), 1));
    assert_eq!(status.ext().len(), 1);
}

#[test]
fn fetch_with_unknown_items_keeps_the_row() {
    let row = row(
        b"* 1 FETCH (UID 7 EMAILID (M6d99ac3275bb4e) THREADID (T64b) SAVEDATE \"01-Jan-2024 00:00:00 +0000\" \
          PREVIEW \"hi\" X-GM-MSGID 1278455344230334865 X-GM-THRID 1266894439832287888 X-GM-LABELS (\\Inbox foo) \
          BINARY[1] ~{4}\r\n\0\0\0\0 BINARY.SIZE[1] 4)",
    );
    assert_eq!((row.uid(), row.ext().len(), row.other().len(), row.damaged().len()), (Some(7), 7, 1, 0));
    assert_eq!(row.body().unwrap().len(), 4);
    assert_eq!(row.other()[0].1, Value::Number(4));
    assert_eq!(row.gmail_message_id(), Some(1_278_455_344_230_334_865));
}

#[test]
fn bodies_nested_deeper_than_eight() {
    let nested = format!("{}\"a\" \"b\" NIL NIL NIL NIL 1){}", "(".repeat(20), " \"mixed\")".repeat(19));
    assert!(row(format!("* 1 FETCH (BODY {nested})").as_bytes()).body_structure().is_some());
    assert!(row(format!("* 1 FETCH (BODYSTRUCTURE {nested})").as_bytes()).body_structure().is_some());
}

#[test]
fn a_million_brackets_do_not_reach_the_stack() {
    let row = row(format!("* 1 FETCH (UID 3 BODY {}", "(".repeat(900_000)).as_bytes());
    assert_eq!((row.uid(), row.damaged().len()), (Some(3), 1));
}

#[test]
fn many_literals_in_one_response() {
    let wire = String::from("* 1 FETCH (UID 1") + &" X {1}\r\na".repeat(5_000) + ")";
    assert_eq!(row(wire.as_bytes()).other().len(), 5_000);
}

#[test]
fn invalid_utf8_stays_in_its_place() {
    let row = row(b"* 1 FETCH (BODYSTRUCTURE (\"text\" \"plain\" (\"name\" \"\xe9t\xe9.txt\") NIL NIL \"8bit\" 5 1) UID 4)");
    let body = row.body_structure().unwrap();
    assert_eq!(body.root().unwrap().file_name().unwrap().as_bytes(), b"\xe9t\xe9.txt");
    assert_eq!(row.uid(), Some(4));
}

#[test]
fn codes_with_brackets_and_unknown_words() {
    // imaplib's flag vectors; Dovecot's progress notices.
    let (found, _) = status(b"* OK [PERMANENTFLAGS (\\Answered [test] foo] \\*)] Limited");
    assert!(matches!(found.code, Some(Code::PermanentFlags(flags)) if flags.len() == 4));
    let (found, _) = status(b"* OK Searched 30% of the mailbox, ETA 0:10");
    assert_eq!(found.code, None);
    let (found, _) = status(b"* OK [XPROGRESS (\"A001\" 454 1000)] Processing");
    assert_eq!(found.code.unwrap().to_string(), "XPROGRESS (\"A001\" 454 1000)");
}
