use std::sync::Arc;

use super::super::date::DateTime;
use super::super::flags::Flags;
use super::*;

fn message() -> Message {
    Message {
        uid: 7,
        flags: Flags::from_names(&["\\Seen", "$Work"]),
        date: DateTime::parse(b"02-Mar-2024 23:30:00 -0100").unwrap(),
        octets: Arc::from(
            &b"Date: Fri, 1 Mar 2024 10:00:00 +0000\r\nFrom: Ann <ann@example.org>\r\n\
            Subject: =?utf-8?Q?Gr=C3=BC=C3=9Fe?=\r\nX-Empty:\r\n\r\nHello World\r\n"[..],
        ),
        changed: 0,
        changed_by: 0,
    }
}

fn found(keys: &str) -> bool {
    let key = parse(&mut Args::new(keys.as_bytes()), Highest { number: 3, uid: 9 }).unwrap();
    key.matches(Candidate { number: 2, message: &message(), recent: false })
}

#[test]
fn keys_that_match() {
    for keys in [
        "ALL",
        "SEEN",
        "UNDELETED",
        "KEYWORD $Work",
        "UNKEYWORD x",
        "OLD",
        "2:*",
        "UID 1:7",
        "LARGER 10",
        "SMALLER 10000",
        "SINCE 2-Mar-2024",
        "ON \"2-Mar-2024\"",
        "BEFORE 3-Mar-2024",
        "SENTON 1-Mar-2024",
        "SENTSINCE 1-Mar-2024",
        "FROM ann",
        "SUBJECT \"grüße\"",
        "SUBJECT \"=?utf-8?q?\"",
        "HEADER X-Empty \"\"",
        "BODY \"hello w\"",
        "TEXT ANN",
        "NOT DELETED",
        "OR DELETED SEEN",
        "(SEEN (ALL NOT DRAFT)) OLD",
        "1,2",
        "or (1) (2)",
    ] {
        assert!(found(keys), "{keys}");
    }
}

#[test]
fn keys_that_do_not_match() {
    for keys in [
        "UNSEEN",
        "DELETED",
        "KEYWORD x",
        "NEW",
        "RECENT",
        "1",
        "UID 8:*",
        "SMALLER 10",
        "BEFORE 2-Mar-2024",
        "SINCE 3-Mar-2024",
        "SENTON 2-Mar-2024",
        "FROM bob",
        "HEADER X-None \"\"",
        "BODY ann",
        "OR DELETED DRAFT",
        "SEEN NOT SEEN",
        "CC ann",
    ] {
        assert!(!found(keys), "{keys}");
    }
}

#[test]
fn malformed_keys() {
    let deep = format!("{}ALL", "NOT ".repeat(40));
    let many = vec!["ALL"; KEYS + 1].join(" ");
    let long = format!("TEXT {}", "x".repeat(NEEDLE + 1));
    for keys in ["", "FOO", "4", "SINCE yesterday", "OR ALL", "(ALL", "FROM", "UID x", &deep, &many, &long] {
        assert!(parse(&mut Args::new(keys.as_bytes()), Highest { number: 3, uid: 9 }).is_err(), "{keys}");
    }
}
