//! The cluster and its one index, as clients ask about them.

use axum::http::{Method, StatusCode};
use serde_json::{Value, json};

use crate::analysis::FormCache;
use crate::analysis::Words;
use crate::article::Language;
use crate::server::elastic::call::{Answer, Answered, Call, INDICES, QUERY};
use crate::server::elastic::error::ElasticError;
use crate::server::elastic::fields::{capabilities, field_mapping, mapping, named};
use crate::server::elastic::strict::{Keys, list, text};

/// The version that clients are told: the one whose requests are understood.
pub(super) const VERSION: &str = "8.19.0";

/// `/`, for a client that asks what it talks to.
pub(super) fn about() -> Value {
    json!({
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
    })
}

fn shards() -> Value {
    json!({"total": 1, "successful": 1, "failed": 0})
}

/// Settings of the index, as they are.
fn settings(name: &str) -> Value {
    json!({"index": {
        "creation_date": "0",
        "number_of_shards": "1",
        "number_of_replicas": "0",
        "uuid": name,
        "version": {"created": "8190099"},
        "provided_name": name,
    }})
}

/// The index: whether it is there, what it holds; another cannot be made.
pub(super) fn index(call: &Call, names: &str) -> Answered {
    call.known(
        &[
            &INDICES[..],
            &[
                "local",
                "flat_settings",
                "include_defaults",
                "master_timeout",
                "cluster_manager_timeout",
                "features",
                "timeout",
                "wait_for_active_shards",
            ],
        ]
        .concat(),
    )?;
    let name = call.index();
    match call.method {
        Method::PUT if names == name => Err(ElasticError::bad(
            "resource_already_exists_exception",
            format!("index [{name}/{name}] already exists"),
        )),
        Method::PUT => Err(ElasticError::unsupported(format!(
            "no index can be made over the network; there is [{name}]"
        ))),
        Method::DELETE => {
            call.names(names)?;
            Err(ElasticError::unsupported(format!(
                "the index [{name}] cannot be deleted over the network; delete its articles with _delete_by_query"
            )))
        }
        _ => {
            let told = json!({name: {"aliases": {}, "mappings": mapping(), "settings": settings(name)}});
            Answer::ok(if call.names(names)? { told } else { json!({}) })
        }
    }
}

/// What is told of the index by its name.
pub(super) fn of_index(call: &Call, names: Option<&str>, told: Value) -> Answered {
    call.known(
        &[
            &INDICES[..],
            &[
                "local",
                "flat_settings",
                "include_defaults",
                "master_timeout",
                "cluster_manager_timeout",
                "timeout",
                "write_index_only",
                "include_type_name",
            ],
        ]
        .concat(),
    )?;
    let is_there = call.names(names.unwrap_or("_all"))?;
    Answer::ok(if is_there { json!({call.index(): told}) } else { json!({}) })
}

pub(super) fn get_mapping(call: &Call, names: Option<&str>) -> Answered {
    of_index(call, names, json!({"mappings": mapping()}))
}

pub(super) fn get_field_mapping(call: &Call, names: Option<&str>, fields: &str) -> Answered {
    of_index(call, names, json!({"mappings": field_mapping(fields)}))
}

pub(super) fn get_settings(call: &Call, names: Option<&str>) -> Answered {
    of_index(call, names, json!({"settings": settings(call.index())}))
}

pub(super) fn get_alias(call: &Call, names: Option<&str>, alias: Option<&str>) -> Answered {
    match alias {
        Some(alias) if !alias.contains('*') && alias != "_all" => {
            let reason = format!("alias [{alias}] missing");
            Ok(Answer::Json(StatusCode::NOT_FOUND, json!({"error": reason, "status": 404})))
        }
        Some(_) => of_index(call, names, json!({})).map(|_| Answer::Json(StatusCode::OK, json!({}))),
        None => of_index(call, names, json!({"aliases": {}})),
    }
}

/// What would change the cluster.
pub(super) fn fixed(what: &str) -> Answered {
    Err(ElasticError::unsupported(format!(
        "{what} cannot be changed over the network: the index is as newsgrep made it"
    )))
}

pub(super) fn field_caps(call: &Call, names: Option<&str>) -> Answered {
    call.known(
        &[&INDICES[..], &["fields", "include_unmapped", "filters", "types", "include_empty_fields"]].concat(),
    )?;
    let body = call.object()?;
    let keys = Keys::of_map("_field_caps", &body, &["fields", "index_filter", "runtime_mappings"])?;
    for key in ["filters", "types", "include_unmapped"] {
        if call.get(key).is_some_and(|it| it != "false") {
            return Err(ElasticError::unsupported(format!(
                "[{key}] of [_field_caps] is not supported; leave it out"
            )));
        }
    }
    if let Some(value) = keys.get("runtime_mappings")
        && value.as_object().is_none_or(|it| !it.is_empty())
    {
        keys.refuse("runtime_mappings", "there are no scripts")?;
    }
    if let Some(filter) = keys.get("index_filter") {
        call.reader().query(filter)?;
    }
    let mut patterns = keys.words("fields")?;
    if let Some(fields) = call.get("fields") {
        patterns.extend(fields.split(',').map(str::to_owned));
    }
    if patterns.is_empty() {
        return Err(ElasticError::unsupported("specified fields can't be null or empty"));
    }
    let is_there = call.names(names.unwrap_or("_all"))?;
    if !is_there {
        return Answer::ok(json!({"indices": [], "fields": {}}));
    }
    Answer::ok(json!({"indices": [call.index()], "fields": capabilities(&patterns)}))
}

