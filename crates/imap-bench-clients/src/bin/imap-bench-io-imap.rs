//! The crate `io-imap`.

use std::process::ExitCode;

fn main() -> ExitCode {
    imap_bench_clients::io_imap::main()
}
