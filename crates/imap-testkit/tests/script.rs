//! The scripted peer.

use std::io::{Read, Write};
use std::net::TcpStream;
use std::time::Duration;

use imap_testkit::{Mismatch, Next, Script};

/// Plays a script against octets said at once, and returns what the script said.
fn play(script: &str, said: &[u8]) -> Result<String, Mismatch> {
    let mut player = Script::parse(script).unwrap().player();
    let mut out = Vec::new();
    player.receive(said);
    loop {
        match player.advance()? {
            Next::Send(octets) => out.extend(octets),
            Next::Receive => player.receive_eof(),
            Next::Done | Next::Close => return Ok(String::from_utf8(out).unwrap()),
            _ => {}
        }
    }
}

#[test]
fn tags_are_captured_and_given_back() {
    let script = "S: * OK\nC: $1 LOGIN a b\nC: $2 NOOP\nS: $2 OK\nS: $1 OK done \\$1\n!eof\n";
    assert_eq!(play(script, b"x1 LOGIN a b\r\nx2 NOOP\r\n").unwrap(), "* OK\r\nx2 OK\r\nx1 OK done $1\r\n");
    let again = "C: $1 A\nC: $1 B\n";
    assert!(play(again, b"x A\r\nx B\r\n").is_ok());
    assert_eq!(play(again, b"x A\r\ny B\r\n").unwrap_err().line(), 2);
}

#[test]
fn literals_wildcards_and_raw_octets() {
    let script = "C: $1 APPEND INBOX {5}\nS: + go\nC~ a\\r\\nbc\nC:\nS~ * 1 FETCH (X {3}\\r\\n\nS: \\x00\\xff)\nC: $2 ...\n!any\n!skip 2\n!eof";
    let mut player = Script::parse(script).unwrap().player();
    player.receive(b"a APPEND INBOX {5}\r\na\r\nbc\r\nb what ever\r\nany\r\nxy");
    player.receive_eof();
    let mut out = Vec::new();
    while let Next::Send(octets) = player.advance().unwrap() {
        out.extend(octets);
    }
    assert_eq!(out, b"+ go\r\n* 1 FETCH (X {3}\r\n\0\xff)\r\n");
}

#[test]
fn mismatches_show_both_sides() {
    let mismatch = play("# hello\nC: $1 NOOP\nC: $1 CHECK\n", b"a NOOP\r\na CHEESE\r\n").unwrap_err();
    assert_eq!(
        (mismatch.line(), mismatch.expected(), mismatch.received()),
        (3, &b"a CHECK\r\n"[..], &b"a CHEESE\r\n"[..])
    );
    assert_eq!(
        mismatch.to_string(),
        "script line 3: the client said something else\n  expected: a CHECK\\r\\n\n  received: a CHEESE\\r\\n"
    );
    assert!(play("C: a\n", b"a\n").unwrap_err().to_string().contains("bare LF"));
    assert!(play("C: a\n", b"a").unwrap_err().to_string().contains("hung up"));
    assert!(play("!eof\n", b"a").unwrap_err().to_string().contains("was to hang up"));
    assert!(play("C~ abc\n", b"abx").unwrap_err().to_string().contains("something else"));
    assert!(play("S: $1\n", b"").unwrap_err().to_string().contains("variable"));
}

#[test]
fn pieces_repetition_and_pauses() {
    let mut player = Script::parse("!split 3\n!repeat 2\nS: ab\n!split 0\n!pause 5\nS: cd\n!close\nS: x")
        .unwrap()
        .player();
    let mut steps = Vec::new();
    loop {
        match player.advance().unwrap() {
            Next::Send(octets) => steps.push(String::from_utf8(octets).unwrap()),
            Next::Pause(time) => assert_eq!(time, Duration::from_millis(5)),
            _ => break,
        }
    }
    assert_eq!(steps, ["ab\r", "\nab", "\r\n", "cd\r\n"]);
}

#[test]
fn malformed_scripts_name_the_line() {
    for text in
        ["\nX", "\nS", "\n!what", "\n!pause", "\n!pause x", "\n!eof 1", "\nS: \\q", "\nC: $99999999999"]
    {
        assert_eq!(Script::parse(text).unwrap_err().line(), 2, "{text}");
    }
}

#[test]
fn one_script_for_each_connection() {
    let first = Script::parse("S: * OK one\n!close").unwrap();
    let second = Script::parse("S: * OK two\nC: $1 LOGOUT\nS: * BYE\nS: $1 OK\n!eof").unwrap();
    let listener = Script::listen_in_turn(vec![first, second]).unwrap();
    let mut said = String::new();
    TcpStream::connect(listener.addr()).unwrap().read_to_string(&mut said).unwrap();
    assert_eq!(said, "* OK one\r\n");
    let mut client = TcpStream::connect(("127.0.0.1", listener.port())).unwrap();
    client.write_all(b"z LOGOUT\r\n").unwrap();
    client.shutdown(std::net::Shutdown::Write).unwrap();
    said.clear();
    client.read_to_string(&mut said).unwrap();
    assert_eq!(said, "* OK two\r\n* BYE\r\nz OK\r\n");
    listener.join().unwrap();
}

#[test]
fn a_client_that_departs_is_reported_by_join() {
    let listener = Script::parse("S: * OK\nC: $1 NOOP\n").unwrap().listen().unwrap();
    let mut client = TcpStream::connect(listener.addr()).unwrap();
    client.write_all(b"a LOGOUT\r\n").unwrap();
    assert_eq!(listener.join().unwrap_err().line(), 2);

    let (mut client, running) = Script::parse("C: $1 NOOP").unwrap().connect().unwrap();
    client.write_all(b"a NOOP").unwrap();
    drop(client);
    assert!(running.join().unwrap_err().to_string().contains("hung up"));
}

#[test]
fn text_is_made_as_it_goes() {
    for split in [0, 7, 1000] {
        let mut player = Script::parse(&format!("!split {split}\n!octets 200000\nS: end")).unwrap().player();
        let mut said = Vec::new();
        while let Next::Send(octets) = player.advance().unwrap() {
            assert!((1..=if split == 0 { 66_000 } else { split }).contains(&octets.len()));
            said.extend(octets);
        }
        assert_eq!(said.len(), 200_000 + 5);
        assert!(said.ends_with(b"end\r\n"));
    }
    let mut player = Script::parse("!octets 157").unwrap().player();
    let Next::Send(octets) = player.advance().unwrap() else { panic!("nothing to send") };
    assert_eq!(octets, format!("{0}\r\n{0}\r\nx", "x".repeat(76)).as_bytes());
}
