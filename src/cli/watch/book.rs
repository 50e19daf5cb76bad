//! The files of watches and of their ledgers.

use std::fs::{self, File, OpenOptions, TryLockError};
use std::io::{self, Read, Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};

use newsgrep::watch::ledger::Step;
use newsgrep::watch::{Ledger, Watch, WatchName};

use crate::cli::args::PlaceArgs;
use crate::cli::error::CliError;
use crate::cli::locate::open_standing;
use crate::cli::say;

/// The ending of the file of a watch.
const ENDING: &str = "toml";

/// The folders of watches and of what they told.
#[derive(Debug)]
pub(super) struct Shelf {
    /// The folder of the watches.
    pub(super) watches: PathBuf,
    /// The folder that holds `ledger` and `told`.
    pub(super) state: PathBuf,
}

impl Shelf {
    /// The folders that are meant.
    pub(super) fn of(args: &PlaceArgs) -> Result<Shelf, CliError> {
        let watches = match &args.watches {
            Some(dir) => dir.clone(),
            None => {
                let index = open_standing(args.index.index.as_deref())?;
                let dir = index.dir();
                let home = dir.parent().filter(|it| !it.as_os_str().is_empty());
                home.unwrap_or_else(|| Path::new(".")).join("watches")
            }
        };
        let state = args.state.clone().unwrap_or_else(|| watches.clone());
        Ok(Shelf { watches, state })
    }

    /// The file of a watch.
    pub(super) fn file(&self, name: &WatchName) -> PathBuf {
        self.watches.join(format!("{name}.{ENDING}"))
    }

    /// The names of all watches, in order.
    pub(super) fn names(&self) -> Result<Vec<WatchName>, CliError> {
        let mut names = Vec::new();
        let entries = match fs::read_dir(&self.watches) {
            Ok(entries) => entries,
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(names),
            Err(error) => return Err(CliError::file("read", &self.watches, error)),
        };
        for entry in entries {
            let path = entry.map_err(|error| CliError::file("read", &self.watches, error))?.path();
            if path.extension().is_some_and(|it| it == ENDING) {
                let stem = path.file_stem().unwrap_or_default().to_string_lossy();
                match WatchName::new(&stem) {
                    Some(name) => names.push(name),
                    None => say(&format!("newsgrep: passed over: {}", no_name(&path.display().to_string()))),
                }
            }
        }
        names.sort();
        Ok(names)
    }

    /// The text of the file of a watch.
    pub(super) fn text(&self, name: &WatchName) -> Result<String, CliError> {
        let path = self.file(name);
        match fs::read_to_string(&path) {
            Ok(text) => Ok(text),
            Err(error) if error.kind() == io::ErrorKind::NotFound => {
                let message = format!("there is no watch `{name}` in {}", self.watches.display());
                Err(CliError::usage(message)
                    .hint("newsgrep watch list names those that there are".to_owned()))
            }
            Err(error) => Err(CliError::file("read", &path, error)),
        }
    }

    /// Writes the file of a watch.
    pub(super) fn write(&self, watch: &Watch, replace: bool) -> Result<PathBuf, CliError> {
        let path = self.file(&watch.name);
        if !replace && path.exists() {
            let message = format!("there is a watch `{}` already", watch.name);
            return Err(CliError::usage(message).hint("--replace writes it anew".to_owned()));
        }
        write_whole(&path, watch.write().as_bytes())
            .map_err(|error| CliError::file("write", &path, error))?;
        Ok(path)
    }

    fn ledger(&self, name: &WatchName) -> PathBuf {
        self.state.join("ledger").join(format!("{name}.jsonl"))
    }

    /// What a watch has told, to be looked at, and how many bytes that takes.
    pub(super) fn look(&self, name: &WatchName) -> Result<(Ledger, u64), CliError> {
        let path = self.ledger(name);
        match fs::read(&path) {
            Ok(bytes) => Ok((read(&path, &bytes)?.0, bytes.len() as u64)),
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok((Ledger::default(), 0)),
            Err(error) => Err(CliError::file("read", &path, error)),
        }
    }

