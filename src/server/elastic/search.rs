//! `_search`: what is asked, and its answer.

use std::sync::Arc;

use serde_json::{Map, Value, json};

use crate::request::Problem;
use crate::search::{Engine, SearchRequest};
use crate::server::elastic::aggs::{self, Aggregation, Counter, Found};
use crate::server::elastic::clause::Clause;
use crate::server::elastic::error::ElasticError;
use crate::server::elastic::evaluate::{Finder, Scores, Space};
use crate::server::elastic::fetch::Fetch;
use crate::server::elastic::fields::{Kind, named};
use crate::server::elastic::hits::{self, Hits};
use crate::server::elastic::lucene::{Settings, string};
use crate::server::elastic::parsing::token;
use crate::server::elastic::reader::{Reader, join};
use crate::server::elastic::rows::Rows;
use crate::server::elastic::sort::{Place, SortKey, after, ordered};
use crate::server::elastic::strict::{Keys, text};

/// The hits of a page, unless told otherwise.
const SIZE: usize = 10;
/// The furthest that pages go without `search_after`.
const WINDOW: usize = 10_000;

/// A search that was understood.
#[derive(Debug, Clone)]
pub(super) struct Search {
    index: String,
    query: Clause,
    post_filter: Option<Clause>,
    pub(super) hits: Hits,
    after: Option<Vec<Place>>,
    least_score: Option<f32>,
    /// Name and column of the field of which each value has one hit.
    collapse: Option<(String, usize)>,
    aggregations: Option<Vec<Aggregation>>,
    /// How far the total is counted; `None`: not at all.
    track: Option<u64>,
    /// Which part of the articles: its number, and how many parts there are.
    slice: Option<(usize, usize)>,
    pub(super) pit: Option<String>,
    pub(super) is_scrolled: bool,
    like: SearchRequest,
}

/// Keys of a search beside those of its hits.
const KEYS: [&str; 24] = [
    "query",
    "post_filter",
    "search_after",
    "aggs",
    "aggregations",
    "min_score",
    "track_total_hits",
    "timeout",
    "terminate_after",
    "stats",
    "collapse",
    "pit",
    "slice",
    "indices_boost",
    "rescore",
    "suggest",
    "runtime_mappings",
    "knn",
    "retriever",
    "rank",
    "profile",
    "ext",
    "derived",
    "search_pipeline",
];

/// Keys that are known and refused, with what to do instead.
const REFUSED: [(&str, &str); 8] = [
    ("rescore", "use bool with should"),
    ("runtime_mappings", "there are no scripts"),
    ("derived", "there are no scripts"),
    ("knn", "there are no vectors"),
    ("retriever", "send [query]"),
    ("rank", "send [query]"),
    ("search_pipeline", "there are no pipelines"),
    ("ext", "leave it out"),
];

