//! What changed since: CONDSTORE and QRESYNC; and MOVE.

use imap_blocking::core::command::{Enable, Fetch, Search, SearchKey, Select, Store, UidFetch, UidStore};
use imap_blocking::core::ext::modseq_key::{FlagOwner, modseq, modseq_of_flag};
use imap_blocking::core::ext::{
    Move, Resync, ReturnOptions, StoreUnchanged, UidFetchChanges, UidMove, UidSearchReturn, condstore,
};
use imap_blocking::core::types::{Capability, UidSet};
use imap_blocking::core::{Flag, StatusItem};
use imap_blocking::prelude::*;

use super::{S, done, filled, no, numbers, out_of_range, uids};

fn highest(s: &mut S, mailbox: &str) -> u64 {
    s.status(mailbox, [StatusItem::HighestModSeq]).unwrap().highest_modseq().unwrap()
}

#[test]
pub(crate) fn condstore() {
    let Some(mut s) = filled("Modified") else { return };
    s.unselect().unwrap();
    let before = highest(&mut s, "Modified");
    let opened = s.run(Select::new("Modified").param(condstore::enable())).unwrap();
    assert_eq!(opened.highest_modseq, Some(before));
    let row = &s.run(Store::add(numbers("2"), [Flag::Flagged])).unwrap()[0];
    let after = row.modseq().unwrap();
    assert!(after > before);
    let rows = s.run(Fetch::new(numbers("1:4")).item(condstore::modseq())).unwrap();
    assert_eq!(rows.iter().filter_map(|row| row.modseq()).max(), Some(after));
    let changed = UidFetch::new(UidSet::all()).flags().modifier(condstore::changed_since(before));
    let rows = s.run(changed).unwrap();
    assert_eq!((rows.len(), rows[0].uid(), rows[0].modseq()), (1, Some(2), Some(after)));
    let found = s.run(Search::new(modseq(after))).unwrap();
    assert_eq!((found.numbers.as_slice(), found.modseq), ([2].as_slice(), Some(after)));
    let key = modseq_of_flag(&Flag::Flagged, FlagOwner::All, after);
    let found = s.run(UidSearchReturn::new(key, ReturnOptions::new().all().count())).unwrap();
    assert_eq!((found.uids(), found.modseq()), (Some(&uids("2")), Some(after)));
    // One is new enough, the other was changed in between.
    let stored = s.run(StoreUnchanged::new(Store::add(numbers("1:2"), [Flag::Seen]), before)).unwrap();
    assert_eq!(stored.modified.unwrap().numbers(), &numbers("2"));
    let stored = s.run(StoreUnchanged::new(UidStore::add(uids("2"), [Flag::Seen]).silent(), after)).unwrap();
    assert!(stored.modified.is_none());
    out_of_range(&mut s, Fetch::new(numbers("77")).item(condstore::modseq()));
    done(s);
}

#[test]
pub(crate) fn qresync() {
    let Some(mut s) = filled("Resynced") else { return };
    let validity = s.selected().unwrap().uid_validity.unwrap();
    s.unselect().unwrap();
    let since = highest(&mut s, "Resynced");
    let enabled = s.run(Enable::new([Capability::ext("QRESYNC").unwrap()])).unwrap();
    assert!(enabled.has(&Capability::ext("QRESYNC").unwrap()));
    s.select("Resynced").unwrap();
    s.uid_add_flags(uids("2"), [Flag::Deleted]).unwrap();
    s.uid_add_flags(uids("4"), [Flag::Flagged]).unwrap();
    s.expunge().unwrap();
    assert_eq!(s.selected().unwrap().exists, 3);
    let fetch = UidFetchChanges::new(UidFetch::new(UidSet::all()).flags(), since);
    let changes = s.run(fetch).unwrap();
    assert_eq!(changes.vanished, [uids("2")]);
    let changed: Vec<_> = changes.changed.iter().map(|row| row.uid().unwrap()).collect();
    assert_eq!(changed, [4]);
    s.unselect().unwrap();
    for command in [
        Resync::select("Resynced", validity, since),
        Resync::examine("Resynced", validity, since).known_uids(uids("1:4")),
        Resync::select("Resynced", validity, since)
            .known_uids(uids("1:4"))
            .known_pairs(numbers("1"), uids("1")),
    ] {
        let found = s.run(command).unwrap();
        assert_eq!(found.selected.exists, 3);
        assert_eq!(found.changes.vanished, [uids("2")]);
        let row = &found.changes.changed[0];
        assert_eq!((row.uid(), row.flags().unwrap().is_flagged()), (Some(4), true));
    }
    no(&mut s, Resync::select("Not there", validity, since));
    done(s);
}

#[test]
pub(crate) fn moving() {
    let Some(mut s) = filled("Moved") else { return };
    s.create("Moved/There").unwrap();
    let moved = s.run(Move::new(numbers("1,3"), "Moved/There")).unwrap().unwrap();
    assert_eq!((moved.source, moved.target), (uids("1,3"), uids("1:2")));
    let moved = s.run(UidMove::new(uids("4"), "Moved/There")).unwrap().unwrap();
    assert_eq!((moved.source, moved.target), (uids("4"), uids("3")));
    assert_eq!(s.selected().unwrap().exists, 1);
    assert_eq!(s.uid_search(SearchKey::all()).unwrap().numbers, [2]);
    let refused = no(&mut s, UidMove::new(uids("2"), "Moved/Nowhere"));
    assert!(refused.is_try_create(), "{refused}");
    assert_eq!(s.status("Moved/There", [StatusItem::Messages]).unwrap().messages(), Some(3));
    done(s);
}
