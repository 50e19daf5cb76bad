//! The files of an index: how they are written, how they are read, and who may write them.

use std::collections::HashSet;
use std::fs;
use std::io::{self, BufWriter, Read, Seek, Write};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex};
use std::time::UNIX_EPOCH;

use tantivy::Directory;
use tantivy::directory::error::{DeleteError, LockError, OpenReadError, OpenWriteError};
use tantivy::directory::{
    AntiCallToken, DirectoryLock, FileHandle, INDEX_WRITER_LOCK, Lock, META_LOCK, MmapDirectory,
    TerminatingWrite, WatchCallback, WatchHandle, WritePtr,
};

use crate::index::error::IndexError;
use crate::index::store::checked::{CheckedFile, SummedWriter, with_sum, without_sum};
use crate::index::store::faults::{Call, Faults};
use crate::index::store::windows::WindowedFile;

/// The file with which the engine switches from one state to the next.
pub(crate) const META: &str = "meta.json";

/// The folder of an index. All that is written in it goes through here.
#[derive(Debug, Clone)]
pub(crate) struct Folder {
    pub(crate) dir: PathBuf,
    disk: Arc<Disk>,
}

#[derive(Debug, Default)]
struct Disk {
    faults: Option<Arc<Faults>>,
    /// Why writing failed first. The engine tells of a thread that failed, but not why.
    failed: Mutex<Option<io::Error>>,
}

impl Folder {
    pub(crate) fn new(dir: &Path) -> Folder {
        Folder { dir: dir.into(), disk: Arc::default() }
    }

    /// A folder on a disk that fails on purpose.
    pub(crate) fn with_faults(dir: &Path, faults: Arc<Faults>) -> Folder {
        let disk = Disk { faults: Some(faults), failed: Mutex::default() };
        Folder { dir: dir.into(), disk: Arc::new(disk) }
    }

    /// Writes a file beside its place, brings it to disk, and renames it: it is there whole, or not.
    pub(crate) fn write_whole(&self, name: &str, bytes: &[u8]) -> io::Result<()> {
        self.disk.write_whole(&self.dir, Path::new(name), bytes)?;
        self.disk.sync_dir(&self.dir)
    }

    /// Removes a file. One that cannot be removed does no harm.
    pub(crate) fn remove(&self, path: &Path) {
        if self.disk.pass(Call::Delete).is_ok() {
            let _ = fs::remove_file(path);
        }
    }

    /// Makes the folder of this name, with all above it.
    pub(crate) fn make(&self, name: &str) -> io::Result<()> {
        self.disk.pass(Call::Create)?;
        fs::create_dir_all(self.dir.join(name))
    }

    /// Removes a folder of the engine's files, and fails when there is anything else in it.
    pub(crate) fn remove_engine_folder(&self, name: &str) -> io::Result<()> {
        let path = self.dir.join(name);
        for entry in fs::read_dir(&path)? {
            let entry = entry?;
            if is_engine_file(&entry.file_name().to_string_lossy()) && entry.file_type()?.is_file() {
                self.disk.pass(Call::Delete)?;
                fs::remove_file(entry.path())?;
            }
        }
        self.disk.pass(Call::Delete)?;
        fs::remove_dir(path)
    }

    /// Why writing failed first, told once.
    pub(crate) fn failed(&self) -> Option<io::Error> {
        self.disk.failed.lock().ok()?.take()
    }

    /// The engine's files in the folder of this name.
    pub(crate) fn engine(&self, name: &str, reading: ReadMode) -> Result<Files, IndexError> {
        let damaged = |what: String| IndexError::Damaged { dir: self.dir.clone(), what };
        let dir = self.dir.join(name);
        let map = MmapDirectory::open(&dir).map_err(|err| damaged(err.to_string()))?;
        Ok(Files { map, dir, reading, disk: Arc::clone(&self.disk) })
    }
}

/// Whether the engine gives its files such names: 32 hexadecimal digits and an ending, and a few more.
fn is_engine_file(name: &str) -> bool {
    let name = name.strip_suffix(".new").unwrap_or(name);
    let hexadecimal = |it: &str| it.len() == 32 && it.bytes().all(|byte| byte.is_ascii_hexdigit());
    name == META
        || name == ".managed.json"
        || (name.starts_with(".tantivy-") && name.ends_with(".lock"))
        || name.split_once('.').is_some_and(|(segment, _)| hexadecimal(segment))
}

