//! Searches over the network: one, many, page by page.

use std::sync::Arc;

use axum::http::StatusCode;
use serde_json::{Map, Value, json};

use crate::search::{Cancel, Limited};
use crate::server::elastic::admin::names;
use crate::server::elastic::call::{Answer, Answered, Call, INDICES, QUERY, names_of};
use crate::server::elastic::contexts::{State, keep_alive};
use crate::server::elastic::error::ElasticError;
use crate::server::elastic::search::{Search, nothing, read};
use crate::server::elastic::strict::{Keys, text};
use crate::server::elastic::{parsing, reader::Reader};

/// The most searches of one `_msearch`.
const MOST: usize = 1_000;

/// Parameters of a search that change nothing here: there is one shard, and nothing is cached.
const SILENT: [&str; 13] = [
    "preference",
    "request_cache",
    "search_type",
    "batched_reduce_size",
    "ccs_minimize_roundtrips",
    "max_concurrent_shard_requests",
    "max_concurrent_searches",
    "pre_filter_shard_size",
    "allow_partial_search_results",
    "phase_took",
    "source",
    "min_compatible_shard_node",
    "cancel_after_time_interval",
];
/// Parameters of a search that are obeyed.
const OBEYED: [&str; 23] = [
    "q",
    "df",
    "default_operator",
    "lenient",
    "analyze_wildcard",
    "analyzer",
    "size",
    "from",
    "sort",
    "stored_fields",
    "docvalue_fields",
    "version",
    "seq_no_primary_term",
    "explain",
    "track_scores",
    "track_total_hits",
    "timeout",
    "scroll",
    "rest_total_hits_as_int",
    "typed_keys",
    "_source",
    "_source_includes",
    "_source_excludes",
];

fn parameters(call: &Call) -> Result<(), ElasticError> {
    call.known(&[&INDICES[..], &SILENT, &OBEYED, &["routing", "terminate_after", "suggest_field"]].concat())?;
    for (key, instead) in [
        ("routing", "there is one shard"),
        ("terminate_after", "use timeout"),
        ("suggest_field", "newsgrep's own /api/suggest offers words"),
    ] {
        if call.get(key).is_some_and(|it| it != "0") {
            return Err(ElasticError::unsupported(format!("[{key}] is not supported; {instead}")));
        }
    }
    if call.flag("typed_keys") {
        return Err(ElasticError::unsupported("[typed_keys] is not supported; leave it out"));
    }
    Ok(())
}

/// `_search`
pub(super) async fn search(call: &Call, of: &str) -> Answered {
    parameters(call)?;
    let body = call.object()?;
    let is_there = call.names(of)?;
    let search = read(call.reader(), call.like(), &body, &call.pairs)?;
    let keep = call.get("scroll").map(keep_alive).transpose()?;
    let kept_for =
        body.get("pit").and_then(|it| it.get("keep_alive")).map(|it| keep_alive(&text(it))).transpose()?;
    let point = match &search.pit {
        Some(_) if call.uri.split('?').next().is_some_and(|it| it.trim_matches('/') != "_search") => {
            return Err(ElasticError::unsupported(
                "[indices] cannot be used with point in time. Do not specify any index with point in time.",
            ));
        }
        Some(id) => Some(call.contexts.point(id, kept_for)?),
        None => None,
    };
    let pit = search.pit.clone();
    if !is_there {
        return Answer::ok(nothing());
    }
    let is_dear = search.is_dear();
    let mut room = call.shared.settings().limits.answer;
    let (shared, contexts, limit) =
        (call.shared.clone(), Arc::clone(&call.contexts), call.shared.settings().limits.time);
    let work = move |engine: &dyn crate::search::Engine| {
        let Some(point) = point else {
            let rows = contexts.rows.of(engine)?;
            let state = State { engine: shared.engine(), rows };
            return Ok((search.answer(engine, &state.rows, &mut room)?, state));
        };
        let engine = Limited::new(&*point.engine, limit, Cancel::default());
        Ok((search.answer(&engine, &point.rows, &mut room)?, point.clone()))
    };
    let ((mut answer, rest), state) =
        if is_dear { call.shared.work_in_turn(work).await? } else { call.shared.work(work).await? };
    if let Some(pit) = pit {
        answer["pit_id"] = pit.into();
    }
    if let (Some(rest), Some(keep)) = (rest, keep) {
        answer["_scroll_id"] = call.contexts.keep(state, Some(rest), keep)?.into();
    }
    if call.flag("rest_total_hits_as_int") {
        total_as_number(&mut answer)?;
    }
    Answer::ok(answer)
}

