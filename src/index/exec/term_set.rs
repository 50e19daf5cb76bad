//! Articles with any of a few words, each of one term, in title or body.
//!
//! The engine asks this with a union of term queries. Two questions are answered faster here:
//!
//! - Which articles are the best, and how many are there? Titles count more and are short, so that
//!   the best are mostly among those that hold a word there, and these are few. They are walked
//!   first; after that most blocks of the bodies cannot score enough, and are leapt over. The number
//!   follows from the lengths of the lists.
//! - Does this article hold the word, while others are walked? The postings are sought side by side.

mod placed;

use std::fmt;
use std::sync::Arc;

use tantivy::postings::Postings;
use tantivy::query::{
    Bm25StatisticsProvider, Bm25Weight, BooleanQuery, EmptyScorer, EnableScoring, Explanation, Occur, Query,
    Scorer, Weight,
};
use tantivy::schema::Field;
use tantivy::{DocId, DocSet, Score, Searcher, SegmentReader, TERMINATED, Term};

use crate::index::exec::explained::explained;
use crate::index::exec::occurrences::Counted;
use crate::index::exec::term_set::placed::{Placed, Reading, TermSetScorer, Walk, in_both};

/// Terms whose postings are walked side by side; more are left to the engine's union.
const FEW: usize = 4;
/// Postings of one segment that are walked faster than it is decided what to leap over.
const SHORT: u32 = 1 << 10;

/// Articles with any of these words; each adds to the score what it is worth.
#[derive(Clone)]
pub(crate) struct TermSetQuery {
    words: Vec<OneTermWord>,
}

/// What each term of a query is worth.
type Scores = Vec<Option<Arc<Bm25Weight>>>;

/// A word that is one term of the title and one of the body.
#[derive(Clone)]
struct OneTermWord {
    title: Placed,
    body: Placed,
}

impl TermSetQuery {
    /// One word, which each language of the index has another term for: pairs of the term in the title
    /// and the one in the body. A title counts `boost` times as much.
    pub(crate) fn word(
        searcher: &Searcher,
        terms: impl Iterator<Item = (Term, Term)>,
        boost: Score,
    ) -> tantivy::Result<TermSetQuery> {
        let mut words = Vec::new();
        for (title, body) in terms {
            let title = Placed::look_up(searcher, title, boost)?;
            let body = Placed::look_up(searcher, body, 1.0)?;
            words.push(OneTermWord { title, body });
        }
        // Most words occur in one language.
        words.retain(|it| it.title.articles + it.body.articles > 0);
        // A word is as rare as its terms are together, whichever of them stands there.
        let titles = words.iter().map(|it| it.title.articles).sum();
        let bodies = words.iter().map(|it| it.body.articles).sum();
        for word in &mut words {
            (word.title.articles, word.body.articles) = (titles, bodies);
        }
        Ok(TermSetQuery { words })
    }

    /// The words of all these queries together.
    pub(crate) fn joined(queries: &[&TermSetQuery]) -> TermSetQuery {
        TermSetQuery { words: queries.iter().flat_map(|it| it.words.iter().cloned()).collect() }
    }

    fn terms(&self) -> impl Iterator<Item = &Placed> {
        self.words.iter().flat_map(|word| [&word.title, &word.body])
    }

    /// What each term is worth, in the order of [`Self::terms`]; nothing for one that stands nowhere.
    fn scores(&self, statistics: &dyn Bm25StatisticsProvider) -> tantivy::Result<Scores> {
        let articles = statistics.total_num_docs()?;
        let score = |it: &Placed| {
            if it.places.is_empty() {
                return Ok(None);
            }
            let tokens = statistics.total_num_tokens(it.term.field())?;
            // As the engine works it out, which says besides how it came to it: that takes longer.
            let length = tokens as Score / articles as Score;
            let word = Bm25Weight::for_one_term_without_explain(it.articles.min(articles), articles, length);
            Ok(Some(Arc::new(if it.boost == 1.0 { word } else { word.boost_by(it.boost) })))
        };
        self.terms().map(score).collect()
    }

