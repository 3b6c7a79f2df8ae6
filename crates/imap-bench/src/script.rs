//! What a server sends to a connection: the rows of a load, each command's tagged line behind them.
//!
//! It is made before anything is measured, as the loads are. The tags are those that the connection will give; if it gave
//! others its commands would not end, and the pass would count as refused.

use std::fmt::Write as _;
use std::ops::Range;

use imap_proto_core::response::MailboxStatus;
use imap_proto_core::types::{MailboxName, NameForm};

use crate::load::{Asked, Load, tag};

/// STATUS commands that are in flight together. A connection sends up to 64 KiB of commands ahead of their answers
/// (`Limits::unacknowledged`): this many fit with any names.
pub(crate) const PIPELINED: usize = 256;

/// Commands that are submitted together, and the octets that answer them.
#[derive(Debug)]
pub(crate) struct Batch {
    pub(crate) asked: Asked,
    /// What STATUS asks of, one a command.
    pub(crate) mailboxes: Vec<MailboxName>,
    pub(crate) answer: Range<usize>,
}

/// All that the server sends.
#[derive(Debug, Default)]
pub(crate) struct Script {
    pub(crate) octets: Vec<u8>,
    pub(crate) batches: Vec<Batch>,
    commands: usize,
}

impl Script {
    /// The answers to a load; without `rows` only their tagged lines, to tell what the commands cost by themselves.
    pub(crate) fn new(load: &Load, rows: bool) -> Self {
        // A tagged line has up to 30 octets; a buffer that grew would be a peak that is not the subject's.
        let mut script =
            Self { octets: Vec::with_capacity(load.octets.len() + 30 * load.responses), ..Self::default() };
        let mut from = 0;
        for (asked, to) in &load.steps {
            let octets = &load.octets[from..*to];
            match asked {
                Asked::Status => script.statuses(octets, rows),
                Asked::Fetch | Asked::List | Asked::Search | Asked::Esearch => {
                    script.batch(*asked, Vec::new(), std::iter::once(octets), rows);
                }
                Asked::Nothing => script.news(octets, rows),
            }
            from = *to;
        }
        script
    }

    /// A STATUS command for each row, since one has one mailbox: [`PIPELINED`] of them at a time, each answered by its
    /// row and its tagged line.
    fn statuses(&mut self, octets: &[u8], rows: bool) {
        let lines: Vec<&[u8]> = octets.split_inclusive(|octet| *octet == b'\n').collect();
        for lines in lines.chunks(PIPELINED) {
            let mailboxes = lines.iter().map(|line| mailbox(line)).collect();
            self.batch(Asked::Status, mailboxes, lines.iter().copied(), rows);
        }
    }

    fn batch<'a>(
        &mut self,
        asked: Asked,
        mailboxes: Vec<MailboxName>,
        answers: impl Iterator<Item = &'a [u8]>,
        rows: bool,
    ) {
        let start = self.octets.len();
        let mut line = String::new();
        for answer in answers {
            if rows {
                self.octets.extend_from_slice(answer);
            }
            self.commands += 1;
            line.clear();
            let _ = write!(line, "{} OK done\r\n", tag(self.commands));
            self.octets.extend_from_slice(line.as_bytes());
        }
        self.batches.push(Batch { asked, mailboxes, answer: start..self.octets.len() });
    }

    fn news(&mut self, octets: &[u8], rows: bool) {
        let start = self.octets.len();
        if rows {
            self.octets.extend_from_slice(octets);
        }
        let (asked, mailboxes) = (Asked::Nothing, Vec::new());
        self.batches.push(Batch { asked, mailboxes, answer: start..self.octets.len() });
    }
}

/// The name in a STATUS row, as a program has it that listed its mailboxes.
fn mailbox(row: &[u8]) -> MailboxName {
    let row = row.strip_suffix(b"\r\n").unwrap_or(row);
    let row = MailboxStatus::from_wire(row).ok();
    let name = row.as_ref().and_then(|row| row.name().as_wire()).unwrap_or_default();
    let name = MailboxName::from_octets(name, NameForm::ModifiedUtf7);
    // Octets are made to be shared when they are for the first time. Those of a LIST row are already.
    drop(name.clone());
    name
}

#[cfg(test)]
mod tests {
    use super::{Batch, PIPELINED, Script};
    use crate::load::{Asked, Kind, Load, tag};

    #[test]
    fn every_row_of_status_has_a_command_and_a_tagged_line() {
        let load = Load::new(Kind::Status, PIPELINED + 2);
        let script = Script::new(&load, true);
        let of: Vec<(Asked, usize)> = script.batches.iter().map(|b| (b.asked, b.mailboxes.len())).collect();
        assert_eq!(of, [(Asked::Status, PIPELINED), (Asked::Status, 2)]);
        let last = format!("{} OK done\r\n", tag(PIPELINED + 2));
        assert!(script.octets.ends_with(last.as_bytes()));
        let rows = script.octets.windows(9).filter(|part| *part == b"* STATUS ").count();
        assert_eq!(rows, load.responses);
        assert!(script.batches[0].mailboxes.iter().all(|name| !name.is_raw()));
    }

    #[test]
    fn without_rows_only_tagged_lines_are_left() {
        let load = Load::new(Kind::Mixed, 300);
        let script = Script::new(&load, false);
        let lines: Vec<&[u8]> = script.octets.split_inclusive(|octet| *octet == b'\n').collect();
        let commands = |batch: &Batch| match batch.asked {
            Asked::Status => batch.mailboxes.len(),
            asked => usize::from(asked != Asked::Nothing),
        };
        assert_eq!(lines.len(), script.batches.iter().map(commands).sum::<usize>());
        assert!(lines.iter().all(|line| line.ends_with(b" OK done\r\n")));
        assert!(script.octets.len() < load.octets.len());
    }
}
