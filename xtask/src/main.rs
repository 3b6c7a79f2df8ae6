//! `cargo xtask`: the commands of this project. Std only, so that it starts in a second and works when no crate
//! of the workspace compiles; whatever needs a crate is started through cargo.

#![allow(clippy::print_stdout, reason = "a command-line tool talks on standard output")]

mod bench;
mod ci;
mod docs;
mod servers;
mod shell;
mod test;
mod tidy;

use std::env;
use std::process::ExitCode;

/// Subcommands and what they do. The README check takes the names from here.
const COMMANDS: [(&str, &str); 8] = [
    ("demo", "[--pipe|--tls|--starttls|--async]  the main job, against a server that comes along"),
    ("test", "[--quick]  all tests; as root on Debian it installs Dovecot and Cyrus for them"),
    ("check", "what needs no test run: fmt, clippy, doc, tidy, and the fuzz build where its tools are"),
    ("ci", "check, then test"),
    ("tidy", "the rules that rustc and clippy do not know"),
    ("docs", "writes the tables of commands and capabilities of the README anew"),
    (
        "bench",
        "[--instructions|--memory|--scaling|--clients|--report|--check|--record]  ours beside the peers; --help tells more",
    ),
    ("help", "this text"),
];

fn main() -> ExitCode {
    let args: Vec<String> = env::args().skip(1).collect();
    let (name, rest) = args.split_first().map_or(("help", &[][..]), |(name, rest)| (name.as_str(), rest));
    let done = match name {
        "demo" => demo(rest),
        "test" => test::run(rest.iter().any(|arg| arg == "--quick")),
        "check" => ci::check(),
        "ci" => ci::run(),
        "tidy" => tidy::run(),
        "docs" => docs::write(),
        "bench" => bench::run(rest),
        "help" | "--help" | "-h" => help(),
        other => Err(format!("no such command: {other}; see `cargo xtask help`")),
    };
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(why) => {
            eprintln!("xtask: {why}");
            ExitCode::FAILURE
        }
    }
}

fn demo(args: &[String]) -> Result<(), String> {
    let mut words = vec!["run", "-q", "-p", "imap-demo", "--"];
    words.extend(args.iter().map(String::as_str));
    shell::cargo(&words, &[])
}

fn help() -> Result<(), String> {
    for (name, what) in COMMANDS {
        println!("cargo xtask {name:<6} {what}");
    }
    Ok(())
}
