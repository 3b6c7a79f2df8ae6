//! What Python's imaplib measurably does, where it is sane: its four utilities, its line ends, its greeting and its
//! traps. Numbers in comments are those of its own test suite or of bugs.python.org.

mod peer;

use imap_proto_core::command::{
    Append, Create, Idle, List, Login, Logout, Noop, Search, SearchKey, Select, Store,
};
use imap_proto_core::conn::{Config, Connection, Event, Path, State, Unsolicited};
use imap_proto_core::response::{Code, FetchRow, ListEntry, StatusKind};
use imap_proto_core::types::{
    Flag, FlagSet, SeqSet, TagPrefix, crlf, format_internal_date, int_to_ap, parse_internal_date,
};
use imap_proto_core::{CloseReason, CommandError, ProtocolError};
use peer::{Arg, PLAIN, Peer, Stage, written};
use time::{Month, OffsetDateTime, UtcOffset};

#[test]
fn int2ap() {
    for (number, text) in [
        (0, ""),
        (1, "B"),
        (15, "P"),
        (16, "BA"),
        (4096, "BAAA"),
        (65535, "PPPP"),
        (-255, "PP"),
        (i64::MIN, "IAAAAAAAAAAAAAAA"),
    ] {
        assert_eq!(int_to_ap(number), text);
    }
    // The tag prefix of a session: 4096 ..= 65535 there, always four letters here.
    for number in [0_u16, 1, 4095, 4096, 65535] {
        assert_eq!(TagPrefix::from_random(number).to_string().len(), 4);
    }
    assert_eq!(TagPrefix::from_random(4096).to_string(), int_to_ap(4096));
}

fn instant(year: i32, month: Month, day: u8, (hour, minute, second): (u8, u8, u8)) -> i64 {
    let date = time::Date::from_calendar_date(year, month, day).unwrap();
    date.with_hms(hour, minute, second).unwrap().assume_utc().unix_timestamp()
}

#[test]
fn internaldate2tuple() {
    let new_year = instant(2000, Month::January, 1, (0, 0, 0));
    for (text, expected) in [
        ("01-Jan-2000 00:00:00 +0000", new_year),
        ("01-Jan-2000 11:30:00 +1130", new_year),
        ("31-Dec-1999 12:30:00 -1130", new_year),
        (" 1-Jan-2000 00:00:00 +0000", new_year),
        // bpo-10941: an hour that some local clock leaves out is an hour all the same.
        ("02-Apr-2000 02:30:00 +0000", instant(2000, Month::April, 2, (2, 30, 0))),
        ("02-Apr-2000 03:30:00 +0000", instant(2000, Month::April, 2, (3, 30, 0))),
        ("17-Jul-1996 02:44:25 -0700", instant(1996, Month::July, 17, (9, 44, 25))),
        ("29-Feb-2024 23:59:59 +0000", instant(2024, Month::February, 29, (23, 59, 59))),
    ] {
        let read = parse_internal_date(text.as_bytes()).map(OffsetDateTime::unix_timestamp);
        assert_eq!(read, Some(expected), "{text}");
        let row = format!("* 25 FETCH (INTERNALDATE \"{text}\")\r\n");
        let row = FetchRow::from_wire(row.as_bytes()).unwrap();
        assert_eq!(row.internal_date().map(OffsetDateTime::unix_timestamp), Some(expected), "{text}");
    }
    // No date, an unknown month (a KeyError there), and what cannot be.
    for text in [
        "",
        "nothing",
        "01-Foo-2000 00:00:00 +0000",
        "32-Jan-2000 00:00:00 +0000",
        "01-Jan-2000 24:00:00 +0000",
    ] {
        assert_eq!(parse_internal_date(text.as_bytes()), None, "{text}");
    }
}

