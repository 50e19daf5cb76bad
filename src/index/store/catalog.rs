//! The catalog: which files were read into the index and what became of their records.
//!
//! An update compares it with the files to see what changed. To the index it is a string of bytes in a file of its
//! own. What came one by one since is kept in further files, a commit each, so that a commit of few articles writes
//! little; the catalog is then the bytes of all of them, one behind the other. A commit names these files, so that the
//! catalog and the articles that it describes change together.

use std::fs;
use std::path::Path;

use crate::index::error::IndexError;
use crate::index::store::files::Folder;
use crate::index::store::own;
use crate::index::store::own::{CATALOG, CHANGES, is_catalog};
use crate::search::Corpus;

/// Writes the catalog for the next commit and returns the name of its file: `catalog-STAMP-CHECKSUM`.
pub(crate) fn write(folder: &Folder, stamp: u64, bytes: &[u8]) -> Result<String, IndexError> {
    write_as(CATALOG, folder, stamp, bytes)
}

/// Writes changes for the next commit, to stand behind the files that `names` has, and returns the names with that of
/// their file, `changes-STAMP-CHECKSUM`, behind.
pub(crate) fn write_changes(
    folder: &Folder,
    names: &str,
    stamp: u64,
    bytes: &[u8],
) -> Result<String, IndexError> {
    let mut names: Vec<&str> = files(names).collect();
    let name = write_as(CHANGES, folder, stamp, bytes)?;
    names.push(&name);
    Ok(names.join(" "))
}

fn write_as(prefix: &str, folder: &Folder, stamp: u64, bytes: &[u8]) -> Result<String, IndexError> {
    let hash = xxhash_rust::xxh3::xxh3_64(bytes);
    let name = format!("{prefix}{stamp}-{hash:016x}");
    folder.write_whole(&name, bytes).map_err(|source| IndexError::Io {
        dir: folder.dir.clone(),
        action: "write",
        source,
    })?;
    Ok(name)
}

/// Reads the catalog that a commit names.
pub(crate) fn read(dir: &Path, names: &str) -> Result<Vec<u8>, IndexError> {
    let mut all = Vec::new();
    for name in files(names) {
        let mut bytes = read_one(dir, name)?;
        if all.is_empty() { all = bytes } else { all.append(&mut bytes) }
    }
    Ok(all)
}

/// The names of the files among what a commit keeps.
fn files(names: &str) -> impl Iterator<Item = &str> {
    names.split(' ').filter(|it| !Corpus::is_word(it))
}

fn read_one(dir: &Path, name: &str) -> Result<Vec<u8>, IndexError> {
    let damaged = |what: String| IndexError::Damaged { dir: dir.into(), what };
    let hash = Some(name)
        .filter(|it| is_catalog(it))
        .and_then(|it| it.rsplit_once('-'))
        .and_then(|(_, hash)| u64::from_str_radix(hash, 16).ok())
        .ok_or_else(|| damaged(format!("`{name}` is not the name of a catalog")))?;
    let bytes =
        own::read(&dir.join(name)).map_err(|err| damaged(format!("{name} cannot be read ({err})")))?;
    if xxhash_rust::xxh3::xxh3_64(&bytes) != hash {
        return Err(damaged(format!("{name} is altered")));
    }
    Ok(bytes)
}

/// How many bytes the catalog has of itself, how many its changes have, and how many of these there are.
pub(crate) fn sizes(dir: &Path, names: &str) -> (u64, u64, usize) {
    let bytes = |name: &str| fs::metadata(dir.join(name)).map_or(0, |it| it.len());
    let mut names = files(names);
    let whole = names.next().map_or(0, bytes);
    let changes: Vec<u64> = names.map(bytes).collect();
    (whole, changes.iter().sum(), changes.len())
}

/// Whether the folder holds any catalog.
pub(crate) fn any(dir: &Path) -> bool {
    !all(dir, CATALOG).is_empty()
}

