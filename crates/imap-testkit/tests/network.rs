//! The server on sockets, on streams in memory, and as a program.

mod common;
use std::io::{BufRead, BufReader, ErrorKind, Read, Write};
use std::net::TcpStream;
use std::process::{Command, Stdio};
use std::time::Duration;

use common::numbered;
use imap_testkit::Server;

fn line(reader: &mut impl BufRead) -> String {
    let mut line = String::new();
    reader.read_line(&mut line).unwrap();
    line
}

#[test]
fn two_clients_on_tcp_and_idle_news() {
    let listening = numbered(1).listen_tcp().unwrap();
    let connect = || {
        let stream = TcpStream::connect(("127.0.0.1", listening.port())).unwrap();
        stream.set_read_timeout(Some(Duration::from_secs(10))).unwrap();
        BufReader::new(stream)
    };
    let mut idler = connect();
    assert!(line(&mut idler).starts_with("* OK [CAPABILITY"));
    idler.get_mut().write_all(b"a LOGIN u p\r\nb SELECT INBOX\r\nc IDLE\r\n").unwrap();
    while line(&mut idler) != "+ idling\r\n" {}
    let mut other = connect();
    other.get_mut().write_all(b"a LOGIN u p\r\nb APPEND INBOX {2+}\r\nxy\r\nc LOGOUT\r\n").unwrap();
    let mut said = String::new();
    other.read_to_string(&mut said).unwrap();
    assert!(said.ends_with("c OK LOGOUT completed\r\n"), "{said}");
    assert_eq!(line(&mut idler), "* 2 EXISTS\r\n");
    assert_eq!(line(&mut idler), "* 2 RECENT\r\n");
    listening.handle().set_flags("INBOX", 1, &["\\Seen"]);
    assert_eq!(line(&mut idler), "* 1 FETCH (FLAGS (\\Seen \\Recent))\r\n");
    idler.get_mut().write_all(b"DONE\r\n").unwrap();
    assert_eq!(line(&mut idler), "c OK IDLE completed\r\n");
    drop(listening);
    let mut rest = String::new();
    assert!(idler.read_to_string(&mut rest).map_or(true, |n| n == 0), "{rest}");
}

#[test]
fn a_dropped_server_frees_its_port() {
    let listening = Server::demo().listen_tcp().unwrap();
    let addr = listening.addr();
    drop(listening);
    assert_eq!(TcpStream::connect(addr).unwrap_err().kind(), ErrorKind::ConnectionRefused);
}

#[test]
fn connections_are_bounded() {
    let server = Server::builder().connections(1).build();
    let listening = server.listen_tcp().unwrap();
    let mut first = BufReader::new(TcpStream::connect(listening.addr()).unwrap());
    assert!(line(&mut first).starts_with("* OK"));
    let mut second = BufReader::new(TcpStream::connect(listening.addr()).unwrap());
    assert!(line(&mut second).starts_with("* BYE Too many"));
    assert_eq!(line(&mut second), "");
}

#[test]
fn the_last_words_arrive_even_if_the_client_talks_on() {
    let listening = Server::builder().line_limit(100).build().listen_tcp().unwrap();
    let mut client = TcpStream::connect(listening.addr()).unwrap();
    client.write_all(&[b'x'; 100_000]).unwrap();
    let mut said = String::new();
    client.read_to_string(&mut said).unwrap();
    assert!(said.ends_with("* BYE Line too long\r\n"), "{said}");
}

#[test]
fn a_message_moves_only_once_however_many_ask() {
    let server = numbered(50);
    server.handle().create("target");
    let moving: Vec<_> = (0..4)
        .map(|_| {
            let mut client = server.connect_preauth().unwrap();
            std::thread::spawn(move || {
                for uid in 1..=50 {
                    write!(client, "a SELECT INBOX\r\nb UID MOVE {uid} target\r\n").unwrap();
                }
                client.write_all(b"c LOGOUT\r\n").unwrap();
                client.read_to_string(&mut String::new()).unwrap();
            })
        })
        .collect();
    for thread in moving {
        thread.join().unwrap();
    }
    assert_eq!(server.handle().uids("target").unwrap().len(), 50);
    assert_eq!(server.handle().uids("INBOX").unwrap(), []);
}

