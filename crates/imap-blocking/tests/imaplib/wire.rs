//! What holds for all commands.

use std::sync::{Arc, Mutex};

use imap_blocking::core::command::{Fetch, Noop, Raw, SearchKey, Status};
use imap_blocking::core::conn::{Config, TapLine};
use imap_blocking::core::response::{Code, StatusItem};
use imap_blocking::core::{CloseReason, Event, Leniency, Limits, SectionPath, SeqSet, Unsolicited};
use imap_blocking::prelude::*;
use imap_blocking::{Connector, connect_tcp};
use imap_testkit::{Script, Server};

use crate::{Result, demo, ended, preauth, selected};

#[test]
fn many_at_once() -> Result {
    let (_server, mut s) = demo()?;
    let inbox = s.submit(Status::new("INBOX", [StatusItem::Messages]));
    let other = s.submit(Status::new("Sent", [StatusItem::Messages]));
    assert_eq!(s.wait(other)?.messages(), Some(1));
    assert_eq!(s.wait(inbox)?.messages(), Some(6));
    Ok(())
}

#[test]
fn quoting() -> Result {
    let (peer, mut s) = selected(
        "LITERAL+",
        "C: $1 CREATE \"a b\"\nS: $1 OK\nC: $2 CREATE \"\\\\\"x\\\\\"\"\nS: $2 OK\nC: $3 CREATE a&AAk-b\nS: $3 OK
        C: $4 CREATE Gr&APwA3w-e\nS: $4 OK
        C: $5 SEARCH SUBJECT {14+}\nC~ x\\r\\nA1 DELETE y\nC:\nS: * SEARCH 1\nS: $5 OK\n!eof",
    )?;
    s.create("a b")?;
    s.create("\"x\"")?;
    s.create("a\tb")?;
    s.create("Grüße")?;
    assert_eq!(s.search(SearchKey::subject("x\r\nA1 DELETE y"))?.numbers, [1]);
    ended(peer, s)
}

#[test]
fn results_and_news_are_kept_apart() -> Result {
    let (peer, mut s) = selected(
        "",
        "C: $1 NOOP\nS: * 2 FETCH (FLAGS (\\\\Seen))\nS: $1 OK
        C: $2 FETCH 1 (BODY.PEEK[])\nS: * 1 FETCH (BODY[] {5}\nS~ hello\nS: )\nS: * 5 EXISTS\nS: $2 OK\n!eof",
    )?;
    s.noop()?;
    let rows = s.run(Fetch::new(SeqSet::one(1)?).body_peek(SectionPath::all()))?;
    assert_eq!((rows.len(), rows[0].seq()), (1, 1));
    assert_eq!(rows[0].body().map(|body| &body[..]), Some(&b"hello"[..]));
    let events: Vec<Event> = s.events().collect();
    assert!(
        matches!(&events[..], [
        Event::Unsolicited(Unsolicited::Fetch(row)),
        Event::Unsolicited(Unsolicited::Exists(5)),
    ] if row.seq() == 2),
        "{events:?}"
    );
    ended(peer, s)
}

#[test]
fn codes() -> Result {
    let (peer, mut s) =
        preauth("", "C: $1 COPY ...\nS: $1 OK\nC: $2 SELECT b\nS: $2 NO [TRYCREATE] none ] here\n!eof")?;
    s.run(Raw::new("COPY")?.atom("x"))?;
    let error = s.select("b").unwrap_err();
    let refused = error.refused().ok_or("a NO")?;
    assert_eq!(refused.status.code, Some(Code::TryCreate));
    assert!(refused.status.text == "none ] here");
    ended(peer, s)
}

#[test]
fn lines() -> Result {
    // Lower case, a blank line, and a literal that ends its response with another one.
    let script = "C: $1 LIST \"\" *\nS: * list () \"/\" {3}\nS~ a b\nS:\nS:\nS:\nS: $1 ok done\n!eof";
    let (peer, mut s) = preauth("", script)?;
    let list = s.list("", "*")?;
    assert!(list.len() == 1 && list[0].name().to_string() == "a b");
    drop(s);
    peer.join()?;
    // A bare LF ends a status if it is let, and nothing else.
    for (forgiven, strange) in [(true, 1), (false, 0)] {
        let script = "S: * PREAUTH hi\nC: $1 NOOP\nS: $1 OK one\\n* X\nC: $2 NOOP\nS: $2 OK\n!eof";
        let peer = Script::parse(script)?.listen()?;
        let leniency = Leniency::default().with(|l| l.bare_lf = forgiven);
        let config = Config::default().leniency(leniency).allow_preauth();
        let mut s = Connector::new("localhost", peer.port()).config(config).tcp()?;
        s.noop()?;
        s.noop()?;
        assert_eq!(s.events().count(), strange);
        drop(s);
        peer.join()?;
    }
    Ok(())
}

#[test]
fn bye() -> Result {
    let (peer, mut s) = preauth("", "C: $1 NOOP\nS: * BYE down\n!eof")?;
    let error = s.run(Noop::new()).unwrap_err();
    assert!(matches!(&error, Error::Closed(CloseReason::Bye(status)) if status.text == "down"), "{error}");
    ended(peer, s)
}

#[test]
fn literals_are_not_believed() -> Result {
    let script = "S: * PREAUTH hi\nC: $1 NOOP\nS: * 1 FETCH (BODY[] {9000000000000000000}\nS~ short\n!close";
    let peer = Script::parse(script)?.listen()?;
    let limits = Limits::default().with_literal(1 << 20);
    let config = Config::default().limits(limits).allow_preauth();
    let mut s = Connector::new("localhost", peer.port()).config(config).tcp()?;
    assert!(s.noop().is_err());
    ended(peer, s)
}

#[test]
fn no_secret_is_seen() -> Result {
    let server = Server::demo().listen_tcp()?;
    let seen = Arc::new(Mutex::new(String::new()));
    let log = Arc::clone(&seen);
    let mut s = connect_tcp("localhost", server.port())?;
    s.set_tap(Some(Box::new(move |line: TapLine<'_>| *log.lock().unwrap() += &format!("{line}\n"))));
    assert!(s.login("demo", "open-sesame").is_err());
    s.set_tap(Some(Box::new(|line: TapLine<'_>| eprintln!("{line}"))));
    s.login("demo", "demo")?;
    let seen = seen.lock().unwrap();
    assert!(seen.contains("LOGIN demo") && !seen.contains("sesame"), "{seen}");
    Ok(())
}
