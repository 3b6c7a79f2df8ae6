//! SELECT, FETCH, STORE, SEARCH, COPY, MOVE, EXPUNGE, APPEND in one session.

mod common;
use common::{logged_in, numbered, say, selected};
use imap_testkit::Server;

#[test]
fn select_and_examine() {
    let server = numbered(2);
    server.handle().set_flags("INBOX", 1, &["\\Seen", "$Work"]);
    let mut session = logged_in(&server);
    let system = "\\Answered \\Flagged \\Deleted \\Seen \\Draft $Work";
    assert_eq!(
        say(&mut session, "a EXAMINE INBOX\r\n"),
        format!(
            "* FLAGS ({system})\r\n* OK [PERMANENTFLAGS ()] Flags permitted\r\n* 2 EXISTS\r\n* 2 RECENT\r\n\
             * OK [UNSEEN 2] First unseen\r\n* OK [UIDVALIDITY 1] UIDs valid\r\n* OK [UIDNEXT 3] Next UID\r\n\
             a OK [READ-ONLY] EXAMINE completed\r\n"
        )
    );
    assert!(say(&mut session, "b STORE 1 +FLAGS (\\Seen)\r\n").starts_with("b NO"));
    assert!(
        say(&mut session, "c FETCH 2 BODY[]\r\nd FETCH 2 FLAGS\r\n").contains("* 2 FETCH (FLAGS (\\Recent))")
    );
    // EXAMINE left \Recent alone, SELECT takes it.
    assert!(say(&mut session, "e SELECT INBOX\r\n").contains("* 2 RECENT"));
    assert!(say(&mut session, "f SELECT INBOX\r\n").contains("* 0 RECENT"));
    assert!(say(&mut session, "g SELECT nowhere\r\n").starts_with("g NO"));
    assert!(say(&mut session, "h FETCH 1 UID\r\n").starts_with("h BAD"));
}

#[test]
fn fetch_items() {
    let server = Server::builder()
        .user("u", "p")
        .message_with(
            "INBOX",
            "From: a@b\nSubject: s\n\nhello\n",
            &["\\Seen"],
            Some("01-Jul-2003 10:52:37 +0200"),
        )
        .build();
    let mut session = selected(&server, "INBOX");
    let fast = "FLAGS (\\Seen \\Recent) INTERNALDATE \"01-Jul-2003 10:52:37 +0200\" RFC822.SIZE 32";
    assert_eq!(
        say(&mut session, "a FETCH 1 FAST\r\n"),
        format!("* 1 FETCH ({fast})\r\na OK FETCH completed\r\n")
    );
    assert!(
        say(&mut session, "b FETCH * ALL\r\n")
            .contains(&format!("{fast} ENVELOPE (NIL \"s\" ((NIL NIL \"a\" \"b\"))"))
    );
    assert_eq!(
        say(
            &mut session,
            "c UID FETCH 1:* (BODY.PEEK[HEADER.FIELDS (SUBJECT)]<3.4> BODY.PEEK[TEXT] BODY.PEEK[2] RFC822.HEADER)\r\n"
        ),
        "* 1 FETCH (UID 1 BODY[HEADER.FIELDS (SUBJECT)]<3> {4}\r\nject BODY[TEXT] {7}\r\nhello\r\n BODY[2] NIL \
         RFC822.HEADER {25}\r\nFrom: a@b\r\nSubject: s\r\n\r\n)\r\nc OK FETCH completed\r\n"
    );
    assert!(say(&mut session, "d FETCH 1 BODY[]<1000.10>\r\n").contains("BODY[]<1000> \"\""));
    assert!(say(&mut session, "e FETCH 2 UID\r\n").starts_with("e BAD"));
    assert_eq!(say(&mut session, "f UID FETCH 2:3 UID\r\n"), "f OK FETCH completed\r\n");
}

#[test]
fn fetch_marks_as_seen_unless_it_peeks() {
    let server = numbered(2);
    let mut session = selected(&server, "INBOX");
    say(&mut session, "a FETCH 1 BODY.PEEK[]\r\n");
    assert_eq!(server.handle().flags("INBOX", 1), Some(vec![]));
    let row = say(&mut session, "b FETCH 1 BODY[TEXT]\r\n");
    assert!(row.contains("body 1\r\n FLAGS (\\Seen \\Recent))"), "{row}");
    assert_eq!(server.handle().flags("INBOX", 1), Some(vec!["\\Seen".to_owned()]));
    assert!(!say(&mut session, "c FETCH 1 RFC822\r\n").contains("FLAGS"));
}

