//! A subset of Elasticsearch's API, so that clients made for it can ask newsgrep.
//!
//! One index is served, under whatever name a client asks for. Queries are read as newsgrep's own
//! ([`query`]); what a request says beyond that is named in a `Warning` header, and what would change the
//! answer is refused with 400.

mod aggs;
mod bulk;
mod days;
mod error;
mod highlight;
mod query;
mod quotation;
mod search;
mod source;
mod words;

use axum::Router;
use axum::extract::rejection::PathRejection;
use axum::extract::{Path, Request, State};
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use serde_json::{Map, Value, json};

use crate::article::ArticleId;
use crate::request::Problem;
use crate::search::Engine;
use crate::server::elastic::error::ElasticError;
use crate::server::elastic::source::Shown;
use crate::server::params;
use crate::server::problems::JSON;
use crate::server::{Limits, Shared};

/// The name of the index where a client gives none.
const INDEX: &str = "newsgrep";
/// The version that clients are told: the one whose requests are understood.
const VERSION: &str = "8.19.0";
/// The most searches of one `_msearch`.
const MOST_SEARCHES: usize = 1_000;

type Answer = Result<Response, ElasticError>;
type IndexPath = Result<Path<String>, PathRejection>;

/// Its routes.
pub(super) fn routes() -> Router<Shared> {
    Router::new()
        .route("/_search", get(search_all).post(search_all))
        .route("/{index}/_search", get(search_index).post(search_index))
        .route("/_msearch", get(msearch).post(msearch))
        .route("/{index}/_msearch", get(msearch).post(msearch))
        .route("/_count", get(count).post(count))
        .route("/{index}/_count", get(count).post(count))
        .route("/{index}/_doc/{*id}", get(document))
        .route("/_bulk", post(bulk).put(bulk))
        .route("/{index}/_bulk", post(bulk).put(bulk))
        .route("/_mapping", get(mapping))
        .route("/{index}/_mapping", get(mapping))
        .route("/_field_caps", get(capabilities).post(capabilities))
        .route("/{index}/_field_caps", get(capabilities).post(capabilities))
        .route("/_cat/indices", get(indices))
        .route("/_cat/indices/{index}", get(indices))
        .route("/_refresh", post(refresh).get(refresh))
        .route("/{index}/_refresh", post(refresh).get(refresh))
}

/// `/`, for a client that asks what it talks to.
pub(super) fn about() -> Response {
    json_response(
        StatusCode::OK,
        &json!({
            "name": "newsgrep",
            "cluster_name": "newsgrep",
            "cluster_uuid": "newsgrep",
            "version": {
                "number": VERSION,
                "build_flavor": "default",
                "build_type": "newsgrep",
                "build_hash": env!("CARGO_PKG_VERSION"),
                "build_date": "2026-01-01T00:00:00.000Z",
                "build_snapshot": false,
                "lucene_version": "9.12.0",
                "minimum_wire_compatibility_version": "7.17.0",
                "minimum_index_compatibility_version": "7.0.0",
            },
            "tagline": "You Know, for Search",
        }),
        &[],
    )
}

fn json_response(status: StatusCode, body: &Value, warnings: &[String]) -> Response {
    let mut response = (status, [(header::CONTENT_TYPE, JSON)], body.to_string()).into_response();
    for warning in warnings {
        let plain: String = warning
            .chars()
            .map(|c| if c == '"' || c == '\\' || !(' '..='~').contains(&c) { '\'' } else { c })
            .collect();
        if let Ok(value) =
            HeaderValue::from_str(&format!("299 newsgrep-{} \"{plain}\"", env!("CARGO_PKG_VERSION")))
        {
            response.headers_mut().append(header::WARNING, value);
        }
    }
    response
}

/// The parameters of the address and the body of one question.
async fn question(
    request: Request,
    limits: &Limits,
) -> Result<(params::Pairs, axum::body::Bytes), ElasticError> {
    let (parts, content) = request.into_parts();
    Ok((params::pairs(&parts.uri)?, params::question(content, limits).await?))
}

/// The parameters of the address and the body.
async fn parts(
    request: Request,
    limits: &Limits,
) -> Result<(params::Pairs, axum::body::Bytes), ElasticError> {
    let (parts, content) = request.into_parts();
    Ok((params::pairs(&parts.uri)?, params::body(content, limits).await?))
}

fn object(bytes: &[u8]) -> Result<Map<String, Value>, ElasticError> {
    if bytes.trim_ascii().is_empty() {
        return Ok(Map::new());
    }
    serde_json::from_slice(bytes)
        .map_err(|error| ElasticError::parsing(format!("the body is not a JSON object: {error}")))
}

async fn search_all(State(shared): State<Shared>, request: Request) -> Answer {
    search(shared, INDEX.to_owned(), request).await
}

async fn search_index(State(shared): State<Shared>, index: IndexPath, request: Request) -> Answer {
    let Path(index) = index.map_err(|_| ElasticError::parsing("the name of the index is not UTF-8"))?;
    search(shared, name_of(&index), request).await
}

