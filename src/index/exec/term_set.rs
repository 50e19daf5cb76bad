//! Articles with any of a few words, each of one term, in title or body.
//!
//! The engine answers this with a union of term queries. Two things are faster here:
//!
//! - The best articles and the number of all: titles count more and are short, so that the best articles are mostly
//!   among those that hold a word in the title, and these are few. They are walked first. Then most blocks of the
//!   bodies cannot score enough and are skipped. The number follows from the lengths of the lists.
//! - Seeking in it while another list is walked: the postings are sought side by side.

mod walk;

use std::sync::Arc;

use tantivy::postings::Postings;
use tantivy::query::{
    Bm25StatisticsProvider, Bm25Weight, BooleanQuery, EmptyScorer, EnableScoring, Explanation, Occur, Query,
    Scorer, Weight,
};
use tantivy::schema::Field;
use tantivy::{DocId, DocSet, Score, Searcher, SegmentReader, TERMINATED, Term};

use crate::index::exec::counted::Counted;
use crate::index::exec::explained::explained;
use crate::index::exec::term_set::walk::{Reading, TermSetScorer, Walk, in_both};
use crate::index::plan::term_set::{LocatedTerm, TermPair, TermSet};

/// Terms whose postings are walked side by side; more are left to the engine's union.
const FEW: usize = 4;
/// So few postings of a segment are walked faster than it is decided what to skip.
const SHORT: u32 = 1 << 10;

/// Articles with any of the words of a set; each adds to the score what it is worth.
#[derive(Debug, Clone)]
pub(crate) struct TermSetQuery(pub(crate) TermSet);

/// What each term of a set is worth.
type Scores = Vec<Option<Arc<Bm25Weight>>>;

impl TermSetQuery {
    fn words(&self) -> &[TermPair] {
        &self.0.words
    }

    fn terms(&self) -> impl Iterator<Item = &LocatedTerm> {
        self.0.terms()
    }

