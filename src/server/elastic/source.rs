//! Articles as documents: their fields, which of them are shown, and the mapping.

use serde_json::{Map, Value, json};

use crate::article::Article;
use crate::field::{Field, FieldKind};
use crate::search::Facet;
use crate::server::elastic::words::{list, mapped_name, text};

/// The fields of a document.
pub(super) fn document(article: &Article) -> Map<String, Value> {
    let quotes: Vec<Value> = article
        .quotations
        .iter()
        .map(|it| {
            json!({
                "text": it.span.of(&article.body),
                "speaker": it.speaker.as_ref().map(|who| who.name.as_str()),
                "speaker_type": it.speaker.as_ref().map(|who| who.kind.as_str()),
                "kind": it.kind.as_str(),
                "confidence": it.confidence,
                "start": it.span.start(),
                "end": it.span.end(),
            })
        })
        .collect();
    // The speakers stand with their quotations.
    let fields = Field::all().filter(|field| *field != Field::Speaker);
    let mut document: Map<String, Value> =
        fields.map(|field| (field.as_str().to_owned(), article.text(field).into())).collect();
    document.insert("published".to_owned(), article.published().into());
    document.insert("quotes".to_owned(), quotes.into());
    document
}

/// Which fields of a document are shown.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Shown {
    /// None.
    Nothing,
    /// Those of the first list (all, when it is empty) without those of the second.
    Fields { includes: Vec<String>, excludes: Vec<String> },
}

impl Shown {
    /// What `_source` asks for.
    pub(super) fn read(value: Option<&Value>) -> Shown {
        let texts = |value: Option<&Value>| list(value).into_iter().map(text).collect::<Vec<_>>();
        match value {
            Some(Value::Bool(false)) => Shown::Nothing,
            Some(Value::Object(map)) => {
                let either = |one: &str, other: &str| texts(map.get(one).or_else(|| map.get(other)));
                Shown::Fields {
                    includes: either("includes", "include"),
                    excludes: either("excludes", "exclude"),
                }
            }
            None | Some(Value::Bool(true) | Value::Null) => {
                Shown::Fields { includes: Vec::new(), excludes: Vec::new() }
            }
            named @ Some(Value::String(_) | Value::Array(_) | Value::Number(_)) => {
                Shown::Fields { includes: texts(named), excludes: Vec::new() }
            }
        }
    }

    /// What the address asks for with `_source`, `_source_includes`, `_source_excludes`.
    pub(super) fn of_pairs(pairs: &[(String, String)]) -> Option<Shown> {
        let get = |name: &str| pairs.iter().find(|(key, _)| key == name).map(|(_, value)| value.as_str());
        let split = |value: Option<&str>| -> Vec<String> {
            value.into_iter().flat_map(|it| it.split(',')).map(|it| it.trim().to_owned()).collect()
        };
        match (get("_source"), get("_source_includes"), get("_source_excludes")) {
            (None, None, None) => None,
            (Some("false"), _, _) => Some(Shown::Nothing),
            (Some("true" | ""), includes, excludes) | (None, includes, excludes) => {
                Some(Shown::Fields { includes: split(includes), excludes: split(excludes) })
            }
            (named, _, excludes) => Some(Shown::Fields { includes: split(named), excludes: split(excludes) }),
        }
    }

    /// The document as far as it is shown.
    pub(super) fn of(&self, document: Map<String, Value>) -> Option<Map<String, Value>> {
        match self {
            Shown::Nothing => None,
            Shown::Fields { includes, excludes } => {
                let mut shown = Map::new();
                for (key, value) in document {
                    let kept = if key == "quotes" {
                        quotes(value, includes, excludes)
                    } else {
                        is_shown(&key, includes, excludes).then_some(value)
                    };
                    if let Some(value) = kept {
                        shown.insert(key, value);
                    }
                }
                Some(shown)
            }
        }
    }
}

/// The quotations with those of their keys that are shown.
fn quotes(value: Value, includes: &[String], excludes: &[String]) -> Option<Value> {
    if includes.is_empty() && excludes.is_empty() {
        return Some(value);
    }
    let Value::Array(quotes) = value else { return None };
    let mut any = false;
    let quotes = quotes
        .into_iter()
        .map(|quote| match quote {
            Value::Object(map) => Value::Object(
                map.into_iter()
                    .filter(|(key, _)| is_shown(&format!("quotes.{key}"), includes, excludes))
                    .inspect(|_| any = true)
                    .collect(),
            ),
            other => other,
        })
        .collect::<Vec<_>>();
    (any || is_shown("quotes", includes, excludes)).then_some(Value::Array(quotes))
}

