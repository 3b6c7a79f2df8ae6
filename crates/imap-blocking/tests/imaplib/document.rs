//! The document has a row for all that imaplib has, and every call in it is run here.

use std::collections::BTreeSet;

const DOCUMENT: &str = include_str!("../../src/imaplib.md");

const SOURCES: [&str; 12] = [
    include_str!("connect.rs"),
    include_str!("dovecot.rs"),
    include_str!("errors.rs"),
    include_str!("extensions.rs"),
    include_str!("idle.rs"),
    include_str!("login.rs"),
    include_str!("mailboxes.rs"),
    include_str!("main.rs"),
    include_str!("messages.rs"),
    include_str!("module.rs"),
    include_str!("newer.rs"),
    include_str!("wire.rs"),
];

/// The methods of CPython's main branch in July 2026: 49 of the documentation of 3.12, and `capability`, `idle` (3.14),
/// `move`, `id`, `login_plain` (3.16).
const METHODS: [&str; 54] = [
    "append",
    "authenticate",
    "capability",
    "check",
    "close",
    "copy",
    "create",
    "delete",
    "deleteacl",
    "enable",
    "expunge",
    "fetch",
    "getacl",
    "getannotation",
    "getquota",
    "getquotaroot",
    "id",
    "idle",
    "list",
    "login",
    "login_cram_md5",
    "login_plain",
    "logout",
    "lsub",
    "move",
    "myrights",
    "namespace",
    "noop",
    "open",
    "partial",
    "proxyauth",
    "read",
    "readline",
    "recent",
    "rename",
    "response",
    "search",
    "select",
    "send",
    "setacl",
    "setannotation",
    "setquota",
    "shutdown",
    "socket",
    "sort",
    "starttls",
    "status",
    "store",
    "subscribe",
    "thread",
    "uid",
    "unselect",
    "unsubscribe",
    "xatom",
];

/// Functions, constants, exceptions, attributes that are documented or used in the wild.
const NAMES: [&str; 43] = [
    "AllowedVersions",
    "Commands",
    "Debug",
    "IMAP4",
    "IMAP4.abort",
    "IMAP4.error",
    "IMAP4.readonly",
    "IMAP4_PORT",
    "IMAP4_SSL",
    "IMAP4_SSL_PORT",
    "IMAP4_stream",
    "Int2AP",
    "Internaldate2tuple",
    "M.NOOP",
    "PROTOCOL_VERSION",
    "ParseFlags",
    "Time2Internaldate",
    "ValueError",
    "_MAXLINE",
    "burst",
    "capabilities",
    "command",
    "continuation_response",
    "debug",
    "file",
    "host",
    "is_readonly",
    "literal",
    "port",
    "print_log",
    "process",
    "readfile",
    "sock",
    "ssl_context",
    "state",
    "tagged_commands",
    "tagnum",
    "tagpre",
    "tagre",
    "untagged_responses",
    "utf8_enabled",
    "welcome",
    "with",
];

/// How it behaves, and what changed after 3.12, in the words of the document's first column.
const MATTERS: [&str; 46] = [
    // Construction and the like.
    "capabilities at connect",
    "capabilities after login",
    "failure in the constructor",
    "greeting",
    "states",
    "tags",
    // On the wire.
    "a plain NO",
    "audit events",
    "blank lines",
    "BYE",
    "commands one by one",
    "control characters",
    "debug levels",
    "line ends",
    "literals of any length",
    "literals within a response",
    "names in lower case",
    "quoting",
    "response codes",
    "results",
    "text beyond ASCII",
    "untagged data",
    // IDLE.
    "IDLE at its end",
    "IDLE in split packets",
    "IDLE over a stream",
    "IDLE without the capability",
    "iteration",
    "renewal of IDLE",
    "state `IDLING`",
    // Newer.
    "a read buffer of its own (3.14)",
    "`append(translate_line_endings=False)` (3.16)",
    "blank lines skipped (3.15)",
    "capabilities known anew (3.15)",
    "chunked literal reads (3.14)",
    "`expunge(message_set, uid=True)` (3.16)",
    "modified UTF-7 for names (3.16)",
    "NUL, CR and LF refused (3.15)",
    "`params=` and `?` (3.16)",
    "quoting restored (3.15)",
    "search text in a charset (3.16)",
    "sequences for flags and items (3.16)",
    "structured message sets (3.16)",
    "the greeting in the error (3.15)",
    "`uid=True` (3.16)",
    "UTF8 append mended (3.15)",
    "`__version__` (3.15)",
];

/// What has no call, for its row says why there is none.
const ABSENT: [&str; 1] = ["`__version__` (3.15)"];

struct Row {
    line: usize,
    imaplib: &'static str,
    here: &'static str,
    better: &'static str,
}

/// The rows of three columns. A bar within a cell is written `\|`.
fn rows() -> Vec<Row> {
    let mut rows = Vec::new();
    for (index, line) in DOCUMENT.lines().enumerate() {
        let Some(inside) = line.strip_prefix("| ").and_then(|line| line.strip_suffix('|')) else { continue };
        let ends: Vec<usize> = inside.match_indices(" | ").map(|(at, _)| at).collect();
        let [first, second] = ends[..] else { panic!("line {}: not three columns", index + 1) };
        let (imaplib, here) = (inside[..first].trim(), inside[first + 3..second].trim());
        rows.push(Row { line: index + 1, imaplib, here, better: inside[second + 3..].trim() });
    }
    rows.retain(|row| row.imaplib != "imaplib");
    rows
}

fn spans(cell: &str) -> impl Iterator<Item = &str> {
    cell.split('`').skip(1).step_by(2)
}

/// Without white space and the commas that rustfmt adds.
fn squeezed(text: &str) -> String {
    let text: String = text.split_whitespace().collect();
    text.replace(",)", ")").replace(",]", "]")
}

#[test]
fn no_row_is_missing() {
    let rows = rows();
    let named: BTreeSet<&str> = rows.iter().flat_map(|row| spans(row.imaplib)).collect();
    let whole: BTreeSet<&str> = rows.iter().map(|row| row.imaplib).collect();
    for name in METHODS.iter().chain(&NAMES) {
        assert!(named.contains(name), "no row has `{name}`");
    }
    for name in METHODS {
        let own = format!("`{name}`");
        assert!(whole.contains(own.as_str()), "{own} has no row of its own");
    }
    for matter in MATTERS {
        assert!(whole.contains(matter), "no row is about {matter}");
    }
}

#[test]
fn every_row_says_what_is_called_and_what_is_better() {
    for row in rows() {
        let absent = ABSENT.contains(&row.imaplib);
        assert_eq!(spans(row.here).next().is_none(), absent, "line {}: {}", row.line, row.here);
        assert!(row.better.len() > 3, "line {}: what is better?", row.line);
    }
}

#[test]
fn every_call_is_run_here() {
    // The tests' code without remarks, in which a call would not be run.
    let code = SOURCES.iter().flat_map(|source| source.lines());
    let code = code.filter(|line| !line.trim_start().starts_with("//")).collect::<Vec<_>>().join("\n");
    let code = squeezed(&code);
    let mut missing = Vec::new();
    for row in rows() {
        let calls = spans(row.here).map(|call| call.replace("\\|", "|"));
        missing.extend(
            calls
                .filter(|call| !code.contains(&squeezed(call)))
                .map(|call| format!("line {}: {call}", row.line)),
        );
    }
    assert!(missing.is_empty(), "not run by any test:\n{}", missing.join("\n"));
}
