//! A bag of words as a query of the engine: articles with any of the words, ranked as a whole.
//!
//! The postings of one word after the other are added up in a slot for each article of the
//! segment. A word's places in title and body count together, each by the length of its field,
//! before they saturate (BM25F), and a word is as rare as it is in the field where it is more
//! frequent. A second pass adds the words that the best articles lend ([`feedback`]); it finds no
//! article that holds none of the bag's own words.

pub(crate) mod engines;
mod feedback;

use std::fmt;
use std::sync::Arc;

use tantivy::fieldnorm::FieldNormReader;
use tantivy::postings::Postings;
use tantivy::query::{EmptyScorer, EnableScoring, Explanation, Query, Scorer, Weight};
use tantivy::schema::IndexRecordOption;
use tantivy::{DocId, DocSet, Score, Searcher, SegmentReader, TERMINATED, Term};

use crate::index::build::schema::{Fields, Form};
use crate::index::exec::explained::explained;
use crate::index::plan::access::{Bag, BagPart, BagWord, WeightedWord};
use crate::index::plan::context::QueryContext;
use crate::search::bag::FunctionWords;
use crate::search::{BagRanking, TextField};

/// Articles with any of the words of a bag.
#[derive(Clone)]
pub(crate) struct BagQuery {
    pub(crate) bag: Bag,
    pub(crate) fields: Fields,
    pub(crate) context: QueryContext,
}

impl fmt::Debug for BagQuery {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("BagQuery").field(&self.bag).finish()
    }
}

impl Query for BagQuery {
    fn weight(&self, scoring: EnableScoring<'_>) -> tantivy::Result<Box<dyn Weight>> {
        let EnableScoring::Enabled { searcher, .. } = scoring else {
            let words = self.bag.words.iter().map(|it| WeightedWord { stems: it.stems.clone(), weight: 0.0 });
            return Ok(Box::new(BagWeight::new(self, Norms::unscored(), words.collect())));
        };
        let statistics = Statistics::of(searcher, self.fields, &self.bag.ranking)?;
        let own = self.own_words(&statistics)?;
        let mut weight = BagWeight::new(self, statistics.norms.clone(), own);
        if let Some(feedback) = self.bag.ranking.feedback {
            let times: Score = self.bag.words.iter().map(|it| it.times).sum();
            let added = match self.bag.feedback.get() {
                Some(added) => added.clone(),
                None => {
                    let added = feedback::words(&weight, &statistics, feedback)?;
                    self.bag.feedback.get_or_init(|| added).clone()
                }
            };
            if !added.is_empty() {
                for word in &mut weight.words {
                    word.weight *= 1.0 - feedback.share;
                }
                let counted: Score =
                    self.bag.words.iter().filter(|it| counts(it, &self.bag)).map(|it| it.times).sum();
                let scale = if counted > 0.0 { counted } else { times } * feedback.share;
                weight.added = added;
                for word in &mut weight.added {
                    word.weight *= scale;
                }
            }
        }
        match self.bag.part {
            BagPart::Whole => {}
            BagPart::Word(only) => {
                weight.added.clear();
                let others = weight.words.iter_mut().enumerate().filter(|(at, _)| *at != only);
                others.for_each(|(_, word)| word.weight = 0.0);
            }
            BagPart::Feedback => weight.words.iter_mut().for_each(|word| word.weight = 0.0),
        }
        Ok(Box::new(weight))
    }
}

/// Whether a word of the bag adds to scores.
fn counts(word: &BagWord, bag: &Bag) -> bool {
    bag.ranking.function_words == FunctionWords::AsOthers
        || !word.is_function_word
        || bag.words.iter().all(|it| it.is_function_word)
}

impl BagQuery {
    fn own_words(&self, statistics: &Statistics<'_>) -> tantivy::Result<Vec<WeightedWord>> {
        let weigh = |word: &BagWord| {
            let weight =
                if counts(word, &self.bag) { word.times * statistics.rarity(&word.stems)? } else { 0.0 };
            Ok(WeightedWord { stems: word.stems.clone(), weight })
        };
        self.bag.words.iter().map(weigh).collect()
    }
}

