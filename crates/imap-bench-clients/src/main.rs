//! Measures whole clients, each in a program beside this one.

use std::process::ExitCode;

fn main() -> ExitCode {
    imap_bench_clients::all()
}
