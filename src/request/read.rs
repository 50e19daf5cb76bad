//! Reads the keys of a request object, whether they come as JSON or as text.

use serde_json::{Map, Value};

use crate::request::object::{Group, Limit, Order, RequestObject, WordsSide};
use crate::request::options::{OPTIONS, OptionRow, OptionValue, RequestKind, Slot, option, options_of};
use crate::request::problem::Problem;

/// Whether a request has such a key.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Known {
    /// It has, and the value was taken.
    Yes,
    /// It has not.
    No,
}

impl RequestObject {
    /// Reads a JSON object. Returns also the unknown keys, which are passed over: a batch goes on and names them, the
    /// others refuse them.
    ///
    /// # Errors
    ///
    /// A value is not of the kind that its key takes.
    pub fn from_json(
        kind: RequestKind,
        map: Map<String, Value>,
    ) -> Result<(RequestObject, Vec<String>), Problem> {
        let mut object = RequestObject::default();
        let mut unknown = Vec::new();
        for (key, value) in map {
            if object.set(kind, &key, value)? == Known::No {
                unknown.push(key);
            }
        }
        Ok((object, unknown))
    }

    /// Reads a JSON object whose keys must all be known.
    ///
    /// # Errors
    ///
    /// A value is not of the kind that its key takes, or a key is none of such a request.
    pub fn from_known_json(kind: RequestKind, map: Map<String, Value>) -> Result<RequestObject, Problem> {
        let (object, unknown) = RequestObject::from_json(kind, map)?;
        match unknown.first() {
            None => Ok(object),
            Some(key) => Err(unknown_key(kind, key)),
        }
    }

    /// Sets keys to values that are all text, such as the parameters of an address. Names of facets and fields are
    /// separated by commas; `filter` and `paths` may come several times.
    ///
    /// # Errors
    ///
    /// As [`Self::from_known_json`].
    pub fn add_pairs<'a>(
        &mut self,
        kind: RequestKind,
        pairs: impl IntoIterator<Item = (&'a str, &'a str)>,
    ) -> Result<(), Problem> {
        for (key, value) in pairs {
            if self.set(kind, key, Value::String(value.to_owned()))? == Known::No {
                return Err(unknown_key(kind, key));
            }
        }
        Ok(())
    }

    /// Sets a key to a value; `null` leaves it as it is.
    ///
    /// # Errors
    ///
    /// The value is not of the kind that the key takes.
    pub fn set(&mut self, kind: RequestKind, key: &str, value: Value) -> Result<Known, Problem> {
        let Some(row) = option(kind, key) else { return Ok(Known::No) };
        if value.is_null() {
            return Ok(Known::Yes);
        }
        let takes = row.value.takes();
        match row.value {
            OptionValue::Id(slot) => match value {
                Value::String(_) | Value::Number(_) => *slot(self) = Some(value),
                _ => return Err(wrong(key, &value, takes)),
            },
            OptionValue::Queries(slot) => *slot(self) = texts(key, value)?,
            OptionValue::Text(slot) => *slot(self) = Some(text(key, value)?),
            OptionValue::Texts(slot) => slot(self).extend(texts(key, value)?),
            OptionValue::Facets(slot) | OptionValue::Fields(slot) => slot(self).extend(words(key, value)?),
            OptionValue::Flag(slot) => *slot(self) = Some(flag(key, &value)?),
            OptionValue::Number(slot) => *slot(self) = Some(number(key, &value)?),
            OptionValue::Seconds(slot) | OptionValue::Share(slot) => {
                let most = if matches!(row.value, OptionValue::Share(_)) { 1.0 } else { f64::MAX };
                let number = match &value {
                    Value::Number(number) => number.as_f64(),
                    Value::String(text) => text.parse().ok(),
                    _ => None,
                };
                let fine = number.filter(|it| it.is_finite() && (0.0..=most).contains(it));
                *slot(self) = Some(fine.ok_or_else(|| wrong(key, &value, takes))?);
            }
            OptionValue::Limit(slot) => {
                *slot(self) = Some(match value.as_str() {
                    Some("all") => Limit::All,
                    Some(_) | None => Limit::Hits(number(key, &value)?),
                });
            }
            OptionValue::NoLimit(slot) => {
                if flag(key, &value)? {
                    *slot(self) = Some(Limit::All);
                }
            }
            OptionValue::Words(slot) => {
                *slot(self) = Some(one_of::<WordsSide>(row, key, value, &WordsSide::WORDS)?);
            }
            OptionValue::Group(slot) => {
                *slot(self) = Some(match flag(key, &value) {
                    Ok(true) => Group::Copies,
                    Ok(false) => Group::Off,
                    Err(_) => one_of::<Group>(row, key, value, &Group::WORDS)?,
                });
            }
            OptionValue::Sort(slot) => *slot(self) = Some(one_of::<Order>(row, key, value, &Order::WORDS)?),
        }
        Ok(Known::Yes)
    }

    /// The keys that were given, as [`Self::from_known_json`] reads them.
    #[must_use]
    pub fn to_json(&self, kind: RequestKind) -> Map<String, Value> {
        let mut own = self.clone();
        let own = &mut own;
        let mut keys = Map::new();
        for row in options_of(kind) {
            let value = match row.value {
                OptionValue::Id(slot) => slot(own).take(),
                OptionValue::Queries(slot)
                | OptionValue::Texts(slot)
                | OptionValue::Facets(slot)
                | OptionValue::Fields(slot) => listed(std::mem::take(slot(own))),
                OptionValue::Text(slot) => slot(own).take().map(Value::from),
                OptionValue::Flag(slot) => slot(own).map(Value::from),
                OptionValue::Number(slot) => slot(own).map(Value::from),
                OptionValue::Seconds(slot) | OptionValue::Share(slot) => slot(own).map(Value::from),
                OptionValue::Limit(slot) => slot(own).map(|it| match it {
                    Limit::Hits(limit) => limit.into(),
                    Limit::All => "all".into(),
                }),
                // It stands in the limit.
                OptionValue::NoLimit(_) => None,
                OptionValue::Words(slot) => word_of(*slot(own), &WordsSide::WORDS),
                OptionValue::Group(slot) => word_of(*slot(own), &Group::WORDS),
                OptionValue::Sort(slot) => word_of(*slot(own), &Order::WORDS),
            };
            keys.extend(value.map(|value| (row.name.to_owned(), value)));
        }
        keys
    }

    /// The same, with each number cut to [`OptionRow::most`].
    #[must_use]
    pub fn bounded(mut self) -> RequestObject {
        for row in &OPTIONS {
            if let (OptionValue::Number(slot), Some(most)) = (row.value, row.most) {
                let number = slot(&mut self);
                *number = number.map(|it| it.min(most));
            }
        }
        self
    }

    /// The same, with what `defaults` has for options that were not given here; the name and the query are not filled in.
    #[must_use]
    pub fn with_defaults(mut self, defaults: &RequestObject) -> RequestObject {
        let mut defaults = defaults.clone();
        for row in &OPTIONS {
            let (own, all) = (&mut self, &mut defaults);
            match row.value {
                OptionValue::Id(_) | OptionValue::Queries(_) => {}
                OptionValue::Text(slot) => fill(slot, own, all),
                OptionValue::Flag(slot) => fill(slot, own, all),
                OptionValue::Number(slot) => fill(slot, own, all),
                OptionValue::Seconds(slot) | OptionValue::Share(slot) => fill(slot, own, all),
                OptionValue::Limit(slot) | OptionValue::NoLimit(slot) => fill(slot, own, all),
                OptionValue::Words(slot) => fill(slot, own, all),
                OptionValue::Group(slot) => fill(slot, own, all),
                OptionValue::Sort(slot) => fill(slot, own, all),
                OptionValue::Texts(slot) | OptionValue::Facets(slot) | OptionValue::Fields(slot) => {
                    if slot(own).is_empty() {
                        slot(own).append(slot(all));
                    }
                }
            }
        }
        self
    }
}

