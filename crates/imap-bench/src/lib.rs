//! The bench: what a response costs, ours beside the peers, on the same octets. `cargo xtask bench` runs it.
//!
//! | module | what it is |
//! |---|---|
//! | `load` | generators of what a server sends |
//! | `subject` | what reads a load, ours and the peers alike, and what of it counts |
//! | `ours`, `through`, `peer` | the subjects |
//! | `script`, `taker` | the other two sides of `through`: what the server sends, and who takes it |
//! | `child` | one pass in a process of its own, which can be stopped, or run in valgrind |
//! | `time`, `instructions`, `memory`, `scaling` | what is measured; each fills `figures` |
//! | `guard` | figures against recorded ones, for CI |
//! | `report` | figures as text and plots |
#![allow(clippy::print_stdout, reason = "it prints its tables")]

mod args;
mod child;
mod figures;
mod goals;
mod guard;
mod instructions;
mod load;
mod memory;
mod ours;
mod peer;
mod report;
mod rng;
mod scaling;
mod script;
mod subject;
mod taker;
mod through;
mod time;

use std::process::ExitCode;

use args::Args;

/// What a counting allocator saw while something ran.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[allow(clippy::exhaustive_structs, reason = "two programs of one crate use it")]
pub struct Counted {
    /// Allocations; a block that grows is one more.
    pub allocations: u64,
    /// Octets of all of them, of a block that grows the whole new size.
    pub octets: u64,
    /// Most octets at one time.
    pub peak: u64,
    /// Octets at the end.
    pub live: i64,
}

/// The whole bench.
pub fn main() -> ExitCode {
    let args = Args::new(std::env::args().skip(1));
    exit(match args.command() {
        Some("feed") => child::feed(&args),
        Some("time") => child::time(&args),
        Some(other) => Err(format!("no such command: {other}")),
        None => report::run(&args),
    })
}

/// The child that counts allocations: one pass through `measure`.
pub fn main_of_counter(measure: fn(&mut dyn FnMut()) -> Counted) -> ExitCode {
    exit(child::count(&Args::new(std::env::args().skip(1)), measure))
}

fn exit(done: Result<(), String>) -> ExitCode {
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(why) => {
            eprintln!("imap-bench: {why}");
            ExitCode::FAILURE
        }
    }
}
