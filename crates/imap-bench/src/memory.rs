//! Allocations, peak and what a kept value costs, by a counting allocator.

use std::process::Command;
use std::time::Duration;

use crate::args::spell;
use crate::child::{self, Ended, Pass, number};
use crate::figures::{Figures, Key, Value};
use crate::load::Sized;
use crate::subject::reads;

const STOP: Duration = Duration::from_secs(60);

/// The program with the counting allocator.
const PROGRAM: &str = "imap-bench-memory";

/// The rows of a connection are those of the decoder.
const KEPT_ELSEWHERE: [&str; 2] = ["connection", "streamed"];

/// Fills in `allocations` a response, `allocated` octets an octet, and `peak` in octets.
pub(crate) fn measure(loads: &[Sized], chunks: &[usize], subjects: &[&str]) -> Result<Figures, String> {
    let mut figures = Figures::default();
    for load in loads {
        for chunk in chunks {
            for subject in subjects.iter().filter(|subject| reads(subject, load.kind)) {
                eprintln!("memory: {load}, {subject}, chunks of {}", spell(*chunk));
                plain(Pass { load: *load, subject, chunk: *chunk }, &mut figures)?;
            }
        }
    }
    Ok(figures)
}

/// Fills in `kept`: octets that a kept value costs, for each octet of its input.
pub(crate) fn measure_kept(loads: &[Sized], chunk: usize, subjects: &[&str]) -> Result<Figures, String> {
    let mut figures = Figures::default();
    for load in loads {
        for subject in subjects.iter().filter(|subject| !KEPT_ELSEWHERE.contains(subject)) {
            eprintln!("memory, kept: {load}, {subject}");
            let pass = Pass { load: *load, subject, chunk };
            let key = Key::new("kept", &load.to_string(), subject, &spell(chunk));
            let value = match (run(pass, false)?, run(pass, true)?) {
                (Ok(without), Ok(with)) => {
                    let live = |lines: &[String]| number(lines, "live").unwrap_or(f64::NAN);
                    let octets = number(&with, "octets").unwrap_or(f64::NAN);
                    Value::Number((live(&with) - live(&without)) / octets)
                }
                (Err(value), _) | (_, Err(value)) => value,
            };
            figures.put(key, value);
        }
    }
    Ok(figures)
}

fn plain(pass: Pass<'_>, figures: &mut Figures) -> Result<(), String> {
    let (load, chunk) = (pass.load.to_string(), spell(pass.chunk));
    let mut put = |what: &str, value| figures.put(Key::new(what, &load, pass.subject, &chunk), value);
    match run(pass, false)? {
        Err(value) => {
            for what in ["allocations", "allocated", "peak"] {
                put(what, value);
            }
        }
        Ok(lines) => {
            let value = |name: &str| number(&lines, name).unwrap_or(f64::NAN);
            put("allocations", Value::Number(value("allocations") / value("responses")));
            put("allocated", Value::Number(value("allocated") / value("octets")));
            put("peak", Value::Number(value("peak")));
        }
    }
    Ok(())
}

/// What the child wrote, or why there are no figures.
fn run(pass: Pass<'_>, keep: bool) -> Result<Result<Vec<String>, Value>, String> {
    let mut command = Command::new(child::program(Some(PROGRAM))?);
    command.args(pass.arguments("count")).args(keep.then_some("--keep"));
    match child::run(command, STOP) {
        Ended::Stopped => Ok(Err(Value::Stopped)),
        Ended::Failed(why) => Err(format!("{PROGRAM} {} {}: {why}", pass.load, pass.subject)),
        Ended::Done(lines) if number(&lines, "refused") == Some(0.0) => Ok(Ok(lines)),
        Ended::Done(_) => Ok(Err(Value::Refused)),
    }
}
