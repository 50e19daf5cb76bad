//! Errors as they are shown on the terminal: one sentence, the query with the place marked where it helps, hints.
//!
//! Every error of the library becomes a [`CliError`] here, because only the command line knows which command would help.

use std::io;
use std::path::Path;

use newsgrep::index::IndexError;
use newsgrep::render::json::{ErrorLine, write_error};
use newsgrep::render::screen::safe;
use newsgrep::request::{AskError, Problem};
use newsgrep::search::SearchError;
use newsgrep::shell;
use newsgrep::span::ByteSpan;
use newsgrep::update::UpdateError;
use newsgrep::watch::ShelfError;

/// An error that ends the program with exit code 2.
#[derive(Debug)]
pub(crate) struct CliError {
    /// The word by which programs know it; stable.
    kind: &'static str,
    error: anyhow::Error,
    /// Where in the query.
    at: Option<ByteSpan>,
    picture: Option<String>,
    hints: Vec<String>,
}

impl CliError {
    /// A mistake in the command line.
    pub(crate) fn usage(message: impl Into<String>) -> CliError {
        CliError {
            kind: "usage",
            error: anyhow::Error::msg(message.into()),
            at: None,
            picture: None,
            hints: Vec::new(),
        }
    }

    /// Rejects that were named already, record by record.
    pub(crate) fn told() -> CliError {
        CliError { kind: Self::TOLD, ..CliError::usage("some records were rejected") }
    }

    /// Whether nothing is left to be shown.
    pub(crate) fn is_told(&self) -> bool {
        self.kind == Self::TOLD
    }

    const TOLD: &str = "rejected";

    /// Whether another process writes.
    pub(crate) fn is_locked(&self) -> bool {
        self.kind == Self::LOCKED
    }

    const LOCKED: &str = "locked";

    /// Whether there is no index, or no such article in it.
    pub(crate) fn is_nowhere(&self) -> bool {
        matches!(self.kind, "no_index" | "no_article")
    }

    /// Whether the index lacks a path of the question.
    pub(crate) fn is_not_held(&self) -> bool {
        self.kind == Self::NOT_HELD
    }

    const NOT_HELD: &str = "not_held";

    /// There is no index to ask.
    pub(crate) fn no_index() -> CliError {
        CliError {
            kind: "no_index",
            error: anyhow::Error::msg("there is no index here"),
            at: None,
            picture: None,
            hints: vec![
                "newsgrep index PATH makes one in ./index; newsgrep QUERY PATH keeps one in the cache for you"
                    .to_owned(),
            ],
        }
    }

    /// Another process makes the index, and nobody waits for it.
    pub(crate) fn being_made(dir: &Path) -> CliError {
        let message = format!("the index in {} is being made by another process", dir.display());
        let error = CliError { kind: Self::LOCKED, ..CliError::usage(message) };
        error.hint("without --no-wait a query waits until it is done".to_owned())
    }

    /// An index that was not named belongs to somebody else.
    pub(crate) fn of_another_user(dir: &Path) -> CliError {
        let message = format!("the index in {} belongs to another user", dir.display());
        let error = CliError { kind: "no_index", ..CliError::usage(message) };
        error.hint(format!("--index {} uses it all the same", quoted(dir)))
    }

    /// The index was made, and nothing was ever put into it.
    pub(crate) fn unfilled(dir: &Path) -> CliError {
        let message = format!("the index in {} was made and never filled", dir.display());
        let error = CliError { kind: "no_index", ..CliError::usage(message) };
        error.hint(format!("newsgrep index --index {} PATH", quoted(dir)))
    }

    /// The index does not hold a path.
    pub(crate) fn not_held(index: &Path, path: &Path) -> CliError {
        let message = format!("the index in {} does not hold {}", index.display(), path.display());
        let error = CliError { kind: Self::NOT_HELD, ..CliError::usage(message) };
        error.hint(format!("newsgrep index --index {} {}", quoted(index), quoted(path)))
    }

    /// No article has the id.
    pub(crate) fn no_article(id: &str) -> CliError {
        let error =
            CliError { kind: "no_article", ..CliError::usage(format!("no article has the id `{id}`")) };
        error.hint("the ids of the hits stand in newsgrep --json QUERY".to_owned())
    }

    /// Reading or writing a file failed.
    pub(crate) fn file(action: &str, path: &Path, error: io::Error) -> CliError {
        let message = format!("cannot {action} {}", path.display());
        let error = anyhow::Error::new(error).context(message);
        CliError { kind: "io", error, at: None, picture: None, hints: Vec::new() }
    }

    /// The same, beginning with where it is.
    pub(crate) fn before(self, place: &str) -> CliError {
        CliError { error: self.error.context(place.to_owned()), ..self }
    }