/// The index by the name that hits give it: the one asked for, unless that is a pattern.
fn name_of(asked: &str) -> String {
    if asked.is_empty() || asked == "_all" || asked.contains(['*', ',']) {
        INDEX.to_owned()
    } else {
        asked.to_owned()
    }
}

async fn search(shared: Shared, index: String, request: Request) -> Answer {
    let (pairs, bytes) = question(request, &shared.settings().limits).await?;
    let mut warnings = Vec::new();
    let search = search::read(&shared, &object(&bytes)?, &pairs, &mut warnings)?;
    let is_dear = search.is_dear();
    let mut room = shared.settings().limits.answer;
    let work = move |engine: &dyn Engine| search.answer(&index, engine, &mut room);
    let mut answer = if is_dear { shared.work_in_turn(work).await? } else { shared.work(work).await? };
    if pairs.iter().any(|(key, value)| key == "rest_total_hits_as_int" && value != "false") {
        let total = answer["hits"]["total"]["value"].clone();
        answer["hits"]["total"] = total;
    }
    Ok(json_response(StatusCode::OK, &answer, &warnings))
}

/// Searches, each a line with its header before it; each answered or refused by itself.
async fn msearch(State(shared): State<Shared>, request: Request) -> Answer {
    let limits = shared.settings().limits;
    let (_, bytes) = parts(request, &limits).await?;
    let lines: Vec<axum::body::Bytes> = bytes
        .split(|byte| *byte == b'\n')
        .filter(|line| !line.trim_ascii().is_empty())
        .take(2 * MOST_SEARCHES + 1)
        .map(|line| bytes.slice_ref(line))
        .collect();
    if lines.is_empty() {
        return Err(ElasticError::parsing("request body is required"));
    }
    if lines.len() > 2 * MOST_SEARCHES {
        return Err(ElasticError::unsupported(format!("[_msearch] takes at most {MOST_SEARCHES} searches")));
    }
    let mut heads = Vec::new();
    for pair in lines.chunks(2) {
        let [head, _] = pair else {
            return Err(ElasticError::parsing("a header of [_msearch] has no body"));
        };
        heads.push(match object(head)?.get("index") {
            Some(Value::String(index)) if !index.is_empty() => name_of(index),
            Some(_) | None => INDEX.to_owned(),
        });
    }
    let start = std::time::Instant::now();
    let asked = shared.clone();
    let (responses, mut warnings) = shared
        .work_in_turn(move |engine| {
            let mut warnings = Vec::new();
            let mut room = limits.answer;
            let mut responses = Vec::with_capacity(heads.len());
            // Each is read when it is its turn: what a query is made into takes many times its bytes.
            for (index, pair) in heads.iter().zip(lines.chunks(2)) {
                let read = pair.last().map_or_else(|| Ok(Map::new()), |body| object(body));
                let read = read.and_then(|body| search::read(&asked, &body, &[], &mut warnings));
                let answered =
                    read.and_then(|it| it.answer(index, engine, &mut room).map_err(ElasticError::from));
                responses.push(match answered {
                    Ok(mut answer) => {
                        answer["status"] = 200.into();
                        answer
                    }
                    Err(error) => error.body(),
                });
                warnings.sort();
                warnings.dedup();
            }
            Ok((responses, warnings))
        })
        .await?;
    let took = u64::try_from(start.elapsed().as_millis()).unwrap_or(u64::MAX);
    warnings.sort();
    warnings.dedup();
    Ok(json_response(StatusCode::OK, &json!({"took": took, "responses": responses}), &warnings))
}

async fn count(State(shared): State<Shared>, request: Request) -> Answer {
    let (pairs, bytes) = question(request, &shared.settings().limits).await?;
    let mut warnings = Vec::new();
    let search = search::read(&shared, &object(&bytes)?, &pairs, &mut warnings)?;
    let count = shared.work(move |engine| search.count(engine)).await?;
    let shards = json!({"total": 1, "successful": 1, "skipped": 0, "failed": 0});
    let mut answer = json!({"count": count.number(), "_shards": shards});
    if !count.is_exact() {
        answer["timed_out"] = true.into();
        warnings.push("the count is partial: time ran out".to_owned());
    }
    Ok(json_response(StatusCode::OK, &answer, &warnings))
}

async fn document(
    State(shared): State<Shared>,
    path: Result<Path<(String, String)>, PathRejection>,
    request: Request,
) -> Answer {
    let Path((index, id)) = path.map_err(|_| ElasticError::parsing("the id is not UTF-8"))?;
    let pairs = params::pairs(request.uri())?;
    let shown = Shown::of_pairs(&pairs).unwrap_or_else(|| Shown::read(None));
    let wanted = id.clone();
    let found = shared
        .work(move |engine| {
            Ok(match ArticleId::new(&wanted) {
                Some(id) => engine.article(&id)?,
                None => None,
            })
        })
        .await?;
    let Some(article) = found else {
        let none = json!({"_index": index, "_id": id, "found": false});
        return Ok(json_response(StatusCode::NOT_FOUND, &none, &[]));
    };
    let mut answer =
        json!({"_index": index, "_id": id, "_version": 1, "_seq_no": 0, "_primary_term": 1, "found": true});
    if let Some(source) = shown.of(source::document(&article)) {
        answer["_source"] = Value::Object(source);
    }
    Ok(json_response(StatusCode::OK, &answer, &[]))
}

