//! Trouble, as the person at the terminal is told: one sentence, a picture where it helps, hints.
//!
//! Every error of the library becomes a [`CliError`] here and nowhere else, because here is known
//! what can be typed to get on.

use std::io;
use std::path::Path;

use newsgrep::index::{IndexError, SearchError};
use newsgrep::query::QueryError;
use newsgrep::render::json::{ErrorLine, write_error};
use newsgrep::render::screen::safe;
use newsgrep::request::Problem;
use newsgrep::span::ByteSpan;
use newsgrep::update::UpdateError;

/// What ends the program with exit code 2.
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
    /// Trouble with what was typed.
    pub(crate) fn usage(message: impl Into<String>) -> CliError {
        CliError {
            kind: "usage",
            error: anyhow::Error::msg(message.into()),
            at: None,
            picture: None,
            hints: Vec::new(),
        }
    }

    /// Trouble that was told already, record by record.
    pub(crate) fn told() -> CliError {
        CliError { kind: Self::TOLD, ..CliError::usage("some records were rejected") }
    }

    /// Whether the person knows it.
    pub(crate) fn is_told(&self) -> bool {
        self.kind == Self::TOLD
    }

    const TOLD: &str = "rejected";

    /// Whether another process writes.
    pub(crate) fn is_locked(&self) -> bool {
        self.kind == Self::LOCKED
    }

    const LOCKED: &str = "locked";

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

    /// The index does not hold a path.
    pub(crate) fn not_held(index: &Path, path: &Path) -> CliError {
        let message = format!("the index in {} does not hold {}", index.display(), path.display());
        let error = CliError { kind: "not_held", ..CliError::usage(message) };
        error.hint(format!("newsgrep index --index {} {}", quoted(index), quoted(path)))
    }

    /// No article has the id.
    pub(crate) fn no_article(id: &str) -> CliError {
        let error =
            CliError { kind: "no_article", ..CliError::usage(format!("no article has the id `{id}`")) };
        error.hint("the ids of the hits stand in newsgrep --json QUERY".to_owned())
    }

    /// Trouble with a query.
    pub(crate) fn query(text: &str, error: QueryError) -> CliError {
        let hints = error.hint().into_iter().collect();
        let picture = Some(error.picture(text));
        CliError { kind: error.code(), at: Some(error.at), picture, hints, error: error.into() }
    }

    /// QuerySyntax or writing a file failed.
    pub(crate) fn file(action: &str, path: &Path, error: io::Error) -> CliError {
        let message = format!("cannot {action} {}", path.display());
        let error = anyhow::Error::new(error).context(message);
        CliError { kind: "io", error, at: None, picture: None, hints: Vec::new() }
    }

    /// The same with one more hint.
    pub(crate) fn hint(mut self, hint: String) -> CliError {
        self.hints.push(hint);
        self
    }

    /// Whether the reader of our output has gone, which is no trouble.
    pub(crate) fn is_closed_pipe(&self) -> bool {
        self.error.downcast_ref::<io::Error>().is_some_and(|err| err.kind() == io::ErrorKind::BrokenPipe)
    }

    /// Tells a person.
    pub(crate) fn write(&self, err: &mut dyn io::Write) -> io::Result<()> {
        writeln!(err, "newsgrep: {}", safe(&format!("{:#}", self.error)))?;
        if let Some(picture) = &self.picture {
            writeln!(err, "{picture}")?;
        }
        self.hints.iter().try_for_each(|hint| writeln!(err, "hint: {}", safe(hint)))
    }

    /// Tells a program.
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

impl From<io::Error> for CliError {
    fn from(error: io::Error) -> CliError {
        CliError { kind: "io", error: error.into(), at: None, picture: None, hints: Vec::new() }
    }
}

impl From<IndexError> for CliError {
    fn from(error: IndexError) -> CliError {
        let (kind, hint) = match &error {
            IndexError::NotFound { dir } => {
                ("no_index", Some(format!("newsgrep index --index {} PATH makes one", quoted(dir))))
            }
            IndexError::Exists { .. } => ("index_exists", None),
            IndexError::RebuildNeeded { dir, .. } => {
                ("rebuild_needed", Some(format!("newsgrep index --rebuild --index {}", quoted(dir))))
            }
            IndexError::NewerProgram { .. } => {
                ("newer_program", Some("get a newer newsgrep, or name another index with --index".to_owned()))
            }
            IndexError::Locked { .. } => (
                CliError::LOCKED,
                Some("--wait waits until it is done; searching goes on meanwhile".to_owned()),
            ),
            IndexError::Damaged { dir, .. } => (
                "damaged",
                Some(format!("newsgrep index --rebuild --index {} saves what is whole", quoted(dir))),
            ),
            IndexError::Io { .. } => ("io", None),
        };
        CliError { kind, error: error.into(), at: None, picture: None, hints: hint.into_iter().collect() }
    }
}

impl From<UpdateError> for CliError {
    fn from(error: UpdateError) -> CliError {
        match error {
            UpdateError::Index(error) => error.into(),
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
            SearchError::Index(error) => error.into(),
            error @ (SearchError::Evidence(_) | SearchError::TooManyExpansions { .. }) => {
                let problem = Problem::from(error);
                CliError {
                    kind: problem.kind,
                    error: anyhow::Error::msg(problem.message),
                    at: None,
                    picture: None,
                    hints: problem.offer.into_iter().collect(),
                }
            }
        }
    }
}

/// A path as a shell takes it.
pub(crate) fn quoted(path: &Path) -> String {
    shell_word(&path.display().to_string())
}

/// A text as one word of a POSIX shell: in single quotes where it needs them.
pub(crate) fn shell_word(text: &str) -> String {
    let plain =
        |c: char| c.is_alphanumeric() || matches!(c, '/' | '.' | '_' | '-' | ':' | ',' | '+' | '@' | '%');
    if !text.is_empty() && text.chars().all(plain) {
        return text.to_owned();
    }
    if text.contains('\'') { format!("'{}'", text.replace('\'', r"'\''")) } else { format!("'{text}'") }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_word_is_quoted_for_the_shell_when_it_needs_to_be() {
        for (text, expected) in [
            ("a/b.txt", "a/b.txt"),
            ("", "''"),
            ("last Ukrainian", "'last Ukrainian'"),
            ("it's", r"'it'\''s'"),
            ("a*", "'a*'"),
            ("$(x)", "'$(x)'"),
        ] {
            assert_eq!(shell_word(text), expected);
        }
    }

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
