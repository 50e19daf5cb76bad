//! A word that stands for many terms: a wildcard, a fuzzy word, an exact word in several forms.
//!
//! The articles of all its spellings are gathered in one pass over the postings, without
//! positions. A form that is a stem stands where the stem does and none of the stem's other forms:
//! as every token has a stem, counting tells how often.
//!
//! The spellings of a fuzzy word have an order; each has a range of scores of its own within which BM25
//! decides, so that every article with a better spelling comes first. Other unions have one range for all.

use std::fmt;

use tantivy::fieldnorm::FieldNormReader;
use tantivy::postings::{Postings, SegmentPostings};
use tantivy::query::{Bm25Weight, EmptyScorer, EnableScoring, Explanation, Query, Scorer, Weight};
use tantivy::schema::{Field, IndexRecordOption};
use tantivy::{DocId, DocSet, Score, SegmentReader, TERMINATED, Term};

use crate::index::explained::explained;

/// One spelling of the word.
#[derive(Debug, Clone)]
pub(super) struct Spelling {
    pub(super) parts: Vec<Part>,
    /// What an article full of it scores, as a share of the most.
    pub(super) highest: Score,
    /// By how much less an article scores that hardly holds it.
    pub(super) width: Score,
}

/// Tokens with a term and none of some others at the same position.
#[derive(Debug, Clone)]
pub(super) struct Part {
    pub(super) term: Term,
    /// Each of their tokens is one of the term's too.
    pub(super) less: Vec<Term>,
}

/// Articles with any of these spellings.
#[derive(Clone)]
pub(super) struct UnionQuery {
    /// The best first.
    pub(super) spellings: Vec<Spelling>,
    /// The field whose lengths norm the score.
    pub(super) norms: Field,
    pub(super) bm25: Bm25Weight,
}

impl fmt::Debug for UnionQuery {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("UnionQuery").field("spellings", &self.spellings.len()).finish_non_exhaustive()
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
    /// How often, all spellings together.
    frequency: u32,
    /// The place of its best spelling.
    best: u32,
}

impl UnionQuery {
    /// Every article of a segment with what it holds, in order.
    fn gather(&self, reader: &SegmentReader) -> tantivy::Result<Vec<(DocId, Held)>> {
        let mut slots = vec![Held::default(); reader.max_doc() as usize];
        let mut touched: Vec<DocId> = Vec::new();
        for (best, spelling) in (0..).zip(&self.spellings) {
            for part in &spelling.parts {
                part.each_article(reader, |doc, frequency| {
                    let slot = &mut slots[doc as usize];
                    if slot.frequency == 0 {
                        touched.push(doc);
                        slot.best = best;
                    }
                    slot.frequency += frequency;
                })?;
            }
        }
        // Sorting costs more than a look at every slot, unless few articles are held.
        if touched.len() * 32 < slots.len() {
            touched.sort_unstable();
            return Ok(touched.into_iter().map(|doc| (doc, slots[doc as usize])).collect());
        }
        Ok((0..).zip(slots).filter(|(_, held)| held.frequency > 0).collect())
    }
}

impl Part {
    /// Shows every article that holds it, and how often.
    fn each_article(&self, reader: &SegmentReader, mut visit: impl FnMut(DocId, u32)) -> tantivy::Result<()> {
        let open = |term: &Term| -> tantivy::Result<Option<SegmentPostings>> {
            let inverted = reader.inverted_index(term.field())?;
            Ok(inverted.read_postings(term, IndexRecordOption::WithFreqs)?)
        };
        let Some(mut postings) = open(&self.term)? else { return Ok(()) };
        let mut less = Vec::new();
        for term in &self.less {
            less.extend(open(term)?);
        }
        let mut doc = postings.doc();
        while doc != TERMINATED {
            let mut frequency = postings.term_freq();
            for other in &mut less {
                let there = if other.doc() < doc { other.seek(doc) } else { other.doc() };
                if there == doc {
                    frequency = frequency.saturating_sub(other.term_freq());
                }
            }
            if frequency > 0 {
                visit(doc, frequency);
            }
            doc = postings.advance();
        }
        Ok(())
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
            places: self.spellings.iter().map(|it| (it.highest, it.width)).collect(),
            most: self.bm25.max_score(),
            boost,
            bm25: self.bm25.clone(),
            norms: norms.unwrap_or_else(|| FieldNormReader::constant(reader.max_doc(), 1)),
        }))
    }

    fn explain(&self, reader: &SegmentReader, doc: DocId) -> tantivy::Result<Explanation> {
        explained(self, reader, doc, "any of several terms")
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
    /// What an article full of each spelling scores, and by how much less another one may.
    places: Vec<(Score, Score)>,
    /// The most that BM25 gives.
    most: Score,
    boost: Score,
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
        let full = self.bm25.score(self.norms.fieldnorm_id(*doc), held.frequency) / self.most;
        let (highest, width) = self.places.get(held.best as usize).copied().unwrap_or((1.0, 1.0));
        self.boost * self.most * (highest - width * (1.0 - full))
    }
}
