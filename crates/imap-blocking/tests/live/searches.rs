//! SEARCH in the base protocol and with ESEARCH, WITHIN, SAVEDATE; what PREVIEW shows.

use imap_blocking::core::command::{Search, SearchKey, UidFetch, UidSearch};
use imap_blocking::core::ext::{
    ReturnOptions, SearchReturn, UidSearchReturn, preview, savedate, savedate_key, within,
};
use imap_blocking::core::types::{Atom, UidSet, parse_date};
use imap_blocking::core::{Fetch, Flag};
use imap_blocking::prelude::*;

use super::{S, bad, done, filled, message, numbers, out_of_range, uids};
use crate::server;

fn nonsense() -> SearchKey {
    SearchKey::ext(Atom::from_static("NONSENSE")).into()
}

#[test]
pub(crate) fn base() {
    let Some(mut s) = filled("Searched") else { return };
    s.add_flags(numbers("2"), [Flag::Seen, Flag::Answered, Flag::Deleted, Flag::Draft, Flag::Flagged])
        .unwrap();
    let day = |text: &str| parse_date(text.as_bytes()).unwrap();
    let keys = [
        (SearchKey::answered(), "2"),
        (SearchKey::deleted().draft_and_flagged(), "2"),
        (SearchKey::unseen().and(SearchKey::undraft()), "1,3:4"),
        (SearchKey::unanswered().and(SearchKey::undeleted()).and(SearchKey::unflagged()), "1,3:4"),
        (SearchKey::subject("one").and(SearchKey::from("z@x")), "2"),
        (SearchKey::from("zoe").or(SearchKey::from("bob")), "1,4"),
        (SearchKey::any_of([SearchKey::from("zoe"), SearchKey::body("gr\u{fc}n")]), "1,3"),
        (SearchKey::text("longer").not(), "2:4"),
        (SearchKey::header("Message-ID", "<4@x>"), "4"),
        (SearchKey::header("References", ""), "2:3"),
        (SearchKey::sent_before(day("1-Feb-2024")), "2"),
        (SearchKey::sent_on(day("1-Feb-2024")), "3"),
        (SearchKey::sent_since(day("1-Mar-2024")), "1,4"),
        (SearchKey::since(day("1-Jan-2020")).and(SearchKey::before(day("1-Jan-2090"))), "1:4"),
        (SearchKey::larger(message(4).len() as u64).and(SearchKey::smaller(message(2).len() as u64)), "1"),
        (SearchKey::seq(numbers("1:2,4")).and(SearchKey::uid(uids("2:*"))), "2,4"),
    ];
    for (key, expected) in keys {
        let found = s.run(Search::new(key.clone())).unwrap().numbers;
        assert_eq!(found, numbers(expected).expand(9).unwrap(), "{key:?}");
    }
    for nobody in
        [SearchKey::to("x"), SearchKey::cc("x"), SearchKey::bcc("x"), SearchKey::on(day("1-Jan-1990"))]
    {
        assert!(s.run(UidSearch::new(nobody)).unwrap().numbers.is_empty());
    }
    bad(&mut s, Search::new(nonsense()));
    done(s);
}

trait DraftAndFlagged {
    fn draft_and_flagged(self) -> Self;
}

impl DraftAndFlagged for SearchKey {
    fn draft_and_flagged(self) -> Self {
        self.and(Self::draft()).and(Self::flagged())
    }
}

#[test]
pub(crate) fn esearch() {
    let Some(mut s) = filled("Returned") else { return };
    s.add_flags(numbers("1"), [Flag::Deleted]).unwrap();
    s.expunge().unwrap();
    let every = || ReturnOptions::new().min().max().all().count();
    let found = s.run(SearchReturn::new(SearchKey::all(), every())).unwrap();
    assert_eq!((found.min(), found.max(), found.count()), (Some(1), Some(3), Some(3)));
    assert_eq!((found.numbers(), found.is_uid()), (Some(&numbers("1:3")), false));
    let found = s.run(UidSearchReturn::new(SearchKey::subject("one"), every())).unwrap();
    assert_eq!((found.min(), found.max(), found.count()), (Some(2), Some(3), Some(2)));
    assert_eq!((found.uids(), found.is_uid()), (Some(&uids("2:3")), true));
    let found = s.run(UidSearchReturn::new(SearchKey::subject("nobody"), every())).unwrap();
    assert_eq!((found.min(), found.uids(), found.count()), (None, None, Some(0)));
    let plain = s.run(SearchReturn::new(SearchKey::all(), ReturnOptions::new())).unwrap();
    assert_eq!((plain.numbers(), plain.count()), (Some(&numbers("1:3")), None));
    bad(&mut s, SearchReturn::new(nonsense(), every()));
    done(s);
}

#[test]
pub(crate) fn within() {
    let Some(mut s) = filled("Young") else { return };
    s.append("Young", message(1)).unwrap();
    let old = imap_blocking::core::types::parse_internal_date(b"17-Jul-1996 02:44:25 -0700").unwrap();
    s.run(imap_blocking::core::Append::new("Young", message(2)).date(old)).unwrap();
    s.noop().unwrap();
    assert_eq!(s.search(within::younger(86_400)).unwrap().numbers, [1, 2, 3, 4, 5]);
    assert_eq!(s.search(within::older(86_400)).unwrap().numbers, [6]);
    bad(&mut s, Search::new(within::older(1).and(nonsense())));
    done(s);
}

#[test]
pub(crate) fn save_date() {
    let Some(mut s) = filled("Saved") else { return };
    let rows = s.run(UidFetch::new(UidSet::all()).item(savedate::save_date()).internal_date()).unwrap();
    assert_eq!(rows.len(), 4);
    let saved = rows[3].save_date().unwrap();
    assert!((saved - rows[3].internal_date().unwrap()).whole_minutes().abs() < 5, "{saved}");
    let day = |text: &str| parse_date(text.as_bytes()).unwrap();
    let ever = savedate_key::saved_since(day("1-Jan-2020")).and(savedate_key::save_date_supported());
    assert_eq!(s.search(ever).unwrap().numbers, [1, 2, 3, 4]);
    assert!(s.search(savedate_key::saved_before(day("1-Jan-2020"))).unwrap().numbers.is_empty());
    assert!(s.search(savedate_key::saved_on(day("1-Jan-2020"))).unwrap().numbers.is_empty());
    bad(&mut s, Search::new(savedate_key::saved_on(day("1-Jan-2020")).and(nonsense())));
    done(s);
}

#[test]
pub(crate) fn previews() {
    let Some(mut s) = filled("Shown") else { return };
    let shown = |s: &mut S, item| {
        let rows = s.run(Fetch::new(numbers("1,3")).item(item)).unwrap();
        assert_eq!(rows.len(), 2);
        rows.iter().map(|row| row.preview().cloned()).collect::<Vec<_>>()
    };
    let expected = server::PREVIEWS.map(|text| text.map(|text| text.as_bytes().into()));
    assert_eq!(shown(&mut s, preview::preview()), expected);
    // It is at hand now.
    assert_eq!(shown(&mut s, preview::lazy()), expected);
    out_of_range(&mut s, Fetch::new(numbers("77")).item(preview::preview()));
    done(s);
}
