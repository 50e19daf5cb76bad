//! The lock that lets one process at a time write an index.

use std::fs;
use std::io;
use std::io::{Read, Seek, Write};
use std::path::Path;
use std::time::UNIX_EPOCH;

use crate::index::error::IndexError;
use crate::index::store::own;

/// The right to write an index. The system releases it when the process ends, however it ends.
#[derive(Debug)]
pub(crate) struct WriteLock {
    file: fs::File,
}

impl Drop for WriteLock {
    /// Unlocks explicitly. Closing the file is not enough: a process that another thread starts at this moment
    /// holds a copy of the open file, and the lock with it, until its program runs.
    fn drop(&mut self) {
        // Where it fails, closing comes next.
        let _ = self.file.unlock();
    }
}

impl WriteLock {
    const NAME: &str = own::LOCK;

    /// Takes the lock of the index in `dir`, or fails with [`IndexError::Locked`] and who holds it.
    pub(crate) fn take(dir: &Path) -> Result<WriteLock, IndexError> {
        let path = dir.join(Self::NAME);
        let io = |source| IndexError::Io { dir: dir.into(), action: "write", source };
        own::check(dir)?;
        let mut options = fs::File::options();
        options.read(true).write(true);
        let mut file = match options.clone().create_new(true).open(&path) {
            Err(error) if error.kind() == io::ErrorKind::AlreadyExists => options.open(&path),
            made => made,
        }
        .map_err(io)?;
        if !own::is_alone(&file, &path).map_err(io)? {
            let what = format!("`{}` has another name", Self::NAME);
            return Err(IndexError::Foreign { dir: dir.into(), what });
        }
        let mut tries = 0;
        loop {
            match file.try_lock() {
                Ok(()) => break,
                // Whoever only asks who writes holds it for a moment.
                Err(fs::TryLockError::WouldBlock) if tries < TRIES => std::thread::sleep(MOMENT),
                Err(fs::TryLockError::WouldBlock) => {
                    return Err(IndexError::Locked { dir: dir.into(), holder: holder(&mut file) });
                }
                Err(fs::TryLockError::Error(source)) => return Err(io(source)),
            }
            tries += 1;
        }
        file.set_len(0).map_err(io)?;
        file.write_all(std::process::id().to_string().as_bytes()).map_err(io)?;
        Ok(WriteLock { file })
    }

    /// Who holds the lock in `dir`: `None` when nobody does, and nothing more where that is not known.
    pub(crate) fn held(dir: &Path) -> Option<Option<String>> {
        let path = dir.join(Self::NAME);
        let mut file = fs::metadata(&path).ok()?.is_file().then(|| fs::File::open(&path).ok())??;
        match file.try_lock_shared() {
            Err(fs::TryLockError::WouldBlock) => Some(holder(&mut file)),
            Ok(()) | Err(fs::TryLockError::Error(_)) => None,
        }
    }

    /// Whether any process ever took the lock in `dir`.
    pub(crate) fn was_taken(dir: &Path) -> bool {
        dir.join(Self::NAME).is_file()
    }

    /// When it was taken, by the clock of the file system, in nanoseconds since 1970.
    pub(crate) fn since(&self) -> i64 {
        let modified = self.file.metadata().and_then(|it| it.modified()).ok();
        let since = modified.and_then(|it| it.duration_since(UNIX_EPOCH).ok());
        since.and_then(|it| i64::try_from(it.as_nanos()).ok()).unwrap_or(0)
    }
}

/// How often the lock is looked at again.
const TRIES: u32 = 20;
/// How often the number in it is looked at again: on a busy machine whoever has just taken it may have to wait.
const NUMBER_TRIES: u32 = 1_000;
/// How long to wait in between.
const MOMENT: std::time::Duration = std::time::Duration::from_millis(1);

/// The process that wrote its number into the lock file, and when.
fn holder(file: &mut fs::File) -> Option<String> {
    let mut text = String::new();
    for _ in 0..NUMBER_TRIES {
        file.rewind().ok()?;
        Read::by_ref(file).take(20).read_to_string(&mut text).ok()?;
        if !text.is_empty() {
            break;
        }
        // It has the lock and is about to write its number.
        std::thread::sleep(MOMENT);
    }
    let process: u32 = text.trim().parse().ok()?;
    let since = file.metadata().ok()?.modified().ok()?.duration_since(UNIX_EPOCH).ok()?;
    let since = jiff::Timestamp::from_second(i64::try_from(since.as_secs()).ok()?).ok()?;
    Some(format!("process {process} since {since}"))
}

#[cfg(test)]
mod tests {
    use std::process::Command;
    use std::sync::atomic::{AtomicBool, Ordering};

    use super::*;

    #[test]
    fn the_lock_is_held_by_one_and_says_by_whom() {
        let dir = tempfile::tempdir().unwrap();
        assert!(!WriteLock::was_taken(dir.path()));
        let lock = WriteLock::take(dir.path()).unwrap();
        assert!(WriteLock::was_taken(dir.path()));
        assert!(lock.since() > 1_600_000_000 * 1_000_000_000, "nanoseconds since 1970");
        let Err(IndexError::Locked { holder: Some(holder), .. }) = WriteLock::take(dir.path()) else {
            panic!("it is held");
        };
        let start = format!("process {} since 20", std::process::id());
        assert!(holder.starts_with(&start) && holder.ends_with('Z'), "{holder}");
        assert_eq!(WriteLock::held(dir.path()), Some(Some(holder)));
        drop(lock);
        assert_eq!(WriteLock::held(dir.path()), None);
        assert!(WriteLock::take(dir.path()).is_ok());
    }

    #[test]
    fn a_lock_file_without_a_number_names_nobody() {
        let dir = tempfile::tempdir().unwrap();
        let mut lock = WriteLock::take(dir.path()).unwrap();
        lock.file.set_len(0).unwrap();
        lock.file.rewind().unwrap();
        lock.file.write_all(b"nobody").unwrap();
        assert!(matches!(WriteLock::take(dir.path()), Err(IndexError::Locked { holder: None, .. })));
    }

    #[test]
    fn a_number_that_is_written_late_is_waited_for() {
        let dir = tempfile::tempdir().unwrap();
        let mut lock = WriteLock::take(dir.path()).unwrap();
        lock.file.set_len(0).unwrap();
        lock.file.rewind().unwrap();
        let dir = dir.path();
        std::thread::scope(|scope| {
            let held = scope.spawn(|| WriteLock::held(dir));
            std::thread::sleep(MOMENT * TRIES * 3);
            lock.file.write_all(b"41").unwrap();
            let held = held.join().unwrap().unwrap().unwrap();
            assert!(held.starts_with("process 41 since "), "{held}");
        });
    }

    #[test]
    fn a_lock_let_go_is_free_while_processes_are_started() {
        let dir = tempfile::tempdir().unwrap();
        let done = AtomicBool::new(false);
        std::thread::scope(|scope| {
            scope.spawn(|| {
                while !done.load(Ordering::Relaxed) {
                    let _ = Command::new("true").status();
                }
            });
            let busy = (0..2_000).filter(|_| WriteLock::take(dir.path()).is_err()).count();
            done.store(true, Ordering::Relaxed);
            assert_eq!(busy, 0);
        });
    }
}
