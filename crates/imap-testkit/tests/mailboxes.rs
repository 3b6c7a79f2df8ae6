//! CREATE, DELETE, RENAME, LIST, LSUB, SUBSCRIBE, STATUS, NAMESPACE.

mod common;
use common::{logged_in, numbered, say};
use imap_testkit::Server;

fn names(list: &str) -> Vec<&str> {
    list.lines().filter(|l| l.starts_with("* ")).map(|l| l.rsplit("\"/\" ").next().unwrap()).collect()
}

#[test]
fn create_list_delete() {
    let server = numbered(0);
    let mut session = logged_in(&server);
    assert!(say(&mut session, "a CREATE work/2026/\r\n").starts_with("a OK"));
    assert!(say(&mut session, "b CREATE work\r\n").starts_with("b NO [ALREADYEXISTS]"));
    assert!(say(&mut session, "c CREATE inbox\r\n").starts_with("c NO [ALREADYEXISTS]"));
    assert!(say(&mut session, "d CREATE \"a//b\"\r\n").starts_with("d NO [CANNOT]"));
    assert_eq!(names(&say(&mut session, "e LIST \"\" *\r\n")), ["INBOX", "work", "work/2026"]);
    assert_eq!(names(&say(&mut session, "f LIST \"\" %\r\n")), ["INBOX", "work"]);
    assert_eq!(names(&say(&mut session, "g LIST work/ %\r\n")), ["work/2026"]);
    assert_eq!(names(&say(&mut session, "h LIST \"\" inbox\r\n")), ["INBOX"]);
    assert_eq!(
        say(&mut session, "i LIST \"\" \"\"\r\n"),
        "* LIST (\\Noselect) \"/\" \"\"\r\ni OK LIST completed\r\n"
    );
    let list = say(&mut session, "j LIST \"\" work*\r\n");
    assert!(list.starts_with("* LIST (\\HasChildren) \"/\" work\r\n* LIST (\\HasNoChildren) "), "{list}");
    // A mailbox with others below it stays, without its messages.
    assert!(say(&mut session, "k DELETE work\r\n").starts_with("k OK"));
    assert!(say(&mut session, "l LIST \"\" work\r\n").starts_with("* LIST (\\Noselect \\HasChildren)"));
    assert!(say(&mut session, "m SELECT work\r\n").starts_with("m NO"));
    assert!(say(&mut session, "n DELETE work\r\n").starts_with("n NO [HASCHILDREN]"));
    assert!(say(&mut session, "o CREATE work/x\r\np SELECT work\r\n").contains("p NO"));
    assert!(
        say(&mut session, "q DELETE work/2026\r\nr DELETE work/x\r\ns DELETE work\r\n")
            .ends_with("s OK DELETE completed\r\n")
    );
    assert!(say(&mut session, "t DELETE INBOX\r\n").starts_with("t NO"));
    assert_eq!(server.handle().mailboxes(), ["INBOX"]);
}

#[test]
fn rename_takes_what_is_below_and_keeps_uids() {
    let server = Server::builder().user("u", "p").message("a/b", "x\n").build();
    let mut session = logged_in(&server);
    assert!(say(&mut session, "a RENAME a new/name\r\n").starts_with("a OK"));
    assert_eq!(server.handle().mailboxes(), ["INBOX", "new", "new/name", "new/name/b"]);
    assert_eq!(server.handle().uids("new/name/b"), Some(vec![1]));
    assert!(say(&mut session, "b RENAME new new/x\r\n").starts_with("b NO [CANNOT]"));
    assert!(say(&mut session, "c RENAME gone y\r\n").starts_with("c NO [NONEXISTENT]"));
    assert!(say(&mut session, "d RENAME new INBOX\r\n").starts_with("d NO [ALREADYEXISTS]"));
}

#[test]
fn rename_of_inbox_moves_its_messages() {
    let server = numbered(2);
    let mut session = logged_in(&server);
    assert!(say(&mut session, "a RENAME INBOX old\r\n").starts_with("a OK"));
    assert_eq!(server.handle().uids("INBOX"), Some(vec![]));
    assert_eq!(server.handle().uids("old"), Some(vec![1, 2]));
}

#[test]
fn subscriptions() {
    let server = Server::builder().user("u", "p").mailbox("a/b/c").build();
    let mut session = logged_in(&server);
    assert!(say(&mut session, "a SUBSCRIBE nowhere\r\n").starts_with("a NO"));
    say(&mut session, "b SUBSCRIBE a/b/c\r\nc SUBSCRIBE inbox\r\n");
    assert_eq!(names(&say(&mut session, "d LSUB \"\" *\r\n")), ["INBOX", "a/b/c"]);
    assert!(say(&mut session, "e LSUB \"\" %\r\n").contains("* LSUB (\\Noselect) \"/\" a\r\n"));
    say(&mut session, "f UNSUBSCRIBE inbox\r\ng DELETE a/b/c\r\n");
    assert_eq!(names(&say(&mut session, "h LSUB \"\" *\r\n")), ["a/b/c"]);
}

#[test]
fn status_and_namespace() {
    let server = numbered(3);
    server.handle().set_flags("INBOX", 1, &["\\Seen", "\\Deleted"]);
    let mut session = logged_in(&server);
    let items = "MESSAGES RECENT UIDNEXT UIDVALIDITY UNSEEN DELETED SIZE";
    assert_eq!(
        say(&mut session, format!("a STATUS inbox ({items})\r\n")),
        "* STATUS INBOX (MESSAGES 3 RECENT 3 UIDNEXT 4 UIDVALIDITY 1 UNSEEN 2 DELETED 1 SIZE 66)\r\na OK STATUS completed\r\n"
    );
    assert!(say(&mut session, "b STATUS INBOX (FOO)\r\n").starts_with("b BAD"));
    assert!(say(&mut session, "c STATUS nowhere (MESSAGES)\r\n").starts_with("c NO [NONEXISTENT]"));
    assert_eq!(
        say(&mut session, "d NAMESPACE\r\n"),
        "* NAMESPACE ((\"\" \"/\")) NIL NIL\r\nd OK NAMESPACE completed\r\n"
    );
}

#[test]
fn the_demo_has_a_name_in_modified_utf7() {
    let mut session = logged_in(&Server::demo());
    let list = say(&mut session, "a LIST \"\" *\r\n");
    assert!(list.contains("* LIST (\\HasNoChildren \\Drafts) \"/\" Entw&APw-rfe\r\n"), "{list}");
    assert!(say(&mut session, "b SELECT Entw&APw-rfe\r\n").contains("b OK [READ-WRITE]"));
}
