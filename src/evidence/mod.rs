//! Which words of an article prove that it answers a query.

pub mod algebra;
pub mod error;
mod leaves;
mod marking;
mod nearness;
pub mod places;
pub mod plan;
mod regions;
mod spans;
mod window;

pub use algebra::Evaluator;
pub use error::EvidenceError;
pub use places::{Match, Places, TokenRange};
pub use plan::{ClauseId, Needs, Plan, SaidById, WordId};
