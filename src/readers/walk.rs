//! Which files lie under the paths that the user named.

use std::collections::HashSet;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::UNIX_EPOCH;

use ignore::{DirEntry, WalkBuilder, WalkState};

use crate::article::Origin;
use crate::readers::choose::{Ending, Named, SkipReason, ending};
use crate::record::{Reject, RejectReason};

/// A file that may hold articles.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FileEntry {
    /// Where it lies.
    pub path: PathBuf,
    /// The path as text, as [`Origin`]s and article ids have it. A byte that is not UTF-8 stands as U+FFFD and
    /// two hexadecimal digits, so that two paths never look the same.
    pub shown: String,
    /// How it was named.
    pub named: Named,
    /// Its size on the disk, in bytes.
    pub size: u64,
    /// When it was last changed, in nanoseconds since 1970; `None` where the system does not say. It tells whether
    /// to read the file again, and nothing about the date of an article.
    pub modified: Option<i64>,
    /// What a system of inodes tells besides; `None` on other systems.
    pub inode: Option<FileInode>,
}

/// What a system of inodes tells of a file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct FileInode {
    /// The number of the file system that it lies on.
    pub device: u64,
    /// Its number there.
    pub number: u64,
    /// When the file, or what the system knows of it, was last changed, in nanoseconds since 1970.
    pub changed: i64,
}

impl FileInode {
    /// What is told of a file or a folder.
    #[cfg(unix)]
    #[must_use]
    pub fn of(metadata: &std::fs::Metadata) -> Option<FileInode> {
        use std::os::unix::fs::MetadataExt;
        let changed = metadata.ctime().saturating_mul(1_000_000_000).saturating_add(metadata.ctime_nsec());
        Some(FileInode { device: metadata.dev(), number: metadata.ino(), changed })
    }

    /// What is told of a file or a folder: nothing on this system.
    #[cfg(not(unix))]
    #[must_use]
    pub fn of(_: &std::fs::Metadata) -> Option<FileInode> {
        None
    }
}

/// A file that is left alone.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Skipped {
    /// The path as text.
    pub shown: String,
    /// Why.
    pub reason: SkipReason,
}

/// One thing that a walk comes across.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Walked {
    /// A file to [open](crate::readers::open).
    File(FileEntry),
    /// A file that is not read, with the reason.
    Skipped(Skipped),
    /// A path that cannot be read, with the reason.
    Rejected(Reject),
}

/// Lists files and the files in folders, in the order of `paths` and by name inside each.
///
/// Hidden files and folders are left out, and so is what `.gitignore` and `.ignore` files name, as ripgrep does
/// it, and any folder that holds an index. Symbolic links inside folders are not followed, so there are no loops.
/// A path that is named itself is always taken. A file that is reached in two ways comes once.
pub fn walk(paths: &[PathBuf]) -> impl Iterator<Item = Walked> + Send + use<> {
    let mut seen = (paths.len() > 1).then(HashSet::new);
    // Owned, as what is returned outlives the borrow.
    let roots = Vec::from(paths);
    roots.into_iter().flat_map(walk_one).filter(move |walked| match (walked, &mut seen) {
        (Walked::File(entry), Some(seen)) => {
            seen.insert(entry.path.canonicalize().unwrap_or_else(|_| entry.path.clone()))
        }
        (Walked::File(_) | Walked::Skipped(_) | Walked::Rejected(_), _) => true,
    })
}

/// Hands everything that [`walk`] lists under one path to `look`, from several threads and in no order, until
/// `look` returns false. Returns whether it never did.
pub(crate) fn walk_at_once(root: &Path, look: &(impl Fn(Walked) -> bool + Sync)) -> bool {
    if !root.is_dir() {
        return walk_one(root.to_owned()).all(look);
    }
    let fine = AtomicBool::new(true);
    builder(root).build_parallel().run(|| {
        Box::new(|found| match met(found).is_none_or(look) {
            true => WalkState::Continue,
            false => {
                fine.store(false, Ordering::Relaxed);
                WalkState::Quit
            }
        })
    });
    fine.into_inner()
}

fn walk_one(root: PathBuf) -> Box<dyn Iterator<Item = Walked> + Send> {
    // The walker would open a pipe that is named itself.
    let metadata = match std::fs::metadata(&root) {
        Ok(metadata) => metadata,
        Err(error) => return Box::new(std::iter::once(unreadable(&root, error.to_string()))),
    };
    if metadata.is_dir() {
        return Box::new(builder(&root).build().filter_map(met));
    }
    let shown = shown(&root);
    let walked = if metadata.is_file() {
        Walked::File(entry(root, shown, Named::Outright, &metadata))
    } else {
        Walked::Rejected(reject(shown, RejectReason::NotAFile))
    };
    Box::new(std::iter::once(walked))
}

fn builder(root: &Path) -> WalkBuilder {
    let mut builder = WalkBuilder::new(root);
    builder
        .hidden(true)
        .git_ignore(true)
        .git_exclude(true)
        // A folder of articles need not be a repository for its .gitignore to count.
        .require_git(false)
        // What a person's own git settings hide must not decide what an index holds.
        .git_global(false)
        .follow_links(false)
        .sort_by_file_name(Ord::cmp)
        .filter_entry(|entry| entry.depth() == 0 || !is_index(entry));
    builder
}

