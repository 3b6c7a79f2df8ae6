//! `cargo xtask bench`: builds the bench as it is to be measured, and starts it.

use std::{fs, thread};

use crate::{servers, shell};

/// Whole clients have a bench of their own, and a server, whose time to live it has to outlast.
pub(crate) fn run(args: &[String]) -> Result<(), String> {
    let stamp = stamp();
    let stamped = ("IMAP_BENCH_STAMP", &*stamp);
    if args.iter().any(|arg| arg == "--clients") {
        servers::install(&[servers::DOVECOT]);
        // Each client is a program of its own, and is looked for beside the first.
        shell::cargo(&["build", "-q", "--release", "-p", "imap-bench-clients", "--bins"], &[])?;
        let words =
            ["run", "-q", "--release", "-p", "imap-bench-clients", "--bin", "imap-bench-clients", "--"];
        return start(&words, args, &[("IMAP_TEST_TTL", "14400"), stamped]);
    }
    // Its second program counts allocations, and is looked for beside the first.
    shell::cargo(&["build", "-q", "--release", "-p", "imap-bench", "--bins"], &[])?;
    start(&["run", "-q", "--release", "-p", "imap-bench", "--bin", "imap-bench", "--"], args, &[stamped])
}

/// What is measured and on what. Figures of different sources or machines are not put into one table.
fn stamp() -> String {
    let first = |program: &str, args: &[&str]| {
        let text = shell::output(program, args)?;
        text.lines().next().map(str::to_owned)
    };
    let or = |text: Option<String>, other: &str| text.unwrap_or_else(|| other.to_owned());
    let sources = or(first("git", &["rev-parse", "--short", "HEAD:crates"]), "unknown");
    let changed = first("git", &["status", "--porcelain", "--", "crates", "Cargo.toml", "Cargo.lock"]);
    let changed = if changed.is_some() { ", with changes" } else { "" };
    let rustc = or(first("rustc", &["--version"]), "unknown rustc");
    let valgrind = or(first("valgrind", &["--version"]), "no valgrind");
    let info = fs::read_to_string("/proc/cpuinfo").unwrap_or_default();
    let model = info.lines().find_map(|line| line.strip_prefix("model name")?.split_once(": "));
    let model = model.map_or("unknown processor", |(_, name)| name);
    let count = thread::available_parallelism().map_or(1, usize::from);
    format!("crates/ at {sources}{changed}; {rustc}; {valgrind}; {model}, {count} of them")
}

fn start(words: &[&str], args: &[String], env: &[(&str, &str)]) -> Result<(), String> {
    let mut words = words.to_vec();
    words.extend(args.iter().map(String::as_str));
    shell::cargo(&words, env)
}
