//! What can go wrong with an index.

use std::path::{Path, PathBuf};

use tantivy::TantivyError;
use tantivy::directory::error::{OpenReadError, OpenWriteError};

use crate::evidence::EvidenceError;
use crate::search::{EngineFailure, SearchError};
use crate::shell;

/// An index cannot be opened, read or written.
#[derive(Debug, thiserror::Error)]
pub enum IndexError {
    /// There is no index at this place.
    #[error("no index in {}", .dir.display())]
    NotFound {
        /// The place.
        dir: PathBuf,
    },
    /// An index stands where a new one was to be made.
    #[error("there is an index in {} already", .dir.display())]
    Exists {
        /// The place.
        dir: PathBuf,
    },
    /// Written by an older program, in a format that this one does not read.
    #[error("the index in {} has format {found}, this program reads {expected}", .dir.display())]
    RebuildNeeded {
        /// The place.
        dir: PathBuf,
        /// The format it has.
        found: u32,
        /// The format that is read.
        expected: u32,
    },
    /// Written by a newer program.
    #[error("the index in {} was written by {written_by} in format {found}, this program reads {expected}", .dir.display())]
    NewerProgram {
        /// The place.
        dir: PathBuf,
        /// The format it has.
        found: u32,
        /// The format that is read.
        expected: u32,
        /// The program that wrote it.
        written_by: String,
    },
    /// Another process writes.
    #[error("the index in {} is locked{}", .dir.display(), .holder.as_ref().map(|it| format!(" by {it}")).unwrap_or_default())]
    Locked {
        /// The place.
        dir: PathBuf,
        /// Who holds it, where that is known: `process 123 since 2025-11-27T10:00:00Z`.
        holder: Option<String>,
    },
    /// A file of it is missing, cut short or altered.
    #[error("the index in {} is damaged: {what}", .dir.display())]
    Damaged {
        /// The place.
        dir: PathBuf,
        /// Which file, and what is wrong with it.
        what: String,
    },
    /// What the index would write or remove is no file of its own.
    #[error("the index in {} is not written: {what}", .dir.display())]
    Foreign {
        /// The place.
        dir: PathBuf,
        /// Which file, and what it is.
        what: String,
    },
    /// Reading or writing failed.
    #[error("cannot {action} the index in {}", .dir.display())]
    Io {
        /// The place.
        dir: PathBuf,
        /// What was tried: `read`, `write`.
        action: &'static str,
        /// Why it failed.
        source: std::io::Error,
    },
}

impl IndexError {
    /// The word by which programs know the kind of error; stable.
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self {
            IndexError::NotFound { .. } => "no_index",
            IndexError::Exists { .. } => "index_exists",
            IndexError::RebuildNeeded { .. } => "rebuild_needed",
            IndexError::NewerProgram { .. } => "newer_program",
            IndexError::Locked { .. } => "locked",
            IndexError::Damaged { .. } => "damaged",
            IndexError::Foreign { .. } => "foreign",
            IndexError::Io { .. } => "io",
        }
    }

    /// What to do about it on the command line, where something can be done.
    #[must_use]
    pub fn remedy(&self) -> Option<String> {
        let dir = |dir: &Path| shell::word(&dir.display().to_string());
        match self {
            IndexError::NotFound { dir: at } => {
                Some(format!("newsgrep index --index {} PATH makes one", dir(at)))
            }
            IndexError::RebuildNeeded { dir: at, .. } => {
                Some(format!("newsgrep index --rebuild --index {}", dir(at)))
            }
            IndexError::NewerProgram { .. } => {
                Some("get a newer newsgrep, or name another index with --index".to_owned())
            }
            IndexError::Locked { .. } => {
                Some("newsgrep index --wait waits until it is done; searching goes on meanwhile".to_owned())
            }
            IndexError::Damaged { dir: at, .. } => {
                Some(format!("newsgrep index --rebuild --index {} saves what is whole", dir(at)))
            }
            IndexError::Foreign { .. } => Some(
                "an index follows no links and replaces only what it made: take that away, or name another folder"
                    .to_owned(),
            ),
            IndexError::Exists { .. } | IndexError::Io { .. } => None,
        }
    }
}

