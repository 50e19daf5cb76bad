//! Highlighting: the evidence of a hit between tags.

use serde_json::{Map, Value};

use crate::article::Article;
use crate::search::{Hit, TextField};
use crate::server::elastic::error::ElasticError;
use crate::server::elastic::source::fits;
use crate::server::elastic::words::{list, text};

/// Passages of a field, unless told otherwise.
const PASSAGES: usize = 5;

/// How evidence is shown.
#[derive(Debug, Clone)]
pub(super) struct Highlight {
    fields: Vec<(String, usize)>,
    before: String,
    behind: String,
    encoder: Encoder,
}

/// What is made of markup in an article.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Encoder {
    /// It stays, as clients expect unless they say otherwise.
    Plain,
    /// It is escaped.
    Html,
}

/// The fields that can be shown.
const FIELDS: [&str; 3] = ["title", "body", "quotes.text"];

impl Highlight {
    pub(super) fn read(value: &Value, unknown: &mut Vec<String>) -> Result<Highlight, ElasticError> {
        let map = value.as_object().ok_or_else(|| ElasticError::parsing("[highlight] takes an object"))?;
        let mut highlight = Highlight {
            fields: Vec::new(),
            before: "<em>".to_owned(),
            behind: "</em>".to_owned(),
            encoder: Encoder::Plain,
        };
        let count = |settings: &Map<String, Value>| {
            settings
                .get("number_of_fragments")
                .and_then(Value::as_u64)
                .and_then(|it| usize::try_from(it).ok())
        };
        let passages = count(map).unwrap_or(PASSAGES);
        for (key, value) in map {
            match key.as_str() {
                "pre_tags" => {
                    highlight.before = list(Some(value)).first().map_or_else(String::new, |it| text(it));
                }
                "post_tags" => {
                    highlight.behind = list(Some(value)).first().map_or_else(String::new, |it| text(it));
                }
                "encoder" if value == "html" => highlight.encoder = Encoder::Html,
                "fields" => {
                    let named: Vec<(&String, &Value)> = match value {
                        Value::Object(fields) => fields.iter().collect(),
                        Value::Array(fields) => {
                            fields.iter().filter_map(Value::as_object).flatten().collect()
                        }
                        _ => return Err(ElasticError::parsing("[fields] of [highlight] takes an object")),
                    };
                    for (pattern, settings) in named {
                        let own = settings.as_object().and_then(count).unwrap_or(passages);
                        for field in FIELDS.into_iter().filter(|field| fits(pattern, field)) {
                            if !highlight.fields.iter().any(|(it, _)| it == field) {
                                highlight.fields.push((field.to_owned(), own.min(100)));
                            }
                        }
                    }
                }
                "number_of_fragments"
                | "encoder"
                | "type"
                | "fragment_size"
                | "require_field_match"
                | "order"
                | "no_match_size"
                | "fragmenter"
                | "boundary_scanner"
                | "boundary_max_scan"
                | "boundary_chars"
                | "max_analyzed_offset"
                | "phrase_limit"
                | "highlight_query"
                | "tags_schema" => {}
                other => {
                    unknown.push(format!("key [{other}] of [highlight] is not known and was passed over"));
                }
            }
        }
        Ok(highlight)
    }

    /// How many passages a search must choose.
    pub(super) fn passages(&self) -> usize {
        self.fields.iter().map(|(_, passages)| *passages).max().unwrap_or(0)
    }

    /// Whether the text of the article is needed for it.
    pub(super) fn needs_the_article(&self) -> bool {
        self.fields.iter().any(|(field, passages)| *passages == 0 || field == "quotes.text")
    }

    /// The evidence of a hit, by field.
    pub(super) fn of(&self, hit: &Hit, article: Option<&Article>) -> Map<String, Value> {
        let mut marked = Map::new();
        for (field, passages) in &self.fields {
            let texts = match (field.as_str(), passages, article) {
                ("title", 0, Some(article)) => self.whole(article.title_text(), hit, TextField::Title),
                ("body", 0, Some(article)) => self.whole(&article.body, hit, TextField::Body),
                ("quotes.text", _, Some(article)) => self.quotations(article, hit),
                ("title", _, _) => self.passages_of(hit, TextField::Title, *passages),
                _ => self.passages_of(hit, TextField::Body, *passages),
            };
            if !texts.is_empty() {
                marked.insert(field.clone(), texts.into());
            }
        }
        marked
    }

    fn passages_of(&self, hit: &Hit, field: TextField, most: usize) -> Vec<String> {
        let snippets = hit.snippets.iter().filter(|it| it.field == field && !it.marks.is_empty());
        let marked = |it: &crate::search::Snippet| {
            let marks: Vec<(usize, usize)> = it.marks.iter().map(|mark| (mark.start(), mark.end())).collect();
            self.marked(&it.text, &marks)
        };
        snippets.take(most).map(marked).collect()
    }

    fn whole(&self, text: &str, hit: &Hit, field: TextField) -> Vec<String> {
        let marks = marks(hit, field, 0, text.len());
        if marks.is_empty() { Vec::new() } else { vec![self.marked(text, &marks)] }
    }

    fn quotations(&self, article: &Article, hit: &Hit) -> Vec<String> {
        let mut texts = Vec::new();
        for quotation in &article.quotations {
            let (start, end) = (quotation.span.start(), quotation.span.end());
            let marks = marks(hit, TextField::Body, start, end);
            if !marks.is_empty() {
                texts.push(self.marked(quotation.span.of(&article.body), &marks));
            }
        }
        texts
    }

    fn marked(&self, text: &str, marks: &[(usize, usize)]) -> String {
        let mut out = String::with_capacity(text.len() + marks.len() * 16);
        let mut at = 0;
        for (start, end) in marks {
            let (Some(before), Some(inside)) = (text.get(at..*start), text.get(*start..*end)) else {
                continue;
            };
            self.push(before, &mut out);
            out.push_str(&self.before);
            self.push(inside, &mut out);
            out.push_str(&self.behind);
            at = *end;
        }
        self.push(text.get(at..).unwrap_or(""), &mut out);
        out
    }

    fn push(&self, text: &str, out: &mut String) {
        match self.encoder {
            Encoder::Plain => out.push_str(text),
            Encoder::Html => crate::render::html::escape(text, out),
        }
    }
}

/// The evidence within a stretch of a field, in its bytes, merged.
fn marks(hit: &Hit, field: TextField, start: usize, end: usize) -> Vec<(usize, usize)> {
    let mut merged: Vec<(usize, usize)> = Vec::new();
    for evidence in hit.spans.iter().filter(|it| it.field == field) {
        let span = evidence.span.bytes;
        if span.start() < start || span.end() > end {
            continue;
        }
        let (from, to) = (span.start() - start, span.end() - start);
        match merged.last_mut() {
            Some(last) if from < last.1 => last.1 = last.1.max(to),
            Some(_) | None => merged.push((from, to)),
        }
    }
    merged
}
