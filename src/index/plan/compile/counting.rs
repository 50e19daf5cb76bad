//! How the evidence of a query is counted over all hits, without a text.

use std::sync::Arc;

use crate::evidence::Plan;
use crate::evidence::required::{FieldSet, Required};
use crate::index::error::EngineError;
use crate::index::plan::access::{Access, ResolvedPlan};
use crate::index::plan::compile::Compiler;
use crate::index::plan::compile::shape::{all_words, apart, has_first};
use crate::index::plan::term_set::TermSet;
use crate::query::{Query, SpanQuery};

/// What is walked to count the evidence of a query.
pub(crate) enum Counting {
    /// Frequencies: of articles with words of each of these sets, all their words.
    Frequencies(Vec<TermSet>),
    /// Positions in the title, then in the body, of articles that hold all of these words of the plan there.
    Apart {
        /// The query, a span expression.
        resolved: Arc<ResolvedPlan>,
        /// The words, by number.
        words: Vec<usize>,
    },
    /// Positions in title and body together.
    Together {
        /// The query.
        resolved: Arc<ResolvedPlan>,
        /// Articles outside which it does not hold.
        candidates: Access,
    },
}

impl Compiler<'_> {
    /// How the evidence of a query is counted in articles read at these paths. `access` is the query's own.
    pub(crate) fn counting(
        &self,
        query: &Query,
        access: &Access,
        within: &[String],
    ) -> Result<Counting, EngineError> {
        if within.is_empty() {
            if let Some(sets) = term_sets(access) {
                return Ok(Counting::Frequencies(sets));
            }
            if let Query::Span(span) = query
                && let Some((resolved, words)) = self.apart(span)?
            {
                return Ok(Counting::Apart { resolved: Arc::new(resolved), words });
            }
        }
        let resolved = Arc::new(self.resolve(Plan::new(query).map_err(EngineError::Evidence)?)?);
        let candidates = self.candidates(&Required::by(query, FieldSet::Both), &resolved)?;
        let candidates = self.limited(candidates, within);
        Ok(Counting::Together { resolved, candidates })
    }

    /// A span expression of which title and body can be asked one after the other, and the words that must all
    /// stand where it holds.
    fn apart(&self, span: &SpanQuery) -> Result<Option<(ResolvedPlan, Vec<usize>)>, EngineError> {
        if !apart(span) || has_first(span) {
            return Ok(None);
        }
        let resolved = self.resolve(Plan::for_span(span))?;
        let words = all_words(span, &resolved.plan);
        let words =
            words.filter(|words| !words.is_empty() && words.iter().all(|&it| !resolved.terms[it].any));
        Ok(words.map(|words| (resolved, words)))
    }
}

/// The words of an access that asks for all of several words of one term each.
fn term_sets(access: &Access) -> Option<Vec<TermSet>> {
    let Access::AllOf { parts, none } = access else { return None };
    if !none.is_empty() {
        return None;
    }
    parts.iter().map(|it| it.as_term_set().cloned()).collect()
}
