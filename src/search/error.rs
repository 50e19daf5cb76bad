//! Why a request was not answered.

use std::error::Error;

use crate::search::capability::Capability;

/// A request cannot be answered.
#[derive(Debug, thiserror::Error)]
pub enum SearchError {
    /// A fuzzy word or wildcard stands for too many words.
    #[error("`{word}` stands for {found} words, more than the {limit} allowed")]
    TooManyExpansions {
        /// The word as the query has it.
        word: String,
        /// How many words it stands for, at least.
        found: usize,
        /// How many are allowed.
        limit: usize,
    },
    /// A part of the query has too many matches in one article.
    #[error("a part of the query matches at more than {limit} places of one article")]
    TooManyMatches {
        /// The most matches of one part in one article.
        limit: usize,
    },
    /// Operators nest too deep.
    #[error("the query nests more than {limit} levels deep")]
    TooDeep {
        /// The most levels.
        limit: usize,
    },
    /// The engine cannot do what the request needs.
    #[error("what is searched here cannot {}", .0.as_verb())]
    Unsupported(Capability),
    /// The engine cannot read what it searches: it is damaged, missing or out of reach.
    #[error(transparent)]
    Failed(#[from] EngineFailure),
}

impl SearchError {
    /// Whether another query may be answered: the engine works, it refuses this one.
    #[must_use]
    pub fn is_refusal(&self) -> bool {
        match self {
            SearchError::TooManyExpansions { .. }
            | SearchError::TooManyMatches { .. }
            | SearchError::TooDeep { .. }
            | SearchError::Unsupported(_) => true,
            SearchError::Failed(_) => false,
        }
    }
}

/// An engine cannot read what it searches.
#[derive(Debug, thiserror::Error)]
#[error("{message}")]
pub struct EngineFailure {
    /// The word by which programs know the kind of failure, such as `damaged` or `io`; stable.
    pub code: &'static str,
    /// What is wrong, in one sentence without a full stop.
    pub message: String,
    /// What to do about it, as one sentence or command line.
    pub remedy: Option<String>,
    /// What caused it, where the cause says more than the message.
    pub source: Option<Box<dyn Error + Send + Sync>>,
}
