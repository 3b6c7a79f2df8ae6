//! The table of capabilities: what serves each, and which transcripts announce it.

use std::collections::BTreeMap;

use super::registry::{EXCEPTIONS, REGISTRY, REMARKS};
use super::{CORE, Row, module_doc, rows, word};
use crate::tidy::source::{File, Source};
use crate::tidy::{Problem, find};

const KNOWN: &str = "crates/imap-proto-core/src/types/capability.rs";
const TRANSCRIPTS: &str = "crates/imap-proto-core/tests/transcripts/";
const ITSELF: &str = "xtask/src/docs/registry.rs";
/// Transcripts and items named in one cell.
const MOST: usize = 3;

/// A module of the core with all its files.
#[derive(Debug, Default)]
struct Module {
    /// Commands, or without any the public functions and types.
    items: Vec<String>,
    title: String,
    doc: String,
    code: String,
    text: String,
}

/// The rows, in the order of the registry.
pub(super) fn table(files: &[File], sources: &[Source]) -> String {
    let modules = modules(sources);
    let mut text = "| Capability | Specified in | Served by | Transcripts |\n|---|---|---|---|\n".to_owned();
    for (name, rfc) in REGISTRY {
        let served = match EXCEPTIONS.iter().chain(&REMARKS).find(|(exempt, _)| *exempt == name) {
            Some((_, why)) => (*why).to_owned(),
            None => served(name, &modules, files),
        };
        let transcripts = transcripts(name, files);
        text.push_str(&format!("| `{name}` | {rfc} | {served} |{transcripts} |\n"));
    }
    text
}

/// Every capability has a row that says something, and a transcript that shows it.
pub(super) fn problems(files: &[File], sources: &[Source]) -> Vec<Problem> {
    let modules = modules(sources);
    let mut problems = unshown(files);
    for (name, _) in REGISTRY.iter().filter(|row| REMARKS.iter().all(|remark| remark.0 != row.0)) {
        let exempt = EXCEPTIONS.iter().any(|(exempt, _)| exempt == name);
        let what = match (served(name, &modules, files).is_empty(), exempt) {
            (true, false) => "nothing serves it, and EXCEPTIONS does not say why",
            (false, true) => "something serves it: take it out of EXCEPTIONS",
            _ => continue,
        };
        problems.push(Problem::new(ITSELF, 0, format!("{name}: {what}")));
    }
    problems
}

/// What no transcript announces, unless there is nothing to show.
fn unshown(files: &[File]) -> Vec<Problem> {
    let names = REGISTRY.iter().map(|(name, _)| *name);
    let unshown = names.filter(|name| {
        EXCEPTIONS.iter().all(|(exempt, _)| exempt != name) && transcripts(name, files).is_empty()
    });
    unshown
        .map(|name| {
            let what = format!("{name}: no transcript announces it, and EXCEPTIONS does not say why");
            Problem::new(ITSELF, 0, what)
        })
        .collect()
}

fn modules(sources: &[Source]) -> BTreeMap<String, Module> {
    let mut modules: BTreeMap<String, Module> = BTreeMap::new();
    for source in sources.iter().filter(|source| !source.test) {
        let Some(name) = module_of(&source.path) else { continue };
        let module = modules.entry(name).or_default();
        let commands = rows(source).into_iter().map(|Row { kind, .. }| kind);
        module.items.extend(commands);
        let doc = module_doc(&source.text);
        if module.title.is_empty() {
            module.title = doc.split(['(', ':', ',']).next().unwrap_or_default().to_owned();
        }
        module.doc.push_str(&doc);
        module.code.push_str(&strings_kept(source));
        module.text.push_str(&source.text);
    }
    for module in modules.values_mut().filter(|module| module.items.is_empty()) {
        module.items = public(&module.text);
    }
    modules
}

/// `ext::acl` for `ext/acl.rs` and `ext/acl/query.rs`.
fn module_of(path: &str) -> Option<String> {
    let file = path.strip_prefix(CORE)?.strip_suffix(".rs")?;
    let mut parts = file.split('/');
    let (folder, name) = (parts.next()?, parts.next()?);
    let ours = ["ext", "command", "response", "conn"].contains(&folder);
    (ours && name != "mod" && name != "testing").then(|| format!("{folder}::{name}"))
}

/// The shipped code with its strings, which `Source::shipped` leaves out.
fn strings_kept(source: &Source) -> String {
    let lines = source.text.lines().zip(source.code.lines()).zip(source.shipped.lines());
    lines
        .filter(|((text, code), shipped)| code == shipped && !text.trim_start().starts_with("//"))
        .map(|((text, _), _)| format!("{text}\n"))
        .collect()
}

/// The public functions and types, methods only where there is nothing else.
fn public(text: &str) -> Vec<String> {
    let named = |line: &str| {
        let rest = line.strip_prefix("pub ")?;
        let rest = ["fn ", "struct ", "enum "].iter().find_map(|kind| rest.strip_prefix(kind))?;
        Some(word(rest))
    };
    let items: Vec<String> = text.lines().filter_map(named).collect();
    if items.is_empty() { text.lines().filter_map(|line| named(line.trim_start())).collect() } else { items }
}

