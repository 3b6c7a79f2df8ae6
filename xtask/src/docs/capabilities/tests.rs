use super::{announced, matches, modules, needs, problems, says, served, table, unshown, variant};
use crate::docs::registry::{EXCEPTIONS, REGISTRY, REMARKS};
use crate::tidy::source::{File, sources};

fn file(path: &str, text: &str) -> File {
    File { path: path.to_owned(), text: text.to_owned() }
}

fn files() -> Vec<File> {
    vec![
        file(
            "crates/imap-proto-core/src/ext/sort.rs",
            "//! SORT (RFC 5256; SORT=DISPLAY).\npub fn display() { Param::of(\"X\", &[\"SORT=DISPLAY\"]); }\n",
        ),
        file("crates/imap-proto-core/src/ext/sort/key.rs", "//! Keys.\npub struct SortKey;\n"),
        file(
            "crates/imap-proto-core/src/command/idle.rs",
            "//! Waits.\npub struct Idle;\nfn x() { Capability::Idle }\n",
        ),
        file("crates/imap-proto-core/src/types/capability.rs", "(\"IDLE\", Capability::Idle),"),
        file(
            "crates/imap-proto-core/tests/transcripts/sort.txt",
            "S: * PREAUTH [CAPABILITY IMAP4rev1 SORT] hi\n",
        ),
    ]
}

#[test]
fn finds_what_serves() {
    let (files, modules) = (files(), modules(&sources(&files())));
    assert_eq!(served("SORT", &modules, &files), "`ext::sort`: `display`, `SortKey`");
    assert_eq!(served("SORT=DISPLAY", &modules, &files), "`ext::sort`: `display`, `SortKey`");
    assert_eq!(served("IDLE", &modules, &files), "`command::idle`: `Idle`");
    assert_eq!(served("ESORT", &modules, &files), "");
    let table = table(&files, &sources(&files));
    assert!(table.contains("| `SORT` | RFC 5256 | `ext::sort`: `display`, `SortKey` | sort |\n"), "{table}");
}

#[test]
fn a_capability_without_row_or_reason_is_a_problem() {
    // Three are served by the sample, of which none is excepted.
    let unserved = problems(&files(), &sources(&files())).len() - unshown(&files()).len();
    assert_eq!(unserved, REGISTRY.len() - EXCEPTIONS.len() - REMARKS.len() - 3);
    let sieve = [file("crates/imap-proto-core/src/ext/sieve.rs", "//! IMAPSIEVE (RFC 6785).\n")];
    let found = problems(&sieve, &sources(&sieve));
    assert!(found.iter().any(|problem| format!("{problem:?}").contains("take it out")), "{found:?}");
}

#[test]
fn a_capability_without_transcript_or_reason_is_a_problem() {
    // The sample shows SORT and IMAP4rev1; a remark on what serves it excuses nothing.
    let missing = unshown(&files());
    assert_eq!(missing.len(), REGISTRY.len() - EXCEPTIONS.len() - 2);
    assert!(!missing.is_empty() && problems(&files(), &sources(&files())).starts_with(&missing));
}

#[test]
fn names_are_words() {
    assert!(says("LANGUAGE and I18NLEVEL", "LANGUAGE") && !says("SORT=DISPLAY", "SORT"));
    assert!(says("`I18NLEVEL=1`", "I18NLEVEL=1") && says("RIGHTS=texk", "RIGHTS=") && !says("CREATE-X", "X"));
    assert!(matches("AUTH=PLAIN", "AUTH=") && matches("QUOTA=RES-STORAGE", "QUOTA=RES-*"));
    assert!(!matches("AUTHX", "AUTH=") && !matches("IDLE", "ID"));
    assert!(
        needs("f(&[\"A\", \"ID\"])", "ID")
            && needs("Capability::of(\"ID\")", "ID")
            && !needs("(\"ID\")", "ID")
    );
    assert_eq!(variant("(\"ID\", Capability::Id),", "ID").as_deref(), Some("Capability::Id"));
}

#[test]
fn greetings_announce() {
    assert!(announced("S: * PREAUTH [CAPABILITY IMAP4rev1 ID] hi", "ID"));
    assert!(announced("config preauth assume=ID", "ID"));
    assert!(!announced("C: AAAA1 ENABLE ID", "ID") && !announced("S: * ID NIL", "ID"));
}