fn total_as_number(answer: &mut Value) -> Result<(), ElasticError> {
    let total = &answer["hits"]["total"];
    if total["relation"] == "gte" {
        return Err(ElasticError::unsupported(
            "[rest_total_hits_as_int] cannot be used if the tracking of total hits is not accurate; send track_total_hits true",
        ));
    }
    if let Some(value) = total.get("value").cloned() {
        answer["hits"]["total"] = value;
    }
    Ok(())
}

/// `_count`
pub(super) async fn count(call: &Call, of: &str) -> Answered {
    call.known(&[&INDICES[..], &QUERY, &["preference", "min_score", "source"]].concat())?;
    let body = call.object()?;
    if let Some(key) = body.keys().find(|it| *it != "query") {
        return Err(ElasticError::parsing(format!("request does not support [{key}]")).near(key));
    }
    if call.get("min_score").is_some() {
        return Err(ElasticError::unsupported(
            "[min_score] of [_count] is not supported; use _search with size 0",
        ));
    }
    let is_there = call.names(of)?;
    let search = read(call.reader(), call.like(), &body, &call.pairs)?;
    let contexts = Arc::clone(&call.contexts);
    let (count, is_late) = call
        .shared
        .work(move |engine| {
            if !is_there {
                return Ok((0, false));
            }
            let rows = contexts.rows.of(engine)?;
            Ok((search.count(engine, &rows)?, engine.is_late() || rows.is_partial))
        })
        .await?;
    let mut answer =
        json!({"count": count, "_shards": {"total": 1, "successful": 1, "skipped": 0, "failed": 0}});
    if is_late {
        answer["timed_out"] = true.into();
    }
    Answer::ok(answer)
}

/// Keys of a header in `_msearch`.
const HEADS: [&str; 12] = [
    "index",
    "ignore_unavailable",
    "allow_no_indices",
    "expand_wildcards",
    "preference",
    "routing",
    "search_type",
    "request_cache",
    "allow_partial_search_results",
    "ignore_throttled",
    "ccs_minimize_roundtrips",
    "max_concurrent_shard_requests",
];

/// A search of `_msearch`, or why there is none.
enum One {
    Search(Box<Search>),
    Nothing,
    Wrong(ElasticError),
}

