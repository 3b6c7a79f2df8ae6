//! The crate `async-imap`.

use std::process::ExitCode;

fn main() -> ExitCode {
    imap_bench_clients::async_imap::main()
}
