//! The tools: what they are called, what they take, what they answer.

use std::sync::Arc;

use rmcp::model::{JsonObject, Tool, ToolAnnotations};
use schemars::{JsonSchema, Schema, schema_for};
use serde_json::{Map, Value, json};

use crate::article::{Article, ArticleId, Quotation};
use crate::date::Day;
use crate::field::Field;
use crate::mcp::outputs;
use crate::render::fields::HitField;
use crate::render::json as wire;
use crate::request::answer;
use crate::request::answer::AnswerLines;
use crate::request::batch::{bound_hits, too_many_hits};
use crate::request::schema::object_schema;
use crate::request::stories;
use crate::request::{Limit, Problem, RequestKind, RequestObject};
use crate::search::{Count, Engine};
use crate::span::ByteSpan;

/// The default number of hits and quotations.
const FEW: usize = 5;
/// The default number of passages of a hit.
const PASSAGES: usize = 2;
/// The most hits and quotations of an answer.
const MOST: usize = 1_000;
/// The most bytes of an answer.
const ANSWER: usize = 4 << 20;
/// Bytes that the quotations of an answer may take while it is made.
const MEMORY: usize = 128 << 20;
/// The most speakers that an answer about quotations counts.
const VALUES: usize = 10;
/// The default facets.
const COUNTED: [&str; 2] = ["source", "speaker"];
/// The default number of days, months or years of a timeline.
const POINTS: usize = 400;
/// The default number of bytes of an article.
const STRETCH: usize = 4_000;
/// The default fields of a hit: the columns of a table without language and speakers, and the address, so that what is
/// said can be cited.
fn fields() -> Vec<String> {
    let shown = HitField::in_tables()
        .filter(|field| !matches!(field, HitField::Of(Field::Language) | HitField::Speakers));
    shown.chain([HitField::Of(Field::Url)]).map(|field| field.as_str().to_owned()).collect()
}

/// An article, or a stretch of it.
#[derive(JsonSchema)]
#[expect(dead_code, reason = "only its schema is used")]
struct ArticleArguments {
    /// The article's id, as hits and quotations give it.
    id: String,
    /// The byte of the body at which to start; 0 unless told otherwise.
    #[schemars(default)]
    start: usize,
    /// How many bytes of the body to show; 4000 unless told otherwise.
    #[schemars(default)]
    length: Option<usize>,
}

/// What `copies` takes.
#[derive(JsonSchema)]
#[expect(dead_code, reason = "only its schema is used")]
struct CopiesArguments {
    /// The id of an article.
    id: String,
}

/// What `diff` takes.
#[derive(JsonSchema)]
#[expect(dead_code, reason = "only its schema is used")]
struct DiffArguments {
    /// The id of an article.
    id: String,
    /// The id of the article that is laid against it.
    other: String,
}

/// What `similar` takes.
#[derive(JsonSchema)]
#[expect(dead_code, reason = "only its schema is used")]
struct SimilarArguments {
    /// The id of an article; without it, `text` is compared.
    #[schemars(default)]
    id: Option<String>,
    /// A text that need not be in the index.
    #[schemars(default)]
    text: Option<String>,
    /// The headline of that text.
    #[schemars(default)]
    title: Option<String>,
    /// How many are shown; 5 unless told otherwise.
    #[schemars(default)]
    limit: Option<usize>,
}

/// What `watch` takes.
#[derive(JsonSchema)]
#[expect(dead_code, reason = "only its schema is used")]
struct WatchArguments {
    /// The name of the watch.
    name: String,
    /// How many articles are shown; 20 unless told otherwise.
    #[schemars(default)]
    limit: Option<usize>,
}

