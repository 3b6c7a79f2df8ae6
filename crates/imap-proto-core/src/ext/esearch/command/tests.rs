use alloc::string::ToString as _;

use super::{SearchReturn, UidSearchReturn};
use crate::command::testing::{Fate, Running, no, ok, refused, segments, tag, wire, wire_with};
use crate::command::{Answers, Command, Need, Numbering, Param, SearchKey};
use crate::error::{CommandError, EncodeError};
use crate::ext::ExtData;
use crate::ext::esearch::{EsearchData, ReturnOptions};
use crate::response::{Data, SearchResult};
use crate::types::{Atom, NameForm, SeqSet};

fn esearch(wire: &str) -> Data {
    Data::Ext(ExtData::Esearch(EsearchData::from_wire(wire.as_bytes()).unwrap()))
}

fn line(numbers: &[u32], modseq: Option<u64>) -> Data {
    Data::Search(SearchResult { numbers: numbers.to_vec(), modseq })
}

fn running<C: Command>(mut command: C) -> Running<C> {
    segments(&mut command, &crate::command::testing::dialect(&[], NameForm::ModifiedUtf7)).unwrap();
    Running::new(command)
}

fn search(options: ReturnOptions) -> Running<SearchReturn> {
    running(SearchReturn::new(SearchKey::all(), options))
}

fn uid_search(options: ReturnOptions) -> Running<UidSearchReturn> {
    running(UidSearchReturn::new(SearchKey::all(), options))
}

fn lacks<C: Command<Output = EsearchData>>(mut running: Running<C>) -> &'static str {
    match running.answer(ok()) {
        Some(Err(CommandError::Incomplete(what))) => what,
        other => panic!("{other:?}"),
    }
}

fn options() -> ReturnOptions {
    ReturnOptions::new()
}

