//! The README tells the truth about commands.

use super::source::File;
use super::{Problem, find};
use crate::COMMANDS;

const README: &str = "README.md";

/// The two commands to start with are there, and every cargo command names something that exists.
pub(super) fn check(files: &[File]) -> Vec<Problem> {
    let Some(text) = find(files, README) else {
        return vec![Problem::new(README, 0, "missing")];
    };
    let mut problems = Vec::new();
    for wanted in ["cargo xtask demo", "cargo xtask test"] {
        if !text.contains(wanted) {
            problems.push(Problem::new(README, 0, format!("does not say `{wanted}`")));
        }
    }
    for (index, line) in text.lines().enumerate() {
        let commands = line.match_indices("cargo ").map(|(at, _)| &line[at + "cargo ".len()..]);
        let wrong = commands.filter_map(|command| wrong(command, files));
        problems.extend(wrong.map(|what| Problem::new(README, index + 1, what)));
    }
    problems
}

/// What a command names that is not there.
fn wrong(command: &str, files: &[File]) -> Option<String> {
    let command = command.split(['`', '#', '\'']).next().unwrap_or("");
    let words: Vec<&str> =
        command.split_whitespace().map(|word| word.trim_end_matches([',', '.', ';', ':', ')'])).collect();
    let behind = |flags: [&str; 2]| {
        let at = words.iter().position(|word| flags.contains(word))?;
        words.get(at + 1).copied()
    };
    let has = |path: &str| files.iter().any(|file| file.path.starts_with(path));
    match words.first() {
        Some(&"xtask") => {
            let name = words.get(1).copied().unwrap_or("");
            (!COMMANDS.iter().any(|(known, _)| *known == name))
                .then(|| format!("no command: cargo xtask {name}"))
        }
        Some(&"run") => {
            let package = behind(["-p", "--package"]);
            if let Some(name) = package.filter(|name| !has(&format!("crates/{name}/Cargo.toml"))) {
                return Some(format!("no package {name}"));
            }
            let example = behind(["--example", "--example"])?;
            let file = format!("/examples/{example}.rs");
            let there = files.iter().any(|f| {
                f.path.ends_with(&file)
                    && package.is_none_or(|name| f.path.starts_with(&format!("crates/{name}/")))
            });
            (!there).then(|| format!("no example {example}"))
        }
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::check;
    use crate::tidy::source::File;

    fn found(line: &str) -> usize {
        let file = |path: &str, text: &str| File { path: path.to_owned(), text: text.to_owned() };
        let readme = format!("cargo xtask demo\n{line}\n`cargo xtask test`\n");
        let core = "crates/imap-proto-core";
        check(&[
            file("README.md", &readme),
            file(&format!("{core}/Cargo.toml"), ""),
            file(&format!("{core}/examples/decode.rs"), ""),
        ])
        .len()
    }

    #[test]
    fn catches_commands_that_do_not_exist() {
        for line in [
            "`cargo xtask race`",
            "    cargo run -p imap-nothing",
            "cargo run -p imap-proto-core --example nothing -- x",
            "cargo run --example nothing",
            "cargo run -p imap-proto-core --example decode, then `cargo xtask nothing`",
        ] {
            assert_eq!(found(line), 1, "{line}");
        }
    }

    #[test]
    fn accepts_commands_that_exist() {
        for line in [
            "cargo run -p imap-proto-core --example decode -- file",
            "cargo run -q --package imap-proto-core",
            "`cargo xtask tidy`, `cargo test`",
            "cargo xtask help   # all of them",
        ] {
            assert_eq!(found(line), 0, "{line}");
        }
    }

    #[test]
    fn both_commands_must_be_there() {
        let file = File { path: "README.md".to_owned(), text: "cargo xtask demo".to_owned() };
        assert_eq!(check(&[file]).len(), 1);
        assert_eq!(check(&[]).len(), 1);
    }
}
