//! Which words of an article prove that it answers a query.

pub mod algebra;
pub mod error;
pub mod places;
pub mod plan;

pub use algebra::Evaluator;
pub use error::EvidenceError;
pub use places::{Match, Places, TokenRange};
pub use plan::{ClauseId, Needs, Plan, SaidById, WordId};
