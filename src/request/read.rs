//! Reads the keys of a request object, whether they come as JSON or as text.

use serde_json::{Map, Value};

use crate::request::{Limit, Order, Problem, RequestObject, WordsSide};

/// The keys, in the order of the documentation.
const KEYS: [&str; 23] = [
    "id",
    "query",
    "filter",
    "after",
    "before",
    "words",
    "word",
    "invert_match",
    "limit",
    "offset",
    "sort",
    "facets",
    "facet_limit",
    "fields",
    "snippets",
    "count_matches",
    "variants",
    "no_variants",
    "indirect",
    "max_expansions",
    "timeout",
    "paths",
    "all_hits",
];

/// What a key that is not known comes to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Known {
    /// It was taken.
    Yes,
    /// There is no such key.
    No,
}

impl RequestObject {
    /// Reads a JSON object. Keys that are not known are passed over and named beside it, so that
    /// each interface can say what they mean there.
    ///
    /// # Errors
    ///
    /// A value is not of the kind that its key takes.
    pub fn from_json(map: Map<String, Value>) -> Result<(RequestObject, Vec<String>), Problem> {
        let mut object = RequestObject::default();
        let mut unknown = Vec::new();
        for (key, value) in map {
            if object.set(&key, value)? == Known::No {
                unknown.push(key);
            }
        }
        Ok((object, unknown))
    }

    /// Reads a JSON object whose keys must all be known.
    ///
    /// # Errors
    ///
    /// A value is not of the kind that its key takes, or there is a key that none is named.
    pub fn from_known_json(map: Map<String, Value>) -> Result<RequestObject, Problem> {
        let (object, unknown) = RequestObject::from_json(map)?;
        match unknown.first() {
            None => Ok(object),
            Some(key) => Err(unknown_key(key)),
        }
    }

    /// Takes keys and values that are all text, such as those of an address; lists are separated by
    /// commas, `filter` and `paths` come several times.
    ///
    /// # Errors
    ///
    /// As [`Self::from_known_json`].
    pub fn add_pairs<'a>(
        &mut self,
        pairs: impl IntoIterator<Item = (&'a str, &'a str)>,
    ) -> Result<(), Problem> {
        for (key, value) in pairs {
            if self.set(key, Value::String(value.to_owned()))? == Known::No {
                return Err(unknown_key(key));
            }
        }
        Ok(())
    }

    /// Takes a key and its value; `null` is no value.
    pub(super) fn set(&mut self, key: &str, value: Value) -> Result<Known, Problem> {
        if value.is_null() {
            return Ok(if key_of(key).is_some() { Known::Yes } else { Known::No });
        }
        match key_of(key) {
            None => return Ok(Known::No),
            Some("id") => match value {
                Value::String(_) | Value::Number(_) => self.id = Some(value),
                _ => return Err(wrong(key, &value, "a string or a number")),
            },
            Some("query") => self.query = Some(text(key, value)?),
            Some("filter") => self.filter.extend(texts(key, value)?),
            Some("paths") => self.paths.extend(texts(key, value)?),
            Some("after") => self.after = Some(text(key, value)?),
            Some("before") => self.before = Some(text(key, value)?),
            Some("words") => {
                self.words = Some(match text(key, value)?.as_str() {
                    "phrase" => WordsSide::Phrase,
                    "all" => WordsSide::All,
                    "any" => WordsSide::Any,
                    other => return Err(wrong(key, &other.into(), "phrase, all or any")),
                });
            }
            Some("sort") => {
                self.sort = Some(match text(key, value)?.as_str() {
                    "relevance" => Order::Relevance,
                    "date" => Order::Date,
                    "-date" => Order::DateReversed,
                    other => return Err(wrong(key, &other.into(), "relevance, date or -date")),
                });
            }
            Some("limit") => {
                self.limit = Some(match value.as_str() {
                    Some("all") => Limit::All,
                    Some(_) | None => Limit::Hits(number(key, &value)?),
                });
            }
            Some("all_hits") => {
                if flag(key, &value)? {
                    self.limit = Some(Limit::All);
                }
            }
            Some("offset") => self.offset = Some(number(key, &value)?),
            Some("facet_limit") => self.facet_limit = Some(number(key, &value)?),
            Some("snippets") => self.snippets = Some(number(key, &value)?),
            Some("max_expansions") => self.max_expansions = Some(number(key, &value)?),
            Some("facets") => self.facets.extend(words(key, value)?),
            Some("fields") => self.fields.extend(words(key, value)?),
            Some("word") => self.word = Some(flag(key, &value)?),
            Some("invert_match") => self.invert_match = Some(flag(key, &value)?),
            Some("count_matches") => self.count_matches = Some(flag(key, &value)?),
            Some("variants") => self.variants = Some(flag(key, &value)?),
            Some("no_variants") => self.no_variants = Some(flag(key, &value)?),
            Some("indirect") => self.indirect = Some(flag(key, &value)?),
            Some("timeout") => {
                let number = match &value {
                    Value::Number(number) => number.as_f64(),
                    Value::String(text) => text.parse().ok(),
                    _ => None,
                };
                let fine = number.filter(|it| it.is_finite() && *it >= 0.0);
                self.timeout = Some(fine.ok_or_else(|| wrong(key, &value, "a number of seconds"))?);
            }
            Some(_) => return Ok(Known::No),
        }
        Ok(Known::Yes)
    }
}

