//! Gathers the Rust expressions of the transcripts into one function.

use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::{env, fs};

fn main() {
    let folder = Path::new("../imap-proto-core/tests/transcripts");
    println!("cargo::rerun-if-changed={}", folder.display());
    let mut sources = BTreeSet::new();
    for entry in fs::read_dir(folder).expect("the transcripts are there") {
        let path = entry.expect("a file").path();
        println!("cargo::rerun-if-changed={}", path.display());
        let text = fs::read_to_string(&path).expect("a transcript");
        sources.extend(text.lines().filter_map(typed).map(str::to_owned));
    }
    let target = PathBuf::from(env::var_os("OUT_DIR").expect("cargo sets it")).join("commands.rs");
    fs::write(target, generated(&sources)).expect("the target folder can be written");
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
