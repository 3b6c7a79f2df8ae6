//! METADATA, ANNOTATEMORE and ANNOTATE.

use imap_proto_core::command::{Append, AppendMessage, AppendStream, Fetch, Search, SearchKey, UidFetch};
use imap_proto_core::ext::annotate::{Annotations, NewAnnotations};
use imap_proto_core::ext::annotation_key::{AnnotationValue, annotation, by_annotation};
use imap_proto_core::ext::metadata::Depth;
use imap_proto_core::ext::{
    GetAnnotation, GetMetadata, ListExtended, ListMetadata, MultiAppend, SetAnnotation, SetMetadata, Sort,
    StoreAnnotations, UidReplace, UidStoreAnnotations,
};

use super::fits;
use super::row::{Row, seq, uid, x};

pub(crate) fn rows() -> Vec<Row> {
    [metadata(), annotatemore(), annotate(), annotate_store(), annotate_new()].into_iter().flatten().collect()
}

fn metadata() -> Vec<Row> {
    Vec::from([
        Row::name("GETMETADATA $M /shared/x", |p, t| p.encode(GetMetadata::new(t, ["/shared/x"]))),
        Row::text("GETMETADATA a $T", fits::entry, |p, t| p.encode(GetMetadata::new("a", [t]))),
        Row::text("GETMETADATA (MAXSIZE 9 DEPTH 1) a (/shared/y $T)", fits::entry, |p, t| {
            p.encode(GetMetadata::new("a", ["/shared/y", t]).max_size(9).depth(Depth::One))
        }),
        Row::text("GETMETADATA \"\" $T", fits::entry, |p, t| p.encode(GetMetadata::server([t]))),
        Row::name("SETMETADATA $M (/shared/x \"v\")", |p, t| {
            p.encode(SetMetadata::new(t).set("/shared/x", "v"))
        }),
        Row::text("SETMETADATA \"\" ($T \"v\")", fits::entry, |p, t| {
            p.encode(SetMetadata::server().set(t, "v"))
        }),
        Row::octets("SETMETADATA a (/shared/x $S)", fits::message, |p, t| {
            p.encode(SetMetadata::new("a").set("/shared/x", t.to_vec()))
        }),
        Row::text("SETMETADATA a (/shared/x \"v\" $T NIL)", fits::entry, |p, t| {
            p.encode(SetMetadata::new("a").set("/shared/x", "v").remove(t))
        }),
        Row::text("LIST \"\" * RETURN (METADATA ($T))", fits::entry, |p, t| {
            p.encode(ListExtended::new("", ["*"]).return_metadata(ListMetadata::new([t])))
        }),
        Row::text("LIST \"\" * RETURN (METADATA (DEPTH 1) (/shared/y $T))", fits::entry, |p, t| {
            let wanted = ListMetadata::new(["/shared/y", t]).depth(Depth::One);
            p.encode(ListExtended::new("", ["*"]).return_metadata(wanted))
        }),
    ])
}

