//! Whatever typed arguments a program gives, the server reads one command with those arguments, or nothing is sent
//! (SECURITY C13, C20). The reader of `peer` shares no code with the library.

mod peer;

use imap_proto_core::command::{
    Append, Command, Copy, Create, Delete, Examine, Fetch, FetchItem, List, Login, Lsub, Raw, Rename, Search,
    SearchKey, Select, Status, Store, Subscribe, UidCopy, UidFetch, UidSearch, UidStore, Unsubscribe,
};
use imap_proto_core::ext::{Id, Move, UidExpunge, UidMove};
use imap_proto_core::response::StatusItem;
use imap_proto_core::types::{Flag, Partial, SectionPath, SeqSet, UidSet};
use imap_proto_core::{CommandError, EncodeError};
use peer::{Cmd, PLAIN, Peer, Stage, Want, matches, words};
use proptest::prelude::*;
use time::{Date, OffsetDateTime, UtcOffset};

const MINUS: &str = "IMAP4rev1 ID MOVE UIDPLUS ENABLE UTF8=ACCEPT LITERAL-";
const PLUS: &str = "IMAP4rev1 ID MOVE UIDPLUS ENABLE UTF8=ACCEPT LITERAL+ BINARY";

/// A server: what it offers, and whether UTF8=ACCEPT is on.
fn server() -> impl Strategy<Value = (&'static str, bool)> {
    (prop_oneof![Just(PLAIN), Just(MINUS), Just(PLUS)], any::<bool>())
}

fn peer(server: (&str, bool), stage: Stage) -> Peer {
    let (capabilities, utf8) = server;
    if utf8 { Peer::utf8(capabilities, stage) } else { Peer::new(capabilities, stage) }
}

/// Text in which everything that means something to IMAP is likely.
fn text() -> impl Strategy<Value = String> {
    prop_oneof![
        4 => "[a-z \"\\\\{}()%*&+~<>:.,\\[\\]\r\n\t\u{7f}\u{e4}\u{20ac}\u{1f980}-]{0,14}",
        1 => "[ -~]{0,40}",
        1 => any::<String>(),
        1 => "(NIL|nil|INBOX|\\{4\\}|\\{4\\+\\}|~\\{1\\}|[0-9]{1,3}|&[A-Za-z0-9+,]{0,6}-|\"[a-z]\")",
        1 => "[a-z]{0,3}\0[a-z]{0,3}",
    ]
}

fn sendable(name: &str) -> bool {
    !name.bytes().any(|octet| matches!(octet, 0 | b'\r' | b'\n'))
}

/// The command was read as wanted, or refused where `refused` says so.
fn check(
    result: Result<Cmd, EncodeError>,
    wants: &[Want],
    refused: bool,
    utf8: bool,
) -> Result<(), TestCaseError> {
    match result {
        Ok(cmd) => {
            prop_assert!(!refused, "it was to be refused: {:?}", cmd);
            prop_assert!(matches(&cmd.args, wants, utf8), "{:?} is not {:?}", cmd.args, wants);
        }
        Err(error) => prop_assert!(refused, "{} for {:?}", error, wants),
    }
    Ok(())
}

fn name(text: &str) -> Want {
    Want::Name(text.to_owned())
}

fn string(text: impl AsRef<[u8]>) -> Want {
    Want::Text(text.as_ref().to_vec())
}

fn line(start: &str, rest: impl IntoIterator<Item = Want>) -> Vec<Want> {
    words(start).into_iter().chain(rest).collect()
}

type Ran = (Result<Cmd, EncodeError>, Vec<Want>);

