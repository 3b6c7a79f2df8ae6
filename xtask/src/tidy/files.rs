//! How long files and drivers may be.

use super::source::Source;
use super::{DRIVERS, Problem};

const FILE: usize = 500;
const MEDIAN: usize = 180;
const DRIVER: usize = 900;

pub(super) fn length(source: &Source) -> Option<Problem> {
    let lines = source.text.lines().count();
    (lines > FILE).then(|| Problem::new(&source.path, lines, format!("{lines} lines, at most {FILE}")))
}

/// The median length of the files that are no tests.
pub(super) fn median(sources: &[Source]) -> usize {
    let files = sources.iter().filter(|source| !source.test);
    let mut lengths: Vec<usize> = files.map(|source| source.text.lines().count()).collect();
    lengths.sort_unstable();
    lengths.get(lengths.len() / 2).copied().unwrap_or(0)
}

pub(super) fn median_problem(median: usize) -> Option<Problem> {
    let what = format!("the median file has {median} lines, it should have fewer than {MEDIAN}");
    (median >= MEDIAN).then(|| Problem::new("workspace", 0, what))
}

/// Each driver on its own; tests and the examples in doc comments do not count.
pub(super) fn drivers(sources: &[Source]) -> Vec<Problem> {
    let mut problems = Vec::new();
    for driver in DRIVERS {
        let dir = format!("crates/{driver}/src/");
        let lines: usize = sources.iter().filter(|source| source.path.starts_with(&dir)).map(own_lines).sum();
        if lines >= DRIVER {
            problems.push(Problem::new(
                &dir,
                lines,
                format!("{lines} lines, a driver has fewer than {DRIVER}"),
            ));
        }
    }
    problems
}

fn own_lines(source: &Source) -> usize {
    if source.test {
        return 0;
    }
    let mut example = false;
    let mut count = 0;
    for ((text, code), shipped) in source.text.lines().zip(source.code.lines()).zip(source.shipped.lines()) {
        let test = !code.trim().is_empty() && shipped.trim().is_empty();
        let doc = text.trim_start().strip_prefix("//").is_some_and(|rest| rest.starts_with(['/', '!']));
        let fence = doc && text.contains("```");
        count += usize::from(!test && !example && !fence);
        example = doc && (example != fence);
    }
    count
}

#[cfg(test)]
mod tests {
    use super::super::sample;
    use super::{drivers, length, median, median_problem, own_lines};

    #[test]
    fn catches_long_files() {
        assert!(length(&sample("a/b.rs", &"x\n".repeat(500))).is_none());
        assert!(length(&sample("a/b.rs", &"x\n".repeat(501))).is_some());
    }

    #[test]
    fn catches_a_long_median_and_leaves_tests_out() {
        let long = || sample("a/b.rs", &"x\n".repeat(180));
        let test = || sample("a/tests.rs", "x\n");
        assert_eq!(median(&[long(), test(), test()]), 180);
        assert!(median_problem(180).is_some() && median_problem(179).is_none());
    }

    #[test]
    fn catches_long_drivers() {
        let half = |name| sample(&format!("crates/imap-async/src/{name}.rs"), &"x;\n".repeat(450));
        assert_eq!(drivers(&[half("a"), half("b")]).len(), 1);
        assert!(
            drivers(&[half("a"), sample("crates/imap-async/src/a/tests.rs", &"x;\n".repeat(450))]).is_empty()
        );
    }

    #[test]
    fn counts_neither_tests_nor_examples() {
        let text =
            "//! a\n//! ```\n//! b();\n//! ```\nfn c() {}\n#[cfg(test)]\nmod tests {\n  fn d() {}\n}\n";
        assert_eq!(own_lines(&sample("a/b.rs", text)), 2);
    }
}
