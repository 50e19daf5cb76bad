//! `_search`: what is asked, and the hits as clients read them.

use serde_json::{Map, Value, json};

use crate::article::Article;
use crate::query::{BareWords, Query};
use crate::request::{Problem, both};
use crate::search::{Count, Engine, Hit, PageLimit, SearchRequest, SortBy};
use crate::server::Shared;
use crate::server::elastic::aggs;
use crate::server::elastic::aggs::Aggregation;
use crate::server::elastic::error::ElasticError;
use crate::server::elastic::highlight::Highlight;
use crate::server::elastic::query::Reading;
use crate::server::elastic::source::{Shown, document};
use crate::server::elastic::words::{list, text};

/// The hits of a page, unless told otherwise.
const SIZE: usize = 10;

/// A search that was understood.
#[derive(Debug, Clone)]
pub(super) struct Search {
    query: Query,
    post_filter: Option<Query>,
    size: usize,
    from: usize,
    sort: Vec<SortKey>,
    after: Option<String>,
    shown: Shown,
    highlight: Option<Highlight>,
    aggregations: Vec<Aggregation>,
    like: SearchRequest,
}

/// What hits are sorted by, as far as clients see.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum SortKey {
    Score,
    Date { newest_first: bool },
    Id,
}

/// Parameters of the address that have no effect here.
const SILENT: [&str; 22] = [
    "pretty",
    "human",
    "error_trace",
    "ignore_unavailable",
    "allow_no_indices",
    "expand_wildcards",
    "preference",
    "request_cache",
    "search_type",
    "batched_reduce_size",
    "ccs_minimize_roundtrips",
    "max_concurrent_shard_requests",
    "max_concurrent_searches",
    "pre_filter_shard_size",
    "rest_total_hits_as_int",
    "track_total_hits",
    "track_scores",
    "timeout",
    "routing",
    "_source",
    "_source_includes",
    "_source_excludes",
];

/// Reads a search; what is passed over is named in `warnings`.
pub(super) fn read(
    shared: &Shared,
    body: &Map<String, Value>,
    pairs: &[(String, String)],
    warnings: &mut Vec<String>,
) -> Result<Search, ElasticError> {
    let limits = shared.settings().limits;
    let mut unknown = Vec::new();
    let mut reading = Reading::new((shared.settings().today)(), warnings);
    let mut search = Search {
        query: Query::All,
        post_filter: None,
        size: SIZE,
        from: 0,
        sort: vec![SortKey::Score],
        after: None,
        shown: Shown::read(None),
        highlight: None,
        aggregations: Vec::new(),
        like: SearchRequest { timeout: Some(limits.time), snippets: 0, ..SearchRequest::new(Query::All) },
    };
    for (key, value) in body {
        match key.as_str() {
            "query" => search.query = reading.read(value)?,
            "post_filter" => search.post_filter = Some(reading.read(value)?),
            "size" => search.size = number("size", value)?,
            "from" => search.from = number("from", value)?,
            "sort" => search.sort = sort(value)?,
            "search_after" => search.after = Some(after(value)?),
            "_source" => search.shown = Shown::read(Some(value)),
            "highlight" => search.highlight = Some(Highlight::read(value, &mut unknown)?),
            "aggs" | "aggregations" => {
                search.aggregations = aggs::read(Some(value), &mut reading, &mut 0, 0)?;
            }
            "min_score" | "rescore" | "collapse" | "suggest" | "knn" | "pit" | "scroll"
            | "runtime_mappings" | "slice" | "retriever" | "rank" | "script_fields" | "indices_boost" => {
                return Err(ElasticError::unsupported(format!("[{key}] is not supported")));
            }
            "track_total_hits" | "track_scores" | "timeout" | "version" | "seq_no_primary_term" | "stats" => {
            }
            other => unknown.push(format!("key [{other}] of a search is not known and was passed over")),
        }
    }
    for (key, value) in pairs {
        match key.as_str() {
            "q" => {
                let asked = reading.ours(value, BareWords::Phrase)?;
                search.query = both(search.query, vec![asked]);
            }
            "size" => search.size = number("size", &Value::from(value.as_str()))?,
            "from" => search.from = number("from", &Value::from(value.as_str()))?,
            "sort" => search.sort = sort_words(value)?,
            "scroll" => return Err(ElasticError::unsupported("[scroll] is not supported; use search_after")),
            key if SILENT.contains(&key) => {}
            other => unknown.push(format!("parameter [{other}] is not known and was passed over")),
        }
    }
    if let Some(shown) = Shown::of_pairs(pairs) {
        search.shown = shown;
    }
    warnings.extend(unknown);
    if search.size > limits.hits {
        return Err(ElasticError::unsupported(format!("[size] is at most {}", limits.hits)));
    }
    Ok(search)
}

