//! From a line of text to a meaning. No engine, no clock.

pub mod ast;
pub mod rewrite;

pub use ast::{
    Distance, EditDistance, FieldClause, FieldName, NamePattern, Query, SaidBy, Scope, SpanQuery, Wildcard,
    WildcardPart, Word,
};
