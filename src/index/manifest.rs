//! `newsgrep.json`: what kind of index lies here, asked before anything else is read.

use std::fs;
use std::io::{self, Write};
use std::path::Path;

use serde::{Deserialize, Serialize};

use super::error::IndexError;

/// Layout of everything under the index directory: can it be read?
///
/// Rises when fields, stored names or the terms of the analyzer change.
///
/// 1: first release.
pub const INDEX_FORMAT: u32 = 1;

/// How good the extraction is that made the articles: would it be made the same today?
///
/// Rises when dates, quotations, speakers or stems get better. A lower one opens.
///
/// 1: first release.
pub const INDEX_REVISION: u32 = 1;

/// The manifest's file name.
pub const MANIFEST: &str = "newsgrep.json";

/// What the manifest says.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Manifest {
    pub(super) format: u32,
    pub(super) revision: u32,
    pub(super) analyzer: AnalyzerName,
    pub(super) written_by: String,
}

/// The analysis that made the terms.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct AnalyzerName {
    pub(super) tokens: String,
    pub(super) stemmer: String,
}

impl Manifest {
    /// The manifest of an index that this program makes.
    pub(super) fn current() -> Manifest {
        Manifest {
            format: INDEX_FORMAT,
            revision: INDEX_REVISION,
            analyzer: AnalyzerName { tokens: "newsgrep-1".into(), stemmer: "rust-stemmers-1".into() },
            written_by: concat!("newsgrep ", env!("CARGO_PKG_VERSION")).into(),
        }
    }

    /// Reads the manifest of the index in `dir` and checks that this program can read the rest.
    pub(super) fn read(dir: &Path) -> Result<Manifest, IndexError> {
        /// What every manifest has, of whatever format.
        #[derive(Deserialize)]
        struct Least {
            format: u32,
            #[serde(default)]
            written_by: String,
        }
        let path = dir.join(MANIFEST);
        let bytes = fs::read(&path).map_err(|source| match source.kind() {
            io::ErrorKind::NotFound | io::ErrorKind::NotADirectory => {
                IndexError::NotFound { dir: dir.into() }
            }
            _ => IndexError::Io { dir: dir.into(), action: "read", source },
        })?;
        let damaged = |err: serde_json::Error| IndexError::Damaged {
            dir: dir.into(),
            what: format!("{MANIFEST} is not a manifest ({err})"),
        };
        let least: Least = serde_json::from_slice(&bytes).map_err(damaged)?;
        let (found, expected) = (least.format, INDEX_FORMAT);
        if found > expected {
            let written_by =
                if least.written_by.is_empty() { "a newer program".into() } else { least.written_by };
            return Err(IndexError::NewerProgram { dir: dir.into(), found, expected, written_by });
        }
        if found < expected {
            return Err(IndexError::RebuildNeeded { dir: dir.into(), found, expected });
        }
        serde_json::from_slice(&bytes).map_err(damaged)
    }

    /// Writes the manifest, whole or not at all.
    pub(super) fn write(&self, dir: &Path) -> io::Result<()> {
        let mut json = serde_json::to_vec_pretty(self)?;
        json.push(b'\n');
        write_whole(dir, MANIFEST, &json)
    }
}

/// Writes a file beside its place, brings it to disk, and renames it: it is there whole, or not.
pub(super) fn write_whole(dir: &Path, name: &str, bytes: &[u8]) -> io::Result<()> {
    let beside = dir.join(format!("{name}.new"));
    let mut file = fs::File::create(&beside)?;
    file.write_all(bytes)?;
    file.sync_all()?;
    drop(file);
    fs::rename(&beside, dir.join(name))?;
    sync_dir(dir)
}

/// Brings the names in a folder to disk.
pub(super) fn sync_dir(dir: &Path) -> io::Result<()> {
    if cfg!(unix) { fs::File::open(dir)?.sync_all() } else { Ok(()) }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(json: &str) -> Result<Manifest, IndexError> {
        let dir = tempfile::tempdir().unwrap();
        fs::write(dir.path().join(MANIFEST), json).unwrap();
        Manifest::read(dir.path())
    }

    #[test]
    fn a_manifest_is_read_back() {
        let dir = tempfile::tempdir().unwrap();
        Manifest::current().write(dir.path()).unwrap();
        assert_eq!(Manifest::read(dir.path()).unwrap(), Manifest::current());
    }

    #[test]
    fn another_format_says_who_can_read_it() {
        assert!(matches!(
            read(r#"{"format": 9, "written_by": "newsgrep 7.0", "new": []}"#),
            Err(IndexError::NewerProgram { found: 9, .. })
        ));
        assert!(matches!(read(r#"{"format": 0}"#), Err(IndexError::RebuildNeeded { found: 0, .. })));
    }

    #[test]
    fn what_is_no_manifest_is_damage() {
        for json in ["", "{}", "[1]", "{\"format\": 1}", "\0"] {
            assert!(matches!(read(json), Err(IndexError::Damaged { .. })), "{json}");
        }
    }

    #[test]
    fn where_nothing_is_there_is_no_index() {
        let dir = tempfile::tempdir().unwrap();
        assert!(matches!(Manifest::read(dir.path()), Err(IndexError::NotFound { .. })));
    }
}
