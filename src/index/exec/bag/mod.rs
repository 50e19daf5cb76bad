//! A bag of words as a query of the engine: articles with any of the words, ranked as a whole by BM25F.
//!
//! The postings of one word after the other are added up in an array with a score for each article of the
//! segment. The occurrences of a word in title and body are added, each weighted by the length of its field, before they
//! saturate (Robertson, Zaragoza and Taylor 2004). A word is as rare as it is in the field where it is more
//! frequent. A second pass adds words of the best articles ([`feedback`]); it finds no article that holds none of
//! the bag's own words.

pub(crate) mod engines;
mod feedback;
mod runs;

use std::borrow::Cow;
use std::fmt;
use std::sync::Arc;

use tantivy::fieldnorm::FieldNormReader;
use tantivy::postings::Postings;
use tantivy::query::{EmptyScorer, EnableScoring, Explanation, Query, Scorer, Weight};
use tantivy::schema::IndexRecordOption;
use tantivy::{DocId, DocSet, Score, Searcher, SegmentReader, TERMINATED, Term};

use crate::index::build::schema::{Fields, Form};
use crate::index::exec::explained::explained;
use crate::index::plan::access::{Bag, BagPart, BagWord, RunCounts, WeightedWord};
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
            let words = self.bag.words.iter().map(|it| WeightedWord {
                stems: it.stems.clone(),
                weight: 0.0,
                runs: None,
            });
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
            let stems = word.stems.clone();
            let runs = statistics.runs(&stems)?;
            let rarity = statistics.rarity_of(statistics.articles_with(&stems, runs.as_deref())?);
            let weight = if counts(word, &self.bag) { word.times * rarity } else { 0.0 };
            Ok(WeightedWord { stems, weight, runs })
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

    /// Where the tokens of a word of several follow each other; `None` for a word of one token.
    fn runs(&self, stems: &[Vec<String>]) -> tantivy::Result<Option<Arc<RunCounts>>> {
        if stems.iter().all(|it| it.len() == 1) {
            return Ok(None);
        }
        let mut found = RunCounts::new();
        for reader in self.searcher.segment_readers() {
            found.insert(reader.segment_id(), runs_of(reader, self.fields, stems)?);
        }
        Ok(Some(Arc::new(found)))
    }

    /// In how many articles a word stands, in the field where it is more frequent.
    fn articles_with(&self, stems: &[Vec<String>], runs: Option<&RunCounts>) -> tantivy::Result<u64> {
        if let Some(runs) = runs {
            let articles = |field: usize| runs.values().map(|it| it[field].len() as u64).sum::<u64>();
            return Ok(articles(0).max(articles(1)).min(self.articles));
        }
        let mut most = 0;
        for field in FIELDS {
            let mut articles = 0;
            for stem in stems.iter().flatten() {
                let term = Term::from_field_text(self.fields.text(field, Form::Stem), stem);
                articles += self.searcher.doc_freq(&term)?;
            }
            most = most.max(articles);
        }
        Ok(most.min(self.articles))
    }

    /// In how many articles the rarest of these terms stands, in the field where it is more frequent.
    fn articles_with_all(&self, terms: &[String]) -> tantivy::Result<u64> {
        let mut fewest = self.articles;
        for term in terms {
            let mut most = 0;
            for field in FIELDS {
                let term = Term::from_field_text(self.fields.text(field, Form::Stem), term);
                most = most.max(self.searcher.doc_freq(&term)?);
            }
            fewest = fewest.min(most);
        }
        Ok(fewest)
    }

    /// BM25's idf of a word of so many articles.
    fn rarity_of(&self, with: u64) -> Score {
        (((self.articles - with) as Score + 0.5) / (with as Score + 0.5)).ln_1p()
    }
}

const FIELDS: [TextField; 2] = [TextField::Title, TextField::Body];