    fn is_short_in(&self, reader: &SegmentReader) -> bool {
        let segment = reader.segment_id();
        self.words.len() * 2 <= FEW
            && self.terms().map(|it| it.articles_in(segment)).fold(0, u32::saturating_add) <= SHORT
    }

    /// Finds the articles of a segment that score best, and how many there are of all.
    ///
    /// `visit` gets articles that score more than what it last returned (at first: any), in no
    /// certain order.
    pub(crate) fn best(
        &self,
        searcher: &Searcher,
        reader: &SegmentReader,
        visit: &mut dyn FnMut(DocId, Score) -> Score,
    ) -> tantivy::Result<u64> {
        let alive = |doc| reader.alive_bitset().is_none_or(|it| it.is_alive(doc));
        let scores = self.scores(searcher)?;
        let walks = |terms: &mut dyn Iterator<Item = (&Placed, &Option<Arc<Bm25Weight>>)>| {
            let mut walks = Vec::new();
            for (term, score) in terms {
                if let Some(score) = score {
                    walks.extend(term.walk(reader, Reading::Scores(score))?);
                }
            }
            tantivy::Result::Ok(TermSetScorer::new(walks))
        };
        let mut least = Score::MIN;
        let mut articles = 0;
        if self.is_short_in(reader) {
            let mut all = walks(&mut self.terms().zip(&scores))?;
            while all.doc() != TERMINATED {
                if alive(all.doc()) {
                    articles += 1;
                    let score = all.score();
                    if score > least {
                        least = visit(all.doc(), score);
                    }
                }
                all.advance();
            }
            return Ok(articles);
        }
        let mut titles = walks(&mut self.terms().zip(&scores).step_by(2))?;
        let mut bodies = walks(&mut self.terms().zip(&scores).skip(1).step_by(2))?;
        let (mut seen, mut in_both) = (Vec::new(), 0);
        while titles.doc() != TERMINATED {
            let doc = titles.doc();
            seen.push(doc);
            let also = bodies.seek(doc) == doc;
            if alive(doc) {
                articles += 1;
                in_both += u64::from(also);
                let score = titles.score() + if also { bodies.score() } else { 0.0 };
                if score > least {
                    least = visit(doc, score);
                }
            }
            titles.advance();
        }
        articles += self.with_bodies(searcher, reader)? - in_both;
        self.best_bodies(searcher, reader, &seen, least, visit, walks)?;
        Ok(articles)
    }

    /// How many articles of a segment hold words of all these queries, and how often they do.
    pub(crate) fn occurrences_of_all(
        queries: &[TermSetQuery],
        reader: &SegmentReader,
    ) -> tantivy::Result<Counted> {
        let mut seen: Vec<&Term> = Vec::new();
        let (mut parts, mut fresh) = (Vec::new(), Vec::new());
        for query in queries {
            let (mut walks, mut new) = (Vec::new(), Vec::new());
            for placed in query.terms() {
                let Some(walk) = placed.walk(reader, Reading::Frequencies)? else { continue };
                new.push(!seen.contains(&&placed.term));
                seen.push(&placed.term);
                walks.push(walk);
            }
            parts.push(TermSetScorer::new(walks));
            fresh.push(new);
        }
        let mut counted = Counted::default();
        let mut doc = 0;
        while doc != TERMINATED {
            let there = parts.iter_mut().map(|it| it.seek(doc)).max().unwrap_or(TERMINATED);
            if there > doc {
                doc = there;
                continue;
            }
            if reader.alive_bitset().is_none_or(|it| it.is_alive(doc)) {
                counted.articles += 1;
                for (part, fresh) in parts.iter().zip(&fresh) {
                    let here =
                        part.walks.iter().zip(fresh).filter(|(walk, fresh)| **fresh && walk.doc == doc);
                    counted.occurrences +=
                        here.map(|(walk, _)| u64::from(walk.postings.term_freq())).sum::<u64>();
                }
            }
            doc += 1;
        }
        Ok(counted)
    }