#[test]
fn time2internaldate() {
    // test_imaplib: 2000000000 in a zone of two hours, one digit or two.
    let zone = |hours, minutes| UtcOffset::from_hms(hours, minutes, 0).unwrap();
    for (seconds, zone, text) in [
        (2_000_000_000, zone(2, 0), "18-May-2033 05:33:20 +0200"),
        (2_000_000_000, zone(0, 0), "18-May-2033 03:33:20 +0000"),
        (2_000_000_000, zone(-3, -30), "18-May-2033 00:03:20 -0330"),
        (0, zone(0, 0), " 1-Jan-1970 00:00:00 +0000"),
        (-1, zone(5, 45), " 1-Jan-1970 05:44:59 +0545"),
    ] {
        let at = OffsetDateTime::from_unix_timestamp(seconds).unwrap().to_offset(zone);
        assert_eq!(format_internal_date(at).unwrap(), text);
        assert_eq!(parse_internal_date(text.as_bytes()), Some(at));
        // imaplib pads with a zero; servers that echo that are read as well.
        assert_eq!(
            parse_internal_date(text.replacen(' ', "0", usize::from(text.starts_with(' '))).as_bytes()),
            Some(at)
        );
        let mut peer = Peer::new(PLAIN, Stage::Authenticated);
        let cmd = peer.send(Append::new("x", "m").date(at)).unwrap();
        assert_eq!(cmd.args[2], Arg::Quoted(text.as_bytes().to_vec()), "the epoch is a date too");
    }
}

fn flags_of(row: &str) -> Vec<String> {
    let row = FetchRow::from_wire(format!("* 1 FETCH ({row})\r\n").as_bytes()).unwrap();
    row.flags().map(FlagSet::iter).into_iter().flatten().map(|flag| flag.to_string()).collect()
}

#[test]
fn parse_flags() {
    assert_eq!(flags_of("FLAGS (\\Seen \\Deleted)"), ["\\Deleted", "\\Seen"]);
    assert_eq!(flags_of("FLAGS (\\Seen foo \\Deleted)"), ["\\Seen", "foo", "\\Deleted"]);
    assert!(flags_of("FLAGS ()").is_empty());
    assert!(flags_of("UID 5").is_empty());
    // bpo-21815: `]` in flags, which Gmail makes.
    assert_eq!(flags_of("FLAGS ([test] foo] \\Seen a[b)"), ["[test]", "foo]", "\\Seen", "a[b"]);
    assert_eq!(flags_of("UID 1 FLAGS (x) RFC822.SIZE 5"), ["x"]);
}

#[test]
fn brackets_in_codes_and_in_text() {
    let mut peer = Peer::new(PLAIN, Stage::Selected);
    peer.feed("* OK [PERMANENTFLAGS (\\Answered [test] foo] \\*)] flags]\r\n");
    peer.feed("* OK [UIDNEXT 5] see [1] and ]\r\n");
    let codes: Vec<Code> = peer
        .events()
        .into_iter()
        .map(|event| match event {
            Event::Unsolicited(Unsolicited::Status(status)) => status.code.unwrap(),
            other => panic!("{other:?}"),
        })
        .collect();
    let [Code::PermanentFlags(flags), Code::UidNext(5)] = &codes[..] else { panic!("{codes:?}") };
    assert!(flags.iter().map(|flag| flag.to_string()).eq(["\\Answered", "[test]", "foo]", "\\*"]));
    // What the server lists can be stored.
    let cmd = peer
        .send(Store::add(SeqSet::one(1).unwrap(), flags.iter().filter(|flag| *flag != Flag::Any)))
        .unwrap();
    assert!(format!("{:?}", cmd.args).len() > 20);
}

#[test]
fn line_ends_of_a_message() {
    for (message, sent) in [
        ("a\nb", "a\r\nb"),
        ("a\rb", "a\r\nb"),
        ("a\r\nb", "a\r\nb"),
        ("\n\r\r\n\n", "\r\n\r\n\r\n\r\n"),
        ("", ""),
        ("\r", "\r\n"),
        ("a\r\r\nb", "a\r\n\r\nb"),
    ] {
        assert_eq!(crlf(message.as_bytes()), sent.as_bytes(), "{message:?}");
        let mut peer = Peer::new(PLAIN, Stage::Authenticated);
        // imaplib does so silently; here the caller asks for it, and message octets go untouched otherwise.
        let cmd = peer.send(Append::new("x", crlf(message.as_bytes()).into_owned())).unwrap();
        assert_eq!(cmd.args.last(), Some(&Arg::Literal(sent.as_bytes().to_vec())));
        let cmd = peer.send(Append::new("x", message.to_owned())).unwrap();
        assert_eq!(cmd.args.last(), Some(&Arg::Literal(message.as_bytes().to_vec())));
    }
}