/// What is known of the whole index.
struct Statistics<'a> {
    searcher: &'a Searcher,
    fields: Fields,
    articles: u64,
    norms: Norms,
}

impl<'a> Statistics<'a> {
    fn of(searcher: &'a Searcher, fields: Fields, ranking: &BagRanking) -> tantivy::Result<Statistics<'a>> {
        let articles =
            searcher.segment_readers().iter().map(|it| u64::from(it.max_doc())).sum::<u64>().max(1);
        let average = |field| -> tantivy::Result<Score> {
            let mut tokens = 0;
            for reader in searcher.segment_readers() {
                tokens += reader.inverted_index(fields.text(field, Form::Stem))?.total_num_tokens();
            }
            Ok((tokens as Score / articles as Score).max(1.0))
        };
        let norms = Norms {
            averages: [average(TextField::Title)?, average(TextField::Body)?],
            length: ranking.length,
            title: ranking.title,
            saturation: ranking.saturation,
        };
        Ok(Statistics { searcher, fields, articles, norms })
    }

    /// In how many articles a word stands: those of the field where it is more frequent.
    fn articles_with(&self, stems: &[String]) -> tantivy::Result<u64> {
        let mut most = 0;
        for field in FIELDS {
            let mut articles = 0;
            for stem in stems {
                let term = Term::from_field_text(self.fields.text(field, Form::Stem), stem);
                articles += self.searcher.doc_freq(&term)?;
            }
            most = most.max(articles);
        }
        Ok(most.min(self.articles))
    }

    /// BM25's idf.
    fn rarity(&self, stems: &[String]) -> tantivy::Result<Score> {
        self.articles_with(stems).map(|with| self.rarity_of(with))
    }

    fn rarity_of(&self, with: u64) -> Score {
        (((self.articles - with) as Score + 0.5) / (with as Score + 0.5)).ln_1p()
    }
}

const FIELDS: [TextField; 2] = [TextField::Title, TextField::Body];

/// How lengths, fields and repetition make a word's worth in an article.
#[derive(Debug, Clone)]
struct Norms {
    /// The average lengths of title and body.
    averages: [Score; 2],
    length: Score,
    title: Score,
    saturation: Score,
}

impl Norms {
    fn unscored() -> Norms {
        Norms { averages: [1.0; 2], length: 0.0, title: 1.0, saturation: 1.0 }
    }

    /// What one place of a word counts in a field of so many tokens.
    fn place(&self, field: TextField, tokens: u32) -> Score {
        let (average, worth) = match field {
            TextField::Title => (self.averages[0], self.title),
            TextField::Body => (self.averages[1], 1.0),
        };
        worth / (1.0 - self.length + self.length * tokens as Score / average)
    }

    /// From counted places to a share of the word's weight; more places, ever less more.
    fn saturated(&self, places: Score) -> Score {
        (self.saturation + 1.0) * places / (places + self.saturation)
    }
}

struct BagWeight {
    words: Vec<WeightedWord>,
    added: Vec<WeightedWord>,
    norms: Norms,
    fields: Fields,
    context: QueryContext,
}

/// The slot of an article that holds no word of the bag.
const ABSENT: Score = -1.0;

impl BagWeight {
    fn new(query: &BagQuery, norms: Norms, words: Vec<WeightedWord>) -> BagWeight {
        let context = query.context.clone();
        BagWeight { words, added: Vec::new(), norms, fields: query.fields, context }
    }

    /// The score of every article of a segment; [`ABSENT`] where no word of the bag is.
    fn scores(&self, reader: &SegmentReader) -> tantivy::Result<Vec<Score>> {
        let mut scores = vec![ABSENT; reader.max_doc() as usize];
        let mut places = vec![0.0; scores.len()];
        let fields = self.open(reader)?;
        let mut touched = Vec::new();
        for (words, own) in [(&self.words, true), (&self.added, false)] {
            for word in words.iter().filter(|it| own || it.weight > 0.0) {
                if self.context.check_clock() {
                    return Ok(scores);
                }
                gather(&fields, &word.stems, &mut places, &mut touched)?;
                for doc in touched.drain(..) {
                    let score = &mut scores[doc as usize];
                    let places = std::mem::take(&mut places[doc as usize]);
                    if own && *score < 0.0 {
                        *score = 0.0;
                    }
                    if *score >= 0.0 {
                        *score += word.weight * self.norms.saturated(places);
                    }
                }
            }
        }
        Ok(scores)
    }

