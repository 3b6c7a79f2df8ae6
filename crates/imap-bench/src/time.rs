//! How long a load takes.

use std::process::Command;
use std::time::{Duration, Instant};
use std::{fs, thread};

use crate::args::spell;
use crate::child::{self, Ended, Pass};
use crate::figures::{Figures, Key, Value};
use crate::load::Sized;
use crate::subject::reads;

/// A subject is stopped then, and counted as this.
pub(crate) const STOP: Duration = Duration::from_secs(10);

/// Runs of which the median counts. The subjects take turns, so that a noisy minute hits all.
pub(crate) const RUNS: usize = 5;

/// Processor time of this thread where Linux tells it, else time that passed.
#[derive(Debug)]
pub(crate) struct Clock {
    began: Instant,
    processor: Option<u64>,
}

impl Clock {
    pub(crate) fn start() -> Self {
        Self { began: Instant::now(), processor: processor() }
    }

    pub(crate) fn elapsed(&self) -> Duration {
        let passed = self.began.elapsed();
        match (self.processor, processor()) {
            (Some(from), Some(to)) => Duration::from_nanos(to.saturating_sub(from)),
            _ => passed,
        }
    }
}

/// Nanoseconds that this thread had a processor. The count is brought up to date by giving the processor up.
fn processor() -> Option<u64> {
    thread::yield_now();
    let text = fs::read_to_string("/proc/thread-self/schedstat").ok()?;
    text.split(' ').next()?.parse().ok().filter(|time| *time > 0)
}

/// Fills in `time`, in seconds, and `octets` and `responses` of the loads.
pub(crate) fn measure(loads: &[Sized], chunks: &[usize], subjects: &[&str]) -> Result<Figures, String> {
    let mut figures = Figures::default();
    for load in loads {
        for chunk in chunks {
            eprintln!("time: {load}, chunks of {}", spell(*chunk));
            let subjects: Vec<&str> =
                subjects.iter().copied().filter(|subject| reads(subject, load.kind)).collect();
            take_turns(*load, *chunk, &subjects, &mut figures)?;
        }
    }
    Ok(figures)
}

fn take_turns(load: Sized, chunk: usize, subjects: &[&str], figures: &mut Figures) -> Result<(), String> {
    let mut times: Vec<Vec<f64>> = vec![Vec::new(); subjects.len()];
    for _ in 0..RUNS {
        for (subject, times) in subjects.iter().zip(&mut times) {
            let key = Key::new("time", &load.to_string(), subject, &spell(chunk));
            if figures.iter().any(|(known, _)| *known == key) {
                continue;
            }
            match once(Pass { load, subject, chunk }, figures)? {
                Value::Number(seconds) => times.push(seconds),
                other => figures.put(key, other),
            }
        }
    }
    for (subject, times) in subjects.iter().zip(&mut times) {
        times.sort_by(f64::total_cmp);
        if let Some(median) = times.get(times.len() / 2).filter(|_| times.len() == RUNS) {
            figures.put(Key::new("time", &load.to_string(), subject, &spell(chunk)), Value::Number(*median));
        }
    }
    Ok(())
}

fn once(pass: Pass<'_>, figures: &mut Figures) -> Result<Value, String> {
    let mut command = Command::new(child::program(None)?);
    command.args(pass.arguments("time"));
    Ok(match child::run(command, STOP) {
        Ended::Stopped => Value::Stopped,
        Ended::Failed(why) => return Err(format!("{} {}: {why}", pass.load, pass.subject)),
        Ended::Done(lines) => {
            for what in ["octets", "responses"] {
                let value = child::number(&lines, what).unwrap_or(0.0);
                figures.put(Key::new(what, &pass.load.to_string(), "-", "-"), Value::Number(value));
            }
            if child::number(&lines, "refused") != Some(0.0) {
                return Ok(Value::Refused);
            }
            Value::Number(child::number(&lines, "nanoseconds").unwrap_or(f64::NAN) / 1e9)
        }
    })
}
