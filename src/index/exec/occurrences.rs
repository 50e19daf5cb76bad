//! Counting the evidence of a query over all hits, without reading a text.

use std::sync::Arc;

use tantivy::collector::{Collector, SegmentCollector};
use tantivy::{DocId, Score, Searcher, SegmentOrdinal, SegmentReader};

use crate::evidence::required::FieldSet;
use crate::evidence::{Evaluator, Match};
use crate::index::exec::counted::Counted;
use crate::index::exec::query::{WalkContext, open_plan, query_of};
use crate::index::exec::spans::each_evidence;
use crate::index::exec::spans::view::{OpenPlan, SegmentView};
use crate::index::exec::term_set;
use crate::index::plan::compile::Counting;
use crate::index::plan::context::QueryContext;
use crate::search::TextField;

/// Counts the articles that satisfy a query, and their evidence, in one walk.
pub(crate) fn count(
    counting: Counting,
    searcher: &Searcher,
    context: &WalkContext,
) -> tantivy::Result<Counted> {
    let readers = searcher.segment_readers();
    match counting {
        Counting::Frequencies(sets) => readers.iter().map(|it| term_set::occurrences_of_all(&sets, it)).sum(),
        Counting::Apart { resolved, words } => {
            let plan = open_plan(resolved, context);
            readers.iter().map(|it| count_apart(&plan, it, &words, &context.query)).sum()
        }
        Counting::Together { resolved, candidates } => {
            let plan = Arc::new(open_plan(resolved, context));
            let count = CountOccurrences { plan, context: context.query.clone() };
            searcher.search(&*query_of(candidates, context), &count)
        }
    }
}

/// Counts the evidence of a span expression in titles first and in bodies then.
fn count_apart(
    plan: &OpenPlan,
    reader: &SegmentReader,
    words: &[usize],
    context: &QueryContext,
) -> tantivy::Result<Counted> {
    let mut counted = Counted::default();
    let mut titles = Vec::new();
    each_evidence(plan, reader, TextField::Title, words, context, |doc, pieces| {
        titles.push(doc);
        counted.articles += 1;
        counted.occurrences += pieces;
    })?;
    each_evidence(plan, reader, TextField::Body, words, context, |doc, pieces| {
        counted.articles += u64::from(titles.binary_search(&doc).is_err());
        counted.occurrences += pieces;
    })?;
    Ok(counted)
}

/// Evaluates a query on articles that may satisfy it, and counts their evidence.
pub(crate) struct CountOccurrences {
    pub(crate) plan: Arc<OpenPlan>,
    pub(crate) context: QueryContext,
}

/// How many articles are evaluated between two looks at the clock: each may be long.
const PER_LOOK: u32 = 64;

pub(crate) struct CountSegment {
    plan: Arc<OpenPlan>,
    context: QueryContext,
    view: SegmentView,
    evaluator: Evaluator,
    found: Vec<Match>,
    evaluated: u32,
    counted: Counted,
}

impl SegmentCollector for CountSegment {
    type Fruit = Counted;

    fn collect(&mut self, doc: DocId, _score: Score) {
        self.evaluated += 1;
        if self.context.is_late() || (self.evaluated.is_multiple_of(PER_LOOK) && self.context.check_clock()) {
            return;
        }
        self.view.turn_to(doc);
        match self.evaluator.evidence(&self.plan.resolved.plan, &self.view, &mut self.found) {
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
            plan: Arc::clone(&self.plan),
            context: self.context.clone(),
            view: SegmentView::open(&self.plan, reader, FieldSet::Both)?,
            evaluator: Evaluator::new(),
            found: Vec::new(),
            counted: Counted::default(),
            evaluated: 0,
        })
    }

    fn requires_scoring(&self) -> bool {
        false
    }

    fn merge_fruits(&self, counts: Vec<Counted>) -> tantivy::Result<Counted> {
        Ok(counts.into_iter().sum())
    }
}
