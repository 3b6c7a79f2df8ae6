//! The floor on async-std.

use std::process::ExitCode;

fn main() -> ExitCode {
    imap_bench_clients::floor_async::main()
}
