//! Replays the seeds of the fuzz target `command_encoder` on a stable toolchain, with its oracle, and octets of a
//! generator beside them.

#[path = "oracle/commands.rs"]
mod commands;
mod peer;

use std::fs;
use std::path::Path;

use proptest::prelude::*;

#[test]
fn seeds_are_sent_or_refused() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../fuzz/corpus/command_encoder");
    let mut seeds: Vec<_> = fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap())
        .map(|entry| (entry.file_name().into_string().unwrap(), fs::read(entry.path()).unwrap()))
        // Beside the seeds lies what a fuzz run on this machine found, under its hash.
        .filter(|(name, _)| name.contains('.'))
        .collect();
    seeds.sort();
    assert!(seeds.len() >= 16, "only {} seeds", seeds.len());
    for (name, data) in seeds {
        // As the name says.
        assert_eq!(commands::check(&data), !name.starts_with("refused-"), "{name}");
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(1_500))]

    #[test]
    fn any_octets(data in prop::collection::vec(prop_oneof![2 => any::<u8>(), 1 => Just(0x22_u8), 3 => 0x20..0x7f_u8], 0..120)) {
        commands::check(&data);
    }
}
