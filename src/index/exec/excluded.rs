//! What a query excludes, asked in a way that every query of the engine bears.
//!
//! The engine asks what is excluded whether it holds an article by a way of seeking that a phrase does not
//! bear when it has come to its end. This asks by the ordinary way.
//!
//! When time runs out, whatever is asked for gives up and seems to hold no article any more. Of what is
//! left out that would let in articles that do not match: then all the rest is left out.

use tantivy::query::{EnableScoring, Explanation, Query, Scorer, Weight};
use tantivy::{DocId, DocSet, Score, SegmentReader, TERMINATED};

use crate::index::plan::context::QueryContext;

/// A query whose articles are left out.
#[derive(Debug)]
pub(crate) struct Excluded {
    pub(crate) query: Box<dyn Query>,
    pub(crate) context: QueryContext,
}

impl Clone for Excluded {
    fn clone(&self) -> Excluded {
        Excluded { query: self.query.box_clone(), context: self.context.clone() }
    }
}

impl Query for Excluded {
    fn weight(&self, scoring: EnableScoring<'_>) -> tantivy::Result<Box<dyn Weight>> {
        let unscored = match scoring {
            EnableScoring::Enabled { searcher, .. } => EnableScoring::disabled_from_searcher(searcher),
            EnableScoring::Disabled { .. } => scoring,
        };
        let weight = self.query.weight(unscored)?;
        Ok(Box::new(ExcludedWeight { weight, context: self.context.clone() }))
    }
}

struct ExcludedWeight {
    weight: Box<dyn Weight>,
    context: QueryContext,
}

impl Weight for ExcludedWeight {
    fn scorer(&self, reader: &SegmentReader, boost: Score) -> tantivy::Result<Box<dyn Scorer>> {
        let scorer = self.weight.scorer(reader, boost)?;
        let doc = if self.context.is_late() { 0 } else { scorer.doc() };
        Ok(Box::new(ExcludedScorer { scorer, doc, context: self.context.clone() }))
    }

    fn explain(&self, reader: &SegmentReader, doc: DocId) -> tantivy::Result<Explanation> {
        self.weight.explain(reader, doc)
    }
}

struct ExcludedScorer {
    scorer: Box<dyn Scorer>,
    doc: DocId,
    context: QueryContext,
}

impl DocSet for ExcludedScorer {
    fn advance(&mut self) -> DocId {
        if self.doc == TERMINATED { TERMINATED } else { self.seek(self.doc + 1) }
    }

    fn seek(&mut self, target: DocId) -> DocId {
        if self.doc < target {
            let found =
                if self.scorer.doc() >= target { self.scorer.doc() } else { self.scorer.seek(target) };
            self.doc = if self.context.is_late() { target } else { found };
        }
        self.doc
    }

    fn doc(&self) -> DocId {
        self.doc
    }

    fn size_hint(&self) -> u32 {
        self.scorer.size_hint()
    }
}

impl Scorer for ExcludedScorer {
    fn score(&mut self) -> Score {
        0.0
    }
}
