//! One table: every argument that takes text, of every command, filled with what an attacker or a careless program
//! puts there, through a real connection (SECURITY C01 to C22).

mod peer;

use imap_proto_core::command::{
    Append, AppendStream, Authenticate, Copy, Create, Delete, Enable, Examine, Fetch, FetchItem, List, Login,
    Lsub, Raw, Rename, Search, SearchKey, Select, Status, Store, Subscribe, UidCopy, UidFetch, UidSearch,
    UidStore, Unsubscribe,
};
use imap_proto_core::conn::{Event, Unsolicited};
use imap_proto_core::ext::{Id, Move, UidExpunge, UidMove};
use imap_proto_core::response::{Data, StatusItem, Value};
use imap_proto_core::sasl::{FromFn, Plain};
use imap_proto_core::types::{Atom, Capability, Flag, SectionPath, SeqSet, TagPrefix, UidSet};
use imap_proto_core::{CloseReason, CommandError, EncodeError};
use peer::{Arg, Cmd, PLAIN, Peer, Stage};

/// Everything is offered, so nothing hides behind a missing capability.
const ALL: &str = "IMAP4rev1 ID MOVE UIDPLUS ENABLE UTF8=ACCEPT SASL-IR AUTH=PLAIN AUTH=X LITERAL- BINARY";

/// What reaches the wire: the command as the server read it.
type Outcome = Result<Cmd, EncodeError>;

/// An argument of a command: fills it and sends the command.
type Fill = fn(&mut Peer, &str) -> Outcome;

fn seq() -> SeqSet {
    SeqSet::one(1).unwrap()
}

fn uid() -> UidSet {
    UidSet::one(1).unwrap()
}

const NAMES: [(&str, Fill); 20] = [
    ("SELECT", |p, t| p.encode(Select::new(t))),
    ("EXAMINE", |p, t| p.encode(Examine::new(t))),
    ("CREATE", |p, t| p.encode(Create::new(t))),
    ("DELETE", |p, t| p.encode(Delete::new(t))),
    ("RENAME from", |p, t| p.encode(Rename::new(t, "b"))),
    ("RENAME to", |p, t| p.encode(Rename::new("a", t))),
    ("SUBSCRIBE", |p, t| p.encode(Subscribe::new(t))),
    ("UNSUBSCRIBE", |p, t| p.encode(Unsubscribe::new(t))),
    ("LIST reference", |p, t| p.encode(List::new(t, "*"))),
    ("LIST pattern", |p, t| p.encode(List::new("", t))),
    ("LSUB reference", |p, t| p.encode(Lsub::new(t, "*"))),
    ("LSUB pattern", |p, t| p.encode(Lsub::new("", t))),
    ("STATUS", |p, t| p.encode(Status::new(t, [StatusItem::Messages]))),
    ("APPEND", |p, t| p.encode(Append::new(t, "m"))),
    ("COPY", |p, t| p.encode(Copy::new(seq(), t))),
    ("UID COPY", |p, t| p.encode(UidCopy::new(uid(), t))),
    ("MOVE", |p, t| p.encode(Move::new(seq(), t))),
    ("UID MOVE", |p, t| p.encode(UidMove::new(uid(), t))),
    ("raw mailbox", |p, t| p.encode(Raw::new("XFOO")?.mailbox(t))),
    ("delimiter", |p, t| p.encode(List::delimiter(t))),
];

