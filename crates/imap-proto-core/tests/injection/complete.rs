//! The tables are complete. What commands there are, and what functions hand them text, is read from the sources, so
//! that one without a row is noticed.

use std::collections::BTreeSet;

use super::row::Row;
use super::source::{Function, Source, sources};
use super::tables;

/// Commands that take no text.
const WITHOUT_TEXT: [&str; 13] = [
    "Capability",
    "Check",
    "Close",
    "Compress",
    "Expunge",
    "GetJmapAccess",
    "Idle",
    "Logout",
    "Namespace",
    "Noop",
    "StartTls",
    "UidBatches",
    "Unauthenticate",
];

/// Functions that take text which is never sent: capabilities to look for.
const NOT_SENT: [&str; 1] = ["Need::any"];

fn without_text() -> BTreeSet<String> {
    // UNSELECT stands beside CLOSE.
    WITHOUT_TEXT.into_iter().chain(["Unselect"]).map(str::to_owned).collect()
}

/// The last part of a type's path, without its parameters.
fn short(name: &str) -> String {
    let name = name.split('<').next().unwrap_or_default();
    name.rsplit("::").next().unwrap_or_default().to_owned()
}

#[test]
fn every_command_has_a_row() {
    let commands: BTreeSet<String> = sources().iter().flat_map(Source::commands).collect();
    assert!(commands.len() >= 90, "only {} commands were found: {commands:?}", commands.len());
    let rows = tables().into_iter().flat_map(|(_, rows)| rows);
    let tried: BTreeSet<String> = rows.flat_map(|row: Row| row.reached()).map(short).collect();
    let without = without_text();
    let missing: Vec<_> =
        commands.iter().filter(|one| !tried.contains(*one) && !without.contains(*one)).collect();
    assert!(missing.is_empty(), "no row sends {missing:?}");
    let unknown: Vec<_> =
        without.iter().filter(|one| !commands.contains(*one) || tried.contains(*one)).collect();
    assert!(unknown.is_empty(), "said to take no text: {unknown:?}");
}

#[test]
fn what_takes_no_text_takes_none() {
    for function in sources().iter().flat_map(Source::functions) {
        let takes_none = without_text().contains(&function.of);
        assert!(!takes_none || function.texts == 0, "{function:?} takes text");
    }
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
    let tables = table_sources().to_lowercase();
    let variants: Vec<String> = sources().iter().flat_map(Source::variants).collect();
    assert!(variants.len() > 12, "{variants:?}");
    let lacks = |variant: &&String| !tables.contains(&format!("{}(", variant.to_lowercase()));
    let lacking: Vec<_> = variants.iter().filter(lacks).collect();
    assert!(lacking.is_empty(), "no row has {lacking:?}");
}

/// All the tables, as text, and the tests of single arguments.
fn table_sources() -> String {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/injection/");
    let names = tables().into_iter().map(|(name, _)| name).chain(["single"]);
    names.map(|name| std::fs::read_to_string(format!("{folder}{name}.rs")).unwrap()).collect()
}