#[test]
fn fetch_of_the_demo() {
    let mut session = selected(&Server::demo(), "INBOX");
    let all = say(&mut session, "a FETCH 1:* (ENVELOPE BODYSTRUCTURE)\r\n");
    assert!(all.ends_with("a OK FETCH completed\r\n"));
    assert!(
        all.contains("(\"=?UTF-8?Q?J=C3=BCrgen_M=C3=BCller?=\" NIL \"juergen\" \"example.net\")"),
        "{all}"
    );
    assert!(all.contains("(NIL NIL \"Project team\" NIL)(NIL NIL \"bob\" \"example.com\")"), "{all}");
    assert!(all.contains("\"ALTERNATIVE\" (\"BOUNDARY\" \"=_alternative\") NIL NIL NIL"), "{all}");
    assert!(all.contains("(\"ATTACHMENT\" (\"FILENAME\" \"pixel.gif\" \"SIZE\" \"43\"))"), "{all}");
    let parts = say(&mut session, "b FETCH 5 (BODY[2.HEADER] BODY[2.1] BODY[2.2.MIME])\r\n");
    assert!(
        parts.contains("Subject: minutes\r\n")
            && parts.contains("BODY[2.1] {26}\r\n1. Decided.\r\n2. Postponed."),
        "{parts}"
    );
    assert_eq!(
        say(&mut session, "d SEARCH CHARSET UTF-8 SUBJECT {5+}\r\nKöln\r\n"),
        "* SEARCH 2\r\nd OK SEARCH completed\r\n"
    );
}

#[test]
fn store() {
    let server = numbered(3);
    let mut session = selected(&server, "INBOX");
    assert_eq!(
        say(&mut session, "a STORE 1,3 +FLAGS (\\Deleted Foo)\r\n"),
        "* 1 FETCH (FLAGS (Foo \\Deleted \\Recent))\r\n* 3 FETCH (FLAGS (Foo \\Deleted \\Recent))\r\na OK STORE completed\r\n"
    );
    assert!(
        say(&mut session, "b UID STORE 3 -FLAGS foo\r\n")
            .starts_with("* 3 FETCH (UID 3 FLAGS (\\Deleted \\Recent))")
    );
    assert_eq!(say(&mut session, "c STORE 3 FLAGS.SILENT ()\r\n"), "c OK STORE completed\r\n");
    assert_eq!(server.handle().flags("INBOX", 3), Some(vec![]));
    for bad in ["1 +FLAGS (\\Recent)", "1 FLAGS (\\Foo)", "9 +FLAGS (\\Seen)", "1 FOO (\\Seen)", "1 +FLAGS"] {
        assert!(say(&mut session, format!("d STORE {bad}\r\n")).starts_with("d BAD"), "{bad}");
    }
}

#[test]
fn search() {
    let mut session = selected(&numbered(4), "INBOX");
    say(&mut session, "a STORE 2:3 +FLAGS.SILENT (\\Seen)\r\n");
    assert_eq!(say(&mut session, "b SEARCH SEEN NOT 2\r\n"), "* SEARCH 3\r\nb OK SEARCH completed\r\n");
    assert_eq!(
        say(&mut session, "c UID SEARCH UNSEEN SUBJECT 4\r\n"),
        "* SEARCH 4\r\nc OK SEARCH completed\r\n"
    );
    assert_eq!(say(&mut session, "d SEARCH BODY nothing\r\n"), "* SEARCH\r\nd OK SEARCH completed\r\n");
    assert!(
        say(&mut session, "e SEARCH CHARSET KOI8-R ALL\r\n")
            .starts_with("e NO [BADCHARSET (US-ASCII UTF-8)]")
    );
    assert!(say(&mut session, "f SEARCH\r\n").starts_with("f BAD"));
}

#[test]
fn expunge_and_uid_expunge() {
    let server = numbered(5);
    let mut session = selected(&server, "INBOX");
    say(&mut session, "a STORE 1,2,4 +FLAGS.SILENT (\\Deleted)\r\n");
    assert_eq!(say(&mut session, "b UID EXPUNGE 2\r\n"), "* 2 EXPUNGE\r\nb OK EXPUNGE completed\r\n");
    assert_eq!(
        say(&mut session, "c EXPUNGE\r\n"),
        "* 1 EXPUNGE\r\n* 2 EXPUNGE\r\nc OK EXPUNGE completed\r\n"
    );
    assert_eq!(server.handle().uids("INBOX"), Some(vec![3, 5]));
    say(&mut session, "d STORE 1 +FLAGS.SILENT (\\Deleted)\r\n");
    assert_eq!(say(&mut session, "e UNSELECT\r\n"), "e OK UNSELECT completed\r\n");
    assert_eq!(server.handle().uids("INBOX"), Some(vec![3, 5]));
    say(&mut session, "f SELECT INBOX\r\n");
    assert_eq!(say(&mut session, "g CLOSE\r\n"), "g OK CLOSE completed\r\n");
    assert_eq!(server.handle().uids("INBOX"), Some(vec![5]));
}