impl Disk {
    fn pass(&self, call: Call) -> io::Result<()> {
        self.pass_bytes(call, 0).map(drop).map_err(|(_, error)| error)
    }

    fn pass_bytes(&self, call: Call, bytes: usize) -> Result<usize, (usize, io::Error)> {
        match &self.faults {
            None => Ok(bytes),
            Some(faults) => faults.pass(call, bytes),
        }
    }

    /// Keeps the first failure, and hands it on.
    fn metadata<T>(&self, result: io::Result<T>) -> io::Result<T> {
        if let Err(error) = &result
            && let Ok(mut failed) = self.failed.lock()
            && failed.is_none()
        {
            *failed = Some(io::Error::new(error.kind(), error.to_string()));
        }
        result
    }

    fn create(&self, options: &mut fs::OpenOptions, path: &Path) -> io::Result<fs::File> {
        self.pass(Call::Create)?;
        options.write(true).open(path)
    }

    fn write(&self, file: &mut fs::File, bytes: &[u8]) -> io::Result<usize> {
        match self.pass_bytes(Call::Write, bytes.len()) {
            Ok(_) => file.write(bytes),
            Err((some, error)) => {
                file.write_all(&bytes[..some])?;
                Err(error)
            }
        }
    }

    fn write_whole(&self, dir: &Path, name: &Path, bytes: &[u8]) -> io::Result<()> {
        let place = dir.join(name);
        let mut beside = place.clone().into_os_string();
        beside.push(".new");
        let mut file = self.create(fs::File::options().create(true).truncate(true), Path::new(&beside))?;
        let mut rest = bytes;
        while !rest.is_empty() {
            let written = self.write(&mut file, rest)?;
            rest = &rest[written..];
        }
        self.pass(Call::Sync)?;
        file.sync_all()?;
        drop(file);
        self.pass(Call::Rename)?;
        fs::rename(&beside, place)
    }

    /// Brings the names in a folder to disk.
    fn sync_dir(&self, dir: &Path) -> io::Result<()> {
        self.pass(Call::Sync)?;
        if cfg!(unix) { fs::File::open(dir)?.sync_all() } else { Ok(()) }
    }
}

/// The engine's folder. Its files can be read where nothing can be written, and what is
/// read of them was checked (see [`crate::index::store::checked`]).
///
/// The engine takes a lock file even to read, so that files are not collected
/// while they are opened. In a folder that cannot be written nobody collects.
#[derive(Debug, Clone)]
pub(crate) struct Files {
    map: MmapDirectory,
    dir: PathBuf,
    reading: ReadMode,
    disk: Arc<Disk>,
}

/// How the engine's files are read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum ReadMode {
    /// Mapped into memory, for searches: what is asked for again is there already.
    Mapped,
    /// In windows, for a writer: what it reads to merge must not count as its memory.
    Windowed,
}

impl Files {
    /// Removes what a writer left that was stopped before its commit. The engine would remove
    /// it some day, but before that it may want to write a file of the same name.
    pub(crate) fn remove_others(&self, live: &HashSet<PathBuf>) {
        // Whoever opens the files of a state holds this while doing so.
        let Ok(_lock) = self.acquire_lock(&META_LOCK) else { return };
        for entry in fs::read_dir(&self.dir).into_iter().flatten().flatten() {
            let name = entry.file_name();
            let left = name.to_str().is_some_and(|it| {
                is_engine_file(it) && !it.starts_with('.') && it != META && !live.contains(Path::new(it))
            });
            if left && self.disk.pass(Call::Delete).is_ok() {
                // One that stays does no harm before its name is wanted.
                let _ = fs::remove_file(entry.path());
            }
        }
    }
}

/// A file that the engine writes.
struct EngineFile {
    file: fs::File,
    disk: Arc<Disk>,
}

