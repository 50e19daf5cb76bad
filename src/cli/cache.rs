//! An index in the user's cache folder, for questions about paths that no index holds.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use etcetera::BaseStrategy;
use newsgrep::extract::ExtractSettings;
use newsgrep::index::{Index, IndexError};
use newsgrep::readers::{Format, ReadSettings};
use newsgrep::render::screen::safe;
use newsgrep::update::{Compare, Mode, Unreachable, UpdateSettings, unchanged};
use serde::{Deserialize, Serialize};

use crate::cli::args::field_map;
use crate::cli::error::CliError;
use crate::cli::left_out::LeftOut;
use crate::cli::owner::{make_private, tighten, tighten_all};
use crate::cli::update::{DEFAULT_MEMORY, bring_up_to_date, threads};
use crate::cli::wait::{Wait, Waiting};
use crate::cli::{STREAM, say, today};

/// How the files of a question are read.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Reading {
    /// Whether another process is waited for that reads them.
    pub(crate) wait: Wait,
    /// On how many threads; `None`: one a processor.
    pub(crate) threads: Option<usize>,
    /// As which format files that are named are read; `None`: as each one shows.
    pub(crate) read_as: Option<Format>,
}

impl From<Wait> for Reading {
    fn from(wait: Wait) -> Reading {
        Reading { wait, threads: None, read_as: None }
    }
}

/// An index in the cache, made or brought up to date with the files, and what of the files it does not hold.
///
/// It waits for another process that brings the index up to date, so that the answer is about the files as they are. Without
/// waiting, the old state of the index answers, and a note says so.
pub(super) fn cached(dir: &Path, paths: &[PathBuf], reading: Reading) -> Result<(Index, LeftOut), CliError> {
    let mut waiting = Waiting::new();
    loop {
        let locked = match up_to_date(dir, paths, reading) {
            Err(error) if error.is_locked() => error,
            done => return done,
        };
        if reading.wait == Wait::UntilDone {
            waiting.a_little(&locked);
            continue;
        }
        let index = Index::open(dir).map_err(|_| CliError::being_made(dir))?;
        if index.is_unfilled()? {
            return Err(CliError::being_made(dir));
        }
        say(&format!("note: {}; the answer is of the old index, from before", safe(&locked.to_string())));
        return Ok((index, LeftOut::unknown()));
    }
}

/// The same, where no other process writes the index.
fn up_to_date(dir: &Path, paths: &[PathBuf], reading: Reading) -> Result<(Index, LeftOut), CliError> {
    let index = made(dir, reading.wait)?;
    if let [path] = paths
        && path.as_os_str() != STREAM
        && let Ok(Some(as_it_was)) = unchanged(&index, path)
    {
        let unread: Vec<String> =
            as_it_was.is_unread.then(|| path.display().to_string()).into_iter().collect();
        return Ok((index, LeftOut::said(as_it_was.rejected, &as_it_was.kinds, &unread)));
    }
    let (_, left_out) = filled(index, paths, reading)?;
    tighten_all(dir).map_err(|error| CliError::file("make private", dir, error))?;
    // Opened anew: an open index may answer from the state that it was opened in.
    Ok((Index::open(dir)?, left_out))
}

/// The folder of the user's cache in which indexes are kept.
pub(super) fn cache_folder() -> Result<PathBuf, CliError> {
    let strategy = etcetera::choose_base_strategy()
        .map_err(|error| CliError::usage(format!("no cache folder for an index: {error}")))?;
    Ok(strategy.cache_dir().join("newsgrep"))
}

/// For which paths an index in the cache was made.
#[derive(Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Remembered {
    /// The folder in which they were typed.
    folder: String,
    paths: Vec<String>,
}

impl Remembered {
    /// The paths, as whole ones.
    pub(super) fn shown(&self) -> String {
        let whole = |it: &String| Path::new(&self.folder).join(it).display().to_string();
        self.paths.iter().map(whole).collect::<Vec<_>>().join(" ")
    }
}

