//! Replays the fuzz seeds on a stable toolchain, with the oracle of the fuzz targets.
//!
//! The names of the seeds say what is expected behind a login, with default limits: `ok-` is read without a
//! complaint, `fatal-` loses framing, and with any other name (quirks of servers, cases of the security list)
//! the session goes on.

mod oracle;

use std::fs;
use std::path::Path;

use imap_proto_core::response::{Data, Response};
use oracle::{Event, check_decoder, check_framer};

fn seeds() -> Vec<(String, Vec<u8>)> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../fuzz/corpus/response_parser");
    let mut seeds: Vec<_> = fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap())
        .map(|entry| (entry.file_name().into_string().unwrap(), fs::read(entry.path()).unwrap()))
        // Beside the seeds lies what a fuzz run on this machine found, under its hash.
        .filter(|(name, _)| name.contains('.'))
        .collect();
    seeds.sort();
    assert!(seeds.len() >= 100, "only {} seeds", seeds.len());
    seeds
}

#[test]
fn seeds_mean_what_their_names_say() {
    for (name, data) in seeds() {
        let run = check_decoder(&data).unwrap();
        let fatal = name.starts_with("fatal-");
        assert_eq!(run.error.is_some(), fatal, "{name}: {:?}", run.error);
        assert!(fatal || !run.unfinished, "{name}: cut short");
        if name.starts_with("ok-") {
            assert!(!run.events.is_empty(), "{name}: nothing in it");
            assert_eq!(run.tolerated, 0, "{name}: {:?}", run.events);
            for event in &run.events {
                let known = matches!(event, Event::Response(response)
                    if !matches!(**response, Response::Data(Data::Unknown { .. })));
                assert!(known, "{name}: {event:?}");
            }
        }
    }
}

#[test]
fn seeds_in_every_set_up() {
    for (name, mut data) in seeds() {
        for seed in (0..=255).step_by(3) {
            data[0] = seed;
            let ran = std::panic::catch_unwind(|| {
                check_decoder(&data);
                check_framer(&data);
            });
            assert!(ran.is_ok(), "{name} with seed {seed}");
        }
    }
}

#[test]
fn seeds_cut_and_spliced() {
    let seeds = seeds();
    for (at, (name, data)) in seeds.iter().enumerate() {
        let (_, other) = &seeds[(at * 7 + 3) % seeds.len()];
        for cut in [1, 2, 3, 5].map(|part| data.len() * part / 6) {
            let mut spliced = data[..cut.max(1)].to_vec();
            spliced.extend_from_slice(other.get(other.len() / 3..).unwrap_or_default());
            let ran = std::panic::catch_unwind(|| {
                check_decoder(&spliced);
                check_framer(&spliced);
            });
            assert!(ran.is_ok(), "{name} cut at {cut}");
        }
    }
}
