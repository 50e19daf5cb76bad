//! Which files that an update does not find are known to be gone.
//!
//! A file is gone when the nearest folder above it that is there can be looked at, is the one that it was in, and does
//! not hold it. A folder that is empty all of a sudden, or on another file system, is one of a disk that is not
//! mounted; behind a link nothing is looked for.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use rustc_hash::{FxHashMap, FxHashSet};

use crate::readers;
use crate::readers::{FileInode, Place};
use crate::update::catalog::{Catalog, FileRecords, Stamp};
use crate::update::settings::is_below;

/// Looks for files that were read before and are not found now.
pub(super) struct Missing<'a> {
    old: &'a Catalog,
    found: &'a BTreeMap<String, FileRecords>,
    places: FxHashMap<PathBuf, Place>,
    /// The file systems and numbers of the files that are found.
    moved: Option<FxHashSet<(u64, u64)>>,
    /// Whether files of a file system are found below a folder.
    witnesses: FxHashMap<(PathBuf, u64), bool>,
}

/// Why it cannot be told whether a file is gone.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct OutOfReach {
    /// The folder, or the link, that tells nothing.
    pub(super) at: String,
    /// What is wrong with it.
    pub(super) why: String,
}

impl<'a> Missing<'a> {
    /// `found` are the files that an update has found.
    pub(super) fn new(old: &'a Catalog, found: &'a BTreeMap<String, FileRecords>) -> Missing<'a> {
        let (places, witnesses) = Default::default();
        Missing { old, found, places, moved: None, witnesses }
    }

    /// Why it cannot be told whether the file at `path`, which lies below `root`, is gone; `None` when it is.
    pub(super) fn look(&mut self, path: &str, root: &str, stamp: Option<Stamp>) -> Option<OutOfReach> {
        let out =
            |at: &Path, why: &str| Some(OutOfReach { at: at.display().to_string(), why: why.to_owned() });
        let mut is_settled = false;
        for at in Path::new(path).ancestors() {
            let at = if at.as_os_str().is_empty() { Path::new(".") } else { at };
            let is_root = at == Path::new(root.trim_end_matches('/'));
            match self.place(at) {
                // A root may be a link, which is followed.
                Place::Link if !is_root => return out(at, "behind a link, which is not followed"),
                Place::Unreadable(why) if !is_settled => return out(at, &why),
                Place::Folder { is_empty, device } if !is_settled && at != Path::new(path) => {
                    if is_empty && !self.is_moved(stamp) {
                        return out(at, "nothing is there");
                    }
                    if self.is_elsewhere(at, device, stamp) {
                        return out(at, "another file system is there");
                    }
                    is_settled = true;
                }
                // Passed over now, or something else in its place: that was looked at.
                Place::File | Place::Folder { .. } => is_settled = true,
                Place::Nothing | Place::Link | Place::Unreadable(_) => {}
            }
            if is_root {
                break;
            }
        }
        None
    }

    fn place(&mut self, at: &Path) -> Place {
        self.places.entry(at.to_owned()).or_insert_with(|| readers::place(at)).clone()
    }

    /// Whether the file is found under another name.
    fn is_moved(&mut self, stamp: Option<Stamp>) -> bool {
        let key = |it: &FileInode| (it.device, it.number);
        let found = self.found;
        let numbers = self.moved.get_or_insert_with(|| {
            let inodes = found.values().filter_map(|it| it.stamp?.inode);
            inodes.map(|it| key(&it)).collect()
        });
        stamp.and_then(|it| it.inode).is_some_and(|it| numbers.contains(&key(&it)))
    }

    /// Whether the folder is on another file system than the file was. The number of one may change when it is
    /// mounted again: then other files of it are found.
    fn is_elsewhere(&mut self, folder: &Path, device: Option<u64>, stamp: Option<Stamp>) -> bool {
        let (Some(now), Some(before)) = (device, stamp.and_then(|it| it.inode)) else { return false };
        let before = before.device;
        if now == before {
            return false;
        }
        let (old, found) = (self.old, self.found);
        !*self.witnesses.entry((folder.to_owned(), before)).or_insert_with(|| {
            let folder = folder.display().to_string();
            let was_there =
                |it: &FileRecords| it.stamp.and_then(|it| it.inode).is_some_and(|it| it.device == before);
            old.files
                .iter()
                .any(|(path, file)| is_below(path, &folder) && was_there(file) && found.contains_key(path))
        })
    }
}

