//! Why a question has no answer.

use crate::request::Problem;
use crate::search::SearchError;

/// Why a question could not be answered.
#[derive(Debug, thiserror::Error)]
pub enum AskError {
    /// It is wrong.
    #[error("{0}")]
    Question(Problem),
    /// The engine does not answer it.
    #[error(transparent)]
    Search(#[from] SearchError),
}

impl From<AskError> for Problem {
    fn from(error: AskError) -> Problem {
        match error {
            AskError::Question(problem) => problem,
            AskError::Search(error) => error.into(),
        }
    }
}

impl From<Problem> for AskError {
    fn from(problem: Problem) -> AskError {
        AskError::Question(problem)
    }
}
