//! Greeting, capabilities, logging in and out.

mod common;
use common::{heard, logged_in, numbered, say};
use imap_testkit::{Server, Session};

#[test]
fn greeting_and_login() {
    let mut session = Session::new(&Server::demo());
    let greeting = heard(&mut session);
    assert!(greeting.starts_with("* OK [CAPABILITY IMAP4rev1 LITERAL+ SASL-IR "), "{greeting}");
    assert!(greeting.contains(" AUTH=PLAIN]") && !greeting.contains("STARTTLS"), "{greeting}");
    assert!(say(&mut session, "a LOGIN demo wrong\r\n").starts_with("a NO [AUTHENTICATIONFAILED]"));
    assert!(say(&mut session, "b SELECT INBOX\r\n").starts_with("b BAD"));
    let ok = say(&mut session, "c LOGIN \"demo\" {4}\r\n");
    assert_eq!(ok, "+ Ready for literal data\r\n");
    let ok = say(&mut session, "demo\r\n");
    assert!(ok.starts_with("c OK [CAPABILITY ") && !ok.contains("AUTH="), "{ok}");
    assert!(say(&mut session, "d LOGIN demo demo\r\n").starts_with("d BAD"));
    assert_eq!(say(&mut session, "e LOGOUT\r\nf NOOP\r\n"), "* BYE Logging out\r\ne OK LOGOUT completed\r\n");
    assert!(session.is_closed());
}

#[test]
fn authenticate_plain_with_and_without_initial_response() {
    let server = Server::demo();
    let mut session = Session::new(&server);
    heard(&mut session);
    assert_eq!(say(&mut session, "a AUTHENTICATE PLAIN\r\n"), "+ \r\n");
    assert!(say(&mut session, "*\r\n").starts_with("a BAD"));
    assert_eq!(say(&mut session, "b authenticate plain\r\n"), "+ \r\n");
    assert!(say(&mut session, "AGRlbW8AZGVtbw==\r\n").starts_with("b OK [CAPABILITY"));

    let mut session = Session::new(&server);
    heard(&mut session);
    assert!(say(&mut session, "a AUTHENTICATE PLAIN !!\r\n").starts_with("a BAD"));
    assert!(say(&mut session, "b AUTHENTICATE PLAIN =\r\n").starts_with("b BAD"));
    assert!(say(&mut session, "c AUTHENTICATE CRAM-MD5\r\n").starts_with("c NO"));
    // authzid "x"
    assert!(
        say(&mut session, "d AUTHENTICATE PLAIN eABkZW1vAGRlbW8=\r\n")
            .starts_with("d NO [AUTHORIZATIONFAILED]")
    );
    assert!(say(&mut session, "e AUTHENTICATE PLAIN AGRlbW8AZGVtbw==\r\n").starts_with("e OK"));
}

#[test]
fn capabilities_can_be_hidden_and_added() {
    let server = Server::builder().without("LITERAL+").without("sasl-ir").capability("X-NEW").build();
    let mut session = Session::new(&server);
    heard(&mut session);
    let list = say(&mut session, "a CAPABILITY\r\n");
    assert!(list.contains(" X-NEW") && !list.contains("LITERAL+") && !list.contains("SASL-IR"), "{list}");
    assert!(say(&mut session, "b AUTHENTICATE PLAIN AA==\r\n").starts_with("b BAD SASL-IR"));
    assert!(say(&mut session, "c LOGIN {4+}\r\ndemo demo\r\n").starts_with("* BYE"));
    assert!(session.is_closed());
}

#[test]
fn login_may_need_tls() {
    let mut session = Session::new(&Server::builder().user("u", "p").login_needs_tls().build());
    assert!(heard(&mut session).contains(" LOGINDISABLED]"));
    assert!(say(&mut session, "a LOGIN u p\r\n").starts_with("a NO [PRIVACYREQUIRED]"));
    assert!(say(&mut session, "b AUTHENTICATE PLAIN AHUAcA==\r\n").starts_with("b NO [PRIVACYREQUIRED]"));
    assert!(say(&mut session, "c STARTTLS\r\n").starts_with("c BAD"));
}

#[test]
fn passwords_are_not_shown() {
    let server = Server::builder().user("alice", "hunter2").build();
    let mut session = Session::new(&server);
    session.receive(b"a LOGIN alice hunter2");
    assert!(format!("{server:?}").contains("alice"));
    assert!(!format!("{server:?} {session:?}").contains("hunter2"));
}

#[test]
fn users_are_apart() {
    let server = Server::builder().user("a", "1").message("INBOX", "x\n").user("b", "2").build();
    let mut session = Session::new(&server);
    heard(&mut session);
    say(&mut session, "a LOGIN b 2\r\n");
    assert!(say(&mut session, "b STATUS INBOX (MESSAGES)\r\n").starts_with("* STATUS INBOX (MESSAGES 0)"));
    assert_eq!(server.handle().uids("INBOX"), Some(vec![1]));
    assert_eq!(server.handle().user("b").unwrap().uids("INBOX"), Some(vec![]));
    assert!(server.handle().user("c").is_none());
}

#[test]
fn id_enable_noop() {
    let mut session = logged_in(&numbered(0));
    assert!(say(&mut session, "a ID NIL\r\n").starts_with("* ID (\"name\" \"imap-testkit\""));
    assert!(say(&mut session, "b ID (\"name\" \"x\" \"os\" NIL)\r\n").contains("b OK"));
    assert!(say(&mut session, "c ID (\"name\")\r\n").starts_with("c BAD"));
    assert_eq!(say(&mut session, "d ENABLE CONDSTORE\r\n"), "* ENABLED\r\nd OK ENABLE completed\r\n");
    assert!(say(&mut session, "x SELECT INBOX\r\ny ENABLE CONDSTORE\r\n").contains("y BAD"));
    assert_eq!(say(&mut session, "e NOOP\r\n"), "e OK NOOP completed\r\n");
    assert!(say(&mut session, "f NOOP x\r\n").starts_with("f BAD"));
    assert!(say(&mut session, "g FOO\r\n").starts_with("g BAD"));
    assert!(say(&mut session, "\r\n").starts_with("* BAD"));
}
