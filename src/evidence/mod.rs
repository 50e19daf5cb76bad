//! Which words of an article prove that it answers a query.

pub mod algebra;
pub mod error;
pub mod fuzzy;
mod leaves;
mod marking;
mod matcher;
#[cfg(test)]
mod naive;
mod nearness;
pub mod places;
pub mod plan;
pub mod read;
mod regions;
mod spans;
pub mod wildcard;
mod window;

pub use algebra::Evaluator;
pub use error::EvidenceError;
pub use fuzzy::Fuzzy;
pub use places::{Match, Places, TokenRange};
pub use plan::{ClauseId, Needs, Plan, SaidById, WordId};
pub use read::{ArticleText, Facts, IndirectSpeech, Reader};
pub use wildcard::WildcardMatcher;
