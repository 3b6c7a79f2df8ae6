//! The tables of the README, made from the sources: one of commands, one of capabilities.

mod capabilities;
mod registry;

use std::fs;

use crate::shell;
use crate::tidy::source::{File, Source, load, sources};
use crate::tidy::{Problem, find};

const README: &str = "README.md";
/// The names of the tables in the comments around them.
const TABLES: [&str; 2] = ["coverage", "capabilities"];
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

/// Writes the tables into the README.
pub(crate) fn write() -> Result<(), String> {
    let files = load()?;
    let readme = find(&files, README).ok_or("no README.md")?;
    let new = replaced(readme, &tables(&files)).ok_or("README.md lacks the comments around a table")?;
    fs::write(shell::root().join(README), new).map_err(|e| e.to_string())
}

/// The tables in the README are those that [`write()`] would write, and say of each capability what serves it.
pub(crate) fn check(files: &[File]) -> Vec<Problem> {
    let mut problems = capabilities::problems(files, &sources(files));
    problems.extend(stale(files));
    problems
}

fn stale(files: &[File]) -> Option<Problem> {
    let readme = find(files, README)?;
    let problem = |what: &str| Some(Problem::new(README, 0, what));
    match replaced(readme, &tables(files)) {
        None => problem("lacks the comments around a table"),
        Some(new) if new != readme => problem("a table is stale: cargo xtask docs"),
        Some(_) => None,
    }
}

fn tables(files: &[File]) -> [String; 2] {
    let sources = sources(files);
    [table(&sources), capabilities::table(files, &sources)]
}

fn replaced(readme: &str, tables: &[String; 2]) -> Option<String> {
    TABLES.iter().zip(tables).try_fold(readme.to_owned(), |readme, (name, table)| {
        let (begin, end) = (format!("<!-- {name}:begin -->\n"), format!("<!-- {name}:end -->"));
        let (before, rest) = readme.split_once(&begin)?;
        let (_, after) = rest.split_once(&end)?;
        Some(format!("{before}{begin}{table}{end}{after}"))
    })
}

fn table(sources: &[Source]) -> String {
    let mut rows: Vec<Row> = sources.iter().flat_map(rows).collect();
    rows.sort();
    let mut text = "| Command | Type | Specified in |\n|---|---|---|\n".to_owned();
    for Row { name, kind, rfc, .. } in &rows {
        let rfc = if rfc.is_empty() { "no RFC" } else { rfc };
        text.push_str(&format!("| {name} | `{kind}` | {rfc} |\n"));
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
        let Some((value, _)) = source.text[at..].split_once(';') else { continue };
        // `const NAME: &'static str;` in the trait itself has none.
        let Some((_, value)) = value.split_once(" = ") else { continue };
        let head = &source.shipped[..at];
        let Some((_, head)) = head.rsplit_once("Command for ") else { continue };
        for (name, kind) in made(source, value, head) {
            let rfc = rfcs(&doc_of(&source.text, &kind))
                .or_else(|| rfcs(&module_doc(&source.text)))
                .unwrap_or_default();
            rows.push(Row { extension, name, kind, rfc });
        }
    }
    rows
}

/// Wire name and type: as they stand there, or one pair for each use of the macro that they are parameters of.
fn made(source: &Source, value: &str, head: &str) -> Vec<(String, String)> {
    let Some(kind) = head.strip_prefix('$') else {
        let name = value.split('"').nth(1).map(str::to_owned);
        // A command around another has that one's name: its doc begins with those there are.
        let other = || value.contains("::NAME").then(|| doc_of(&source.text, &word(head)));
        let name = name.or_else(|| Some(other()?.split_once(" with ")?.0.trim().to_owned()));
        return name.map(|name| (name, word(head))).into_iter().collect();
    };
    let (kind, value) = (word(kind), value.trim().trim_start_matches('$'));
    let end = source.shipped.len() - source.shipped.rsplit_once(head).map_or(0, |(_, rest)| rest.len());
    let Some((at, _)) = source.shipped[..end].match_indices("macro_rules! ").last() else {
        return Vec::new();
    };
    let macro_text = &source.text[at + "macro_rules! ".len()..];
    let parameters = macro_text.split_once('(').and_then(|(_, rest)| rest.split_once(") =>"));
    let parameters = parameters.map_or("", |(parameters, _)| parameters);
    let place = |wanted: &str| parameters.split(", ").position(|p| word(p.trim_start_matches('$')) == wanted);
    let call = format!("\n{}!(", word(macro_text));
    let calls = source.text.split(&call).skip(1).map(|rest| rest.split(");").next().unwrap_or_default());
    let pair = |arguments: &str| {
        let argument = |wanted| arguments.split(", ").nth(place(wanted)?).map(|text| text.trim().to_owned());
        Some((argument(value)?.trim_matches('"').to_owned(), argument(&kind)?))
    };
    calls.filter_map(pair).collect()
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
    use super::{File, replaced, rfcs, sources, stale, table, tables};

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
        let table = table(&sources(&files("")));
        assert!(
            table.ends_with("| EXAMINE | `Examine` | RFC 1 |\n| SELECT | `Select` | RFC 9051 6.3.2 |\n"),
            "{table}"
        );
        assert_eq!(table.lines().count(), 4);
    }

    #[test]
    fn names_what_a_macro_makes() {
        let text = "//! RFC 1.\nmacro_rules! twin {\n    ($kind:ident, $set:ty, $wire:literal) => {\n        \
            impl Command for $kind {\n    const NAME: &'static str = $wire;\n}\n    };\n}\n\
            twin!(Go, Set<u8>, \"GO\");\ntwin!(UidGo, Set, \"UID GO\");\n";
        let file = File { path: "crates/imap-proto-core/src/ext/go.rs".to_owned(), text: text.to_owned() };
        let table = table(&sources(&[file]));
        assert!(table.ends_with("| GO | `Go` | RFC 1 |\n| UID GO | `UidGo` | RFC 1 |\n"), "{table}");
    }

    #[test]
    fn catches_a_stale_table() {
        let old = "a\n<!-- coverage:begin -->\nold\n<!-- coverage:end -->\nb\n\
            <!-- capabilities:begin -->\n<!-- capabilities:end -->\n";
        assert!(stale(&files(old)).is_some());
        assert!(stale(&files("no markers")).is_some());
        let new = replaced(old, &tables(&files(old))).unwrap();
        assert!(stale(&files(&new)).is_none());
    }

    #[test]
    fn reads_references() {
        let doc = "as RFC 9051 6.4.4, RFC 7162 section 3.1. and RFC 5267, again RFC 9051 6.4.4";
        assert_eq!(rfcs(doc).as_deref(), Some("RFC 9051 6.4.4, RFC 7162 3.1, RFC 5267"));
        assert_eq!(rfcs("none"), None);
    }
}
