//! Whether, how often and with which words an article answers a plan.

use super::error::EvidenceError;
use super::places::{Match, Places};
use super::plan::Plan;

/// Evaluates plans. Keep one per thread: its buffers are used again.
#[derive(Debug, Default)]
pub struct Evaluator {}

impl Evaluator {
    /// The most intervals that one node of a span expression may have in one article
    /// where they must be listed: below another span operator. What stands at the top is not listed.
    pub const MAX_PLACES: usize = 1 << 22;

    /// An evaluator with empty buffers.
    #[must_use]
    pub fn new() -> Evaluator {
        Evaluator::default()
    }

    /// Whether the article satisfies the query.
    ///
    /// # Errors
    ///
    /// [`EvidenceError::TooManyPlaces`].
    pub fn holds(&mut self, plan: &Plan, places: &dyn Places) -> Result<bool, EvidenceError> {
        let _ = (plan, places);
        Ok(false)
    }

    /// How many different intervals a span expression has in the article, over all regions. Of a
    /// Boolean scope, in how many regions it holds; of any other query, 1 when it holds and else 0.
    ///
    /// # Errors
    ///
    /// [`EvidenceError::TooManyPlaces`].
    pub fn frequency(&mut self, plan: &Plan, places: &dyn Places) -> Result<u64, EvidenceError> {
        self.holds(plan, places).map(u64::from)
    }

    /// Writes the evidence into `found`, sorted, none twice; empty when the query does not
    /// hold. Its length is the number of occurrences.
    ///
    /// # Errors
    ///
    /// [`EvidenceError::TooManyPlaces`].
    pub fn evidence(
        &mut self,
        plan: &Plan,
        places: &dyn Places,
        found: &mut Vec<Match>,
    ) -> Result<(), EvidenceError> {
        found.clear();
        self.holds(plan, places).map(|_| ())
    }
}
