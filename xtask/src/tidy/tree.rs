//! What the core depends on.

use super::source::File;
use super::{Problem, find};
use crate::shell;

const LIST: &str = "xtask/core-dependencies.txt";

/// The crates below the core, of its default features, are those of the committed list.
pub(super) fn check(files: &[File]) -> Vec<Problem> {
    // Of one target, whatever the machine: some are for a kind of processor.
    let target = "x86_64-unknown-linux-gnu";
    let args = ["tree", "-p", "imap-proto-core", "-e", "normal", "--prefix", "none", "--target", target];
    let output = shell::cargo_command(&args).output();
    let Some(output) = output.ok().filter(|output| output.status.success()) else {
        return vec![Problem::new(LIST, 0, "cargo tree failed")];
    };
    compare(find(files, LIST).unwrap_or(""), &names(&String::from_utf8_lossy(&output.stdout)))
}

/// The first word of each line, sorted, each once.
fn names(tree: &str) -> Vec<String> {
    let words = tree.lines().filter_map(|line| line.split_whitespace().next());
    let mut names: Vec<String> = words.map(str::to_owned).collect();
    names.sort();
    names.dedup();
    names
}

fn compare(list: &str, found: &[String]) -> Vec<Problem> {
    let listed: Vec<&str> = list.lines().filter(|line| !line.starts_with('#')).collect();
    let mut problems = Vec::new();
    for name in found.iter().filter(|name| !listed.contains(&name.as_str())) {
        problems.push(Problem::new(LIST, 0, format!("the core depends on {name}, which is not listed")));
    }
    for (index, name) in listed.iter().enumerate().filter(|(_, name)| !found.iter().any(|f| f == *name)) {
        problems.push(Problem::new(LIST, index + 1, format!("{name} is listed, the core does not need it")));
    }
    if !listed.is_sorted() {
        problems.push(Problem::new(LIST, 0, "not sorted"));
    }
    problems
}

#[cfg(test)]
mod tests {
    use super::{compare, names};

    #[test]
    fn catches_every_difference() {
        let found = names("imap-proto-core v0.1.0 (/x)\nbytes v1.1.0\n\nmemchr v2.0.0\nbytes v1.1.0 (*)\n");
        assert_eq!(found, ["bytes", "imap-proto-core", "memchr"]);
        assert!(compare("# why\nbytes\nimap-proto-core\nmemchr\n", &found).is_empty());
        assert_eq!(compare("bytes\nimap-proto-core\n", &found).len(), 1);
        assert_eq!(compare("bytes\nimap-proto-core\nmemchr\nnom\n", &found).len(), 1);
        assert_eq!(compare("memchr\nbytes\nimap-proto-core\n", &found).len(), 1);
    }
}
