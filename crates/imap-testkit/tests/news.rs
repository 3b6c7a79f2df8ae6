//! What one session learns of what others do.

mod common;
use common::{heard, logged_in, numbered, say, selected};

#[test]
fn news_comes_with_the_next_command() {
    let server = numbered(3);
    let (mut one, mut two) = (selected(&server, "INBOX"), selected(&server, "INBOX"));
    say(&mut two, "a STORE 2 +FLAGS (\\Flagged)\r\n");
    assert_eq!(
        say(&mut one, "b NOOP\r\n"),
        "* 2 FETCH (FLAGS (\\Flagged \\Recent))\r\nb OK NOOP completed\r\n"
    );
    say(&mut two, "c STORE 1,3 +FLAGS.SILENT (\\Deleted)\r\nd EXPUNGE\r\ne APPEND INBOX {1+}\r\nx\r\n");
    assert_eq!(
        say(&mut one, "f NOOP\r\n"),
        "* 1 EXPUNGE\r\n* 2 EXPUNGE\r\n* 2 EXISTS\r\n* 1 RECENT\r\nf OK NOOP completed\r\n"
    );
    assert_eq!(say(&mut one, "g NOOP\r\n"), "g OK NOOP completed\r\n");
}

#[test]
fn no_expunge_while_numbers_are_in_use() {
    let server = numbered(3);
    let mut session = selected(&server, "INBOX");
    server.handle().expunge("INBOX", 1);
    server.handle().append("INBOX", "new\n");
    let fetched = say(&mut session, "a FETCH 2:3 UID\r\n");
    assert_eq!(
        fetched,
        "* 2 FETCH (UID 2)\r\n* 3 FETCH (UID 3)\r\n* 4 EXISTS\r\n* 4 RECENT\r\na OK FETCH completed\r\n"
    );
    assert!(say(&mut session, "b FETCH 1 UID\r\n").starts_with("b NO [EXPUNGEISSUED]"));
    assert!(say(&mut session, "c STORE 1:2 +FLAGS.SILENT (\\Seen)\r\n").starts_with("c NO [EXPUNGEISSUED]"));
    assert_eq!(say(&mut session, "d SEARCH ALL\r\n"), "* SEARCH 2 3 4\r\nd OK SEARCH completed\r\n");
    let uid = say(&mut session, "e UID SEARCH ALL\r\n");
    assert_eq!(uid, "* SEARCH 2 3 4\r\n* 1 EXPUNGE\r\ne OK SEARCH completed\r\n");
    assert_eq!(say(&mut session, "f FETCH 1 UID\r\n"), "* 1 FETCH (UID 2)\r\nf OK FETCH completed\r\n");
}

#[test]
fn own_changes_are_no_news() {
    let mut session = selected(&numbered(1), "INBOX");
    say(&mut session, "a STORE 1 +FLAGS.SILENT (\\Seen)\r\n");
    assert_eq!(say(&mut session, "b NOOP\r\n"), "b OK NOOP completed\r\n");
}

#[test]
fn idle_shows_news_at_once() {
    let server = numbered(1);
    let mut session = selected(&server, "INBOX");
    assert_eq!(say(&mut session, "a IDLE\r\n"), "+ idling\r\n");
    assert!(session.is_idling());
    let uid = server.handle().append_with("INBOX", "x\n", &["\\Seen"]).unwrap();
    session.poll_news();
    assert_eq!(heard(&mut session), "* 2 EXISTS\r\n* 2 RECENT\r\n");
    assert!(server.handle().set_flags("INBOX", 1, &["\\Flagged"]));
    assert!(server.handle().expunge("INBOX", uid));
    session.poll_news();
    assert_eq!(heard(&mut session), "* 2 EXPUNGE\r\n* 1 FETCH (FLAGS (\\Flagged \\Recent))\r\n");
    server.handle().announce("* OK [ALERT] \r\nsoon over");
    assert_eq!(say(&mut session, "DONE\r\n"), "* OK [ALERT] soon over\r\na OK IDLE completed\r\n");
    assert!(say(&mut session, "b IDLE\r\nNOOP\r\n").ends_with("b BAD DONE expected\r\n"));
    assert!(!session.is_idling());
}

#[test]
fn a_mailbox_that_is_renamed_or_deleted_under_a_session() {
    let server = numbered(0);
    let mut other = logged_in(&server);
    say(&mut other, "a CREATE box\r\nb APPEND box {1+}\r\nx\r\n");
    let mut session = selected(&server, "box");
    say(&mut other, "c RENAME box new\r\n");
    assert!(say(&mut session, "d FETCH 1 UID\r\n").starts_with("* 1 FETCH (UID 1)"));
    say(&mut other, "e DELETE new\r\n");
    assert!(say(&mut session, "f FETCH 1 UID\r\n").starts_with("f NO [NONEXISTENT]"));
    assert!(say(&mut session, "g NOOP\r\n").starts_with("g OK"));
    assert!(say(&mut session, "h CLOSE\r\n").starts_with("h OK"));
}
