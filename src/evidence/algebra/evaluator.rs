//! Whether, how often and with which words an article answers a plan.

use std::ops::Range;

use crate::evidence::algebra::marking::Marking;
use crate::evidence::algebra::plan::{Boolean, Plan, PlanScope, SpanPlan};
use crate::evidence::algebra::regions::{QuotationReach, Region, push_clipped, push_whole_text};
use crate::evidence::algebra::span_in_article::SpanInArticle;
use crate::evidence::algebra::spans::SpanScratch;
use crate::evidence::algebra::word_positions::{Match, WordPositions};
use crate::evidence::error::EvidenceError;

/// Evaluates plans. Keep one for each thread: its buffers are used again, so that after a
/// few articles none are allocated.
#[derive(Debug, Default)]
pub(crate) struct Evaluator {
    /// The regions asked of, the inner ones of Boolean scopes on top.
    regions: Vec<Region>,
    reach: QuotationReach,
    scratch: SpanScratch,
    marking: Marking,
}

/// A run of [`Evaluator::regions`].
#[derive(Debug, Clone)]
struct Regions {
    run: Range<usize>,
    top_level: bool,
}

impl Evaluator {
    /// An evaluator with empty buffers.
    #[must_use]
    pub(crate) fn new() -> Evaluator {
        Evaluator::default()
    }

    /// Whether the article satisfies the query.
    ///
    /// # Errors
    ///
    /// [`EvidenceError::TooManyMatches`].
    pub(crate) fn holds(&mut self, plan: &Plan, article: &dyn WordPositions) -> Result<bool, EvidenceError> {
        let whole = self.start(article);
        self.boolean_holds(&plan.root, article, &whole)
    }

    /// How many different intervals a span expression has in the article, over all regions. Of a
    /// Boolean scope, in how many regions it holds; of any other query, 1 when it holds and else 0.
    ///
    /// # Errors
    ///
    /// [`EvidenceError::TooManyMatches`].
    pub(crate) fn frequency(
        &mut self,
        plan: &Plan,
        article: &dyn WordPositions,
    ) -> Result<u64, EvidenceError> {
        let whole = self.start(article);
        match &plan.root {
            Boolean::Span(span) => {
                let expression = self.ask(span, article, &whole);
                self.scratch.count(expression, span.top())
            }
            Boolean::Scope(scope, inner) => {
                let mut count = 0;
                self.each_region(*scope, article, &whole, |it, region| {
                    count += u64::from(it.boolean_holds(inner, article, region)?);
                    Ok(true)
                })?;
                Ok(count)
            }
            Boolean::All | Boolean::Clause(_) | Boolean::And(_) | Boolean::Or(_) | Boolean::Not(_) => {
                self.boolean_holds(&plan.root, article, &whole).map(u64::from)
            }
        }
    }

    /// Writes the evidence into `found`, sorted, none twice, and answers whether the query
    /// holds. When it does not, `found` is empty. Its length is the number of occurrences.
    ///
    /// # Errors
    ///
    /// [`EvidenceError::TooManyMatches`]; `found` is then empty.
    pub(crate) fn evidence(
        &mut self,
        plan: &Plan,
        article: &dyn WordPositions,
        found: &mut Vec<Match>,
    ) -> Result<bool, EvidenceError> {
        found.clear();
        let whole = self.start(article);
        let outcome = self.boolean_evidence(&plan.root, article, &whole, found);
        if outcome.is_err() {
            found.clear();
        }
        if !found.is_sorted_by(|a, b| a < b) {
            // Mostly a few sorted runs, one for each leaf, which this merges.
            found.sort();
            found.dedup();
        }
        outcome
    }

    fn start(&mut self, article: &dyn WordPositions) -> Regions {
        self.scratch.renew();
        self.reach.forget();
        self.regions.clear();
        push_whole_text(article, &mut self.regions);
        Regions { run: 0..self.regions.len(), top_level: true }
    }

