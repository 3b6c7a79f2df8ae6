//! The tables are complete. What commands there are, and what functions hand them text, is read from the sources, so
//! that one without a row is noticed.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use super::row::Row;
use super::source::{Function, Source, sources};
use super::tables;

/// Functions that take text which is never sent: capabilities to look for.
const NOT_SENT: [&str; 1] = ["Need::any"];

/// The last part of a type's path, without its parameters.
fn short(name: &str) -> String {
    let name = name.split('<').next().unwrap_or_default();
    name.rsplit("::").next().unwrap_or_default().to_owned()
}

/// All that take more than numbers and sets.
#[test]
fn every_command_has_a_row() {
    let commands: BTreeSet<String> = sources().iter().flat_map(Source::commands).collect();
    assert!(commands.len() >= 90, "only {} commands were found: {commands:?}", commands.len());
    let rows = tables().into_iter().flat_map(|(_, rows)| rows);
    let tried: BTreeSet<String> = rows.flat_map(|row: Row| row.reached()).map(short).collect();
    let functions: Vec<Function> = sources().iter().flat_map(Source::functions).collect();
    let plain = |command: &String| {
        let mut own = functions.iter().filter(|one| one.of == *command).peekable();
        own.peek().is_some() && own.all(|one| one.plain)
    };
    let missing: Vec<_> = commands.iter().filter(|one| !tried.contains(*one) && !plain(one)).collect();
    assert!(missing.is_empty(), "no row sends {missing:?}");
    assert!(tried.len() >= 76, "only {} commands are sent: {tried:?}", tried.len());
}

/// Each argument of text of each public function is called for in the tables at least once.
#[test]
fn every_argument_has_a_row() {
    let tables = table_sources();
    let functions: Vec<Function> = sources().iter().flat_map(Source::functions).collect();
    assert!(functions.len() > 150, "only {} functions were found", functions.len());
    let exempt = |one: &Function| NOT_SENT.contains(&one.path().as_str());
    for name in NOT_SENT {
        assert!(functions.iter().any(|one| one.path() == name && one.texts > 0), "{name} is no exception");
    }
    let lacking = functions.iter().filter(|one| one.texts > 0 && !exempt(one)).filter_map(|one| {
        let found = one.calls_in(&tables);
        (found < one.texts).then(|| format!("{}: {found} of {}", one.path(), one.texts))
    });
    let lacking: Vec<_> = lacking.collect();
    assert!(lacking.is_empty(), "rows are missing:\n{}", lacking.join("\n"));
}

#[test]
fn every_variant_with_text_has_a_row() {
    // `CatPart::text` makes a `CatPart::Text`.
    let tables = table_sources().concat().to_lowercase();
    let variants: Vec<String> = sources().iter().flat_map(Source::variants).collect();
    assert!(variants.len() > 12, "{variants:?}");
    let lacks = |variant: &&String| !tables.contains(&format!("{}(", variant.to_lowercase()));
    let lacking: Vec<_> = variants.iter().filter(lacks).collect();
    assert!(lacking.is_empty(), "no row has {lacking:?}");
}

/// All the rows, as text, and the tests of single arguments.
fn table_sources() -> Vec<String> {
    let tests = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests");
    let names = tables().into_iter().map(|(name, _)| name).chain(["single"]);
    let tables = names.map(|name| fs::read_to_string(tests.join(format!("injection/{name}.rs"))).unwrap());
    let mut rows: Vec<String> = Vec::new();
    for table in tables {
        // `x()` makes a `Param`, `all()` the options of RETURN.
        let table = table.replace(" x()", " Param::x()").replace("(x()", "(Param::x()");
        let table = table.replace("all()", "ReturnOptions::all()");
        rows.extend(table.split("Row::").map(str::to_owned));
    }
    for entry in fs::read_dir(tests.join("transcripts")).unwrap() {
        let transcript = fs::read_to_string(entry.unwrap().path()).unwrap();
        rows.extend(transcript.lines().filter(|line| line.starts_with("? ")).map(str::to_owned));
    }
    rows
}
