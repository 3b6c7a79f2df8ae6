//! CONVERT, CONDSTORE, QRESYNC and the labels of Gmail. Sections in brackets stand in `sections.rs`.

use imap_proto_core::command::{Store, UidFetch, UidStore};
use imap_proto_core::ext::convert::ConvertItem;
use imap_proto_core::ext::gmail::StoreLabels;
use imap_proto_core::ext::{Conversions, Convert, Resync, StoreUnchanged, UidConvert, UidFetchChanges};
use imap_proto_core::types::Flag;

use super::fits;
use super::row::{Row, seq, uid, x};

pub(crate) fn rows() -> Vec<Row> {
    [convert(), condstore(), labels()].into_iter().flatten().collect()
}

fn convert() -> Vec<Row> {
    Vec::from([
        Row::text("CONVERT 1 ($S) (UID)", fits::media, |p, t| {
            p.encode(Convert::new(seq(), t).item(ConvertItem::Uid))
        }),
        Row::text("CONVERT 1 (\"a/b\" ($S \"v\")) (UID)", fits::text, |p, t| {
            p.encode(Convert::new(seq(), "a/b").param(t, "v").item(ConvertItem::Uid))
        }),
        Row::text("CONVERT 1 (NIL (\"k\" \"v\" \"n\" $S)) (UID)", fits::text, |p, t| {
            p.encode(Convert::to_default(seq()).param("k", "v").param("n", t).item(ConvertItem::Uid))
        }),
        Row::text("UID CONVERT 1 ($S) (UID)", fits::media, |p, t| {
            p.encode(UidConvert::new(uid(), t).item(ConvertItem::Uid))
        }),
        Row::text("UID CONVERT 1 (\"a/b\" ($S \"v\")) (UID)", fits::text, |p, t| {
            p.encode(UidConvert::new(uid(), "a/b").param(t, "v").item(ConvertItem::Uid))
        }),
        Row::text("UID CONVERT 1 (NIL (\"n\" $S)) (UID)", fits::text, |p, t| {
            p.encode(UidConvert::to_default(uid()).param("n", t).item(ConvertItem::Uid))
        }),
        Row::text("CONVERSIONS $T b/c", fits::text, |p, t| p.encode(Conversions::new(t, "b/c"))),
        Row::text("CONVERSIONS a/b $T", fits::text, |p, t| p.encode(Conversions::new("a/b", t))),
    ])
}

fn condstore() -> Vec<Row> {
    Vec::from([
        Row::text("STORE 1 (UNCHANGEDSINCE 5) +FLAGS ($W)", fits::flag, |p, t| {
            p.encode(StoreUnchanged::new(Store::add(seq(), [Flag::try_from(t)?]), 5))
        }),
        Row::text("UID STORE 1 (X $S UNCHANGEDSINCE 5) -FLAGS (\\Seen)", fits::text, |p, t| {
            let store = UidStore::remove(uid(), [Flag::Seen]).modifier(x().text(t));
            p.encode(StoreUnchanged::new(store, 5))
        }),
        Row::name("SELECT $M (QRESYNC (1 2 1))", |p, t| p.encode(Resync::select(t, 1, 2).known_uids(uid()))),
        Row::name("EXAMINE $M (QRESYNC (1 2))", |p, t| p.encode(Resync::examine(t, 1, 2))),
        Row::text("UID FETCH 1 (X $S) (CHANGEDSINCE 5 VANISHED)", fits::text, |p, t| {
            p.encode(UidFetchChanges::new(UidFetch::new(uid()).item(x().text(t).into()), 5))
        }),
        Row::text("UID FETCH 1 (UID) (X $S CHANGEDSINCE 5 VANISHED)", fits::text, |p, t| {
            p.encode(UidFetchChanges::new(UidFetch::new(uid()).uid().modifier(x().text(t)), 5))
        }),
    ])
}

fn labels() -> Vec<Row> {
    Vec::from([
        Row::name("UID STORE 1 +X-GM-LABELS ($G)", |p, t| p.encode(StoreLabels::add(uid(), [t]))),
        Row::name("UID STORE 1 -X-GM-LABELS (a $G)", |p, t| {
            p.encode(StoreLabels::remove(uid(), ["a".into(), t]))
        }),
        Row::name("UID STORE 1 X-GM-LABELS ($G)", |p, t| p.encode(StoreLabels::replace(uid(), [t]))),
    ])
}
