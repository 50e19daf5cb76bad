//! JSON Schema of the lines, for descriptions of the API: derived from the types that are written, or, where the keys
//! depend on the table of fields, put together beside the code that writes them.

use std::borrow::Cow;

use schemars::generate::SchemaGenerator;
use schemars::{JsonSchema, Schema, json_schema};
use serde_json::{Map, Value, json};

use crate::field::{Field, FieldKind};
use crate::render::json::line::{Line, Typed, VERSION};

impl<T: Line + JsonSchema> JsonSchema for Typed<T> {
    fn schema_name() -> Cow<'static, str> {
        T::schema_name()
    }

    fn schema_id() -> Cow<'static, str> {
        format!("line:{}", T::schema_id()).into()
    }

    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        let mut schema = T::json_schema(generator);
        let object = schema.ensure_object();
        let own = object.insert("properties".to_owned(), json!({}));
        let mut properties = Properties::default();
        properties.add("type", "What kind of line it is.", json!({"type": "string", "const": T::KIND}));
        properties.add("v", "The version of the format.", json!({"type": "integer", "const": VERSION}));
        if let Some(Value::Object(own)) = own {
            properties.0.extend(own);
        }
        object.insert("properties".to_owned(), Value::Object(properties.0));
        let required = object.entry("required").or_insert_with(|| json!([]));
        if let Value::Array(required) = required {
            required.splice(0..0, ["type".into(), "v".into()]);
        }
        schema
    }
}

/// The keys of an object, described one by one.
#[derive(Default)]
pub(super) struct Properties(Map<String, Value>);

impl Properties {
    /// Adds a key, with what it says and what its value is.
    pub(super) fn add(&mut self, key: &str, says: &str, value: impl Into<Value>) {
        let mut value = value.into();
        if let Value::Object(map) = &mut value {
            // In OpenAPI 3.0 nothing may stand beside a reference.
            if let Some(reference) = map.remove("$ref") {
                map.insert("allOf".to_owned(), json!([{"$ref": reference}]));
            }
            map.insert("description".to_owned(), says.into());
        }
        self.0.insert(key.to_owned(), value);
    }

    /// Adds a field of an article.
    pub(super) fn add_field(&mut self, field: Field) {
        let is_always_known = field.kind() == FieldKind::Code || matches!(field, Field::Id | Field::Body);
        let kind = if is_always_known { json!("string") } else { json!(["string", "null"]) };
        self.add(field.as_str(), field.row().doc, json!({"type": kind}));
    }

    /// The object that has these keys, and always those that are named.
    pub(super) fn into_schema(self, says: &str, required: &[&str]) -> Schema {
        json_schema!({"type": "object", "description": says, "properties": self.0, "required": required})
    }
}
