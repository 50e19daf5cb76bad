//! The folders of watches: their files, and the ledgers of what they told.

use std::fs;
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use crate::request::Problem;
use crate::watch::definition::{Watch, WatchError, WatchName};
use crate::watch::ledger::{Ledger, LedgerError, Step};

/// The ending of the file of a watch.
const ENDING: &str = "toml";

/// The folders of watches and of what they told.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Shelf {
    /// The folder of the watches.
    pub watches: PathBuf,
    /// The folder that holds `ledger` and `told`.
    pub state: PathBuf,
}

/// Where an interface keeps watches.
#[derive(Debug, Clone)]
pub struct Keeping {
    /// The folders.
    pub shelf: Shelf,
    /// The time, as RFC 3339 has it.
    pub now: fn() -> String,
}

/// A file of a watch cannot be read or written.
#[derive(Debug, thiserror::Error)]
pub enum ShelfError {
    /// The system says no.
    #[error("cannot {action} {}: {error}", path.display())]
    File {
        /// What was tried.
        action: &'static str,
        /// The file or folder.
        path: PathBuf,
        /// Why it failed.
        error: io::Error,
    },
    /// There is no such watch.
    #[error("there is no watch `{name}` in {}", folder.display())]
    None {
        /// The name.
        name: WatchName,
        /// The folder of the watches.
        folder: PathBuf,
    },
    /// There is one of this name.
    #[error("there is a watch `{0}` already")]
    Exists(WatchName),
    /// The file of a watch says what it may not.
    #[error("{}{}: {}", path.display(), line_of(.error), .error.problem)]
    Wrong {
        /// The file.
        path: PathBuf,
        /// What is wrong.
        error: WatchError,
    },
    /// A line of a ledger cannot be read.
    #[error("{}, {error}", path.display())]
    Damaged {
        /// The file.
        path: PathBuf,
        /// What is wrong.
        error: LedgerError,
    },
}

impl From<ShelfError> for Problem {
    fn from(error: ShelfError) -> Problem {
        let kind = match error {
            ShelfError::File { .. } => "io",
            ShelfError::None { .. } => "no_watch",
            ShelfError::Exists(_) | ShelfError::Wrong { .. } => "bad_watch",
            ShelfError::Damaged { .. } => "damaged",
        };
        Problem::new(kind, error.to_string())
    }
}

fn line_of(error: &WatchError) -> String {
    error.at.map_or(String::new(), |(line, column)| format!(", line {line}, column {column}"))
}

/// The names of the watches of a folder.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Names {
    /// In order.
    pub names: Vec<WatchName>,
    /// Files whose names are none of a watch.
    pub passed_over: Vec<PathBuf>,
}

impl Shelf {
    /// The folders beside the index in this folder.
    #[must_use]
    pub fn beside(index: &Path) -> Shelf {
        let home = index.parent().filter(|it| !it.as_os_str().is_empty());
        let watches = home.unwrap_or_else(|| Path::new(".")).join("watches");
        Shelf { state: watches.clone(), watches }
    }

    /// The file of a watch.
    #[must_use]
    pub fn file(&self, name: &WatchName) -> PathBuf {
        self.watches.join(format!("{name}.{ENDING}"))
    }

    /// The file of the ledger of a watch.
    #[must_use]
    pub fn ledger(&self, name: &WatchName) -> PathBuf {
        self.state.join("ledger").join(format!("{name}.jsonl"))
    }

    /// The names of all watches.
    ///
    /// # Errors
    ///
    /// The folder cannot be read; that it is not there is none.
    pub fn names(&self) -> Result<Names, ShelfError> {
        let failed = |error| ShelfError::File { action: "read", path: self.watches.clone(), error };
        let mut names = Names::default();
        let entries = match fs::read_dir(&self.watches) {
            Ok(entries) => entries,
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(names),
            Err(error) => return Err(failed(error)),
        };
        for entry in entries {
            let path = entry.map_err(failed)?.path();
            if path.extension().is_some_and(|it| it == ENDING) {
                let stem = path.file_stem().unwrap_or_default().to_string_lossy();
                match WatchName::new(&stem) {
                    Some(name) => names.names.push(name),
                    None => names.passed_over.push(path),
                }
            }
        }
        names.names.sort();
        names.passed_over.sort();
        Ok(names)
    }

