//! Who takes what a command brings, as a program would, and drops it.

use imap_proto_core::command::{Command, FetchPiece, FetchStream, Status, UidSearch};

use imap_proto_core::ext::UidSearchReturn;

use crate::subject::Tally;

/// Takes the rows and the result of commands.
pub(crate) trait Taker<C: Command> {
    /// Whether the command has rows, to be pulled one by one.
    const ROWS: bool;

    fn row(&mut self, row: C::Item, tally: &mut Tally);

    /// The result of one that succeeded.
    fn result(&mut self, result: C::Output, tally: &mut Tally);
}

/// Takes rows.
#[derive(Debug)]
pub(crate) struct Rows;

impl<R, C: Command<Item = R, Output = Vec<R>>> Taker<C> for Rows {
    const ROWS: bool = true;

    fn row(&mut self, _: R, tally: &mut Tally) {
        tally.read += 1;
    }

    fn result(&mut self, left: Vec<R>, tally: &mut Tally) {
        tally.read += left.len();
    }
}

/// Takes results: numbers that were found, or the counters of a mailbox.
#[derive(Debug)]
pub(crate) struct Results;

impl Taker<UidSearch> for Results {
    const ROWS: bool = false;

    fn row(&mut self, row: <UidSearch as Command>::Item, _: &mut Tally) {
        match row {}
    }

    /// No load finds nothing.
    fn result(&mut self, found: <UidSearch as Command>::Output, tally: &mut Tally) {
        tally.count(!found.numbers.is_empty());
    }
}

impl Taker<UidSearchReturn> for Results {
    const ROWS: bool = false;

    fn row(&mut self, row: <UidSearchReturn as Command>::Item, _: &mut Tally) {
        match row {}
    }

    /// Ranges stay ranges.
    fn result(&mut self, found: <UidSearchReturn as Command>::Output, tally: &mut Tally) {
        tally.count(found.uids().is_some() && found.count().is_some());
    }
}

impl Taker<Status> for Results {
    const ROWS: bool = false;

    fn row(&mut self, row: <Status as Command>::Item, _: &mut Tally) {
        match row {}
    }

    fn result(&mut self, counters: <Status as Command>::Output, tally: &mut Tally) {
        tally.count(counters.messages().is_some());
    }
}

/// Takes bodies chunk by chunk. A row counts if one body came before it, whole.
#[derive(Debug, Default)]
pub(crate) struct Bodies {
    /// Octets that are to come.
    left: u64,
    whole: usize,
}

impl Taker<FetchStream> for Bodies {
    const ROWS: bool = true;

    fn row(&mut self, piece: FetchPiece, tally: &mut Tally) {
        match piece {
            FetchPiece::BodyStart(head) => self.left = head.len,
            FetchPiece::BodyChunk(octets) => self.left = self.left.wrapping_sub(octets.len() as u64),
            FetchPiece::BodyEnd => self.whole += usize::from(self.left == 0),
            _ => tally.count(std::mem::take(&mut self.whole) == 1),
        }
    }

    fn result(&mut self, _: <FetchStream as Command>::Output, _: &mut Tally) {}
}
