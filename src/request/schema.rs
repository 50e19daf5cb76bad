//! JSON Schema of what a request takes, from the table of options.

use schemars::{Schema, json_schema};
use serde_json::{Map, Value, json};

use crate::request::options::{OptionRow, OptionValue, RequestKind, options_of};

/// The schema of a request of this kind; `says` is its description.
#[must_use]
pub(crate) fn object_schema(kind: RequestKind, says: &str) -> Schema {
    let mut properties = Map::new();
    for row in options_of(kind) {
        let mut schema = value_schema(row);
        if let Some(object) = schema.as_object_mut() {
            object.insert("description".to_owned(), row.doc(kind).into());
        }
        properties.insert(row.name.to_owned(), schema);
    }
    json_schema!({"type": "object", "description": says, "properties": properties})
}

/// The schema of an option's value.
#[must_use]
pub(crate) fn value_schema(row: &OptionRow) -> Value {
    let mut schema = match row.value {
        OptionValue::Id(_) => json!({"anyOf": [{"type": "string"}, {"type": "number"}]}),
        OptionValue::Queries(_) => {
            json!({"anyOf": [{"type": "string"}, {"type": "array", "items": {"type": "string"}}]})
        }
        OptionValue::Text(_) => json!({"type": "string"}),
        OptionValue::Texts(_) | OptionValue::Facets(_) | OptionValue::Fields(_) => {
            json!({"type": "array", "items": {"type": "string"}})
        }
        OptionValue::Flag(_) | OptionValue::NoLimit(_) => json!({"type": "boolean"}),
        OptionValue::Number(_) => json!({"type": "integer", "minimum": 0}),
        OptionValue::Seconds(_) => json!({"type": "number", "minimum": 0}),
        OptionValue::Share(_) => json!({"type": "number", "minimum": 0, "maximum": 1}),
        OptionValue::Limit(_) => {
            json!({"anyOf": [{"type": "integer", "minimum": 0}, {"type": "string", "enum": ["all"]}]})
        }
        OptionValue::Words(_) | OptionValue::Sort(_) | OptionValue::Group(_) => {
            json!({"type": "string", "enum": row.value.words()})
        }
    };
    if let (Some(most), Some(object)) = (row.most, schema.as_object_mut()) {
        object.insert("maximum".to_owned(), most.into());
    }
    if let (Some(default), Some(object)) = (row.default, schema.as_object_mut()) {
        let default = default.parse::<u64>().map_or_else(|_| default.into(), Value::from);
        object.insert("default".to_owned(), default);
    }
    schema
}
