//! What can be told of an expression from its shape alone.

use crate::evidence::Plan;
use crate::query::{Scope, SpanQuery};

/// Whether title and body can be asked apart: nothing in it counts or compares over regions.
pub(crate) fn apart(span: &SpanQuery) -> bool {
    let here = match span {
        SpanQuery::Filter { operator, .. } => !operator.counts_over_regions(),
        SpanQuery::Scope(scope, _) => matches!(scope, Scope::Quote | Scope::Said(_)),
        SpanQuery::Word(_)
        | SpanQuery::Phrase(_)
        | SpanQuery::Window { .. }
        | SpanQuery::Pair { .. }
        | SpanQuery::Or(_) => true,
    };
    here && span.operands().all(apart)
}

/// Whether it counts from the start of a region, which outside a scope is the body's.
pub(crate) fn has_first(span: &SpanQuery) -> bool {
    match span {
        SpanQuery::Filter { operator, .. } if operator.counts_from_start() => true,
        SpanQuery::Scope(..) => false,
        SpanQuery::Word(_)
        | SpanQuery::Phrase(_)
        | SpanQuery::Window { .. }
        | SpanQuery::Pair { .. }
        | SpanQuery::Filter { .. }
        | SpanQuery::Or(_) => span.operands().any(has_first),
    }
}

/// Whether it can hold in the body alone.
pub(crate) fn only_body(span: &SpanQuery) -> bool {
    match span {
        SpanQuery::Scope(scope, _) => matches!(scope, Scope::Body | Scope::Quote | Scope::Said(_)),
        SpanQuery::Filter { operator, .. } if operator.counts_from_start() => true,
        SpanQuery::Or(parts) => parts.iter().all(only_body),
        SpanQuery::Word(_)
        | SpanQuery::Phrase(_)
        | SpanQuery::Window { .. }
        | SpanQuery::Pair { .. }
        | SpanQuery::Filter { .. } => span.wanted_operands().any(only_body),
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
            SpanQuery::Filter { operator, .. } if operator.counts_over_regions() => return None,
            SpanQuery::Pair { .. } | SpanQuery::Filter { .. } => {
                left.extend(span.wanted_operands());
                continue;
            }
            SpanQuery::Or(_) | SpanQuery::Scope(..) => return None,
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
