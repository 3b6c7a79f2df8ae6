//! Who may name a concrete command: the files that need a flow of several, and nobody else.

use std::collections::BTreeSet;

use super::source::{Source, closing, is_word, line_of, occurrences};
use super::{DRIVERS, Problem};

const CORE: &str = "crates/imap-proto-core/src/";

/// Files of a driver that hold such a flow; `connect*.rs` besides.
const FLOWS: [&str; 4] = ["login.rs", "idle.rs", "upload.rs", "close.rs"];

/// Names that count even if their file makes them with a macro.
const BASE: [&str; 21] = [
    "Append",
    "Authenticate",
    "Close",
    "Copy",
    "Create",
    "Delete",
    "Enable",
    "Examine",
    "Expunge",
    "Fetch",
    "Idle",
    "List",
    "Login",
    "Logout",
    "Lsub",
    "Noop",
    "Rename",
    "Search",
    "Select",
    "StartTls",
    "Store",
];

/// What the core calls its commands.
struct Names {
    commands: BTreeSet<String>,
    /// Names that also belong to data, so that without `command::` nobody can tell.
    data: BTreeSet<String>,
    /// Modules below `command`.
    modules: BTreeSet<String>,
    /// What they are called on the wire.
    wire: BTreeSet<String>,
}

pub(super) fn check(sources: &[Source]) -> Vec<Problem> {
    let names = Names::of(sources);
    let mut problems = Vec::new();
    for source in sources {
        if source.path.starts_with(&format!("{CORE}conn/")) {
            problems.extend(named(source, "crate::", &names, "conn/ knows no concrete command"));
            problems.extend(spelled(source, &names));
        }
        let driver =
            DRIVERS.iter().find_map(|driver| source.path.strip_prefix(&format!("crates/{driver}/src/")));
        if driver.is_some_and(|file| !FLOWS.contains(&file) && !file.starts_with("connect")) {
            let rule =
                "a driver names commands in connect*.rs, login.rs, idle.rs, upload.rs and close.rs only";
            problems.extend(named(source, "imap_proto_core::", &names, rule));
        }
    }
    problems
}

impl Names {
    fn of(sources: &[Source]) -> Self {
        let mut names = Self {
            commands: BASE.map(str::to_owned).into(),
            data: BTreeSet::new(),
            modules: BTreeSet::new(),
            wire: BTreeSet::new(),
        };
        for source in sources {
            let Some(file) = source.path.strip_prefix(CORE) else {
                continue;
            };
            if let Some(module) = file.strip_prefix("command/").and_then(|file| file.split(['/', '.']).next())
            {
                names.modules.insert(module.to_owned());
            }
            if file.starts_with("command/") || file.starts_with("ext/") {
                names.commands.extend(words_behind(&source.shipped, "Command for "));
                names.wire.extend(names_on_the_wire(&source.text));
            } else {
                names.data.extend(words_behind(&source.shipped, "pub struct "));
                names.data.extend(words_behind(&source.shipped, "pub enum "));
            }
        }
        names.modules.remove("mod");
        names.modules.remove("write");
        names
    }
}

fn names_on_the_wire(text: &str) -> Vec<String> {
    let marker = "const NAME: &'static str = \"";
    let behind = text.match_indices(marker).map(|(at, _)| &text[at + marker.len()..]);
    behind.filter_map(|rest| rest.split('"').next()).map(str::to_owned).collect()
}

/// A problem for each line that spells a command's name as a string.
fn spelled(source: &Source, names: &Names) -> Vec<Problem> {
    if source.test {
        return Vec::new();
    }
    let mut problems = Vec::new();
    for (i, line) in source.text.lines().enumerate().filter(|(_, line)| !line.trim_start().starts_with("//"))
    {
        for word in line.split('"').skip(1).step_by(2).filter(|word| names.wire.contains(*word)) {
            problems.push(Problem::new(&source.path, i + 1, format!("\"{word}\": conn/ spells no command")));
        }
    }
    problems
}

fn words_behind(code: &str, marker: &str) -> Vec<String> {
    code.match_indices(marker).map(|(at, _)| word(&code[at + marker.len()..])).collect()
}

fn word(code: &str) -> String {
    code.chars().take_while(|c| c.is_ascii() && is_word(*c as u8)).collect()
}