impl Search {
    /// Answers, as a body of `_search`. `room` is how many bytes answers may still take.
    ///
    /// # Errors
    ///
    /// The index fails or refuses the query, or the answer is longer.
    pub(super) fn answer(
        &self,
        index: &str,
        engine: &dyn Engine,
        room: &mut usize,
    ) -> Result<Value, Problem> {
        let start = std::time::Instant::now();
        let query = match &self.post_filter {
            Some(filter) => both(self.query.clone(), vec![filter.clone()]),
            None => self.query.clone(),
        };
        let mut request = SearchRequest {
            query,
            limit: PageLimit::Hits(self.size),
            offset: self.from,
            sort: self.order(),
            ..self.like.clone()
        };
        request.snippets = self.highlight.as_ref().map_or(0, Highlight::passages);
        if let Some(id) = &self.after {
            match place_after(id, &request, engine)? {
                Some(place) => request.offset = place,
                // Time ran out before it was known where the hits go on.
                None => request.limit = PageLimit::Hits(0),
            }
        }
        let page = engine.search(&request)?;
        let by_score = self.order() == SortBy::Relevance;
        let best = page.hits.first().filter(|_| by_score && request.offset == 0).map(|hit| hit.score);
        let mut hits = Vec::with_capacity(page.hits.len());
        for hit in &page.hits {
            // As searches do: a first page is shown even when it is late.
            if hits.len() >= SIZE && engine.is_late() {
                break;
            }
            let shown = self.hit(index, hit, engine)?;
            take(room, &shown, hits.len())?;
            hits.push(shown);
        }
        let mut answer = json!({
            "took": u64::try_from(start.elapsed().as_millis()).unwrap_or(u64::MAX),
            "timed_out": page.partial,
            "_shards": {"total": 1, "successful": 1, "skipped": 0, "failed": 0},
            "hits": {
                "total": {"value": page.articles.number(), "relation": if page.articles.is_exact() { "eq" } else { "gte" }},
                "max_score": best,
                "hits": hits,
            },
        });
        if !self.aggregations.is_empty() {
            let mut take = |part: &Value| take(room, part, 0);
            let (counts, _) = aggs::count(&self.aggregations, &self.query, &self.like, engine, &mut take)?;
            answer["aggregations"] = counts;
        }
        if engine.is_late() {
            answer["timed_out"] = true.into();
        }
        Ok(answer)
    }

    /// Whether it takes more than a search does: many counts, or many articles whole.
    pub(super) fn is_dear(&self) -> bool {
        !self.aggregations.is_empty() || self.after.is_some() || self.size > 100
    }

    /// How many articles satisfy it; so many at least where time ran out.
    pub(super) fn count(&self, engine: &dyn Engine) -> Result<Count, Problem> {
        let request =
            SearchRequest { query: self.query.clone(), limit: PageLimit::Hits(0), ..self.like.clone() };
        Ok(engine.search(&request)?.articles)
    }

    fn order(&self) -> SortBy {
        match self.sort.first() {
            None | Some(SortKey::Score | SortKey::Id) => SortBy::Relevance,
            Some(SortKey::Date { newest_first: true }) => SortBy::NewestFirst,
            Some(SortKey::Date { newest_first: false }) => SortBy::OldestFirst,
        }
    }

    fn hit(&self, index: &str, hit: &Hit, engine: &dyn Engine) -> Result<Value, Problem> {
        let mut shown = Map::new();
        shown.insert("_index".to_owned(), index.into());
        shown.insert("_id".to_owned(), hit.id.as_str().into());
        let by_score = self.order() == SortBy::Relevance;
        shown.insert("_score".to_owned(), if by_score { json!(hit.score) } else { Value::Null });
        let whole = self.highlight.as_ref().is_some_and(Highlight::needs_the_article);
        let article: Option<Article> =
            if self.shown == Shown::Nothing && !whole { None } else { engine.article(&hit.id)? };
        if let Some(article) = &article
            && let Some(source) = self.shown.of(document(article))
        {
            shown.insert("_source".to_owned(), Value::Object(source));
        }
        if let Some(highlight) = &self.highlight {
            let marked = highlight.of(hit, article.as_ref());
            if !marked.is_empty() {
                shown.insert("highlight".to_owned(), Value::Object(marked));
            }
        }
        let mut sort: Vec<Value> = Vec::new();
        for key in &self.sort {
            sort.push(match key {
                SortKey::Score => json!(hit.score),
                SortKey::Date { .. } => hit.dating.map_or(Value::Null, |it| (it.seconds() * 1000).into()),
                SortKey::Id => hit.id.as_str().into(),
            });
        }
        // What `search_after` goes by; clients send back what they were given.
        if !self.sort.contains(&SortKey::Id) {
            sort.push(hit.id.as_str().into());
        }
        shown.insert("sort".to_owned(), Value::Array(sort));
        Ok(Value::Object(shown))
    }
}

