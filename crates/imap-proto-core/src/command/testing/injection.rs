//! One table over every command and every argument of it that a caller fills with text (SECURITY C01 to C21).

use alloc::boxed::Box;
use alloc::format;
use alloc::string::String;
use alloc::vec::Vec;

use proptest::prelude::*;

use super::{Token, dialect, read, segments};
use crate::command::{
    Append, AppendStream, Authenticate, Command, Copy, Create, Delete, Enable, Examine, Fetch, FetchItem,
    List, Login, Lsub, Raw, Rename, Search, SearchKey, Select, Status, Store, Subscribe, UidCopy, UidFetch,
    UidSearch, UidStore, Unsubscribe,
};
use crate::error::EncodeError;
use crate::ext::urlauth::{AuthUrl, UrlItem};
use crate::ext::{
    GenUrlAuth, Id, Move, RList, RLsub, ResetKey, Sort, SortKey, Thread, ThreadAlgorithm, UidExpunge,
    UidMove, UidSort, UrlFetch, XList,
};
use crate::response::StatusItem;
use crate::sasl::FromFn;
use crate::types::{Atom, Capability, Flag, NameForm, SectionPath, SeqSet, UidSet};

type Fill = Box<dyn Fn(&str, NameForm) -> Result<Vec<Token>, EncodeError>>;

/// An argument of a command: fills it, and gives the tokens, or says why not.
struct Argument {
    name: &'static str,
    /// The token that holds the argument as it is, where it does.
    token: Option<usize>,
    fill: Fill,
}

fn argument<C: Command>(
    name: &'static str,
    token: Option<usize>,
    make: impl Fn(&str) -> Result<C, EncodeError> + 'static,
) -> Argument {
    let fill = move |text: &str, form| {
        let dialect = dialect(&[Capability::SaslIr, Capability::LiteralMinus], form);
        segments(&mut make(text)?, &dialect).map(read)
    };
    Argument { name, token, fill: Box::new(fill) }
}

fn mailboxes() -> Vec<Argument> {
    let seq = || SeqSet::one(1).unwrap();
    let uid = || UidSet::one(1).unwrap();
    Vec::from([
        argument("SELECT", None, |t| Ok(Select::new(t))),
        argument("EXAMINE", None, |t| Ok(Examine::new(t))),
        argument("CREATE", None, |t| Ok(Create::new(t))),
        argument("DELETE", None, |t| Ok(Delete::new(t))),
        argument("RENAME from", None, |t| Ok(Rename::new(t, "b"))),
        argument("RENAME to", None, |t| Ok(Rename::new("a", t))),
        argument("SUBSCRIBE", None, |t| Ok(Subscribe::new(t))),
        argument("UNSUBSCRIBE", None, |t| Ok(Unsubscribe::new(t))),
        argument("LIST reference", None, |t| Ok(List::new(t, "*"))),
        argument("LIST pattern", None, |t| Ok(List::new("", t))),
        argument("LSUB reference", None, |t| Ok(Lsub::new(t, "*"))),
        argument("LSUB pattern", None, |t| Ok(Lsub::new("", t))),
        argument("STATUS", None, |t| Ok(Status::new(t, [StatusItem::Messages]))),
        argument("APPEND", None, |t| Ok(Append::new(t, "m"))),
        argument("APPEND stream", None, |t| Ok(AppendStream::new(t, 1))),
        argument("COPY", None, move |t| Ok(Copy::new(seq(), t))),
        argument("UID COPY", None, move |t| Ok(UidCopy::new(uid(), t))),
        argument("MOVE", None, move |t| Ok(Move::new(seq(), t))),
        argument("UID MOVE", None, move |t| Ok(UidMove::new(uid(), t))),
        argument("raw mailbox", None, |t| Ok(Raw::new("XFOO")?.mailbox(t))),
        argument("XLIST pattern", None, |t| Ok(XList::new("", t))),
        argument("RLIST reference", None, |t| Ok(RList::new(t, "*"))),
        argument("RLSUB pattern", None, |t| Ok(RLsub::new("", t))),
        argument("RESETKEY", None, |t| Ok(ResetKey::mailbox(t))),
    ])
}

