//! What a peer can cost: each limit of framing and parsing at one below, at, and one above, through a connection
//! where it can be reached there. Queues and noise are in `conn_limits.rs`.

mod peer;

use imap_proto_core::command::{Authenticate, Fetch, LiteralPlan, UidFetch};
use imap_proto_core::conn::{Connection, Event, Ticket, Unsolicited};
use imap_proto_core::frame::{Framer, Phase};
use imap_proto_core::response::{Code, Data, FetchRow, Payload};
use imap_proto_core::sasl::FromFn;
use imap_proto_core::types::{SectionPath, SeqSet, UidSet};
use imap_proto_core::{CloseReason, CommandError, Leniency, Limits, ProtocolError};
use peer::{PLAIN, Peer, Stage};

fn fetching(peer: &mut Peer) -> (Ticket<Fetch>, String) {
    let ticket = peer.conn.submit(Fetch::new(SeqSet::all()).flags().envelope().body_structure().body());
    let tag = peer.one(0).tag;
    (ticket, tag)
}

/// The limit that ended the connection.
fn broken(conn: &Connection) -> Option<&'static str> {
    match conn.closed() {
        None => None,
        Some(CloseReason::Protocol(ProtocolError::Limit(limit))) => Some(limit.which),
        Some(other) => panic!("{other}"),
    }
}

/// The rows of `1:*` after these responses, of a session that goes on.
fn rows(wire: impl AsRef<[u8]>) -> (Vec<FetchRow>, Vec<Event>) {
    let mut peer = Peer::new(PLAIN, Stage::Selected);
    let (ticket, tag) = fetching(&mut peer);
    peer.feed(wire);
    let events = peer.events();
    peer.feed(format!("{tag} OK done\r\n"));
    let rows = peer.conn.take(&ticket).unwrap().unwrap();
    peer.is_clean();
    (rows, events)
}

#[test]
fn an_announcement_allocates_nothing() {
    for power in 15..=63_u32 {
        let announced = 1_u64 << power;
        let mut framer = Framer::new(&Limits::default(), &Leniency::default());
        framer.set_phase(Phase::Authenticated);
        framer.feed(format!("* 1 FETCH (BODY[] {{{announced}}}\r\n").as_bytes());
        let next = framer.next_frame(&mut |_, _| LiteralPlan::Buffer);
        if announced > 4 << 30 {
            let limited = matches!(&next, Err(ProtocolError::Limit(limit)) if limit.which == "discard");
            assert!(limited || matches!(next, Err(ProtocolError::LiteralOverflow)), "2^{power}: {next:?}");
            assert_eq!(framer.buffered(), 0);
            continue;
        }
        assert!(next.unwrap().is_none());
        for chunk in 0..40 {
            let lent = framer.slot().len();
            assert!((1..=32 << 10).contains(&lent), "2^{power}: {lent} octets are lent");
            framer.filled(lent.min(100));
            assert!(framer.next_frame(&mut |_, _| LiteralPlan::Buffer).unwrap().is_none());
            assert!(framer.buffered() <= 100 * (chunk + 1) + 64, "more is held than came");
        }
    }
}

#[test]
fn a_literal_cut_short_is_the_end_in_the_middle() {
    for (power, fatal) in (15..=63).map(|power| (power, power > 32)) {
        let mut peer = Peer::new(PLAIN, Stage::Selected);
        let (ticket, _) = fetching(&mut peer);
        peer.feed(format!("* 1 FETCH (BODY[] {{{}}}\r\nSubject: x\r\n", 1_u64 << power));
        peer.conn.handle_eof();
        let reason = peer.conn.closed().cloned().unwrap();
        match peer.conn.take(&ticket) {
            Some(Err(CommandError::Closed(told))) => assert_eq!(told, reason),
            other => panic!("a row was made of half a literal: {other:?}"),
        }
        match reason {
            CloseReason::Eof(true) => assert!(!fatal),
            CloseReason::Protocol(ProtocolError::Limit(limit)) => assert!(fatal && limit.which == "discard"),
            CloseReason::Protocol(ProtocolError::LiteralOverflow) => assert_eq!(power, 63),
            other => panic!("2^{power}: {other}"),
        }
    }
}

