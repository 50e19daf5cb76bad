//! Articles as documents, and which of their fields are shown.

use serde_json::{Map, Value, json};

use crate::article::{Article, FoundBy};
use crate::field::Field;
use crate::server::elastic::error::ElasticError;
use crate::server::elastic::fields::{DATES, FieldRow, Kind, all};
use crate::server::elastic::formats::Format;
use crate::server::elastic::patterns::fits;
use crate::server::elastic::strict::{Keys, list, text};

/// The quotations of an article that the text has.
fn quotes(article: &Article) -> Value {
    article
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
        .collect()
}

fn given(article: &Article) -> Option<Map<String, Value>> {
    match serde_json::from_str(article.given.as_deref()?) {
        Ok(Value::Object(map)) => Some(map),
        _ => None,
    }
}

/// The fields of a document: as it was given, where it was given as one, with what was found in its text.
pub(super) fn document(article: &Article) -> Map<String, Value> {
    if let Some(mut document) = given(article) {
        if !document.contains_key("quotes") && !article.quotations.is_empty() {
            document.insert("quotes".to_owned(), quotes(article));
        }
        if !document.contains_key("body") && !article.body.is_empty() {
            document.insert("body".to_owned(), article.body.as_str().into());
        }
        // What was given under another name stands under its own too.
        for field in [Field::Updated, Field::Source, Field::Author, Field::Section, Field::Url] {
            let is_given = field == Field::Url || article.found_by(field) == Some(FoundBy::Given);
            if let Some(value) =
                article.text(field).filter(|_| is_given && !document.contains_key(field.as_str()))
            {
                document.insert(field.as_str().to_owned(), value.into());
            }
        }
        if !document.contains_key("title") && !article.title_text().is_empty() {
            document.insert("title".to_owned(), article.title_text().into());
        }
        return document;
    }
    // The speakers stand with their quotations.
    let fields = Field::all().filter(|field| *field != Field::Speaker);
    let mut document: Map<String, Value> =
        fields.map(|field| (field.as_str().to_owned(), article.text(field).into())).collect();
    document.insert("published".to_owned(), article.published().into());
    document.insert("quotes".to_owned(), quotes(article));
    document
}

/// Whether the quotations came with the document.
pub(super) fn has_given_quotes(article: &Article) -> bool {
    given(article).is_some_and(|it| it.contains_key("quotes"))
}

