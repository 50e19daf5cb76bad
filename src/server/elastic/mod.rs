//! A subset of Elasticsearch's API, so that clients made for it can ask newsgrep.
//!
//! One index is served, under the name of [`ServerSettings::name`](crate::server::ServerSettings). What a request says is
//! obeyed or refused: every object is read by [`strict`], which knows its keys. Articles are compared to the letter, counted
//! and sorted as [`rows`]; their texts are found by the engine.

mod admin;
mod aggs;
mod bulk;
mod calendar;
mod call;
mod cat;
mod clause;
mod contexts;
mod dates;
mod documents;
mod error;
mod evaluate;
mod evaluate_text;
mod fetch;
mod fields;
mod filter;
mod formats;
mod forms;
mod fragments;
mod functions;
mod highlight;
mod hits;
mod leaf;
mod lexer;
mod lucene;
mod many;
mod nearest;
mod parsing;
mod patterns;
mod read;
mod read_leaf;
mod reader;
mod rows;
mod search;
mod searches;
mod simple;
mod sort;
mod source;
mod strict;

use std::sync::Arc;

use axum::extract::{Request, State};
use axum::http::{HeaderMap, Method, StatusCode, header};
use axum::response::{IntoResponse, Response};
use futures_util::future::BoxFuture;
use serde_json::{Value, json};

use crate::server::elastic::bulk::ActionKind;
use crate::server::elastic::call::{Answer, Answered, Call};
use crate::server::elastic::contexts::Contexts;
use crate::server::elastic::error::ElasticError;
use crate::server::problems::{JSON, no_such_path};
use crate::server::{Shared, params};

/// `/`, for a client that asks what it talks to.
pub(super) fn about() -> Response {
    response(&Answer::Json(StatusCode::OK, admin::about()), &[])
}

/// Whether a client wants JSON rather than a page.
pub(super) fn accepts_json(headers: &HeaderMap) -> bool {
    let accepted = headers.get(header::ACCEPT).and_then(|it| it.to_str().ok()).unwrap_or("");
    accepted.contains("json") && !accepted.contains("text/html")
}

/// Whatever is asked at a path that newsgrep's own interfaces do not have.
pub(super) fn door() -> impl Fn(State<Shared>, Request) -> BoxFuture<'static, Response> + Clone {
    let contexts = Arc::new(Contexts::default());
    move |State(shared), request| Box::pin(answered(Arc::clone(&contexts), shared, request))
}

async fn answered(contexts: Arc<Contexts>, shared: Shared, request: Request) -> Response {
    let (parts, content) = request.into_parts();
    let path: Option<Vec<String>> =
        parts.uri.path().split('/').filter(|it| !it.is_empty()).map(decoded).collect();
    let Some(path) = path else {
        return ElasticError::unsupported("the path is not UTF-8").into_response();
    };
    if !is_ours(&path) {
        return no_such_path().await.into_response();
    }
    let limits = shared.settings().limits;
    let is_long = path.iter().any(|it| matches!(it.as_str(), "_bulk" | "_msearch"))
        || (parts.method != Method::GET
            && path.iter().any(|it| matches!(it.as_str(), "_doc" | "_create" | "_update")));
    let pairs = match params::pairs(&parts.uri) {
        Ok(pairs) => pairs,
        Err(problem) => return ElasticError::from(problem).into_response(),
    };
    let body =
        if is_long { params::body(content, &limits).await } else { params::question(content, &limits).await };
    let body = match body {
        Ok(body) => body,
        Err(problem) => return ElasticError::from(problem).into_response(),
    };
    let uri = parts.uri.path_and_query().map_or_else(String::new, ToString::to_string);
    let call = Call { shared, contexts, method: parts.method, uri, pairs, headers: parts.headers, body };
    let path: Vec<&str> = path.iter().map(String::as_str).collect();
    let mut answer = match answer(&call, &path).await {
        Ok(answer) => answer,
        Err(error) => {
            let error = error.in_body(&call.body);
            return error.into_response();
        }
    };
    if let Answer::Json(_, value) = &mut answer
        && let Some(paths) = call.get("filter_path")
    {
        *value = filter::filtered(std::mem::take(value), paths);
    }
    response(&answer, &[])
}

/// A part of a path without its escapes; `None` where it is not UTF-8.
fn decoded(part: &str) -> Option<String> {
    let pair = format!("part={}", part.replace('+', "%2B").replace('&', "%26"));
    let (_, text) = url::form_urlencoded::parse(pair.as_bytes()).next()?;
    (!text.contains('\u{fffd}') || part.contains("%EF%BF%BD")).then(|| text.into_owned())
}

