//! What a page says of its article in JSON-LD.

use dom_query::Document;
use serde_json::{Map, Value};

use crate::extract::keys::FieldMap;
use crate::extract::record_fields::{RecordFields, article_rank};
use crate::extract::{markup, paragraphs};
use crate::field::Field;

/// What JSON-LD says of the article, as plain text, a place for each field.
#[derive(Debug, Default)]
pub(super) struct Linked {
    rank: u8,
    values: [Option<String>; Field::COUNT],
}

impl Linked {
    /// Whether it speaks of an article, not of a page of whatever kind.
    pub(super) fn is_article(&self) -> bool {
        self.rank > 1
    }

    /// What it says of a field.
    pub(super) fn get(&self, field: Field) -> Option<&str> {
        self.values[field as usize].as_deref()
    }
}

/// How many blocks of JSON-LD are looked at.
const BLOCKS: usize = 32;

/// The text of a block without what some put around it.
fn bare(text: &str) -> &str {
    text.trim().trim_start_matches("<![CDATA[").trim_end_matches("]]>").trim_end_matches(';').trim()
}

/// Who JSON-LD names as authors.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Authors {
    pub(super) persons: Vec<String>,
    /// Bodies and sites.
    pub(super) organizations: Vec<String>,
}

/// The authors of the article. One that is only referred to is looked up in the graph.
pub(super) fn authors(document: &Document) -> Authors {
    let mut objects = Vec::new();
    for script in document.select("script[type='application/ld+json']").iter().take(BLOCKS) {
        if let Ok(value) = serde_json::from_str::<Value>(bare(&script.text())) {
            spread(value, &mut objects);
        }
    }
    let rank = |object: &Map<String, Value>| article_rank(Some(&kinds(object)));
    let article = objects
        .iter()
        .filter(|it| it.contains_key("author") && rank(it) > 0)
        .min_by_key(|it| u8::MAX - rank(it));
    let mut authors = Authors::default();
    if let Some(named) = article.and_then(|it| it.get("author")) {
        gather_authors(named, &objects, &mut authors);
    }
    authors
}

/// How many objects of a graph are looked at.
const OBJECTS: usize = 500;

/// The objects of a block: itself, those of a list, those of a graph.
fn spread(value: Value, objects: &mut Vec<Map<String, Value>>) {
    match value {
        Value::Array(values) => values.into_iter().for_each(|it| spread(it, objects)),
        Value::Object(mut object) if objects.len() < OBJECTS => {
            let graph = object.remove("@graph");
            objects.push(object);
            if let Some(graph) = graph {
                spread(graph, objects);
            }
        }
        _ => {}
    }
}

/// What schema.org says an object is, separated by blanks.
fn kinds(object: &Map<String, Value>) -> String {
    match object.get("@type") {
        Some(Value::String(kind)) => kind.clone(),
        Some(Value::Array(kinds)) => kinds.iter().filter_map(Value::as_str).collect::<Vec<_>>().join(" "),
        _ => String::new(),
    }
}

fn gather_authors(named: &Value, objects: &[Map<String, Value>], authors: &mut Authors) {
    let mut add = |name: &str, is_person: bool| {
        let name = paragraphs::one_line(&markup::resolved(name));
        let list = if is_person { &mut authors.persons } else { &mut authors.organizations };
        if !name.is_empty() && !list.contains(&name) {
            list.push(name);
        }
    };
    match named {
        Value::String(name) => add(name, true),
        Value::Array(several) => several.iter().take(50).for_each(|it| gather_authors(it, objects, authors)),
        Value::Object(author) => {
            let id = author.get("@id").and_then(Value::as_str);
            let told = match author.get("name") {
                Some(_) => Some(author),
                None => objects.iter().find(|it| {
                    it.contains_key("name") && id.is_some() && it.get("@id").and_then(Value::as_str) == id
                }),
            };
            let Some(told) = told else { return };
            let kind = kinds(told);
            let is_body = kind.contains("Organization") && !kind.contains("Person");
            match told.get("name") {
                Some(Value::String(name)) => add(name, !is_body),
                Some(Value::Array(names)) => {
                    names.iter().filter_map(Value::as_str).for_each(|it| add(it, !is_body));
                }
                _ => {}
            }
        }
        _ => {}
    }
}

