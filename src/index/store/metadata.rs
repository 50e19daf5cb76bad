//! What the engine notes of a state of the index, read without the engine: it wants more of its files
//! whole than is needed here, and reads a schema with every look, which costs more than all the rest.

use std::fmt::Write;
use std::path::{Path, PathBuf};

use serde::Deserialize;
use tantivy::Directory;
use tantivy::directory::error::OpenReadError;
use tantivy::schema::Field;

use crate::index::error;
use crate::index::error::IndexError;
use crate::index::store::files::META;

/// The bytes of the note.
pub(crate) fn bytes(dir: &Path, files: &dyn Directory) -> Result<Vec<u8>, IndexError> {
    let failed = |err: OpenReadError| error::from_engine(dir, "read", err.into());
    files.atomic_read(Path::new(META)).map_err(failed)
}

/// A state of the index.
#[derive(Debug, Deserialize)]
pub(crate) struct SegmentMetadata {
    pub(crate) segments: Vec<SegmentEntry>,
    pub(crate) opstamp: u64,
    /// The file with the catalog.
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
}

#[derive(Deserialize)]
struct SchemaEntry {
    schema: Vec<FieldEntry>,
}

#[derive(Deserialize)]
struct FieldEntry {
    name: String,
}

impl SegmentMetadata {
    /// What the bytes say.
    pub(crate) fn of(dir: &Path, bytes: &[u8]) -> Result<SegmentMetadata, IndexError> {
        let damaged = |what: String| IndexError::Damaged { dir: dir.into(), what };
        serde_json::from_slice(bytes).map_err(|err| damaged(format!("{META}: {err}")))
    }

    /// What the state is known by. `folder` is the one of the engine's files.
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

    /// The file that says which articles were taken out.
    pub(crate) fn deleted(&self) -> Option<PathBuf> {
        self.deletes.as_ref().map(|it| format!("{}.{}.del", self.id(), it.opstamp).into())
    }

    fn id(&self) -> String {
        self.segment_id.replace('-', "")
    }
}

/// The field of this name.
pub(crate) fn field(bytes: &[u8], name: &str) -> Option<Field> {
    let metadata: SchemaEntry = serde_json::from_slice(bytes).ok()?;
    let number = metadata.schema.iter().position(|it| it.name == name)?;
    Some(Field::from_field_id(u32::try_from(number).ok()?))
}
