//! Articles in and out, where the server is writable.

use std::collections::BTreeMap;
use std::sync::Arc;

use rustc_hash::FxHashMap;
use serde_json::{Map, Value, json};

use crate::article::{Article, ArticleId, Origin};
use crate::date::Day;
use crate::extract::{ExtractSettings, FieldMap};
use crate::index::{Index, IndexError, WriterSettings};
use crate::record::{Content, RawRecord};
use crate::request::Problem;
use crate::search::{Engine, SearchError};
use crate::server::elastic::dates::of_document;
use crate::server::elastic::error::ElasticError;
use crate::server::elastic::fields::{DATES, Kind, all};
use crate::server::elastic::parsing;
use crate::server::elastic::source::document;
use crate::server::elastic::strict::{Keys, list, text};
use crate::update::{BULK, article_of, commit_changes};

/// Memory for articles not yet written, in bytes.
const MEMORY: usize = 64 << 20;

/// What is done with one document.
#[derive(Debug, Clone)]
pub(super) struct Action {
    pub(super) kind: ActionKind,
    pub(super) id: Option<String>,
    /// `None` where it is deleted, or is no JSON.
    pub(super) document: Option<Map<String, Value>>,
    pub(super) condition: Option<Condition>,
    pub(super) line: usize,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum ActionKind {
    Index,
    Create,
    Update,
    Delete,
}

/// The number that a document must have.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Condition {
    number: u64,
    term: u64,
}

impl Condition {
    /// # Errors
    ///
    /// One of both is missing.
    pub(super) fn of(number: Option<u64>, term: Option<u64>) -> Result<Option<Condition>, ElasticError> {
        match (number, term) {
            (None, None) => Ok(None),
            (Some(number), Some(term)) => Ok(Some(Condition { number, term })),
            _ => Err(ElasticError::bad(
                "action_request_validation_exception",
                "Validation Failed: 1: ifSeqNo is set, but primary term is [0], or the other way;",
            )),
        }
    }
}

impl ActionKind {
    pub(super) fn as_str(self) -> &'static str {
        match self {
            ActionKind::Index => "index",
            ActionKind::Create => "create",
            ActionKind::Update => "update",
            ActionKind::Delete => "delete",
        }
    }
}

/// Reads the lines of a request. What it asks that cannot be done is refused as a whole, before anything is written.
///
/// # Errors
///
/// A line is wrong, or asks for what is not supported.
pub(super) fn read(body: &[u8], name: &str, index: Option<&str>) -> Result<Vec<Action>, ElasticError> {
    if body.trim_ascii().is_empty() {
        return Err(ElasticError::bad("parse_exception", "request body is required"));
    }
    if body.last() != Some(&b'\n') {
        return Err(ElasticError::unsupported("The bulk request must be terminated by a newline [\\n]"));
    }
    let mut actions = Vec::new();
    let mut lines =
        body.split(|byte| *byte == b'\n').zip(1..).filter(|(line, _)| !line.trim_ascii().is_empty());
    while let Some((line, number)) = lines.next() {
        let bad = |what: &str| {
            ElasticError::unsupported(format!("Malformed action/metadata line [{number}], {what}"))
        };
        let action = match parsing::value(line) {
            Ok(Value::Object(action)) => action,
            Ok(other) => {
                return Err(bad(&format!("expected START_OBJECT but found [{}]", parsing::token(&other))));
            }
            Err(error) => return Err(bad(&error.to_string())),
        };
        let mut entries = action.iter();
        let (Some((kind, settings)), None) = (entries.next(), entries.next()) else {
            return Err(bad("expected one of [create, delete, index, update]"));
        };
        let kinds = [ActionKind::Index, ActionKind::Create, ActionKind::Update, ActionKind::Delete];
        let kind = kinds.into_iter().find(|it| it.as_str() == kind).ok_or_else(|| {
            bad(&format!("expected one of [create, delete, index, update] but found [{kind}]"))
        })?;
        let known = [
            "_index",
            "_id",
            "if_seq_no",
            "if_primary_term",
            "retry_on_conflict",
            "version",
            "version_type",
            "routing",
            "pipeline",
            "require_alias",
            "_source",
            "dynamic_templates",
            "list_executed_pipelines",
        ];
        let keys = Keys::of(kind.as_str(), settings, &known)?;
        for (key, instead) in [
            ("version", "conditions go by if_seq_no"),
            ("version_type", "conditions go by if_seq_no"),
            ("routing", "there is one shard"),
            ("pipeline", "there are no pipelines"),
            ("_source", "read the document afterwards"),
            ("dynamic_templates", "the mapping is as it is"),
        ] {
            keys.refuse(key, instead)?;
        }
        let to = keys.text("_index")?.or_else(|| index.map(str::to_owned));
        if let Some(to) = to.as_deref().filter(|to| *to != name) {
            return Err(ElasticError::unsupported(format!(
                "the index [{to}] is not there and none can be made; there is [{name}]; nothing was written"
            )));
        }
        let whole = |key: &str| keys.count(key).map(|it| it.map(|it| it as u64));
        let condition = Condition::of(whole("if_seq_no")?, whole("if_primary_term")?)?;
        let mut document = None;
        if kind != ActionKind::Delete {
            let (line, _) = lines.next().ok_or_else(|| bad("its document is missing"))?;
            document = match parsing::value(line) {
                Ok(Value::Object(document)) => Some(document),
                Ok(_) | Err(_) => None,
            };
        }
        if kind == ActionKind::Update
            && let Some(update) = &document
        {
            check_update(update)?;
        }
        actions.push(Action { kind, id: keys.text("_id")?, document, condition, line: number });
    }
    Ok(actions)
}

