//! Rules of a single argument.

use imap_proto_core::command::{Append, AppendStream, Fetch, Raw, Search, SearchKey, UidFetch};
use imap_proto_core::conn::Event;
use imap_proto_core::ext::Id;
use imap_proto_core::types::{SectionPath, TagPrefix, UidSet};
use imap_proto_core::{CloseReason, CommandError, EncodeError};

use super::hostile::{OCTETS, TEXTS};
use super::peer::{self, Arg, PLAIN, Peer, Stage};
use super::row::seq;

/// Everything is offered, so nothing hides behind a missing capability.
const ALL: &str = "IMAP4rev1 ID MOVE UIDPLUS ENABLE UTF8=ACCEPT SASL-IR AUTH=PLAIN AUTH=X LITERAL- BINARY";

fn last(args: &[Arg]) -> &[u8] {
    match args.last() {
        Some(Arg::List(members)) => match members.as_slice() {
            [name, Arg::Word(nil)] if nil == b"NIL" => name.octets(),
            members => last(members),
        },
        Some(arg) => arg.octets(),
        None => panic!("no argument"),
    }
}

#[test]
fn c07_c08_literals_wait_unless_the_server_said_otherwise() {
    for (capabilities, len, waits) in [
        (PLAIN, 5, true),
        ("IMAP4rev1 LITERAL-", 4096, false),
        ("IMAP4rev1 LITERAL-", 4097, true),
        ("IMAP4rev1 LITERAL-", 13_000, true),
        ("IMAP4rev2", 4096, false),
        ("IMAP4rev2", 4097, true),
        // Not enabled, so the server reads as RFC 3501 has it (RFC 9051 appendix A).
        ("IMAP4rev1 IMAP4rev2", 5, true),
        ("IMAP4rev1 LITERAL+", 60_000, false),
        ("IMAP4rev1 LITERAL+", (64 << 10) + 1, true),
    ] {
        let mut peer = Peer::new(capabilities, Stage::Authenticated);
        let cmd = peer.encode(Append::new("x", vec![b'm'; len])).unwrap();
        assert_eq!((cmd.waited, cmd.at_once.len()), (usize::from(waits), usize::from(!waits)), "{len}");
        assert_eq!(last(&cmd.args).len(), len);
    }
}

#[test]
fn c09_an_argument_never_announces_a_literal() {
    let mut peer = Peer::new(ALL, Stage::Selected);
    for wire in ["SEARCH X {4}", "{4}", "{4+}", "~{4}", "~{4+}", "a{0}", "X {4}\r\n"] {
        assert!(peer.encode(Raw::new("XFOO").unwrap().arg(wire)).is_err(), "{wire}");
    }
}

/// In wire form it may be several arguments, so that it is one line, and the text itself, is what can be asked.
#[test]
fn c09_an_argument_in_wire_form_stays_in_its_line() {
    let mut sent = 0;
    for text in TEXTS.iter().map(|text| text.as_bytes()).chain(OCTETS) {
        for mut peer in [Peer::new(ALL, Stage::Selected), Peer::utf8(ALL, Stage::Selected)] {
            let ticket = peer.conn.submit(Raw::new("XFOO").unwrap().arg(text.to_vec()));
            let wire = peer.written();
            if wire.is_empty() {
                assert!(matches!(peer.conn.take(&ticket), Some(Err(CommandError::Encode(_)))));
                peer.is_clean();
                continue;
            }
            let tag = peer.conn.tag_of(ticket.id()).unwrap();
            assert_eq!(wire, [tag.as_str().as_bytes(), b" XFOO ", text, b"\r\n"].concat());
            assert!(!text.iter().any(|octet| b"\0\r\n".contains(octet)), "{wire:?}");
            let count = |one| text.iter().filter(|octet| **octet == one).count();
            assert!(count(b'(') == count(b')') && !text.ends_with(b"}"), "{wire:?}");
            assert!(text.is_ascii() || peer.rules.utf8, "{wire:?}");
            sent += 1;
        }
    }
    assert!(sent > 20, "{sent}");
}

