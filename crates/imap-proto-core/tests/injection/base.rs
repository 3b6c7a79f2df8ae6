//! The commands of the base protocol.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use imap_proto_core::command::{
    Append, AppendMessage, AppendStream, Authenticate, Copy, Create, Delete, Enable, Examine, Fetch,
    FetchItem, FetchStream, List, Login, Lsub, Param, Raw, Rename, Search, SearchKey, Select, Status, Store,
    Subscribe, UidCopy, UidFetch, UidFetchStream, UidSearch, UidStore, Unsubscribe,
};
use imap_proto_core::response::StatusItem;
use imap_proto_core::sasl::{FromFn, Plain};
use imap_proto_core::types::{Atom, Capability, Flag, SeqSet, UidSet};

use super::fits;
use super::peer::Stage;
use super::row::{Row, seq, uid, x};

pub(crate) fn rows() -> Vec<Row> {
    let tables =
        [names(), sessions(), appends(), searches(), search_texts(), messages(), fetches(), raws(), params()];
    tables.into_iter().flatten().collect()
}

fn names() -> Vec<Row> {
    Vec::from([
        Row::name("SELECT $M", |p, t| p.encode(Select::new(t))),
        Row::name("SELECT $M (X)", |p, t| p.encode(Select::new(t).param(x()))),
        Row::text("SELECT a (X $S)", fits::text, |p, t| p.encode(Select::new("a").param(x().text(t)))),
        Row::name("EXAMINE $M", |p, t| p.encode(Examine::new(t))),
        Row::text("EXAMINE a (X $S)", fits::text, |p, t| p.encode(Examine::new("a").param(x().text(t)))),
        Row::name("CREATE $M", |p, t| p.encode(Create::new(t))),
        Row::text("CREATE a (X $S)", fits::text, |p, t| p.encode(Create::new("a").param(x().text(t)))),
        Row::name("DELETE $M", |p, t| p.encode(Delete::new(t))),
        Row::name("RENAME $M b", |p, t| p.encode(Rename::new(t, "b"))),
        Row::name("RENAME a $M", |p, t| p.encode(Rename::new("a", t))),
        Row::name("SUBSCRIBE $M", |p, t| p.encode(Subscribe::new(t))),
        Row::name("UNSUBSCRIBE $M", |p, t| p.encode(Unsubscribe::new(t))),
        Row::name("LIST $M *", |p, t| p.encode(List::new(t, "*"))),
        Row::text("LIST \"\" $P", fits::name, |p, t| p.encode(List::new("", t))),
        Row::name("LIST $M \"\"", |p, t| p.encode(List::delimiter(t))),
        Row::name("LSUB $M *", |p, t| p.encode(Lsub::new(t, "*"))),
        Row::text("LSUB \"\" $P", fits::name, |p, t| p.encode(Lsub::new("", t))),
        Row::name("STATUS $M (MESSAGES)", |p, t| p.encode(Status::new(t, [StatusItem::Messages]))),
        Row::text("STATUS a ($W)", fits::atom, |p, t| {
            p.encode(Status::new("a", [StatusItem::Ext(Atom::new(t)?)]))
        }),
        Row::name("COPY 1 $M", |p, t| p.encode(Copy::new(seq(), t))),
        Row::name("UID COPY 1 $M", |p, t| p.encode(UidCopy::new(uid(), t))),
    ])
}

fn base64(front: &[u8], octets: &[u8], behind: &[u8]) -> Vec<u8> {
    STANDARD.encode([front, octets, behind].concat()).into()
}

