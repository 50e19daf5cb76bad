//! What each tool answers, as JSON Schema.

use rmcp::model::JsonObject;
use schemars::generate::{SchemaGenerator, SchemaSettings};
use schemars::{JsonSchema, Schema};
use serde_json::{Map, Value, json};

use crate::field::Field;
use crate::mcp::fit::LEFT_OUT;
use crate::render::json::copies::{EventV1, EventsSummaryV1, StoryV1};
use crate::render::json::diff::DiffV1;
use crate::render::json::quotes::{QuotationV1, QuotesSummaryV1};
use crate::render::json::similar::SimilarV1;
use crate::render::json::{HitV1, InfoV1, SummaryV1, Typed};
use crate::request::answer::SuggestionsV1;

/// An answer of hits, their summary, and offers where there is no hit.
pub(super) fn search() -> JsonObject {
    object(|schemas| {
        json!({"type": "object", "required": ["hits", "summary"], "properties": {
            "hits": {"type": "array", "items": schemas.subschema_for::<Typed<HitV1>>()},
            "summary": schemas.subschema_for::<Typed<SummaryV1>>(),
            "offers": schemas.subschema_for::<Typed<SuggestionsV1>>(),
        }})
    })
}

/// An answer of quotations and their summary.
pub(super) fn quotes() -> JsonObject {
    object(|schemas| {
        json!({"type": "object", "required": ["quotations", "summary"], "properties": {
            "quotations": {"type": "array", "items": schemas.subschema_for::<Typed<QuotationV1>>()},
            "summary": schemas.subschema_for::<Typed<QuotesSummaryV1>>(),
        }})
    })
}

/// Counts.
pub(super) fn counts() -> JsonObject {
    object(line::<Typed<SummaryV1>>)
}

/// Suggestions.
pub(super) fn suggestions() -> JsonObject {
    object(line::<Typed<SuggestionsV1>>)
}

/// The watches.
pub(super) fn watches() -> JsonObject {
    let text = json!({"type": ["string", "null"]});
    let count = json!({"type": ["integer", "null"]});
    object(|_| {
        json!({"type": "object", "required": ["watches"], "properties": {
            "watches": {"type": "array", "items": {"type": "object", "required": ["watch"], "properties": {
                "watch": {"type": "string"}, "query": text, "filter": {"type": "array", "items": {"type": "string"}},
                "told": count, "new": count, "last": text, "error": text,
            }}},
        }})
    })
}

/// What is new for a watch.
pub(super) fn news() -> JsonObject {
    object(|schemas| {
        json!({"type": "object", "required": ["news", "left", "begun", "notices"], "properties": {
            "news": {"type": "array", "items": {"type": "object", "required": ["type", "watch", "key", "hit"], "properties": {
                "type": {"enum": ["new", "changed", "place"]}, "watch": {"type": "string"}, "key": {"type": "string"},
                "seq": {"type": "integer"}, "late": {"type": "boolean"},
                "hit": schemas.subschema_for::<HitV1>(),
            }}},
            "left": {"type": "integer"},
            "begun": {"type": "boolean"},
            "notices": {"type": "array", "items": {"type": "string"}},
        }})
    })
}

/// What the index holds.
pub(super) fn info() -> JsonObject {
    object(line::<Typed<InfoV1>>)
}

/// Events and their summary.
pub(super) fn events() -> JsonObject {
    object(|schemas| {
        json!({"type": "object", "required": ["events", "summary"], "properties": {
            "events": {"type": "array", "items": schemas.subschema_for::<Typed<EventV1>>()},
            "summary": schemas.subschema_for::<Typed<EventsSummaryV1>>(),
        }})
    })
}

/// An article and its copies.
pub(super) fn copies() -> JsonObject {
    object(line::<Typed<StoryV1>>)
}

/// Two articles side by side.
pub(super) fn diff() -> JsonObject {
    object(line::<Typed<DiffV1>>)
}

/// What is like an article.
pub(super) fn similar() -> JsonObject {
    object(|schemas| {
        json!({"type": "object", "required": ["similar"], "properties": {
            "similar": {"type": "array", "items": schemas.subschema_for::<Typed<SimilarV1>>()},
        }})
    })
}

/// A stretch of an article.
pub(super) fn article() -> JsonObject {
    object(|_| {
        let text = |says: &str| json!({"type": "string", "description": says});
        let perhaps = |says: &str| json!({"type": ["string", "null"], "description": says});
        let number = |says: &str| json!({"type": "integer", "description": says});
        let mut keys = Map::new();
        for field in Field::all().filter(|it| !matches!(it, Field::Body | Field::Speaker)) {
            keys.insert(field.as_str().to_owned(), perhaps(field.row().doc));
        }
        keys.insert("published".to_owned(), perhaps("The instant of publication."));
        keys.insert("body_bytes".to_owned(), number("How long the body is."));
        keys.insert("start".to_owned(), number("The first byte that is shown."));
        keys.insert("end".to_owned(), number("The byte behind the last one."));
        keys.insert("text".to_owned(), text("The stretch of the body."));
        let quotation = json!({"type": "object", "properties": {
            "start": number("Its first byte in the body."),
            "end": number("The byte behind its last one."),
            "text": text("Its words."),
            "kind": text("direct, or how else it is told."),
            "speaker": perhaps("Who says it."),
            "confidence": {"type": "number", "description": "How likely that is."},
        }});
        keys.insert("quotations".to_owned(), json!({"type": "array", "items": quotation}));
        json!({"type": "object", "required": ["id", "start", "end", "text", "quotations"], "properties": keys})
    })
}

fn line<T: JsonSchema>(schemas: &mut SchemaGenerator) -> Value {
    T::json_schema(schemas).to_value()
}

/// The schema of an answer: what it holds itself, and what every answer may hold.
fn object(make: impl FnOnce(&mut SchemaGenerator) -> Value) -> JsonObject {
    let mut schemas = SchemaSettings::draft2020_12().for_serialize().into_generator();
    let mut schema = make(&mut schemas);
    // A list that is cut off may be told of.
    schema["properties"][LEFT_OUT] = json!({
        "type": "array",
        "description": "What did not fit: lists and texts by their place, how many items or bytes are shown, and of how many. \
                        Ask for less, or go on with offset or start.",
        "items": {"type": "object", "required": ["at", "shown", "of"], "properties": {
            "at": {"type": "string"}, "shown": {"type": "integer"}, "of": {"type": "integer"},
            "says": {"type": "string"},
        }},
    });
    schema["properties"]["untrusted"] =
        json!({"type": "string", "description": "What is to be known of the texts in the answer."});
    let definitions = schemas.take_definitions(true);
    if !definitions.is_empty() {
        schema["$defs"] = Value::Object(definitions);
    }
    // Some clients hold an object without a type for no schema.
    match Schema::try_from(schema).map(Schema::to_value) {
        Ok(Value::Object(schema)) => schema,
        Ok(_) | Err(_) => JsonObject::new(),
    }
}
