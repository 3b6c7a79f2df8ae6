//! Rounds: in each, every subject has its turn, in a process of its own, and another one begins.

use std::collections::BTreeMap;
use std::process::{Command, Stdio};

use imap_harness::Dovecot;

use crate::mailbox::{self, LARGE_OCTETS};
use crate::subject::{self, NOT_OFFERED, Place, SUBJECTS, is_floor};
use crate::table;
use crate::work::{MESSAGES, Work};

/// Rounds that count. One more comes first and does not: it warms the server's caches.
const ROUNDS: usize = 15;
/// Seconds that a pass may take.
const LIMIT: &str = "120";

/// What a pass cost, by the names of the meter.
pub(crate) type Sample = BTreeMap<String, f64>;

/// The passes of a subject, or why there are none.
pub(crate) type Passes = Result<Vec<Sample>, String>;

/// Everything that was measured.
pub(crate) type Measured = BTreeMap<(Work, usize), Passes>;

/// `cargo xtask bench --clients [--rounds N] [--workload W1,W3-streamed] [--subject ours,floor] [--shared]`, or `--serve`
pub(crate) fn all(args: &[String]) -> Result<(), String> {
    let rounds = crate::number(args, "--rounds", ROUNDS)?.max(1);
    let works = works(args)?;
    let chosen = |subject: &str| {
        crate::value(args, "--subject").is_none_or(|names| names.split(',').any(|name| name == subject))
    };
    let subjects: Vec<usize> = (0..SUBJECTS.len()).filter(|at| chosen(SUBJECTS[*at])).collect();
    let mut measured = Measured::new();
    if args.iter().any(|arg| arg == "--serve") {
        return serve();
    }
    let alone =
        if args.iter().any(|arg| arg == "--shared") { Err("asked for".to_owned()) } else { set_apart() };
    let place = match &alone {
        Ok(number) => format!("clients alone on processor {number}"),
        Err(why) => format!("clients and server on the same processors ({why})"),
    };
    println!("{place}");
    let alone = alone.ok();
    let (idle, busy): (Vec<Work>, Vec<Work>) = works.into_iter().partition(|work| *work == Work::Idle);
    if !busy.is_empty() {
        let server = mailbox::server(false)?;
        mailbox::fill(server.imap_port)?;
        measure(&server, &busy, &subjects, (rounds, alone.as_deref()), &mut measured)?;
    }
    if !idle.is_empty() {
        let server = mailbox::server(true)?;
        mailbox::fill(server.imap_port)?;
        measure(&server, &idle, &subjects, (rounds.min(3), alone.as_deref()), &mut measured)?;
    }
    let whole = !["--workload", "--subject"].iter().any(|flag| args.iter().any(|arg| arg == flag));
    table::write(measured, whole, &place)
}

/// Keeps this process, and with it the server, off the last processor, and names it: the clients have it for
/// themselves. Where the system chooses anew in each pass, octets come now out of the processor's own cache, now out
/// of another's, and one subject's CPU time differs by the factor five.
fn set_apart() -> Result<String, String> {
    let last = std::thread::available_parallelism().map_or(1, usize::from) - 1;
    let others = format!("0-{}", last.checked_sub(1).ok_or("there is but one")?);
    let done = Command::new("taskset").args(["-cp", &others, &std::process::id().to_string()]).output();
    let output = done.map_err(|error| format!("taskset: {error}"))?;
    if output.status.success() {
        Ok(last.to_string())
    } else {
        Err(String::from_utf8_lossy(&output.stderr).trim().to_owned())
    }
}

/// Only the server, for a look at single passes with other tools; it ends with standard input.
fn serve() -> Result<(), String> {
    let server = mailbox::server(false)?;
    mailbox::fill(server.imap_port)?;
    println!(
        "imap-bench-ours --port {} --tls-port {} --ca {} --work W1",
        server.imap_port,
        server.imaps_port,
        server.ca_pem.display()
    );
    let mut line = String::new();
    while std::io::stdin().read_line(&mut line).is_ok_and(|n| n > 0) {}
    Ok(())
}

fn works(args: &[String]) -> Result<Vec<Work>, String> {
    let Some(names) = crate::value(args, "--workload") else { return Ok(Work::ALL.into()) };
    let mut works: Vec<Work> = names.split(',').flat_map(Work::family).collect();
    works.sort();
    works.dedup();
    if works.is_empty() { Err(format!("--workload {names}: no such workload")) } else { Ok(works) }
}

fn measure(
    server: &Dovecot,
    works: &[Work],
    subjects: &[usize],
    (rounds, alone): (usize, Option<&str>),
    measured: &mut Measured,
) -> Result<(), String> {
    let ca = server.ca_pem.display().to_string();
    let place = Place { port: server.imap_port, tls_port: server.imaps_port, ca };
    for work in works {
        let expected = expected(*work);
        for round in 0..=rounds {
            eprintln!("{work}: round {round} of {rounds}");
            for turn in 0..subjects.len() {
                let Some(at) = subjects.get((turn + round) % subjects.len()) else { continue };
                let passes = measured.entry((*work, *at)).or_insert_with(|| Ok(Vec::new()));
                let Ok(samples) = passes else { continue };
                match pass(SUBJECTS[*at], (*work, expected), &place, alone) {
                    Ok(sample) if round > 0 => samples.push(sample),
                    Ok(_) => {}
                    Err(why) => {
                        eprintln!("{work}, {}: {why}", SUBJECTS[*at]);
                        *passes = Err(why);
                    }
                }
            }
        }
    }
    Ok(())
}

/// Octets that a subject which looks at them must have seen.
fn expected(work: Work) -> u64 {
    match work {
        Work::Metadata | Work::MetadataKept => mailbox::all_octets(),
        Work::Structure => u64::from(MESSAGES),
        Work::Bodies | Work::BodiesStreamed | Work::BodiesTls | Work::BodiesTlsStreamed => {
            mailbox::whole_octets()
        }
        Work::Large | Work::LargeStreamed => LARGE_OCTETS as u64,
        _ => 0,
    }
}

fn pass(
    name: &str,
    (work, expected): (Work, u64),
    place: &Place,
    alone: Option<&str>,
) -> Result<Sample, String> {
    let inner = subject::command(name, work, place)?;
    let mut command = Command::new("timeout");
    command.args(["-k", "5", LIMIT]);
    if let Some(processor) = alone {
        command.args(["taskset", "-c", processor]);
    }
    command.arg(inner.get_program()).args(inner.get_args());
    let output = command.stdin(Stdio::null()).output().map_err(|e| e.to_string())?;
    let line = String::from_utf8_lossy(&output.stdout).trim().to_owned();
    if !output.status.success() {
        let why = String::from_utf8_lossy(&output.stderr);
        return Err(format!("{}: {}", output.status, why.lines().last().unwrap_or_default()));
    }
    if line == NOT_OFFERED {
        return Err(line);
    }
    let sample = table::sample(&line);
    let got = |name: &str| sample.get(name).copied().unwrap_or(0.0);
    let (rows, octets) = (got("rows"), got("octets"));
    if rows != work.rows() as f64 {
        return Err(format!("wrong: {rows} rows, {} expected", work.rows()));
    }
    // The floor sees what is around them too, and imaplib has not looked at most.
    let right = match name {
        floor if is_floor(floor) => {
            octets >= expected as f64 || work == Work::Metadata || work == Work::MetadataKept
        }
        "imaplib" => octets == 0.0 || octets == expected as f64,
        _ => expected == 0 || octets == expected as f64,
    };
    if right { Ok(sample) } else { Err(format!("wrong: {octets} octets, {expected} expected")) }
}
