//! A span expression with the article that it is asked of.

use crate::evidence::algebra::leaves::{Places, places, positions};
use crate::evidence::algebra::nearness::Reach;
use crate::evidence::algebra::plan::{PlanWord, SpanPlan, WordId};
use crate::evidence::algebra::regions::Region;
use crate::evidence::algebra::word_positions::WordPositions;
use crate::query::Distance;
use crate::search::TextField;

/// A span expression and the article that it is asked of.
#[derive(Clone, Copy)]
pub(crate) struct SpanInArticle<'a> {
    pub(crate) span: &'a SpanPlan,
    pub(crate) article: &'a dyn WordPositions,
}

impl<'a> SpanInArticle<'a> {
    /// The distance as it is measured in a field.
    pub(crate) fn reach(self, distance: Distance, field: TextField) -> Reach<'a> {
        Reach::new(distance, || self.article.sentence_starts(field), || self.article.paragraph_starts(field))
    }

    /// The frame in which the node is asked.
    pub(crate) fn frame_of(self, node: usize) -> usize {
        self.span.frame_of[node] as usize
    }

    /// Where a listed word stands in the region.
    pub(crate) fn positions(self, word: WordId, region: &Region) -> &'a [u32] {
        positions(self.article, word, region)
    }

    /// Where a word, or any token, stands in the region.
    pub(crate) fn places(self, word: PlanWord, region: &Region) -> Places<'a> {
        places(self.article, word, region)
    }
}