fn sessions() -> Vec<Row> {
    Vec::from([
        Row::text("LOGIN $T \"p\"", fits::ascii, |p, t| p.encode(Login::new(t, "p"))).at(Stage::Greeted),
        Row::octets("LOGIN u $S", fits::ascii, |p, t| p.encode(Login::new("u", t))).at(Stage::Greeted),
        Row::text("AUTHENTICATE PLAIN $W", fits::some_text, |p, t| {
            p.encode(Authenticate::new(Plain::new(t, "p")))
        })
        .coded(|t| base64(b"\0", t, b"\0p"))
        .at(Stage::Greeted),
        Row::octets("AUTHENTICATE PLAIN $W", fits::some_text, |p, t| {
            p.encode(Authenticate::new(Plain::new("u", t)))
        })
        .coded(|t| base64(b"\0u\0", t, b""))
        .at(Stage::Greeted),
        Row::text("AUTHENTICATE PLAIN $W", fits::text, |p, t| {
            p.encode(Authenticate::new(Plain::new("u", "p").with_authzid(t)))
        })
        .coded(|t| base64(b"", t, b"\0u\0p"))
        .at(Stage::Greeted),
        Row::octets("AUTHENTICATE X $W", fits::anything, |p, t| {
            let response = t.to_vec();
            p.encode(Authenticate::new(FromFn::new("X", move |_: &[u8]| Some(response.clone())).initial()))
        })
        .coded(|t| if t.is_empty() { b"=".to_vec() } else { base64(b"", t, b"") })
        .at(Stage::Greeted),
        Row::text("AUTHENTICATE $W cg==", fits::atom, |p, t| {
            let named = FromFn::new(t, |_: &[u8]| Some(b"r".to_vec())).initial();
            p.encode(Authenticate::new(named).unchecked())
        })
        .at(Stage::Greeted),
        Row::text("ENABLE $W", fits::atom, |p, t| p.encode(Enable::new([Capability::ext(t)?])))
            .at(Stage::Authenticated),
    ])
}

fn appends() -> Vec<Row> {
    Vec::from([
        Row::name("APPEND $M {m}", |p, t| p.encode(Append::new(t, "m"))),
        Row::octets("APPEND a $A", fits::message, |p, t| p.encode(Append::new("a", t.to_vec()))),
        Row::text("APPEND a ($W) {m}", fits::flag, |p, t| {
            p.encode(Append::new("a", "m").flags([Flag::try_from(t)?]))
        }),
        Row::name("APPEND $M (\\Seen) {m}", |p, t| {
            p.encode(Append::message(t, AppendMessage::new("m").flags([Flag::Seen])))
        }),
        Row::octets("APPEND a (\\Seen) $A", fits::message, |p, t| {
            p.encode(Append::message("a", AppendMessage::new(t.to_vec()).flags([Flag::Seen])))
        }),
        Row::name("APPEND $M {mail}", |p, t| p.upload(AppendStream::new(t, 4), b"mail")),
        Row::text("APPEND a ($W) {mail}", fits::flag, |p, t| {
            p.upload(AppendStream::new("a", 4).flags([Flag::try_from(t)?]), b"mail")
        }),
    ])
}

fn searches() -> Vec<Row> {
    Vec::from([
        Row::text("SEARCH KEYWORD $W", fits::atom, |p, t| {
            p.encode(Search::new(SearchKey::keyword(Flag::keyword(t)?)))
        }),
        Row::text("UID SEARCH UNKEYWORD $W", fits::atom, |p, t| {
            p.encode(UidSearch::new(SearchKey::unkeyword(Flag::keyword(t)?)))
        }),
        Row::text("SEARCH HEADER $T \"x\"", fits::field, |p, t| {
            p.encode(Search::new(SearchKey::header(t, "x")))
        }),
        Row::text("SEARCH $W", fits::set, |p, t| p.encode(Search::new(SearchKey::seq(t.parse::<SeqSet>()?)))),
        Row::text("SEARCH UID $W", fits::set, |p, t| {
            p.encode(Search::new(SearchKey::uid(t.parse::<UidSet>()?)))
        }),
        Row::text("SEARCH $C NOT TEXT $S", fits::text, |p, t| {
            p.encode(Search::new(SearchKey::text(t).not()))
        }),
        Row::text("UID SEARCH $C OR SEEN TEXT $S", fits::text, |p, t| {
            p.encode(UidSearch::new(SearchKey::seen().or(SearchKey::text(t))))
        }),
        Row::text("SEARCH $C SEEN TEXT $S", fits::text, |p, t| {
            p.encode(Search::new(SearchKey::seen().and(SearchKey::text(t))))
        }),
        Row::text("SEARCH $C OR SEEN TEXT $S", fits::text, |p, t| {
            p.encode(Search::new(SearchKey::any_of([SearchKey::seen(), SearchKey::text(t)])))
        }),
        Row::text("SEARCH XY-$W", fits::atom, |p, t| {
            p.encode(Search::new(SearchKey::ext(Atom::new(&format!("XY-{}", Atom::new(t)?))?)))
        }),
        Row::text("SEARCH $C XNEAR 3 FROM $S", fits::text, |p, t| {
            p.encode(Search::new(SearchKey::ext(Atom::new("XNEAR")?).number(3).key(SearchKey::from(t))))
        }),
    ])
}

