//! Which words of an article prove that it answers a query.
//!
//! A query becomes a [`Plan`] once: its words are numbered and its tree is laid flat. The
//! plan is then asked of one article after another, in one of two ways:
//!
//! - from positions: whoever knows where each word of the plan stands implements
//!   [`WordPositions`] and asks an [`Evaluator`] whether the article holds the query, how often, and with which words;
//! - from the text: a [`Reader`] finds the words itself and gives spans in bytes.
//!
//! Both go through the same algebra, so that what is counted and what is shown cannot disagree.
//!
//! # What a match is
//!
//! A text is read in regions: title and body, or what a scope makes of them; a scope within a scope clips its
//! regions to the outer ones. A span expression yields intervals of token positions in
//! each region. The evidence is the set of leaf matches (a word, a whole phrase, each
//! word of a window) that take part in at least one way of satisfying the query. What the rules leave open is
//! decided so:
//!
//! - Inside a scope whose content is a span expression, all regions are asked together: `quote:ATLEAST/3(a)`
//!   counts over all quotations, and over all outer regions when the scope stands within another one. Inside
//!   a scope with a Boolean content each region is asked by itself: `quote:(ATLEAST/3(a) AND b)` wants three in one quotation.
//! - An interval is the same when field, start and end are: ATLEAST counts it once, however
//!   many ways and overlapping quotations yield it. `ATLEAST/0(a)` is a.
//! - FIRST counts from the start of the region it is asked of, not of a scope inside it. At the top level a title's intervals
//!   yield nothing, also through a scope: `FIRST/9(title:a)` finds nothing, `title:FIRST/9(a)` does.
//! - In `a NOT NEAR/n b` an interval that is b's and the same as a's is a itself, not another
//!   b; any other b that shares a token with a is too near. With `/s` and `/p` a b is near when it overlaps a or when
//!   all tokens from the first of one to the last of the other lie in one sentence or paragraph; so an a that itself crosses
//!   into a second sentence is near nothing that it does not overlap.
//! - Sentences and paragraphs are those of the article; a scope does not cut them anew.
//! - Each word of a window needs a place of its own: one token stands for one of them. `*` in a window is any token,
//!   and evidence like the other words.
//! - A quotation's region is the tokens that lie wholly inside its span. Speech without marks
//!   is not asked, unless [`crate::search::IndirectSpeech::Included`] says so.
//!
//! # Bounds
//!
//! Time grows with the text, its matches and the query. What stands at the top of a span expression is never listed, only
//! what stands below another operator is: the covering intervals of `(a NEAR/p b) NEAR/5 c` may be as many as there are
//! pairs, and beyond [`Evaluator::MAX_INTERVALS`] in one article the answer is an error instead of a guess.
//!
//! ```
//! use newsgrep::article::{Language, Quotation};
//! use newsgrep::evidence::{ArticleText, Facts, Plan, Reader};
//! use newsgrep::query::{Distance, FieldClause, PairOperator, Query, SaidBy, SpanQuery, Word};
//!
//! struct NoFacts;
//! impl Facts for NoFacts {
//!     fn said(&self, _: &SaidBy, _: &Quotation) -> bool {
//!         false
//!     }
//!     fn clause(&self, _: &FieldClause) -> bool {
//!         false
//!     }
//! }
//!
//! // plan NEAR/3 europe
//! let word = |it: &str| Box::new(SpanQuery::Word(Word::Stem(it.to_owned())));
//! let operator = PairOperator::Near(Distance::Tokens(3));
//! let query = Query::Span(SpanQuery::Pair { operator, left: word("plan"), right: word("europe") });
//!
//! let plan = Plan::new(&query)?;
//! let body = "Europe has its own plans. The old plan is dead.";
//! let text = ArticleText { title: "", body, language: Language::ENGLISH, quotations: &[] };
//! let found = Reader::new(&plan).evidence(&text, &NoFacts)?.unwrap_or_default();
//! let shown: Vec<&str> = found.iter().map(|it| it.text.as_str()).collect();
//! assert_eq!(shown, ["Europe", "plans"]);
//! # Ok::<(), newsgrep::evidence::EvidenceError>(())
//! ```

pub mod algebra;
#[cfg(test)]
mod bounds;
#[cfg(test)]
mod contract;
pub mod error;
pub mod fuzz;
pub mod fuzzy;
mod matcher;
pub mod read;
pub mod reference;
pub(crate) mod required;
pub mod snippets;
pub mod wildcard;

pub use crate::evidence::algebra::evaluator::Evaluator;
pub use crate::evidence::algebra::plan::{ClauseId, Needs, Plan, SaidById, WordId};
pub use crate::evidence::algebra::word_pairs::NearTokens;
pub use crate::evidence::algebra::word_positions::{Match, TokenRange, WordPositions};
pub use crate::evidence::error::EvidenceError;
pub use crate::evidence::fuzzy::Fuzzy;
pub use crate::evidence::read::{ArticleText, Facts, Reader};
pub use crate::evidence::snippets::kwic::{KwicLine, kwic};
pub use crate::evidence::snippets::passage::{
    Edge, Passage, PassageLimits, passages, snippets, with_context,
};
pub use crate::evidence::wildcard::WildcardMatcher;
