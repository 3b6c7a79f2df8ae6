use super::{Search, UidSearch};
use crate::command::testing::{Fate, Running, wire, wire_with};
use crate::command::{Answers, Command, Numbering, SearchKey};
use crate::response::{Data, SearchResult};
use crate::types::{NameForm, SeqSet};

fn found(numbers: &[u32], modseq: Option<u64>) -> Data {
    Data::Search(SearchResult { numbers: numbers.to_vec(), modseq })
}

#[test]
fn lines_are_joined_in_order_and_each_number_comes_once() {
    let mut running = Running::new(Search::new(SearchKey::all()));
    assert_eq!(running.data(found(&[9, 2], Some(5))), Fate::Taken);
    assert_eq!(running.data(found(&[2, 4], Some(3))), Fate::Taken);
    assert_eq!(running.data(Data::Exists(3)), Fate::Passed);
    let output = running.output();
    assert_eq!((output.numbers, output.modseq), ([2, 4, 9].into(), Some(5)));
}

#[test]
fn ok_without_a_line_is_nothing_and_no_is_an_error() {
    assert!(Running::new(UidSearch::new(SearchKey::all())).output().numbers.is_empty());
    Running::new(Search::new(SearchKey::all())).cannot_be_refused_into_success();
    let mut running = Running::new(UidSearch::new(SearchKey::all()));
    assert_eq!(running.data(found(&[1], None)), Fate::Taken);
    running.cannot_be_refused_into_success();
}

#[test]
fn charset_only_where_it_is_needed() {
    assert_eq!(wire(Search::new(SearchKey::subject("x"))), "SEARCH SUBJECT \"x\"");
    let umlaut = || SearchKey::seen().and(SearchKey::subject("ü").not());
    let expected = "UID SEARCH CHARSET UTF-8 SEEN NOT SUBJECT {2}\r\n<sync>ü";
    assert_eq!(wire(UidSearch::new(umlaut())), expected);
    let accepted = wire_with(Search::new(umlaut()), &[], NameForm::Utf8);
    assert_eq!(accepted, "SEARCH SEEN NOT SUBJECT \"ü\"", "RFC 6855 3");
    assert_eq!(wire(Search::new(SearchKey::header("X", "ü"))).matches("CHARSET UTF-8").count(), 1);
}

#[test]
fn traits() {
    let set = || SearchKey::seq(SeqSet::one(4).unwrap());
    let traits = Search::new(set()).traits();
    assert_eq!(traits.answers, Answers::Sole("SEARCH"));
    assert_eq!(traits.numbering, Numbering::Frozen { carries: true });
    assert_eq!(Search::new(SearchKey::all()).traits().numbering, Numbering::Frozen { carries: false });
    assert_eq!(UidSearch::new(set()).traits().numbering, Numbering::Free { carries: true });
    assert_eq!(UidSearch::new(SearchKey::all()).traits().numbering, Numbering::Free { carries: false });
}
