//! Constants and functions of the module.

use imap_blocking::Connector;
use imap_blocking::core::command::{Command, Noop, States};
use imap_blocking::core::conn::Config;
use imap_blocking::core::types::{Capability, format_internal_date, int_to_ap, parse_internal_date};
use imap_blocking::core::{FetchRow, Limits};
use imap_blocking::prelude::*;
use imap_testkit::Script;

use crate::{Result, ended, preauth, scripted};

#[test]
fn ports_are_arguments() {
    // imap.example.org is asked for nothing here.
    let clear = Connector::new("imap.example.org", 143);
    let secure = Connector::new("imap.example.org", 993);
    let shown = format!("{clear:?} {secure:?}");
    assert!(shown.contains("143") && shown.contains("993"), "{shown}");
}

#[test]
fn versions() -> Result {
    let (peer, mut s) = scripted("S: * PREAUTH [CAPABILITY IMAP4rev2] hi\nC: $1 NOOP\nS: $1 OK done\n!eof")?;
    s.noop()?;
    let known = s.capabilities().ok_or("it said so")?;
    assert!(known.has(&Capability::Imap4Rev2) && !known.has(&Capability::ext("IMAP4")?));
    ended(peer, s)
}

#[test]
fn commands_know_their_states() {
    assert_eq!(Noop::new().traits().states, States::Any);
}

#[test]
fn lines_are_limited() -> Result {
    let limits = Limits::default().with(|limits| limits.line = 1_000_000);
    let script = format!(
        "S: * PREAUTH hi\nC: $1 NOOP\nS: * X {}\nS: $1 OK\nC: $2 NOOP\nS: * X {}\n!eof",
        "x".repeat(900_000),
        "x".repeat(1_000_001)
    );
    let peer = Script::parse(&script)?.listen()?;
    let config = Config::default().limits(limits).allow_preauth();
    let mut s = Connector::new("localhost", peer.port()).config(config).tcp()?;
    s.noop()?;
    let error = s.noop().unwrap_err();
    assert_eq!(error.kind(), imap_blocking::ErrorKind::Protocol, "{error}");
    Ok(peer.join()?)
}

#[test]
fn functions() -> Result {
    assert_eq!(int_to_ap(65535), "PPPP");
    let row = FetchRow::from_wire(b"* 1 FETCH (FLAGS (\\Seen [x] y]))\r\n")?;
    let flags = row.flags().ok_or("FLAGS")?;
    assert!(flags.is_seen() && flags.iter().any(|flag| flag.to_string() == "y]") && flags.len() == 3);
    let date = parse_internal_date(b"12-Jan-2026 09:30:00 +0100").ok_or("a date")?;
    assert_eq!(format_internal_date(date)?, "12-Jan-2026 09:30:00 +0100");
    assert_eq!(parse_internal_date(b"12-Foo-2026 09:30:00 +0100"), None);
    let row = FetchRow::from_wire(b"* 1 FETCH (INTERNALDATE \"12-Jan-2026 09:30:00 +0100\")\r\n")?;
    assert_eq!(row.internal_date(), Some(date));
    Ok(())
}

#[test]
fn utf8_mode() -> Result {
    let script = "C: $1 ENABLE UTF8=ACCEPT\nS: * ENABLED UTF8=ACCEPT\nS: $1 OK done
        C: $2 CREATE \"Gr\\xc3\\xbc\\xc3\\x9fe\"\nS: $2 OK done\n!eof";
    let (peer, mut s) = preauth("ENABLE UTF8=ACCEPT", script)?;
    assert!(s.enable([Capability::Utf8Accept])?.has(&Capability::Utf8Accept));
    assert!(s.connection().enabled().has(&Capability::Utf8Accept));
    s.create("Grüße")?;
    ended(peer, s)
}
