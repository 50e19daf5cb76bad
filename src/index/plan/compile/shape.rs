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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::index::fixture::parsed;
    use crate::query::Query;

    fn span(query: &str) -> SpanQuery {
        match parsed(query) {
            Query::Span(span) => span,
            other => panic!("{other} is no span expression"),
        }
    }

    #[test]
    fn what_counts_over_regions_is_not_asked_of_title_and_body_apart() {
        for (query, expected) in [
            ("old NEAR/3 wall", true),
            ("FIRST/9(old)", true),
            ("(old OR wall) NEAR/3 quay", true),
            ("quote:(old NEAR/3 wall)", true),
            ("smith SAID (wall)", true),
            ("ATLEAST/2(wall)", false),
            ("quote:ATLEAST/2(wall)", false),
            ("lead:wall", false),
            ("title:wall", false),
        ] {
            assert_eq!(apart(&span(query)), expected, "{query}");
        }
    }

    #[test]
    fn a_start_counts_where_no_scope_stands_around_it() {
        for (query, expected) in [
            ("FIRST/9(old)", true),
            ("wall NEAR/3 FIRST/9(old)", true),
            ("quote:FIRST/9(old)", false),
            ("old NEAR/3 wall", false),
        ] {
            assert_eq!(has_first(&span(query)), expected, "{query}");
        }
    }

    #[test]
    fn what_can_hold_in_the_body_alone_is_not_asked_of_titles() {
        for (query, expected) in [
            ("FIRST/9(old)", true),
            ("quote:wall", true),
            ("body:wall", true),
            ("title:wall", false),
            ("lead:wall", false),
            ("old NEAR/3 FIRST/9(wall)", true),
            ("old NOT NEAR/3 FIRST/9(wall)", false),
            ("FIRST/9(old) NOT NEAR/3 wall", true),
            ("old", false),
        ] {
            assert_eq!(only_body(&span(query)), expected, "{query}");
        }
    }

    #[test]
    fn all_words_are_known_where_none_is_an_alternative_or_unwanted() {
        let words = |query: &str| {
            let span = span(query);
            let plan = Plan::for_span(&span);
            let words = all_words(&span, &plan)?;
            let mut words: Vec<String> = words.iter().map(|&it| plan.words()[it].to_string()).collect();
            words.sort();
            Some(words.join(" "))
        };
        let some = |words: &str| Some(words.to_owned());
        assert_eq!(words("\"old wall\" NEAR/3 old"), some("old wall"));
        assert_eq!(words("FIRST/9(\"old wall\"~3)"), some("old wall"));
        assert_eq!(words("old NOT NEAR/3 wall"), some("old"));
        assert_eq!(words("old NEAR/3 (wall OR quay)"), None);
        assert_eq!(words("ATLEAST/2(wall)"), None);
        assert_eq!(words("quote:wall"), None);
    }
}
