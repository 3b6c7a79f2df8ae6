use crate::load::{Kind, Sized};
use crate::subject::{PEERS, SUBJECTS, Tally, subject};

/// A peer that refused a load would be measured doing something else.
#[test]
fn peers_read_what_they_are_measured_with() {
    for kind in Kind::all().filter(|kind| *kind != Kind::Esearch) {
        let load = Sized::scaled(kind, 100).make();
        for name in PEERS {
            for chunk in [1460, 16_384, usize::MAX] {
                let tally = subject(name).unwrap().read(&load, chunk);
                let all = Tally { read: load.responses, refused: 0 };
                assert_eq!(tally, all, "{name}: {} in {chunk}", kind.name());
            }
        }
    }
}

#[test]
fn peers_refuse_esearch() {
    let load = Sized { kind: Kind::Esearch, size: 10 }.make();
    for name in PEERS {
        let tally = subject(name).unwrap().read(&load, 16_384);
        assert_eq!((tally.read, tally.refused > 0), (0, true), "{name}");
    }
}

#[test]
fn every_subject_has_a_reader() {
    for name in SUBJECTS.iter().chain(&["none"]) {
        assert!(subject(name).is_ok(), "{name}");
    }
    assert!(subject("imap").is_err());
}