/// The names of the catalog, when there is exactly one, and of the changes that came after it.
pub(crate) fn only(dir: &Path) -> Option<String> {
    let stamp = |name: &str| name.split('-').nth(1).and_then(|it| it.parse::<u64>().ok());
    let [name] = <[String; 1]>::try_from(all(dir, CATALOG)).ok()?;
    let whole = stamp(&name)?;
    let mut changes: Vec<(u64, String)> =
        all(dir, CHANGES).into_iter().filter_map(|it| Some((stamp(&it)?, it))).collect();
    changes.retain(|(stamp, _)| *stamp > whole);
    changes.sort();
    Some(changes.into_iter().fold(name, |names, (_, next)| format!("{names} {next}")))
}

fn all(dir: &Path, prefix: &str) -> Vec<String> {
    let names = fs::read_dir(dir).into_iter().flatten().flatten();
    let names = names.filter_map(|it| it.file_name().into_string().ok());
    names.filter(|name| is_catalog(name) && name.starts_with(prefix) && !name.ends_with(".new")).collect()
}

/// Removes the catalogs of other commits than the one that has these names. One that cannot be removed does no harm.
pub(crate) fn remove_others(folder: &Folder, names: &str) {
    for entry in fs::read_dir(&folder.dir).into_iter().flatten().flatten() {
        let file = entry.file_name();
        let Some(file) = file.to_str() else { continue };
        if is_catalog(file) && files(names).all(|name| name != file) {
            folder.remove(&entry.path());
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn folder() -> (tempfile::TempDir, Folder) {
        let dir = tempfile::tempdir().unwrap();
        let folder = Folder::new(dir.path());
        (dir, folder)
    }

    #[test]
    fn a_catalog_is_read_back_and_an_altered_one_is_damage() {
        let (dir, folder) = folder();
        let name = write(&folder, 7, b"which files").unwrap();
        assert_eq!(name, format!("catalog-7-{:016x}", xxhash_rust::xxh3::xxh3_64(b"which files")));
        assert_eq!(read(dir.path(), &name).unwrap(), b"which files");
        fs::write(dir.path().join(&name), b"which filez").unwrap();
        let damage = |name: &str| match read(dir.path(), name) {
            Err(IndexError::Damaged { what, .. }) => what,
            other => panic!("{other:?}"),
        };
        assert_eq!(damage(&name), format!("{name} is altered"));
        assert!(damage("catalog-8-0123456789abcdef").contains("cannot be read"));
        assert!(damage("catalog-7").contains("not the name of a catalog"));
        assert!(damage("meta.json").contains("not the name of a catalog"));
    }

    #[test]
    fn the_only_catalog_is_found_and_half_written_ones_do_not_count() {
        let (dir, folder) = folder();
        assert!(!any(dir.path()));
        let first = write(&folder, 1, b"1").unwrap();
        let half_written = "catalog-2-0123456789abcdef.new";
        for name in [half_written, "links", "catalog-2024.csv"] {
            fs::write(dir.path().join(name), b"").unwrap();
        }
        assert!(any(dir.path()));
        assert_eq!(only(dir.path()), Some(first.clone()));
        let second = write(&folder, 2, b"2").unwrap();
        assert_eq!(only(dir.path()), None);
        remove_others(&folder, &second);
        assert_eq!(only(dir.path()), Some(second));
        assert!(dir.path().join("links").exists() && dir.path().join("catalog-2024.csv").exists());
        assert!(!dir.path().join(first).exists() && !dir.path().join(half_written).exists());
    }

    #[test]
    fn changes_stand_behind_the_catalog_until_there_is_another() {
        let (dir, folder) = folder();
        let older = write_changes(&folder, "", 1, b"older").unwrap();
        let whole = write(&folder, 2, b"whole").unwrap();
        let mut names = whole.clone();
        for (stamp, bytes) in [(3, b"+three"), (20, b"+score")] {
            names = write_changes(&folder, &names, stamp, bytes).unwrap();
        }
        assert_eq!(read(dir.path(), &names).unwrap(), b"whole+three+score");
        assert_eq!(only(dir.path()).as_ref(), Some(&names));
        assert_eq!(sizes(dir.path(), &names), (5, 12, 2));
        remove_others(&folder, &names);
        assert!(!dir.path().join(older.trim()).exists());
        assert_eq!(read(dir.path(), &names).unwrap(), b"whole+three+score");
        remove_others(&folder, &whole);
        assert_eq!(only(dir.path()), Some(whole));
    }
}