fn greeted(line: &str) -> Connection {
    let mut conn = Connection::new(Config::default().path(Path::Pipe));
    conn.handle_input(line.as_bytes());
    conn
}

#[test]
fn greetings() {
    for (line, state, kind) in [
        ("* OK hi\r\n", State::NotAuthenticated, StatusKind::Ok),
        ("* ok\r\n", State::NotAuthenticated, StatusKind::Ok),
        ("* OK [CAPABILITY IMAP4] x\r\n", State::NotAuthenticated, StatusKind::Ok),
        ("* PREAUTH hi\r\n", State::Authenticated, StatusKind::PreAuth),
    ] {
        let mut conn = greeted(line);
        assert_eq!(conn.state(), state, "{line}");
        assert!(matches!(conn.poll_event(), Some(Event::Greeting(status)) if status.kind == kind));
    }
    for line in [
        "+ hi\r\n",
        "A1 OK hi\r\n",
        "* NO hi\r\n",
        "* BAD hi\r\n",
        "hello\r\n",
        "* 1 EXISTS\r\n",
        "* CAPABILITY IMAP4\r\n",
        "220 smtp\r\n",
    ] {
        let reason = greeted(line).closed().cloned();
        assert!(matches!(reason, Some(CloseReason::Protocol(_))), "{line:?}: {reason:?}");
    }
    assert!(
        matches!(greeted("* BYE no\r\n").closed(), Some(CloseReason::Bye(status)) if status.text == "no")
    );
    for (line, middle) in [("", false), ("* OK hi", true), ("* OK hi\r", true)] {
        let mut conn = greeted(line);
        conn.handle_eof();
        assert_eq!(conn.closed(), Some(&CloseReason::Eof(middle)), "{line:?}");
    }
}

#[test]
fn tags_are_a_prefix_and_a_number() {
    let mut peer = Peer::new(PLAIN, Stage::Authenticated);
    let first = peer.send(Noop::new()).unwrap().tag;
    let second = peer.send(Noop::new()).unwrap().tag;
    assert_ne!(first, second);
    for tag in [first, second] {
        let (letters, number) = tag.split_at(4);
        assert!(
            letters.bytes().all(|letter| (b'A'..=b'P').contains(&letter)) && number.parse::<u64>().is_ok()
        );
    }
    // An answer with our prefix and an unknown number ends the session there as here.
    peer.feed("AAAA99 OK what\r\n");
    let reason = peer.conn.closed();
    assert!(matches!(reason, Some(CloseReason::Protocol(ProtocolError::UnknownTag(_)))), "{reason:?}");
}

#[test]
fn names_that_imaplib_leaves_unquoted() {
    let mut peer = Peer::new(PLAIN, Stage::Authenticated);
    for (name, read) in [
        ("a b", Arg::Quoted(b"a b".to_vec())),
        ("", Arg::Quoted(Vec::new())),
        ("INBOX", Arg::Word(b"INBOX".to_vec())),
    ] {
        assert_eq!(peer.send(Create::new(name)).unwrap().args[1], read);
    }
    let cmd = peer.send(List::new("", "*")).unwrap();
    assert_eq!(cmd.args[1..], [Arg::Quoted(Vec::new()), Arg::Word(b"*".to_vec())]);
    // Text that merely looks quoted is data.
    assert_eq!(peer.send(Create::new("\"x\"")).unwrap().args[1], Arg::Quoted(b"\"x\"".to_vec()));
}

#[test]
fn wrong_states_are_refused_here() {
    let mut peer = Peer::new(PLAIN, Stage::Greeted);
    assert!(matches!(peer.send(Select::new("INBOX")), Err(CommandError::State(_))));
    assert!(matches!(peer.send(Search::new(SearchKey::all())), Err(CommandError::State(_))));
    let mut peer = Peer::new(PLAIN, Stage::Authenticated);
    assert!(matches!(peer.send(Search::new(SearchKey::all())), Err(CommandError::State(_))));
    assert!(matches!(peer.send(Login::new("a", "b")), Err(CommandError::State(_))));
}