/// The last argument is the text, whatever it is.
const TEXTS: [(&str, Fill); 22] = [
    ("SEARCH BCC", |p, t| p.encode(Search::new(SearchKey::bcc(t)))),
    ("SEARCH BODY", |p, t| p.encode(Search::new(SearchKey::body(t)))),
    ("SEARCH CC", |p, t| p.encode(Search::new(SearchKey::cc(t)))),
    ("SEARCH FROM", |p, t| p.encode(Search::new(SearchKey::from(t)))),
    ("SEARCH SUBJECT", |p, t| p.encode(Search::new(SearchKey::subject(t)))),
    ("SEARCH TEXT", |p, t| p.encode(Search::new(SearchKey::text(t)))),
    ("SEARCH TO", |p, t| p.encode(UidSearch::new(SearchKey::to(t)))),
    ("SEARCH HEADER", |p, t| p.encode(Search::new(SearchKey::header("Message-ID", t)))),
    ("SEARCH NOT", |p, t| p.encode(UidSearch::new(SearchKey::text(t).not()))),
    ("SEARCH OR", |p, t| p.encode(Search::new(SearchKey::seen().or(SearchKey::text(t))))),
    ("SEARCH extension", |p, t| p.encode(Search::new(SearchKey::ext(Atom::new("X-GM-RAW")?).text(t)))),
    ("SEARCH extension key", |p, t| {
        p.encode(Search::new(SearchKey::ext(Atom::new("XNEAR")?).number(3).key(SearchKey::from(t))))
    }),
    ("ID value", |p, t| p.encode(Id::new().field("name", t))),
    ("ID name", |p, t| p.encode(Id::new().nil(t))),
    ("APPEND message", |p, t| p.encode(Append::new("x", t.to_owned()))),
    ("raw astring", |p, t| p.encode(Raw::new("XFOO")?.astring(t.to_owned()))),
    ("raw string", |p, t| p.encode(Raw::new("XFOO")?.string(t.to_owned()))),
    ("raw literal", |p, t| p.encode(Raw::new("XFOO")?.literal(t.to_owned()))),
    ("raw secret", |p, t| p.encode(Raw::new("XFOO")?.secret(t))),
    ("raw list", |p, t| p.encode(Raw::new("XFOO")?.list(|l| l.astring(t.to_owned())))),
    ("SETMETADATA", |p, t| {
        p.encode(Raw::new("SETMETADATA")?.mailbox("").list(|l| l.atom("/x").string(t.to_owned())))
    }),
    ("SORT charset", |p, t| p.encode(Raw::new("SORT")?.list(|l| l.atom("DATE")).astring(t.to_owned()))),
];

/// Arguments that are words: anything else is an error.
const WORDS: [(&str, Fill); 21] = [
    ("STORE keyword", |p, t| p.encode(Store::add(seq(), [Flag::keyword(t)?]))),
    ("STORE flag", |p, t| p.encode(Store::remove(seq(), [Flag::try_from(t)?]))),
    ("UID STORE flag", |p, t| p.encode(UidStore::replace(uid(), [Flag::try_from(t)?]))),
    ("APPEND flag", |p, t| p.encode(Append::new("x", "m").flags([Flag::try_from(t)?]))),
    ("SEARCH KEYWORD", |p, t| p.encode(Search::new(SearchKey::keyword(Flag::keyword(t)?)))),
    ("SEARCH UNKEYWORD", |p, t| p.encode(Search::new(SearchKey::unkeyword(Flag::try_from(t)?)))),
    ("SEARCH extension", |p, t| p.encode(Search::new(SearchKey::ext(Atom::new(t)?)))),
    ("SEARCH extension atom", |p, t| {
        p.encode(Search::new(SearchKey::ext(Atom::new("X")?).atom(Atom::new(t)?)))
    }),
    ("FETCH item", |p, t| p.encode(Fetch::new(seq()).item(FetchItem::from(Atom::new(t)?)))),
    ("ENABLE", |p, t| p.encode(Raw::new("XENABLE")?.atom(t))),
    ("STATUS item", |p, t| p.encode(Status::new("x", [StatusItem::Ext(Atom::new(t)?)]))),
    ("raw name", |p, t| p.encode(Raw::new(t)?)),
    ("raw atom", |p, t| p.encode(Raw::new("XFOO")?.atom(t))),
    ("THREAD algorithm", |p, t| p.encode(Raw::new("THREAD")?.atom(t).atom("UTF-8").atom("ALL"))),
    ("FETCH set", |p, t| p.encode(Fetch::new(SeqSet::parse(t.as_bytes())?))),
    ("COPY set", |p, t| p.encode(Copy::new(t.parse::<SeqSet>()?, "x"))),
    ("UID EXPUNGE set", |p, t| p.encode(UidExpunge::new(t.parse::<UidSet>()?))),
    ("UID FETCH set", |p, t| p.encode(UidFetch::new(UidSet::parse(t.as_bytes())?))),
    ("SEARCH UID set", |p, t| p.encode(Search::new(SearchKey::uid(t.parse::<UidSet>()?)))),
    ("raw set", |p, t| p.encode(Raw::new("XFOO")?.uid_set(t.parse::<UidSet>()?))),
    ("SETQUOTA", |p, t| {
        let octets = t.parse().map_err(|_| EncodeError::from(imap_proto_core::types::SetError::Empty))?;
        p.encode(Raw::new("SETQUOTA")?.astring("").list(|l| l.atom("STORAGE").number(octets)))
    }),
];

