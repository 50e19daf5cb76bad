//! Objects of a request, read strictly: a key that is not known is refused, never passed over.

use serde_json::{Map, Value};

use crate::server::elastic::error::ElasticError;
use crate::server::elastic::parsing::token;

/// An object of a request, every key of which is known.
#[derive(Debug, Clone, Copy)]
pub(super) struct Keys<'v> {
    what: &'v str,
    map: &'v Map<String, Value>,
}

type Read<T> = Result<T, ElasticError>;

impl<'v> Keys<'v> {
    /// The object, where it has only keys that are known.
    ///
    /// # Errors
    ///
    /// It is no object, or has others.
    pub(super) fn of(what: &'v str, value: &'v Value, known: &[&str]) -> Read<Keys<'v>> {
        let map = value.as_object().ok_or_else(|| {
            ElasticError::parsing(format!("[{what}] takes an object, not [{}]", token(value))).near(what)
        })?;
        Keys::of_map(what, map, known)
    }

    pub(super) fn of_map(what: &'v str, map: &'v Map<String, Value>, known: &[&str]) -> Read<Keys<'v>> {
        match map.keys().find(|key| !known.contains(&key.as_str())) {
            Some(key) => Err(ElasticError::unknown_key(what, key, known)),
            None => Ok(Keys { what, map }),
        }
    }

    fn wrong<T>(self, key: &str, wanted: &str, value: &Value) -> Read<T> {
        let what = self.what;
        let reason = format!("[{what}] failed to parse field [{key}]: it is {wanted}, not [{value}]");
        Err(ElasticError::bad("x_content_parse_exception", reason.clone())
            .near(key)
            .caused_by("illegal_argument_exception", &reason))
    }

    /// The value of a key; a null is as good as none.
    pub(super) fn get(self, key: &str) -> Option<&'v Value> {
        self.map.get(key).filter(|it| !it.is_null())
    }

    pub(super) fn has(self, key: &str) -> bool {
        self.get(key).is_some()
    }

    /// A value without which it means nothing.
    pub(super) fn need(self, key: &str) -> Read<&'v Value> {
        let what = self.what;
        self.get(key)
            .ok_or_else(|| ElasticError::unsupported(format!("[{what}] requires [{key}]")).near(what))
    }

    pub(super) fn flag(self, key: &str, default: bool) -> Read<bool> {
        match self.get(key) {
            None => Ok(default),
            Some(Value::Bool(flag)) => Ok(*flag),
            Some(Value::String(word)) if word == "true" || word == "false" => Ok(word == "true"),
            Some(other) => self.wrong(key, "true or false", other),
        }
    }

    pub(super) fn count(self, key: &str) -> Read<Option<usize>> {
        let Some(value) = self.get(key) else { return Ok(None) };
        let number = match value {
            Value::String(text) => text.parse().ok(),
            other => other
                .as_u64()
                .or_else(|| other.as_f64().filter(|it| it.fract() == 0.0 && *it >= 0.0).map(|it| it as u64))
                .and_then(|it| usize::try_from(it).ok()),
        };
        match number {
            Some(number) => Ok(Some(number)),
            None => self.wrong(key, "a number of 0 or more", value),
        }
    }

    pub(super) fn number(self, key: &str) -> Read<Option<f64>> {
        let Some(value) = self.get(key) else { return Ok(None) };
        let number = match value {
            Value::String(text) => text.parse::<f64>().ok().filter(|it| it.is_finite()),
            other => other.as_f64(),
        };
        match number {
            Some(number) => Ok(Some(number)),
            None => self.wrong(key, "a number", value),
        }
    }

    /// A boost, 1 unless told otherwise.
    pub(super) fn boost(self) -> Read<f32> {
        let boost = self.number("boost")?.unwrap_or(1.0);
        if boost < 0.0 {
            return Err(ElasticError::unsupported(format!(
                "negative [boost] are not allowed in [{}]",
                self.what
            )));
        }
        Ok(boost as f32)
    }

    pub(super) fn text(self, key: &str) -> Read<Option<String>> {
        match self.get(key) {
            None => Ok(None),
            Some(Value::Array(_) | Value::Object(_)) => {
                self.wrong(key, "a word", self.map.get(key).unwrap_or(&Value::Null))
            }
            Some(value) => Ok(Some(text(value))),
        }
    }

    /// One of these words, in any case.
    pub(super) fn word<'k>(self, key: &str, known: &[&'k str]) -> Read<Option<&'k str>> {
        let Some(word) = self.text(key)? else { return Ok(None) };
        match known.iter().find(|it| it.eq_ignore_ascii_case(&word)) {
            Some(known) => Ok(Some(known)),
            None => self.wrong(key, &format!("one of {}", known.join(", ")), &word.into()),
        }
    }

    /// A list of words; one alone is a list too.
    pub(super) fn words(self, key: &str) -> Read<Vec<String>> {
        let one = |value: &Value| match value {
            Value::Array(_) | Value::Object(_) | Value::Null => self.wrong(key, "a list of words", value),
            value => Ok(text(value)),
        };
        list(self.get(key)).into_iter().map(one).collect()
    }

    /// Refuses a key that is known and cannot be obeyed.
    pub(super) fn refuse(self, key: &str, instead: &str) -> Read<()> {
        if !self.has(key) {
            return Ok(());
        }
        Err(ElasticError::unsupported(format!("[{key}] of [{}] is not supported; {instead}", self.what))
            .near(key))
    }
}

/// An object with one key, and what stands there.
///
/// # Errors
///
/// It is no object, or has none or several.
pub(super) fn single<'v>(what: &str, value: &'v Value) -> Read<(&'v String, &'v Value)> {
    let map = value.as_object().ok_or_else(|| {
        ElasticError::parsing(format!("[{what}] takes an object, not [{}]", token(value))).near(what)
    })?;
    let mut entries = map.iter();
    match (entries.next(), entries.next()) {
        (Some(entry), None) => Ok(entry),
        (None, _) => Err(ElasticError::unsupported(format!("[{what}] is empty")).near(what)),
        (Some(_), Some((second, _))) => Err(ElasticError::parsing(format!(
            "[{what}] malformed query, expected [END_OBJECT] but found [FIELD_NAME]: it takes one key, not [{second}] too"
        ))
        .near(second)),
    }
}

/// A value, or a list of them, as a list.
pub(super) fn list(value: Option<&Value>) -> Vec<&Value> {
    match value {
        None | Some(Value::Null) => Vec::new(),
        Some(Value::Array(values)) => values.iter().collect(),
        Some(value) => vec![value],
    }
}

/// A value as text.
pub(super) fn text(value: &Value) -> String {
    match value {
        Value::String(text) => text.clone(),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::Array(_) | Value::Object(_) => {
            value.to_string()
        }
    }
}
