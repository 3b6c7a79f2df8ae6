//! Tables of growth: one size a row.

use super::USUAL;
use super::tables::{cell, header, markdown};
use crate::args::spell;
use crate::figures::Figures;
use crate::load::Sized;
use crate::scaling::{MEBIBYTES, NUMBERS, exponent, lines, literals};
use crate::subject::SUBJECTS;

/// Seconds for one line and one literal of each size, the peak of a literal, and how our instructions grow.
pub(super) fn tables(figures: &Figures) -> String {
    let mut text = String::new();
    for chunk in [1460, USUAL] {
        let title = format!("Seconds for one SEARCH line, chunks: {chunk}");
        text += &table(figures, &title, "time", &lines(&NUMBERS), chunk, |seconds| format!("{seconds:.4}"));
    }
    for chunk in [1460, USUAL] {
        let title = format!("Seconds for one literal, chunks: {chunk}");
        text +=
            &table(figures, &title, "time", &literals(&MEBIBYTES), chunk, |seconds| format!("{seconds:.4}"));
    }
    let megabytes = |octets: f64| format!("{:.2}", octets / 1e6);
    text += &table(figures, "Peak for one literal, MB", "peak", &literals(&MEBIBYTES), USUAL, megabytes);
    text + &growth(figures)
}

fn table(
    figures: &Figures,
    title: &str,
    what: &str,
    sizes: &[Sized],
    chunk: usize,
    show: fn(f64) -> String,
) -> String {
    let mut head = header(&["load"]);
    head.extend(SUBJECTS.map(str::to_owned));
    let rows: Vec<Vec<String>> = sizes
        .iter()
        .map(|size| {
            let load = size.to_string();
            let cells =
                SUBJECTS.iter().map(|subject| cell(figures.get(what, &load, subject, &spell(chunk)), show));
            std::iter::once(load.clone()).chain(cells).collect()
        })
        .collect();
    format!("\n### {title}\n\n{}", markdown(&head, &rows))
}

/// A step from one size of a load to a larger one.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Growth {
    pub(crate) subject: String,
    pub(crate) chunk: String,
    pub(crate) from: String,
    pub(crate) to: String,
    pub(crate) exponent: f64,
}

/// How instructions grow from the least to the largest size of each load that was counted.
pub(crate) fn steps(figures: &Figures) -> Vec<Growth> {
    let mut found: Vec<Growth> = Vec::new();
    for (key, value) in figures.iter().filter(|(key, _)| key.what == "instructions") {
        let (Some(small), Some(cost)) = (Sized::named(&key.load), value.number()) else { continue };
        // The copy of the received octets is linear by itself, and left out.
        let total = |octets: f64, cost: f64| (octets, octets * (cost - 1.0));
        let octets = |load: &str| figures.number("octets", load, "-", "-").unwrap_or(f64::NAN);
        let larger = figures.iter().filter_map(|(other, value)| {
            let same = (&other.what, &other.subject, &other.chunk) == (&key.what, &key.subject, &key.chunk);
            let sized = Sized::named(&other.load).filter(|sized| sized.kind == small.kind && same)?;
            (sized.size > small.size).then_some((sized.size, &other.load, value.number()?))
        });
        if let Some((_, load, more)) = larger.min_by_key(|(size, ..)| *size) {
            found.push(Growth {
                subject: key.subject.clone(),
                chunk: key.chunk.clone(),
                from: key.load.clone(),
                to: load.clone(),
                exponent: exponent(total(octets(&key.load), cost), total(octets(load), more)),
            });
        }
    }
    found
}

fn growth(figures: &Figures) -> String {
    let head = header(&["from", "to", "subject", "chunks", "exponent"]);
    let rows: Vec<Vec<String>> = steps(figures)
        .into_iter()
        .map(|step| vec![step.from, step.to, step.subject, step.chunk, format!("{:.3}", step.exponent)])
        .collect();
    let note =
        "\nInstructions grow as the octets to the power of the exponent; at most 1.05 is linear here.\n";
    format!("\n### Growth\n{note}\n{}", markdown(&head, &rows))
}

#[cfg(test)]
mod tests {
    use super::steps;
    use crate::figures::Figures;

    #[test]
    fn steps_from_each_size_to_the_next() {
        let text = "octets search1m@10 - - 100\noctets search1m@100 - - 1000\noctets search1m - - 10000\n\
            instructions search1m@10 ours 1460 3\ninstructions search1m@100 ours 1460 3\n\
            instructions search1m ours 1460 21\ninstructions list50k ours 1460 9\n";
        let steps = steps(&Figures::from_text(text).unwrap());
        let found: Vec<(&str, &str, i64)> =
            steps.iter().map(|s| (&*s.from, &*s.to, (s.exponent * 1000.0).round() as i64)).collect();
        assert_eq!(found, [("search1m@10", "search1m@100", 1000), ("search1m@100", "search1m", 2000)]);
    }
}
