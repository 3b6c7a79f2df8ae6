//! Rules that rustc and clippy do not know. Each is a small function over text, with a sample that it must catch.

mod attributes;
mod commands;
mod core_rules;
mod files;
mod functions;
mod readme;
pub(crate) mod source;
mod text;
mod tls;
mod tree;

use crate::docs;
use source::{File, Source};

/// Something that breaks a rule.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Problem {
    file: String,
    line: usize,
    what: String,
}

impl Problem {
    pub(crate) fn new(file: &str, line: usize, what: impl Into<String>) -> Self {
        Self { file: file.to_owned(), line, what: what.into() }
    }
}

/// The driver crates, each with its commands named in few files and at most 900 lines.
const DRIVERS: [&str; 3] = ["imap-blocking", "imap-async", "imap-async-std"];

/// Checks the whole workspace and prints what is wrong, one line each.
pub(crate) fn run() -> Result<(), String> {
    let files = source::load()?;
    let sources = source::sources(&files);
    let mut problems = present(&sources);
    for file in &files {
        problems.extend(text::check(file));
    }
    for source in &sources {
        problems.extend(files::length(source));
        problems.extend(functions::check(source));
        problems.extend(attributes::check(source));
        problems.extend(core_rules::check(source));
        problems.extend(tls::check(source));
    }
    problems.extend(commands::check(&sources));
    problems.extend(files::drivers(&sources));
    problems.extend(tree::check(&files));
    problems.extend(readme::check(&files));
    problems.extend(docs::check(&files));
    let median = files::median(&sources);
    problems.extend(files::median_problem(median));
    report(&problems, sources.len(), median)
}

fn report(problems: &[Problem], sources: usize, median: usize) -> Result<(), String> {
    println!("\ntidy: {sources} Rust files, median {median} lines without tests");
    for Problem { file, line, what } in problems {
        println!("{file}:{line}: {what}");
    }
    if problems.is_empty() { Ok(()) } else { Err(format!("tidy: {} problems", problems.len())) }
}

/// A directory that was renamed would leave its rules without anything to check.
fn present(sources: &[Source]) -> Vec<Problem> {
    let mut wanted =
        vec!["crates/imap-proto-core/src/conn/".to_owned(), "crates/imap-tls/src/layer.rs".to_owned()];
    wanted.extend(["command", "ext"].map(|dir| format!("crates/imap-proto-core/src/{dir}/")));
    wanted.extend(DRIVERS.map(|driver| format!("crates/{driver}/src/")));
    let missing =
        wanted.into_iter().filter(|path| !sources.iter().any(|source| source.path.starts_with(path)));
    missing.map(|path| Problem::new(&path, 0, "not there: tidy's rules for it check nothing")).collect()
}

/// The text of a file, if it is there.
pub(crate) fn find<'a>(files: &'a [File], path: &str) -> Option<&'a str> {
    files.iter().find(|file| file.path == path).map(|file| file.text.as_str())
}

/// A source for unit tests.
#[cfg(test)]
pub(crate) fn sample(path: &str, text: &str) -> Source {
    Source::of(&File { path: path.to_owned(), text: text.to_owned() }).expect("a Rust file")
}

#[cfg(test)]
mod tests {
    #[test]
    fn missing_directories_are_a_problem() {
        let all = super::present(&[]);
        let one = super::present(&[super::sample("crates/imap-async/src/lib.rs", "")]);
        assert_eq!((all.len(), one.len()), (7, 6));
    }

    #[test]
    fn a_problem_is_a_failure() {
        assert!(super::report(&[], 1, 1).is_ok());
        assert!(super::report(&[super::Problem::new("a", 1, "b")], 1, 1).is_err());
    }
}
