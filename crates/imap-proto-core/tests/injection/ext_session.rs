//! ID, LANGUAGE, COMPARATOR and PROXYAUTH.

use imap_proto_core::ext::{Comparator, Id, Language, ProxyAuth};

use super::fits;
use super::peer::Stage;
use super::row::Row;

pub(crate) fn rows() -> Vec<Row> {
    Vec::from([
        Row::text("ID ($S \"v\")", fits::id_field, |p, t| p.encode(Id::new().field(t, "v"))),
        Row::text("ID (\"name\" $S)", fits::id_value, |p, t| p.encode(Id::new().field("name", t))),
        Row::text("ID (\"name\" \"v\" $S NIL)", fits::id_field, |p, t| {
            p.encode(Id::new().field("name", "v").nil(t))
        }),
        Row::text("LANGUAGE $T", fits::language, |p, t| p.encode(Language::choose([t]))),
        Row::text("LANGUAGE de $T", fits::language, |p, t| p.encode(Language::choose(["de", t]))),
        Row::text("COMPARATOR $T", fits::text, |p, t| p.encode(Comparator::choose([t]))),
        Row::text("COMPARATOR a $T", fits::text, |p, t| p.encode(Comparator::choose(["a", t]))),
        Row::text("PROXYAUTH $T", fits::some_text, |p, t| p.encode(ProxyAuth::new(t)))
            .at(Stage::Authenticated),
    ])
}
