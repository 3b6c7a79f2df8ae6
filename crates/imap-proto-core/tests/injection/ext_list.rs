//! LIST-EXTENDED and what brings options to it, XLIST, the referrals, and NOTIFY.

use imap_proto_core::ext::notify::{Happening, Watched};
use imap_proto_core::ext::{ListExtended, Notify, RList, RLsub, XList};
use imap_proto_core::response::StatusItem;
use imap_proto_core::types::Atom;

use super::fits;
use super::row::{Row, x};

pub(crate) fn rows() -> Vec<Row> {
    [list_extended(), lists(), notify()].into_iter().flatten().collect()
}

fn list_extended() -> Vec<Row> {
    Vec::from([
        Row::name("LIST $M (a b)", |p, t| p.encode(ListExtended::new(t, ["a", "b"]))),
        Row::text("LIST \"\" (a $P)", fits::name, |p, t| p.encode(ListExtended::new("", ["a", t]))),
        Row::text("LIST (SUBSCRIBED) \"\" $P", fits::name, |p, t| {
            p.encode(ListExtended::new("", [t]).subscribed())
        }),
        Row::text("LIST ($W) \"\" a", fits::atom, |p, t| {
            p.encode(ListExtended::new("", ["a"]).select(Atom::new(t)?.into()))
        }),
        Row::text("LIST (X $S) \"\" a", fits::text, |p, t| {
            p.encode(ListExtended::new("", ["a"]).select(x().text(t)))
        }),
        Row::text("LIST \"\" a RETURN ($W)", fits::atom, |p, t| {
            p.encode(ListExtended::new("", ["a"]).returning(Atom::new(t)?.into()))
        }),
        Row::text("LIST \"\" a RETURN (X $S)", fits::text, |p, t| {
            p.encode(ListExtended::new("", ["a"]).returning(x().text(t)))
        }),
        Row::text("LIST \"\" a RETURN (X (Y $S))", fits::text, |p, t| {
            let option = x().list(|list| list.atom(Atom::from_static("Y")).text(t));
            p.encode(ListExtended::new("", ["a"]).returning_rows(option, "X"))
        }),
        Row::text("LIST \"\" a RETURN (STATUS ($W))", fits::atom, |p, t| {
            p.encode(ListExtended::new("", ["a"]).status([StatusItem::Ext(Atom::new(t)?)]))
        }),
    ])
}

fn lists() -> Vec<Row> {
    Vec::from([
        Row::name("XLIST $M *", |p, t| p.encode(XList::new(t, "*"))),
        Row::text("XLIST \"\" $P", fits::name, |p, t| p.encode(XList::new("", t))),
        Row::name("RLIST $M *", |p, t| p.encode(RList::new(t, "*"))),
        Row::text("RLIST \"\" $P", fits::name, |p, t| p.encode(RList::new("", t))),
        Row::name("RLSUB $M *", |p, t| p.encode(RLsub::new(t, "*"))),
        Row::text("RLSUB \"\" $P", fits::name, |p, t| p.encode(RLsub::new("", t))),
    ])
}

fn notify() -> Vec<Row> {
    Vec::from([
        Row::name("NOTIFY SET (SUBTREE ($M) (MessageNew MessageExpunge))", |p, t| {
            let events = [Happening::message_new(), Happening::MessageExpunge];
            p.encode(Notify::set().watch(Watched::Subtree([t].into()), events))
        }),
        Row::name("NOTIFY SET STATUS (MAILBOXES (a $M) (MailboxName))", |p, t| {
            let names = Watched::Mailboxes(["a".into(), t].into());
            p.encode(Notify::set().status().watch(names, [Happening::MailboxName]))
        }),
        Row::text("NOTIFY SET (PERSONAL ($W))", fits::atom, |p, t| {
            p.encode(Notify::set().watch(Watched::Personal, [Happening::Other(Atom::new(t)?)]))
        }),
        Row::text(
            "NOTIFY SET (SELECTED-DELAYED (MessageNew (UID X $S) MessageExpunge))",
            fits::text,
            |p, t| {
                let items = [imap_proto_core::command::FetchItem::Uid, x().text(t).into()];
                let events = [Happening::MessageNew(items.into()), Happening::MessageExpunge];
                p.encode(Notify::set().watch(Watched::SelectedDelayed, events))
            },
        ),
    ])
}