#[test]
fn the_end_at_a_boundary_is_not_in_the_middle() {
    for (wire, middle) in [("", false), ("* 1 EXISTS\r\n", false), ("* 1 EXI", true), ("\r", true)] {
        let mut peer = Peer::new(PLAIN, Stage::Selected);
        peer.feed(wire);
        peer.conn.handle_eof();
        assert_eq!(peer.conn.closed(), Some(&CloseReason::Eof(middle)), "{wire:?}");
    }
}

#[test]
fn line_limits_before_authentication() {
    // The line end does not count; the greeting is a line like any other.
    for (octets, dead) in [(8191, false), (8192, false), (8193, true)] {
        let line = format!("{:x<octets$}", "* OK ");
        let mut conn = Connection::new(imap_proto_core::conn::Config::default());
        conn.handle_input(format!("{line}\r\n").as_bytes());
        assert_eq!(broken(&conn), dead.then_some("line_before_auth"), "greeting of {octets}");
        for start in ["* OK ", "* SEARCH ", "* LIST ", "* 1 FETCH ("] {
            let mut peer = Peer::new(PLAIN, Stage::Greeted);
            peer.feed(format!("{start:x<octets$}"));
            // Whether an octet more is the line end is seen when it comes.
            assert_eq!(broken(&peer.conn), dead.then_some("line_before_auth"), "{start} of {octets}");
            peer.feed("\r\n");
            assert_eq!(broken(&peer.conn), dead.then_some("line_before_auth"), "{start} of {octets}");
        }
    }
}

#[test]
fn line_limits_after_authentication() {
    let cases = [
        ("* LIST ", 1 << 20, "line"),
        ("* XFOO ", 1 << 20, "line"),
        ("* OK ", 4 << 20, "line_status"),
        ("* SEARCH ", 16 << 20, "line_numeric"),
    ];
    for (start, limit, which) in cases {
        for (octets, dead) in [(limit - 1, false), (limit, false), (limit + 1, true)] {
            let mut peer = Peer::new(PLAIN, Stage::Authenticated);
            peer.feed(format!("{start}{}\r\n", "1".repeat(octets - start.len())));
            assert_eq!(broken(&peer.conn), dead.then_some(which), "{start} of {octets}");
            assert!(peer.conn.searched() <= octets as u64 + 200);
        }
    }
}

#[test]
fn line_limit_of_a_challenge() {
    let limit = (16 << 10) + 8;
    for (octets, dead) in [(limit - 1, false), (limit, false), (limit + 1, true)] {
        let mut peer = Peer::new("IMAP4rev1 AUTH=X", Stage::Greeted);
        peer.conn.submit(Authenticate::new(FromFn::new("X", |_: &[u8]| Some(Vec::new()))));
        peer.one(0);
        peer.feed(format!("{:A<octets$}\r\n", "+ "));
        assert_eq!(broken(&peer.conn), dead.then_some("line_sasl"), "{octets}");
    }
}

/// `count` multiparts within each other, one text in the middle.
fn nested(count: usize) -> String {
    let leaf = "(\"TEXT\" \"PLAIN\" NIL NIL NIL \"7BIT\" 1 1)";
    format!("{}{leaf}{}", "(".repeat(count), " \"MIXED\")".repeat(count))
}

#[test]
fn nesting_of_parts() {
    // The list of the row, the multiparts, the text.
    for (depth, fine) in [(63, true), (64, true), (65, false), (1000, false), (50_000, false)] {
        let (rows, _) =
            rows(format!("* 1 FETCH (UID 9 BODYSTRUCTURE {} FLAGS (\\Seen))\r\n", nested(depth - 2)));
        let structure = rows.first().and_then(FetchRow::body_structure);
        assert_eq!(structure.is_some(), fine, "{depth}");
        if let Some(body) = structure {
            assert_eq!(body.parts().count(), depth - 1);
        }
    }
}

