//! CATENATE, MULTIAPPEND and REPLACE; MOVE, which stores as well.

use imap_proto_core::command::{Append, AppendMessage};
use imap_proto_core::ext::catenate::CatPart;
use imap_proto_core::ext::urlauth::AuthUrl;
use imap_proto_core::ext::{Move, MultiAppend, Replace, UidExpunge, UidMove, UidReplace};
use imap_proto_core::types::{Flag, UidSet};

use super::fits;
use super::row::{Row, seq, uid};

pub(crate) fn rows() -> Vec<Row> {
    [catenate(), multiappend(), replace(), moves()].into_iter().flatten().collect()
}

fn catenate() -> Vec<Row> {
    Vec::from([
        Row::text("APPEND a CATENATE (URL $T)", fits::text, |p, t| {
            p.encode(Append::message("a", AppendMessage::catenate([CatPart::url(t)])))
        }),
        Row::octets("APPEND a CATENATE (URL $S)", fits::text, |p, t| {
            p.encode(Append::message("a", AppendMessage::catenate([CatPart::AuthUrl(AuthUrl::new(t))])))
        }),
        Row::octets("APPEND a CATENATE (URL u TEXT $L)", fits::text, |p, t| {
            let parts = [CatPart::url("u"), CatPart::text(t.to_vec())];
            p.encode(Append::message("a", AppendMessage::catenate(parts)))
        }),
        Row::octets("APPEND a CATENATE ($E URL u)", fits::first_part, |p, t| {
            let parts = [CatPart::text(t.to_vec()), CatPart::url("u")];
            p.encode(Append::message("a", AppendMessage::catenate(parts)))
        }),
        Row::name("APPEND $M CATENATE (TEXT {m})", |p, t| {
            p.encode(Append::message(t, AppendMessage::catenate([CatPart::text("m")])))
        }),
        Row::text("APPEND a ($W) CATENATE (TEXT {m})", fits::flag, |p, t| {
            let message = AppendMessage::catenate([CatPart::text("m")]).flags([Flag::try_from(t)?]);
            p.encode(Append::message("a", message))
        }),
        Row::text("APPEND a CATENATE (TEXT {mail} URL $T)", fits::text, |p, t| {
            let parts = [CatPart::Stream(4), CatPart::url(t)];
            p.upload(Append::message("a", AppendMessage::catenate(parts)), b"mail")
        }),
    ])
}

fn multiappend() -> Vec<Row> {
    Vec::from([
        Row::name("APPEND $M {m} {n}", |p, t| p.encode(MultiAppend::new(t).message("m").message("n"))),
        Row::octets("APPEND a {m} $A", fits::some_message, |p, t| {
            p.encode(MultiAppend::new("a").message("m").message(t.to_vec()))
        }),
        Row::octets("APPEND a $A {n}", fits::some_message, |p, t| {
            p.encode(MultiAppend::new("a").messages([t.to_vec(), b"n".to_vec()]))
        }),
        Row::text("APPEND a {m} ($W) {n}", fits::flag, |p, t| {
            let flagged = AppendMessage::new("n").flags([Flag::try_from(t)?]);
            p.encode(MultiAppend::new("a").message("m").message(flagged))
        }),
        Row::octets("APPEND a {m} (\\Seen) CATENATE (URL u TEXT $L)", fits::text, |p, t| {
            let parts = [CatPart::url("u"), CatPart::text(t.to_vec())];
            let message = AppendMessage::catenate(parts).flags([Flag::Seen]);
            p.encode(MultiAppend::new("a").message("m").message(message))
        }),
        Row::name("APPEND $M {mail} {n}", |p, t| {
            p.upload(MultiAppend::new(t).message(AppendMessage::stream(4)).message("n"), b"mail")
        }),
    ])
}

fn replace() -> Vec<Row> {
    Vec::from([
        Row::name("REPLACE 1 $M {m}", |p, t| p.encode(Replace::new(1, t, "m")?)),
        Row::octets("REPLACE 1 a $A", fits::message, |p, t| p.encode(Replace::new(1, "a", t.to_vec())?)),
        Row::text("REPLACE 1 a ($W) {m}", fits::flag, |p, t| {
            p.encode(Replace::new(1, "a", AppendMessage::new("m").flags([Flag::try_from(t)?]))?)
        }),
        Row::text("REPLACE 1 a CATENATE (URL $T)", fits::text, |p, t| {
            p.encode(Replace::new(1, "a", AppendMessage::catenate([CatPart::url(t)]))?)
        }),
        Row::name("UID REPLACE 1 $M {m}", |p, t| p.encode(UidReplace::new(1, t, "m")?)),
        Row::octets("UID REPLACE 1 a $A", fits::message, |p, t| {
            p.encode(UidReplace::new(1, "a", t.to_vec())?)
        }),
        Row::text("UID REPLACE 1 a ($W) {m}", fits::flag, |p, t| {
            p.encode(UidReplace::new(1, "a", AppendMessage::new("m").flags([Flag::try_from(t)?]))?)
        }),
        Row::name("UID REPLACE 1 $M {mail}", |p, t| {
            p.upload(UidReplace::new(1, t, AppendMessage::stream(4))?, b"mail")
        }),
    ])
}

fn moves() -> Vec<Row> {
    Vec::from([
        Row::name("MOVE 1 $M", |p, t| p.encode(Move::new(seq(), t))),
        Row::name("UID MOVE 1 $M", |p, t| p.encode(UidMove::new(uid(), t))),
        Row::text("UID EXPUNGE $W", fits::set, |p, t| p.encode(UidExpunge::new(t.parse::<UidSet>()?))),
    ])
}
