//! Who does the work. Each subject connects, logs in and selects; only then the meter starts.

use std::process::{Command, ExitCode};

use imap_harness::Dovecot;

use crate::meter::{Reading, memory};
use crate::work::{IDLE, Work};

pub mod async_imap;
pub mod floor;
pub mod floor_async;
pub mod imap;
mod io;
pub mod io_imap;
pub mod ours;
pub mod ours_async;

/// All, in the order of the table.
pub(crate) const SUBJECTS: [&str; 8] =
    ["floor", "ours", "ours-async", "imap", "async-imap", "io-imap", "imaplib", "floor-async"];

/// It drains the answers without a look.
pub(crate) fn is_floor(subject: &str) -> bool {
    subject.starts_with("floor")
}

/// Where the server is.
#[derive(Clone, Debug)]
pub(crate) struct Place {
    pub(crate) port: u16,
    pub(crate) tls_port: u16,
    /// A file.
    pub(crate) ca: String,
}

/// What a subject cannot do.
pub(crate) const NOT_OFFERED: &str = "not offered";

/// One pass, in this process: prints what it cost.
fn one(run: impl FnOnce(Work, &Place) -> Result<Reading, String>) -> ExitCode {
    crate::ended(pass(&crate::args(), run))
}

fn pass(args: &[String], run: impl FnOnce(Work, &Place) -> Result<Reading, String>) -> Result<(), String> {
    let work = crate::value(args, "--work").ok_or("--work is missing")?;
    let work = Work::named(work).ok_or("no such workload")?;
    let place = Place {
        port: crate::number(args, "--port", 0)?,
        tls_port: crate::number(args, "--tls-port", 0)?,
        ca: crate::value(args, "--ca").unwrap_or_default().to_owned(),
    };
    match run(work, &place) {
        Ok(reading) => println!("{}", reading.0),
        Err(why) if why == NOT_OFFERED => println!("{why}"),
        Err(why) => return Err(why),
    }
    Ok(())
}

/// The command of a pass.
pub(crate) fn command(subject: &str, work: Work, place: &Place) -> Result<Command, String> {
    if subject == "imaplib" {
        let mut command = Command::new("python3");
        command.args(["-c", include_str!("imaplib.py"), work.name(), &place.port.to_string()]);
        command.args([Dovecot::USER, Dovecot::PASSWORD, work.mailbox(), &work.line()]);
        return Ok(command);
    }
    let beside = std::env::current_exe().map_err(text)?.with_file_name(format!("imap-bench-{subject}"));
    let mut command = Command::new(beside);
    command.args(["--work", work.name(), "--port", &place.port.to_string()]);
    command.args(["--tls-port", &place.tls_port.to_string(), "--ca", &place.ca]);
    Ok(command)
}

fn text(error: impl std::fmt::Display) -> String {
    error.to_string()
}

/// Keeps that many connections, and tells what memory each of them takes. The first few come before: code and tables
/// that are touched once are not theirs.
fn idle<S>(mut open: impl FnMut() -> Result<S, String>) -> Result<Reading, String> {
    let _first = (0..8).map(|_| open()).collect::<Result<Vec<_>, _>>()?;
    let mut sessions = Vec::with_capacity(IDLE as usize);
    let before = memory("VmRSS:");
    for _ in 0..IDLE {
        sessions.push(open()?);
    }
    let each = memory("VmRSS:").saturating_sub(before) / u64::from(IDLE);
    Ok(Reading(format!("each={each} rows={}", sessions.len())))
}