const HOSTILE: [&str; 33] = [
    "x\r\nEVIL1 X-EVIL",
    "x\nEVIL",
    "x\rEVIL",
    "\r\n",
    "\r\n\r\n",
    "a\0b",
    "\0",
    "x\"\r\nX1 STORE 1:* +FLAGS (\\Deleted)",
    "a\"b\\c",
    "\"",
    "\\",
    "a\\",
    "\"quoted\"",
    "\"\" EVIL \"",
    "{4}",
    "{4+}\r\nEVIL",
    "{0}\r\n",
    "x {4}",
    "~{4}",
    "~{4+}",
    "a b",
    " ",
    "",
    "a)",
    "(",
    ")] X",
    "*",
    "%",
    "\\Foo\r",
    "1:*\r\nX",
    "\u{7f}\u{1}\t",
    "&AA0ACg-",
    "Entwürfe 🦀",
];

fn both() -> [Peer; 2] {
    [Peer::new(ALL, Stage::Selected), Peer::utf8(ALL, Stage::Selected)]
}

/// The tokens without what a text in them may change: its form, and the charset that it asks for.
fn shape(args: &[Arg]) -> Vec<String> {
    let charset = args.windows(2).position(|pair| pair[0] == Arg::Word(b"CHARSET".to_vec()));
    let args = args.iter().enumerate().filter(|(n, _)| charset.is_none_or(|at| *n != at && *n != at + 1));
    args.map(|(_, arg)| match arg {
        Arg::List(members) => format!("({})", shape(members).join(" ")),
        _ => "x".to_owned(),
    })
    .collect()
}

/// `UTF8 (message)` of RFC 6855 4 is another shape of the same APPEND.
fn wrapped(name: &str, cmd: &Cmd) -> bool {
    name == "APPEND message" && cmd.args.len() == 4
}

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
fn c01_c13_c14_c15_names_are_one_argument() {
    for (name, fill) in NAMES {
        for peer in &mut both() {
            let expected = shape(&fill(peer, "x").unwrap().args);
            for text in HOSTILE {
                match fill(peer, text) {
                    Ok(cmd) => assert_eq!(shape(&cmd.args), expected, "{name} of {text:?}"),
                    Err(error) => assert!(
                        text.contains(['\0', '\r', '\n']),
                        "{name} of {text:?} could be sent: {error}"
                    ),
                }
            }
        }
    }
}

#[test]
fn c03_c06_c18_texts_are_one_argument() {
    for (name, fill) in TEXTS {
        for peer in &mut both() {
            let expected = shape(&fill(peer, "x").unwrap().args);
            for text in HOSTILE {
                match fill(peer, text) {
                    Ok(cmd) => {
                        assert!(shape(&cmd.args) == expected || wrapped(name, &cmd), "{name}: {cmd:?}");
                        assert_eq!(last(&cmd.args), text.as_bytes(), "{name}");
                    }
                    Err(error) => {
                        let long = name == "ID name" && text.len() > 30;
                        assert!(long || text.contains('\0'), "{name} of {text:?} could be sent: {error}");
                    }
                }
            }
        }
    }
}

