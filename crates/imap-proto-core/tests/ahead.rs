//! A line of numbers that is read while it arrives tells what it tells whole: numbers, faults, counts and the tap.

mod peer;

use std::sync::{Arc, Mutex};

use imap_proto_core::command::{Search, SearchKey};
use imap_proto_core::frame::Phase;
use imap_proto_core::parse::{Decoder, Parsed};
use imap_proto_core::response::{Data, Response};
use imap_proto_core::{Leniency, Limits, ProtocolError};
use peer::{PLAIN, Peer, Stage};
use proptest::prelude::*;

const CHUNKS: [usize; 7] = [1, 2, 3, 7, 64, 1460, 16 << 10];
/// Reads that cut lines differently, for tests of many lines.
const SOME: [usize; 3] = [7, 1460, 9000];

/// All that a decoder tells.
#[derive(Debug, PartialEq)]
struct Told {
    parsed: Vec<Parsed>,
    violations: Vec<String>,
    tolerated: u64,
    searched: u64,
    received: u64,
    error: Option<ProtocolError>,
}

fn tell(wire: &[u8], chunk: usize, limits: &Limits) -> Told {
    let mut decoder = Decoder::new(limits, &Leniency::default());
    decoder.set_phase(Phase::Authenticated);
    let (mut parsed, mut violations, mut error) = (Vec::new(), Vec::new(), None);
    for part in wire.chunks(chunk) {
        decoder.feed(part);
        loop {
            match decoder.next() {
                Ok(Some(one)) => parsed.push(one),
                Ok(None) => break,
                Err(why) => {
                    error = Some(why);
                    break;
                }
            }
            while let Some(violation) = decoder.next_violation() {
                violations.push(format!("{violation:?}"));
            }
        }
    }
    let (tolerated, framer) = (decoder.tolerated(), decoder.framer());
    Told { parsed, violations, tolerated, searched: framer.searched(), received: framer.received(), error }
}

/// Tells the same in reads of many sizes as in one, but for how much of a line was searched before it was too long.
fn agrees(wire: &[u8], chunks: &[usize], limits: &Limits) -> Told {
    let whole = tell(wire, usize::MAX, limits);
    for chunk in chunks.iter().copied() {
        let mut told = tell(wire, chunk, limits);
        if whole.error.is_some() {
            (told.searched, told.received) = (whole.searched, whole.received);
        }
        assert!(told == whole, "chunks of {chunk}: {:.300}", format!("{:?}", told.parsed));
    }
    whole
}

fn line(word: &str, count: u32, of: impl Fn(u32) -> String) -> Vec<u8> {
    let numbers: Vec<String> = (0..count).map(of).collect();
    format!("* {word} {}\r\n", numbers.join(" ")).into_bytes()
}

#[test]
fn lines_of_numbers() {
    let limits = Limits::default();
    for (first, step) in [(1, 1), (999_000, 1), (9_999_990, 3), (4_294_900_000, 3)] {
        for word in ["SEARCH", "search", "SORT"] {
            let wire = line(word, 8_000, |n| (first + n * step).to_string());
            let told = agrees(&wire, &CHUNKS, &limits);
            assert_eq!((told.tolerated, told.violations.len()), (0, 0));
            let Parsed::Response(Response::Data(data)) = &told.parsed[0] else { panic!("{word}") };
            if let Data::Search(found) = data {
                assert!(found.numbers.iter().copied().eq((0..8_000).map(|n| first + n * step)));
            }
        }
    }
}

#[test]
fn what_is_odd_stays_so() {
    let limits = Limits::default();
    let odd = [
        "0",
        "007",
        " 5",
        "x",
        "4294967296",
        "(MODSEQ 5)",
        "(MODSEQ",
        "\0",
        "{3}\r\nabc",
        "5\n6",
        "5,6:7",
        "",
        "\"a\"",
        "18446744073709551616",
        "1\t2",
        "-1",
    ];
    for odd in odd {
        for at in [0, 1, 2, 2999, 3999] {
            let of = |n: u32| if n == at { odd.to_owned() } else { (5_000 * (n % 7) + n + 1).to_string() };
            for word in ["SEARCH", "SORT", "VANISHED", "ESEARCH"] {
                let mut wire = line(word, 4_000, of);
                wire.extend_from_slice(b"* 5 EXISTS\r\n");
                let told = agrees(&wire, &SOME, &limits);
                assert!(told.error.is_some() || !told.parsed.is_empty());
            }
        }
    }
}

