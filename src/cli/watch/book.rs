//! The ledgers of watches, as they are written.

use std::fs::{self, File, OpenOptions, TryLockError};
use std::io::{Read, Seek, SeekFrom, Write};
use std::path::PathBuf;

use newsgrep::watch::ledger::Step;
use newsgrep::watch::{Ledger, Shelf, ShelfError, WatchName};

use crate::cli::args::PlaceArgs;
use crate::cli::error::CliError;
use crate::cli::locate::open_standing;

/// The folders that are meant.
pub(super) fn shelf_of(args: &PlaceArgs) -> Result<Shelf, CliError> {
    let watches = match &args.watches {
        Some(dir) => dir.clone(),
        None => Shelf::beside(open_standing(args.index.index.as_deref())?.dir()).watches,
    };
    let state = args.state.clone().unwrap_or_else(|| watches.clone());
    Ok(Shelf { watches, state })
}

/// Removes a watch and its ledger.
pub(super) fn remove(shelf: &Shelf, name: &WatchName) -> Result<(), CliError> {
    shelf.text(name)?;
    let book = Book::open(shelf, name, false)?;
    let path = shelf.file(name);
    fs::remove_file(&path).map_err(|error| CliError::file("remove", &path, error))?;
    fs::remove_file(&book.path).map_err(|error| CliError::file("remove", &book.path, error))
}

/// The error for what is no name of a watch.
pub(super) fn no_name(text: &str) -> CliError {
    CliError::usage(format!("`{text}` is no name of a watch"))
        .hint("a name has letters, digits, - _ and . and does not begin with a point".to_owned())
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
        let (ledger, whole) =
            Ledger::read(&bytes).map_err(|error| ShelfError::Damaged { path: path.clone(), error })?;
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
