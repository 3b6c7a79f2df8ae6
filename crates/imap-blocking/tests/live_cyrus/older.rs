//! What Cyrus keeps for older clients: XLIST and mailbox referrals.

use imap_blocking::core::Raw;
use imap_blocking::core::ext::special_use::SpecialUse;
use imap_blocking::core::ext::{RList, RLsub, XList};
use imap_blocking::prelude::*;

use crate::live::{bad, done, filled};
use crate::server;

#[test]
pub(crate) fn xlist() {
    let Some(mut s) = server::login() else { return };
    let rows = s.run(XList::new("", "%")).unwrap();
    let row = |name: &str| rows.iter().find(|row| row.name() == &name.into()).unwrap();
    assert!(row("INBOX").has("\\Inbox"));
    assert_eq!(row("Drafts").special_uses().collect::<Vec<_>>(), [SpecialUse::Drafts]);
    assert!(s.run(XList::new("", "Not there")).unwrap().is_empty());
    bad(&mut s, Raw::new("XLIST").unwrap());
    done(s);
}

#[test]
pub(crate) fn referrals() {
    let Some(mut s) = filled("Referred") else { return };
    let rows = s.run(RList::new("", "Referred")).unwrap();
    assert_eq!((rows.len(), rows[0].name()), (1, &"Referred".into()));
    s.subscribe("Referred").unwrap();
    let rows = s.run(RLsub::new("", "Ref*")).unwrap();
    assert_eq!((rows.len(), rows[0].name()), (1, &"Referred".into()));
    bad(&mut s, Raw::new("RLIST").unwrap());
    done(s);
}
