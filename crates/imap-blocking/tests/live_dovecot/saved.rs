//! SEARCHRES, CONTEXT=SEARCH, I18NLEVEL=1, and the search key INTHREAD.

use imap_blocking::core::command::{Fetch, SearchKey, UidStore};
use imap_blocking::core::ext::context::Update;
use imap_blocking::core::ext::inthread::{in_thread, in_thread_unchecked};
use imap_blocking::core::ext::{
    CancelUpdate, ExtData, ReturnOptions, SearchReturn, Sort, SortKey, ThreadAlgorithm, UidSearchReturn,
};
use imap_blocking::core::types::{Atom, SeqSet, UidSet};
use imap_blocking::core::{CommandError, Event, Flag, Unsolicited};
use imap_blocking::prelude::*;

use crate::live::{bad, done, filled, no, uids};

#[test]
pub(crate) fn saved_result() {
    let Some(mut s) = filled("Remembered") else { return };
    let save = ReturnOptions::new().save().count();
    assert_eq!(s.run(UidSearchReturn::new(SearchKey::subject("one"), save)).unwrap().count(), Some(3));
    let rows = s.run(UidStore::add(UidSet::saved(), [Flag::Flagged])).unwrap();
    assert_eq!(rows.len(), 3);
    assert_eq!(s.run(Fetch::new(SeqSet::saved()).uid()).unwrap().len(), 3);
    let found = s.search(SearchKey::seq(SeqSet::saved()).and(SearchKey::from("max"))).unwrap();
    assert_eq!(found.numbers, [3]);
    // Only SAVE: no ESEARCH comes.
    s.run(SearchReturn::new(SearchKey::from("bob"), ReturnOptions::new().save())).unwrap();
    assert_eq!(s.run(Fetch::new(SeqSet::saved()).uid()).unwrap()[0].uid(), Some(4));
    bad(
        &mut s,
        SearchReturn::new(SearchKey::ext(Atom::from_static("NONSENSE")), ReturnOptions::new().save()),
    );
    done(s);
}

#[test]
pub(crate) fn updates() {
    let Some(mut s) = filled("Followed") else { return };
    let options = ReturnOptions::new().update().context().all().count();
    let found = s.run(UidSearchReturn::new(SearchKey::flagged(), options)).unwrap();
    assert_eq!(found.count(), Some(0));
    let tag = found.tag().unwrap().to_vec();
    s.uid_add_flags(uids("3"), [Flag::Flagged]).unwrap();
    s.noop().unwrap();
    s.uid_remove_flags(uids("3"), [Flag::Flagged]).unwrap();
    s.noop().unwrap();
    let mut heard = Vec::new();
    for event in s.events() {
        if let Event::Unsolicited(Unsolicited::Extension(ExtData::Esearch(data))) = event {
            assert_eq!(data.tag(), Some(tag.as_slice()));
            heard.extend(data.updates().map(|update| match update {
                Update::Add { messages, .. } => ("add", messages.uids().cloned()),
                Update::Remove { messages, .. } => ("remove", messages.uids().cloned()),
                other => panic!("{other:?}"),
            }));
        }
    }
    assert_eq!(heard, [("add", Some(uids("3"))), ("remove", Some(uids("3")))]);
    s.run(CancelUpdate::new([tag])).unwrap();
    s.uid_add_flags(uids("3"), [Flag::Flagged]).unwrap();
    assert!(s.events().all(|event| !matches!(event, Event::Unsolicited(Unsolicited::Extension(_)))));
    no(&mut s, CancelUpdate::new(["nobody"]));
    done(s);
}

/// Upper and lower case are one, beyond ASCII too (RFC 5255 4.1, i;unicode-casemap).
#[test]
pub(crate) fn comparators() {
    let Some(mut s) = filled("Folded") else { return };
    assert_eq!(s.search(SearchKey::body("GR\u{dc}N")).unwrap().numbers, [3]);
    let found = s.run(Sort::new([SortKey::subject()], SearchKey::body("Gr\u{dc}n"))).unwrap();
    assert_eq!(found.numbers, [3]);
    done(s);
}

/// Dovecot does not announce it.
#[test]
fn threads_of_a_match() {
    let Some(mut s) = filled("In thread") else { return };
    let max = || SearchKey::from("max");
    assert_eq!(s.search(max()).unwrap().numbers, [3]);
    let refused = s.search(in_thread(ThreadAlgorithm::References, max()));
    assert!(matches!(refused, Err(Error::Command(CommandError::Unsupported { .. }))), "{refused:?}");
    let thread = in_thread_unchecked(ThreadAlgorithm::References, max());
    assert_eq!(s.search(thread).unwrap().numbers, [1, 2, 3]);
    let alone = in_thread_unchecked(ThreadAlgorithm::References, max()).and(SearchKey::from("bob"));
    assert!(s.search(alone).unwrap().numbers.is_empty());
    let unknown = ThreadAlgorithm::Ext(Atom::from_static("NONSENSE"));
    bad(&mut s, imap_blocking::core::Search::new(in_thread_unchecked(unknown, SearchKey::all())));
    done(s);
}