#[test]
fn open_parentheses_without_end() {
    for wire in [
        format!("* 1 FETCH (BODYSTRUCTURE {})\r\n", "(".repeat(200_000)),
        format!("* 1 FETCH (BODYSTRUCTURE {}\r\n", "(".repeat(200_000)),
        format!("* 1 FETCH (ENVELOPE {}\r\n", "(".repeat(200_000)),
        format!("* 1 FETCH (X {}\r\n", "(".repeat(200_000)),
        format!("* 1 FETCH {}\r\n", "(".repeat(200_000)),
        format!("* XFOO {}{}\r\n", "(".repeat(200_000), ")".repeat(200_000)),
        format!("* OK [XFOO {}] x\r\n", "(".repeat(200_000)),
        format!("* LIST () \"/\" x {}\r\n", "(".repeat(200_000)),
        format!("* NAMESPACE {}\r\n", "(".repeat(200_000)),
    ] {
        let (rows, events) = rows(&wire);
        assert!(rows.iter().all(|row| row.envelope().is_none() && row.body_structure().is_none()));
        assert!(rows.len() + events.len() >= 1, "nothing is lost: {}", &wire[..30]);
    }
}

#[test]
fn empty_literals_without_end() {
    let literals = |count: usize| format!("* 1 FETCH (X ({}))\r\n", "{0}\r\n ".repeat(count));
    for (count, dead) in [(9_999, false), (10_000, false), (10_001, true), (200_000, true)] {
        let mut peer = Peer::new(PLAIN, Stage::Selected);
        let before = peer.conn.searched();
        let wire = literals(count);
        peer.feed(&wire);
        assert_eq!(broken(&peer.conn), dead.then_some("literals"), "{count}");
        assert!(peer.conn.searched() - before <= wire.len() as u64, "octets were searched twice");
    }
}

#[test]
fn flags_in_a_list() {
    let list = |count: usize| (0..count).map(|n| format!("k{n}")).collect::<Vec<_>>().join(" ");
    for (count, fine) in [(9_999, true), (10_000, true), (10_001, false)] {
        let (_, events) = rows(format!("* FLAGS ({})\r\n", list(count)));
        match &events[..] {
            [Event::Unsolicited(Unsolicited::Flags(flags))] => assert!(fine && flags.len() == count),
            [Event::Malformed(malformed)] => assert!(!fine && malformed.error.rule.contains("limit")),
            other => panic!("{other:?}"),
        }
        let (rows, _) = rows(format!("* 1 FETCH (FLAGS ({}) UID 5)\r\n", list(count)));
        assert_eq!(
            rows.first().is_some_and(|row| row.flags().is_some_and(|f| f.len() == count)),
            fine,
            "{count}"
        );
    }
}

#[test]
fn addresses_parts_and_capabilities() {
    for (count, fine) in [(9_999, true), (10_000, true), (10_001, false)] {
        let list = "(NIL NIL \"a\" \"b\")".repeat(count);
        let (found, _) =
            rows(format!("* 1 FETCH (ENVELOPE (NIL NIL NIL NIL NIL ({list}) NIL NIL NIL NIL))\r\n"));
        let envelope = found.first().and_then(FetchRow::envelope);
        assert_eq!(envelope.is_some_and(|envelope| envelope.to().len() == count), fine, "{count} addresses");
        // The multipart around them is a part as well.
        let leaves = "(\"A\" \"B\" NIL NIL NIL \"7BIT\" 1)".repeat(count - 1);
        let (found, _) = rows(format!("* 1 FETCH (BODYSTRUCTURE ({leaves} \"MIXED\"))\r\n"));
        let body = found.first().and_then(FetchRow::body_structure);
        assert_eq!(body.is_some_and(|body| body.parts().count() == count), fine, "{count} parts");
    }
    for (count, fine) in [(511, true), (512, true), (513, false)] {
        let words: Vec<_> = (0..count).map(|n| format!("X{n}")).collect();
        let (_, events) = rows(format!("* CAPABILITY {}\r\n", words.join(" ")));
        let kept =
            matches!(&events[..], [Event::Unsolicited(Unsolicited::Capability(set))] if set.len() == count);
        assert_eq!(kept, fine, "{count} capabilities: {events:?}");
    }
}

