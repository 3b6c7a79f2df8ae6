//! The harness against the real server.

use std::fs;
use std::io::{BufRead, BufReader, Write};
use std::net::TcpStream;
use std::process::Stdio;

use imap_harness::{Cyrus, Dovecot, TOKEN_ALICE, TOKEN_EXPIRED, USERS, seed};

/// Sends one line or more and returns everything up to the tagged reply.
fn exchange(stream: &TcpStream, tag: &str, command: &[u8]) -> String {
    let mut out = stream;
    out.write_all(command).unwrap();
    let (mut reader, mut text) = (BufReader::new(stream), String::new());
    loop {
        let start = text.len();
        assert!(reader.read_line(&mut text).unwrap() > 0, "closed after {text}");
        if text[start..].starts_with(tag) {
            return text;
        }
    }
}

fn connect(host: &str, port: u16) -> (TcpStream, String) {
    let stream = TcpStream::connect((host, port)).unwrap();
    let mut greeting = String::new();
    BufReader::new(&stream).read_line(&mut greeting).unwrap();
    (stream, greeting)
}

/// Waits for something that the server does in its own time; the tests' results do not depend on how long.
fn eventually(what: &str, mut done: impl FnMut() -> bool) {
    for _ in 0..1000 {
        if done() {
            return;
        }
        std::thread::sleep(std::time::Duration::from_millis(10));
    }
    panic!("{what}");
}

#[test]
fn logs_in_stores_and_ends() {
    let Some(server) = Dovecot::start() else { return };
    let (stream, greeting) = connect(Dovecot::HOST, server.imap_port);
    assert!(greeting.starts_with("* OK [CAPABILITY") && greeting.contains("AUTH=PLAIN"), "{greeting}");
    let (_, other) = connect(Dovecot::HOST_NOT_SECURED, server.imap_port);
    assert!(other.contains("LOGINDISABLED"), "{other}");

    let login = format!("a LOGIN {} {}\r\n", Dovecot::USER, Dovecot::PASSWORD);
    assert!(exchange(&stream, "a ", login.as_bytes()).contains("a OK"));
    for i in 0..12 {
        let message = seed::message(i, 1);
        let mut append = format!("b APPEND INBOX {{{}+}}\r\n", message.len()).into_bytes();
        append.extend(&message);
        append.extend(b"\r\n");
        assert!(exchange(&stream, "b ", &append).contains("b OK"), "message {i}");
    }
    assert!(exchange(&stream, "c ", b"c STATUS INBOX (MESSAGES)\r\n").contains("MESSAGES 12"));

    let (dir, port) = (server.ca_pem.ancestors().nth(2).unwrap().to_owned(), server.imap_port);
    assert!(dir.exists() && fs::read(&server.ca_pem).unwrap().starts_with(b"-----BEGIN CERTIFICATE"));
    drop(server);
    assert!(!dir.exists(), "the directory is left behind");
    eventually("the server still listens", || TcpStream::connect((Dovecot::HOST, port)).is_err());
}

#[test]
fn lets_every_user_in() {
    let Some(server) = Dovecot::start() else { return };
    for (name, password) in USERS {
        let (stream, _) = connect(Dovecot::HOST, server.imap_port);
        let login =
            format!("a LOGIN {{{}+}}\r\n{name} {{{}+}}\r\n{password}\r\n", name.len(), password.len());
        assert!(exchange(&stream, "a ", login.as_bytes()).contains("a OK"), "{name}: {}", server.log());
        let list = exchange(&stream, "b ", b"b LIST \"\" INBOX\r\n");
        assert!(list.contains(if name == "dots" { "\".\" INBOX" } else { "\"/\" INBOX" }), "{list}");
    }
}

#[test]
fn knows_tokens_and_quota() {
    let Some(server) = Dovecot::start_with("imap_capability = +X-HARNESS") else { return };
    let (stream, _) = connect(Dovecot::HOST, server.imap_port);
    let response = format!("user=alice\u{1}auth=Bearer {TOKEN_EXPIRED}\u{1}\u{1}");
    let (mut out, mut line) = (&stream, String::new());
    write!(out, "a AUTHENTICATE XOAUTH2 {}\r\n", base64(response.as_bytes())).unwrap();
    BufReader::new(&stream).read_line(&mut line).unwrap();
    assert!(line.starts_with("+ "), "{line}");
    assert!(exchange(&stream, "a ", b"\r\n").contains("a NO"));
    let response = format!("user=alice\u{1}auth=Bearer {TOKEN_ALICE}\u{1}\u{1}");
    let sent = format!("b AUTHENTICATE XOAUTH2 {}\r\n", base64(response.as_bytes()));
    let reply = exchange(&stream, "b ", sent.as_bytes());
    assert!(reply.contains("b OK") && reply.contains("X-HARNESS"), "{reply}\n{}", server.log());

    let (stream, _) = connect(Dovecot::HOST, server.imap_port);
    exchange(&stream, "a ", b"a LOGIN tiny tinypw\r\n");
    let text = "x".repeat(100_000);
    let append = format!("b APPEND INBOX {{{}+}}\r\n{text}\r\n", text.len());
    assert!(exchange(&stream, "b ", append.as_bytes()).contains("b NO [OVERQUOTA]"));
}

