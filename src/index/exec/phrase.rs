//! Phrases of frequent words.
//!
//! Where all words of a phrase stand in many articles, most of the time goes into reading positions. To find the
//! positions in one article, the engine adds up how many stand before them, and copies them for one article at a
//! time. Here the lists are walked in step, so that this number is known, and positions are unpacked for about a
//! hundred articles at once. Phrases with a rare word are left to the engine, which skips what cannot match; so is
//! any phrase once a long skip is asked of it.

use std::collections::HashMap;
use std::sync::Arc;

use tantivy::fieldnorm::FieldNormReader;
use tantivy::index::SegmentId;
use tantivy::positions::PositionReader;
use tantivy::postings::{BlockSegmentPostings, TermInfo};
use tantivy::query::{
    Bm25StatisticsProvider, Bm25Weight, EnableScoring, Explanation, PhraseQuery as EnginePhrase, Query,
    Scorer, Weight,
};
use tantivy::schema::{Field, IndexRecordOption};
use tantivy::{DocId, DocSet, Score, SegmentReader, TERMINATED, Term};

use crate::index::store::columns::SegmentColumns;

/// Articles with these words in a row.
#[derive(Debug, Clone)]
pub(crate) struct PhraseQuery {
    /// At least two terms, all of one field.
    pub(crate) terms: Vec<Term>,
    /// How many articles count as holding each, where that is not how many hold the term.
    pub(crate) frequencies: Option<Vec<u64>>,
    pub(crate) columns: Arc<HashMap<SegmentId, Arc<SegmentColumns>>>,
}

impl Query for PhraseQuery {
    fn weight(&self, scoring: EnableScoring<'_>) -> tantivy::Result<Box<dyn Weight>> {
        match (scoring, &self.frequencies) {
            (EnableScoring::Enabled { searcher, statistics_provider }, Some(frequencies)) => {
                let given = Given { statistics: statistics_provider, terms: &self.terms, frequencies };
                self.weight_by(EnableScoring::enabled_from_statistics_provider(&given, searcher))
            }
            (scoring, _) => self.weight_by(scoring),
        }
    }
}

impl PhraseQuery {
    fn weight_by(&self, scoring: EnableScoring<'_>) -> tantivy::Result<Box<dyn Weight>> {
        let bm25 = match scoring {
            EnableScoring::Enabled { statistics_provider, .. } => {
                Some(Bm25Weight::for_terms(statistics_provider, &self.terms)?)
            }
            EnableScoring::Disabled { .. } => None,
        };
        let engine = EnginePhrase::new(self.terms.clone()).weight(scoring)?;
        Ok(Box::new(PhraseWeight { query: self.clone(), engine, bm25 }))
    }
}

/// Statistics in which so many articles hold each of a few terms.
struct Given<'a> {
    statistics: &'a dyn Bm25StatisticsProvider,
    terms: &'a [Term],
    frequencies: &'a [u64],
}

impl Bm25StatisticsProvider for Given<'_> {
    fn total_num_tokens(&self, field: Field) -> tantivy::Result<u64> {
        self.statistics.total_num_tokens(field)
    }

    fn total_num_docs(&self) -> tantivy::Result<u64> {
        self.statistics.total_num_docs()
    }

    fn doc_freq(&self, term: &Term) -> tantivy::Result<u64> {
        let given = self.terms.iter().zip(self.frequencies).find(|(it, _)| *it == term);
        match given {
            Some((_, &articles)) => Ok(articles.min(self.total_num_docs()?)),
            None => self.statistics.doc_freq(term),
        }
    }
}

struct PhraseWeight {
    query: PhraseQuery,
    engine: Box<dyn Weight>,
    bm25: Option<Bm25Weight>,
}

impl PhraseWeight {
    /// A list with fewer articles is walked fast in any way.
    const FREQUENT: u32 = 1_000;
    /// How many times as many articles the most frequent word may have as the rarest: beyond that skipping pays.
    const SPREAD: u32 = 16;

    fn is_frequent(places: &[TermInfo]) -> bool {
        let articles = || places.iter().map(|it| it.doc_freq);
        let (least, most) = (articles().min().unwrap_or(0), articles().max().unwrap_or(0));
        least >= Self::FREQUENT && most / Self::SPREAD <= least
    }

