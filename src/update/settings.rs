//! What an update is told: what to read, and how.

use std::io::Read;
use std::path::PathBuf;

use crate::extract::ExtractSettings;
use crate::readers::ReadSettings;
use crate::update::catalog::{Ids, Keep};

/// How an update is done.
#[derive(Debug, Clone)]
pub struct UpdateSettings {
    /// How files are read.
    pub read: ReadSettings,
    /// How articles are extracted.
    pub extract: ExtractSettings,
    /// Memory for the whole update, in bytes; see [`crate::index::WriterSettings::memory`].
    pub memory: usize,
    /// Threads that extract.
    pub threads: usize,
    /// Whether earlier wordings stay findable; `None`: as the last update said.
    pub keep: Option<Keep>,
    /// How articles are named whose records give an id; `None`: as the last update said.
    pub ids: Option<Ids>,
    /// By what it is told that a file has not changed.
    pub compare: Compare,
    /// What becomes of articles whose files cannot be looked at.
    pub unreachable: Unreachable,
    /// Whether anything is written.
    pub mode: Mode,
}

/// What becomes of the articles of files of which it cannot be told whether they are gone: files that cannot be read
/// to their end, those below a folder that is missing or cannot be listed, and those below a folder in which nothing is
/// any more, or another file system, as when a disk is not mounted.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Unreachable {
    /// They stay, and what could not be read is rejected.
    #[default]
    Keep,
    /// They are removed, as those of files that are gone.
    Prune,
}

/// By what an update tells that a file has not changed.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Compare {
    /// By its size and the times and the number that the system has of it.
    #[default]
    Stamps,
    /// By its content: every file is read.
    Contents,
}

/// Whether an update writes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Mode {
    /// It writes.
    Write,
    /// It only reports what it would do.
    DryRun,
}

/// What an update reads, in this order.
pub struct Input {
    /// Files and folders.
    pub paths: Vec<PathBuf>,
    /// A stream, whose name is [`STREAM`].
    pub stream: Option<Box<dyn Read + Send>>,
}

/// The path that stands for the stream in origins and in the catalog.
pub const STREAM: &str = "-";

/// The path that stands for what came one by one over the network in origins and in the catalog.
pub const BULK: &str = "_bulk";

/// Whether `path` is `root` or lies below it.
pub(crate) fn is_below(path: &str, root: &str) -> bool {
    if path == STREAM || path == BULK {
        // It lies in no folder.
        return path == root;
    }
    let root = root.trim_end_matches('/');
    root.is_empty()
        || root == "."
        || path == root
        || path.strip_prefix(root).is_some_and(|rest| rest.starts_with('/'))
}

#[cfg(test)]
mod tests {
    use super::is_below;

    #[test]
    fn a_folder_holds_what_lies_below_it_and_not_what_begins_alike() {
        for (path, root) in
            [("a", "a"), ("a/b", "a"), ("a/b", "a/"), ("a/b", "."), ("a/b", ""), ("/a/b", "/a")]
        {
            assert!(is_below(path, root), "{path} below {root}");
        }
        for (path, root) in [
            ("ab", "a"),
            ("ab/c", "a"),
            ("a", "a/b"),
            ("b/a", "a"),
            ("a.txt", "a"),
            ("-", "."),
            ("_bulk", ""),
        ] {
            assert!(!is_below(path, root), "{path} not below {root}");
        }
    }
}
