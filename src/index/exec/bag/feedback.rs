//! Pseudo-relevance feedback: words of the best articles are added to a bag of words.
//!
//! The articles that rank first for the bag's own words are read again, and the words that weigh most in them are
//! added. An article counts by the exponential of the distance of its score to the best one, as a score is a
//! logarithm of odds: where one article stands out, its words alone are added.

use std::sync::Arc;

use rustc_hash::FxHashMap;
use tantivy::schema::Value;
use tantivy::{DocAddress, Score, TantivyDocument};

use crate::analysis::FormCache;
use crate::analysis::function_words::is_function_word_in;
use crate::analysis::units::{Units, units};
use crate::article::{Article, Language};
use crate::index::build::stored;
use crate::index::build::terms::stem_term;
use crate::index::exec::bag::{BagWeight, Statistics};
use crate::index::plan::access::{RunCounts, WeightedWord};
use crate::search::TextField;
use crate::search::bag::Feedback;

/// An article that counts less than this, compared with the best one, is not read.
const LEAST_INFLUENCE: Score = 0.01;
/// For how many words the rarity is looked up: those that weigh most before rarity counts.
const MOST_LOOKED_UP: usize = 1000;

/// The words to add, with weights that add up to 1 before each is multiplied by its rarity.
pub(crate) fn words(
    bag: &BagWeight,
    statistics: &Statistics<'_>,
    feedback: Feedback,
) -> tantivy::Result<Vec<WeightedWord>> {
    let best = best(bag, statistics, feedback.articles)?;
    let Some(&(most, _)) = best.first() else { return Ok(Vec::new()) };
    let mut weights: FxHashMap<String, Score> = FxHashMap::default();
    let mut form_caches: FxHashMap<Language, FormCache> = FxHashMap::default();
    for (score, at) in best {
        let influence = (score - most).exp();
        if influence < LEAST_INFLUENCE || bag.context.check_clock() {
            break;
        }
        let document: TantivyDocument = statistics.searcher.doc(at)?;
        let record = document.get_first(statistics.fields.record).and_then(|it| it.as_bytes());
        let Some(article) = record.and_then(stored::decode) else { continue };
        let language = article.language.value;
        let form_cache = form_caches.entry(language).or_insert_with(|| FormCache::new(language));
        for (stem, sum) in occurrences(&article, form_cache, statistics) {
            *weights.entry(stem).or_default() += influence * statistics.norms.saturated(sum);
        }
    }
    let mut weights: Vec<(String, Score)> = weights.into_iter().collect();
    first_of(&mut weights, MOST_LOOKED_UP);
    let mut added = Vec::with_capacity(weights.len());
    for (terms, weight) in weights {
        let stems: Vec<String> = terms.split(BETWEEN).map(str::to_owned).collect();
        let articles = statistics.articles_with_all(&stems)?;
        // A word of one article finds no other.
        if articles > 1 {
            let rarity = statistics.rarity_of(articles);
            added.push(Candidate { stems: vec![stems], weight, rarity, runs: None });
        }
    }
    sort(&mut added);
    count_runs(&mut added, statistics, 2 * feedback.words)?;
    added.truncate(feedback.words);
    let total: Score = added.iter().map(Candidate::worth).sum();
    let weighed = added.into_iter().map(|it| WeightedWord {
        weight: it.worth() / total * it.rarity,
        stems: it.stems,
        runs: it.runs,
    });
    Ok(weighed.collect())
}

/// Stands between the terms of tokens that follow each other. No term holds it.
const BETWEEN: char = '\0';

/// A word that may be added.
struct Candidate {
    stems: Vec<Vec<String>>,
    weight: Score,
    rarity: Score,
    runs: Option<Arc<RunCounts>>,
}

impl Candidate {
    fn worth(&self) -> Score {
        self.weight * self.rarity
    }
}

fn sort(candidates: &mut [Candidate]) {
    candidates.sort_by(|a, b| b.worth().total_cmp(&a.worth()).then_with(|| a.stems.cmp(&b.stems)));
}

/// Counts how often tokens follow each other, for the best candidates of several tokens: until then each is
/// taken to be as frequent as the rarest of its tokens. The others are dropped.
fn count_runs(
    candidates: &mut Vec<Candidate>,
    statistics: &Statistics<'_>,
    keep: usize,
) -> tantivy::Result<()> {
    if candidates.iter().all(|it| it.stems.iter().all(|it| it.len() == 1)) {
        return Ok(());
    }
    candidates.truncate(keep);
    for candidate in candidates.iter_mut() {
        if let Some(runs) = statistics.runs(&candidate.stems)? {
            let articles = statistics.articles_with(&candidate.stems, Some(&runs))?;
            candidate.rarity = statistics.rarity_of(articles);
            candidate.weight = if articles > 1 { candidate.weight } else { 0.0 };
            candidate.runs = Some(runs);
        }
    }
    candidates.retain(|it| it.weight > 0.0);
    sort(candidates);
    Ok(())
}