/// The modules that serve a capability, those with the better evidence.
fn served(name: &str, modules: &BTreeMap<String, Module>, files: &[File]) -> String {
    let variant = find(files, KNOWN).and_then(|known| variant(known, name));
    let strong = |module: &&Module| {
        says(&module.title, name)
            || needs(&module.code, name)
            || variant.as_ref().is_some_and(|variant| says(&module.code, variant))
    };
    let weak = |module: &&Module| says(&module.doc, name) || quoted(&module.text, name);
    let by = |front: bool, test: &dyn Fn(&&Module) -> bool| {
        let found = modules.iter().filter(|(path, module)| front == is_front(path) && test(module));
        found.map(|(path, module)| cell(path, module)).collect::<Vec<_>>().join("; ")
    };
    [by(true, &strong), by(false, &strong), by(true, &weak)]
        .into_iter()
        .find(|found| !found.is_empty())
        .unwrap_or_default()
}

/// A module that programs call, not one that all commands go through.
fn is_front(path: &str) -> bool {
    let shared = ["command::write", "command::common"].contains(&path);
    path.starts_with("ext::") || (path.starts_with("command::") && !shared)
}

fn cell(path: &str, module: &Module) -> String {
    let mut items: Vec<String> = Vec::new();
    for item in &module.items {
        let item = format!("`{item}`");
        if !items.contains(&item) {
            items.push(item);
        }
    }
    if items.len() > MOST {
        items.truncate(MOST);
        items.push("...".to_owned());
    }
    if items.is_empty() || !is_front(path) {
        format!("`{path}`")
    } else {
        format!("`{path}`: {}", items.join(", "))
    }
}

/// The variant of `KNOWN` for a name, as it is written elsewhere.
fn variant(known: &str, name: &str) -> Option<String> {
    let (_, rest) = known.split_once(&format!("(\"{name}\", Capability::"))?;
    Some(format!("Capability::{}", word(rest)))
}

/// The name without what stands for the rest.
fn stem(name: &str) -> &str {
    name.trim_end_matches('*').trim_end_matches('=')
}

/// The text has the name as a word of its own.
fn says(text: &str, name: &str) -> bool {
    let part = |c: char| c.is_ascii_alphanumeric() || "=-+_".contains(c);
    let open = name.ends_with(['=', '*']);
    text.match_indices(stem(name)).any(|(at, found)| {
        let (before, after) = (&text[..at], &text[at + found.len()..]);
        !before.ends_with(part) && (open || !after.starts_with(part))
    })
}

/// The code has it in a list of needs, or asks for it by name.
fn needs(code: &str, name: &str) -> bool {
    let listed = |list: &str| list.split(']').next().is_some_and(|list| quotes(list, name));
    let family = name.split_once('=').map(|(family, _)| format!("\"{family}={{}}\""));
    code.split("&[").skip(1).any(listed)
        || family.is_some_and(|made| code.contains(&made))
        || code
            .split("Capability::of(")
            .skip(1)
            .any(|rest| quotes(rest.split(')').next().unwrap_or(""), name))
}

fn quotes(list: &str, name: &str) -> bool {
    list.split('"').skip(1).step_by(2).any(|text| matches(text, name))
}

fn quoted(text: &str, name: &str) -> bool {
    text.split('`').skip(1).any(|text| matches(text, name)) || text.split('"').any(|text| matches(text, name))
}

fn matches(text: &str, name: &str) -> bool {
    if name.ends_with(['=', '*']) {
        let rest = text.strip_prefix(stem(name));
        rest.is_some_and(|rest| rest.is_empty() || rest.starts_with('=') || name.ends_with('*'))
    } else {
        text == name
    }
}

/// Transcripts whose server announces it.
fn transcripts(name: &str, files: &[File]) -> String {
    let announces = |file: &&File| file.text.lines().any(|line| announced(line, name));
    let stems = files.iter().filter(|file| file.path.starts_with(TRANSCRIPTS)).filter(announces);
    let mut stems: Vec<&str> =
        stems.filter_map(|file| file.path.strip_prefix(TRANSCRIPTS)?.strip_suffix(".txt")).collect();
    // First those that have their name of it.
    let key = stem(name).to_ascii_lowercase().replace(['-', '='], "_");
    stems.sort_by_key(|stem| (!stem.starts_with(key.split('_').next().unwrap_or_default()), *stem));
    let more = if stems.len() > MOST { ", ..." } else { "" };
    stems.truncate(MOST);
    if stems.is_empty() { String::new() } else { format!(" {}{more}", stems.join(", ")) }
}

fn announced(line: &str, name: &str) -> bool {
    let list = line.strip_prefix("S: ").and_then(|line| line.split_once("CAPABILITY ")).map(|(_, list)| list);
    let words = list.or_else(|| line.strip_prefix("config ")).unwrap_or_default();
    let words = words.split([' ', ']']).map(|word| word.trim_start_matches("assume="));
    words.into_iter().any(|word| matches(word, name))
}

#[cfg(test)]
#[path = "capabilities/tests.rs"]
mod tests;