/// Each command with a mailbox name, and what the server has to read.
fn mailbox_command(kind: u8, text: &str, peer: &mut Peer) -> Ran {
    fn run<C: Command>(peer: &mut Peer, command: C, start: &str, text: &str) -> Ran {
        (peer.encode(command), line(start, [name(text)]))
    }
    match kind {
        0 => run(peer, Select::new(text), "SELECT", text),
        1 => run(peer, Examine::new(text), "EXAMINE", text),
        2 => run(peer, Create::new(text), "CREATE", text),
        3 => run(peer, Delete::new(text), "DELETE", text),
        4 => run(peer, Subscribe::new(text), "SUBSCRIBE", text),
        5 => run(peer, Unsubscribe::new(text), "UNSUBSCRIBE", text),
        6 => run(peer, Copy::new(SeqSet::one(7).unwrap(), text), "COPY 7", text),
        7 => run(peer, UidCopy::new(UidSet::one(7).unwrap(), text), "UID COPY 7", text),
        8 => run(peer, Move::new(SeqSet::all(), text), "MOVE 1:*", text),
        9 => run(peer, UidMove::new(UidSet::all(), text), "UID MOVE 1:*", text),
        10 => run(peer, Raw::new("XBOX").unwrap().mailbox(text), "XBOX", text),
        11 => (peer.encode(Rename::new("a", text)), line("RENAME a", [name(text)])),
        12 => (peer.encode(Rename::new(text, "b")), line("RENAME", [name(text), name("b")])),
        13 => (peer.encode(List::new(text, "%")), line("LIST", [name(text), Want::Word("%".into())])),
        14 => (peer.encode(Lsub::new(text, "*")), line("LSUB", [name(text), Want::Word("*".into())])),
        _ => {
            let command = Status::new(text, [StatusItem::Messages, StatusItem::UidNext]);
            (peer.encode(command), line("STATUS", [name(text), Want::List(words("MESSAGES UIDNEXT"))]))
        }
    }
}

