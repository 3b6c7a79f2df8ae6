//! Typed commands from the octets of a fuzzer, beside what they mean.

use imap_proto_core::command::{
    Append, Command, Copy, Create, Delete, Examine, Fetch, FetchItem, List, Login, Lsub, Rename, Search,
    SearchKey, Select, Status, Store, Subscribe, UidCopy, UidFetch, UidSearch, UidStore, Unsubscribe,
};
use imap_proto_core::ext::{
    GetQuota, GetQuotaRoot, Id, Move, Sort, SortKey, Thread, ThreadAlgorithm, UidExpunge, UidMove, UidSort,
};
use imap_proto_core::response::StatusItem;
use imap_proto_core::types::{Flag, Partial, SectionPath, SeqSet, UidSet};

use crate::Stage;
use crate::meaning::text;

/// The octets of a command and its meaning.
type Sent = (Result<Vec<u8>, String>, Vec<String>);

/// Octets that choose; 0 and nothing where they have run out.
pub(crate) struct Choices<'a> {
    left: &'a [u8],
    /// A text of a search key was not ASCII.
    beyond: bool,
}

impl<'a> Choices<'a> {
    pub(crate) fn new(left: &'a [u8]) -> Self {
        Self { left, beyond: false }
    }

    fn octet(&mut self) -> u8 {
        let Some((first, rest)) = self.left.split_first() else { return 0 };
        self.left = rest;
        *first
    }

    fn octets(&mut self) -> Vec<u8> {
        let len = usize::from(self.octet() % 32).min(self.left.len());
        let (taken, rest) = self.left.split_at(len);
        self.left = rest;
        taken.to_vec()
    }

    /// Any text but NUL, which no string of IMAP can hold.
    fn text(&mut self) -> String {
        String::from_utf8_lossy(&self.octets()).replace('\0', "0")
    }

    /// The same in ASCII: a login is before UTF8=ACCEPT can be on.
    fn ascii(&mut self) -> String {
        self.text().replace(|one: char| !one.is_ascii(), "~")
    }

    /// Of what modified UTF-7 leaves alone but for `&`, and what imap-codec shows of it.
    fn name(&mut self) -> (String, String) {
        let name = self.text().replace(|one: char| !(' '..='~').contains(&one), "_");
        let meant = if name.eq_ignore_ascii_case("INBOX") {
            "INBOX".to_owned()
        } else {
            shown(&name.replace('&', "&-"))
        };
        (name, meant)
    }

    fn searched(&mut self) -> String {
        let text = self.text();
        self.beyond |= !text.is_ascii();
        text
    }

    fn keyword(&mut self) -> Option<Flag> {
        Flag::keyword(&self.text()).ok()
    }

    fn flags(&mut self) -> Vec<Flag> {
        let mut flags: Vec<Flag> = Vec::new();
        for _ in 0..self.octet() % 4 {
            let flag = match self.octet() % 5 {
                0 => Some(Flag::Seen),
                1 => Some(Flag::Deleted),
                _ => self.keyword(),
            };
            flags.extend(flag.filter(|flag| !flags.contains(flag)));
        }
        flags
    }

    /// One to eight numbers that begin small.
    fn numbers(&mut self) -> Vec<u32> {
        (0..=self.octet() % 8).map(|_| u32::from(self.octet()) * (1 + u32::from(self.octet())) + 1).collect()
    }

    fn seq(&mut self) -> SeqSet {
        SeqSet::from_numbers(self.numbers()).unwrap_or_else(|_| SeqSet::all())
    }

    fn uid(&mut self) -> UidSet {
        UidSet::from_numbers(self.numbers()).unwrap_or_else(|_| UidSet::all())
    }
}

fn shown(word: &str) -> String {
    text(word)
}

fn sent<C: Command>(stage: Stage, command: C, name: &str, args: impl IntoIterator<Item = String>) -> Sent {
    let meant = std::iter::once(name.to_owned()).chain(args).collect();
    (crate::octets(stage, command), meant)
}

/// A command of these choices.
pub(crate) fn command(choices: &mut Choices<'_>) -> Sent {
    match choices.octet() % 8 {
        0 => login(choices),
        1 => mailbox(choices),
        2 => two_names(choices),
        3 => append(choices),
        4 => search(choices),
        5 => store(choices),
        6 => fetch(choices),
        _ => copy(choices),
    }
}

