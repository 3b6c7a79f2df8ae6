//! Ours on async-std.

use std::process::ExitCode;

fn main() -> ExitCode {
    imap_bench_clients::ours_async::main()
}
