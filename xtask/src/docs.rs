//! The coverage table of the README, made from the commands themselves.

use std::fs;

use crate::shell;
use crate::tidy::source::{File, Source, load, sources};
use crate::tidy::{Problem, find};

const README: &str = "README.md";
const BEGIN: &str = "<!-- coverage:begin -->\n";
const END: &str = "<!-- coverage:end -->";
const CORE: &str = "crates/imap-proto-core/src/";

/// One command of the core.
#[derive(Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Row {
    /// Extensions come behind the base protocol.
    extension: bool,
    name: String,
    kind: String,
    rfc: String,
}

/// Writes the table into the README.
pub(crate) fn write() -> Result<(), String> {
    let files = load()?;
    let readme = find(&files, README).ok_or("no README.md")?;
    let new = replaced(readme, &table(&files)).ok_or("README.md has no coverage markers")?;
    fs::write(shell::root().join(README), new).map_err(|e| e.to_string())
}

/// The table in the README is the one that [`write()`] would write.
pub(crate) fn stale(files: &[File]) -> Option<Problem> {
    let readme = find(files, README)?;
    let problem = |what: &str| Some(Problem::new(README, 0, what));
    match replaced(readme, &table(files)) {
        None => problem("no coverage markers"),
        Some(new) if new != readme => problem("the coverage table is stale: cargo xtask docs"),
        Some(_) => None,
    }
}

fn replaced(readme: &str, table: &str) -> Option<String> {
    let (before, rest) = readme.split_once(BEGIN)?;
    let (_, after) = rest.split_once(END)?;
    Some(format!("{before}{BEGIN}{table}{END}{after}"))
}

fn table(files: &[File]) -> String {
    let mut rows: Vec<Row> = sources(files).iter().flat_map(rows).collect();
    rows.sort();
    let mut text = "| Command | Type | Specified in |\n|---|---|---|\n".to_owned();
    for Row { name, kind, rfc, .. } in &rows {
        let rfc = if rfc.is_empty() { "" } else { &format!(" {rfc}") };
        text.push_str(&format!("| {name} | `{kind}` |{rfc} |\n"));
    }
    text
}

/// A row for each `const NAME: &'static str = "..."` in an `impl Command for ...`.
fn rows(source: &Source) -> Vec<Row> {
    let file = source.path.strip_prefix(CORE).unwrap_or("");
    let extension = file.starts_with("ext/");
    if !extension && !file.starts_with("command/") {
        return Vec::new();
    }
    let mut rows = Vec::new();
    for (at, _) in source.shipped.match_indices("const NAME: &") {
        let Some(name) = source.text[at..].split('"').nth(1) else {
            continue;
        };
        let head = &source.shipped[..at];
        let Some(kind) = head.rfind("Command for ").map(|at| word(&head[at + "Command for ".len()..])) else {
            continue;
        };
        // `const NAME: &'static str;` in the trait itself, or a name made by a macro.
        if source.shipped[at..]
            .split(['=', ';'])
            .next()
            .is_some_and(|part| source.shipped[at + part.len()..].starts_with(';'))
        {
            continue;
        }
        let rfc = rfcs(&doc_of(&source.text, &kind))
            .or_else(|| rfcs(&module_doc(&source.text)))
            .unwrap_or_default();
        rows.push(Row { extension, name: name.to_owned(), kind, rfc });
    }
    rows
}

fn word(text: &str) -> String {
    text.chars().take_while(|c| c.is_ascii_alphanumeric() || *c == '_').collect()
}

fn module_doc(text: &str) -> String {
    text.lines().filter_map(|line| line.strip_prefix("//!")).collect()
}

/// The doc comment above `pub struct KIND`.
fn doc_of(text: &str, kind: &str) -> String {
    let mut doc = String::new();
    for line in text.lines() {
        let line = line.trim_start();
        if let Some(part) = line.strip_prefix("///") {
            doc.push_str(part);
        } else if line.strip_prefix("pub struct ").is_some_and(|rest| word(rest) == kind) {
            return doc;
        } else if !line.starts_with("#[") {
            doc.clear();
        }
    }
    String::new()
}

/// Every `RFC 9051 section 6.3.2` or `RFC 9051 6.3.2` of a text as `RFC 9051 6.3.2`, each once.
fn rfcs(doc: &str) -> Option<String> {
    let mut found: Vec<String> = Vec::new();
    for part in doc.split("RFC ").skip(1) {
        let number: String = part.chars().take_while(char::is_ascii_digit).collect();
        let rest = part[number.len()..].trim_start_matches([' ', ',']);
        let rest = rest.strip_prefix("section").unwrap_or(rest).trim_start();
        let section: String = rest.chars().take_while(|c| c.is_ascii_digit() || *c == '.').collect();
        let reference = format!("RFC {number} {}", section.trim_end_matches('.')).trim_end().to_owned();
        if !number.is_empty() && !found.contains(&reference) {
            found.push(reference);
        }
    }
    (!found.is_empty()).then(|| found.join(", "))
}

#[cfg(test)]
mod tests {
    use super::{File, replaced, rfcs, stale, table};

    const SELECT: &str = "//! RFC 1.\n/// Opens (RFC 9051 section 6.3.2).\n#[derive(Debug)]\npub struct Select {}\n\
        impl Command for Select {\n    const NAME: &'static str = \"SELECT\";\n}\n\
        pub struct Examine;\nimpl Command for Examine {\n    const NAME: &str = \"EXAMINE\";\n}\n";

    fn files(readme: &str) -> [File; 3] {
        let file = |path: &str, text: &str| File { path: path.to_owned(), text: text.to_owned() };
        [
            file("README.md", readme),
            file("crates/imap-proto-core/src/command/select.rs", SELECT),
            file(
                "crates/imap-proto-core/src/command/mod.rs",
                "pub trait Command {\n const NAME: &'static str;\n}\n\"x\"",
            ),
        ]
    }

    #[test]
    fn lists_commands_with_their_rfc() {
        let table = table(&files(""));
        assert!(
            table.ends_with("| EXAMINE | `Examine` | RFC 1 |\n| SELECT | `Select` | RFC 9051 6.3.2 |\n"),
            "{table}"
        );
        assert_eq!(table.lines().count(), 4);
    }

    #[test]
    fn catches_a_stale_table() {
        let old = "a\n<!-- coverage:begin -->\nold\n<!-- coverage:end -->\nb\n";
        assert!(stale(&files(old)).is_some());
        assert!(stale(&files("no markers")).is_some());
        let new = replaced(old, &table(&files(old))).unwrap();
        assert!(stale(&files(&new)).is_none());
    }

    #[test]
    fn reads_references() {
        let doc = "as RFC 9051 6.4.4, RFC 7162 section 3.1. and RFC 5267, again RFC 9051 6.4.4";
        assert_eq!(rfcs(doc).as_deref(), Some("RFC 9051 6.4.4, RFC 7162 3.1, RFC 5267"));
        assert_eq!(rfcs("none"), None);
    }
}