    /// The lists of the terms, that with the fewest articles first.
    fn lists(&self, reader: &SegmentReader, places: &[TermInfo]) -> tantivy::Result<Option<Vec<List>>> {
        let Some(columns) = self.query.columns.get(&reader.segment_id()) else { return Ok(None) };
        let field = self.query.terms[0].field();
        let Some(positions) = columns.positions(reader)?.open_read(field) else { return Ok(None) };
        let inverted = reader.inverted_index(field)?;
        let mut lists = Vec::with_capacity(places.len());
        for (place, behind) in places.iter().zip((0..places.len()).rev()) {
            let option = IndexRecordOption::WithFreqsAndPositions;
            let blocks = inverted.read_block_postings_from_terminfo(place, option)?;
            let bytes = positions.slice(place.positions_range.clone()).read_bytes()?;
            let behind = u32::try_from(behind).unwrap_or(u32::MAX);
            lists.push(List::new(blocks, PositionReader::open(bytes)?, behind));
        }
        lists.sort_by_key(|it| it.blocks.doc_freq());
        Ok(Some(lists))
    }

    fn norms(&self, reader: &SegmentReader) -> tantivy::Result<FieldNormReader> {
        let norms = match self.bm25 {
            Some(_) => reader.fieldnorms_readers().get_field(self.query.terms[0].field())?,
            None => None,
        };
        Ok(norms.unwrap_or_else(|| FieldNormReader::constant(reader.max_doc(), 1)))
    }
}

impl Weight for PhraseWeight {
    fn scorer(&self, reader: &SegmentReader, boost: Score) -> tantivy::Result<Box<dyn Scorer>> {
        let engine = self.engine.scorer(reader, boost)?;
        // The engine stands at the first match already; in most titles there is none.
        let first = engine.doc();
        if first == TERMINATED {
            return Ok(engine);
        }
        let inverted = reader.inverted_index(self.query.terms[0].field())?;
        let places = self.query.terms.iter().filter_map(|term| inverted.get_term_info(term).transpose());
        let places = places.collect::<Result<Vec<TermInfo>, _>>()?;
        let lists = if Self::is_frequent(&places) { self.lists(reader, &places)? } else { None };
        let Some(lists) = lists else { return Ok(engine) };
        let mut scorer = PhraseScorer {
            lists,
            ends: Vec::new(),
            others: Vec::new(),
            doc: 0,
            engine,
            by_engine: false,
            far: far(reader.max_doc(), &places),
            bm25: self.bm25.as_ref().map(|it| it.boost_by(boost)),
            norms: self.norms(reader)?,
        };
        scorer.doc = scorer.next_from(first);
        Ok(Box::new(scorer))
    }

    fn explain(&self, reader: &SegmentReader, doc: DocId) -> tantivy::Result<Explanation> {
        self.engine.explain(reader, doc)
    }
}

/// How many articles [`PhraseScorer::FAR`] entries of the longest list span.
fn far(articles: DocId, places: &[TermInfo]) -> DocId {
    let most = places.iter().map(|it| it.doc_freq).max().unwrap_or(1).max(1);
    let over = u64::from(articles) * PhraseScorer::FAR / u64::from(most);
    DocId::try_from(over).unwrap_or(DocId::MAX)
}

/// The postings of a term, walked from end to end.
struct List {
    blocks: BlockSegmentPostings,
    /// The entry of the block at which it stands.
    at: usize,
    positions: PositionReader,
    /// How many positions stand before the block, how many in the block before the article, and how many in the block.
    before_block: u64,
    before: usize,
    in_block: usize,
    /// The positions of all articles of the block, for each as distances, once they were read.
    unpacked: Vec<u32>,
    is_unpacked: bool,
    /// How many words of the phrase follow this one.
    behind: u32,
}

impl List {
    fn new(blocks: BlockSegmentPostings, positions: PositionReader, behind: u32) -> List {
        let mut list = List {
            blocks,
            at: 0,
            positions,
            before_block: 0,
            before: 0,
            in_block: 0,
            unpacked: Vec::new(),
            is_unpacked: false,
            behind,
        };
        list.enter_block();
        list
    }

    fn enter_block(&mut self) {
        (self.at, self.before, self.is_unpacked) = (0, 0, false);
        self.in_block = self.blocks.freqs()[..self.blocks.block_len()].iter().sum::<u32>() as usize;
    }

