//! Literals that are passed on: the same octets in any chunking, in constant memory, nothing searched twice.

use alloc::vec;

use super::*;
use crate::frame::{Behind, Framed};

/// Frames and pieces of a run; the chunks of one literal joined, since reads cut them anywhere.
#[derive(Clone, Debug, PartialEq, Eq, Default)]
struct Pieces {
    said: Vec<String>,
    /// Of the responses.
    octets: Vec<u64>,
    error: Option<ProtocolError>,
    searched: u64,
}

/// Sections of odd octets are streamed, others buffered or discarded.
fn plan(_: &[u8], len: u64) -> LiteralPlan {
    match len % 4 {
        0 => LiteralPlan::Discard,
        2 => LiteralPlan::Buffer,
        _ => LiteralPlan::Stream,
    }
}

fn shown(text: &[u8], large: &[Large]) -> String {
    let large = large.iter().map(|large| match large {
        Large::Data(octets) => format!("data {}", octets.escape_ascii()),
        other => format!("{other:?}"),
    });
    format!("{} {:?}", text.escape_ascii(), large.collect::<Vec<_>>())
}

/// As a connection does it: shorter ways first.
fn pull_shortly(framer: &mut Framer, run: &mut Pieces) {
    while run.error.is_none() {
        if let Some((octets, behind)) = framer.next_chunk() {
            run.said.last_mut().unwrap().push_str(&octets.escape_ascii().to_string());
            match behind {
                Behind::End => run.said.push("end".into()),
                Behind::More => {}
                Behind::Nothing => return,
            }
        } else if let Some(mut row) = framer.ended_row() {
            let large = row.take_large();
            run.said.push(shown(row.text(), &large));
            if run.said.len().is_multiple_of(2) { row.skip() } else { drop(row.take()) }
        } else {
            match framer.next_framed(&mut plan) {
                Ok(Some(Framed::Frame(frame))) => run.said.push(shown(frame.text(), frame.large())),
                Ok(Some(Framed::Begin { len })) => run.said.extend([format!("begin {len}"), String::new()]),
                Ok(None) => return,
                Ok(other) => panic!("{other:?}"),
                Err(error) => run.error = Some(error),
            }
        }
    }
}

fn pull(framer: &mut Framer, run: &mut Pieces) {
    while run.error.is_none() {
        match framer.next_framed(&mut plan) {
            Ok(Some(Framed::Frame(frame))) => {
                run.said.push(shown(frame.text(), frame.large()));
                run.octets.push(frame.octets());
            }
            Ok(Some(Framed::Begin { len })) => {
                run.said.push(format!("begin {len}"));
                run.said.push(String::new());
            }
            Ok(Some(Framed::Chunk(octets))) => {
                assert!(!octets.is_empty());
                run.said.last_mut().unwrap().push_str(&octets.escape_ascii().to_string());
            }
            Ok(Some(Framed::End)) => run.said.push("end".into()),
            Ok(None) => break,
            Err(error) => run.error = Some(error),
        }
    }
}

fn run_in(wire: &[u8], chunk: usize, limits: &Limits) -> Pieces {
    run_by(pull, wire, chunk, limits)
}

fn run_by(pull: fn(&mut Framer, &mut Pieces), wire: &[u8], chunk: usize, limits: &Limits) -> Pieces {
    let mut framer = Framer::new(limits, &Leniency::default());
    framer.set_phase(Phase::Authenticated);
    let mut run = Pieces::default();
    for piece in wire.chunks(chunk) {
        let mut rest = piece;
        while !rest.is_empty() {
            let slot = framer.slot();
            let n = slot.len().min(rest.len());
            slot[..n].copy_from_slice(&rest[..n]);
            framer.filled(n);
            rest = &rest[n..];
            pull(&mut framer, &mut run);
        }
    }
    assert_eq!(framer.received(), wire.len() as u64);
    if run.error.is_none() {
        run.searched = framer.searched();
    }
    run
}

