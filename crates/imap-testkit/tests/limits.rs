//! Nothing a client says makes the server panic, hang or grow without bound.

mod common;
use common::{heard, logged_in, numbered, say, selected};
use imap_testkit::{Server, Session};

#[test]
fn line_limit() {
    for (extra, fits) in [(0, true), (1, false)] {
        let server = Server::builder().line_limit(20).build();
        let mut session = Session::new(&server);
        heard(&mut session);
        let line = format!("a {}", "x".repeat(18 + extra));
        let said = say(&mut session, format!("{line}\n"));
        assert_eq!(said.starts_with("a BAD"), fits, "{said}");
        assert_eq!(session.is_closed(), !fits);
    }
}

#[test]
fn literal_limits() {
    let server = Server::builder().user("u", "p").literal_limit(10).build();
    let mut session = logged_in(&server);
    assert!(say(&mut session, "a APPEND INBOX {10}\r\n").starts_with("+"));
    assert!(say(&mut session, "0123456789\r\n").starts_with("a OK"));
    assert!(say(&mut session, "b APPEND INBOX {11}\r\n").starts_with("b NO [TOOBIG]"));
    // The sum counts.
    assert!(say(&mut session, "c APPEND {5+}\r\nINBOX {6}\r\n").starts_with("c NO [TOOBIG]"));
    assert!(
        say(&mut session, "d APPEND INBOX {9223372036854775807+}\r\n").starts_with("* BYE Literal too large")
    );
    assert!(session.is_closed());
}

#[test]
fn literals_before_login_are_short() {
    let mut session = Session::new(&Server::demo());
    heard(&mut session);
    assert!(say(&mut session, "a LOGIN {8193}\r\n").starts_with("a NO [TOOBIG]"));
    assert!(say(&mut session, "b LOGIN {8192}\r\n").starts_with("+"));
}

#[test]
fn output_is_bounded_while_commands_wait() {
    let server = Server::builder().user("u", "p").message("INBOX", vec![b'x'; 300_000]).build();
    let mut session = selected(&server, "INBOX");
    session.receive("a FETCH 1 BODY.PEEK[]\r\n".repeat(100).as_bytes());
    let mut rounds = 0;
    let mut total = 0;
    loop {
        let piece = session.take_output();
        if piece.is_empty() {
            break;
        }
        assert!(piece.len() < 2_000_000, "{}", piece.len());
        total += piece.len();
        rounds += 1;
    }
    assert!(rounds >= 10 && total > 30_000_000, "{rounds} {total}");
}

/// A small generator, so that the test needs no crate.
struct Random(u64);

impl Random {
    fn below(&mut self, end: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        (self.0 % end as u64) as usize
    }
}

#[test]
fn any_octets_at_all() {
    const WORDS: [&str; 60] = [
        "a",
        " ",
        " ",
        " ",
        "\r\n",
        "\r\n",
        "\n",
        "(",
        ")",
        "{3}",
        "{3+}",
        "{0+}",
        "\"",
        "\\",
        "[",
        "]",
        "<",
        ">",
        "*",
        ":",
        ",",
        "1",
        "2",
        "4294967295",
        "FETCH",
        "STORE",
        "SEARCH",
        "UID",
        "COPY",
        "MOVE",
        "APPEND",
        "INBOX",
        "LIST",
        "SELECT",
        "IDLE",
        "DONE",
        "EXPUNGE",
        "BODY[",
        "BODY.PEEK[1.",
        "HEADER.FIELDS",
        "ENVELOPE",
        "+FLAGS",
        "\\Seen",
        "OR",
        "NOT",
        "ALL",
        "FLAGS",
        "CREATE",
        "RENAME",
        "DELETE",
        "x/y",
        "NIL",
        "AUTHENTICATE PLAIN",
        "ID",
        "ENABLE",
        "STATUS",
        "MESSAGES",
        "1-Jan-2020",
        "\u{0}",
        "\u{fc}",
    ];
    let mut random = Random(0x1234_5678_9abc_def1);
    for round in 0..400 {
        let server = numbered(3);
        let mut session = if round % 3 == 0 { Session::new(&server) } else { selected(&server, "INBOX") };
        let mut said = String::new();
        for _ in 0..200 {
            said.push_str(WORDS[random.below(WORDS.len())]);
        }
        for chunk in said.as_bytes().chunks(1 + random.below(30)) {
            session.receive(chunk);
            heard(&mut session);
        }
    }
}

#[test]
fn any_octets_in_a_message() {
    const WORDS: [&[u8]; 24] = [
        b"From: ",
        b"Subject: ",
        b"Content-Type: ",
        b"multipart/mixed; boundary=x",
        b"message/rfc822",
        b"\r\n",
        b"\r\n",
        b"\n",
        b"--x",
        b"--x--",
        b" ",
        b"\"",
        b"(",
        b")",
        b"<",
        b">",
        b"a@b",
        b",",
        b":",
        b";",
        b"=?utf-8?B?",
        b"?=",
        b"\xff",
        b"\\",
    ];
    let mut random = Random(0x0fed_cba9_8765_4321);
    let mut session = logged_in(&numbered(0));
    say(&mut session, "a SELECT INBOX\r\n");
    for _ in 0..300 {
        let message: Vec<u8> = (0..80).flat_map(|_| WORDS[random.below(WORDS.len())].to_vec()).collect();
        session.receive(format!("b APPEND INBOX {{{}+}}\r\n", message.len()).as_bytes());
        session.receive(&message);
        assert!(say(&mut session, "\r\n").contains("b OK"));
        let items =
            "ENVELOPE BODYSTRUCTURE BODY BODY[1.1.MIME] BODY[2.HEADER] BODY[1] BODY[HEADER.FIELDS (From)]";
        assert!(say(&mut session, format!("c FETCH * ({items})\r\n")).ends_with("c OK FETCH completed\r\n"));
        assert!(say(&mut session, "d SEARCH SUBJECT x FROM y\r\n").ends_with("d OK SEARCH completed\r\n"));
    }
}
