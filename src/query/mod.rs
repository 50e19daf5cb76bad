//! From a line of text to a meaning. No engine, no clock.

pub mod ast;
mod canonical;
mod cut;
mod dates;
mod describe;
mod error;
mod foreign;
mod letters;
mod lexer;
mod names;
mod picture;
mod print;
mod resolve;
pub mod rewrite;
mod syntax;
pub mod table;
mod walk;

pub use ast::{
    Distance, EditDistance, FieldClause, FieldName, NamePattern, Query, SaidBy, Scope, SpanQuery, Wildcard,
    WildcardPart, Word,
};
pub use describe::{compact, describe};
pub use error::{Placeless, QueryError, QueryErrorKind, Side};
pub use walk::{Leaf, Polarity};

use crate::date::Day;

/// What a run of bare words means.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Hash)]
pub enum BareWords {
    /// The words one after the other.
    #[default]
    Phrase,
    /// All of them, anywhere in the text that is asked.
    All,
    /// Any of them.
    Any,
}

/// What a query's meaning depends on besides its text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ParseSettings {
    /// The day that `date:today` is.
    pub today: Day,
    /// What a run of bare words means.
    pub words: BareWords,
}

/// Parses a query.
///
/// # Errors
///
/// A [`QueryError`], whose span is in bytes of `text`.
pub fn parse(text: &str, settings: &ParseSettings) -> Result<Query, QueryError> {
    resolve::resolve(syntax::read(text)?, settings)
}
