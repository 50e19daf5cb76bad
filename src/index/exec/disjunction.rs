//! Articles that either of two queries finds: mostly one asked of titles and one of bodies.
//!
//! The engine's own union gathers what comes next into a window of thousands of articles, which pays for
//! many long lists. For two, of which one is short, walking side by side costs less, and seeking much less.

use tantivy::query::{EmptyScorer, EnableScoring, Explanation, Query, Scorer, Weight};
use tantivy::{DocId, DocSet, Score, SegmentReader, TERMINATED};

use crate::index::exec::explained::explained;

/// Articles that either finds; their scores add up.
#[derive(Debug)]
pub(crate) struct DisjunctionQuery {
    pub(crate) one: Box<dyn Query>,
    pub(crate) other: Box<dyn Query>,
}

impl Clone for DisjunctionQuery {
    fn clone(&self) -> DisjunctionQuery {
        DisjunctionQuery { one: self.one.box_clone(), other: self.other.box_clone() }
    }
}

impl Query for DisjunctionQuery {
    fn weight(&self, scoring: EnableScoring<'_>) -> tantivy::Result<Box<dyn Weight>> {
        Ok(Box::new(DisjunctionWeight { one: self.one.weight(scoring)?, other: self.other.weight(scoring)? }))
    }
}

struct DisjunctionWeight {
    one: Box<dyn Weight>,
    other: Box<dyn Weight>,
}

impl Weight for DisjunctionWeight {
    fn scorer(&self, reader: &SegmentReader, boost: Score) -> tantivy::Result<Box<dyn Scorer>> {
        let (one, other) = (self.one.scorer(reader, boost)?, self.other.scorer(reader, boost)?);
        let at = [one.doc(), other.doc()];
        if at == [TERMINATED; 2] {
            return Ok(Box::new(EmptyScorer));
        }
        Ok(Box::new(DisjunctionScorer { at, doc: at[0].min(at[1]), scorers: [one, other] }))
    }

    fn explain(&self, reader: &SegmentReader, doc: DocId) -> tantivy::Result<Explanation> {
        explained(self, reader, doc, "either of two")
    }
}

struct DisjunctionScorer {
    scorers: [Box<dyn Scorer>; 2],
    /// Where each is, at hand.
    at: [DocId; 2],
    doc: DocId,
}

impl DocSet for DisjunctionScorer {
    fn advance(&mut self) -> DocId {
        if self.doc == TERMINATED {
            return TERMINATED;
        }
        for (scorer, at) in self.scorers.iter_mut().zip(&mut self.at) {
            if *at == self.doc {
                *at = scorer.advance();
            }
        }
        self.doc = self.at[0].min(self.at[1]);
        self.doc
    }

    fn seek(&mut self, target: DocId) -> DocId {
        if self.doc >= target {
            return self.doc;
        }
        for (scorer, at) in self.scorers.iter_mut().zip(&mut self.at) {
            if *at < target {
                *at = scorer.seek(target);
            }
        }
        self.doc = self.at[0].min(self.at[1]);
        self.doc
    }

    fn doc(&self) -> DocId {
        self.doc
    }

    fn size_hint(&self) -> u32 {
        self.scorers.iter().map(|it| it.size_hint()).fold(0, u32::saturating_add)
    }
}

impl Scorer for DisjunctionScorer {
    fn score(&mut self) -> Score {
        let mut sum = 0.0;
        for (scorer, at) in self.scorers.iter_mut().zip(self.at) {
            if at == self.doc {
                sum += scorer.score();
            }
        }
        sum
    }
}