/// Whether a folder holds an index: nothing in it is an article.
fn is_index(entry: &DirEntry) -> bool {
    let folder = entry.path();
    entry.file_type().is_some_and(|it| it.is_dir())
        && folder.join("newsgrep.json").is_file()
        && std::fs::read_dir(folder).is_ok_and(|entries| {
            let mut entries = entries.flatten();
            entries.any(|it| it.file_name().as_encoded_bytes().starts_with(b"segments") && it.path().is_dir())
        })
}

fn met(found: Result<DirEntry, ignore::Error>) -> Option<Walked> {
    let entry = match found {
        Ok(entry) => entry,
        Err(error) => return Some(broken(&error)),
    };
    let kind = entry.file_type()?;
    if kind.is_dir() {
        return None;
    }
    let shown = shown(entry.path());
    if kind.is_symlink() {
        return Some(Walked::Skipped(Skipped { shown, reason: SkipReason::Link }));
    }
    if !kind.is_file() {
        return Some(Walked::Skipped(Skipped { shown, reason: SkipReason::NotAFile }));
    }
    if let Ending::Foreign(ending) = ending(&shown) {
        return Some(Walked::Skipped(Skipped { shown, reason: SkipReason::Ending(ending) }));
    }
    Some(match entry.metadata() {
        Ok(metadata) => Walked::File(self::entry(entry.into_path(), shown, Named::InFolder, &metadata)),
        Err(error) => broken(&error),
    })
}

fn entry(path: PathBuf, shown: String, named: Named, metadata: &std::fs::Metadata) -> FileEntry {
    let modified = metadata.modified().ok().and_then(|time| match time.duration_since(UNIX_EPOCH) {
        Ok(after) => i64::try_from(after.as_nanos()).ok(),
        Err(before) => i64::try_from(before.duration().as_nanos()).ok().map(std::ops::Neg::neg),
    });
    FileEntry { path, shown, named, size: metadata.len(), modified, inode: FileInode::of(metadata) }
}

fn reject(shown: String, reason: RejectReason) -> Reject {
    Reject { origin: Origin { path: shown, record: None }, line: None, reason }
}

fn unreadable(path: &Path, message: String) -> Walked {
    Walked::Rejected(reject(shown(path), RejectReason::Unreadable { message }))
}

fn broken(error: &ignore::Error) -> Walked {
    let path = path_of(error).map_or_else(PathBuf::new, Path::to_path_buf);
    let message = error.io_error().map_or_else(|| error.to_string(), ToString::to_string);
    unreadable(&path, message)
}

fn path_of(error: &ignore::Error) -> Option<&Path> {
    match error {
        ignore::Error::WithPath { path, .. } => Some(path),
        ignore::Error::WithDepth { err, .. } | ignore::Error::WithLineNumber { err, .. } => path_of(err),
        ignore::Error::Loop { child, .. } => Some(child),
        // A foreign enum whose other kinds name no path.
        _ => None,
    }
}

/// A path as text and without a leading `./`, as [`FileEntry::shown`] has it.
#[must_use]
pub(crate) fn shown(path: &Path) -> String {
    let bytes = path.as_os_str().as_encoded_bytes();
    let mut text = String::with_capacity(bytes.len());
    for chunk in bytes.utf8_chunks() {
        text.push_str(chunk.valid());
        for byte in chunk.invalid() {
            text.push_str(&format!("\u{FFFD}{byte:02x}"));
        }
    }
    match text.strip_prefix("./") {
        Some(rest) if !rest.is_empty() => rest.to_owned(),
        Some(_) | None => text,
    }
}

#[cfg(test)]
mod tests {
    use std::fs;

    use super::*;

    fn names(root: &Path, paths: &[&str]) -> Vec<String> {
        let paths: Vec<PathBuf> = paths.iter().map(|path| root.join(path)).collect();
        walk(&paths)
            .map(|walked| {
                let (mark, shown) = match walked {
                    Walked::File(entry) => ("", entry.shown),
                    Walked::Skipped(skipped) => ("- ", skipped.shown),
                    Walked::Rejected(reject) => ("! ", reject.origin.path),
                };
                let shown = shown.strip_prefix(root.to_str().unwrap()).unwrap_or(&shown).to_owned();
                format!("{mark}{}", shown.trim_start_matches('/'))
            })
            .collect()
    }

    fn folder(files: &[&str]) -> tempfile::TempDir {
        let root = tempfile::tempdir().unwrap();
        for file in files {
            let path = root.path().join(file);
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            fs::write(path, "Text.").unwrap();
        }
        root
    }

    #[test]
    fn files_come_by_name_and_foreign_ones_are_skipped() {
        let root = folder(&["b.txt", "a/z.json", "a/b.rs", ".hidden/x.txt", ".y.txt", "plain"]);
        assert_eq!(names(root.path(), &[""]), ["- a/b.rs", "a/z.json", "b.txt", "plain"]);
    }