/// Refuses a change that cannot be done.
///
/// # Errors
///
/// It holds what is not known or not supported.
pub(super) fn check_update(update: &Map<String, Value>) -> Result<(), ElasticError> {
    let keys = Keys::of_map(
        "UpdateRequest",
        update,
        &["doc", "doc_as_upsert", "upsert", "detect_noop", "script", "scripted_upsert", "_source"],
    )?;
    for key in ["script", "scripted_upsert"] {
        keys.refuse(key, "there are no scripts; send [doc]")?;
    }
    keys.refuse("_source", "read the document afterwards")?;
    if !keys.get("doc").is_some_and(Value::is_object) {
        return Err(ElasticError::bad(
            "action_request_validation_exception",
            "Validation Failed: 1: script or doc is missing;",
        ));
    }
    Ok(())
}

/// The failure of one action: status, type, reason, cause.
type Failed = (u16, &'static str, String, Option<String>);
/// What became of one action: status and result, or its failure.
type Outcome = Result<(u16, &'static str), Failed>;

/// Does what the lines say, in their order, and commits once.
///
/// # Errors
///
/// A document cannot be kept, or writing fails; nothing is written then.
pub(super) fn write(
    index: &Index,
    today: Day,
    actions: Vec<Action>,
    name: &str,
    is_refreshed: bool,
    refresh: &dyn Fn() -> Result<(), Problem>,
    engine: &dyn Fn() -> Arc<dyn Engine>,
) -> Result<Value, ElasticError> {
    let start = std::time::Instant::now();
    let failed = |error: IndexError| ElasticError::from(Problem::from(error));
    let searcher = index.searcher().map_err(failed)?;
    let mut writer = index.writer(WriterSettings { memory: MEMORY }).map_err(failed)?;
    let mut document_builder = index.document_builder();
    let settings = ExtractSettings { today, map: FieldMap::default(), dates: None };
    // What this request has made of an id so far: the document, or that there is none.
    let mut made: FxHashMap<ArticleId, Option<Map<String, Value>>> = FxHashMap::default();
    // What the catalog is told: the content of each id, or that it was deleted.
    let mut put: BTreeMap<ArticleId, Option<u128>> = BTreeMap::new();
    let mut articles: BTreeMap<ArticleId, Option<Article>> = BTreeMap::new();
    let mut items: Vec<(ActionKind, ArticleId, Outcome)> = Vec::new();
    let problem = |error: SearchError| ElasticError::from(Problem::from(error));
    for action in actions {
        let kind = action.kind;
        let generated = || {
            let whole = Value::Object(action.document.clone().unwrap_or_default()).to_string();
            let now = made.len() as u64 + searcher.corpus().map_or(0, |it| it.sequence);
            format!(
                "{:032x}",
                xxhash_rust::xxh3::xxh3_128(format!("{now} {} {whole}", action.line).as_bytes())
            )[..20]
                .to_owned()
        };
        let typed = action.id.clone().unwrap_or_else(generated);
        let Some(id) = ArticleId::new(&typed) else {
            return Err(ElasticError::unsupported("if _id is specified it must not be empty"));
        };
        if id.as_str() != typed || typed.len() > 512 {
            return Err(ElasticError::unsupported(format!(
                "id is too long or has blanks at its ends, must be no longer than 512 bytes but was: {}",
                typed.len()
            )));
        }
        let before = match made.get(&id) {
            Some(document) => document.clone(),
            None => searcher.article(&id).map_err(problem)?.map(|it| source_of(&it)),
        };
        if let Some(condition) = action.condition {
            let stamps = searcher.stamps(std::slice::from_ref(&id)).map_err(problem)?;
            let number = stamps.into_iter().next().flatten().map(|it| it.sequence.saturating_sub(1));
            if number != Some(condition.number) || condition.term != 1 || made.contains_key(&id) {
                let has = number.map_or_else(
                    || "it is not there".to_owned(),
                    |it| format!("current document has seqNo [{it}] and primary term [1]"),
                );
                let reason = format!(
                    "[{typed}]: version conflict, required seqNo [{}], primary term [{}]. {has}",
                    condition.number, condition.term
                );
                items.push((kind, id, Err((409, "version_conflict_engine_exception", reason, None))));
                continue;
            }
        }
        let document = match (kind, action.document) {
            (ActionKind::Delete, _) => {
                let known = before.is_some();
                articles.insert(id.clone(), None);
                put.insert(id.clone(), None);
                made.insert(id.clone(), None);
                items.push((kind, id, Ok(if known { (200, "deleted") } else { (404, "not_found") })));
                continue;
            }
            (_, None) => {
                let cause = "the document is not a JSON object".to_owned();
                items.push((
                    kind,
                    id,
                    Err((400, "mapper_parsing_exception", "failed to parse".to_owned(), Some(cause))),
                ));
                continue;
            }
            (ActionKind::Create, Some(_)) if before.is_some() => {
                let reason =
                    format!("[{typed}]: version conflict, document already exists (current version [1])");
                items.push((kind, id, Err((409, "version_conflict_engine_exception", reason, None))));
                continue;
            }
            (ActionKind::Index | ActionKind::Create, Some(document)) => document,
            (ActionKind::Update, Some(mut update)) => {
                let object = |value: Option<Value>| match value {
                    Some(Value::Object(map)) => Some(map),
                    _ => None,
                };
                let noop = update.get("detect_noop") != Some(&Value::Bool(false));
                let as_upsert = update.get("doc_as_upsert") == Some(&Value::Bool(true));
                let doc = object(update.remove("doc")).unwrap_or_default();
                match (&before, object(update.remove("upsert"))) {
                    (Some(before), _) => {
                        let mut merged = before.clone();
                        merge(&mut merged, doc);
                        if noop && merged == *before {
                            items.push((kind, id, Ok((200, "noop"))));
                            continue;
                        }
                        merged
                    }
                    (None, _) if as_upsert => doc,
                    (None, Some(upsert)) => upsert,
                    (None, None) => {
                        let reason = format!("[{typed}]: document missing");
                        items.push((kind, id, Err((404, "document_missing_exception", reason, None))));
                        continue;
                    }
                }
            }
        };
        if let Err(failed) = check_values(&document, &typed) {
            items.push((kind, id, Err(failed)));
            continue;
        }
        let article = article(id.clone(), document.clone(), &settings).map_err(|reason| {
            ElasticError::unsupported(format!(
                "the document [{typed}] cannot be kept: {reason}; nothing was written"
            ))
        })?;
        put.insert(id.clone(), Some(article.content_hash()));
        articles.insert(id.clone(), Some(article));
        made.insert(id.clone(), Some(document));
        items.push((kind, id, Ok(if before.is_some() { (200, "updated") } else { (201, "created") })));
    }
    for (id, article) in &articles {
        match article {
            None => writer.remove(id),
            Some(article) => writer.replace(document_builder.prepare(article)).map_err(failed)?,
        }
    }
    if !put.is_empty() {
        commit_changes(&mut writer, &put).map_err(failed)?;
    }
    refresh()?;
    let engine = engine();
    let ids: Vec<ArticleId> = items.iter().map(|it| it.1.clone()).collect();
    let stamps = engine.stamps(&ids).unwrap_or_default();
    let last = engine.corpus().map_or(0, |it| it.sequence);
    let mut any_failed = false;
    let mut shown = Vec::with_capacity(items.len());
    for (at, (kind, id, outcome)) in items.into_iter().enumerate() {
        let mut item = json!({"_index": name, "_id": id.as_str()});
        match outcome {
            Ok((status, result)) => {
                let number = stamps
                    .get(at)
                    .and_then(|it| it.as_ref())
                    .map_or(last, |it| it.sequence.saturating_sub(1));
                item["_version"] = 1.into();
                item["result"] = result.into();
                item["status"] = status.into();
                item["_seq_no"] = number.into();
                item["_primary_term"] = 1.into();
                item["_shards"] = json!({"total": 1, "successful": 1, "failed": 0});
                if is_refreshed && result != "noop" {
                    item["forced_refresh"] = true.into();
                }
            }
            Err((status, error, reason, cause)) => {
                any_failed = true;
                item["status"] = status.into();
                item["error"] = json!({"type": error, "reason": reason});
                if let Some(cause) = cause {
                    item["error"]["caused_by"] =
                        json!({"type": "illegal_argument_exception", "reason": cause});
                }
            }
        }
        shown.push(json!({kind.as_str(): item}));
    }
    let took = u64::try_from(start.elapsed().as_millis()).unwrap_or(u64::MAX);
    Ok(json!({"took": took, "errors": any_failed, "items": shown}))
}

impl From<IndexError> for Problem {
    fn from(error: IndexError) -> Problem {
        SearchError::from(error).into()
    }
}

/// The document that a change is made to: what was given, or what is known, without what was found in the text.
fn source_of(article: &Article) -> Map<String, Value> {
    let is_given = article.given.as_deref().is_some_and(|it| it.contains("\"quotes\""));
    let mut source = document(article);
    if !is_given {
        source.remove("quotes");
    }
    if article.given.is_none() {
        source.retain(|_, value| !value.is_null());
    }
    source
}

/// Puts the entries of one object over those of another.
fn merge(into: &mut Map<String, Value>, other: Map<String, Value>) {
    for (key, value) in other {
        match (into.get_mut(&key), value) {
            (Some(Value::Object(inner)), Value::Object(value)) => merge(inner, value),
            (_, value) => {
                into.insert(key, value);
            }
        }
    }
}

/// That each field holds what the mapping says.
fn check_values(document: &Map<String, Value>, id: &str) -> Result<(), Failed> {
    let wrong = |name: &str, kind: &str, value: &Value, cause: String| {
        let preview = text(value);
        let reason = format!(
            "failed to parse field [{name}] of type [{kind}] in document with id '{id}'. Preview of field's value: '{preview}'"
        );
        (400, "mapper_parsing_exception", reason, Some(cause))
    };
    let quotes = list(document.get("quotes"));
    if let Some(bad) = quotes.iter().find(|it| !it.is_object()) {
        return Err(wrong("quotes", "nested", bad, "a quotation is an object".to_owned()));
    }
    for row in all() {
        let values: Vec<&Value> = match row.name.strip_prefix("quotes.") {
            None => list(document.get(row.name)),
            Some(name) => quotes.iter().flat_map(|it| list(it.get(name))).collect(),
        };
        for value in values.into_iter().filter(|it| !it.is_null()) {
            if value.is_object() || value.is_array() {
                let cause = format!("Can't get text on a {}", parsing::token(value));
                return Err(wrong(row.name, row.type_name(), value, cause));
            }
            if matches!(row.kind, Kind::Date(_)) && of_document(value).is_none() {
                let cause = format!(
                    "failed to parse date field [{}] with format [strict_date_optional_time||epoch_millis]",
                    text(value)
                );
                return Err(wrong(row.name, "date", value, cause));
            }
        }
    }
    Ok(())
}

/// An article of a document, under this id.
fn article(
    id: ArticleId,
    document: Map<String, Value>,
    settings: &ExtractSettings,
) -> Result<Article, String> {
    let many = DATES
        .into_iter()
        .chain(["title", "body"])
        .find(|name| document.get(*name).is_some_and(Value::is_array));
    if let Some(name) = many {
        return Err(format!("[{name}] takes one value, not a list"));
    }
    let mut read = document.clone();
    read.remove("quotes");
    // The id is that of the request.
    read.insert("id".to_owned(), id.as_str().into());
    let origin = Origin { path: BULK.to_owned(), record: None };
    let raw = RawRecord::new(origin, Content::Json(Value::Object(read).to_string().into_bytes()));
    let mut article = article_of(raw, settings).map_err(|reject| reject.reason.to_string())?;
    article.id = id;
    let mut given = document;
    // What the article says as it was given need not be kept twice.
    if given.get("body").and_then(Value::as_str) == Some(&article.body) {
        given.remove("body");
    }
    if given.get("title").and_then(Value::as_str) == Some(article.title_text()) {
        given.remove("title");
    }
    article.given = Some(Value::Object(given).to_string());
    Ok(article)
}
