//! `cargo xtask bench`: builds the bench as it is to be measured, and starts it.

use crate::{dovecot, shell};

/// Whole clients have a bench of their own, and a server, whose time to live it has to outlast.
pub(crate) fn run(args: &[String]) -> Result<(), String> {
    if args.iter().any(|arg| arg == "--clients") {
        dovecot::install();
        let words = ["run", "-q", "--release", "-p", "imap-bench-clients", "--"];
        return start(&words, args, &[("IMAP_TEST_TTL", "14400")]);
    }
    // Its second program counts allocations, and is looked for beside the first.
    shell::cargo(&["build", "-q", "--release", "-p", "imap-bench", "--bins"], &[])?;
    start(&["run", "-q", "--release", "-p", "imap-bench", "--bin", "imap-bench", "--"], args, &[])
}

fn start(words: &[&str], args: &[String], env: &[(&str, &str)]) -> Result<(), String> {
    let mut words = words.to_vec();
    words.extend(args.iter().map(String::as_str));
    shell::cargo(&words, env)
}
