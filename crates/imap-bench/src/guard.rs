//! Counts against recorded ones. Nothing here looks at a clock.

use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Duration;

use crate::args::{CHUNKS, spell};
use crate::child::{self, Ended, Pass};
use crate::figures::{Figures, Key, Value};
use crate::load::{Kind, Sized};
use crate::report::{USUAL, steps};
use crate::subject::OURS;
use crate::{instructions, memory, scaling};

/// Loads are this many times smaller than in the tables: CI has few minutes.
const SCALE: usize = 10;

/// What a figure may be above the recorded one.
const MARGIN: f64 = 1.10;

/// Sizes that show growth.
const NUMBERS: [usize; 3] = [10_000, 100_000, 1_000_000];
const MEBIBYTES: [usize; 3] = [1, 16, 64];

/// Checks against the recorded figures, or writes them.
pub(crate) fn run(record: bool) -> Result<(), String> {
    let valgrind = instructions::available();
    let mut figures = searched()?;
    let loads: Vec<Sized> = Kind::all().map(|kind| Sized::scaled(kind, SCALE)).collect();
    figures.extend(memory::measure(&loads, &CHUNKS, &["ours"])?);
    figures.extend(memory::measure(&loads, &[USUAL], &OURS[1..])?);
    if valgrind {
        figures.extend(instructions::measure(&loads, &CHUNKS, &["ours"])?);
        figures.extend(instructions::measure(&loads, &[USUAL], &OURS[1..])?);
    }
    if record {
        return write(&figures, valgrind);
    }
    let text = fs::read_to_string(path()).map_err(|e| format!("{}: {e}", path().display()))?;
    let mut problems = compare(&Figures::from_text(&text)?, &figures, valgrind);
    problems.extend(not_constant(&memory::measure(&scaling::literals(&MEBIBYTES), &[USUAL], &["streamed"])?));
    if valgrind {
        problems.extend(not_linear(&growth(&NUMBERS, &MEBIBYTES)?));
    } else {
        println!("NOT CHECKED: instructions and their growth (valgrind is not installed)");
    }
    report(&problems, &figures)
}

fn report(problems: &[String], figures: &Figures) -> Result<(), String> {
    for problem in problems {
        println!("{problem}");
    }
    println!("bench: {} figures, {} problems", figures.iter().count(), problems.len());
    let hint = "`cargo xtask bench --record` writes the figures anew; say why in the commit";
    if problems.is_empty() { Ok(()) } else { Err(format!("{} problems; {hint}", problems.len())) }
}

/// What is worse than it was.
fn compare(recorded: &Figures, figures: &Figures, valgrind: bool) -> Vec<String> {
    let mut problems = Vec::new();
    for (key, was) in recorded.iter() {
        let Key { what, load, subject, chunk } = key;
        if !valgrind && ["instructions", "copies", "zeroing", "commands"].contains(&what.as_str()) {
            continue;
        }
        let name = format!("{what} {load} {subject} {chunk}");
        let now = figures.get(what, load, subject, chunk);
        match (was, now) {
            (Value::Number(was), Some(Value::Number(now))) => {
                // The loads are the same each time, and no octet is searched twice or left out.
                let exact = ["octets", "searched"].contains(&what.as_str());
                // Counts near zero have room for one allocation in a thousand responses.
                let worse = if exact { now != was } else { now > (was * MARGIN).max(was + 0.001) };
                if worse {
                    problems.push(format!("{name}: {now:.4}, recorded {was:.4}"));
                } else if now * MARGIN < was {
                    println!("better: {name}: {now:.4}, recorded {was:.4}");
                }
            }
            (was, Some(now)) if was == now => {}
            (Value::Refused, Some(Value::Number(_))) => println!("better: {name}: it is read now"),
            (was, now) => problems.push(format!("{name}: {now:?}, recorded {was:?}")),
        }
    }
    problems
}

/// Our instructions for one line and one literal of each size; in single octets for small ones.
pub(crate) fn growth(numbers: &[usize], mebibytes: &[usize]) -> Result<Figures, String> {
    let mut loads = scaling::lines(numbers);
    loads.extend(scaling::literals(mebibytes));
    let mut figures = instructions::measure(&loads, &[1460, USUAL], &["ours"])?;
    let mut small = scaling::lines(&[10_000, 100_000]);
    small.extend([64 << 10, 1 << 20].map(|size| Sized { kind: Kind::Lit64m, size }));
    figures.extend(instructions::measure(&small, &[1], &["ours"])?);
    Ok(figures)
}

fn not_linear(figures: &Figures) -> Vec<String> {
    let steps = steps(figures).into_iter();
    steps
        .filter(|step| step.exponent.is_nan() || step.exponent >= scaling::LINEAR)
        .map(|step| {
            let (from, to, chunk) = (step.from, step.to, step.chunk);
            format!("from {from} to {to} in chunks of {chunk}: exponent {:.3}", step.exponent)
        })
        .collect()
}