    fn open(&self, reader: &SegmentReader) -> tantivy::Result<Vec<FieldPlaces>> {
        let open = |field| {
            let stems = self.fields.text(field, Form::Stem);
            let lengths = reader.fieldnorms_readers().get_field(stems)?;
            let worth = std::array::from_fn(|id| {
                let tokens = FieldNormReader::id_to_fieldnorm(u8::try_from(id).unwrap_or(u8::MAX));
                self.norms.place(field, tokens)
            });
            Ok(FieldPlaces {
                inverted: reader.inverted_index(stems)?,
                field: stems,
                lengths: lengths.unwrap_or_else(|| FieldNormReader::constant(reader.max_doc(), 1)),
                worth,
            })
        };
        FIELDS.into_iter().map(open).collect()
    }
}

/// A field of a segment, ready to be asked for words.
struct FieldPlaces {
    inverted: Arc<tantivy::InvertedIndexReader>,
    field: tantivy::schema::Field,
    lengths: FieldNormReader,
    /// What one place counts, by the code of the field's length.
    worth: [Score; 256],
}

/// Adds up the places of a word, and notes the articles that have any.
fn gather(
    fields: &[FieldPlaces],
    stems: &[String],
    places: &mut [Score],
    touched: &mut Vec<DocId>,
) -> tantivy::Result<()> {
    for field in fields {
        for stem in stems {
            let term = Term::from_field_text(field.field, stem);
            let Some(mut postings) = field.inverted.read_postings(&term, IndexRecordOption::WithFreqs)?
            else {
                continue;
            };
            let mut doc = postings.doc();
            while doc != TERMINATED {
                let worth = field.worth[usize::from(field.lengths.fieldnorm_id(doc))];
                let slot = &mut places[doc as usize];
                if *slot == 0.0 {
                    touched.push(doc);
                }
                *slot += postings.term_freq() as Score * worth;
                doc = postings.advance();
            }
        }
    }
    Ok(())
}

impl Weight for BagWeight {
    fn scorer(&self, reader: &SegmentReader, boost: Score) -> tantivy::Result<Box<dyn Scorer>> {
        let scores = self.scores(reader)?;
        let mut scorer = BagScorer { scores, at: 0, boost };
        if scorer.settle(0) == TERMINATED { Ok(Box::new(EmptyScorer)) } else { Ok(Box::new(scorer)) }
    }

    fn explain(&self, reader: &SegmentReader, doc: DocId) -> tantivy::Result<Explanation> {
        explained(self, reader, doc, "any of a bag of words")
    }
}

struct BagScorer {
    scores: Vec<Score>,
    at: usize,
    boost: Score,
}

impl BagScorer {
    /// Goes to the first article from here on that matches.
    fn settle(&mut self, from: usize) -> DocId {
        let from = from.min(self.scores.len());
        let found = self.scores[from..].iter().position(|score| *score >= 0.0);
        self.at = found.map_or(self.scores.len(), |ahead| from + ahead);
        self.doc()
    }
}

impl DocSet for BagScorer {
    fn advance(&mut self) -> DocId {
        self.settle(self.at + 1)
    }

    fn seek(&mut self, target: DocId) -> DocId {
        if self.doc() >= target { self.doc() } else { self.settle(target as usize) }
    }

    fn doc(&self) -> DocId {
        if self.at < self.scores.len() { DocId::try_from(self.at).unwrap_or(TERMINATED) } else { TERMINATED }
    }

    fn size_hint(&self) -> u32 {
        u32::try_from(self.scores.len()).unwrap_or(u32::MAX)
    }
}

impl Scorer for BagScorer {
    fn score(&mut self) -> Score {
        self.scores.get(self.at).copied().unwrap_or(0.0).max(0.0) * self.boost
    }
}