    fn ask<'a>(
        &mut self,
        span: &'a SpanPlan,
        article: &'a dyn WordPositions,
        regions: &Regions,
    ) -> SpanInArticle<'a> {
        let expression = SpanInArticle { span, article };
        let run = &self.regions[regions.run.clone()];
        self.scratch.set_regions(expression, run, regions.top_level, &mut self.reach);
        expression
    }

    /// Calls `visit` with each region of a Boolean scope, until it answers `false`.
    fn each_region(
        &mut self,
        scope: PlanScope,
        article: &dyn WordPositions,
        outer: &Regions,
        mut visit: impl FnMut(&mut Evaluator, &Regions) -> Result<bool, EvidenceError>,
    ) -> Result<(), EvidenceError> {
        let first = self.regions.len();
        for index in outer.run.clone() {
            let region = self.regions[index];
            push_clipped(scope, &region, index, article, &mut self.reach, &mut self.regions);
        }
        for index in first..self.regions.len() {
            let one = Regions { run: index..index + 1, top_level: false };
            if !visit(self, &one)? {
                break;
            }
        }
        self.regions.truncate(first);
        Ok(())
    }

    fn boolean_holds(
        &mut self,
        query: &Boolean,
        article: &dyn WordPositions,
        regions: &Regions,
    ) -> Result<bool, EvidenceError> {
        match query {
            Boolean::All => Ok(true),
            Boolean::Clause(clause) => Ok(article.clause(*clause)),
            Boolean::Span(span) => {
                let expression = self.ask(span, article, regions);
                self.scratch.any(expression, span.top())
            }
            Boolean::Scope(scope, inner) => {
                let mut holds = false;
                self.each_region(*scope, article, regions, |it, region| {
                    holds = it.boolean_holds(inner, article, region)?;
                    Ok(!holds)
                })?;
                Ok(holds)
            }
            Boolean::And(parts) => {
                for part in parts {
                    if !self.boolean_holds(part, article, regions)? {
                        return Ok(false);
                    }
                }
                Ok(true)
            }
            Boolean::Or(parts) => {
                for part in parts {
                    if self.boolean_holds(part, article, regions)? {
                        return Ok(true);
                    }
                }
                Ok(false)
            }
            Boolean::Not(inner) => Ok(!self.boolean_holds(inner, article, regions)?),
        }
    }

    /// Appends the evidence and answers whether the query holds; when it does not,
    /// nothing is appended.
    fn boolean_evidence(
        &mut self,
        query: &Boolean,
        article: &dyn WordPositions,
        regions: &Regions,
        found: &mut Vec<Match>,
    ) -> Result<bool, EvidenceError> {
        let before = found.len();
        match query {
            Boolean::All => Ok(true),
            Boolean::Clause(clause) => Ok(article.clause(*clause)),
            Boolean::Span(span) => {
                let expression = self.ask(span, article, regions);
                self.marking.mark(expression, &mut self.scratch, found)?;
                Ok(found.len() > before)
            }
            Boolean::Scope(scope, inner) => {
                let mut holds = false;
                self.each_region(*scope, article, regions, |it, region| {
                    holds |= it.boolean_evidence(inner, article, region, found)?;
                    Ok(true)
                })?;
                Ok(holds)
            }
            Boolean::And(parts) => {
                for part in parts {
                    if !self.boolean_evidence(part, article, regions, found)? {
                        found.truncate(before);
                        return Ok(false);
                    }
                }
                Ok(true)
            }
            Boolean::Or(parts) => {
                let mut holds = false;
                for part in parts {
                    holds |= self.boolean_evidence(part, article, regions, found)?;
                }
                Ok(holds)
            }
            Boolean::Not(inner) => Ok(!self.boolean_holds(inner, article, regions)?),
        }
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use proptest::prelude::*;

    use super::*;
    use crate::evidence::reference::random_text::{
        Random, RandomPositions, RandomText, random_query, random_span,
    };
    use crate::evidence::reference::{Piece, evidence, intervals};
    use crate::query::Query;

    fn pieces(found: &[Match]) -> BTreeSet<Piece> {
        let piece = |it: &Match| (it.field, (it.tokens.start as usize, it.tokens.end as usize));
        assert!(found.is_sorted_by(|a, b| a < b), "sorted, none twice");
        found.iter().map(piece).collect()
    }

    /// One random query and one random span expression asked of one random text, by definition and by the
    /// algebra.
    fn agrees_with_the_definition(seed: u64, evaluator: &mut Evaluator) {
        let mut random = Random::new(seed);
        let text = RandomText::new(&mut random);
        let (query, span) = (random_query(&mut random, 3), random_span(&mut random, 3));
        let plan = Plan::new(&query).unwrap();
        let article = RandomPositions::new(&plan, &text);
        let expected = evidence(&text, &query);
        let mut found = Vec::new();
        let holds = evaluator.evidence(&plan, &article, &mut found).unwrap();
        assert_eq!(holds, expected.is_some(), "seed {seed}\n{query:?}\n{text:?}");
        assert_eq!(pieces(&found), expected.unwrap_or_default(), "seed {seed}\n{query:?}\n{text:?}");
        assert_eq!(evaluator.holds(&plan, &article).unwrap(), holds, "seed {seed}\n{query:?}\n{text:?}");

        let plan = Plan::for_span(&span);
        let article = RandomPositions::new(&plan, &text);
        let frequency = evaluator.frequency(&plan, &article).unwrap();
        let expected = intervals(&text, &span).len() as u64;
        assert_eq!(frequency, expected, "seed {seed}\n{span:?}\n{text:?}");
        assert_eq!(
            evaluator.holds(&plan, &article).unwrap(),
            frequency > 0,
            "seed {seed}\n{span:?}\n{text:?}"
        );
        evaluator.evidence(&plan, &article, &mut found).unwrap();
        let expected = evidence(&text, &Query::Span(span.clone())).unwrap_or_default();
        assert_eq!(pieces(&found), expected, "seed {seed}\n{span:?}\n{text:?}");
    }

    proptest! {
        // `PROPTEST_CASES=1000000` tries more.
        #![proptest_config(ProptestConfig::with_cases(ProptestConfig::default().cases.max(2000)))]
        #[test]
        fn the_algebra_is_its_definition(seed: u64) {
            agrees_with_the_definition(seed, &mut Evaluator::new());
        }
    }

    #[test]
    fn an_evaluator_can_be_used_again() {
        let mut evaluator = Evaluator::new();
        for seed in 0..1000 {
            agrees_with_the_definition(seed, &mut evaluator);
        }
    }
}
