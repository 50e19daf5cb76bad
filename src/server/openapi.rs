//! `/api/openapi.json`: the OpenAPI document, made from the table of options and the types of answers.

use axum::http::header;
use axum::response::{IntoResponse, Response};
use schemars::generate::{SchemaGenerator, SchemaSettings};
use schemars::{JsonSchema, Schema};
use serde_json::{Map, Value, json};

use crate::render::json::article::ArticleV1;
use crate::render::json::copies::{EventV1, EventsSummaryV1, StoryV1};
use crate::render::json::diff::DiffV1;
use crate::render::json::quotes::{QuotationV1, QuotesSummaryV1};
use crate::render::json::similar::SimilarV1;
use crate::render::json::{ErrorLine, HitV1, InfoV1, SummaryV1, Typed};
use crate::request::RequestKind;
use crate::request::answer::SuggestionsV1;
use crate::request::options::{OptionValue, options_of};
use crate::request::schema::{object_schema, value_schema};
use crate::server::api::TextToCompare;
use crate::server::problems::{JSON, LINES};

/// The document.
pub(super) async fn document() -> Response {
    ([(header::CONTENT_TYPE, JSON)], text()).into_response()
}

/// The document as text. Of the forms of an answer the first is what a client gets that asks for none, and the keys of
/// a [`Value`] are sorted, so the other one gets its name here.
fn text() -> String {
    describe().to_string().replace(&format!("\"{OBJECT}\":"), &format!("\"{JSON}\":"))
}

/// Stands for the media type of an answer as one object.
const OBJECT: &str = "application/x-one-object";