#[test]
fn c04_c11_c12_c16_words_are_words() {
    for (name, fill) in WORDS {
        let harmless = if name.ends_with("set") || name == "SETQUOTA" { "17" } else { "xy" };
        for peer in &mut both() {
            let expected = shape(&fill(peer, harmless).unwrap().args);
            for text in HOSTILE {
                if let Ok(cmd) = fill(peer, text) {
                    assert_eq!(shape(&cmd.args), expected, "{name} of {text:?}");
                    let word =
                        text.bytes().all(|octet| octet.is_ascii_graphic() && !b"(){\"%".contains(&octet));
                    assert!(word, "{name} took {text:?}");
                }
            }
        }
    }
    for text in ["0", "4294967296", "1:0", "1,,2", "1:*\r\nX", "-1", "", "1 2", ":", "1:2:3"] {
        for (name, fill) in WORDS.iter().filter(|(name, _)| name.ends_with("set")) {
            assert!(fill(&mut both()[0], text).is_err(), "{name} took {text:?}");
        }
    }
}

#[test]
fn c02_nul_is_refused_and_nothing_is_sent() {
    // Without BINARY, so that a message has no way either.
    let mut peer = Peer::new("IMAP4rev1 ID MOVE UIDPLUS ENABLE LITERAL+", Stage::Selected);
    for (name, fill) in NAMES.iter().chain(&TEXTS).chain(&WORDS) {
        for text in ["\0", "a\0b", "a\0", "\0\r\n"] {
            assert!(fill(&mut peer, text).is_err(), "{name} took a NUL");
        }
    }
}

#[test]
fn c06_user_and_password() {
    for text in HOSTILE {
        for (user, password) in [(text, "p"), ("u", text)] {
            let mut peer = Peer::new(ALL, Stage::Greeted);
            match peer.encode(Login::new(user, password)) {
                Ok(cmd) => {
                    let [_, read_user, read_password] = &cmd.args[..] else { panic!("{cmd:?}") };
                    assert_eq!(read_user.octets(), user.as_bytes());
                    assert_eq!(read_password.octets(), password.as_bytes());
                }
                Err(_) => assert!(text.contains('\0') || !text.is_ascii(), "{text:?}"),
            }
            let mut peer = Peer::new(ALL, Stage::Greeted);
            match peer.encode(Authenticate::new(Plain::new(user, password))) {
                Ok(cmd) => assert_eq!(shape(&cmd.args), ["x", "x", "x"]),
                Err(error) => {
                    assert!(matches!(error, EncodeError::Sasl(_)) && (text.contains('\0') || text.is_empty()))
                }
            }
        }
    }
}

#[test]
fn mechanism_names_and_responses() {
    for text in HOSTILE {
        let mut peer = Peer::new(ALL, Stage::Greeted);
        let named = FromFn::new(text, |_: &[u8]| Some(b"r".to_vec())).initial();
        if let Ok(cmd) = peer.encode(Authenticate::new(named).unchecked()) {
            assert_eq!(shape(&cmd.args), ["x", "x", "x"]);
            assert!(
                Atom::new(text).is_ok() && cmd.args[1] == Arg::Word(text.as_bytes().to_vec()),
                "{text:?}"
            );
        }
        let mut peer = Peer::new(ALL, Stage::Greeted);
        let response = text.as_bytes().to_vec();
        let mechanism = FromFn::new("X", move |_: &[u8]| Some(response.clone())).initial();
        let cmd = peer.encode(Authenticate::new(mechanism)).unwrap();
        assert_eq!(shape(&cmd.args), ["x", "x", "x"], "base64 carries anything");
    }
}

#[test]
fn c11_enable_takes_capabilities_alone() {
    for text in HOSTILE {
        let Ok(capability) = Capability::ext(text) else { continue };
        let mut peer = Peer::new(ALL, Stage::Authenticated);
        let cmd = peer.encode(Enable::new([capability])).unwrap();
        assert_eq!(last(&cmd.args), text.as_bytes());
        assert!(!text.contains([' ', '\r', '\n', '(', '{', '"']), "{text:?}");
    }
    assert!(Capability::ext("CONDSTORE\r\nX").is_err());
}

