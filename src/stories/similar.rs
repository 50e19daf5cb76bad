//! The articles that are most like a text by their words.

use std::cell::RefCell;
use std::collections::{BTreeSet, HashMap};

use crate::analysis::Words;
use crate::article::{Article, ArticleId};
use crate::field::Field;
use crate::likeness::{Bag, cosine};
use crate::query::{Query, SpanQuery, Word};
use crate::search::stories::{Grouping, Similar, SimilarPage};
use crate::search::{BagRanking, Capability, Engine, Hit, PageLimit, SearchError, SearchRequest};

/// The words of a text by which others are found.
const ASKED: usize = 40;
/// Articles that are compared at least.
const COMPARED: usize = 150;

/// So many articles that are most like this one, the most alike first. Copies of one story are one, and those of the article
/// itself are none of them.
///
/// # Errors
///
/// The engine fails.
pub fn similar(engine: &dyn Engine, to: &Article, limit: usize) -> Result<SimilarPage, SearchError> {
    let knows_copies = engine.capabilities().contains(&Capability::Copies);
    let mut own: BTreeSet<ArticleId> = BTreeSet::from([to.id.clone()]);
    if knows_copies {
        own.extend(engine.copies(&to.id)?);
    }
    let counts = Counts {
        engine,
        articles: engine.articles()?,
        known: RefCell::default(),
        failed: RefCell::default(),
    };
    let bag = Bag::of(to.title_text(), &to.body);
    let weights = counts.weights(&bag)?;
    let mut by_weight: Vec<(&str, f64)> = weights.clone();
    by_weight.sort_by(|one, other| other.1.total_cmp(&one.1));
    let words: Vec<Query> = by_weight.iter().take(ASKED).filter_map(|it| stands(it.0)).collect();
    if words.is_empty() {
        return Ok(SimilarPage { shown: Vec::new(), copies: own.len() as u64 - 1 });
    }
    let mut request = SearchRequest::new(Query::Or(words));
    // Its own copies are among the best.
    request.limit = PageLimit::Hits(COMPARED.max(limit.saturating_mul(2)).saturating_add(own.len()));
    request.group = if knows_copies { Grouping::Copies } else { Grouping::Off };
    request.snippets = 0;
    request.bag = BagRanking { feedback: None, ..BagRanking::default() };
    let mut found: Vec<Similar> = Vec::new();
    for (id, _) in engine.rank(&request)?.hits {
        if own.contains(&id) || engine.is_late() {
            continue;
        }
        let Some(article) = engine.article(&id)? else { continue };
        let other = Bag::of(article.title_text(), &article.body);
        let score = cosine(&weights, &counts.weights(&other)?);
        found.push(Similar {
            score,
            title: article.title.as_ref().map(|it| it.value.clone()),
            opening: Hit::opening_of(&article.body),
            source: article.names.text(Field::Source).map(str::to_owned),
            dating: article.dating,
            copies: 0,
            id,
        });
    }
    found.sort_by(|one, other| other.score.total_cmp(&one.score).then_with(|| one.id.cmp(&other.id)));
    found.truncate(limit);
    if knows_copies {
        for it in &mut found {
            it.copies = (engine.copies(&it.id)?.len() as u64).saturating_sub(1);
        }
    }
    Ok(SimilarPage { shown: found, copies: own.len() as u64 - 1 })
}

/// In how many articles words stand, each asked for once.
struct Counts<'a> {
    engine: &'a dyn Engine,
    articles: u64,
    known: RefCell<HashMap<String, u64>>,
    failed: RefCell<Option<SearchError>>,
}

impl Counts<'_> {
    fn weights<'b>(&self, bag: &'b Bag) -> Result<Vec<(&'b str, f64)>, SearchError> {
        let weights = bag.weights(self.articles, &|word| self.articles_of(word));
        match self.failed.take() {
            Some(error) => Err(error),
            None => Ok(weights),
        }
    }

    fn articles_of(&self, word: &str) -> u64 {
        if let Some(known) = self.known.borrow().get(word) {
            return *known;
        }
        let counted = self.engine.articles_with(word).unwrap_or_else(|error| {
            *self.failed.borrow_mut() = Some(error);
            0
        });
        self.known.borrow_mut().insert(word.to_owned(), counted);
        counted
    }
}

/// The query for a word of a bag: itself, or its characters side by side.
fn stands(word: &str) -> Option<Query> {
    let mut words: Vec<Word> = Words::new(word).map(|span| Word::Plain(span.of(word).to_owned())).collect();
    match words.len() {
        0 => None,
        1 => Some(Query::Span(SpanQuery::Word(words.remove(0)))),
        _ => Some(Query::Span(SpanQuery::Phrase(words))),
    }
}
