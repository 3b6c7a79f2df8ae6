//! Ours, blocking.

use std::process::ExitCode;

fn main() -> ExitCode {
    imap_bench_clients::ours::main()
}
