//! Span expressions and Boolean operators over positions, as the query language defines them.

pub mod evaluator;
mod leaves;
mod lists;
mod marking;
mod nearness;
pub mod plan;
mod regions;
mod spans;
mod window;
pub(crate) mod word_pairs;
pub mod word_positions;
