//! Medians as tables, beside the targets.

mod goals;

use std::fmt::Write as _;
use std::fs;

use crate::mailbox;
use crate::run::{Measured, Passes, Sample};
use crate::subject::SUBJECTS;
use crate::work::Work;
use goals::Goal;

/// Prints the tables, and leaves them in `target/bench`: `clients.md` to read, `clients.txt` for the report.
pub(crate) fn write(measured: &Measured, rounds: usize) -> Result<(), String> {
    let mut text = format!(
        "Medians of {rounds} interleaved rounds, client CPU ms / wall ms, after login and SELECT.\n\n"
    );
    overview(measured, &mut text);
    text.push('\n');
    details(measured, &mut text);
    println!("{text}");
    let dir = mailbox::target()?.join("bench");
    fs::create_dir_all(&dir)
        .and_then(|()| fs::write(dir.join("clients.md"), &text))
        .and_then(|()| fs::write(dir.join("clients.txt"), plain(measured)))
        .map_err(|e| format!("{}: {e}", dir.display()))
}

fn works(measured: &Measured) -> Vec<Work> {
    let mut works: Vec<Work> = measured.keys().map(|(work, _)| *work).collect();
    works.dedup();
    works
}

fn overview(measured: &Measured, text: &mut String) {
    let _ = writeln!(text, "| workload | {} |", SUBJECTS.join(" | "));
    let _ = writeln!(text, "|---|{}", "--:|".repeat(SUBJECTS.len()));
    for work in works(measured) {
        let _ = write!(text, "| {work}: {} |", work.what());
        for at in 0..SUBJECTS.len() {
            let cell = measured.get(&(work, at)).map_or_else(|| "-".to_owned(), |passes| cell(passes, work));
            let _ = write!(text, " {cell} |");
        }
        text.push('\n');
    }
}

fn cell(passes: &Passes, work: Work) -> String {
    match passes {
        Err(why) if why == crate::subject::NOT_OFFERED => "-".to_owned(),
        Err(why) => why.clone(),
        Ok(samples) if work == Work::Idle => format!("{:.1} KB", of(samples, "each").median / 1024.0),
        Ok(samples) => {
            format!("{} / {}", ms(of(samples, "cpu").median), ms(of(samples, "wall").median))
        }
    }
}

fn details(measured: &Measured, text: &mut String) {
    text.push_str(
        "| workload | subject | CPU ms | x floor | wall ms | quartiles | best | slowest step ms | peak RSS | reads | writes | target |\n\
         |---|---|--:|--:|--:|--:|--:|--:|--:|--:|--:|---|\n",
    );
    for ((work, at), passes) in measured {
        let Ok(samples) = passes else { continue };
        // Of idle connections the memory is all there is to tell.
        let peak = if *work == Work::Idle { "each" } else { "peak" };
        let floor = measured.get(&(*work, 0)).and_then(|passes| passes.as_ref().ok());
        let own = SUBJECTS[*at].starts_with("ours");
        let goals = if own { goals::of(*work, samples, floor, measured, *at) } else { Vec::new() };
        let (cpu, wall) = (of(samples, "cpu"), of(samples, "wall"));
        let times = floor.map_or(f64::NAN, |floor| cpu.median / of(floor, "cpu").median);
        let _ = writeln!(
            text,
            "| {work} | {} | {} | {} | {} | {}-{} | {} | {} | {} | {} | {} | {} |",
            SUBJECTS[*at],
            ms(cpu.median),
            if times.is_nan() { "-".to_owned() } else { format!("{times:.2}") },
            ms(wall.median),
            ms(wall.first),
            ms(wall.third),
            ms(wall.least),
            ms(of(samples, "slowest").most),
            memory(of(samples, peak).median),
            count(of(samples, "reads").median),
            count(of(samples, "writes").median),
            goals.iter().map(Goal::to_string).collect::<Vec<_>>().join("; "),
        );
    }
}

/// `workload subject measure value` a line, medians.
fn plain(measured: &Measured) -> String {
    let mut text = String::new();
    for ((work, at), passes) in measured {
        match passes {
            Err(why) => {
                let _ = writeln!(text, "{work} {} failed {why}", SUBJECTS[*at]);
            }
            Ok(samples) => {
                for name in ["cpu", "wall", "slowest", "peak", "reads", "writes", "each"] {
                    if samples.iter().any(|sample| sample.contains_key(name)) {
                        let spread = of(samples, name);
                        let _ = writeln!(
                            text,
                            "{work} {} {name} {} {} {}",
                            SUBJECTS[*at], spread.median, spread.first, spread.third
                        );
                    }
                }
            }
        }
    }
    text
}

/// Where the values of some passes lie.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Spread {
    pub(crate) least: f64,
    pub(crate) first: f64,
    pub(crate) median: f64,
    pub(crate) third: f64,
    pub(crate) most: f64,
}

pub(crate) fn of(samples: &[Sample], name: &str) -> Spread {
    let mut values: Vec<f64> = samples.iter().filter_map(|sample| sample.get(name).copied()).collect();
    values.sort_by(f64::total_cmp);
    let at = |quarter: usize| {
        let last = values.len().saturating_sub(1);
        values.get((last * quarter).div_ceil(4)).copied().unwrap_or(f64::NAN)
    };
    Spread { least: at(0), first: at(1), median: at(2), third: at(3), most: at(4) }
}

fn ms(nanoseconds: f64) -> String {
    if nanoseconds.is_nan() {
        return "-".to_owned();
    }
    let ms = nanoseconds / 1e6;
    if ms < 10.0 { format!("{ms:.1}") } else { format!("{ms:.0}") }
}

fn memory(octets: f64) -> String {
    let kb = octets / 1024.0;
    if kb < 1024.0 { format!("{kb:.1} KB") } else { format!("{:.1} MB", kb / 1024.0) }
}

fn count(number: f64) -> String {
    if number.is_nan() { "-".to_owned() } else { format!("{number:.0}") }
}

#[cfg(test)]
mod tests {
    use super::{Sample, Spread, ms, of};

    #[test]
    fn spreads() {
        let sample = |v: f64| Sample::from([("cpu".to_owned(), v)]);
        let samples: Vec<Sample> = [5.0, 1.0, 3.0, 2.0, 4.0].map(sample).into();
        let expected = Spread { least: 1.0, first: 2.0, median: 3.0, third: 4.0, most: 5.0 };
        assert_eq!(of(&samples, "cpu"), expected);
        assert!(of(&samples, "wall").median.is_nan());
        assert_eq!((ms(1_250_000.0), ms(12_500_000.0)), ("1.2".to_owned(), "12".to_owned()));
    }
}