/// A problem for each line of `source` that names a command, by `command::` or from the crate's root.
fn named(source: &Source, root: &str, names: &Names, rule: &str) -> Vec<Problem> {
    let code = &source.shipped;
    let by_module = uses(code, "command::")
        .into_iter()
        .filter(|(_, word)| word == "*" || names.commands.contains(word) || names.modules.contains(word));
    let by_slice = uses(code, "ext::").into_iter().filter(|(_, word)| names.commands.contains(word));
    let by_root = uses(code, root)
        .into_iter()
        .filter(|(_, word)| names.commands.contains(word) && !names.data.contains(word));
    let found: BTreeSet<(usize, String)> = by_module.chain(by_slice).chain(by_root).collect();
    found
        .into_iter()
        .map(|(line, word)| Problem::new(&source.path, line, format!("{word}: {rule}")))
        .collect()
}

/// Line and name of everything that is taken from behind `prefix`, as one path or in braces.
fn uses(code: &str, prefix: &str) -> Vec<(usize, String)> {
    let mut found = Vec::new();
    for at in occurrences(code, prefix) {
        let start = at + prefix.len();
        let rest = &code[start..];
        let end = match rest.find(|c: char| !(is_word(c as u8) || c == ':')) {
            Some(end) if rest[end..].starts_with('{') => closing(code, start + end),
            Some(end) if rest[end..].starts_with('*') => start + end + 1,
            end => start + end.unwrap_or(rest.len()),
        };
        let mut from = start;
        for part in code[start..end].split_inclusive(|c: char| !is_word(c as u8)) {
            let name = part.trim_end_matches(|c: char| !is_word(c as u8));
            let name = if part == "*" { part } else { name };
            if !name.is_empty() {
                found.push((line_of(code, from), name.to_owned()));
            }
            from += part.len();
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::super::sample;
    use super::check;

    fn found(path: &str, text: &str) -> usize {
        let quota = "pub struct GetQuota;\nimpl Command for GetQuota {}";
        let core = [
            sample("crates/imap-proto-core/src/ext/quota.rs", quota),
            sample("crates/imap-proto-core/src/command/capability.rs", "impl Command for Capability {}"),
            sample("crates/imap-proto-core/src/command/write.rs", ""),
            sample("crates/imap-proto-core/src/types/capability.rs", "pub enum Capability {}"),
        ];
        check(&[&core[..], &[sample(path, text)]].concat()).len()
    }

    const SESSION: &str = "crates/imap-async/src/session.rs";
    const CONN: &str = "crates/imap-proto-core/src/conn/route.rs";

    #[test]
    fn catches_commands_in_drivers() {
        for text in [
            "use imap_proto_core::command::Select;",
            "use imap_proto_core::{Connection, command::{Command, Select}};",
            "use imap_proto_core::Select;",
            "use imap_proto_core::command::*;",
            "fn a() { run(command::Capability) }",
            "fn a() { run(imap_proto_core::ext::quota::GetQuota) }",
            "use imap_proto_core::command::capability::X;",
        ] {
            assert!(found(SESSION, text) > 0, "{text}");
            assert_eq!(found("crates/imap-async/src/connect_tcp.rs", text), 0, "{text}");
            assert_eq!(found("crates/imap-blocking/src/idle.rs", text), 0, "{text}");
            assert_eq!(found("crates/imap-async/src/session/tests.rs", text), 0, "{text}");
        }
    }

    #[test]
    fn lets_drivers_name_traits_and_data() {
        for text in [
            "use imap_proto_core::command::{Command, Upload};",
            "use imap_proto_core::{Capability, Execute};",
            "/// use imap_proto_core::command::Select;\nfn a() {}",
            "#[cfg(test)]\nmod tests { use imap_proto_core::command::Select; }",
            "fn a(x: Unsolicited) { matches!(x, Unsolicited::Expunge) }",
        ] {
            assert_eq!(found(SESSION, text), 0, "{text}");
        }
    }

    #[test]
    fn catches_commands_in_conn() {
        assert_eq!(found(CONN, "use crate::command::{Command,\n Select};"), 1);
        assert_eq!(found(CONN, "use crate::command::capability::Probe;"), 1);
        assert_eq!(found(CONN, "use crate::ext::quota::GetQuota;"), 1);
        assert_eq!(
            found(CONN, "use crate::command::{Claim, write::Segment};\nuse crate::types::Capability;"),
            0
        );
        assert_eq!(found(CONN, "enum Unsolicited { Expunge(u32) }"), 0);
    }

    #[test]
    fn catches_commands_spelled_in_conn() {
        let core = "impl Command for Search {\n    const NAME: &'static str = \"SEARCH\";\n}";
        let core = sample("crates/imap-proto-core/src/command/search.rs", core);
        for (text, problems) in [
            ("fn a(kind: &str) -> bool { kind == \"SEARCH\" }", 1),
            ("// It may be \"SEARCH\".\nfn a() -> &'static str { \"NO\" }", 0),
        ] {
            assert_eq!(check(&[core.clone(), sample(CONN, text)]).len(), problems, "{text}");
        }
    }
}
