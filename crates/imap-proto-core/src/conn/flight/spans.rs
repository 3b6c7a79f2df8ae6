//! The numbers that FETCH commands in flight ask for, as one set.

use alloc::collections::BTreeMap;

/// The union of sets that have no number in common; commands whose sets have one do not fly together.
#[derive(Debug, Default)]
pub(super) struct Spans {
    /// First number and last number.
    spans: BTreeMap<u32, u32>,
    sets: usize,
    /// Sets with `*` or `$`, which may hold any number.
    open: usize,
}

impl Spans {
    pub(super) fn sets(&self) -> usize {
        self.sets
    }

    /// Adds a set; `None` stands for one that is open.
    pub(super) fn add(&mut self, set: Option<impl Iterator<Item = (u32, u32)>>) {
        self.sets += 1;
        match set {
            Some(spans) => self.spans.extend(spans),
            None => self.open += 1,
        }
    }

    pub(super) fn remove(&mut self, set: Option<impl Iterator<Item = (u32, u32)>>) {
        self.sets -= 1;
        match set {
            Some(spans) => {
                for (start, _) in spans {
                    self.spans.remove(&start);
                }
            }
            None => self.open -= 1,
        }
    }

    /// A number may be in both.
    pub(super) fn meets(&self, set: Option<impl Iterator<Item = (u32, u32)>>) -> bool {
        match set {
            None => self.sets > 0,
            Some(_) if self.open > 0 => true,
            Some(mut spans) => spans.any(|(start, end)| {
                // Ours are disjoint, so the last one that starts at or before `end` reaches the furthest.
                self.spans.range(..=end).next_back().is_some_and(|(_, last)| *last >= start)
            }),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::types::UidSet;

    fn set(text: &str) -> UidSet {
        text.parse().unwrap()
    }

    #[test]
    fn as_comparing_each_with_each() {
        let sets = ["1", "2:4", "7,9", "6,8", "10:20", "30:40,50", "45:48", "60:*", "*", "$"];
        let mut spans = Spans::default();
        let mut flying: alloc::vec::Vec<UidSet> = alloc::vec::Vec::new();
        for round in 0..sets.len() * 3 {
            let next = set(sets[round * 7 % sets.len()]);
            let meets = flying.iter().any(|other| !next.disjoint(other));
            assert_eq!(spans.meets(next.spans()), meets, "{next} and {flying:?}");
            if !meets {
                spans.add(next.spans());
                flying.push(next);
            } else if let Some(gone) = flying.pop() {
                spans.remove(gone.spans());
            }
            for text in ["1:3", "8", "5", "21:29", "41:44,49", "1:4294967295", "60", "59", "2:*"] {
                let probe = set(text);
                let meets = flying.iter().any(|other| !probe.disjoint(other));
                assert_eq!(spans.meets(probe.spans()), meets, "{probe} and {flying:?}");
            }
        }
        flying.drain(..).for_each(|gone| spans.remove(gone.spans()));
        assert!(spans.spans.is_empty() && spans.sets == 0 && spans.open == 0);
    }
}
