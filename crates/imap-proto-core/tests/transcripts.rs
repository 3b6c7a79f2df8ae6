//! Every transcript, at chunk sizes 1, 2, 3, 7, 64 and whole, with identical events; and cut at every octet.

use std::path::Path;

/// Runs `check` on each transcript and reports all that fail.
fn each(check: fn(&str) -> Result<(), String>) {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/transcripts");
    let mut failed = Vec::new();
    let mut files: Vec<_> = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    files.retain(|file| file.extension().is_some_and(|e| e == "txt"));
    files.sort();
    for file in &files {
        let text = std::fs::read_to_string(file).unwrap();
        if let Err(error) = check(&text) {
            failed.push(format!("{}: {error}", file.file_stem().unwrap().to_string_lossy()));
        }
    }
    assert!(
        failed.is_empty(),
        "{} of {} transcripts fail:\n{}",
        failed.len(),
        files.len(),
        failed.join("\n")
    );
    assert!(files.len() >= 40, "only {} transcripts were found", files.len());
}

#[test]
fn transcripts() {
    each(|text| imap_testkit::runner::run_with(text, imap_transcripts::submit));
}

#[test]
fn the_transport_may_end_anywhere() {
    each(|text| imap_testkit::runner::cut_everywhere(text, imap_transcripts::submit));
}