/// The file beside an index in the cache that tells its paths; it was written when the index was last asked. Its name
/// begins with a dot, so that a cache below a folder of articles is not read as one.
pub(super) fn note_of(index: &Path) -> PathBuf {
    let name = index.file_name().unwrap_or_default().to_string_lossy();
    index.with_file_name(format!(".{name}.json"))
}

/// Writes down for which paths an index is kept.
pub(super) fn remember(index: &Path, here: &Path, paths: &[PathBuf]) -> Result<(), CliError> {
    let note = note_of(index);
    let parent = note.parent().unwrap_or(&note);
    make_private(parent).map_err(|error| CliError::file("use", parent, error))?;
    let text = |path: &Path| path.to_string_lossy().into_owned();
    let asked = Remembered { folder: text(here), paths: paths.iter().map(|it| text(it)).collect() };
    let line = serde_json::to_vec(&asked).expect("texts become JSON");
    let written = std::fs::write(&note, line).and_then(|()| tighten(&note));
    written.map_err(|error| CliError::file("write", &note, error))
}

/// An index brought up to date with these paths, and what of them it does not hold.
pub(super) fn filled(
    index: Index,
    paths: &[PathBuf],
    reading: Reading,
) -> Result<(Index, LeftOut), CliError> {
    let settings = UpdateSettings {
        read: ReadSettings { format: reading.read_as, ..ReadSettings::default() },
        extract: ExtractSettings { today: today()?, map: field_map(&[])?, dates: None },
        memory: DEFAULT_MEMORY,
        threads: reading.threads.unwrap_or_else(threads),
        keep: None,
        ids: None,
        compare: Compare::Stamps,
        // The answer is of what can be read now, and what the cache loses is made again.
        unreachable: Unreachable::Prune,
        mode: Mode::Write,
    };
    let report = bring_up_to_date(&index, paths, &settings, &Arc::default(), None)?;
    Ok((index, LeftOut::said(report.rejected, &report.kinds, &report.unread)))
}

/// The index in the cache, made when it is missing or of an older format.
fn made(dir: &Path, wait: Wait) -> Result<Index, CliError> {
    let parent = dir.parent().unwrap_or(dir);
    make_private(parent).map_err(|error| CliError::file("use", parent, error))?;
    if Index::is_at(dir) {
        private(dir)?;
        match Index::open(dir) {
            Err(IndexError::RebuildNeeded { .. }) => {}
            opened => return Ok(opened?),
        }
    }
    // Held while it is made: of several processes that find none, or an old one, the first makes it and none
    // removes what another has made.
    let io = |error| CliError::file("lock", parent, error);
    let lock = to_lock(parent).map_err(io)?;
    match wait {
        Wait::UntilDone => match lock.lock() {
            // Some file systems of networks have no such locks; then the index's own must do.
            Err(error) if error.kind() == std::io::ErrorKind::Unsupported => {}
            locked => locked.map_err(io)?,
        },
        Wait::No => lock.try_lock().map_err(|_| CliError::being_made(dir))?,
    }
    if Index::is_at(dir) {
        match Index::open(dir) {
            // Whatever is in the cache can be made again of the files.
            Err(IndexError::RebuildNeeded { .. }) => {
                std::fs::remove_dir_all(dir).map_err(|error| CliError::file("remove", dir, error))?;
            }
            opened => return Ok(opened?),
        }
    }
    private(dir)?;
    let index = Index::create(dir)?;
    private(dir)?;
    Ok(index)
}

/// Lets only the user read the folder and all that is in it: it holds the texts of files.
fn private(dir: &Path) -> Result<(), CliError> {
    make_private(dir).and_then(|()| tighten_all(dir)).map_err(|error| CliError::file("use", dir, error))
}

/// The file by which a folder is locked: the folder itself, where the system allows that.
fn to_lock(folder: &Path) -> std::io::Result<std::fs::File> {
    if cfg!(unix) {
        std::fs::File::open(folder)
    } else {
        std::fs::File::options().write(true).create(true).truncate(false).open(folder.join("lock"))
    }
}
