//! A value of a record, of whatever shape.

use std::borrow::Cow;

/// A value of any shape, as far as fields need it.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Value<'a> {
    Null,
    Text(Cow<'a, str>),
    Integer(i64),
    /// A number that is no integer, as text.
    Number(String),
    List(Vec<Value<'a>>),
    /// The entries of an object that can stand for the whole.
    Object(Vec<(&'static str, Value<'a>)>),
}

/// Keys whose value can stand for the object around it, the best first.
pub(super) const STANDING: &[&str] = &[
    "name", "text", "rendered", "main", "original", "title", "headline", "content", "body", "value", "site",
    "code", "$oid", "$date", "@value", "url", "@id",
];

impl<'a> Value<'a> {
    pub(super) fn is_empty(&self) -> bool {
        match self {
            Value::Null => true,
            Value::Text(text) => text.trim().is_empty(),
            Value::Integer(_) | Value::Number(_) => false,
            Value::List(values) => values.iter().all(Value::is_empty),
            Value::Object(entries) => entries.iter().all(|(_, value)| value.is_empty()),
        }
    }

    /// The value as one text: of a list all its texts with `between`, of an
    /// object what stands for it.
    pub(super) fn joined(&self, between: &str) -> Cow<'_, str> {
        match self {
            Value::Null => Cow::Borrowed(""),
            Value::Text(text) => Cow::Borrowed(text),
            Value::Integer(number) => Cow::Owned(number.to_string()),
            Value::Number(number) => Cow::Borrowed(number),
            Value::List(values) => {
                let mut all = String::new();
                for value in values {
                    let one = value.joined(between);
                    if !all.is_empty() && !one.trim().is_empty() {
                        all.push_str(between);
                    }
                    all.push_str(one.trim());
                }
                Cow::Owned(all)
            }
            Value::Object(_) => self.standing().map_or(Cow::Borrowed(""), |value| value.joined(between)),
        }
    }

    /// What stands for an object, or the value itself.
    pub(super) fn standing(&self) -> Option<&Value<'a>> {
        let Value::Object(entries) = self else { return Some(self) };
        STANDING.iter().find_map(|key| {
            entries.iter().find(|(other, value)| other == key && !value.is_empty()).map(|(_, value)| value)
        })
    }

    /// The address in a value: itself, or that of an object.
    pub(super) fn address(&self) -> Option<&str> {
        match self {
            Value::Text(text) => Some(text),
            Value::Object(entries) => entries
                .iter()
                .find(|(key, _)| *key == "@id" || *key == "url")
                .and_then(|(_, value)| value.address()),
            Value::List(values) => values.first().and_then(Value::address),
            Value::Null | Value::Integer(_) | Value::Number(_) => None,
        }
    }
}