/// `_msearch`: searches, each a line with its header before it; each answered or refused by itself.
pub(super) async fn many(call: &Call, index: Option<&str>) -> Answered {
    call.known(&[&INDICES[..], &SILENT, &["rest_total_hits_as_int", "typed_keys"]].concat())?;
    let body = &call.body;
    if body.trim_ascii().is_empty() {
        return Err(ElasticError::bad("parse_exception", "request body is required"));
    }
    if body.last() != Some(&b'\n') {
        return Err(ElasticError::unsupported("The msearch request must be terminated by a newline [\n]"));
    }
    let lines: Vec<axum::body::Bytes> = body[..body.len() - 1]
        .split(|byte| *byte == b'\n')
        .take(2 * MOST + 2)
        .map(|line| body.slice_ref(line))
        .collect();
    if lines.len() > 2 * MOST {
        return Err(ElasticError::unsupported(format!("[_msearch] takes at most {MOST} searches")));
    }
    let mut heads: Vec<Map<String, Value>> = Vec::new();
    let mut bodies = Vec::new();
    for pair in lines.chunks(2) {
        let [head, body] = pair else {
            return Err(ElasticError::unsupported("a header of [_msearch] has no body"));
        };
        let head = parsing::object(head)?;
        Keys::of_map("_msearch", &head, &HEADS)?;
        if head.get("routing").is_some_and(|it| !it.is_null()) {
            return Err(ElasticError::unsupported("[routing] is not supported; there is one shard"));
        }
        // What is no JSON makes the whole request wrong.
        parsing::object(body)?;
        heads.push(head);
        bodies.push(body.clone());
    }
    let start = std::time::Instant::now();
    let (reader, like, contexts) = (call.reader(), call.like(), Arc::clone(&call.contexts));
    let (name, index) = (call.index().to_owned(), index.unwrap_or("_all").to_owned());
    let (ignore, as_number) = (call.flag("ignore_unavailable"), call.flag("rest_total_hits_as_int"));
    let mut room = call.shared.settings().limits.answer;
    let responses = call
        .shared
        .work_in_turn(move |engine| {
            let rows = contexts.rows.of(engine)?;
            let mut responses = Vec::with_capacity(heads.len());
            // Each is read when it is its turn: what a query is made into takes many times its bytes.
            for (head, body) in heads.iter().zip(&bodies) {
                let asked = Asked { name: &name, index: &index, ignore };
                let answered = match one(head, body, &asked, &reader, &like) {
                    One::Nothing => Ok(nothing()),
                    One::Wrong(error) => Err(error),
                    One::Search(search) => {
                        search.answer(engine, &rows, &mut room).map(|it| it.0).map_err(ElasticError::from)
                    }
                };
                let answered = answered.and_then(|mut answer| {
                    if as_number {
                        total_as_number(&mut answer)?;
                    }
                    Ok(answer)
                });
                responses.push(match answered {
                    Ok(mut answer) => {
                        answer["status"] = 200.into();
                        answer
                    }
                    Err(error) => error.in_body(body).body(),
                });
            }
            Ok(responses)
        })
        .await?;
    let took = u64::try_from(start.elapsed().as_millis()).unwrap_or(u64::MAX);
    Answer::ok(json!({"took": took, "responses": responses}))
}

/// What the address of `_msearch` says of each search.
struct Asked<'a> {
    name: &'a str,
    index: &'a str,
    ignore: bool,
}

fn one(
    head: &Map<String, Value>,
    body: &[u8],
    asked: &Asked<'_>,
    reader: &Reader,
    like: &crate::search::SearchRequest,
) -> One {
    let indices = names(head.get("index"));
    let indices = if indices.is_empty() { asked.index.to_owned() } else { indices.join(",") };
    let ignore = asked.ignore || head.get("ignore_unavailable") == Some(&Value::Bool(true));
    let read = names_of(asked.name, &indices, ignore, false).and_then(|is_there| {
        let search = read(reader.clone(), like.clone(), &parsing::object(body)?, &[])?;
        if search.pit.is_some() {
            return Err(ElasticError::unsupported("[pit] within [_msearch] is not supported; use _search"));
        }
        Ok(if is_there { One::Search(Box::new(search)) } else { One::Nothing })
    });
    read.unwrap_or_else(One::Wrong)
}

/// `_search/scroll`: the next page, or the end.
pub(super) async fn scroll(call: &Call, path: Option<&str>) -> Answered {
    call.known(&["scroll", "scroll_id", "rest_total_hits_as_int"])?;
    let body = call.object()?;
    let keys = Keys::of_map("scroll", &body, &["scroll", "scroll_id"])?;
    let mut ids = keys.words("scroll_id")?;
    ids.extend(path.into_iter().chain(call.get("scroll_id")).flat_map(|it| it.split(',')).map(str::to_owned));
    if call.method == axum::http::Method::DELETE {
        if ids.is_empty() {
            return Err(ElasticError::bad(
                "action_request_validation_exception",
                "Validation Failed: 1: no scroll ids specified;",
            ));
        }
        let closed = call.contexts.close(&ids, true).len();
        let status = if closed == 0 && !ids.iter().any(|it| it == "_all") {
            StatusCode::NOT_FOUND
        } else {
            StatusCode::OK
        };
        return Ok(Answer::Json(status, json!({"succeeded": true, "num_freed": closed})));
    }
    let Some(id) = ids.into_iter().next() else {
        return Err(ElasticError::bad(
            "action_request_validation_exception",
            "Validation Failed: 1: scrollId is missing;",
        ));
    };
    let keep = keys.text("scroll")?.or_else(|| call.get("scroll").map(str::to_owned));
    let keep = keep.map(|it| keep_alive(&it)).transpose()?;
    let (state, rest) = call.contexts.scroll(&id, keep)?;
    let limits = call.shared.settings().limits;
    let mut answer = call
        .shared
        .work_in_turn(move |_| {
            let engine = Limited::new(&*state.engine, limits.time, Cancel::default());
            let mut rest = rest.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
            rest.page(&engine, &state.rows, limits.answer)
        })
        .await?;
    answer["_scroll_id"] = id.into();
    if call.flag("rest_total_hits_as_int") {
        total_as_number(&mut answer)?;
    }
    Answer::ok(answer)
}

