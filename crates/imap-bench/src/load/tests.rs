use super::{Asked, KINDS, Kind, Load};
use crate::ours::Ours;
use crate::subject::{Subject as _, Tally, reads, subject as subject_named};

/// A small part of a load.
fn small(kind: Kind) -> Load {
    Load::new(kind, (kind.size() / 50).max(201))
}

#[test]
fn loads_repeat_and_have_their_names() {
    for (kind, name, _) in KINDS {
        assert_eq!((Kind::named(name), kind.name()), (Some(kind), name));
        let (one, two) = (small(kind), small(kind));
        assert!(one.octets == two.octets, "{name}");
        assert_eq!(one.steps.last().map(|step| step.1), Some(one.octets.len()), "{name}");
    }
}

#[test]
fn ours_reads_every_response_in_any_chunks() {
    for (kind, name, _) in KINDS {
        let load = small(kind);
        for chunk in [1, 1460, 16_384, usize::MAX] {
            let Tally { read, refused } = Ours::new().read(&load, chunk);
            assert_eq!((read, refused), (load.responses, 0), "{name} in {chunk}");
        }
    }
}

/// An event instead of a row, or a command that does not end, would be refused.
#[test]
fn a_connection_gives_every_row_to_the_command_that_waits() {
    for (kind, name, _) in KINDS {
        let load = small(kind);
        let all = Tally { read: load.responses, refused: 0 };
        for subject in ["connection", "streamed", "commands"].iter().filter(|subject| reads(subject, kind)) {
            for chunk in [100, 16_384, usize::MAX] {
                let mut reader = subject_named(subject).unwrap();
                reader.prepare(&load);
                assert_eq!(reader.read(&load, chunk), all, "{name} in {chunk}, {subject}");
            }
        }
    }
}

/// Only news may reach nobody.
#[test]
fn loads_answer_commands() {
    for (kind, name, _) in KINDS {
        let steps = small(kind).steps;
        assert!(steps.iter().all(|(asked, _)| *asked != Asked::Nothing) || kind == Kind::Mixed, "{name}");
    }
}
