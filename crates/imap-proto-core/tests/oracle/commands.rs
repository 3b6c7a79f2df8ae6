//! What must hold for any typed arguments: one command with those arguments goes out, or nothing and an error that the
//! arguments deserve. Octets of a fuzzer choose them; the reader of `peer` shares no code with the library.

use imap_proto_core::EncodeError;
use imap_proto_core::command::{
    Append, Command, Copy, Create, Delete, Examine, Fetch, FetchItem, List, Login, Raw, Rename, Search,
    SearchKey, Select, Store, Subscribe, UidCopy, UidSearch,
};
use imap_proto_core::ext::{Move, UidMove};
use imap_proto_core::types::{Flag, SectionPath, SeqSet, UidSet};

use crate::peer::{Cmd, PLAIN, Peer, Section, Stage, Want, matches, words};

const MINUS: &str = "IMAP4rev1 ID MOVE UIDPLUS ENABLE UTF8=ACCEPT LITERAL-";
const PLUS: &str = "IMAP4rev1 ID MOVE UIDPLUS ENABLE UTF8=ACCEPT LITERAL+ BINARY";

/// The choices of a fuzzer; 0 and nothing where they have run out.
struct Choices<'a>(&'a [u8]);

impl Choices<'_> {
    fn octet(&mut self) -> u8 {
        let Some((first, rest)) = self.0.split_first() else { return 0 };
        self.0 = rest;
        *first
    }

    fn octets(&mut self) -> Vec<u8> {
        let len = usize::from(self.octet() % 32).min(self.0.len());
        let (taken, rest) = self.0.split_at(len);
        self.0 = rest;
        taken.to_vec()
    }

    fn text(&mut self) -> String {
        String::from_utf8_lossy(&self.octets()).into_owned()
    }

    /// Numbers that begin small.
    fn numbers(&mut self) -> Vec<u32> {
        (0..=self.octet() % 8).map(|_| u32::from(self.octet()) * (1 + u32::from(self.octet())) + 1).collect()
    }

    /// A keyword, or a flag of the system.
    fn flags(&mut self) -> Vec<(Flag, Want)> {
        let mut flags = Vec::new();
        for _ in 0..self.octet() % 4 {
            let text = self.text();
            if let Ok(flag) = Flag::try_from(text.as_str()) {
                let want = Want::Word(flag.to_string());
                if !flags.iter().any(|(_, other)| *other == want) {
                    flags.push((flag, want));
                }
            }
        }
        flags
    }
}

/// What was to be read, and why nothing may be sent at all.
struct Expected {
    wants: Vec<Want>,
    refused: bool,
}

type Ran = (Result<Cmd, EncodeError>, Expected);

/// Builds a command from `data`, sends it, and compares. True when something was sent.
pub(crate) fn check(data: &[u8]) -> bool {
    let mut choices = Choices(data);
    let (server, kind) = (choices.octet(), choices.octet());
    let capabilities = [PLAIN, MINUS, PLUS][usize::from(server % 3)];
    let utf8 = server & 0x80 != 0;
    let login = kind % 8 == 1;
    let mut peer = match (login, utf8) {
        (true, _) => Peer::new(capabilities, Stage::Greeted),
        (false, true) => Peer::utf8(capabilities, Stage::Selected),
        (false, false) => Peer::new(capabilities, Stage::Selected),
    };
    let utf8 = utf8 && !login;
    let (result, Expected { wants, refused }) = match kind % 8 {
        0 => mailbox(&mut peer, &mut choices),
        1 => self::login(&mut peer, &mut choices),
        2 => raw(&mut peer, &mut choices),
        3 => search(&mut peer, &mut choices, utf8),
        4 => store(&mut peer, &mut choices),
        5 => fetch(&mut peer, &mut choices),
        6 => append(&mut peer, &mut choices, utf8),
        _ => list(&mut peer, &mut choices),
    };
    match &result {
        Ok(cmd) => {
            assert!(!refused, "to be refused: {cmd:?}");
            let coded = in_utf8(&wants);
            let fine = matches(&cmd.args, &wants, utf8) || matches(&cmd.args, &coded, utf8);
            assert!(fine, "{:?} is not {wants:?}", cmd.args);
        }
        Err(error) => assert!(refused, "{error} for {wants:?}"),
    }
    result.is_ok()
}

