//! An index in the user's cache folder, for questions about paths that no index holds.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use newsgrep::extract::ExtractSettings;
use newsgrep::index::{Index, IndexError};
use newsgrep::readers::ReadSettings;
use newsgrep::update::{Mode, Unreachable, UpdateSettings, unchanged};

use crate::cli::args::field_map;
use crate::cli::error::CliError;
use crate::cli::left_out::LeftOut;
use crate::cli::update::{DEFAULT_MEMORY, bring_up_to_date, threads};
use crate::cli::{STREAM, today};

/// An index in the cache as the files are now, made when it is missing, and what of them it does not hold.
pub(super) fn cached(dir: &Path, paths: &[PathBuf]) -> Result<(Index, LeftOut), CliError> {
    make_private(dir).map_err(|error| CliError::file("make", dir, error))?;
    let index = match if Index::is_at(dir) { Index::open(dir) } else { Index::create(dir) } {
        // Whatever is in the cache can be made again of the files.
        Err(IndexError::RebuildNeeded { .. }) => {
            std::fs::remove_dir_all(dir).map_err(|error| CliError::file("remove", dir, error))?;
            make_private(dir).map_err(|error| CliError::file("make", dir, error))?;
            Index::create(dir)?
        }
        opened => opened?,
    };
    if let [path] = paths
        && path.as_os_str() != STREAM
        && let Ok(Some(as_it_was)) = unchanged(&index, path)
    {
        let unread: Vec<String> =
            as_it_was.is_unread.then(|| path.display().to_string()).into_iter().collect();
        return Ok((index, LeftOut::said(as_it_was.rejected, &as_it_was.kinds, &unread)));
    }
    let settings = UpdateSettings {
        read: ReadSettings::default(),
        extract: ExtractSettings { today: today()?, map: field_map(&[])? },
        memory: DEFAULT_MEMORY,
        threads: threads(),
        keep: None,
        // The answer is of what can be read now, and what the cache loses is made again.
        unreachable: Unreachable::Prune,
        mode: Mode::Write,
    };
    let left_out = match bring_up_to_date(&index, paths, &settings, &Arc::default()) {
        Ok(report) => LeftOut::said(report.rejected, &report.kinds, &report.unread),
        // Somebody else brings it up to date: what stands in it answers.
        Err(error) if error.is_locked() => return Ok((index, LeftOut::default())),
        Err(error) => return Err(error),
    };
    // Opened anew: an open index may answer from the state that it was opened in.
    Ok((Index::open(dir)?, left_out))
}

/// Makes the folder, where it is missing, so that only the user can look into it: an index holds the texts.
fn make_private(dir: &Path) -> std::io::Result<()> {
    let mut builder = std::fs::DirBuilder::new();
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder.recursive(true).create(dir)
}

#[cfg(all(test, unix))]
mod tests {
    use std::os::unix::fs::PermissionsExt;

    #[test]
    fn a_folder_of_the_cache_is_for_the_user_alone() {
        let root = tempfile::tempdir().expect("a folder");
        let dir = root.path().join("cache/one");
        super::make_private(&dir).expect("made");
        for made in [&dir, &root.path().join("cache")] {
            let mode = std::fs::metadata(made).expect("there").permissions().mode();
            assert_eq!(mode & 0o777, 0o700, "{}", made.display());
        }
    }
}