/// Reads a search.
///
/// # Errors
///
/// It holds what is not known or not supported.
pub(super) fn read(
    mut reader: Reader,
    like: SearchRequest,
    body: &Map<String, Value>,
    pairs: &[(String, String)],
) -> Result<Search, ElasticError> {
    let mut body = body.clone();
    // An object of these is as good as none where it is empty.
    for key in ["suggest", "indices_boost", "ext", "aggs", "aggregations"] {
        let is_empty = |it: &Value| {
            it.as_object().is_some_and(Map::is_empty) || it.as_array().is_some_and(Vec::is_empty)
        };
        if !key.starts_with("agg") && body.get(key).is_some_and(is_empty) {
            body.remove(key);
        }
    }
    let known = [&hits::KEYS[..], &KEYS].concat();
    if let Some((key, value)) = body.iter().find(|it| !known.contains(&it.0.as_str())) {
        return Err(
            ElasticError::parsing(format!("Unknown key for a {} in [{key}].", token(value))).near(key)
        );
    }
    if let Some(value) = body.get("query").filter(|it| !it.is_object()) {
        return Err(
            ElasticError::parsing(format!("Unknown key for a {} in [query].", token(value))).near("query")
        );
    }
    let keys = Keys::of_map("search", &body, &known)?;
    for (key, instead) in REFUSED {
        if let Some(value) = keys.get(key) {
            let reason =
                format!("Unknown key for a {} in [{key}]. It is not supported; {instead}", token(value));
            return Err(ElasticError::parsing(reason).near(key));
        }
    }
    keys.refuse("suggest", "newsgrep's own /api/suggest offers words")?;
    keys.refuse("indices_boost", "there is one index")?;
    if keys.flag("profile", false)? {
        keys.refuse("profile", "leave it out")?;
    }
    if keys.count("terminate_after")?.is_some_and(|it| it > 0) {
        keys.refuse("terminate_after", "use timeout")?;
    }
    let mut search = Search {
        index: reader.index.clone(),
        query: Clause::All,
        post_filter: None,
        hits: Hits::new(SIZE),
        after: None,
        least_score: keys.number("min_score")?.map(|it| it as f32),
        collapse: None,
        aggregations: None,
        track: Some(WINDOW as u64),
        slice: None,
        pit: None,
        is_scrolled: false,
        like,
    };
    search.hits.take(keys, &mut reader)?;
    search.hits.take_pairs(pairs)?;
    if let Some(query) = keys.get("query") {
        search.query = reader.query(query)?;
    }
    if let Some(query) = by_address(&mut reader, pairs)? {
        search.query = query;
    }
    search.post_filter = keys.get("post_filter").map(|it| reader.query(it)).transpose()?;
    for key in ["aggs", "aggregations"] {
        if let Some(value) = keys.get(key) {
            search.aggregations.get_or_insert_default().extend(aggs::read(value, &mut reader, &mut 0, 0)?);
        }
    }
    if let Some(value) = keys.get("track_total_hits") {
        search.track = track(value)?;
    }
    if let Some((_, value)) = pairs.iter().find(|it| it.0 == "track_total_hits") {
        search.track = track(&Value::from(value.as_str()))?;
    }
    let timeout =
        keys.text("timeout")?.or_else(|| pairs.iter().find(|it| it.0 == "timeout").map(|it| it.1.clone()));
    if let Some(timeout) = timeout.filter(|it| it != "-1") {
        let millis = crate::server::elastic::calendar::length(&timeout).and_then(|it| u64::try_from(it).ok());
        let millis = millis.ok_or_else(|| {
            ElasticError::unsupported(format!(
                "failed to parse setting [timeout] with value [{timeout}] as a time value"
            ))
            .near("timeout")
        })?;
        let asked = std::time::Duration::from_millis(millis);
        search.like.timeout = search.like.timeout.map(|it| it.min(asked)).or(Some(asked));
    }
    if let Some(value) = keys.get("collapse") {
        let keys = Keys::of("collapse", value, &["field", "inner_hits", "max_concurrent_group_searches"])?;
        keys.refuse("inner_hits", "ask for the hits of a group with a query of its own")?;
        let name = text(keys.need("field")?);
        search.collapse = match named(&name) {
            Some(row) if !row.is_nested && matches!(row.kind, Kind::Keyword(_)) => match row.kind {
                Kind::Keyword(at) => Some((name, at)),
                _ => None,
            },
            Some(_) => {
                return Err(ElasticError::unsupported(format!(
                    "[collapse] by [{name}] is not supported, only by a keyword"
                ))
                .near("collapse"));
            }
            None => {
                let reason = format!("no mapping found for `{name}` in order to collapse on");
                return Err(ElasticError::shard("illegal_argument_exception", reason));
            }
        };
    }
    if let Some(value) = keys.get("slice") {
        let keys = Keys::of("slice", value, &["id", "max", "field"])?;
        keys.refuse("field", "leave it out")?;
        let (id, max) = (keys.count("id")?, keys.count("max")?);
        search.slice = match (id, max) {
            (Some(id), Some(max)) if max > 1 && id < max => Some((id, max)),
            _ => {
                return Err(ElasticError::unsupported(
                    "[slice] has an id less than max, and max is greater than 1",
                )
                .near("slice"));
            }
        };
    }
    if let Some(value) = keys.get("pit") {
        let keys = Keys::of("pit", value, &["id", "keep_alive"])?;
        search.pit = Some(text(keys.need("id")?));
        // What parts hits that are alike otherwise, so that pages hold each once.
        if !search.hits.sort.is_empty() {
            search.hits.sort.push(SortKey::place());
        }
    }
    if let Some(value) = keys.get("search_after") {
        let mut value = value.clone();
        // A page that was sorted without what parts the hits of a point in time.
        if search.pit.is_some()
            && let Value::Array(values) = &mut value
            && values.len() + 1 == search.hits.sort.len()
        {
            search.hits.sort.pop();
        }
        if search.hits.from > 0 {
            return Err(ElasticError::shard(
                "illegal_argument_exception",
                "`from` parameter must be set to 0 when `search_after` is used.",
            ));
        }
        search.after = Some(after(&value, &search.hits.sort, &reader.dates)?);
    }
    search.is_scrolled = pairs.iter().any(|it| it.0 == "scroll");
    if search.hits.from.saturating_add(search.hits.size) > WINDOW {
        let reason = format!(
            "Result window is too large, from + size must be less than or equal to: [{WINDOW}] but was [{}]; page with \
             search_after",
            search.hits.from.saturating_add(search.hits.size)
        );
        return Err(ElasticError::shard("illegal_argument_exception", reason));
    }
    if search.is_scrolled && (search.after.is_some() || search.hits.from > 0 || search.collapse.is_some()) {
        return Err(ElasticError::unsupported(
            "using [from], [search_after] or [collapse] is not allowed in a scroll context",
        ));
    }
    Ok(search)
}