    /// Removes a watch and its ledger.
    pub(super) fn remove(&self, name: &WatchName) -> Result<(), CliError> {
        self.text(name)?;
        let book = Book::open(self, name, false)?;
        let path = self.file(name);
        fs::remove_file(&path).map_err(|error| CliError::file("remove", &path, error))?;
        fs::remove_file(&book.path).map_err(|error| CliError::file("remove", &book.path, error))
    }
}

/// The error for what is no name of a watch.
pub(super) fn no_name(text: &str) -> CliError {
    CliError::usage(format!("`{text}` is no name of a watch"))
        .hint("a name has letters, digits, - _ and . and does not begin with a point".to_owned())
}

/// Writes a file so that it is there whole or not at all.
pub(crate) fn write_whole(path: &Path, bytes: &[u8]) -> io::Result<()> {
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
    file.as_file().sync_all()?;
    file.persist(path).map_err(|error| error.error)?;
    Ok(())
}

fn read(path: &Path, bytes: &[u8]) -> Result<(Ledger, usize), CliError> {
    Ledger::read(bytes).map_err(|error| {
        CliError::usage(format!("{}, {error}", path.display()))
            .hint("the ledger is damaged: mend the line, or remove the file to begin anew".to_owned())
    })
}

/// A ledger that is being written; nobody else writes it meanwhile.
#[derive(Debug)]
pub(super) struct Book {
    path: PathBuf,
    file: File,
    /// What was told so far.
    pub(super) ledger: Ledger,
    /// How many bytes that took when it was opened.
    pub(super) bytes: u64,
}

impl Book {
    /// Opens the ledger of a watch.
    pub(super) fn open(shelf: &Shelf, name: &WatchName, wait: bool) -> Result<Book, CliError> {
        let path = shelf.ledger(name);
        let failed = |error| CliError::file("write", &path, error);
        fs::create_dir_all(path.parent().unwrap_or(&shelf.state)).map_err(failed)?;
        let mut options = OpenOptions::new();
        let mut file =
            options.read(true).write(true).create(true).truncate(false).open(&path).map_err(failed)?;
        match file.try_lock() {
            Ok(()) => {}
            Err(TryLockError::WouldBlock) if wait => file.lock().map_err(failed)?,
            Err(TryLockError::WouldBlock) => {
                let message = format!("another run of the watch `{name}` is under way");
                return Err(CliError::usage(message).hint("--wait waits for its end".to_owned()));
            }
            Err(TryLockError::Error(error)) => return Err(failed(error)),
        }
        let mut bytes = Vec::new();
        file.read_to_end(&mut bytes).map_err(|error| CliError::file("read", &path, error))?;
        let (ledger, whole) = read(&path, &bytes)?;
        if whole < bytes.len() {
            file.set_len(whole as u64).map_err(failed)?;
        }
        file.seek(SeekFrom::End(0)).map_err(failed)?;
        Ok(Book { path, file, ledger, bytes: whole as u64 })
    }

    /// Writes steps down, all at once, and does them.
    pub(super) fn steps(&mut self, steps: Vec<Step>) -> Result<(), CliError> {
        let lines: String = steps.iter().map(Step::line).collect();
        let failed = |error| CliError::file("write", &self.path, error);
        let before = self.file.stream_position().map_err(failed)?;
        if let Err(error) = self.file.write_all(lines.as_bytes()) {
            // A full disk leaves part of a line, behind which none may stand.
            let _ = self.file.set_len(before).and_then(|()| self.file.seek(SeekFrom::Start(before)));
            return Err(failed(error));
        }
        steps.into_iter().for_each(|step| self.ledger.apply(step));
        Ok(())
    }

    /// Brings what was written to disk.
    pub(super) fn sync(&self) -> Result<(), CliError> {
        self.file.sync_data().map_err(|error| CliError::file("write", &self.path, error))
    }
}
