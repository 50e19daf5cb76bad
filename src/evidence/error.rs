//! Why a query could not be answered of an article.

use thiserror::Error;

/// What stands in the way of exact evidence.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
pub(crate) enum EvidenceError {
    /// Boolean operators nest too deep.
    #[error("the query nests more than {limit} levels deep")]
    TooDeep {
        /// The most levels.
        limit: usize,
    },
    /// A span expression inside another one has too many intervals in one article.
    #[error("a part of the query matches at more than {limit} places of one article")]
    TooManyMatches {
        /// The most intervals that are listed for one article.
        limit: usize,
    },
}
