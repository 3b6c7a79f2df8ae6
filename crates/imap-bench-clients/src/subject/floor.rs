//! The floor: sends the same commands and drains octets up to the tagged line. Nothing is parsed.

use std::io::{Read, Write};
use std::process::ExitCode;
use std::time::Instant;

use imap_harness::Dovecot;

use super::io::{Io, connect};
use super::{Place, idle, one, text};
use crate::meter::{Meter, Reading};
use crate::work::{APPENDS, NOOPS, SEARCHES, SINK, Work, appended};

pub(super) const SLOT: usize = 256 << 10;
/// What ends a command tagged `zq7x`.
pub(super) const TAGGED: &[u8] = b"\r\nzq7x ";
/// What ends the greeting.
pub(super) const GREETING: &[u8] = b"\r\n* OK";
/// Longer than any tagged line.
const LINE: usize = 2 << 10;

struct Floor {
    io: Io,
    slot: Vec<u8>,
}

impl Floor {
    /// Sends octets that end a command tagged `zq7x`, which begins no line of a message, and reads to the tagged line; gives how many octets came.
    fn exchange(&mut self, octets: &[u8]) -> Result<u64, String> {
        self.io.write_all(octets).map_err(text)?;
        self.drain(TAGGED)
    }

    /// Reads until the last line begins with the tag.
    fn drain(&mut self, tag: &'static [u8]) -> Result<u64, String> {
        let mut drained = Drained::new(tag);
        loop {
            let n = self.io.read(&mut self.slot).map_err(text)?;
            if drained.ended(&self.slot[..n])? {
                return Ok(drained.octets);
            }
        }
    }
}

/// What was read. Only the end of each read is looked at.
pub(super) struct Drained {
    tag: &'static [u8],
    tail: Vec<u8>,
    pub(super) octets: u64,
}

impl Drained {
    pub(super) fn new(tag: &'static [u8]) -> Self {
        Self { tag, tail: b"\r\n".to_vec(), octets: 0 }
    }

    /// One read more; true when the last line begins with the tag.
    pub(super) fn ended(&mut self, read: &[u8]) -> Result<bool, String> {
        if read.is_empty() {
            return Err("the server closed the connection".to_owned());
        }
        self.octets += read.len() as u64;
        self.tail.drain(..self.tail.len().saturating_sub(LINE));
        self.tail.extend_from_slice(&read[read.len().saturating_sub(LINE)..]);
        let last = self.tail.strip_suffix(b"\r\n").and_then(|rest| {
            let at = rest.windows(2).rposition(|two| two == b"\r\n")?;
            rest.get(at..)
        });
        Ok(last.is_some_and(|line| line.starts_with(self.tag)))
    }
}

fn open(place: &Place, work: Work, slot: usize) -> Result<Floor, String> {
    let mut floor = Floor { io: connect(place, work)?, slot: vec![0; slot] };
    floor.drain(GREETING)?;
    floor.exchange(format!("zq7x LOGIN {} {}\r\n", Dovecot::USER, Dovecot::PASSWORD).as_bytes())?;
    floor.exchange(format!("zq7x SELECT {}\r\n", work.mailbox()).as_bytes())?;
    Ok(floor)
}

/// One pass, as the arguments say.
pub fn main() -> ExitCode {
    one(run)
}

fn run(work: Work, place: &Place) -> Result<Reading, String> {
    if work == Work::Idle {
        return idle(|| open(place, work, 4096).map(|floor| floor.io));
    }
    let mut floor = open(place, work, SLOT)?;
    if matches!(work, Work::Append | Work::MultiAppend) {
        return append(&mut floor, work);
    }
    let line = format!("zq7x {}\r\n", work.line());
    let times = times(work);
    let (mut meter, mut octets) = (Meter::start(), 0);
    for _ in 0..times {
        octets += meter.step(|| floor.exchange(line.as_bytes()))?;
    }
    Ok(meter.stop(work.rows(), octets))
}

/// How often the line of a workload is sent.
pub(super) fn times(work: Work) -> u32 {
    match work {
        Work::Noop => NOOPS,
        Work::Search => SEARCHES,
        _ => 1,
    }
}

fn append(floor: &mut Floor, work: Work) -> Result<Reading, String> {
    floor.exchange(format!("zq7x CREATE {SINK}\r\n").as_bytes())?;
    let message = appended();
    let literal = format!(" {{{}+}}\r\n", message.len());
    let part = [literal.as_bytes(), &message].concat();
    let mut meter = Meter::start();
    let (times, parts) = if work == Work::Append { (APPENDS, 1) } else { (1, APPENDS) };
    for _ in 0..times {
        let begun = Instant::now();
        let mut command = format!("zq7x APPEND {SINK}").into_bytes();
        for _ in 0..parts {
            command.extend_from_slice(&part);
        }
        command.extend_from_slice(b"\r\n");
        floor.exchange(&command)?;
        meter.step_since(begun);
    }
    let reading = meter.stop(work.rows(), u64::from(APPENDS) * message.len() as u64);
    floor.exchange(format!("zq7x DELETE {SINK}\r\n").as_bytes())?;
    Ok(reading)
}