/// `_analyze`: the tokens of a text as newsgrep makes them.
pub(super) fn analyze(call: &Call, names: Option<&str>) -> Answered {
    call.known(&["index"])?;
    if let Some(names) = names {
        call.names(names)?;
    }
    let body = call.object()?;
    let known = [
        "analyzer",
        "field",
        "text",
        "tokenizer",
        "filter",
        "char_filter",
        "explain",
        "attributes",
        "normalizer",
    ];
    let keys = Keys::of_map("_analyze", &body, &known)?;
    for key in ["tokenizer", "filter", "char_filter", "normalizer", "attributes"] {
        keys.refuse(key, "text is analysed as newsgrep does")?;
    }
    if keys.flag("explain", false)? {
        keys.refuse("explain", "leave it out")?;
    }
    keys.need("text")?;
    let texts = keys.words("text")?;
    // Without a field words are told as they are compared with a pattern, with a field as a search finds them.
    let mut is_stemmed = false;
    match keys.text("analyzer")?.as_deref() {
        None | Some("newsgrep" | "default") => {
            is_stemmed = keys.has("analyzer");
        }
        Some("standard") => {}
        Some(other) => {
            return Err(ElasticError::unsupported(format!(
                "failed to find analyzer [{other}]; there are newsgrep and standard"
            ))
            .near("analyzer"));
        }
    }
    let mut is_word = false;
    if let Some(name) = keys.text("field")? {
        match named(&name).map(|it| it.kind) {
            Some(crate::server::elastic::fields::Kind::Text(_)) => is_stemmed = true,
            Some(_) => is_word = true,
            None => {}
        }
    }
    let mut cache = FormCache::new(Language::ENGLISH);
    let mut tokens = Vec::new();
    let (mut place, mut before) = (0, 0);
    for typed in &texts {
        let characters = |bytes: usize| typed[..bytes].encode_utf16().count();
        if is_word {
            tokens.push(json!({"token": typed, "start_offset": before, "end_offset": before + characters(typed.len()), "type": "word", "position": place}));
            place += 1;
        } else {
            for span in Words::new(typed) {
                let forms = cache.forms(span.of(typed));
                tokens.push(json!({
                    "token": if is_stemmed { forms.stem } else { forms.plain },
                    "start_offset": before + characters(span.start()),
                    "end_offset": before + characters(span.end()),
                    "type": "<ALPHANUM>",
                    "position": place,
                }));
                place += 1;
            }
            place += 100;
        }
        before += characters(typed.len()) + 1;
    }
    Answer::ok(json!({"tokens": tokens}))
}

/// `_validate/query`
pub(super) fn validate(call: &Call, names: Option<&str>) -> Answered {
    call.known(&[&INDICES[..], &QUERY, &["explain", "rewrite", "all_shards"]].concat())?;
    call.names(names.unwrap_or("_all"))?;
    let body = call.object()?;
    let mut reader = call.reader();
    let checked = (|| {
        let keys = Keys::of_map("_validate", &body, &["query"])?;
        if let Some(query) = keys.get("query") {
            reader.query(query)?;
        }
        crate::server::elastic::search::by_address(&mut reader, &call.pairs)
    })();
    let mut answer = json!({"_shards": shards(), "valid": checked.is_ok()});
    if call.flag("explain") {
        let mut told = json!({"index": call.index(), "valid": checked.is_ok()});
        match &checked {
            Ok(_) => told["explanation"] = "it is understood".into(),
            Err(error) => told["error"] = error.to_string().into(),
        }
        answer["explanations"] = json!([told]);
    }
    Answer::ok(answer)
}

