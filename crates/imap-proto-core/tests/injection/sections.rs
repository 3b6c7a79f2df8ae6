//! Names of header fields in brackets, wherever a command takes a section.

use imap_proto_core::EncodeError;
use imap_proto_core::command::{Fetch, FetchItem, FetchStream, UidFetch, UidFetchStream};
use imap_proto_core::ext::convert::ConvertItem;
use imap_proto_core::ext::notify::{Happening, Watched};
use imap_proto_core::ext::{Convert, Notify, Partial1730, UidConvert, binary};
use imap_proto_core::types::SectionPath;

use super::fits;
use super::row::{Row, seq, uid};

fn of(name: &str) -> Result<SectionPath, EncodeError> {
    SectionPath::header_fields(&[name])
}

pub(crate) fn rows() -> Vec<Row> {
    [fetches(), streams(), others()].into_iter().flatten().collect()
}

fn fetches() -> Vec<Row> {
    Vec::from([
        Row::text("FETCH 1 ($H:BODY)", fits::field, |p, t| p.encode(Fetch::new(seq()).body_section(of(t)?))),
        Row::text("FETCH 1 ($H:BODY.PEEK)", fits::field, |p, t| {
            p.encode(Fetch::new(seq()).body_peek(of(t)?))
        }),
        Row::text("FETCH 1 ($H:BINARY.PEEK)", fits::field, |p, t| {
            p.encode(Fetch::new(seq()).item(FetchItem::binary(of(t)?)))
        })
        .of_binary(),
        Row::text("FETCH 1 ($H:BINARY.SIZE)", fits::field, |p, t| {
            p.encode(Fetch::new(seq()).item(binary::size(of(t)?)))
        })
        .of_binary(),
        Row::text("UID FETCH 1 ($H:BODY)", fits::field, |p, t| {
            p.encode(UidFetch::new(uid()).body_section(of(t)?))
        }),
        Row::text("UID FETCH 1 ($H:BODY.PEEK)", fits::field, |p, t| {
            p.encode(UidFetch::new(uid()).body_peek(of(t)?))
        }),
    ])
}

fn streams() -> Vec<Row> {
    Vec::from([
        Row::text("FETCH 1 (UID $H:BODY)", fits::field, |p, t| {
            p.encode(FetchStream::new(seq()).uid().body_section(of(t)?))
        }),
        Row::text("FETCH 1 (UID $H:BODY.PEEK)", fits::field, |p, t| {
            p.encode(FetchStream::new(seq()).uid().body_peek(of(t)?))
        }),
        Row::text("UID FETCH 1 (UID $H:BODY)", fits::field, |p, t| {
            p.encode(UidFetchStream::new(uid()).uid().body_section(of(t)?))
        }),
        Row::text("UID FETCH 1 (UID $H:BODY.PEEK)", fits::field, |p, t| {
            p.encode(UidFetchStream::new(uid()).uid().body_peek(of(t)?))
        }),
    ])
}

fn others() -> Vec<Row> {
    Vec::from([
        Row::text("CONVERT 1 (NIL) ($H:BINARY)", fits::field, |p, t| {
            p.encode(Convert::to_default(seq()).item(ConvertItem::binary(of(t)?)))
        }),
        Row::text("CONVERT 1 (NIL) ($H:BINARY.SIZE)", fits::field, |p, t| {
            p.encode(Convert::to_default(seq()).item(ConvertItem::BinarySize(of(t)?)))
        }),
        Row::text("CONVERT 1 (NIL) ($H:BODYPARTSTRUCTURE)", fits::field, |p, t| {
            p.encode(Convert::to_default(seq()).item(ConvertItem::BodyPartStructure(of(t)?)))
        }),
        Row::text("UID CONVERT 1 (NIL) ($H:BODY)", fits::field, |p, t| {
            p.encode(UidConvert::to_default(uid()).item(ConvertItem::Body(of(t)?)))
        }),
        Row::text("UID CONVERT 1 (NIL) ($H:AVAILABLECONVERSIONS)", fits::field, |p, t| {
            p.encode(UidConvert::to_default(uid()).item(ConvertItem::AvailableConversions(of(t)?)))
        }),
        Row::text(
            "NOTIFY SET (SELECTED-DELAYED (MessageNew ($H:BODY.PEEK) MessageExpunge))",
            fits::field,
            |p, t| {
                let new = Happening::MessageNew([FetchItem::peek(of(t)?)].into());
                p.encode(Notify::set().watch(Watched::SelectedDelayed, [new, Happening::MessageExpunge]))
            },
        ),
        Row::text(
            "NOTIFY SET (SELECTED-DELAYED (MessageNew ($H:BODY) MessageExpunge))",
            fits::field,
            |p, t| {
                let new = Happening::MessageNew([FetchItem::section(of(t)?)].into());
                p.encode(Notify::set().watch(Watched::SelectedDelayed, [new, Happening::MessageExpunge]))
            },
        ),
        Row::text("PARTIAL 1 $H:BODY.PEEK 1 9", fits::field, |p, t| {
            p.encode(Partial1730::section(1, of(t)?)?.peek().octets(1, 9))
        }),
    ])
}
