//! EXPUNGE.

use alloc::collections::VecDeque;
use alloc::vec::Vec;

use super::{Claim, Command, CommandWriter, Items, Outcome, States, Traits};
use crate::error::EncodeError;
use crate::response::{Data, Tagged};

/// EXPUNGE (RFC 9051 6.4.3): removes for good what is `\Deleted`. Valid when selected.
///
/// The output is the message numbers in the order they came: each counts with the ones before it already
/// gone. Every one is an event as well. They may include what other sessions removed. Where QRESYNC is on,
/// the server sends VANISHED events in their stead and the output is empty.
/// [`UidExpunge`](crate::ext::uidplus::UidExpunge) removes only messages you name.
///
/// ```
/// use imap_proto_core::{Execute, Flag, SeqSet, command::Expunge};
/// # let server = imap_testkit::Server::demo().listen_tcp()?;
/// # let mut session = imap_blocking::connect_tcp("localhost", server.port())?;
/// # session.login("demo", "demo")?;
/// # session.select("INBOX")?;
/// session.add_flags(SeqSet::range(2..=3)?, [Flag::Deleted])?;
/// assert_eq!(session.run(Expunge)?, [2, 2]); // or session.expunge()?
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[allow(clippy::exhaustive_structs, reason = "EXPUNGE has no argument and never will")]
pub struct Expunge;

impl Expunge {
    /// Removes what is `\Deleted`.
    pub fn new() -> Self {
        Self
    }
}

/// Notes an EXPUNGE; everybody else hears it as well. As rows, they fall under the connection's limits.
pub(crate) fn note(data: Data, items: &mut Items<'_, u32>) -> Claim {
    match data {
        Data::Expunge(number) => {
            items.push(number);
            Claim::Observe(Data::Expunge(number))
        }
        other => Claim::Pass(other),
    }
}

impl Command for Expunge {
    type Item = u32;
    type Output = Vec<u32>;
    const NAME: &'static str = "EXPUNGE";

    fn traits(&self) -> Traits {
        Traits::pipelined(States::Selected).with(|t| t.destructive = true)
    }

    fn encode(&mut self, w: &mut CommandWriter<'_>) -> Result<(), EncodeError> {
        w.word("EXPUNGE").finish()
    }

    fn on_data(&mut self, data: Data, items: &mut Items<'_, u32>) -> Claim {
        note(data, items)
    }

    fn on_tagged(&mut self, tagged: Tagged, _: &mut Items<'_, u32>) -> Outcome<Vec<u32>> {
        Outcome::ok_or_refused(tagged, Vec::new)
    }

    fn collect(output: &mut Vec<u32>, rows: VecDeque<u32>) {
        output.extend(rows);
    }
}

#[cfg(test)]
mod tests;
