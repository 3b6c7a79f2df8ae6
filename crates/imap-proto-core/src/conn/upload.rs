//! Uploads: literals whose octets the caller supplies, any number of them in one command.

use alloc::collections::VecDeque;

use bytes::Bytes;

use super::inflight::Stage;
use super::{CommandId, Connection};
use crate::command::Segment;

/// What an upload owes to the server now: one literal was announced, and the server takes it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Owed {
    /// Which of the command's literals it is; those that the caller supplies are counted, from 0.
    pub part: usize,
    /// Octets of it that are still to come.
    pub left: u64,
}

impl Connection {
    /// Octets for an upload that wants them ([`Event::WantLiteral`](super::Event::WantLiteral)); more than it owes of
    /// this literal is cut off. Returns the octets of it still owed.
    pub fn supply(&mut self, id: CommandId, chunk: Bytes) -> u64 {
        let left = self.own(id).map_or(0, |id| self.supply_octets(id, chunk));
        self.release();
        left
    }

    /// What an upload owes now; `None` while it waits for the server, and when it has ended.
    ///
    /// It never owes nothing: a literal of no octets is not asked for, though it counts as a part.
    pub fn owed(&self, id: CommandId) -> Option<Owed> {
        let id = self.own(id)?;
        let entry = self.flying.find(id)?;
        let Stage::AwaitOctets { left } = entry.stage else { return None };
        // The one under way is counted already.
        Some(Owed { part: entry.parts.saturating_sub(1), left })
    }

    /// Octets that wait to be written. Those that a layer holds are not among them.
    pub fn unwritten(&self) -> u64 {
        self.out.queued() - self.out.written()
    }

    fn supply_octets(&mut self, id: u64, chunk: Bytes) -> u64 {
        let Some(index) = self.flying.position(id) else { return 0 };
        let Some(entry) = self.flying.get_mut(index) else { return 0 };
        let Stage::AwaitOctets { left } = entry.stage else { return 0 };
        let take = usize::try_from(left).unwrap_or(usize::MAX).min(chunk.len());
        let left = left - take as u64;
        entry.stage = Stage::AwaitOctets { left };
        self.out.push_bytes(chunk.slice(..take));
        entry.end = self.out.queued();
        if left == 0 {
            let early = entry.early.take();
            if early.is_some() {
                end_line(&mut entry.rest);
            }
            self.continue_sending(index);
            if let Some(tagged) = early {
                self.complete(index, *tagged);
            }
        }
        left
    }
}

/// The command is refused already: what was announced is filled, and no further literal is.
fn end_line(rest: &mut VecDeque<Segment>) {
    if rest.iter().any(|segment| !matches!(segment, Segment::Line(_) | Segment::Secret(_))) {
        rest.clear();
        rest.push_back(Segment::Line(b"\r\n".to_vec()));
    }
}