    /// The first article from `target` on.
    fn seek(&mut self, target: DocId) -> DocId {
        loop {
            let len = self.blocks.block_len();
            let docs = &self.blocks.docs()[..len];
            match docs.last() {
                None => return TERMINATED,
                Some(&last) if last < target => {
                    self.before_block += self.in_block as u64;
                    self.blocks.advance();
                    self.enter_block();
                }
                Some(_) => {
                    let freqs = self.blocks.freqs();
                    while docs[self.at] < target {
                        self.before += freqs[self.at] as usize;
                        self.at += 1;
                    }
                    return docs[self.at];
                }
            }
        }
    }

    /// The positions at which phrases would end that hold the word at its positions in the current article.
    fn ends(&mut self, ends: &mut Vec<u32>) {
        if !self.is_unpacked {
            self.unpacked.resize(self.in_block, 0);
            self.positions.read(self.before_block, &mut self.unpacked);
            self.is_unpacked = true;
        }
        let count = self.blocks.freq(self.at) as usize;
        let mut at = self.behind;
        ends.clear();
        ends.extend(self.unpacked[self.before..self.before + count].iter().map(|distance| {
            at += distance;
            at
        }));
    }
}

struct PhraseScorer {
    lists: Vec<List>,
    /// The positions of the last word of the phrase in the article, for each time that it stands there.
    ends: Vec<u32>,
    others: Vec<u32>,
    doc: DocId,
    /// Goes on when long skips are asked for.
    engine: Box<dyn Scorer>,
    by_engine: bool,
    /// A skip of more articles than this is long.
    far: DocId,
    bm25: Option<Bm25Weight>,
    norms: FieldNormReader,
}

impl PhraseScorer {
    /// To skip more entries of the longest list than this is left to the engine.
    const FAR: u64 = 512;

    /// The first article from `target` on that has the phrase.
    fn next_from(&mut self, mut target: DocId) -> DocId {
        'articles: loop {
            let Some((first, others)) = self.lists.split_first_mut() else { return TERMINATED };
            let doc = first.seek(target);
            if doc == TERMINATED {
                return TERMINATED;
            }
            for list in others {
                let there = list.seek(doc);
                if there > doc {
                    target = there;
                    continue 'articles;
                }
            }
            if self.stands_here() {
                return doc;
            }
            target = doc + 1;
        }
    }

    /// Whether the phrase stands in the article at which all lists stand.
    fn stands_here(&mut self) -> bool {
        let Some((first, others)) = self.lists.split_first_mut() else { return false };
        first.ends(&mut self.ends);
        for list in others {
            list.ends(&mut self.others);
            keep_common(&mut self.ends, &self.others);
            if self.ends.is_empty() {
                return false;
            }
        }
        true
    }
}

/// Keeps the numbers of the first list that are also in the second; both are sorted. Most lists hold two or three
/// numbers, and which of two is less cannot be predicted: so no branch depends on it.
fn keep_common(ends: &mut Vec<u32>, others: &[u32]) {
    let (mut kept, mut here, mut there) = (0, 0, 0);
    while here < ends.len() && there < others.len() {
        let (one, other) = (ends[here], others[there]);
        ends[kept] = one;
        kept += usize::from(one == other);
        here += usize::from(one <= other);
        there += usize::from(other <= one);
    }
    ends.truncate(kept);
}

impl DocSet for PhraseScorer {
    fn advance(&mut self) -> DocId {
        if self.doc != TERMINATED {
            self.doc = if self.by_engine { self.engine.advance() } else { self.next_from(self.doc + 1) };
        }
        self.doc
    }

    fn seek(&mut self, target: DocId) -> DocId {
        if self.doc < target {
            self.by_engine |= target - self.doc > self.far;
            self.doc = if !self.by_engine {
                self.next_from(target)
            } else if self.engine.doc() < target {
                self.engine.seek(target)
            } else {
                self.engine.doc()
            };
        }
        self.doc
    }

    fn doc(&self) -> DocId {
        self.doc
    }

    fn size_hint(&self) -> u32 {
        self.engine.size_hint()
    }

    fn cost(&self) -> u64 {
        self.engine.cost()
    }
}

impl Scorer for PhraseScorer {
    fn score(&mut self) -> Score {
        if self.by_engine {
            return self.engine.score();
        }
        let times = u32::try_from(self.ends.len()).unwrap_or(u32::MAX);
        self.bm25.as_ref().map_or(1.0, |it| it.score(self.norms.fieldnorm_id(self.doc), times))
    }
}