    /// What each term is worth, in the order of [`Self::terms`]; nothing for one that stands nowhere.
    fn scores(&self, statistics: &dyn Bm25StatisticsProvider) -> tantivy::Result<Scores> {
        let articles = statistics.total_num_docs()?;
        let score = |it: &LocatedTerm| {
            if it.infos.is_empty() {
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
        self.words().len() * 2 <= FEW
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
        let walks = |terms: &mut dyn Iterator<Item = (&LocatedTerm, &Option<Arc<Bm25Weight>>)>| {
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

    /// How often the words stand in the articles of a segment. A token has one term of this kind, so that none is
    /// counted for two words.
    pub(crate) fn occurrences(&self, reader: &SegmentReader) -> tantivy::Result<u64> {
        let mut seen: Vec<&Term> = Vec::new();
        let mut occurrences = 0;
        for located in self.terms() {
            if seen.contains(&&located.term) {
                continue;
            }
            seen.push(&located.term);
            let Some(Walk { mut postings, .. }) = located.walk(reader, Reading::Frequencies)? else {
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
        if let ([only], None) = (self.words(), reader.alive_bitset()) {
            return Ok(u64::from(only.body.articles_in(reader.segment_id())));
        }
        let parts = self.words().iter().map(|it| (Occur::Should, it.body.query())).collect();
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
            &mut dyn Iterator<Item = (&LocatedTerm, &Option<Arc<Bm25Weight>>)>,
        ) -> tantivy::Result<TermSetScorer>,
    ) -> tantivy::Result<()> {
        let known = Known { statistics: searcher, query: self };
        let scoring = EnableScoring::enabled_from_statistics_provider(&known, searcher);
        let mut seen = seen.iter().copied().peekable();
        let mut was_seen = move |doc| {
            while seen.next_if(|&it| it < doc).is_some() {}
            seen.peek() == Some(&doc)
        };
        if let [only] = self.words() {
            let body = only.body.query().weight(scoring)?;
            return body.for_each_pruning(least, reader, &mut |doc, score| {
                if !was_seen(doc) && reader.alive_bitset().is_none_or(|it| it.is_alive(doc)) {
                    least = visit(doc, score);
                }
                least
            });
        }
        // The engine adds up the scores of words in an order that depends on what it skipped, and sums of rounded
        // numbers depend on their order. So what it finds is summed up again, always in the same order: equal
        // articles have equal scores.
        let parts = self.words().iter().map(|it| (Occur::Should, it.body.query())).collect();
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

/// How many articles of a segment hold words of all these sets, and how often they do.
pub(crate) fn occurrences_of_all(sets: &[TermSet], reader: &SegmentReader) -> tantivy::Result<Counted> {
    let mut seen: Vec<&Term> = Vec::new();
    let (mut parts, mut fresh) = (Vec::new(), Vec::new());
    for set in sets {
        let (mut walks, mut new) = (Vec::new(), Vec::new());
        for term in set.terms() {
            let Some(walk) = term.walk(reader, Reading::Frequencies)? else { continue };
            new.push(!seen.contains(&&term.term));
            seen.push(&term.term);
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
                let here = part.walks.iter().zip(fresh).filter(|(walk, fresh)| **fresh && walk.doc == doc);
                counted.occurrences +=
                    here.map(|(walk, _)| u64::from(walk.postings.term_freq())).sum::<u64>();
            }
        }
        doc += 1;
    }
    Ok(counted)
}

/// Statistics that know the frequencies of the terms already.
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
        if self.query.words().len() * 2 > FEW {
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
        let ([only], None) = (self.query.words(), reader.alive_bitset()) else {
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::article::Article;
    use crate::index::fixture::{Numbers, article, index_of, ranking, request};
    use crate::search::{Engine, Facet, Occurrences, PageLimit};

    const WORDS: [&str; 9] = ["the", "old", "harbour", "of", "town", "wall", "in", "new", "quay"];

    /// Articles whose titles seldom hold a word and whose bodies mostly do; some are deleted.
    fn articles() -> Vec<Vec<Article>> {
        let mut numbers = Numbers(11);
        let mut made = |ids: std::ops::Range<u64>| -> Vec<Article> {
            let make = |id: u64| {
                let title = if id.is_multiple_of(9) { numbers.text(&WORDS, 3) } else { String::new() };
                let count = 5 + numbers.below(60);
                article(&format!("a{id}"), &title, &numbers.text(&WORDS, count))
            };
            ids.map(make).collect()
        };
        vec![made(0..2_400), made(2_200..2_500)]
    }

    #[test]
    fn the_best_are_those_that_a_walk_through_all_finds() {
        let articles = articles();
        let (_dir, index) = index_of(&articles.iter().map(Vec::as_slice).collect::<Vec<_>>());
        let searcher = index.searcher().unwrap();
        for query in ["harbour", "title:harbour", "harbour OR quay", "harbour OR quay OR wall", "lighthouse"]
        {
            for limit in [1, 7, 40] {
                let mut asked = request(query);
                asked.limit = PageLimit::Hits(limit);
                let leaping = ranking(&searcher, &asked);
                // Facets want every article to be looked at.
                asked.facets = vec![Facet::LANGUAGE];
                let walking = ranking(&searcher, &asked);
                assert_eq!(leaping.0, walking.0, "{query}");
                assert_eq!(leaping.1.len(), walking.1.len(), "{query}");
                for (leapt, walked) in leaping.1.iter().zip(&walking.1) {
                    // The engine adds up scores in another order.
                    assert!((leapt.1 - walked.1).abs() < 1e-5 * walked.1, "{query}: {leapt:?} {walked:?}");
                }
                assert!(leaping.1.is_sorted_by(|a, b| a.1 >= b.1), "{query}");
            }
        }
    }

    #[test]
    fn frequencies_are_those_of_the_texts() {
        let articles = articles();
        let (_dir, index) = index_of(&articles.iter().map(Vec::as_slice).collect::<Vec<_>>());
        let searcher = index.searcher().unwrap();
        let texts: Vec<String> = articles[0][..2_200]
            .iter()
            .chain(&articles[1])
            .map(|it| format!("{} {}", it.title_text(), it.body))
            .collect();
        let times = |text: &str, word: &str| text.split(' ').filter(|it| *it == word).count() as u64;
        let mut asked = request("harbour");
        (asked.limit, asked.occurrences) = (PageLimit::Hits(0), Occurrences::Count);
        for words in [&["harbour"][..], &["harbour", "wall"], &["town", "town", "quay"]] {
            for (operator, all) in [(" AND ", true), (" OR ", false)] {
                asked.query = crate::index::fixture::parsed(&words.join(operator));
                let held = |text: &&String| {
                    let mut held = words.iter().map(|word| times(text, word) > 0);
                    if all { held.all(|it| it) } else { held.any(|it| it) }
                };
                let found: Vec<&String> = texts.iter().filter(held).collect();
                let distinct: std::collections::BTreeSet<&&str> = words.iter().collect();
                let sum = |text: &&&String| distinct.iter().map(|word| times(text, word)).sum::<u64>();
                let page = searcher.search(&asked).unwrap();
                assert_eq!(page.articles.number(), found.len() as u64, "{words:?} {operator}");
                let occurrences = found.iter().map(|it| sum(&it)).sum::<u64>();
                assert_eq!(page.occurrences.map(|it| it.number()), Some(occurrences), "{words:?} {operator}");
            }
        }
    }

    #[test]
    fn a_little_less_is_less_whatever_the_sign() {
        for score in [2.5, -2.5] {
            assert!(below(score) < score && below(score) > score - 1e-3);
        }
    }
}
