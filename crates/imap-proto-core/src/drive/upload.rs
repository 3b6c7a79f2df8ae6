//! Uploads, as far as drivers share them: whose octets are due, the memory they pass through, how far it is.

use core::fmt;

use bytes::{Bytes, BytesMut};

use crate::conn::{CommandId, Owed};
use crate::error::{CloseReason, CommandError};
use crate::layer::Wire;

/// Octets that a driver reads from an upload's reader at a time. So many wait to be written before it goes on reading.
pub const UPLOAD_CHUNK: usize = 64 << 10;

/// How far an upload is: what a driver tells after every chunk.
///
/// The connection has these octets. At most two chunks of 64 KiB of them, and what a layer and the system buffer, were
/// not written yet.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Progress {
    /// Which literal of the command, counted from 0.
    pub part: usize,
    /// Octets of it that are on their way.
    pub done: u64,
    /// Octets of it to come.
    pub left: u64,
}

/// The reader that is due, and where its octets go.
pub type Room<'a, R> = Option<(&'a mut R, &'a mut [u8])>;

/// The readers of an upload, one for each part, and memory for one chunk, which is filled again and again.
///
/// A driver reads into [`room`](Self::room) and says [`filled`](Self::filled).
pub struct Feed<I: Iterator> {
    id: CommandId,
    readers: I,
    reader: Option<I::Item>,
    /// Readers that were taken, the one at hand included.
    taken: usize,
    owed: Option<Owed>,
    /// The chunk that is being filled, and the octets in it.
    chunk: BytesMut,
    len: usize,
    /// The chunk before, whose memory is ours again once it was written.
    spent: Bytes,
    /// Octets of the part at hand that were supplied.
    done: u64,
}

impl<I: Iterator> fmt::Debug for Feed<I> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Feed").field("id", &self.id).field("owed", &self.owed).finish_non_exhaustive()
    }
}

impl<I: Iterator> Feed<I> {
    /// For this upload; the readers are in the order of its parts, and each is taken when its part is due.
    pub fn new(id: CommandId, readers: impl IntoIterator<IntoIter = I, Item = I::Item>) -> Self {
        Self {
            id,
            readers: readers.into_iter(),
            reader: None,
            taken: 0,
            owed: None,
            chunk: BytesMut::new(),
            len: 0,
            spent: Bytes::new(),
            done: 0,
        }
    }

    /// The reader that is due, and where its octets go, which is never empty. `None`: move octets, for the server is
    /// not ready, or enough waits to be written.
    ///
    /// # Errors
    /// There is no reader for this part: give the upload up.
    pub fn room(&mut self, wire: &Wire) -> Result<Room<'_, I::Item>, CommandError> {
        self.owed = wire.owed(self.id).filter(|_| wire.unwritten() < UPLOAD_CHUNK as u64);
        let Some(owed) = self.owed else { return Ok(None) };
        // The reader of a part of no octets is passed over: such a part is never due.
        while self.taken <= owed.part {
            self.reader = Some(self.readers.next().ok_or(SHORT)?);
            self.taken += 1;
            self.done = 0;
        }
        let most = usize::try_from(owed.left).map_or(UPLOAD_CHUNK, |left| left.min(UPLOAD_CHUNK));
        if self.len == 0 && self.chunk.len() < most {
            let spent = core::mem::take(&mut self.spent).try_into_mut().unwrap_or_default();
            self.chunk = if spent.len() < most { BytesMut::zeroed(most) } else { spent };
        }
        let end = most.min(self.chunk.len());
        Ok(self.reader.as_mut().zip(self.chunk.get_mut(self.len..end)))
    }

    /// The first `n` octets of the room were filled; the chunk is handed over if that filled it.
    ///
    /// # Errors
    /// Nothing was filled, so the reader ran short: give the upload up.
    pub fn filled(&mut self, n: usize, wire: &mut Wire) -> Result<Option<Progress>, CommandError> {
        let left = self.owed.map_or(0, |owed| owed.left);
        let most = self.chunk.len().min(usize::try_from(left).unwrap_or(usize::MAX));
        self.len = self.len.saturating_add(n).min(most);
        match n {
            0 => Err(SHORT),
            _ if self.len < most => Ok(None),
            _ => Ok(self.supply(wire)),
        }
    }

    /// Hands over what was read so far, for the reader has no more for now; `None` when that is nothing.
    pub fn supply(&mut self, wire: &mut Wire) -> Option<Progress> {
        let Some((len @ 1.., owed)) = self.owed.map(|owed| (self.len, owed)) else { return None };
        let chunk = core::mem::take(&mut self.chunk).freeze();
        let left = wire.supply(self.id, chunk.slice(..len));
        self.spent = chunk;
        self.len = 0;
        self.done += len as u64;
        Some(Progress { part: owed.part, done: self.done, left })
    }
}

