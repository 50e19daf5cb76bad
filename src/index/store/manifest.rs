//! The manifest, `newsgrep.json`: which format the index has. It is read before anything else.

use std::io;
use std::path::Path;

use serde::{Deserialize, Serialize};

use crate::index::error::IndexError;
use crate::index::store::catalog;
use crate::index::store::files::Folder;
use crate::index::store::own;
pub use crate::index::store::own::MANIFEST;
pub(crate) use crate::index::store::own::{SEGMENTS, is_segments};

/// The format of everything in the folder of an index: it says whether a program can read it.
///
/// It rises when fields, stored names or the terms of the analyzer change.
///
/// 1: first release. 2: shorter terms for written forms, and shorter records. 3: schema and records by the table
/// of fields, instants with their offset.
pub const INDEX_FORMAT: u32 = 3;

/// The revision of the extraction: it says whether a program would make the same articles today.
///
/// It rises when dates, quotations, speakers or stems get better. An index of a lower revision opens.
///
/// 1: first release. 2: sections, last updates, times of day in the lines around a story.
pub const INDEX_REVISION: u32 = 2;

/// The content of the manifest.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Manifest {
    pub(crate) format: u32,
    pub(crate) revision: u32,
    pub(crate) analyzer: AnalyzerName,
    pub(crate) written_by: String,
    /// The name of the folder of the engine's files. A rebuild fills another folder and then names it here.
    pub(crate) segments: String,
    /// The checksum of the fields above.
    #[serde(default)]
    checksum: String,
}

/// The versions of the analysis that made the terms.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct AnalyzerName {
    pub(crate) tokens: String,
    pub(crate) stemmer: String,
}

impl Manifest {
    /// The manifest of an index that this program makes.
    pub(crate) fn current() -> Manifest {
        Manifest {
            format: INDEX_FORMAT,
            revision: INDEX_REVISION,
            analyzer: AnalyzerName { tokens: "newsgrep-1".into(), stemmer: "rust-stemmers-1".into() },
            written_by: concat!("newsgrep ", env!("CARGO_PKG_VERSION")).into(),
            segments: SEGMENTS.into(),
            checksum: String::new(),
        }
    }

    fn sum(&self) -> String {
        let bare = Manifest { checksum: String::new(), ..self.clone() };
        let bytes = serde_json::to_vec(&bare).expect("numbers and strings are always written");
        format!("{:016x}", xxhash_rust::xxh3::xxh3_64(&bytes))
    }

    /// Reads the manifest of the index in `dir` and checks that this program can read the rest.
    pub(crate) fn read(dir: &Path) -> Result<Manifest, IndexError> {
        /// What the manifest of any format has.
        #[derive(Deserialize)]
        struct Least {
            format: u32,
            #[serde(default)]
            written_by: String,
        }
        let path = dir.join(MANIFEST);
        let bytes = own::read(&path).map_err(|source| match source.kind() {
            io::ErrorKind::NotFound if catalog::any(dir) => {
                IndexError::Damaged { dir: dir.into(), what: format!("{MANIFEST} is missing") }
            }
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
        let manifest: Manifest = serde_json::from_slice(&bytes).map_err(damaged)?;
        if !manifest.is_whole() {
            let what = format!("{MANIFEST} is altered");
            return Err(IndexError::Damaged { dir: dir.into(), what });
        }
        Ok(manifest)
    }

    /// Reads the manifest of an index of an older format, for a rebuild; `None` when it is damaged.
    pub(crate) fn read_older(dir: &Path) -> Option<Manifest> {
        let manifest: Manifest = serde_json::from_slice(&own::read(&dir.join(MANIFEST)).ok()?).ok()?;
        manifest.is_whole().then_some(manifest)
    }

    fn is_whole(&self) -> bool {
        self.checksum == self.sum() && is_segments(&self.segments)
    }

    /// Writes the manifest, whole or not at all.
    pub(crate) fn write(&self, folder: &Folder) -> io::Result<()> {
        let manifest = Manifest { checksum: self.sum(), ..self.clone() };
        let mut json = serde_json::to_vec_pretty(&manifest)?;
        json.push(b'\n');
        folder.write_whole(MANIFEST, &json)
    }
}

#[cfg(test)]
mod tests {
    use std::fs;

    use super::*;

    fn read(json: &str) -> Result<Manifest, IndexError> {
        let dir = tempfile::tempdir().unwrap();
        fs::write(dir.path().join(MANIFEST), json).unwrap();
        Manifest::read(dir.path())
    }

    #[test]
    fn a_manifest_is_read_back() {
        let dir = tempfile::tempdir().unwrap();
        Manifest::current().write(&Folder::new(dir.path())).unwrap();
        let read = Manifest::read(dir.path()).unwrap();
        assert_eq!(Manifest { checksum: String::new(), ..read }, Manifest::current());
    }

    #[test]
    fn an_altered_manifest_is_seen() {
        let dir = tempfile::tempdir().unwrap();
        Manifest::current().write(&Folder::new(dir.path())).unwrap();
        let whole = fs::read(dir.path().join(MANIFEST)).unwrap();
        for at in 0..whole.len() {
            let mut altered = whole.clone();
            altered[at] ^= 1;
            fs::write(dir.path().join(MANIFEST), &altered).unwrap();
            // White space may change without harm.
            let read = Manifest::read(dir.path());
            assert!(read.is_err() || whole[at].is_ascii_whitespace(), "{at}: {read:?}");
        }
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
    fn the_manifest_of_an_older_format_is_read_for_a_rebuild() {
        let dir = tempfile::tempdir().unwrap();
        let older = Manifest { format: 1, revision: 1, segments: "segments-4".into(), ..Manifest::current() };
        older.write(&Folder::new(dir.path())).unwrap();
        let read = Manifest::read_older(dir.path()).unwrap();
        assert_eq!((read.format, read.revision, read.segments.as_str()), (1, 1, "segments-4"));
        let path = dir.path().join(MANIFEST);
        let text = fs::read_to_string(&path).unwrap();
        fs::write(&path, text.replace("segments-4", "segments-5")).unwrap();
        assert_eq!(Manifest::read_older(dir.path()), None);
        fs::remove_file(path).unwrap();
        assert_eq!(Manifest::read_older(dir.path()), None);
    }

    #[test]
    fn what_is_no_manifest_is_damage() {
        let (alone, list) = (format!("{{\"format\": {INDEX_FORMAT}}}"), format!("[{INDEX_FORMAT}]"));
        for json in ["", "{}", &list, &alone, "\0"] {
            assert!(matches!(read(json), Err(IndexError::Damaged { .. })), "{json}");
        }
    }

    #[test]
    fn where_nothing_is_there_is_no_index() {
        let dir = tempfile::tempdir().unwrap();
        assert!(matches!(Manifest::read(dir.path()), Err(IndexError::NotFound { .. })));
    }
}