fn texts() -> Vec<Argument> {
    Vec::from([
        argument("LOGIN user", Some(1), |t| Ok(Login::new(t, "p"))),
        argument("LOGIN password", Some(2), |t| Ok(Login::new("u", t))),
        argument("SEARCH FROM", None, |t| Ok(Search::new(SearchKey::from(t)))),
        argument("SEARCH HEADER", None, |t| Ok(Search::new(SearchKey::header("X", t)))),
        argument("UID SEARCH TEXT", None, |t| {
            Ok(UidSearch::new(SearchKey::text(t).not().or(SearchKey::seen())))
        }),
        argument("SEARCH extension", None, |t| {
            Ok(Search::new(SearchKey::ext(Atom::new("X-GM-RAW")?).text(t)))
        }),
        argument("ID value", Some(3), |t| Ok(Id::new().field("name", t))),
        argument("ID name", Some(2), |t| Ok(Id::new().field(t, "v"))),
        argument("APPEND message", None, |t| Ok(Append::new("x", String::from(t)))),
        argument("raw astring", Some(1), |t| Ok(Raw::new("XFOO")?.astring(String::from(t)))),
        argument("raw string", Some(1), |t| Ok(Raw::new("XFOO")?.string(String::from(t)))),
        argument("raw literal", Some(1), |t| Ok(Raw::new("XFOO")?.literal(String::from(t)))),
        argument("raw secret", Some(1), |t| Ok(Raw::new("XFOO")?.secret(t))),
        argument("SORT text", None, |t| Ok(Sort::new([SortKey::date()], SearchKey::text(t)))),
        argument("THREAD text", None, |t| Ok(Thread::new(ThreadAlgorithm::Refs, SearchKey::from(t)))),
        argument("GENURLAUTH", Some(1), |t| Ok(GenUrlAuth::internal([t]))),
        argument("URLFETCH", Some(1), |t| Ok(UrlFetch::new([AuthUrl::new(t)]))),
        argument("URLFETCH items", Some(2), |t| {
            Ok(UrlFetch::new([]).items(AuthUrl::new(t), [UrlItem::Binary]))
        }),
        argument("SASL response", None, |t| {
            let response = Vec::from(t.as_bytes());
            Ok(Authenticate::new(FromFn::new("X", move |_: &[u8]| Some(response.clone())).initial()))
        }),
    ])
}

