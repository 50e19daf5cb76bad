//! Articles that either of two queries finds: mostly one on titles and one on bodies.
//!
//! The engine's own union gathers the next matches into a window of thousands of articles, which pays for many long
//! lists. For two lists, one of them short, walking side by side costs less, and seeking costs much less.

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
    /// The article at which each stands.
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

#[cfg(test)]
mod tests {
    use tantivy::Term;
    use tantivy::query::{BooleanQuery, TermQuery};
    use tantivy::schema::IndexRecordOption;

    use super::*;
    use crate::index::fixture::{in_memory, stops};

    fn scorers(words: [&str; 2]) -> [Box<dyn Scorer>; 2] {
        let documents =
            ["wall", "", "quay", "wall quay quay", "", "lake", "quay", "wall wall", "", "wall quay"];
        let (searcher, field) = in_memory(&documents);
        let term = |word: &str| -> Box<dyn Query> {
            let term = Term::from_field_text(field, word);
            Box::new(TermQuery::new(term, IndexRecordOption::WithFreqs))
        };
        let own = DisjunctionQuery { one: term(words[0]), other: term(words[1]) };
        let engines = BooleanQuery::union(vec![term(words[0]), term(words[1])]);
        let queries: [Box<dyn Query>; 2] = [Box::new(own), Box::new(engines)];
        queries.map(|query| {
            let weight = query.weight(EnableScoring::enabled_from_searcher(&searcher)).unwrap();
            weight.scorer(searcher.segment_reader(0), 2.0).unwrap()
        })
    }

    #[test]
    fn it_finds_and_scores_what_the_engines_union_does() {
        for words in [["wall", "quay"], ["quay", "wall"], ["lake", "wall"], ["wall", "none"], ["none", "no"]]
        {
            let [mut own, mut engines] = scorers(words);
            while engines.doc() != TERMINATED {
                assert_eq!((own.doc(), own.score()), (engines.doc(), engines.score()), "{words:?}");
                own.advance();
                engines.advance();
            }
            assert_eq!((own.doc(), own.advance()), (TERMINATED, TERMINATED), "{words:?}");
            for leaps in [&[0][..], &[1], &[2], &[3, 0], &[20]] {
                let [mut own, mut engines] = scorers(words);
                assert_eq!(stops(&mut *own, leaps), stops(&mut *engines, leaps), "{words:?} {leaps:?}");
            }
        }
    }

    #[test]
    fn its_size_is_at_most_that_of_both_lists() {
        assert_eq!(scorers(["wall", "quay"])[0].size_hint(), 8);
        assert_eq!(scorers(["none", "no"])[0].size_hint(), 0);
    }
}
