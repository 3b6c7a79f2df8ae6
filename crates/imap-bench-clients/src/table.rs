//! Medians as tables, beside the targets, and what ours loses.

mod goals;
mod losses;
mod saved;

use std::fmt::Write as _;
use std::fs;

use crate::mailbox;
use crate::run::{Measured, Passes, Sample};
use crate::subject::SUBJECTS;
use crate::work::Work;
use goals::Goal;
pub(crate) use saved::sample;

/// Prints the tables, and leaves them in `target/bench/clients.md`; the passes that they are made of are in
/// `clients.txt` beside it. A run of some workloads or subjects replaces theirs there, and keeps the rest.
pub(crate) fn write(measured: Measured, whole: bool, place: &str) -> Result<(), String> {
    let stamp = saved::stamp(place);
    let dir = mailbox::target()?.join("bench");
    let path = dir.join("clients.txt");
    let mut all = if whole { Measured::new() } else { saved::read(&path, &stamp) };
    all.extend(measured);
    let text = text(&all, &stamp);
    println!("{text}");
    fs::create_dir_all(&dir)
        .and_then(|()| fs::write(dir.join("clients.md"), &text))
        .and_then(|()| fs::write(&path, saved::to_text(&all, &stamp)))
        .map_err(|e| format!("{}: {e}", dir.display()))
}

fn text(measured: &Measured, stamp: &str) -> String {
    let mut text = format!(
        "Medians of {}, client CPU ms / wall ms, after login and SELECT. MB are 1,000,000 octets. Made with {stamp}.\n\n",
        rounds(measured),
    );
    overview(measured, &mut text);
    text.push('\n');
    details(measured, &mut text);
    losses::put(measured, &mut text);
    text
}

/// Of what there are medians.
fn rounds(measured: &Measured) -> String {
    let counts = || measured.values().filter_map(|passes| Some(passes.as_ref().ok()?.len()));
    let (least, most) = (counts().min().unwrap_or(0), counts().max().unwrap_or(0));
    if least == most {
        format!("{most} interleaved rounds")
    } else {
        format!("{least} to {most} interleaved rounds")
    }
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
        Ok(samples) if work == Work::Idle => octets(of(samples, "each").median),
        Ok(samples) => {
            format!("{} / {}", ms(of(samples, "cpu").median), ms(of(samples, "wall").median))
        }
    }
}

/// The targets, which only ours have.
fn goals(measured: &Measured, work: Work, at: usize) -> Vec<Goal> {
    let of = |at| measured.get(&(work, at)).and_then(|passes| passes.as_ref().ok());
    let samples = of(at).filter(|_| is_ours(at));
    samples.map_or_else(Vec::new, |samples| goals::of(work, samples, of(0), measured, at))
}

fn is_ours(at: usize) -> bool {
    SUBJECTS[at].starts_with("ours")
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
        let goals = goals(measured, *work, *at);
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
    if octets < 1e6 { format!("{:.1} KB", octets / 1e3) } else { format!("{:.2} MB", octets / 1e6) }
}

/// `4,000,000 octets`
fn octets(number: f64) -> String {
    let digits = format!("{number:.0}");
    let mut text = String::new();
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text + " octets"
}

fn count(number: f64) -> String {
    if number.is_nan() { "-".to_owned() } else { format!("{number:.0}") }
}

#[cfg(test)]
mod tests {
    use super::{Sample, Spread, memory, ms, octets, of};

    #[test]
    fn spreads() {
        let sample = |v: f64| Sample::from([("cpu".to_owned(), v)]);
        let samples: Vec<Sample> = [5.0, 1.0, 3.0, 2.0, 4.0].map(sample).into();
        let expected = Spread { least: 1.0, first: 2.0, median: 3.0, third: 4.0, most: 5.0 };
        assert_eq!(of(&samples, "cpu"), expected);
        assert!(of(&samples, "wall").median.is_nan());
        assert_eq!((octets(4096.0), octets(12.0)), ("4,096 octets".to_owned(), "12 octets".to_owned()));
        assert_eq!((memory(999.0), memory(4_194_304.0)), ("1.0 KB".to_owned(), "4.19 MB".to_owned()));
        assert_eq!((ms(1_250_000.0), ms(12_500_000.0)), ("1.2".to_owned(), "12".to_owned()));
    }
}
