//! Single documents: shown, put in, changed and taken out.

use axum::http::{Method, StatusCode};
use serde_json::{Map, Value, json};

use crate::article::ArticleId;
use crate::request::Problem;
use crate::search::Engine;
use crate::server::elastic::bulk::{Action, ActionKind, Condition, write};
use crate::server::elastic::call::{Answer, Answered, Call};
use crate::server::elastic::error::ElasticError;
use crate::server::elastic::source::{Shown, document};
use crate::server::elastic::strict::{Keys, list, text};

/// Parameters of a document that is shown.
const READING: [&str; 11] = [
    "_source",
    "_source_includes",
    "_source_excludes",
    "stored_fields",
    "preference",
    "realtime",
    "refresh",
    "routing",
    "version",
    "version_type",
    "_source_include",
];
/// Parameters of one that is written.
const WRITING: [&str; 11] = [
    "refresh",
    "op_type",
    "if_seq_no",
    "if_primary_term",
    "timeout",
    "wait_for_active_shards",
    "require_alias",
    "retry_on_conflict",
    "_source",
    "_source_includes",
    "_source_excludes",
];

/// A document as it is shown; `None` where there is none.
fn shown(engine: &dyn Engine, index: &str, id: &str, shown: &Shown) -> Result<Option<Value>, Problem> {
    let Some(wanted) = ArticleId::new(id) else { return Ok(None) };
    let Some(article) = engine.article(&wanted)? else { return Ok(None) };
    let stamp =
        engine.stamps(std::slice::from_ref(&wanted)).ok().and_then(|it| it.into_iter().next().flatten());
    let mut answer = json!({
        "_index": index,
        "_id": id,
        "_version": 1,
        "_seq_no": stamp.map_or(0, |it| it.sequence.saturating_sub(1)),
        "_primary_term": 1,
        "found": true,
    });
    if let Some(source) = shown.filter(document(&article)) {
        answer["_source"] = source.into();
    }
    Ok(Some(answer))
}

/// `/INDEX/_doc/ID` and `/INDEX/_source/ID`, read.
pub(super) async fn read(call: &Call, index: &str, id: &str, is_source: bool) -> Answered {
    call.known(&READING)?;
    let is_there = call.names(index)?;
    let mut fields = Shown::of_pairs(&call.pairs)?.unwrap_or(Shown::ALL);
    if call.get("stored_fields").is_some() && call.get("_source").is_none() {
        fields = Shown::Nothing;
    }
    if call.get("version").is_some_and(|it| it != "1") {
        return Err(ElasticError::new(
            StatusCode::CONFLICT,
            "version_conflict_engine_exception",
            format!("[{id}]: version conflict; versions are always 1 here, conditions go by if_seq_no"),
        ));
    }
    let (name, wanted) = (call.index().to_owned(), id.to_owned());
    let found = call
        .shared
        .work(move |engine| if is_there { shown(engine, &name, &wanted, &fields) } else { Ok(None) })
        .await?;
    match found {
        Some(found) if is_source => Answer::ok(found["_source"].clone()),
        Some(found) => Answer::ok(found),
        None if is_source => Err(ElasticError::new(
            StatusCode::NOT_FOUND,
            "resource_not_found_exception",
            format!("Document not found [{index}]/[{id}]"),
        )),
        None => Ok(Answer::Json(
            StatusCode::NOT_FOUND,
            json!({"_index": call.index(), "_id": id, "found": false}),
        )),
    }
}

/// `_mget`
pub(super) async fn many(call: &Call, index: Option<&str>) -> Answered {
    call.known(&READING)?;
    let body = call.object()?;
    let keys = Keys::of_map("_mget", &body, &["docs", "ids"])?;
    let fields = Shown::of_pairs(&call.pairs)?.unwrap_or(Shown::ALL);
    let mut wanted: Vec<(String, String, Shown)> = Vec::new();
    for id in keys.words("ids")? {
        let index = index.unwrap_or(call.index());
        wanted.push((index.to_owned(), id, fields.clone()));
    }
    for doc in list(keys.get("docs")) {
        let keys = Keys::of("docs", doc, &["_index", "_id", "_source", "stored_fields", "routing"])?;
        let name = keys.text("_index")?.unwrap_or_else(|| index.unwrap_or(call.index()).to_owned());
        let mut shown = keys.get("_source").map_or_else(|| Ok(fields.clone()), Shown::read)?;
        if keys.has("stored_fields") && !keys.has("_source") {
            shown = Shown::Nothing;
        }
        wanted.push((name, text(keys.need("_id")?), shown));
    }
    if wanted.is_empty() {
        return Err(ElasticError::bad(
            "action_request_validation_exception",
            "Validation Failed: 1: no documents to get;",
        ));
    }
    if wanted.len() > 10_000 {
        return Err(ElasticError::unsupported("[_mget] takes at most 10000 documents"));
    }
    let name = call.index().to_owned();
    let docs = call
        .shared
        .work_in_turn(move |engine| {
            let mut docs = Vec::new();
            for (index, id, fields) in wanted {
                if index != name {
                    let error = ElasticError::no_index(&index).body()["error"].clone();
                    docs.push(json!({"_index": index, "_id": id, "error": error}));
                    continue;
                }
                let none = || json!({"_index": index, "_id": id, "found": false});
                docs.push(shown(engine, &index, &id, &fields)?.unwrap_or_else(none));
            }
            Ok(docs)
        })
        .await?;
    Answer::ok(json!({"docs": docs}))
}

