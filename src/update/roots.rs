//! Which folder a relative path meant when it was read: seen from somewhere else it means another.

use std::path::{Component, Path, PathBuf};

use crate::article::Origin;
use crate::readers;
use crate::record::{Reject, RejectReason};
use crate::update::catalog::Catalog;
use crate::update::settings::is_below;

/// Notes in a catalog where relative paths lead, as seen from the folder of the index, and takes those out of `paths` that
/// led to another folder before which is still there: what is read below them now would pass for what was read there.
/// Returns these, rejected.
pub(super) fn settle(paths: &mut Vec<PathBuf>, dir: &Path, old: &Catalog, new: &mut Catalog) -> Vec<Reject> {
    new.roots.clone_from(&old.roots);
    let Ok(dir) = std::path::absolute(dir) else { return Vec::new() };
    let mut rejects = Vec::new();
    paths.retain(|path| {
        let Some(place) = std::path::absolute(path).ok().filter(|_| path.is_relative()) else { return true };
        let shown = readers::shown(path);
        let shown = shown.trim_end_matches('/');
        match noted(shown, &dir, old) {
            // An index that moved together with its files has them where they were, seen from it.
            Some(before) if before.exists() && place.exists() && !readers::is_same_place(&before, &place) => {
                let (before, now) = (resolved(&before), resolved(&place));
                let (before, now) = (before.display(), now.display());
                let message =
                    format!("it was {before} when it was read, and is {now} now: name it by its whole path");
                let origin = Origin { path: shown.to_owned(), record: None };
                rejects.push(Reject { origin, line: None, reason: RejectReason::Unreadable { message } });
                false
            }
            Some(_) | None => {
                if let Some(leads_to) = seen_from(&dir, &resolved(&place)) {
                    new.roots.insert(shown.to_owned(), leads_to);
                }
                true
            }
        }
    });
    rejects
}

/// Where a path of the catalog leads, whatever folder it is seen from. `dir` is that of the index.
pub(super) fn place_of(path: &str, dir: &Path, catalog: &Catalog) -> PathBuf {
    let noted = std::path::absolute(dir).ok().and_then(|dir| noted(path, &dir, catalog));
    noted.unwrap_or_else(|| path.into())
}

/// Where a relative path led that was given, or lies below one that was.
fn noted(path: &str, dir: &Path, catalog: &Catalog) -> Option<PathBuf> {
    if Path::new(path).is_absolute() {
        return None;
    }
    let (root, leads_to) = catalog.roots.iter().find(|(root, _)| is_below(path, root))?;
    let rest = path.strip_prefix(root.as_str()).unwrap_or(path).trim_start_matches('/');
    let leads_to = dir.join(leads_to);
    Some(if rest.is_empty() || path == "." { leads_to } else { leads_to.join(rest) })
}

/// A path without `.` and `..`, by its text alone.
fn resolved(path: &Path) -> PathBuf {
    let mut resolved = PathBuf::new();
    for part in path.components() {
        match part {
            Component::ParentDir => drop(resolved.pop()),
            Component::CurDir => {}
            Component::Prefix(_) | Component::RootDir | Component::Normal(_) => resolved.push(part),
        }
    }
    resolved
}

/// How a path reads as seen from a folder, both absolute; `None` where it is no text.
fn seen_from(dir: &Path, path: &Path) -> Option<String> {
    let dir = resolved(dir);
    let shared = dir.components().zip(path.components()).take_while(|(one, other)| one == other).count();
    let up = dir.components().skip(shared).map(|_| Component::ParentDir);
    let all: PathBuf = up.chain(path.components().skip(shared)).collect();
    all.to_str().map(str::to_owned)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_path_is_seen_from_the_folder_of_the_index() {
        for (dir, path, seen) in [
            ("/x/index", "/x/c", "../c"),
            ("/x/index", "/x/index", ""),
            ("/i", "/x/c", "../x/c"),
            ("/x/./a/../index", "/x/index/c", "c"),
        ] {
            assert_eq!(seen_from(Path::new(dir), Path::new(path)).as_deref(), Some(seen), "{dir} {path}");
        }
        assert_eq!(resolved(Path::new("/x/index/../c/./d")), Path::new("/x/c/d"));
    }
}
