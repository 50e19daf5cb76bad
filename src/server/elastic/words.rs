//! What queries are made of: fields, words, and how they go together.

use serde_json::{Map, Value};

use crate::analysis::{Words, plain, small};
use crate::date::{Day, DayRange};
use crate::field::{FIELDS, Field, FieldKind, FieldRow};
use crate::query::{EditDistance, Query, Scope, SpanQuery, Wildcard, WildcardPart, Word};
use crate::server::elastic::error::ElasticError;

/// A part of an article that clients ask for by name.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Target {
    /// Title and body.
    Text,
    /// Title and first paragraph.
    Lead,
    /// The quotations.
    Quotes,
    /// A field.
    Field(Field),
}

/// How the words of a match go together.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Join {
    And,
    Or,
}

pub(super) fn target_of(name: &str) -> Result<Target, ElasticError> {
    let bare = name.trim_end_matches(".keyword").trim_end_matches(".raw");
    Ok(match bare {
        "*" | "_all" | "text" | "content" => Target::Text,
        "lead" => Target::Lead,
        "quotes.text" | "quotes" | "quote" => Target::Quotes,
        "headline" => Target::Field(Field::Title),
        "quotes.speaker" | "speakers" => Target::Field(Field::Speaker),
        "@timestamp" | "published" => Target::Field(Field::Date),
        "_id" => Target::Field(Field::Id),
        _ => {
            let asked =
                |row: &&FieldRow| row.query.is_some_and(|query| query.word == bare || row.name == bare);
            let row = FIELDS.iter().find(asked).ok_or_else(|| {
                let names: Vec<&str> = FIELDS
                    .iter()
                    .filter(|row| row.query.is_some())
                    .map(|row| mapped_name(row.field))
                    .collect();
                ElasticError::parsing(format!(
                    "no mapping found for [{name}]; fields are {}, quotes.text",
                    names.join(", ")
                ))
            })?;
            Target::Field(row.field)
        }
    })
}

/// The name of a field in a mapping.
pub(super) fn mapped_name(field: Field) -> &'static str {
    if field == Field::Speaker { "quotes.speaker" } else { field.as_str() }
}

pub(super) fn is_text(target: Target) -> bool {
    match target {
        Target::Text | Target::Lead | Target::Quotes => true,
        Target::Field(field) => field.kind() == FieldKind::Text,
    }
}

/// Words of a field, all or any of them.
pub(super) fn in_field(field: Target, words: Vec<Word>, join: Join) -> Query {
    let parts: Vec<Query> = words.into_iter().map(|word| scoped(field, SpanQuery::Word(word))).collect();
    if parts.is_empty() {
        // A text without a word finds nothing.
        return Query::Not(Box::new(Query::All));
    }
    match join {
        Join::And => all(parts),
        Join::Or => any(parts),
    }
}

pub(super) fn scoped(target: Target, span: SpanQuery) -> Query {
    let scope = match target {
        Target::Field(Field::Title) => Scope::Title,
        Target::Field(Field::Body) => Scope::Body,
        Target::Lead => Scope::Lead,
        Target::Quotes => Scope::Quote,
        Target::Text | Target::Field(_) => return Query::Span(span),
    };
    Query::Span(SpanQuery::Scope(scope, Box::new(span)))
}

/// The words one after the other, or in any order with other words between.
pub(super) fn phrase(mut words: Vec<Word>, slop: u32) -> SpanQuery {
    match words.len() {
        // A text without a word finds nothing, and no token fits the empty pattern.
        0 => SpanQuery::Word(Word::Plain(String::new())),
        1 => SpanQuery::Word(words.remove(0)),
        _ if slop > 0 => SpanQuery::Window { words, slop },
        _ => SpanQuery::Phrase(words),
    }
}

pub(super) fn stems(text: &str) -> Vec<Word> {
    Words::new(text).map(|it| Word::Stem(small(it.of(text)).into_owned())).collect()
}

