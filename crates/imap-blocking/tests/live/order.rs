//! SORT and THREAD.

use imap_blocking::core::command::{Search, SearchKey};
use imap_blocking::core::ext::{
    ReturnOptions, Sort, SortKey, SortReturn, Thread, ThreadAlgorithm, UidSort, UidSortReturn, UidThread,
};
use imap_blocking::core::types::Atom;
use imap_blocking::prelude::*;

use crate::server;

use super::{S, bad, done, filled, numbers, uids};

#[test]
pub(crate) fn sorted() {
    let Some(mut s) = filled("Sorted") else { return };
    let order = |s: &mut S, key| s.run(Sort::new([key], SearchKey::all())).unwrap().numbers;
    assert_eq!(order(&mut s, SortKey::date()), [2, 3, 1, 4]);
    assert_eq!(order(&mut s, SortKey::date().reversed()), [4, 1, 3, 2]);
    assert_eq!(order(&mut s, SortKey::from()), [1, 4, 3, 2]);
    assert_eq!(order(&mut s, SortKey::size()), [4, 1, 2, 3]);
    let keys = [SortKey::subject(), SortKey::arrival(), SortKey::to()];
    assert_eq!(s.run(UidSort::new(keys, SearchKey::all())).unwrap().numbers, [1, 2, 3, 4]);
    // A text beyond ASCII, and nothing found.
    assert_eq!(s.run(Sort::new([SortKey::cc()], SearchKey::body("gr\u{fc}n"))).unwrap().numbers, [3]);
    assert!(s.run(Sort::new([SortKey::to()], SearchKey::subject("nowhere"))).unwrap().numbers.is_empty());
    bad(&mut s, Sort::new([SortKey::ext(Atom::from_static("NONSENSE"))], SearchKey::all()));
    done(s);
}

#[test]
pub(crate) fn sorted_as_shown() {
    let Some(mut s) = filled("Sorted as shown") else { return };
    assert_eq!(s.run(Sort::new([SortKey::display_from()], SearchKey::all())).unwrap().numbers, [2, 4, 3, 1]);
    let keys = [SortKey::display_to(), SortKey::date().reversed()];
    assert_eq!(s.run(UidSort::new(keys, SearchKey::all())).unwrap().numbers, [4, 1, 3, 2]);
    done(s);
}

#[test]
pub(crate) fn threaded() {
    let Some(mut s) = filled("Threaded") else { return };
    let threads = s.run(Thread::new(ThreadAlgorithm::References, SearchKey::all())).unwrap();
    let references = threads.to_string();
    assert!(["(1 (2)(3))(4)", "(1 (3)(2))(4)"].contains(&references.as_str()), "{references}");
    assert_eq!(threads.roots().count(), 2);
    let some = SearchKey::seq(numbers("2:3"));
    let threads = s.run(UidThread::new(ThreadAlgorithm::Refs, some)).unwrap();
    assert_eq!(threads.numbers().count(), 2);
    let threads = s.run(Thread::new(ThreadAlgorithm::OrderedSubject, SearchKey::all())).unwrap();
    assert_eq!(threads.to_string(), "(2 (3)(1))(4)");
    assert!(s.run(Thread::new(ThreadAlgorithm::Refs, SearchKey::subject("nowhere"))).unwrap().is_empty());
    let unknown = ThreadAlgorithm::Ext(Atom::from_static("NONSENSE"));
    bad(&mut s, Thread::new(unknown, SearchKey::all()).unchecked());
    assert_eq!(s.run(Search::new(SearchKey::all())).unwrap().numbers.len(), 4);
    done(s);
}

#[test]
pub(crate) fn sorted_and_counted() {
    let Some(mut s) = filled("Counted order") else { return };
    let by_date = || [SortKey::date().reversed()];
    let options = || ReturnOptions::new().min().max().all().count();
    let found = s.run(SortReturn::new(by_date(), SearchKey::all(), options())).unwrap();
    // Cyrus takes the lowest and highest number, not the first and last in order, for MIN and MAX.
    let ends = if server::CYRUS { (Some(1), Some(4)) } else { (Some(4), Some(2)) };
    assert_eq!((found.min(), found.max()), ends);
    assert_eq!((found.count(), found.numbers()), (Some(4), Some(&numbers("4,1,3,2"))));
    let found = s.run(UidSortReturn::new(by_date(), SearchKey::subject("one"), options())).unwrap();
    assert_eq!((found.count(), found.uids()), (Some(3), Some(&uids("1,3,2"))));
    let nonsense = ReturnOptions::new().option(Atom::from_static("NONSENSE").into());
    bad(&mut s, SortReturn::new(by_date(), SearchKey::all(), nonsense));
    done(s);
}
