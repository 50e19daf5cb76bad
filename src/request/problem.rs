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
    /// Where several queries were given: the one that `at` is in, counted from 0.
    pub query: Option<u32>,
    /// The text with the place marked below it, for people.
    pub picture: Option<Box<str>>,
}

impl Problem {
    /// A problem that has no place in the query.
    pub fn new(kind: &'static str, message: impl Into<String>) -> Problem {
        Problem { kind, message: message.into(), at: None, offer: None, query: None, picture: None }
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

    /// A text that cannot be understood.
    pub(super) fn in_text(error: QueryError, text: &str) -> Problem {
        let picture = Some(error.picture(text).into_boxed_str());
        Problem { picture, ..Problem::from(error) }
    }

    /// The same in one of several queries.
    #[must_use]
    pub(super) fn in_query(self, query: Option<u32>) -> Problem {
        Problem { query, ..self }
    }

    /// Writes it as a line of the wire format.
    pub fn write(&self, out: &mut dyn Write) -> io::Result<()> {
        let message = match self.query {
            Some(query) => format!("query {}: {}", query + 1, self.message),
            None => self.message.clone(),
        };
        let line =
            ErrorLine { kind: self.kind, message: &message, at: self.at, offer: self.offer.as_deref() };
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
        Problem {
            kind: error.code(),
            message: error.to_string(),
            at: Some(error.at),
            offer: error.hint(),
            query: None,
            picture: None,
        }
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
