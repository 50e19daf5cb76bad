//! What can be told of an expression from its shape alone.

use crate::evidence::Plan;
use crate::query::{Scope, SpanQuery};

/// Whether title and body can be asked apart: nothing in it counts or compares over regions.
pub(crate) fn apart(span: &SpanQuery) -> bool {
    match span {
        SpanQuery::Word(_) | SpanQuery::Phrase(_) | SpanQuery::Window { .. } => true,
        SpanQuery::Near { left, right, .. } | SpanQuery::NotNear { left, right, .. } => {
            apart(left) && apart(right)
        }
        SpanQuery::First { inner, .. } => apart(inner),
        SpanQuery::Or(parts) => parts.iter().all(apart),
        SpanQuery::AtLeast { .. } => false,
        SpanQuery::Scope(scope, inner) => matches!(scope, Scope::Quote | Scope::Said(_)) && apart(inner),
    }
}

/// Whether it counts from the start of a region, which outside a scope is the body's.
pub(crate) fn has_first(span: &SpanQuery) -> bool {
    match span {
        SpanQuery::First { .. } => true,
        SpanQuery::Near { left, right, .. } | SpanQuery::NotNear { left, right, .. } => {
            has_first(left) || has_first(right)
        }
        SpanQuery::AtLeast { inner, .. } => has_first(inner),
        SpanQuery::Or(parts) => parts.iter().any(has_first),
        SpanQuery::Word(_) | SpanQuery::Phrase(_) | SpanQuery::Window { .. } | SpanQuery::Scope(..) => false,
    }
}

/// Whether it can hold in the body alone.
pub(crate) fn only_body(span: &SpanQuery) -> bool {
    match span {
        SpanQuery::Scope(scope, _) => matches!(scope, Scope::Body | Scope::Quote | Scope::Said(_)),
        SpanQuery::First { .. } => true,
        SpanQuery::Near { left, right, .. } => only_body(left) || only_body(right),
        SpanQuery::NotNear { left, .. } => only_body(left),
        SpanQuery::AtLeast { inner, .. } => only_body(inner),
        SpanQuery::Or(parts) => parts.iter().all(only_body),
        SpanQuery::Word(_) | SpanQuery::Phrase(_) | SpanQuery::Window { .. } => false,
    }
}

/// The words that must all stand in a region for the expression to hold there, by place in
/// the plan; `None` when it is not as simple as that.
pub(crate) fn all_words(span: &SpanQuery, plan: &Plan) -> Option<Vec<usize>> {
    let mut words: Vec<usize> = Vec::new();
    let mut left = vec![span];
    while let Some(span) = left.pop() {
        let leaves = match span {
            SpanQuery::Word(word) => std::slice::from_ref(word),
            SpanQuery::Phrase(words) | SpanQuery::Window { words, .. } => words.as_slice(),
            SpanQuery::Near { left: one, right: other, .. } => {
                left.extend([&**one, &**other]);
                continue;
            }
            SpanQuery::NotNear { left: inner, .. } | SpanQuery::First { inner, .. } => {
                left.push(inner);
                continue;
            }
            SpanQuery::AtLeast { .. } | SpanQuery::Or(_) | SpanQuery::Scope(..) => return None,
        };
        for word in leaves {
            let at = plan.words().iter().position(|it| it == word)?;
            if !words.contains(&at) {
                words.push(at);
            }
        }
    }
    Some(words)
}