fn login(c: &mut Choices<'_>) -> Sent {
    let (kind, one, other) = (c.octet() % 3, c.ascii(), c.ascii());
    let words = [shown(&one), shown(&other)];
    match kind {
        0 => sent(Stage::Greeted, Login::new(one.as_str(), other.as_str()), "LOGIN", words),
        1 => {
            // A field name is at most 30 octets, and asked for once (RFC 2971 3.3).
            let one: String = one.chars().take(30).collect();
            let words = [shown(&one), shown(&other)];
            sent(Stage::Authenticated, Id::new().field(one.as_str(), other.as_str()), "ID", words)
        }
        _ => sent(Stage::Authenticated, GetQuota::new(one.as_str()), "GETQUOTA", [shown(&one)]),
    }
}

fn mailbox(c: &mut Choices<'_>) -> Sent {
    let stage = Stage::Authenticated;
    let (kind, (name, meant)) = (c.octet() % 8, c.name());
    let (name, meant) = (name.as_str(), [meant]);
    match kind {
        0 => sent(stage, Select::new(name), "SELECT", meant),
        1 => sent(stage, Examine::new(name), "EXAMINE", meant),
        2 => sent(stage, Create::new(name), "CREATE", meant),
        3 => sent(stage, Delete::new(name), "DELETE", meant),
        4 => sent(stage, Subscribe::new(name), "SUBSCRIBE", meant),
        5 => sent(stage, Unsubscribe::new(name), "UNSUBSCRIBE", meant),
        6 => sent(stage, GetQuotaRoot::new(name), "GETQUOTAROOT", meant),
        _ => {
            let words = meant.into_iter().chain(["Messages".to_owned(), "UidNext".to_owned()]);
            sent(stage, Status::new(name, [StatusItem::Messages, StatusItem::UidNext]), "STATUS", words)
        }
    }
}

fn two_names(c: &mut Choices<'_>) -> Sent {
    let stage = Stage::Authenticated;
    let (kind, (one, meant), (other, too)) = (c.octet() % 3, c.name(), c.name());
    let (one, other) = (one.as_str(), other.as_str());
    match kind {
        0 => sent(stage, Rename::new(one, other), "RENAME", [meant, too]),
        // A pattern is no name: what looks like INBOX stays as it is.
        1 => sent(stage, List::new(one, other), "LIST", [meant, shown(&other.replace('&', "&-"))]),
        _ => sent(stage, Lsub::new(one, other), "LSUB", [meant, shown(&other.replace('&', "&-"))]),
    }
}

fn append(c: &mut Choices<'_>) -> Sent {
    let ((name, meant), flags, message) = (c.name(), c.flags(), c.octets());
    let words = flags.iter().map(ToString::to_string).collect::<Vec<_>>();
    let words = std::iter::once(meant).chain(words).chain([text(&message)]);
    sent(Stage::Authenticated, Append::new(name.as_str(), message).flags(flags), "APPEND", words)
}

fn copy(c: &mut Choices<'_>) -> Sent {
    let stage = Stage::Selected;
    let (kind, seq, uid, (name, meant)) = (c.octet() % 5, c.seq(), c.uid(), c.name());
    let (name, seqs, uids) = (name.as_str(), [seq.to_string(), meant.clone()], [uid.to_string(), meant]);
    match kind {
        0 => sent(stage, Copy::new(seq, name), "COPY", seqs),
        1 => sent(stage, UidCopy::new(uid, name), "UID COPY", uids),
        2 => sent(stage, Move::new(seq, name), "MOVE", seqs),
        3 => sent(stage, UidMove::new(uid, name), "UID MOVE", uids),
        _ => sent(stage, UidExpunge::new(uid), "UID EXPUNGE", uids.into_iter().take(1)),
    }
}

fn store(c: &mut Choices<'_>) -> Sent {
    let stage = Stage::Selected;
    let (kind, seq, uid, flags) = (c.octet() % 3, c.seq(), c.uid(), c.flags());
    let words = |set: String, kind: &str, answer: &str| {
        let start = [set, kind.to_owned(), answer.to_owned()];
        start.into_iter().chain(flags.iter().map(ToString::to_string)).collect::<Vec<_>>()
    };
    let (seqs, uids) = (seq.to_string(), uid.to_string());
    match kind {
        0 => sent(stage, Store::add(seq, flags.clone()), "STORE", words(seqs, "Add", "Answer")),
        1 => {
            sent(stage, Store::remove(seq, flags.clone()).silent(), "STORE", words(seqs, "Remove", "Silent"))
        }
        _ => {
            sent(stage, UidStore::replace(uid, flags.clone()), "UID STORE", words(uids, "Replace", "Answer"))
        }
    }
}