/// How the length of a field, the field and repetition weigh occurrences of a word.
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

    /// What one occurrence of a word counts in a field of so many tokens.
    fn occurrence(&self, field: TextField, tokens: u32) -> Score {
        let (average, worth) = match field {
            TextField::Title => (self.averages[0], self.title),
            TextField::Body => (self.averages[1], 1.0),
        };
        worth / (1.0 - self.length + self.length * tokens as Score / average)
    }

    /// The share of a word's weight that so many weighted occurrences earn. It rises ever more slowly.
    fn saturated(&self, occurrences: Score) -> Score {
        (self.saturation + 1.0) * occurrences / (occurrences + self.saturation)
    }
}

struct BagWeight {
    words: Vec<WeightedWord>,
    added: Vec<WeightedWord>,
    norms: Norms,
    fields: Fields,
    context: QueryContext,
}

/// The score of an article that holds no word of the bag.
const ABSENT: Score = -1.0;

impl BagWeight {
    fn new(query: &BagQuery, norms: Norms, words: Vec<WeightedWord>) -> BagWeight {
        let context = query.context.clone();
        BagWeight { words, added: Vec::new(), norms, fields: query.fields, context }
    }

    /// The score of every article of a segment; [`ABSENT`] where no word of the bag is.
    fn scores(&self, reader: &SegmentReader) -> tantivy::Result<Vec<Score>> {
        let mut scores = vec![ABSENT; reader.max_doc() as usize];
        let mut sums = vec![0.0; scores.len()];
        let fields = self.open(reader)?;
        let mut touched = Vec::new();
        for (words, own) in [(&self.words, true), (&self.added, false)] {
            for word in words.iter().filter(|it| own || it.weight > 0.0) {
                if self.context.check_clock() {
                    return Ok(scores);
                }
                match self.runs(word, reader)? {
                    Some(runs) => gather_runs(&fields, &runs, &mut sums, &mut touched),
                    None => gather(&fields, &word.stems, &mut sums, &mut touched)?,
                }
                for doc in touched.drain(..) {
                    let score = &mut scores[doc as usize];
                    let sum = std::mem::take(&mut sums[doc as usize]);
                    if own && *score < 0.0 {
                        *score = 0.0;
                    }
                    if *score >= 0.0 {
                        *score += word.weight * self.norms.saturated(sum);
                    }
                }
            }
        }
        Ok(scores)
    }

    /// Where the tokens of a word of several follow each other in a segment; `None` for a word of one token.
    fn runs<'w>(
        &self,
        word: &'w WeightedWord,
        reader: &SegmentReader,
    ) -> tantivy::Result<Option<Cow<'w, [Counts; 2]>>> {
        if word.stems.iter().all(|it| it.len() == 1) {
            return Ok(None);
        }
        let known = word.runs.as_deref().and_then(|it| it.get(&reader.segment_id()));
        Ok(Some(match known {
            Some(known) => Cow::Borrowed(known),
            None => Cow::Owned(runs_of(reader, self.fields, &word.stems)?),
        }))
    }

    fn open(&self, reader: &SegmentReader) -> tantivy::Result<Vec<FieldPostings>> {
        let open = |field| {
            let stems = self.fields.text(field, Form::Stem);
            let lengths = reader.fieldnorms_readers().get_field(stems)?;
            let worth = std::array::from_fn(|id| {
                let tokens = FieldNormReader::id_to_fieldnorm(u8::try_from(id).unwrap_or(u8::MAX));
                self.norms.occurrence(field, tokens)
            });
            Ok(FieldPostings {
                inverted: reader.inverted_index(stems)?,
                field: stems,
                lengths: lengths.unwrap_or_else(|| FieldNormReader::constant(reader.max_doc(), 1)),
                worth,
            })
        };
        FIELDS.into_iter().map(open).collect()
    }
}