proptest! {
    #[test]
    fn mailbox_names(kind in 0..16_u8, text in text(), server in server()) {
        let mut peer = peer(server, Stage::Selected);
        let (result, wants) = mailbox_command(kind, &text, &mut peer);
        check(result, &wants, !sendable(&text), server.1)?;
    }

    #[test]
    fn list_patterns(pattern in text(), server in server()) {
        let mut peer = peer(server, Stage::Authenticated);
        let result = peer.encode(List::new("", pattern.as_str()));
        if let Ok(cmd) = &result {
            // A pattern may stand bare with its wildcards, so the octets decide.
            let read = cmd.args[2].octets();
            let read = if server.1 { String::from_utf8(read.to_vec()).unwrap() } else { peer::utf7(read) };
            prop_assert_eq!(&read, &pattern);
            prop_assert_eq!(cmd.args.len(), 3);
        }
        prop_assert_eq!(result.is_err(), !sendable(&pattern));
    }

    #[test]
    fn names_of_the_server_go_back_as_they_came(octets in proptest::collection::vec(1..=255_u8, 0..20), server in server()) {
        prop_assume!(!octets.iter().any(|octet| matches!(octet, b'\r' | b'\n')));
        let mut peer = peer(server, Stage::Authenticated);
        let ticket = peer.conn.submit(List::new("", "*"));
        let cmd = peer.one(0);
        let mut row = format!("* LIST () \"/\" {{{}}}\r\n", octets.len()).into_bytes();
        row.extend_from_slice(&octets);
        row.extend_from_slice(format!("\r\n{} OK done\r\n", cmd.tag).as_bytes());
        peer.feed(row);
        let entries = peer.conn.take(&ticket).unwrap().unwrap();
        prop_assert_eq!(entries.len(), 1);
        let cmd = peer.encode(Create::new(entries[0].name())).unwrap();
        prop_assert_eq!(cmd.args[1].octets(), &octets[..]);
    }

    #[test]
    fn user_and_password(user in text(), password in text()) {
        let mut peer = Peer::new(PLAIN, Stage::Greeted);
        let result = peer.encode(Login::new(user.as_str(), password.as_str()));
        let refused = [&user, &password].iter().any(|text| text.contains('\0') || !text.is_ascii());
        let wants = line("LOGIN", [string(&user), string(&password)]);
        check(result, &wants, refused, false)?;
    }

    #[test]
    fn raw_arguments(texts in proptest::collection::vec(text(), 1..4), server in server(), number: u64) {
        let mut peer = peer(server, Stage::Authenticated);
        let (mut raw, mut wants) = (Raw::new("XFOO").unwrap(), words("XFOO"));
        let (last, firsts) = texts.split_last().unwrap();
        for text in firsts {
            raw = raw.astring(text.clone());
            wants.push(string(text));
        }
        raw = raw.list(|list| list.string(last.clone()).number(number).nil()).secret(last.as_str());
        let inside = [vec![string(last)], words(&format!("{number} NIL"))].concat();
        wants.extend([Want::List(inside), string(last)]);
        let refused = texts.iter().any(|text| text.contains('\0'));
        check(peer.encode(raw), &wants, refused, server.1)?;
    }

    #[test]
    fn raw_octets(octets in proptest::collection::vec(any::<u8>(), 0..40), server in server()) {
        let mut peer = peer(server, Stage::Authenticated);
        let raw = Raw::new("XFOO").unwrap().astring(octets.clone()).literal(octets.clone());
        check(peer.encode(raw), &line("XFOO", [string(&octets), string(&octets)]), octets.contains(&0), server.1)?;
    }

    #[test]
    fn wire_form_arguments_stay_one_line(wire in text(), server in server()) {
        let mut peer = peer(server, Stage::Authenticated);
        let ticket = peer.conn.submit(Raw::new("XFOO").unwrap().arg(wire.clone()));
        let out = peer.written();
        match peer.conn.take(&ticket) {
            Some(Err(CommandError::Encode(_))) => prop_assert!(out.is_empty()),
            None => {
                let line = out.strip_prefix(b"AAAA").unwrap().splitn(2, |octet| *octet == b' ').nth(1).unwrap();
                let expected = format!("XFOO {wire}\r\n").into_bytes();
                prop_assert_eq!(line, expected);
                let digits = wire.trim_end_matches('}').trim_end_matches('+');
                let announces = digits.trim_end_matches(|c: char| c.is_ascii_digit()).ends_with('{');
                let announces = wire.ends_with('}') && announces;
                prop_assert!(sendable(&wire) && !announces, "{:?}", wire);
                prop_assert!(wire.is_ascii() || server.1);
            }
            other => prop_assert!(false, "{:?}", other),
        }
    }

    #[test]
    fn id_fields(fields in proptest::collection::vec(("[a-z]{1,8}|[ -~]{0,32}", text()), 0..4), server in server()) {
        let mut peer = peer(server, Stage::Authenticated);
        let id = fields.iter().fold(Id::new(), |id, (field, value)| id.field(field, value));
        let members = fields.iter().flat_map(|(field, value)| [string(field), string(value)]).collect();
        let wants = line("ID", [if fields.is_empty() { Want::Word("NIL".into()) } else { Want::List(members) }]);
        match peer.encode(id) {
            Ok(cmd) => prop_assert!(matches(&cmd.args, &wants, server.1), "{:?}", cmd),
            Err(error) => {
                let twice = fields.iter().enumerate().any(|(n, (field, _))| {
                    fields.iter().skip(n + 1).any(|(other, _)| other.eq_ignore_ascii_case(field))
                });
                let bad = |(field, value): &(String, String)| {
                    field.len() > 30 || value.len() > 1024 || value.contains('\0')
                };
                prop_assert!(twice || fields.iter().any(bad), "{} for {:?}", error, fields);
            }
        }
    }
}

/// Ranges, and the text of them.
fn ranges() -> impl Strategy<Value = Vec<(u32, Option<u32>)>> {
    let number = prop_oneof![1..50_u32, 1..=u32::MAX];
    let one = (number, prop_oneof![3 => Just(0_u32), 2 => 1..200_u32, 1 => Just(u32::MAX)]);
    let range = one.prop_map(|(first, more)| match more {
        u32::MAX => (first, None),
        more => (first, Some(first.saturating_add(more))),
    });
    proptest::collection::vec(range, 1..12)
}

fn wire(ranges: &[(u32, Option<u32>)]) -> String {
    let last = |last: Option<u32>| last.map_or_else(|| "*".to_owned(), |n| n.to_string());
    ranges.iter().map(|(a, b)| format!("{a}:{}", last(*b))).collect::<Vec<_>>().join(",")
}