fn annotatemore() -> Vec<Row> {
    Vec::from([
        Row::name("GETANNOTATION $M \"/x\" \"value\"", |p, t| {
            p.encode(GetAnnotation::new(t, ["/x"], ["value"]))
        })
        .fits(fits::name_without_wildcard),
        Row::text("GETANNOTATION a $S \"value\"", fits::entry_pattern, |p, t| {
            p.encode(GetAnnotation::new("a", [t], ["value"]))
        }),
        Row::text("GETANNOTATION a (\"/x\" $S) \"value\"", fits::entry_pattern, |p, t| {
            p.encode(GetAnnotation::new("a", ["/x", t], ["value"]))
        }),
        Row::text("GETANNOTATION a \"/x\" $S", fits::text, |p, t| {
            p.encode(GetAnnotation::new("a", ["/x"], [t]))
        }),
        Row::text("GETANNOTATION a \"/x\" (\"size\" $S)", fits::text, |p, t| {
            p.encode(GetAnnotation::new("a", ["/x"], ["size", t]))
        }),
        Row::text("GETANNOTATION $P \"/x\" \"value\"", fits::name, |p, t| {
            p.encode(GetAnnotation::matching(t, ["/x"], ["value"]))
        }),
        Row::text("GETANNOTATION * $S \"value\"", fits::entry_pattern, |p, t| {
            p.encode(GetAnnotation::matching("*", [t], ["value"]))
        }),
        Row::text("GETANNOTATION * \"/x\" $S", fits::text, |p, t| {
            p.encode(GetAnnotation::matching("*", ["/x"], [t]))
        }),
        Row::name("SETANNOTATION $M \"/x\" (\"value\" \"v\")", |p, t| {
            p.encode(SetAnnotation::new(t).set("/x", "value", "v"))
        })
        .fits(fits::name_without_wildcard),
        Row::text("SETANNOTATION a $S (\"value\" \"v\")", fits::entry, |p, t| {
            p.encode(SetAnnotation::new("a").set(t, "value", "v"))
        }),
        Row::text("SETANNOTATION a \"/x\" ($S \"v\")", fits::text, |p, t| {
            p.encode(SetAnnotation::new("a").set("/x", t, "v"))
        }),
        Row::octets("SETANNOTATION a \"/x\" (\"value\" $S)", fits::text, |p, t| {
            p.encode(SetAnnotation::new("a").set("/x", "value", t.to_vec()))
        }),
        Row::text("SETANNOTATION a (\"/y\" (\"value\" \"v\") $S (\"value\" NIL))", fits::entry, |p, t| {
            p.encode(SetAnnotation::new("a").set("/y", "value", "v").remove(t, "value"))
        }),
        Row::text("SETANNOTATION a \"/x\" ($S NIL)", fits::text, |p, t| {
            p.encode(SetAnnotation::new("a").remove("/x", t))
        }),
    ])
}

fn annotate() -> Vec<Row> {
    Vec::from([
        Row::text("FETCH 1 (ANNOTATION ($S \"value\"))", fits::text, |p, t| {
            p.encode(Fetch::new(seq()).item(Annotations::new(t, "value").into()))
        }),
        Row::text("FETCH 1 (ANNOTATION ((\"/x\" $S) \"value\"))", fits::text, |p, t| {
            p.encode(Fetch::new(seq()).item(Annotations::new("/x", "value").entry(t).into()))
        }),
        Row::text("UID FETCH 1 (ANNOTATION (\"/x\" $S))", fits::text, |p, t| {
            p.encode(UidFetch::new(uid()).item(Annotations::new("/x", t).into()))
        }),
        Row::text("UID FETCH 1 (ANNOTATION (\"/x\" (\"value\" $S)))", fits::text, |p, t| {
            p.encode(UidFetch::new(uid()).item(Annotations::new("/x", "value").attribute(t).into()))
        }),
        Row::text("SEARCH $C ANNOTATION $S value \"x\"", fits::text, |p, t| {
            p.encode(Search::new(annotation(t, AnnotationValue::Any, "x")))
        }),
        Row::text("SEARCH $C ANNOTATION \"/x\" value.priv $S", fits::text, |p, t| {
            p.encode(Search::new(annotation("/x", AnnotationValue::Private, t)))
        }),
    ])
}