/// Takes the room that a part of an answer needs.
///
/// # Errors
///
/// There is no room for it, only for what was `before`.
fn take(room: &mut usize, part: &Value, before: usize) -> Result<(), Problem> {
    let needed = bytes(part);
    if needed > *room {
        let problem = Problem::new("answer_too_large", "the answer is longer than this server gives");
        return Err(match before {
            0 => problem.offer("ask for less, or send fewer searches in one request"),
            fit => problem.offer(format!("ask for it in parts, with [size] {fit} and [search_after]")),
        });
    }
    *room -= needed;
    Ok(())
}

/// About how many bytes a value takes as text.
fn bytes(value: &Value) -> usize {
    match value {
        Value::Null | Value::Bool(_) | Value::Number(_) => 8,
        Value::String(text) => text.len() + 8,
        Value::Array(values) => 8 + values.iter().map(bytes).sum::<usize>(),
        Value::Object(map) => 8 + map.iter().map(|(key, value)| key.len() + 8 + bytes(value)).sum::<usize>(),
    }
}

/// Where the hits behind an article begin; `None` when time ran out.
fn place_after(id: &str, like: &SearchRequest, engine: &dyn Engine) -> Result<Option<usize>, Problem> {
    let request = SearchRequest { limit: PageLimit::All, offset: 0, ..like.clone() };
    let ranking = engine.rank(&request)?;
    if ranking.partial {
        return Ok(None);
    }
    let place = ranking.hits.iter().position(|(it, _)| it.as_str() == id);
    place.map(|it| Some(it + 1)).ok_or_else(|| {
        Problem::new("bad_value", "[search_after] names an article that is not among the hits")
            .offer("send the [sort] of a hit as it was given")
    })
}

fn after(value: &Value) -> Result<String, ElasticError> {
    let last = value.as_array().and_then(|it| it.last()).and_then(Value::as_str);
    last.map(str::to_owned).ok_or_else(|| {
        ElasticError::parsing("[search_after] takes the [sort] of a hit, whose last value is its id")
    })
}

fn sort(value: &Value) -> Result<Vec<SortKey>, ElasticError> {
    let mut keys = Vec::new();
    for entry in list(Some(value)) {
        let (field, way) = match entry {
            Value::Object(map) => match map.iter().next() {
                Some((field, Value::Object(settings))) => {
                    (field.clone(), settings.get("order").map_or_else(String::new, text))
                }
                Some((field, way)) => (field.clone(), text(way)),
                None => continue,
            },
            other => (text(other), String::new()),
        };
        keys.push(sort_key(&field, &way)?);
    }
    in_order(keys)
}

/// `date:desc,_score`
fn sort_words(text: &str) -> Result<Vec<SortKey>, ElasticError> {
    let keys = text.split(',').map(|word| {
        let (field, way) = word.split_once(':').unwrap_or((word, ""));
        sort_key(field.trim(), way.trim())
    });
    in_order(keys.collect::<Result<_, _>>()?)
}

fn sort_key(field: &str, way: &str) -> Result<SortKey, ElasticError> {
    match (field, way.to_ascii_lowercase().as_str()) {
        ("_score", "" | "desc") => Ok(SortKey::Score),
        ("date" | "@timestamp" | "published", way @ ("" | "asc" | "desc")) => {
            Ok(SortKey::Date { newest_first: way == "desc" })
        }
        ("_doc" | "_shard_doc" | "_id" | "id" | "id.keyword", "" | "asc") => Ok(SortKey::Id),
        _ => Err(ElasticError::unsupported(format!(
            "sorting by [{field}] {way} is not supported; by _score (desc), date (asc, desc), and then id (asc)"
        ))),
    }
}

/// The order must be one of ours: by score, then newest first, then id; or by the instant of publication, then id.
fn in_order(keys: Vec<SortKey>) -> Result<Vec<SortKey>, ElasticError> {
    let fine = match keys.as_slice() {
        [] => return Ok(vec![SortKey::Score]),
        [SortKey::Score, rest @ ..] => {
            matches!(
                rest,
                [] | [SortKey::Id]
                    | [SortKey::Date { newest_first: true }]
                    | [SortKey::Date { newest_first: true }, SortKey::Id]
            )
        }
        // Scores do not part articles of one time here; ids do.
        [SortKey::Date { .. }, rest @ ..] => matches!(rest, [] | [SortKey::Id]),
        [SortKey::Id, ..] => keys.len() == 1,
    };
    if fine {
        return Ok(keys);
    }
    Err(ElasticError::unsupported("sorting is by _score, then date desc, then id; or by date, then id"))
}

fn number(key: &str, value: &Value) -> Result<usize, ElasticError> {
    let number = match value {
        Value::String(text) => text.parse().ok(),
        other => other.as_u64().and_then(|it| usize::try_from(it).ok()),
    };
    number.ok_or_else(|| ElasticError::parsing(format!("[{key}] is a number, not [{}]", text(value))))
}
