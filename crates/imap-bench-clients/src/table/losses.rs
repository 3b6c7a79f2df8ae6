//! What ours loses: targets that are missed, and workloads in which a peer takes less.

use std::fmt::Write as _;

use super::{goals, is_ours, memory, ms, of};
use crate::run::Measured;
use crate::subject::{NOT_OFFERED, SUBJECTS, is_floor};
use crate::work::Work;

/// A quantity, its name in a sample, and how it is written.
type Compared = (&'static str, &'static str, fn(f64) -> String);

const COMPARED: [Compared; 4] =
    [("CPU ms", "cpu", ms), ("wall ms", "wall", ms), ("peak RSS", "peak", memory), ("each", "each", memory)];

/// Both lists.
pub(super) fn put(measured: &Measured, text: &mut String) {
    text.push_str("\nTargets that are missed:\n\n");
    let missed = missed(measured);
    text.push_str(if missed.is_empty() { "- none\n" } else { &missed });
    text.push_str(
        "\nWhere a peer takes less; to draw level, ours has to take the share in the last column:\n\n",
    );
    let lost = lost(measured);
    if lost.is_empty() {
        text.push_str("- nowhere\n");
    } else {
        text.push_str(
            "| workload | subject | what | ours | the best peer | share |\n|---|---|---|--:|--:|--:|\n",
        );
        text.push_str(&lost);
    }
}

fn missed(measured: &Measured) -> String {
    let mut text = String::new();
    for ((work, at), passes) in measured {
        if let Err(why) = passes
            && is_ours(*at)
            && why != NOT_OFFERED
        {
            let _ = writeln!(text, "- {work}, {}: **failed, {why}**", SUBJECTS[*at]);
        }
        for goal in goals(measured, *work, *at).iter().filter(|goal| !goal.met) {
            let _ = writeln!(text, "- {work}, {}: {goal}", SUBJECTS[*at]);
        }
    }
    text
}

fn lost(measured: &Measured) -> String {
    let mut text = String::new();
    for (work, at) in measured.keys().filter(|(_, at)| is_ours(*at)) {
        for (what, name, spell) in COMPARED {
            let Some(own) = median(measured, *work, *at, name) else { continue };
            let Some((peer, best)) = best(measured, *work, name).filter(|(_, best)| *best < own) else {
                continue;
            };
            let (ours, best, share) = (spell(own), spell(best), best / own);
            let row =
                format!("| {work} | {} | {what} | {ours} | {best} ({peer}) | {share:.2} |\n", SUBJECTS[*at]);
            text.push_str(&row);
        }
    }
    text
}

/// The peer that takes least. The floors are none: they read without a look.
fn best(measured: &Measured, work: Work, name: &str) -> Option<(&'static str, f64)> {
    let peers = (0..SUBJECTS.len()).filter(|at| !is_ours(*at) && !is_floor(SUBJECTS[*at]));
    let medians = peers.filter_map(|at| Some((SUBJECTS[at], median(measured, work, at, name)?)));
    medians.min_by(|one, two| one.1.total_cmp(&two.1))
}

fn median(measured: &Measured, work: Work, at: usize, name: &str) -> Option<f64> {
    let samples = measured.get(&(work, at))?.as_ref().ok()?;
    Some(of(samples, name).median).filter(|median| !median.is_nan())
}

#[cfg(test)]
mod tests {
    use super::{Measured, SUBJECTS, Work, is_floor, put};
    use crate::table::saved::sample;

    #[test]
    fn says_what_is_lost() {
        let passes = |cpu: f64| Ok(vec![sample(&format!("cpu={cpu} wall=5e6 peak=3e6"))]);
        let text = |peer: f64| {
            let mut text = String::new();
            let mut all =
                Measured::from([((Work::Metadata, 1), passes(9e6)), ((Work::Metadata, 3), passes(peer))]);
            // Whoever does not look takes less, and is no peer.
            let floors = (0..SUBJECTS.len()).filter(|at| is_floor(SUBJECTS[*at]));
            all.extend(floors.map(|at| ((Work::Metadata, at), passes(1e6))));
            put(&all, &mut text);
            text
        };
        let (lost, won) = (text(6e6), text(12e6));
        assert!(lost.contains("| W1 | ours | CPU ms | 9.0 | 6.0 (imap) | 0.67 |"), "{lost}");
        assert!(lost.contains("- W1, ours: **CPU 9.00 ms of 8.00 ms: missed by 12.5%**"), "{lost}");
        let failed = Measured::from([((Work::Noop, 1), Err("broken".to_owned()))]);
        let mut text = String::new();
        put(&failed, &mut text);
        assert!(text.contains("- W5, ours: **failed, broken**"), "{text}");
        assert!(won.contains("- nowhere") && !won.contains("wall ms"), "{won}");
    }
}