/// Every tool.
pub(super) fn all() -> Vec<Tool> {
    vec![
        asking(
            RequestKind::Search,
            "search",
            "Find news articles. Shows 5 unless `limit` says otherwise, each with its id and the passages that prove \
             it: `start` of a snippet is its byte in the field, `marks` are the matches in it. `fields` may add \
             spans (every match with its place), speakers, language.",
            &[("limit", FEW.into()), ("snippets", PASSAGES.into()), ("fields", fields().into())],
        )
        .with_raw_output_schema(Arc::new(outputs::search())),
        asking(
            RequestKind::Quotations,
            "quotes",
            "Find quotations: who said it, in which words, told by which articles (id, start, end in bytes of the \
             body). Shows 5 unless `limit` says otherwise.",
            &[("limit", FEW.into())],
        )
        .with_raw_output_schema(Arc::new(outputs::quotes())),
        tool::<ArticleArguments>(
            "article",
            "Show an article: its facts, a stretch of its body, and the quotations in that stretch with their \
             speakers and places.",
        )
        .with_raw_output_schema(Arc::new(outputs::article())),
        asking(
            RequestKind::Counts,
            "facets",
            "Count the articles of a query by what they have in a field: `facets` names the fields.",
            &[("facets", json!(COUNTED))],
        )
        .with_raw_output_schema(Arc::new(outputs::counts())),
        timeline().with_raw_output_schema(Arc::new(outputs::counts())),
        asking(
            RequestKind::Suggestions,
            "suggest",
            "For a query that finds nothing: which of its words are in no article, words near them, and looser \
             queries that find something.",
            &[],
        )
        .with_raw_output_schema(Arc::new(outputs::suggestions())),
        asking(
            RequestKind::Events,
            "events",
            "Which articles tell of the same event: each event with its articles in the order of time and what each adds. \
             Shows 5 unless `limit` says otherwise.",
            &[("limit", FEW.into())],
        )
        .with_raw_output_schema(Arc::new(outputs::events())),
        tool::<CopiesArguments>(
            "copies",
            "The copies of an article in other papers in the order of time, and what each is to the others: same, cut, \
             updated, corrected.",
        )
        .with_raw_output_schema(Arc::new(outputs::copies())),
        tool::<DiffArguments>(
            "diff",
            "Two articles side by side: which sentences are the same, changed, added or left out.",
        )
        .with_raw_output_schema(Arc::new(outputs::diff())),
        tool::<SimilarArguments>(
            "similar",
            "The articles that are most like one, or like any text: in other words on the same.",
        )
        .with_raw_output_schema(Arc::new(outputs::similar())),
        tool::<Nothing>(
            "watches",
            "The standing questions that are kept beside the index: name, query, how many articles each told, how many \
             are new for it, and when it was run last.",
        )
        .with_raw_output_schema(Arc::new(outputs::watches())),
        tool::<WatchArguments>(
            "watch",
            "What is new for a watch: the articles that match and were not told yet, those that came first at the front. \
             A look does not count as telling; newsgrep watch run tells.",
        )
        .with_raw_output_schema(Arc::new(outputs::news())),
        tool::<Nothing>(
            "info",
            "What the index holds: articles, quotations, sources, speakers, first and last day.",
        )
        .with_raw_output_schema(Arc::new(outputs::info())),
    ]
}

/// A tool that takes nothing.
#[derive(JsonSchema)]
struct Nothing {}