fn search_texts() -> Vec<Row> {
    Vec::from([
        Row::text("SEARCH $C BCC $S", fits::text, |p, t| p.encode(Search::new(SearchKey::bcc(t)))),
        Row::text("SEARCH $C BODY $S", fits::text, |p, t| p.encode(Search::new(SearchKey::body(t)))),
        Row::text("SEARCH $C CC $S", fits::text, |p, t| p.encode(Search::new(SearchKey::cc(t)))),
        Row::text("SEARCH $C FROM $S", fits::text, |p, t| p.encode(Search::new(SearchKey::from(t)))),
        Row::text("SEARCH $C SUBJECT $S", fits::text, |p, t| p.encode(Search::new(SearchKey::subject(t)))),
        Row::text("SEARCH $C TEXT $S", fits::text, |p, t| p.encode(Search::new(SearchKey::text(t)))),
        Row::text("UID SEARCH $C TO $S", fits::text, |p, t| p.encode(UidSearch::new(SearchKey::to(t)))),
        Row::text("SEARCH $C HEADER Message-ID $S", fits::text, |p, t| {
            p.encode(Search::new(SearchKey::header("Message-ID", t)))
        }),
    ])
}

fn messages() -> Vec<Row> {
    Vec::from([
        Row::text("STORE 1 +FLAGS ($W)", fits::flag, |p, t| {
            p.encode(Store::add(seq(), [Flag::try_from(t)?]))
        }),
        Row::text("STORE 1 -FLAGS ($W)", fits::atom, |p, t| {
            p.encode(Store::remove(seq(), [Flag::keyword(t)?]))
        }),
        Row::text("STORE 1 FLAGS ($W)", fits::flag, |p, t| {
            p.encode(Store::replace(seq(), [Flag::try_from(t)?]))
        }),
        Row::text("STORE 1 (X $S) +FLAGS (\\Seen)", fits::text, |p, t| {
            p.encode(Store::add(seq(), [Flag::Seen]).modifier(x().text(t)))
        }),
        Row::text("UID STORE 1 +FLAGS.SILENT ($W)", fits::flag, |p, t| {
            p.encode(UidStore::add(uid(), [Flag::try_from(t)?]).silent())
        }),
        Row::text("UID STORE 1 -FLAGS ($W)", fits::flag, |p, t| {
            p.encode(UidStore::remove(uid(), [Flag::try_from(t)?]))
        }),
        Row::text("UID STORE 1 FLAGS ($W)", fits::flag, |p, t| {
            p.encode(UidStore::replace(uid(), [Flag::try_from(t)?]))
        }),
        Row::text("UID STORE 1 (X $S) +FLAGS (\\Seen)", fits::text, |p, t| {
            p.encode(UidStore::add(uid(), [Flag::Seen]).modifier(x().text(t)))
        }),
        Row::text("COPY $W x", fits::set, |p, t| p.encode(Copy::new(t.parse::<SeqSet>()?, "x"))),
    ])
}

