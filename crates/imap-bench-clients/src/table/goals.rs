//! The targets, and whether they are met.

use std::fmt;

use super::octets;
use crate::mailbox::LARGE_OCTETS;
use crate::run::{Measured, Sample};
use crate::work::Work;

/// A target.
#[derive(Debug)]
pub(crate) struct Goal {
    what: String,
    pub(crate) met: bool,
    /// By how much it is missed, of what it allows.
    above: Option<f64>,
}

impl Goal {
    fn new(what: impl Into<String>, met: bool) -> Self {
        Self { what: what.into(), met, above: None }
    }

    /// What was measured, and the most that it may be.
    fn most(name: &str, is: f64, most: f64, spell: fn(f64) -> String) -> Self {
        let what = format!("{name} {} of {}", spell(is), spell(most));
        Self { what, met: is <= most, above: Some(is / most - 1.0) }
    }
}

impl fmt::Display for Goal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.above {
            _ if self.met => write!(f, "{}: met", self.what),
            Some(above) => write!(f, "**{}: missed by {:.1}%**", self.what, above * 100.0),
            None => write!(f, "**{}: missed**", self.what),
        }
    }
}

/// A megabyte, not a mebibyte: the stricter reading.
const MB: f64 = 1e6;
/// Octets of an idle connection, at most: the 4 KB of the target, read as KiB.
const IDLE: f64 = 4096.0;
/// So slow is a step that waited for a delayed acknowledgement.
const STALL: f64 = 40e6;

/// The targets of ours, the subject `at`.
fn of_work(work: Work) -> (Option<f64>, Option<f64>, Option<f64>) {
    // Milliseconds of CPU, times the floor's CPU, octets of peak.
    match work {
        Work::Metadata => (Some(8.0), None, Some(5.0 * MB)),
        Work::MetadataKept => (None, None, Some(10.0 * MB)),
        Work::Structure => (Some(25.0), None, Some(5.0 * MB)),
        Work::Bodies => (None, Some(1.5), None),
        Work::BodiesStreamed | Work::LargeStreamed => (None, Some(1.1), Some(4.0 * MB)),
        Work::BodiesTls | Work::BodiesTlsStreamed => (None, Some(1.3), None),
        Work::Large => (None, Some(4.0), Some(LARGE_OCTETS as f64 + 4.0 * MB)),
        Work::Search => (Some(10.0), None, None),
        Work::Noop | Work::Append | Work::MultiAppend | Work::Idle => (None, None, None),
    }
}

/// Whether ours, the subject `at`, meets them.
pub(super) fn of(
    work: Work,
    samples: &[Sample],
    floor: Option<&Vec<Sample>>,
    measured: &Measured,
    at: usize,
) -> Vec<Goal> {
    let median = |name: &str| super::of(samples, name).median;
    let (cpu, times, peak) = of_work(work);
    let mut goals = Vec::new();
    if let Some(most) = cpu {
        goals.push(Goal::most("CPU", median("cpu"), most * 1e6, |time| format!("{:.2} ms", time / 1e6)));
    }
    if let (Some(most), Some(floor)) = (times, floor) {
        let is = median("cpu") / super::of(floor, "cpu").median;
        goals.push(Goal::most("CPU", is, most, |times| format!("{times:.2} x floor")));
    }
    if let Some(most) = peak {
        goals.push(Goal::most("peak RSS", median("peak"), most, octets));
    }
    goals.extend(own(work, samples, floor, measured, at));
    if let Some(floor) = floor.filter(|_| work != Work::Idle) {
        let walls = super::of(floor, "wall");
        let most = (walls.median * 1.1).max(walls.third);
        goals.push(Goal::most("wall", median("wall"), most, |time| format!("{:.1} ms", time / 1e6)));
    }
    goals
}

/// Those that only this workload has.
fn own(
    work: Work,
    samples: &[Sample],
    floor: Option<&Vec<Sample>>,
    measured: &Measured,
    at: usize,
) -> Vec<Goal> {
    let median = |name: &str| super::of(samples, name).median;
    match work {
        Work::Idle => vec![Goal::most("each", median("each"), IDLE, octets)],
        Work::Noop | Work::Append => vec![
            Goal::new("one write a command", median("writes") == work.rows() as f64),
            Goal::new("no stall", super::of(samples, "slowest").most < STALL),
        ],
        Work::MultiAppend => {
            // Dovecot's own time for an APPEND differs between machines: the floor's gain stands beside it.
            let single = |at| {
                let passes = measured.get(&(Work::Append, at))?.as_ref().ok()?;
                Some(super::of(passes, "wall").median)
            };
            let best = floor.and_then(|floor| Some(single(0)? / super::of(floor, "wall").median));
            let Some((single, best)) = single(at).zip(best) else { return Vec::new() };
            let less = single / median("wall");
            vec![Goal::new(format!("18 times less wall ({less:.0}; floor {best:.0})"), less >= 18.0)]
        }
        _ => Vec::new(),
    }
}

#[cfg(test)]
mod tests {
    use super::{Goal, IDLE, MB, of};
    use crate::run::{Measured, Sample};
    use crate::table::octets;
    use crate::work::Work;

    #[test]
    fn says_by_how_much_it_is_missed() {
        let goal = |is| Goal::most("peak RSS", is, 4.0 * MB, octets).to_string();
        assert_eq!(goal(4_000_000.0), "peak RSS 4,000,000 octets of 4,000,000 octets: met");
        assert_eq!(goal(4_194_304.0), "**peak RSS 4,194,304 octets of 4,000,000 octets: missed by 4.9%**");
        assert!(goal(f64::NAN).contains("missed"), "what was not measured is not met");
    }

    #[test]
    fn an_idle_connection_may_have_4096_octets() {
        let met = |each: f64| {
            let sample = Sample::from([("each".to_owned(), each)]);
            of(Work::Idle, &[sample], None, &Measured::new(), 1).iter().all(|goal| goal.met)
        };
        assert!(met(IDLE) && !met(4097.0));
    }
}