/// What is said in each quotation.
pub(super) fn quoted(article: &Article) -> Vec<String> {
    match given(article).filter(|it| it.contains_key("quotes")) {
        Some(document) => {
            let quotes = list(document.get("quotes")).into_iter().filter_map(Value::as_object);
            quotes
                .map(|it| it.get("text").filter(|it| !it.is_null()).map_or_else(String::new, text))
                .collect()
        }
        None => article.quotations.iter().map(|it| it.span.of(&article.body).to_owned()).collect(),
    }
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
    /// The whole document.
    pub(super) const ALL: Shown = Shown::Fields { includes: Vec::new(), excludes: Vec::new() };

    /// What `_source` asks for.
    ///
    /// # Errors
    ///
    /// It is no list of fields.
    pub(super) fn read(value: &Value) -> Result<Shown, ElasticError> {
        match value {
            Value::Bool(false) => Ok(Shown::Nothing),
            Value::Bool(true) | Value::Null => Ok(Shown::ALL),
            Value::Object(_) => {
                let keys = Keys::of("_source", value, &["includes", "include", "excludes", "exclude"])?;
                let either = |one: &str, other: &str| -> Result<Vec<String>, ElasticError> {
                    Ok([keys.words(one)?, keys.words(other)?].concat())
                };
                Shown::of(either("includes", "include")?, either("excludes", "exclude")?)
            }
            Value::String(name) => Ok(Shown::Fields { includes: vec![name.clone()], excludes: Vec::new() }),
            Value::Array(names) if names.iter().all(Value::is_string) => {
                Ok(Shown::Fields { includes: names.iter().map(text).collect(), excludes: Vec::new() })
            }
            Value::Array(_) | Value::Number(_) => {
                Err(ElasticError::parsing("[_source] is true, false, a name, a list of names, or an object")
                    .near("_source"))
            }
        }
    }

    fn of(includes: Vec<String>, excludes: Vec<String>) -> Result<Shown, ElasticError> {
        match includes.iter().find(|it| excludes.contains(it)) {
            Some(name) => Err(ElasticError::unsupported(format!(
                "The same entry [{name}] cannot be both included and excluded in _source."
            ))),
            None => Ok(Shown::Fields { includes, excludes }),
        }
    }

    /// What the address asks for with `_source`, `_source_includes`, `_source_excludes`.
    ///
    /// # Errors
    ///
    /// A field is both shown and left out.
    pub(super) fn of_pairs(pairs: &[(String, String)]) -> Result<Option<Shown>, ElasticError> {
        let get = |name: &str| pairs.iter().find(|(key, _)| key == name).map(|(_, value)| value.as_str());
        let split = |value: Option<&str>| -> Vec<String> {
            value.into_iter().flat_map(|it| it.split(',')).map(|it| it.trim().to_owned()).collect()
        };
        let includes = get("_source_includes").or_else(|| get("_source_include"));
        let excludes = get("_source_excludes").or_else(|| get("_source_exclude"));
        Ok(match (get("_source"), includes, excludes) {
            (None, None, None) => None,
            (Some("false"), _, _) => Some(Shown::Nothing),
            (Some("true" | ""), includes, excludes) | (None, includes, excludes) => {
                Some(Shown::of(split(includes), split(excludes))?)
            }
            (named, _, excludes) => Some(Shown::of(split(named), split(excludes))?),
        })
    }

    /// The document as far as it is shown.
    pub(super) fn filter(&self, document: Map<String, Value>) -> Option<Map<String, Value>> {
        let Shown::Fields { includes, excludes } = self else { return None };
        if includes.is_empty() && excludes.is_empty() {
            return Some(document);
        }
        Some(kept(document, "", includes, excludes))
    }
}

/// The entries of an object whose paths are shown.
fn kept(map: Map<String, Value>, path: &str, includes: &[String], excludes: &[String]) -> Map<String, Value> {
    let mut shown = Map::new();
    for (key, value) in map {
        let path = if path.is_empty() { key.clone() } else { format!("{path}.{key}") };
        if excludes.iter().any(|it| covers(it, &path)) {
            continue;
        }
        let whole = includes.is_empty() || includes.iter().any(|it| covers(it, &path));
        // What is shown whole may have parts that are left out.
        let within: &[String] = if whole { &[] } else { includes };
        let inner = match value {
            Value::Object(map) => {
                let map = kept(map, &path, within, excludes);
                (whole || !map.is_empty()).then_some(Value::Object(map))
            }
            Value::Array(list) if list.iter().any(Value::is_object) => {
                let one = |it: Value| match it {
                    Value::Object(map) => {
                        let map = kept(map, &path, within, excludes);
                        (whole || !map.is_empty()).then_some(Value::Object(map))
                    }
                    other => whole.then_some(other),
                };
                let list: Vec<Value> = list.into_iter().filter_map(one).collect();
                (whole || !list.is_empty()).then_some(Value::Array(list))
            }
            other => whole.then_some(other),
        };
        if let Some(inner) = inner {
            shown.insert(key, inner);
        }
    }
    shown
}

/// Whether a pattern is of this path, or of what it lies in.
fn covers(pattern: &str, path: &str) -> bool {
    fits(pattern, path) || fits(&format!("{pattern}.*"), path)
}

/// A field that a hit shows as values.
#[derive(Debug, Clone)]
pub(super) struct ValueField {
    pattern: String,
    format: Option<Format>,
}

