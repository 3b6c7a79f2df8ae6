//! What a server told, handed back as an argument: it may hold what no command can, and is checked like any other text.

use imap_proto_core::EncodeError;
use imap_proto_core::command::{
    Append, Enable, Fetch, FetchItem, Param, Search, SearchKey, Select, Status, Store, UidStore,
};
use imap_proto_core::conn::{Event, Unsolicited};
use imap_proto_core::ext::acl::{AclData, Identifier, Rights};
use imap_proto_core::ext::annotatemore::{AnnotationData, AnnotationEntry};
use imap_proto_core::ext::language::{LanguageData, LanguageTag};
use imap_proto_core::ext::metadata::{EntryName, MetadataChange, MetadataData};
use imap_proto_core::ext::notify::{Happening, Watched};
use imap_proto_core::ext::quota::{QuotaData, QuotaRoot, Resource};
use imap_proto_core::ext::{
    DeleteAcl, GenUrlAuth, GetAnnotation, GetMetadata, GetQuota, Language, ListExtended, ListMetadata,
    ListRights, Notify, ResetKey, ReturnOptions, SearchReturn, SetAcl, SetAnnotation, SetMetadata, SetQuota,
    Sort, SortKey, StoreAnnotations, StoreUnchanged, Thread, ThreadAlgorithm,
};
use imap_proto_core::response::{Data, StatusItem, Value};
use imap_proto_core::types::{Atom, Capability, Flag};

use super::fits;
use super::peer::{Peer, Stage};
use super::row::{Outcome, Row, seq, server, uid, x};

/// A response with the octets as a literal in it; one that cannot be read cannot be handed back.
fn told<T>(
    front: &str,
    octets: &[u8],
    behind: &str,
    read: impl FnOnce(&[u8]) -> Result<T, imap_proto_core::ParseError>,
) -> Result<T, EncodeError> {
    let announced = format!("{front}{{{}}}\r\n", octets.len());
    let wire = [announced.as_bytes(), octets, behind.as_bytes()].concat();
    read(&wire).map_err(|_| EncodeError::Invalid { what: "response", why: "it cannot be read" })
}

fn identifier(octets: &[u8]) -> Result<Identifier, EncodeError> {
    told("* ACL a ", octets, " r", AclData::from_wire).map(|found| found.entries[0].0.clone())
}

fn root(octets: &[u8]) -> Result<QuotaRoot, EncodeError> {
    told("* QUOTA ", octets, " ()", QuotaData::from_wire).map(|found| found.root)
}

fn entry(octets: &[u8]) -> Result<EntryName, EncodeError> {
    let found = told("* METADATA a ", octets, "", MetadataData::from_wire)?;
    let MetadataChange::Changed(names) = found.change else { panic!("{found:?}") };
    Ok(names[0].clone())
}

fn annotation(octets: &[u8]) -> Result<AnnotationEntry, EncodeError> {
    let found = told("* ANNOTATION a \"/x\" (", octets, " NIL)", AnnotationData::from_wire);
    found.map(|found| found.entries[0].clone())
}

fn language(octets: &[u8]) -> Result<LanguageTag, EncodeError> {
    told("* LANGUAGE (", octets, ")", LanguageData::from_wire).map(|found| found.tags[0].clone())
}

pub(crate) fn rows() -> Vec<Row> {
    [rights(), entries(), annotations()].into_iter().flatten().collect()
}

fn rights() -> Vec<Row> {
    Vec::from([
        Row::octets("SETACL a $T r", fits::some_text, |p, t| {
            p.encode(SetAcl::replace("a", identifier(t)?, Rights::READ))
        }),
        Row::octets("DELETEACL a $T", fits::some_text, |p, t| p.encode(DeleteAcl::new("a", identifier(t)?))),
        Row::octets("LISTRIGHTS a $T", fits::some_text, |p, t| {
            p.encode(ListRights::new("a", identifier(t)?))
        }),
        Row::octets("GETQUOTA $T", fits::text, |p, t| p.encode(GetQuota::new(root(t)?))),
        Row::octets("SETQUOTA $T ()", fits::text, |p, t| p.encode(SetQuota::new(root(t)?))),
        Row::octets("LANGUAGE $T", fits::language, |p, t| p.encode(Language::choose([language(t)?]))),
    ])
}

fn entries() -> Vec<Row> {
    Vec::from([
        Row::octets("GETMETADATA a $T", fits::entry, |p, t| p.encode(GetMetadata::new("a", [entry(t)?]))),
        Row::octets("SETMETADATA a ($T NIL)", fits::entry, |p, t| {
            p.encode(SetMetadata::new("a").remove(entry(t)?))
        }),
        Row::octets("LIST \"\" * RETURN (METADATA ($T))", fits::entry, |p, t| {
            p.encode(ListExtended::new("", ["*"]).return_metadata(ListMetadata::new([entry(t)?])))
        }),
        Row::octets("GETANNOTATION a $S \"value\"", fits::entry_pattern, |p, t| {
            p.encode(GetAnnotation::new("a", [entry(t)?], ["value"]))
        }),
        Row::octets("STORE 1 ANNOTATION ($S (\"value\" NIL))", fits::entry, |p, t| {
            p.encode(StoreAnnotations::new(seq()).remove(entry(t)?, "value"))
        }),
    ])
}

