//! Lists of intervals, and how many of them there may be.

use crate::evidence::algebra::leaves::seek;
use crate::evidence::algebra::word_positions::TokenRange;
use crate::evidence::error::EvidenceError;

/// The intervals of a node: region after region, each sorted and without doubles.
#[derive(Debug, Default)]
pub(crate) struct List {
    pub(crate) intervals: Vec<TokenRange>,
    /// Behind each region's intervals.
    ends: Vec<usize>,
    pub(crate) is_filled: bool,
}

impl List {
    /// Which of [`Self::intervals`] lie in the region of this number.
    pub(crate) fn range(&self, region: usize) -> std::ops::Range<usize> {
        let start = region.checked_sub(1).map_or(0, |before| self.ends[before]);
        start..self.ends[region]
    }

    /// The intervals in the region of this number.
    pub(crate) fn of(&self, region: usize) -> &[TokenRange] {
        &self.intervals[self.range(region)]
    }

    pub(crate) fn clear(&mut self) {
        self.intervals.clear();
        self.ends.clear();
        self.is_filled = false;
    }

    /// What was pushed since the last region was closed are the intervals of the next one: sorted, without doubles.
    pub(crate) fn close_region(&mut self) {
        self.ends.push(self.intervals.len());
    }

    /// Sorts what was pushed since the last region was closed, drops doubles, and closes the region.
    pub(crate) fn close_unsorted_region(&mut self) {
        let start = self.ends.last().copied().unwrap_or(0);
        if !self.intervals[start..].is_sorted_by(|a, b| a < b) {
            self.intervals[start..].sort_unstable();
            let mut kept = start;
            for index in start..self.intervals.len() {
                if kept == start || self.intervals[kept - 1] != self.intervals[index] {
                    self.intervals[kept] = self.intervals[index];
                    kept += 1;
                }
            }
            self.intervals.truncate(kept);
        }
        self.close_region();
    }
}

/// Marks those of the `inner` intervals that are among the used ones of the `outer` intervals.
pub(crate) fn mark_same(outer: (&[TokenRange], &[bool]), inner: (&[TokenRange], &mut [bool])) {
    let mut at = 0;
    for (interval, used) in inner.0.iter().zip(inner.1) {
        at = seek(outer.0, at, |it| it < interval);
        if outer.0.get(at) == Some(interval) && outer.1[at] {
            *used = true;
        }
    }
}

/// How many intervals may still be listed for this article.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Budget(usize);

impl Default for Budget {
    fn default() -> Self {
        Budget(Budget::WHOLE)
    }
}

impl Budget {
    /// How many intervals of operands are listed for one article at the most, over all operators of a span
    /// expression. What stands at the top of one is not listed, so it has no such bound.
    pub(crate) const WHOLE: usize = 1 << 24;

    pub(crate) fn spend(&mut self, count: usize) -> Result<(), EvidenceError> {
        match self.0.checked_sub(count) {
            Some(left) => {
                self.0 = left;
                Ok(())
            }
            None => Err(Budget::exceeded()),
        }
    }

    pub(crate) fn spend_one(&mut self) -> bool {
        self.spend(1).is_ok()
    }

    pub(crate) fn exceeded() -> EvidenceError {
        EvidenceError::TooManyMatches { limit: Budget::WHOLE }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ranges(ends: &[(u32, u32)]) -> Vec<TokenRange> {
        ends.iter().map(|&(start, end)| TokenRange::new(start, end)).collect()
    }

    #[test]
    fn a_region_is_sorted_without_touching_the_one_before() {
        let mut list = List { intervals: ranges(&[(5, 6), (7, 8)]), ..List::default() };
        list.close_region();
        list.intervals.extend(ranges(&[(3, 5), (1, 2), (3, 4), (1, 2), (5, 6)]));
        list.close_unsorted_region();
        list.close_unsorted_region();
        assert_eq!(list.of(0), ranges(&[(5, 6), (7, 8)]));
        assert_eq!(list.of(1), ranges(&[(1, 2), (3, 4), (3, 5), (5, 6)]));
        assert_eq!(list.of(2), []);
    }

    #[test]
    fn only_used_intervals_mark_their_like() {
        let outer = ranges(&[(0, 1), (2, 3), (4, 6)]);
        let inner = ranges(&[(0, 1), (2, 3), (4, 5), (4, 6), (9, 10)]);
        let mut used = vec![false; inner.len()];
        mark_same((&outer, &[true, false, true]), (&inner, &mut used));
        assert_eq!(used, [true, false, false, true, false]);
    }

    #[test]
    fn a_budget_can_be_spent_to_its_last_interval() {
        let mut budget = Budget::default();
        assert_eq!(budget.spend(Budget::WHOLE - 1), Ok(()));
        assert!(budget.spend_one() && !budget.spend_one());
        assert_eq!(budget.spend(1), Err(Budget::exceeded()));
    }
}
