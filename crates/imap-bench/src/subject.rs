//! What reads a load, and what of it counts.
//!
//! What counts is what happens in [`measured`], less what happens in [`uncounted`]: callgrind is told to toggle at
//! both. Making the load, starting and ending cost nothing that way, and the copy of received octets to where the
//! subject wants them is put at 1 an octet for all, whichever `memcpy` the machine has.

use bytes::BytesMut;

use crate::load::{Kind, Load};
use crate::ours::Ours;
use crate::peer::{AsyncImap, ImapCodec, ImapNext, ImapProto};
use crate::through::Through;

/// What became of a load.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Tally {
    /// Responses that were read.
    pub(crate) read: usize,
    /// Responses that were refused, or not understood.
    pub(crate) refused: usize,
}

impl Tally {
    pub(crate) fn count(&mut self, read: bool) {
        self.read += usize::from(read);
        self.refused += usize::from(!read);
    }
}

/// Something that reads what a server sends.
pub(crate) trait Subject {
    /// Makes what it needs for the load and is not to be measured.
    fn prepare(&mut self, _: &Load) {}

    /// Reads the load, handed over in chunks of at most `chunk` octets. Values are dropped as they come.
    fn read(&mut self, load: &Load, chunk: usize) -> Tally;

    /// From now on values are kept, owned, with room for this many.
    fn keep(&mut self, responses: usize);

    /// Octets that were searched for line ends, if the subject counts them.
    fn searched(&self) -> Option<u64> {
        None
    }
}

/// The peers.
pub(crate) const PEERS: [&str; 4] = ["imap-proto", "async-imap", "imap-codec", "imap-next"];

/// Ours: frame and parse, the same in a connection, and there with bodies streamed.
pub(crate) const OURS: [&str; 3] = ["ours", "connection", "streamed"];

/// All that the tables show.
pub(crate) const SUBJECTS: [&str; 7] =
    ["ours", "connection", "streamed", "imap-proto", "async-imap", "imap-codec", "imap-next"];

/// Streaming is for bodies: elsewhere it would be the connection once more.
pub(crate) fn reads(subject: &str, kind: Kind) -> bool {
    subject != "streamed" || matches!(kind, Kind::Lit20k | Kind::Lit64m)
}

/// A new subject; `none` is no subject, but the loop around it, and `commands` is the connection without rows.
pub(crate) fn subject(name: &str) -> Result<Box<dyn Subject>, String> {
    Ok(match name {
        "none" => Box::new(Nothing(vec![0; 256 << 10])),
        "ours" => Box::new(Ours::new()),
        "connection" => Box::new(Through::buffered()),
        "streamed" => Box::new(Through::streamed()),
        "commands" => Box::new(Through::without_rows()),
        "imap-proto" => Box::<ImapProto>::default(),
        "async-imap" => Box::<AsyncImap>::default(),
        "imap-codec" => Box::<ImapCodec>::default(),
        "imap-next" => Box::new(ImapNext::new()),
        other => return Err(format!("no such subject: {other}; there are none, {}", SUBJECTS.join(", "))),
    })
}

/// Does nothing but the copies.
struct Nothing(Vec<u8>);

impl Subject for Nothing {
    fn read(&mut self, load: &Load, chunk: usize) -> Tally {
        for chunk in load.octets.chunks(chunk) {
            for piece in chunk.chunks(self.0.len()) {
                copy_in(&mut self.0[..piece.len()], piece);
            }
        }
        Tally { read: load.responses, refused: 0 }
    }

    fn keep(&mut self, _: usize) {}
}

/// All that counts as the subject's.
#[inline(never)]
pub(crate) fn measured(subject: &mut dyn Subject, load: &Load, chunk: usize) -> Tally {
    subject.read(load, chunk)
}

/// What does not count: a system call would do it.
#[inline(never)]
pub(crate) fn uncounted(copy: impl FnOnce()) {
    copy();
}

/// The copy of received octets to a slot.
pub(crate) fn copy_in(slot: &mut [u8], octets: &[u8]) {
    uncounted(|| slot.copy_from_slice(octets));
}

/// The copy of received octets to the end of a buffer. Room for them is the buffer's business, and counts.
pub(crate) fn append(buffer: &mut BytesMut, octets: &[u8]) {
    buffer.reserve(octets.len());
    uncounted(|| buffer.extend_from_slice(octets));
}
