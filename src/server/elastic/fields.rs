//! The fields that the mapping lists, and how each is compared.

use serde_json::{Map, Value, json};

use crate::server::elastic::patterns::fits;

/// A field that can be asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct FieldRow {
    pub(super) name: &'static str,
    pub(super) kind: Kind,
    /// Whether each quotation has it, rather than the article.
    pub(super) is_nested: bool,
}

/// How a field is compared.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    /// By its words.
    Text(TextOf),
    /// To the letter; the number of its column.
    Keyword(usize),
    /// As an instant; the number of its column.
    Date(usize),
    /// The name of the index.
    Index,
}

/// A text that is searched.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(super) enum TextOf {
    Title,
    Body,
    /// Title and body as one.
    Both,
    /// Of a quotation.
    Quote,
}

/// The columns of words to the letter that articles have; the last is made of the quotations.
pub(super) const KEYWORDS: [&str; 9] =
    ["id", "path", "source", "author", "section", "status", "language", "url", "speaker"];
/// The place of the speakers among [`KEYWORDS`].
pub(super) const SPEAKER: usize = 8;
/// The columns of instants.
pub(super) const DATES: [&str; 3] = ["date", "updated", "published"];
/// The columns of words to the letter that quotations have.
pub(super) const QUOTE_KEYWORDS: [&str; 2] = ["quotes.speaker", "quotes.kind"];

/// The path of the quotations.
pub(super) const QUOTES: &str = "quotes";

/// Every field but `_id` and `_index`.
pub(super) fn all() -> impl Iterator<Item = FieldRow> {
    let row = |name, kind| FieldRow { name, kind, is_nested: false };
    let keywords = KEYWORDS.iter().enumerate().map(move |(at, name)| row(name, Kind::Keyword(at)));
    let dates = DATES.iter().enumerate().map(move |(at, name)| row(name, Kind::Date(at)));
    let texts = [("title", TextOf::Title), ("body", TextOf::Body), ("text", TextOf::Both)];
    let texts = texts.into_iter().map(move |(name, of)| row(name, Kind::Text(of)));
    let nested = |name, kind| FieldRow { name, kind, is_nested: true };
    let quotes = QUOTE_KEYWORDS.iter().enumerate().map(move |(at, name)| nested(name, Kind::Keyword(at)));
    let quotes = quotes.chain([nested("quotes.text", Kind::Text(TextOf::Quote))]);
    keywords.chain(dates).chain(texts).chain(quotes)
}

/// The field of this name.
pub(super) fn named(name: &str) -> Option<FieldRow> {
    match name {
        "_id" => Some(FieldRow { name: "_id", kind: Kind::Keyword(0), is_nested: false }),
        "_index" => Some(FieldRow { name: "_index", kind: Kind::Index, is_nested: false }),
        _ => all().find(|row| row.name == name),
    }
}

/// The fields of an article whose names fit a pattern.
pub(super) fn fitting(pattern: &str) -> Vec<FieldRow> {
    match named(pattern) {
        Some(row) => vec![row],
        None if pattern.contains('*') => all().filter(|row| fits(pattern, row.name)).collect(),
        None => Vec::new(),
    }
}

impl FieldRow {
    /// Its type as the mapping tells it.
    pub(super) fn type_name(self) -> &'static str {
        match self.kind {
            Kind::Text(_) => "text",
            Kind::Keyword(_) => "keyword",
            Kind::Date(_) => "date",
            Kind::Index => "_index",
        }
    }

    fn mapped(self) -> Value {
        let mut mapped = json!({"type": self.type_name()});
        match self.name {
            "title" | "body" => mapped["copy_to"] = json!(["text"]),
            "quotes.speaker" => mapped["copy_to"] = json!(["speaker"]),
            _ => {}
        }
        mapped
    }
}

/// The mapping. What is not in it is kept in `_source` and cannot be asked for.
pub(super) fn mapping() -> Value {
    let mut properties = Map::new();
    let mut quotes = Map::new();
    for row in all() {
        match row.name.strip_prefix("quotes.") {
            Some(name) => quotes.insert(name.to_owned(), row.mapped()),
            None => properties.insert(row.name.to_owned(), row.mapped()),
        };
    }
    properties.insert(QUOTES.to_owned(), json!({"type": "nested", "properties": quotes}));
    json!({"dynamic": "false", "properties": properties})
}

/// The mapping of the fields that fit a pattern, each by itself.
pub(super) fn field_mapping(patterns: &str) -> Value {
    let mut told = Map::new();
    for row in all().filter(|row| patterns.split(',').any(|it| fits(it, row.name))) {
        let last = row.name.rsplit('.').next().unwrap_or(row.name);
        told.insert(row.name.to_owned(), json!({"full_name": row.name, "mapping": {last: row.mapped()}}));
    }
    Value::Object(told)
}

/// Fields that every document has beside those of the mapping.
const METADATA: [(&str, bool, bool); 12] = [
    ("_data_stream_timestamp", false, false),
    ("_doc_count", false, false),
    ("_feature", false, false),
    ("_field_names", true, false),
    ("_id", true, true),
    ("_ignored", true, true),
    ("_index", true, true),
    ("_nested_path", true, false),
    ("_routing", true, false),
    ("_seq_no", true, true),
    ("_source", false, false),
    ("_version", false, true),
];

/// What can be done with the fields that fit one of these patterns.
pub(super) fn capabilities(patterns: &[String]) -> Value {
    let mut described = Map::new();
    let fitting = |name: &str| patterns.iter().any(|pattern| fits(pattern, name));
    let mut tell = |name: &str, kind: &str, searchable: bool, aggregatable: bool| {
        if fitting(name) {
            let can = json!({"type": kind, "searchable": searchable, "aggregatable": aggregatable});
            described.insert(name.to_owned(), json!({kind: can}));
        }
    };
    for row in all() {
        tell(row.name, row.type_name(), true, !matches!(row.kind, Kind::Text(_)));
    }
    tell(QUOTES, "nested", false, false);
    for (name, searchable, aggregatable) in METADATA {
        let kind = match name {
            "_doc_count" | "_seq_no" => "long",
            name => name,
        };
        tell(name, if name == "_seq_no" { "_seq_no" } else { kind }, searchable, aggregatable);
    }
    Value::Object(described)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_column_is_at_its_place() {
        for row in all() {
            let place = match row.kind {
                Kind::Keyword(at) if row.is_nested => QUOTE_KEYWORDS[at],
                Kind::Keyword(at) => KEYWORDS[at],
                Kind::Date(at) => DATES[at],
                Kind::Text(_) | Kind::Index => row.name,
            };
            assert_eq!(place, row.name);
            assert_eq!(named(row.name), Some(row));
        }
        assert_eq!(KEYWORDS[SPEAKER], "speaker");
    }
}