fn annotations() -> Vec<Row> {
    Vec::from([
        Row::octets("GETANNOTATION a \"/x\" $S", fits::text, |p, t| {
            let entry = annotation(t)?;
            p.encode(GetAnnotation::new("a", [&entry.name], [&entry.attributes[0].0]))
        }),
        Row::octets("SETANNOTATION a \"/x\" ($S \"v\")", fits::text, |p, t| {
            let entry = annotation(t)?;
            p.encode(SetAnnotation::new("a").set(&entry.name, &entry.attributes[0].0, "v"))
        }),
    ])
}

/// A keyword that a server lists, and whoever set it there, may hold what no command can.
const ODD_WORDS: [&str; 11] =
    ["a{4}", "a{4+}", "x]", "a\\b", "a*", "a%b", "\u{e4}", "a\u{1}b", "~{4}", "a,b", "{4}x"];

#[test]
fn flags_of_a_server_are_checked_like_any_other() {
    for word in ODD_WORDS {
        let mut peer = server(Stage::Selected, "LITERAL- BINARY", false);
        peer.feed(format!("* FLAGS (x {word} y)\r\n"));
        let events = peer.events();
        let [Event::Unsolicited(Unsolicited::Flags(flags))] = &events[..] else { panic!("{events:?}") };
        for flag in flags.iter() {
            for result in [
                peer.encode(Store::add(seq(), [flag.clone()])),
                peer.encode(UidStore::remove(uid(), [flag.clone()])),
                peer.encode(Append::new("x", "m").flags([flag.clone()])),
                peer.encode(Search::new(SearchKey::keyword(flag.clone()))),
                peer.encode(StoreUnchanged::new(UidStore::replace(uid(), [flag.clone()]), 1)),
            ] {
                sent_whole_or_not(result, &flag.to_string(), word);
            }
        }
    }
}

#[test]
fn atoms_of_a_server_are_checked_like_any_other() {
    for word in ODD_WORDS {
        let mut peer = server(Stage::Selected, "LITERAL- BINARY", false);
        peer.feed(format!("* XTOKEN {word} y\r\n"));
        for event in peer.events() {
            let Event::Unsolicited(Unsolicited::Other(Data::Unknown { values, .. })) = event else {
                continue;
            };
            for atom in values.into_iter().filter_map(atom) {
                for result in of_base(&mut peer, &atom).into_iter().chain(of_extensions(&mut peer, &atom)) {
                    sent_whole_or_not(result, &atom.to_string(), word);
                }
            }
        }
    }
}

fn of_base(peer: &mut Peer, atom: &Atom) -> [Outcome; 11] {
    let mut authenticated = server(Stage::Authenticated, "", false);
    let named = || Param::new(atom.clone());
    [
        peer.encode(Search::new(SearchKey::ext(atom.clone()))),
        peer.encode(Search::new(x().atom(atom.clone()))),
        peer.encode(Search::new(SearchKey::keyword(Flag::Keyword(atom.clone())))),
        peer.encode(Fetch::new(seq()).item(FetchItem::from(atom.clone()))),
        peer.encode(Fetch::new(seq()).modifier(named())),
        peer.encode(Status::new("x", [StatusItem::Ext(atom.clone())])),
        peer.encode(Store::add(seq(), [Flag::Other(atom.clone())])),
        peer.encode(Store::add(seq(), [Flag::Seen]).modifier(named())),
        peer.encode(Select::new("x").param(x().attribute(atom.clone()))),
        authenticated.encode(Enable::new([Capability::Ext(atom.clone())])),
        authenticated.encode(Enable::new([Capability::Auth(atom.clone())])),
    ]
}

fn of_extensions(peer: &mut Peer, atom: &Atom) -> [Outcome; 10] {
    let all = || SearchKey::all();
    let list = || ListExtended::new("", ["a"]);
    let event = Happening::Other(atom.clone());
    [
        peer.encode(Sort::new([SortKey::ext(atom.clone())], all())),
        peer.encode(Thread::new(ThreadAlgorithm::Ext(atom.clone()), all()).unchecked()),
        peer.encode(SearchReturn::new(all(), ReturnOptions::new().option(atom.clone().into()))),
        peer.encode(SetQuota::new("").limit(Resource::Ext(atom.clone()), 1)),
        peer.encode(GenUrlAuth::internal(["u"]).url("v", atom.clone())),
        peer.encode(ResetKey::mailbox("a").mechanism(atom.clone())),
        peer.encode(Notify::set().watch(Watched::Personal, [event])),
        peer.encode(list().select(atom.clone().into())),
        peer.encode(list().returning(atom.clone().into())),
        peer.encode(list().status([StatusItem::Ext(atom.clone())])),
    ]
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