fn words() -> Vec<Argument> {
    let seq = || SeqSet::one(1).unwrap();
    let set = |error| match error {
        crate::types::SetError::Zero => EncodeError::Invalid { what: "set", why: "0" },
        _ => EncodeError::Invalid { what: "set", why: "syntax" },
    };
    Vec::from([
        argument("STORE keyword", Some(4), move |t| Ok(Store::add(seq(), [Flag::keyword(t)?]))),
        argument("STORE flag", Some(4), move |t| Ok(Store::add(seq(), [Flag::try_from(t)?]))),
        argument("APPEND keyword", Some(3), |t| Ok(Append::new("x", "m").flags([Flag::keyword(t)?]))),
        argument("SEARCH KEYWORD", None, |t| Ok(Search::new(SearchKey::keyword(Flag::keyword(t)?)))),
        argument("SEARCH HEADER field", Some(2), |t| Ok(Search::new(SearchKey::header(t, "x")))),
        argument("SEARCH key", Some(1), |t| Ok(Search::new(SearchKey::ext(Atom::new(t)?)))),
        argument("FETCH item", Some(3), move |t| Ok(Fetch::new(seq()).item(FetchItem::from(Atom::new(t)?)))),
        argument("FETCH field", None, move |t| {
            Ok(Fetch::new(seq()).body_peek(SectionPath::header_fields(&[t])?))
        }),
        argument("ENABLE", Some(1), |t| Ok(Enable::new([Capability::ext(t)?]))),
        argument("STATUS item", Some(3), |t| Ok(Status::new("x", [StatusItem::Ext(Atom::new(t)?)]))),
        argument("AUTHENTICATE", Some(1), |t| Ok(Authenticate::new(FromFn::new(t, |_: &[u8]| None)))),
        argument("UID SORT key", Some(3), |t| {
            Ok(UidSort::new([SortKey::ext(Atom::new(t)?)], SearchKey::all()))
        }),
        argument("THREAD algorithm", Some(1), |t| {
            Ok(Thread::new(ThreadAlgorithm::Ext(Atom::new(t)?), SearchKey::all()))
        }),
        argument(
            "GENURLAUTH mechanism",
            Some(4),
            |t| Ok(GenUrlAuth::internal(["u"]).url("v", Atom::new(t)?)),
        ),
        argument("RESETKEY mechanism", Some(2), |t| Ok(ResetKey::mailbox("x").mechanism(Atom::new(t)?))),
        argument("raw name", Some(0), Raw::new),
        argument("raw atom", Some(1), |t| Ok(Raw::new("XFOO")?.atom(t))),
        argument("raw argument", None, |t| Ok(Raw::new("XFOO")?.arg(String::from(t)))),
        argument("FETCH set", Some(1), move |t| Ok(Fetch::new(SeqSet::parse(t.as_bytes()).map_err(set)?))),
        argument("UID EXPUNGE set", None, move |t| {
            Ok(UidExpunge::new(UidSet::parse(t.as_bytes()).map_err(set)?))
        }),
        argument("UID FETCH set", None, move |t| {
            Ok(UidFetch::new(UidSet::parse(t.as_bytes()).map_err(set)?))
        }),
        argument("UID STORE set", None, move |t| {
            Ok(UidStore::add(UidSet::parse(t.as_bytes()).map_err(set)?, [Flag::Seen]))
        }),
    ])
}

const FORMS: [NameForm; 2] = [NameForm::ModifiedUtf7, NameForm::Utf8];

/// What an attacker, or a careless program, puts where text is due.
pub(crate) const HOSTILE: [&str; 29] = [
    "x\r\nEVIL1 X-EVIL",
    "x\nEVIL",
    "x\rEVIL",
    "\r\n",
    "a\0b",
    "x\"\r\nX1 STORE 1:* +FLAGS (\\Deleted)",
    "a\"b\\c",
    "\"",
    "\\",
    "\"quoted\"",
    "\"\" EVIL \"",
    "{4}",
    "{4+}\r\nEVIL",
    "x {4}",
    "~{4}",
    "a b",
    "a)",
    "(",
    ")] X",
    "]",
    "*",
    "%",
    "\\Foo\r",
    "1:*\r\nX",
    "\t",
    "\u{7f}\u{1}",
    "&",
    "&AA0ACg-",
    "Entwürfe 🦀",
];

/// Reading back panics on a second line; here the shape has to be that of a harmless argument as well.
fn check(argument: &Argument, harmless: &str, text: &str, form: NameForm) -> Result<(), String> {
    let Ok(tokens) = (argument.fill)(text, form) else { return Ok(()) };
    let expected = (argument.fill)(harmless, form).map_err(|error| format!("{}: {error}", argument.name))?;
    let charset = tokens.len().checked_sub(2) == Some(expected.len()) && !text.is_ascii();
    // `UTF8 (~{n}...)` around a message (RFC 6855 section 4).
    let wrapped = argument.name == "APPEND message" && tokens.len() == expected.len() + 3 && !text.is_ascii();
    if tokens.len() != expected.len() && !charset && !wrapped {
        return Err(format!("{} of {text:?}: {tokens:?}", argument.name));
    }
    match argument.token.and_then(|index| tokens.get(index)) {
        Some(token) if token.octets() != text.as_bytes() => {
            Err(format!("{} of {text:?}: {token:?}", argument.name))
        }
        _ => Ok(()),
    }
}

