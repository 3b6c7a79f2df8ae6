use super::{Fetch, FetchItem, UidFetch};
use crate::command::testing::{Fate, Running, wire};
use crate::command::{Answers, Command, Numbering};
use crate::response::{Data, FetchRow, FetchRowBuilder};
use crate::types::{Atom, Flag, Partial, SectionPath, SeqSet, UidSet};

fn seq(from: u32, to: u32) -> SeqSet {
    SeqSet::range(from..=to).unwrap()
}

fn row(seq: u32) -> FetchRowBuilder {
    FetchRow::builder(seq)
}

fn data(row: FetchRowBuilder) -> Data {
    Data::Fetch(row.build())
}

#[test]
fn wire_forms() {
    assert_eq!(wire(Fetch::new(seq(2, 4))), "FETCH 2:4 (UID FLAGS)");
    let every = Fetch::new(SeqSet::all()).uid().flags().internal_date().size().envelope().body_structure();
    let expected = "FETCH 1:* (UID FLAGS INTERNALDATE RFC822.SIZE ENVELOPE BODYSTRUCTURE)";
    assert_eq!(wire(every.clone().flags()), expected, "an item is asked for once");
    assert_eq!(wire(every), expected);
    assert_eq!(wire(UidFetch::new(UidSet::one(7).unwrap()).body()), "UID FETCH 7 (BODY[])");
    let peek = Fetch::new(seq(1, 1)).body_peek(SectionPath::part(&[1, 2]).unwrap());
    assert_eq!(wire(peek), "FETCH 1 (BODY.PEEK[1.2])");
    let fields = SectionPath::header_fields(&["From", "To"]).unwrap();
    let section = Fetch::new(seq(1, 1)).body_section(fields);
    assert_eq!(wire(section), "FETCH 1 (BODY[HEADER.FIELDS (From To)])");
}

#[test]
fn rare_items() {
    let part = SectionPath::part(&[2]).unwrap();
    let items = [
        FetchItem::peek(SectionPath::all()).partial(Partial::new(0, 1024).unwrap()),
        FetchItem::binary(part.clone()),
        FetchItem::BinarySize(part),
        FetchItem::Body,
        FetchItem::Rfc822,
        FetchItem::Rfc822Header,
        FetchItem::Rfc822Text,
        FetchItem::from(Atom::new("X-GM-MSGID").unwrap()),
    ];
    let expected = "FETCH 1 (BODY.PEEK[]<0.1024> BINARY.PEEK[2] BINARY.SIZE[2] BODY RFC822 RFC822.HEADER \
                    RFC822.TEXT X-GM-MSGID)";
    assert_eq!(wire(Fetch::new(seq(1, 1)).items(items)), expected);
    assert_eq!(FetchItem::Flags.partial(Partial::new(0, 1).unwrap()), FetchItem::Flags);
}

#[test]
fn a_row_needs_a_number_of_the_set_and_something_asked_for() {
    let mut running = Running::new(Fetch::new(seq(2, 4)).size().envelope()).not_alone();
    assert_eq!(running.data(data(row(3).size(9))), Fate::Taken);
    assert_eq!(running.data(data(row(5).size(9))), Fate::Passed);
    assert_eq!(running.data(data(row(3).flags([Flag::Seen]))), Fate::Passed, "flags are news");
    assert_eq!(running.data(data(row(3).uid(99))), Fate::Passed, "a UID proves nothing");
    assert_eq!(running.data(data(row(3).uid(99).flags([Flag::Seen]))), Fate::Passed);
    assert_eq!(running.data(data(row(3).uid(99).size(1).flags([Flag::Seen]))), Fate::Taken);
    assert_eq!(running.data(Data::Expunge(3)), Fate::Passed);
    assert_eq!(running.output().len(), 2);
}