    /// The same with one more hint.
    pub(crate) fn hint(mut self, hint: String) -> CliError {
        self.hints.push(hint);
        self
    }

    /// Whether the reader of the output has closed it, which is no error.
    pub(crate) fn is_closed_pipe(&self) -> bool {
        self.error.downcast_ref::<io::Error>().is_some_and(|err| err.kind() == io::ErrorKind::BrokenPipe)
    }

    /// Writes it for people.
    pub(crate) fn write(&self, err: &mut dyn io::Write) -> io::Result<()> {
        writeln!(err, "newsgrep: {}", safe(&format!("{:#}", self.error)))?;
        if let Some(picture) = &self.picture {
            writeln!(err, "{picture}")?;
        }
        self.hints.iter().try_for_each(|hint| writeln!(err, "hint: {}", safe(hint)))
    }

    /// Writes it as a line of JSON.
    pub(crate) fn write_json(&self, out: &mut dyn io::Write) -> io::Result<()> {
        let line = ErrorLine {
            kind: self.kind,
            message: &format!("{:#}", self.error),
            at: self.at,
            offer: self.hints.first().map(String::as_str),
        };
        write_error(&line, out)
    }
}

impl std::fmt::Display for CliError {
    /// The sentence alone.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{:#}", self.error)
    }
}

impl From<io::Error> for CliError {
    fn from(error: io::Error) -> CliError {
        CliError { kind: "io", error: error.into(), at: None, picture: None, hints: Vec::new() }
    }
}

impl From<IndexError> for CliError {
    fn from(error: IndexError) -> CliError {
        let (kind, hints) = (error.code(), error.remedy().into_iter().collect());
        CliError { kind, error: error.into(), at: None, picture: None, hints }
    }
}

impl From<UpdateError> for CliError {
    fn from(error: UpdateError) -> CliError {
        match error {
            UpdateError::Index(error) => error.into(),
            UpdateError::Unaccounted { .. } => CliError {
                kind: "damaged",
                error: error.into(),
                at: None,
                picture: None,
                hints: vec!["newsgrep index --index ANOTHER PATH reads the files themselves".to_owned()],
            },
            UpdateError::Catalog { .. } => CliError {
                kind: "damaged",
                error: error.into(),
                at: None,
                picture: None,
                hints: vec!["newsgrep index --rebuild saves the articles that are whole".to_owned()],
            },
        }
    }
}

impl From<SearchError> for CliError {
    fn from(error: SearchError) -> CliError {
        match error {
            SearchError::Failed(failure) => {
                let (kind, hints) = (failure.code, failure.remedy.clone().into_iter().collect());
                CliError { kind, error: failure.into(), at: None, picture: None, hints }
            }
            error @ (SearchError::TooManyExpansions { .. }
            | SearchError::TooManyMatches { .. }
            | SearchError::TooDeep { .. }
            | SearchError::Unsupported(_)) => Problem::from(error).into(),
        }
    }
}

impl From<AskError> for CliError {
    fn from(error: AskError) -> CliError {
        match error {
            AskError::Question(problem) => problem.into(),
            AskError::Search(error) => error.into(),
        }
    }
}

impl From<ShelfError> for CliError {
    fn from(error: ShelfError) -> CliError {
        let hint = match error {
            ShelfError::File { action, path, error } => return CliError::file(action, &path, error),
            ShelfError::Wrong { path, error } => {
                let place = error
                    .at
                    .map_or(String::new(), |(line, column)| format!(", line {line}, column {column}"));
                return CliError::from(*error.problem).before(&format!("{}{place}", path.display()));
            }
            ShelfError::None { .. } => "newsgrep watch list names those that there are",
            ShelfError::Exists(_) => "--replace writes it anew",
            ShelfError::Damaged { .. } => {
                "the ledger is damaged: mend the line, or remove the file to begin anew"
            }
        };
        CliError::usage(error.to_string()).hint(hint.to_owned())
    }
}

impl From<Problem> for CliError {
    fn from(problem: Problem) -> CliError {
        CliError {
            kind: problem.kind,
            at: problem.at,
            error: anyhow::Error::msg(problem.to_string()),
            picture: problem.picture.map(String::from),
            hints: problem.offer.into_iter().collect(),
        }
    }
}

/// A path as a shell takes it.
pub(crate) fn quoted(path: &Path) -> String {
    shell::word(&path.display().to_string())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_error_is_a_sentence_and_its_hints() {
        let mut out = Vec::new();
        CliError::no_article("a\x1bb").write(&mut out).expect("a vector takes everything");
        assert_eq!(
            String::from_utf8_lossy(&out),
            "newsgrep: no article has the id `a\u{fffd}b`\nhint: the ids of the hits stand in newsgrep --json QUERY\n"
        );
    }
}