/// The message of an APPEND in `UTF8 (...)` (RFC 6855 4).
fn in_utf8(wants: &[Want]) -> Vec<Want> {
    let Some((message, before)) = wants.split_last() else { return Vec::new() };
    let wrapped = [words("UTF8"), vec![Want::List(vec![message.clone()])]].concat();
    [before.to_vec(), wrapped].concat()
}

fn line(start: &str, rest: impl IntoIterator<Item = Want>) -> Vec<Want> {
    words(start).into_iter().chain(rest).collect()
}

fn no_name(text: &str) -> bool {
    text.bytes().any(|octet| matches!(octet, 0 | b'\r' | b'\n'))
}

fn string(text: impl AsRef<[u8]>) -> Want {
    Want::Text(text.as_ref().to_vec())
}

fn mailbox(peer: &mut Peer, choices: &mut Choices<'_>) -> Ran {
    fn run<C: Command>(peer: &mut Peer, command: C, start: &str, text: &str) -> Ran {
        let wants = line(start, [Want::Name(text.to_owned())]);
        (peer.encode(command), Expected { wants, refused: no_name(text) })
    }
    let (kind, text) = (choices.octet() % 10, choices.text());
    let name = text.as_str();
    match kind {
        0 => run(peer, Select::new(name), "SELECT", name),
        1 => run(peer, Examine::new(name), "EXAMINE", name),
        2 => run(peer, Create::new(name), "CREATE", name),
        3 => run(peer, Delete::new(name), "DELETE", name),
        4 => run(peer, Subscribe::new(name), "SUBSCRIBE", name),
        5 => run(peer, Rename::new("a", name), "RENAME a", name),
        6 => run(peer, Copy::new(SeqSet::all(), name), "COPY 1:*", name),
        7 => run(peer, UidCopy::new(UidSet::all(), name), "UID COPY 1:*", name),
        8 => run(peer, Move::new(SeqSet::all(), name), "MOVE 1:*", name),
        _ => run(peer, UidMove::new(UidSet::all(), name), "UID MOVE 1:*", name),
    }
}

fn login(peer: &mut Peer, choices: &mut Choices<'_>) -> Ran {
    let (user, password) = (choices.text(), choices.text());
    // Beyond ASCII only once UTF8=ACCEPT is on, which a login cannot be behind.
    let refused = [&user, &password].iter().any(|text| text.contains('\0') || !text.is_ascii());
    let wants = line("LOGIN", [string(&user), string(&password)]);
    (peer.encode(Login::new(user.as_str(), password.as_str())), Expected { wants, refused })
}

fn raw(peer: &mut Peer, choices: &mut Choices<'_>) -> Ran {
    let (one, two, three) = (choices.octets(), choices.octets(), choices.octets());
    let refused = [&one, &two, &three].iter().any(|octets| octets.contains(&0));
    let wants = line("XFOO", [string(&one), Want::List(vec![string(&two)]), string(&three)]);
    let command =
        Raw::new("XFOO").expect("an atom").astring(one).list(|list| list.astring(two)).literal(three);
    (peer.encode(command), Expected { wants, refused })
}

fn key(choices: &mut Choices<'_>, depth: u8) -> (SearchKey, Vec<Want>, bool) {
    let kind = if depth == 0 { choices.octet() % 4 } else { choices.octet() % 6 };
    match kind {
        0 => (SearchKey::unseen(), words("UNSEEN"), false),
        1 => {
            let text = choices.text();
            (SearchKey::subject(text.as_str()), line("SUBJECT", [string(&text)]), text.contains('\0'))
        }
        2 => {
            let text = choices.text();
            (
                SearchKey::header("X-A", text.as_str()),
                line("HEADER X-A", [string(&text)]),
                text.contains('\0'),
            )
        }
        3 => {
            let size = u64::from(choices.octet()) << 40;
            (SearchKey::larger(size), words(&format!("LARGER {size}")), false)
        }
        4 => {
            let (key, wants, refused) = key(choices, depth - 1);
            (key.not(), line("NOT", wants), refused)
        }
        _ => {
            let (a, one, first) = key(choices, depth - 1);
            let (b, other, second) = key(choices, depth - 1);
            (a.or(b), line("OR", one.into_iter().chain(other)), first || second)
        }
    }
}