/// The key by the name it goes by here; the habits of other tools are accepted.
fn key_of(key: &str) -> Option<&'static str> {
    let key = match key {
        "q" | "text" => "query",
        "_id" | "query_id" | "qid" => "id",
        "facet" => "facets",
        "path" => "paths",
        key => key,
    };
    KEYS.into_iter().find(|it| *it == key)
}

fn unknown_key(key: &str) -> Problem {
    unknown_key_of(key, &KEYS)
}

/// There is no such key among these.
pub(super) fn unknown_key_of(key: &str, keys: &[&str]) -> Problem {
    let shown: String = key.chars().take(40).collect();
    Problem::new("unknown_key", format!("there is no key `{shown}` in a request"))
        .offer(format!("keys are {}", keys.join(", ")))
}

fn wrong(key: &str, value: &Value, takes: &str) -> Problem {
    let mut shown = value.to_string();
    if let Some((cut, _)) = shown.char_indices().nth(40) {
        shown.truncate(cut);
        shown.push('…');
    }
    Problem::new("bad_value", format!("{key}: {shown} is not {takes}"))
        .offer(format!("`{key}` takes {takes}"))
}

/// A text.
pub(super) fn text(key: &str, value: Value) -> Result<String, Problem> {
    match value {
        Value::String(text) => Ok(text),
        other => Err(wrong(key, &other, "text")),
    }
}

/// A text, or a list of them.
pub(super) fn texts(key: &str, value: Value) -> Result<Vec<String>, Problem> {
    match value {
        Value::Array(values) => values.into_iter().map(|it| text(key, it)).collect(),
        other => Ok(vec![text(key, other)?]),
    }
}

/// A list, or text with commas between its words.
fn words(key: &str, value: Value) -> Result<Vec<String>, Problem> {
    let listed = texts(key, value)?;
    let words = listed.iter().flat_map(|it| it.split(',')).map(str::trim);
    Ok(words.filter(|it| !it.is_empty()).map(str::to_owned).collect())
}

/// A whole number.
pub(super) fn number(key: &str, value: &Value) -> Result<usize, Problem> {
    let number = match value {
        Value::Number(number) => number.as_u64().and_then(|it| usize::try_from(it).ok()),
        Value::String(text) => text.trim().parse().ok(),
        _ => None,
    };
    number.ok_or_else(|| wrong(key, value, "a number"))
}

/// Yes or no.
pub(super) fn flag(key: &str, value: &Value) -> Result<bool, Problem> {
    match value {
        Value::Bool(flag) => Ok(*flag),
        Value::String(text) if matches!(text.as_str(), "true" | "1" | "yes" | "") => Ok(true),
        Value::String(text) if matches!(text.as_str(), "false" | "0" | "no") => Ok(false),
        _ => Err(wrong(key, value, "true or false")),
    }
}
