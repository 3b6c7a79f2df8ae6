//! The targets, and whether they are met.

use std::fmt;

use crate::mailbox::LARGE_OCTETS;
use crate::run::{Measured, Sample};
use crate::work::Work;

/// A target.
#[derive(Debug)]
pub(crate) struct Goal {
    what: String,
    met: bool,
}

impl Goal {
    fn new(what: impl Into<String>, met: bool) -> Self {
        Self { what: what.into(), met }
    }
}

impl fmt::Display for Goal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.met { write!(f, "{}: met", self.what) } else { write!(f, "**{}: missed**", self.what) }
    }
}

const MB: f64 = (1 << 20) as f64;
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
        goals.push(Goal::new(format!("{most} ms"), median("cpu") <= most * 1e6));
    }
    if let (Some(most), Some(floor)) = (times, floor) {
        let met = median("cpu") <= most * super::of(floor, "cpu").median;
        goals.push(Goal::new(format!("{most} x floor"), met));
    }
    if let Some(most) = peak {
        goals.push(Goal::new(format!("{:.0} MiB", most / MB), median("peak") <= most));
    }
    goals.extend(own(work, samples, floor, measured, at));
    if let Some(floor) = floor.filter(|_| work != Work::Idle) {
        let walls = super::of(floor, "wall");
        goals.push(Goal::new("wall", median("wall") <= (walls.median * 1.1).max(walls.third)));
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
        Work::Idle => vec![Goal::new("4 KB", median("each") <= 4096.0)],
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
