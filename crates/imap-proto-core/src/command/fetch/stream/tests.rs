use super::*;
use crate::command::testing::{Fate, Running, ok, wire};
use crate::types::Flag;

fn head(message: u32, uid: Option<u32>) -> LiteralHead {
    LiteralHead { message, uid, ..LiteralHead::new(99_999) }
}

#[test]
fn they_ask_as_a_fetch_does() {
    assert_eq!(wire(FetchStream::new(SeqSet::all()).uid().body()), "FETCH 1:* (UID BODY[])");
    let command = UidFetchStream::new(UidSet::one(7).unwrap()).body_peek(SectionPath::text());
    assert_eq!(wire(command), "UID FETCH 7 (BODY.PEEK[TEXT])");
    assert_eq!(wire(FetchStream::new(SeqSet::all())), "FETCH 1:* (UID FLAGS)");
}

#[test]
fn literals_of_other_messages_are_not_wanted() {
    let mut command = FetchStream::new(SeqSet::range(2..=4).unwrap()).body();
    for (message, plan) in [
        (0, LiteralPlan::Buffer),
        (1, LiteralPlan::Buffer),
        (2, LiteralPlan::Stream),
        (5, LiteralPlan::Buffer),
    ] {
        assert_eq!(command.on_literal(&head(message, Some(9))), plan, "{message}");
    }
    let mut command = UidFetchStream::new(UidSet::one(7).unwrap()).body();
    assert_eq!(command.on_literal(&head(3, Some(7))), LiteralPlan::Stream);
    assert_eq!(command.on_literal(&head(3, Some(8))), LiteralPlan::Buffer);
    assert_eq!(command.on_literal(&head(3, None)), LiteralPlan::Stream, "the UID may come behind the body");
    assert_eq!(command.on_literal(&head(0, None)), LiteralPlan::Buffer, "no FETCH");
    assert_eq!(command.on_literal(&head(0, Some(7))), LiteralPlan::Stream, "UIDFETCH");
    assert_eq!(command.on_literal(&head(0, Some(8))), LiteralPlan::Buffer, "UIDFETCH of another");
    let mut saved = FetchStream::new(SeqSet::saved());
    assert_eq!(saved.on_literal(&head(0, None)), LiteralPlan::Buffer);
    assert_eq!(saved.on_literal(&head(3, None)), LiteralPlan::Stream);
}

#[test]
fn what_stands_in_the_row_comes_out_of_it() {
    let mut running = Running::new(FetchStream::new(SeqSet::all()).flags().body()).not_alone();
    let row = FetchRow::builder(3).uid(7).flags([Flag::Seen]);
    let row = row.section(SectionPath::header(), "a: b").section(SectionPath::text(), "");
    assert_eq!(running.data(Data::Fetch(row.build())), Fate::Taken);
    let mut pieces = running.queue.drain(..);
    let Some(FetchPiece::BodyStart(first)) = pieces.next() else { panic!("no start") };
    assert_eq!((first.message, first.uid, first.len), (3, Some(7), 4));
    assert_eq!(first.section, Some(SectionPath::header()));
    assert_eq!(pieces.next(), Some(FetchPiece::BodyChunk("a: b".into())));
    assert_eq!(pieces.next(), Some(FetchPiece::BodyEnd));
    assert!(matches!(pieces.next(), Some(FetchPiece::BodyStart(head)) if head.len == 0));
    assert_eq!(pieces.next(), Some(FetchPiece::BodyEnd), "no chunk is empty");
    let Some(FetchPiece::Row(row)) = pieces.next() else { panic!("no row") };
    assert_eq!(row.section(&SectionPath::header()), Some(&Payload::Streamed { len: 4 }));
    assert_eq!(row.section(&SectionPath::text()), Some(&Payload::Streamed { len: 0 }));
    assert!(row.flags().unwrap().is_seen());
    assert_eq!(pieces.next(), None);
    drop(pieces);
    assert_eq!(running.answer(ok()).unwrap().unwrap(), StreamDone { rows: 1, octets: 4 });
}

#[test]
fn a_row_of_which_literals_were_streamed_is_taken_whatever_it_holds() {
    for streamed in [false, true] {
        let fate = if streamed { Fate::Taken } else { Fate::Passed };
        let mut running = Running::new(FetchStream::new(SeqSet::one(2).unwrap()).body()).not_alone();
        running.cx.streamed = streamed;
        assert_eq!(running.data(Data::Fetch(FetchRow::builder(3).size(5).build())), fate);
        let mut running = Running::new(UidFetchStream::new(UidSet::one(2).unwrap()).body()).not_alone();
        running.cx.streamed = streamed;
        assert_eq!(running.data(Data::Fetch(FetchRow::builder(3).uid(3).size(5).build())), fate);
    }
}

#[test]
fn they_have_the_rows_of_a_fetch_to_themselves() {
    let fetch = FetchStream::new(SeqSet::range(2..=4).unwrap()).traits();
    let uid = UidFetchStream::new(UidSet::one(7).unwrap()).traits();
    assert!(fetch.streams && uid.streams);
    assert_eq!(fetch.numbering, Numbering::Frozen { carries: true });
    assert!(matches!((fetch.answers, uid.answers), (Answers::FetchSeq(_), Answers::FetchUid(_))));
}