fn fetches() -> Vec<Row> {
    Vec::from([
        Row::text("FETCH $W (UID FLAGS)", fits::set, |p, t| {
            p.encode(Fetch::new(SeqSet::parse(t.as_bytes())?))
        }),
        Row::text("UID FETCH $W (UID FLAGS)", fits::set, |p, t| {
            p.encode(UidFetch::new(UidSet::parse(t.as_bytes())?))
        }),
        Row::text("FETCH 1 ($W)", fits::atom, |p, t| p.encode(Fetch::new(seq()).item(Atom::new(t)?.into()))),
        Row::text("FETCH 1 (X $S)", fits::text, |p, t| {
            p.encode(Fetch::new(seq()).items([x().text(t).into()]))
        }),
        Row::text("FETCH 1 (UID) (X $S)", fits::text, |p, t| {
            p.encode(Fetch::new(seq()).uid().modifier(x().text(t)))
        }),
        Row::text("UID FETCH 1 (X $S)", fits::text, |p, t| {
            p.encode(UidFetch::new(uid()).item(x().text(t).into()))
        }),
        Row::text("UID FETCH 1 (X $T)", fits::text, |p, t| {
            p.encode(UidFetch::new(uid()).items([FetchItem::Ext(x().astring(t.to_owned()))]))
        }),
        Row::text("UID FETCH 1 (UID) (X $S)", fits::text, |p, t| {
            p.encode(UidFetch::new(uid()).uid().modifier(x().text(t)))
        }),
        Row::text("FETCH 1 (Y X $S)", fits::text, |p, t| {
            p.encode(FetchStream::new(seq()).item(Atom::new("Y")?.into()).item(x().text(t).into()))
        }),
        Row::text("FETCH 1 (Y X $T)", fits::text, |p, t| {
            let items = [FetchItem::from(Atom::new("Y")?), x().astring(t.to_owned()).into()];
            p.encode(FetchStream::new(seq()).items(items))
        }),
        Row::text("FETCH 1 (Y) (X $S)", fits::text, |p, t| {
            p.encode(FetchStream::new(seq()).item(Atom::new("Y")?.into()).modifier(x().text(t)))
        }),
        Row::text("UID FETCH 1 (Y X $S)", fits::text, |p, t| {
            p.encode(UidFetchStream::new(uid()).item(Atom::new("Y")?.into()).item(x().text(t).into()))
        }),
        Row::text("UID FETCH 1 (Y X $T)", fits::text, |p, t| {
            let items = [FetchItem::from(Atom::new("Y")?), x().astring(t.to_owned()).into()];
            p.encode(UidFetchStream::new(uid()).items(items))
        }),
        Row::text("UID FETCH 1 (Y) (X $S)", fits::text, |p, t| {
            p.encode(UidFetchStream::new(uid()).item(Atom::new("Y")?.into()).modifier(x().text(t)))
        }),
    ])
}

fn raws() -> Vec<Row> {
    Vec::from([
        Row::text("$W", fits::atom, |p, t| p.encode(Raw::new(t)?)),
        Row::text("XFOO $W", fits::atom, |p, t| p.encode(Raw::new("XFOO")?.atom(t))),
        Row::octets("XFOO $T", fits::text, |p, t| p.encode(Raw::new("XFOO")?.astring(t.to_vec()))),
        Row::octets("XFOO $S", fits::text, |p, t| p.encode(Raw::new("XFOO")?.string(t.to_vec()))),
        Row::octets("XFOO $L", fits::text, |p, t| p.encode(Raw::new("XFOO")?.literal(t.to_vec()))),
        Row::octets("XFOO 1 $S", fits::text, |p, t| p.encode(Raw::new("XFOO")?.number(1).secret(t))),
        Row::name("XFOO $M", |p, t| p.encode(Raw::new("XFOO")?.mailbox(t))),
        Row::octets("XFOO ((NIL $T))", fits::text, |p, t| {
            p.encode(Raw::new("XFOO")?.list(|l| l.list(|l| l.nil().astring(t.to_vec()))))
        }),
        Row::text("XFOO 1 $W", fits::set, |p, t| {
            p.encode(Raw::new("XFOO")?.seq_set(SeqSet::one(1)?).uid_set(t.parse::<UidSet>()?))
        }),
        Row::text("XFOO $W 1", fits::set, |p, t| {
            p.encode(Raw::new("XFOO")?.seq_set(t.parse::<SeqSet>()?).number(1))
        }),
    ])
}

/// All that an argument of an unknown extension can be made of.
fn params() -> Vec<Row> {
    Vec::from([
        Row::text("SELECT a ($W)", fits::atom, |p, t| {
            p.encode(Select::new("a").param(Param::new(Atom::new(t)?)))
        }),
        Row::text("SELECT a (X $W)", fits::atom, |p, t| {
            p.encode(Select::new("a").param(x().atom(Atom::new(t)?)))
        }),
        Row::octets("SELECT a (X $T)", fits::text, |p, t| {
            p.encode(Select::new("a").param(x().astring(t.to_vec())))
        }),
        Row::name("SELECT a (X $M)", |p, t| p.encode(Select::new("a").param(x().mailbox(t)))),
        Row::text("SELECT a (X $P)", fits::name, |p, t| p.encode(Select::new("a").param(x().pattern(t)))),
        Row::text("SELECT a (X \\$W)", fits::atom, |p, t| {
            p.encode(Select::new("a").param(x().attribute(Atom::new(t)?)))
        }),
        Row::text("SELECT a (X FROM $S)", fits::text, |p, t| {
            p.encode(Select::new("a").param(x().key(SearchKey::from(t))))
        }),
        Row::text("SELECT a (X (1 $S))", fits::text, |p, t| {
            p.encode(Select::new("a").param(x().list(|list| list.number(1).text(t))))
        }),
    ])
}
