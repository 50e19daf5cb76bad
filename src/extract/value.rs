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
    "code", "$oid", "$date", "@value", "literal", "raw", "url", "@id",
];

/// Further keys that are kept of an object: the parts of a date and of a name, as lists of literature have them,
/// and what tells the elements of a list apart.
pub(super) const PARTS: &[&str] = &[
    "date-parts",
    "given",
    "firstName",
    "dropping-particle",
    "non-dropping-particle",
    "family",
    "lastName",
    "suffix",
    "role",
    "contenttype",
    "contentType",
];

/// The parts of a name, in the order in which it is written.
const NAME_PARTS: &[&str] =
    &["given", "firstName", "dropping-particle", "non-dropping-particle", "family", "lastName", "suffix"];

impl<'a> Value<'a> {
    /// The value of an object with these entries: a name or a date that it holds in parts is put together.
    pub(super) fn of_entries(entries: Vec<(&'static str, Value<'a>)>) -> Value<'a> {
        let entry = |key: &str| entries.iter().find(|(other, _)| *other == key).map(|(_, value)| value);
        if let Some(date) = entry("date-parts").and_then(date_of_parts) {
            return Value::Text(Cow::Owned(date));
        }
        let has_parts = ["given", "firstName", "family", "lastName"].iter().any(|key| entry(key).is_some());
        if has_parts && entry("name").is_none_or(Value::is_empty) {
            let parts: Vec<Cow<'_, str>> =
                NAME_PARTS.iter().filter_map(|key| Some(entry(key)?.joined(" "))).collect();
            let name = parts.iter().map(|part| part.trim()).filter(|part| !part.is_empty());
            return Value::Text(Cow::Owned(name.collect::<Vec<_>>().join(" ")));
        }
        Value::Object(entries)
    }

    /// Of a list of objects that say which [role](PARTS) each has, the one that is meant when nothing is said:
    /// `[{"role":"main","value":…},{"role":"short","value":…}]`. They are renditions of one text; the one with
    /// the most structure is taken. Any other value as it is.
    pub(super) fn main_one(self) -> Value<'a> {
        let Value::List(values) = self else { return self };
        if !values.iter().any(|value| value.entry("role").or_else(|| value.content_type()).is_some()) {
            return Value::List(values);
        }
        let best = values.into_iter().filter(|value| !value.is_empty()).min_by_key(|value| {
            let role = match value.entry("role").map(|role| role.joined(" ").to_ascii_lowercase()).as_deref()
            {
                Some("main" | "provider" | "body" | "headline") => 0,
                None => 1,
                Some("short" | "summary" | "teaser" | "caption" | "notes" | "seo" | "subheadline") => 3,
                Some(_) => 2,
            };
            let text = match value.content_type().map(|it| it.joined(" ").to_ascii_lowercase()).as_deref() {
                Some(kind) if kind.contains("xhtml") || kind.contains("nitf") => 0,
                Some(kind) if kind.contains("html") => 1,
                None => 2,
                Some(kind) if kind.starts_with("text/") => 3,
                Some(_) => 4,
            };
            (role, text)
        });
        best.unwrap_or(Value::Null)
    }

    /// The value of one entry of an object.
    fn entry(&self, key: &str) -> Option<&Value<'a>> {
        let Value::Object(entries) = self else { return None };
        entries.iter().find(|(other, _)| *other == key).map(|(_, value)| value)
    }

    fn content_type(&self) -> Option<&Value<'a>> {
        self.entry("contenttype").or_else(|| self.entry("contentType"))
    }

    pub(super) fn is_empty(&self) -> bool {
        match self {
            Value::Null => true,
            Value::Text(text) => text.trim().is_empty(),
            Value::Integer(_) | Value::Number(_) => false,
            Value::List(values) => values.iter().all(Value::is_empty),
            Value::Object(_) => self.standing().is_none(),
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

/// `1996-07-10` of `[[1996, 7, "10"]]`; of a span of days the first.
fn date_of_parts(parts: &Value<'_>) -> Option<String> {
    let Value::List(dates) = parts else { return None };
    let first = match dates.first()? {
        Value::List(first) => first,
        _ => dates,
    };
    let mut numbers = first.iter().take(3).map_while(|part| part.joined("").trim().parse::<u16>().ok());
    let mut date = format!("{:04}", numbers.next()?);
    for number in numbers {
        date.push_str(&format!("-{number:02}"));
    }
    Some(date)
}
