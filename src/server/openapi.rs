//! `/api/openapi.json`: what is served, generated from the types of requests and answers.

use axum::Json;
use schemars::generate::{SchemaGenerator, SchemaSettings};
use schemars::{JsonSchema, Schema};
use serde_json::{Map, Value, json};

use crate::request::RequestObject;
use crate::request::quotes::QuotesObject;
use crate::server::wire::{
    ArticleV1, ErrorV1, HitV1, InfoV1, QuotationV1, QuotesSummaryV1, SuggestionsV1, SummaryV1,
};

/// The document.
pub(super) async fn document() -> Json<Value> {
    Json(describe())
}

fn describe() -> Value {
    let mut schemas = SchemaSettings::openapi3().into_generator();
    let search = lines(
        &mut schemas,
        "A line for each hit, then the summary.",
        &[schema::<HitV1>, schema::<SummaryV1>],
    );
    let quotes = lines(
        &mut schemas,
        "A line for each quotation, then the summary.",
        &[schema::<QuotationV1>, schema::<QuotesSummaryV1>],
    );
    let batch = lines(
        &mut schemas,
        "For each question the lines of its search, or an error, each with `query_id` as its first key.",
        &[schema::<HitV1>, schema::<SummaryV1>, schema::<ErrorV1>],
    );
    let error = schemas.subschema_for::<ErrorV1>();
    let (counts, suggestions) = (one::<SummaryV1>(&mut schemas), one::<SuggestionsV1>(&mut schemas));
    let paths = json!({
        "/api/search": both::<RequestObject>(&mut schemas, "search", "Search articles.", search),
        "/api/facets": both::<RequestObject>(&mut schemas, "facets", "Count articles by their fields and by time.", counts),
        "/api/suggest": both::<RequestObject>(&mut schemas, "suggest", "What would be found instead.", suggestions),
        "/api/quotes": both::<QuotesObject>(&mut schemas, "quotes", "Who said it, in which words, told by whom.", quotes),
        "/api/articles/{id}": {"get": operation("article", "An article, whole.", json!([{
            "name": "id", "in": "path", "required": true, "schema": {"type": "string"}
        }]), None, one::<ArticleV1>(&mut schemas))},
        "/api/info": {"get": operation("info", "What is in the index.", json!([]), None, one::<InfoV1>(&mut schemas))},
        "/api/batch": {"post": operation(
            "batch",
            "Many questions: request objects as JSON Lines, answered in their order while they come.",
            json!([]),
            Some(json!({"content": {"application/x-ndjson": {"schema": schemas.subschema_for::<RequestObject>()}}})),
            batch,
        )},
    });
    let mut components: Map<String, Value> = Map::new();
    components.insert("schemas".to_owned(), Value::Object(schemas.take_definitions(true)));
    components.insert(
        "responses".to_owned(),
        json!({"Error": {"description": "Trouble; `kind` is stable.", "content": {"application/json": {"schema": error}}}}),
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
    json!({"description": "The answer.", "content": {"application/json": {"schema": schemas.subschema_for::<T>()}}})
}

/// An answer of lines.
fn lines(schemas: &mut SchemaGenerator, says: &str, kinds: &[Sub]) -> Value {
    let kinds: Vec<Schema> = kinds.iter().map(|kind| kind(schemas)).collect();
    json!({"description": says, "content": {"application/x-ndjson": {"schema": {"oneOf": kinds}}}})
}

/// How a path answers, by GET with the keys in the address and by POST with them in the body.
fn both<T: JsonSchema>(schemas: &mut SchemaGenerator, name: &str, says: &str, answer: Value) -> Value {
    let root = schemas.subschema_for::<T>();
    let keys =
        schemas.definitions().get(T::schema_name().as_ref()).and_then(|it| it.get("properties")).cloned();
    let mut parameters = Vec::new();
    if let Some(Value::Object(keys)) = keys {
        for (key, mut schema) in keys {
            let says = schema.as_object_mut().and_then(|it| it.remove("description"));
            parameters.push(json!({"name": key, "in": "query", "description": says, "schema": schema,
                "style": "form", "explode": false}));
        }
    }
    let body = json!({"content": {"application/json": {"schema": root}}});
    json!({
        "get": operation(name, says, Value::Array(parameters), None, answer.clone()),
        "post": operation(&format!("{name}_by_body"), says, json!([]), Some(body), answer),
    })
}

fn operation(name: &str, says: &str, parameters: Value, body: Option<Value>, answer: Value) -> Value {
    let problem = || json!({"$ref": "#/components/responses/Error"});
    let mut operation = json!({
        "operationId": name,
        "summary": says,
        "parameters": parameters,
        "responses": {"200": answer, "400": problem(), "401": problem(), "404": problem(), "413": problem(), "503": problem()},
    });
    if let (Some(body), Some(map)) = (body, operation.as_object_mut()) {
        map.insert("requestBody".to_owned(), body);
    }
    operation
}

#[cfg(test)]
mod tests {
    use super::*;

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
