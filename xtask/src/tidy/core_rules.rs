//! The core does no I/O, reads no clock and does not panic.

use super::Problem;
use super::source::{Source, line_of, occurrences};

const FORBIDDEN: [&str; 13] = [
    "std::io",
    "std::net",
    "std::time",
    "std::fs",
    "std::{",
    "Instant::now",
    "SystemTime",
    ".unwrap()",
    ".expect(",
    "panic!",
    "unreachable!",
    "todo!",
    "unimplemented!",
];

pub(super) fn check(source: &Source) -> Vec<Problem> {
    if !source.path.starts_with("crates/imap-proto-core/src/") {
        return Vec::new();
    }
    let mut problems = Vec::new();
    for word in FORBIDDEN {
        for at in occurrences(&source.shipped, word) {
            let what = format!("{word} has no place in the core");
            problems.push(Problem::new(&source.path, line_of(&source.shipped, at), what));
        }
    }
    problems
}

#[cfg(test)]
mod tests {
    use super::super::sample;
    use super::{FORBIDDEN, check};

    #[test]
    fn catches_each_word() {
        for word in FORBIDDEN {
            let text = format!("fn a() {{\n  x {word} }}");
            let found = check(&sample("crates/imap-proto-core/src/a.rs", &text));
            assert_eq!((found.len(), found[0].line), (1, 2), "{word}");
            assert!(check(&sample("crates/imap-async/src/a.rs", &text)).is_empty());
        }
    }

    #[test]
    fn leaves_tests_comments_and_other_words_alone() {
        let text = "//! x.unwrap()\nfn a() { my_panic!(\"todo!\"); x.unwrap_or(1); }\n#[cfg(test)]\nmod t { fn b() { panic!() } }";
        assert!(check(&sample("crates/imap-proto-core/src/a.rs", text)).is_empty());
        assert!(check(&sample("crates/imap-proto-core/src/a/tests.rs", "fn a() { b.unwrap() }")).is_empty());
    }
}