fn describe() -> Value {
    let mut answers = SchemaSettings::openapi3().for_serialize().into_generator();
    let search = lines(
        &mut answers,
        "A line for each hit, then the summary; or all of it as one object.",
        &[schema::<Typed<HitV1>>, schema::<Typed<SummaryV1>>],
        Some("hits"),
    );
    let quotes = lines(
        &mut answers,
        "A line for each quotation, then the summary; or all of it as one object.",
        &[schema::<Typed<QuotationV1>>, schema::<Typed<QuotesSummaryV1>>],
        Some("quotations"),
    );
    let batch = lines(
        &mut answers,
        "For each question the lines of its search, or an error, each with `query_id` as its first key.",
        &[schema::<Typed<HitV1>>, schema::<Typed<SummaryV1>>, schema::<Typed<ErrorLine>>],
        None,
    );
    let events = lines(
        &mut answers,
        "A line for each event, then the summary.",
        &[schema::<Typed<EventV1>>, schema::<Typed<EventsSummaryV1>>],
        Some("events"),
    );
    let similar = lines(&mut answers, "A line for each article.", &[schema::<Typed<SimilarV1>>], None);
    let compared = answers.subschema_for::<TextToCompare>();
    let of_article = json!({"name": "id", "in": "query", "required": true, "description": "The id of an article.",
        "schema": {"type": "string"}});
    let error = answers.subschema_for::<Typed<ErrorLine>>();
    let (counts, suggestions) =
        (one::<Typed<SummaryV1>>(&mut answers), one::<Typed<SuggestionsV1>>(&mut answers));
    // One question is a batch, too, which clients can send that know no lines.
    let question = json!({
        "schema": reference(RequestKind::Batch),
        "example": {"id": 1, "query": "last Ukrainian", "limit": 5},
    });
    let paths = json!({
        "/api/search": both(RequestKind::Search, "search", "Search articles.", search),
        "/api/facets": both(RequestKind::Counts, "facets", "Count articles by their fields and by time.", counts),
        "/api/suggest": both(RequestKind::Suggestions, "suggest", "What would be found instead.", suggestions),
        "/api/quotes": both(RequestKind::Quotations, "quotes", "Who said it, in which words, told by whom.", quotes),
        "/api/events": both(RequestKind::Events, "events", "Which articles tell of the same.", events),
        "/api/copies": {"get": operation("copies", "An article and its copies.", json!([of_article]), None,
            one::<Typed<StoryV1>>(&mut answers))},
        "/api/diff": {"get": operation("diff", "Two articles side by side.", json!([of_article, {
            "name": "other", "in": "query", "required": true, "description": "The id of the article that is laid against it.",
            "schema": {"type": "string"}
        }]), None, one::<Typed<DiffV1>>(&mut answers))},
        "/api/similar": {"get": operation("similar", "The articles that are most like one.", json!([of_article, {
            "name": "limit", "in": "query", "description": "How many are shown.",
            "schema": {"type": "integer", "minimum": 0, "maximum": 100, "default": 10}
        }]), None, similar.clone()), "post": operation(
            "similar_to_text",
            "The articles that are most like a text, which need not be in the index.",
            json!([]),
            Some(json!({"required": true, "content": {JSON: {"schema": compared}}})),
            similar,
        )},
        "/api/articles/{id}": {"get": operation("article", "An article, whole.", json!([{
            "name": "id", "in": "path", "required": true, "schema": {"type": "string", "minLength": 1},
            "description": "The id, as hits and quotations give it.",
        }]), None, one::<Typed<ArticleV1>>(&mut answers))},
        "/api/info": {"get": operation("info", "What is in the index.", json!([]), None, one::<Typed<InfoV1>>(&mut answers))},
        "/api/batch": {"post": operation(
            "batch",
            "Many questions: request objects as JSON Lines, answered in their order while they come.",
            json!([]),
            Some(json!({"required": true, "content": {LINES: question.clone(), JSON: question}})),
            batch,
        )},
        "/healthz": {"get": operation("health", "Whether the server runs.", json!([]), None, plain("ok"))},
        "/metrics": {"get": operation("metrics", "Counts for Prometheus.", json!([]), None, plain("Lines."))},
    });
    let mut components: Map<String, Value> = Map::new();
    let mut definitions = answers.take_definitions(true);
    for (kind, says) in [
        (RequestKind::Search, "A question. An option that is left out has its default."),
        (RequestKind::Batch, "A question of a batch."),
        (RequestKind::Counts, "What is counted. Without a query, everything."),
        (RequestKind::Suggestions, "A question that finds nothing."),
        (RequestKind::Quotations, "A question about quotations."),
        (RequestKind::Events, "A question about events. Without a query, every article."),
    ] {
        definitions.insert(request_name(kind).to_owned(), object_schema(kind, says).to_value());
    }
    components.insert("schemas".to_owned(), Value::Object(definitions));
    components.insert(
        "responses".to_owned(),
        json!({"Error": {"description": "Trouble; `kind` is stable.", "content": {JSON: {
            "schema": error,
            "example": {"type": "error", "v": 1, "kind": "unknown_field", "message": "no field named `speeker`",
                "at": {"start": 0, "end": 7}, "offer": "did you mean `speaker`?"},
        }}}}),
    );
    components.insert("securitySchemes".to_owned(), json!({"token": {"type": "http", "scheme": "bearer"}}));
    json!({
        "openapi": "3.0.3",
        "info": {
            "title": "newsgrep",
            "version": env!("CARGO_PKG_VERSION"),
            "description": "grep for the news: who said what, when, and who reported it.",
            "license": {"name": "MIT OR Apache-2.0"},
        },
        "paths": paths,
        "components": components,
        "security": [{}, {"token": []}],
    })
}

type Sub = fn(&mut SchemaGenerator) -> Schema;

fn schema<T: JsonSchema>(schemas: &mut SchemaGenerator) -> Schema {
    schemas.subschema_for::<T>()
}

/// An answer of one object.
fn one<T: JsonSchema>(schemas: &mut SchemaGenerator) -> Value {
    json!({"description": "The answer.", "content": {JSON: {"schema": schemas.subschema_for::<T>()}}})
}

/// An answer of plain text.
fn plain(says: &str) -> Value {
    json!({"description": says, "content": {"text/plain": {"schema": {"type": "string"}}}})
}

