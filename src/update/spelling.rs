//! One file under two spellings of its path, such as `news/a.txt` and `/home/me/news/a.txt`.

use std::path::Path;

use rustc_hash::FxHashMap;

use crate::readers;
use crate::readers::FileEntry;
use crate::update::catalog::Catalog;
use crate::update::roots::place_of;

/// Finds files of the catalog under other spellings.
pub(super) struct Spellings<'a> {
    old: &'a Catalog,
    /// The folder of the index.
    dir: &'a Path,
    /// The paths by the hash of their last name; `None` until it is needed.
    by_name: Option<FxHashMap<u64, Vec<&'a str>>>,
}

/// How many files that end alike are looked at.
const MOST: usize = 16;

impl<'a> Spellings<'a> {
    pub(super) fn new(old: &'a Catalog, dir: &'a Path) -> Spellings<'a> {
        Spellings { old, dir, by_name: None }
    }

    /// The path under which the catalog has a file, where that is another than it was met under.
    pub(super) fn known(&mut self, entry: &FileEntry) -> Option<&'a str> {
        if self.old.files.contains_key(&entry.shown) {
            return None;
        }
        let old = self.old;
        let by_name = self.by_name.get_or_insert_with(|| {
            let mut by_name: FxHashMap<u64, Vec<&str>> = FxHashMap::default();
            // Where all paths are spelt alike, each file has one.
            let is_absolute = |path: &str| path.starts_with('/');
            let winds = |path: &str| path.split('/').any(|it| it == "..");
            let mut paths = old.files.keys().map(String::as_str).chain([entry.shown.as_str()]);
            let first = paths.next().is_some_and(is_absolute);
            if paths.any(|path| is_absolute(path) != first || winds(path)) {
                for path in old.files.keys() {
                    by_name.entry(name_hash(path)).or_default().push(path);
                }
            }
            by_name
        });
        let alike = by_name.get(&name_hash(&entry.shown))?;
        let may_be = |path: &&&str| ends_alike(path, &entry.shown);
        let is_same = |path: &&str| readers::is_same_place(&place_of(path, self.dir, old), &entry.path);
        alike.iter().filter(may_be).take(MOST).copied().find(is_same)
    }
}

/// The hash of the last name of a path.
fn name_hash(path: &str) -> u64 {
    xxhash_rust::xxh3::xxh3_64(path.rsplit('/').next().unwrap_or(path).as_bytes())
}

/// Whether two paths may lead to one file: all names that both of them say are the same, from the last on.
fn ends_alike(one: &str, other: &str) -> bool {
    let names = |path| str::rsplit(path, '/').take_while(|name| !matches!(*name, "" | "." | ".."));
    names(one).zip(names(other)).all(|(one, other)| one == other)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn spellings_of_one_path_end_alike() {
        for (one, other) in [
            ("news/a.txt", "/home/me/news/a.txt"),
            ("a.txt", "/home/me/news/a.txt"),
            ("../news/a.txt", "news/a.txt"),
            ("../../me/news/a.txt", "/home/me/news/a.txt"),
        ] {
            assert!(ends_alike(one, other) && ends_alike(other, one), "{one} {other}");
        }
        for (one, other) in [("news/a.txt", "/home/me/old/a.txt"), ("news/a.txt", "/home/me/news/b.txt")] {
            assert!(!ends_alike(one, other), "{one} {other}");
        }
    }
}