/// The query of an address: `q`, with what goes with it.
///
/// # Errors
///
/// It cannot be parsed.
pub(super) fn by_address(
    reader: &mut Reader,
    pairs: &[(String, String)],
) -> Result<Option<Clause>, ElasticError> {
    let get = |name: &str| pairs.iter().find(|it| it.0 == name).map(|it| it.1.as_str());
    let Some(typed) = get("q") else { return Ok(None) };
    let names: Vec<String> = get("df").map(str::to_owned).into_iter().collect();
    let mut settings = Settings::of(reader, &names)?;
    let map: Map<String, Value> = ["default_operator", "lenient", "analyze_wildcard", "analyzer"]
        .into_iter()
        .filter_map(|name| Some((name.to_owned(), Value::from(get(name)?))))
        .collect();
    let keys = Keys::of_map("q", &map, &["default_operator", "lenient", "analyze_wildcard", "analyzer"])?;
    crate::server::elastic::reader::ours_alone(keys)?;
    keys.flag("analyze_wildcard", false)?;
    settings.join = join(keys, "default_operator")?;
    settings.is_lenient = keys.flag("lenient", settings.is_all)?;
    string(reader, typed, &settings).map(Some)
}

fn track(value: &Value) -> Result<Option<u64>, ElasticError> {
    match text(value).as_str() {
        "true" | "" => Ok(Some(u64::MAX)),
        "false" | "-1" => Ok(None),
        number => number.parse().map(Some).map_err(|_| {
            ElasticError::unsupported(format!(
                "[track_total_hits] parameter must be positive or equals to -1, got {number}"
            ))
            .near("track_total_hits")
        }),
    }
}

/// The hits of a scroll that are still to come.
#[derive(Debug)]
pub(super) struct Rest {
    pub(super) search: Search,
    pub(super) rows: std::collections::VecDeque<(usize, Vec<Place>)>,
    pub(super) scores: Arc<Scores>,
    total: Value,
    best: Option<f32>,
}

impl Search {
    /// Whether it takes more than a search does: many counts, or many articles whole.
    pub(super) fn is_dear(&self) -> bool {
        self.aggregations.is_some() || self.hits.size > 100 || self.is_scrolled
    }

    /// The scores of the articles that are found, and the rows of the hits among them.
    fn found(&self, finder: &Finder<'_>) -> Result<(Scores, Vec<usize>), Problem> {
        let mut scores = finder.scores(&self.query, Space::Articles)?;
        if let Some(least) = self.least_score {
            scores.iter_mut().filter(|it| **it < least).for_each(|it| *it = f32::NAN);
        }
        if let Some((id, max)) = self.slice {
            scores.iter_mut().enumerate().filter(|it| it.0 % max != id).for_each(|it| *it.1 = f32::NAN);
        }
        let mut rows: Vec<usize> = (0..scores.len()).filter(|row| !scores[*row].is_nan()).collect();
        if let Some(filter) = &self.post_filter {
            let filter = finder.scores(filter, Space::Articles)?;
            rows.retain(|row| !filter[*row].is_nan());
        }
        Ok((scores, rows))
    }

