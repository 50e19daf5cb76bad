//! Answers about stories as JSON Lines: events, copies, similar articles.

use crate::article::{Article, ArticleId};
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
    let page = stories::similar(engine, &article.ok_or_else(|| none(id))?, limit)?;
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