fn fetch(c: &mut Choices<'_>) -> Sent {
    let stage = Stage::Selected;
    let (kind, seq, uid, parts) = (c.octet() % 3, c.seq(), c.uid(), c.numbers());
    let (first, len) = (u64::from(c.octet()), 1 + u64::from(c.octet()));
    let whole = SectionPath::text().within(&parts).ok().zip(Partial::new(first, len).ok());
    let Some((path, partial)) = whole.filter(|_| kind == 2) else {
        return match kind {
            0 => sent(
                stage,
                Fetch::new(seq.clone()).flags().envelope(),
                "FETCH",
                [seq.to_string(), "Flags".into(), "Envelope".into()],
            ),
            _ => sent(
                stage,
                UidFetch::new(uid.clone()).flags(),
                "UID FETCH",
                [uid.to_string(), "Flags".into()],
            ),
        };
    };
    let parts = parts.iter().map(ToString::to_string).collect::<Vec<_>>().join(", ");
    let item = format!(
        "BodyExt {{ section: Some(Text(Some(Part([{parts}]+)))), partial: Some(({first}, {len})), peek: true }}"
    );
    let command = Fetch::new(seq.clone()).item(FetchItem::peek(path).partial(partial));
    sent(stage, command, "FETCH", [seq.to_string(), item])
}

fn search(c: &mut Choices<'_>) -> Sent {
    let stage = Stage::Selected;
    let kind = c.octet() % 5;
    let (key, words) = key(c, 4);
    let named = c.beyond.then(|| "UTF-8".to_owned());
    let charset = named.clone().unwrap_or_else(|| "US-ASCII".to_owned());
    let searched = named.into_iter().chain(words.clone());
    let threaded = ["REFERENCES".to_owned(), charset.clone()].into_iter().chain(words.clone());
    let sorted = ["-SIZE".to_owned(), "SUBJECT".to_owned(), charset].into_iter().chain(words);
    let order = [SortKey::size().reversed(), SortKey::subject()];
    match kind {
        0 => sent(stage, Search::new(key), "SEARCH", searched),
        1 => sent(stage, UidSearch::new(key), "UID SEARCH", searched),
        2 => sent(stage, Thread::new(ThreadAlgorithm::References, key), "THREAD", threaded),
        3 => sent(stage, Sort::new(order, key), "SORT", sorted),
        _ => sent(stage, UidSort::new(order, key), "UID SORT", sorted),
    }
}

fn key(c: &mut Choices<'_>, depth: u8) -> (SearchKey, Vec<String>) {
    let start = |name: &str| vec![name.to_owned()];
    match c.octet() % if depth == 0 { 8 } else { 10 } {
        kind @ 0..=3 => plain_key(c, kind),
        kind @ 4..=7 => text_key(c, kind),
        8 => {
            let (inner, words) = key(c, depth - 1);
            (inner.not(), [start("NOT"), words].concat())
        }
        _ => {
            let ((a, one), (b, other)) = (key(c, depth - 1), key(c, depth - 1));
            (a.or(b), [start("OR"), one, other].concat())
        }
    }
}

fn plain_key(c: &mut Choices<'_>, kind: u8) -> (SearchKey, Vec<String>) {
    let word = |name: &str, value: String| vec![name.to_owned(), value];
    match kind {
        0 => (SearchKey::unseen(), vec!["UNSEEN".to_owned()]),
        1 => {
            let size = u32::from(c.octet()) << 24;
            (SearchKey::larger(u64::from(size)), word("LARGER", size.to_string()))
        }
        2 => {
            let set = c.uid();
            (SearchKey::uid(set.clone()), word("UID", set.to_string()))
        }
        _ => match c.keyword() {
            Some(flag) => (SearchKey::keyword(flag.clone()), word("KEYWORD", flag.to_string())),
            None => (SearchKey::all(), vec!["ALL".to_owned()]),
        },
    }
}

fn text_key(c: &mut Choices<'_>, kind: u8) -> (SearchKey, Vec<String>) {
    let value = c.searched();
    let (key, words): (_, &[&str]) = match kind {
        4 => (SearchKey::header("X-A", value.as_str()), &["HEADER", "X-A"]),
        5 => (SearchKey::subject(value.as_str()), &["SUBJECT"]),
        6 => (SearchKey::body(value.as_str()), &["BODY"]),
        _ => (SearchKey::from(value.as_str()), &["FROM"]),
    };
    (key, words.iter().map(|word| (*word).to_owned()).chain([shown(&value)]).collect())
}