fn search(peer: &mut Peer, choices: &mut Choices<'_>, utf8: bool) -> Ran {
    let uid = choices.octet() % 2 == 1;
    let (key, wants, refused) = key(choices, 5);
    // RFC 6855 3: no CHARSET once UTF8=ACCEPT is on.
    let beyond = wants.iter().any(|want| matches!(want, Want::Text(text) if !text.is_ascii()));
    let start = match (uid, beyond && !utf8) {
        (true, true) => "UID SEARCH CHARSET UTF-8",
        (true, false) => "UID SEARCH",
        (false, true) => "SEARCH CHARSET UTF-8",
        (false, false) => "SEARCH",
    };
    let result = if uid { peer.encode(UidSearch::new(key)) } else { peer.encode(Search::new(key)) };
    (result, Expected { wants: line(start, wants), refused })
}

fn store(peer: &mut Peer, choices: &mut Choices<'_>) -> Ran {
    let numbers = choices.numbers();
    let (flags, wants): (Vec<_>, Vec<_>) = choices.flags().into_iter().unzip();
    // `\Recent` is the server's, and `\*` is none (RFC 9051 2.3.2).
    let refused =
        flags.iter().any(|flag| ["\\RECENT", "\\*"].contains(&flag.to_string().to_uppercase().as_str()));
    let set = SeqSet::from_numbers(numbers.iter().copied()).expect("no number is 0");
    let ranges = numbers.iter().map(|number| (*number, Some(*number))).collect();
    let wants = line("STORE", [Want::Set(ranges), Want::Word("+FLAGS".to_owned()), Want::List(wants)]);
    (peer.encode(Store::add(set, flags)), Expected { wants, refused })
}

fn fetch(peer: &mut Peer, choices: &mut Choices<'_>) -> Ran {
    let part: Vec<u32> = choices.numbers();
    let names = [choices.text(), choices.text()];
    let names: Vec<&str> = names.iter().map(String::as_str).filter(|name| !name.is_empty()).collect();
    let fields = SectionPath::header_fields(&names).and_then(|path| path.within(&part));
    let (path, what, fields) = match fields {
        Ok(path) => (path, "HEADER.FIELDS", names.iter().map(|name| name.as_bytes().to_vec()).collect()),
        Err(_) => (SectionPath::text().within(&part).expect("no number is 0"), "TEXT", Vec::new()),
    };
    let item = "BODY.PEEK".to_owned();
    let section = Section { item, part, what: what.to_owned(), fields, partial: None };
    let wants = line("FETCH 3", [Want::List(vec![Want::Section(section), Want::Word("FLAGS".to_owned())])]);
    let command = Fetch::new(SeqSet::one(3).expect("not 0")).item(FetchItem::peek(path)).flags();
    let sorted = peer.encode(command).map(|mut cmd| {
        // The order of the items is the library's.
        if let Some(crate::peer::Arg::List(items)) = cmd.args.get_mut(2) {
            items.sort_by_key(|item| !item.octets().starts_with(b"BODY"));
        }
        cmd
    });
    (sorted, Expected { wants, refused: false })
}

/// What is before the first blank line.
fn header(message: &[u8]) -> Vec<u8> {
    let lines =
        message.split(|octet| *octet == b'\n').map(|line| line.iter().filter(|octet| **octet != b'\r'));
    lines
        .map(|line| line.copied().collect::<Vec<u8>>())
        .take_while(|line| !line.is_empty())
        .flatten()
        .collect()
}

fn append(peer: &mut Peer, choices: &mut Choices<'_>, utf8: bool) -> Ran {
    let (name, message) = (choices.text(), choices.octets());
    let binary =
        peer.conn.capabilities().is_some_and(|set| set.has(&imap_proto_core::types::Capability::Binary));
    // A literal8 holds NUL: with BINARY, and in `UTF8 (...)`, which is for a header beyond ASCII (RFC 6855 4).
    let literal8 = binary || (utf8 && !header(&message).is_ascii());
    let refused = no_name(&name) || (message.contains(&0) && !literal8);
    let wants = line("APPEND", [Want::Name(name.clone()), string(&message)]);
    (peer.encode(Append::new(name.as_str(), message)), Expected { wants, refused })
}

fn list(peer: &mut Peer, choices: &mut Choices<'_>) -> Ran {
    let name = choices.text();
    let wants = line("LIST", [Want::Name(name.clone()), Want::Word("%".to_owned())]);
    (peer.encode(List::new(name.as_str(), "%")), Expected { wants, refused: no_name(&name) })
}