#[test]
fn c10_limits_of_id() {
    let mut peer = Peer::new(ALL, Stage::Authenticated);
    let fields = |n: usize| (0..n).fold(Id::new(), |id, n| id.field(format!("f{n}"), "v"));
    for (id, fine) in [
        (fields(30), true),
        (fields(31), false),
        (Id::new().field("k".repeat(30), "v"), true),
        (Id::new().field("k".repeat(31), "v"), false),
        (Id::new().field("k", "v".repeat(1024)), true),
        (Id::new().field("k", "v".repeat(1025)), false),
        (Id::new().field("k", "v").field("K", "w"), false),
    ] {
        assert_eq!(peer.encode(id).is_ok(), fine);
    }
}

#[test]
fn c17_header_names_and_parts() {
    for name in ["From)] X", "", "a b", "a:b", "a\r\nb", "\u{e4}", "a\0"] {
        assert!(SectionPath::header_fields(&[name]).is_err(), "{name:?}");
        assert!(SectionPath::header_fields_not(&["ok", name]).is_err(), "{name:?}");
        let mut peer = Peer::new(ALL, Stage::Selected);
        assert!(peer.encode(Search::new(SearchKey::header(name, "x"))).is_err(), "{name:?}");
    }
    assert!(SectionPath::part(&[1, 0]).is_err());
    for name in ["a\"b", "a\\b", "a]b", "a)b", "a{1}", "(", "%"] {
        let mut peer = Peer::new(ALL, Stage::Selected);
        let section = SectionPath::header_fields(&[name]).unwrap();
        let cmd = peer.encode(Fetch::new(seq()).body_peek(section)).unwrap();
        let Some(Arg::List(items)) = cmd.args.last() else { panic!("{cmd:?}") };
        assert_eq!(peer::section(items.last().unwrap().octets()).fields, [name.as_bytes()]);
    }
}

#[test]
fn c19_tag_prefixes() {
    for prefix in ["A\r\n", "+", "*", "", "A B", "1A", "\u{e4}", "ABCDEFGHI"] {
        assert!(TagPrefix::new(prefix).is_err(), "{prefix:?}");
    }
}

#[test]
fn c21_a_line_has_a_limit_and_says_what_helps() {
    let mut peer = Peer::new(ALL, Stage::Selected);
    let set = UidSet::from_numbers((1..2_000_000).step_by(2)).unwrap();
    let error = peer.encode(UidFetch::new(set)).unwrap_err();
    assert!(matches!(error, EncodeError::TooLong(_)) && error.to_string().contains("chunks"), "{error}");
}

#[test]
fn c22_an_upload_that_falls_short_closes_the_connection() {
    for announced_first in [true, false] {
        let capabilities = if announced_first { "IMAP4rev1 LITERAL+" } else { PLAIN };
        let mut peer = Peer::new(capabilities, Stage::Authenticated);
        let ticket = peer.conn.submit_upload(AppendStream::new("x", 1000));
        assert!(peer.written().starts_with(b"AAAA1 APPEND x {1000"));
        if !announced_first {
            peer.feed("+ go\r\n");
        }
        assert!(matches!(peer.events().last(), Some(Event::WantLiteral { remaining: 1000, .. })));
        assert_eq!(peer.conn.supply(ticket.id(), vec![b'x'; 999].into()), 1);
        peer.conn.abandon(ticket.id());
        peer.conn.submit(imap_proto_core::command::Noop::new());
        assert_eq!(peer.conn.closed(), Some(&CloseReason::UploadAbandoned));
        assert!(peer.written().is_empty(), "no padding, and no next command");
    }
    let mut peer = Peer::new(PLAIN, Stage::Authenticated);
    let error = peer.send(AppendStream::new("x", 1000));
    assert!(matches!(error, Err(CommandError::Encode(EncodeError::NeedsUpload))), "{error:?}");
}

#[test]
fn what_is_supplied_beyond_the_announcement_is_cut_off() {
    let mut peer = Peer::new("IMAP4rev1 LITERAL+", Stage::Authenticated);
    let ticket = peer.conn.submit_upload(AppendStream::new("x", 4));
    assert_eq!(peer.conn.supply(ticket.id(), "mail\r\nA9 DELETE INBOX\r\n".into()), 0);
    let cmd = peer.one(0);
    assert_eq!(last(&cmd.args), b"mail");
}
