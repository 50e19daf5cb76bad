//! The one form of a query among those that mean the same by the grammar alone.

use crate::date::{Day, DayRange};
use crate::field::Field;
use crate::query::ast::{FieldClause, Query, Scope, SpanQuery, Wildcard, WildcardPart, Word};

/// All of them, flat; one stays itself.
pub(super) fn and(parts: Vec<Query>) -> Query {
    let mut flat = Vec::with_capacity(parts.len());
    for part in parts {
        if let Query::And(mut inner) = part {
            flat.append(&mut inner);
        } else {
            flat.push(part);
        }
    }
    if flat.len() == 1 { flat.remove(0) } else { Query::And(flat) }
}

/// Any of them, flat; one stays itself.
pub(super) fn or(parts: Vec<Query>) -> Query {
    let mut flat = Vec::with_capacity(parts.len());
    for part in parts {
        if let Query::Or(mut inner) = part {
            flat.append(&mut inner);
        } else {
            flat.push(part);
        }
    }
    if flat.len() == 1 { flat.remove(0) } else { Query::Or(flat) }
}

/// The same for span expressions.
pub(super) fn span_or(parts: Vec<SpanQuery>) -> SpanQuery {
    let mut flat = Vec::with_capacity(parts.len());
    for part in parts {
        if let SpanQuery::Or(mut inner) = part {
            flat.append(&mut inner);
        } else {
            flat.push(part);
        }
    }
    if flat.len() == 1 { flat.remove(0) } else { SpanQuery::Or(flat) }
}

/// A scope over its content: a span expression when the content is one.
pub(super) fn scoped(scope: Scope, content: Query) -> Query {
    match as_span(content) {
        Ok(span) => Query::Span(SpanQuery::Scope(scope, Box::new(span))),
        Err(query) => Query::Scope(scope, Box::new(query)),
    }
}

/// The content as a span expression, or as it was when it is none.
fn as_span(content: Query) -> Result<SpanQuery, Query> {
    match content {
        Query::Span(span) => Ok(span),
        Query::Or(parts) if parts.iter().all(|part| matches!(part, Query::Span(_))) => {
            let spans = parts.into_iter().filter_map(|part| match part {
                Query::Span(span) => Some(span),
                Query::All
                | Query::Field(_)
                | Query::Scope(..)
                | Query::And(_)
                | Query::Or(_)
                | Query::Not(_) => None,
            });
            Ok(span_or(spans.collect()))
        }
        other @ (Query::All
        | Query::Field(_)
        | Query::Scope(..)
        | Query::And(_)
        | Query::Or(_)
        | Query::Not(_)) => Err(other),
    }
}

impl Query {
    /// The query as parsing its text gives it: AND in AND and OR in OR made flat, one
    /// part for itself, OR of span expressions Boolean wherever it can be, a phrase or
    /// window of one word the word.
    #[must_use]
    pub fn canonical(self) -> Query {
        match self {
            Query::All => Query::All,
            Query::Field(FieldClause::Unknown(Field::Title)) => {
                Query::Not(Box::new(Query::Scope(Scope::Title, Box::new(Query::All))))
            }
            Query::Field(FieldClause::Day(field, range))
                if range.from().is_none() && range.to().is_none() =>
            {
                let every_day = DayRange::new(Day::new(1, 1, 1), None);
                Query::Field(FieldClause::Day(field, every_day.expect("an open range ends nowhere")))
            }
            Query::Field(clause) => Query::Field(clause),
            Query::Span(span) => {
                let span = canonical_span(span);
                if let SpanQuery::Or(parts) = span {
                    Query::Or(parts.into_iter().map(Query::Span).collect())
                } else {
                    Query::Span(span)
                }
            }
            Query::Scope(scope, content) => scoped(scope, content.canonical()),
            Query::And(parts) => and(parts.into_iter().map(Query::canonical).collect()),
            Query::Or(parts) => or(parts.into_iter().map(Query::canonical).collect()),
            Query::Not(inner) => Query::Not(Box::new(inner.canonical())),
        }
    }
}

fn canonical_span(span: SpanQuery) -> SpanQuery {
    match span {
        SpanQuery::Word(word) => SpanQuery::Word(canonical_word(word)),
        SpanQuery::Phrase(words) => match canonical_words(words) {
            Words::One(word) => SpanQuery::Word(word),
            Words::More(words) => SpanQuery::Phrase(words),
        },
        SpanQuery::Window { words, slop } => match canonical_words(words) {
            Words::One(word) => SpanQuery::Word(word),
            Words::More(words) => SpanQuery::Window { words, slop },
        },
        SpanQuery::Or(parts) => span_or(parts.into_iter().map(canonical_span).collect()),
        SpanQuery::Pair { .. } | SpanQuery::Filter { .. } | SpanQuery::Scope(..) => {
            span.map_operands(&mut canonical_span)
        }
    }
}

enum Words {
    One(Word),
    More(Vec<Word>),
}

fn canonical_words(words: Vec<Word>) -> Words {
    let mut words: Vec<Word> = words.into_iter().map(canonical_word).collect();
    if words.len() == 1 { Words::One(words.remove(0)) } else { Words::More(words) }
}

fn canonical_word(word: Word) -> Word {
    match word {
        Word::Wildcard(Wildcard { parts }) if parts == [WildcardPart::Run] => Word::Any,
        Word::Stem(_)
        | Word::Plain(_)
        | Word::Written(_)
        | Word::Fuzzy(..)
        | Word::Variants(_)
        | Word::Wildcard(_)
        | Word::Any => word,
    }
}