#[test]
fn streams_in_memory() {
    let server = numbered(1);
    let mut client = BufReader::new(server.connect_preauth().unwrap());
    client.get_ref().set_read_timeout(Some(Duration::from_secs(10)));
    assert!(line(&mut client).starts_with("* PREAUTH [CAPABILITY"));
    client.get_mut().write_all(b"a SELECT INBOX\r\nb IDLE\r\n").unwrap();
    while line(&mut client) != "+ idling\r\n" {}
    server.handle().append("INBOX", "x\n").unwrap();
    assert_eq!(line(&mut client), "* 2 EXISTS\r\n");
    client.get_mut().write_all(b"DONE\r\nc LOGOUT\r\n").unwrap();
    let mut said = String::new();
    client.read_to_string(&mut said).unwrap();
    assert!(said.ends_with("c OK LOGOUT completed\r\n"), "{said}");
}

#[test]
fn a_stream_without_threads() {
    let server = numbered(1);
    let mut client = BufReader::new(server.local_preauth());
    assert!(line(&mut client).starts_with("* PREAUTH"));
    client.get_mut().write_all(b"a SELECT INBOX\r\nb IDLE\r\n").unwrap();
    while line(&mut client) != "+ idling\r\n" {}
    assert_eq!(client.fill_buf().unwrap_err().kind(), ErrorKind::TimedOut);
    server.handle().append("INBOX", "x\n").unwrap();
    assert_eq!(line(&mut client), "* 2 EXISTS\r\n");
    client.get_mut().write_all(b"DONE\r\nc LOGOUT\r\n").unwrap();
    let mut said = String::new();
    client.read_to_string(&mut said).unwrap();
    assert!(said.ends_with("c OK LOGOUT completed\r\n"), "{said}");
    assert_eq!(client.get_mut().write(b"x").unwrap_err().kind(), ErrorKind::BrokenPipe);
}

#[test]
fn the_program_on_its_standard_streams() {
    let mut child = Command::new(env!("CARGO_BIN_EXE_imap-testkit"))
        .args(["--stdio", "--preauth", "--demo"])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    child.stdin.take().unwrap().write_all(b"a STATUS INBOX (MESSAGES)\r\nb LOGOUT\r\n").unwrap();
    let mut said = String::new();
    child.stdout.take().unwrap().read_to_string(&mut said).unwrap();
    assert!(said.starts_with("* PREAUTH") && said.contains("* STATUS INBOX (MESSAGES 6)"), "{said}");
    assert!(child.wait().unwrap().success());
}

#[test]
fn the_program_on_a_port() {
    let mut child =
        Command::new(env!("CARGO_BIN_EXE_imap-testkit")).arg("--tcp").stdout(Stdio::piped()).spawn().unwrap();
    let said = line(&mut BufReader::new(child.stdout.take().unwrap()));
    let addr = said.trim().strip_prefix("listening on ").unwrap().to_owned();
    let mut client = BufReader::new(TcpStream::connect(addr).unwrap());
    assert!(line(&mut client).starts_with("* OK"));
    child.kill().unwrap();
    child.wait().unwrap();
}

#[test]
fn the_program_refuses_nonsense() {
    for args in [&["--what"][..], &["--tcp", "x"], &["--ca-out"], &["--preauth"], &["--stdio", "--tls"]] {
        let done = Command::new(env!("CARGO_BIN_EXE_imap-testkit")).args(args).output().unwrap();
        assert!(!done.status.success() && done.stdout.is_empty() && !done.stderr.is_empty(), "{args:?}");
    }
}
