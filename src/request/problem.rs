//! The error that every interface reports for a request.

use std::fmt;
use std::io::{self, Write};

use crate::query::QueryError;
use crate::render::json::{ErrorLine, write_error};
use crate::search::{EngineFailure, SearchError};
use crate::span::ByteSpan;

/// What is wrong with a request, in the same words at every interface.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Problem {
    /// A stable name for the kind of error, such as `bad_date`.
    pub kind: &'static str,
    /// One sentence for people.
    pub message: String,
    /// The part of the query that is wrong, in bytes.
    pub at: Option<ByteSpan>,
    /// A suggestion how to mend it.
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

    /// The same with a suggestion how to mend it.
    #[must_use]
    pub fn offer(self, offer: impl Into<String>) -> Problem {
        Problem { offer: Some(offer.into()), ..self }
    }

    /// The same, beginning with the key whose value is wrong, and without a place in the query.
    #[must_use]
    pub(super) fn about(self, key: &str) -> Problem {
        Problem { message: format!("{key}: {}", self.message), at: None, ..self }
    }

    /// The error for a text that cannot be parsed, with its picture.
    pub(super) fn in_text(error: QueryError, text: &str) -> Problem {
        let picture = Some(error.picture(text).into_boxed_str());
        Problem { picture, ..Problem::from(error) }
    }

    /// The same, saying which of several queries is wrong.
    #[must_use]
    pub(super) fn in_query(self, query: Option<u32>) -> Problem {
        Problem { query, ..self }
    }

    /// Writes it as a line of JSON.
    pub fn write(&self, out: &mut dyn Write) -> io::Result<()> {
        let message = self.to_string();
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

/// The sentence, with the number of the query where several were given.
impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some(query) = self.query {
            write!(f, "query {}: ", query + 1)?;
        }
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
