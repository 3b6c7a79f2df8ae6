//! The passes as text, so that workloads can be measured one after another: `workload subject name=value ...` a line.

use std::fmt::Write as _;
use std::path::Path;
use std::{env, fs};

use crate::run::{Measured, Sample};
use crate::subject::SUBJECTS;
use crate::work::Work;

/// What is measured, and on what machine, which xtask says, and where on it.
pub(super) fn stamp(place: &str) -> String {
    format!("{}; {place}", env::var("IMAP_BENCH_STAMP").unwrap_or_else(|_| "unknown sources".to_owned()))
}

pub(super) fn to_text(measured: &Measured, stamp: &str) -> String {
    let mut text = format!("# {stamp}\n");
    for ((work, at), passes) in measured {
        let subject = SUBJECTS[*at];
        match passes {
            Err(why) => {
                let _ = writeln!(text, "{work} {subject} failed {why}");
            }
            Ok(samples) => {
                for sample in samples {
                    let words: String =
                        sample.iter().map(|(name, value)| format!(" {name}={value}")).collect();
                    let _ = writeln!(text, "{work} {subject}{words}");
                }
            }
        }
    }
    text
}

/// What is there of the same sources, machine and place; other passes are not to be shown beside new ones.
pub(super) fn read(path: &Path, stamp: &str) -> Measured {
    let text = fs::read_to_string(path).unwrap_or_default();
    if text.lines().next() == Some(&format!("# {stamp}")) { from_text(&text) } else { Measured::new() }
}

fn from_text(text: &str) -> Measured {
    let mut measured = Measured::new();
    for line in text.lines() {
        let mut words = line.splitn(3, ' ');
        let (Some(work), Some(subject), Some(rest)) = (words.next(), words.next(), words.next()) else {
            continue;
        };
        let at = SUBJECTS.iter().position(|known| *known == subject);
        let Some(key) = Work::named(work).zip(at) else { continue };
        match (rest.strip_prefix("failed "), measured.entry(key).or_insert_with(|| Ok(Vec::new()))) {
            (Some(why), passes) => *passes = Err(why.to_owned()),
            (None, Ok(samples)) => samples.push(sample(rest)),
            (None, Err(_)) => {}
        }
    }
    measured
}

/// `name=value name=value`
pub(crate) fn sample(line: &str) -> Sample {
    let words = line.split(' ').filter_map(|word| word.split_once('='));
    words.filter_map(|(name, value)| Some((name.to_owned(), value.parse().ok()?))).collect()
}

#[cfg(test)]
mod tests {
    use super::{from_text, sample, to_text};
    use crate::run::Measured;
    use crate::work::Work;

    #[test]
    fn text_and_back() {
        let passes = vec![sample("cpu=1000 wall=2.5"), sample("cpu=1001 wall=3")];
        let measured = Measured::from([
            ((Work::Metadata, 1), Ok(passes)),
            ((Work::BodiesStreamed, 3), Err("not offered".to_owned())),
        ]);
        assert_eq!(from_text(&to_text(&measured, "a; b")), measured);
    }
}
