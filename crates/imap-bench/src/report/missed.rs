//! What ours loses: goals that are missed, and loads for which a peer takes less.

use super::tables::{Race, best, copies_apart, dearest, digits, header, markdown, race, waited_for};
use super::{USUAL, steps};
use crate::args::{CHUNKS, spell};
use crate::figures::Figures;
use crate::goals;
use crate::load::{Kind, Sized};
use crate::scaling::LINEAR;

/// A goal, and what was measured.
#[derive(Clone, Debug, PartialEq)]
struct Verdict {
    what: String,
    load: String,
    is: f64,
    goal: f64,
    /// More is better.
    at_least: bool,
    why: &'static str,
}

impl Verdict {
    fn most(what: &str, sized: Sized, is: Option<f64>, goal: Option<f64>) -> Option<Self> {
        let (is, goal, why) = (is?, goal?, why(what, sized.kind));
        Some(Self { what: what.to_owned(), load: sized.to_string(), is, goal, at_least: false, why })
    }

    fn is_missed(&self) -> bool {
        let met = if self.at_least { self.is >= self.goal } else { self.is <= self.goal };
        !met
    }

    /// How much it takes.
    fn takes(&self) -> String {
        let much = if self.at_least { self.goal / self.is - 1.0 } else { 1.0 - self.goal / self.is };
        let word = if self.at_least { "more" } else { "less" };
        let why = if self.why.is_empty() { String::new() } else { format!("; {}", self.why) };
        format!("{:.1}% {word}{why}", much * 100.0)
    }

    fn row(&self) -> Vec<String> {
        // A near miss must not look like none.
        let close = |number: f64| if number < 10.0 { format!("{number:.3}") } else { digits(number) };
        vec![self.load.clone(), self.what.clone(), close(self.is), close(self.goal), self.takes()]
    }
}

const ROWS: &str = "rows through a connection, times ours";

/// What stands in the way, where it is known.
fn why(what: &str, kind: Kind) -> &'static str {
    match (what, kind) {
        (ROWS, Kind::Esearch) => "a result that keeps ranges: UID SEARCH gives each number of a range",
        (ROWS, Kind::Sort | Kind::Widths) => "a result in the server's order: SEARCH sorts its numbers",
        _ => "",
    }
}

/// Both tables.
pub(super) fn section(figures: &Figures, loads: &[Sized]) -> String {
    let missed: Vec<Vec<String>> =
        verdicts(figures, loads).iter().filter(|verdict| verdict.is_missed()).map(Verdict::row).collect();
    let lost = lost(figures, loads);
    let table = |head: &[&str], rows: &[Vec<String>], none: &str| {
        if rows.is_empty() { format!("{none}\n") } else { markdown(&header(head), rows) }
    };
    format!(
        "\n## Missed and lost\n\nGoals that are missed, of those that were measured, and what it would take:\n\n{}\n\
         Where the best peer takes less than ours. To draw level ours has to take the share in the last column; in time, a\n\
         share above 0.67 is within the noise.\n\n{}",
        table(&["load", "what", "measured", "goal", "it takes"], &missed, "None."),
        table(&["load", "what", "ours", "best peer", "peer", "share"], &lost, "Nowhere."),
    )
}

fn verdicts(figures: &Figures, loads: &[Sized]) -> Vec<Verdict> {
    let mut found: Vec<Verdict> = loads.iter().flat_map(|sized| of_load(figures, *sized)).collect();
    for step in steps(figures) {
        let (what, load) = (format!("growth, chunks of {}: exponent", step.chunk), step.to);
        found.push(Verdict { what, load, is: step.exponent, goal: LINEAR, at_least: false, why: "" });
    }
    found
}