#[test]
fn the_commands_of_rfc_4731() {
    let key = || SearchKey::flagged().and(SearchKey::from("Smith").not());
    let command = SearchReturn::new(key(), options().min().count());
    assert_eq!(wire(command), r#"SEARCH RETURN (MIN COUNT) FLAGGED NOT FROM "Smith""#);
    let command =
        UidSearchReturn::new(SeqSet::range(1..=5000).map(SearchKey::seq).unwrap(), options().min().max());
    assert_eq!(wire(command), "UID SEARCH RETURN (MIN MAX) 1:5000");
    assert_eq!(
        wire(SearchReturn::new(key().not(), options())),
        r#"SEARCH RETURN (ALL) NOT (FLAGGED NOT FROM "Smith")"#
    );
    let twice = options().count().count().option(Param::new(Atom::from_static("X")).number(1));
    assert_eq!(wire(SearchReturn::new(SearchKey::all(), twice)), "SEARCH RETURN (COUNT X 1) ALL");
}

#[test]
fn the_charset_stands_behind_the_options() {
    let command = || SearchReturn::new(SearchKey::subject("ü"), options().all());
    assert_eq!(wire(command()), "SEARCH RETURN (ALL) CHARSET UTF-8 SUBJECT {2}\r\n<sync>ü");
    assert_eq!(wire_with(command(), &[], NameForm::Utf8), "SEARCH RETURN (ALL) SUBJECT \"ü\"");
}

#[test]
fn options_that_exclude_each_other_are_not_sent() {
    let partial = || Param::new(Atom::from_static("partial")).atom(Atom::from_static("1:5"));
    let both = options().all().option(partial());
    assert!(matches!(refused(SearchReturn::new(SearchKey::all(), both)), EncodeError::Invalid { .. }));
    let odd = Param::new(Atom::from_wire(bytes::Bytes::from_static(b"A) X")));
    assert!(matches!(
        refused(UidSearchReturn::new(SearchKey::all(), options().option(odd))),
        EncodeError::Invalid { .. }
    ));
}

#[test]
fn the_answer_is_known_by_its_tag() {
    let mut mine = search(options().min().count());
    assert_eq!(mine.data(esearch("* ESEARCH (TAG \"a2\") COUNT 9")), Fate::Passed);
    assert_eq!(mine.data(esearch("* ESEARCH COUNT 9")), Fate::Passed);
    assert_eq!(
        mine.data(esearch(&alloc::format!("* ESEARCH (TAG \"{}\") MIN 2 COUNT 3", tag().as_str()))),
        Fate::Taken
    );
    assert_eq!(mine.data(esearch("* ESEARCH (TAG \"a1\") COUNT 9")), Fate::Passed, "there is one");
    let found = mine.output();
    assert_eq!((found.min(), found.count()), (Some(2), Some(3)));
}

#[test]
fn ranges_are_kept() {
    let mut huge = uid_search(options().all());
    assert_eq!(huge.data(esearch("* ESEARCH (TAG \"a1\") UID ALL 1:4294967295")), Fate::Taken);
    assert_eq!(huge.output().uids().and_then(|set| set.len_numbers()), Some(4_294_967_295));
}

#[test]
fn an_ok_without_what_was_due_is_incomplete() {
    assert_eq!(lacks(search(options())), "ESEARCH");
    assert_eq!(lacks(search(options().count())), "ESEARCH");
    for (options, answer, missing) in [
        (options().count(), "MIN 4", "COUNT"),
        (options().min().count(), "COUNT 4", "MIN"),
        (options().max().min(), "MIN 4", "MAX"),
        (options().all().count(), "COUNT 4", "ALL"),
        (options().all().max(), "MAX 4", "ALL"),
        (options().option_with_data(Param::new(Atom::from_static("X")), "X"), "COUNT 1", "X"),
    ] {
        let mut running = search(options);
        assert_eq!(running.data(esearch(&alloc::format!("* ESEARCH (TAG \"a1\") {answer}"))), Fate::Taken);
        assert_eq!(lacks(running), missing, "{answer}");
    }
}

#[test]
fn nothing_found_is_an_answer() {
    let mut none = search(options().min().max().all());
    assert_eq!(none.data(esearch("* ESEARCH (TAG \"a1\")")), Fate::Taken);
    assert_eq!(none.output().count(), None);
    let mut none = uid_search(options().all().count());
    // RFC 5267 4.3 leaves `UID` out where no UID follows.
    assert_eq!(none.data(esearch("* ESEARCH (TAG \"a1\") COUNT 0")), Fate::Taken);
    assert_eq!(none.output().count(), Some(0));
    search(options()).cannot_be_refused_into_success();
}

#[test]
fn uids_are_no_numbers() {
    let mut running = search(options().all());
    assert_eq!(running.data(esearch("* ESEARCH (TAG \"a1\") UID ALL 2:3")), Fate::Taken);
    assert_eq!(lacks(running), "message numbers");
    let mut running = uid_search(options().min());
    assert_eq!(running.data(esearch("* ESEARCH (TAG \"a1\") MIN 2")), Fate::Taken);
    assert_eq!(lacks(running), "UID");
}

#[test]
fn a_plain_search_will_do_for_the_base_options() {
    let mut running = uid_search(options().min().max().count().all());
    assert_eq!(running.data(line(&[9, 2], Some(5))), Fate::Taken);
    assert_eq!(running.data(line(&[2, 3], Some(7))), Fate::Taken);
    let found = running.output();
    assert!(found.is_uid());
    assert_eq!(
        (found.min(), found.max(), found.count(), found.modseq()),
        (Some(2), Some(9), Some(3), Some(7))
    );
    assert_eq!(found.uids().map(|set| set.to_string()).as_deref(), Some("2:3,9"));

    let mut running = search(options().min());
    assert_eq!(running.data(line(&[], None)), Fate::Taken);
    assert_eq!(running.output(), EsearchData::default());

    let mut running = search(options().count().option(Param::new(Atom::from_static("SAVE"))));
    assert_eq!(running.data(line(&[4], None)), Fate::Taken);
    assert_eq!(lacks(running), "ESEARCH", "whether it was saved nobody knows");
    let mut running = search(options());
    assert_eq!(running.data(line(&[4], None)), Fate::Taken);
    assert!(matches!(running.answer(no()), Some(Err(CommandError::No(_)))));
}

#[test]
fn traits() {
    let set = || SearchKey::seq(SeqSet::one(4).unwrap());
    let traits = SearchReturn::new(set(), options()).traits();
    assert_eq!(traits.answers, Answers::Sole("SEARCH"));
    assert_eq!(traits.numbering, Numbering::Frozen { carries: true });
    assert_eq!(traits.needs, [Need::named(&["ESEARCH"])]);
    let traits = UidSearchReturn::new(set(), options()).unchecked().traits();
    assert_eq!(traits.numbering, Numbering::Free { carries: true });
    assert!(traits.needs.is_empty());
    let option = options().option(Param::new(Atom::from_static("X")).needs(Need::named(&["XCAP"])));
    let traits = SearchReturn::new(SearchKey::all(), option).unchecked().traits();
    assert_eq!(traits.needs, [Need::named(&["XCAP"])]);
}
