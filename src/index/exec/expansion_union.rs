//! A word that stands for many terms: a wildcard, a fuzzy word, an exact word in several forms.
//!
//! The articles of all its spellings are gathered in one pass over the postings, some thousand articles at a time,
//! without positions. The tokens of a form that is a stem are those of the stem less those of the stem's other forms;
//! as every token has one stem, frequencies tell how many these are.
//!
//! The spellings of a fuzzy word are ranked. Each has a range of scores of its own, within which BM25 decides, so that
//! every article with a better spelling comes first. All spellings of other words share one range.

use std::fmt;
use std::sync::Arc;

use tantivy::fieldnorm::FieldNormReader;
use tantivy::query::{Bm25Weight, EmptyScorer, EnableScoring, Explanation, Query, Scorer, Weight};
use tantivy::{DocId, DocSet, Score, SegmentReader, TERMINATED};

use crate::index::exec::explained::explained;
use crate::index::plan::access::Expansion;

mod gathered;

use crate::index::exec::expansion_union::gathered::{Gathered, Held, RARE, Walk};

/// Articles with any of the spellings of a word.
#[derive(Clone)]
pub(crate) struct ExpansionUnionQuery(pub(crate) Arc<Expansion>);

impl fmt::Debug for ExpansionUnionQuery {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ExpansionUnionQuery")
            .field("spellings", &self.0.spellings.len())
            .finish_non_exhaustive()
    }
}

impl Query for ExpansionUnionQuery {
    fn weight(&self, _scoring: EnableScoring<'_>) -> tantivy::Result<Box<dyn Weight>> {
        Ok(Box::new(self.clone()))
    }
}

impl ExpansionUnionQuery {
    /// Opens the postings of a segment.
    fn gather(&self, reader: &SegmentReader) -> tantivy::Result<Gathered> {
        let (mut walks, mut rare) = (Vec::new(), Vec::new());
        for (best, spelling) in (0..).zip(&self.0.spellings) {
            for part in &spelling.parts {
                let Some(mut walk) = Walk::open(part, best, reader)? else { continue };
                if walk.postings.size_hint() > RARE {
                    walks.push(walk);
                } else {
                    walk.each_before(TERMINATED, |doc, frequency| rare.push((doc, Held { frequency, best })));
                }
            }
        }
        Ok(Gathered::of(walks, rare))
    }
}

impl Weight for ExpansionUnionQuery {
    fn scorer(&self, reader: &SegmentReader, boost: Score) -> tantivy::Result<Box<dyn Scorer>> {
        let found = self.gather(reader)?;
        if found.doc == TERMINATED {
            return Ok(Box::new(EmptyScorer));
        }
        let norms = reader.fieldnorms_readers().get_field(self.0.norms)?;
        Ok(Box::new(ExpansionUnionScorer {
            found,
            ranges: self.0.spellings.iter().map(|it| (it.highest, it.width)).collect(),
            most: self.0.bm25.max_score(),
            boost,
            bm25: self.0.bm25.clone(),
            norms: norms.unwrap_or_else(|| FieldNormReader::constant(reader.max_doc(), 1)),
        }))
    }

    fn explain(&self, reader: &SegmentReader, doc: DocId) -> tantivy::Result<Explanation> {
        explained(self, reader, doc, "any of several terms")
    }

    fn count(&self, reader: &SegmentReader) -> tantivy::Result<u32> {
        let mut found = self.gather(reader)?;
        let alive = reader.alive_bitset();
        let mut count = 0;
        while found.doc != TERMINATED {
            count += u32::from(alive.is_none_or(|it| it.is_alive(found.doc)));
            found.seek(found.doc + 1);
        }
        Ok(count)
    }
}

struct ExpansionUnionScorer {
    found: Gathered,
    /// For each spelling, the highest score of an article as a share of the most, and the width of its range.
    ranges: Vec<(Score, Score)>,
    /// The most that BM25 gives.
    most: Score,
    boost: Score,
    bm25: Bm25Weight,
    norms: FieldNormReader,
}

impl DocSet for ExpansionUnionScorer {
    fn advance(&mut self) -> DocId {
        if self.found.doc != TERMINATED {
            self.found.seek(self.found.doc + 1);
        }
        self.found.doc
    }

    fn seek(&mut self, target: DocId) -> DocId {
        self.found.seek(target);
        self.found.doc
    }

    fn doc(&self) -> DocId {
        self.found.doc
    }

    fn size_hint(&self) -> u32 {
        self.found.most
    }
}

impl Scorer for ExpansionUnionScorer {
    fn score(&mut self) -> Score {
        let Some(held) = self.found.held() else { return 0.0 };
        let full = self.bm25.score(self.norms.fieldnorm_id(self.found.doc), held.frequency) / self.most;
        let (highest, width) = self.ranges.get(held.best as usize).copied().unwrap_or((1.0, 1.0));
        self.boost * self.most * (highest - width * (1.0 - full))
    }
}

#[cfg(test)]
mod tests {
    use tantivy::Term;

    use super::*;
    use crate::index::fixture::in_memory;
    use crate::index::plan::access::{Spelling, SpellingPart};

    #[test]
    fn an_article_scores_within_the_range_of_its_best_spelling() {
        let (searcher, field) =
            in_memory(&["harbor", "harbour x x x x x", "harbor harbour", "quay", "harber"]);
        let spelling = |word: &str, highest| {
            let parts = vec![SpellingPart { term: Term::from_field_text(field, word), less: Vec::new() }];
            Spelling { parts, highest, width: highest / 4.0 }
        };
        let query = ExpansionUnionQuery(Arc::new(Expansion {
            spellings: vec![spelling("harbour", 1.0), spelling("harbor", 0.5), spelling("harber", 0.25)],
            norms: field,
            bm25: tantivy::query::Bm25Weight::for_one_term(3, 5, 2.0),
        }));
        let weight = query.weight(EnableScoring::enabled_from_searcher(&searcher)).unwrap();
        let reader = searcher.segment_reader(0);
        let most = query.0.bm25.max_score();
        for boost in [1.0, 3.0] {
            let mut scorer = weight.scorer(reader, boost).unwrap();
            for (doc, highest) in [(0, 0.5), (1, 1.0), (2, 1.0), (4, 0.25)] {
                assert_eq!(scorer.doc(), doc);
                let share = scorer.score() / most / boost;
                assert!(share <= highest && share >= highest * 0.75, "{doc}: {share}");
                scorer.advance();
            }
            assert_eq!((scorer.doc(), scorer.advance()), (TERMINATED, TERMINATED));
        }
        // Two occurrences are worth more than one among other words.
        let score = |doc| weight.explain(reader, doc).unwrap().value();
        assert!(score(2) > score(1) && score(1) > score(0) && score(0) > score(4));
        assert!(weight.explain(reader, 3).is_err(), "it does not match");
        assert_eq!(weight.count(reader).unwrap(), 4);
    }
}