/// A tool that takes the options of a request; some have defaults of their own here.
fn asking(
    kind: RequestKind,
    name: &'static str,
    says: &'static str,
    defaults: &[(&'static str, Value)],
) -> Tool {
    let mut schema = object_of(object_schema(kind, says));
    // It stands beside the schema.
    schema.remove("description");
    for (key, default) in defaults {
        schema["properties"][*key]["default"] = default.clone();
    }
    described(name, says, schema)
}

/// The tool that counts over time.
fn timeline() -> Tool {
    let says = "Count the articles of a query by day, month or year.";
    let mut schema = object_of(object_schema(RequestKind::Counts, says));
    schema.remove("description");
    schema["properties"]["facet_limit"]["default"] = POINTS.into();
    if let Some(Value::Object(properties)) = schema.get_mut("properties") {
        properties.remove("facets");
        let by = json!({"type": "string", "enum": ["day", "month", "year"], "default": "month",
            "description": "How time is divided."});
        properties.insert("by".to_owned(), by);
    }
    described("timeline", says, schema)
}

fn tool<T: JsonSchema>(name: &'static str, says: &'static str) -> Tool {
    described(name, says, object_of(schema_for!(T)))
}

fn object_of(schema: Schema) -> JsonObject {
    match schema.to_value() {
        Value::Object(schema) => schema,
        _ => JsonObject::new(),
    }
}

fn described(name: &'static str, says: &'static str, mut schema: JsonObject) -> Tool {
    schema.entry("type").or_insert_with(|| "object".into());
    schema.entry("properties").or_insert_with(|| Value::Object(Map::new()));
    let reads = ToolAnnotations::new().read_only(true).open_world(false);
    Tool::new(name, says, Arc::new(schema)).with_annotations(reads)
}

/// Calls a tool.
pub(super) fn call(
    engine: &dyn Engine,
    today: Day,
    location: &str,
    name: &str,
    mut arguments: Map<String, Value>,
) -> Result<Value, Problem> {
    match name {
        "search" => {
            let mut object = RequestObject::from_known_json(RequestKind::Search, arguments)?;
            object.limit.get_or_insert(Limit::Hits(FEW));
            object.snippets.get_or_insert(PASSAGES);
            if object.fields.is_empty() {
                object.fields = fields();
            }
            let meant = object.meant(today);
            let mut asked = object.bounded().ask(today)?;
            let all = bound_hits(&mut asked, MOST)?;
            let (lines, articles) = answer::search(engine, &asked, ANSWER)?;
            if all && articles.number() > MOST as u64 {
                return Err(too_many_hits(MOST));
            }
            let mut found = parsed(&answer::as_object(&lines, AnswerLines::Hits));
            if articles == Count::Exact(0) && found["summary"]["partial"] != Value::Bool(true) {
                found["offers"] = parsed(&answer::suggestions(engine, &asked, meant.as_ref())?);
            }
            Ok(found)
        }
        "quotes" => {
            let mut object = RequestObject::from_known_json(RequestKind::Quotations, arguments)?;
            if let Limit::Hits(limit) = *object.limit.get_or_insert(Limit::Hits(FEW))
                && limit > MOST
            {
                return Err(Problem::new(
                    "too_many_hits",
                    format!("an answer holds at most {MOST} quotations"),
                )
                .offer(format!("ask for them in parts with limit={MOST} and offset")));
            }
            let mut question = object.ask_quotes(today)?.at_most(MOST);
            question.request.memory = MEMORY;
            let mut lines = question.answer(engine, ANSWER)?;
            lines = answer::as_object(&lines, AnswerLines::Quotations);
            let mut answer = parsed(&lines);
            shorten(answer.pointer_mut("/summary/facets/speaker/values"));
            Ok(answer)
        }
        "article" => article(engine, arguments),
        "facets" => {
            let mut object = counted(arguments)?;
            if object.facets.is_empty() {
                object.facets = COUNTED.map(str::to_owned).to_vec();
            }
            Ok(parsed(&answer::counts(engine, &object.bounded().ask(today)?)?))
        }
        "timeline" => {
            let by = arguments.remove("by").unwrap_or_else(|| "month".into());
            let facet = match by.as_str() {
                Some(by @ ("day" | "month" | "year")) => format!("date:{by}"),
                _ => return Err(Problem::new("bad_value", format!("by: {by} is not day, month or year"))),
            };
            let mut object = counted(arguments)?;
            object.facets = vec![facet];
            object.facet_limit.get_or_insert(POINTS);
            Ok(parsed(&answer::counts(engine, &object.bounded().ask(today)?)?))
        }
        "suggest" => {
            let object = RequestObject::from_known_json(RequestKind::Suggestions, arguments)?;
            let meant = object.meant(today);
            Ok(parsed(&answer::suggestions(engine, &object.bounded().ask(today)?, meant.as_ref())?))
        }
        "events" => {
            let mut object = RequestObject::from_known_json(RequestKind::Events, arguments)?;
            if object.query.is_empty() {
                object.query = vec!["*".to_owned()];
            }
            object.limit.get_or_insert(Limit::Hits(FEW));
            let asked = stories::at_most(object.bounded().ask(today)?, MOST);
            let lines = stories::events(engine, &asked, ANSWER)?;
            Ok(parsed(&answer::as_object(&lines, AnswerLines::Events)))
        }
        "copies" => Ok(parsed(&stories::copies(engine, &named(&arguments, &["id"])?)?)),
        "diff" => {
            let id = named(&arguments, &["id", "other"])?;
            let other = arguments.get("other").and_then(Value::as_str);
            let other = other.ok_or_else(|| Problem::new("bad_value", "other: an article is named by its id, a text"))?;
            Ok(parsed(&stories::diff(engine, &id, other)?))
        }
        "similar" => {
            let limit = number(&arguments, "limit", FEW)?.min(MOST);
            let lines = match arguments.get("text").and_then(Value::as_str) {
                None => stories::similar(engine, &named(&arguments, &["id", "limit"])?, limit)?,
                Some(text) => {
                    only(&arguments, &["text", "title", "limit"])?;
                    let title = arguments.get("title").and_then(Value::as_str);
                    stories::similar_to_text(engine, title, text, limit)?
                }
            };
            let found = lines.split(|byte| *byte == b'\n').filter(|line| !line.is_empty()).map(parsed);
            Ok(json!({"similar": found.collect::<Vec<Value>>()}))
        }
        "info" => {
            let mut line = Vec::new();
            wire::write_info(location, &engine.info()?, &mut line).expect("a vector takes everything");
            Ok(parsed(&line))
        }
        other => Err(Problem::new("unknown_tool", format!("there is no tool `{other}`"))
            .offer("tools are search, quotes, article, facets, timeline, suggest, events, copies, diff, similar, watches, watch, info")),
    }
}

/// A request for counts; without a query, of every article.
fn counted(arguments: Map<String, Value>) -> Result<RequestObject, Problem> {
    let mut object = RequestObject::from_known_json(RequestKind::Counts, arguments)?;
    if object.query.is_empty() {
        object.query = vec!["*".to_owned()];
    }
    Ok(object)
}

/// The first values of a long list.
fn shorten(values: Option<&mut Value>) {
    if let Some(Value::Array(values)) = values {
        values.truncate(VALUES);
    }
}

fn article(engine: &dyn Engine, arguments: Map<String, Value>) -> Result<Value, Problem> {
    let id = named(&arguments, &["id", "start", "length"])?;
    let (start, length) =
        (number(&arguments, "start", 0)?, number(&arguments, "length", STRETCH)?.min(ANSWER));
    let none = || Problem::new("no_article", format!("no article has the id `{id}`"));
    let article = engine.article(&ArticleId::new(&id).ok_or_else(none)?)?.ok_or_else(none)?;
    Ok(stretch(&article, start, length))
}

/// The id of the article that is meant, where only these keys are known.
fn named(arguments: &Map<String, Value>, known: &[&str]) -> Result<String, Problem> {
    only(arguments, known)?;
    let id = arguments.get("id").and_then(Value::as_str);
    let id = id.ok_or_else(|| Problem::new("bad_value", "id: an article is named by its id, a text"))?;
    Ok(id.to_owned())
}

/// That only these keys are there.
pub(super) fn only(arguments: &Map<String, Value>, known: &[&str]) -> Result<(), Problem> {
    match arguments.keys().find(|key| !known.contains(&key.as_str())) {
        None => Ok(()),
        Some(key) => Err(Problem::new("unknown_key", format!("there is no key `{key}` in a request"))
            .offer(format!("keys are {}", known.join(", ")))),
    }
}

/// A whole number, where one is given.
pub(super) fn number(arguments: &Map<String, Value>, key: &str, default: usize) -> Result<usize, Problem> {
    match arguments.get(key) {
        None | Some(Value::Null) => Ok(default),
        Some(value) => value
            .as_u64()
            .and_then(|it| usize::try_from(it).ok())
            .ok_or_else(|| Problem::new("bad_value", format!("{key}: {value} is not a number"))),
    }
}

/// The fields of the article, the stretch, and the quotations that overlap it.
fn stretch(article: &Article, start: usize, length: usize) -> Value {
    let body = article.body.as_str();
    let start = body.floor_char_boundary(start.min(body.len()));
    let end = body.floor_char_boundary(start.saturating_add(length).min(body.len()));
    let shown = ByteSpan::in_text(body, start, end).filter(|it| !it.is_empty());
    let quotation = |it: &Quotation| {
        json!({
            "start": it.span.start(),
            "end": it.span.end(),
            "text": it.span.of(body),
            "kind": it.kind.as_str(),
            "speaker": it.speaker.as_ref().map(|who| who.name.as_str()),
            "confidence": it.confidence,
        })
    };
    let quotations: Vec<Value> = article
        .quotations
        .iter()
        .filter(|it| shown.is_some_and(|shown| shown.overlaps(it.span)))
        .map(quotation)
        .collect();
    // The body is shown in parts, and the speakers with their quotations.
    let facts = Field::all().filter(|field| !matches!(field, Field::Body | Field::Speaker));
    let mut shown: Map<String, Value> =
        facts.map(|field| (field.as_str().to_owned(), article.text(field).into())).collect();
    shown.insert("published".to_owned(), article.published().into());
    shown.insert("body_bytes".to_owned(), body.len().into());
    shown.insert("start".to_owned(), start.into());
    shown.insert("end".to_owned(), end.into());
    shown.insert("text".to_owned(), body[start..end].into());
    shown.insert("quotations".to_owned(), quotations.into());
    Value::Object(shown)
}

/// A line of JSON as a value.
pub(super) fn parsed(line: &[u8]) -> Value {
    serde_json::from_slice(line).unwrap_or(Value::Null)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_tool_takes_an_object_and_says_what_it_does() {
        let tools = all();
        let names: Vec<&str> = tools.iter().map(|it| it.name.as_ref()).collect();
        assert_eq!(
            names,
            [
                "search", "quotes", "article", "facets", "timeline", "suggest", "events", "copies", "diff",
                "similar", "watches", "watch", "info"
            ]
        );
        for tool in &tools {
            assert_eq!(tool.input_schema.get("type"), Some(&json!("object")), "{}", tool.name);
            assert!(tool.description.as_ref().is_some_and(|it| it.len() > 20));
        }
        let search = &tools[0].input_schema["properties"];
        assert!(search.get("query").is_some() && search.get("id").is_none());
        assert!(tools[4].input_schema["properties"].get("query").is_some());
    }
}