#[test]
fn speaks_on_a_pipe() {
    let dir = std::env::temp_dir().join(format!("imap-h-pipe-{}", std::process::id()));
    let Some(pipe) = Dovecot::preauth_command(&dir) else { return };
    let mut child =
        pipe.command().stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::null()).spawn().unwrap();
    let mut reader = BufReader::new(child.stdout.take().unwrap());
    let mut text = String::new();
    reader.read_line(&mut text).unwrap();
    assert!(text.starts_with("* PREAUTH"), "{text}");
    child.stdin.take().unwrap().write_all(b"a SELECT INBOX\r\nb LOGOUT\r\n").unwrap();
    while reader.read_line(&mut text).unwrap() > 0 {}
    assert!(text.contains("a OK") && text.contains("b OK"), "{text}");
    assert!(child.wait().unwrap().success());
    fs::remove_dir_all(dir).unwrap();
}

#[test]
fn cyrus_logs_in_and_ends() {
    let Some(server) = Cyrus::start() else { return };
    for (user, password) in Cyrus::USERS {
        let (stream, greeting) = connect(Cyrus::HOST, server.imap_port);
        assert!(greeting.contains(&server.name) && greeting.contains("STARTTLS"), "{greeting}");
        let login = format!("a LOGIN {user} {password}\r\n");
        assert!(exchange(&stream, "a ", login.as_bytes()).contains("a OK"), "{user}");
        let seen = if user == "admin" { "b NO" } else { "b OK" };
        assert!(exchange(&stream, "b ", b"b SELECT INBOX\r\n").contains(seen), "{user}");
    }
    let (port, ca) = (server.imap_port, server.ca_pem.clone());
    assert!(ca.exists());
    drop(server);
    // Its processes were killed; on a busy machine the last of them take a moment to go.
    let gone = || TcpStream::connect((Cyrus::HOST, port)).is_err() && !ca.exists();
    let pause = || {
        std::thread::sleep(std::time::Duration::from_millis(20));
        false
    };
    assert!((0..500).any(|_| gone() || pause()));
}

#[test]
fn says_what_is_wrong_with_the_configuration() {
    match std::panic::catch_unwind(|| Dovecot::start_with("nonsense_setting = 1")) {
        Ok(server) => assert!(server.is_none(), "started with a setting that does not exist"),
        Err(why) => assert!(why.downcast_ref::<String>().unwrap().contains("nonsense_setting")),
    }
}

#[test]
fn ends_with_the_process_that_started_it() {
    // The same test binary again, told by the environment to start a server, print its port and leave at once.
    const ROLE: &str = "IMAP_HARNESS_LEAVES_A_SERVER";
    if std::env::var_os(ROLE).is_some() {
        if let Some(server) = Dovecot::start() {
            fs::write(std::env::var(ROLE).unwrap(), server.imap_port.to_string()).unwrap();
            std::process::exit(0);
        }
        return;
    }
    let note = std::env::temp_dir().join(format!("imap-h-note-{}", std::process::id()));
    let mut child = std::process::Command::new(std::env::current_exe().unwrap());
    child.args(["--exact", "ends_with_the_process_that_started_it"]).env(ROLE, &note);
    assert!(child.stdout(Stdio::null()).status().unwrap().success());
    let Ok(port) = fs::read_to_string(&note) else { return };
    fs::remove_file(note).unwrap();
    let port: u16 = port.parse().unwrap();
    eventually("the server outlives its process", || TcpStream::connect((Dovecot::HOST, port)).is_err());
}

fn base64(octets: &[u8]) -> String {
    const ALPHABET: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let mut text = String::new();
    for chunk in octets.chunks(3) {
        let bits = (0..3).fold(0u32, |bits, i| bits << 8 | u32::from(*chunk.get(i).unwrap_or(&0)));
        for i in 0..4 {
            let symbol = ALPHABET[(bits >> (18 - 6 * i)) as usize & 63];
            text.push(if i > chunk.len() { '=' } else { symbol.into() });
        }
    }
    text
}
