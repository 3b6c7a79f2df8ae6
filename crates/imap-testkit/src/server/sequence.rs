//! Sequence sets (RFC 3501 9: `sequence-set`), resolved against the highest number there is.

/// Ranges as the client wrote them; 0 stands for `*`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct SequenceSet(Vec<(u32, u32)>);

/// A set without `*`: sorted, disjoint ranges.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Resolved(Vec<(u32, u32)>);

impl SequenceSet {
    pub(crate) fn parse(text: &[u8]) -> Option<Self> {
        let ranges = text.split(|&b| b == b',').map(range).collect::<Option<Vec<_>>>()?;
        Some(Self(ranges))
    }

    /// `*` becomes `highest`; where there is no number at all it is nothing.
    pub(crate) fn resolve(&self, highest: u32) -> Resolved {
        let mut ranges: Vec<(u32, u32)> = Vec::with_capacity(self.0.len());
        for &(a, b) in &self.0 {
            let (a, b) = (if a == 0 { highest } else { a }, if b == 0 { highest } else { b });
            ranges.push((a.min(b), a.max(b)));
        }
        if highest == 0 {
            ranges.retain(|&(low, _)| low > 0);
        }
        ranges.sort_unstable();
        ranges.dedup_by(|next, last| {
            let joined = next.0 <= last.1.saturating_add(1);
            if joined {
                last.1 = last.1.max(next.1);
            }
            joined
        });
        Resolved(ranges)
    }

    /// The highest number written out, `*` apart.
    pub(crate) fn highest_written(&self) -> u32 {
        self.0.iter().map(|&(a, b)| a.max(b)).max().unwrap_or(0)
    }
}

impl Resolved {
    pub(crate) fn contains(&self, number: u32) -> bool {
        let at = self.0.partition_point(|&(_, high)| high < number);
        self.0.get(at).is_some_and(|&(low, _)| low <= number)
    }
}

fn range(text: &[u8]) -> Option<(u32, u32)> {
    match text.iter().position(|&b| b == b':') {
        None => number(text).map(|n| (n, n)),
        Some(at) => Some((number(text.get(..at)?)?, number(text.get(at + 1..)?)?)),
    }
}

fn number(text: &[u8]) -> Option<u32> {
    if text == b"*" {
        return Some(0);
    }
    if text.is_empty() || !text.iter().all(u8::is_ascii_digit) {
        return None;
    }
    std::str::from_utf8(text).ok()?.parse().ok().filter(|&n| n > 0)
}

/// Writes numbers as a set, runs joined: `1:3,7`.
pub(crate) fn compact(numbers: &[u32]) -> String {
    let mut out = String::new();
    let mut rest = numbers.iter().copied().peekable();
    while let Some(first) = rest.next() {
        let mut last = first;
        while let Some(next) = rest.next_if(|&n| last.checked_add(1) == Some(n)) {
            last = next;
        }
        if !out.is_empty() {
            out.push(',');
        }
        out.push_str(&first.to_string());
        if last > first {
            out.push(':');
            out.push_str(&last.to_string());
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    fn members(set: &str, highest: u32) -> Vec<u32> {
        let resolved = SequenceSet::parse(set.as_bytes()).unwrap().resolve(highest);
        (1..=20).filter(|&n| resolved.contains(n)).collect()
    }

    #[test]
    fn star_and_reversed_ranges() {
        assert_eq!(members("3:1,5", 9), [1, 2, 3, 5]);
        assert_eq!(members("8:*", 9), [8, 9]);
        assert_eq!(members("*:12", 9), [9, 10, 11, 12]);
        assert_eq!(members("*", 9), [9]);
        assert_eq!(members("1:2,2:4,7", 9), [1, 2, 3, 4, 7]);
    }

    #[test]
    fn malformed_sets() {
        for text in ["", "0", "1,", "1:", ":1", "a", "1:2:3", "4294967296", "-1"] {
            assert_eq!(SequenceSet::parse(text.as_bytes()), None, "{text}");
        }
    }

    #[test]
    fn runs_are_joined() {
        assert_eq!(compact(&[1, 2, 3, 7, 9, 10]), "1:3,7,9:10");
        assert_eq!(compact(&[]), "");
        assert_eq!(compact(&[u32::MAX]), "4294967295");
    }
}