    /// Answers, as a body of `_search`. `room` is how many bytes answers may still take.
    ///
    /// # Errors
    ///
    /// The index fails or refuses the query, or the answer is longer.
    pub(super) fn answer(
        &self,
        engine: &dyn Engine,
        rows: &Rows,
        room: &mut usize,
    ) -> Result<(Value, Option<Rest>), Problem> {
        let start = std::time::Instant::now();
        let finder = Finder::new(engine, rows, &self.like);
        let left = std::cell::Cell::new(*room);
        let fetch = Fetch { index: &self.index, finder: &finder, query: &self.query, room: &left };
        let (scores, mut found) = self.found(&finder)?;
        let count = found.len() as u64;
        let best = found.iter().map(|row| scores[*row]).fold(f32::NAN, f32::max);
        let order = self.hits.order();
        if let Some((_, at)) = &self.collapse {
            let all = ordered(found, &scores, &order, None, usize::MAX, rows);
            let mut seen = rustc_hash::FxHashSet::default();
            found = all
                .into_iter()
                .map(|it| it.0)
                .filter(|row| seen.insert(rows.keywords[*at].of_row(*row).to_vec()))
                .collect();
        }
        let most = if self.is_scrolled { usize::MAX } else { self.hits.from.saturating_add(self.hits.size) };
        let page = ordered(found, &scores, &order, self.after.as_deref(), most, rows);
        let mut page: std::collections::VecDeque<(usize, Vec<Place>)> =
            page.into_iter().skip(self.hits.from).collect();
        let rest = page.split_off(self.hits.size.min(page.len()));
        let collapse = self.collapse.as_ref().map(|(name, at)| (name.as_str(), *at));
        let hits = fetch.page(&self.hits, &order, page.into(), &scores, collapse)?;
        let is_late = engine.is_late() || rows.is_partial;
        let best = (self.hits.is_scored() && self.hits.size > 0 && !best.is_nan()).then_some(best);
        let total = self.total(count, is_late);
        let mut answer = body(start, is_late, &total, best, hits);
        if let Some(aggregations) = self.aggregations.as_ref().filter(|it| !it.is_empty()) {
            let rows = (0_u32..).zip(&scores).filter(|it| !it.1.is_nan()).map(|it| it.0).collect();
            let counter = Counter { finder: &finder, fetch: &fetch, scores: &scores, buckets: 0.into() };
            let counts = counter.count(aggregations, &Found { space: Space::Articles, rows })?;
            fetch.take(&counts, 0)?;
            answer["aggregations"] = counts;
        }
        answer["timed_out"] = (engine.is_late() || rows.is_partial).into();
        *room = left.get();
        let rest = self.is_scrolled.then(|| Rest {
            search: self.clone(),
            rows: rest,
            scores: Arc::new(scores),
            total,
            best,
        });
        Ok((answer, rest))
    }

    /// How many were found, as far as that is wanted.
    fn total(&self, count: u64, is_late: bool) -> Value {
        let most = if self.is_scrolled { Some(u64::MAX) } else { self.track };
        match most {
            None => Value::Null,
            Some(most) if count > most => json!({"value": most, "relation": "gte"}),
            Some(_) => json!({"value": count, "relation": if is_late { "gte" } else { "eq" }}),
        }
    }

    /// How many articles satisfy it.
    ///
    /// # Errors
    ///
    /// The index fails or refuses the query.
    pub(super) fn count(&self, engine: &dyn Engine, rows: &Rows) -> Result<u64, Problem> {
        Ok(self.found(&Finder::new(engine, rows, &self.like))?.1.len() as u64)
    }

    /// The ids of all articles that satisfy it.
    ///
    /// # Errors
    ///
    /// As [`Self::count`].
    pub(super) fn ids(
        &self,
        engine: &dyn Engine,
        rows: &Rows,
    ) -> Result<Vec<crate::article::ArticleId>, Problem> {
        let (_, found) = self.found(&Finder::new(engine, rows, &self.like))?;
        Ok(found.into_iter().map(|row| rows.ids[row].clone()).collect())
    }
}

impl Rest {
    /// The next page of a scroll.
    ///
    /// # Errors
    ///
    /// The index fails, or the answer is longer than allowed.
    pub(super) fn page(&mut self, engine: &dyn Engine, rows: &Rows, room: usize) -> Result<Value, Problem> {
        let start = std::time::Instant::now();
        let search = &self.search;
        let finder = Finder::new(engine, rows, &search.like);
        let left = std::cell::Cell::new(room);
        let fetch = Fetch { index: &search.index, finder: &finder, query: &search.query, room: &left };
        let behind = self.rows.split_off(search.hits.size.min(self.rows.len()));
        let page = std::mem::replace(&mut self.rows, behind);
        let hits = fetch.page(&search.hits, &search.hits.order(), page.into(), &self.scores, None)?;
        Ok(body(start, engine.is_late(), &self.total, self.best, hits))
    }
}

fn body(
    start: std::time::Instant,
    is_late: bool,
    total: &Value,
    best: Option<f32>,
    hits: Vec<Value>,
) -> Value {
    let mut answer = json!({
        "took": u64::try_from(start.elapsed().as_millis()).unwrap_or(u64::MAX),
        "timed_out": is_late,
        "_shards": {"total": 1, "successful": 1, "skipped": 0, "failed": 0},
        "hits": {"max_score": best, "hits": hits},
    });
    if !total.is_null() {
        answer["hits"]["total"] = total.clone();
    }
    answer
}

/// The answer where no index is asked.
pub(super) fn nothing() -> Value {
    json!({
        "took": 0,
        "timed_out": false,
        "_shards": {"total": 0, "successful": 0, "skipped": 0, "failed": 0},
        "hits": {"total": {"value": 0, "relation": "eq"}, "max_score": 0.0, "hits": []},
    })
}
