use super::{SortReturn, UidSortReturn};
use crate::command::testing::{refused, wire};
use crate::command::{Command as _, Need, Numbering, SearchKey};
use crate::error::EncodeError;
use crate::ext::{PartialRange, ReturnOptions, SortKey};
use crate::types::{Flag, SeqSet};

#[test]
fn the_commands_of_rfc_5267() {
    let junk = SearchKey::unkeyword(Flag::keyword("$Junk").unwrap());
    let all = UidSortReturn::new(
        [SortKey::date().reversed()],
        SearchKey::undeleted().and(junk),
        ReturnOptions::new().all(),
    );
    assert_eq!(wire(all), "UID SORT RETURN (ALL) (REVERSE DATE) US-ASCII UNDELETED UNKEYWORD $Junk");
    let update = ReturnOptions::new().update().count();
    let command = SortReturn::new([SortKey::from(), SortKey::size()], SearchKey::flagged(), update);
    assert_eq!(wire(command), "SORT RETURN (UPDATE COUNT) (FROM SIZE) US-ASCII FLAGGED");
}

#[test]
fn each_option_needs_its_capability() {
    let needs = |options| SortReturn::new([SortKey::size()], SearchKey::all(), options).traits().needs;
    let (esort, context) = (Need::named(&["ESORT"]), Need::named(&["CONTEXT=SORT"]));
    let either = Need::named(&["ESORT", "CONTEXT=SORT"]);
    assert_eq!(needs(ReturnOptions::new()), core::slice::from_ref(&esort));
    assert_eq!(needs(ReturnOptions::new().context().count()), [context.clone(), esort]);
    assert_eq!(needs(ReturnOptions::new().update()), [context.clone(), either.clone()]);
    let partial = |range: Result<PartialRange, _>| needs(ReturnOptions::new().partial(range.unwrap()));
    assert_eq!(partial(PartialRange::first(1..=9)), [context.clone(), either.clone()]);
    assert_eq!(partial(PartialRange::last(1..=9)), [context, Need::named(&["PARTIAL"]), either]);
    let display = SortReturn::new([SortKey::display_to()], SearchKey::all(), ReturnOptions::new());
    assert!(display.traits().needs.contains(&Need::named(&["SORT=DISPLAY"])));
}

#[test]
fn numbers_are_bound_as_in_sort() {
    let key = || SearchKey::seq(SeqSet::one(7).unwrap());
    let order = || [SortKey::size()];
    let by_number = SortReturn::new(order(), key(), ReturnOptions::new()).traits().numbering;
    assert_eq!(by_number, Numbering::Frozen { carries: true });
    let by_uid = UidSortReturn::new(order(), key(), ReturnOptions::new()).traits().numbering;
    assert_eq!(by_uid, Numbering::Free { carries: true });
}

#[test]
fn an_order_by_nothing_is_refused() {
    let error = refused(SortReturn::new([], SearchKey::all(), ReturnOptions::new()));
    assert!(matches!(error, EncodeError::Invalid { what: "list of sort keys", .. }), "{error:?}");
}
