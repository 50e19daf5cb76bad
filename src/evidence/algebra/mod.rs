//! Span expressions and Boolean operators over token positions, as the query language defines them.
//!
//! From the bottom up: a [`plan`] is the query made ready; [`word_positions`] is what is known of an article; then the
//! regions of its text (`regions`), where words and phrases stand in them (`leaves`), windows (`window`), what
//! stands near what (`nearness`, `pairs`, `word_pairs`), whole span expressions (`spans`), the words that prove
//! them (`marking`), and the Boolean layer (`evaluator`).

pub(crate) mod evaluator;
mod leaves;
mod lists;
mod marking;
mod nearness;
mod pairs;
pub(crate) mod plan;
mod regions;
mod span_in_article;
mod spans;
mod window;
pub(crate) mod word_pairs;
pub(crate) mod word_positions;