#[test]
fn a_body_above_its_limit_is_left_out_and_the_session_goes_on() {
    for (len, omitted) in [(99_999_u64, false), (100_000, false), (100_001, true), (3_000_000, true)] {
        let mut peer = Peer::with_limits(PLAIN, Stage::Selected, |l| l.literal = 100_000);
        let (ticket, tag) = fetching(&mut peer);
        let body = vec![b'\n'; len as usize];
        for section in ["BODY[]", "RFC822", "BODY[1.TEXT]<0>", "BINARY[1]"] {
            peer.feed(format!("* 1 FETCH (UID 7 {section} {{{len}}}\r\n"));
            peer.feed(&body);
            peer.feed(" FLAGS (\\Seen))\r\n");
        }
        peer.feed(format!("{tag} OK done\r\n"));
        let rows = peer.conn.take(&ticket).unwrap().unwrap();
        assert_eq!(rows.len(), 4);
        for row in rows {
            assert!(
                row.uid() == Some(7) && row.flags().is_some_and(|flags| flags.is_seen()),
                "the rest is there"
            );
            match row.sections().first().map(|section| section.data()) {
                Some(Payload::Data(octets)) => assert!(!omitted && octets.len() as u64 == len),
                Some(Payload::Omitted { len: told }) => assert!(omitted && *told == len),
                other => panic!("{other:?}"),
            }
        }
        peer.is_clean();
    }
}

#[test]
fn an_omitted_body_costs_no_memory() {
    let mut framer = Framer::new(&Limits::default().with(|l| l.literal = 1 << 20), &Leniency::default());
    framer.set_phase(Phase::Authenticated);
    framer.feed(format!("* 1 FETCH (BODY[] {{{}}}\r\n", 64 << 20).as_bytes());
    let mut left = 64_usize << 20;
    while left > 0 {
        assert!(framer.next_frame(&mut |_, _| LiteralPlan::Buffer).unwrap().is_none());
        assert!(framer.buffered() < 100 + (256 << 10), "{} octets are held", framer.buffered());
        let lent = framer.slot().len();
        assert!(lent <= 256 << 10);
        framer.filled(lent.min(left));
        left -= lent.min(left);
    }
    framer.feed(b")\r\n");
    let frame = framer.next_frame(&mut |_, _| LiteralPlan::Buffer).unwrap().unwrap();
    assert!(frame.octets() > 64 << 20 && frame.text().len() < 100);
}

#[test]
fn other_literals_above_their_limit_are_fatal_at_the_announcement() {
    for start in
        ["* 1 FETCH (ENVELOPE (NIL", "* LIST () \"/\"", "* 1 FETCH (X-GM-LABELS", "* STATUS", "* XFOO ("]
    {
        for (len, dead) in [(65_535, false), (65_536, false), (65_537, true)] {
            let mut peer = Peer::new(PLAIN, Stage::Selected);
            peer.feed(format!("{start} {{{len}}}\r\n"));
            assert_eq!(broken(&peer.conn), dead.then_some("literal_other"), "{start} {len}");
        }
    }
    for (len, dead) in [((1 << 20) - 1, false), (1 << 20, false), ((1 << 20) + 1, true)] {
        let mut peer = Peer::new(PLAIN, Stage::Selected);
        peer.feed(format!("* METADATA \"\" (/x {{{len}}}\r\n"));
        assert_eq!(peer.conn.closed().is_some(), dead, "METADATA {len}");
    }
}

