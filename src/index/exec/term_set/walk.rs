//! The postings of a few terms, walked side by side.

use std::sync::Arc;

use tantivy::fieldnorm::FieldNormReader;
use tantivy::postings::{Postings, SegmentPostings};
use tantivy::query::{Bm25Weight, BoostQuery, Query, Scorer, TermQuery};
use tantivy::schema::IndexRecordOption;
use tantivy::{DocId, DocSet, Score, SegmentReader, TERMINATED};

use crate::index::plan::term_set::LocatedTerm;

/// What is read of a term's postings.
#[derive(Clone, Copy)]
pub(crate) enum Reading<'a> {
    Articles,
    Frequencies,
    /// What it is worth in each article.
    Scores(&'a Arc<Bm25Weight>),
}

impl LocatedTerm {
    /// The engine's own query for it.
    pub(crate) fn query(&self) -> Box<dyn Query> {
        let query: Box<dyn Query> = Box::new(TermQuery::new(self.term.clone(), IndexRecordOption::WithFreqs));
        if self.boost == 1.0 { query } else { Box::new(BoostQuery::new(query, self.boost)) }
    }

    /// Opens its postings in a segment, if it has any there.
    pub(crate) fn walk(&self, reader: &SegmentReader, reading: Reading<'_>) -> tantivy::Result<Option<Walk>> {
        let Some(info) = self.info(reader.segment_id()) else { return Ok(None) };
        let field = self.term.field();
        let option = match reading {
            Reading::Frequencies | Reading::Scores(_) => IndexRecordOption::WithFreqs,
            Reading::Articles => IndexRecordOption::Basic,
        };
        let postings = reader.inverted_index(field)?.read_postings_from_terminfo(info, option)?;
        let score = match reading {
            Reading::Frequencies | Reading::Articles => None,
            Reading::Scores(score) => {
                let norms = reader.fieldnorms_readers().get_field(field)?;
                let norms = norms.unwrap_or_else(|| FieldNormReader::constant(reader.max_doc(), 1));
                Some((Arc::clone(score), norms))
            }
        };
        Ok(Some(Walk { doc: postings.doc(), postings, score }))
    }
}

/// The postings of one term.
pub(crate) struct Walk {
    pub(crate) postings: SegmentPostings,
    /// The article at which they stand, kept at hand.
    pub(crate) doc: DocId,
    /// What it is worth in an article; `None` when nothing scores.
    score: Option<(Arc<Bm25Weight>, FieldNormReader)>,
}

/// Walks the postings of a few terms side by side.
pub(crate) struct TermSetScorer {
    pub(crate) walks: Vec<Walk>,
    doc: DocId,
}

impl TermSetScorer {
    pub(crate) fn new(walks: Vec<Walk>) -> TermSetScorer {
        let mut scorer = TermSetScorer { walks, doc: TERMINATED };
        scorer.find_first();
        scorer
    }

    /// Stands at the first article at which any list does.
    fn find_first(&mut self) -> DocId {
        self.doc = self.walks.iter().map(|walk| walk.doc).min().unwrap_or(TERMINATED);
        self.doc
    }
}

impl DocSet for TermSetScorer {
    fn advance(&mut self) -> DocId {
        if self.doc == TERMINATED {
            return TERMINATED;
        }
        for walk in &mut self.walks {
            if walk.doc == self.doc {
                walk.doc = walk.postings.advance();
            }
        }
        self.find_first()
    }

    fn seek(&mut self, target: DocId) -> DocId {
        if self.doc >= target {
            return self.doc;
        }
        for walk in &mut self.walks {
            if walk.doc < target {
                walk.doc = walk.postings.seek(target);
            }
        }
        self.find_first()
    }

    fn doc(&self) -> DocId {
        self.doc
    }

    fn size_hint(&self) -> u32 {
        self.walks.iter().map(|walk| walk.postings.doc_freq()).fold(0, u32::saturating_add)
    }
}

impl Scorer for TermSetScorer {
    fn score(&mut self) -> Score {
        let mut sum = 0.0;
        for walk in &self.walks {
            if walk.doc == self.doc
                && let Some((bm25, norms)) = &walk.score
            {
                sum += bm25.score(norms.fieldnorm_id(walk.doc), walk.postings.term_freq());
            }
        }
        sum
    }
}

/// How many articles are in both lists.
pub(crate) fn in_both(short: &mut SegmentPostings, long: &mut SegmentPostings) -> u32 {
    let mut both = 0;
    let mut doc = short.doc();
    while doc != TERMINATED {
        let there = if long.doc() < doc { long.seek(doc) } else { long.doc() };
        if there == doc {
            both += 1;
            doc = short.advance();
        } else {
            doc = if there == TERMINATED { TERMINATED } else { short.seek(there) };
        }
    }
    both
}
