//! `cargo xtask bench`: see the library beside it.

use std::process::ExitCode;

fn main() -> ExitCode {
    imap_bench::main()
}