#[test]
fn flags_are_taken_where_they_were_asked_for() {
    let mut running = Running::new(Fetch::new(seq(1, 9)));
    assert_eq!(running.data(data(row(3).flags([Flag::Seen]))), Fate::Taken);
}

#[test]
fn a_row_that_holds_nothing_is_the_answer_where_one_command_waits() {
    let nothing = || Data::Fetch(FetchRow::from_wire(b"* 3 FETCH (UID 7 ENVELOPE NIL)").unwrap());
    let command = Fetch::new(seq(3, 3)).envelope();
    assert_eq!(Running::new(command.clone()).data(nothing()), Fate::Taken);
    assert_eq!(Running::new(command.clone()).not_alone().data(nothing()), Fate::Passed);
    assert_eq!(Running::new(Fetch::new(seq(4, 4)).envelope()).data(nothing()), Fate::Passed);
    assert_eq!(Running::new(command).data(data(row(3).modseq(4))), Fate::Passed);
}

#[test]
fn the_answer_to_uid_alone_is_a_row_of_uid_alone() {
    let mut running = Running::new(Fetch::new(seq(1, 9)).uid());
    assert_eq!(running.data(data(row(3).uid(7))), Fate::Taken);
    assert_eq!(running.data(data(row(3).uid(7).flags([Flag::Seen]))), Fate::Passed);
    assert_eq!(running.data(data(row(3).uid(7).modseq(3))), Fate::Passed);
}

#[test]
fn star_is_the_last_message() {
    let mut running = Running::new(Fetch::new(SeqSet::range(20..).unwrap()).flags());
    running.cx.exists = Some(10);
    assert_eq!(running.data(data(row(10).flags([]))), Fate::Taken, "20:* is 10:20 where 10 is the last");
    assert_eq!(running.data(data(row(9).flags([]))), Fate::Passed);
    let mut running = Running::new(Fetch::new(SeqSet::saved()).flags());
    assert_eq!(running.data(data(row(9).flags([]))), Fate::Taken, "nobody knows what $ holds");
}

#[test]
fn by_uid_the_row_has_to_name_it() {
    let command = UidFetch::new(UidSet::range(100..=200).unwrap()).flags();
    let mut running = Running::new(command.clone()).not_alone();
    assert_eq!(running.data(data(row(1).uid(150).flags([]))), Fate::Taken);
    assert_eq!(running.data(data(row(150).uid(1).flags([]))), Fate::Passed);
    assert_eq!(running.data(data(row(150).flags([]))), Fate::Passed);
    let mut alone = Running::new(command);
    assert_eq!(alone.data(data(row(150).flags([]))), Fate::Taken);
    assert_eq!(alone.data(data(row(151).size(3))), Fate::Passed, "and it holds nothing asked for");
    let rows = alone.output();
    assert!(rows[0].unmatched());
    assert!(!running.output()[0].unmatched());
}

#[test]
fn a_row_without_number_is_nobodys_by_number() {
    let uidfetch = || Data::Fetch(FetchRow::from_wire(b"* 7 UIDFETCH (FLAGS ())").unwrap());
    for set in [SeqSet::all(), SeqSet::saved(), SeqSet::parse(b"*").unwrap()] {
        for exists in [None, Some(0), Some(9)] {
            let mut running = Running::new(Fetch::new(set.clone()).flags());
            running.cx.exists = exists;
            assert_eq!(running.data(uidfetch()), Fate::Passed, "{set} {exists:?}");
        }
    }
    let mut running = Running::new(UidFetch::new(UidSet::one(7).unwrap()).flags());
    assert_eq!(running.data(uidfetch()), Fate::Taken);
    let rows = running.output();
    assert_eq!((rows[0].seq(), rows[0].unmatched()), (0, false));
}