impl From<IndexError> for SearchError {
    fn from(error: IndexError) -> SearchError {
        SearchError::Failed(EngineFailure {
            code: error.code(),
            message: error.to_string(),
            remedy: error.remedy(),
            source: match error {
                IndexError::Io { source, .. } => Some(Box::new(source)),
                IndexError::NotFound { .. }
                | IndexError::Exists { .. }
                | IndexError::RebuildNeeded { .. }
                | IndexError::NewerProgram { .. }
                | IndexError::Locked { .. }
                | IndexError::Damaged { .. }
                | IndexError::Foreign { .. } => None,
            },
        })
    }
}

impl From<EngineError> for SearchError {
    fn from(error: EngineError) -> SearchError {
        match error {
            EngineError::Index(error) => error.into(),
            EngineError::Evidence(EvidenceError::TooDeep { limit }) => SearchError::TooDeep { limit },
            EngineError::Evidence(EvidenceError::TooManyMatches { limit }) => {
                SearchError::TooManyMatches { limit }
            }
            EngineError::TooManyExpansions { word, found, limit } => {
                SearchError::TooManyExpansions { word, found, limit }
            }
        }
    }
}

/// Why a request was not answered, inside the index: a [`SearchError`] with the index's own error.
#[derive(Debug, thiserror::Error)]
pub(crate) enum EngineError {
    /// The index failed.
    #[error(transparent)]
    Index(#[from] IndexError),
    /// The query has too many places in one article, or nests too deep.
    #[error(transparent)]
    Evidence(#[from] EvidenceError),
    /// A fuzzy word or wildcard stands for too many terms.
    #[error("`{word}` stands for {found} words, more than the {limit} allowed")]
    TooManyExpansions {
        /// The word as the query has it.
        word: String,
        /// How many terms it stands for.
        found: usize,
        /// How many are allowed.
        limit: usize,
    },
}

/// What an error of the engine means to whoever asked.
pub(crate) fn from_engine(dir: &Path, action: &'static str, err: TantivyError) -> IndexError {
    let dir = dir.to_owned();
    let io = |source: &std::sync::Arc<std::io::Error>| std::io::Error::new(source.kind(), source.to_string());
    // What a file says of itself is wrong: the disk works, the file does not.
    let altered = |source: &std::io::Error| {
        matches!(source.kind(), std::io::ErrorKind::InvalidData | std::io::ErrorKind::UnexpectedEof)
    };
    match err {
        TantivyError::IoError(source) if altered(&source) => {
            IndexError::Damaged { dir, what: source.to_string() }
        }
        TantivyError::OpenReadError(OpenReadError::IoError { io_error, .. }) if altered(&io_error) => {
            IndexError::Damaged { dir, what: io_error.to_string() }
        }
        TantivyError::OpenReadError(OpenReadError::IoError { io_error, .. }) => {
            IndexError::Io { source: io(&io_error), dir, action }
        }
        TantivyError::OpenReadError(OpenReadError::FileDoesNotExist(path)) => {
            IndexError::Damaged { dir, what: format!("{} is missing", path.display()) }
        }
        TantivyError::IoError(source) => IndexError::Io { source: io(&source), dir, action },
        TantivyError::OpenWriteError(OpenWriteError::IoError { io_error, .. }) => {
            IndexError::Io { source: io(&io_error), dir, action }
        }
        TantivyError::LockFailure(..) => IndexError::Locked { dir, holder: None },
        other => IndexError::Damaged { dir, what: other.to_string().trim_end_matches('.').to_owned() },
    }
}

/// What an error of the engine in the middle of an answer means. It does not say which index it was: the
/// searcher puts that in.
pub(crate) fn failed(err: TantivyError) -> EngineError {
    EngineError::Index(from_engine(Path::new(""), "read", err))
}

/// Runs work of the engine on files that may be damaged. What it reads was checked, but where reading fails it
/// sometimes panics instead of returning the error: that is reported as damage.
///
/// # Errors
///
/// Those of `work`, and [`IndexError::Damaged`] where it panics.
pub(crate) fn catch_panic<T>(
    dir: &Path,
    work: impl FnOnce() -> Result<T, IndexError>,
) -> Result<T, IndexError> {
    std::panic::catch_unwind(std::panic::AssertUnwindSafe(work)).unwrap_or_else(|_| {
        Err(IndexError::Damaged { dir: dir.into(), what: "the engine fails on one of its files".into() })
    })
}
