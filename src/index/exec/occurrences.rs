//! Counts evidence over all hits, without reading a text.

use std::sync::Arc;

use tantivy::collector::{Collector, SegmentCollector};
use tantivy::{DocId, Score, SegmentOrdinal, SegmentReader};

use crate::evidence::{Evaluator, Match, Plan};
use crate::index::error::{SearchError, failed};
use crate::index::exec::spans::each_evidence;
use crate::index::exec::spans::view::{FieldSet, ResolvedPlan, SegmentView};
use crate::index::exec::term_set::TermSetQuery;
use crate::index::plan::compile::Compiler;
use crate::index::plan::context::QueryContext;
use crate::query::Query;
use crate::search::{SearchRequest, TextField};

/// What was counted.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct Counted {
    /// Articles that satisfy the query.
    pub(crate) articles: u64,
    /// Pieces of evidence, over all of them.
    pub(crate) occurrences: u64,
}

impl std::iter::Sum for Counted {
    fn sum<I: Iterator<Item = Counted>>(parts: I) -> Counted {
        parts.fold(Counted::default(), |sum, it| Counted {
            articles: sum.articles + it.articles,
            occurrences: sum.occurrences + it.occurrences,
        })
    }
}

impl Compiler<'_> {
    /// Counts the articles that answer a request, and their evidence, in one walk.
    pub(crate) fn count(
        &self,
        request: &SearchRequest,
        context: &QueryContext,
    ) -> Result<Counted, SearchError> {
        let readers = self.searcher.segment_readers();
        if request.within.is_empty() {
            if let Some(words) = self.words_of_all(&request.query)? {
                let counted = readers.iter().map(|it| TermSetQuery::occurrences_of_all(&words, it));
                return counted.sum::<tantivy::Result<_>>().map_err(failed);
            }
            if let Query::Span(span) = &request.query
                && let Some((meaning, words)) = self.apart(span)?
            {
                let counted = readers.iter().map(|it| count_apart(&meaning, it, &words, context));
                return counted.sum::<tantivy::Result<_>>().map_err(failed);
            }
        }
        let plan = Plan::new(&request.query).map_err(SearchError::Evidence)?;
        let meaning = Arc::new(self.meaning(plan)?);
        let candidates = self.may_satisfy(&request.query, FieldSet::Both, &meaning)?;
        let candidates = self.limited(candidates, request);
        let count = CountOccurrences { meaning, context: context.clone() };
        self.searcher.search(&*candidates, &count).map_err(failed)
    }
}

/// Counts the evidence of a span expression of which title and body can be asked one after the other.
fn count_apart(
    meaning: &ResolvedPlan,
    reader: &SegmentReader,
    words: &[usize],
    context: &QueryContext,
) -> tantivy::Result<Counted> {
    let mut counted = Counted::default();
    let mut titles = Vec::new();
    each_evidence(meaning, reader, TextField::Title, words, context, |doc, pieces| {
        titles.push(doc);
        counted.articles += 1;
        counted.occurrences += pieces;
    })?;
    each_evidence(meaning, reader, TextField::Body, words, context, |doc, pieces| {
        counted.articles += u64::from(titles.binary_search(&doc).is_err());
        counted.occurrences += pieces;
    })?;
    Ok(counted)
}

/// Asks articles that may satisfy a query whether they do, and how many pieces of evidence they hold.
pub(crate) struct CountOccurrences {
    pub(crate) meaning: Arc<ResolvedPlan>,
    pub(crate) context: QueryContext,
}

/// How many articles are asked between two looks at the clock: each may be long.
const PER_LOOK: u32 = 64;

pub(crate) struct CountSegment {
    meaning: Arc<ResolvedPlan>,
    context: QueryContext,
    view: SegmentView,
    evaluator: Evaluator,
    found: Vec<Match>,
    asked: u32,
    counted: Counted,
}

impl SegmentCollector for CountSegment {
    type Fruit = Counted;

    fn collect(&mut self, doc: DocId, _score: Score) {
        self.asked += 1;
        if self.context.is_late() || (self.asked.is_multiple_of(PER_LOOK) && self.context.check_clock()) {
            return;
        }
        self.view.turn_to(doc);
        match self.evaluator.evidence(&self.meaning.plan, &self.view, &mut self.found) {
            Ok(true) => {
                self.counted.articles += 1;
                self.counted.occurrences += self.found.len() as u64;
            }
            Ok(false) => {}
            Err(err) => {
                self.context.fail(err);
            }
        }
    }

    fn harvest(self) -> Counted {
        self.counted
    }
}

impl Collector for CountOccurrences {
    type Fruit = Counted;
    type Child = CountSegment;

    fn for_segment(&self, _segment: SegmentOrdinal, reader: &SegmentReader) -> tantivy::Result<CountSegment> {
        Ok(CountSegment {
            meaning: Arc::clone(&self.meaning),
            context: self.context.clone(),
            view: SegmentView::open(&self.meaning, reader, FieldSet::Both)?,
            evaluator: Evaluator::new(),
            found: Vec::new(),
            counted: Counted::default(),
            asked: 0,
        })
    }

    fn requires_scoring(&self) -> bool {
        false
    }

    fn merge_fruits(&self, counts: Vec<Counted>) -> tantivy::Result<Counted> {
        Ok(counts.into_iter().sum())
    }
}