/// Texts as a list, one as itself.
fn listed(texts: Vec<String>) -> Option<Value> {
    match <[String; 1]>::try_from(texts) {
        Ok([text]) => Some(text.into()),
        Err(texts) => (!texts.is_empty()).then(|| texts.into()),
    }
}

/// The word of a choice.
fn word_of<T: Copy + PartialEq>(choice: Option<T>, words: &[(&str, T)]) -> Option<Value> {
    words.iter().find(|it| Some(it.1) == choice).map(|it| it.0.into())
}

/// Fills a field that is empty from the defaults.
fn fill<T>(slot: Slot<Option<T>>, own: &mut RequestObject, all: &mut RequestObject) {
    let field = slot(own);
    if field.is_none() {
        *field = slot(all).take();
    }
}

/// The error for a key that a request of this kind does not have.
fn unknown_key(kind: RequestKind, key: &str) -> Problem {
    let shown: String = key.chars().take(40).collect();
    let mut keys: Vec<&str> = options_of(kind).map(|row| row.name).collect();
    keys.dedup();
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

/// One of the words of an option.
fn one_of<T: Copy>(row: &OptionRow, key: &str, value: Value, words: &[(&str, T)]) -> Result<T, Problem> {
    let word = text(key, value)?;
    let found = words.iter().find(|it| it.0 == word).map(|it| it.1);
    found.ok_or_else(|| wrong(key, &word.into(), row.value.takes()))
}

/// A text.
fn text(key: &str, value: Value) -> Result<String, Problem> {
    match value {
        Value::String(text) => Ok(text),
        other => Err(wrong(key, &other, "text")),
    }
}

/// A text, or a list of them.
fn texts(key: &str, value: Value) -> Result<Vec<String>, Problem> {
    match value {
        Value::Array(values) => values.into_iter().map(|it| text(key, it)).collect(),
        other => Ok(vec![text(key, other)?]),
    }
}

/// A list of texts, or one text; either may hold several words with commas between them.
fn words(key: &str, value: Value) -> Result<Vec<String>, Problem> {
    let listed = texts(key, value)?;
    let words = listed.iter().flat_map(|it| it.split(',')).map(str::trim);
    Ok(words.filter(|it| !it.is_empty()).map(str::to_owned).collect())
}

/// A whole number.
fn number(key: &str, value: &Value) -> Result<usize, Problem> {
    let number = match value {
        Value::Number(number) => number.as_u64().and_then(|it| usize::try_from(it).ok()),
        Value::String(text) => text.trim().parse().ok(),
        _ => None,
    };
    number.ok_or_else(|| wrong(key, value, "a number"))
}

/// Yes or no.
fn flag(key: &str, value: &Value) -> Result<bool, Problem> {
    match value {
        Value::Bool(flag) => Ok(*flag),
        Value::String(text) if matches!(text.as_str(), "true" | "1" | "yes" | "") => Ok(true),
        Value::String(text) if matches!(text.as_str(), "false" | "0" | "no") => Ok(false),
        _ => Err(wrong(key, value, "true or false")),
    }
}
