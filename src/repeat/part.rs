//! A question of a record, and what answers it.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};
use xxhash_rust::xxh3::xxh3_128;

use crate::article::ArticleId;
use crate::date::Day;
use crate::quotes::{quotes, reading};
use crate::request::{AskError, Problem, RequestKind, RequestObject};
use crate::search::quotes::{QuotesPage, QuotesRequest};
use crate::search::stories::Grouping;
use crate::search::{
    Engine, Evidence, Hit, Occurrences, PageLimit, SearchError, SearchPage, SearchRequest, SortBy,
};

/// What is asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Asks {
    /// Articles.
    #[default]
    Articles,
    /// Quotations.
    Quotations,
}

impl Asks {
    fn is_articles(&self) -> bool {
        *self == Asks::Articles
    }

    fn kind(self) -> RequestKind {
        match self {
            Asks::Articles => RequestKind::Search,
            Asks::Quotations => RequestKind::Quotations,
        }
    }
}

/// A question, and its answer.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Part {
    /// Its id in a batch.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub query_id: Option<Value>,
    /// What is asked for.
    #[serde(default, skip_serializing_if = "Asks::is_articles")]
    pub asks: Asks,
    /// What was asked: the keys of a request that were given.
    pub question: Map<String, Value>,
    /// How the query was read.
    pub read: String,
    /// What else shapes the answer, defaults included.
    pub options: Map<String, Value>,
    /// The spellings of names that were asked besides those typed.
    pub names: Vec<String>,
    /// What was found.
    pub answer: AnswerPart,
}

/// What was found.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct AnswerPart {
    /// How many articles.
    pub articles: u64,
    /// How many pieces of evidence.
    pub occurrences: u64,
    /// How many different quotations, where these were asked for.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub quotations: Option<u64>,
    /// A hash over all hits.
    pub hash: String,
    /// Each article, by id; left out where there are more than were to be listed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub hits: Option<Vec<HitRecord>>,
}

/// An article that was found.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct HitRecord {
    /// Its id.
    pub id: String,
    /// The hash of its content.
    pub content: String,
    /// The evidence: field, first byte and the byte after the last.
    pub spans: Vec<(String, usize, usize)>,
    /// Whose words each of them is, where quotations were asked for.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub speakers: Vec<Option<String>>,
}

/// A question to record.
#[derive(Debug, Clone)]
pub struct ToRecord {
    pub(super) id: Option<Value>,
    pub(super) asks: Asks,
    pub(super) question: RequestObject,
    pub(super) seen: Option<Seen>,
}

impl ToRecord {
    /// A question for articles or quotations; its answer is asked for.
    #[must_use]
    pub fn new(asks: Asks, question: RequestObject) -> ToRecord {
        ToRecord { id: None, asks, question, seen: None }
    }

    /// The same, with what was seen to answer it, where that is known already.
    #[must_use]
    pub fn answered(self, seen: Option<Seen>) -> ToRecord {
        ToRecord { seen, ..self }
    }

    /// The same, as a question of a batch.
    #[must_use]
    pub fn named(self, id: Value) -> ToRecord {
        ToRecord { id: Some(id), ..self }
    }
}

/// Everything that answers a question, seen while it was answered.
#[derive(Debug, Clone)]
pub struct Seen {
    read: String,
    names: Vec<String>,
    hits: Vec<HitRecord>,
    quotations: Option<u64>,
}

/// Answers a request and sees all that answers it. `None` where a page does not hold all of that: then it is cheaper to
/// ask once more, without passages.
///
/// # Errors
///
/// The engine fails, or refuses the query.
pub fn search_all(
    engine: &dyn Engine,
    request: &SearchRequest,
) -> Result<Option<(SearchPage, Seen)>, SearchError> {
    let is_all = request.limit == PageLimit::All && request.offset == 0;
    if !is_all || request.group != Grouping::Off || request.timeout.is_some() {
        return Ok(None);
    }
    let page = engine.search(request)?;
    let (read, names) = (request.query.to_string(), page.notices.clone());
    let hits = page.hits.iter().map(hit_record).collect();
    Ok(Some((page, Seen { read, names, hits, quotations: None })))
}

/// Answers a request for quotations and sees all that answers it. `None` where time or memory ran out.
///
/// # Errors
///
/// The engine fails, or refuses the query.
pub fn quotes_all(
    engine: &dyn Engine,
    request: &QuotesRequest,
) -> Result<(QuotesPage, Option<Seen>), SearchError> {
    let mut page = quotes(engine, &QuotesRequest { limit: PageLimit::All, offset: 0, ..request.clone() })?;
    let seen = (!page.partial).then(|| seen_quotations(request, &page));
    page.shown.drain(..request.offset.min(page.shown.len()));
    if let PageLimit::Hits(most) = request.limit {
        page.shown.truncate(most);
    }
    Ok((page, seen))
}

