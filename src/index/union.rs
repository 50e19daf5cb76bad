//! A word that stands for many terms: a wildcard, a fuzzy word, an exact word in several forms.
//!
//! The articles of all its terms are gathered in one pass over the postings,
//! without positions, and score as one term would: by how often they hold any of
//! them. A fuzzy word scores by nearness first: every article with an exact
//! spelling comes before those with one edit, and these before those with two;
//! among spellings equally near the frequent comes before the rare.

use std::fmt;

use tantivy::fieldnorm::FieldNormReader;
use tantivy::postings::Postings;
use tantivy::query::{Bm25Weight, EmptyScorer, EnableScoring, Explanation, Query, Scorer, Weight};
use tantivy::schema::{Field, IndexRecordOption};
use tantivy::{DocId, DocSet, Score, SegmentReader, TERMINATED, TantivyError, Term};

/// A term of the union.
#[derive(Debug, Clone)]
pub(super) struct Member {
    pub(super) term: Term,
    /// How much it counts, from 0 to 1; the best one that an article holds decides.
    pub(super) weight: Score,
}

/// Articles with any of these terms of one text field.
#[derive(Clone)]
pub(super) struct UnionQuery {
    pub(super) members: Vec<Member>,
    /// The field whose lengths norm the score.
    pub(super) norms: Field,
    pub(super) bm25: Bm25Weight,
}

impl fmt::Debug for UnionQuery {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("UnionQuery").field("members", &self.members.len()).finish_non_exhaustive()
    }
}

impl Query for UnionQuery {
    fn weight(&self, _scoring: EnableScoring<'_>) -> tantivy::Result<Box<dyn Weight>> {
        Ok(Box::new(self.clone()))
    }
}

/// What an article holds of a union.
#[derive(Debug, Clone, Copy, Default)]
struct Held {
    /// How often, all terms together.
    frequency: u32,
    /// The weight of its best term.
    weight: Score,
}

impl UnionQuery {
    /// Every article of a segment with what it holds, in order.
    fn gather(&self, reader: &SegmentReader) -> tantivy::Result<Vec<(DocId, Held)>> {
        let mut postings = Vec::new();
        let mut total = 0u64;
        for member in &self.members {
            let inverted = reader.inverted_index(member.term.field())?;
            if let Some(found) = inverted.read_postings(&member.term, IndexRecordOption::WithFreqs)? {
                total += u64::from(found.doc_freq());
                postings.push((found, member.weight));
            }
        }
        // A slot for each article of the segment costs less than sorting, unless few articles are held.
        if total * 32 < u64::from(reader.max_doc()) {
            let mut found = Vec::new();
            for (mut postings, weight) in postings {
                while postings.doc() != TERMINATED {
                    found.push((postings.doc(), Held { frequency: postings.term_freq(), weight }));
                    postings.advance();
                }
            }
            found.sort_by_key(|(doc, _)| *doc);
            found.dedup_by(|(doc, held), (kept, sum)| {
                let same = doc == kept;
                if same {
                    sum.frequency += held.frequency;
                    sum.weight = sum.weight.max(held.weight);
                }
                same
            });
            return Ok(found);
        }
        let mut slots = vec![Held::default(); reader.max_doc() as usize];
        for (mut postings, weight) in postings {
            while postings.doc() != TERMINATED {
                let slot = &mut slots[postings.doc() as usize];
                slot.frequency += postings.term_freq();
                slot.weight = slot.weight.max(weight);
                postings.advance();
            }
        }
        Ok((0..).zip(slots).filter(|(_, held)| held.frequency > 0).collect())
    }
}

impl Weight for UnionQuery {
    fn scorer(&self, reader: &SegmentReader, boost: Score) -> tantivy::Result<Box<dyn Scorer>> {
        let found = self.gather(reader)?;
        if found.is_empty() {
            return Ok(Box::new(EmptyScorer));
        }
        let norms = reader.fieldnorms_readers().get_field(self.norms)?;
        Ok(Box::new(UnionScorer {
            found,
            at: 0,
            bm25: self.bm25.boost_by(boost),
            norms: norms.unwrap_or_else(|| FieldNormReader::constant(reader.max_doc(), 1)),
        }))
    }

    fn explain(&self, reader: &SegmentReader, doc: DocId) -> tantivy::Result<Explanation> {
        let mut scorer = self.scorer(reader, 1.0)?;
        if scorer.doc() > doc || scorer.seek(doc) != doc {
            return Err(TantivyError::InvalidArgument(format!("article {doc} does not match")));
        }
        Ok(Explanation::new("any of several terms", scorer.score()))
    }

    fn count(&self, reader: &SegmentReader) -> tantivy::Result<u32> {
        let found = self.gather(reader)?;
        let alive = reader.alive_bitset();
        let count = found.iter().filter(|(doc, _)| alive.is_none_or(|it| it.is_alive(*doc))).count();
        Ok(u32::try_from(count).unwrap_or(u32::MAX))
    }
}

struct UnionScorer {
    found: Vec<(DocId, Held)>,
    at: usize,
    bm25: Bm25Weight,
    norms: FieldNormReader,
}

impl DocSet for UnionScorer {
    fn advance(&mut self) -> DocId {
        self.at += 1;
        self.doc()
    }

    fn seek(&mut self, target: DocId) -> DocId {
        self.at += self.found[self.at.min(self.found.len())..].partition_point(|(doc, _)| *doc < target);
        self.doc()
    }

    fn doc(&self) -> DocId {
        self.found.get(self.at).map_or(TERMINATED, |(doc, _)| *doc)
    }

    fn size_hint(&self) -> u32 {
        u32::try_from(self.found.len()).unwrap_or(u32::MAX)
    }
}

impl Scorer for UnionScorer {
    fn score(&mut self) -> Score {
        let Some((doc, held)) = self.found.get(self.at) else { return 0.0 };
        held.weight * self.bm25.score(self.norms.fieldnorm_id(*doc), held.frequency)
    }
}
