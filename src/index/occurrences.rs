//! Counts evidence over all hits, without reading a text.

use std::sync::Arc;

use tantivy::collector::{Collector, SegmentCollector};
use tantivy::{DocId, Score, SegmentOrdinal, SegmentReader};

use super::spans::view::{Fieldset, Meaning, SegmentView};
use super::trouble::Trouble;
use crate::evidence::{Evaluator, Match};

/// Sums up how many pieces of evidence the hits hold.
pub(super) struct CountOccurrences {
    pub(super) meaning: Arc<Meaning>,
    pub(super) trouble: Trouble,
}

pub(super) struct CountSegment {
    meaning: Arc<Meaning>,
    trouble: Trouble,
    view: SegmentView,
    evaluator: Evaluator,
    found: Vec<Match>,
    occurrences: u64,
}

impl SegmentCollector for CountSegment {
    type Fruit = u64;

    fn collect(&mut self, doc: DocId, _score: Score) {
        if self.trouble.is_late() {
            return;
        }
        self.view.turn_to(doc);
        match self.evaluator.evidence(&self.meaning.plan, &self.view, &mut self.found) {
            Ok(_) => self.occurrences += self.found.len() as u64,
            Err(err) => {
                self.trouble.note(err);
            }
        }
    }

    fn harvest(self) -> u64 {
        self.occurrences
    }
}

impl Collector for CountOccurrences {
    type Fruit = u64;
    type Child = CountSegment;

    fn for_segment(&self, _segment: SegmentOrdinal, reader: &SegmentReader) -> tantivy::Result<CountSegment> {
        Ok(CountSegment {
            meaning: Arc::clone(&self.meaning),
            trouble: Arc::clone(&self.trouble),
            view: SegmentView::open(&self.meaning, reader, Fieldset::Both)?,
            evaluator: Evaluator::new(),
            found: Vec::new(),
            occurrences: 0,
        })
    }

    fn requires_scoring(&self) -> bool {
        false
    }

    fn merge_fruits(&self, counts: Vec<u64>) -> tantivy::Result<u64> {
        Ok(counts.into_iter().sum())
    }
}