#[test]
fn a_front_that_is_no_word_and_space() {
    let numbers = "1000000 ".repeat(2000);
    for front in [
        "* SEARCH(MODSEQ ",
        "* SORT(MODSEQ ",
        "* SEARCH  ",
        "*  SEARCH ",
        "* SEARCH,",
        "* SEARCH\"x\" ",
        "* SEARCH",
    ] {
        for end in ["1234567 )\r\n", "1234567)\r\n", "5\r\n"] {
            let wire = format!("{front}{numbers}{end}");
            let mostly = wire.len() - end.len();
            agrees(wire.as_bytes(), &[7, 1460, mostly, mostly + 7, wire.len() - 2], &Limits::default());
        }
    }
}

#[test]
fn an_announcement_counts_what_was_taken_out() {
    let limits = Limits::default().with(|limits| limits.response = 40_000);
    let wire = format!("* SEARCH {}{{12000}}\r\n{}\r\n", "10000 ".repeat(5000), "x".repeat(12_000));
    assert!(agrees(wire.as_bytes(), &SOME, &limits).error.is_some());
}

#[test]
fn limits_hold_for_what_was_taken_out() {
    let limits = Limits::default().with(|limits| limits.line_numeric = 40_000);
    let long = line("SEARCH", 7_000, |n| (10_000 + n % 1000).to_string());
    assert!(long.len() > 40_000 && agrees(&long, &CHUNKS, &limits).error.is_some());
    let fits = line("SEARCH", 6_600, |n| (10_000 + n % 1000).to_string());
    assert!(agrees(&fits, &CHUNKS, &limits).error.is_none());
}

#[test]
fn a_tap_hears_the_whole_line() {
    let wire = line("SEARCH", 20_000, |n| (n + 1).to_string());
    for (from, chunk) in [(0, 1000), (50_000, 1000), (50_000, 16 << 10), (0, usize::MAX)] {
        let mut peer = Peer::new(PLAIN, Stage::Selected);
        let ticket = peer.conn.submit(Search::new(SearchKey::all()));
        let tag = peer.one(0).tag;
        let heard = Arc::new(Mutex::new(String::new()));
        let (first, rest) = wire.split_at(from);
        first.chunks(chunk).for_each(|part| peer.conn.handle_input(part));
        let log = Arc::clone(&heard);
        peer.conn.set_tap(Some(Box::new(move |line| log.lock().unwrap().push_str(&format!("{line}")))));
        rest.chunks(chunk).for_each(|part| peer.conn.handle_input(part));
        let expected = String::from_utf8(wire.clone()).unwrap();
        assert!(*heard.lock().unwrap() == format!("S: {}", expected.trim_end()), "from {from}, by {chunk}");
        peer.feed(format!("{tag} OK done\r\n"));
        assert_eq!(peer.conn.take(&ticket).unwrap().unwrap().numbers.len(), 20_000);
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]
    #[test]
    fn any_numbers_in_any_chunks(
        runs in prop::collection::vec((1..=10_u32, 1..2_000_u32, any::<u32>()), 1..12),
        odd in prop::collection::vec((0..12_000_u32, "0|00|05| |x|\\(|,7"), 0..2),
        chunk in 1..40_000_usize,
    ) {
        let mut text = String::from("* SEARCH");
        let mut count = 0;
        for (digits, many, seed) in runs {
            for n in 0..many {
                let number = seed.wrapping_mul(n | 1) % 10_u32.checked_pow(digits).unwrap_or(u32::MAX);
                let found = odd.iter().find(|(at, _)| *at == count).map(|(_, text)| text.clone());
                text.push(' ');
                text.push_str(&found.unwrap_or_else(|| number.max(1).to_string()));
                count += 1;
            }
        }
        text.push_str("\r\n");
        let limits = Limits::default();
        let (whole, told) = (tell(text.as_bytes(), usize::MAX, &limits), tell(text.as_bytes(), chunk, &limits));
        prop_assert!(whole == told, "chunks of {}", chunk);
    }
}
