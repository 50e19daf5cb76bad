//! What an operator stands over, for everything that treats all operators alike.

use crate::query::ast::{Query, SpanQuery};

impl SpanQuery {
    /// What the operator stands over, in the order of the text; a leaf has none.
    pub fn operands(&self) -> impl DoubleEndedIterator<Item = &SpanQuery> {
        let (pair, any): ([Option<&SpanQuery>; 2], &[SpanQuery]) = match self {
            SpanQuery::Word(_) | SpanQuery::Phrase(_) | SpanQuery::Window { .. } => ([None, None], &[]),
            SpanQuery::Pair { left, right, .. } => ([Some(left), Some(right)], &[]),
            SpanQuery::Filter { inner, .. } | SpanQuery::Scope(_, inner) => ([Some(inner), None], &[]),
            SpanQuery::Or(parts) => ([None, None], parts),
        };
        pair.into_iter().flatten().chain(any)
    }

    /// The operands that can be evidence: all but the right one of NOT NEAR.
    pub fn wanted_operands(&self) -> impl Iterator<Item = &SpanQuery> {
        let left_alone = matches!(self, SpanQuery::Pair { operator, .. } if !operator.needs_right());
        self.operands().take(if left_alone { 1 } else { usize::MAX })
    }

    /// The same operator over what `change` makes of each operand; a leaf stays itself.
    #[must_use]
    pub fn map_operands(self, change: &mut impl FnMut(SpanQuery) -> SpanQuery) -> SpanQuery {
        match self {
            SpanQuery::Word(_) | SpanQuery::Phrase(_) | SpanQuery::Window { .. } => self,
            SpanQuery::Pair { operator, mut left, mut right } => {
                *left = change(*left);
                *right = change(*right);
                SpanQuery::Pair { operator, left, right }
            }
            SpanQuery::Filter { operator, inner } => {
                SpanQuery::Filter { operator, inner: Box::new(change(*inner)) }
            }
            SpanQuery::Or(parts) => SpanQuery::Or(parts.into_iter().map(change).collect()),
            SpanQuery::Scope(scope, inner) => SpanQuery::Scope(scope, Box::new(change(*inner))),
        }
    }
}

impl Query {
    /// The queries that a Boolean operator or a scope stands over, in the order of the text.
    #[must_use]
    pub fn operands(&self) -> &[Query] {
        match self {
            Query::All | Query::Field(_) | Query::Span(_) => &[],
            Query::Scope(_, inner) | Query::Not(inner) => std::slice::from_ref(inner),
            Query::And(parts) | Query::Or(parts) => parts,
        }
    }

    /// The same operator over what `change` makes of each operand; what has none stays itself.
    #[must_use]
    pub fn map_operands(self, change: &mut impl FnMut(Query) -> Query) -> Query {
        match self {
            Query::All | Query::Field(_) | Query::Span(_) => self,
            Query::Scope(scope, inner) => Query::Scope(scope, Box::new(change(*inner))),
            Query::And(parts) => Query::And(parts.into_iter().map(change).collect()),
            Query::Or(parts) => Query::Or(parts.into_iter().map(change).collect()),
            Query::Not(inner) => Query::Not(Box::new(change(*inner))),
        }
    }
}
