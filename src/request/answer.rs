//! Answers as JSON Lines, as `newsgrep --json` prints them, for batches, HTTP and MCP.

use std::io::{self, Write};

use serde::Serialize;

use crate::query::Query;
use crate::render::fields::HitField;
use crate::render::json;
use crate::render::json::{Line, Typed, write_line};
use crate::request::{ParsedRequest, Problem};
use crate::search::{Count, Engine, NearWord, PageLimit, SearchRequest};
use crate::suggest::{Suggestions, suggest};

/// Answers with a line for each hit and the summary, in at most `most` bytes. Returns the lines and how many articles
/// were found.
///
/// The hits are written one by one as they are made.
///
/// # Errors
///
/// The index fails or refuses the query, or the answer is longer.
pub fn search(engine: &dyn Engine, asked: &ParsedRequest, most: usize) -> Result<(Vec<u8>, Count), Problem> {
    let fields = HitField::or_default(&asked.fields, HitField::in_json());
    let mut out = Vec::new();
    let mut fit = 0;
    let request = SearchRequest { parts: asked.parts(), ..asked.request.clone() };
    let page = engine.each_hit(&request, &mut |hit| {
        json::write_hits(std::slice::from_ref(&hit), &fields, &mut out).expect("a vector takes everything");
        let is_in = out.len() <= most;
        fit += usize::from(is_in);
        is_in
    })?;
    if out.len() > most {
        return Err(too_large(most, fit));
    }
    json::write_summary(&asked.text, &page, &mut out).expect("a vector takes everything");
    Ok((out, page.articles))
}

/// The error for an answer of more than `most` bytes, of whose hits or quotations the first `fit` would fit.
pub(crate) fn too_large(most: usize, fit: usize) -> Problem {
    let problem = Problem::new("answer_too_large", format!("the answer is longer than {most} bytes"));
    if fit > 0 {
        problem.offer(format!("ask for it in parts, with limit={fit} and offset, or for fewer fields"))
    } else {
        problem.offer("ask for fewer fields, or raise --max-answer")
    }
}

/// Answers with the summary alone: counts and facets.
///
/// # Errors
///
/// As [`search`].
pub fn counts(engine: &dyn Engine, asked: &ParsedRequest) -> Result<Vec<u8>, Problem> {
    let request = SearchRequest { limit: PageLimit::Hits(0), ..asked.request.clone() };
    let page = engine.search(&request)?;
    let mut out = Vec::new();
    json::write_summary(&asked.text, &page, &mut out).expect("a vector takes everything");
    Ok(out)
}

/// What an answer has a line for, besides the summary.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum AnswerLines {
    /// Hits.
    Hits,
    /// Quotations.
    Quotations,
    /// Events.
    Events,
}

/// The lines of an answer as one object: `{"hits":[…],"summary":{…}}`, or `quotations`.
#[must_use]
pub fn as_object(lines: &[u8], kind: AnswerLines) -> Vec<u8> {
    let key = match kind {
        AnswerLines::Hits => "hits",
        AnswerLines::Quotations => "quotations",
        AnswerLines::Events => "events",
    };
    let lines: Vec<&[u8]> = lines.split(|byte| *byte == b'\n').filter(|line| !line.is_empty()).collect();
    let (summary, shown) = lines.split_last().map_or((&b"null"[..], &[][..]), |(last, rest)| (*last, rest));
    let mut out = format!("{{\"{key}\":[").into_bytes();
    out.extend(shown.join(&b","[..]));
    out.extend_from_slice(b"],\"summary\":");
    out.extend_from_slice(summary);
    out.extend_from_slice(b"}\n");
    out
}

/// Answers with suggestions for a query that finds nothing: `{"type":"suggestions","v":1,"query","missing":[{"word",
/// "near":[{"word","edits","articles"},…]},…],"looser":[{"way","query","articles"},…]}`.
///
/// # Errors
///
/// As [`search`].
pub fn suggestions(
    engine: &dyn Engine,
    asked: &ParsedRequest,
    meant: Option<&Query>,
) -> Result<Vec<u8>, Problem> {
    let found = suggest(engine, &asked.request, meant)?;
    let mut out = Vec::new();
    write_suggestions(&asked.text, &found, &mut out).expect("a vector takes everything");
    Ok(out)
}

fn write_suggestions(query: &str, found: &Suggestions, out: &mut dyn Write) -> io::Result<()> {
    let line = SuggestionsV1 {
        query,
        missing: found
            .missing
            .iter()
            .map(|it| MissingV1 { word: &it.word, near: it.near.iter().map(NearV1::from).collect() })
            .collect(),
        looser: found
            .looser
            .iter()
            .map(|it| LooserV1 {
                way: it.way.as_str(),
                query: it.query.to_string(),
                articles: it.articles.number(),
            })
            .collect(),
        partial: found.partial.then_some(true),
    };
    write_line(&Typed::new(line), out)
}

/// Suggestions for a query that finds nothing.
#[derive(Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub(crate) struct SuggestionsV1<'a> {
    /// The query as it was typed.
    query: &'a str,
    /// Words that are in no article, with those near them.
    missing: Vec<MissingV1<'a>>,
    /// Looser queries that find something.
    looser: Vec<LooserV1>,
    /// `true` when time ran out: there may be more to offer.
    #[serde(skip_serializing_if = "Option::is_none")]
    partial: Option<bool>,
}

impl Line for SuggestionsV1<'_> {
    const KIND: &'static str = "suggestions";
}

/// A word that is in no article.
#[derive(Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
struct MissingV1<'a> {
    /// The word.
    word: &'a str,
    /// Words near it.
    near: Vec<NearV1<'a>>,
}

/// A word near another.
#[derive(Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
struct NearV1<'a> {
    /// The word.
    word: &'a str,
    /// How many letters differ.
    edits: u8,
    /// In how many articles it stands.
    articles: u64,
}

impl<'a> From<&'a NearWord> for NearV1<'a> {
    fn from(it: &'a NearWord) -> NearV1<'a> {
        NearV1 { word: &it.word, edits: it.edits, articles: it.articles }
    }
}

/// A looser query.
#[derive(Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
struct LooserV1 {
    /// In which way it is looser.
    way: &'static str,
    /// The query.
    query: String,
    /// How many articles it finds.
    articles: u64,
}