fn pieces(wire: impl AsRef<[u8]>, limits: &Limits) -> Pieces {
    let wire = wire.as_ref();
    let whole = run_in(wire, wire.len(), limits);
    for chunk in [1, 2, 3, 7, 64, 1460, 5000] {
        assert_eq!(run_in(wire, chunk, limits), whole, "chunks of {chunk}");
    }
    for chunk in [1, 2, 3, 7, 64, 1460, 5000, wire.len()] {
        let run = run_by(pull_shortly, wire, chunk, limits);
        assert_eq!(run, Pieces { octets: Vec::new(), ..whole.clone() }, "shortly, chunks of {chunk}");
    }
    for chunk in [11, wire.len()] {
        let run = run_blindly(pull, wire, chunk, limits);
        assert_eq!(run, whole, "blindly, chunks of {chunk}");
        let run = run_blindly(pull_shortly, wire, chunk, limits);
        assert_eq!(
            run,
            Pieces { octets: Vec::new(), ..whole.clone() },
            "blindly and shortly, chunks of {chunk}"
        );
    }
    whole
}

/// Fed without being asked, but in the middle and at the end: then it copies to keep the order.
fn run_blindly(pull: fn(&mut Framer, &mut Pieces), wire: &[u8], chunk: usize, limits: &Limits) -> Pieces {
    let mut framer = Framer::new(limits, &Leniency::default());
    framer.set_phase(Phase::Authenticated);
    let (first, second) = wire.split_at(wire.len() / 2);
    let mut run = Pieces::default();
    framer.feed(first);
    pull(&mut framer, &mut run);
    second.chunks(chunk).for_each(|piece| framer.feed(piece));
    pull(&mut framer, &mut run);
    if run.error.is_none() {
        run.searched = framer.searched();
    }
    run
}

fn literal(len: usize) -> String {
    ")\r\na\r\nZ1 OK {9}\r\n* 9 EXISTS\r\n)".chars().cycle().take(len).collect()
}

#[test]
fn several_in_one_row_among_others() {
    let limits = Limits::default().with(|l| l.inline_literal = 16);
    let (a, b, c, d, e) = (literal(21), literal(5001), literal(40), literal(42), literal(16));
    let row = format!(
        "* 1 FETCH (BODY[1] {{21}}\r\n{a} BODY[2] {{5001}}\r\n{b} BODY[3] {{40}}\r\n{c} BODY[4] {{42}}\r\n{d}\r\n \
         BODY[5] {{16}}\r\n{e} UID 7)\r\n"
    );
    let wire = format!("{row}* 2 EXISTS\r\n{row}{row}Z2 OK done\r\n");
    let run = pieces(&wire, &limits);
    assert_eq!(run.error, None);
    let escaped = |text: &str| text.as_bytes().escape_ascii().to_string();
    let first = ["begin 21", &escaped(&a), "end", "begin 5001", &escaped(&b), "end"];
    assert_eq!(run.said[..6], first);
    assert!(
        run.said[6].contains("Streamed { len: 21 }\", \"Streamed { len: 5001 }\", \"Omitted { len: 40 }")
    );
    assert!(run.said[6].contains("BODY[5] {16}\\r\\n)"));
    assert_eq!(run.octets[0], row.len() as u64);
    assert_eq!((run.said[7].as_str(), run.octets[1]), ("* 2 EXISTS []", 12));
    assert_eq!(run.said.len(), 3 * 7 + 2);
    let payload = 3 * (21 + 5001 + 40 + 42 + 16);
    assert!(run.searched <= (wire.len() - payload) as u64);
}

/// The first literal of a response settles it for those behind.
#[test]
fn whether_a_command_streams_is_settled_once_for_each_row() {
    let body = "x".repeat(2000);
    let first = format!("* 1 FETCH (BODY[1] {{2000}}\r\n{body}");
    let second = format!(" BODY[2] {{2000}}\r\n{body})\r\n");
    for streams in [false, true] {
        let mut framer = Framer::new(&Limits::default(), &Leniency::default());
        framer.set_phase(Phase::Authenticated);
        let mut asked = 0;
        let mut plan = |_: &[u8], _| {
            asked += 1;
            LiteralPlan::Buffer
        };
        framer.set_streams(streams);
        framer.feed(first.as_bytes());
        assert!(framer.next_frame(&mut plan).unwrap().is_none());
        framer.set_streams(!streams);
        assert_eq!(framer.streams(), streams);
        framer.feed(second.as_bytes());
        let frame = framer.next_frame(&mut plan).unwrap().unwrap();
        assert_eq!((frame.streams, frame.large().len()), (streams, if streams { 2 } else { 0 }));
        assert_eq!(framer.streams(), !streams, "for the next one");
        // Other responses keep what they have.
        framer.set_streams(true);
        framer.feed(format!("* LIST () NIL {{2000}}\r\n{body}\r\n").as_bytes());
        let list = framer.next_frame(&mut plan).unwrap().unwrap();
        assert!(list.large().is_empty() && !list.streams);
        assert_eq!(asked, if streams { 2 } else { 0 });
    }
}