/// Keywords that are atoms, and what else a program may think is one.
fn flag() -> impl Strategy<Value = (String, bool)> {
    prop_oneof![
        3 => "[A-Za-z$_.0-9\\[+-]{1,10}".prop_map(|text| (text, true)),
        1 => "\\\\(Seen|Draft|Deleted|Flagged|Answered|XOdd)".prop_map(|text| (text, true)),
        1 => "[a-z]{1,3}[ \r\n(){\"%*\u{e4}\\\\]{1,2}[a-z]{0,3}".prop_map(|text| (text, false)),
        1 => "\\\\(Recent|\\*)".prop_map(|text| (text, false)),
    ]
}

/// The flags as typed values; `None` when one of them is none.
fn flags(texts: &[(String, bool)]) -> Option<Vec<Flag>> {
    let flags: Result<Vec<_>, _> = texts.iter().map(|(text, _)| Flag::try_from(text.as_str())).collect();
    assert!(flags.is_ok() || texts.iter().any(|(_, good)| !good), "{texts:?}");
    flags.ok()
}

/// The words of a flag list, without repetition.
fn flag_words(texts: &[(String, bool)]) -> Want {
    let mut wants: Vec<Want> = Vec::new();
    for (text, _) in texts {
        if !wants.contains(&Want::Word(text.clone())) {
            wants.push(Want::Word(text.clone()));
        }
    }
    Want::List(wants)
}

fn moment() -> impl Strategy<Value = OffsetDateTime> {
    let zone =
        (-23 * 60..=23 * 60).prop_map(|minutes: i32| UtcOffset::from_whole_seconds(minutes * 60).unwrap());
    (-62_000_000_000_i64..250_000_000_000, zone)
        .prop_map(|(seconds, zone)| OffsetDateTime::from_unix_timestamp(seconds).unwrap().to_offset(zone))
}

/// `dd-Mon-yyyy hh:mm:ss +zzzz` as RFC 9051 section 9 has it.
fn date_time(at: OffsetDateTime) -> String {
    let (hours, minutes, _) = at.offset().as_hms();
    let sign = if at.offset().is_negative() { '-' } else { '+' };
    let (hours, minutes) = (hours.abs(), minutes.abs());
    let clock = format!("{:02}:{:02}:{:02}", at.hour(), at.minute(), at.second());
    format!("{:>2}-{}-{:04} {clock} {sign}{hours:02}{minutes:02}", at.day(), month(at.date()), at.year())
}

fn month(date: Date) -> String {
    date.month().to_string().chars().take(3).collect()
}

proptest! {
    #[test]
    fn sets(ranges in ranges(), uid: bool) {
        let mut peer = Peer::new(PLAIN, Stage::Selected);
        let text = wire(&ranges);
        let set = Want::Set(ranges);
        let (result, wants) = if uid {
            (peer.encode(UidExpunge::new(text.parse::<UidSet>().unwrap())), line("UID EXPUNGE", [set]))
        } else {
            let fetch = Fetch::new(text.parse::<SeqSet>().unwrap()).flags();
            (peer.encode(fetch), line("FETCH", [set, Want::List(words("FLAGS"))]))
        };
        check(result, &wants, false, false)?;
    }

    #[test]
    fn flags_of_store(texts in proptest::collection::vec(flag(), 0..4), kind in 0..4_u8) {
        let Some(flags) = flags(&texts) else { return Ok(()) };
        let mut peer = Peer::new(PLAIN, Stage::Selected);
        let (seq, uid) = (SeqSet::one(3).unwrap(), UidSet::one(3).unwrap());
        let (result, start) = match kind {
            0 => (peer.encode(Store::add(seq, flags)), "STORE 3 +FLAGS"),
            1 => (peer.encode(Store::remove(seq, flags).silent()), "STORE 3 -FLAGS.SILENT"),
            2 => (peer.encode(UidStore::replace(uid, flags)), "UID STORE 3 FLAGS"),
            _ => (peer.encode(UidStore::add(uid, flags).silent()), "UID STORE 3 +FLAGS.SILENT"),
        };
        check(result, &line(start, [flag_words(&texts)]), texts.iter().any(|(_, good)| !good), false)?;
    }

    #[test]
    fn appends(
        box_name in text(),
        texts in proptest::collection::vec(flag(), 0..3),
        at in proptest::option::of(moment()),
        message in proptest::collection::vec(any::<u8>(), 0..60),
        server in server(),
    ) {
        let Some(flags) = flags(&texts) else { return Ok(()) };
        let mut peer = peer(server, Stage::Authenticated);
        let mut append = Append::new(box_name.as_str(), message.clone()).flags(flags);
        let mut wants = line("APPEND", [name(&box_name)]);
        if !texts.is_empty() {
            wants.push(flag_words(&texts));
        }
        if let Some(at) = at {
            append = append.date(at);
            wants.push(string(date_time(at)));
        }
        let result = peer.encode(append);
        let bad = !sendable(&box_name)
            || texts.iter().any(|(_, good)| !good)
            || at.is_some_and(|at| !(0..=9999).contains(&at.year()));
        match result {
            Err(EncodeError::NeedsBinary) => prop_assert!(server.0 != PLUS),
            Err(error) => prop_assert!(bad, "{}", error),
            Ok(cmd) => {
                prop_assert!(!bad, "{:?}", cmd);
                // The message as it is, or in `UTF8 (...)` (RFC 6855 4).
                let plain = [wants.clone(), vec![string(&message)]].concat();
                let coded = [wants, words("UTF8"), vec![Want::List(vec![string(&message)])]].concat();
                let fine = matches(&cmd.args, &plain, server.1) || matches(&cmd.args, &coded, server.1);
                prop_assert!(fine, "{:?}", cmd);
            }
        }
    }
}

