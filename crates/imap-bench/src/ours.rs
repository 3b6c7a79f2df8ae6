//! Ours: framer and parser, each value owned, complete and typed.

use imap_proto_core::frame::Phase;
use imap_proto_core::parse::{Decoder, Parsed};
use imap_proto_core::response::{Data, Response};
use imap_proto_core::{Leniency, Limits};

use crate::load::Load;
use crate::subject::{Subject, Tally};

/// Frame and parse, without a connection.
#[derive(Debug)]
pub(crate) struct Ours {
    decoder: Decoder,
    kept: Option<Vec<Parsed>>,
}

/// The limits as they are, but for literals above 64 MiB, which the scaling tables have.
pub(crate) fn limits() -> Limits {
    Limits::default().with(|limits| {
        limits.literal = 512 << 20;
        limits.response = 1 << 30;
    })
}

impl Ours {
    pub(crate) fn new() -> Self {
        let mut decoder = Decoder::new(&limits(), &Leniency::default());
        decoder.set_phase(Phase::Authenticated);
        Self { decoder, kept: None }
    }
}

impl Subject for Ours {
    fn read(&mut self, load: &Load, chunk: usize) -> Tally {
        let mut tally = Tally::default();
        for mut octets in load.octets.chunks(chunk) {
            while !octets.is_empty() {
                octets = &octets[self.decoder.put(octets)..];
                while let Ok(Some(parsed)) = self.decoder.next() {
                    match &parsed {
                        Parsed::Response(Response::Data(Data::Unknown { .. })) => tally.refused += 1,
                        Parsed::Response(_) => tally.read += 1,
                        _ => tally.refused += 1,
                    }
                    if let Some(kept) = &mut self.kept {
                        kept.push(parsed);
                    }
                }
            }
        }
        tally
    }

    fn keep(&mut self, responses: usize) {
        self.kept = Some(Vec::with_capacity(responses));
    }

    fn searched(&self) -> Option<u64> {
        Some(self.decoder.framer().searched())
    }
}
