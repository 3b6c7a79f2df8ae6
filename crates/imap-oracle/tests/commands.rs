//! What the core encodes, imap-codec's decoder accepts, and means the same.

use imap_oracle::{Stage, check, meaning, octets};
use imap_proto_core::command::{
    Append, Capability, Check, Close, Command, Copy, Create, Delete, Enable, Examine, Expunge, Fetch,
    FetchItem, List, Login, Logout, Lsub, Noop, Rename, Search, SearchKey, Select, StartTls, Status, Store,
    Subscribe, UidCopy, UidFetch, UidSearch, UidStore, Unselect, Unsubscribe,
};
use imap_proto_core::ext::quota::Resource;
use imap_proto_core::ext::{
    GetMetadata, GetQuota, GetQuotaRoot, Id, Move, Namespace, SetMetadata, SetQuota, Sort, SortKey, Thread,
    ThreadAlgorithm, UidExpunge, UidMove, UidSort, UidThread, within,
};
use imap_proto_core::response::StatusItem;
use imap_proto_core::types::{self, Flag, Partial, SectionPath, SeqSet, UidSet};
use proptest::prelude::*;
use time::macros::{date, datetime};

/// The meaning, words of which are divided by `|`.
fn means<C: Command>(stage: Stage, command: C, expected: &str) {
    let sent = octets(stage, command).unwrap_or_else(|error| panic!("{expected}: {error}"));
    match meaning(&sent) {
        Ok(words) => assert_eq!(words.join("|"), expected, "{}", sent.escape_ascii()),
        Err(error) => panic!("{error}"),
    }
}

fn auth<C: Command>(command: C, expected: &str) {
    means(Stage::Authenticated, command, expected);
}

fn selected<C: Command>(command: C, expected: &str) {
    means(Stage::Selected, command, expected);
}

fn seq(text: &str) -> SeqSet {
    text.parse().unwrap()
}

fn uid(text: &str) -> UidSet {
    text.parse().unwrap()
}

