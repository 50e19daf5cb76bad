//! The catalog: what whoever fills the index wants to know next time.
//!
//! To the index it is a string of bytes. It lies in a file of its own, and the
//! engine's commit names that file, so that the catalog and the articles it
//! speaks of change together or not at all.

use std::fs;
use std::path::Path;

use crate::index::error::IndexError;
use crate::index::store::files::Folder;

const PREFIX: &str = "catalog-";

/// Writes the catalog of a commit to come and returns the name of its file.
pub(crate) fn write(folder: &Folder, stamp: u64, bytes: &[u8]) -> Result<String, IndexError> {
    let hash = xxhash_rust::xxh3::xxh3_64(bytes);
    let name = format!("{PREFIX}{stamp}-{hash:016x}");
    folder.write_whole(&name, bytes).map_err(|source| IndexError::Io {
        dir: folder.dir.clone(),
        action: "write",
        source,
    })?;
    Ok(name)
}

/// Reads the catalog that a commit names.
pub(crate) fn read(dir: &Path, name: &str) -> Result<Vec<u8>, IndexError> {
    let damaged = |what: String| IndexError::Damaged { dir: dir.into(), what };
    let hash = name
        .strip_prefix(PREFIX)
        .and_then(|it| it.split_once('-'))
        .and_then(|(_, hash)| u64::from_str_radix(hash, 16).ok())
        .ok_or_else(|| damaged(format!("`{name}` is not the name of a catalog")))?;
    let bytes = fs::read(dir.join(name)).map_err(|err| damaged(format!("{name} cannot be read ({err})")))?;
    if xxhash_rust::xxh3::xxh3_64(&bytes) != hash {
        return Err(damaged(format!("{name} is altered")));
    }
    Ok(bytes)
}

/// Whether there is a catalog of any commit.
pub(crate) fn any(dir: &Path) -> bool {
    !all(dir).is_empty()
}

/// The catalog, when there is just one.
pub(crate) fn only(dir: &Path) -> Option<String> {
    <[String; 1]>::try_from(all(dir)).ok().map(|[name]| name)
}

fn all(dir: &Path) -> Vec<String> {
    let names = fs::read_dir(dir).into_iter().flatten().flatten();
    let names = names.filter_map(|it| it.file_name().into_string().ok());
    names.filter(|name| name.starts_with(PREFIX) && !name.ends_with(".new")).collect()
}

/// Removes the catalogs of other commits. One that cannot be removed does no harm.
pub(crate) fn remove_others(folder: &Folder, name: &str) {
    for entry in fs::read_dir(&folder.dir).into_iter().flatten().flatten() {
        let file = entry.file_name();
        let Some(file) = file.to_str() else { continue };
        if file.starts_with(PREFIX) && file != name {
            folder.remove(&entry.path());
        }
    }
}
