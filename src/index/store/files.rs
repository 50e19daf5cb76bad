//! The files of an index: how they are written and how they are read.

use std::collections::HashSet;
use std::fs;
use std::io::{self, BufWriter, Write};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex};

use tantivy::Directory;
use tantivy::directory::error::{DeleteError, LockError, OpenReadError, OpenWriteError};
use tantivy::directory::{
    AntiCallToken, DirectoryLock, FileHandle, INDEX_WRITER_LOCK, Lock, META_LOCK, MmapDirectory,
    TerminatingWrite, WatchCallback, WatchHandle, WritePtr,
};

use crate::index::error::IndexError;
use crate::index::store::checked::{CheckedFile, SummedWriter, with_sum, without_sum};
use crate::index::store::faults::{Call, Faults};
use crate::index::store::own;
pub(crate) use crate::index::store::own::META;
use crate::index::store::own::is_engine_file;
use crate::index::store::windows::WindowedFile;

/// The folder of an index. Everything that is written in it passes through here.
#[derive(Debug, Clone)]
pub(crate) struct Folder {
    pub(crate) dir: PathBuf,
    disk: Arc<Disk>,
}

#[derive(Debug, Default)]
struct Disk {
    faults: Option<Arc<Faults>>,
    /// The first error of writing. The engine reports that a thread failed, but not why.
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

    /// Replaces a file, whole or not at all: writes it under another name, syncs it, and renames it.
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

    /// Removes what is left of files that were being written when a writer was stopped.
    pub(crate) fn remove_half_written(&self) {
        for name in own::REPLACED {
            let half = self.dir.join(format!("{name}.new"));
            if fs::symlink_metadata(&half).is_ok_and(|it| it.is_file()) {
                self.remove(&half);
            }
        }
    }

    /// Makes the folder of this name, and its parents where they are missing.
    pub(crate) fn make(&self, name: &str) -> io::Result<()> {
        self.disk.pass(Call::Create)?;
        fs::create_dir_all(self.dir.join(name))
    }

    /// Removes a folder of the engine's files. It fails when there is any other file in it.
    pub(crate) fn remove_engine_folder(&self, name: &str) -> io::Result<()> {
        let path = self.dir.join(name);
        if fs::symlink_metadata(&path)?.is_symlink() {
            return Err(io::Error::other(format!("{name} is a link")));
        }
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

    /// The first error of writing; returned once.
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

    /// Keeps the error when it is the first, and returns it.
    fn keep_failure<T>(&self, result: io::Result<T>) -> io::Result<T> {
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
        // One that was left there is removed rather than written to: it may be another name of some other file.
        match fs::remove_file(&beside) {
            Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(error),
            Ok(()) | Err(_) => {}
        }
        let beside = Path::new(&beside);
        let written = self.write_synced(beside, bytes).and_then(|()| {
            self.pass(Call::Rename)?;
            fs::rename(beside, place)
        });
        if written.is_err() && self.pass(Call::Delete).is_ok() {
            // Half of it is of no use, and the disk may be full.
            let _ = fs::remove_file(beside);
        }
        written
    }

    fn write_synced(&self, path: &Path, bytes: &[u8]) -> io::Result<()> {
        let mut file = self.create(fs::File::options().create_new(true), path)?;
        let mut rest = bytes;
        while !rest.is_empty() {
            let written = self.write(&mut file, rest)?;
            rest = &rest[written..];
        }
        self.pass(Call::Sync)?;
        file.sync_all()
    }

    /// Syncs the names in a folder to disk.
    fn sync_dir(&self, dir: &Path) -> io::Result<()> {
        self.pass(Call::Sync)?;
        if cfg!(unix) { fs::File::open(dir)?.sync_all() } else { Ok(()) }
    }
}

/// The folder of the engine's files. Whatever is read of them was checked first (see
/// [`crate::index::store::checked`]), and they can be read in a folder that cannot be written.
///
/// The engine takes a lock file even to read, so that no writer removes files while they are opened. In a folder
/// that cannot be written there is no writer, and no lock is needed.
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
    /// Mapped into memory, for searches: what is read again is there already.
    Mapped,
    /// A window at a time, for a writer: what it reads to merge must not count as its memory.
    Windowed,
}