    /// The text of the file of a watch.
    ///
    /// # Errors
    ///
    /// There is none, or it cannot be read.
    pub fn text(&self, name: &WatchName) -> Result<String, ShelfError> {
        let path = self.file(name);
        match fs::read_to_string(&path) {
            Ok(text) => Ok(text),
            Err(error) if error.kind() == io::ErrorKind::NotFound => {
                Err(ShelfError::None { name: name.clone(), folder: self.watches.clone() })
            }
            Err(error) => Err(ShelfError::File { action: "read", path, error }),
        }
    }

    /// A watch, and the text of its file.
    ///
    /// # Errors
    ///
    /// There is none, it cannot be read, or it says what it may not.
    pub fn read(&self, name: &WatchName) -> Result<(Watch, String), ShelfError> {
        let text = self.text(name)?;
        match Watch::read(name.clone(), &text) {
            Ok(watch) => Ok((watch, text)),
            Err(error) => Err(ShelfError::Wrong { path: self.file(name), error }),
        }
    }

    /// Writes the file of a watch.
    ///
    /// # Errors
    ///
    /// There is one that is not to be replaced, or it cannot be written.
    pub fn write(&self, watch: &Watch, replace: bool) -> Result<PathBuf, ShelfError> {
        self.write_by(watch, replace, write_whole)
    }

    /// The same for one of many, which are brought to disk by the caller when all are written.
    ///
    /// # Errors
    ///
    /// As [`write`](Self::write).
    pub fn write_one_of_many(&self, watch: &Watch, replace: bool) -> Result<PathBuf, ShelfError> {
        self.write_by(watch, replace, |path, bytes| write(path, bytes, Sync::ByCaller))
    }

    fn write_by(
        &self,
        watch: &Watch,
        replace: bool,
        write: impl FnOnce(&Path, &[u8]) -> io::Result<()>,
    ) -> Result<PathBuf, ShelfError> {
        let path = self.file(&watch.name);
        if !replace && path.exists() {
            return Err(ShelfError::Exists(watch.name.clone()));
        }
        match write(&path, watch.write().as_bytes()) {
            Ok(()) => Ok(path),
            Err(error) => Err(ShelfError::File { action: "write", path, error }),
        }
    }

    /// What a watch has told, to be looked at, and how many bytes that takes.
    ///
    /// # Errors
    ///
    /// The ledger cannot be read, or is damaged.
    pub fn look(&self, name: &WatchName) -> Result<(Ledger, u64), ShelfError> {
        let path = self.ledger(name);
        match fs::read(&path) {
            Ok(bytes) => match Ledger::read(&bytes) {
                Ok((ledger, _)) => Ok((ledger, bytes.len() as u64)),
                Err(error) => Err(ShelfError::Damaged { path, error }),
            },
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok((Ledger::default(), 0)),
            Err(error) => Err(ShelfError::File { action: "read", path, error }),
        }
    }

    /// Begins the ledger of a new watch with these steps; one that is there stays as it is.
    ///
    /// # Errors
    ///
    /// It cannot be written.
    pub fn begin(&self, name: &WatchName, steps: &[Step]) -> Result<(), ShelfError> {
        let path = self.ledger(name);
        if path.exists() {
            return Ok(());
        }
        let text: String = steps.iter().map(Step::line).collect();
        write_whole(&path, text.as_bytes()).map_err(|error| ShelfError::File { action: "write", path, error })
    }
}

/// Writes a file so that it is there whole or not at all.
///
/// # Errors
///
/// It cannot be written.
pub fn write_whole(path: &Path, bytes: &[u8]) -> io::Result<()> {
    write(path, bytes, Sync::Now)
}

/// When what is written is brought to disk.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Sync {
    Now,
    ByCaller,
}

fn write(path: &Path, bytes: &[u8], sync: Sync) -> io::Result<()> {
    let dir = path.parent().filter(|it| !it.as_os_str().is_empty()).unwrap_or_else(|| Path::new("."));
    fs::create_dir_all(dir)?;
    let mut file = tempfile::NamedTempFile::new_in(dir)?;
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        let mode = fs::metadata(path).map_or(0o644, |it| it.permissions().mode() & 0o777);
        file.as_file().set_permissions(fs::Permissions::from_mode(mode))?;
    }
    file.write_all(bytes)?;
    if sync == Sync::Now {
        file.as_file().sync_all()?;
    }
    file.persist(path).map_err(|error| error.error)?;
    Ok(())
}
