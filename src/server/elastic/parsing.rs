//! JSON as a body has it: read strictly, a key that stands twice is refused.

use std::fmt;

use serde::de::{Deserialize, Deserializer, Error, MapAccess, SeqAccess, Visitor};
use serde_json::{Map, Number, Value};

use crate::server::elastic::error::ElasticError;

/// Reads one JSON value and nothing behind it.
///
/// # Errors
///
/// It is no JSON, or an object has a key twice.
pub(super) fn value(bytes: &[u8]) -> Result<Value, ElasticError> {
    serde_json::from_slice::<Strict>(bytes).map(|it| it.0).map_err(|error| {
        let reason = error.to_string();
        let kind = if error.is_eof() { "unexpected_end_of_input_exception" } else { "json_parse_exception" };
        ElasticError::bad(kind, format!("the body is not JSON: {reason}"))
            .at(error.line(), error.column())
            .caused_by("json_parse_exception", &reason)
    })
}

/// The body as an object; nothing at all is an empty one.
///
/// # Errors
///
/// It is something else.
pub(super) fn object(bytes: &[u8]) -> Result<Map<String, Value>, ElasticError> {
    if bytes.trim_ascii().is_empty() {
        return Ok(Map::new());
    }
    match value(bytes)? {
        Value::Object(map) => Ok(map),
        other => Err(ElasticError::parsing(format!("Expected [START_OBJECT] but found [{}]", token(&other)))),
    }
}

/// What a parser calls the beginning of a value.
pub(super) fn token(value: &Value) -> &'static str {
    match value {
        Value::Null => "VALUE_NULL",
        Value::Bool(_) => "VALUE_BOOLEAN",
        Value::Number(_) => "VALUE_NUMBER",
        Value::String(_) => "VALUE_STRING",
        Value::Array(_) => "START_ARRAY",
        Value::Object(_) => "START_OBJECT",
    }
}

struct Strict(Value);

impl<'de> Deserialize<'de> for Strict {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Strict, D::Error> {
        deserializer.deserialize_any(StrictVisitor)
    }
}

struct StrictVisitor;

impl<'de> Visitor<'de> for StrictVisitor {
    type Value = Strict;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a JSON value")
    }

    fn visit_unit<E>(self) -> Result<Strict, E> {
        Ok(Strict(Value::Null))
    }

    fn visit_bool<E>(self, value: bool) -> Result<Strict, E> {
        Ok(Strict(Value::Bool(value)))
    }

    fn visit_i64<E>(self, value: i64) -> Result<Strict, E> {
        Ok(Strict(value.into()))
    }

    fn visit_u64<E>(self, value: u64) -> Result<Strict, E> {
        Ok(Strict(value.into()))
    }

    fn visit_f64<E>(self, value: f64) -> Result<Strict, E> {
        Ok(Strict(Number::from_f64(value).map_or(Value::Null, Value::Number)))
    }

    fn visit_str<E>(self, value: &str) -> Result<Strict, E> {
        Ok(Strict(value.into()))
    }

    fn visit_string<E>(self, value: String) -> Result<Strict, E> {
        Ok(Strict(value.into()))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<Strict, A::Error> {
        let mut list = Vec::new();
        while let Some(Strict(item)) = items.next_element()? {
            list.push(item);
        }
        Ok(Strict(list.into()))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut entries: A) -> Result<Strict, A::Error> {
        let mut map = Map::new();
        while let Some((key, Strict(value))) = entries.next_entry::<String, Strict>()? {
            if map.contains_key(&key) {
                return Err(A::Error::custom(format!("Duplicate Object property \"{key}\"")));
            }
            map.insert(key, value);
        }
        Ok(Strict(map.into()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_body_is_one_object_and_nothing_more() {
        for good in ["", " ", "{}", "{\"a\":[1,{\"b\":null}]}"] {
            assert!(object(good.as_bytes()).is_ok(), "{good}");
        }
        for bad in ["{", "[]", "1", "{} x", "{\"a\":1,}", "{\"a\":1,\"a\":2}", "{\"x\":{\"a\":1,\"a\":1}}"] {
            assert!(object(bad.as_bytes()).is_err(), "{bad}");
        }
    }
}