#[test]
fn uids_below_an_open_range_are_news() {
    // UID FETCH 500:* brings the last message also when its UID is lower (RFC 9051 6.4.9).
    let mut running = Running::new(UidFetch::new(UidSet::range(500..).unwrap()).flags());
    assert_eq!(running.data(data(row(3).uid(499).flags([]))), Fate::Passed);
    assert_eq!(running.data(data(row(3).uid(501).flags([]))), Fate::Taken);
}

#[test]
fn sections_are_told_apart_where_two_ask_for_them() {
    let header = || row(1).section(SectionPath::header(), "a: b\r\n\r\n");
    let command = Fetch::new(seq(1, 1)).body_peek(SectionPath::text());
    let mut running = Running::new(command.clone()).not_alone();
    assert_eq!(running.data(data(header())), Fate::Passed);
    assert_eq!(running.data(data(row(1).section(SectionPath::text(), "hi"))), Fate::Taken);
    let mut alone = Running::new(command);
    assert_eq!(alone.data(data(header())), Fate::Taken, "spelled otherwise, and nobody else asked");
    let mut old = Running::new(Fetch::new(seq(1, 1)).item(FetchItem::Rfc822));
    assert_eq!(old.data(data(row(1).section(SectionPath::all(), "x"))), Fate::Taken);
}

#[test]
fn items_of_extensions_and_their_values() {
    let label = Atom::new("X-GM-LABELS").unwrap();
    let mut running = Running::new(Fetch::new(seq(1, 1)).item(FetchItem::from(label.clone())));
    assert_eq!(running.data(data(row(1).other(label, crate::response::Value::Nil))), Fate::Taken);
    assert_eq!(running.data(data(row(1).flags([]))), Fate::Passed);
    let another = Atom::new("X-OTHER").unwrap();
    assert_eq!(running.data(data(row(1).other(another, crate::response::Value::Nil))), Fate::Passed);
    assert_eq!(running.data(data(row(1).modseq(4))), Fate::Passed);
}

#[test]
fn modseq_beside_flags_is_news() {
    let modseq = FetchItem::from(Atom::new("MODSEQ").unwrap());
    let mut running = Running::new(Fetch::new(seq(1, 1)).item(modseq));
    assert_eq!(running.data(data(row(1).modseq(4).flags([]))), Fate::Passed);
    assert_eq!(running.data(data(row(1).modseq(4).uid(9))), Fate::Taken);
}

#[test]
fn what_could_not_be_read_is_an_answer_all_the_same() {
    let damaged = |item: &str| {
        let wire = alloc::format!("* 1 FETCH (UID 7 {item})");
        Data::Fetch(FetchRow::from_wire(wire.as_bytes()).unwrap())
    };
    let mut running = Running::new(Fetch::new(seq(1, 1)).envelope().size());
    assert_eq!(running.data(damaged("ENVELOPE 5")), Fate::Taken);
    assert_eq!(running.data(damaged("BODYSTRUCTURE 5")), Fate::Passed);
    assert_eq!(running.output()[0].damaged().len(), 1);
}

#[test]
fn no_is_no_success_and_no_row_is_none() {
    assert!(Running::new(Fetch::new(seq(1, 1))).output().is_empty());
    Running::new(Fetch::new(seq(1, 1))).cannot_be_refused_into_success();
    Running::new(UidFetch::new(UidSet::all())).cannot_be_refused_into_success();
}

#[test]
fn traits() {
    let by_number = Fetch::new(seq(1, 3)).traits();
    assert_eq!(by_number.numbering, Numbering::Frozen { carries: true });
    assert_eq!(by_number.answers, Answers::FetchSeq(seq(1, 3)));
    assert_eq!(Fetch::new(SeqSet::all()).traits().numbering, Numbering::Frozen { carries: false });
    let by_uid = UidFetch::new(UidSet::all()).traits();
    assert_eq!(by_uid.numbering, Numbering::Free { carries: false });
    assert_eq!(by_uid.answers, Answers::FetchUid(UidSet::all()));
    assert!(!by_number.destructive && !by_uid.destructive);
}
