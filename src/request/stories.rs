//! Answers about stories as JSON Lines: events, copies, similar articles.

use xxhash_rust::xxh3::xxh3_128;

use crate::analysis::Words;
use crate::article::{Article, ArticleId, Found, FoundBy};
use crate::render::json;
use crate::request::answer::too_large;
use crate::request::{ParsedRequest, Problem};
use crate::search::{Engine, PageLimit};
use crate::stories;

/// Answers with a line for each event and the summary, in at most so many bytes.
///
/// # Errors
///
/// The index fails or refuses the query, or the answer is longer.
pub fn events(engine: &dyn Engine, asked: &ParsedRequest, most: usize) -> Result<Vec<u8>, Problem> {
    let page = stories::events(engine, &asked.request)?;
    let mut out = Vec::new();
    for (fit, event) in page.shown.iter().enumerate() {
        json::copies::write_event(event, &mut out).expect("a vector takes everything");
        if out.len() > most {
            return Err(too_large(most, fit));
        }
    }
    json::copies::write_events_summary(&asked.text, &page, &mut out).expect("a vector takes everything");
    if out.len() > most { Err(too_large(most, page.shown.len())) } else { Ok(out) }
}

/// Answers with the story of an article: itself and its copies, a line.
///
/// # Errors
///
/// There is no such article, or the index fails.
pub fn copies(engine: &dyn Engine, id: &str) -> Result<Vec<u8>, Problem> {
    let found = match ArticleId::new(id) {
        Some(id) => stories::story(engine, &id)?,
        None => None,
    };
    let mut out = Vec::new();
    json::copies::write_story(&found.ok_or_else(|| none(id))?, &mut out).expect("a vector takes everything");
    Ok(out)
}

/// Answers with the articles that are most like this one, a line each.
///
/// # Errors
///
/// As [`copies`].
pub fn similar(engine: &dyn Engine, id: &str, limit: usize) -> Result<Vec<u8>, Problem> {
    let article = match ArticleId::new(id) {
        Some(id) => engine.article(&id)?,
        None => None,
    };
    most_like(engine, &article.ok_or_else(|| none(id))?, limit)
}

/// Answers with the articles that are most like a text, which need not be in the index, a line each.
///
/// # Errors
///
/// There is no word in it, or the index fails.
pub fn similar_to_text(
    engine: &dyn Engine,
    title: Option<&str>,
    text: &str,
    limit: usize,
) -> Result<Vec<u8>, Problem> {
    // A name that no article of a pile has: it is made of the text.
    let id = ArticleId::new(&format!("asked:{:032x}", xxh3_128(text.as_bytes())));
    let id = id.filter(|_| Words::new(text).next().is_some());
    let id = id.ok_or_else(|| Problem::new("no_word", "there is no word in the text"))?;
    let mut article = Article::new(id);
    article.title = title.map(|it| Found::new(it.to_owned(), FoundBy::Given));
    article.body = text.to_owned();
    most_like(engine, &article, limit)
}

fn most_like(engine: &dyn Engine, to: &Article, limit: usize) -> Result<Vec<u8>, Problem> {
    let page = stories::similar(engine, to, limit)?;
    let mut out = Vec::new();
    json::similar::write_similar(&page, &mut out).expect("a vector takes everything");
    Ok(out)
}

/// Answers with two articles side by side.
///
/// # Errors
///
/// As [`copies`].
pub fn diff(engine: &dyn Engine, one: &str, other: &str) -> Result<Vec<u8>, Problem> {
    let article = |id: &str| -> Result<Article, Problem> {
        let found = match ArticleId::new(id) {
            Some(id) => engine.article(&id)?,
            None => None,
        };
        found.ok_or_else(|| none(id))
    };
    let mut out = Vec::new();
    json::diff::write_diff(&stories::diff(&article(one)?, &article(other)?), &mut out)
        .expect("a vector takes everything");
    Ok(out)
}

fn none(id: &str) -> Problem {
    Problem::new("no_article", format!("no article has the id `{id}`"))
}

/// The same question, where no more than `most` events are shown.
#[must_use]
pub fn at_most(mut asked: ParsedRequest, most: usize) -> ParsedRequest {
    asked.request.limit = match asked.request.limit {
        PageLimit::Hits(limit) => PageLimit::Hits(limit.min(most)),
        PageLimit::All => PageLimit::Hits(most),
    };
    asked
}