/// A search key, and what the server has to read.
type Key = (SearchKey, Vec<Want>);

fn text_key() -> impl Strategy<Value = Key> {
    let field = "[!-9;-~]{1,6}";
    prop_oneof![
        text().prop_map(|t| (SearchKey::from(t.as_str()), line("FROM", [string(t)]))),
        text().prop_map(|t| (SearchKey::subject(t.as_str()), line("SUBJECT", [string(t)]))),
        text().prop_map(|t| (SearchKey::body(t.as_str()), line("BODY", [string(t)]))),
        (field, text()).prop_map(|(field, t)| {
            (SearchKey::header(field.as_str(), t.as_str()), line("HEADER", [string(field), string(t)]))
        }),
    ]
}

fn plain_key() -> impl Strategy<Value = Key> {
    let date = (0..3_600_000_i32).prop_map(|day| Date::from_julian_day(1_721_060 + day).unwrap());
    prop_oneof![
        Just((SearchKey::unseen(), words("UNSEEN"))),
        Just((SearchKey::keyword(Flag::Seen), words("SEEN"))),
        "[a-z$]{1,6}".prop_map(|k| (
            SearchKey::unkeyword(Flag::keyword(&k).unwrap()),
            words(&format!("UNKEYWORD {k}"))
        )),
        any::<u64>().prop_map(|n| (SearchKey::larger(n), words(&format!("LARGER {n}")))),
        date.prop_map(|date| {
            let text = format!("SENTSINCE {}-{}-{:04}", date.day(), month(date), date.year());
            (SearchKey::sent_since(date), words(&text))
        }),
        ranges()
            .prop_map(|r| (SearchKey::uid(wire(&r).parse::<UidSet>().unwrap()), line("UID", [Want::Set(r)]))),
        Just((SearchKey::And(Vec::new()), words("ALL"))),
    ]
}

fn key() -> impl Strategy<Value = Key> {
    let leaf = prop_oneof![plain_key(), text_key()];
    leaf.prop_recursive(5, 12, 3, |inner| {
        prop_oneof![
            inner.clone().prop_map(|(key, wants)| (key.not(), line("NOT", wants))),
            (inner.clone(), inner.clone())
                .prop_map(|((a, one), (b, two))| (a.or(b), line("OR", [one, two].concat()))),
            proptest::collection::vec(inner, 1..4).prop_map(|keys| {
                let (keys, wants): (Vec<_>, Vec<_>) = keys.into_iter().unzip();
                (SearchKey::And(keys), vec![Want::List(wants.concat())])
            }),
        ]
    })
}