#[test]
fn of_any_state() {
    means(Stage::Greeted, StartTls::new(), "STARTTLS");
    means(Stage::Greeted, Login::new("al ice", "p\"w\\"), r#"LOGIN|al ice|p\"w\\"#);
    means(Stage::Greeted, Login::new("", "NIL"), "LOGIN||NIL");
    auth(Capability::new(), "CAPABILITY");
    auth(Noop::new(), "NOOP");
    auth(Logout::new(), "LOGOUT");
    auth(Id::new(), "ID");
    auth(Id::new().field("name", "x y").nil("os"), "ID|name|x y|os|NIL");
}

#[test]
fn of_mailboxes() {
    auth(Select::new("inbox"), "SELECT|INBOX");
    auth(Examine::new("Entw\u{fc}rfe"), "EXAMINE|Entw&APw-rfe");
    auth(Create::new("a{3}"), "CREATE|a{3}");
    auth(Delete::new("a b"), "DELETE|a b");
    auth(Rename::new("a", "NIL"), "RENAME|a|NIL");
    auth(Subscribe::new("a&b"), "SUBSCRIBE|a&-b");
    auth(Unsubscribe::new("[x]"), "UNSUBSCRIBE|[x]");
    auth(List::new("", "*"), "LIST||*");
    auth(Lsub::new("#news.", "a b%"), "LSUB|#news.|a b%");
    let items = [StatusItem::Messages, StatusItem::UidNext, StatusItem::UidValidity, StatusItem::Size];
    auth(Status::new("x", items), "STATUS|x|Messages|UidNext|UidValidity|Size");
    auth(Enable::new([types::Capability::Utf8Accept]), "ENABLE|UTF8=ACCEPT");
    auth(Namespace::new(), "NAMESPACE");
    let flags = [Flag::Seen, Flag::keyword("$x").unwrap()];
    let append = Append::new("x", "a\r\nb").flags(flags).date(datetime!(2024-02-03 04:05:06 +01:30));
    auth(append, r"APPEND|x|\Seen|$x|2024-02-03T04:05:06+01:30|a\r\nb");
}

#[test]
fn of_messages() {
    selected(Check::new(), "CHECK");
    selected(Close::new(), "CLOSE");
    selected(Unselect::new(), "UNSELECT");
    selected(Expunge::new(), "EXPUNGE");
    selected(UidExpunge::new(uid("3,7:9")), "UID EXPUNGE|3,7:9");
    selected(Fetch::new(seq("1:5")).flags().envelope(), "FETCH|1:5|Flags|Envelope");
    selected(UidFetch::new(uid("4:*")).flags(), "UID FETCH|4:*|Flags");
    let item = FetchItem::peek(SectionPath::text()).partial(Partial::new(5, 9).unwrap());
    selected(
        Fetch::new(seq("2")).item(item),
        "FETCH|2|BodyExt { section: Some(Text(None)), partial: Some((5, 9)), peek: true }",
    );
    let item = FetchItem::section(SectionPath::mime(&[1, 2]).unwrap());
    selected(
        Fetch::new(seq("2")).item(item),
        "FETCH|2|BodyExt { section: Some(Mime(Part([1, 2]+))), partial: None, peek: false }",
    );
    selected(Store::add(seq("1"), [Flag::Deleted]).silent(), r"STORE|1|Add|Silent|\Deleted");
    selected(UidStore::replace(uid("1"), []), "UID STORE|1|Replace|Answer");
    selected(Store::remove(seq("1"), [Flag::Seen, Flag::Draft]), r"STORE|1|Remove|Answer|\Seen|\Draft");
    selected(Copy::new(seq("1:*"), "x y"), "COPY|1:*|x y");
    selected(UidCopy::new(uid("9"), "INBOX"), "UID COPY|9|INBOX");
    selected(Move::new(seq("1,3"), "x"), "MOVE|1,3|x");
    selected(UidMove::new(uid("1"), "x"), "UID MOVE|1|x");
}

#[test]
fn of_searches() {
    selected(Search::new(SearchKey::all()), "SEARCH|ALL");
    let key = SearchKey::unseen().and(SearchKey::from("a\"b").or(SearchKey::larger(9)).not());
    selected(UidSearch::new(key), r#"UID SEARCH|UNSEEN|NOT|OR|FROM|a\"b|LARGER|9"#);
    selected(Search::new(SearchKey::since(date!(2024 - 02 - 03))), "SEARCH|SINCE|2024-02-03");
    selected(Search::new(SearchKey::header("X-Y", "")), "SEARCH|HEADER|X-Y|");
    selected(Search::new(SearchKey::subject("\u{e4}")), r"SEARCH|UTF-8|SUBJECT|\xc3\xa4");
    selected(Search::new(within::younger(60)), "SEARCH|YOUNGER|60");
    let order = [SortKey::arrival().reversed(), SortKey::subject()];
    selected(Sort::new(order.clone(), SearchKey::all()), "SORT|-ARRIVAL|SUBJECT|US-ASCII|ALL");
    selected(UidSort::new(order, SearchKey::seen()), "UID SORT|-ARRIVAL|SUBJECT|US-ASCII|SEEN");
    selected(Thread::new(ThreadAlgorithm::References, SearchKey::all()), "THREAD|REFERENCES|US-ASCII|ALL");
    let thread = UidThread::new(ThreadAlgorithm::OrderedSubject, SearchKey::text("x y"));
    selected(thread, "UID THREAD|ORDEREDSUBJECT|US-ASCII|TEXT|x y");
}

#[test]
fn of_quotas_and_metadata() {
    auth(GetQuota::new("a b"), "GETQUOTA|a b");
    auth(GetQuotaRoot::new("INBOX"), "GETQUOTAROOT|INBOX");
    auth(SetQuota::new("").limit(Resource::Storage, 1 << 40), "SETQUOTA||STORAGE 1099511627776");
    let set = SetMetadata::new("x").set("/private/comment", "a\r\nb").remove("/shared/comment");
    auth(set, r"SETMETADATA|x|/private/comment|a\r\nb|/shared/comment|NIL");
    auth(GetMetadata::new("x", ["/shared/comment"]).max_size(9), "GETMETADATA|x|MaxSize(9)|/shared/comment");
}

/// Text in which everything that means something to IMAP is likely, without NUL, which no IMAP string can hold.
fn text() -> impl Strategy<Value = String> {
    prop_oneof![
        3 => "[a-z \"\\\\{}()%*&+~<>:.,\\[\\]\r\n\t\u{7f}-]{0,14}",
        1 => "[ -~]{0,40}",
        1 => "(NIL|nil|INBOX|\\{4\\}|\\{4\\+\\}|~\\{1\\}|[0-9]{1,3}|\"[a-z]\")",
    ]
}

fn shown(text: &str) -> String {
    text.as_bytes().escape_ascii().to_string()
}

fn key() -> impl Strategy<Value = (SearchKey, Vec<String>)> {
    let word = |name: &str, value: String| vec![name.to_owned(), value];
    let leaf = prop_oneof![
        text().prop_map(move |t| (SearchKey::from(t.as_str()), word("FROM", shown(&t)))),
        text().prop_map(move |t| (SearchKey::body(t.as_str()), word("BODY", shown(&t)))),
        (1..u32::MAX).prop_map(move |n| (SearchKey::smaller(u64::from(n)), word("SMALLER", n.to_string()))),
        Just((SearchKey::flagged(), vec!["FLAGGED".to_owned()])),
        "[a-z$]{1,6}".prop_map(move |k| (SearchKey::keyword(Flag::keyword(&k).unwrap()), word("KEYWORD", k))),
    ];
    leaf.prop_recursive(4, 10, 2, |inner| {
        let start = |name: &str| vec![name.to_owned()];
        prop_oneof![
            inner.clone().prop_map(move |(key, words)| (key.not(), [start("NOT"), words].concat())),
            (inner.clone(), inner)
                .prop_map(move |((a, one), (b, two))| (a.or(b), [start("OR"), one, two].concat())),
        ]
    })
}

/// Seeds of the fuzz target `command_encoder`, which asks this too.
#[test]
fn seeds_mean_the_same() {
    let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../../fuzz/corpus/command_encoder");
    let mut seen = 0;
    for entry in std::fs::read_dir(folder).unwrap() {
        let data = std::fs::read(entry.unwrap().path()).unwrap();
        check(&data).unwrap_or_else(|error| panic!("{error} for {}", data.escape_ascii()));
        seen += 1;
    }
    assert!(seen >= 16, "only {seen} seeds");
}

proptest! {
    #[test]
    fn any_octets(data in prop::collection::vec(any::<u8>(), 0..80)) {
        prop_assert_eq!(check(&data), Ok(()));
    }

    #[test]
    fn any_strings(user in text(), password in text()) {
        let sent = octets(Stage::Greeted, Login::new(user.as_str(), password.as_str())).unwrap();
        prop_assert_eq!(meaning(&sent).unwrap(), ["LOGIN".to_owned(), shown(&user), shown(&password)]);
    }

    #[test]
    fn any_names(name in "[a-z \"\\\\{}()%*+~<>:.,\\[\\]\t\u{7f}-]{1,14}", set in prop::collection::btree_set(1..500_u32, 1..9)) {
        prop_assume!(!name.contains(['\t', '\u{7f}']));
        let set = SeqSet::from_numbers(set).unwrap();
        let sent = octets(Stage::Selected, Copy::new(set.clone(), name.as_str())).unwrap();
        prop_assert_eq!(meaning(&sent).unwrap(), ["COPY".to_owned(), set.to_string(), shown(&name)]);
    }

    #[test]
    fn any_keys((key, words) in key()) {
        let sent = octets(Stage::Selected, Search::new(key)).unwrap();
        let meant = meaning(&sent).unwrap();
        prop_assert_eq!(&meant[1..], &words[..]);
    }

    #[test]
    fn any_appends(name in "[a-z]{1,9}", body in prop::collection::vec(1..=255_u8, 0..80)) {
        let sent = octets(Stage::Authenticated, Append::new(name.as_str(), body.clone())).unwrap();
        prop_assert_eq!(meaning(&sent).unwrap(), ["APPEND".to_owned(), name, body.escape_ascii().to_string()]);
    }
}
