//! From a line of text to a meaning. No engine, no clock.
//!
//! Characters become tokens (`lexer`), tokens a tree of what was typed, with
//! places (`syntax`), and that tree a [`Query`] (`resolve`). Words are cut by the
//! analyzer that cuts the articles. A mistake is a [`QueryError`] with its place, its kind and an
//! offer; nothing is guessed. A query prints back as text that means the same.
//!
//! What can be written, line by line, with the tree of an example, is [`table`].
//!
//! # Grammar
//!
//! ```text
//! query    = or
//! or       = and { "OR" and }
//! and      = not { [ "AND" ] not }             side by side is AND
//! not      = "NOT" not | near
//! near     = operand { between operand }       from left to right
//! between  = "NEAR/" d | "PRE/" d | "NOT" "NEAR/" d | "SAID"
//! d        = number | "s" | "p"
//! operand  = chunk { chunk } | single          bare words side by side: a phrase
//! single   = chunk | quoted | "*" | clause | "-" single | group
//!          | ( "title:" | "body:" | "lead:" | "quote:" ) single
//!          | ( "FIRST/" number | "ATLEAST/" number ) group
//! group    = "(" query ")"
//! quoted   = [ "=" | "==" ] quote { word } quote [ "~" number ]
//! clause   = ( field ":" | "after:" | "before:" ) ( value | quote value quote )
//! field    = a word of the table of fields: "date", "source", "author", "lang" and so on
//! ```
//!
//! A *chunk* is what stands between white space, parentheses and double quotes; it
//! holds one word or several (`28-point`), with their marks. On the left of SAID
//! stands a name (bare or in quotes), `*` or `?`.
//!
//! # What follows from the rules
//!
//! * A scope and `-` hold for one chunk, quote or group: `title:peace plan` is
//!   `title:peace AND plan`, `-last word` is `(NOT last) AND word`; NOT holds for a phrase.
//! * OR under a span operator is one itself, so AND is lifted out of it too:
//!   `((a AND b) OR c) NEAR/5 d` is `((a OR c) NEAR/5 d) AND ((b OR c) NEAR/5 d)`.
//!   ATLEAST so counts the places of all alternatives together.
//! * AND inside a scope is asked of one region at a time and cannot be lifted out of
//!   it: `quote:(a AND b) NEAR/5 c` is refused, `quote:(a NEAR/5 c)` is not.
//! * With `--all` each chunk counts for itself: `28-point` stays a phrase. Names and quotes do
//!   not change.
//! * `*` outside of quotes is every article also between words; in quotes, also alone, it is
//!   any one token. `?*` and the like are patterns.
//! * `title:unknown` looks for the word; an article without a title is `NOT title:*`.
//!   A value in quotes is never a special word: `speaker:"unknown"` is a name.
//! * Names take no marks and no groups, `lang:` a code, which may have a region (`en-GB` is `en`).
//! * A capital NEAR without its number is answered with ours where it stands
//!   between two operands, save in a line all in capitals; PRE, FIRST, ATLEAST without `/` are words.
//! * A name before a colon with white space behind it is a word (`Kremlin: no deal`),
//!   but not that of a field, which lacks its value.
//! * `=` before `~`, `*` or `?` changes nothing: those compare plain forms anyway. `~0` is allowed.
//! * `word~~` is the word in its plain form and what is another spelling of it as a name: a place's other
//!   name, another transliteration, a word that sounds alike. `--variants` puts it behind every word without a mark.
//! * `ATLEAST/0` asks for nothing more than its operand, and nothing ends within `FIRST/0`.
//!
//! # Limits
//!
//! 64 levels, 20,000 words, words of 1,000 characters (fuzzy ones and patterns: 100), and
//! 10,000 nodes where AND is lifted. Each is a [`QueryError`]; time and memory are linear in the text.

#![warn(clippy::wildcard_enum_match_arm)]

mod ast;
mod bag;
mod canonical;
pub mod compounds;
mod cut;
mod dates;
mod describe;
mod error;
mod foreign;
mod glob;
mod letters;
mod lexer;
pub mod meant;
mod names;
mod operands;
mod operators;
mod picture;
mod print;
mod resolve;
pub mod rewrite;
mod signs;
mod syntax;
pub mod table;
mod walk;

pub use crate::query::ast::{
    EditDistance, FieldClause, NamePattern, NameWord, Query, SaidBy, Scope, SpanQuery, Wildcard,
    WildcardPart, Word,
};
pub use crate::query::bag::any_word_of;
pub use crate::query::describe::{compact, describe};
pub use crate::query::error::{Placeless, QueryError, QueryErrorKind, Side};
pub(crate) use crate::query::glob::glob_pattern;
pub use crate::query::operators::{Distance, FilterOperator, PairOperator};
pub use crate::query::signs::unread_signs;
pub use crate::query::walk::{Leaf, Polarity};

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
/// Relative dates such as `date:yesterday` are settled by the settings; the query
/// that comes back is in its [canonical](Query::canonical) form.
///
/// # Errors
///
/// A [`QueryError`] of one of the [kinds](QueryErrorKind); its span is in bytes of `text`.
///
/// ```
/// use newsgrep::date::Day;
/// use newsgrep::query::{BareWords, ParseSettings, compact, parse};
///
/// let today = Day::new(2025, 11, 28).expect("a day of the calendar");
/// let settings = ParseSettings { today, words: BareWords::Phrase };
/// let query = parse("putin SAID (last Ukrainian) date:7d", &settings)?;
/// assert_eq!(
///     compact(&query),
///     "(and (said by putin (phrase last ukrainian)) date:2025-11-22..2025-11-28)"
/// );
/// let error = parse("speeker:putin", &settings).expect_err("there is no such field");
/// assert_eq!(error.code(), "unknown_field");
/// # Ok::<(), newsgrep::query::QueryError>(())
/// ```
pub fn parse(text: &str, settings: &ParseSettings) -> Result<Query, QueryError> {
    resolve::resolve(syntax::read(text)?, settings)
}