    /// How often the words stand in the articles of a segment. A place has one term of this kind, so
    /// that no two words share one.
    pub(crate) fn occurrences(&self, reader: &SegmentReader) -> tantivy::Result<u64> {
        let mut seen: Vec<&Term> = Vec::new();
        let mut occurrences = 0;
        for placed in self.terms() {
            if seen.contains(&&placed.term) {
                continue;
            }
            seen.push(&placed.term);
            let Some(Walk { mut postings, .. }) = placed.walk(reader, Reading::Frequencies)? else {
                continue;
            };
            while postings.doc() != TERMINATED {
                if reader.alive_bitset().is_none_or(|it| it.is_alive(postings.doc())) {
                    occurrences += u64::from(postings.term_freq());
                }
                postings.advance();
            }
        }
        Ok(occurrences)
    }

    /// How many articles of a segment hold a word in the body.
    fn with_bodies(&self, searcher: &Searcher, reader: &SegmentReader) -> tantivy::Result<u64> {
        if let ([only], None) = (self.words.as_slice(), reader.alive_bitset()) {
            return Ok(u64::from(only.body.articles_in(reader.segment_id())));
        }
        let parts = self.words.iter().map(|it| (Occur::Should, it.body.query())).collect();
        let scoring = EnableScoring::disabled_from_searcher(searcher);
        Ok(u64::from(BooleanQuery::new(parts).weight(scoring)?.count(reader)?))
    }

    /// The best of those articles that hold the words in the body alone: all but those `seen`.
    fn best_bodies(
        &self,
        searcher: &Searcher,
        reader: &SegmentReader,
        seen: &[DocId],
        mut least: Score,
        visit: &mut dyn FnMut(DocId, Score) -> Score,
        walks: impl Fn(
            &mut dyn Iterator<Item = (&Placed, &Option<Arc<Bm25Weight>>)>,
        ) -> tantivy::Result<TermSetScorer>,
    ) -> tantivy::Result<()> {
        let known = Known { statistics: searcher, query: self };
        let scoring = EnableScoring::enabled_from_statistics_provider(&known, searcher);
        let mut seen = seen.iter().copied().peekable();
        let mut was_seen = move |doc| {
            while seen.next_if(|&it| it < doc).is_some() {}
            seen.peek() == Some(&doc)
        };
        if let [only] = self.words.as_slice() {
            let body = only.body.query().weight(scoring)?;
            return body.for_each_pruning(least, reader, &mut |doc, score| {
                if !was_seen(doc) && reader.alive_bitset().is_none_or(|it| it.is_alive(doc)) {
                    least = visit(doc, score);
                }
                least
            });
        }
        // The engine adds up what the words are worth in an order that depends on what it leapt over,
        // and sums of rounded numbers depend on their order. So what it finds is summed up again,
        // always in the same order: equal articles have equal scores.
        let parts = self.words.iter().map(|it| (Occur::Should, it.body.query())).collect();
        let union = BooleanQuery::new(parts).weight(scoring)?;
        let scores = self.scores(searcher)?;
        let mut again = walks(&mut self.terms().zip(&scores).skip(1).step_by(2))?;
        union.for_each_pruning(below(least), reader, &mut |doc, _| {
            if !was_seen(doc)
                && reader.alive_bitset().is_none_or(|it| it.is_alive(doc))
                && again.seek(doc) == doc
            {
                let score = again.score();
                if score > least {
                    least = visit(doc, score);
                }
            }
            below(least)
        })
    }
}

/// Statistics that need not look up terms again.
struct Known<'a> {
    statistics: &'a dyn Bm25StatisticsProvider,
    query: &'a TermSetQuery,
}