/// A day of publication in any block, even one that is damaged or of no article.
pub(super) fn any_date(document: &Document) -> Option<String> {
    for key in ["\"datePublished\"", "\"uploadDate\""] {
        for script in document.select("script[type='application/ld+json']").iter().take(BLOCKS) {
            let text = script.text();
            let value = text
                .split_once(key)
                .and_then(|(_, rest)| rest.trim_start().strip_prefix(':')?.trim_start().strip_prefix('"'));
            if let Some((value, _)) = value.and_then(|it| it.split_once('"')) {
                return Some(value.to_owned());
            }
        }
    }
    None
}

/// The block of JSON-LD that is most like an article.
pub(super) fn json_ld(document: &Document) -> Option<Linked> {
    let mut best: Option<Linked> = None;
    for script in document.select("script[type='application/ld+json']").iter().take(BLOCKS) {
        let text = script.text();
        let text = bare(&text);
        // A list of things is the same as a graph of them.
        let wrapped;
        let text = if text.starts_with('[') {
            wrapped = format!("{{\"@graph\":{text}}}");
            wrapped.as_str()
        } else {
            text
        };
        let mut repaired = Vec::new();
        let Ok(record) = RecordFields::read(text.as_bytes(), &FieldMap::default(), &mut repaired) else {
            continue;
        };
        let rank = article_rank(record.kind.as_deref());
        if rank == 0 || best.as_ref().is_some_and(|best| best.rank >= rank) {
            continue;
        }
        let value = |field: Field| {
            let value = record.get(field)?;
            let text = if field == Field::Url {
                value.address()?.to_owned()
            } else if field == Field::Body {
                markup::resolved(&value.joined("\n\n")).into_owned()
            } else {
                paragraphs::one_line(&markup::resolved(&value.joined(", ")))
            };
            (!text.is_empty()).then_some(text)
        };
        let mut values = [const { None }; Field::COUNT];
        for field in Field::all() {
            values[field as usize] = value(field);
        }
        best = Some(Linked { rank, values });
    }
    best
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(json: &str) -> Authors {
        authors(&Document::from(format!("<script type='application/ld+json'>{json}</script>")))
    }

    #[test]
    fn all_authors_are_named() {
        let found = of(
            r#"{"@type":"NewsArticle","author":[{"@type":"Person","name":"Jane Doe"},{"name":"Ali Khan"},"Tom Hill"]}"#,
        );
        assert_eq!(found.persons, ["Jane Doe", "Ali Khan", "Tom Hill"]);
        assert_eq!(
            of(r#"{"@type":"NewsArticle","author":{"name":["Jane Doe","Ali Khan"]}}"#).persons.len(),
            2
        );
    }

    #[test]
    fn an_author_who_is_referred_to_is_looked_up() {
        let found = of(
            r##"{"@graph":[{"@type":"Person","@id":"#jane","name":"Jane Doe"},{"@type":"Article","author":{"@id":"#jane"}}]}"##,
        );
        assert_eq!(found.persons, ["Jane Doe"]);
        assert_eq!(of(r##"{"@type":"Article","author":{"@id":"#nobody"}}"##), Authors::default());
    }

    #[test]
    fn a_body_is_told_from_a_person() {
        let found = of(r#"{"@type":"Article","author":{"@type":"Organization","name":"The Daily Star"}}"#);
        assert_eq!((found.persons.len(), found.organizations), (0, vec!["The Daily Star".to_owned()]));
        assert_eq!(of(r#"{"@type":"Recipe","author":{"name":"Jane Doe"}}"#), Authors::default());
    }
}