fn of_load(figures: &Figures, sized: Sized) -> Vec<Verdict> {
    let (load, goals) = (sized.to_string(), goals::of(sized.kind));
    let ours = |what: &str| figures.number(what, &load, "ours", &spell(USUAL));
    let rows = waited_for(figures, &load).zip(ours("instructions")).map(|(rows, ours)| rows / ours);
    let most = |what: &str, is, goal| Verdict::most(what, sized, is, goal);
    let mut found: Vec<Verdict> = [
        most("instructions an octet", ours("instructions"), goals.instructions),
        most("instructions an octet, copies apart", copies_apart(figures, &load), goals.without_copies),
        most("dearest chunks, times the cheapest", dearest(figures, &load), Some(goals::CHUNKING)),
        most(ROWS, rows, Some(goals::CONNECTION)),
        most("allocations a response", ours("allocations"), goals.allocations),
        most("octets allocated for an octet", ours("allocated"), goals::allocated(sized)),
        most("octets kept for an octet", ours("kept"), goals::kept(sized)),
    ]
    .into_iter()
    .flatten()
    .collect();
    for chunk in CHUNKS {
        let Some(Race { wanted, is: Some(is), against }) = race(figures, sized, chunk) else { continue };
        let against = against.unwrap_or_else(|| "the best peer".to_owned());
        let what = format!("speed in chunks of {}, times {against}", spell(chunk));
        found.push(Verdict { what, load: load.clone(), is, goal: wanted, at_least: true, why: "" });
    }
    found
}

/// What is compared with the peers, and how it is written.
const COMPARED: [(&str, &str, f64); 6] = [
    ("time", "ms", 1e-3),
    ("instructions", "instructions an octet", 1.0),
    ("allocations", "allocations a response", 1.0),
    ("allocated", "octets allocated for an octet", 1.0),
    ("peak", "peak, KB", 1e3),
    ("kept", "octets kept for an octet", 1.0),
];

fn lost(figures: &Figures, loads: &[Sized]) -> Vec<Vec<String>> {
    let mut rows = Vec::new();
    for (what, name, unit) in COMPARED {
        for load in loads.iter().map(Sized::to_string) {
            for chunk in CHUNKS.map(spell) {
                let Some(ours) = figures.number(what, &load, "ours", &chunk) else { continue };
                let Some((peer, least)) = best(figures, what, &load, &chunk) else { continue };
                if least < ours {
                    let (name, share) =
                        (format!("{name}, chunks of {chunk}"), format!("{:.2}", least / ours));
                    let (ours, least) = (digits(ours / unit), digits(least / unit));
                    rows.push(vec![load.clone(), name, ours, least, peer.to_owned(), share]);
                }
            }
        }
    }
    rows
}

#[cfg(test)]
mod tests {
    use super::{lost, section, verdicts};
    use crate::figures::Figures;
    use crate::load::{Kind, Sized};

    const LOADS: [Sized; 1] = [Sized { kind: Kind::List, size: 50_000 }];

    fn figures(more: &str) -> Figures {
        let text = "octets list50k - - 3000000\ntime list50k ours 16384 0.01\ntime list50k imap-next 16384 0.03\n\
            instructions list50k ours 16384 16\ninstructions list50k connection 16384 100\n";
        Figures::from_text(&format!("{text}{more}\n")).unwrap()
    }

    #[test]
    fn commands_do_not_count_as_rows() {
        let missed = |commands: &str| {
            let figures = figures(&format!("commands list50k connection 16384 {commands}"));
            verdicts(&figures, &LOADS).into_iter().filter(|verdict| verdict.is_missed()).count()
        };
        assert_eq!((missed("76"), missed("75")), (0, 1));
    }

    #[test]
    fn lists_what_is_missed_and_lost() {
        let slow = figures("time list50k imap-proto 16384 0.008");
        let text = section(&slow, &LOADS);
        assert!(
            text.contains(
                "| list50k | speed in chunks of 16384, times the best peer | 0.800 | 2.500 | 212.5% more |"
            ),
            "{text}"
        );
        assert!(
            text.contains("| list50k | ms, chunks of 16384 | 10.0 | 8.00 | imap-proto | 0.80 |"),
            "{text}"
        );
        assert!(lost(&figures(""), &LOADS).is_empty());
        assert!(section(&figures(""), &LOADS).contains("None."));
        assert_eq!(lost(&figures("time list50k imap-proto 16384 stopped"), &LOADS).len(), 0);
    }
}
