//! What a query excludes.
//!
//! The engine seeks in what is excluded by a call that a phrase at its end does not support. This wraps the query so
//! that it is sought in the ordinary way.
//!
//! When time runs out, every walk ends early. If the walk of what is excluded ends early, articles would be
//! found that do not match; so from then on everything is excluded.

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

#[cfg(test)]
mod tests {
    use std::time::Instant;

    use tantivy::Term;
    use tantivy::query::{AllQuery, BooleanQuery, Occur, PhraseQuery, TermQuery};
    use tantivy::schema::IndexRecordOption;

    use super::*;
    use crate::index::fixture::{in_memory, stops};

    const DOCUMENTS: [&str; 6] = ["old wall", "wall", "old wall", "wall old", "quay", "old wall"];

    /// The documents that are left when those with the phrase `old wall` are excluded.
    fn left(context: &QueryContext) -> Vec<DocId> {
        let (searcher, field) = in_memory(&DOCUMENTS);
        let phrase = PhraseQuery::new(["old", "wall"].map(|it| Term::from_field_text(field, it)).to_vec());
        let excluded = Excluded { query: Box::new(phrase), context: context.clone() };
        let query =
            BooleanQuery::new(vec![(Occur::Must, Box::new(AllQuery)), (Occur::MustNot, Box::new(excluded))]);
        let weight = query.weight(EnableScoring::enabled_from_searcher(&searcher)).unwrap();
        let mut scorer = weight.scorer(searcher.segment_reader(0), 1.0).unwrap();
        stops(&mut *scorer, &[0]).into_iter().filter(|doc| *doc != TERMINATED).collect()
    }

    #[test]
    fn what_is_excluded_is_left_out() {
        assert_eq!(left(&QueryContext::default()), [1, 3, 4]);
    }

    #[test]
    fn everything_is_excluded_when_time_has_run_out() {
        let context = QueryContext::until(Some(Instant::now()), None);
        context.check_clock();
        assert!(left(&context).is_empty());
    }

    #[test]
    fn from_the_moment_when_time_runs_out_the_rest_is_excluded() {
        let (searcher, field) = in_memory(&DOCUMENTS);
        let context = QueryContext::until(Some(Instant::now()), None);
        let wall = TermQuery::new(Term::from_field_text(field, "wall"), IndexRecordOption::Basic);
        let excluded = Excluded { query: Box::new(wall), context: context.clone() };
        let weight = excluded.weight(EnableScoring::disabled_from_searcher(&searcher)).unwrap();
        let mut scorer = weight.scorer(searcher.segment_reader(0), 1.0).unwrap();
        assert_eq!((scorer.seek(4), scorer.score()), (5, 0.0), "document 4 is no `wall`");
        let mut scorer = weight.scorer(searcher.segment_reader(0), 1.0).unwrap();
        context.check_clock();
        assert_eq!(scorer.seek(4), 4, "it is excluded like all the rest");
    }
}
