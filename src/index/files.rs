//! The engine's files, and who may write them.

use std::fs;
use std::io::{Read, Seek, Write};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::UNIX_EPOCH;

use tantivy::Directory;
use tantivy::directory::error::{DeleteError, LockError, OpenReadError, OpenWriteError};
use tantivy::directory::{
    DirectoryLock, FileHandle, Lock, META_LOCK, MmapDirectory, WatchCallback, WatchHandle, WritePtr,
};

use super::error::IndexError;

/// The folder of the engine's files, in the index's folder.
pub(super) const SEGMENTS: &str = "segments";

/// The engine's folder, which can be read where nothing can be written.
///
/// The engine takes a lock file even to read, so that files are not collected
/// while they are opened. In a folder that cannot be written nobody collects.
#[derive(Debug, Clone)]
pub(super) struct Files(MmapDirectory);

impl Files {
    pub(super) fn open(dir: &Path) -> Result<Files, IndexError> {
        let damaged = |what: String| IndexError::Damaged { dir: dir.into(), what };
        MmapDirectory::open(dir.join(SEGMENTS)).map(Files).map_err(|err| damaged(err.to_string()))
    }
}

impl Directory for Files {
    fn get_file_handle(&self, path: &Path) -> Result<Arc<dyn FileHandle>, OpenReadError> {
        self.0.get_file_handle(path)
    }

    fn delete(&self, path: &Path) -> Result<(), DeleteError> {
        self.0.delete(path)
    }

    fn exists(&self, path: &Path) -> Result<bool, OpenReadError> {
        self.0.exists(path)
    }

    fn open_write(&self, path: &Path) -> Result<WritePtr, OpenWriteError> {
        self.0.open_write(path)
    }

    fn atomic_read(&self, path: &Path) -> Result<Vec<u8>, OpenReadError> {
        self.0.atomic_read(path)
    }

    fn atomic_write(&self, path: &Path, data: &[u8]) -> std::io::Result<()> {
        self.0.atomic_write(path, data)
    }

    fn sync_directory(&self) -> std::io::Result<()> {
        self.0.sync_directory()
    }

    fn acquire_lock(&self, lock: &Lock) -> Result<DirectoryLock, LockError> {
        match self.0.acquire_lock(lock) {
            Err(LockError::IoError(_)) if lock.filepath == META_LOCK.filepath => {
                Ok(DirectoryLock::from(Box::new(())))
            }
            other => other,
        }
    }

    fn watch(&self, watch_callback: WatchCallback) -> tantivy::Result<WatchHandle> {
        self.0.watch(watch_callback)
    }
}

/// The right to write an index. The system takes it back when the process ends, however it ends.
#[derive(Debug)]
pub(super) struct WriteLock {
    // Held for as long as it is open.
    file: fs::File,
}

impl WriteLock {
    const NAME: &str = "writer.lock";

    /// Takes the right to write the index in `dir`, or says who has it.
    pub(super) fn take(dir: &Path) -> Result<WriteLock, IndexError> {
        let path = dir.join(Self::NAME);
        let io = |source| IndexError::Io { dir: dir.into(), action: "write", source };
        let mut file = fs::File::options()
            .read(true)
            .write(true)
            .create(true)
            .truncate(false)
            .open(&path)
            .map_err(io)?;
        match file.try_lock() {
            Ok(()) => {}
            Err(fs::TryLockError::WouldBlock) => {
                return Err(IndexError::Locked { dir: dir.into(), holder: holder(&mut file) });
            }
            Err(fs::TryLockError::Error(source)) => return Err(io(source)),
        }
        file.set_len(0).map_err(io)?;
        file.write_all(std::process::id().to_string().as_bytes()).map_err(io)?;
        Ok(WriteLock { file })
    }

    /// When it was taken, by the clock of the file system, in nanoseconds since 1970.
    pub(super) fn since(&self) -> i64 {
        let modified = self.file.metadata().and_then(|it| it.modified()).ok();
        let since = modified.and_then(|it| it.duration_since(UNIX_EPOCH).ok());
        since.and_then(|it| i64::try_from(it.as_nanos()).ok()).unwrap_or(0)
    }
}

/// Who wrote its number into the lock, and when.
fn holder(file: &mut fs::File) -> Option<String> {
    let mut text = String::new();
    file.rewind().ok()?;
    file.take(20).read_to_string(&mut text).ok()?;
    let process: u32 = text.trim().parse().ok()?;
    let since = file.metadata().ok()?.modified().ok()?.duration_since(UNIX_EPOCH).ok()?;
    let since = jiff::Timestamp::from_second(i64::try_from(since.as_secs()).ok()?).ok()?;
    Some(format!("process {process} since {since}"))
}

/// Bytes of all the files below a folder.
pub(super) fn bytes_below(dir: &Path) -> u64 {
    let mut folders: Vec<PathBuf> = vec![dir.into()];
    let mut bytes = 0;
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder).into_iter().flatten().flatten() {
            match entry.metadata() {
                Ok(meta) if meta.is_dir() => folders.push(entry.path()),
                Ok(meta) => bytes += meta.len(),
                Err(_) => {}
            }
        }
    }
    bytes
}