#[test]
fn c07_c08_literals_wait_unless_the_server_said_otherwise() {
    for (capabilities, len, waits) in [
        (PLAIN, 5, true),
        ("IMAP4rev1 LITERAL-", 4096, false),
        ("IMAP4rev1 LITERAL-", 4097, true),
        ("IMAP4rev1 LITERAL-", 13_000, true),
        ("IMAP4rev1 IMAP4rev2", 4096, false),
        ("IMAP4rev1 IMAP4rev2", 4097, true),
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
    for (name, fill) in NAMES {
        let error = fill(&mut peer, &"x".repeat(10_000)).unwrap_err();
        assert!(matches!(error, EncodeError::TooLong(_)), "{name}: {error}");
    }
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

/// A keyword that a server lists, and whoever set it there, may hold what no command can.
const ODD_WORDS: [&str; 11] =
    ["a{4}", "a{4+}", "x]", "a\\b", "a*", "a%b", "\u{e4}", "a\u{1}b", "~{4}", "a,b", "{4}x"];

#[test]
fn flags_of_a_server_are_checked_like_any_other() {
    for word in ODD_WORDS {
        let mut peer = Peer::new(ALL, Stage::Selected);
        peer.feed(format!("* FLAGS (x {word} y)\r\n"));
        let events = peer.events();
        let [Event::Unsolicited(Unsolicited::Flags(flags))] = &events[..] else { panic!("{events:?}") };
        for flag in flags.iter() {
            for result in [
                peer.encode(Store::add(seq(), [flag.clone()])),
                peer.encode(UidStore::remove(uid(), [flag.clone()])),
                peer.encode(Append::new("x", "m").flags([flag.clone()])),
                peer.encode(Search::new(SearchKey::keyword(flag.clone()))),
            ] {
                sent_whole_or_not(result, &flag.to_string(), word);
            }
        }
    }
}

#[test]
fn atoms_of_a_server_are_checked_like_any_other() {
    let x = || Atom::new("X").unwrap();
    for word in ODD_WORDS {
        let mut peer = Peer::new(ALL, Stage::Selected);
        peer.feed(format!("* XTOKEN {word} y\r\n"));
        for event in peer.events() {
            let Event::Unsolicited(Unsolicited::Other(Data::Unknown { values, .. })) = event else {
                continue;
            };
            for atom in values.into_iter().filter_map(atom) {
                let mut authenticated = Peer::new(ALL, Stage::Authenticated);
                for result in [
                    peer.encode(Search::new(SearchKey::ext(atom.clone()))),
                    peer.encode(Search::new(SearchKey::ext(x()).atom(atom.clone()))),
                    peer.encode(Search::new(SearchKey::keyword(Flag::Keyword(atom.clone())))),
                    peer.encode(Fetch::new(seq()).item(FetchItem::from(atom.clone()))),
                    peer.encode(Status::new("x", [StatusItem::Ext(atom.clone())])),
                    peer.encode(Store::add(seq(), [Flag::Other(atom.clone())])),
                    authenticated.encode(Enable::new([Capability::Ext(atom.clone())])),
                ] {
                    sent_whole_or_not(result, &atom.to_string(), word);
                }
            }
        }
    }
}

fn atom(value: Value) -> Option<Atom> {
    match value {
        Value::Atom(atom) => Some(atom),
        _ => None,
    }
}

/// The reader has seen one command; a word of the server's is in it as it is, or nothing was sent.
fn sent_whole_or_not(result: Outcome, sent: &str, word: &str) {
    match result {
        Ok(cmd) => {
            let fine = |octet: u8| octet.is_ascii_graphic() && !b"(){%*\"".contains(&octet);
            assert!(sent.bytes().all(fine), "{word}: {cmd:?}");
        }
        Err(error) => assert!(matches!(error, EncodeError::Invalid { .. }) && sent != "y", "{word}: {error}"),
    }
}
