use super::{KINDS, Kind, Load};
use crate::ours::Ours;
use crate::subject::{Subject, Tally};
use crate::through::Through;

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
            // ESEARCH may be read as an unknown response: that is not counted as read.
            let refused = if kind == Kind::Esearch { 0 } else { refused };
            assert_eq!(refused, 0, "{name} in {chunk}");
            assert!(read == load.responses || kind == Kind::Esearch, "{name} in {chunk}: {read}");
        }
    }
}

#[test]
fn a_connection_gives_out_every_row() {
    for (kind, name, _) in KINDS {
        let load = small(kind);
        let tally = Through::new().read(&load, 16_384);
        assert_eq!(tally.read + tally.refused, load.responses, "{name}");
        assert!(tally.refused == 0 || kind == Kind::Esearch, "{name}");
    }
}
