//! Events: which of the articles that are found tell of the same.

use std::collections::BTreeSet;

use crate::analysis::sentences::sentences;
use crate::analysis::{Words, function_words, paragraphs, plain};
use crate::article::{Article, ArticleId};
use crate::field::Field;
use crate::search::stories::{Event, EventPlace, Events, Grouping, Keep};
use crate::search::{Engine, Hit, PageLimit, SearchError, SearchRequest, SortBy};

/// Sentences that say what an article adds, at most.
const MOST_ADDED: usize = 2;
/// Words of a sentence that says something.
const SHORTEST: usize = 5;

/// The events that two articles or more tell of, the earliest first, those without a day last.
///
/// # Errors
///
/// The engine fails, or refuses the query.
pub fn events(engine: &dyn Engine, request: &SearchRequest) -> Result<Events, SearchError> {
    let mut asked = request.clone();
    (asked.limit, asked.offset, asked.snippets) = (PageLimit::All, 0, 0);
    (asked.group, asked.keep, asked.sort) = (Grouping::Events, Keep::First, SortBy::OldestFirst);
    asked.facets.clear();
    let mut groups: Vec<Vec<ArticleId>> = Vec::new();
    let page = engine.each_hit(&asked, &mut |hit| {
        if let Some(together) = &hit.together {
            let others = together.others.iter().map(|it| it.id.clone());
            groups.push(std::iter::once(hit.id.clone()).chain(others).collect());
        }
        true
    })?;
    let articles = groups.iter().map(|it| it.len() as u64).sum();
    let count = groups.len() as u64;
    let limit = match request.limit {
        PageLimit::Hits(limit) => limit,
        PageLimit::All => usize::MAX,
    };
    let mut shown = Vec::new();
    for ids in groups.into_iter().skip(request.offset).take(limit) {
        let mut places = Vec::new();
        let mut told: BTreeSet<String> = BTreeSet::new();
        for id in ids {
            let Some(article) = engine.article(&id)? else { continue };
            let adds = added(&article, &mut told);
            places.push(EventPlace {
                adds: if places.is_empty() { Vec::new() } else { adds },
                ..place(article)
            });
        }
        shown.push(Event { places });
    }
    Ok(Events { events: count, articles, partial: page.partial, notices: page.notices, shown })
}

/// The sentences of which most words stand in no earlier article of the event, the first of them; all words are then told.
fn added(article: &Article, told: &mut BTreeSet<String>) -> Vec<String> {
    let body = article.body.as_str();
    let words = |text: &str| -> Vec<String> {
        let plain_words = Words::new(text).map(|span| plain(span.of(text)).into_owned());
        plain_words.filter(|it| !function_words::is_function_word(it)).collect()
    };
    let is_new = |sentence: &&str| {
        let words = words(sentence);
        let new = words.iter().filter(|it| !told.contains(*it)).count();
        words.len() >= SHORTEST && new * 2 > words.len()
    };
    let spans = paragraphs(body).flat_map(|it| sentences(body, it));
    let sentences = spans.map(|span| span.of(body).trim());
    let added = sentences.filter(is_new).take(MOST_ADDED).map(str::to_owned).collect();
    told.extend(words(body));
    added
}

/// An article as an event shows it.
fn place(article: Article) -> EventPlace {
    EventPlace {
        opening: Hit::opening_of(&article.body),
        source: article.names.text(Field::Source).map(str::to_owned),
        title: article.title.map(|it| it.value),
        dating: article.dating,
        adds: Vec::new(),
        id: article.id,
    }
}