#[cfg(test)]
mod tests {
    use tantivy::schema::{Schema, TEXT};
    use tantivy::{Index, Searcher, TantivyDocument};

    use super::*;

    /// Articles of a few words each, which stand in most of them; one of another kind in few.
    fn searcher() -> (Searcher, tantivy::schema::Field) {
        let mut schema = Schema::builder();
        let text = schema.add_text_field("text", TEXT);
        let index = Index::create_in_ram(schema.build());
        let mut writer = index.writer_with_num_threads(1, 15_000_000).expect("in memory");
        let mut random = 7u64;
        let mut next = |below: u64| {
            random = random.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            (random >> 33) % below
        };
        for _ in 0..3_000 {
            let count = next(40);
            // One word in 320 is the rare one.
            let numbers: Vec<u64> = (0..count).map(|_| next(320)).collect();
            let words: Vec<&str> = numbers
                .into_iter()
                .map(|it| {
                    if it == 0 {
                        "rare"
                    } else {
                        ["last", "year", "the", "in", "of", "new", "old"][it as usize % 7]
                    }
                })
                .collect();
            let mut document = TantivyDocument::default();
            document.add_text(text, words.join(" "));
            writer.add_document(document).expect("in memory");
        }
        writer.commit().expect("in memory");
        (index.reader().expect("in memory").searcher(), text)
    }

    fn scorers(searcher: &Searcher, terms: &[Term], scored: bool) -> [Box<dyn Scorer>; 2] {
        let reader = searcher.segment_reader(0);
        let columns = Arc::new(HashMap::from([(reader.segment_id(), Arc::default())]));
        let scoring = || match scored {
            true => EnableScoring::enabled_from_searcher(searcher),
            false => EnableScoring::disabled_from_searcher(searcher),
        };
        let ours = PhraseQuery { terms: terms.to_vec(), frequencies: None, columns }
            .weight(scoring())
            .expect("terms");
        let engines = EnginePhrase::new(terms.to_vec()).weight(scoring()).expect("terms");
        [ours, engines].map(|it| it.scorer(reader, 2.0).expect("postings"))
    }

    #[test]
    fn a_phrase_is_found_where_the_engine_finds_it_and_scores_the_same() {
        let (searcher, field) = searcher();
        assert_eq!(searcher.segment_readers().len(), 1);
        let phrases = [
            "last year",
            "year last",
            "the the",
            "in the new",
            "the old the old",
            "rare old",
            "last missing",
        ];
        for phrase in phrases {
            let terms: Vec<Term> = phrase.split(' ').map(|word| Term::from_field_text(field, word)).collect();
            for scored in [true, false] {
                let [mut ours, mut engines] = scorers(&searcher, &terms, scored);
                while engines.doc() != TERMINATED {
                    assert_eq!((ours.doc(), ours.score()), (engines.doc(), engines.score()), "{phrase}");
                    ours.advance();
                    engines.advance();
                }
                assert_eq!((ours.doc(), ours.advance()), (TERMINATED, TERMINATED), "{phrase}");
            }
            // Walking, then leaping, then walking.
            let [mut ours, mut engines] = scorers(&searcher, &terms, true);
            for leap in [0, 0, 3, 40, 0, 0, 1, 900, 0, 0, 2, 5_000, 0] {
                let to = engines.doc().saturating_add(leap).min(TERMINATED);
                let [here, there] = [&mut ours, &mut engines].map(|it| match leap {
                    0 => it.advance(),
                    _ => it.seek(to),
                });
                assert_eq!(here, there, "{phrase}");
                if here != TERMINATED {
                    assert_eq!(ours.score(), engines.score(), "{phrase}");
                }
            }
        }
    }

    #[test]
    fn what_two_lists_have_in_common_is_kept() {
        let common = |ends: &[u32], others: &[u32]| {
            let mut ends = ends.to_vec();
            keep_common(&mut ends, others);
            ends
        };
        assert_eq!(common(&[1, 5, 9, 12], &[1, 4, 5, 12]), [1, 5, 12]);
        assert!(common(&[1, 2], &[3, 4]).is_empty());
        assert_eq!(common(&[7, 9], &[1, 9]), [9]);
        assert!(common(&[], &[1, 9]).is_empty());
    }
}
