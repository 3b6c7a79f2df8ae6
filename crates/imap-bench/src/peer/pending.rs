//! The loop around a parser that is handed all that is pending, and begins again at its front after each read.

use bytes::{Buf as _, BytesMut};

use crate::subject::{Tally, append};

/// Octets that no response was read from.
#[derive(Debug, Default)]
pub(super) struct Pending {
    octets: BytesMut,
    /// Nothing is tried with fewer octets.
    needs: usize,
    /// A response was refused, and its end has not come.
    skipping: bool,
}

/// What the parser made of the pending octets.
pub(super) enum Step {
    /// A response, and this many octets behind it.
    Read { left: usize },
    /// Nothing yet, and it is no use to ask before this many octets have come on top.
    Wait { more: usize },
    /// It is none.
    Refused,
}

impl Pending {
    /// Hands all octets to the parser, in chunks. A response that it refuses is skipped up to its line's end.
    pub(super) fn read(&mut self, load: &[u8], chunk: usize, mut parse: impl FnMut(&[u8]) -> Step) -> Tally {
        let mut tally = Tally::default();
        for chunk in load.chunks(chunk) {
            append(&mut self.octets, chunk);
            while !self.octets.is_empty() && self.octets.len() >= self.needs {
                let go_on = if self.skipping { self.skip() } else { self.step(&mut parse, &mut tally) };
                if !go_on {
                    break;
                }
            }
        }
        tally
    }

    /// One response; false when more octets are needed.
    fn step(&mut self, parse: &mut impl FnMut(&[u8]) -> Step, tally: &mut Tally) -> bool {
        self.needs = 0;
        match parse(&self.octets) {
            Step::Read { left } => {
                self.octets.advance(self.octets.len() - left);
                tally.read += 1;
            }
            Step::Wait { more } => {
                self.needs = self.octets.len() + more;
                return false;
            }
            Step::Refused => {
                tally.refused += 1;
                self.skipping = true;
            }
        }
        true
    }

    /// On to the line behind the one that was refused; false when its end has not come.
    fn skip(&mut self) -> bool {
        let end = self.octets.iter().position(|octet| *octet == b'\n');
        self.octets.advance(end.map_or(self.octets.len(), |at| at + 1));
        self.skipping = end.is_none();
        !self.skipping
    }
}