#[test]
fn capabilities_after_login_are_those_of_the_answer() {
    // cpython#63121: not the stale ones.
    for (answer, offers) in [("OK [CAPABILITY IMAP4rev1 MOVE] in", Some(true)), ("OK in", None)] {
        let mut peer = Peer::new("IMAP4rev1 AUTH=PLAIN", Stage::Greeted);
        let ticket = peer.conn.submit(Login::new("a", "b"));
        let tag = peer.one(0).tag;
        peer.feed(format!("{tag} {answer}\r\n"));
        assert!(peer.conn.take(&ticket).unwrap().is_ok());
        let known = peer.conn.capabilities().map(|set| set.has(&imap_proto_core::types::Capability::Move));
        assert_eq!(known, offers, "{answer}");
    }
}

#[test]
fn read_only_is_told() {
    let mut peer = Peer::new(PLAIN, Stage::Authenticated);
    let ticket = peer.conn.submit(Select::new("INBOX"));
    let tag = peer.one(0).tag;
    peer.feed(format!("* 3 EXISTS\r\n{tag} OK [READ-ONLY] done\r\n"));
    let selected = peer.conn.take(&ticket).unwrap().unwrap();
    assert!(selected.read_only && selected.exists == 3);
    assert!(peer.conn.selected().is_some_and(|mailbox| mailbox.read_only));
}

#[test]
fn no_charset_in_utf8_mode() {
    let mut peer = Peer::utf8(PLAIN, Stage::Selected);
    let cmd = peer.send(Search::new(SearchKey::subject("Grüße"))).unwrap();
    assert_eq!(cmd.args[1], Arg::Word(b"SUBJECT".to_vec()));
}

#[test]
fn names_as_literals_with_and_without_blank_lines() {
    // cpython#88574: some servers end a literal that ends the response with a blank line too many.
    for blank in ["", "\r\n"] {
        let mut peer = Peer::new(PLAIN, Stage::Authenticated);
        let ticket = peer.conn.submit(List::new("", "*"));
        let tag = peer.one(0).tag;
        let row = |name: &str| format!("* LIST () \"/\" {{{}}}\r\n{name}\r\n{blank}", name.len());
        peer.feed(format!("{}{}{tag} OK done\r\n", row("a b"), row("")));
        let names: Vec<String> = peer
            .conn
            .take(&ticket)
            .unwrap()
            .unwrap()
            .iter()
            .map(|entry: &ListEntry| entry.name().to_string())
            .collect();
        assert_eq!(names, ["a b", ""]);
    }
}

#[test]
fn idle_news_in_split_packets() {
    let mut peer = Peer::new(PLAIN, Stage::Selected);
    let ticket = peer.conn.submit(Idle::new());
    peer.one(0);
    peer.feed("* 2 EXISTS\r\n+ idling\r\n* 3 EXI");
    let events = peer.events();
    let exists = |event: &Event, n| *event == Event::Unsolicited(Unsolicited::Exists(n));
    assert!(exists(&events[0], 2) && events[1] == Event::Idling(ticket.id()), "{events:?}");
    peer.feed("STS\r\n");
    assert!(exists(&peer.events()[0], 3));
    peer.conn.interrupt(ticket.id());
    assert_eq!(written(&mut peer.conn), b"DONE\r\n");
    let tag = peer.conn.tag_of(ticket.id()).unwrap();
    peer.feed(format!("* 4 EXISTS\r\n{tag} OK done\r\n"));
    assert!(exists(&peer.events()[0], 4));
    assert!(peer.conn.take(&ticket).unwrap().is_ok());
}

#[test]
fn bye_ends_the_session_and_logout_ends_well() {
    let mut peer = Peer::new(PLAIN, Stage::Authenticated);
    let ticket = peer.conn.submit(Noop::new());
    peer.one(0);
    peer.feed("* BYE down\r\n");
    let result = peer.conn.take(&ticket).unwrap();
    assert!(matches!(result, Err(CommandError::Closed(CloseReason::Bye(status))) if status.text == "down"));
    let mut peer = Peer::new(PLAIN, Stage::Authenticated);
    let ticket = peer.conn.submit(Logout::new());
    peer.one(0);
    peer.feed("* BYE bye\r\n");
    peer.conn.handle_eof();
    assert!(peer.conn.take(&ticket).unwrap().is_ok());
    assert_eq!(peer.conn.closed(), Some(&CloseReason::LoggedOut));
}