/// An answer of lines of these kinds; with a key, the same as one object that has the lines of the first kind under it
/// and the second as `summary`.
fn lines(schemas: &mut SchemaGenerator, says: &str, kinds: &[Sub], key: Option<&str>) -> Value {
    let kinds: Vec<Schema> = kinds.iter().map(|kind| kind(schemas)).collect();
    let mut content = json!({LINES: {"schema": {"oneOf": kinds}}});
    if let (Some(key), [shown, summary]) = (key, kinds.as_slice()) {
        content[OBJECT] = json!({"schema": {
            "type": "object",
            "required": [key, "summary"],
            "properties": {key: {"type": "array", "items": shown}, "summary": summary},
        }});
    }
    json!({"description": says, "content": content})
}

/// The operations of a path: GET with the options in the address, POST with them in the body.
fn both(kind: RequestKind, name: &str, says: &str, answer: Value) -> Value {
    let form = answer.pointer(&format!("/content/{}", OBJECT.replace('/', "~1"))).map(|_| {
        json!({"name": "format", "in": "query", "schema": {"type": "string", "enum": ["jsonl", "json"]},
            "description": "Lines, or one object. Left out: one object where the header Accept asks for application/json, \
                            else lines."})
    });
    let parameters = options_of(kind).map(|row| {
        // A list is written with commas, or comes several times.
        let schema = match row.value {
            OptionValue::Queries(_) => json!({"type": "string"}),
            _ => value_schema(row),
        };
        let explode = matches!(row.value, OptionValue::Texts(_));
        json!({"name": row.name, "in": "query", "description": row.doc(kind), "schema": schema,
            "style": "form", "explode": explode, "required": is_required(kind, row.name)})
    });
    let parameters: Vec<Value> = parameters.chain(form.clone()).collect();
    let mut example = json!({"query": "last Ukrainian"});
    match kind {
        RequestKind::Search | RequestKind::Batch => {
            (example["limit"], example["facets"]) = (5.into(), json!(["source"]));
        }
        RequestKind::Counts => example["facets"] = json!(["source", "date:month"]),
        RequestKind::Quotations => example["speaker"] = "Putin".into(),
        RequestKind::Suggestions | RequestKind::Events => {}
    }
    let body = json!({"content": {JSON: {"schema": reference(kind), "example": example}}});
    json!({
        "get": operation(name, says, parameters.into(), None, answer.clone()),
        "post": operation(&format!("{name}_by_body"), says, form.into_iter().collect(), Some(body), answer),
    })
}

/// Whether a request cannot do without an option.
fn is_required(kind: RequestKind, name: &str) -> bool {
    name == "query" && matches!(kind, RequestKind::Search | RequestKind::Suggestions)
}

/// The name of a request's schema in the document.
fn request_name(kind: RequestKind) -> &'static str {
    match kind {
        RequestKind::Search => "RequestObject",
        RequestKind::Batch => "BatchRequest",
        RequestKind::Counts => "CountsRequest",
        RequestKind::Suggestions => "SuggestionsRequest",
        RequestKind::Quotations => "QuotesObject",
        RequestKind::Events => "EventsRequest",
    }
}

fn reference(kind: RequestKind) -> Value {
    json!({"$ref": format!("#/components/schemas/{}", request_name(kind))})
}

