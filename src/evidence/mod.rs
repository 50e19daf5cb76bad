//! Which words of an article prove that it satisfies a query, and how they are shown.
//!
//! A query becomes a `Plan` once: its words are numbered and its tree is laid out flat. The
//! plan is then evaluated on one article after another, in one of two ways:
//!
//! - from positions (`Evaluator`): whoever knows where each word of the plan stands, such as an index, implements
//!   `WordPositions` and learns whether the article satisfies the query, how often, and with which words;
//! - from the text (`TextEvaluator`): the words are found in the text, and the evidence is given in bytes.
//!
//! Both go through the same algebra (`algebra`), so what is counted and what is shown cannot disagree. [`mod@reference`]
//! has the same algebra once more, by definition and slow, for tests. The evidence is shown as passages, as
//! sentences with their neighbours ([`with_context`]), or as key words in context ([`kwic()`]). What an article must hold
//! at the least to satisfy a query (`required`) is asked first by whoever has many articles.
//!
//! # What a match is
//!
//! A text is read in regions: title and body, or what a scope makes of them; a scope within a scope clips its
//! regions to the outer ones. A span expression yields intervals of token positions in
//! each region. The evidence is the set of leaf matches (a word, a whole phrase, each
//! word of a window) that take part in at least one way of satisfying the query. Where the query language leaves a
//! choice, this is the rule:
//!
//! - Inside a scope whose content is a span expression, all regions are asked together: `quote:ATLEAST/3(a)`
//!   counts over all quotations, and over all outer regions when the scope stands within another one. Inside
//!   a scope with a Boolean content each region is asked by itself: `quote:(ATLEAST/3(a) AND b)` wants three in one quotation.
//! - Two intervals are the same when field, start and end are: ATLEAST counts such an interval once, however
//!   many ways and overlapping quotations yield it. `ATLEAST/0(a)` is a.
//! - FIRST counts from the start of the region it is asked of, not of a scope inside it. At the top level a title's intervals
//!   yield nothing, also through a scope: `FIRST/9(title:a)` finds nothing, `title:FIRST/9(a)` does.
//! - In `a NOT NEAR/n b` an interval that is b's and the same as a's is a itself, not another
//!   b; any other b that shares a token with a is too near. With `/s` and `/p` a b is near when it overlaps a or when
//!   all tokens from the first of one to the last of the other lie in one sentence or paragraph. So an a that itself crosses
//!   into a second sentence is near nothing that it does not overlap.
//! - Sentences and paragraphs are those of the article; a scope does not cut them anew.
//! - Each word of a window needs a place of its own: one token stands for one of them. `*` in a window is any token,
//!   and evidence like the other words.
//! - A quotation's region is the tokens that lie wholly inside its span. Speech that is reported without quotation marks
//!   is not asked, unless [`IndirectSpeech::Included`](crate::search::IndirectSpeech::Included) says so.
//!
//! # Bounds
//!
//! Time grows with the text, its matches and the query. What stands at the top of a span expression is never listed, only
//! what stands below another operator is: the covering intervals of `(a NEAR/p b) NEAR/5 c` may be as many as there are
//! pairs. Beyond 16,777,216 of them in one article the query is refused.

pub(crate) mod algebra;
mod alike;
#[cfg(test)]
mod bounds;
#[cfg(test)]
mod contract;
pub(crate) mod error;
mod facts;
#[cfg(any(test, feature = "fuzzing"))]
pub mod fuzz;
mod fuzzy;
mod matcher;
mod percolator;
pub mod reference;
pub(crate) mod required;
pub(crate) mod snippets;
mod text;
mod wildcard;

pub(crate) use crate::evidence::algebra::evaluator::Evaluator;
pub(crate) use crate::evidence::algebra::plan::{ClauseId, Needs, Plan, SaidById, WordId};
pub(crate) use crate::evidence::algebra::word_pairs::NearTokens;
pub(crate) use crate::evidence::algebra::word_positions::{Match, TokenRange, WordPositions};
pub(crate) use crate::evidence::error::EvidenceError;
pub(crate) use crate::evidence::facts::clause_holds;
pub(crate) use crate::evidence::fuzzy::Fuzzy;
pub use crate::evidence::percolator::{Percolated, Percolator, Standing};
pub use crate::evidence::snippets::kwic::{KwicLine, kwic};
pub use crate::evidence::snippets::passage::{Passage, with_context};
pub(crate) use crate::evidence::text::{ArticleText, Facts, TextEvaluator};
