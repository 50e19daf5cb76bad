//! The engine's list of segments, read without the engine.
//!
//! The engine would read the schema with it every time, which takes longer than all the rest, and would fail where
//! files are damaged that are not needed here.

use std::fmt::Write;
use std::path::{Path, PathBuf};

use serde::Deserialize;
use tantivy::Directory;
use tantivy::directory::error::OpenReadError;

use crate::index::error;
use crate::index::error::IndexError;
use crate::index::store::files::META;
use crate::search::Corpus;

/// The bytes of the list.
pub(crate) fn bytes(dir: &Path, files: &dyn Directory) -> Result<Vec<u8>, IndexError> {
    let failed = |err: OpenReadError| error::from_engine(dir, "read", err.into());
    files.atomic_read(Path::new(META)).map_err(failed)
}

/// Which segments make up the index: its state after a commit.
#[derive(Debug, Deserialize)]
pub(crate) struct SegmentMetadata {
    pub(crate) segments: Vec<SegmentEntry>,
    pub(crate) opstamp: u64,
    /// The files with the catalog, and the state of the [`Corpus`].
    pub(crate) payload: Option<String>,
}

#[derive(Debug, Deserialize)]
pub(crate) struct SegmentEntry {
    segment_id: String,
    pub(crate) max_doc: u32,
    deletes: Option<Deletes>,
}

#[derive(Debug, Deserialize)]
struct Deletes {
    opstamp: u64,
    num_deleted_docs: u32,
}

impl SegmentMetadata {
    /// Reads the list from its bytes.
    pub(crate) fn of(dir: &Path, bytes: &[u8]) -> Result<SegmentMetadata, IndexError> {
        let damaged = |what: String| IndexError::Damaged { dir: dir.into(), what };
        serde_json::from_slice(bytes).map_err(|err| damaged(format!("{META}: {err}")))
    }

    /// Which articles the index holds; of an index that does not tell, nothing.
    pub(crate) fn corpus(&self) -> Corpus {
        self.payload.as_deref().and_then(Corpus::among).unwrap_or_default()
    }

    /// A name that no other state of this index has. `folder` is that of the engine's files.
    pub(crate) fn name(&self, folder: &str) -> String {
        let payload = self.payload.as_deref().unwrap_or("");
        let mut name = format!("{folder} {} {payload}", self.opstamp);
        for segment in &self.segments {
            let deletes = segment.deletes.as_ref().map(|it| it.opstamp);
            write!(name, " {} {deletes:?}", segment.segment_id).expect("a string takes everything");
        }
        name
    }
}

impl SegmentEntry {
    /// The file with the stored articles.
    pub(crate) fn store(&self) -> PathBuf {
        format!("{}.store", self.id()).into()
    }

    /// How many articles it has that were not deleted.
    pub(crate) fn living(&self) -> u32 {
        self.max_doc.saturating_sub(self.deletes.as_ref().map_or(0, |it| it.num_deleted_docs))
    }

    /// The file that says which articles were deleted, if any were.
    pub(crate) fn deleted(&self) -> Option<PathBuf> {
        self.deletes.as_ref().map(|it| format!("{}.{}.del", self.id(), it.opstamp).into())
    }

    fn id(&self) -> String {
        self.segment_id.replace('-', "")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const LIST: &str = r#"{
        "segments": [
            {"segment_id": "0a1b2c3d-0000-0000-0000-00000000000f", "max_doc": 5,
             "deletes": {"num_deleted_docs": 2, "opstamp": 9}},
            {"segment_id": "11111111-2222-3333-4444-555555555555", "max_doc": 3, "deletes": null}
        ],
        "opstamp": 12, "payload": "catalog-12-0"
    }"#;

    fn read(list: &str) -> Result<SegmentMetadata, IndexError> {
        SegmentMetadata::of(Path::new("index"), list.as_bytes())
    }

    #[test]
    fn segments_are_known_by_the_names_of_their_files() {
        let state = read(LIST).unwrap();
        let [first, second] = &state.segments[..] else { panic!("two segments") };
        assert_eq!(first.store(), Path::new("0a1b2c3d00000000000000000000000f.store"));
        assert_eq!(first.deleted(), Some("0a1b2c3d00000000000000000000000f.9.del".into()));
        assert_eq!((first.max_doc, second.max_doc, second.deleted()), (5, 3, None));
        assert_eq!((first.living(), second.living()), (3, 3));
        assert_eq!((state.opstamp, state.payload.as_deref()), (12, Some("catalog-12-0")));
    }

    #[test]
    fn a_change_of_any_kind_gives_a_state_another_name() {
        let name = |list: &str, folder| read(list).unwrap().name(folder);
        let before = name(LIST, "segments");
        assert_eq!(name(LIST, "segments"), before);
        assert_ne!(name(LIST, "segments-2"), before, "a rebuild");
        for (from, to) in [
            (r#""opstamp": 12"#, r#""opstamp": 13"#),
            ("catalog-12-0", "catalog-12-1"),
            (r#""opstamp": 9"#, r#""opstamp": 10"#),
            ("11111111-2222", "11111111-2223"),
        ] {
            assert_ne!(name(&LIST.replacen(from, to, 1), "segments"), before, "{to}");
        }
    }

    #[test]
    fn what_is_no_list_is_damage() {
        let Err(IndexError::Damaged { what, .. }) = read("[]") else { panic!("a list of segments") };
        assert!(what.starts_with("meta.json: "), "{what}");
    }
}
