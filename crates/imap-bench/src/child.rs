//! One pass in a process of its own: it can be stopped, run in valgrind, and starts with a fresh heap.

use std::io::{BufRead, BufReader};
use std::path::PathBuf;
use std::process::{Child, Command, Stdio};
use std::sync::mpsc;
use std::thread;
use std::time::Duration;

use crate::Counted;
use crate::args::{Args, spell};
use crate::load::Sized;
use crate::subject::{Tally, measured, subject};
use crate::time::Clock;

/// A pass that took longer is not repeated.
const LONG: Duration = Duration::from_millis(500);

/// What a child is to do.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Pass<'a> {
    pub(crate) load: Sized,
    pub(crate) subject: &'a str,
    pub(crate) chunk: usize,
}

/// How a child ended.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Ended {
    /// The lines that it wrote.
    Done(Vec<String>),
    /// It was killed after the time it had.
    Stopped,
    Failed(String),
}

impl Pass<'_> {
    /// `command` with the words that a child understands.
    pub(crate) fn arguments(&self, command: &str) -> Vec<String> {
        let load = self.load.to_string();
        let chunk = spell(self.chunk);
        let words = [command, "--load", &load, "--subject", self.subject, "--chunk", &chunk];
        words.map(str::to_owned).into()
    }
}

/// Reads the load once and says what became of it. Valgrind runs this.
pub(crate) fn feed(args: &Args) -> Result<(), String> {
    let (load, chunk) = (args.load()?.make(), args.chunk()?);
    let mut subject = subject(args.value("--subject").unwrap_or("ours"))?;
    subject.prepare(&load);
    let tally = measured(&mut *subject, &load, chunk);
    say(&load, tally);
    if let Some(searched) = subject.searched() {
        println!("searched {searched}");
    }
    Ok(())
}

fn say(load: &crate::load::Load, tally: Tally) {
    println!("octets {}", load.octets.len());
    println!("responses {}", load.responses);
    println!("read {}", tally.read);
    println!("refused {}", tally.refused);
}

/// Says `ready`, then how many nanoseconds a pass took; a short one is done a second time, warm.
pub(crate) fn time(args: &Args) -> Result<(), String> {
    let (load, chunk) = (args.load()?.make(), args.chunk()?);
    let name = args.value("--subject").unwrap_or("ours");
    println!("ready");
    let pass = || -> Result<(Duration, Tally), String> {
        let mut subject = subject(name)?;
        subject.prepare(&load);
        let clock = Clock::start();
        let tally = measured(&mut *subject, &load, chunk);
        drop(subject);
        Ok((clock.elapsed(), tally))
    };
    let (mut took, tally) = pass()?;
    if took < LONG {
        took = pass()?.0;
    }
    println!("nanoseconds {}", took.as_nanos());
    say(&load, tally);
    Ok(())
}

/// Says what one pass allocated; with `--keep` the values live to its end.
pub(crate) fn count(args: &Args, measure: fn(&mut dyn FnMut()) -> Counted) -> Result<(), String> {
    let (load, chunk) = (args.load()?.make(), args.chunk()?);
    let mut subject = subject(args.value("--subject").unwrap_or("ours"))?;
    subject.prepare(&load);
    println!("ready");
    let mut tally = Tally::default();
    let counted = measure(&mut || {
        if args.has("--keep") {
            subject.keep(load.responses);
        }
        tally = measured(&mut *subject, &load, chunk);
    });
    println!("allocations {}", counted.allocations);
    println!("allocated {}", counted.octets);
    println!("peak {}", counted.peak);
    println!("live {}", counted.live);
    say(&load, tally);
    Ok(())
}

/// This program, or the one of that name beside it.
pub(crate) fn program(name: Option<&str>) -> Result<PathBuf, String> {
    let own = std::env::current_exe().map_err(|e| e.to_string())?;
    Ok(name.map_or_else(|| own.clone(), |name| own.with_file_name(name)))
}

/// Runs a child to its end. It has `limit` from its start, and again from each line that it writes.
pub(crate) fn run(mut command: Command, limit: Duration) -> Ended {
    let spawned = command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::null()).spawn();
    match spawned {
        Ok(child) => watch(child, limit),
        Err(error) => Ended::Failed(format!("{}: {error}", command.get_program().display())),
    }
}

fn watch(mut child: Child, limit: Duration) -> Ended {
    let Some(stdout) = child.stdout.take() else { return Ended::Failed("no standard output".to_owned()) };
    let (sender, lines) = mpsc::channel();
    let reader = thread::spawn(move || {
        BufReader::new(stdout).lines().map_while(Result::ok).all(|line| sender.send(line).is_ok())
    });
    let mut written = Vec::new();
    let stopped = loop {
        match lines.recv_timeout(limit) {
            Ok(line) => written.push(line),
            Err(mpsc::RecvTimeoutError::Disconnected) => break false,
            Err(mpsc::RecvTimeoutError::Timeout) => break true,
        }
    };
    if stopped && let Err(error) = child.kill() {
        return Ended::Failed(error.to_string());
    }
    let status = child.wait();
    let _ = reader.join();
    match status {
        _ if stopped => Ended::Stopped,
        Ok(status) if status.success() => Ended::Done(written),
        Ok(status) => Ended::Failed(status.to_string()),
        Err(error) => Ended::Failed(error.to_string()),
    }
}

/// The number behind `name` in what a child wrote.
pub(crate) fn number(lines: &[String], name: &str) -> Option<f64> {
    let line = lines.iter().find_map(|line| line.strip_prefix(name)?.strip_prefix(' '))?;
    line.parse().ok()
}