/// A document that is written or taken out.
pub(super) async fn change(call: &Call, index: &str, kind: ActionKind, id: Option<&str>) -> Answered {
    call.known(&WRITING)?;
    written_here(call, index)?;
    if call.get("require_alias").is_some_and(|it| it != "false") {
        return Err(ElasticError::no_index(index));
    }
    let kind = match (kind, call.get("op_type")) {
        (ActionKind::Index, Some("create")) => ActionKind::Create,
        (kind, None | Some("index")) => kind,
        (_, Some(other)) => {
            return Err(ElasticError::unsupported(format!(
                "opType must be 'create' or 'index', found: [{other}]"
            )));
        }
    };
    let number = |name: &str| {
        call.get(name)
            .map(|it| {
                it.parse::<u64>().map_err(|_| {
                    ElasticError::unsupported(format!(
                        "Failed to parse long parameter [{name}] with value [{it}]"
                    ))
                })
            })
            .transpose()
    };
    let condition = Condition::of(number("if_seq_no")?, number("if_primary_term")?)?;
    let document: Option<Map<String, Value>> = match kind {
        ActionKind::Delete => None,
        _ if call.body.trim_ascii().is_empty() => {
            return Err(ElasticError::bad("parse_exception", "request body is required"));
        }
        _ => Some(call.object()?),
    };
    if kind == ActionKind::Update
        && let Some(update) = &document
    {
        crate::server::elastic::bulk::check_update(update)?;
    }
    let action = Action { kind, id: id.map(str::to_owned), document, condition, line: 1 };
    let mut answer = written(call, vec![action]).await?;
    let item = answer["items"][0][kind.as_str()].take();
    let status = item["status"]
        .as_u64()
        .and_then(|it| u16::try_from(it).ok())
        .and_then(|it| StatusCode::from_u16(it).ok());
    let status = status.unwrap_or(StatusCode::OK);
    if !item["error"].is_null() {
        let kind = text(&item["error"]["type"]);
        let mut error = ElasticError::new(status, &kind, text(&item["error"]["reason"]));
        if !item["error"]["caused_by"].is_null() {
            let cause = &item["error"]["caused_by"];
            error = error.caused_by(&text(&cause["type"]), &text(&cause["reason"]));
        }
        return Err(error);
    }
    let mut item = item;
    if let Some(map) = item.as_object_mut() {
        map.remove("status");
    }
    if kind == ActionKind::Update && call.get("_source").is_some_and(|it| it != "false") {
        return Err(ElasticError::unsupported(
            "[_source] of [_update] is not supported; read the document afterwards",
        ));
    }
    Ok(Answer::Json(status, item))
}

/// Refuses to write where that is not allowed, or elsewhere than here.
///
/// # Errors
///
/// The server is read only, or the index is another.
pub(super) fn written_here(call: &Call, index: &str) -> Result<(), ElasticError> {
    if call.shared.writable().is_none() {
        return Err(ElasticError::new(
            StatusCode::FORBIDDEN,
            "cluster_block_exception",
            "the index is read only here; newsgrep serve --writable takes articles",
        ));
    }
    if index != call.index() {
        return Err(ElasticError::unsupported(format!(
            "the index [{index}] is not there and none can be made; there is [{}]",
            call.index()
        )));
    }
    Ok(())
}

