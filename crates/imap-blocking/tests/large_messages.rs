//! What large messages cost in memory: the peak of a process that reads one, counted by the kernel. Linux only.
//!
//! This program starts itself for each measurement, as a client of a script that makes the message as it goes.
#![allow(clippy::print_stdout, clippy::print_stderr, reason = "it tells what it measured")]

use std::error::Error;
use std::process::{Command, ExitCode};

use imap_blocking::core::command::{Fetch, FetchStream};
use imap_blocking::core::conn::Config;
use imap_blocking::core::types::SeqSet;
use imap_blocking::prelude::*;
use imap_blocking::{Connector, Streamed};
use imap_testkit::Script;

type Outcome<T> = Result<T, Box<dyn Error>>;

const MIB: u64 = 1 << 20;

/// A way to read a message, its size, and what its peak above idle may be.
const CASES: [(&str, u64, u64); 4] = [
    ("chunks", 1024 * MIB, 4 * MIB),
    ("read", 1024 * MIB, 4 * MIB),
    ("skip", 1024 * MIB, 4 * MIB),
    // A tenth more than the message.
    ("buffer", 64 * MIB, 64 * MIB / 10 * 11),
];

fn main() -> ExitCode {
    let mut args = std::env::args().skip(1);
    let outcome = match (args.next().as_deref(), args.next(), args.next()) {
        (Some("client"), Some(how), Some(port)) => client(&how, &port),
        _ if !cfg!(target_os = "linux") => {
            println!("SKIPPED: no /proc/self/status here");
            Ok(())
        }
        _ => CASES.iter().try_for_each(|(how, len, most)| measure(how, *len, *most)),
    };
    if let Err(error) = outcome {
        eprintln!("{error}");
        return ExitCode::FAILURE;
    }
    ExitCode::SUCCESS
}

/// Plays the server, starts the client, and reads what it says about itself.
fn measure(how: &str, len: u64, most: u64) -> Outcome<()> {
    let script = format!(
        "S: * PREAUTH hi\nC: $1 SELECT INBOX\nS: * 1 EXISTS\nS: $1 OK [READ-WRITE] done\nC: $2 FETCH ...\n\
         S: * 1 FETCH (FLAGS () BODY[] {{{len}}}\n!octets {len}\nS:  UID 7)\nS: $2 OK done\n\
         C: $3 LOGOUT\nS: * BYE bye\nS: $3 OK done"
    );
    let listener = Script::parse(&script)?.listen()?;
    let mut client = Command::new(std::env::current_exe()?);
    let output = client.args(["client", how, &listener.port().to_string()]).output()?;
    listener.join()?;
    let said = String::from_utf8(output.stdout)?;
    let mut numbers = said.split_whitespace().map(str::parse::<u64>);
    let (Some(Ok(octets)), Some(Ok(peak))) = (numbers.next(), numbers.next()) else {
        return Err(format!("{how}: {said}{}", String::from_utf8_lossy(&output.stderr)).into());
    };
    println!("{how}: {octets} octets, peak {} KiB above idle", peak / 1024);
    if octets != len || peak > most {
        return Err(format!("{how}: {octets} octets of {len}, peak {peak} above idle, at most {most}").into());
    }
    Ok(())
}

/// Reads the message, and says how many octets it had and what that cost.
fn client(how: &str, port: &str) -> Outcome<()> {
    let config = Config::default().allow_preauth();
    let mut session = Connector::new("127.0.0.1", port.parse()?).config(config).tcp()?;
    session.select("INBOX")?;
    let idle = status("VmRSS:")?;
    let octets = match how {
        "buffer" => {
            let rows = session.run(Fetch::new(SeqSet::all()).body())?;
            rows.iter().filter_map(|row| row.body()).map(|body| body.len() as u64).sum()
        }
        _ => stream(&mut session, how)?,
    };
    let peak = status("VmHWM:")?.saturating_sub(idle);
    session.close()?;
    println!("{octets} {peak}");
    Ok(())
}

fn stream<T: imap_blocking::Transport>(session: &mut Session<T>, how: &str) -> Outcome<u64> {
    let (mut octets, mut ended) = (0, false);
    let mut stream = session.stream(FetchStream::new(SeqSet::all()).body());
    while let Some(item) = stream.next_item()? {
        match item {
            Streamed::Body(body) if how == "skip" => octets = body.head().len,
            Streamed::Body(mut body) if how == "read" => {
                octets = std::io::copy(&mut body, &mut std::io::sink())?;
            }
            Streamed::Body(mut body) => {
                while let Some(chunk) = body.next_chunk()? {
                    octets += chunk.len() as u64;
                }
            }
            Streamed::Row(row) => ended = row.uid() == Some(7),
        }
    }
    if ended { Ok(octets) } else { Err("there was no row".into()) }
}

/// A line of `/proc/self/status`, in octets.
fn status(name: &str) -> Outcome<u64> {
    let text = std::fs::read_to_string("/proc/self/status")?;
    let line = text.lines().find_map(|line| line.strip_prefix(name)).ok_or("no such line")?;
    let kib: u64 = line.trim().strip_suffix(" kB").ok_or("no size")?.parse()?;
    Ok(kib * 1024)
}
