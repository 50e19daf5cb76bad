//! Counts evidence over all hits, without reading a text.

use std::sync::Arc;

use tantivy::collector::{Collector, SegmentCollector};
use tantivy::{DocId, Score, SegmentOrdinal, SegmentReader};

use super::any_of::AnyOfQuery;
use super::compile::Compiler;
use super::error::SearchError;
use super::searcher::failed;
use super::spans::each_evidence;
use super::spans::view::{Fieldset, Meaning, SegmentView};
use super::trouble::Trouble;
use crate::evidence::{Evaluator, Match, Plan};
use crate::query::Query;
use crate::search::{SearchRequest, TextField};

/// What was counted.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct Counted {
    /// Articles that satisfy the query.
    pub(super) articles: u64,
    /// Pieces of evidence, over all of them.
    pub(super) occurrences: u64,
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
    pub(super) fn count(&self, request: &SearchRequest, trouble: &Trouble) -> Result<Counted, SearchError> {
        let readers = self.searcher.segment_readers();
        if request.within.is_empty() {
            if let Some(words) = self.words_of_all(&request.query)? {
                let counted = readers.iter().map(|it| AnyOfQuery::occurrences_of_all(&words, it));
                return counted.sum::<tantivy::Result<_>>().map_err(failed);
            }
            if let Query::Span(span) = &request.query
                && let Some((meaning, words)) = self.apart(span)?
            {
                let counted = readers.iter().map(|it| count_apart(&meaning, it, &words, trouble));
                return counted.sum::<tantivy::Result<_>>().map_err(failed);
            }
        }
        let plan = Plan::new(&request.query).map_err(SearchError::Evidence)?;
        let meaning = Arc::new(self.meaning(plan)?);
        let candidates = self.may_satisfy(&request.query, Fieldset::Both, &meaning)?;
        let candidates = self.limited(candidates, request);
        let count = CountOccurrences { meaning, trouble: Arc::clone(trouble) };
        self.searcher.search(&*candidates, &count).map_err(failed)
    }
}

/// Counts the evidence of a span expression of which title and body can be asked one after the other.
fn count_apart(
    meaning: &Meaning,
    reader: &SegmentReader,
    words: &[usize],
    trouble: &Trouble,
) -> tantivy::Result<Counted> {
    let mut counted = Counted::default();
    let mut titles = Vec::new();
    each_evidence(meaning, reader, TextField::Title, words, trouble, |doc, pieces| {
        titles.push(doc);
        counted.articles += 1;
        counted.occurrences += pieces;
    })?;
    each_evidence(meaning, reader, TextField::Body, words, trouble, |doc, pieces| {
        counted.articles += u64::from(titles.binary_search(&doc).is_err());
        counted.occurrences += pieces;
    })?;
    Ok(counted)
}

/// Asks articles that may satisfy a query whether they do, and how many pieces of evidence they hold.
pub(super) struct CountOccurrences {
    pub(super) meaning: Arc<Meaning>,
    pub(super) trouble: Trouble,
}

/// How many articles are asked between two looks at the clock: each may be long.
const PER_LOOK: u32 = 64;

pub(super) struct CountSegment {
    meaning: Arc<Meaning>,
    trouble: Trouble,
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
        if self.trouble.was_late() || (self.asked.is_multiple_of(PER_LOOK) && self.trouble.is_late()) {
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
                self.trouble.note(err);
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
            trouble: Arc::clone(&self.trouble),
            view: SegmentView::open(&self.meaning, reader, Fieldset::Both)?,
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
