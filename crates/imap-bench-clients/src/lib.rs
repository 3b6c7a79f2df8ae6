//! `cargo xtask bench --clients`: whole clients against Dovecot on loopback, ours beside the peers, and beside a floor
//! that sends the same commands and drains the answers without a look.
//!
//! Each client is a program of its own in `bin/`, as it is for those who use it: in one program together, the code of
//! each would take memory in the process of every other.
//!
//! | module | what it is |
//! |---|---|
//! | `work` | the workloads, and what each is to bring |
//! | `mailbox` | the server, and what lies in its mailboxes |
//! | `subject` | who does the work: one file a client |
//! | `meter`, `counted` | what is measured in the subject's process: time, memory, reads and writes |
//! | `run` | interleaved rounds, each pass in a process of its own |
//! | `table` | medians beside the targets |
#![allow(clippy::print_stdout, reason = "it prints its tables")]

mod counted;
mod mailbox;
mod meter;
mod run;
mod subject;
mod table;
mod work;

use std::process::ExitCode;

pub use subject::{async_imap, floor, floor_async, imap, io_imap, ours, ours_async};

/// All rounds of all subjects.
pub fn all() -> ExitCode {
    ended(run::all(&args()))
}

fn args() -> Vec<String> {
    std::env::args().skip(1).collect()
}

fn ended(done: Result<(), String>) -> ExitCode {
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(why) => {
            eprintln!("imap-bench-clients: {why}");
            ExitCode::FAILURE
        }
    }
}

/// What follows the flag.
fn value<'a>(args: &'a [String], flag: &str) -> Option<&'a str> {
    let at = args.iter().position(|arg| arg == flag)?;
    args.get(at + 1).map(String::as_str)
}

/// The number that follows the flag, or `default` without it.
fn number<N: std::str::FromStr>(args: &[String], flag: &str, default: N) -> Result<N, String> {
    let Some(text) = value(args, flag) else { return Ok(default) };
    text.parse().map_err(|_| format!("{flag} {text}: not a number"))
}
