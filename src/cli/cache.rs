//! An index in the user's cache folder, for questions about paths that no index holds.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use newsgrep::extract::ExtractSettings;
use newsgrep::index::{Index, IndexError};
use newsgrep::readers::ReadSettings;
use newsgrep::render::screen::safe;
use newsgrep::update::{Compare, Mode, Unreachable, UpdateSettings, unchanged};

use crate::cli::args::field_map;
use crate::cli::error::CliError;
use crate::cli::left_out::LeftOut;
use crate::cli::owner::{make_private, tighten_all};
use crate::cli::update::{DEFAULT_MEMORY, bring_up_to_date, threads};
use crate::cli::wait::{Wait, Waiting};
use crate::cli::{STREAM, say, today};

/// An index in the cache, made or brought up to date with the files, and what of the files it does not hold.
///
/// It waits for another process that brings the index up to date, so that the answer is about the files as they are. Without
/// waiting, the old state of the index answers, and a note says so.
pub(super) fn cached(dir: &Path, paths: &[PathBuf], wait: Wait) -> Result<(Index, LeftOut), CliError> {
    let mut waiting = Waiting::new();
    loop {
        let locked = match up_to_date(dir, paths, wait) {
            Err(error) if error.is_locked() => error,
            done => return done,
        };
        if wait == Wait::UntilDone {
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
fn up_to_date(dir: &Path, paths: &[PathBuf], wait: Wait) -> Result<(Index, LeftOut), CliError> {
    let index = made(dir, wait)?;
    if let [path] = paths
        && path.as_os_str() != STREAM
        && let Ok(Some(as_it_was)) = unchanged(&index, path)
    {
        let unread: Vec<String> =
            as_it_was.is_unread.then(|| path.display().to_string()).into_iter().collect();
        return Ok((index, LeftOut::said(as_it_was.rejected, &as_it_was.kinds, &unread)));
    }
    let (_, left_out) = filled(index, paths)?;
    tighten_all(dir).map_err(|error| CliError::file("make private", dir, error))?;
    // Opened anew: an open index may answer from the state that it was opened in.
    Ok((Index::open(dir)?, left_out))
}

/// An index brought up to date with these paths, and what of them it does not hold.
pub(super) fn filled(index: Index, paths: &[PathBuf]) -> Result<(Index, LeftOut), CliError> {
    let settings = UpdateSettings {
        read: ReadSettings::default(),
        extract: ExtractSettings { today: today()?, map: field_map(&[])?, dates: None },
        memory: DEFAULT_MEMORY,
        threads: threads(),
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
