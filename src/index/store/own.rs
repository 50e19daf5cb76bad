//! What in the folder of an index is its own: the only names that are written, replaced or removed.
//!
//! The folder may come from somebody else. A link in it leads to files that are no part of the index, so an index
//! with a link under a name of its own is not written.

use std::fs;
use std::io;
use std::path::Path;

use crate::index::error::IndexError;

/// The manifest's file name.
pub const MANIFEST: &str = "newsgrep.json";
/// The name of the folder of the engine's files in an index that was never rebuilt.
pub(crate) const SEGMENTS: &str = "segments";
/// The file with which the engine switches from one state to the next.
pub(crate) const META: &str = "meta.json";
/// The file that is locked by whoever writes.
pub(crate) const LOCK: &str = "writer.lock";
/// The file with the links between names.
pub(crate) const LINKS: &str = "links";
/// The file with the groups of copies.
pub(crate) const COPIES: &str = "copies";
/// How the names of catalogs begin.
pub(crate) const CATALOG: &str = "catalog-";
/// How the names of changes of a catalog begin.
pub(crate) const CHANGES: &str = "changes-";

/// The files beside the catalogs that are replaced whole; what is being written has `.new` behind its name.
pub(crate) const REPLACED: [&str; 3] = [MANIFEST, LINKS, COPIES];

/// Whether it is the name of a catalog or of changes, or of one that is being written: `catalog-STAMP-CHECKSUM`.
pub(crate) fn is_catalog(name: &str) -> bool {
    let name = name.strip_suffix(".new").unwrap_or(name);
    let rest = name.strip_prefix(CATALOG).or_else(|| name.strip_prefix(CHANGES));
    rest.and_then(|it| it.split_once('-')).is_some_and(|(stamp, sum)| {
        !stamp.is_empty()
            && stamp.bytes().all(|byte| byte.is_ascii_digit())
            && sum.len() == 16
            && sum.bytes().all(|byte| byte.is_ascii_hexdigit())
    })
}

/// Whether it is a name for a folder of the engine's files. No such name leads out of the index.
pub(crate) fn is_segments(name: &str) -> bool {
    name.strip_prefix(SEGMENTS).is_some_and(|rest| {
        rest.is_empty()
            || rest
                .strip_prefix('-')
                .is_some_and(|it| !it.is_empty() && it.bytes().all(|b| b.is_ascii_digit()))
    })
}

/// Whether it is the name of a file of the engine: 32 hexadecimal digits with an ending of its own, its lists and its
/// locks.
pub(crate) fn is_engine_file(name: &str) -> bool {
    const ENDINGS: [&str; 8] = ["idx", "pos", "term", "store", "store.temp", "fast", "fieldnorm", "del"];
    let name = name.strip_suffix(".new").unwrap_or(name);
    let hexadecimal = |it: &str| it.len() == 32 && it.bytes().all(|byte| byte.is_ascii_hexdigit());
    name == META
        || name == ".managed.json"
        || (name.starts_with(".tantivy-") && name.ends_with(".lock"))
        || name.split_once('.').is_some_and(|(segment, ending)| {
            // The file of deletions has their number in front.
            let ending = ending.trim_start_matches(|it: char| it.is_ascii_digit());
            hexadecimal(segment) && ENDINGS.contains(&ending.strip_prefix('.').unwrap_or(ending))
        })
}

fn is_own_file(name: &str) -> bool {
    let bare = name.strip_suffix(".new").unwrap_or(name);
    [MANIFEST, LOCK, LINKS, COPIES].contains(&bare) || is_catalog(name)
}

/// Checks that nothing in the folder that the index writes or removes is a link, or anything but a file.
///
/// # Errors
///
/// [`IndexError::Foreign`] names the first that is.
pub(crate) fn check(dir: &Path) -> Result<(), IndexError> {
    check_folder(dir, "", |name| is_own_file(name) || is_segments(name))
}

fn check_folder(dir: &Path, inner: &str, is_own: impl Fn(&str) -> bool) -> Result<(), IndexError> {
    for entry in fs::read_dir(dir.join(inner)).into_iter().flatten().flatten() {
        let name = entry.file_name();
        let Some(name) = name.to_str().filter(|name| is_own(name)) else { continue };
        let kind =
            entry.file_type().map_err(|source| IndexError::Io { dir: dir.into(), action: "read", source })?;
        let shown = Path::new(inner).join(name).display().to_string();
        let what = if kind.is_symlink() {
            "a link"
        } else if inner.is_empty() && is_segments(name) {
            if kind.is_dir() {
                check_folder(dir, name, is_engine_file)?;
                continue;
            }
            "no folder"
        } else if kind.is_file() {
            continue;
        } else {
            "no file"
        };
        return Err(IndexError::Foreign { dir: dir.into(), what: format!("`{shown}` is {what}") });
    }
    Ok(())
}

