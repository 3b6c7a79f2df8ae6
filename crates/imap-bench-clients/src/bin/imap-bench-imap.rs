//! The crate `imap`.

use std::process::ExitCode;

fn main() -> ExitCode {
    imap_bench_clients::imap::main()
}