/// What was announced will not come.
const SHORT: CommandError = CommandError::Closed(CloseReason::UploadAbandoned);

#[cfg(test)]
mod tests {
    use super::*;
    use crate::command::AppendMessage;
    use crate::conn::Config;
    use crate::ext::MultiAppend;

    fn upload(lengths: &[u64]) -> (Wire, CommandId) {
        let mut wire = Wire::new(Config::default().allow_preauth());
        let messages = lengths.iter().map(|len| AppendMessage::stream(*len));
        let id = wire.submit_upload(MultiAppend::new("x").messages(messages).unchecked()).id();
        let greeting = b"* PREAUTH [CAPABILITY IMAP4rev1 LITERAL+] hi\r\n";
        wire.input_slot()[..greeting.len()].copy_from_slice(greeting);
        wire.input_filled(greeting.len());
        (wire, id)
    }

    fn written(wire: &mut Wire) -> usize {
        let mut octets = 0;
        while !wire.output().is_empty() {
            let n = wire.output().len();
            wire.output_written(n);
            octets += n;
        }
        octets
    }

    #[test]
    fn the_same_memory_is_filled_again() {
        let (mut wire, id) = upload(&[10 << 20]);
        written(&mut wire);
        let line = b"+ go\r\n";
        wire.input_slot()[..line.len()].copy_from_slice(line);
        wire.input_filled(line.len());
        let mut feed = Feed::new(id, ["reader"]);
        let (mut places, mut total) = (alloc::vec::Vec::new(), 0);
        while let Some((reader, room)) = feed.room(&wire).unwrap() {
            assert_eq!((*reader, room.len()), ("reader", UPLOAD_CHUNK));
            places.push(room.as_ptr());
            total += feed.filled(UPLOAD_CHUNK, &mut wire).unwrap().map_or(0, |_| UPLOAD_CHUNK);
            assert!(feed.room(&wire).unwrap().is_none(), "a chunk waits to be written");
            written(&mut wire);
        }
        assert_eq!((total, places.len()), (10 << 20, 160));
        assert!(places.iter().all(|place| *place == places[0]), "memory was got once");
    }

    #[test]
    fn readers_belong_to_parts_and_small_parts_gather() {
        let (mut wire, id) = upload(&[5, 1000, 3]);
        let mut feed = Feed::new(id, ["a", "b"]);
        let (reader, room) = feed.room(&wire).unwrap().unwrap();
        assert_eq!((*reader, room.len()), ("a", 5));
        assert_eq!(feed.filled(2, &mut wire).unwrap(), None, "the chunk is not full");
        assert_eq!(feed.room(&wire).unwrap().unwrap().1.len(), 3);
        let Some(Progress { part: 0, done: 5, left: 0 }) = feed.filled(9, &mut wire).unwrap() else {
            panic!()
        };
        let (reader, room) = feed.room(&wire).unwrap().unwrap();
        assert_eq!((*reader, room.len()), ("b", 1000));
        assert_eq!(feed.supply(&mut wire), None, "there is nothing to hand over");
        feed.filled(400, &mut wire).unwrap();
        let Some(Progress { part: 1, done: 400, left: 600 }) = feed.supply(&mut wire) else { panic!() };
        assert_eq!(feed.room(&wire).unwrap().unwrap().1.len(), 600);
        feed.filled(600, &mut wire).unwrap();
        assert!(matches!(feed.room(&wire), Err(CommandError::Closed(CloseReason::UploadAbandoned))));
        assert!(feed.filled(0, &mut wire).is_err());
        assert!(written(&mut wire) > 1005);
    }
}