/// All strings of a key.
fn strings(wants: &[Want]) -> Vec<&[u8]> {
    wants
        .iter()
        .flat_map(|want| match want {
            Want::Text(text) => vec![text.as_slice()],
            Want::List(inner) => strings(inner),
            _ => Vec::new(),
        })
        .collect()
}

proptest! {
    #[test]
    fn search_keys((key, wants) in key(), uid: bool, server in server()) {
        let mut peer = peer(server, Stage::Selected);
        let top = matches!(key, SearchKey::And(_));
        let result = if uid { peer.encode(UidSearch::new(key)) } else { peer.encode(Search::new(key)) };
        let bad = strings(&wants).iter().any(|text| text.contains(&0));
        // RFC 6855 3: no CHARSET once UTF8=ACCEPT is on.
        let charset = !server.1 && strings(&wants).iter().any(|text| !text.is_ascii());
        let wants = match wants.as_slice() {
            [Want::List(row)] if top => row.clone(),
            _ => wants,
        };
        let start = if uid { "UID SEARCH" } else { "SEARCH" };
        let start = if charset { format!("{start} CHARSET UTF-8") } else { start.to_owned() };
        check(result, &line(&start, wants), bad, server.1)?;
    }

    #[test]
    fn sections(
        part in proptest::collection::vec(1_u32.., 0..4),
        names in proptest::collection::vec("[!-9;-~]{1,8}", 1..4),
        what in 0..5_u8,
        partial in proptest::option::of((0..=i64::MAX as u64, 1..=i64::MAX as u64)),
        peek: bool,
    ) {
        let names: Vec<&str> = names.iter().map(String::as_str).collect();
        let (path, word) = match what {
            0 => (SectionPath::all(), ""),
            1 => (SectionPath::header(), "HEADER"),
            2 => (SectionPath::text(), "TEXT"),
            3 => (SectionPath::header_fields(&names).unwrap(), "HEADER.FIELDS"),
            _ => (SectionPath::header_fields_not(&names).unwrap(), "HEADER.FIELDS.NOT"),
        };
        let path = if part.is_empty() { path } else { path.within(&part).unwrap() };
        let mut item = if peek { FetchItem::peek(path) } else { FetchItem::section(path) };
        if let Some((offset, len)) = partial {
            item = item.partial(Partial::new(offset, len).unwrap());
        }
        let fields = if what > 2 { names.iter().map(|name| name.as_bytes().to_vec()).collect() } else { Vec::new() };
        let item_word = if peek { "BODY.PEEK" } else { "BODY" }.to_owned();
        let wanted = peer::Section { item: item_word, part, what: word.to_owned(), fields, partial };
        let mut peer = Peer::new(PLAIN, Stage::Selected);
        let fetch = UidFetch::new(UidSet::one(5).unwrap()).item(item).envelope();
        let list = [vec![Want::Section(wanted)], words("ENVELOPE")].concat();
        let result = peer.encode(fetch).map(|mut cmd| {
            // UID FETCH always asks for the UID, wherever it stands.
            if let Some(peer::Arg::List(items)) = cmd.args.get_mut(3) {
                items.retain(|item| item.octets() != b"UID");
            }
            cmd
        });
        check(result, &line("UID FETCH 5", [Want::List(list)]), false, false)?;
    }
}

#[test]
fn errors_are_typed() {
    let mut peer = Peer::new(PLAIN, Stage::Selected);
    let bad = peer.send(Create::new("a\0b"));
    assert!(matches!(bad, Err(CommandError::Encode(EncodeError::BadOctet { .. }))), "{bad:?}");
    let bad = peer.send(Append::new("a", "x\0y"));
    assert!(matches!(bad, Err(CommandError::Encode(EncodeError::NeedsBinary))), "{bad:?}");
    let bad = peer.send(Status::new("a", []));
    assert!(matches!(bad, Err(CommandError::Encode(EncodeError::Invalid { .. }))), "{bad:?}");
    let many = SeqSet::from_numbers((1..20_000).step_by(2)).unwrap();
    let bad = peer.send(Fetch::new(many));
    assert!(matches!(bad, Err(CommandError::Encode(EncodeError::TooLong(_)))), "{bad:?}");
}
