//! `cargo xtask bench`: builds the bench as it is to be measured, and starts it.

use crate::shell;

/// Its second program counts allocations, and is looked for beside the first.
pub(crate) fn run(args: &[String]) -> Result<(), String> {
    shell::cargo(&["build", "-q", "--release", "-p", "imap-bench", "--bins"], &[])?;
    let mut words = vec!["run", "-q", "--release", "-p", "imap-bench", "--bin", "imap-bench", "--"];
    words.extend(args.iter().map(String::as_str));
    shell::cargo(&words, &[])
}
