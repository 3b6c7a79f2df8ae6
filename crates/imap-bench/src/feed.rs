//! One subject reads one load once. `imap-bench feed` does just that and ends, for valgrind to count.
//!
//! What is counted is what happens in [`measured`], less what happens in [`copy_in`]: `callgrind` is told to toggle
//! at both. Making the load, starting and ending cost nothing that way, and the copy of the octets into the place
//! where the subject wants them is put at 1 an octet for all, whichever `memcpy` the machine has.

use crate::load::{Kind, Load};
use crate::ours::Ours;
use crate::through::Through;

/// What became of a load.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Tally {
    /// Responses that were read.
    pub(crate) read: usize,
    /// Responses that were refused, or not understood.
    pub(crate) refused: usize,
}

/// Something that reads what a server sends.
pub(crate) trait Subject {
    /// Reads the load, handed over in chunks of at most `chunk` octets. Values are dropped as they come.
    fn read(&mut self, load: &Load, chunk: usize) -> Tally;
}

/// Does nothing but the copies: what the loop itself costs.
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
}

/// The names of the subjects. `none` is no subject, but the loop.
pub(crate) const SUBJECTS: [&str; 3] = ["none", "ours", "connection"];

/// A subject that is ready for this load.
pub(crate) fn subject(name: &str) -> Option<Box<dyn Subject>> {
    Some(match name {
        "none" => Box::new(Nothing(vec![0; 256 << 10])),
        "ours" => Box::new(Ours::new()),
        "connection" => Box::new(Through::new()),
        _ => return None,
    })
}

/// All that counts as the subject's.
#[inline(never)]
pub(crate) fn measured(subject: &mut dyn Subject, load: &Load, chunk: usize) -> Tally {
    subject.read(load, chunk)
}

/// The copy of received octets to where the subject reads them, as a system call would do it.
#[inline(never)]
pub(crate) fn copy_in(slot: &mut [u8], octets: &[u8]) {
    slot.copy_from_slice(octets);
}

/// `feed --load L --subject S [--chunk N|whole] [--size N]`
pub(crate) fn run(args: &[String]) -> Result<(), String> {
    let value = |name: &str| {
        let at = args.iter().position(|arg| arg == name)?;
        args.get(at + 1).map(String::as_str)
    };
    let number = |text: &str| text.parse::<usize>().map_err(|e| format!("{text}: {e}"));
    let kind = value("--load").and_then(Kind::named).ok_or("--load takes the name of a load")?;
    let chunk = match value("--chunk") {
        None | Some("whole") => usize::MAX,
        Some(text) => number(text)?.max(1),
    };
    let size = value("--size").map_or_else(|| Ok(kind.size()), number)?;
    let load = Load::new(kind, size);
    let name = value("--subject").unwrap_or("ours");
    let mut subject = subject(name).ok_or_else(|| format!("--subject is one of {SUBJECTS:?}"))?;
    let tally = measured(&mut *subject, &load, chunk);
    println!(
        "{} {name}: {} octets, {} responses; {} read, {} refused",
        kind.name(),
        load.octets.len(),
        load.responses,
        tally.read,
        tally.refused
    );
    Ok(())
}