impl Files {
    /// Removes files that are not of the `live` segments: a writer left them that was stopped before its commit.
    /// The engine would remove them some day, but may want to write a file of the same name before.
    pub(crate) fn remove_others(&self, live: &HashSet<PathBuf>) {
        // A reader holds this lock while it opens the files of a state.
        let Ok(_lock) = self.acquire_lock(&META_LOCK) else { return };
        for entry in fs::read_dir(&self.dir).into_iter().flatten().flatten() {
            let name = entry.file_name();
            let left = name.to_str().is_some_and(|it| {
                let is_whole = !it.ends_with(".new");
                let is_list = it.starts_with('.') || it == META;
                is_engine_file(it) && !(is_whole && (is_list || live.contains(Path::new(it))))
            });
            if left && self.disk.pass(Call::Delete).is_ok() {
                // A file that stays does no harm before its name is used again.
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
        self.disk.keep_failure(written)
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

impl TerminatingWrite for EngineFile {
    fn terminate_ref(&mut self, _: AntiCallToken) -> io::Result<()> {
        let synced = self.disk.pass(Call::Sync).and_then(|()| self.file.sync_data());
        self.disk.keep_failure(synced)
    }
}

impl Directory for Files {
    fn get_file_handle(&self, path: &Path) -> Result<Arc<dyn FileHandle>, OpenReadError> {
        let failed = |err: io::Error| match err.kind() {
            io::ErrorKind::NotFound => OpenReadError::FileDoesNotExist(path.into()),
            _ => OpenReadError::wrap_io_error(err, path.into()),
        };
        // Opening a pipe would wait for whoever writes to it.
        if fs::metadata(self.dir.join(path)).is_ok_and(|it| !it.is_file()) {
            return Err(failed(io::Error::new(io::ErrorKind::InvalidData, "it is no regular file")));
        }
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
        let file = self.disk.keep_failure(opened).map_err(|err| match err.kind() {
            io::ErrorKind::AlreadyExists => OpenWriteError::FileAlreadyExists(path.into()),
            _ => OpenWriteError::wrap_io_error(err, path.into()),
        })?;
        let file = EngineFile { file, disk: Arc::clone(&self.disk) };
        Ok(BufWriter::new(Box::new(SummedWriter::new(file))))
    }

    fn atomic_read(&self, path: &Path) -> Result<Vec<u8>, OpenReadError> {
        let bytes = own::read(&self.dir.join(path)).map_err(|err| match err.kind() {
            io::ErrorKind::NotFound => OpenReadError::FileDoesNotExist(path.into()),
            _ => OpenReadError::wrap_io_error(err, path.into()),
        })?;
        without_sum(path, bytes).map_err(|err| OpenReadError::wrap_io_error(err, path.into()))
    }

    fn atomic_write(&self, path: &Path, data: &[u8]) -> io::Result<()> {
        let mut written = self.disk.write_whole(&self.dir, path, &with_sum(data));
        // Files of the state before may be removed now: the switch must not be undone by a power cut.
        if path == Path::new(META) {
            written = written.and_then(|()| self.disk.sync_dir(&self.dir));
        }
        self.disk.keep_failure(written)
    }

    fn sync_directory(&self) -> io::Result<()> {
        self.disk.keep_failure(self.disk.sync_dir(&self.dir))
    }

    fn acquire_lock(&self, lock: &Lock) -> Result<DirectoryLock, LockError> {
        // A writer holds the `WriteLock`; a second lock beside it could only be busy for no reason.
        if lock.filepath == INDEX_WRITER_LOCK.filepath {
            return Ok(DirectoryLock::from(Box::new(())));
        }
        // The lock file is made where it is missing; through a link that would be somewhere else.
        let there = fs::symlink_metadata(self.dir.join(&lock.filepath));
        let locked = match there {
            Ok(there) if !there.is_file() => {
                Err(LockError::wrap_io_error(io::Error::other("the lock is no regular file")))
            }
            Ok(_) | Err(_) => self.map.acquire_lock(lock),
        };
        match locked {
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
    use super::*;
    use crate::index::store::faults::Fault;

    const SEGMENT: &str = "0123456789abcdef0123456789abcdef";

    #[test]
    fn a_folder_of_the_engine_is_removed_only_when_nothing_else_is_in_it() {
        let dir = tempfile::tempdir().unwrap();
        let folder = Folder::new(dir.path());
        folder.make("segments").unwrap();
        let [segments, other] = ["", "letter.txt"].map(|it| dir.path().join("segments").join(it));
        fs::write(segments.join("meta.json"), b"").unwrap();
        fs::write(&other, b"").unwrap();
        assert!(folder.remove_engine_folder("segments").is_err());
        assert!(other.exists());
        fs::remove_file(other).unwrap();
        folder.remove_engine_folder("segments").unwrap();
        assert!(!segments.exists());
    }

    #[test]
    fn files_that_no_segment_needs_are_removed_and_others_stay() {
        let dir = tempfile::tempdir().unwrap();
        let folder = Folder::new(dir.path());
        let files = folder.engine("", ReadMode::Windowed).unwrap();
        let left = SEGMENT.replace('0', "f") + ".store";
        let needed = format!("{SEGMENT}.store");
        let names = [&*left, &needed, META, ".managed.json", "letter.txt"];
        for name in names {
            fs::write(dir.path().join(name), b"").unwrap();
        }
        files.remove_others(&HashSet::from([PathBuf::from(&needed)]));
        assert_eq!(names.map(|it| dir.path().join(it).exists()), [false, true, true, true, true]);
    }

    #[test]
    fn a_file_is_replaced_whole_or_stays_as_it_was() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("links");
        fs::write(&path, b"before").unwrap();
        // Create, write, sync, rename, sync of the folder.
        for call in 0..4 {
            let folder = Folder::with_faults(dir.path(), Arc::new(Faults::at(call, Fault::Stopped)));
            assert!(folder.write_whole("links", b"after").is_err(), "{call}");
            assert_eq!(fs::read(&path).unwrap(), b"before", "{call}");
        }
        let folder = Folder::with_faults(dir.path(), Arc::new(Faults::at(4, Fault::Failing)));
        assert!(folder.write_whole("links", b"after").is_err(), "the name may be lost in a power cut");
        Folder::new(dir.path()).write_whole("links", b"after").unwrap();
        assert_eq!(fs::read(&path).unwrap(), b"after");
    }

    #[test]
    fn the_first_failure_of_the_engines_writing_is_kept() {
        let dir = tempfile::tempdir().unwrap();
        let folder = Folder::with_faults(dir.path(), Arc::new(Faults::at(0, Fault::NoSpace)));
        let files = folder.engine("", ReadMode::Windowed).unwrap();
        assert!(folder.failed().is_none());
        for _ in 0..2 {
            assert!(files.open_write(Path::new("a.store")).is_err());
        }
        assert_eq!(folder.failed().map(|it| it.kind()), Some(io::ErrorKind::StorageFull));
        assert!(folder.failed().is_none(), "it is returned once");
    }

    #[test]
    fn the_size_of_a_folder_is_that_of_all_files_below_it() {
        let dir = tempfile::tempdir().unwrap();
        fs::create_dir_all(dir.path().join("a/b")).unwrap();
        for (name, bytes) in [("x", 3), ("a/y", 5), ("a/b/z", 7)] {
            fs::write(dir.path().join(name), vec![0; bytes]).unwrap();
        }
        assert_eq!(bytes_below(dir.path()), 15);
        assert_eq!(bytes_below(&dir.path().join("missing")), 0);
    }
}