#[test]
fn copy_and_move() {
    let server = numbered(3);
    let mut session = selected(&server, "INBOX");
    assert!(say(&mut session, "a COPY 1 other\r\n").starts_with("a NO [TRYCREATE]"));
    say(&mut session, "b CREATE other\r\nc STORE 2 +FLAGS.SILENT ($X)\r\n");
    assert_eq!(say(&mut session, "d COPY 1:2 other\r\n"), "d OK [COPYUID 2 1:2 1:2] COPY completed\r\n");
    assert_eq!(server.handle().flags("other", 2), Some(vec!["$X".to_owned()]));
    assert_eq!(
        say(&mut session, "e UID MOVE 2:3 other\r\n"),
        "* OK [COPYUID 2 2:3 3:4] Moved\r\n* 2 EXPUNGE\r\n* 2 EXPUNGE\r\ne OK MOVE completed\r\n"
    );
    assert_eq!(server.handle().uids("INBOX"), Some(vec![1]));
    assert_eq!(say(&mut session, "f UID COPY 77 other\r\n"), "f OK COPY completed\r\n");
    assert!(say(&mut session, "g COPY 1 INBOX\r\n").contains("* 2 EXISTS"));
}

#[test]
fn append_of_several_messages_is_all_or_nothing() {
    let server = numbered(0);
    let mut session = logged_in(&server);
    assert!(say(&mut session, "a APPEND INBOX (\\Seen) {3}\r\n").starts_with("+"));
    assert!(say(&mut session, "one (\\Draft) \" 1-Feb-2020 01:02:03 +0100\" {3}\r\n").starts_with("+"));
    assert_eq!(say(&mut session, "two {1+}\r\n3\r\n"), "a OK [APPENDUID 1 1:3] APPEND completed\r\n");
    let handle = server.handle();
    assert_eq!(*handle.octets("INBOX", 2).unwrap(), *b"two");
    assert!(say(&mut session, "b APPEND INBOX {1+}\r\nx {0+}\r\n\r\n").starts_with("b NO"));
    assert!(say(&mut session, "c APPEND INBOX {1+}\r\nx (\\Recent) {1+}\r\ny\r\n").starts_with("c BAD"));
    assert!(say(&mut session, "d APPEND INBOX {1+}\r\nx \r\n").starts_with("d BAD"));
    assert_eq!(handle.uids("INBOX").unwrap(), [1, 2, 3]);
    let server = Server::builder().user("u", "p").without("MULTIAPPEND").build();
    let mut session = logged_in(&server);
    assert!(say(&mut session, "a APPEND INBOX {1+}\r\nx {1+}\r\ny\r\n").starts_with("a BAD"));
}

#[test]
fn append_with_all_kinds_of_literals() {
    let server = numbered(0);
    let mut session = logged_in(&server);
    assert_eq!(
        say(&mut session, "a APPEND INBOX (\\Seen $X) \" 1-Feb-2020 01:02:03 +0100\" {4}\r\n"),
        "+ Ready for literal data\r\n"
    );
    assert_eq!(say(&mut session, "a\r\nb\r\n"), "a OK [APPENDUID 1 1] APPEND completed\r\n");
    assert_eq!(&*server.handle().octets("INBOX", 1).unwrap(), b"a\r\nb");
    assert_eq!(server.handle().flags("INBOX", 1).unwrap(), ["$X", "\\Seen"]);
    assert_eq!(
        say(&mut session, "b APPEND {5+}\r\ninbox {2+}\r\nxy\r\n"),
        "b OK [APPENDUID 1 2] APPEND completed\r\n"
    );
    let date = say(&mut session, "c EXAMINE INBOX\r\nd FETCH 1 INTERNALDATE\r\n");
    assert!(date.contains("INTERNALDATE \"01-Feb-2020 01:02:03 +0100\""), "{date}");
    // Refused before the literal: nothing else may be taken for part of it.
    let refused = say(&mut session, "e APPEND nowhere {6}\r\nf NOOP\r\n");
    assert_eq!(refused, "e NO [TRYCREATE] No such mailbox\r\nf OK NOOP completed\r\n");
    assert!(say(&mut session, "g APPEND nowhere {3+}\r\nabc\r\n").starts_with("g NO [TRYCREATE]"));
    assert!(say(&mut session, "h APPEND INBOX {1+}\r\n\0\r\n").starts_with("h BAD"));
    assert!(say(&mut session, "i APPEND INBOX \"x\" {1+}\r\na\r\n").starts_with("i BAD"));
    assert!(say(&mut session, "j APPEND INBOX \"text\"\r\n").starts_with("j BAD"));
}

#[test]
fn without_uidplus_there_are_no_codes() {
    let server = Server::builder().user("u", "p").without("UIDPLUS").message("INBOX", "x\n").build();
    let mut session = selected(&server, "INBOX");
    assert!(say(&mut session, "a APPEND INBOX {1+}\r\nx\r\n").ends_with("a OK APPEND completed\r\n"));
    assert!(say(&mut session, "b COPY 1 INBOX\r\n").ends_with("b OK COPY completed\r\n"));
}