fn operation(name: &str, says: &str, parameters: Value, body: Option<Value>, answer: Value) -> Value {
    let problem = || json!({"$ref": "#/components/responses/Error"});
    let mut responses = json!({"200": answer});
    for status in ["400", "401", "403", "404", "405", "408", "413", "500", "503", "504"] {
        responses[status] = problem();
    }
    let mut operation = json!({
        "operationId": name,
        "summary": says,
        "parameters": parameters,
        "responses": responses,
    });
    if let (Some(body), Some(map)) = (body, operation.as_object_mut()) {
        map.insert("requestBody".to_owned(), body);
    }
    operation
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::article::{Article, ArticleId, Earlier, FoundBy, Language, Names, Origin};
    use crate::date::{Dating, Day, Instant};
    use crate::people::quotations;
    use crate::render::fields::HitField;
    use crate::render::json::article::write_article;
    use crate::render::json::quotes::write_quotes;
    use crate::render::json::{write_error, write_hits, write_summary};
    use crate::search::samples::{hit, page};
    use crate::search::{Facet, FacetCounts, Hit, LeafScore};
    use crate::span::ByteSpan;

    #[test]
    fn every_reference_of_the_document_leads_somewhere() {
        let document = describe();
        let mut references = Vec::new();
        collect(&document, &mut references);
        assert!(references.len() > 10);
        for reference in references {
            let pointer = reference.strip_prefix('#').expect("within the document");
            assert!(document.pointer(pointer).is_some(), "{reference}");
        }
        let keys = document.pointer("/components/schemas/RequestObject/properties").expect("a schema");
        assert!(keys.get("query").is_some() && keys.get("facets").is_some());
    }

    #[test]
    fn lines_come_first_and_every_answer_has_one_object_too() {
        let text = text();
        assert!(!text.contains(OBJECT));
        let (lines, object) = (text.find(LINES).expect("lines"), text.find("\"hits\":").expect("an object"));
        assert!(lines < object);
        let document: Value = serde_json::from_str(&text).expect("JSON");
        for (path, key) in [("search", "hits"), ("quotes", "quotations")] {
            for method in ["get", "post"] {
                let content =
                    &document["paths"][format!("/api/{path}")][method]["responses"]["200"]["content"];
                assert!(content[LINES].is_object(), "{path} {method}");
                let object = &content[JSON]["schema"];
                assert_eq!(object["required"], json!([key, "summary"]));
            }
        }
        assert!(
            document["paths"]["/api/search"]["post"]["requestBody"]["content"][JSON]["example"].is_object()
        );
    }

    /// Whether a value is what a schema of the document says, with no key that it does not name.
    fn check(value: &Value, schema: &Value, document: &Value) -> Result<(), String> {
        let told = || format!("{value} is not {schema}");
        if let Some(reference) = schema.get("$ref").and_then(Value::as_str) {
            return check(value, document.pointer(&reference[1..]).expect("it leads somewhere"), document);
        }
        if let Some(all) = schema.get("allOf").and_then(Value::as_array) {
            return all.iter().try_for_each(|schema| check(value, schema, document));
        }
        for kind in ["anyOf", "oneOf"] {
            if let Some(any) = schema.get(kind).and_then(Value::as_array) {
                let fits = any.iter().any(|schema| check(value, schema, document).is_ok());
                return if fits { Ok(()) } else { Err(told()) };
            }
        }
        if value.is_null() && schema.get("nullable") == Some(&json!(true)) {
            return Ok(());
        }
        if schema.get("enum").and_then(Value::as_array).is_some_and(|values| !values.contains(value)) {
            return Err(told());
        }
        let fits = match schema["type"].as_str().ok_or_else(told)? {
            "string" => value.is_string(),
            "integer" => value.is_i64() || value.is_u64(),
            "number" => value.is_number(),
            "boolean" => value.is_boolean(),
            "array" => value.is_array(),
            "object" => value.is_object(),
            _ => false,
        };
        if !fits {
            return Err(told());
        }
        match value {
            Value::Array(items) => items.iter().try_for_each(|it| check(it, &schema["items"], document)),
            Value::Object(map) => {
                let required = schema.get("required").and_then(Value::as_array);
                if let Some(missing) = required.into_iter().flatten().find(|key| {
                    let key = key.as_str().expect("a key");
                    !map.contains_key(key)
                }) {
                    return Err(format!("{value} has no {missing}"));
                }
                map.iter().try_for_each(|(key, value)| {
                    let own = schema.pointer(&format!("/properties/{}", key.replace('/', "~1")));
                    let schema = own.or_else(|| schema.get("additionalProperties"));
                    let schema = schema.filter(|it| it.is_object());
                    check(value, schema.ok_or_else(|| format!("the key {key} is not described"))?, document)
                })
            }
            Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => Ok(()),
        }
    }

    #[track_caller]
    fn check_lines(schema: &str, write: impl FnOnce(&mut Vec<u8>) -> std::io::Result<()>) {
        let mut lines = Vec::new();
        write(&mut lines).expect("a vector takes everything");
        let document = describe();
        let schema = document.pointer(&format!("/components/schemas/{schema}")).expect("it is described");
        let mut count = 0;
        for line in lines.split(|byte| *byte == b'\n').filter(|line| !line.is_empty()) {
            let value: Value = serde_json::from_slice(line).expect("JSON");
            if let Err(wrong) = check(&value, schema, &document) {
                panic!("{wrong}");
            }
            // A schema that takes anything would prove nothing.
            let mut other = value.clone();
            other["type"] = json!("else");
            assert!(check(&other, schema, &document).is_err());
            other = value;
            other["another"] = json!(1);
            assert!(check(&other, schema, &document).is_err());
            count += 1;
        }
        assert!(count > 0, "nothing was written");
    }

    #[test]
    fn what_is_written_is_what_is_described() {
        let mut rare = hit();
        rare.origins[0].record = Some(3);
        rare.origins.push(Origin { path: "b.txt".into(), record: None });
        rare.explanation = Some(vec![LeafScore { leaf: "last".into(), score: 2.5 }]);
        rare.earlier = Some(Earlier {
            of: ArticleId::new("a").expect("an id"),
            until: Day::new(2025, 11, 28).expect("a day"),
        });
        let bare = Hit { title: None, dating: None, names: Names::default(), ..hit() };
        let fields: Vec<HitField> = HitField::all().collect();
        check_lines("HitV1", |out| write_hits(&[hit(), rare, bare], &fields, out));
        let mut counted = page(vec![hit()]);
        check_lines("SummaryV1", |out| write_summary("a", &counted, out));
        (counted.partial, counted.occurrences) = (true, None);
        counted.notices.push("so".into());
        counted.facets.push(FacetCounts {
            facet: Facet::MONTH,
            values: vec![("2025-11".into(), 2.into())],
            unknown: 1.into(),
            distinct: 1.into(),
        });
        check_lines("SummaryV1", |out| write_summary("a", &counted, out));
        let quoted = crate::render::quotes::tests::page();
        check_lines("QuotationV1", |out| write_quotes(&quoted.shown, out));
        check_lines("QuotesSummaryV1", |out| crate::render::json::quotes::write_summary("a", &quoted, out));
        for at in [None, Some(ByteSpan::known(0, 7))] {
            let error =
                ErrorLine { kind: "unknown_field", message: "no field", at, offer: at.map(|_| "this") };
            check_lines("ErrorV1", |out| write_error(&error, out));
        }
        let mut article = Article::new(ArticleId::new("7").expect("an id"));
        check_lines("ArticleV1", |out| write_article(&article, out));
        article.body = "Ann Lee came later. \"The light will not miss me,\" she said.".to_owned();
        article.quotations = quotations(&article.body, Language::ENGLISH);
        assert!(article.quotations.iter().any(|it| it.mention.is_some() && it.cue.is_some()));
        article.origins = vec![Origin { path: "a.jsonl".into(), record: Some(2) }; 2];
        let day = Day::new(2025, 11, 27).expect("a day");
        let instant = Instant::new(1_764_234_900, 60);
        article.dating = Some(Dating { day, instant, found: FoundBy::Head });
        check_lines("ArticleV1", |out| write_article(&article, out));
    }

    fn collect(value: &Value, into: &mut Vec<String>) {
        match value {
            Value::Object(map) => {
                into.extend(map.get("$ref").and_then(Value::as_str).map(str::to_owned));
                map.values().for_each(|it| collect(it, into));
            }
            Value::Array(items) => items.iter().for_each(|it| collect(it, into)),
            Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {}
        }
    }
}