impl Bm25StatisticsProvider for Known<'_> {
    fn total_num_tokens(&self, field: Field) -> tantivy::Result<u64> {
        self.statistics.total_num_tokens(field)
    }

    fn total_num_docs(&self) -> tantivy::Result<u64> {
        self.statistics.total_num_docs()
    }

    fn doc_freq(&self, term: &Term) -> tantivy::Result<u64> {
        match self.query.terms().find(|it| it.term == *term) {
            Some(known) => Ok(known.articles.min(self.statistics.total_num_docs()?)),
            None => self.statistics.doc_freq(term),
        }
    }
}

impl fmt::Debug for TermSetQuery {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("TermSetQuery").field("words", &self.words.len()).finish()
    }
}

impl Query for TermSetQuery {
    fn weight(&self, scoring: EnableScoring<'_>) -> tantivy::Result<Box<dyn Weight>> {
        let parts = || self.terms().map(|it| (Occur::Should, it.query())).collect();
        let (scores, union) = match scoring {
            EnableScoring::Disabled { .. } => (None, BooleanQuery::new(parts()).weight(scoring)?),
            EnableScoring::Enabled { searcher, statistics_provider } => {
                let known = Known { statistics: statistics_provider, query: self };
                let scoring = EnableScoring::enabled_from_statistics_provider(&known, searcher);
                (Some(self.scores(statistics_provider)?), BooleanQuery::new(parts()).weight(scoring)?)
            }
        };
        Ok(Box::new(TermSetWeight { query: self.clone(), scores, union }))
    }
}

struct TermSetWeight {
    query: TermSetQuery,
    /// What each term is worth; `None` when nothing scores.
    scores: Option<Scores>,
    /// The engine's own way.
    union: Box<dyn Weight>,
}

impl Weight for TermSetWeight {
    fn scorer(&self, reader: &SegmentReader, boost: Score) -> tantivy::Result<Box<dyn Scorer>> {
        if self.query.words.len() * 2 > FEW {
            return self.union.scorer(reader, boost);
        }
        let mut walks = Vec::with_capacity(FEW);
        for (at, term) in self.query.terms().enumerate() {
            let score =
                self.scores.as_ref().and_then(|scores| scores[at].as_ref()).map(|score| match boost {
                    1.0 => Arc::clone(score),
                    _ => Arc::new(score.boost_by(boost)),
                });
            let reading = score.as_ref().map_or(Reading::Articles, Reading::Scores);
            walks.extend(term.walk(reader, reading)?);
        }
        Ok(if walks.is_empty() { Box::new(EmptyScorer) } else { Box::new(TermSetScorer::new(walks)) })
    }

    fn explain(&self, reader: &SegmentReader, doc: DocId) -> tantivy::Result<Explanation> {
        explained(self, reader, doc, "any of a few words")
    }

    fn count(&self, reader: &SegmentReader) -> tantivy::Result<u32> {
        let ([only], None) = (self.query.words.as_slice(), reader.alive_bitset()) else {
            return self.union.count(reader);
        };
        let title = only.title.walk(reader, Reading::Articles)?;
        let body = only.body.walk(reader, Reading::Articles)?;
        let all = |walk: &Option<Walk>| walk.as_ref().map_or(0, |it| it.postings.doc_freq());
        let all = all(&title) + all(&body);
        let (Some(mut title), Some(mut body)) = (title, body) else { return Ok(all) };
        Ok(all - in_both(&mut title.postings, &mut body.postings))
    }

    fn for_each(
        &self,
        reader: &SegmentReader,
        callback: &mut dyn FnMut(DocId, Score),
    ) -> tantivy::Result<()> {
        self.union.for_each(reader, callback)
    }

    fn for_each_no_score(
        &self,
        reader: &SegmentReader,
        callback: &mut dyn FnMut(&[DocId]),
    ) -> tantivy::Result<()> {
        self.union.for_each_no_score(reader, callback)
    }
}

/// A little less than a score: by more than the order of a sum changes it.
fn below(score: Score) -> Score {
    score - score.abs() * 1e-5
}