#[cfg(test)]
mod tests {
    use std::fs;

    use super::*;

    struct Desk(tempfile::TempDir);

    impl Desk {
        /// A folder with these files.
        fn new(files: &[&str]) -> Desk {
            let desk = Desk(tempfile::tempdir().unwrap());
            for file in files {
                fs::create_dir_all(desk.path(file).parent().unwrap()).unwrap();
                fs::write(desk.path(file), "Text.").unwrap();
            }
            desk
        }

        fn path(&self, name: &str) -> PathBuf {
            self.0.path().join("root").join(name)
        }

        /// Why it is not known that a file is gone which lay on file system `device`, where `found` are found and
        /// lay there too.
        fn why(&self, file: &str, device: Option<u64>, found: &[&str]) -> Option<String> {
            let inode = |number| device.map(|device| FileInode { device, number, changed: 0 });
            let stamp = |number| Some(Stamp { size: 5, modified: 0, inode: inode(number) });
            let shown = |name: &str| self.path(name).display().to_string();
            let files: BTreeMap<String, FileRecords> = (1..)
                .zip(found)
                .map(|(number, name)| (shown(name), FileRecords::new(stamp(number))))
                .collect();
            let old = Catalog { files: files.clone(), ..Catalog::default() };
            let root = shown("").trim_end_matches('/').to_owned();
            let out = Missing::new(&old, &files).look(&shown(file), &root, stamp(0))?;
            let at = Path::new(&out.at).strip_prefix(self.0.path().join("root")).unwrap();
            Some(format!("{}: {}", at.display(), out.why))
        }
    }

    #[test]
    fn a_file_is_gone_when_its_folder_is_there_and_holds_others() {
        let desk = Desk::new(&["a/1.txt", "b/1.txt"]);
        assert_eq!(desk.why("a/2.txt", None, &[]), None);
        assert_eq!(desk.why("c/d/2.txt", None, &[]), None, "a folder that is gone with it");
        fs::remove_file(desk.path("b/1.txt")).unwrap();
        assert_eq!(desk.why("b/1.txt", None, &[]).as_deref(), Some("b: nothing is there"));
        assert_eq!(desk.why("b/deep/1.txt", None, &[]).as_deref(), Some("b: nothing is there"));
    }

    #[cfg(unix)]
    #[test]
    fn a_folder_on_another_file_system_is_not_the_one_it_was() {
        let desk = Desk::new(&["a/1.txt", "a/3.txt"]);
        let here = FileInode::of(&fs::metadata(desk.path("a")).unwrap()).unwrap().device;
        assert_eq!(desk.why("a/2.txt", Some(here), &[]), None);
        let elsewhere = Some("a: another file system is there");
        assert_eq!(desk.why("a/2.txt", Some(here + 1), &[]).as_deref(), elsewhere);
        // Mounted again under another number: its other files are found.
        assert_eq!(desk.why("a/2.txt", Some(here + 1), &["a/3.txt"]), None);
    }

    #[cfg(unix)]
    #[test]
    fn behind_a_link_nothing_is_known() {
        let desk = Desk::new(&["a/1.txt", "x.txt"]);
        let away = desk.0.path().join("away");
        fs::rename(desk.path("a"), &away).unwrap();
        std::os::unix::fs::symlink(&away, desk.path("a")).unwrap();
        for file in ["a/1.txt", "a/2.txt", "a/deep/2.txt"] {
            let why = desk.why(file, None, &[]);
            assert_eq!(why.as_deref(), Some("a: behind a link, which is not followed"), "{file}");
        }
        fs::remove_dir_all(&away).unwrap();
        assert!(desk.why("a/1.txt", None, &[]).is_some(), "a link that leads nowhere");
    }
}
