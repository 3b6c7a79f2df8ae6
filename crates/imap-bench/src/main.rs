//! `cargo run --release -p imap-bench`: a SEARCH line of a million numbers in 1460-octet chunks, ours beside
//! async-imap 0.12 in the same run. A peer is stopped at 10 s and counted as 10.
#![allow(clippy::print_stdout, reason = "it prints its table")]

mod load;
mod peer;

use std::process::ExitCode;
use std::time::{Duration, Instant};

use imap_proto_core::frame::Phase;
use imap_proto_core::parse::{Decoder, Parsed};
use imap_proto_core::response::{Data, Response};
use imap_proto_core::{Leniency, Limits};

const CHUNK: usize = 1460;
const COUNT: u32 = 1_000_000;
const STOP: Duration = Duration::from_secs(10);
const RUNS: usize = 5;

fn main() -> ExitCode {
    let load = load::search(COUNT);
    println!("load: SEARCH of {COUNT} numbers, {} octets, chunks of {CHUNK}", load.len());
    let mut times: Vec<Duration> = (0..RUNS).filter_map(|_| ours(&load)).collect();
    times.sort();
    let Some(ours) = times.get(times.len() / 2).copied().filter(|_| times.len() == RUNS) else {
        println!("ours: the load was not read whole");
        return ExitCode::FAILURE;
    };
    println!("ours:       {:>9.3} ms (median of {RUNS})", ours.as_secs_f64() * 1e3);
    let peer = peer::async_imap(load, CHUNK, STOP);
    let counted = peer.unwrap_or(STOP);
    let note = if peer.is_none() { " (stopped, counted as 10 s)" } else { "" };
    println!("async-imap: {:>9.3} ms{note}", counted.as_secs_f64() * 1e3);
    let ratio = counted.as_secs_f64() / ours.as_secs_f64();
    println!("ratio: {ratio:.0}x");
    if ratio >= 10.0 { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}

/// Our time for the load, if every number came and every octet was searched once.
fn ours(load: &[u8]) -> Option<Duration> {
    let start = Instant::now();
    let mut decoder = Decoder::new(&Limits::default(), &Leniency::default());
    decoder.set_phase(Phase::Authenticated);
    let mut found = 0;
    for chunk in load.chunks(CHUNK) {
        decoder.feed(chunk);
        while let Ok(Some(Parsed::Response(Response::Data(Data::Search(result))))) = decoder.next() {
            found = result.numbers.len();
        }
    }
    let time = start.elapsed();
    let linear = decoder.framer().searched() == load.len() as u64;
    (found == COUNT as usize && linear).then_some(time)
}
