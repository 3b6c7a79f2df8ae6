use alloc::string::ToString as _;

use super::{PartialRange, partial};
use crate::command::testing::{Fate, Running, refused, segments, wire};
use crate::command::{Command, Need, SearchKey, UidFetch};
use crate::error::{CommandError, EncodeError};
use crate::ext::ExtData;
use crate::ext::esearch::{EsearchData, Messages, ReturnOptions, SearchReturn, UidSearchReturn};
use crate::response::Data;
use crate::types::{NameForm, SetError, UidSet};

fn first(range: core::ops::RangeInclusive<u32>) -> PartialRange {
    PartialRange::first(range).unwrap()
}

fn last(range: core::ops::RangeInclusive<u32>) -> PartialRange {
    PartialRange::last(range).unwrap()
}

fn read(wire: &str) -> EsearchData {
    EsearchData::from_wire(wire.as_bytes()).unwrap_or_else(|error| panic!("{wire}: {error}"))
}

#[test]
fn the_commands_of_rfc_9394() {
    let key =
        || SearchKey::undeleted().and(SearchKey::unkeyword(crate::types::Flag::keyword("$Junk").unwrap()));
    let search = |range| UidSearchReturn::new(key(), ReturnOptions::new().partial(range));
    let rest = "UNDELETED UNKEYWORD $Junk";
    assert_eq!(wire(search(last(1..=100))), alloc::format!("UID SEARCH RETURN (PARTIAL -1:-100) {rest}"));
    assert_eq!(
        wire(search(first(23_500..=24_000))),
        alloc::format!("UID SEARCH RETURN (PARTIAL 23500:24000) {rest}")
    );
    let fetch =
        UidFetch::new(UidSet::range(25_900..=26_600).unwrap()).uid().flags().modifier(partial(last(1..=3)));
    assert_eq!(fetch.traits().needs, [Need::named(&["PARTIAL"])]);
    assert_eq!(wire(fetch), "UID FETCH 25900:26600 (UID FLAGS) (PARTIAL -1:-3)");
}

#[test]
fn only_the_newer_rfc_counts_from_the_end() {
    let needs =
        |range| UidSearchReturn::new(SearchKey::all(), ReturnOptions::new().partial(range)).traits().needs;
    let esearch = || Need::named(&["ESEARCH"]);
    assert_eq!(needs(first(1..=5)), [Need::named(&["PARTIAL", "CONTEXT=SEARCH"]), esearch()]);
    assert_eq!(needs(last(1..=5)), [Need::named(&["PARTIAL"]), esearch()]);
}

#[test]
fn ranges() {
    assert_eq!(PartialRange::first(0..=3), Err(SetError::Zero));
    #[allow(clippy::reversed_empty_ranges, reason = "that is what is tested")]
    let backwards = PartialRange::last(5..=4);
    assert_eq!(backwards, Err(SetError::Empty));
    let two = ReturnOptions::new().partial(first(1..=2)).partial(first(3..=4));
    assert!(matches!(refused(SearchReturn::new(SearchKey::all(), two)), EncodeError::Invalid { .. }));
    let all = ReturnOptions::new().partial(first(1..=2)).all();
    assert!(matches!(refused(SearchReturn::new(SearchKey::all(), all)), EncodeError::Invalid { .. }));
}

#[test]
fn the_answer() {
    let found = read("* ESEARCH (TAG \"A02\") UID PARTIAL (23500:24000 7,9:12)");
    let (range, messages) = found.partial().unwrap();
    assert_eq!(range, first(23_500..=24_000));
    assert_eq!(messages.as_ref().and_then(Messages::uids).map(UidSet::to_string).as_deref(), Some("7,9:12"));
    let (range, messages) = read("* ESEARCH (TAG \"a\") PARTIAL (-100:-1 3)").partial().unwrap();
    assert_eq!((range.is_from_end(), range.range()), (true, 1..=100));
    assert!(matches!(messages, Some(Messages::Numbers(_))));
    assert_eq!(read("* ESEARCH (TAG \"a\") UID PARTIAL (1:500 NIL)").partial(), Some((first(1..=500), None)));
    assert_eq!(read("* ESEARCH (TAG \"a\") COUNT 2").partial(), None);
}

#[test]
fn damage() {
    for range in ["1:-5", "0:5", "*:5", "1", "1:5:6", "+1:5", "--1:-5", "1:4294967296", ":", "-:-"] {
        let wire = alloc::format!("* ESEARCH (TAG \"a\") PARTIAL ({range} 1)");
        assert!(EsearchData::from_wire(wire.as_bytes()).is_err(), "{range}");
    }
    for damage in ["1:5 1", "(1:5)", "(1:5 )", "(1:5 1 2)", "(1:5 1", "NIL"] {
        let wire = alloc::format!("* ESEARCH (TAG \"a\") PARTIAL {damage}");
        assert!(EsearchData::from_wire(wire.as_bytes()).is_err(), "{damage}");
    }
}

#[test]
fn an_ok_without_it_is_incomplete() {
    let mut search = UidSearchReturn::new(SearchKey::all(), ReturnOptions::new().partial(first(1..=5)));
    segments(&mut search, &crate::command::testing::dialect(&[], NameForm::ModifiedUtf7)).unwrap();
    let mut running = Running::new(search);
    let answer = Data::Ext(ExtData::Esearch(read("* ESEARCH (TAG \"a1\") UID COUNT 4")));
    assert_eq!(running.data(answer), Fate::Taken);
    let outcome = running.answer(crate::command::testing::ok());
    assert!(matches!(outcome, Some(Err(CommandError::Incomplete("PARTIAL")))), "{outcome:?}");
}