/// Whether a path is one of this API rather than of newsgrep's own.
fn is_ours(path: &[String]) -> bool {
    match path {
        [name] => name.starts_with('_') || !(name.contains('.') || matches!(name.as_str(), "api" | "mcp")),
        [first, ..] => {
            !matches!(first.as_str(), "api" | "mcp") && path.iter().take(2).any(|it| it.starts_with('_'))
        }
        [] => false,
    }
}

fn response(answer: &Answer, headers: &[(header::HeaderName, &'static str)]) -> Response {
    let mut response = match answer {
        Answer::Json(status, body) => {
            (*status, [(header::CONTENT_TYPE, JSON)], body.to_string()).into_response()
        }
        Answer::Text(text) => {
            ([(header::CONTENT_TYPE, "text/plain; charset=UTF-8")], text.clone()).into_response()
        }
    };
    let map: &mut HeaderMap = response.headers_mut();
    for (name, value) in headers {
        map.insert(name.clone(), axum::http::HeaderValue::from_static(value));
    }
    response
}

const READ: [Method; 2] = [Method::GET, Method::POST];

/// Answers by the path.
async fn answer(call: &Call, path: &[&str]) -> Answered {
    let (index, rest) = match path {
        [first, rest @ ..] if !first.starts_with('_') || *first == "_all" => (Some(*first), rest),
        path => (None, path),
    };
    let of = index.unwrap_or("_all");
    let allowed = |methods: &[Method]| call.methods(methods);
    macro_rules! only {
        ($methods:expr) => {
            if let Err(answer) = allowed($methods) {
                return Ok(answer);
            }
        };
    }
    match (index, rest) {
        (Some(index), []) => {
            only!(&[Method::GET, Method::HEAD, Method::PUT, Method::DELETE]);
            admin::index(call, index)
        }
        (_, ["_search"]) => {
            only!(&READ);
            searches::search(call, of).await
        }
        (_, ["_count"]) => {
            only!(&READ);
            searches::count(call, of).await
        }
        (_, ["_msearch"]) => {
            only!(&READ);
            searches::many(call, index).await
        }
        (None, ["_search", "scroll", rest @ ..]) => {
            only!(&[Method::GET, Method::POST, Method::DELETE]);
            searches::scroll(call, rest.first().copied()).await
        }
        (Some(index), ["_pit"] | ["_search", "point_in_time"]) => {
            only!(&[Method::POST]);
            searches::open_point(call, index).await
        }
        (None, ["_pit"] | ["_search", "point_in_time"] | ["_search", "point_in_time", "_all"]) => {
            only!(&[Method::DELETE]);
            searches::close_point(call, rest.last() == Some(&"_all"))
        }
        (_, ["_mget"]) => {
            only!(&READ);
            documents::many(call, index).await
        }
        (_, ["_bulk"]) => {
            only!(&[Method::POST, Method::PUT]);
            documents::bulk(call, index).await
        }
        (Some(index), ["_doc"]) => {
            only!(&[Method::POST]);
            documents::change(call, index, ActionKind::Index, None).await
        }
        (Some(index), ["_doc", id @ ..]) if documents::is_reading(&call.method) => {
            documents::read(call, index, &id.join("/"), false).await
        }
        (Some(index), ["_doc", id @ ..]) => {
            only!(&[Method::GET, Method::HEAD, Method::POST, Method::PUT, Method::DELETE]);
            let kind = if call.method == Method::DELETE { ActionKind::Delete } else { ActionKind::Index };
            let done = documents::change(call, index, kind, Some(&id.join("/"))).await;
            match (done, kind) {
                // What was not there is not found.
                (Ok(Answer::Json(_, item)), ActionKind::Delete) if item["result"] == "not_found" => {
                    Ok(Answer::Json(StatusCode::NOT_FOUND, item))
                }
                (done, _) => done,
            }
        }
        (Some(index), ["_source", id @ ..]) => {
            only!(&[Method::GET, Method::HEAD]);
            documents::read(call, index, &id.join("/"), true).await
        }
        (Some(index), ["_create", id @ ..]) => {
            only!(&[Method::POST, Method::PUT]);
            documents::change(call, index, ActionKind::Create, Some(&id.join("/"))).await
        }
        (Some(index), ["_update", id @ ..]) => {
            only!(&[Method::POST]);
            documents::change(call, index, ActionKind::Update, Some(&id.join("/"))).await
        }
        (Some(index), ["_delete_by_query"]) => {
            only!(&[Method::POST]);
            documents::delete_by_query(call, index).await
        }
        (_, ["_mapping" | "_mappings"]) if call.method == Method::GET => admin::get_mapping(call, index),
        (_, ["_mapping" | "_mappings", "field", fields]) if call.method == Method::GET => {
            admin::get_field_mapping(call, index, fields)
        }
        (_, ["_mapping" | "_mappings", ..]) => {
            call.names(of)?;
            admin::fixed("the mapping")
        }
        (_, ["_settings", ..]) if call.method == Method::GET => admin::get_settings(call, index),
        (_, ["_settings", ..]) => {
            call.names(of)?;
            admin::fixed("settings")
        }
        (_, ["_alias" | "_aliases"]) if documents::is_reading(&call.method) => {
            admin::get_alias(call, index, None)
        }
        (_, ["_alias", name]) if documents::is_reading(&call.method) => {
            admin::get_alias(call, index, Some(name))
        }
        (_, ["_alias" | "_aliases", ..]) => admin::fixed("aliases"),
        (_, ["_field_caps"]) => {
            only!(&READ);
            admin::field_caps(call, index)
        }
        (_, ["_refresh" | "_flush" | "_forcemerge"] | ["_cache", "clear"] | ["_flush", "synced"]) => {
            only!(&READ);
            searches::refresh(call, of).await
        }
        (_, ["_analyze"]) => {
            only!(&READ);
            admin::analyze(call, index)
        }
        (_, ["_validate", "query"]) => {
            only!(&READ);
            admin::validate(call, index)
        }
        (_, ["_stats", ..]) => {
            only!(&[Method::GET]);
            admin::stats(call, index).await
        }
        (_, ["_segments"]) => {
            only!(&[Method::GET]);
            admin::segments(call, index, false).await
        }
        (_, ["_search_shards"]) => {
            only!(&READ);
            admin::segments(call, index, true).await
        }
        (None, ["_cat", rest @ ..]) => {
            only!(&[Method::GET]);
            cat::cat(call, rest).await
        }
        (None, ["_cluster", rest @ ..]) => admin::cluster(call, rest),
        (None, ["_nodes", ..]) => {
            only!(&[Method::GET]);
            admin::nodes(call)
        }
        (None, ["_resolve", "index", names]) => {
            only!(&[Method::GET]);
            admin::resolve(call, names)
        }
        (None, ["_data_stream", ..]) if call.method == Method::GET => Answer::ok(json!({"data_streams": []})),
        (None, ["_tasks", ..]) if call.method == Method::GET => Answer::ok(json!({"nodes": {}})),
        (_, [name, ..]) => unsupported(call, index, name),
        (None, []) => unsupported(call, index, ""),
    }
}

/// Calls that others know, with what to do instead.
const OTHERS: [(&str, &str); 22] = [
    ("_update_by_query", "put the documents in again with _bulk"),
    ("_reindex", "newsgrep index reads files; _bulk takes documents"),
    ("_termvectors", "use _analyze"),
    ("_mtermvectors", "use _analyze"),
    ("_explain", "use explain in _search"),
    ("_rank_eval", "use newsgrep's own measures"),
    ("_ingest", "there are no pipelines"),
    ("_scripts", "there are no scripts"),
    ("_render", "send the query itself"),
    ("_template", "the index is as newsgrep made it"),
    ("_index_template", "the index is as newsgrep made it"),
    ("_component_template", "the index is as newsgrep made it"),
    ("_data_stream", "there is one index"),
    ("_snapshot", "copy the index folder"),
    ("_rollover", "there is one index"),
    ("_shrink", "there is one index"),
    ("_split", "there is one index"),
    ("_clone", "copy the index folder"),
    ("_close", "the index is always open"),
    ("_open", "the index is always open"),
    ("_tasks", "there are no tasks"),
    ("_knn_search", "there are no vectors"),
];

fn unsupported(call: &Call, index: Option<&str>, name: &str) -> Answered {
    if let Some(index) = index {
        call.names(index)?;
    }
    if let Some((_, instead)) = OTHERS.iter().find(|it| it.0 == name) {
        return Err(ElasticError::unsupported(format!("[{name}] is not supported; {instead}")));
    }
    let path = call.uri.split('?').next().unwrap_or_default();
    if index.is_none() && path.trim_matches('/') == name && call.method != Method::POST {
        return Err(ElasticError::bad(
            "invalid_index_name_exception",
            format!("Invalid index name [{name}], must not start with '_'."),
        ));
    }
    let reason = format!("no handler found for uri [{}] and method [{}]", call.uri, call.method);
    let body: Value = json!({"error": reason, "status": 400});
    Ok(Answer::Json(StatusCode::BAD_REQUEST, body))
}