/// A field of a segment, open for looking words up.
struct FieldPostings {
    inverted: Arc<tantivy::InvertedIndexReader>,
    field: tantivy::schema::Field,
    lengths: FieldNormReader,
    /// What one occurrence counts, by the code of the field's length.
    worth: [Score; 256],
}

impl FieldPostings {
    /// Adds the weighted occurrences of a word in an article.
    #[inline]
    fn add(&self, doc: DocId, times: u32, sums: &mut [Score], touched: &mut Vec<DocId>) {
        let worth = self.worth[usize::from(self.lengths.fieldnorm_id(doc))];
        let sum = &mut sums[doc as usize];
        if *sum == 0.0 {
            touched.push(doc);
        }
        *sum += times as Score * worth;
    }
}

/// Articles, each with a number of occurrences.
type Counts = Vec<(DocId, u32)>;

/// Where the tokens of a word follow each other in a segment, by field.
fn runs_of(reader: &SegmentReader, fields: Fields, stems: &[Vec<String>]) -> tantivy::Result<[Counts; 2]> {
    let mut found = [Vec::new(), Vec::new()];
    for (field, found) in FIELDS.into_iter().zip(&mut found) {
        let field = fields.text(field, Form::Stem);
        let inverted = reader.inverted_index(field)?;
        for terms in stems {
            found.append(&mut runs::counts(&inverted, field, terms)?);
        }
        if stems.len() > 1 {
            // An article is of one language: it holds the run in one of the ways.
            found.sort_unstable_by_key(|it| it.0);
        }
    }
    Ok(found)
}

/// As [`gather`], for counts that are known.
fn gather_runs(fields: &[FieldPostings], runs: &[Counts; 2], sums: &mut [Score], touched: &mut Vec<DocId>) {
    for (field, counts) in fields.iter().zip(runs) {
        for &(doc, times) in counts {
            field.add(doc, times, sums, touched);
        }
    }
}