    #[test]
    fn at_once_the_same_is_met_until_enough_is_seen() {
        let root = folder(&["b.txt", "a/z.json", "a/b.rs", ".hidden/x.txt", "c/d/e/f.txt", "drop.txt"]);
        fs::write(root.path().join(".gitignore"), "drop.txt\n").unwrap();
        for path in ["", "a", "b.txt", "drop.txt", "gone"] {
            let path = root.path().join(path);
            let seen = std::sync::Mutex::new(Vec::new());
            assert!(walk_at_once(&path, &|walked| {
                seen.lock().unwrap().push(format!("{walked:?}"));
                true
            }));
            let mut seen = seen.into_inner().unwrap();
            let mut expected: Vec<_> = walk(&[path]).map(|it| format!("{it:?}")).collect();
            seen.sort();
            expected.sort();
            assert_eq!(seen, expected);
        }
        assert!(!walk_at_once(root.path(), &|_| false));
    }

    #[test]
    fn what_lies_in_an_index_is_left_out() {
        let root = folder(&["x.txt", "mine/newsgrep.json", "mine/segments-2/meta.json", "not/newsgrep.json"]);
        assert_eq!(names(root.path(), &[""]), ["not/newsgrep.json", "x.txt"]);
    }

    #[test]
    fn what_gitignore_names_is_left_out() {
        let root = folder(&["keep.txt", "drop.txt", "old/x.txt"]);
        fs::write(root.path().join(".gitignore"), "drop.txt\nold/\n").unwrap();
        assert_eq!(names(root.path(), &[""]), ["keep.txt"]);
        assert_eq!(names(root.path(), &["drop.txt"]), ["drop.txt"]);
    }

    #[test]
    fn a_file_that_is_named_twice_is_met_once() {
        let root = folder(&["a/x.txt"]);
        assert_eq!(names(root.path(), &["a", "a/x.txt", "a/../a"]), ["a/x.txt"]);
    }

    #[test]
    fn a_path_that_is_not_there_is_rejected() {
        let root = folder(&[]);
        assert_eq!(names(root.path(), &["gone.txt"]), ["! gone.txt"]);
    }

    #[cfg(unix)]
    #[test]
    fn links_and_loops_are_not_followed() {
        let root = folder(&["a/x.txt"]);
        std::os::unix::fs::symlink(root.path(), root.path().join("a/loop")).unwrap();
        std::os::unix::fs::symlink("self", root.path().join("self")).unwrap();
        assert_eq!(names(root.path(), &["", "self"]), ["- a/loop", "a/x.txt", "- self", "! self"]);
    }

    #[cfg(unix)]
    #[test]
    fn names_that_are_not_utf_8_stay_apart() {
        use std::os::unix::ffi::OsStrExt;
        let one = shown(Path::new(std::ffi::OsStr::from_bytes(b"a\xFF.txt")));
        let two = shown(Path::new(std::ffi::OsStr::from_bytes(b"a\xFE.txt")));
        assert_eq!((one.as_str(), two.as_str()), ("a\u{FFFD}ff.txt", "a\u{FFFD}fe.txt"));
    }

    #[test]
    fn only_folders_with_segments_beside_the_manifest_are_an_index() {
        let root = folder(&[
            "a/newsgrep.json",
            "a/segments",
            "b/newsgrep.json",
            "b/segments/x.json",
            "c/segments/y.txt",
        ]);
        assert_eq!(names(root.path(), &[""]), ["a/newsgrep.json", "a/segments", "c/segments/y.txt"]);
        // One that is named itself is read like any other folder.
        assert_eq!(names(root.path(), &["b"]), ["b/newsgrep.json", "b/segments/x.json"]);
    }

    #[test]
    fn a_file_comes_with_its_size_and_the_time_of_its_last_change() {
        let root = folder(&["a.txt"]);
        let path = root.path().join("a.txt");
        let file = fs::File::options().write(true).open(&path).unwrap();
        let second = std::time::Duration::from_secs(1);
        for (time, nanoseconds) in
            [(UNIX_EPOCH + second, 1_000_000_000), (UNIX_EPOCH, 0), (UNIX_EPOCH - second, -1_000_000_000)]
        {
            file.set_modified(time).unwrap();
            let Some(Walked::File(entry)) = walk(std::slice::from_ref(&path)).next() else {
                panic!("a file")
            };
            assert_eq!((entry.size, entry.modified, entry.named), (5, Some(nanoseconds), Named::Outright));
        }
        let Some(Walked::File(entry)) = walk(&[root.path().to_owned()]).next() else { panic!("a file") };
        assert_eq!((entry.size, entry.named), (5, Named::InFolder));
    }

    #[test]
    fn a_path_is_shown_without_the_folder_it_is_seen_from() {
        for (path, expected) in [("./a", "a"), ("./", "./"), (".", "."), ("../a", "../a"), ("././a", "./a")] {
            assert_eq!(shown(Path::new(path)), expected);
        }
    }
}
