//! Trouble with a question, as every interface tells it.

use std::fmt;
use std::io::{self, Write};

use crate::query::QueryError;
use crate::render::json::{ErrorLine, write_error};
use crate::search::{EngineFailure, SearchError};
use crate::span::ByteSpan;

/// What is wrong with a question, in the words that are the same at every interface.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Problem {
    /// What kind; stable.
    pub kind: &'static str,
    /// One sentence.
    pub message: String,
    /// Where in the query, in bytes.
    pub at: Option<ByteSpan>,
    /// What may help.
    pub offer: Option<String>,
}

impl Problem {
    /// A problem that has no place in the query.
    pub fn new(kind: &'static str, message: impl Into<String>) -> Problem {
        Problem { kind, message: message.into(), at: None, offer: None }
    }

    /// The same with something that may help.
    #[must_use]
    pub fn offer(self, offer: impl Into<String>) -> Problem {
        Problem { offer: Some(offer.into()), ..self }
    }

    /// The same, speaking of the key that the trouble is with.
    #[must_use]
    pub(super) fn about(self, key: &str) -> Problem {
        Problem { message: format!("{key}: {}", self.message), at: None, ..self }
    }

    /// Writes it as a line of the wire format.
    pub fn write(&self, out: &mut dyn Write) -> io::Result<()> {
        let line =
            ErrorLine { kind: self.kind, message: &self.message, at: self.at, offer: self.offer.as_deref() };
        write_error(&line, out)
    }

    /// The same line as bytes.
    #[must_use]
    pub fn line(&self) -> Vec<u8> {
        let mut line = Vec::new();
        self.write(&mut line).expect("a vector takes everything");
        line
    }
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message)
    }
}

impl std::error::Error for Problem {}

impl From<QueryError> for Problem {
    fn from(error: QueryError) -> Problem {
        Problem { kind: error.code(), message: error.to_string(), at: Some(error.at), offer: error.hint() }
    }
}

impl From<SearchError> for Problem {
    fn from(error: SearchError) -> Problem {
        let message = error.to_string();
        match error {
            SearchError::TooManyExpansions { found, .. } => {
                let offer = format!("write more letters, or allow it with --max-expansions {found}");
                Problem::new("too_many_expansions", message).offer(offer)
            }
            SearchError::TooManyMatches { .. } | SearchError::TooDeep { .. } => {
                Problem::new("too_large", message).offer("ask in several queries")
            }
            SearchError::Unsupported(_) => Problem::new("unsupported", message),
            SearchError::Failed(EngineFailure { code, source, .. }) => Problem::new(
                code,
                match source {
                    Some(source) => format!("{message}: {source}"),
                    None => message,
                },
            ),
        }
    }
}