async fn bulk(State(shared): State<Shared>, index: Option<Path<String>>, request: Request) -> Answer {
    let Some(writable) = shared.writable().cloned() else {
        return Err(ElasticError::new(
            StatusCode::FORBIDDEN,
            "cluster_block_exception",
            "the index is read only here; newsgrep serve --writable takes articles",
        ));
    };
    let index = index.map_or_else(|| INDEX.to_owned(), |Path(index)| index);
    let (_, bytes) = parts(request, &shared.settings().limits).await?;
    let (today, refreshed) = ((shared.settings().today)(), shared.clone());
    // What lines are made into takes many times their bytes.
    let answer = shared
        .work_in_turn(move |_| {
            let actions = match bulk::read(&bytes, &index) {
                Ok(actions) => actions,
                Err(error) => return Ok(Err(error)),
            };
            let answer = bulk::write(&writable, today, actions)?;
            refreshed.refresh()?;
            Ok(Ok(answer))
        })
        .await??;
    Ok(json_response(StatusCode::OK, &answer, &[]))
}

async fn refresh(State(shared): State<Shared>) -> Answer {
    let refreshed = shared.clone();
    shared.work(move |_| Ok(refreshed.refresh()?)).await?;
    Ok(json_response(StatusCode::OK, &json!({"_shards": {"total": 1, "successful": 1, "failed": 0}}), &[]))
}

async fn mapping(index: Option<Path<String>>) -> Answer {
    let index = index.map_or_else(|| INDEX.to_owned(), |Path(index)| name_of(&index));
    Ok(json_response(StatusCode::OK, &json!({index: {"mappings": source::mapping()}}), &[]))
}

async fn capabilities(State(shared): State<Shared>, index: Option<Path<String>>, request: Request) -> Answer {
    let index = index.map_or_else(|| INDEX.to_owned(), |Path(index)| name_of(&index));
    let (pairs, bytes) = question(request, &shared.settings().limits).await?;
    let body = object(&bytes)?;
    let mut patterns: Vec<String> = words::list(body.get("fields")).into_iter().map(words::text).collect();
    for (_, value) in pairs.iter().filter(|(key, _)| key == "fields") {
        patterns.extend(value.split(',').map(str::to_owned));
    }
    if patterns.is_empty() {
        patterns.push("*".to_owned());
    }
    let patterns: Vec<&str> = patterns.iter().map(String::as_str).collect();
    let fields = source::capabilities(&patterns);
    Ok(json_response(StatusCode::OK, &json!({"indices": [index], "fields": fields}), &[]))
}

/// The index as a row: JSON where that is asked for, else text as for people.
async fn indices(State(shared): State<Shared>, request: Request) -> Answer {
    let pairs = params::pairs(request.uri())?;
    let asks =
        |key: &str, value: &str| pairs.iter().any(|it| it.0 == key && (value.is_empty() || it.1 == value));
    let json = asks("format", "json") || accepts_json(request.headers());
    let verbose = asks("v", "") && !asks("v", "false");
    let info = shared.work(|engine| Ok(engine.info()?)).await?;
    let size = format!("{}kb", info.index_bytes / 1024);
    let row = [
        ("health", "green".to_owned()),
        ("status", "open".to_owned()),
        ("index", INDEX.to_owned()),
        ("uuid", INDEX.to_owned()),
        ("pri", "1".to_owned()),
        ("rep", "0".to_owned()),
        ("docs.count", info.articles.to_string()),
        ("docs.deleted", "0".to_owned()),
        ("store.size", size.clone()),
        ("pri.store.size", size),
    ];
    if json {
        let row: Map<String, Value> =
            row.into_iter().map(|(key, value)| (key.to_owned(), value.into())).collect();
        return Ok(json_response(StatusCode::OK, &json!([row]), &[]));
    }
    let line = |cells: Vec<&str>| cells.join(" ") + "\n";
    let mut text = String::new();
    if verbose {
        text.push_str(&line(row.iter().map(|it| it.0).collect()));
    }
    text.push_str(&line(row.iter().map(|it| it.1.as_str()).collect()));
    Ok(([(header::CONTENT_TYPE, "text/plain; charset=UTF-8")], text).into_response())
}

/// Whether a client asks for JSON rather than for what people read.
pub(super) fn accepts_json(headers: &HeaderMap) -> bool {
    headers
        .get(header::ACCEPT)
        .and_then(|it| it.to_str().ok())
        .is_some_and(|accept| accept.contains("json") && !accept.contains("text/html"))
}

impl From<crate::search::SearchError> for ElasticError {
    fn from(error: crate::search::SearchError) -> ElasticError {
        Problem::from(error).into()
    }
}