#[test]
fn no_text_ends_the_line_it_stands_in() {
    for argument in mailboxes().iter().chain(&texts()) {
        for text in HOSTILE {
            for form in FORMS {
                check(argument, "x", text, form).unwrap();
            }
        }
    }
}

#[test]
fn no_word_is_more_than_a_word() {
    let sets = ["set", "SET"];
    for argument in words() {
        let harmless = if sets.iter().any(|set| argument.name.ends_with(set)) { "1" } else { "x" };
        for text in HOSTILE {
            // A wire argument may hold several tokens; that it stays one line is what reading it back proves.
            if argument.name == "raw argument" {
                let _ = (argument.fill)(text, NameForm::Utf8);
                continue;
            }
            check(&argument, harmless, text, NameForm::ModifiedUtf7).unwrap();
        }
        for text in ["0", "4294967296", "1:0", "1,,2"] {
            if harmless == "1" {
                assert!(
                    (argument.fill)(text, NameForm::ModifiedUtf7).is_err(),
                    "{} of {text}",
                    argument.name
                );
            }
        }
    }
}

#[test]
fn nul_is_refused_wherever_text_is_due() {
    for argument in mailboxes().iter().chain(&texts()).chain(&words()) {
        if argument.name == "SASL response" {
            continue; // It is base64 on the wire.
        }
        for form in FORMS {
            assert!((argument.fill)("a\0b", form).is_err(), "{} in {form:?}", argument.name);
        }
    }
}

#[test]
fn other_controls_can_be_sent() {
    // Servers list such names (QUIRKS 44, SECURITY C14).
    for argument in mailboxes() {
        for text in ["a\tb", "a\u{7f}b", "a\u{1}b"] {
            for form in FORMS {
                assert!((argument.fill)(text, form).is_ok(), "{} of {text:?}", argument.name);
            }
        }
    }
}

#[test]
fn a_line_has_a_limit() {
    let long = "x".repeat(10_000);
    for argument in mailboxes() {
        let error = (argument.fill)(&long, NameForm::ModifiedUtf7).err();
        assert!(matches!(error, Some(EncodeError::TooLong(_))), "{}", argument.name);
    }
    let scattered = UidSet::from_numbers((1..4_000).map(|n| n * 3)).unwrap();
    let dialect = dialect(&[], NameForm::ModifiedUtf7);
    let error = segments(&mut UidFetch::new(scattered.clone()), &dialect).err();
    assert!(matches!(error, Some(EncodeError::TooLong(_))));
    let chunks: Vec<_> = scattered.chunks(4_000).collect();
    assert!(chunks.len() > 1);
    for chunk in chunks {
        assert!(segments(&mut UidFetch::new(chunk), &dialect).is_ok());
    }
}

proptest! {
    #[test]
    fn any_text_is_one_argument(text in any::<String>(), utf8 in any::<bool>()) {
        let form = if utf8 { NameForm::Utf8 } else { NameForm::ModifiedUtf7 };
        for argument in mailboxes().iter().chain(&texts()) {
            if let Err(why) = check(argument, "x", &text, form) {
                prop_assert!(false, "{}", why);
            }
        }
    }

    #[test]
    fn any_search_text_comes_out_as_it_went_in(text in "[^\0]*") {
        let dialect = dialect(&[], NameForm::Utf8);
        let tokens = read(segments(&mut Search::new(SearchKey::subject(text.clone())), &dialect).unwrap());
        prop_assert_eq!(tokens.last().map(|token| token.octets().to_vec()), Some(text.into_bytes()));
    }
}