fn seen_quotations(request: &QuotesRequest, page: &QuotesPage) -> Seen {
    type Words = ((String, usize, usize), Option<String>);
    let mut told: BTreeMap<&str, Vec<Words>> = BTreeMap::new();
    for it in page.shown.iter().flat_map(|it| &it.wordings) {
        let span = ("body".to_owned(), it.span.bytes.start(), it.span.bytes.end());
        let speaker = it.speaker.as_ref().map(|it| it.name.clone());
        told.entry(it.id.as_str()).or_default().push((span, speaker));
    }
    let hit = |(id, mut told): (&str, Vec<_>)| {
        told.sort();
        let (spans, speakers) = told.into_iter().unzip();
        HitRecord { id: id.to_owned(), content: String::new(), spans, speakers }
    };
    Seen {
        read: reading(request).to_string(),
        names: page.notices.clone(),
        hits: told.into_iter().map(hit).collect(),
        quotations: Some(page.quotations),
    }
}

fn hit_record(hit: &Hit) -> HitRecord {
    let span = |it: &Evidence| (it.field.as_str().to_owned(), it.span.bytes.start(), it.span.bytes.end());
    HitRecord {
        id: hit.id.as_str().to_owned(),
        content: String::new(),
        spans: hit.spans.iter().map(span).collect(),
        speakers: Vec::new(),
    }
}

/// The request for all articles that answer a question.
fn whole(question: &RequestObject, today: Day) -> Result<SearchRequest, Problem> {
    let mut request = question.ask(today)?.request;
    request.limit = PageLimit::All;
    request.offset = 0;
    request.sort = SortBy::OldestFirst;
    request.group = Grouping::Off;
    request.facets = Vec::new();
    request.snippets = 0;
    request.occurrences = Occurrences::WhenAllShown;
    request.timeout = None;
    Ok(request)
}

/// Asks for all that answers a question.
fn ask(engine: &dyn Engine, asks: Asks, question: &RequestObject, today: Day) -> Result<Seen, AskError> {
    match asks {
        Asks::Articles => {
            let request = whole(question, today)?;
            let mut hits = Vec::new();
            let page = engine.each_hit(&request, &mut |hit| {
                hits.push(hit_record(&hit));
                true
            })?;
            Ok(Seen { read: request.query.to_string(), names: page.notices, hits, quotations: None })
        }
        Asks::Quotations => {
            let mut request = question.ask_quotes(today)?.request;
            (request.timeout, request.facets, request.memory) = (None, Vec::new(), usize::MAX);
            (request.limit, request.offset) = (PageLimit::All, 0);
            let page = quotes(engine, &request)?;
            Ok(seen_quotations(&request, &page))
        }
    }
}

pub(super) fn hash_of(hits: &[HitRecord]) -> String {
    format!("{:032x}", xxh3_128(serde_json::to_string(hits).unwrap_or_default().as_bytes()))
}

impl Part {
    /// Asks the question, unless its answer was seen, and records the answer with at most so many hits.
    pub(super) fn of(
        engine: &dyn Engine,
        asked: ToRecord,
        today: Day,
        limit: usize,
    ) -> Result<Part, AskError> {
        let ToRecord { id, asks, question, seen } = asked;
        let Seen { read, names, mut hits, quotations } = match seen {
            Some(seen) => seen,
            None => ask(engine, asks, &question, today)?,
        };
        for part in hits.chunks_mut(1024) {
            let ids: Vec<ArticleId> = part.iter().filter_map(|it| ArticleId::new(&it.id)).collect();
            let stamps = engine.stamps(&ids)?;
            for (hit, stamp) in part.iter_mut().zip(stamps) {
                hit.content = stamp.map_or(String::new(), |it| format!("{:016x}", it.content));
            }
        }
        hits.sort();
        let request = whole(&RequestObject { query: any_query(&question), ..question.clone() }, today)?;
        let answer = AnswerPart {
            articles: hits.len() as u64,
            occurrences: hits.iter().map(|it| it.spans.len() as u64).sum(),
            quotations,
            hash: hash_of(&hits),
            hits: (hits.len() <= limit).then_some(hits),
        };
        let question = question.to_json(asks.kind());
        Ok(Part { query_id: id, asks, question, read, options: options(&request), names, answer })
    }

    /// Asks the question again; all hits are listed.
    pub(super) fn again(&self, engine: &dyn Engine, today: Day) -> Result<Part, AskError> {
        let question = RequestObject::from_known_json(self.asks.kind(), self.question.clone())?;
        let asked = ToRecord { id: self.query_id.clone(), asks: self.asks, question, seen: None };
        Part::of(engine, asked, today, usize::MAX)
    }
}

/// The queries of a question; where it has none, any article is meant.
fn any_query(question: &RequestObject) -> Vec<String> {
    if question.query.is_empty() { vec!["*".to_owned()] } else { question.query.clone() }
}

/// What shapes the answer beside the query, with what it is where nothing was said.
fn options(request: &SearchRequest) -> Map<String, Value> {
    let SearchRequest { variants, indirect, within, max_expansions, .. } = request;
    let mut options = Map::new();
    options.insert("variants".to_owned(), format!("{variants:?}").to_lowercase().into());
    options.insert("indirect".to_owned(), format!("{indirect:?}").to_lowercase().into());
    options.insert("max_expansions".to_owned(), (*max_expansions).into());
    options.insert("paths".to_owned(), within.clone().into());
    options
}