/// `_cluster/…`
pub(super) fn cluster(call: &Call, path: &[&str]) -> Answered {
    match path {
        ["health", ..] => {
            call.known(
                &[
                    &INDICES[..],
                    &[
                        "level",
                        "local",
                        "master_timeout",
                        "cluster_manager_timeout",
                        "timeout",
                        "wait_for_active_shards",
                        "wait_for_events",
                        "wait_for_no_initializing_shards",
                        "wait_for_no_relocating_shards",
                        "wait_for_nodes",
                        "wait_for_status",
                    ],
                ]
                .concat(),
            )?;
            if let Some(names) = path.get(1) {
                call.names(names)?;
            }
            Answer::ok(json!({
                "cluster_name": "newsgrep",
                "status": "green",
                "timed_out": false,
                "number_of_nodes": 1,
                "number_of_data_nodes": 1,
                "discovered_master": true,
                "discovered_cluster_manager": true,
                "active_primary_shards": 1,
                "active_shards": 1,
                "relocating_shards": 0,
                "initializing_shards": 0,
                "unassigned_shards": 0,
                "delayed_unassigned_shards": 0,
                "number_of_pending_tasks": 0,
                "number_of_in_flight_fetch": 0,
                "task_max_waiting_in_queue_millis": 0,
                "active_shards_percent_as_number": 100.0,
            }))
        }
        ["settings"] if call.method == Method::GET => Answer::ok(json!({"persistent": {}, "transient": {}})),
        ["settings"] => fixed("settings"),
        ["stats", ..] => Answer::ok(json!({
            "_nodes": {"total": 1, "successful": 1, "failed": 0},
            "cluster_name": "newsgrep",
            "cluster_uuid": "newsgrep",
            "status": "green",
            "indices": {"count": 1, "shards": {"total": 1, "primaries": 1, "replication": 0.0}},
            "nodes": {"count": {"total": 1, "data": 1}, "versions": [VERSION]},
        })),
        ["state", ..] => Answer::ok(json!({
            "cluster_name": "newsgrep",
            "cluster_uuid": "newsgrep",
            "master_node": "newsgrep",
            "metadata": {"indices": {call.index(): {"state": "open", "mappings": {"_doc": mapping()}, "aliases": []}}},
        })),
        _ => Err(ElasticError::unsupported(format!(
            "[_cluster/{}] is not supported; there are health, settings, stats and state",
            path.join("/")
        ))),
    }
}

/// `_nodes`
pub(super) fn nodes(call: &Call) -> Answered {
    let host = call.headers.get("host").and_then(|it| it.to_str().ok()).unwrap_or("localhost");
    Answer::ok(json!({
        "_nodes": {"total": 1, "successful": 1, "failed": 0},
        "cluster_name": "newsgrep",
        "nodes": {"newsgrep": {
            "name": "newsgrep",
            "version": VERSION,
            "host": "localhost",
            "ip": "127.0.0.1",
            "roles": ["data", "ingest", "master"],
            "http": {"publish_address": host, "bound_address": [host]},
        }},
    }))
}

/// Counts of the index, as far as they are known.
pub(super) async fn stats(call: &Call, names: Option<&str>) -> Answered {
    let is_there = call.names(names.unwrap_or("_all"))?;
    let info = call.shared.work(|engine| Ok(engine.info()?)).await?;
    let counts = json!({
        "docs": {"count": info.articles, "deleted": 0},
        "store": {"size_in_bytes": info.index_bytes},
        "segments": {"count": info.segments},
    });
    let both = json!({"primaries": counts, "total": counts});
    let mut answer = json!({"_shards": shards(), "_all": both, "indices": {}});
    if is_there {
        let mut own = both;
        own["uuid"] = call.index().into();
        own["health"] = "green".into();
        own["status"] = "open".into();
        answer["indices"][call.index()] = own;
    }
    Answer::ok(answer)
}

/// `_segments` and `_search_shards`.
pub(super) async fn segments(call: &Call, names: Option<&str>, is_shards: bool) -> Answered {
    call.names(names.unwrap_or("_all"))?;
    let name = call.index();
    let routing = json!({"state": "STARTED", "primary": true, "node": "newsgrep"});
    if is_shards {
        let shard = json!({"state": "STARTED", "primary": true, "node": "newsgrep", "relocating_node": null, "shard": 0, "index": name});
        return Answer::ok(
            json!({"nodes": {"newsgrep": {"name": "newsgrep"}}, "indices": {name: {}}, "shards": [[shard]]}),
        );
    }
    let info = call.shared.work(|engine| Ok(engine.info()?)).await?;
    let shard = json!({"routing": routing, "num_committed_segments": info.segments, "num_search_segments": info.segments, "segments": {}});
    Answer::ok(json!({"_shards": shards(), "indices": {name: {"shards": {"0": [shard]}}}}))
}

/// `_resolve/index`
pub(super) fn resolve(call: &Call, names: &str) -> Answered {
    call.known(&INDICES)?;
    let indices = match call.names(names)? {
        true => json!([{"name": call.index(), "attributes": ["open"]}]),
        false => json!([]),
    };
    Answer::ok(json!({"indices": indices, "aliases": [], "data_streams": []}))
}

/// Words of a list, as [`text`].
pub(super) fn names(value: Option<&Value>) -> Vec<String> {
    list(value).into_iter().map(text).collect()
}
