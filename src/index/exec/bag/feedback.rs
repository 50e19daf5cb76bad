//! What the best articles lend a bag of words.
//!
//! The articles that rank first for the bag's own words are read again: the words that weigh
//! most in them say more of what is meant. An article's say falls with the exponent of its
//! distance to the best score, for a score is a logarithm of odds: so it is one article's where
//! one stands out.

use rustc_hash::FxHashMap;
use tantivy::schema::Value;
use tantivy::{DocAddress, Score, TantivyDocument};

use crate::analysis::FormCache;
use crate::analysis::Words;
use crate::article::{Article, Language};
use crate::index::build::stored;
use crate::index::build::terms::stem_term;
use crate::index::exec::bag::{BagWeight, Statistics};
use crate::index::plan::access::WeightedWord;
use crate::index::plan::function_words::is_function_word;
use crate::search::TextField;
use crate::search::bag::Feedback;

/// An article with less than this share of the best one's say is not read.
const LEAST_SAY: Score = 0.01;
/// For how many words, those that fill the articles most, their rarity is looked up.
const MOST_LOOKED_UP: usize = 1000;

/// The words that are added, with weights that add up to 1 before their rarity is counted in.
pub(crate) fn words(
    bag: &BagWeight,
    statistics: &Statistics<'_>,
    feedback: Feedback,
) -> tantivy::Result<Vec<WeightedWord>> {
    let best = best(bag, statistics, feedback.articles)?;
    let Some(&(most, _)) = best.first() else { return Ok(Vec::new()) };
    let mut said: FxHashMap<String, Score> = FxHashMap::default();
    let mut form_caches: FxHashMap<Language, FormCache> = FxHashMap::default();
    for (score, at) in best {
        let say = (score - most).exp();
        if say < LEAST_SAY || bag.context.check_clock() {
            break;
        }
        let document: TantivyDocument = statistics.searcher.doc(at)?;
        let record = document.get_first(statistics.fields.record).and_then(|it| it.as_bytes());
        let Some(article) = record.and_then(stored::decode) else { continue };
        let language = article.language.value;
        let form_cache = form_caches.entry(language).or_insert_with(|| FormCache::new(language));
        for (stem, places) in places(&article, form_cache, statistics) {
            *said.entry(stem).or_default() += say * statistics.norms.saturated(places);
        }
    }
    let mut said: Vec<(String, Score)> = said.into_iter().collect();
    first_of(&mut said, MOST_LOOKED_UP);
    let mut added = Vec::with_capacity(said.len());
    for (stem, said) in said {
        let stems = vec![stem];
        let articles = statistics.articles_with(&stems)?;
        // A word of one article finds no other.
        if articles > 1 {
            let rarity = statistics.rarity_of(articles);
            added.extend(stems.into_iter().map(|stem| (stem, said * rarity, rarity)));
        }
    }
    added.sort_by(|a, b| b.1.total_cmp(&a.1).then_with(|| a.0.cmp(&b.0)));
    added.truncate(feedback.words);
    let total: Score = added.iter().map(|(_, weight, _)| weight).sum();
    let weighed = added
        .into_iter()
        .map(|(stem, weight, rarity)| WeightedWord { stems: vec![stem], weight: weight / total * rarity });
    Ok(weighed.collect())
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
        best_first(&mut best, keep);
    }
    best.sort_by(|a, b| b.0.total_cmp(&a.0).then_with(|| a.1.cmp(&b.1)));
    Ok(best)
}

fn best_first(best: &mut Vec<(Score, DocAddress)>, keep: usize) {
    if best.len() > keep && keep > 0 {
        best.select_nth_unstable_by(keep - 1, |a, b| b.0.total_cmp(&a.0).then_with(|| a.1.cmp(&b.1)));
    }
    best.truncate(keep);
}

fn first_of(said: &mut Vec<(String, Score)>, keep: usize) {
    if said.len() > keep {
        said.select_nth_unstable_by(keep, |a, b| b.1.total_cmp(&a.1).then_with(|| a.0.cmp(&b.0)));
        said.truncate(keep);
    }
}

/// What each word of an article counts, by its term.
fn places(
    article: &Article,
    form_cache: &mut FormCache,
    statistics: &Statistics<'_>,
) -> FxHashMap<String, Score> {
    let language = article.language.value;
    let mut places: FxHashMap<String, Score> = FxHashMap::default();
    for (field, text) in [(TextField::Title, article.title_text()), (TextField::Body, article.body.as_str())]
    {
        let mut tokens = 0;
        let mut counts: FxHashMap<String, u32> = FxHashMap::default();
        for word in Words::new(text) {
            tokens += 1;
            let forms = form_cache.forms(word.of(text));
            if is_function_word(forms.plain) {
                continue;
            }
            if let Some(count) = counts.get_mut(forms.stem) {
                *count += 1;
            } else {
                counts.insert(forms.stem.to_owned(), 1);
            }
        }
        let worth = statistics.norms.place(field, tokens);
        for (stem, count) in counts {
            *places.entry(stem_term(language, &stem)).or_default() += count as Score * worth;
        }
    }
    places
}
