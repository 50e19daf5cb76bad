//! `_bulk`: articles in and out, where the server is writable.

use std::collections::{BTreeMap, HashMap};

use serde_json::{Map, Value, json};

use crate::article::{Article, ArticleId, Origin};
use crate::date::Day;
use crate::extract::{ExtractSettings, FieldMap};
use crate::index::{Index, IndexError, WriterSettings};
use crate::record::{Content, RawRecord};
use crate::request::Problem;
use crate::search::{Engine, SearchError};
use crate::server::elastic::error::ElasticError;
use crate::server::elastic::words::text;
use crate::update::{BULK, article_of, commit_changes};

/// Memory for articles not yet written, in bytes.
const MEMORY: usize = 64 << 20;

/// One line of a request, with the document behind it.
#[derive(Debug)]
pub(super) struct Action {
    kind: ActionKind,
    index: String,
    id: Option<String>,
    document: Option<Map<String, Value>>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum ActionKind {
    Index,
    Create,
    Delete,
    /// One that is not supported, such as `update`.
    Other(&'static str),
}

impl ActionKind {
    fn as_str(self) -> &'static str {
        match self {
            ActionKind::Index => "index",
            ActionKind::Create => "create",
            ActionKind::Delete => "delete",
            ActionKind::Other(name) => name,
        }
    }
}

/// Reads the lines of a request.
pub(super) fn read(body: &[u8], index: &str) -> Result<Vec<Action>, ElasticError> {
    let mut actions = Vec::new();
    let mut lines =
        body.split(|byte| *byte == b'\n').zip(1..).filter(|(line, _)| !line.trim_ascii().is_empty());
    while let Some((line, number)) = lines.next() {
        let bad = |what: &str| {
            ElasticError::new(
                axum::http::StatusCode::BAD_REQUEST,
                "illegal_argument_exception",
                format!("Malformed action/metadata line [{number}], {what}"),
            )
        };
        let action: Map<String, Value> =
            serde_json::from_slice(line).map_err(|_| bad("expected a JSON object"))?;
        let mut entries = action.iter();
        let (Some((name, settings)), None) = (entries.next(), entries.next()) else {
            return Err(bad("expected one of [index, create, delete]"));
        };
        let kind = match name.as_str() {
            "index" => ActionKind::Index,
            "create" => ActionKind::Create,
            "delete" => ActionKind::Delete,
            "update" => ActionKind::Other("update"),
            _ => return Err(bad("expected one of [index, create, delete]")),
        };
        let document = match kind {
            ActionKind::Delete => None,
            ActionKind::Index | ActionKind::Create | ActionKind::Other(_) => {
                let (line, _) = lines.next().ok_or_else(|| bad("its document is missing"))?;
                Some(serde_json::from_slice(line).map_err(|_| bad("its document is not a JSON object"))?)
            }
        };
        let get = |key: &str| settings.get(key).filter(|it| !it.is_null()).map(text);
        let index = get("_index").unwrap_or_else(|| index.to_owned());
        actions.push(Action { kind, index, id: get("_id"), document });
    }
    if actions.is_empty() {
        return Err(ElasticError::parsing("request body is required"));
    }
    Ok(actions)
}

/// Does what the lines say, in their order, and commits once.
pub(super) fn write(index: &Index, today: Day, actions: Vec<Action>) -> Result<Value, Problem> {
    let start = std::time::Instant::now();
    let searcher = index.searcher()?;
    let mut writer = index.writer(WriterSettings { memory: MEMORY })?;
    let mut document_builder = index.document_builder();
    let settings = ExtractSettings { today, map: FieldMap::default(), dates: None };
    // What this request has made of an id so far: there or not.
    let mut there: HashMap<ArticleId, bool> = HashMap::new();
    // What the catalog is told: the content of each id, or that it was deleted.
    let mut put: BTreeMap<ArticleId, Option<u128>> = BTreeMap::new();
    let mut items = Vec::with_capacity(actions.len());
    let mut failed = false;
    for (number, action) in actions.into_iter().enumerate() {
        let kind = action.kind;
        let generated = || {
            let whole = Value::Object(action.document.clone().unwrap_or_default()).to_string();
            format!("{:032x}", xxhash_rust::xxh3::xxh3_128(format!("{number} {whole}").as_bytes()))
        };
        let name = action.id.clone().unwrap_or_else(generated);
        let outcome = match ArticleId::new(&name) {
            None => Err((400, "illegal_argument_exception", "an id is not blank".to_owned())),
            Some(id) => {
                let known = match there.get(&id) {
                    Some(known) => *known,
                    None => searcher.article(&id)?.is_some(),
                };
                match (kind, action.document) {
                    (ActionKind::Delete, _) => {
                        writer.remove(&id);
                        put.insert(id.clone(), None);
                        there.insert(id, false);
                        Ok(if known { (200, "deleted") } else { (404, "not_found") })
                    }
                    (ActionKind::Create, _) if known => {
                        let reason = format!("[{name}]: version conflict, document already exists");
                        Err((409, "version_conflict_engine_exception", reason))
                    }
                    (ActionKind::Index | ActionKind::Create, Some(document)) => {
                        match article(id.clone(), document, &settings) {
                            Ok(article) => {
                                writer.replace(document_builder.prepare(&article))?;
                                put.insert(id.clone(), Some(article.content_hash()));
                                there.insert(id, true);
                                Ok(if known { (200, "updated") } else { (201, "created") })
                            }
                            Err(reason) => Err((400, "mapper_parsing_exception", reason)),
                        }
                    }
                    (ActionKind::Index | ActionKind::Create | ActionKind::Other(_), _) => {
                        let reason =
                            format!("[{}] is not supported; index, create, delete are", kind.as_str());
                        Err((400, "illegal_argument_exception", reason))
                    }
                }
            }
        };
        let mut item = json!({"_index": action.index, "_id": name});
        match outcome {
            Ok((status, result)) => {
                item["_version"] = 1.into();
                item["result"] = result.into();
                item["status"] = status.into();
                item["_shards"] = json!({"total": 1, "successful": 1, "failed": 0});
            }
            Err((status, kind, reason)) => {
                failed = true;
                item["status"] = status.into();
                item["error"] = json!({"type": kind, "reason": reason});
            }
        }
        items.push(json!({kind.as_str(): item}));
    }
    commit_changes(&mut writer, &put)?;
    let took = u64::try_from(start.elapsed().as_millis()).unwrap_or(u64::MAX);
    Ok(json!({"took": took, "errors": failed, "items": items}))
}

impl From<IndexError> for Problem {
    fn from(error: IndexError) -> Problem {
        SearchError::from(error).into()
    }
}

/// An article of a document, under this id.
fn article(
    id: ArticleId,
    mut document: Map<String, Value>,
    settings: &ExtractSettings,
) -> Result<Article, String> {
    document.remove("quotes");
    let bytes = Value::Object(document).to_string().into_bytes();
    let origin = Origin { path: BULK.to_owned(), record: None };
    let raw = RawRecord::new(origin, Content::Json(bytes));
    let mut article = article_of(raw, settings).map_err(|reject| reject.reason.to_string())?;
    article.id = id;
    Ok(article)
}