/// Does what actions say; the answer is that of `_bulk`.
///
/// # Errors
///
/// It cannot be done.
pub(super) async fn written(call: &Call, actions: Vec<Action>) -> Result<Value, ElasticError> {
    let Some(writable) = call.shared.writable().cloned() else {
        return written_here(call, "").map(|()| Value::Null);
    };
    let (today, shared, name) =
        ((call.shared.settings().today)(), call.shared.clone(), call.index().to_owned());
    let refresh = match call.get("refresh") {
        None | Some("false") => false,
        Some("" | "true") => true,
        Some("wait_for") => false,
        Some(other) => {
            return Err(ElasticError::unsupported(format!("Unknown value for refresh: [{other}].")));
        }
    };
    // What lines are made into takes many times their bytes.
    call.shared
        .work_in_turn(move |_| {
            let answer = write(
                &writable,
                today,
                actions,
                &name,
                refresh,
                &|| shared.refresh().map_err(Problem::from),
                &|| shared.engine(),
            );
            Ok(answer)
        })
        .await?
}

/// `_bulk`
pub(super) async fn bulk(call: &Call, index: Option<&str>) -> Answered {
    call.known(&[
        "refresh",
        "timeout",
        "wait_for_active_shards",
        "require_alias",
        "_source",
        "_source_includes",
        "_source_excludes",
    ])?;
    written_here(call, index.unwrap_or(call.index()))?;
    let actions = crate::server::elastic::bulk::read(&call.body, call.index(), index)?;
    Answer::ok(written(call, actions).await?)
}

/// `_delete_by_query`
pub(super) async fn delete_by_query(call: &Call, index: &str) -> Answered {
    call.known(&[
        "refresh",
        "conflicts",
        "timeout",
        "wait_for_completion",
        "wait_for_active_shards",
        "ignore_unavailable",
        "allow_no_indices",
        "expand_wildcards",
        "q",
        "df",
        "default_operator",
        "lenient",
        "analyze_wildcard",
        "routing",
        "preference",
        "request_cache",
        "scroll",
        "scroll_size",
        "search_timeout",
        "slices",
        "requests_per_second",
    ])?;
    if call.get("wait_for_completion") == Some("false") {
        return Err(ElasticError::unsupported(
            "[wait_for_completion] false is not supported, as there are no tasks",
        ));
    }
    let is_there = call.names(index)?;
    written_here(call, call.index())?;
    let body = call.object()?;
    if !body.contains_key("query") && call.get("q").is_none() {
        return Err(ElasticError::bad(
            "action_request_validation_exception",
            "Validation Failed: 1: query is missing;",
        ));
    }
    Keys::of_map("_delete_by_query", &body, &["query", "max_docs", "conflicts", "slice"])?;
    for key in ["max_docs", "slice"] {
        if body.contains_key(key) {
            return Err(ElasticError::unsupported(format!(
                "[{key}] of [_delete_by_query] is not supported; narrow the query"
            )));
        }
    }
    let asked: Map<String, Value> = body.into_iter().filter(|it| it.0 == "query").collect();
    let search = crate::server::elastic::search::read(
        call.reader(),
        call.like(),
        &asked,
        &call
            .pairs
            .iter()
            .filter(|it| {
                matches!(it.0.as_str(), "q" | "df" | "default_operator" | "lenient" | "analyze_wildcard")
            })
            .cloned()
            .collect::<Vec<_>>(),
    )?;
    let contexts = std::sync::Arc::clone(&call.contexts);
    let ids = call
        .shared
        .work_in_turn(move |engine| {
            if !is_there {
                return Ok(Vec::new());
            }
            let rows = contexts.rows.of(engine)?;
            let ids = search.ids(engine, &rows)?;
            if engine.is_late() {
                return Err(Problem::new("timeout", "the query took too long; nothing was deleted"));
            }
            Ok(ids)
        })
        .await?;
    let start = std::time::Instant::now();
    let count = ids.len();
    let actions = ids.into_iter().map(|id| Action {
        kind: ActionKind::Delete,
        id: Some(id.as_str().to_owned()),
        document: None,
        condition: None,
        line: 0,
    });
    if count > 0 {
        written(call, actions.collect()).await?;
    }
    Answer::ok(json!({
        "took": u64::try_from(start.elapsed().as_millis()).unwrap_or(u64::MAX),
        "timed_out": false,
        "total": count,
        "deleted": count,
        "batches": usize::from(count > 0),
        "version_conflicts": 0,
        "noops": 0,
        "retries": {"bulk": 0, "search": 0},
        "throttled_millis": 0,
        "requests_per_second": -1.0,
        "throttled_until_millis": 0,
        "failures": [],
    }))
}

/// What a method means for a document.
pub(super) fn is_reading(method: &Method) -> bool {
    matches!(*method, Method::GET | Method::HEAD)
}