/// The best articles for the bag's own words, best first, deleted ones left out.
fn best(
    bag: &BagWeight,
    statistics: &Statistics<'_>,
    keep: usize,
) -> tantivy::Result<Vec<(Score, DocAddress)>> {
    let mut best: Vec<(Score, DocAddress)> = Vec::new();
    for (segment, reader) in (0..).zip(statistics.searcher.segment_readers()) {
        let alive = reader.alive_bitset();
        let scores = bag.scores(reader)?;
        let scored = (0..).zip(scores).filter(|(_, score)| *score > 0.0);
        best.extend(
            scored
                .filter(|(doc, _)| alive.is_none_or(|it| it.is_alive(*doc)))
                .map(|(doc, score)| (score, DocAddress::new(segment, doc))),
        );
        keep_best(&mut best, keep);
    }
    best.sort_by(|a, b| b.0.total_cmp(&a.0).then_with(|| a.1.cmp(&b.1)));
    Ok(best)
}

/// Keeps the best; of two with the same score the first by address.
fn keep_best(best: &mut Vec<(Score, DocAddress)>, keep: usize) {
    if best.len() > keep && keep > 0 {
        best.select_nth_unstable_by(keep - 1, |a, b| b.0.total_cmp(&a.0).then_with(|| a.1.cmp(&b.1)));
    }
    best.truncate(keep);
}

/// Keeps the heaviest words; of two that weigh the same the first by name.
fn first_of(words: &mut Vec<(String, Score)>, keep: usize) {
    if words.len() > keep {
        words.select_nth_unstable_by(keep, |a, b| b.1.total_cmp(&a.1).then_with(|| a.0.cmp(&b.0)));
        words.truncate(keep);
    }
}

/// The weighted occurrences of each word of an article, by its term; of tokens that follow each other by their terms
/// with [`BETWEEN`] between them.
fn occurrences(
    article: &Article,
    form_cache: &mut FormCache,
    statistics: &Statistics<'_>,
) -> FxHashMap<String, Score> {
    let language = article.language.value;
    let mut sums: FxHashMap<String, Score> = FxHashMap::default();
    let mut stems = String::new();
    for (field, text) in [(TextField::Title, article.title_text()), (TextField::Body, article.body.as_str())]
    {
        let Units { tokens, units } = units(text);
        let mut counts: FxHashMap<String, u32> = FxHashMap::default();
        for unit in units {
            stems.clear();
            let is_run = unit.len() > 1;
            for token in &tokens[unit] {
                let forms = form_cache.forms(token.of(text));
                if !is_run && is_function_word_in(forms.plain, Some(language)) {
                    break;
                }
                if !stems.is_empty() {
                    stems.push(BETWEEN);
                }
                stems.push_str(forms.stem);
            }
            if stems.is_empty() {
                continue;
            }
            if let Some(count) = counts.get_mut(stems.as_str()) {
                *count += 1;
            } else {
                counts.insert(stems.clone(), 1);
            }
        }
        let tokens = u32::try_from(tokens.len()).unwrap_or(u32::MAX);
        let worth = statistics.norms.occurrence(field, tokens);
        for (stems, count) in counts {
            *sums.entry(terms(language, &stems)).or_default() += count as Score * worth;
        }
    }
    sums
}

/// The terms of stems, each with the language's prefix.
fn terms(language: Language, stems: &str) -> String {
    let mut terms = String::with_capacity(stems.len());
    for (at, stem) in stems.split(BETWEEN).enumerate() {
        if at > 0 {
            terms.push(BETWEEN);
        }
        terms.push_str(&stem_term(language, stem));
    }
    terms
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn of_many_the_best_are_kept_and_ties_are_decided() {
        let at = |doc| DocAddress::new(0, doc);
        let mut best = vec![(1.0, at(4)), (3.0, at(9)), (2.0, at(5)), (2.0, at(2)), (0.5, at(1))];
        keep_best(&mut best, 2);
        best.sort_by_key(|it| it.1);
        assert_eq!(best, [(2.0, at(2)), (3.0, at(9))]);
        let mut none = vec![(1.0, at(4))];
        keep_best(&mut none, 0);
        assert!(none.is_empty());
        let mut words: Vec<(String, Score)> =
            [("c", 1.0), ("a", 1.0), ("b", 2.0)].map(|(word, weight)| (word.to_owned(), weight)).to_vec();
        first_of(&mut words, 2);
        words.sort_by(|a, b| a.0.cmp(&b.0));
        assert_eq!(words.iter().map(|it| it.0.as_str()).collect::<Vec<_>>(), ["a", "b"]);
    }
}
