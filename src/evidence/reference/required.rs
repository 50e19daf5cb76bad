//! Which articles lack a word that they would need, so that their texts need not be read.

use crate::query::{FieldClause, Query, SpanQuery, Word};

/// Whether an article may satisfy the query, going by the words it holds anywhere. Never
/// false for one that does; what NOT says is not looked into.
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
        SpanQuery::Pair { .. } | SpanQuery::Filter { .. } | SpanQuery::Scope(..) => {
            span.wanted_operands().all(|it| may_yield(it, has))
        }
        SpanQuery::Or(parts) => parts.iter().any(|it| may_yield(it, has)),
    }
}