impl ValueField {
    /// Reads `fields` or `docvalue_fields`.
    ///
    /// # Errors
    ///
    /// It is no list of fields, or a format is not known.
    pub(super) fn read(what: &str, value: &Value) -> Result<Vec<ValueField>, ElasticError> {
        let mut fields = Vec::new();
        for entry in list(Some(value)) {
            fields.push(match entry {
                Value::String(pattern) => ValueField { pattern: pattern.clone(), format: None },
                Value::Object(_) => {
                    let keys = Keys::of(what, entry, &["field", "format", "include_unmapped"])?;
                    if keys.flag("include_unmapped", false)? && keys.text("field")?.is_none_or(|it| it != "*")
                    {
                        keys.refuse("include_unmapped", "read _source for what is not in the mapping")?;
                    }
                    let format = keys.text("format")?.filter(|it| it != "use_field_mapping");
                    ValueField {
                        pattern: text(keys.need("field")?),
                        format: format.map(|it| Format::named(&it)).transpose()?,
                    }
                }
                _ => {
                    return Err(ElasticError::parsing(format!("[{what}] takes names and objects")).near(what));
                }
            });
        }
        if what == "docvalue_fields"
            && let Some(row) =
                fields.iter().flat_map(|it| rows(&it.pattern)).find(|it| matches!(it.kind, Kind::Text(_)))
        {
            return Err(ElasticError::shard(
                "illegal_argument_exception",
                format!(
                    "Text fields are not optimised for operations that require per-document field data like aggregations \
                     and sorting, so these operations are disabled by default. [{}] is of type [text]",
                    row.name
                ),
            ));
        }
        Ok(fields)
    }
}

fn rows(pattern: &str) -> Vec<FieldRow> {
    all().filter(|row| fits(pattern, row.name)).collect()
}

/// The values of the fields that are shown.
pub(super) fn values(document: &Map<String, Value>, fields: &[ValueField]) -> Map<String, Value> {
    let mut shown = Map::new();
    for field in fields {
        for row in rows(&field.pattern) {
            let values = values_of(document, row, field.format.as_ref());
            if !values.is_empty() {
                shown.insert(row.name.to_owned(), values.into());
            }
        }
    }
    shown
}

fn values_of(document: &Map<String, Value>, row: FieldRow, format: Option<&Format>) -> Vec<Value> {
    let found: Vec<&Value> = match row.name.strip_prefix("quotes.") {
        Some(name) => {
            let quotes = list(document.get("quotes")).into_iter().filter_map(Value::as_object);
            quotes.flat_map(|quote| list(quote.get(name))).collect()
        }
        None => list(document.get(row.name)),
    };
    let one = |value: &Value| {
        if !DATES.contains(&row.name) {
            return Some(value.clone());
        }
        let at = crate::server::elastic::dates::of_document(value)?;
        let utc = jiff::tz::TimeZone::UTC;
        Some(format.map_or_else(|| Format::default().print(at, &utc), |it| it.print(at, &utc)).into())
    };
    found.into_iter().filter(|it| !it.is_null()).filter_map(one).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn shown_fields_are_those_named_without_those_left_out() {
        let document = || match json!({"id": 1, "title": 2, "quotes": [{"text": "a", "speaker": "b"}]}) {
            Value::Object(map) => map,
            _ => Map::new(),
        };
        let shown = |value: Value| Shown::read(&value).expect("fields").filter(document()).map(Value::Object);
        assert_eq!(shown(json!(false)), None);
        assert_eq!(shown(json!(["id"])), Some(json!({"id": 1})));
        assert_eq!(shown(json!({"excludes": ["quotes"]})), Some(json!({"id": 1, "title": 2})));
        assert_eq!(
            shown(json!({"excludes": ["*.text"]})),
            Some(json!({"id": 1, "title": 2, "quotes": [{"speaker": "b"}]}))
        );
        assert_eq!(
            shown(json!(["quotes.text", "ti*"])),
            Some(json!({"title": 2, "quotes": [{"text": "a"}]}))
        );
        assert!(Shown::read(&json!({"colour": ["id"]})).is_err());
    }
}
