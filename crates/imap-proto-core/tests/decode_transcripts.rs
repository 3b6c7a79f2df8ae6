//! `decode --summary` over what the servers of all transcripts say: malformed is only what is meant to be.

#[allow(dead_code, reason = "its main is not used here")]
#[path = "../examples/decode.rs"]
mod decode;

use std::fs;
use std::path::Path;

use imap_testkit::runner::{Step, parse};

/// Transcripts with lines that cannot be read, each because that is what it shows.
const MALFORMED: &[&str] = &[
    "acl",
    "annotatemore",
    "bare_lf_in_list",
    "context_search",
    "convert",
    "expunge_above_exists",
    "fetch_zero",
    "garbage_before_auth",
    "garbage_greeting",
    "jmapaccess",
    "language",
    "literal_odd_forms",
    "logout_tagged_bye",
    "malformed_line",
    "metadata",
    "nul_forgiven",
    "nul_in_line",
    "numbers_too_large",
    "partial",
    "quirk_08_negative_size",
    "quota",
    "sort",
    "starttls_tampered_capabilities",
    "strange_lines",
    "stream_malformed",
    "tagged_unreadable",
    "tagless_bad",
    "tagless_bad_in_upload",
    "thread",
    "uidbatches",
    "uidonly",
    "unknown_nested",
    "urlauth",
    "xlist",
];

/// Transcripts about framing that is lost. What a phase, a command in flight or a setting of theirs makes fatal is not
/// here: the tool is behind a login, with default limits.
const LOST: &[&str] = &[
    "huge_body_refused",
    "huge_literal_refused",
    "literal_bare_lf",
    "literal_bare_lf_allowed",
    "literal_overflow",
    "quirk_07_bare_lf_marker",
];

/// Malformed lines, and whether framing was lost.
fn summary(text: &str) -> (u64, bool) {
    let steps = parse(text).unwrap();
    let server = steps.into_iter().filter_map(|(_, step)| match step {
        Step::Server(octets) => Some(octets),
        _ => None,
    });
    let octets = server.collect::<Vec<_>>().concat();
    let (mut output, mut complaints) = (Vec::new(), Vec::new());
    let arguments = ["--quiet", "--summary"].iter().map(Into::into);
    let status = decode::run(arguments, &mut octets.as_slice(), &mut output, &mut complaints);
    let line = String::from_utf8(output).unwrap();
    let count = line.split(' ').find_map(|word| word.strip_prefix("malformed=")).unwrap();
    (count.parse().unwrap(), status == 3)
}

#[test]
fn only_malformed_input_is_malformed() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/transcripts");
    let (mut malformed, mut lost) = (Vec::new(), Vec::new());
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        let name = path.file_stem().unwrap().to_string_lossy().into_owned();
        let (count, fatal) = summary(&fs::read_to_string(&path).unwrap());
        if count > 0 {
            malformed.push(name.clone());
        }
        if fatal {
            lost.push(name);
        }
    }
    malformed.sort();
    lost.sort();
    assert_eq!(malformed, MALFORMED, "read on the left, listed on the right");
    assert_eq!(lost, LOST, "lost on the left, listed on the right");
}
