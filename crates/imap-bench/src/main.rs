//! `cargo xtask bench`: what a response costs, ours beside the peers, on the same octets.
#![allow(clippy::print_stdout, reason = "it prints its tables")]

mod feed;
mod load;
mod ours;
mod rng;
mod through;

use std::process::ExitCode;

fn main() -> ExitCode {
    let args: Vec<String> = std::env::args().skip(1).collect();
    let done = match args.split_first() {
        Some((first, rest)) if first == "feed" => feed::run(rest),
        _ => Err("usage: imap-bench feed --load L --subject S --chunk N".to_owned()),
    };
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(why) => {
            eprintln!("imap-bench: {why}");
            ExitCode::FAILURE
        }
    }
}
