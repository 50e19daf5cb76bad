//! Lists of intervals, and how many of them there may be.

use crate::evidence::algebra::evaluator::Evaluator;
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
    pub(crate) fn range(&self, region: usize) -> std::ops::Range<usize> {
        let start = region.checked_sub(1).map_or(0, |before| self.ends[before]);
        start..self.ends[region]
    }

    pub(crate) fn of(&self, region: usize) -> &[TokenRange] {
        &self.intervals[self.range(region)]
    }

    pub(crate) fn clear(&mut self) {
        self.intervals.clear();
        self.ends.clear();
        self.is_filled = false;
    }

    pub(crate) fn close_region(&mut self) {
        self.ends.push(self.intervals.len());
    }

    /// Sorts what was pushed since the last region was closed, and closes the region.
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

/// How many intervals may still be listed for this article.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Budget(usize);

impl Default for Budget {
    fn default() -> Self {
        Budget(Evaluator::MAX_PLACES)
    }
}

impl Budget {
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
        EvidenceError::TooManyPlaces { limit: Evaluator::MAX_PLACES }
    }
}
