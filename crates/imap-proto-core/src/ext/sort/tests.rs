use super::*;
use crate::command::testing::{Fate, Running, no, ok, refused, tagged, wire};
use crate::parse::{data, status};
use crate::response::{Code, StatusKind};
use crate::types::{Atom, Capability, SeqSet};

fn sorted(wire: &str) -> Option<SortData> {
    match data(wire.as_bytes()) {
        Ok(Data::Ext(ExtData::Sort(found))) => Some(found),
        _ => None,
    }
}

fn row(numbers: &[u32], modseq: Option<u64>) -> Data {
    Data::Ext(ExtData::Sort(SortData { numbers: numbers.to_vec(), modseq }))
}

#[test]
fn responses_of_the_rfcs() {
    assert_eq!(sorted("* SORT 2 84 882").unwrap().numbers, [2, 84, 882]);
    assert_eq!(sorted("* SORT 5 3 4 1 2").unwrap().numbers, [5, 3, 4, 1, 2]);
    assert_eq!(sorted("* SORT"), Some(SortData::default()));
    // RFC 7162 3.1.6
    let found = sorted("* SORT 2 5 6 7 11 12 18 19 20 23 (MODSEQ 917162500)").unwrap();
    assert_eq!((found.numbers.len(), found.modseq), (10, Some(917_162_500)));
}

#[test]
fn odd_responses() {
    assert_eq!(sorted("* sort  3  1 ").unwrap().numbers, [3, 1]);
    assert_eq!(sorted("* SORT 3 0 1").unwrap().numbers, [3, 1], "there is no message 0");
    assert_eq!(sorted("* SORT 3 (MODSEQ -1)").unwrap().modseq, Some(0), "Zoho (QUIRKS 68)");
    for wire in [
        "* SORT 1 x",
        "* SORT 4294967296",
        "* SORT -1",
        "* SORT 1 (MODSEQ 5) 2",
        "* SORT (MODSEQ",
        "* SORT 1:3",
    ] {
        assert_eq!(sorted(wire), None, "{wire}");
    }
}

#[test]
fn a_million_numbers_keep_their_order() {
    let numbers: Vec<u32> = (1..=1_000_000_u32).rev().collect();
    let mut wire = alloc::string::String::from("* SORT");
    for number in &numbers {
        wire.push_str(&alloc::format!(" {number}"));
    }
    assert_eq!(sorted(&wire).unwrap().numbers, numbers);
}

#[test]
fn commands_of_the_rfcs() {
    let subject = || SortKey::subject();
    let text = || SearchKey::text("not in mailbox");
    assert_eq!(wire(Sort::new([subject()], text())), "SORT (SUBJECT) US-ASCII TEXT \"not in mailbox\"");
    let both = [subject(), SortKey::date().reversed()];
    assert_eq!(wire(UidSort::new(both, SearchKey::all())), "UID SORT (SUBJECT REVERSE DATE) US-ASCII ALL");
    let umlaut = SearchKey::seen().and(SearchKey::subject("ü"));
    let expected = "SORT (ARRIVAL) UTF-8 SEEN SUBJECT {2}\r\n<sync>ü";
    assert_eq!(wire(Sort::new([SortKey::arrival()], umlaut)), expected);
    let all = [
        SortKey::cc(),
        SortKey::from(),
        SortKey::size(),
        SortKey::to(),
        SortKey::display_from(),
        SortKey::display_to().reversed().reversed(),
        SortKey::ext(Atom::new("RELEVANCY").unwrap()),
    ];
    let expected = "SORT (CC FROM SIZE TO DISPLAYFROM DISPLAYTO RELEVANCY) US-ASCII ALL";
    assert_eq!(wire(Sort::new(all, SearchKey::all())), expected);
}

#[test]
fn what_cannot_be_sent() {
    assert!(matches!(refused(Sort::new([], SearchKey::all())), EncodeError::Invalid { .. }));
    let odd = Atom::from_wire(bytes::Bytes::from_static(b"X) EVIL"));
    assert!(matches!(
        refused(UidSort::new([SortKey::ext(odd)], SearchKey::all())),
        EncodeError::Invalid { .. }
    ));
}

#[test]
fn traits() {
    let set = || SearchKey::seq(SeqSet::one(4).unwrap());
    let date = || [SortKey::date()];
    let traits = Sort::new(date(), set()).traits();
    assert_eq!(traits.answers, Answers::Sole("SORT"));
    assert_eq!(traits.numbering, Numbering::Frozen { carries: true });
    assert_eq!(traits.needs, [Capability::ext("SORT").unwrap().into()]);
    assert_eq!(UidSort::new(date(), set()).traits().numbering, Numbering::Free { carries: true });
    let display = UidSort::new([SortKey::date(), SortKey::display_to()], SearchKey::all());
    assert_eq!(display.traits().needs, [Capability::ext("SORT=DISPLAY").unwrap().into()]);
    assert!(display.unchecked().traits().needs.is_empty());
    assert!(Sort::new(date(), SearchKey::all()).unchecked().traits().needs.is_empty());
}

#[test]
fn rows_are_joined_and_never_sorted() {
    let mut running = Running::new(Sort::new([SortKey::date()], SearchKey::all()));
    assert_eq!(running.data(row(&[9, 2], Some(5))), Fate::Taken);
    assert_eq!(running.data(Data::Exists(10)), Fate::Passed);
    assert_eq!(running.data(row(&[7], Some(3))), Fate::Taken);
    let output = running.output();
    assert_eq!((output.numbers, output.modseq), ([9, 2, 7].into(), Some(5)));
}

#[test]
fn ok_needs_a_row_and_no_is_an_error() {
    let new = || UidSort::new([SortKey::date()], SearchKey::all());
    let answer = Running::new(new()).answer(ok()).unwrap();
    assert!(matches!(answer, Err(CommandError::Incomplete("SORT"))));
    let mut running = Running::new(new());
    assert_eq!(running.data(row(&[1], None)), Fate::Taken);
    assert!(matches!(running.answer(no()), Some(Err(CommandError::No(_)))));
    let mut running = Running::new(Sort::new([SortKey::date()], SearchKey::all()));
    let code = status(b"a NO [BADCHARSET (US-ASCII {5}\r\nUTF-8)] no").0.code;
    assert_eq!(code, Some(Code::BadCharset(["US-ASCII".into(), "UTF-8".into()].into())));
    let answer = running.answer(tagged(StatusKind::No, code)).unwrap().unwrap_err();
    assert!(matches!(
        answer.refused().and_then(|refused| refused.status.code.as_ref()),
        Some(Code::BadCharset(_))
    ));
}