/// The words, the last of them as the beginning of one.
pub(super) fn with_prefix(text: &str) -> Vec<Word> {
    let mut words = stems(text);
    if let Some(Word::Stem(last)) = words.pop() {
        let last = plain(&last).into_owned();
        words.push(Word::Wildcard(Wildcard { parts: vec![WildcardPart::Text(last), WildcardPart::Run] }));
    }
    words
}

pub(super) fn fuzzy_words(text: &str, fuzziness: &Value) -> Result<Vec<Word>, ElasticError> {
    let asked = self::text(fuzziness);
    let edits = match asked.as_str() {
        auto if auto.to_ascii_uppercase().starts_with("AUTO") => None,
        number => Some(number.parse().ok().and_then(EditDistance::new).ok_or_else(|| {
            ElasticError::parsing(format!("[fuzziness] is 0, 1, 2 or AUTO, not [{asked}]"))
        })?),
    };
    let word = |form: String| {
        let edits = edits.unwrap_or_else(|| EditDistance::for_letters(form.chars().count()));
        Word::Fuzzy(form, edits)
    };
    Ok(Words::new(text).map(|it| word(plain(it.of(text)).into_owned())).collect())
}

pub(super) fn wildcard(pattern: &str) -> Wildcard {
    let mut parts: Vec<WildcardPart> = Vec::new();
    let mut literal = String::new();
    let mut push = |part: Option<WildcardPart>, literal: &mut String| {
        if !literal.is_empty() {
            let folded = plain(literal).into_owned();
            parts.push(WildcardPart::Text(folded));
            literal.clear();
        }
        if let Some(part) = part
            && !(part == WildcardPart::Run && parts.last() == Some(&WildcardPart::Run))
        {
            parts.push(part);
        }
    };
    for c in pattern.chars() {
        match c {
            '*' => push(Some(WildcardPart::Run), &mut literal),
            '?' => push(Some(WildcardPart::One), &mut literal),
            c => literal.push(c),
        }
    }
    push(None, &mut literal);
    Wildcard { parts }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Minimum {
    One,
    All,
}

pub(super) fn minimum(value: Option<&Value>) -> Result<Minimum, ElasticError> {
    match value.map(text).as_deref() {
        None | Some("1") => Ok(Minimum::One),
        Some("100%") => Ok(Minimum::All),
        Some(other) => {
            Err(ElasticError::parsing(format!("[minimum_should_match] is 0, 1 or 100%, not [{other}]")))
        }
    }
}

pub(super) fn join(value: Option<&Value>) -> Result<Join, ElasticError> {
    match value.map(|it| text(it).to_ascii_lowercase()).as_deref() {
        None | Some("or") => Ok(Join::Or),
        Some("and") => Ok(Join::And),
        Some(other) => Err(ElasticError::parsing(format!("[operator] is and or or, not [{other}]"))),
    }
}

pub(super) fn range(from: Option<Day>, to: Option<Day>) -> Option<DayRange> {
    DayRange::new(from, to)
}

pub(super) fn bad_range(value: &Value) -> ElasticError {
    ElasticError::parsing(format!("failed to parse date field [{value}]"))
}

pub(super) fn map<'v>(kind: &str, value: &'v Value) -> Result<&'v Map<String, Value>, ElasticError> {
    value.as_object().ok_or_else(|| ElasticError::parsing(format!("[{kind}] takes an object")))
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

pub(super) fn all(mut parts: Vec<Query>) -> Query {
    match parts.len() {
        0 => Query::All,
        1 => parts.remove(0),
        _ => Query::And(parts),
    }
}

/// Any of them; of none, nothing.
pub(super) fn any(mut parts: Vec<Query>) -> Query {
    match parts.len() {
        0 => Query::Not(Box::new(Query::All)),
        1 => parts.remove(0),
        _ => Query::Or(parts),
    }
}