#[test]
fn literals_before_authentication() {
    for start in ["* 1 FETCH (BODY[]", "* LIST () \"/\"", "* ID (\"name\""] {
        for (len, dead) in [(4095, false), (4096, false), (4097, true), (u32::MAX as usize, true)] {
            let mut peer = Peer::new(PLAIN, Stage::Greeted);
            peer.feed(format!("{start} {{{len}}}\r\n"));
            assert_eq!(broken(&peer.conn), dead.then_some("literal_before_auth"), "{start} {len}");
        }
    }
}

#[test]
fn a_whole_response_has_a_limit() {
    // Three names of 40,000 octets; the third does not fit.
    let mut peer = Peer::with_limits(PLAIN, Stage::Authenticated, |l| l.response = 100_000);
    let name = "x".repeat(40_000);
    let part = |start: &str| format!("{start} {{40000}}\r\n{name}");
    peer.feed([part("* XFOO ("), part(""), part("")].concat());
    assert_eq!(broken(&peer.conn), Some("response"));
}

#[test]
fn numbers_above_their_type_are_no_numbers() {
    for wire in [
        "* 4294967296 EXISTS\r\n",
        "* 18446744073709551616 EXISTS\r\n",
        "* 99999999999999999999999 EXPUNGE\r\n",
        "* SEARCH 4294967296\r\n",
        "* SEARCH 0\r\n",
        "* 0 EXPUNGE\r\n",
        "* 5000000000 FETCH (FLAGS ())\r\n",
        "* STATUS x (MESSAGES 4294967296)\r\n",
        "* OK [UIDVALIDITY 99999999999999999999] x\r\n",
        "* OK [UIDNEXT 0] x\r\n",
    ] {
        let mut peer = Peer::new(PLAIN, Stage::Selected);
        let before = peer.conn.selected().cloned();
        peer.feed(wire);
        let events = peer.events();
        let told = |event: &Event| matches!(event, Event::Malformed(_) | Event::Violation(_));
        let kept = |event: &Event| match event {
            Event::Unsolicited(Unsolicited::MailboxStatus(row)) => {
                !row.damaged().is_empty() || row.messages().is_none()
            }
            Event::Unsolicited(Unsolicited::Other(data)) => matches!(data, Data::Unknown { .. }),
            Event::Unsolicited(Unsolicited::Status(status)) => {
                matches!(status.code, Some(Code::Other { .. }))
            }
            _ => false,
        };
        assert!(events.iter().any(|event| told(event) || kept(event)), "{wire:?}: {events:?}");
        assert_eq!(peer.conn.selected().cloned(), before, "{wire:?} changed the view");
        peer.is_clean();
    }
}

#[test]
fn ranges_are_never_expanded() {
    let mut peer = Peer::new(PLAIN, Stage::Selected);
    peer.feed("* VANISHED (EARLIER) 1:4294967295\r\n");
    let events = peer.events();
    let [Event::Unsolicited(Unsolicited::Vanished { earlier: true, uids })] = &events[..] else {
        panic!("{events:?}")
    };
    assert_eq!(uids.len_numbers(), Some(u64::from(u32::MAX)));
    assert!(uids.expand(100_000).is_err());
    peer.feed("* OK [COPYUID 1 1:4294967295 1:4294967295] x\r\n* OK [COPYUID 1 1:3 11:12] x\r\n");
    assert!(!peer.events().is_empty());
    let ticket = peer.conn.submit(UidFetch::new(UidSet::all()).body_peek(SectionPath::all()));
    let tag = peer.one(0).tag;
    peer.feed(format!("{tag} OK done\r\n"));
    assert!(peer.conn.take(&ticket).unwrap().unwrap().is_empty());
}