#[test]
fn only_the_body_class_is_asked_about() {
    let limits = Limits::default().with(|l| l.inline_literal = 16);
    let long = literal(21);
    let run = pieces(format!("* 1 FETCH (ENVELOPE (NIL {{21}}\r\n{long}))\r\n"), &limits);
    assert_eq!(run.said.len(), 1, "{run:?}");
    assert!(run.said[0].contains("data "));
}

#[test]
fn limits_of_what_is_streamed() {
    for (len, fits) in [(999, true), (1001, true), (1003, false)] {
        let limits = Limits::default().with(|l| (l.inline_literal, l.discard) = (16, 1001));
        let run = pieces(format!("* 1 FETCH (BODY[] {{{len}}}\r\n{})\r\n", literal(len)), &limits);
        match run.error {
            None => assert!(fits),
            Some(ProtocolError::Limit(limit)) => {
                assert_eq!((limit.which, limit.limit, limit.seen), ("discard", 1001, 1003));
            }
            Some(other) => panic!("{other:?}"),
        }
    }
    // The end of a row counts as a part of its line.
    for line in [23, 24, 25, 26] {
        let limits = Limits::default().with(|l| (l.inline_literal, l.line) = (16, line));
        let row = format!("* 1 FETCH (BODY[] {{21}}\r\n{})\r\n", literal(21));
        let run = pieces(row.repeat(3), &limits);
        assert_eq!(run.error.is_none(), line >= 25, "{line}");
    }
    // Neither the limit of a literal nor that of a response matters: nothing is kept.
    let limits = Limits::default().with(|l| (l.inline_literal, l.literal, l.response) = (16, 64, 500));
    let run = pieces(format!("* 1 FETCH (BODY[] {{9001}}\r\n{})\r\n", literal(9001)), &limits);
    assert_eq!((run.error, run.said.len()), (None, 4));
}

#[test]
fn a_body_of_several_blocks() {
    let row = format!("* 1 FETCH (BODY[] {{90001}}\r\n{})\r\n", literal(90001));
    assert_eq!(pieces(row.repeat(2), &Limits::default()).said.len(), 8);
}

#[test]
fn an_end_that_does_not_come_is_not_said() {
    let wire = format!("* 1 FETCH (BODY[] {{30001}}\r\n{}", literal(30000));
    let run = pieces(wire, &Limits::default());
    assert_eq!(run.said.len(), 2);
    assert_eq!(run.said[1].len(), literal(30000).as_bytes().escape_ascii().count());
}

#[test]
fn two_gibibytes_in_one_block() {
    const LEN: u64 = 2 << 30;
    let mut framer = Framer::new(&Limits::default(), &Leniency::default());
    framer.set_phase(Phase::Authenticated);
    let mut stream = |_: &[u8], _| LiteralPlan::Stream;
    framer.feed(format!("* 1 FETCH (BODY[] {{{LEN}}}\r\n").as_bytes());
    assert!(matches!(framer.next_framed(&mut stream), Ok(Some(Framed::Begin { len: LEN }))));
    let (mut left, mut seen, mut reads, mut blocks) = (LEN, 0, 0_u32, vec![]);
    while left > 0 {
        assert!(framer.next_framed(&mut stream).unwrap().is_none());
        let slot = framer.slot();
        let n = slot.len().min(usize::try_from(left).unwrap());
        if blocks.last() != Some(&slot.as_ptr()) {
            blocks.push(slot.as_ptr());
        }
        framer.filled(n);
        left -= n as u64;
        reads += 1;
        while let Ok(Some(Framed::Chunk(octets))) = framer.next_framed(&mut stream) {
            seen += octets.len() as u64;
            assert!(framer.buffered() < 300 << 10);
            if seen == LEN {
                break;
            }
        }
    }
    assert_eq!(seen, LEN);
    assert!(matches!(framer.next_framed(&mut stream), Ok(Some(Framed::End))));
    framer.feed(b")\r\n");
    assert!(matches!(framer.next_framed(&mut stream), Ok(Some(Framed::Frame(_)))));
    assert!(reads < 8300, "{reads} reads");
    assert!(blocks.len() <= 6, "a block of 256 KiB is used again and again");
}