/// Checks, before an index is made in a folder, that nothing stands there under a name that it would replace or
/// remove. A folder with a lock file is one in which a creation was stopped: what is in it is ours.
///
/// # Errors
///
/// [`IndexError::Foreign`] names the first.
pub(crate) fn check_free(dir: &Path) -> Result<(), IndexError> {
    for entry in fs::read_dir(dir).into_iter().flatten().flatten() {
        let name = entry.file_name();
        if let Some(name) = name.to_str().filter(|name| is_own_file(name) || is_segments(name)) {
            let what = format!("`{name}` was made by something else");
            return Err(IndexError::Foreign { dir: dir.into(), what });
        }
    }
    Ok(())
}

/// Whether an open file is the one of this name in the folder itself, and has no other name: what is written to it
/// is written to nothing else.
pub(crate) fn is_alone(file: &fs::File, path: &Path) -> io::Result<bool> {
    let (named, open) = (fs::symlink_metadata(path)?, file.metadata()?);
    if !named.is_file() || !open.is_file() {
        return Ok(false);
    }
    #[cfg(unix)]
    {
        use std::os::unix::fs::MetadataExt;
        Ok((named.dev(), named.ino()) == (open.dev(), open.ino()) && open.nlink() == 1)
    }
    #[cfg(not(unix))]
    Ok(true)
}

/// Reads a file whole. What is no file, such as a pipe, is not waited for.
pub(crate) fn read(path: &Path) -> io::Result<Vec<u8>> {
    if !fs::metadata(path)?.is_file() {
        return Err(io::Error::other("it is no regular file"));
    }
    fs::read(path)
}

#[cfg(test)]
mod tests {
    use super::*;

    const SEGMENT: &str = "0123456789abcdef0123456789abcdef";

    #[test]
    fn files_of_the_engine_are_told_from_others() {
        let endings = [".store", ".12.del", ".idx", ".store.temp", ".fast.new", ".fieldnorm"];
        let engines = ["meta.json", "meta.json.new", ".managed.json", ".tantivy-meta.lock"];
        for name in engines.into_iter().map(str::to_owned).chain(endings.map(|it| SEGMENT.to_owned() + it)) {
            assert!(is_engine_file(&name), "{name}");
        }
        let picture = SEGMENT.to_owned() + ".jpg";
        let not_hexadecimal = SEGMENT.replace('f', "g") + ".store";
        for name in [
            "notes.txt",
            "meta.json.bak",
            ".tantivy-meta",
            "0123.store",
            SEGMENT,
            "catalog-1-0",
            &picture,
            &not_hexadecimal,
        ] {
            assert!(!is_engine_file(name), "{name}");
        }
    }

    #[test]
    fn catalogs_are_told_from_other_files() {
        for name in ["catalog-7-0123456789abcdef", "catalog-7-0123456789abcdef.new"] {
            assert!(is_catalog(name), "{name}");
        }
        for name in
            ["catalog-2024.csv", "catalog-", "catalog-7-0", "catalog-spring-0123456789abcdef", "catalog"]
        {
            assert!(!is_catalog(name), "{name}");
        }
    }

    #[test]
    fn folders_of_the_engine_are_told_from_others() {
        for (name, expected) in [
            ("segments", true),
            ("segments-2", true),
            ("segments-", false),
            ("segments-x", false),
            ("segments/..", false),
            ("segment", false),
        ] {
            assert_eq!(is_segments(name), expected, "{name}");
        }
    }

    #[cfg(unix)]
    #[test]
    fn a_link_under_a_name_of_the_index_is_found() {
        use std::os::unix::fs::symlink;
        for name in
            ["writer.lock", "links", "links.new", "newsgrep.json.new", "segments-9", "segments/meta.json.new"]
        {
            let dir = tempfile::tempdir().unwrap();
            fs::create_dir(dir.path().join("segments")).unwrap();
            fs::write(dir.path().join("links"), "").unwrap();
            let _ = fs::remove_file(dir.path().join(name));
            symlink("notes", dir.path().join("other")).unwrap();
            check(dir.path()).unwrap();
            symlink("anywhere", dir.path().join(name)).unwrap();
            let found = check(dir.path()).unwrap_err().to_string();
            assert!(found.contains(&format!("`{name}` is a link")), "{found}");
        }
    }
}