fn is_shown(key: &str, includes: &[String], excludes: &[String]) -> bool {
    let fits = |pattern: &String| fits(pattern, key) || fits(&format!("{pattern}.*"), key);
    (includes.is_empty() || includes.iter().any(fits)) && !excludes.iter().any(fits)
}

/// Whether a name fits a pattern in which `*` is any run.
pub(super) fn fits(pattern: &str, name: &str) -> bool {
    let mut parts = pattern.split('*');
    let first = parts.next().unwrap_or("");
    let Some(mut rest) = name.strip_prefix(first) else { return false };
    let mut last = None;
    for part in parts {
        if let Some(part) = last.replace(part) {
            match rest.find(part) {
                Some(at) => rest = &rest[at + part.len()..],
                None => return false,
            }
        }
    }
    match last {
        None => rest.is_empty(),
        Some(part) => rest.ends_with(part),
    }
}

/// The fields with their types.
fn fields() -> Vec<(&'static str, &'static str)> {
    let mapped = |field: Field| {
        let kind = match field.kind() {
            FieldKind::Text => "text",
            FieldKind::Name | FieldKind::Code | FieldKind::Exact => "keyword",
            FieldKind::Day => "date",
        };
        (mapped_name(field), kind)
    };
    let others =
        [("published", "date"), ("quotes", "nested"), ("quotes.text", "text"), ("quotes.kind", "keyword")];
    Field::all().map(mapped).chain(others).collect()
}

/// The mapping.
pub(super) fn mapping() -> Value {
    let mut properties = Map::new();
    let mut quotes = Map::new();
    for (name, kind) in fields() {
        let (properties, name) = match name.strip_prefix("quotes.") {
            Some(name) => (&mut quotes, name),
            None => (&mut properties, name),
        };
        properties.insert(name.to_owned(), json!({"type": kind}));
    }
    properties.insert("quotes".to_owned(), json!({"type": "nested", "properties": quotes}));
    json!({"properties": properties})
}

/// What can be done with the fields that fit one of these patterns.
pub(super) fn capabilities(patterns: &[&str]) -> Value {
    let mut described = Map::new();
    for (name, kind) in fields() {
        if patterns.iter().any(|pattern| fits(pattern, name)) {
            // The instant is asked for as the day is.
            let name_asked = if name == "published" { "date" } else { name };
            let field = Field::all().find(|field| mapped_name(*field) == name_asked);
            let aggregatable = field.is_some_and(|field| Facet::of(field).is_some());
            let searchable = field.map_or(name != "quotes.kind", |field| field.row().query.is_some());
            let can = json!({"type": kind, "metadata_field": false, "searchable": searchable, "aggregatable": aggregatable});
            described.insert(name.to_owned(), json!({kind: can}));
        }
    }
    Value::Object(described)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_pattern_fits_any_run_where_its_star_is() {
        for (pattern, name, expected) in [
            ("title", "title", true),
            ("title", "titles", false),
            ("*", "anything", true),
            ("quotes.*", "quotes.text", true),
            ("quotes.*", "quotes", false),
            ("*e*t", "quotes.text", true),
            ("t*t*e", "te", false),
            ("", "", true),
        ] {
            assert_eq!(fits(pattern, name), expected, "{pattern} {name}");
        }
    }

    #[test]
    fn shown_fields_are_those_named_without_those_left_out() {
        let document = || match json!({"id": 1, "title": 2, "quotes": [{"text": "a", "speaker": "b"}]}) {
            Value::Object(map) => map,
            _ => Map::new(),
        };
        let shown = |value: Value| Shown::read(Some(&value)).of(document()).map(Value::Object);
        assert_eq!(shown(json!(false)), None);
        assert_eq!(shown(json!(["id"])), Some(json!({"id": 1})));
        assert_eq!(shown(json!({"excludes": ["quotes"]})), Some(json!({"id": 1, "title": 2})));
        assert_eq!(
            shown(json!(["quotes.text", "ti*"])),
            Some(json!({"title": 2, "quotes": [{"text": "a"}]}))
        );
    }
}
