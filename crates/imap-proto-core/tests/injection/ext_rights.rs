//! ACL, QUOTA and URLAUTH.

use imap_proto_core::EncodeError;
use imap_proto_core::ext::acl::Rights;
use imap_proto_core::ext::quota::Resource;
use imap_proto_core::ext::urlauth::{AuthUrl, UrlItem};
use imap_proto_core::ext::{
    DeleteAcl, GenUrlAuth, GetAcl, GetQuota, GetQuotaRoot, ListRights, MyRights, ResetKey, SetAcl, SetQuota,
    UrlFetch,
};
use imap_proto_core::types::{Atom, SetError};

use super::fits;
use super::row::Row;

pub(crate) fn rows() -> Vec<Row> {
    [acl(), quota(), urlauth()].into_iter().flatten().collect()
}

fn acl() -> Vec<Row> {
    Vec::from([
        Row::name("SETACL $M fred +r", |p, t| p.encode(SetAcl::add(t, "fred", Rights::READ))),
        Row::text("SETACL a $T +r", fits::some_text, |p, t| p.encode(SetAcl::add("a", t, Rights::READ))),
        Row::name("SETACL $M fred -r", |p, t| p.encode(SetAcl::remove(t, "fred", Rights::READ))),
        Row::text("SETACL a $T -r", fits::some_text, |p, t| p.encode(SetAcl::remove("a", t, Rights::READ))),
        Row::name("SETACL $M fred r", |p, t| p.encode(SetAcl::replace(t, "fred", Rights::READ))),
        Row::text("SETACL a $T r", fits::some_text, |p, t| p.encode(SetAcl::replace("a", t, Rights::READ))),
        Row::text("SETACL a fred $T", fits::rights, |p, t| {
            p.encode(SetAcl::replace("a", "fred", Rights::new(t)?))
        })
        .coded(once),
        Row::text("SETACL a fred +$W", fits::rights, |p, t| {
            p.encode(SetAcl::add("a", "fred", Rights::new(t)?))
        })
        .coded(once),
        Row::text("SETACL a fred -$W", fits::rights, |p, t| {
            p.encode(SetAcl::remove("a", "fred", Rights::new(t)?))
        })
        .coded(once),
        Row::name("DELETEACL $M fred", |p, t| p.encode(DeleteAcl::new(t, "fred"))),
        Row::text("DELETEACL a $T", fits::some_text, |p, t| p.encode(DeleteAcl::new("a", t))),
        Row::name("GETACL $M", |p, t| p.encode(GetAcl::new(t))),
        Row::name("LISTRIGHTS $M fred", |p, t| p.encode(ListRights::new(t, "fred"))),
        Row::text("LISTRIGHTS a $T", fits::some_text, |p, t| p.encode(ListRights::new("a", t))),
        Row::name("MYRIGHTS $M", |p, t| p.encode(MyRights::new(t))),
    ])
}

fn quota() -> Vec<Row> {
    Vec::from([
        Row::text("GETQUOTA $T", fits::text, |p, t| p.encode(GetQuota::new(t))),
        Row::name("GETQUOTAROOT $M", |p, t| p.encode(GetQuotaRoot::new(t))),
        Row::text("SETQUOTA $T (STORAGE 1)", fits::text, |p, t| {
            p.encode(SetQuota::new(t).limit(Resource::Storage, 1))
        }),
        Row::text("SETQUOTA \"\" ($W 1)", fits::atom, |p, t| {
            p.encode(SetQuota::new("").limit(Resource::Ext(Atom::new(t)?), 1))
        }),
        Row::text("SETQUOTA \"\" (STORAGE $W)", fits::digits, |p, t| {
            let octets = t.parse().map_err(|_| EncodeError::from(SetError::Empty))?;
            p.encode(SetQuota::new("").limit(Resource::Storage, octets))
        }),
    ])
}

fn urlauth() -> Vec<Row> {
    Vec::from([
        Row::text("GENURLAUTH $S INTERNAL", fits::text, |p, t| p.encode(GenUrlAuth::internal([t]))),
        Row::text("GENURLAUTH \"u\" INTERNAL $S XM", fits::text, |p, t| {
            p.encode(GenUrlAuth::internal(["u"]).url(t, Atom::new("XM")?))
        }),
        Row::text("GENURLAUTH \"u\" INTERNAL \"v\" $W", fits::atom, |p, t| {
            p.encode(GenUrlAuth::internal(["u"]).url("v", Atom::new(t)?))
        }),
        Row::name("RESETKEY $M", |p, t| p.encode(ResetKey::mailbox(t))),
        Row::text("RESETKEY a $W", fits::atom, |p, t| {
            p.encode(ResetKey::mailbox("a").mechanism(Atom::new(t)?))
        }),
        Row::octets("URLFETCH $S", fits::text, |p, t| p.encode(UrlFetch::new([AuthUrl::new(t)]))),
        Row::octets("URLFETCH \"u\" ($S BINARY)", fits::text, |p, t| {
            p.encode(UrlFetch::new([AuthUrl::new("u")]).items(AuthUrl::new(t), [UrlItem::Binary]))
        }),
    ])
}

/// A set has each right once, and an order.
fn once(rights: &[u8]) -> Vec<u8> {
    let mut rights = rights.to_vec();
    rights.sort_unstable();
    rights.dedup();
    rights
}
