//! The words of a query, and which articles lack one that they would need.

use newsgrep::query::ast::{FieldClause, Query, SpanQuery, Word};

/// All words of the query.
pub(crate) fn words_of_query<'q>(query: &'q Query, words: &mut Vec<&'q Word>) {
    match query {
        Query::All | Query::Field(_) => {}
        Query::Span(span) => words_of_span(span, words),
        Query::Scope(_, part) | Query::Not(part) => words_of_query(part, words),
        Query::And(parts) | Query::Or(parts) => parts.iter().for_each(|it| words_of_query(it, words)),
    }
}

fn words_of_span<'q>(span: &'q SpanQuery, words: &mut Vec<&'q Word>) {
    match span {
        SpanQuery::Word(word) => words.push(word),
        SpanQuery::Phrase(these) | SpanQuery::Window { words: these, .. } => words.extend(these),
        SpanQuery::Near { left, right, .. } | SpanQuery::NotNear { left, right, .. } => {
            words_of_span(left, words);
            words_of_span(right, words);
        }
        SpanQuery::First { inner, .. } | SpanQuery::AtLeast { inner, .. } | SpanQuery::Scope(_, inner) => {
            words_of_span(inner, words);
        }
        SpanQuery::Or(parts) => parts.iter().for_each(|it| words_of_span(it, words)),
    }
}

/// Spares the reading of an article that lacks a word it would need, wherever it stood. Never
/// false for one that holds: what NOT says is not looked into.
pub(crate) fn may_hold(
    query: &Query,
    clause_holds: &impl Fn(&FieldClause) -> bool,
    has: &impl Fn(&Word) -> bool,
) -> bool {
    match query {
        Query::All | Query::Not(_) => true,
        Query::Field(clause) => clause_holds(clause),
        Query::Span(span) => may_yield(span, has),
        Query::Scope(_, part) => may_hold(part, clause_holds, has),
        Query::And(parts) => parts.iter().all(|it| may_hold(it, clause_holds, has)),
        Query::Or(parts) => parts.iter().any(|it| may_hold(it, clause_holds, has)),
    }
}

fn may_yield(span: &SpanQuery, has: &impl Fn(&Word) -> bool) -> bool {
    match span {
        SpanQuery::Word(word) => has(word),
        SpanQuery::Phrase(words) | SpanQuery::Window { words, .. } => words.iter().all(has),
        SpanQuery::Near { left, right, .. } => may_yield(left, has) && may_yield(right, has),
        SpanQuery::NotNear { left: inner, .. }
        | SpanQuery::First { inner, .. }
        | SpanQuery::AtLeast { inner, .. }
        | SpanQuery::Scope(_, inner) => may_yield(inner, has),
        SpanQuery::Or(parts) => parts.iter().any(|it| may_yield(it, has)),
    }
}