fn annotate_store() -> Vec<Row> {
    Vec::from([
        Row::text("STORE 1 ANNOTATION ($S (\"value\" \"v\"))", fits::entry, |p, t| {
            p.encode(StoreAnnotations::new(seq()).set(t, "value", "v"))
        }),
        Row::text("STORE 1 ANNOTATION (\"/x\" ($S \"v\"))", fits::text, |p, t| {
            p.encode(StoreAnnotations::new(seq()).set("/x", t, "v"))
        }),
        Row::octets("STORE 1 ANNOTATION (\"/x\" (\"value\" $S))", fits::message, |p, t| {
            p.encode(StoreAnnotations::new(seq()).set("/x", "value", t.to_vec()))
        }),
        Row::text("STORE 1 ANNOTATION ($S (\"value\" NIL))", fits::entry, |p, t| {
            p.encode(StoreAnnotations::new(seq()).remove(t, "value"))
        }),
        Row::text("STORE 1 ANNOTATION (\"/x\" ($S NIL))", fits::text, |p, t| {
            p.encode(StoreAnnotations::new(seq()).remove("/x", t))
        }),
        Row::text("STORE 1 (X $S) ANNOTATION (\"/x\" (\"value\" NIL))", fits::text, |p, t| {
            p.encode(StoreAnnotations::new(seq()).remove("/x", "value").modifier(x().text(t)))
        }),
        Row::text("UID STORE 1 ANNOTATION ($S (\"value\" \"v\"))", fits::entry, |p, t| {
            p.encode(UidStoreAnnotations::new(uid()).set(t, "value", "v"))
        }),
        Row::text("UID STORE 1 ANNOTATION (\"/x\" ($S \"v\"))", fits::text, |p, t| {
            p.encode(UidStoreAnnotations::new(uid()).set("/x", t, "v"))
        }),
        Row::octets("UID STORE 1 ANNOTATION (\"/x\" (\"value\" $S))", fits::message, |p, t| {
            p.encode(UidStoreAnnotations::new(uid()).set("/x", "value", t.to_vec()))
        }),
        Row::text("UID STORE 1 ANNOTATION ($S (\"value\" NIL))", fits::entry, |p, t| {
            p.encode(UidStoreAnnotations::new(uid()).remove(t, "value"))
        }),
        Row::text("UID STORE 1 ANNOTATION (\"/x\" ($S NIL))", fits::text, |p, t| {
            p.encode(UidStoreAnnotations::new(uid()).remove("/x", t))
        }),
        Row::text("UID STORE 1 (X $S) ANNOTATION (\"/x\" (\"value\" NIL))", fits::text, |p, t| {
            p.encode(UidStoreAnnotations::new(uid()).remove("/x", "value").modifier(x().text(t)))
        }),
    ])
}

fn annotate_new() -> Vec<Row> {
    Vec::from([
        Row::text("APPEND a ANNOTATION ($S (\"value\" \"v\")) {x}", fits::entry, |p, t| {
            p.encode(Append::new("a", "x").param(NewAnnotations::new(t, "value", "v")))
        }),
        Row::text("APPEND a ANNOTATION (\"/x\" ($S \"v\")) {x}", fits::text, |p, t| {
            p.encode(Append::new("a", "x").param(NewAnnotations::new("/x", t, "v")))
        }),
        Row::octets("APPEND a ANNOTATION (\"/x\" (\"value\" $S)) {x}", fits::message, |p, t| {
            p.encode(Append::new("a", "x").param(NewAnnotations::new("/x", "value", t.to_vec())))
        }),
        Row::text(
            "APPEND a ANNOTATION (\"/x\" (\"value\" \"v\") $S (\"value\" \"v\")) {x}",
            fits::entry,
            |p, t| {
                let new = NewAnnotations::new("/x", "value", "v");
                p.encode(Append::new("a", "x").param(new.set(t, "value", "v")))
            },
        ),
        Row::text("APPEND a {m} ANNOTATION (\"/x\" (\"k\" \"v\" $S \"v\")) {x}", fits::text, |p, t| {
            let new = NewAnnotations::new("/x", "k", "v").set("/x", t, "v");
            p.encode(MultiAppend::new("a").message("m").message(AppendMessage::new("x").param(new)))
        }),
        Row::octets(
            "UID REPLACE 1 a ANNOTATION (\"/x\" (\"k\" \"v\" \"l\" $S)) {x}",
            fits::message,
            |p, t| {
                let new = NewAnnotations::new("/x", "k", "v").set("/x", "l", t.to_vec());
                p.encode(UidReplace::new(1, "a", AppendMessage::new("x").param(new))?)
            },
        ),
        Row::octets("APPEND a X $S {mail}", fits::message, |p, t| {
            p.upload(AppendStream::new("a", 4).param(x().value(Some(t.to_vec().into()))), b"mail")
        }),
        Row::octets("APPEND a X $S {x}", fits::message, |p, t| {
            p.encode(Append::new("a", "x").param(x().value(Some(t.to_vec().into()))))
        }),
        Row::text("SORT (ANNOTATION $S value.priv) US-ASCII ALL", fits::entry, |p, t| {
            p.encode(Sort::new([by_annotation(t, AnnotationValue::Private)], SearchKey::all()))
        }),
    ])
}
