//! Gathers the Rust expressions of the transcripts into one function.

use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::{env, fs};

fn main() {
    let folder = Path::new("../imap-proto-core/tests/transcripts");
    println!("cargo::rerun-if-changed={}", folder.display());
    let (mut sources, mut rows) = (BTreeSet::new(), BTreeSet::new());
    for entry in fs::read_dir(folder).expect("the transcripts are there") {
        let path = entry.expect("a file").path();
        println!("cargo::rerun-if-changed={}", path.display());
        let text = fs::read_to_string(&path).expect("a transcript");
        sources.extend(text.lines().filter_map(typed).map(str::to_owned));
        rows.extend(text.lines().filter_map(|line| line.strip_prefix("? ")).map(str::to_owned));
    }
    let target = PathBuf::from(env::var_os("OUT_DIR").expect("cargo sets it"));
    for (name, text) in [("commands.rs", generated(&sources)), ("rows.rs", table(&rows))] {
        fs::write(target.join(name), text).expect("the target folder can be written");
    }
}

/// The expression of `> name Expression::new()`, as `imap_testkit::runner` reads it.
fn typed(line: &str) -> Option<&str> {
    let (_, source) = line.strip_prefix("> ")?.split_once(' ')?;
    let expression = source.strip_prefix("upload ").unwrap_or(source);
    (expression.starts_with(|c: char| c.is_ascii_alphabetic()) && expression.contains("::")).then_some(source)
}

fn generated(sources: &BTreeSet<String>) -> String {
    let (mut arms, mut functions) = (String::new(), String::new());
    for (index, source) in sources.iter().enumerate() {
        let (how, expression) = match source.strip_prefix("upload ") {
            Some(expression) => ("uploading", expression),
            None => ("running", source.as_str()),
        };
        writeln!(arms, "        {source:?} => command_{index},").expect("memory");
        writeln!(
            functions,
            "fn command_{index}(conn: &mut Connection) -> Submitted {{ Ok({how}(conn, {expression})) }}"
        )
        .expect("memory");
    }
    format!(
        "/// Submits the command that a transcript spells; None for one that is in no transcript.\n\
         pub fn submit(conn: &mut Connection, source: &str) -> Option<Result<Box<dyn Running>, String>> {{\n    \
         let command: fn(&mut Connection) -> Submitted = match source {{\n{arms}        _ => return None,\n    }};\n    \
         Some(command(conn).map_err(|error| error.to_string()))\n}}\n{functions}"
    )
}

/// The macro that hands each row to another: `kind`, `fits`, capabilities, what is read, the argument's name, and the
/// command as an expression of it.
fn table(rows: &BTreeSet<String>) -> String {
    let mut text = String::from(
        "/// Rows of the table of arguments, which the macro `$row` makes values of.\n\
         #[macro_export]\nmacro_rules! argument_rows {\n    ($row:ident) => {\n        ::std::vec::Vec::from([\n",
    );
    for row in rows {
        let (head, expression) = row.split_once(" <- ").unwrap_or_else(|| panic!("no ` <- ` in `? {row}`"));
        let (kinds, rest) =
            head.split_once(" [").unwrap_or_else(|| panic!("no `[capabilities]` in `? {row}`"));
        let (capabilities, wire) = rest.split_once("] ").unwrap_or_else(|| panic!("no `] ` in `? {row}`"));
        let (kind, fits) = kinds.split_once(' ').unwrap_or_else(|| panic!("no two words in `? {row}`"));
        writeln!(text, "            $row!({kind}, {fits}, {capabilities:?}, {wire:?}, t, {expression}),")
            .expect("memory");
    }
    text + "        ])\n    };\n}\n"
}
