//! docs/quirks.md has every quirk of the list, each with transcripts that are there.

use std::fs;
use std::path::Path;

/// How many the list has.
const QUIRKS: usize = 94;

#[test]
fn every_quirk_has_its_transcripts() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let text = fs::read_to_string(root.join("../../docs/quirks.md")).unwrap();
    let rows: Vec<Vec<&str>> = text
        .lines()
        .filter(|line| line.starts_with("| ") && !line.starts_with("| |"))
        .map(|line| line.trim_matches(['|', ' ']).split(" | ").collect())
        .collect();
    let numbers: Vec<usize> = rows.iter().map(|row| row[0].parse().unwrap()).collect();
    assert_eq!(numbers, (1..=QUIRKS).collect::<Vec<_>>());
    let mut named = Vec::new();
    for row in rows {
        let [number, what, transcripts] = row[..] else { panic!("{row:?}") };
        assert!(!what.is_empty(), "{number}");
        for name in transcripts.split(", ") {
            let file = root.join(format!("tests/transcripts/{name}.txt"));
            assert!(file.exists(), "quirk {number}: no transcript {name}");
            named.push(name.to_owned());
        }
    }
    for entry in fs::read_dir(root.join("tests/transcripts")).unwrap() {
        let name = entry.unwrap().file_name().into_string().unwrap().replace(".txt", "");
        assert!(!name.starts_with("quirk_") || named.contains(&name), "docs/quirks.md does not name {name}");
    }
}