/// Adds up the weighted occurrences of a word, and lists the articles that have any.
fn gather(
    fields: &[FieldPostings],
    stems: &[Vec<String>],
    sums: &mut [Score],
    touched: &mut Vec<DocId>,
) -> tantivy::Result<()> {
    for field in fields {
        for stem in stems.iter().flatten() {
            let term = Term::from_field_text(field.field, stem);
            let Some(mut postings) = field.inverted.read_postings(&term, IndexRecordOption::WithFreqs)?
            else {
                continue;
            };
            let mut doc = postings.doc();
            while doc != TERMINATED {
                field.add(doc, postings.term_freq(), sums, touched);
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

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use super::*;
    use crate::article::Article;
    use crate::index::fixture::{article, index_of, ranking, request};
    use crate::query::any_word_of;
    use crate::search::bag::Feedback;
    use crate::search::{Engine, SearchRequest};

    fn articles() -> Vec<Article> {
        vec![
            article("a", "Harbour wall", "The old wall holds. A wall is a wall, and it is of stone."),
            article("b", "Quay", "A new quay of the harbour."),
            article("c", "", "Lake, lake, lake and the quay."),
            article("d", "Nothing of it", "It is about something else, and which it was is not told."),
            article("e", "Wall", "Stone."),
        ]
    }

    /// A request for articles with any of four words, ranked so.
    fn asked(query: &str, ranking: BagRanking) -> SearchRequest {
        let mut request = request(query);
        (request.bag, request.explain) = (ranking, true);
        request
    }

    fn plain() -> BagRanking {
        BagRanking { feedback: None, ..BagRanking::default() }
    }

    /// The words of a text, in lower case without signs.
    fn words(text: &str) -> Vec<String> {
        let words = text.split(|c: char| !c.is_alphanumeric()).filter(|it| !it.is_empty());
        words.map(str::to_lowercase).collect()
    }

    /// What each word adds to the score of an article, worked out from the texts.
    fn by_hand(articles: &[Article], article: &Article, word: &str, ranking: &BagRanking) -> Score {
        let fields = |it: &Article| [words(it.title_text()), words(&it.body)];
        let count = articles.len() as Score;
        let average = |field: usize| {
            (articles.iter().map(|it| fields(it)[field].len()).sum::<usize>() as Score / count).max(1.0)
        };
        let with =
            |field: usize| articles.iter().filter(|it| fields(it)[field].iter().any(|it| it == word)).count();
        let with = with(0).max(with(1)) as Score;
        let rarity = ((count - with + 0.5) / (with + 0.5) + 1.0).ln();
        let mut sum = 0.0;
        for (field, worth) in [(0, ranking.title), (1, 1.0)] {
            let tokens = &fields(article)[field];
            let times = tokens.iter().filter(|it| *it == word).count() as Score;
            let length = tokens.len() as Score / average(field);
            sum += times * worth / (1.0 - ranking.length + ranking.length * length);
        }
        rarity * (ranking.saturation + 1.0) * sum / (sum + ranking.saturation)
    }

    #[test]
    fn each_word_adds_what_the_formula_gives() {
        let articles = articles();
        let (_dir, index) = index_of(&[&articles]);
        let searcher = index.searcher().unwrap();
        let ranking = plain();
        let page = searcher.search(&asked("wall OR quay OR lake OR harbour", ranking)).unwrap();
        assert_eq!(page.hits.len(), 4);
        for hit in &page.hits {
            let article = articles.iter().find(|it| it.id == hit.id).unwrap();
            let explained = hit.explanation.as_ref().unwrap();
            assert_eq!(explained.len(), 4);
            for leaf in explained {
                let expected = by_hand(&articles, article, &leaf.leaf, &ranking);
                assert!(
                    (leaf.score - expected).abs() < 1e-4,
                    "{} {}: {} {expected}",
                    hit.id,
                    leaf.leaf,
                    leaf.score
                );
            }
            let sum: Score = explained.iter().map(|it| it.score).sum();
            assert!((hit.score - sum).abs() < 1e-4);
        }
        let scores: Vec<Score> = page.hits.iter().map(|it| it.score).collect();
        assert!(scores.is_sorted_by(|a, b| a >= b) && scores[0] > 0.0, "{scores:?}");
    }

    #[test]
    fn function_words_find_articles_and_count_nothing_unless_told_to() {
        let (_dir, index) = index_of(&[&articles()]);
        let searcher = index.searcher().unwrap();
        let scores = |query: &str, function_words| -> BTreeMap<String, Score> {
            let asked = asked(query, BagRanking { function_words, ..plain() });
            ranking(&searcher, &asked).1.into_iter().collect()
        };
        let with = "wall OR quay OR lake OR which";
        let found = scores(with, FunctionWords::Nothing);
        assert_eq!(found["d"], 0.0, "it holds `which` alone");
        assert!(scores(with, FunctionWords::AsOthers)["d"] > 0.0);
        let only = scores("which OR it OR was OR not", FunctionWords::Nothing);
        assert!(only["d"] > 0.0, "where there are no other words they count");
    }

    #[test]
    fn a_word_that_stands_twice_counts_twice() {
        let (_dir, index) = index_of(&[&articles()]);
        let searcher = index.searcher().unwrap();
        let score = |query: &str| {
            ranking(&searcher, &asked(query, plain())).1.into_iter().find(|it| it.0 == "e").unwrap().1
        };
        let once = score("wall OR quay OR lake OR stones");
        let wall = score("wall OR quay OR lake OR walls OR nothings");
        let stone = once - score("wall OR quay OR lake OR nothings");
        assert!((wall - 2.0 * (once - stone)).abs() < 1e-4, "`walls` and `wall` are one word twice");
    }

    #[test]
    fn words_of_the_best_articles_share_the_weight() {
        let mut articles = articles();
        articles.push(article("f", "", "It was built of granite and stone."));
        articles.push(article("g", "", "A wall of granite. Granite holds."));
        let (_dir, index) = index_of(&[&articles]);
        let searcher = index.searcher().unwrap();
        let query = "wall OR pier OR mole OR dam";
        let own: BTreeMap<String, Score> = ranking(&searcher, &asked(query, plain())).1.into_iter().collect();
        let feedback = Feedback { articles: 3, words: 5, share: 0.25 };
        let with = BagRanking { feedback: Some(feedback), ..BagRanking::default() };
        let page = searcher.search(&asked(query, with)).unwrap();
        assert_eq!(page.hits.len(), own.len(), "`f` holds none of the bag's own words");
        for hit in &page.hits {
            let leaves = hit.explanation.as_ref().unwrap();
            let (added, words) = leaves.split_last().unwrap();
            let sum: Score = words.iter().map(|it| it.score).sum();
            assert!((sum - 0.75 * own[hit.id.as_str()]).abs() < 1e-4, "own words keep their share");
            assert!((added.score + sum - hit.score).abs() < 1e-4 && added.score > 0.0, "{leaves:?}");
        }
        let none = BagRanking { feedback: Some(Feedback { articles: 0, ..feedback }), ..with };
        let without: BTreeMap<String, Score> =
            ranking(&searcher, &asked(query, none)).1.into_iter().collect();
        assert_eq!(without, own, "no article, no words");
    }

    /// Two tokens in a row add what a word would add that stands as often.
    #[test]
    fn tokens_in_a_row_are_ranked_as_a_word_is() {
        let words = [
            article("a", "桥费", "桥费,水 山,桥 费。"),
            article("b", "", "费桥,水山水山。"),
            article("c", "水山", "桥费水,天地"),
            article("d", "", "天地天 地 a"),
        ];
        let (_dir, index) = index_of(&[&words]);
        let searcher = index.searcher().unwrap();
        let ranking = plain();
        let query = any_word_of("桥费水山 天地").unwrap();
        let mut request = asked("a", ranking);
        request.query = query;
        let page = searcher.search(&request).unwrap();
        assert_eq!(page.hits.len(), 4);
        let score = |id: &str, leaf: &str| {
            let hit = page.hits.iter().find(|it| it.id.as_str() == id).unwrap();
            let leaves = hit.explanation.as_ref().unwrap();
            assert_eq!(leaves.len(), 4, "{leaves:?}");
            leaves.iter().find(|it| it.leaf == leaf).unwrap().score
        };
        // `桥费` stands in `a` (title and body; a sign or a blank between characters is none) and in `c`.
        assert!(score("a", "\"桥 费\"") > score("c", "\"桥 费\""));
        assert_eq!(score("b", "\"桥 费\""), 0.0);
        // `费水` stands in `a` and `c`, `水山` twice in `b`.
        assert!(score("c", "\"费 水\"") > 0.0 && score("b", "\"费 水\"") == 0.0);
        assert!(score("b", "\"水 山\"") > 0.0 && score("d", "\"水 山\"") == 0.0);
        assert!(score("d", "\"天 地\"") > score("c", "\"天 地\""));
    }

    #[test]
    fn occurrences_saturate_and_count_less_in_a_long_field() {
        let norms = Norms { averages: [5.0, 100.0], length: 0.6, title: 3.0, saturation: 1.2 };
        assert!((norms.occurrence(TextField::Body, 100) - 1.0).abs() < 1e-6);
        assert!((norms.occurrence(TextField::Title, 5) - 3.0).abs() < 1e-6);
        assert!(norms.occurrence(TextField::Body, 200) < 1.0 && norms.occurrence(TextField::Body, 50) > 1.0);
        assert!((norms.saturated(1.0) - 1.0).abs() < 1e-6);
        assert!(norms.saturated(2.0) < 2.0 * norms.saturated(1.0));
        assert!(norms.saturated(1e9) <= 2.2);
    }
}