impl Write for EngineFile {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let written = self.disk.write(&mut self.file, bytes);
        self.disk.metadata(written)
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

impl TerminatingWrite for EngineFile {
    fn terminate_ref(&mut self, _: AntiCallToken) -> io::Result<()> {
        let synced = self.disk.pass(Call::Sync).and_then(|()| self.file.sync_data());
        self.disk.metadata(synced)
    }
}

impl Directory for Files {
    fn get_file_handle(&self, path: &Path) -> Result<Arc<dyn FileHandle>, OpenReadError> {
        let failed = |err: io::Error| match err.kind() {
            io::ErrorKind::NotFound => OpenReadError::FileDoesNotExist(path.into()),
            _ => OpenReadError::wrap_io_error(err, path.into()),
        };
        let file: Arc<dyn FileHandle> = match self.reading {
            ReadMode::Mapped => self.map.get_file_handle(path)?,
            ReadMode::Windowed => {
                let file = fs::File::open(self.dir.join(path)).and_then(WindowedFile::new);
                Arc::new(file.map_err(failed)?)
            }
        };
        Ok(Arc::new(CheckedFile::open(path, file).map_err(failed)?))
    }

    fn delete(&self, path: &Path) -> Result<(), DeleteError> {
        let passed = self.disk.pass(Call::Delete);
        passed.map_err(|err| DeleteError::IoError { io_error: Arc::new(err), filepath: path.into() })?;
        self.map.delete(path)
    }

    fn exists(&self, path: &Path) -> Result<bool, OpenReadError> {
        self.map.exists(path)
    }

    fn open_write(&self, path: &Path) -> Result<WritePtr, OpenWriteError> {
        let opened = self.disk.create(fs::File::options().create_new(true), &self.dir.join(path));
        let file = self.disk.metadata(opened).map_err(|err| match err.kind() {
            io::ErrorKind::AlreadyExists => OpenWriteError::FileAlreadyExists(path.into()),
            _ => OpenWriteError::wrap_io_error(err, path.into()),
        })?;
        let file = EngineFile { file, disk: Arc::clone(&self.disk) };
        Ok(BufWriter::new(Box::new(SummedWriter::new(file))))
    }

    fn atomic_read(&self, path: &Path) -> Result<Vec<u8>, OpenReadError> {
        let bytes = self.map.atomic_read(path)?;
        without_sum(path, bytes).map_err(|err| OpenReadError::wrap_io_error(err, path.into()))
    }

    fn atomic_write(&self, path: &Path, data: &[u8]) -> io::Result<()> {
        let mut written = self.disk.write_whole(&self.dir, path, &with_sum(data));
        // What the state before needs is removed only when the switch cannot be undone any more.
        if path == Path::new(META) {
            written = written.and_then(|()| self.disk.sync_dir(&self.dir));
        }
        self.disk.metadata(written)
    }

    fn sync_directory(&self) -> io::Result<()> {
        self.disk.metadata(self.disk.sync_dir(&self.dir))
    }

    fn acquire_lock(&self, lock: &Lock) -> Result<DirectoryLock, LockError> {
        // Whoever writes has the `WriteLock`; a second lock beside it could only be busy for no reason.
        if lock.filepath == INDEX_WRITER_LOCK.filepath {
            return Ok(DirectoryLock::from(Box::new(())));
        }
        match self.map.acquire_lock(lock) {
            Err(LockError::IoError(_)) if lock.filepath == META_LOCK.filepath => {
                Ok(DirectoryLock::from(Box::new(())))
            }
            other => other,
        }
    }

    fn watch(&self, watch_callback: WatchCallback) -> tantivy::Result<WatchHandle> {
        self.map.watch(watch_callback)
    }
}

/// The right to write an index. The system takes it back when the process ends, however it ends.
#[derive(Debug)]
pub(crate) struct WriteLock {
    file: fs::File,
}

impl Drop for WriteLock {
    /// Unlocks, as closing alone does not: a process that is being started at this moment by another thread
    /// still has a copy of the file, and the lock with it, until its program runs.
    fn drop(&mut self) {
        // Where it fails, closing comes next.
        let _ = self.file.unlock();
    }
}

impl WriteLock {
    const NAME: &str = "writer.lock";

    /// Takes the right to write the index in `dir`, or says who has it.
    pub(crate) fn take(dir: &Path) -> Result<WriteLock, IndexError> {
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

    /// Whether anybody ever had the right to write in `dir`.
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
pub(crate) fn bytes_below(dir: &Path) -> u64 {
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

#[cfg(test)]
mod tests {
    use std::process::Command;
    use std::sync::atomic::{AtomicBool, Ordering};

    use super::*;

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
