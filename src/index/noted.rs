//! What the engine notes of a state of the index, read without the engine: it wants more of its files
//! whole than is needed here, and reads a schema with every look, which costs more than all the rest.

use std::fmt::Write;
use std::path::{Path, PathBuf};

use serde::Deserialize;
use tantivy::Directory;
use tantivy::directory::error::OpenReadError;
use tantivy::schema::Field;

use super::error::{self, IndexError};
use super::files::META;

/// The bytes of the note.
pub(super) fn bytes(dir: &Path, files: &dyn Directory) -> Result<Vec<u8>, IndexError> {
    let failed = |err: OpenReadError| error::from_engine(dir, "read", err.into());
    files.atomic_read(Path::new(META)).map_err(failed)
}

/// A state of the index.
#[derive(Debug, Deserialize)]
pub(super) struct Noted {
    pub(super) segments: Vec<NotedSegment>,
    pub(super) opstamp: u64,
    /// The file with the catalog.
    pub(super) payload: Option<String>,
}

#[derive(Debug, Deserialize)]
pub(super) struct NotedSegment {
    segment_id: String,
    pub(super) max_doc: u32,
    deletes: Option<NotedDeletes>,
}

#[derive(Debug, Deserialize)]
struct NotedDeletes {
    opstamp: u64,
}

#[derive(Deserialize)]
struct NotedSchema {
    schema: Vec<NotedField>,
}

#[derive(Deserialize)]
struct NotedField {
    name: String,
}

impl Noted {
    /// What the bytes say.
    pub(super) fn of(dir: &Path, bytes: &[u8]) -> Result<Noted, IndexError> {
        let damaged = |what: String| IndexError::Damaged { dir: dir.into(), what };
        serde_json::from_slice(bytes).map_err(|err| damaged(format!("{META}: {err}")))
    }

    /// What the state is known by. `folder` is the one of the engine's files.
    pub(super) fn name(&self, folder: &str) -> String {
        let payload = self.payload.as_deref().unwrap_or("");
        let mut name = format!("{folder} {} {payload}", self.opstamp);
        for segment in &self.segments {
            let deletes = segment.deletes.as_ref().map(|it| it.opstamp);
            write!(name, " {} {deletes:?}", segment.segment_id).expect("a string takes everything");
        }
        name
    }
}

impl NotedSegment {
    /// The file with the stored articles.
    pub(super) fn store(&self) -> PathBuf {
        format!("{}.store", self.id()).into()
    }

    /// The file that says which articles were taken out.
    pub(super) fn deleted(&self) -> Option<PathBuf> {
        self.deletes.as_ref().map(|it| format!("{}.{}.del", self.id(), it.opstamp).into())
    }

    fn id(&self) -> String {
        self.segment_id.replace('-', "")
    }
}

/// The field of this name.
pub(super) fn field(bytes: &[u8], name: &str) -> Option<Field> {
    let noted: NotedSchema = serde_json::from_slice(bytes).ok()?;
    let number = noted.schema.iter().position(|it| it.name == name)?;
    Some(Field::from_field_id(u32::try_from(number).ok()?))
}