/// Peaks of streamed bodies that depend on what is streamed.
fn not_constant(figures: &Figures) -> Option<String> {
    let peaks = || figures.iter().filter(|(key, _)| key.what == "peak").map(|(_, value)| value.number());
    let numbers: Vec<f64> = peaks().flatten().collect();
    let least = numbers.iter().copied().fold(f64::INFINITY, f64::min);
    let most = numbers.iter().copied().fold(0.0, f64::max);
    let constant = numbers.len() > 1 && numbers.len() == peaks().count() && most <= least * MARGIN;
    (!constant).then(|| format!("streamed bodies of several sizes: peaks of {least} to {most} octets"))
}

/// Octets of the loads, and those that ours searched for line ends, in each chunking.
fn searched() -> Result<Figures, String> {
    let mut figures = Figures::default();
    for kind in Kind::all() {
        let load = Sized::scaled(kind, SCALE);
        for chunk in [1, 1460, USUAL, usize::MAX] {
            let mut command = Command::new(child::program(None)?);
            command.args(Pass { load, subject: "ours", chunk }.arguments("feed"));
            let Ended::Done(lines) = child::run(command, Duration::from_secs(60)) else {
                return Err(format!("{load} in chunks of {chunk}: it did not end"));
            };
            let number =
                |what: &str| child::number(&lines, what).ok_or_else(|| format!("no {what} of {load}"));
            let (load, chunk) = (load.to_string(), spell(chunk));
            figures.put(Key::new("octets", &load, "-", "-"), Value::Number(number("octets")?));
            figures.put(Key::new("searched", &load, "ours", &chunk), Value::Number(number("searched")?));
        }
    }
    Ok(figures)
}

fn path() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("recorded.txt")
}

fn write(figures: &Figures, valgrind: bool) -> Result<(), String> {
    if !valgrind {
        return Err("nothing is recorded without valgrind: instructions would be missing".to_owned());
    }
    let mut text = String::from("# Counts that CI checks; written by `cargo xtask bench --record`.\n");
    let _ = writeln!(text, "# {}", instructions::versions());
    text += &figures.to_text(4);
    fs::write(path(), text).map_err(|e| format!("{}: {e}", path().display()))?;
    println!("wrote {}", path().display());
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::{compare, not_constant, not_linear};
    use crate::figures::Figures;

    fn figures(text: &str) -> Figures {
        Figures::from_text(text).unwrap()
    }

    #[test]
    fn catches_what_got_worse() {
        let recorded = figures(
            "allocations a ours 1 1\ninstructions a ours 1 20\nsearched a ours 1 100\nallocations b ours 1 0\n",
        );
        let same = |text: &str, valgrind| compare(&recorded, &figures(text), valgrind).len();
        let rest = "searched a ours 1 100\nallocations b ours 1 0\n";
        assert_eq!(same(&format!("allocations a ours 1 1.09\ninstructions a ours 1 21.9\n{rest}"), true), 0);
        assert_eq!(same(&format!("allocations a ours 1 1.11\ninstructions a ours 1 22.1\n{rest}"), true), 2);
        assert_eq!(same(&format!("allocations a ours 1 1\n{rest}"), false), 0);
        assert_eq!(same(&format!("allocations a ours 1 1\n{rest}"), true), 1, "a figure that is missing");
        let worse = "allocations a ours 1 1\nsearched a ours 1 101\nallocations b ours 1 0.01\n";
        assert_eq!(same(worse, false), 2);
        assert_eq!(
            same("allocations a ours 1 refused\nsearched a ours 1 100\nallocations b ours 1 0\n", false),
            1
        );
    }

    #[test]
    fn catches_streams_that_take_memory() {
        let peaks = |more: &str| {
            let text = format!(
                "allocations lit64m streamed 1 900\npeak lit64m@1 streamed 1 100\npeak lit64m streamed 1 {more}\n"
            );
            not_constant(&figures(&text))
        };
        assert_eq!(peaks("109"), None);
        assert!(peaks("111").is_some() && peaks("stopped").is_some());
        assert!(not_constant(&Figures::default()).is_some(), "nothing was measured");
    }

    #[test]
    fn catches_growth_that_is_not_linear() {
        let text = |last| {
            format!(
                "octets search1m@10 - - 100\noctets search1m - - 10000\ninstructions search1m@10 ours 1 3\n\
                 instructions search1m ours 1 {last}\n"
            )
        };
        assert!(not_linear(&figures(&text(3.2))).is_empty());
        assert_eq!(not_linear(&figures(&text(4.0))).len(), 1);
    }
}
