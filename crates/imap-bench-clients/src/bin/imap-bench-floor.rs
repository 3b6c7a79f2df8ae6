//! The floor.

use std::process::ExitCode;

fn main() -> ExitCode {
    imap_bench_clients::floor::main()
}