/// Opens a point in time.
pub(super) async fn open_point(call: &Call, index: &str) -> Answered {
    call.known(
        &[
            &INDICES[..],
            &[
                "keep_alive",
                "preference",
                "routing",
                "allow_partial_pit_creation",
                "allow_partial_search_results",
            ],
        ]
        .concat(),
    )?;
    call.names(index)?;
    let keep = call.get("keep_alive").ok_or_else(|| {
        ElasticError::bad(
            "action_request_validation_exception",
            "Validation Failed: 1: keep alive not specified;",
        )
    })?;
    let keep = keep_alive(keep)?;
    let (shared, contexts) = (call.shared.clone(), Arc::clone(&call.contexts));
    let state = call
        .shared
        .work_in_turn(move |engine| Ok(State { rows: contexts.rows.of(engine)?, engine: shared.engine() }))
        .await?;
    let id = call.contexts.keep(state, None, keep)?;
    let shards = json!({"total": 1, "successful": 1, "skipped": 0, "failed": 0});
    // One of both names is that of Elasticsearch, the other that of OpenSearch.
    if call.uri.contains("point_in_time") {
        return Answer::ok(json!({"pit_id": id, "_shards": shards, "creation_time": 0}));
    }
    Answer::ok(json!({"id": id, "_shards": shards}))
}

/// Closes points in time.
pub(super) fn close_point(call: &Call, is_all: bool) -> Answered {
    call.known(&[])?;
    let body = call.object()?;
    let keys = Keys::of_map("_pit", &body, &["id", "pit_id"])?;
    let mut ids = [keys.words("id")?, keys.words("pit_id")?].concat();
    if is_all {
        ids = vec!["_all".to_owned()];
    }
    if ids.is_empty() {
        return Err(ElasticError::bad(
            "action_request_validation_exception",
            "Validation Failed: 1: no pit ids specified;",
        ));
    }
    let closed = call.contexts.close(&ids, false);
    if call.uri.contains("point_in_time") {
        let pits: Vec<Value> =
            closed.into_iter().map(|it| json!({"successful": true, "pit_id": it})).collect();
        return Answer::ok(json!({"pits": pits}));
    }
    let status = if closed.is_empty() { StatusCode::NOT_FOUND } else { StatusCode::OK };
    Ok(Answer::Json(status, json!({"succeeded": true, "num_freed": closed.len()})))
}

/// Takes up what was committed; everything else is done without being asked.
pub(super) async fn refresh(call: &Call, of: &str) -> Answered {
    call.known(
        &[
            &INDICES[..],
            &[
                "force",
                "wait_if_ongoing",
                "max_num_segments",
                "only_expunge_deletes",
                "flush",
                "primary_only",
                "fielddata",
                "query",
                "request",
                "fields",
                "file",
            ],
        ]
        .concat(),
    )?;
    let shards = if call.names(of)? { 1 } else { 0 };
    let refreshed = call.shared.clone();
    call.shared.work(move |_| Ok(refreshed.refresh()?)).await?;
    Answer::ok(json!({"_shards": {"total": shards, "successful": shards, "failed": 0}}))
}
